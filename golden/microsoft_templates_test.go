package golden_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/internal/cli"
	"github.com/vnetloom/vnetloom/internal/microsofttest"
)

// A module of a pack is compiled by Microsoft's compiler and held against the ARM JSON: what it makes otherwise is said by resource and property.
func TestMicrosoftModulesOfAPackAreComparedWithTheARMJSON(t *testing.T) {
	t.Parallel()
	microsofttest.Needs(t, "bicep")
	microsofttest.Start(t)
	check := func(pack, intent string) (int, string) {
		var out bytes.Buffer
		code := cli.Main([]string{"templates", "check", pack, intent}, strings.NewReader(""), &out, &out, os.Environ()...)
		return code, out.String()
	}
	const example = "../examples/templates/module"
	for _, name := range []string{"hub-firewall"} {
		code, said := check(example, "cases/"+name+"/intent.yaml")
		require.Zero(t, code, said)
		require.Contains(t, said, "the Bicep makes what the ARM JSON makes")
	}
	changed := func(old, with string) string {
		dir := t.TempDir()
		copyFolder(t, example, dir)
		file := filepath.Join(dir, "bicep", "modules", "resource-group.bicep")
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Contains(t, string(content), old)
		require.NoError(t, os.WriteFile(file, []byte(strings.Replace(string(content), old, with, 1)), 0o600))
		return dir
	}
	code, said := check(changed("location: row.location", "location: 'northeurope'"), "cases/hub-firewall/intent.yaml")
	require.Equal(t, 4, code, said)
	require.Contains(t, said, `location: "uksouth" in the ARM JSON, "northeurope" in the Bicep`)
	code, said = check(changed("for row in group.?resourceGroups ?? []:", "for row in skip(group.?resourceGroups ?? [], 1):"), "cases/hub-firewall/intent.yaml")
	require.Equal(t, 4, code, said)
	require.Contains(t, said, "the ARM JSON alone makes it")
	code, said = check(changed("param group", "parm group"), "cases/hub-firewall/intent.yaml")
	require.Equal(t, 3, code, said)
	require.Contains(t, said, "does not compile")
}
