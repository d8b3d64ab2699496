package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/pattern"
)

const explainHelp = `Explain a diagnostic, a field of the language, or a resource of the output.

CODE is in brackets in a diagnostic: VL201. FIELD is its path in an intent without the names that you chose, and with the kind of a
connection: networks.subnets.routing, connections.hubAndSpoke.inspect. RESOURCE is a name in the output, or the end of a resource id: the
intent is compiled, and the statements are shown that the resource comes from. FILE:LINE is a line of the output: of the ARM JSON, the
resource around it is explained; of estate.bicep or of estate.json, what the row around it makes.`

func (a *app) explainCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "explain CODE|FIELD|RESOURCE|FILE:LINE [PATH...]",
		Short: "Explain a diagnostic, a field, or a resource of the output",
		Long:  explainHelp,
		Example: `  vnetloom explain VL201
  vnetloom explain connections.hubAndSpoke.inspect
  vnetloom explain rt-shop intent.yaml
  vnetloom explain out/arm/main/main.json:100 intent.yaml
  vnetloom explain out/bicep/main/estate.bicep:120 intent.yaml`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError("write a code such as VL201, a field such as connections.mesh.members, or a resource and its intent", "explain needs a CODE, a FIELD or a RESOURCE")
			}
			return nil
		},
		ValidArgsFunction: func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
			switch {
			case len(args) > 0:
				return nil, cobra.ShellCompDirectiveDefault
			case strings.ContainsAny(typed, "abcdefghijklmnopqrstuvwxyz"):
				names := a.namesOf(cmd.Context(), nil, typed, (*compile.Result).ResourceNames)
				return append(names, compile.FieldPaths()...), cobra.ShellCompDirectiveNoFileComp
			}
			return a.ids(true), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			registry, _ := diag.NewRegistry(a.codes)
			if code := registry.ByID(args[0]); code != nil && len(args) == 1 {
				a.stdout.text(explanation(code))
				return nil
			}
			if codeLike().MatchString(args[0]) {
				return usageError(diag.DidYouMean(args[0], a.ids(true), "codes look like VL201, as in `error[VL201]`"), "unknown diagnostic %q", args[0])
			}
			doc, hint, ok := compile.ExplainField(args[0])
			line := lineOfOutput().FindStringSubmatch(args[0])
			switch {
			case line != nil:
				return a.explainLine(cmd.Context(), line[1], line[2], orHere(args[1:]))
			case len(args) > 1:
				return a.explainResource(cmd.Context(), args[0], args[1:])
			case ok:
				a.stdout.text(fieldText(doc))
				return nil
			case !strings.Contains(args[0], ".") && namesIntent([]string{"."}):
				return a.explainResource(cmd.Context(), args[0], nil)
			}
			return usageError(strings.ReplaceAll(hint+"; for", "?; for", "? For")+" a resource, name the intent too: `vnetloom explain "+args[0]+" intent.yaml`", "unknown field %q", args[0])
		},
	}
}

// lineOfOutput is a file of the output with a line.
var lineOfOutput = pattern.Lazy(`^(.+\.(?:json|bicep|bicepparam|ps1|psm1)):([0-9]{1,9})(?::[0-9]+)?$`)

// explainLine says why the resource is there that a line of the output is of. The file may be anywhere, and is as the intent makes it.
func (a *app) explainLine(ctx context.Context, file, line string, paths []string) error {
	shown := filepath.ToSlash(filepath.Clean(file))
	target := targetOfLine(shown)
	if target == "" {
		return usageError("lines of out/arm/main/main.json, out/bicep/main/estate.bicep and out/powershell/main/estate.json are explained; "+
			"`vnetloom explain rt-shop intent.yaml` takes the name of a resource", "%s has no rows and no resources of its own", shown)
	}
	result, err := a.compiled(ctx, paths, []string{target}, false)
	if err != nil {
		return err
	}
	for _, f := range result.Files {
		if shown != f.Path && !strings.HasSuffix(shown, "/"+f.Path) {
			continue
		}
		if content, err := os.ReadFile(file); err == nil && !bytes.Equal(content, f.Content) {
			return usageError("`vnetloom generate` with the same intent writes it again", "%s is not what the intent makes", shown)
		}
		number, _ := strconv.Atoi(line) // it has digits alone
		reasons, err := result.ReasonsAt(f.Content, number)
		if target != "arm" {
			reasons, err = result.ReasonsAtRow(f.Path, f.Content, number)
		}
		var shared *compile.SharedError
		if errors.As(err, &shared) {
			a.stdout.text(sharedText(shared))
			return nil
		}
		if err != nil {
			return usageError("name a line inside of one; `vnetloom explain RESOURCE` takes its name", "line %s of %s belongs to no resource", line, shown)
		}
		a.printReasons(reasons)
		return nil
	}
	return usageError("it is a path that `vnetloom generate --target "+target+"` writes, with its line",
		"%s is no file of the output of this intent", shown)
}

// targetOfLine is the target with a file whose lines are resources, or rows that make them; else "".
func targetOfLine(file string) string {
	switch name := path.Base(file); {
	case name == "estate.bicep":
		return "bicep"
	case name == "estate.json":
		return "powershell"
	case path.Ext(name) == ".json":
		return "arm"
	}
	return ""
}

// takersShown is how many of the resources are named that take a set of rows.
const takersShown = 20

// sharedText says which resources take a set of rows that they share, and from which statements.
func sharedText(e *compile.SharedError) string {
	var statements, ids []string
	for _, r := range e.Takers {
		ids = append(ids, r.ID)
		statements = append(statements, r.Statements...)
	}
	slices.Sort(statements)
	var b strings.Builder
	fmt.Fprintf(&b, "%s.%s\n\nRows that stand here once, for all that take them. Number of resources: %d.\n\n", e.Kind, e.Name, len(ids))
	fmt.Fprintf(&b, "from:        %s\n", strings.Join(slices.Compact(statements), ", "))
	for i, id := range ids {
		switch {
		case i == 0:
			fmt.Fprintf(&b, "taken by:    %s\n", id)
		case i < takersShown:
			fmt.Fprintf(&b, "             %s\n", id)
		default:
			fmt.Fprintf(&b, "             and %d more\n", len(ids)-i)
			return b.String()
		}
	}
	return b.String()
}

func (a *app) printReasons(reasons []compile.Reason) {
	for i, r := range reasons {
		if i > 0 {
			a.stdout.line("")
		}
		a.stdout.text(reasonText(r))
	}
}

var codeLike = pattern.Lazy(`^(?i)vl[0-9]+$`)

// explainResource says why resources of that name are in what an intent is compiled to.
func (a *app) explainResource(ctx context.Context, name string, paths []string) error {
	result, err := a.compiled(ctx, paths, []string{}, false)
	if err != nil {
		return err
	}
	reasons := result.Reasons(name)
	if len(reasons) == 0 {
		if fields := compile.FieldsNamed(name); len(fields) > 0 {
			_, hint, ok := compile.ExplainField(name)
			if ok {
				hint = "of the language it is a field: `vnetloom explain " + name + "`"
			}
			return usageError(hint, "no resource of the output is called %q", name)
		}
		return usageError(diag.DidYouMean(name, result.ResourceNames(), "`vnetloom generate` writes what there is"), "no resource of the output is called %q", name)
	}
	a.printReasons(reasons)
	return nil
}

func reasonText(r compile.Reason) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n%s\n\nderived as:  %s\n", r.ID, r.Description, r.Rule)
	fmt.Fprintf(&b, "from:        %s\n", strings.Join(r.Statements, ", "))
	if !r.Place.IsZero() {
		fmt.Fprintf(&b, "at:          %s:%d: %s\n", r.Place.File.Name, r.Place.Start.Line, strings.TrimSpace(r.Place.File.Line(r.Place.Start.Line)))
	}
	fmt.Fprintf(&b, "deployed in: %s\n", strings.TrimSuffix(r.Root+", "+r.Stage, ", "))
	for i, id := range r.After {
		label := "after:       "
		if i > 0 {
			label = "             "
		}
		fmt.Fprintf(&b, "%s%s\n", label, id)
	}
	return b.String()
}

// fieldText is what the language says of a field.
func fieldText(d compile.FieldDoc) string {
	var b strings.Builder
	title := d.Path
	if title == "" {
		title = "intent"
	}
	fmt.Fprintf(&b, "%s\n\n%s\n\n", title, wrapped(d.Doc))
	fmt.Fprintf(&b, "takes:    %s\n", d.Takes)
	switch {
	case d.Required:
		b.WriteString("default:  none, it is required\n")
	case d.Default != "":
		fmt.Fprintf(&b, "default:  %s\n", d.Default)
	}
	if len(d.Means) > 0 {
		fmt.Fprintf(&b, "also:     the value of %s, where they are not given\n", strings.Join(d.Means, ", "))
	}
	if d.Derives != "" {
		fmt.Fprintf(&b, "derived:  %s\n", strings.ReplaceAll(wrapped(d.Derives), "\n", "\n          "))
	}
	name := d.Path[strings.LastIndexByte(d.Path, '.')+1:]
	for i, text := range d.Examples {
		label := "example:  "
		if i > 0 {
			label = "          "
		}
		fmt.Fprintf(&b, "%s%s: %s\n", label, name, text)
	}
	if len(d.Fields) > 0 {
		b.WriteString("\nfields:\n")
	}
	for _, f := range d.Fields {
		sentence, _, _ := strings.Cut(strings.ReplaceAll(f.Doc, "\n", " "), ". ")
		fmt.Fprintf(&b, "  %-24s %s\n", f.Path, strings.TrimSuffix(sentence, ".")+".")
	}
	return b.String()
}

// ids lists the codes where they are wanted.
func (a *app) ids(wanted bool) []string {
	if !wanted {
		return nil
	}
	registry, _ := diag.NewRegistry(a.codes)
	var ids []string
	for _, code := range registry.Codes() {
		ids = append(ids, code.ID)
	}
	return ids
}

// wrapped breaks a text into lines of at most 100 columns where there are spaces: a long address has its own line.
func wrapped(text string) string {
	var b strings.Builder
	column := len("Source: ")
	for i, word := range strings.Fields(text) {
		switch {
		case i > 0 && column+1+len(word) > 100:
			b.WriteByte('\n')
			column = 0
		case i > 0:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += len(word)
	}
	return b.String()
}

func explanation(code *diag.Code) string {
	var b strings.Builder
	page := code.Page()
	fmt.Fprintf(&b, "%s[%s]: %s\n", code.Severity, code.ID, page.Title)
	if page.Text != "" {
		fmt.Fprintf(&b, "\n%s\n", page.Text)
	}
	if page.Fix != "" {
		fmt.Fprintf(&b, "\nFix: %s\n", page.Fix)
	}
	if example := strings.TrimSuffix(page.Example, "\n"); example != "" {
		fmt.Fprintf(&b, "\nExample:\n\n    %s\n", strings.ReplaceAll(example, "\n", "\n    "))
	}
	if page.Source != "" {
		fmt.Fprintf(&b, "\nSource: %s\n", wrapped(page.Source))
	}
	return b.String()
}
