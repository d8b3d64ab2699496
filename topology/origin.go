package topology

import (
	"slices"
	"sort"

	"github.com/vnetloom/vnetloom/schema"
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

func policyOrigin(e schema.Element, rule string) Origin {
	return Origin{Range: e.KeyRange(), Statements: []string{e.Path()}, Rule: rule}
}
