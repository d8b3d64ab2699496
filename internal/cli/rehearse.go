package cli

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io/fs"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/pattern"
	"github.com/vnetloom/vnetloom/proof"
	"github.com/vnetloom/vnetloom/reachability/deployed"
	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/rehearsal/expected"
	"github.com/vnetloom/vnetloom/source"
)

const rehearseHelp = `Say what Azure makes of deploying NEW over OLD, by its rules of writing, before anything is deployed. Nothing is asked of Azure.

OLD is what is deployed: an intent, ARM JSON templates (a file or a folder), an export (` + "`vnetloom export-script`" + ` prints the script that makes one),
or the word empty. NEW is an intent or ARM JSON templates. An intent is deployed as its ARM JSON is, root after root, then its
companion steps are run.

It says what is created, changed, reset, removed, refused and left behind; and which pairs of subnets and sites that both networks join
are without a way meanwhile, or asymmetric, from which write to which, and what is slow among these. Azure writes at the same time what does
not depend on each other: so the templates are run in their order, in its reverse, and in orders that harm those pairs most.
Subnets that are alike stand for each other.

With --only one root is deployed, and others are as OLD has them. Templates that do not say where they are deployed to go to
--subscription (of an export of one subscription that one) and --resource-group.

With --drift, OLD is what was deployed from NEW: whatever is created or changed is drift, exit code 4. --expected names a file of what Azure Policy or
others add, by type and path; it is listed apart, and no drift (docs/rehearse.md).

With --format json the report is {"clean", "exit", "roots", "notes": [{"code", "summary", "why", "help"}], "report": {…}}; docs/rehearse.md
says what stands in the report.

Exit codes: 0 clean, 1 the tool failed, 2 wrong usage, 3 an intent has errors, 4 something is interrupted, reset, removed, left behind or not known, or
has to be empty, 5 something is refused.`

type rehearseOptions struct {
	only                        []string
	subscription, group, format string
	skipMigrate                 bool
	expected                    []string
	drift                       bool
	named                       bool // an intent names the subscriptions of all that it makes
	toBe                        bool // NEW is to be deployed: an export is none
}

func (a *app) rehearseCommand() *cobra.Command {
	var o rehearseOptions
	cmd := &cobra.Command{
		Use:   "rehearse OLD NEW",
		Short: "Say what Azure makes of deploying one network over another",
		Long:  rehearseHelp,
		Example: `  vnetloom rehearse deployed.yaml estate.yaml
  vnetloom rehearse export.json estate.yaml --format json
  vnetloom rehearse empty out/arm`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usageError("`vnetloom rehearse OLD NEW`; `empty` is an OLD", "rehearse needs two networks: the one that is deployed, and the one that is to be")
			}
			return a.rehearse(cmd.Context(), args[0], args[1], o)
		},
	}
	flags := cmd.Flags()
	flags.StringSliceVar(&o.only, "only", nil, "roots of NEW that are deployed; the default is all")
	flags.StringVar(&o.subscription, "subscription", "", "UUID of the subscription that is deployed to where nothing names one")
	flags.StringVar(&o.group, "resource-group", "", "resource group that templates of a group are deployed to")
	flags.BoolVar(&o.skipMigrate, "skip-migrate", false, "do not try how the steps of migrate do")
	flags.StringArrayVar(&o.expected, "expected", nil, "file of changes that others make, such as Azure Policy; repeatable")
	flags.BoolVar(&o.drift, "drift", false, "exit with code 4 if anything is created or changed: OLD was deployed from NEW")
	flags.StringVar(&o.format, "format", "text", "format of the report: text or json")
	fixed(cmd, "format", formats...)
	return cmd
}

var uuid = pattern.Lazy(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

func (a *app) rehearse(ctx context.Context, old, next string, o rehearseOptions) error {
	switch {
	case old == "-" && next == "-":
		return usageError("give one of them as a file", "OLD and NEW are both standard input")
	case next == "empty":
		return usageError("`vnetloom migrate` deletes what only OLD has", "NEW is empty: nothing is deployed")
	case o.subscription != "" && !uuid().MatchString(o.subscription):
		return usageError("00000000-0000-0000-0000-000000000000 is the form of one", "--subscription %q is no UUID", o.subscription)
	}
	if err := checkFormat(o.format); err != nil {
		return err
	}
	list, err := a.expectedChanges(o.expected)
	if err != nil {
		return err
	}
	o.toBe = true
	sides, err := a.sides(ctx, old, next, &o)
	if err != nil {
		return err
	}
	was, is := sides[0], sides[1]
	if err := checkRoots(ctx, is, o.only); err != nil {
		return err
	}
	done := a.doing("rehearsing the deployment of NEW over OLD")
	made, err := compile.Rehearse(ctx, was, is, compile.RehearseOptions{Only: o.only, SkipMigrate: o.skipMigrate || o.drift, Expected: list})
	if done(); err != nil {
		return compileFailure(err)
	}
	if list != nil {
		made.Notes = append(made.Notes, list.Unused()...)
	}
	return a.printRehearsal(made, o)
}

// expectedChanges reads the lists of changes that others make; nil where none is named.
func (a *app) expectedChanges(names []string) (*expected.List, error) {
	if len(names) == 0 {
		return nil, nil
	}
	var files []*source.File
	for _, name := range names {
		content, err := readRegular(machine{}, name, filepath.ToSlash(name), expectedMax+1)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, usageError("--expected names a file", "%s does not exist", filepath.ToSlash(name))
		}
		if err != nil {
			return nil, unreadable("read the list of expected changes", err)
		}
		if len(content) > expectedMax {
			return nil, usageError("one entry may stand for many changes: tags.*", "%s has more than %d KiB", filepath.ToSlash(name), expectedMax>>10)
		}
		files = append(files, source.New(filepath.ToSlash(filepath.Clean(name)), content))
	}
	list, found := expected.Read(files)
	return list, a.printFound(found, false)
}

// expectedMax bounds a list of expected changes.
const expectedMax = 1 << 20

// exported is what an export holds. The one subscription that it is of is the one that is deployed to, where --subscription names none.
func (a *app) exported(files *templateFiles, o *rehearseOptions) (compile.Network, error) {
	there, found := deployed.Read(files.answers)
	if err := a.printFound(found, false); err != nil {
		return compile.Network{}, err
	}
	if len(there.Held()) == 0 {
		return compile.Network{}, usageError("write `empty` where nothing is deployed", "the export holds no resource: what is deployed is not known")
	}
	if o.subscription == "" && !o.named {
		var err error
		if o.subscription, err = onlySubscription(there.Held()); err != nil {
			return compile.Network{}, err
		}
	}
	if o.named { // then ids are what they are
		return compile.Network{Deployed: there.Resources}, nil
	}
	for i, f := range files.answers {
		files.answers[i] = inOwn(f, o.subscription)
	}
	there, _ = deployed.Read(files.answers) // what it has to say it has said
	return compile.Network{Deployed: there.Resources}, nil
}

// inOwn is a file in which a subscription is called as that of the deployment itself.
func inOwn(f *source.File, subscription string) *source.File {
	if subscription == "" {
		return f
	}
	named := regexp.MustCompile("(?i)" + regexp.QuoteMeta(subscription))
	return source.New(f.Name, named.ReplaceAll(f.Content, []byte(compile.OwnSubscription)))
}

// schemaOf finds the first schema that a template names, which says where it is deployed to.
var schemaOf = pattern.Lazy(`"\$schema"\s*:\s*"([^"]*)"`)

// deploymentsOf are templates, each with its parameter files: X.parameters.json of X.json, or all of them where there is one template. What names
// a resource of another is deployed after it.
func deploymentsOf(files *templateFiles, o *rehearseOptions) ([]rehearsal.Deployment, error) {
	var out []rehearsal.Deployment
	for _, f := range files.templates {
		d := rehearsal.Deployment{Name: strings.TrimSuffix(f.Name, path.Ext(f.Name)), Template: inOwn(f, o.subscription),
			Subscription: compile.OwnSubscription, Location: "westeurope",
			Open: files.open}
		if base := path.Base(path.Dir(f.Name)); path.Base(f.Name) == "main.json" && base != "." && base != "/" && base != ".." {
			d.Name = base
		}
		stem := strings.TrimSuffix(f.Name, path.Ext(f.Name))
		for _, p := range files.parameters {
			if len(files.templates) == 1 || strings.HasPrefix(p.Name, stem+".") {
				d.Parameters = append(d.Parameters, inOwn(p, o.subscription))
			}
		}
		if m := schemaOf().FindSubmatch(f.Content); m != nil && bytes.Contains(m[1], []byte("/deploymentTemplate.json")) {
			if o.group == "" {
				return nil, usageError("--resource-group NAME", "%s is deployed to a resource group, and none is named", f.Name)
			}
			d.ResourceGroup = o.group
		}
		out = append(out, d)
	}
	for i := range out {
		if slices.ContainsFunc(out[:i], func(d rehearsal.Deployment) bool { return d.Name == out[i].Name }) {
			out[i].Name = strings.TrimSuffix(files.templates[i].Name, ".json")
		}
	}
	return rehearsal.InOrder(out), nil
}

// checkRoots refuses names of roots that NEW has not.
func checkRoots(ctx context.Context, n compile.Network, only []string) error {
	if only == nil {
		return nil
	}
	roots, err := compile.RootsOf(ctx, n)
	if err != nil {
		return compileFailure(err)
	}
	for _, name := range only {
		if !slices.Contains(roots, name) {
			return usageError(diag.DidYouMean(name, roots, "roots: "+strings.Join(roots, ", ")), "--only %q is no root of NEW", name)
		}
	}
	return nil
}

type rehearsalJSON struct {
	Clean bool           `json:"clean"`
	Exit  int            `json:"exit"`
	Roots []string       `json:"roots"`
	Notes []rehearsedFor `json:"notes"`

	Promises []proof.Verdict `json:"promises,omitempty"` // of NEW over an export
	Report   any             `json:"report"`
}

type rehearsedFor struct {
	Code    string `json:"code"`
	Summary string `json:"summary"`
	Why     string `json:"why"`
	Help    string `json:"help"`
}

// encoded is JSON that is printed as it is.
type encoded []byte

// MarshalJSON is the JSON itself.
func (e encoded) MarshalJSON() ([]byte, error) { return e, nil }

// printRehearsal prints the report, in which the subscription that is deployed to has its own name again.
func (a *app) printRehearsal(made *compile.Rehearsal, o rehearseOptions) error {
	code := exitOK
	switch r := made.Report; {
	case len(r.Refused)+len(r.Skipped) > 0:
		code = exitRefused
	case !r.Clean(), o.drift && r.IsDrift(), !allKept(made.Promises):
		code = exitDiffers
	}
	if o.format == "json" {
		out := rehearsalJSON{Clean: code == exitOK, Exit: code, Roots: made.Roots, Notes: []rehearsedFor{}, Promises: made.Promises, Report: made.Report}
		for _, n := range made.Notes {
			out.Notes = append(out.Notes, rehearsedFor{n.Code.ID, n.Summary, n.Why, n.Hint})
		}
		text, err := diag.EncodeJSON(out, "")
		if err != nil {
			return failure(cannot("print", err))
		}
		named := bytes.ReplaceAll(text, []byte(compile.OwnSubscription), []byte(cmp.Or(strings.ToLower(o.subscription), compile.OwnSubscription)))
		if err := a.printJSON(encoded(named)); err != nil {
			return err
		}
	} else {
		(&rehearsalText{a.stdout, made.Report, len(made.Roots) > 1, o.drift, made.Promises}).print()
		if err := a.print(made.Notes); err != nil {
			return failure(cannot("print diagnostics", err))
		}
	}
	if code != exitOK {
		return &exit{code: code}
	}
	return nil
}
