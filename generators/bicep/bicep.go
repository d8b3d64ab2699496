// Package bicep prints a plan as Bicep: for each root a main.bicep at subscription scope with its parameter file, an estate.bicep with
// everything that is deployed, and the modules that make it.
//
// It owns the language's literals and comments, how the rows of a plan become entries, each a nested deployment, and in which order. What
// makes resources of rows is in package modules. The files' skeletons are in package templates; what goes into their holes is made here.
// It knows no resource type and decides nothing about a network. Nobody enters but through New.
package bicep

import (
	"fmt"
	"io/fs"
	"strings"
	"unicode"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/bicep/modules"
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
	p = Divide(p)
	g := &printer{
		skeletons: skeletons,
		packs:     of.packs,
		files:     &generators.FileSet{},
		header:    comment(generators.Header(p.Name)),
		intent:    p.Name,
		estate:    p.Estate,
	}
	for i := range p.Roots {
		if err := g.root(&p.Roots[i]); err != nil {
			return nil, fmt.Errorf("bicep: root %s: %w", p.Roots[i].Folder(), err)
		}
	}
	return g.files, generators.AddReadme(g.files, p, generators.AzureCLI(p, "Bicep", keysOf,
		func(r *plan.Root) string { return "--parameters " + r.Folder() + "/main.bicepparam" },
		func(r *plan.Root, m *plan.Module) (string, error) {
			template, err := modules.Of(m.Stage)
			if err != nil {
				return "", err
			}
			return filesAlone(generators.Word(r.Folder()+"/"+template.Path()), generators.CrossTenantPath(r, m)+".bicepparam"), nil
		}))
}

// A printer holds what all files of a plan have in common, and the files.
type printer struct {
	skeletons *templates.Set
	packs     []fs.FS
	files     *generators.FileSet
	header    templates.Code
	intent    string
	estate    *azure.Estate
}

func (g *printer) render(skeleton string, view any) ([]byte, error) {
	return templates.Render(g.skeletons, skeleton, view)
}

func (g *printer) add(path, skeleton string, view any) error {
	content, err := g.render(skeleton, view)
	if err != nil {
		return err
	}
	return g.files.Add(path, content)
}

// root prints a root: its own file, the parameter file, the rows, and the modules that it calls.
func (g *printer) root(root *plan.Root) error {
	loops, err := loopsOf(root)
	if err != nil {
		return err
	}
	if err := g.checkRows(loops); err != nil {
		return err
	}
	f, err := newRowsFile(g.estate, loops)
	if err != nil {
		return err
	}
	if f.takes((*modules.Module).ImportsFunctions) {
		if err := g.addModule(root.Folder(), modules.Functions, modules.FunctionsText); err != nil {
			return err
		}
	}
	for _, m := range f.files() {
		if err := g.addModule(root.Folder(), m.Path(), m.Text); err != nil {
			return err
		}
	}
	if root.CrossTenant {
		return g.crossTenant(root, f)
	}
	main, err := g.mainView(root, f)
	if err != nil {
		return err
	}
	if root.PartOf != "" {
		main.Order = comment("One of several deployments: " + generators.ReadmeOf(root) + " says in which order.")
	}
	rows, err := f.view(g.header)
	if err != nil {
		return err
	}
	parameters, err := g.parameters(root.Parameters)
	if err != nil {
		return err
	}
	parameters.Main = text("./main.bicep")
	for _, file := range []struct {
		name string
		view any
	}{{"estate.bicep", rows}, {"main.bicep", main}, {"main.bicepparam", parameters}} {
		if err := g.add(root.Folder()+"/"+file.name, file.name+".tmpl", file.view); err != nil {
			return fmt.Errorf("%s: %w", file.name, err)
		}
	}
	return nil
}

// keysOf says where the keys come from that a root needs.
func keysOf(root *plan.Root) string {
	if generators.FromVault(root) && !root.CrossTenant {
		return "Azure reads its keys from the key vault, with the rights of whoever deploys or previews."
	}
	names := "`" + environmentVariable(root.Parameters[0].Name) + "`"
	if more := len(root.Parameters) - 1; more > 0 {
		names += fmt.Sprintf(" and %d more", more)
	}
	if root.CrossTenant {
		return "Its keys are environment variables that its files name: " + names + "."
	}
	return "Its keys are environment variables that `main.bicepparam` names: " + names + ". For the preview any text will do."
}

// secureParameters are the views of secrets.
func secureParameters(secrets []plan.Parameter) []templates.BicepParameter {
	var views []templates.BicepParameter
	for _, s := range secrets {
		views = append(views, templates.BicepParameter{Description: text(s.Description), Name: templates.Code(s.Name), Type: "string"})
	}
	return views
}

// parameters is the view of a parameter file: each secret comes from an environment variable.
func (g *printer) parameters(secrets []plan.Parameter) (*templates.BicepParameters, error) {
	view := &templates.BicepParameters{Header: g.header}
	seen := map[string]string{}
	for _, p := range secrets {
		variable := environmentVariable(p.Name)
		if other, ok := seen[variable]; ok {
			return nil, fmt.Errorf("parameters %s and %s: one environment variable, %s", other, p.Name, variable)
		}
		seen[variable] = p.Name
		view.Secrets = append(view.Secrets, templates.BicepSecret{Comment: comment(p.Description), Name: templates.Code(p.Name), Variable: text(variable), Stored: stored(p)})
		view.Stored = p.SecretName != ""
	}
	return view, nil
}

// stored is the call that reads a secret from a key vault, nothing where it is in none. It is directly the value of the parameter: elsewhere the
// compiler does not take it (BCP338).
func stored(p plan.Parameter) templates.Code {
	if p.SecretName == "" {
		return ""
	}
	return templates.Code(fmt.Sprintf("az.getSecret(%s, %s, %s, %s)", text(p.Vault.Subscription), text(p.Vault.ResourceGroup), text(p.Vault.Name), text(p.SecretName)))
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
