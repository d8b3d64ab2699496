package modules

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/vnetloom/vnetloom/azure"
)

func TestAModuleThatSeveralStagesShareMakesTheTablesOfEachInItsWay(t *testing.T) {
	for s, of := range shared {
		assert.NotContains(t, shared, of, "%s: its module is another's too", s.File())
		for _, table := range s.Tables() {
			assert.True(t, slices.Contains(of.Tables(), table), "%s: the module of %s has no %s", s.File(), of.File(), table.Name)
			assert.Equal(t, s.Serial(table), of.Serial(table), "%s: %s", s.File(), table.Name)
		}
	}
}

func TestModulesHaveFilesOfTheirOwn(t *testing.T) {
	files := map[string]azure.Stage{}
	for _, s := range azure.Stages() {
		m, err := Of(s)
		assert.NoError(t, err)
		other, ok := files[m.Path()]
		assert.True(t, !ok || other == m.Stage, "%s is of %s and of %s", m.Path(), other.File(), m.Stage.File())
		files[m.Path()] = m.Stage
	}
}
