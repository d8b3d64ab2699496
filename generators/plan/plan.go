// Package plan owns the lowering of a topology to Azure resources, and the order in which they are deployed.
//
// It makes rows of the topology's, puts the resources that they are expanded to into stages, and says what waits for what. What a row is
// expanded to, and everything else about a resource type, is in package azure; what should exist is decided in package topology. The
// printers print a plan and decide nothing.
package plan

import (
	"cmp"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/topology"
)

// Plan is everything that is to be deployed: a list of roots, deployed one after the other.
type Plan struct {
	Name   string        // the intent's name
	Estate *azure.Estate // what the rows have in common
	Limits Limits        // of Azure's templates, as the intent has them
	Roots  []Root        // undivided, unless Divide has made the plan
	Steps  []Step        // what no template can express, in the order in which it is run

	// Assumed is what no resource has and the checks go by, in sentences: how sites speak BGP, where the intent says it.
	Assumed []string

	// Standing is what stands already, as the intent says that it stands and before any step: networks that exist or are another owner's,
	// with their gateways and firewalls; and commits of nothing, since of a network manager nothing is in force unasked.
	Standing []Resource

	divided *divisions                  // of a plan that Lower has made
	made    map[*azure.Row][]azure.Made // what its rows are expanded to
}

// Folder is the root's folder below a target's: <name>, or with several tenants <tenant>/<name>.
func (r *Root) Folder() string {
	if r.Tenant == "" {
		return r.Name
	}
	return PathName(r.Tenant) + "/" + r.Name
}

// Whole is the name of the root that it is, or is a part of.
func (r *Root) Whole() string { return cmp.Or(r.PartOf, r.Name) }

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

// Parameter is a secret that whoever deploys a root must provide, and that may not be empty. Its type is always a secure string: values of the
// intent are literals in what is emitted, and a secret is the only thing that is not in an intent.
//
// With Vault it is read from a key vault by whatever deploys, so that nobody has to give it: a template by a reference in its parameter file, a
// script by GET https://<Vault.Name>.vault.azure.net/secrets/<SecretName>. Without, whoever deploys gives it.
type Parameter struct {
	Name        string // an identifier in every language, unique in the root without regard to case
	Description string // a sentence: what it is, and who knows it
	Vault       ID     // of the key vault, its subscription always by UUID; zero where there is none
	SecretName  string // of the secret in the vault: letters, digits and hyphens; "" without a vault
	Origin      topology.Origin
}

// Root is one deployment at subscription scope: resource groups of the deployment's own subscription, then modules. The plan has what is
// deployed together in one root, however large it is: what a target's templates do not hold, it divides.
type Root struct {
	Name        string      // main; circuits before it, after-owners, cross-tenant and connections after it; of a part, the part's
	PartOf      string      // of a part of a root that is divided: that root's name; else ""
	After       StepStage   // the last stage of steps that are run before it, 0 for none but the grants
	Tenant      string      // the tenant's name where there are several, else ""
	TenantID    string      // its UUID
	CrossTenant bool        // no deployment of its own: each module is deployed alone, to its resource group, since only such a deployment carries other tenants' tokens
	AuxTenants  []string    // UUIDs of the other tenants whose resources the modules of a cross-tenant root name
	About       string      // a sentence: what is in it, and when it is deployed
	Parameters  []Parameter // in the order of their names; each is a secure string, and none has a default
	Groups      []Resource  // resource groups of the deployment's own subscription that we write; Symbol is unique among Groups and Modules
	Modules     []Module    // in an order that respects DependsOn
	Outputs     []Output    // values are List of ModuleOutput

	draft *rootDraft // what it is made of, for Divide
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
	Stage       azure.Stage
	Part        string // the digits of a part of a stage that is divided, else ""
	Scope       Scope
	DependsOn   []string // symbols of modules that must come before, complete but not transitive; groups are in Scope.GroupSymbol
	Resources   []Resource
	Outputs     []Output // values are List of Object, an item for each row of a table that azure.Table.Outputs has one for
}

// Resource is one resource of a module.
type Resource struct {
	Symbol      string // of a resource group of a root: a Bicep identifier, unique among its groups and modules
	ID          ID
	APIVersion  string
	Parent      *ID        // of a child resource: its parent; the printer takes the last segment of ID.Name
	Description string     // a sentence for a reader: what it is, and which statement of the intent it comes from
	Row         *azure.Row // whose it is, several resources of one; nil of a type that is not yet made of rows
	Key         string     // in the row's table
	Body        Object     // what stands beside type and name: location, tags, zones, sku, properties
	DependsOn   []ID       // resources of the same module that must come before, complete but not transitive
	Unit        string     // the network, pair or connection that it belongs to: what is of one unit is not divided
	Chains      []string   // what it changes that takes one change at a time: DependsOn has the one before of each in its module
	Origin      topology.Origin

	// Of a body that is made once and stands in many plans, since a division makes other roots of the same resources: see number.
	bodyBytes int      // as ValueBytes counts them; 0: not counted
	secrets   []string // that it names
}

// Output is a named list of a module or of a root: of a module the rows that are handed out, in a root a list for each of its modules that
// has some. What is in them is in azure.Output, which Of is.
type Output struct {
	Name        string // unique in the module or root: Of.Name, Stage.OutputName(Of)
	Of          *azure.Output
	Type        string // array
	Description string
	Value       Value
}

// Values of bodies and ids are those of package azure.
type (
	// ID names a resource whole.
	ID = azure.ID
	// Value is a value of a property.
	Value = azure.Value
	// Str is a string, literal in every language, whatever is in it.
	Str = azure.Str
	// Int is an integer.
	Int = azure.Int
	// Bool is a boolean.
	Bool = azure.Bool
	// List is an ordered list.
	List = azure.List
	// Object is an ordered list of members with distinct keys.
	Object = azure.Object
	// Member is a member of an object.
	Member = azure.Member
	// Ref is the resource id of a resource.
	Ref = azure.Ref
	// Subscription is the id of a subscription.
	Subscription = azure.Subscription
	// Property is a property that the service sets.
	Property = azure.Property
	// Secret is the value of a parameter of the root, which reaches a resource through its module.
	Secret = azure.Secret
	// ModuleOutput is an output of a module of the root. Module is its Symbol.
	ModuleOutput = azure.ModuleOutput
)
