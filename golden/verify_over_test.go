package golden_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/migration"
	"github.com/vnetloom/vnetloom/rehearsal"
)

// saidOver is what is said of an output beside an export, for a reason.
var saidOver = map[string][]string{
	"hub-firewall": {"error VL678"}, // claims/gateway has routing: none, of which the compiler warns
}

// What is emitted is held against its intent beside an export: of what stands before anything is deployed, and of all that stands once it is, companion
// steps included. Neither has an error.
func TestEveryOutputVerifiesBesideAnExport(t *testing.T) {
	t.Parallel()
	dirs, err := filepath.Glob("cases/*")
	require.NoError(t, err)
	for _, dir := range dirs {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			e := compiled(t, dir)
			require.NoError(t, e.err)
			if len(e.topology.Networks) > 60 {
				return
			}
			out := t.TempDir()
			for name, content := range e.files {
				if rest, ok := strings.CutPrefix(name, "arm/"); ok {
					file := filepath.Join(out, "arm", filepath.FromSlash(rest))
					require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
					require.NoError(t, os.WriteFile(file, content, 0o600))
				}
			}
			before := rehearsal.New(rehearsal.Options{})
			require.NoError(t, migration.Stand(before, e.plan))
			for i, export := range [][]byte{exported(t, before), standing(t, e)} {
				file := filepath.Join(out, "export.json")
				require.NoError(t, os.WriteFile(file, export, 0o600))
				code, _, reported := verify(t, file, filepath.Join(out, "arm"), "--intent", dir, "--subscription", migration.OwnSubscription)
				var said []string
				for _, m := range saidCode.FindAllStringSubmatch(reported, -1) {
					if s := m[1] + " " + m[2]; m[1] == "error" && !slices.Contains(said, s) {
						said = append(said, s)
					}
				}
				if code != 0 && len(said) == 0 {
					said = append(said, reported)
				}
				assert.Equal(t, saidOver[filepath.Base(dir)], said, "%s\n%s", []string{"before", "after"}[i], reported)
			}
		})
	}
}
