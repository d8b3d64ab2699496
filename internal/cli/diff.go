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
REVISION:PATH is a file or a folder as a revision of git has it, from the root of the repository, and REVISION:./PATH from the current folder;
a PATH that exists takes precedence.

With --format markdown it is the comment of a pull request, of less than 60,000 characters, and with --format html a page of its own. With --format json it
is data; docs/diff.md says what stands in it.

Exit codes: 0 equal, 3 OLD or NEW has errors, 4 different.`

type diffOptions struct {
	format                     string
	subscription, group        string
	skipMigrate, skipRehearsal bool
}

var diffFormats = []string{"text", "markdown", "json", "html"}

func (a *app) diffCommand() *cobra.Command {
	var o diffOptions
	cmd := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Say what a change does to the network: paths, promises, deployment, resources",
		Long:  diffHelp,
		Example: `  vnetloom diff main:intent.yaml intent.yaml
  vnetloom diff old.yaml new.yaml --format markdown
  vnetloom diff export.json intent.yaml --format json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usageError("`vnetloom diff OLD NEW`; either is a file, a folder, REVISION:PATH of git, or `empty`", "diff needs two networks")
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
	case o.subscription != "" && !uuid().MatchString(o.subscription):
		return usageError("00000000-0000-0000-0000-000000000000 is the form of one", "--subscription %q is no UUID", o.subscription)
	case !slices.Contains(diffFormats, o.format):
		return usageError(diag.DidYouMean(o.format, diffFormats, "formats are "+strings.Join(diffFormats, ", ")), "unknown --format %q", o.format)
	}
	read := rehearseOptions{subscription: o.subscription, group: o.group}
	ends, err := a.diffEnds(ctx, old, next, &read)
	if ends != nil {
		defer ends.done()
	}
	if err != nil {
		return err
	}
	report := ends.report
	if report == nil {
		done := a.doing("comparing OLD and NEW")
		report, err = compile.Diff(ctx, ends.networks[0], ends.networks[1], compile.DiffOptions{SkipRehearsal: o.skipRehearsal, SkipMigrate: o.skipMigrate})
		if done(); err != nil {
			return compileFailure(err)
		}
	}
	code := exitOK
	switch {
	case ends.failed:
		code = exitIntent
	case !report.Equal:
		code = exitDiffers
	}
	if ends.report == nil || o.format != "text" { // a terminal has the errors already
		if err := a.printDifference(report, ends.networks, code, read.subscription, o.format); err != nil {
			return err
		}
	}
	if code != exitOK {
		return &exit{code: code}
	}
	return nil
}

// diffEnds are the two networks of a comparison. Where one has errors, failed; where these are of more than its promises, there is a report of them,
// and no comparison.
type diffEnds struct {
	networks [2]compile.Network
	failed   bool
	report   *difference.Report
	closers  []func()
}

func (e *diffEnds) done() {
	for _, done := range e.closers {
		done()
	}
}

// diffEnds reads both, and compiles those that are intents. What is found of both is printed before it fails.
func (a *app) diffEnds(ctx context.Context, old, next string, o *rehearseOptions) (*diffEnds, error) {
	out := &diffEnds{}
	var read [2]*side
	var errors []difference.Note
	for i, given := range []string{old, next} {
		if i == 1 && old == next && out.networks[0].Intent != nil { // it says once what is to be said of it
			out.networks[1], read[1] = out.networks[0], &side{}
			continue
		}
		var err error
		if isRevision(given) {
			var done func()
			if read[i], done, err = a.readRevision(ctx, given, words[i]); done != nil {
				out.closers = append(out.closers, done)
			}
		} else {
			read[i], err = a.readSide(ctx, given, words[i])
		}
		if err != nil {
			return out, err
		}
		if read[i].intent == nil {
			continue
		}
		r, err := a.compiledInputs(ctx, read[i].intent, compile.Options{Targets: []string{}})
		if err != nil {
			return out, err
		}
		if err := a.printFound(r.Findings, false); err != nil {
			if !r.Findings.HasErrors() {
				return out, err
			}
			out.failed = true
			if !compile.BreaksPromisesAlone(r) {
				errors = append(errors, errorsOf(words[i], r.Findings)...)
			}
		}
		if r.Plan != nil {
			out.networks[i].Intent = r
		}
	}
	if err := a.others(read, &out.networks, o); err != nil {
		return out, err
	}
	for i := range out.networks {
		found := templateErrors(out.networks[i])
		if err := a.printFound(found, false); err != nil {
			out.failed, errors = true, append(errors, errorsOf(words[i], found)...)
		}
	}
	if errors != nil {
		out.report = difference.Erroneous(errors)
	}
	return out, nil
}

// errorsOf are the errors of an end.
func errorsOf(word string, found diag.List) []difference.Note {
	var out []difference.Note
	for _, d := range found {
		if d.Severity == diag.Error {
			out = append(out, difference.Note{Code: d.Code.ID, Summary: word + ": " + d.Subject.String() + ": " + d.Summary, Why: d.Why, Help: d.Hint})
		}
	}
	return out
}

type differenceJSON struct {
	Exit int `json:"exit"`
	*difference.Report
}

// printDifference prints a report, in which the subscription that is deployed to has its own name again.
func (a *app) printDifference(report *difference.Report, networks [2]compile.Network, code int, subscription, format string) error {
	switch format {
	case "text":
		a.stdout.text(page.Text(report))
		return nil
	case "markdown":
		a.stdout.text(page.Markdown(report))
		return nil
	case "html":
		a.stdout.text(page.HTML(report, changeDrawn(networks, report)))
		return nil
	}
	text, err := diag.EncodeJSON(differenceJSON{code, report}, "")
	if err != nil {
		return failure(cannot("print", err))
	}
	named := bytes.ReplaceAll(text, []byte(compile.OwnSubscription), []byte(cmp.Or(strings.ToLower(subscription), compile.OwnSubscription)))
	return a.printJSON(encoded(named))
}
