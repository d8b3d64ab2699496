package deployed

import (
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// A list is a request for the resources of a type.
type list struct {
	kind string
	how  azure.Listing
	api  string
}

// alsoRead are the types that are never written and decide about paths, or are named by those that do. Sources: the REST API of each,
// List All (by subscription) or List (of a parent).
var alsoRead = map[string]azure.Listing{
	azure.TypeNATGateway:         azure.BySubscription,
	azure.TypeDDoSProtectionPlan: azure.BySubscription,
	azure.TypeNetworkInterface:   azure.BySubscription,
	azure.TypeBastion:            azure.BySubscription,
	azure.TypePointToSiteGateway: azure.BySubscription,
	azure.TypeHubAppliance:       azure.BySubscription,
	azure.TypeRouteServerAddress: azure.ByParent,

	azure.TypeNetworkManager + "/securityAdminConfigurations": azure.ByParent,
	azure.TypeNetworkManager + "/routingConfigurations":       azure.ByParent,
}

// inOrder are the types that are asked for: parents before their children. What stands in the body of its parent is not asked for, and
// what is asked for one by one is not either: it is of other providers.
func inOrder() []list {
	var out []list
	take := func(kind string, how azure.Listing) {
		if strings.HasPrefix(kind, azure.Provider) && how != azure.InParent && how != azure.Singly {
			out = append(out, list{kind, how, azure.VersionOf(kind)})
		}
	}
	for _, t := range azure.Types {
		take(t.Name, t.List)
	}
	for _, kind := range sorted(alsoRead) {
		take(kind, alsoRead[kind])
	}
	return out
}

// A List is what an export has of a type.
type List struct {
	Type   string
	How    azure.Listing // by which list it is asked for
	Inline string        // the type of the parent in whose body it stands, "" for one that is asked for
	Graph  bool          // Azure Resource Graph has it
}

// Lists are the types of networking that an export has, in the order in which they are asked for. Resource Graph has those that stand in
// a resource group by themselves, and what stands in their bodies.
// Source: Azure Resource Graph table and resource type reference, table resources, microsoft.network.
func Lists() []List {
	var out []List
	for _, l := range inOrder() {
		out = append(out, List{Type: l.kind, How: l.how, Graph: l.how != azure.ByParent})
	}
	for _, kind := range []string{azure.TypeSubnet, azure.TypePeering, azure.TypeRoute, azure.TypeSecurityRule} {
		out = append(out, List{Type: kind, How: azure.InParent, Inline: kind[:strings.LastIndexByte(kind, '/')], Graph: true})
	}
	return out
}

// childLists are, by the type of the parent in lower case, the types of the children that have a list of their own.
var childLists = func() map[string][]string {
	out := map[string][]string{}
	for _, l := range inOrder() {
		if l.how == azure.ByParent {
			parent := strings.ToLower(l.kind[:strings.LastIndexByte(l.kind, '/')])
			out[parent] = append(out[parent], l.kind)
		}
	}
	return out
}()

// properNames are the names of types as Azure writes them, by lower case: Resource Graph answers them in lower case.
var properNames = func() map[string]string {
	out := map[string]string{}
	for _, l := range inOrder() {
		out[strings.ToLower(l.kind)] = l.kind
	}
	for _, kind := range []string{azure.TypeResourceGroup, azure.TypeSubnet, azure.TypePeering, azure.TypeRoute, azure.TypeSecurityRule,
		azure.TypePolicyDefinition, azure.TypePolicyAssignment} {
		out[strings.ToLower(kind)] = kind
	}
	return out
}()
