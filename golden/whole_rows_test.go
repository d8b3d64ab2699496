package golden_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/azure"
)

// A row with all that its defaults, its place, its patterns and its sets say makes what the row makes.
func TestAWholeRowMakesWhatTheRowMakes(t *testing.T) {
	t.Parallel()
	dirs, err := filepath.Glob("cases/*")
	require.NoError(t, err)
	rows := 0
	for _, dir := range dirs {
		e := compiled(t, dir)
		require.NoError(t, e.err)
		seen := map[*azure.Row]bool{}
		for i := range e.plan.Roots {
			for j := range e.plan.Roots[i].Modules {
				for _, r := range e.plan.Roots[i].Modules[j].Resources {
					if r.Row == nil || seen[r.Row] {
						continue
					}
					seen[r.Row] = true
					cells, err := e.plan.Estate.Whole(r.Row)
					require.NoError(t, err, dir)
					whole := *r.Row
					whole.Cells = nil
					for _, m := range cells {
						if !namesSets(r.Row.Table, m.Key) { // what the sets have stands in the row
							whole.Cells = append(whole.Cells, m)
						}
					}
					want, err := e.plan.Estate.Expand(r.Row)
					require.NoError(t, err)
					got, err := e.plan.Estate.Expand(&whole)
					require.NoErrorf(t, err, "%s: %v", dir, cells)
					require.Equal(t, want, got, dir)
					rows++
				}
			}
		}
	}
	require.Greater(t, rows, 500)
}

func namesSets(t *azure.Table, column string) bool {
	for _, i := range t.Infos() {
		if i.From == column {
			return true
		}
	}
	return false
}
