package modules

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// each calls test with the module of every stage.
func each(t *testing.T, test func(*testing.T, *Module)) {
	t.Helper()
	all, err := All()
	require.NoError(t, err)
	for _, file := range slices.Sorted(maps.Keys(all)) {
		t.Run(file, func(t *testing.T) { test(t, all[file]) })
	}
}

func TestFunctionsAreWhatWasRead(t *testing.T) {
	file := filepath.Join("testdata", filepath.Base(Functions))
	if os.Getenv("UPDATE_GOLDEN") == "1" {
		require.NoError(t, os.WriteFile(file, []byte(FunctionsText), 0o600))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, string(want), FunctionsText)
	each(t, func(t *testing.T, m *Module) {
		assert.Equal(t, m.ImportsFunctions(), strings.Contains(m.Text+m.Types().Text, "} from 'functions.bicep'"))
	})
}

func golden(m *Module) string { return filepath.Join("testdata", m.File+".bicep") }

// The files are read by people before they are accepted: UPDATE_GOLDEN=1 writes them.
func TestModulesAreWhatWasRead(t *testing.T) {
	each(t, func(t *testing.T, m *Module) {
		if os.Getenv("UPDATE_GOLDEN") == "1" {
			require.NoError(t, os.WriteFile(golden(m), []byte(m.Text), 0o600))
		}
		want, err := os.ReadFile(golden(m))
		require.NoError(t, err)
		assert.Equal(t, string(want), m.Text)
	})
}
