package powershell

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/internal/microsofttest"
)

// TestMicrosoftPesterTestsTheEngine runs the tests that stand beside the module.
func TestMicrosoftPesterTestsTheEngine(t *testing.T) {
	dir := t.TempDir()
	engine, err := Engine()
	require.NoError(t, err)
	tests, err := os.ReadFile("module/" + Module + ".Tests.ps1")
	require.NoError(t, err)
	engine[Module+"/"+Module+".Tests.ps1"] = tests
	for name, content := range engine {
		at := filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(at), 0o700))
		require.NoError(t, os.WriteFile(at, content, 0o600))
	}
	accounts, err := filepath.Abs("../../rehearsal/testdata/modules/Az.Accounts/Az.Accounts.psd1")
	require.NoError(t, err)
	script := filepath.Join(dir, "run.ps1")
	require.NoError(t, os.WriteFile(script, []byte(`param($Accounts, $Tests)
$ErrorActionPreference = 'Stop'
Import-Module $Accounts
$configuration = New-PesterConfiguration
$configuration.Run.Path = $Tests
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'None'
$result = Invoke-Pester -Configuration $configuration
foreach ($test in $result.Failed) { '{0}: {1}' -f $test.ExpandedPath, $test.ErrorRecord[0] }
foreach ($block in $result.FailedBlocks + $result.FailedContainers) { '{0}: {1}' -f $block, $block.ErrorRecord[0] }
'{0} passed' -f $result.PassedCount
`), 0o600))
	run := microsofttest.PowerShell(t, script, "-Accounts", accounts, "-Tests", filepath.Join(dir, Module))
	require.Zero(t, run.Code, run.Err)
	require.Regexp(t, `^\d\d passed\s*$`, run.Out)
}
