package cli

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/difference"
	"github.com/vnetloom/vnetloom/difference/page"
)

const diffHelp = `Say what a change does to the network, for who reviews it: a verdict in one line, then pairs of subnets, sites and the internet that gain, lose
or change a path; promises and isolations that change; what deploying NEW over OLD interrupts, and what Azure refuses, resets and leaves behind; steps beside
the templates; networks, resources and properties.

OLD and NEW are intents (a file, a folder, or - for standard input), ARM JSON templates, exports of what is deployed, or the word empty.

With --format json it is data; docs/diff.md says what stands in it.

Exit codes: 0 equal, 3 OLD or NEW has errors, 4 different.`

type diffOptions struct {
	format                     string
	subscription, group        string
	skipMigrate, skipRehearsal bool
}

var diffFormats = []string{"text", "json"}

func (a *app) diffCommand() *cobra.Command {
	var o diffOptions
	cmd := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Say what a change does to the network: paths, promises, deployment, resources",
		Long:  diffHelp,
		Example: `  vnetloom diff old.yaml new.yaml
  vnetloom diff export.json intent.yaml --format json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usageError("`vnetloom diff OLD NEW`; `empty` is no network at all", "diff needs two networks")
			}
			return a.diff(cmd.Context(), args[0], args[1], o)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.format, "format", "text", "format of the report: "+strings.Join(diffFormats, ", "))
	flags.StringVar(&o.subscription, "subscription", "", "UUID of the subscription that is deployed to where nothing names one")
	flags.StringVar(&o.group, "resource-group", "", "resource group that templates of a group are deployed to")
	flags.BoolVar(&o.skipMigrate, "skip-migrate", false, "do not try how the steps of migrate do")
	flags.BoolVar(&o.skipRehearsal, "skip-rehearsal", false, "do not deploy NEW over OLD in a rehearsal")
	fixed(cmd, "format", diffFormats...)
	return cmd
}

func (a *app) diff(ctx context.Context, old, next string, o diffOptions) error {
	switch {
	case old == "-" && next == "-":
		return usageError("give one of them as a file", "OLD and NEW are both standard input")
	case o.subscription != "" && !uuid.MatchString(o.subscription):
		return usageError("00000000-0000-0000-0000-000000000000 is the form of one", "--subscription %q is no UUID", o.subscription)
	case !slices.Contains(diffFormats, o.format):
		return usageError(diag.DidYouMean(o.format, diffFormats, "formats are "+strings.Join(diffFormats, ", ")), "unknown --format %q", o.format)
	}
	read := rehearseOptions{subscription: o.subscription, group: o.group}
	sides, err := a.sides(ctx, old, next, &read)
	if err != nil {
		return err
	}
	report, err := compile.Diff(ctx, sides[0], sides[1], compile.DiffOptions{SkipRehearsal: o.skipRehearsal, SkipMigrate: o.skipMigrate})
	if err != nil {
		return compileFailure(err)
	}
	code := exitOK
	if !report.Equal {
		code = exitDiffers
	}
	if err := a.printDifference(report, code, read.subscription, o.format); err != nil {
		return err
	}
	if code != exitOK {
		return &exit{code: code}
	}
	return nil
}

type differenceJSON struct {
	Exit int `json:"exit"`
	*difference.Report
}

// printDifference prints a report, in which the subscription that is deployed to has its own name again.
func (a *app) printDifference(report *difference.Report, code int, subscription, format string) error {
	if format == "text" {
		a.stdout.text(page.Text(report))
		return nil
	}
	text, err := diag.EncodeJSON(differenceJSON{code, report}, "")
	if err != nil {
		return failure(cannot("print", err))
	}
	named := bytes.ReplaceAll(text, []byte(compile.OwnSubscription), []byte(cmp.Or(strings.ToLower(subscription), compile.OwnSubscription)))
	return a.printJSON(encoded(named))
}
