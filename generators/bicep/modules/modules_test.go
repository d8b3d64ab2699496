package modules

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/azure"
)

// each calls test with the module of every stage.
func each(t *testing.T, test func(*testing.T, *Module)) {
	t.Helper()
	for _, s := range azure.Stages() {
		if stageOf(s) != s {
			continue
		}
		m, err := Of(s)
		require.NoError(t, err)
		t.Run(azure.Stage.File(s), func(t *testing.T) { test(t, m) })
	}
}

func golden(m *Module) string { return filepath.Join("testdata", m.Stage.File()+".bicep") }

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
