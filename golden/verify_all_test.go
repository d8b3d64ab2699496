package golden_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var saidCode = regexp.MustCompile(`(?m)^(error|warning)\[(VL[67]\d{2})\]`)

// saidAlone is what is said of an output for a reason.
var saidAlone = map[string][]string{
	"hub-firewall":       {"error VL678", "warning VL679"},                    // claims/gateway has routing: none, of which the compiler warns
	"transit-appliances": {"warning VL677", "warning VL678", "warning VL679"}, // from which subnet they forward no template says: --appliance, or the intent
}

// What is emitted is clean in every arrangement that somebody may verify: all of a target, and each folder of it alone, as a team has it that deploys one
// root, or a tenant its own half; by itself, and held against its intent.
func TestEveryOutputVerifiesClean(t *testing.T) {
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
					file := filepath.Join(out, filepath.FromSlash(rest))
					require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
					require.NoError(t, os.WriteFile(file, content, 0o600))
				}
			}
			says := func(args ...string) []string {
				code, _, reported := verify(t, args...)
				var said []string
				for _, m := range saidCode.FindAllStringSubmatch(reported, -1) {
					if s := m[1] + " " + m[2]; !slices.Contains(said, s) {
						said = append(said, s)
					}
				}
				if code != 0 && len(said) == 0 {
					said = append(said, reported)
				}
				return said
			}
			reason := saidAlone[filepath.Base(dir)]
			require.Equal(t, reason, says(out))
			switch filepath.Base(dir) {
			case "transit-appliances":
				reason = nil
			case "wan-nat-branches": // a dynamic NAT rule lets one side begin, and check says so of the intent too
				reason = []string{"warning VL608"}
			}
			require.Equal(t, reason, says(out, "--intent", dir))
			roots, err := os.ReadDir(out)
			require.NoError(t, err)
			for _, root := range roots {
				if !root.IsDir() {
					continue
				}
				name := filepath.Base(dir)
				require.Equal(t, saidAlone[name], says(filepath.Join(out, root.Name())), root.Name())
			}
		})
	}
}
