package bicep

import (
	"fmt"
	"path"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/templates"
)

// crossTenant prints a root that is deployed by resource groups: only such a deployment carries the tokens of other tenants. For each there
// is a parameter file with its rows, for the one module.
func (g *printer) crossTenant(root *plan.Root, f *rowsFile) error {
	for _, l := range f.loops {
		for _, e := range l.entries {
			module := &root.Modules[e.module]
			if err := g.alone(root, module, l, e, f); err != nil {
				return fmt.Errorf("module %s: %w", module.Symbol, err)
			}
		}
	}
	return nil
}

// filesAlone are the arguments for a module with its parameter file.
func filesAlone(module, parameters string) string {
	return "-TemplateFile " + module + " -TemplateParameterFile " + generators.Word(parameters)
}

// alone prints the parameter file of an entry that is deployed for itself.
func (g *printer) alone(root *plan.Root, module *plan.Module, l *loop, e *entry, f *rowsFile) error {
	m, err := l.callee()
	if err != nil {
		return err
	}
	secrets, err := generators.Secrets(root, module)
	if err != nil {
		return err
	}
	parameters, err := g.parameters(secrets)
	if err != nil {
		return err
	}
	file := generators.CrossTenantPath(root, module) + ".bicepparam"
	up := strings.Repeat("../", strings.Count(strings.TrimPrefix(file, root.Folder()+"/"), "/"))
	view := &templates.BicepAlone{
		Header: g.header,
		About: comment(fmt.Sprintf("Deploy with: %s, in the subscription %s (%s)",
			generators.CrossTenantCommand(root, module, filesAlone(up+m.Path(), path.Base(file))), module.Scope.Folder, module.Scope.Subscription)),
		Module:    text(up + m.Path()),
		TakesKeys: m.TakesKeys,
		Secrets:   parameters.Secrets,
	}
	give := func(name, about string, value func(d *data)) error {
		d := &data{}
		value(d)
		view.Parameters = append(view.Parameters, templates.BicepData{Description: comment(about), Name: templates.Code(name),
			Value: templates.Code(strings.TrimSuffix(string(d.buf), "\n"))})
		return d.err
	}
	if err := give("group", module.Stage.About()+", in "+e.place.ResourceGroup+".", func(d *data) {
		d.line(0, "{")
		e.write(d, m, 1)
		d.line(0, "}")
	}); err != nil {
		return err
	}
	if m.TakesTags {
		if err := give("tags", "Tags of what has none of its own.", func(d *data) { d.object(g.estate.Tags) }); err != nil {
			return err
		}
	}
	if m.TakesSubscriptions {
		if err := give("subscriptions", "Ids of the subscriptions, by their names.", func(d *data) { d.object(subscriptionObject(g.estate, []*loop{{entries: []*entry{e}}})) }); err != nil {
			return err
		}
	}
	used := usedSets([]*loop{{entries: []*entry{e}}})
	for _, s := range m.Sets {
		value := azure.Object{}
		for _, name := range used[s.Name] {
			value = append(value, azure.Member{Key: name, Value: g.estate.Sets[s.Name][name]})
		}
		if err := give(s.Name, "Rows that several things share, by the name of the set.", func(d *data) { d.sets(value) }); err != nil {
			return err
		}
	}
	content, err := g.render("alone.bicepparam.tmpl", view)
	if err != nil {
		return err
	}
	return g.files.AddAlone(file, content, module.Scope)
}
