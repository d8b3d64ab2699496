package bicep

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/templates"
)

// A rootFile resolves what main.bicep refers to: outputs of modules.
type rootFile struct {
	root    *plan.Root
	modules map[string]*plan.Module // by symbol
}

func (f *rootFile) reference(id plan.ID) (string, error) {
	return "", fmt.Errorf("reference to %s in the root", id.Name)
}

func (f *rootFile) subscription(id string) string {
	if id != "" {
		return string(text("/subscriptions/" + id))
	}
	return "subscription().id"
}

func (f *rootFile) property(p plan.Property) (string, error) {
	return "", fmt.Errorf("property %s of %s in the root", p.Path, p.Of.Name)
}

func (f *rootFile) secret(s plan.Secret) (string, error) {
	return "", fmt.Errorf("secret %s in the root: only a module's resources take it", s.Name)
}

func (f *rootFile) output(o plan.ModuleOutput) (string, error) {
	m := f.modules[o.Module]
	if m == nil || !slices.ContainsFunc(m.Outputs, func(x plan.Output) bool { return x.Name == o.Output }) {
		return "", fmt.Errorf("output %s of %q: the root has no such module output", o.Output, o.Module)
	}
	return o.Module + ".outputs." + o.Output, nil
}

// main is the view of a root's own file.
func (g *printer) main(root *plan.Root) (*templates.BicepMain, error) {
	if err := generators.CheckParameters(root); err != nil {
		return nil, err
	}
	symbols, err := newSymbols(root.Parameters, root.Groups)
	if err != nil {
		return nil, err
	}
	groups := map[string]bool{}
	for i := range root.Groups {
		groups[root.Groups[i].Symbol] = true
	}
	f := &rootFile{root: root, modules: map[string]*plan.Module{}}
	for i := range root.Modules {
		m := &root.Modules[i]
		if err := addSymbol(symbols, m.Symbol); err != nil {
			return nil, fmt.Errorf("module: %w", err)
		}
		f.modules[m.Symbol] = m
	}
	view := &templates.BicepMain{Header: g.header, Description: text(root.About)}
	view.Parameters = secureParameters(root.Parameters)
	for i := range root.Groups {
		r, err := declaration(f, &root.Groups[i])
		if err != nil {
			return nil, fmt.Errorf("resource group %s: %w", root.Groups[i].ID.Name, err)
		}
		view.Groups = append(view.Groups, r)
	}
	for i := range root.Modules {
		m := &root.Modules[i]
		if s := m.Scope.GroupSymbol; s != "" && !groups[s] {
			return nil, fmt.Errorf("module %s: no resource group %q in the root", m.Symbol, s)
		}
		v, err := f.declaration(m)
		if err != nil {
			return nil, fmt.Errorf("module %s: %w", m.Symbol, err)
		}
		view.Modules = append(view.Modules, v)
	}
	if view.Outputs, err = outputs(f, root.Outputs); err != nil {
		return nil, err
	}
	return view, nil
}

// declaration is the view of a module's declaration. That it comes after its resource group is inferred from the scope.
func (f *rootFile) declaration(m *plan.Module) (templates.BicepModule, error) {
	view := templates.BicepModule{
		Symbol: templates.Code(m.Symbol),
		Path:   text(modulePath(m)),
		Name:   text(m.Name),
		Scope:  moduleScope(m.Scope),
	}
	if m.Description != "" {
		view.Description = text(m.Description)
	}
	arguments, err := f.arguments(m)
	if err != nil {
		return view, err
	}
	view.Parameters = arguments
	listed := map[string]bool{}
	for _, symbol := range m.DependsOn {
		if f.modules[symbol] == nil || symbol == m.Symbol {
			return view, fmt.Errorf("depends on %q, which is no other module of the root", symbol)
		}
		if !listed[symbol] {
			listed[symbol] = true
			view.DependsOn = append(view.DependsOn, templates.Code(symbol))
		}
	}
	return view, nil
}

// arguments are the members that hand a module what it takes: the deployment's own subscription, and secrets.
func (f *rootFile) arguments(m *plan.Module) (templates.Code, error) {
	secrets, err := generators.Secrets(f.root, m)
	if err != nil {
		return "", err
	}
	var lines []string
	if generators.NeedsSubscription(m) {
		lines = append(lines, generators.SubscriptionParameter+": subscription().subscriptionId")
	}
	for _, s := range secrets {
		lines = append(lines, s.Name+": "+s.Name)
	}
	return templates.Code(strings.Join(lines, "\n")), nil
}

// secureParameters are the views of secrets.
func secureParameters(secrets []plan.Parameter) []templates.BicepParameter {
	var views []templates.BicepParameter
	for _, s := range secrets {
		views = append(views, templates.BicepParameter{Secure: true, Description: text(s.Description), Name: templates.Code(s.Name), Type: "string"})
	}
	return views
}

func moduleScope(s plan.Scope) templates.Code {
	switch {
	case s.GroupSymbol != "":
		return templates.Code(s.GroupSymbol)
	case s.ResourceGroup != "" && s.Subscription != "":
		return call("resourceGroup", text(s.Subscription), text(s.ResourceGroup))
	case s.ResourceGroup != "":
		return call("resourceGroup", text(s.ResourceGroup))
	case s.Subscription != "":
		return call("subscription", text(s.Subscription))
	}
	return ""
}
