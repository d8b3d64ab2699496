package compile

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
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

// takers are the resources whose rows name a set.
func (r *Result) takers(kind, name string) []Reason {
	var out []Reason
	if r.Plan == nil {
		return nil
	}
	lists := func(one azure.Resource) bool {
		return slices.ContainsFunc(one.Leaves(), func(leaf azure.Leaf) bool {
			rows, ok := leaf.Node.(*azure.Rows)
			return ok && rows.From == kind
		})
	}
	r.eachResource(func(root *plan.Root, stage string, resource *plan.Resource) {
		if resource.Row == nil {
			return
		}
		names, _ := resource.Row.Cells.Get(kind).(azure.List)
		table := resource.Row.Table
		own := table.Resource(resource.Key)
		if slices.Contains(names, azure.Value(azure.Str(name))) && (own == nil || lists(*own) || !slices.ContainsFunc(table.Resources, lists)) {
			out = append(out, reasonOf(root, stage, resource))
		}
	})
	return out
}

// ReasonsAtRow are the resources that a line of emitted rows belongs to, of estate.bicep or of estate.json: those that the row around it makes, or
// those of the nested row around it where it makes some of its own.
func (r *Result) ReasonsAtRow(file string, content []byte, line int) ([]Reason, error) {
	parse := rowsOfBicep
	if strings.HasSuffix(file, ".json") {
		parse = rowsOfJSON
	}
	groups, sets := parse(string(content))
	for _, kind := range sets.members {
		if set := kind.value.at(line); set != nil {
			return nil, &SharedError{Kind: kind.key, Name: set.key, Takers: r.takers(kind.key, set.key)}
		}
	}
	for _, stage := range groups.members {
		for _, group := range stage.value.items {
			for _, table := range group.members {
				for _, row := range table.value.items {
					if row.has(line) && !row.isText {
						return r.reasonsOfRow(group, table.key, row, line)
					}
				}
			}
		}
	}
	return nil, ErrNoLine
}

// reasonsOfRow finds the row of the plan that a row of a file is.
func (r *Result) reasonsOfRow(group *rowNode, table string, row *rowNode, line int) ([]Reason, error) {
	if r.Plan == nil {
		return nil, ErrNoLine
	}
	column, number := row.nestedAt(line)
	var own, all []Reason
	var failed error
	r.eachResource(func(root *plan.Root, stage string, resource *plan.Resource) {
		if !isRow(resource.Row, group, table, row) {
			return
		}
		reason := reasonOf(root, stage, resource)
		all = append(all, reason)
		made, err := r.Plan.Made(resource.Row)
		if err != nil {
			failed = err
			return
		}
		if slices.ContainsFunc(made, func(m azure.Made) bool {
			return m.ID == resource.ID && m.Resource.Each != "" && m.Resource.Each == column && m.Index == number
		}) {
			own = append(own, reason)
		}
	})
	switch {
	case failed != nil:
		return nil, failed
	case len(own) > 0:
		return own, nil
	case len(all) > 0:
		return all, nil
	}
	return nil, ErrNoLine
}

// isRow tells whether a row of the plan is the one of a file: of the same table and place, with the same cells.
func isRow(r *azure.Row, group *rowNode, table string, row *rowNode) bool {
	if r == nil || r.Table.Name != table || r.Place.Subscription != group.textOf("subscription") || r.Place.ResourceGroup != group.textOf("resourceGroup") {
		return false
	}
	cells := 0
	for _, m := range row.members {
		if v := r.Cells.Get(m.key); v != nil && m.value.is(v) {
			cells++
		}
	}
	return cells == len(r.Cells)
}

// A rowNode is a value of a file of rows, with its lines.
type rowNode struct {
	start, end int
	text       string // of a scalar
	isText     bool
	members    []rowMember
	items      []*rowNode
}

type rowMember struct {
	key   string
	start int
	value *rowNode
}

func (n *rowNode) has(line int) bool { return n.start <= line && line <= n.end }

// at is the member around a line.
func (n *rowNode) at(line int) *rowMember {
	for i := range n.members {
		if m := &n.members[i]; m.start <= line && line <= m.value.end {
			return m
		}
	}
	return nil
}

func (n *rowNode) textOf(key string) string {
	for _, m := range n.members {
		if m.key == key {
			return m.value.text
		}
	}
	return ""
}

// nestedAt is the nested row that a line is of alone: its column and its number.
func (n *rowNode) nestedAt(line int) (string, int) {
	if m := n.at(line); m != nil && n.start < line && line < n.end {
		for i, item := range m.value.items {
			if item.has(line) && m.value.start < line {
				return m.key, i
			}
		}
	}
	return "", -1
}

// is tells whether a node has a value.
func (n *rowNode) is(v azure.Value) bool {
	switch v := v.(type) {
	case azure.Str:
		return n.isText && n.text == string(v)
	case azure.Int:
		return n.isText && n.text == strconv.FormatInt(int64(v), 10)
	case azure.Bool:
		return n.isText && n.text == strconv.FormatBool(bool(v))
	case azure.List:
		return !n.isText && len(n.items) == len(v) && !slices.ContainsFunc(indexes(len(v)), func(i int) bool { return !n.items[i].is(v[i]) })
	case azure.Object:
		return !n.isText && len(n.members) == len(v) && !slices.ContainsFunc(indexes(len(v)), func(i int) bool {
			return n.members[i].key != v[i].Key || !n.members[i].value.is(v[i].Value)
		})
	}
	return false
}

func indexes(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}
