// Package plan owns the lowering of a topology to Azure resources, and the order in which they are deployed.
//
// It knows resource types, property names and API versions, and no policy: what should exist is decided in package
// topology. The printers print a plan and decide nothing.
package plan

import (
	"strings"

	"github.com/vnetloom/vnetloom/topology"
)

// Plan is everything that is to be deployed: a list of roots, deployed one after the other.
type Plan struct {
	Name  string // the intent's name
	Roots []Root
	Steps []Step // what no template can express, in the order in which it is run
}

// Folder is the root's folder below a target's: <name>, or with several tenants <tenant>/<name>.
func (r *Root) Folder() string {
	if r.Tenant == "" {
		return r.Name
	}
	return PathName(r.Tenant) + "/" + r.Name
}

// PathName is a name of the intent as a folder or file (before its extension) of the output is called: the name itself, but
// with a "~", which no name has, in one that Windows takes for a device, whatever follows its first dot: con~, com1~.prod.
// https://learn.microsoft.com/windows/win32/fileio/naming-a-file
func PathName(name string) string {
	if !IsDevice(name) {
		return name
	}
	device, rest, dotted := strings.Cut(name, ".")
	if dotted {
		rest = "." + rest
	}
	return device + "~" + rest
}

// IsDevice tells the names of files that Windows keeps for devices.
func IsDevice(name string) bool {
	base, _, _ := strings.Cut(strings.ToLower(name), ".")
	switch base = strings.TrimRight(base, " "); base {
	case "con", "prn", "aux", "nul", "conin$", "conout$":
		return true
	}
	for _, port := range []string{"com", "lpt"} {
		if digit, ok := strings.CutPrefix(base, port); ok {
			switch digit {
			case "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "¹", "²", "³":
				return true
			}
		}
	}
	return false
}

// Wholes are the roots, with those together that are parts of one: they are deployed one after the other. A root that is not divided
// is alone.
func (p *Plan) Wholes() [][]*Root {
	var out [][]*Root
	at := map[string]int{}
	for i := range p.Roots {
		r := &p.Roots[i]
		key := r.Tenant + "/" + r.Whole
		if r.Whole == "" {
			key = r.Folder()
		}
		n, ok := at[key]
		if !ok {
			n = len(out)
			at[key] = n
			out = append(out, nil)
		}
		out[n] = append(out[n], r)
	}
	return out
}

// WholeFolder is the folder below the target of a language that has no such limits, where one file is all parts of a root.
func (r *Root) WholeFolder() string {
	whole := *r
	if r.Whole != "" {
		whole.Name = r.Whole
	}
	return whole.Folder()
}

// Divided tells whether the root is one of several parts.
func (p *Plan) Divided(r *Root) bool {
	for _, parts := range p.Wholes() {
		for _, part := range parts {
			if part == r {
				return len(parts) > 1
			}
		}
	}
	return false
}

// Parameter is a secret that whoever deploys a root must provide. Its type is always a secure string: values of the intent are
// literals in what is emitted, and a secret is the only thing that is not in an intent.
type Parameter struct {
	Name        string // an identifier in every language, unique in the root without regard to case
	Description string // a sentence: what it is, and who knows it
}

// Root is one deployment at subscription scope: resource groups of the deployment's own subscription, then modules. What a template does
// not hold is several roots of one Whole; what a language without such a limit makes of them is one.
type Root struct {
	Name       string      // main; circuits before it, after-owners and connections after it; of a root that is divided, the part's
	Whole      string      // the root of which it is a part, its own name where it is not divided
	After      StepStage   // the last stage of steps that are run before it, 0 for none but the grants
	Tenant     string      // the tenant's name where there are several, else ""
	Crossing   bool        // no deployment of its own: each module is deployed alone, to its resource group, since only such a deployment carries other tenants' tokens
	AuxTenants []string    // UUIDs of the other tenants whose resources the modules of a crossing root name
	About      string      // a sentence: what is in it, and when it is deployed
	Parameters []Parameter // in the order of their names; each is a secure string, and none has a default
	Groups     []Resource  // resource groups of the deployment's own subscription that we write; Symbol is unique among Groups and Modules
	Modules    []Module    // in an order that respects DependsOn
	Outputs    []Output    // values are Object of ModuleOutput
}

// Scope is where a module deploys: a resource group, or with ResourceGroup "" a subscription.
type Scope struct {
	Subscription  string // UUID; "" for the deployment's own subscription
	Folder        string // the subscription's name in the intent, "default" where none is declared
	ResourceGroup string
	GroupSymbol   string // Symbol in Root.Groups where the root makes the group, else ""
}

// Module is a nested deployment: the resources of one stage in one scope.
type Module struct {
	Symbol      string // unique in the root
	Name        string // deployment name, at most 64 characters, unique in the plan
	File        string // name without extension, unique in its scope: hub, gateway, firewall, network, peering, ...
	Description string // a sentence: what is in it
	Scope       Scope
	DependsOn   []string // symbols of modules that must come before, complete but not transitive; groups are in Scope.GroupSymbol
	Resources   []Resource
	Outputs     []Output
}

// ID names a resource, ours or not, whole: what resourceId() takes. Comparable.
type ID struct {
	Subscription  string // UUID; "" for the deployment's own
	ResourceGroup string // "" for a resource group itself (then Name is its name)
	Type          string // Microsoft.Network/virtualNetworks/subnets
	Name          string // vnet-hub/GatewaySubnet: one segment per type segment after the provider
}

// Resource is one resource of a module.
type Resource struct {
	Symbol      string // a Bicep identifier, unique in the module
	ID          ID
	APIVersion  string
	Parent      *ID    // of a child resource: its parent; the printer takes the last segment of ID.Name
	Description string // a sentence for a reader: what it is, and which statement of the intent it comes from
	Body        Object // what stands beside type and name: location, tags, zones, sku, properties
	DependsOn   []ID   // resources of the same module that must come before, complete but not transitive
	Origin      topology.Origin
}

// Output is a named value of a module or of a root.
type Output struct {
	Name        string
	Type        string // string | object
	Description string
	Value       Value
}

// Value is a value of a property: Str, Int, Bool, List, Object, Ref, Subscription, Property, Secret, ModuleOutput.
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
	// Secret is the value of a parameter of the root, which reaches a resource through its module.
	Secret struct{ Name string }
	// ModuleOutput is an output of a module of the root.
	ModuleOutput struct{ Module, Output string } // Module is its Symbol
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
