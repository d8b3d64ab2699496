package golden_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/generators/steps"
)

// maxDiff is how many lines of differences a report shows.
const maxDiff = 120

// A difference is between two sets of files, by name.
type difference struct {
	want, got                 map[string][]byte
	missing, extra, differing []string
}

func compareFiles(want, got map[string][]byte) *difference {
	c := &difference{want: want, got: got}
	for _, name := range sortedNames(want) {
		if content, ok := got[name]; !ok {
			c.missing = append(c.missing, name)
		} else if !bytes.Equal(content, want[name]) {
			c.differing = append(c.differing, name)
		}
	}
	for _, name := range sortedNames(got) {
		if _, ok := want[name]; !ok {
			c.extra = append(c.extra, name)
		}
	}
	return c
}

func (c *difference) empty() bool { return len(c.missing)+len(c.extra)+len(c.differing) == 0 }

// moved names the stages that the difference points at, the earliest that explains it: a topology that moved explains the
// plan, and a plan that moved shows in every target.
func (c *difference) moved() []string {
	tops := map[string]bool{}
	for _, list := range [][]string{c.missing, c.extra, c.differing} {
		for _, name := range list {
			top, _, _ := strings.Cut(name, "/")
			tops[top] = true
		}
	}
	var out []string
	if tops["diagnostics.txt"] {
		out = append(out, "what is warned of")
	}
	switch targets := targetsIn(tops); {
	case tops["topology.json"]:
		out = append(out, "topology (Resolve), or schema before it")
	case len(targets) == 0 && tops["digest.txt"]:
		out = append(out, "files outside of the sample; the digest tells the targets")
	case len(targets) == len(printers()), len(targets) == len(printers())-1 && !tops[steps.Target]: // few cases have steps
		out = append(out, "generators/plan (Lower), or a stage before it: every target moved")
	default:
		for _, target := range targets {
			out = append(out, "generators/"+target)
		}
	}
	for _, top := range sortedNames(tops) {
		if !known(top) {
			out = append(out, "want/"+top+", which no test reads")
		}
	}
	return out
}

func targetsIn(tops map[string]bool) []string {
	var out []string
	for _, p := range printers() {
		if tops[p.Target()] {
			out = append(out, p.Target())
		}
	}
	return out
}

// known tells whether want/ may hold an entry of that name.
func known(top string) bool {
	return slices.Contains([]string{"diagnostics.txt", "topology.json", "digest.txt"}, top) || targetsIn(map[string]bool{top: true}) != nil
}

// report lists the three kinds of difference, and shows as much of the third as a person will read.
func (c *difference) report(want, got string) string {
	var b strings.Builder
	for _, name := range c.missing {
		fmt.Fprintf(&b, "missing: %s (in %s, not in %s)\n", name, want, got)
	}
	for _, name := range c.extra {
		fmt.Fprintf(&b, "extra: %s (in %s, not in %s)\n", name, got, want)
	}
	left := maxDiff
	for _, name := range c.differing {
		fmt.Fprintf(&b, "differs: %s\n", name)
		lines := strings.SplitAfter(string(diff.Diff(want+"/"+name, c.want[name], got+"/"+name, c.got[name])), "\n")
		shown := min(left, len(lines))
		b.WriteString(strings.Join(lines[:shown], ""))
		if left -= shown; shown < len(lines) {
			fmt.Fprintf(&b, "… %d more lines of difference\n", len(lines)-shown)
		}
	}
	return b.String()
}

func TestMissingExtraAndDifferingFilesAreThreeFailures(t *testing.T) {
	file := func(s string) []byte { return []byte(s + "\n") }
	c := compareFiles(
		map[string][]byte{"bicep/a": file("1"), "bicep/b": file("1"), "bicep/same": file("1")},
		map[string][]byte{"bicep/b": file("2"), "bicep/c": file("1"), "bicep/same": file("1")},
	)
	require.Equal(t, []string{"generators/bicep"}, c.moved())
	require.Equal(t, `missing: bicep/a (in want, not in emitted)
extra: bicep/c (in emitted, not in want)
differs: bicep/b
diff want/bicep/b emitted/bicep/b
--- want/bicep/b
+++ emitted/bicep/b
@@ -1,1 +1,1 @@
-1
+2
`, c.report("want", "emitted"))
	require.True(t, compareFiles(nil, map[string][]byte{}).empty())
}

func TestAReportOfADifferenceEnds(t *testing.T) {
	c := compareFiles(map[string][]byte{"arm/a": []byte(strings.Repeat("1\n", 1000))}, map[string][]byte{"arm/a": []byte(strings.Repeat("2\n", 1000))})
	report := c.report("want", "emitted")
	require.Less(t, strings.Count(report, "\n"), maxDiff+5)
	require.Contains(t, report, "more lines of difference")
}

func TestAFailureNamesTheStageThatMoved(t *testing.T) {
	for want, names := range map[string][]string{
		"generators/bicep":                      {"bicep/x"},
		"generators/arm, generators/powershell": {"arm/x", "powershell/x"},
		"generators/plan (Lower), or a stage before it: every target moved": {"arm/x", "bicep/y", "powershell/z"},
		"topology (Resolve), or schema before it":                           {"arm/x", "bicep/y", "powershell/z", "topology.json"},
		"what is warned of": {"diagnostics.txt"},
		"files outside of the sample; the digest tells the targets": {"digest.txt"},
		"want/notes.txt, which no test reads":                       {"notes.txt"},
	} {
		got := map[string][]byte{}
		for _, name := range names {
			got[name] = nil
		}
		require.Equal(t, want, strings.Join(compareFiles(nil, got).moved(), ", "))
	}
}
