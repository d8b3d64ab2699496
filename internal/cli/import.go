package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vnetloom/vnetloom/adopt"
	"github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/fsatomic"
	"github.com/vnetloom/vnetloom/internal/memfs"
	"github.com/vnetloom/vnetloom/internal/pattern"
	"github.com/vnetloom/vnetloom/reachability/deployed"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
)

const importHelp = `Make an intent of what is deployed. EXPORT is a file of the script that export-script prints, or what az rest and az graph
query print; several are one estate.

Networks, subnets, gateways, firewalls, sites, circuits, virtual WANs and managers are read as they are; peerings are read as hub-and-spoke,
mesh or peering, and what firewalls and appliances inspect from the routes. What was inferred stands in comments of the intent.

The intent says that all of it exists: deployed, it writes nothing. What is added to it is written, and nothing else. With --created the intent
takes over what is in these subscriptions or resource groups (or "all"): it writes them as it says them, and a deployment resets what it does not
say. Rehearse it before: vnetloom rehearse EXPORT INTENT.

Then the intent is compiled, and compared with what is deployed: how many resources of each type it makes, or says that they exist, under
the same names, and which pairs of networks it joins that are joined there. What it has no words for is listed. Nothing is dropped in silence.

With --format json the comparison is {"types": [{"type", "deployed", "intent", "existing", "byId"}], "left": [{"type", "name", "why"}], "paths":
{"deployed", "same", "otherWay", "notJoined", "opened", "notKnown"}}.`

type importOptions struct {
	out, name, format string
	created           []string
	existing, force   bool
}

func (a *app) importCommand() *cobra.Command {
	var o importOptions
	cmd := &cobra.Command{
		Use:   "import EXPORT... --out FILE",
		Short: "Make an intent of what is deployed",
		Long:  importHelp,
		Example: `  vnetloom import estate.json --out intent.yaml
  vnetloom import estate.json --out intent.yaml --created rg-contoso-net
  vnetloom import estate.json --out intent.yaml --created all`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError("`vnetloom export-script` prints the script that makes one", "import needs an EXPORT")
			}
			return a.importIntent(cmd.Context(), args, o)
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&o.out, "out", "o", "", "file to write the intent to, required")
	flags.StringVar(&o.name, "name", "imported", "name of the intent")
	flags.BoolVar(&o.existing, "existing", false, "say of all that it exists: the default")
	flags.StringSliceVar(&o.created, "created", nil, "subscriptions and resource groups that the intent takes over, or all")
	flags.StringVar(&o.format, "format", "text", "format of the comparison: text or json")
	flags.BoolVar(&o.force, "force", false, "replace a file that is there")
	fixed(cmd, "format", formats...)
	return cmd
}

var intentName = pattern.Lazy(`^[A-Za-z0-9]([A-Za-z0-9_-]{0,58}[A-Za-z0-9])?$`)

func (a *app) importIntent(ctx context.Context, paths []string, o importOptions) error {
	switch {
	case o.out == "":
		return usageError("`--out intent.yaml` is the file to write", "--out is missing")
	case !isIntentName(o.out) || filepath.Ext(o.out) == ".cue":
		return usageError("the intent is YAML: intent.yaml", "--out %s does not end in .yaml or .yml", filepath.ToSlash(o.out))
	case !intentName().MatchString(o.name):
		return usageError("a name has letters, digits, \"-\" and \"_\" between them, at most 60", "--name %q is not a name", o.name)
	}
	if err := checkFormat(o.format); err != nil {
		return err
	}
	if _, err := os.Lstat(o.out); err == nil && !o.force {
		return usageError("--force replaces it", "%s is there already", filepath.ToSlash(o.out))
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return failure(cannot("write the intent", err))
	}
	files, err := findTemplates(ctx, paths)
	if err != nil {
		return err
	}
	if len(files.answers) == 0 {
		return usageError("`vnetloom export-script` prints the script that makes one", "no export in %s", strings.Join(paths, ", "))
	}
	there, found := deployed.Read(files.answers)
	if err := a.printFound(found, false); err != nil {
		return err
	}
	chosen, err := chosenBy(o, there.Held())
	if err != nil {
		return err
	}
	name := (&inputs{}).nameFor(o.out)
	made, result, err := a.accepted(ctx, name, there.Resources, o.name, adopt.Options{Creates: chosen})
	if err != nil {
		return err
	}
	if err := writeOne(ctx, o.out, made.Intent); err != nil {
		return failure(cannot("write the intent", err))
	}
	if err := a.print(result.Findings.Without(diag.Note)); err != nil {
		return failure(cannot("print diagnostics", err))
	}
	if result.Findings.HasErrors() {
		return &exit{exitIntent, &diag.Diagnostic{
			Summary: fmt.Sprintf("%s was written, and has errors: what is deployed is not what the language allows, or was not understood", name),
			Hint:    "correct it by hand: the comments say what was inferred",
		}}
	}
	report, err := importReportOf(ctx, there, result, made)
	if err != nil {
		return compileFailure(err)
	}
	return a.printImport(report, o.format)
}

// accepted imports what is there, and leaves out what the compiler refuses, each with its reason, until it refuses nothing: connections first.
func (a *app) accepted(ctx context.Context, file string, there []template.Resource, name string, o adopt.Options) (*adopt.Result, *compile.Result, error) {
	o.Without = map[string]string{}
	for {
		made := adopt.Import(name, there, o)
		result, failed := a.compile(ctx, memfs.FS{file: made.Intent}, []string{file}, compile.Options{Targets: []string{"arm"}})
		if result == nil || failed != nil {
			return nil, nil, compileFailure(failed)
		}
		known := len(o.Without)
		for _, d := range result.Findings {
			if d.Severity != diag.Error {
				continue
			}
			place := refusedPlace(made, d)
			if parts := strings.SplitN(place, ".", 3); parts[0] == "naming" && o.Without[place] != "" {
				place = "naming." + parts[1] // what has the name is not created, and yet it is refused
			}
			if place != "" && o.Without[place] == "" {
				o.Without[place] = fmt.Sprintf("%s (%s)", d.Summary, d.Code.ID)
			}
		}
		if !result.Findings.HasErrors() || len(o.Without) == known {
			return a.laidOutAgain(ctx, file, made, result)
		}
	}
}

// laidOutAgain is an imported intent as `fmt` lays it out, compiled again where that moves lines.
func (a *app) laidOutAgain(ctx context.Context, file string, made *adopt.Result, result *compile.Result) (*adopt.Result, *compile.Result, error) {
	text, err := laidOut(made.Intent)
	if err != nil || bytes.Equal(text, made.Intent) { // what is wrong with it the compiler has said
		return made, result, nil
	}
	made.Intent = text
	result, failed := a.compile(ctx, memfs.FS{file: text}, []string{file}, compile.Options{Targets: []string{"arm"}})
	if result == nil || failed != nil {
		return nil, nil, compileFailure(failed)
	}
	return made, result, nil
}

// refusedPlace is what of an intent a finding is about: a connection where it names one, else a network, a site or what else has a name.
func refusedPlace(made *adopt.Result, d diag.Diagnostic) string {
	out := made.PlaceAt(d.Subject.Start.Line)
	if strings.HasPrefix(out, "naming.") {
		return out + "." + wordAt(d.Subject)
	}
	for _, r := range d.Related {
		if place := made.PlaceAt(r.Range.Start.Line); strings.HasPrefix(place, "connections.") && !strings.HasPrefix(out, "connections.") {
			out = place
		}
	}
	return out
}

// wordAt is what stands at a place of one line.
func wordAt(at source.Range) string {
	line := []rune(at.File.Line(at.Start.Line))
	if at.Start.Line != at.End.Line || at.End.Column-1 > len(line) {
		return ""
	}
	return string(line[at.Start.Column-1 : at.End.Column-1])
}

// chosenBy tells of a resource whether the intent takes it over.
func chosenBy(o importOptions, there []template.Resource) (func(*template.Resource) bool, error) {
	if o.existing && len(o.created) > 0 {
		return nil, usageError("give one of them", "--existing says that nothing is taken over, and --created that something is")
	}
	is := func(word string, x *template.Resource) bool {
		return word == "all" || strings.EqualFold(word, x.Subscription) || strings.EqualFold(word, x.ResourceGroup) ||
			strings.EqualFold(word, x.Subscription+"/"+x.ResourceGroup)
	}
	for _, word := range o.created {
		if !slices.ContainsFunc(there, func(x template.Resource) bool { return is(word, &x) }) {
			return nil, usageError("write `all`, the UUID of a subscription, a resource group, or SUBSCRIPTION/GROUP", "--created %s: the export has nothing there", word)
		}
	}
	return func(x *template.Resource) bool {
		return slices.ContainsFunc(o.created, func(word string) bool { return is(word, x) })
	}, nil
}

// writeOne writes one file, whole or not at all.
func writeOne(ctx context.Context, name string, content []byte) error {
	dir, base := filepath.Split(name)
	if dir == "" {
		dir = "."
	}
	return fsatomic.Apply(ctx, dir, []fsatomic.Change{{Path: base, Content: content}})
}
