package generators

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/generators/plan"
)

// Enclosing is the resource that id is a child of: the network of a subnet. A resource of a provider's first level has none.
func Enclosing(id plan.ID) (plan.ID, bool) {
	name := strings.LastIndexByte(id.Name, '/')
	kind := strings.LastIndexByte(id.Type, '/')
	if name < 0 || strings.Count(id.Type, "/") < 2 {
		return plan.ID{}, false
	}
	id.Name, id.Type = id.Name[:name], id.Type[:kind]
	return id, true
}

// CheckID refuses an id whose name has not one segment for each segment of its type.
func CheckID(id plan.ID) error {
	if n := strings.Count(id.Type, "/"); n < 1 || strings.Count(id.Name, "/") != n-1 || id.Name == "" {
		return fmt.Errorf("resource %q: the name does not fit the type %s", id.Name, id.Type)
	}
	return nil
}

// An Index finds the resources of a module.
type Index map[plan.ID]*plan.Resource

// NewIndex indexes resources by id.
func NewIndex(resources []plan.Resource) Index {
	x := make(Index, len(resources))
	for i := range resources {
		x[resources[i].ID] = &resources[i]
	}
	return x
}

// Holder is the resource that has this id or in which it is nested; nil where it is not one of the module's.
func (x Index) Holder(id plan.ID) *plan.Resource {
	for ok := true; ok; id, ok = Enclosing(id) {
		if r := x[id]; r != nil {
			return r
		}
	}
	return nil
}

// Needs are the other resources of the module that r names, as its parent or in its body, in that order and each once.
// What r names of itself is not among them.
func (x Index) Needs(r *plan.Resource) []*plan.Resource {
	var needs []*plan.Resource
	seen := map[*plan.Resource]bool{r: true, nil: true}
	visit := func(id plan.ID) {
		if h := x.Holder(id); !seen[h] {
			seen[h] = true
			needs = append(needs, h)
		}
	}
	if r.Parent != nil {
		visit(*r.Parent)
	}
	References(r.Body, visit)
	return needs
}

// References calls visit with the id of every Ref and Property in a value, in order.
func References(v plan.Value, visit func(plan.ID)) {
	switch v := v.(type) {
	case plan.Ref:
		visit(plan.ID(v))
	case plan.Property:
		visit(v.Of)
	case plan.List:
		for _, item := range v {
			References(item, visit)
		}
	case plan.Object:
		for _, m := range v {
			References(m.Value, visit)
		}
	}
}

// NeedsSubscription tells whether a module that deploys to a declared subscription names something in the deployment's own:
// there, only the root knows which that is.
func NeedsSubscription(m *plan.Module) bool {
	if m.Scope.Subscription == "" {
		return false
	}
	found := false
	visit := func(id plan.ID) { found = found || id.Subscription == "" }
	for i := range m.Resources {
		if p := m.Resources[i].Parent; p != nil {
			visit(*p)
		}
		References(m.Resources[i].Body, visit)
		found = found || namesOwnSubscription(m.Resources[i].Body)
	}
	for _, o := range m.Outputs {
		References(o.Value, visit)
	}
	return found
}

// Secrets are the parameters of the root that the resources of a module use, in the root's order: the module has the same, and
// the root hands them on. An error names a secret that is no parameter of the root.
func Secrets(root *plan.Root, m *plan.Module) ([]plan.Parameter, error) {
	used := map[string]bool{}
	for i := range m.Resources {
		for _, name := range m.Resources[i].Secrets() {
			used[name] = true
		}
	}
	var out []plan.Parameter
	for _, p := range root.Parameters {
		if used[p.Name] {
			out = append(out, p)
			delete(used, p.Name)
		}
	}
	for name := range used {
		return nil, fmt.Errorf("secret %q: no parameter of root %s", name, root.Name)
	}
	return out, nil
}

var parameterName = regexp.MustCompile(`^[a-z][A-Za-z0-9_]*$`)

// CheckParameters refuses parameters whose names are no identifiers, are there twice but for case, or are the one of ours.
func CheckParameters(root *plan.Root) error {
	seen := map[string]bool{strings.ToLower(SubscriptionParameter): true}
	for _, p := range root.Parameters {
		switch key := strings.ToLower(p.Name); {
		case !parameterName.MatchString(p.Name):
			return fmt.Errorf("parameter %q: no identifier", p.Name)
		case seen[key]:
			return fmt.Errorf("parameter %s: taken", p.Name)
		case p.Description == "":
			return fmt.Errorf("parameter %s: no description", p.Name)
		default:
			seen[key] = true
		}
	}
	return nil
}

// namesOwnSubscription tells whether a value holds the id of the deployment's own subscription.
func namesOwnSubscription(v plan.Value) bool {
	switch v := v.(type) {
	case plan.Subscription:
		return v == ""
	case plan.List:
		return slices.ContainsFunc(v, namesOwnSubscription)
	case plan.Object:
		return slices.ContainsFunc(v, func(m plan.Member) bool { return namesOwnSubscription(m.Value) })
	}
	return false
}

// SubscriptionParameter is the name of the parameter that tells such a module the deployment's own subscription.
const SubscriptionParameter = "deploymentSubscriptionId"

var propertyPath = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*(\[[0-9]+\])*(\.[A-Za-z_][A-Za-z0-9_]*(\[[0-9]+\])*)*$`)

// CheckPath refuses a property path that is not a plain chain of names and indexes: it is printed as code.
func CheckPath(path string) error {
	if !propertyPath.MatchString(path) {
		return fmt.Errorf("property path %q", path)
	}
	return nil
}

// CrossTenantPath is the file of a module that is deployed alone, across tenants, without its extension:
// <tenant>/cross-tenant/<subscription>/<resource group>.
func CrossTenantPath(root *plan.Root, m *plan.Module) string {
	return root.Folder() + "/" + plan.PathName(m.Scope.Folder) + "/" + plan.PathName(m.Scope.ResourceGroup)
}
