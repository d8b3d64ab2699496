package bicep

import (
	"fmt"

	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/templates"
)

// module is the view of a module's file.
func (g *printer) module(root *plan.Root, m *plan.Module) (*templates.BicepFile, error) {
	f, err := newFile(root, m, g.estate)
	if err != nil {
		return nil, err
	}
	view := &templates.BicepFile{
		Header:            g.header,
		About:             comment(about(m)),
		Description:       text(m.Description),
		SubscriptionScope: m.Scope.ResourceGroup == "",
		Existing:          f.existing,
	}
	if generators.NeedsSubscription(m) {
		view.Parameters = []templates.BicepParameter{{
			Description: text("The deployment's own subscription, which holds what this file refers to."),
			Name:        generators.SubscriptionParameter,
			Type:        "string",
		}}
	}
	view.Parameters = append(view.Parameters, secureParameters(f.secrets)...)
	for i := range m.Resources {
		r, err := f.resource(&m.Resources[i])
		if err != nil {
			return nil, fmt.Errorf("resource %s: %w", m.Resources[i].ID.Name, err)
		}
		view.Resources = append(view.Resources, r)
	}
	if view.Outputs, err = outputs(f, m.Outputs); err != nil {
		return nil, err
	}
	return view, nil
}

// about says what a file is deployed to.
func about(m *plan.Module) string {
	switch s := m.Scope; {
	case s.ResourceGroup == "":
		return "Deployed by main.bicep to the subscription " + s.Folder + "."
	case s.Subscription == "":
		return "Deployed by main.bicep to the resource group " + s.ResourceGroup + "."
	default:
		return "Deployed by main.bicep to the resource group " + s.ResourceGroup + " of the subscription " + s.Folder + "."
	}
}

func (f *file) resource(r *plan.Resource) (templates.BicepResource, error) {
	f.current = r
	defer func() { f.current = nil }()
	view, err := declaration(f, r)
	if err != nil {
		return view, err
	}
	if r.Parent != nil {
		if enclosing, _ := generators.Enclosing(r.ID); enclosing != *r.Parent {
			return view, fmt.Errorf("parent %s: the name is not below it", r.Parent.Name)
		}
		symbol, err := f.symbol(*r.Parent)
		if err != nil {
			return view, err
		}
		view.Parent = templates.Code(symbol)
		view.Name = text(lastSegment(r.ID.Name))
	}
	view.DependsOn, err = f.dependsOn(r)
	return view, err
}

// declaration is what all declarations of resources have: the symbol, the type, the whole name and the body.
func declaration(n names, r *plan.Resource) (templates.BicepResource, error) {
	if err := generators.CheckID(r.ID); err != nil {
		return templates.BicepResource{}, err
	}
	e := &encoder{names: n, kind: r.ID.Type}
	e.members(r.Body, 0)
	view := templates.BicepResource{
		Symbol: templates.Code(r.Symbol),
		Type:   text(r.ID.Type + "@" + r.APIVersion),
		Name:   text(r.ID.Name),
		Body:   templates.Code(e.buf),
	}
	if r.Description != "" {
		view.Description = text(r.Description)
	}
	return view, e.err
}

// outputs are the views of outputs, of a module or of the root.
func outputs(n names, list []plan.Output) ([]templates.BicepOutput, error) {
	var views []templates.BicepOutput
	for _, o := range list {
		if !isIdentifier(o.Name) {
			return nil, fmt.Errorf("output %q: no identifier", o.Name)
		}
		if o.Type != "string" && o.Type != "object" && o.Type != "array" {
			return nil, fmt.Errorf("output %s: type %q", o.Name, o.Type)
		}
		e := &encoder{names: n}
		e.value(o.Value, 0)
		if e.err != nil {
			return nil, fmt.Errorf("output %s: %w", o.Name, e.err)
		}
		view := templates.BicepOutput{Name: templates.Code(o.Name), Type: templates.Code(o.Type), Value: templates.Code(e.buf)}
		if o.Description != "" {
			view.Description = text(o.Description)
		}
		views = append(views, view)
	}
	return views, nil
}
