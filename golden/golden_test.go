// Package golden_test holds the whole tool to what it has said before: the output of each intent in cases/, the
// diagnostics of each in errors/, and the behaviour of the command in scripts/.
//
// It enters as any program does; a failure names the stage that moved, by what has moved. UPDATE_GOLDEN=1 accepts what is new. Nobody
// imports it.
package golden_test

import (
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/generators/powershell"
	"github.com/vnetloom/vnetloom/generators/steps"
)

// update tells whether what differs is to be accepted.
func update() bool { return os.Getenv("UPDATE_GOLDEN") != "" || updateTopology() }

// updateTopology tells whether want/topology.json is to be made in cases that have none.
func updateTopology() bool { return os.Getenv("UPDATE_GOLDEN_TOPOLOGY") != "" }

func TestEveryCaseEmitsWhatItDidBefore(t *testing.T) {
	cases, err := filepath.Glob("cases/*/case.md")
	require.NoError(t, err)
	folders, err := os.ReadDir("cases")
	require.NoError(t, err)
	require.Len(t, cases, len(folders), "every folder of cases/ has a case.md, and there is nothing else")
	var first sync.Map // folder -> emission
	t.Run("cases", func(t *testing.T) {
		for _, folder := range folders {
			t.Run(folder.Name(), func(t *testing.T) {
				t.Parallel()
				dir := filepath.Join("cases", folder.Name())
				first.Store(dir, runCase(t, dir))
			})
		}
	})
	t.Run("on one processor", func(t *testing.T) {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
		first.Range(func(dir, before any) bool {
			sameFiles(t, dir.(string)+" on one processor", before.(*emission), compile(readIntent(t, dir.(string))))
			return true
		})
	})
}

// runCase compiles a case, holds the result against want/, and compiles it again in other ways that must not matter.
func runCase(t *testing.T, dir string) *emission {
	t.Helper()
	reason, err := os.ReadFile(filepath.Join(dir, "case.md"))
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(strings.Split(strings.TrimSpace(string(reason)), "\n")), 3, "case.md says in at least three lines what the case proves")

	in := readIntent(t, dir)
	e := compiled(t, dir)
	if why := e.failure(); why != "" {
		t.Fatalf("the intent does not compile:\n%s", why)
	}
	checkWanted(t, dir, e)
	checkModules(t, e)
	checkEngine(t, e)
	sameFiles(t, "a second run", e, compile(in))
	for seed := range uint64(3) {
		shuffled := compile(in.shuffled(t, seed))
		sameFiles(t, "an intent in another order", e, shuffled)
		require.Equal(t, e.codes(), shuffled.codes(), "diagnostics of an intent in another order")
	}
	return e
}

// checkEngine requires that the engine of the PowerShell is that which stands where it is printed, whatever the intent is.
func checkEngine(t *testing.T, e *emission) {
	t.Helper()
	engine, err := powershell.Engine()
	require.NoError(t, err)
	found := 0
	for name, content := range e.files {
		if isEngine(name) {
			_, below, _ := strings.Cut(name, "/")
			require.Equal(t, string(engine[below]), string(content), name)
			found++
		}
	}
	places := 1
	if steps.NeedsEngine(e.plan) {
		places++ // whoever runs the steps has only their folder
	}
	require.Equal(t, places*len(engine), found)
}

// sameFiles requires that two runs emit the same bytes.
func sameFiles(t *testing.T, what string, a, b *emission) {
	t.Helper()
	if why := b.failure(); why != "" {
		t.Fatalf("%s does not compile:\n%s", what, why)
	}
	if c := compareFiles(a.files, b.files); !c.empty() {
		t.Errorf("%s emits other bytes:\n%s", what, c.report("one run", "the other"))
	}
}

// checkWanted holds an emission against the case's want/ folder, or with UPDATE_GOLDEN makes the folder what was emitted.
func checkWanted(t *testing.T, dir string, e *emission) {
	t.Helper()
	wantDir := filepath.Join(dir, "want")
	want := readTree(t, wantDir)
	_, keepTopology := want["topology.json"]
	got := e.golden(t, sampleOf(t, dir), keepTopology || updateTopology())
	c := compareFiles(want, got)
	if c.empty() {
		return
	}
	if update() {
		writeTree(t, wantDir, want, got)
		return
	}
	t.Errorf("%s moved: %s\n%s\nto accept: UPDATE_GOLDEN=1 go test ./golden -run 'TestEveryCase/cases/^%s$'",
		dir, strings.Join(c.moved(), ", "), c.report(filepath.ToSlash(wantDir), "emitted"), filepath.Base(dir))
}

// checkModules requires that the modules of the Bicep are those that stand where they are printed, whatever the intent is.
func checkModules(t *testing.T, e *emission) {
	t.Helper()
	for _, name := range sortedNames(e.files) {
		if isModule(name) {
			want, err := os.ReadFile(filepath.Join("../generators/bicep/modules/testdata", path.Base(name)))
			require.NoError(t, err)
			require.Equal(t, string(want), string(e.files[name]), name)
		}
	}
}

// readTree reads every file below a folder, which may be missing, by its path with slashes.
func readTree(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	require.NoError(t, filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			if os.IsNotExist(err) {
				return nil
			}
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		out[filepath.ToSlash(rel)], err = os.ReadFile(name)
		return err
	}))
	return out
}

// writeTree makes a folder hold got, which held want before.
func writeTree(t *testing.T, dir string, want, got map[string][]byte) {
	t.Helper()
	for name, content := range got {
		file := filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, content, 0o644))
	}
	folders := map[string]bool{}
	for name := range want {
		if _, ok := got[name]; ok {
			continue
		}
		file := filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.Remove(file))
		for d := filepath.Dir(file); d != dir; d = filepath.Dir(d) {
			folders[d] = true
		}
	}
	for _, d := range slices.Backward(sortedNames(folders)) {
		_ = os.Remove(d) // fails where something is left in it
	}
}
