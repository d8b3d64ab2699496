package arm

import (
	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
)

// values prints values inside one template.
type values struct {
	*writer
	scope   plan.Scope
	index   generators.Index        // the template's resources
	modules map[string]*plan.Module // the root's modules, in the root's own template only
	secrets map[string]bool         // the template's secure parameters, in a module's template only
}

// value prints a value.
func (v *values) value(x plan.Value) {
	switch x := x.(type) {
	case plan.Str:
		v.quote(literal(string(x)))
	case plan.Int:
		v.int(int64(x))
	case plan.Bool:
		v.bool(bool(x))
	case plan.List:
		v.list(len(x), func(i int) { v.value(x[i]) })
	case plan.Object:
		v.object(func() { v.members(x) })
	case plan.Ref:
		v.expr(v.id(plan.ID(x)))
	case plan.Subscription:
		v.subscription(string(x))
	case plan.Property:
		v.property(x)
	case plan.Secret:
		if !v.secrets[x.Name] {
			v.fail("secret %q: no parameter of the template", x.Name)
		}
		v.expr(call("parameters", quoted(x.Name)))
	case plan.ModuleOutput:
		v.moduleOutput(x)
	default:
		v.fail("value of type %T", x)
	}
}

func (v *values) members(x plan.Object) {
	for _, m := range x {
		v.key(m.Key)
		v.value(m.Value)
	}
}

// id is the expression for a resource's id.
func (v *values) id(id plan.ID) string {
	if err := generators.CheckID(id); err != nil {
		v.fail("%w", err)
	}
	return resourceID(id, v.scope)
}

// subscription is the id of a subscription.
func (v *values) subscription(id string) {
	switch {
	case id != "":
		v.quote("/subscriptions/" + id)
	case v.scope.Subscription == "":
		v.expr("subscription().id")
	default:
		v.expr(call("format", quoted("/subscriptions/{0}"), call("parameters", quoted(generators.SubscriptionParameter))))
	}
}

func (v *values) property(x plan.Property) {
	version := x.APIVersion
	if r := v.index[x.Of]; r != nil {
		version = r.APIVersion
	}
	if version == "" {
		v.fail("property %s of %s: no resource of the module", x.Path, x.Of.Name)
		return
	}
	if err := generators.CheckPath(x.Path); err != nil {
		v.fail("%s: %w", x.Of.Name, err)
	}
	v.expr(call("reference", v.id(x.Of), quoted(version)) + "." + x.Path)
}

func (v *values) moduleOutput(x plan.ModuleOutput) {
	m := v.modules[x.Module]
	if m == nil {
		v.fail("output %s of %q: no module of the root", x.Output, x.Module)
		return
	}
	if err := generators.CheckPath(x.Output); err != nil {
		v.fail("output of %s: %w", x.Module, err)
	}
	v.expr(call("reference", deploymentID(m), quoted(azure.VersionOf(azure.TypeDeployment))) + ".outputs." + x.Output + ".value")
}

// printResource prints a resource: what names it, its body, what it waits for, and what it is.
func printResource(v *values, r *plan.Resource) {
	if err := generators.CheckID(r.ID); err != nil {
		v.fail("%w", err)
	}
	v.object(func() {
		v.text("type", r.ID.Type)
		v.text("apiVersion", r.APIVersion)
		v.text("name", r.ID.Name)
		v.members(r.Body)
		v.dependencies(v.before(r))
		v.description(r.Description)
	})
}

// before are the ids of the resources that come first: those that the plan lists, then those that the resource names, which a
// template must list although Bicep infers them.
func (v *values) before(r *plan.Resource) []string {
	seen := map[plan.ID]bool{}
	var ids []string
	add := func(id plan.ID) {
		if !seen[id] {
			seen[id] = true
			ids = append(ids, v.id(id))
		}
	}
	for _, id := range r.DependsOn {
		if v.index[id] == nil {
			v.fail("resource %s: depends on %s, which is no resource of the module", r.ID.Name, id.Name)
		}
		add(id)
	}
	for _, other := range v.index.Needs(r) {
		add(other.ID)
	}
	return ids
}

// Quote is a string of an ARM template as JSON, which the service takes for no expression.
func Quote(s string) (string, error) {
	w := &writer{}
	w.quote(literal(s))
	return string(w.buf), w.err
}
