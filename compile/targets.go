package compile

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/arm"
	"github.com/vnetloom/vnetloom/generators/bicep"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/generators/powershell"
	"github.com/vnetloom/vnetloom/generators/steps"
)

// Steps is the folder of the companion steps: what no template can express. They are no target to choose: they are printed with any.
const Steps = steps.Target

// Targets are the names of the built-in targets.
func Targets() []string {
	var names []string
	for _, g := range builtIn(nil) {
		names = append(names, g.Target())
	}
	return names
}

// builtIn are the generators of the built-in targets, in the order in which they are named.
func builtIn(packs []fs.FS) []generators.Generator {
	return []generators.Generator{bicep.New(packs...), arm.New(), powershell.New(packs...)}
}

// isBuiltIn tells whether a target is this module's. No other generator may have its name.
func isBuiltIn(target string) bool { return target == Steps || slices.Contains(Targets(), target) }

// isFolder tells whether a target's name can be that of a folder, wherever the output is written.
func isFolder(target string) bool {
	return !strings.Contains(target, "/") && (&generators.FileSet{}).Add(target+"/file", []byte("\n")) == nil
}

// targetOf asks a generator for its target. That of somebody else may be nothing, or panic.
func targetOf(g generators.Generator) (string, error) {
	if g == nil {
		return "", errors.New("a generator is nil")
	}
	return run(context.Background(), "target", func() (name string, err error) {
		defer blame(g, "target", fmt.Sprintf("%T", g), &err)
		return g.Target(), nil
	})
}

// TemplateUses are how much of the limits of templates the Bicep and the ARM JSON of a plan take.
func TemplateUses(p *plan.Plan) []plan.Use { return slices.Concat(bicep.Uses(p), arm.Uses(p)) }

// A workshop is the generators of a run.
type workshop struct {
	printers []generators.Generator // what is asked for, and the steps beside it
	checkers []generators.Checker   // the built-in ones, whatever is asked for: what is found of an intent does not depend on it; and others that are asked for
	proved   generators.Generator   // of what the proof reads
}

// newWorkshop finds the generators that the options ask for.
func newWorkshop(o Options) (*workshop, error) {
	var packs []fs.FS
	if o.Templates != nil {
		packs = append(packs, o.Templates)
	}
	all := builtIn(packs)
	var added []generators.Generator
	for _, of := range packs {
		more, err := packGenerators(of)
		if err != nil {
			return nil, err
		}
		added = append(added, more...)
	}
	w := &workshop{proved: all[slices.IndexFunc(all, func(g generators.Generator) bool { return g.Target() == "arm" })]}
	known := []string{Steps}
	for _, g := range slices.Concat(all, added, o.Generators) {
		name, err := targetOf(g)
		if err != nil {
			return nil, err
		}
		if !isFolder(name) {
			return nil, fmt.Errorf("target %q: the name of a target is that of a folder", name)
		}
		if slices.ContainsFunc(known, func(k string) bool { return strings.EqualFold(k, name) }) {
			return nil, fmt.Errorf("target %q: there is one of this name already", name)
		}
		known = append(known, name)
		asked := o.Targets == nil || slices.Contains(o.Targets, name)
		if asked {
			w.printers = append(w.printers, g)
		}
		if c, ok := g.(generators.Checker); ok && (asked || isBuiltIn(name)) {
			w.checkers = append(w.checkers, c)
		}
	}
	for _, name := range o.Targets {
		if name == Steps || !slices.Contains(known, name) {
			return nil, fmt.Errorf("unknown target %q: targets are %s", name, strings.Join(known[1:], ", "))
		}
	}
	if len(w.printers) > 0 {
		w.printers = append(w.printers, steps.New(packs...))
	}
	return w, nil
}

// check asks the checkers what of the plan their targets cannot deploy, all at once. Findings are in the order of the checkers; the error is
// that of the first that failed, with what those before it have found.
func (w *workshop) check(ctx context.Context, p *plan.Plan) (diag.List, error) {
	lists, errs := make([]diag.List, len(w.checkers)), make([]error, len(w.checkers))
	var wg sync.WaitGroup
	for i, c := range w.checkers {
		wg.Go(func() {
			stage := "check " + c.Target()
			lists[i], errs[i] = run(ctx, stage, func() (more diag.List, err error) {
				if !isBuiltIn(c.Target()) {
					defer blame(c, stage, c.Target(), &err)
				}
				return c.Check(p), nil
			})
		})
	}
	wg.Wait()
	var found diag.List
	for i := range lists {
		if errs[i] != nil {
			return found, errs[i]
		}
		found = append(found, lists[i]...)
	}
	return found, nil
}

// print prints the plan by all printers; what is proved is not printed again.
func (w *workshop) print(ctx context.Context, p *plan.Plan, proved []generators.File) ([]generators.File, error) {
	var rest []generators.Generator
	var files []generators.File
	for _, g := range w.printers {
		if proved != nil && g.Target() == w.proved.Target() {
			files = append(files, proved...)
			continue
		}
		rest = append(rest, g)
	}
	more, err := generate(ctx, p, rest...)
	if err != nil {
		return nil, err
	}
	files = append(files, more...)
	if steps.NeedsEngine(p) && slices.ContainsFunc(w.printers, func(g generators.Generator) bool { return g.Target() == Steps }) {
		engine, err := powershell.Engine()
		if err != nil {
			return nil, err
		}
		for name, content := range engine { // whoever runs the steps has only their folder
			files = append(files, generators.File{Path: Steps + "/" + name, Content: content})
		}
	}
	return sorted(files), nil
}
