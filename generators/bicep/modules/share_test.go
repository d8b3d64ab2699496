package modules

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/azure"
)

// Whatever tables of a stage have rows, there is a module that makes them as the stage does, and one file has one text.
func TestEveryStageHasModulesForItsTables(t *testing.T) {
	modules, err := All()
	require.NoError(t, err)
	all := specs()
	for _, s := range azure.Stages() {
		wanted := [][]*azure.Table{s.Tables()}
		for _, table := range s.Tables() {
			wanted = append(wanted, []*azure.Table{table})
		}
		for _, tables := range wanted {
			for _, full := range []bool{false, true} {
				m, err := For(s, tables, full)
				require.NoError(t, err)
				for _, table := range tables {
					if !full && table.Lean() != nil {
						table = table.Lean()
					}
					assert.True(t, slices.Contains(m.Tables, table), "%s: %s has no %s", s.File(), m.File, table.Name)
				}
				spec := specOf(s, tables, full)
				again, err := printModule(spec, modules[baseOf(all, spec)], isBase(all, spec))
				require.NoError(t, err)
				assert.Equal(t, m.Text, again.Text, "%s of %s", m.File, s.File())
			}
		}
	}
	_, err = For(azure.StagePeering, []*azure.Table{azure.Networks}, true)
	assert.Error(t, err)
}
