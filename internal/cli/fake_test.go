package cli

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/source"
)

var (
	codeBad  = diag.NewCode("VL101", diag.Error, diag.Page{Title: "the intent is bad", Text: "It should be good.", Example: "bad\nworse\n", Source: "a book"})
	codeOdd  = diag.NewCode("VL301", diag.Warning, diag.Page{Title: "the intent is odd"})
	codeFine = diag.NewCode("VL401", diag.Note, diag.Page{Title: "the intent is fine"})
)

// fakes compile an intent of lines: "bad", "odd" and "fine" are diagnosed, nothing more is found behind "bad", "panic" is a bug, "name x"
// is the intent's name instead of demo, and any other line is a file to generate: target/path.
func fakes() rooms {
	return rooms{compile: fakeCompile, codes: []*diag.Code{codeBad, codeOdd, codeFine}}
}

func fakeCompile(_ context.Context, fsys fs.FS, paths []string, o compile.Options) (*compile.Result, error) {
	var lines []string
	var files []*source.File
	for _, name := range paths {
		content, err := fs.ReadFile(fsys, name)
		if err != nil {
			panic(err)
		}
		files = append(files, source.New(name, content))
		lines = append(lines, strings.Split(strings.TrimSpace(string(content)), "\n")...)
	}
	r := &compile.Result{}
	find := func(word string, code *diag.Code) {
		for _, f := range files {
			if i := bytes.Index(f.Content, []byte(word)); i >= 0 {
				r.Findings.Add(code, diag.Diagnostic{Summary: "it is " + word, Subject: source.Range{File: f, Start: f.Position(i), End: f.Position(i + len(word))}})
			}
		}
	}
	if find("bad", codeBad); r.Findings.HasErrors() {
		return r, nil
	}
	find("odd", codeOdd)
	find("fine", codeFine)
	r.Plan = &plan.Plan{Name: "demo"}
	for _, line := range lines {
		if name, ok := strings.CutPrefix(line, "name "); ok {
			r.Plan.Name = name
			continue
		}
		r.Plan.Roots = append(r.Plan.Roots, plan.Root{Name: line})
	}
	for _, target := range []string{"arm", "bicep", "powershell"} {
		if !slices.Contains(o.Targets, target) {
			continue
		}
		set, err := fakePrinter(target).Generate(r.Plan)
		if err != nil {
			return r, err
		}
		for _, f := range set.Files() {
			f.Path = target + "/" + f.Path
			r.Files = append(r.Files, f)
		}
	}
	return r, panicked(lines)
}

// panicked is the bug that an intent asks for.
func panicked(lines []string) error {
	if slices.Contains(lines, "panic stage") {
		return &compile.Bug{Stage: "resolve", Place: "topology.joinPairs (pairs.go:40)"}
	}
	if slices.Contains(lines, "panic here") {
		panic("secret of the intent")
	}
	return nil
}

// noParameters is a parameter file that sets nothing.
const noParameters = "{\"parameters\": {}}\n"

type fakePrinter string

func (f fakePrinter) Target() string { return string(f) }

func (f fakePrinter) Generate(p *plan.Plan) (*generators.FileSet, error) {
	out := &generators.FileSet{}
	for i := range p.Roots {
		line := p.Roots[i].Name
		name, ok := strings.CutPrefix(line, string(f)+"/")
		if !ok {
			continue
		}
		content := "// " + generators.Header(p.Name) + "\ncontent\n"
		switch {
		case strings.HasSuffix(name, generators.ParametersSuffix):
			content = noParameters
		case strings.HasSuffix(name, ".json"):
			content = `{"metadata": {"description": "` + generators.Header(p.Name) + `"}}` + "\n"
		case strings.HasSuffix(name, ".ps1"):
			content = "# " + generators.Header(p.Name) + "\ncontent\n"
		}
		if err := out.Add(name, []byte(content)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// A result is what a run left behind.
type result struct {
	code           int
	stdout, stderr string
}

// in makes a folder with these files the current one.
func in(t *testing.T, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, content := range files {
		put(t, name, content)
	}
}

func put(t *testing.T, name, content string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(filepath.FromSlash(name)), 0o755))
	require.NoError(t, os.WriteFile(filepath.FromSlash(name), []byte(content), 0o644))
}

func get(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.FromSlash(name))
	require.NoError(t, err)
	return string(content)
}

// vnetloom runs the command line over the fakes.
func vnetloom(args ...string) result { return vnetloomWith(fakes(), "", args...) }

func vnetloomWith(r rooms, stdin string, args ...string) result {
	var stdout, stderr bytes.Buffer
	code := run(r, args, strings.NewReader(stdin), &stdout, &stderr, nil)
	return result{code, stdout.String(), stderr.String()}
}

// outTree lists the files below out.
func outTree(t *testing.T) []string {
	t.Helper()
	var out []string
	require.NoError(t, filepath.WalkDir("out", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			out = append(out, filepath.ToSlash(name))
		}
		return err
	}))
	return out
}
