// Package bicep prints a plan as Bicep: for each root a main.bicep at subscription scope with its parameter file, and a file for
// each module.
//
// It owns the language: literals, symbols, references, what is declared as existing, which dependencies are inferred, and which
// warnings are suppressed, with the reason. The files' skeletons are in package templates; what goes into their holes is made
// here. It knows no resource type, but for the suppressions, and decides nothing. Nobody enters but through New.
package bicep

import (
	"fmt"
	"io/fs"
	"strings"
	"text/template"
	"unicode"

	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/templates"
)

type generator struct{ packs []fs.FS }

// New returns the generator of Bicep. The skeletons of a pack, bicep/<name>.tmpl, take the place of the built-in ones of their names.
func New(packs ...fs.FS) generators.Generator { return generator{packs} }

func (generator) Target() string { return "bicep" }

// Generate prints the plan.
func (of generator) Generate(p *plan.Plan) (*generators.FileSet, error) {
	skeletons, err := templates.Parse("bicep", of.packs...)
	if err != nil {
		return nil, err
	}
	p = p.Divide(plan.Literal{}, p.Limits.KeepFree(8))
	g := &printer{
		skeletons: skeletons,
		files:     &generators.FileSet{},
		header:    comment(generators.Header(p.Name)),
		estate:    newEstate(p),
	}
	for i := range p.Roots {
		if err := g.root(&p.Roots[i]); err != nil {
			return nil, fmt.Errorf("bicep: root %s: %w", p.Roots[i].Folder(), err)
		}
	}
	return g.files, generators.AddReadme(g.files, p, generators.AzureCLI(p, "Bicep", "`main.bicepparam` says where its keys come from.",
		func(r *plan.Root) string { return "--parameters " + r.Folder() + "/main.bicepparam" },
		func(r *plan.Root, m *plan.Module) (string, error) {
			return generators.TemplateAlone(r, m, generators.CrossTenantPath(r, m)+".bicep")
		}))
}

// A printer holds what all files of a plan have in common, and the files.
type printer struct {
	skeletons *template.Template
	files     *generators.FileSet
	header    templates.Code
	estate    *estate
}

func (g *printer) add(path, skeleton string, view any) error {
	content, err := templates.Render(g.skeletons, skeleton, view)
	if err != nil {
		return err
	}
	return g.files.Add(path, content)
}

// modulePath is a module's file, below its root.
func modulePath(m *plan.Module) string {
	path := plan.PathName(m.Scope.Folder) + "/"
	if m.Scope.ResourceGroup != "" {
		path += plan.PathName(m.Scope.ResourceGroup) + "/"
	}
	return path + m.File + ".bicep"
}

// root prints a root: its own file, the parameter file, and the modules.
func (g *printer) root(root *plan.Root) error {
	if root.CrossTenant {
		return g.crossTenant(root)
	}
	view, err := g.main(root)
	if err != nil {
		return err
	}
	if root.PartOf != "" {
		view.Order = comment("One of several deployments: " + generators.ReadmeOf(root) + " says in which order.")
	}
	if err := g.add(root.Folder()+"/main.bicep", "main.bicep.tmpl", view); err != nil {
		return err
	}
	parameters, err := g.parameters(root)
	if err != nil {
		return err
	}
	if err := g.add(root.Folder()+"/main.bicepparam", "main.bicepparam.tmpl", parameters); err != nil {
		return err
	}
	for i := range root.Modules {
		m := &root.Modules[i]
		view, err := g.module(root, m)
		if err != nil {
			return fmt.Errorf("module %s: %w", m.Symbol, err)
		}
		if err := g.add(root.Folder()+"/"+modulePath(m), "module.bicep.tmpl", view); err != nil {
			return fmt.Errorf("module %s: %w", m.Symbol, err)
		}
	}
	return nil
}

// crossTenant prints a root whose modules are deployed one by one.
func (g *printer) crossTenant(root *plan.Root) error {
	for i := range root.Modules {
		m := &root.Modules[i]
		view, err := g.module(root, m)
		if err != nil {
			return fmt.Errorf("module %s: %w", m.Symbol, err)
		}
		files, err := generators.TemplateAlone(root, m, plan.PathName(m.Scope.ResourceGroup)+".bicep")
		if err != nil {
			return fmt.Errorf("module %s: %w", m.Symbol, err)
		}
		view.About = comment(fmt.Sprintf("Deploy with: %s, in the subscription %s (%s)", generators.CrossTenantCommand(root, m, files), m.Scope.Folder, m.Scope.Subscription))
		content, err := templates.Render(g.skeletons, "module.bicep.tmpl", view)
		if err != nil {
			return fmt.Errorf("module %s: %w", m.Symbol, err)
		}
		if err := g.files.AddAlone(generators.CrossTenantPath(root, m)+".bicep", content, m.Scope); err != nil {
			return fmt.Errorf("module %s: %w", m.Symbol, err)
		}
	}
	return nil
}

// parameters is the view of a root's parameter file: each secret comes from an environment variable, and the file does not
// compile without it.
func (g *printer) parameters(root *plan.Root) (*templates.BicepParameters, error) {
	view := &templates.BicepParameters{Header: g.header, Main: text("./main.bicep")}
	seen := map[string]string{}
	for _, p := range root.Parameters {
		variable := environmentVariable(p.Name)
		if other, ok := seen[variable]; ok {
			return nil, fmt.Errorf("parameters %s and %s: one environment variable, %s", other, p.Name, variable)
		}
		seen[variable] = p.Name
		view.Secrets = append(view.Secrets, templates.BicepSecret{Comment: comment(p.Description), Name: templates.Code(p.Name), Variable: text(variable)})
	}
	return view, nil
}

// environmentVariable is the name of the variable for a parameter: SHARED_KEY_HUB_WEU_DC1 for sharedKeyHubWeuDc1.
func environmentVariable(parameter string) string {
	var b strings.Builder
	small := false
	for _, r := range parameter {
		upper := 'A' <= r && r <= 'Z'
		if upper && small {
			b.WriteByte('_')
		}
		small = !upper && r != '_'
		b.WriteRune(unicode.ToUpper(r))
	}
	return b.String()
}
