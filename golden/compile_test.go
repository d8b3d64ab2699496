package golden_test

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	compiler "github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/arm"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/generators/powershell"
	"github.com/vnetloom/vnetloom/generators/steps"
	"github.com/vnetloom/vnetloom/proof"
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
	alone    map[string]*plan.Scope
	err      error // of a generator
}

// compile compiles an intent to every target, as any program does.
func compile(in intent) *emission {
	r, err := compiler.Compile(context.Background(), in.files, in.names, compiler.Options{})
	e := &emission{err: err}
	e.emit("", r.Files)
	e.topology, e.plan, e.found = r.Topology, r.Plan, r.Findings
	return e
}

// print prints the plan to every target: for tests that have changed what is before it.
func (e *emission) print(t *testing.T) {
	t.Helper()
	e.files = nil
	for _, printer := range printers() {
		set, err := printer.Generate(e.plan)
		require.NoError(t, err)
		e.emit(printer.Target()+"/", set.Files())
	}
}

// emit adds files below a folder.
func (e *emission) emit(folder string, files []generators.File) {
	if e.files == nil {
		e.files, e.alone = map[string][]byte{}, map[string]*plan.Scope{}
	}
	for _, f := range files {
		e.files[folder+f.Path] = f.Content
		e.alone[folder+f.Path] = f.Alone
	}
}

// armRoots are the roots of the ARM JSON, which divides those of the plan as its templates need.
func (e *emission) armRoots() []plan.Root { return arm.Divide(e.plan).Roots }

// templates are the emitted ARM JSON, or what a test has made of it.
func (e *emission) templates(files map[string][]byte) []generators.File {
	var out []generators.File
	for _, name := range sortedNames(files) {
		if strings.HasPrefix(name, "arm/") {
			out = append(out, generators.File{Path: name, Content: files[name], Alone: e.alone[name]})
		}
	}
	return out
}

// prove holds ARM JSON against what the intent promises.
func (e *emission) prove(files map[string][]byte) diag.List {
	return proof.New(e.topology, e.plan).Prove(e.templates(files)).Findings
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

// isEngine tells the engine of the PowerShell. It is the same in every case, and stands where it is printed.
func isEngine(name string) bool {
	return strings.HasPrefix(name, "powershell/"+powershell.Module+"/") || strings.HasPrefix(name, steps.Target+"/"+powershell.Module+"/")
}

// golden is what a case keeps in want/.
func (e *emission) golden(t *testing.T, sample []string, withTopology bool) map[string][]byte {
	t.Helper()
	out := maps.Clone(e.files)
	maps.DeleteFunc(out, func(name string, _ []byte) bool { return isModule(name) || isEngine(name) })
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

// isModule tells the modules of the Bicep. They are the same in every case, and stand where they are printed.
func isModule(name string) bool {
	return strings.HasPrefix(name, "bicep/") && path.Base(path.Dir(name)) == "modules"
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
