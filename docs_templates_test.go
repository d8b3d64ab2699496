package vnetloom_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/internal/cli"
	"github.com/vnetloom/vnetloom/templates"
)

const templatesPage = "docs/templates.md"

func TestDocsTemplatesFunctions(t *testing.T) {
	var b strings.Builder
	b.WriteString("| function | gives |\n|---|---|\n")
	for _, f := range templates.Functions() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", f.Usage(), strings.ReplaceAll(f.About, "|", "\\|"))
	}
	checkPart(t, templatesPage, "functions", b.String())
}

func TestDocsTemplatesEncoders(t *testing.T) {
	house, err := compile.TemplateHouse()
	require.NoError(t, err)
	var b strings.Builder
	b.WriteString("| file | encoder | makes |\n|---|---|---|\n")
	for _, l := range house.Languages {
		for _, name := range slices.Sorted(maps.Keys(l.Encoders)) {
			require.NotEmpty(t, l.About[name], name)
			fmt.Fprintf(&b, "| `%s` | `%s` | %s |\n", strings.Join(l.Extensions, "`, `"), name, l.About[name])
		}
	}
	checkPart(t, templatesPage, "encoders", b.String())
}

func TestDocsTemplatesViews(t *testing.T) {
	house, err := compile.TemplateHouse()
	require.NoError(t, err)
	var b strings.Builder
	b.WriteString("## The estate, of an added template\n\n| field | is | |\n|---|---|---|\n")
	writeFields(&b, "", house.Estate)
	b.WriteString("\n## Views of built-in templates\n\n`CODE` is printed as it is; what it is in the language stands behind it.\n")
	about := fieldComments(t)
	for _, name := range slices.Sorted(maps.Keys(house.Views)) {
		of, err := templates.ViewType(house.Views[name])
		require.NoError(t, err)
		fmt.Fprintf(&b, "\n**%s** (%s)\n\n| field | is | |\n|---|---|---|\n", name, of.Name())
		writeView(&b, "", of, about)
	}
	checkPart(t, "docs/templates-views.md", "views", b.String())
}

// writeFields writes the fields of a structure, and those of what is in it.
func writeFields(b *strings.Builder, at string, of *templates.Type) {
	for _, f := range of.Fields() {
		fmt.Fprintf(b, "| `%s.%s` | %s | %s |\n", at, f.Name, f.Type, strings.ReplaceAll(f.About, "|", "\\|"))
		inner := f.Type
		name := at + "." + f.Name
		if inner.Elem() != nil {
			inner, name = inner.Elem(), name+"[]"
		}
		if f.Name != "at" || at == ".networks[]" || at == "" { // the same everywhere
			writeFields(b, name, inner)
		}
	}
}

func writeView(b *strings.Builder, at string, of *templates.Type, about map[string]string) {
	for _, f := range of.Fields() {
		fmt.Fprintf(b, "| `%s.%s` | %s | %s |\n", at, f.Name, f.Type, strings.ReplaceAll(about[of.Name()+"."+f.Name], "|", "\\|"))
		inner, name := f.Type, at+"."+f.Name
		if inner.Elem() != nil {
			inner, name = inner.Elem(), name+"[]"
		}
		writeView(b, name, inner, about)
	}
}

// fieldComments are the comments behind the fields of views, by view and field.
func fieldComments(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, dir := range []string{"templates", "generators/steps", "generators/powershell"} {
		entries, err := os.ReadDir(dir)
		require.NoError(t, err)
		for _, e := range entries {
			if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), dir+"/"+e.Name(), nil, parser.ParseComments)
			require.NoError(t, err)
			ast.Inspect(file, func(n ast.Node) bool {
				spec, ok := n.(*ast.TypeSpec)
				if !ok {
					return true
				}
				if s, ok := spec.Type.(*ast.StructType); ok {
					for _, f := range s.Fields.List {
						for _, name := range f.Names {
							out[spec.Name.Name+"."+name.Name] = strings.TrimSpace(f.Comment.Text())
						}
					}
				}
				return true
			})
		}
	}
	return out
}

// The inventory that the example shows is what its pack makes, and what the page says of the command is what it says.
func TestDocsTemplatesExamples(t *testing.T) {
	for _, pack := range []string{"inventory", "module"} {
		out := t.TempDir()
		var said strings.Builder
		code := cli.Main([]string{"generate", "--templates", "examples/templates/" + pack, "--out", out, "examples/contoso"}, strings.NewReader(""), &said, &said)
		require.Zero(t, code, said.String())
		if pack == "inventory" {
			content, err := os.ReadFile(out + "/inventory/networks.md")
			require.NoError(t, err)
			checkFile(t, "examples/templates/inventory/contoso.md", string(content))
			continue
		}
		content, err := os.ReadFile(out + "/bicep/main/modules/resource-group.bicep")
		require.NoError(t, err)
		require.Contains(t, string(content), "output ids string[]")
	}
}
