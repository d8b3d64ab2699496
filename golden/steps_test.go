package golden_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/generators/steps"
)

func TestEveryStepHasAScriptThatItsPageNames(t *testing.T) {
	dirs, err := filepath.Glob("cases/*")
	require.NoError(t, err)
	scripts := 0
	for _, dir := range dirs {
		e := compile(readIntent(t, dir))
		page := strings.ReplaceAll(string(e.files[steps.Target+"/README.md"]), `\`, "")
		found := map[string]bool{}
		for name, content := range e.files {
			script, ok := strings.CutPrefix(name, steps.Target+"/")
			if !ok || script == "README.md" {
				continue
			}
			scripts++
			found[script] = true
			require.Contains(t, page, "## "+script+"\n", dir)
			for _, part := range []string{"#Requires -Version 5.1", "SupportsShouldProcess", "Set-StrictMode -Version Latest", ".SYNOPSIS", "ShouldProcess("} {
				require.Contains(t, string(content), part, name)
			}
		}
		require.Len(t, found, len(e.plan.Steps), "%s: a script a step", dir)
		for _, s := range e.plan.Steps {
			end := "-" + s.Name + ".ps1"
			begin := fmt.Sprintf("%02d-", s.Action.Stage())
			n := 0
			for script := range found {
				if strings.HasPrefix(script, begin) && strings.HasSuffix(script, end) {
					n++
				}
			}
			require.Equal(t, 1, n, "%s: the script of step %s", dir, s.Name)
		}
		if len(e.plan.Steps) == 0 {
			require.Empty(t, page, dir)
		}
	}
	require.NotZero(t, scripts)
}
