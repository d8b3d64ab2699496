package topology

import (
	"slices"
	"sort"

	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/source"
)

func connectionOrigin(c *schema.Connection, rule string) Origin {
	return Origin{Range: c.KeyRange(), Statements: []string{c.Path()}, Rule: rule}
}

func mergeStatements(a, b []string) []string {
	out := slices.Clone(a)
	for _, s := range b {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	sort.Strings(out)
	return out
}

// element is a piece of the intent that knows where it stands.
type element interface {
	KeyRange() source.Range
	Path() string
}

func policyOrigin(e element, rule string) Origin {
	return Origin{Range: e.KeyRange(), Statements: []string{e.Path()}, Rule: rule}
}
