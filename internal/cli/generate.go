package cli

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/fsatomic"
	"github.com/vnetloom/vnetloom/internal/memfs"
)

const generateHelp = `Compile the intent and write OUT/<target>/…. If the intent has an error, or a file cannot be written, nothing changes.
Unchanged files are not written again. OUT/steps/… contains scripts for what no template can express, and a README that
says who runs them and when. It is written with every target, if there are any steps.

Files that vnetloom has not written are never overwritten or removed, unless --force is given. Files that it has written
before and no longer generates are named in a warning; --prune removes them. A folder holds the output of one intent:
that of another is refused, unless --force is given, which takes it over.`

type generateOptions struct {
	targets                   []string
	chosen                    bool // the targets are not the default
	out, templates            string
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
		RunE: func(cmd *cobra.Command, args []string) error {
			o.chosen = cmd.Flags().Changed("target")
			return a.generate(cmd.Context(), args, o)
		},
	}
	names := compile.Targets()
	flags := cmd.Flags()
	flags.StringSliceVar(&o.targets, "target", names, "targets to generate")
	flags.StringVarP(&o.out, "out", "o", "out", "folder to write to")
	flags.StringVar(&o.templates, "templates", "", "folder with templates, in place of built-in ones or for further targets; docs/templates.md")
	flags.BoolVar(&o.check, "check", false, "write nothing; exit with code 4 if the output does not match the intent")
	flags.BoolVar(&o.diff, "diff", false, "write nothing; print what would change as a unified diff")
	flags.BoolVar(&o.prune, "prune", false, "remove files in OUT that vnetloom no longer generates")
	flags.BoolVar(&o.force, "force", false, "overwrite files that vnetloom has not written, or has written from another intent")
	fixed(cmd, "target", names...)
	_ = cmd.MarkFlagDirname("out")
	_ = cmd.MarkFlagDirname("templates")
	return cmd
}

func (a *app) generate(ctx context.Context, paths []string, o generateOptions) error {
	all := compile.Targets()
	options := compile.Options{}
	var pack memfs.Tree
	if o.templates != "" {
		files, opened, err := a.templatePack(o.templates)
		if err != nil {
			return err
		}
		pack, options.Templates = files, files
		all = append(all, opened.Targets()...)
		if !o.chosen {
			o.targets = all
		}
	}
	if err := checkTargets(o.targets, all); err != nil {
		return err
	}
	if o.out == "" {
		return usageError("`--out DIR` is the folder to write to", "--out is empty")
	}
	options.Targets = o.targets
	result, err := a.compiledWith(ctx, paths, options, false)
	if err != nil {
		return a.ofTemplates(err, o.templates, pack)
	}
	files := map[string][]byte{}
	for _, f := range result.Files {
		files[f.Path] = f.Content
	}
	folders := foldersOf(o.targets)
	others := slices.DeleteFunc(foldersOf(all), func(f string) bool { return slices.Contains(folders, f) })
	state, err := compare(o.out, result.Plan.Name, folders, others, files)
	if err != nil {
		return failure(cannot("read the output", err))
	}
	if err := state.refuseForeign(o.out); err != nil && !o.force {
		return err
	}
	if obstacles := state.obstacles(o.force); len(obstacles) > 0 {
		return a.refuse(obstacles, o.out, true)
	}
	if o.diff {
		a.printDiff(state, o)
	}
	switch {
	case o.check:
		return state.differs(o.out)
	case o.diff:
		return a.warnOfLeftovers(state, o)
	}
	return a.write(ctx, state, o, foldersOf(all))
}

// checkTargets refuses what is no target, and no target at all.
func checkTargets(targets, known []string) error {
	for _, t := range targets {
		if !slices.Contains(known, t) {
			return usageError(diag.DidYouMean(t, known, "targets are "+strings.Join(known, ", ")), "unknown target %q", t)
		}
	}
	if len(targets) == 0 {
		return usageError("targets are "+strings.Join(known, ", "), "no target")
	}
	return nil
}

// compiled reads and compiles the intent, prints what was found, and fails when that stops the run.
func (a *app) compiled(ctx context.Context, paths, targets []string, strict bool) (*compile.Result, error) {
	return a.compiledWith(ctx, paths, compile.Options{Targets: targets}, strict)
}

func (a *app) compiledWith(ctx context.Context, paths []string, o compile.Options, strict bool) (*compile.Result, error) {
	in, err := readInputs(paths, a.stdin)
	if err != nil {
		return nil, err
	}
	if err := in.refuseExports(); err != nil {
		return nil, err
	}
	done := a.doing("compiling the intent")
	result, failed := a.compile(ctx, in, in.names(), o)
	done()
	if result == nil {
		return nil, compileFailure(failed)
	}
	if err := a.printFound(result.Findings, strict); err != nil {
		return nil, err
	}
	if failed != nil {
		return nil, compileFailure(failed)
	}
	return result, nil
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

func compileFailure(err error) error {
	var t compile.TemplateErrors
	if errors.As(err, &t) {
		return &templateError{t}
	}
	var b *compile.Bug
	if errors.As(err, &b) {
		return bugIn(b.Place)
	}
	return failure(diag.Diagnostic{Summary: "cannot generate, nothing was written: " + err.Error()})
}

// foldersOf are the folders of the output in which the files of these targets stand, and of what goes with each of them.
func foldersOf(targets []string) []string { return append(slices.Clone(targets), compile.Steps) }

// refuse names everything that stands in the way, and the flag that overwrites it, where the command has one.
func (a *app) refuse(obstacles []obstacle, out string, mayForce bool) error {
	d := diag.Diagnostic{Summary: "nothing was written: the output folder contains files that vnetloom has not written", Hint: "move them away"}
	for _, ob := range obstacles {
		d.Related = append(d.Related, diag.Related{Range: shownFile(out, ob.path), Message: ob.reason})
		mayForce = mayForce && ob.forcible
	}
	if mayForce {
		d.Hint = "move them away, or overwrite them with --force"
	}
	return failure(d)
}

// write makes the output what it should be. Folders are those in which a killed run may have left something.
func (a *app) write(ctx context.Context, state *comparison, o generateOptions, folders []string) error {
	changes := state.changes(o.prune)
	if state.interrupted {
		if err := fsatomic.Sweep(o.out, folders); err != nil {
			return failure(cannot("remove what a killed run has left", err))
		}
	}
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
			a.stdout.line("%s %s", state.verb(c), shownPath(o.out, c.Path))
		}
		a.stdout.line("%d written, %d removed, %d unchanged", len(state.missing)+len(state.stale), len(changes)-len(state.missing)-len(state.stale), len(state.same))
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
func (a *app) printDiff(state *comparison, o generateOptions) {
	for _, c := range state.changes(o.prune) {
		name := strings.TrimPrefix(shownPath(o.out, c.Path), "/")
		before, after := "a/"+name, "b/"+name
		if _, ok := state.old[c.Path]; !ok {
			before = "/dev/null"
		}
		if c.Remove {
			after = "/dev/null"
		}
		a.stdout.diff(before, state.old[c.Path], after, c.Content)
	}
}

// shownPath is how a file of the output is called before the user.
func shownPath(out, name string) string { return path.Join(filepath.ToSlash(out), name) }

// cannot describes an error of input or output.
func cannot(what string, err error) diag.Diagnostic {
	return diag.Diagnostic{Summary: "cannot " + what + ": " + err.Error()}
}
