package compile

import (
	"fmt"

	"github.com/vnetloom/vnetloom/generators/plan"
)

// A SharedError says that a line is of a set of rows that several things share.
type SharedError struct {
	Kind, Name string
	Takers     []Reason // the resources that take the set
}

func (e *SharedError) Error() string {
	return fmt.Sprintf("the set %s of %s is shared", e.Name, e.Kind)
}

// ReasonsAtRow are the resources that a line of emitted rows belongs to, of estate.bicep or of estate.json: those that the row around it makes, or
// those of the nested row around it where it makes some of its own.
func (r *Result) ReasonsAtRow(file string, content []byte, line int) ([]Reason, error) {
	if r.Plan == nil {
		return nil, ErrNoLine
	}
	of, err := r.Plan.LineOfRows(file, content, line)
	if err != nil {
		return nil, err
	}
	var out []Reason
	r.eachResource(func(root *plan.Root, stage string, resource *plan.Resource) {
		if of.Resources[resource] {
			out = append(out, reasonOf(root, stage, resource))
		}
	})
	switch {
	case of.Sets != "":
		return nil, &SharedError{Kind: of.Sets, Name: of.Name, Takers: out}
	case len(out) == 0:
		return nil, ErrNoLine
	}
	return out, nil
}
