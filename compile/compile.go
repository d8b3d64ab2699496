package compile

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/internal/bug"
	"github.com/vnetloom/vnetloom/internal/memfs"
	"github.com/vnetloom/vnetloom/proof"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/source"
	"github.com/vnetloom/vnetloom/topology"
)

// Options say what is made of an intent. The zero value is every target, proved.
type Options struct {
	Targets    []string               // which are printed; nil is every one, and an empty list none: the intent is only checked
	Generators []generators.Generator // further targets. Several may print at once, so a generator keeps nothing of a plan
	Templates  fs.FS                  // a pack of templates, in place of built-in ones or for further targets: see OpenTemplates
	Limits     Limits
	SkipProof  bool // the emitted ARM JSON is not held against what the intent promises
}

// A Result is what came of an intent: as far as it got.
type Result struct {
	Findings diag.List          // sorted; all that was said of the intent and of what was emitted
	Intent   *schema.Intent     // nil where an error stopped the run before it
	Topology *topology.Topology // nil where an error stopped the run before it
	Plan     *plan.Plan         // nil where an error stopped the run before it
	Proof    *proof.Proof       // nil where an error stopped the run before it, or by SkipProof
	Files    []generators.File  // by path: <target>/<path below it>; none where there is an error
}

// Compile compiles the intent in files and folders of a file system, given by slash paths. A folder stands for its *.yaml, *.yml, *.json and
// *.cue files. Files of CUE may import packages of the module that they stand in, within the file system.
//
// It returns when the context ends, with its cause and no result. Any other error comes with what was made before it.
func Compile(ctx context.Context, fsys fs.FS, paths []string, o Options) (*Result, error) {
	if fsys == nil {
		return nil, errors.New("the file system is nil")
	}
	return production.compile(ctx, fsys, paths, o)
}

// Sources compiles an intent that is held in memory, as Compile does. Names are distinct, clean and relative, with slashes; their extensions
// say what the files are written in.
func Sources(ctx context.Context, files []*source.File, o Options) (*Result, error) {
	fsys := memfs.FS{}
	var names []string
	for i, f := range files {
		switch {
		case f == nil:
			return nil, fmt.Errorf("source %d is nil", i+1)
		case f.Name == "" || path.IsAbs(f.Name) || path.Clean(f.Name) != f.Name:
			return nil, fmt.Errorf("source %d is called %q, which is not a clean relative path such as networks/hub.yaml", i+1, f.Name)
		}
		if _, ok := fsys[f.Name]; ok {
			return nil, fmt.Errorf("two files are called %q", f.Name)
		}
		fsys[f.Name] = f.Content
		names = append(names, f.Name)
	}
	return Compile(ctx, fsys, names, o)
}

// stages are the rooms that are called, in the order of the street.
type stages struct {
	load    loader
	resolve func(*schema.Intent) (*topology.Topology, diag.List)
	lower   func(*topology.Topology) (*plan.Plan, diag.List)
	prove   func(*topology.Topology, *plan.Plan, []generators.File) *proof.Proof
}

var production = stages{
	load:    schema.Load,
	resolve: topology.Resolve,
	lower:   plan.Lower,
	prove: func(t *topology.Topology, p *plan.Plan, emitted []generators.File) *proof.Proof {
		return proof.New(t, p).Prove(emitted)
	},
}

func (s stages) compile(ctx context.Context, fsys fs.FS, paths []string, o Options) (*Result, error) {
	w, err := newWorkshop(o)
	if err != nil {
		return nil, err
	}
	r := &Result{}
	err = s.run(ctx, fsys, paths, o, w, r)
	if err != nil && errors.Is(err, context.Cause(ctx)) {
		return nil, err
	}
	r.Findings.Sort()
	return r, err
}

// A stageResult is what a stage makes, and what it finds.
type stageResult[T any] struct {
	made  T
	found diag.List
}

// run runs the stages one after the other, up to the first that finds an error.
func (s stages) run(ctx context.Context, fsys fs.FS, paths []string, o Options, w *workshop, r *Result) error {
	goesOn := func(more diag.List) bool {
		r.Findings = append(r.Findings, more...)
		return !more.HasErrors()
	}
	intent, reported, err := o.Limits.load(ctx, s.load, fsys, paths)
	r.Intent = intent
	if err != nil || !goesOn(reported) {
		return err
	}
	resolved, err := run(ctx, "resolve", func() (r stageResult[*topology.Topology], err error) {
		r.made, r.found = s.resolve(intent)
		return r, nil
	})
	r.Topology = resolved.made
	if err != nil || !goesOn(resolved.found) {
		return err
	}
	lowered, err := run(ctx, "lower", func() (r stageResult[*plan.Plan], err error) {
		r.made, r.found = s.lower(resolved.made)
		return r, nil
	})
	if err != nil || !goesOn(lowered.found) {
		return err
	}
	r.Plan = lowered.made
	unfit, err := w.check(ctx, r.Plan)
	if err != nil || !goesOn(unfit) {
		return err
	}
	if o.SkipProof {
		r.Files, err = w.print(ctx, r.Plan, nil)
		return err
	}
	proved, err := generate(ctx, r.Plan, w.proved)
	if err != nil {
		return err
	}
	var printed []generators.File
	var unprinted error
	var printing sync.WaitGroup
	printing.Go(func() { printed, unprinted = w.print(ctx, r.Plan, proved) }) // beside the proof, which seldom fails
	r.Proof, err = run(ctx, "prove", func() (*proof.Proof, error) { return s.prove(resolved.made, lowered.made, proved), nil })
	printing.Wait()
	switch {
	case err != nil:
		return err
	case !goesOn(r.Proof.Findings):
		return nil
	}
	r.Files = printed
	return unprinted
}

// generate prints the plan by all of the generators at once. The files are by path, which begins with the target's name; the error is that of
// the first generator that failed, and names it.
func generate(ctx context.Context, p *plan.Plan, printers ...generators.Generator) ([]generators.File, error) {
	sets, errs := make([]*generators.FileSet, len(printers)), make([]error, len(printers))
	var wg sync.WaitGroup
	for i, printer := range printers {
		wg.Go(func() {
			sets[i], errs[i] = run(ctx, stageOf(printer), func() (*generators.FileSet, error) { return printed(printer, p) })
		})
	}
	wg.Wait()
	var out []generators.File
	for i, printer := range printers {
		switch {
		case errs[i] != nil:
			return nil, errs[i]
		case sets[i] == nil:
			return nil, fmt.Errorf("%s: the generator has made no set of files", printer.Target())
		}
		for _, f := range sets[i].Files() {
			f.Path = printer.Target() + "/" + f.Path
			out = append(out, f)
		}
	}
	return sorted(out), nil
}

func stageOf(printer generators.Generator) string { return "generate " + printer.Target() }

// printed prints the plan. The panic of a generator that is not built in is an error that names a place of its package.
func printed(printer generators.Generator, p *plan.Plan) (set *generators.FileSet, err error) {
	if isBuiltIn(printer.Target()) {
		return printer.Generate(p)
	}
	defer blame(printer, stageOf(printer), printer.Target(), &err)
	return printer.Generate(p)
}

// blame is deferred where a generator that may be somebody else's is called: its panic is an error that names a place of its package.
func blame(g generators.Generator, stage, name string, err *error) {
	if recover() == nil {
		return
	}
	kind := reflect.TypeOf(g)
	if kind.Kind() == reflect.Pointer {
		kind = kind.Elem()
	}
	*err = &Bug{Stage: stage, Place: bug.PlaceIn(kind.PkgPath()), Stack: debug.Stack(), other: name}
}

// sorted sorts files by path.
func sorted(files []generators.File) []generators.File {
	slices.SortFunc(files, func(a, b generators.File) int { return strings.Compare(a.Path, b.Path) })
	return files
}
