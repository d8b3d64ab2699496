package cli

import (
	"context"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/internal/pattern"
)

const migrateHelp = `Make the way from the network of one intent to that of another, and write it to DIR: a folder for each step, which is
deployed by itself, and a README that says in which order, what is interrupted, and how each is run. OLD is the intent that is
deployed, NEW the one that is to be: a file or a folder each.

What is new is made beside the old, joined beside it, then routed to; then the old is deleted, by scripts of their own. The steps
are rehearsed against Azure's rules of writing before anything is written: a pair of subnets that both networks join keeps a way
wherever no rule forbids it. What is interrupted is said in a warning with the rule that forces it. Where Azure would refuse a
step, something would be left behind, or something would be open that neither intent opens, nothing is written.

A network that NEW has no more stays, since machines may be in it, unless --delete-network names it. A DIR that is not empty must
be that of an earlier migrate from what OLD makes or to what NEW makes, as its README says: files that are of no step any more are
removed.

Exit codes: 0 written, 3 an intent has errors, 5 the way is refused.`

type migrateOptions struct {
	targets, deleteNetworks []string
	out                     string
}

func (a *app) migrateCommand() *cobra.Command {
	var o migrateOptions
	cmd := &cobra.Command{
		Use:     "migrate OLD NEW",
		Short:   "Write the steps from one intent to another, rehearsed",
		Long:    migrateHelp,
		Example: "  vnetloom migrate deployed.yaml estate.yaml --out migration\n  vnetloom migrate old/ new/ --out migration --target bicep --delete-network lab",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usageError("`vnetloom migrate OLD NEW --out DIR`", "migrate needs two intents: the one that is deployed, and the one that is to be")
			}
			return a.migrate(cmd.Context(), args[0], args[1], o)
		},
	}
	names := compile.Targets()
	flags := cmd.Flags()
	flags.StringSliceVar(&o.targets, "target", names, "targets to generate")
	flags.StringVarP(&o.out, "out", "o", "", "folder to write to, required")
	flags.StringSliceVar(&o.deleteNetworks, "delete-network", nil, "names of networks of OLD that are deleted, with what stands on their subnets")
	fixed(cmd, "target", names...)
	_ = cmd.MarkFlagDirname("out")
	return cmd
}

func (a *app) migrate(ctx context.Context, old, next string, o migrateOptions) error {
	if err := checkTargets(o.targets, compile.Targets()); err != nil {
		return err
	}
	switch {
	case o.out == "":
		return usageError("`--out DIR` is the folder to write to", "--out is missing")
	case old == "-" && next == "-":
		return usageError("give one of them as a file", "OLD and NEW are both standard input")
	}
	was, err := a.compiled(ctx, []string{old}, []string{}, false)
	if err != nil {
		return err
	}
	is, err := a.compiled(ctx, []string{next}, []string{}, false)
	if err != nil {
		return err
	}
	if err := checkDeleted(was, is, o.deleteNetworks); err != nil {
		return err
	}
	done := a.doing("rehearsing the steps from OLD to NEW")
	made, err := compile.Migrate(ctx, was, is, compile.Options{Targets: o.targets}, o.deleteNetworks...)
	if done(); err != nil {
		return compileFailure(err)
	}
	if err := a.print(made.Migration.Findings); err != nil {
		return failure(cannot("print diagnostics", err))
	}
	if made.Migration.Findings.HasErrors() {
		return &exit{exitRefused, &diag.Diagnostic{Summary: "nothing was written: the way cannot be gone in steps that Azure takes and that do no damage",
			Hint: "an intent between the two may be: `vnetloom migrate OLD BETWEEN`, then `vnetloom migrate BETWEEN NEW`"}}
	}
	return a.writeMigration(ctx, is.Plan.Name, made, o.out)
}

// checkDeleted refuses names of networks that the old intent has not, or the new one has too.
func checkDeleted(old, next *compile.Result, names []string) error {
	gone := compile.NetworksOnlyIn(old, next)
	hint := "networks that only OLD has: " + strings.Join(gone, ", ")
	if len(gone) == 0 {
		hint = "NEW has all networks of OLD"
	}
	for _, name := range names {
		if !slices.Contains(gone, name) {
			return usageError(diag.DidYouMean(name, gone, hint), "--delete-network: %q is no network that OLD has and NEW has not", name)
		}
	}
	return nil
}

// stepFolder is the folder of a step of a migration.
var stepFolder = pattern.Lazy(`^[0-9]{2,}-[a-z]+(-[a-z]+)*$`)

// refuseOtherWay is the error that a folder has the steps between other networks, such as the way back: whoever runs them would
// find others. Nil where it has not.
func refuseOtherWay(out string, state *comparison, ends compile.Ends) error {
	page, stale := state.old[generators.ReadmeFile]
	if !stale {
		return refuseNameless(out, state)
	}
	there, known := compile.EndsIn(page)
	if known && there.Same(ends) {
		return nil
	}
	d := diag.Diagnostic{Summary: "nothing was written: " + shownPath(out, "") + " holds the steps between two other networks",
		Related: []diag.Related{{Range: shownFile(out, generators.ReadmeFile), Message: "what OLD makes differs, and so does what NEW makes"}},
		Hint:    "give each migration a folder of its own: `--out DIR`; or remove that one, if none of its steps is to be run any more"}
	if known && there == (compile.Ends{From: ends.To, To: ends.From}) {
		d.Summary = "nothing was written: " + shownPath(out, "") + " holds the steps of the way back, from NEW to OLD"
		d.Related[0].Message = "the way back"
	}
	if !known {
		d.Related[0].Message = "it does not say between which networks"
	}
	return failure(d)
}

// refuseNameless is the error that a folder has other steps and no README that says between which networks they are. Nil where
// it has the page, or no other steps.
func refuseNameless(out string, state *comparison) error {
	if !slices.Contains(state.missing, generators.ReadmeFile) || len(state.old) == 0 {
		return nil
	}
	first := slices.Sorted(maps.Keys(state.old))[0]
	return failure(diag.Diagnostic{Summary: "nothing was written: " + shownPath(out, "") + " holds other steps, and no " + generators.ReadmeFile + " that says between which networks",
		Related: []diag.Related{{Range: shownFile(out, first), Message: "of these steps, and not of the ones to be written"}},
		Hint:    "give each migration a folder of its own: `--out DIR`; or remove the steps that are there, if none of them is to be run any more"})
}

// writeMigration makes the folder what it should be, all or nothing.
func (a *app) writeMigration(ctx context.Context, intent string, made *compile.Migrated, out string) error {
	files := map[string][]byte{}
	folders := map[string]bool{}
	for _, f := range made.Files {
		files[f.Path] = f.Content
		if folder, _, below := strings.Cut(f.Path, "/"); below {
			folders[folder] = true
		}
	}
	entries, err := os.ReadDir(out)
	if err != nil && !os.IsNotExist(err) {
		return failure(cannot("read the output", err))
	}
	for _, e := range entries {
		if stepFolder().MatchString(e.Name()) {
			folders[e.Name()] = true
		}
	}
	var list []string
	for folder := range folders {
		list = append(list, folder)
	}
	slices.Sort(list)
	state, err := compare(out, intent, append(list, generators.ReadmeFile), nil, files)
	if err != nil {
		return failure(cannot("read the output", err))
	}
	if err := state.refuseForeign(out); err != nil {
		return err
	}
	o := generateOptions{out: out, prune: true}
	if obstacles := state.obstacles(false); len(obstacles) > 0 {
		return a.refuse(obstacles, out, false)
	}
	if err := refuseOtherWay(out, state, made.Ends); err != nil {
		return err
	}
	return a.write(ctx, state, o, list)
}
