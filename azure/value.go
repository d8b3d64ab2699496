package azure

import "strings"

// ID names a resource whole, whoever made it: what resourceId() takes. Comparable.
type ID struct {
	Subscription  string // UUID; "" for the deployment's own
	ResourceGroup string // "" for a resource group itself (then Name is its name), and for what a subscription holds
	Type          string // Microsoft.Network/virtualNetworks/subnets
	Name          string // vnet-hub/GatewaySubnet: one segment per type segment after the provider
}

// String is the id as Azure writes it, of a resource whose subscription is known.
func (id ID) String() string {
	if id.Type == TypeResourceGroup {
		return "/subscriptions/" + id.Subscription + "/resourceGroups/" + id.Name
	}
	types, names := strings.Split(id.Type, "/"), strings.Split(id.Name, "/")
	path := "/subscriptions/" + id.Subscription
	if id.ResourceGroup != "" {
		path += "/resourceGroups/" + id.ResourceGroup
	}
	path += "/providers/" + types[0]
	for i, name := range names {
		path += "/" + types[i+1] + "/" + name
	}
	return path
}

// ParseID reads the id of a resource in a resource group, as an intent gives it. Subscription, group and name stay in the letters
// of the text; the type is written as Azure writes it.
func ParseID(text, kind string) (ID, bool) {
	parts := strings.Split(strings.TrimPrefix(text, "/"), "/")
	types := strings.Split(kind, "/")
	if len(parts) != 6+2*(len(types)-1) || !strings.EqualFold(parts[0], "subscriptions") || !strings.EqualFold(parts[2], "resourceGroups") ||
		!strings.EqualFold(parts[4], "providers") || !strings.EqualFold(parts[5], types[0]) {
		return ID{}, false
	}
	var names []string
	for i, t := range types[1:] {
		if !strings.EqualFold(parts[6+2*i], t) {
			return ID{}, false
		}
		names = append(names, parts[7+2*i])
	}
	return ID{Subscription: parts[1], ResourceGroup: parts[3], Type: kind, Name: strings.Join(names, "/")}, true
}

// Value is a value of a property: Str, Int, Bool, List, Object, Ref, Subscription, Property, Secret, ModuleOutput. A cell of a row
// is one of the first five.
type Value interface{ isValue() }

type (
	// Str is a string, literal in every language, whatever is in it.
	Str string
	// Int is an integer.
	Int int64
	// Bool is a boolean.
	Bool bool
	// List is an ordered list.
	List []Value
	// Object is an ordered list of members with distinct keys.
	Object []Member
	// Ref is the resource id of a resource.
	Ref ID
	// Subscription is the id of a subscription by its UUID, "" for the deployment's own: /subscriptions/<uuid>.
	Subscription string
	// Property is a property that the service sets, read during the deployment: a path such as
	// ipConfigurations[0].properties.privateIPAddress below the properties of a resource of the same module, or with
	// APIVersion of one that exists already.
	Property struct {
		Of         ID
		Path       string
		APIVersion string // "" for a resource of the module
	}
	// Secret is the value of a parameter of the deployment, by its name.
	Secret struct{ Name string }
	// ModuleOutput is an output of a nested deployment; only outputs of the deployment around it hold one.
	ModuleOutput struct{ Module, Output string }
)

// Member is a member of an object.
type Member struct {
	Key   string
	Value Value
}

func (Str) isValue()          {}
func (Int) isValue()          {}
func (Bool) isValue()         {}
func (List) isValue()         {}
func (Object) isValue()       {}
func (Ref) isValue()          {}
func (Subscription) isValue() {}
func (Property) isValue()     {}
func (Secret) isValue()       {}
func (ModuleOutput) isValue() {}

// Get returns the member of that key, or nil.
func (o Object) Get(key string) Value {
	for _, m := range o {
		if m.Key == key {
			return m.Value
		}
	}
	return nil
}

// Equal tells whether two values are the same. The order of an object's members does not matter, that of a list does.
func Equal(a, b Value) bool {
	switch a := a.(type) {
	case List:
		b, ok := b.(List)
		if !ok || len(a) != len(b) {
			return false
		}
		for i := range a {
			if !Equal(a[i], b[i]) {
				return false
			}
		}
		return true
	case Object:
		b, ok := b.(Object)
		if !ok || len(a) != len(b) {
			return false
		}
		for _, m := range a {
			if other := b.Get(m.Key); other == nil || !Equal(m.Value, other) {
				return false
			}
		}
		return true
	}
	switch b.(type) {
	case List, Object:
		return false
	}
	return a == b
}
