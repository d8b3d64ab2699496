package cli

import (
	"context"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/fsatomic"
	"github.com/vnetloom/vnetloom/source"
)

const templatesHelp = `A pack of templates is a folder that ` + "`vnetloom generate --templates DIR`" + ` takes: <target>/<name>.tmpl in place of a built-in template,
bicep/modules/<name>.bicep in place of a module, or a folder of a name of its own, which is a further target. docs/templates.md says what a template gets.`

func (a *app) templatesCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "templates",
		Short: "List, export and check templates of the output",
		Long:  templatesHelp,
		Example: `  vnetloom templates list
  vnetloom templates check pack estate.yaml`,
		Args: cobra.ArbitraryArgs,
	}
	cmd.RunE = a.unknown(cmd, "command")
	cmd.AddCommand(a.templatesListCommand(), a.templatesExportCommand(), a.templatesCheckCommand())
	return cmd
}

func (a *app) templatesListCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List what a pack may replace",
		Long:    "List the templates and modules that a pack may replace, with the view of each template: the structure that it gets.",
		Example: "  vnetloom templates list",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			house, err := compile.TemplateHouse()
			if err != nil {
				return failure(cannot("list the templates", err))
			}
			texts, err := compile.BuiltInTemplates()
			if err != nil {
				return failure(cannot("list the templates", err))
			}
			rows := [][]string{{"File", "Is", "View"}}
			for _, name := range slices.Sorted(maps.Keys(texts)) {
				is, view := "a part of other templates", "-"
				switch {
				case path.Ext(name) != ".tmpl":
					is = "a module"
				case house.Views[name] != nil:
					is, view = "a template", house.ViewName(name)
				}
				rows = append(rows, []string{name, is, view})
			}
			a.stdout.table(rows)
			return nil
		},
	}
}

func (a *app) templatesExportCommand() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "export NAME...",
		Short: "Write built-in templates and modules, to begin a pack with",
		Long:  "Write built-in templates and modules to a folder, to begin a pack with. A pack holds what it replaces and nothing else. Files that exist are not overwritten.",
		Example: `  vnetloom templates export bicep/main.bicep.tmpl --out pack
  vnetloom templates export bicep/modules/peering.bicep --out pack`,
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			texts, _ := compile.BuiltInTemplates()
			return slices.Sorted(maps.Keys(texts)), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error { return a.exportTemplates(cmd.Context(), args, out) },
	}
	cmd.Flags().StringVarP(&out, "out", "o", "templates", "folder to write to")
	_ = cmd.MarkFlagDirname("out")
	return cmd
}

func (a *app) exportTemplates(ctx context.Context, names []string, out string) error {
	if len(names) == 0 {
		return usageError("`vnetloom templates list` has their names", "templates export needs the name of a template or a module")
	}
	texts, err := compile.BuiltInTemplates()
	if err != nil {
		return failure(cannot("export the templates", err))
	}
	var changes []fsatomic.Change
	for _, name := range names {
		text, known := texts[name]
		if !known {
			return usageError(diag.DidYouMean(name, slices.Sorted(maps.Keys(texts)), "`vnetloom templates list` has their names"), "there is no template %q", name)
		}
		file := filepath.Join(out, filepath.FromSlash(name))
		if _, err := os.Lstat(file); err == nil {
			return usageError("give another folder with --out, or remove it", "%s exists", filepath.ToSlash(file))
		}
		changes = append(changes, fsatomic.Change{Path: name, Content: text})
	}
	if err := fsatomic.Apply(ctx, out, changes); err != nil {
		return failure(cannot("write the templates", err))
	}
	for _, c := range changes {
		if a.verbose {
			a.stdout.line("created %s", shownPath(out, c.Path))
		}
	}
	return nil
}

const templatesCheckHelp = `Check a pack of templates with an intent: every template is followed and run, and the Bicep that comes of it, with modules of the pack, is compiled
by the bicep that is on PATH and compared with the ARM JSON of the intent, resource by resource and property by property, as vnetloom reads both. What
is deployed across tenants is not compared.

Exit codes: 1 the templates are wrong, or no bicep is on PATH; 4 it differs.`

func (a *app) templatesCheckCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "check DIR INTENT...",
		Short:   "Check a pack of templates, and compare its Bicep with the ARM JSON",
		Long:    templatesCheckHelp,
		Example: "  vnetloom templates check pack estate.yaml",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) < 2 {
				return usageError("`vnetloom templates check DIR INTENT`", "templates check needs a folder of templates and an intent")
			}
			return a.checkTemplates(cmd.Context(), args[0], args[1:])
		},
	}
}

func (a *app) checkTemplates(ctx context.Context, dir string, intents []string) error {
	files, pack, err := a.templatePack(dir)
	if err != nil {
		return err
	}
	result, err := a.compiledWith(ctx, intents, compile.Options{Templates: files}, false)
	if err != nil {
		return a.ofTemplates(err, dir, files)
	}
	are := "file of " + shownPath(dir, "") + " is"
	if len(pack.Files()) > 1 {
		are = "files of " + shownPath(dir, "") + " are"
	}
	a.stdout.line("%d %s followed and run", len(pack.Files()), are)
	if !isBicepThere() {
		return failure(diag.Diagnostic{Summary: "the Bicep of these templates is not compared with the ARM JSON: no `bicep` is on PATH",
			Hint: "install the Bicep compiler (https://aka.ms/bicep-install), " +
				"and run this again; where it is part of the Azure CLI, `az bicep install` puts it into ~/.azure/bin"})
	}
	compiled, err := a.compileFiles(ctx, result)
	if err != nil {
		return err
	}
	c, found, err := compile.CompareTemplates(ctx, result, compiled)
	if err != nil {
		return compileFailure(err)
	}
	if err := a.printFound(found, false); err != nil {
		return err
	}
	for _, d := range c.Differences {
		switch {
		case d.Path == "" && d.Own == "":
			a.stdout.line("%s: the Bicep alone makes it", shortID(d.ID))
		case d.Path == "":
			a.stdout.line("%s: the ARM JSON alone makes it", shortID(d.ID))
		default:
			a.stdout.line("%s: %s: %s in the ARM JSON, %s in the Bicep", shortID(d.ID), d.Path, shortValue(d.Own), shortValue(d.Other))
		}
	}
	for _, where := range c.NotKnown {
		a.stdout.line("%s: only a deployment knows it: not compared", shortID(where))
	}
	if len(c.Differences) > 0 {
		return &exit{code: exitDiffers}
	}
	a.stdout.line("the Bicep makes what the ARM JSON makes: %d resources", c.Resources)
	return nil
}

// shortID is what stands behind the last provider in an id.
func shortID(id string) string {
	if i := strings.LastIndex(strings.ToLower(id), "/providers/"); i >= 0 {
		return id[i+len("/providers/"):]
	}
	return strings.TrimPrefix(id, "/subscriptions/"+compile.OwnSubscription+"/")
}

func shortValue(text string) string {
	const most = 120
	switch {
	case text == "":
		return "nothing"
	case len(text) > most:
		return strings.ToValidUTF8(text[:most], "") + "…"
	}
	return text
}

// compileFiles compiles the Bicep of a result, which is written to a folder that is removed again.
func (a *app) compileFiles(ctx context.Context, result *compile.Result) ([]*source.File, error) {
	dir, err := os.MkdirTemp("", "vnetloom-")
	if err != nil {
		return nil, failure(cannot("write the Bicep", err))
	}
	defer func() { _ = os.RemoveAll(dir) }()
	var changes []fsatomic.Change
	var roots []string
	for _, f := range result.Files {
		below, is := strings.CutPrefix(f.Path, "bicep/")
		if !is {
			continue
		}
		changes = append(changes, fsatomic.Change{Path: below, Content: f.Content})
		if path.Base(below) == "main.bicep" {
			roots = append(roots, path.Dir(below))
		}
	}
	if err := fsatomic.Apply(ctx, dir, changes); err != nil {
		return nil, failure(cannot("write the Bicep", err))
	}
	var out []*source.File
	for _, root := range roots {
		var files templateFiles
		if err := files.compileBicep(ctx, filepath.Join(dir, filepath.FromSlash(root), "main.bicep")); err != nil {
			return nil, ofBicepAlone(err, dir)
		}
		out = append(out, source.New("bicep/"+root+"/main.bicep (as ARM JSON)", files.templates[0].Content))
	}
	return out, nil
}

// ofBicepAlone is an error of the compiler, in which paths are those of the output.
func ofBicepAlone(err error, dir string) error {
	e, ok := err.(*exit)
	if !ok || e.say == nil {
		return err
	}
	say := *e.say
	for _, text := range []*string{&say.Summary, &say.Why, &say.Hint} {
		*text = strings.ReplaceAll(strings.ReplaceAll(*text, filepath.ToSlash(dir), "bicep"), dir, "bicep")
	}
	return &exit{e.code, &say}
}
