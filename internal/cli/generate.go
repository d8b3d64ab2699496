package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/signal"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/spf13/cobra"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/internal/fsatomic"
)

const generateHelp = `Compile the intent and write OUT/<target>/…. If the intent has an error, or a file cannot be written, nothing changes.
Unchanged files are not written again. OUT/steps/… contains scripts for what no template can express, and a README that
says who runs them and when. It is written with every target, if there are any steps.

Files that vnetloom has not written are never overwritten or removed, unless --force is given. Files that it has written
before and no longer generates are named in a warning; --prune removes them.`

type generateOptions struct {
	targets                   []string
	out                       string
	check, diff, prune, force bool
}

func (a *app) generateCommand() *cobra.Command {
	var o generateOptions
	cmd := &cobra.Command{
		Use:   "generate [PATH...]",
		Short: "Compile the intent and write the output",
		Long:  generateHelp,
		Example: `  vnetloom generate estate.yaml
  vnetloom generate networks/ connections.yaml --target bicep --out deploy
  vnetloom generate --check`,
		RunE: func(cmd *cobra.Command, args []string) error { return a.generate(cmd.Context(), args, o) },
	}
	names := a.targets()
	flags := cmd.Flags()
	flags.StringSliceVar(&o.targets, "target", names, "targets to generate")
	flags.StringVarP(&o.out, "out", "o", "out", "folder to write to")
	flags.BoolVar(&o.check, "check", false, "write nothing; exit with code 4 if the output does not match the intent")
	flags.BoolVar(&o.diff, "diff", false, "write nothing; print what would change as a unified diff")
	flags.BoolVar(&o.prune, "prune", false, "remove files in OUT that vnetloom no longer generates")
	flags.BoolVar(&o.force, "force", false, "overwrite files that vnetloom has not written")
	fixed(cmd, "target", names...)
	_ = cmd.MarkFlagDirname("out")
	return cmd
}

// targets are the names of the generators.
func (a *app) targets() []string {
	var names []string
	for _, g := range a.generators {
		names = append(names, g.Target())
	}
	return names
}

func (a *app) generate(ctx context.Context, paths []string, o generateOptions) error {
	printers, err := a.printers(o.targets)
	if err != nil {
		return err
	}
	if o.out == "" {
		return misuse("`--out DIR` is the folder to write to", "--out is empty")
	}
	c, err := a.compile(paths, false)
	if err != nil {
		return err
	}
	files, err := c.print(printers)
	if err != nil {
		return generatorFailure(err)
	}
	state, err := compare(o.out, a.folders(o.targets), files)
	if err != nil {
		return failure(cannot("read the output", err))
	}
	if obstacles := state.obstacles(o.force); len(obstacles) > 0 {
		return a.refuse(obstacles, o)
	}
	if o.diff {
		if err := a.printDiff(state, o); err != nil {
			return failure(cannot("print the difference", err))
		}
	}
	switch {
	case o.check:
		return state.differs(o.out)
	case o.diff:
		return a.warnOfLeftovers(state, o)
	}
	return a.write(ctx, state, o)
}

// printers finds the generators of the targets, each once, in the order of the registry.
func (a *app) printers(targets []string) ([]generators.Generator, error) {
	known := a.targets()
	for _, t := range targets {
		if !slices.Contains(known, t) {
			return nil, misuse(diag.DidYouMean(t, known, "targets are "+strings.Join(known, ", ")), "unknown target %q", t)
		}
	}
	var out []generators.Generator
	for _, g := range a.generators {
		if slices.Contains(targets, g.Target()) {
			out = append(out, g)
		}
	}
	if len(out) == 0 {
		return nil, misuse("targets are "+strings.Join(known, ", "), "no target")
	}
	if a.companion != nil {
		out = append(out, a.companion)
	}
	return out, nil
}

// folders are those of the output in which the files of a run stand: of the targets, and of what goes with each of them.
func (a *app) folders(targets []string) []string {
	if a.companion == nil {
		return targets
	}
	return append(slices.Clone(targets), a.companion.Target())
}

// print prints the plan for the targets; what is proved is not printed again.
func (c *compilation) print(printers []generators.Generator) (map[string][]byte, error) {
	var rest []generators.Generator
	files := map[string][]byte{}
	for _, g := range printers {
		if g.Target() == "arm" && c.proved != nil {
			maps.Copy(files, c.proved)
			continue
		}
		rest = append(rest, g)
	}
	more, err := generate(c.plan, rest)
	maps.Copy(files, more)
	return files, err
}

// compile reads and compiles the intent, prints what was found, and fails when that stops the run.
func (a *app) compile(paths []string, strict bool) (*compilation, error) {
	in, err := readInputs(paths, a.stdin)
	if err != nil {
		return nil, err
	}
	c := a.stages.compile(in)
	if err := a.printFound(c.found, strict); err != nil {
		return nil, err
	}
	if c.err != nil {
		return nil, generatorFailure(c.err)
	}
	return c, nil
}

// printFound prints what was found, notes only with -v, and fails when it stops the run.
func (a *app) printFound(found diag.List, strict bool) error {
	shown := found
	if !a.verbose {
		shown = found.Without(diag.Note)
	}
	if err := a.print(shown); err != nil {
		return failure(cannot("print diagnostics", err))
	}
	if found.HasErrors() || strict && found.Count(diag.Warning) > 0 {
		return &exit{code: exitIntent}
	}
	return nil
}

func generatorFailure(err error) error {
	var e *exit
	if errors.As(err, &e) { // a panic, described already
		return e
	}
	return failure(diag.Diagnostic{Summary: "cannot generate, nothing was written: " + err.Error()})
}

// refuse names everything that stands in the way.
func (a *app) refuse(obstacles []obstacle, o generateOptions) error {
	d := diag.Diagnostic{Summary: "nothing was written: the output folder contains files that vnetloom has not written", Hint: "move them away"}
	forcible := true
	for _, ob := range obstacles {
		d.Related = append(d.Related, diag.Related{Range: shownFile(o.out, ob.path), Message: ob.reason})
		forcible = forcible && ob.forcible
	}
	if forcible {
		d.Hint = "move them away, or overwrite them with --force"
	}
	return failure(d)
}

// write makes the output what it should be.
func (a *app) write(ctx context.Context, state *comparison, o generateOptions) error {
	changes := state.changes(o.prune)
	if len(changes) > 0 {
		// From here an interrupt must not leave half of the output behind.
		ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
		err := fsatomic.Apply(ctx, o.out, changes)
		stop()
		if err != nil {
			return failure(cannot("write the output", err))
		}
	}
	if a.verbose {
		for _, c := range changes {
			fmt.Fprintf(a.stdout, "%s %s\n", state.verb(c), shownPath(o.out, c.Path))
		}
		fmt.Fprintf(a.stdout, "%d written, %d removed, %d unchanged\n", len(state.missing)+len(state.stale), len(changes)-len(state.missing)-len(state.stale), len(state.same))
	}
	return a.warnOfLeftovers(state, o)
}

func (a *app) warnOfLeftovers(state *comparison, o generateOptions) error {
	if o.prune || len(state.leftover) == 0 {
		return nil
	}
	d := diag.Diagnostic{Severity: diag.Warning, Summary: "files of an earlier run are no longer generated", Hint: "`--prune` removes them"}
	for _, name := range state.leftover {
		d.Related = append(d.Related, diag.Related{Range: shownFile(o.out, name), Message: "left over"})
	}
	return a.print(diag.List{d})
}

// printDiff prints what a run would change, in a form that patch and git understand.
func (a *app) printDiff(state *comparison, o generateOptions) error {
	for _, c := range state.changes(o.prune) {
		name := strings.TrimPrefix(shownPath(o.out, c.Path), "/")
		before, after := "a/"+name, "b/"+name
		if _, ok := state.old[c.Path]; !ok {
			before = "/dev/null"
		}
		if c.Remove {
			after = "/dev/null"
		}
		if _, err := a.stdout.Write(diff.Diff(before, state.old[c.Path], after, c.Content)); err != nil {
			return err
		}
	}
	return nil
}

// shownPath is how a file of the output is called before the user.
func shownPath(out, name string) string { return path.Join(filepath.ToSlash(out), name) }

// cannot describes an error of input or output.
func cannot(what string, err error) diag.Diagnostic {
	return diag.Diagnostic{Summary: "cannot " + what + ": " + err.Error()}
}
