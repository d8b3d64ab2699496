// Package arm prints a plan as ARM template JSON: for each root a template at subscription scope with a nested deployment for
// each module, and a parameter file.
//
// It owns the JSON: which member comes when, how a value, a reference and an escaped literal are written. It never uses
// text/template. It knows no resource type but deployments and resource groups, which are the language's own way to nest, and
// decides nothing: what the plan holds is printed. Nobody enters but through New.
package arm

import (
	"fmt"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
)

const (
	subscriptionSchema = "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#"
	groupSchema        = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
	parameterSchema    = "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#"
	contentVersion     = "1.0.0.0"
)

type generator struct{}

// New returns the generator of ARM template JSON.
func New() generators.Generator { return generator{} }

func (generator) Target() string { return "arm" }

// keepFree is what of a limit on bytes is kept free, one part in so many: sizes are estimates, and a request is more than its template.
const keepFree = 8

// Divide is the plan with the roots that its templates hold.
func Divide(p *plan.Plan) *plan.Plan {
	return p.DivideOnce("arm", func() *plan.Plan { return p.Divide(plan.Literal{}, p.Limits.KeepFree(keepFree)) })
}

// Uses are how much of the limits of templates its templates take.
func Uses(p *plan.Plan) []plan.Use { return Divide(p).Uses(plan.Literal{}, "ARM JSON") }

// Check warns of what no template holds although it is divided.
func (generator) Check(p *plan.Plan) diag.List {
	return Divide(p).Oversized(plan.Literal{}, "ARM JSON")
}

func (generator) Generate(p *plan.Plan) (*generators.FileSet, error) {
	p = Divide(p)
	files := &generators.FileSet{}
	for i := range p.Roots {
		root := &p.Roots[i]
		if root.CrossTenant {
			if err := printCrossTenant(files, root, generators.Header(p.Name)); err != nil {
				return nil, fmt.Errorf("arm: root %s: %w", root.Folder(), err)
			}
			continue
		}
		header := generators.Header(p.Name)
		if root.PartOf != "" {
			header += fmt.Sprintf(" %s One of the roots of %s, which are deployed one after the other. The order is in %s.", root.About, p.Name, generators.ReadmeOf(root))
		}
		template, err := printRoot(root, header)
		if err != nil {
			return nil, fmt.Errorf("arm: root %s: %w", root.Name, err)
		}
		if err := files.Add(root.Folder()+"/main.json", template); err != nil {
			return nil, fmt.Errorf("arm: %w", err)
		}
		if err := files.Add(root.Folder()+"/main.parameters.json", printParameters(root)); err != nil {
			return nil, fmt.Errorf("arm: %w", err)
		}
	}
	return files, generators.AddReadme(files, p, generators.AzureCLI(p, "ARM JSON", keysOf,
		func(r *plan.Root) string {
			return fmt.Sprintf("--template-file %s/main.json --parameters %[1]s/main.parameters.json", r.Folder())
		},
		func(r *plan.Root, m *plan.Module) (string, error) {
			return generators.TemplateAlone(r, m, generators.CrossTenantPath(r, m)+".json")
		}))
}

// keysOf says where the keys come from that a root needs.
func keysOf(root *plan.Root) string {
	if root.CrossTenant || !generators.FromVault(root) {
		return "The command asks for the keys that it needs."
	}
	return "Azure reads its keys from the key vault, with the rights of whoever deploys or previews."
}

// printParameters is the parameter file: it has references to the key vault, where there is one. Without one it stays empty, since a place for a
// key would be filled.
func printParameters(root *plan.Root) []byte {
	w := &writer{}
	w.object(func() {
		w.text("$schema", parameterSchema)
		w.text("contentVersion", contentVersion)
		w.key("parameters")
		w.object(func() {
			for _, p := range root.Parameters {
				if p.SecretName == "" {
					continue
				}
				w.key(p.Name)
				w.object(func() {
					w.key("reference")
					w.object(func() {
						w.key("keyVault")
						w.object(func() { w.text("id", p.Vault.String()) })
						w.text("secretName", p.SecretName)
					})
				})
			}
		})
	})
	return append(w.buf, '\n')
}
