package cli

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/source"
	"github.com/vnetloom/vnetloom/topology"
)

var (
	codeBad  = diag.NewCode("VL101", diag.Error, diag.Page{Title: "the intent is bad", Text: "It should be good.", Example: "bad\nworse\n", Source: "a book"})
	codeOdd  = diag.NewCode("VL301", diag.Warning, diag.Page{Title: "the intent is odd"})
	codeFine = diag.NewCode("VL401", diag.Note, diag.Page{Title: "the intent is fine"})
)

// fakes are stages for an intent of lines: "bad", "odd" and "fine" are diagnosed by the three stages, "panic load" and the
// like make that stage panic, "name x" is the intent's name instead of demo, and any other line is a file to generate: target/path.
func fakes() stages {
	var lines []string
	find := func(word string, code *diag.Code, files []*source.File) (l diag.List) {
		for _, f := range files {
			if i := bytes.Index(f.Content, []byte(word)); i >= 0 {
				l.Add(code, diag.Diagnostic{Summary: "it is " + word, Subject: source.Range{File: f, Start: f.Position(i), End: f.Position(i + len(word))}})
			}
		}
		return l
	}
	var files []*source.File
	return stages{
		load: func(fsys fs.FS, paths []string) (*schema.Intent, diag.List) {
			lines, files = nil, nil
			for _, name := range paths {
				content, err := fs.ReadFile(fsys, name)
				if err != nil {
					panic(err)
				}
				files = append(files, source.New(name, content))
				lines = append(lines, strings.Split(strings.TrimSpace(string(content)), "\n")...)
			}
			for _, line := range lines {
				if line == "panic load" {
					panic("secret of the intent")
				}
			}
			return &schema.Intent{SourceNames: paths}, find("bad", codeBad, files)
		},
		resolve: func(in *schema.Intent) (*topology.Topology, diag.List) {
			return &topology.Topology{}, find("odd", codeOdd, files)
		},
		lower: func(t *topology.Topology) (*plan.Plan, diag.List) {
			p := &plan.Plan{Name: "demo"}
			for _, line := range lines {
				if name, ok := strings.CutPrefix(line, "name "); ok {
					p.Name = name
					continue
				}
				p.Roots = append(p.Roots, plan.Root{Name: line})
			}
			return p, find("fine", codeFine, files)
		},
		generators: []generators.Generator{fakePrinter("bicep"), fakePrinter("arm"), fakePrinter("powershell")},
		codes:      [][]*diag.Code{{codeBad}, {codeOdd}, {codeFine}},
	}
}

// noParameters is a parameter file that sets nothing.
const noParameters = "{\"parameters\": {}}\n"

type fakePrinter string

func (f fakePrinter) Target() string { return string(f) }

func (f fakePrinter) Generate(p *plan.Plan) (*generators.FileSet, error) {
	out := &generators.FileSet{}
	for i := range p.Roots {
		line := p.Roots[i].Name
		if line == "panic "+string(f) {
			panic("secret of the intent")
		}
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

func vnetloomWith(s stages, stdin string, args ...string) result {
	var stdout, stderr bytes.Buffer
	code := run(s, args, strings.NewReader(stdin), &stdout, &stderr, nil)
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
