package arm

import (
	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
)

// A rootPrinter prints one root: the template that holds all others.
type rootPrinter struct {
	*writer
	root    *plan.Root
	header  string                    // of a module that is a template of its own
	groups  map[string]*plan.Resource // by symbol
	modules map[string]*plan.Module   // by symbol
}

// indented is how many times longer a template is with its white space, at most in most.
const indented = 2

func printRoot(root *plan.Root, header string) ([]byte, error) {
	p := &rootPrinter{writer: &writer{buf: make([]byte, 0, plan.TemplateBytes(root)*indented)}, root: root,
		groups: map[string]*plan.Resource{}, modules: map[string]*plan.Module{}}
	for i := range root.Groups {
		p.groups[root.Groups[i].Symbol] = &root.Groups[i]
	}
	for i := range root.Modules {
		p.modules[root.Modules[i].Symbol] = &root.Modules[i]
	}
	if err := generators.CheckParameters(root); err != nil {
		p.fail("%w", err)
	}
	p.object(func() {
		p.text("$schema", subscriptionSchema)
		p.text("contentVersion", contentVersion)
		p.description(header)
		p.parameters(root.Parameters, true, false)
		p.key("resources")
		p.list(len(root.Groups)+len(root.Modules), p.item)
		p.outputs(root.Outputs, &values{writer: p.writer, modules: p.modules})
	})
	return append(p.buf, '\n'), p.err
}

// item prints a resource group or, after those, a module.
func (p *rootPrinter) item(i int) {
	if i < len(p.root.Groups) {
		printResource(&values{writer: p.writer, index: generators.Index{}}, &p.root.Groups[i])
		return
	}
	p.deployment(&p.root.Modules[i-len(p.root.Groups)])
}

// deployment prints a module: the deployment and the template in it.
func (p *rootPrinter) deployment(m *plan.Module) {
	needsSubscription := generators.NeedsSubscription(m)
	secrets, err := generators.Secrets(p.root, m)
	if err != nil {
		p.fail("module %s: %w", m.Symbol, err)
	}
	p.object(func() {
		p.text("type", deployments)
		p.text("apiVersion", azure.VersionOf(azure.TypeDeployment))
		p.text("name", m.Name)
		if m.Scope.Subscription != "" {
			p.text("subscriptionId", m.Scope.Subscription)
		}
		if m.Scope.ResourceGroup != "" {
			p.text("resourceGroup", m.Scope.ResourceGroup)
		} else {
			p.code("location", "deployment().location")
		}
		p.key("properties")
		p.object(func() {
			p.key("expressionEvaluationOptions")
			p.object(func() { p.text("scope", "inner") })
			p.text("mode", "Incremental")
			p.arguments(secrets, needsSubscription)
			p.key("template")
			p.template(m, secrets, needsSubscription)
		})
		p.dependencies(p.before(m))
		p.description(m.Description)
	})
}

// before are the ids of what a module waits for: its resource group where the root makes it, then modules.
func (p *rootPrinter) before(m *plan.Module) []string {
	var ids []string
	if symbol := m.Scope.GroupSymbol; symbol != "" {
		if g := p.groups[symbol]; g != nil {
			ids = append(ids, call("subscriptionResourceId", names(g.ID)...))
		} else {
			p.fail("module %s: no resource group %q in the root", m.Symbol, symbol)
		}
	}
	for _, symbol := range m.DependsOn {
		if other := p.modules[symbol]; other != nil {
			ids = append(ids, deploymentID(other))
		} else {
			p.fail("module %s: depends on %q, which is no module of the root", m.Symbol, symbol)
		}
	}
	return ids
}

// arguments print what the root hands to a module: the deployment's own subscription, and secrets, which stay secure strings.
func (p *rootPrinter) arguments(secrets []plan.Parameter, needsSubscription bool) {
	if len(secrets) == 0 && !needsSubscription {
		return
	}
	p.key("parameters")
	p.object(func() {
		if needsSubscription {
			p.key(generators.SubscriptionParameter)
			p.object(func() { p.code("value", "subscription().subscriptionId") })
		}
		for _, s := range secrets {
			p.key(s.Name)
			p.object(func() { p.code("value", call("parameters", quoted(s.Name))) })
		}
	})
}

// parameters print what a template takes, if anything: no parameter has a default. In a template that is deployed
// by people a secret may not be empty: a deployment without a key is refused, not made with an empty one.
func (w *writer) parameters(secrets []plan.Parameter, notEmpty, needsSubscription bool) {
	if len(secrets) == 0 && !needsSubscription {
		return
	}
	w.key("parameters")
	w.object(func() {
		if needsSubscription {
			w.key(generators.SubscriptionParameter)
			w.object(func() {
				w.text("type", "string")
				w.description("The deployment's own subscription, which holds what this template refers to.")
			})
		}
		for _, s := range secrets {
			w.key(s.Name)
			w.object(func() {
				w.text("type", "securestring")
				if notEmpty {
					w.key("minLength")
					w.int(1)
				}
				w.description(s.Description)
			})
		}
	})
}

// printCrossTenant prints each module of a root as a template of its own, for a deployment to its resource group.
func printCrossTenant(files *generators.FileSet, root *plan.Root, header string) error {
	for i := range root.Modules {
		m := &root.Modules[i]
		p := &rootPrinter{writer: &writer{}, root: root}
		secrets, err := generators.Secrets(root, m)
		if err != nil {
			return err
		}
		p.header = header
		p.template(m, secrets, false)
		if p.err != nil {
			return p.err
		}
		if err := files.AddAlone(generators.CrossTenantPath(root, m)+".json", append(p.buf, '\n'), m.Scope); err != nil {
			return err
		}
	}
	return nil
}

// template prints what a module deploys.
func (p *rootPrinter) template(m *plan.Module, secrets []plan.Parameter, needsSubscription bool) {
	v := &values{writer: p.writer, scope: m.Scope, index: generators.NewIndex(m.Resources), secrets: map[string]bool{}}
	for _, s := range secrets {
		v.secrets[s.Name] = true
	}
	schema := groupSchema
	if m.Scope.ResourceGroup == "" {
		schema = subscriptionSchema
	}
	p.object(func() {
		p.text("$schema", schema)
		p.text("contentVersion", contentVersion)
		if p.header != "" {
			p.description(p.header)
		}
		p.parameters(secrets, p.header != "", needsSubscription) // else the root has seen to them
		p.key("resources")
		p.list(len(m.Resources), func(i int) { printResource(v, &m.Resources[i]) })
		p.outputs(m.Outputs, v)
	})
}

// outputs prints the outputs of a template, if there are any.
func (w *writer) outputs(outputs []plan.Output, v *values) {
	if len(outputs) == 0 {
		return
	}
	w.key("outputs")
	w.object(func() {
		for _, o := range outputs {
			w.key(o.Name)
			w.object(func() {
				w.text("type", o.Type)
				w.description(o.Description)
				w.key("value")
				v.value(o.Value)
			})
		}
	})
}

// description prints the metadata member that holds a sentence for a reader.
func (w *writer) description(s string) {
	if s == "" {
		return
	}
	w.key("metadata")
	w.object(func() { w.text("description", s) })
}

// dependencies prints dependsOn, if there are any.
func (w *writer) dependencies(ids []string) {
	if len(ids) == 0 {
		return
	}
	w.key("dependsOn")
	w.list(len(ids), func(i int) { w.expr(ids[i]) })
}
