package golden_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/topology"
)

// An intent is the files of one, and the order in which they are given.
type intent struct {
	files fstest.MapFS
	names []string
}

// readIntent reads the intent files of a folder.
func readIntent(t *testing.T, dir string) intent {
	t.Helper()
	in := intent{files: fstest.MapFS{}}
	for _, pattern := range []string{"*.yaml", "*.yml", "*.json", "*.cue"} {
		files, err := filepath.Glob(filepath.Join(dir, pattern))
		require.NoError(t, err)
		for _, file := range files {
			content, err := os.ReadFile(file)
			require.NoError(t, err)
			in.files[filepath.Base(file)] = &fstest.MapFile{Data: content}
			in.names = append(in.names, filepath.Base(file))
		}
	}
	require.NotEmpty(t, in.names, "no intent in %s", dir)
	slices.Sort(in.names)
	return in
}

// An emission is everything that comes of an intent.
type emission struct {
	topology *topology.Topology
	plan     *plan.Plan
	found    diag.List
	files    map[string][]byte // target/path -> content
	err      error             // of a generator
}

func compile(in intent) *emission {
	e := &emission{files: map[string][]byte{}}
	defer func() { e.found.Sort() }()
	loaded, found := load(in.files, in.names)
	if e.found = found; found.HasErrors() {
		return e
	}
	e.topology, found = resolve(loaded)
	if e.found = append(e.found, found...); found.HasErrors() {
		return e
	}
	e.plan, found = lower(e.topology)
	if e.found = append(e.found, found...); found.HasErrors() {
		return e
	}
	for _, printer := range printers() {
		set, err := printer.Generate(e.plan)
		if err != nil {
			e.err = err
			return e
		}
		for _, f := range set.Files() {
			e.files[printer.Target()+"/"+f.Path] = f.Content
		}
	}
	emitted := map[string][]byte{}
	for name, content := range e.files {
		if strings.HasPrefix(name, "arm/") {
			emitted[name] = content
		}
	}
	e.found = append(e.found, prove(e.topology, e.plan, emitted)...)
	return e
}

// text is what the run has to say, as a person reads it.
func (e *emission) text() string { return render(e.found) }

// failure says why nothing was emitted, or is "".
func (e *emission) failure() string {
	switch {
	case e.err != nil:
		return e.err.Error()
	case e.found.HasErrors():
		return e.text()
	}
	return ""
}

func render(l diag.List) string {
	var b bytes.Buffer
	_ = diag.WriteText(&b, l, false) // a buffer takes everything
	return b.String()
}

// codes are the codes of what was found, sorted.
func (e *emission) codes() []string {
	var out []string
	for _, d := range e.found {
		out = append(out, d.Code.ID)
	}
	slices.Sort(out)
	return out
}

// golden is what a case keeps in want/.
func (e *emission) golden(t *testing.T, sample []string, withTopology bool) map[string][]byte {
	t.Helper()
	out := maps.Clone(e.files)
	if sample != nil {
		maps.DeleteFunc(out, func(name string, _ []byte) bool { return !matchesAny(sample, name) })
		out["digest.txt"] = digest(e)
	}
	var warnings diag.List
	for _, d := range e.found {
		if d.Severity == diag.Warning {
			warnings = append(warnings, d)
		}
	}
	if len(warnings) > 0 {
		out["diagnostics.txt"] = []byte(render(warnings))
	}
	if withTopology {
		content, err := json.MarshalIndent(e.topology, "", "  ")
		require.NoError(t, err)
		out["topology.json"] = append(content, '\n')
	}
	return out
}

func sortedNames[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// sampleOf reads the globs of a case that keeps a digest and samples only, or nil.
func sampleOf(t *testing.T, dir string) []string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(dir, "sample"))
	if os.IsNotExist(err) {
		return nil
	}
	require.NoError(t, err)
	return append([]string{}, strings.Fields(string(content))...)
}
