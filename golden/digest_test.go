package golden_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/generators/plan"
)

// digest describes an output that is too large to keep: by target how many files and lines there are and a hash of every
// path and byte, then how many resources of each type the plan has.
func digest(e *emission) []byte {
	var b bytes.Buffer
	for _, p := range printers() {
		files, lines, hash := 0, 0, sha256.New()
		for _, name := range sortedNames(e.files) {
			if !strings.HasPrefix(name, p.Target()+"/") {
				continue
			}
			files++
			lines += bytes.Count(e.files[name], []byte("\n"))
			fmt.Fprintf(hash, "%s\x00%d\x00%s", name, len(e.files[name]), e.files[name])
		}
		if files == 0 {
			continue // there are no steps
		}
		fmt.Fprintf(&b, "%s: %d files, %d lines, sha256 %x\n", p.Target(), files, lines, hash.Sum(nil))
	}
	types := map[string]int{}
	count := func(list []plan.Resource) {
		for _, r := range list {
			types[r.ID.Type]++
		}
	}
	for _, root := range e.plan.Roots {
		count(root.Groups)
		for _, m := range root.Modules {
			count(m.Resources)
		}
	}
	for _, name := range sortedNames(types) {
		fmt.Fprintf(&b, "%6d %s\n", types[name], name)
	}
	return b.Bytes()
}

// matchesAny tells whether one of the globs matches a path: * and ? within one name, ** across names.
func matchesAny(globs []string, name string) bool {
	for _, glob := range globs {
		pattern := strings.NewReplacer(`\*\*`, `.*`, `\*`, `[^/]*`, `\?`, `[^/]`).Replace(regexp.QuoteMeta(glob))
		if regexp.MustCompile("^" + pattern + "$").MatchString(name) {
			return true
		}
	}
	return false
}

func TestSamplesAreGlobsOfPaths(t *testing.T) {
	for glob, want := range map[string]bool{
		"bicep/main/net.bicep": true, "bicep/*/net.bicep": true, "**/net.bicep": true, "bicep/**": true, "**.bicep": true, "bicep/main/ne?.bicep": true,
		"bicep/*": false, "*.bicep": false, "net.bicep": false, "bicep/main/net_bicep": false,
	} {
		require.Equal(t, want, matchesAny([]string{"nothing", glob}, "bicep/main/net.bicep"), glob)
	}
}

func TestADigestChangesWithEveryByte(t *testing.T) {
	of := func(content string) string {
		return string(digest(&emission{
			files: map[string][]byte{"bicep/a": []byte(content), "bicep/b": []byte("1\n2\n")},
			plan: &plan.Plan{Roots: []plan.Root{{
				Groups:  []plan.Resource{{ID: plan.ID{Type: "Microsoft.Resources/resourceGroups"}}},
				Modules: []plan.Module{{Resources: []plan.Resource{{ID: plan.ID{Type: "T"}}, {ID: plan.ID{Type: "T"}}}}},
			}}},
		}))
	}
	require.Contains(t, of("x\n"), "bicep: 2 files, 3 lines, sha256 ")
	require.Contains(t, of("x\n"), "     1 Microsoft.Resources/resourceGroups\n     2 T\n")
	require.NotEqual(t, of("x\n"), of("y\n"))
}
