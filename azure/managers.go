package azure

// managerOf is the network manager that a row is of, networkGroupOf a network group of it: columns manager and connection.
var (
	managerOf      = Reference{Column: "manager", Type: TypeNetworkManager, Name: "vnm-{manager}"}
	networkGroupOf = Reference{Column: "manager", Type: TypeNetworkGroup, Name: "vnm-{manager}", Child: []Name{networkGroupName}, Elsewhere: true}

	networkGroupName = Name{"ng-{connection}", "groupAzureName"}
)

// asText is a flag as Azure wants it of network managers: a string.
// Source: bicep-types-az, microsoft.network 2025-05-01, ConnectivityConfigurationProperties.
func asText(name, about string) Flag {
	return Flag{Name: name, Yes: Str("True"), No: Str("False"), About: about}
}

// NetworkManagers are network managers with their scopes.
var NetworkManagers = define(Table{
	Name: "networkManagers", One: "networkManager", About: "Network managers.",
	Columns: []Column{{Name: "name"}, {Name: "azureName"}, {Name: "location"}, {Name: "tags"}, {Name: "managementGroups"}, {Name: "subscriptions"}},
	Resources: []Resource{{Key: "networkManager", Type: TypeNetworkManager, Name: Name{"vnm-{name}", "azureName"}, About: "Network managers.", Body: Fields{
		{"location", Location{}},
		{"tags", Tags{}},
		{"properties", Fields{
			{"networkManagerScopes", Fields{
				{"managementGroups", orEmpty("managementGroups", Text{Name{Pattern: "/providers/Microsoft.Management/managementGroups/{it}"}})},
				{"subscriptions", orEmpty("subscriptions", SubscriptionID{})},
			}},
			{"networkManagerScopeAccesses", Items{str("Connectivity")}},
		}},
	}}},
})

// orEmpty is a list of an optional column, without which it is empty.
func orEmpty(column string, item Node) Node {
	return First{When{Has(column), Each{Column: texts(column).optional(), Item: item}}, Const{List{}}}
}

// NetworkGroups are the groups of networks that connections are about, each of one manager.
var NetworkGroups = define(Table{
	Name: "networkGroups", One: "networkGroup", About: "Network groups of network managers, by connection.",
	Columns: []Column{{Name: "manager"}, {Name: "managerAzureName"}, {Name: "connection"}},
	Resources: []Resource{{Key: "networkGroup", Type: TypeNetworkGroup, Parent: &managerOf, Name: Name{"ng-{connection}", "azureName"}, About: "Network groups.",
		Body: Fields{{"properties", Fields{{"memberType", str("VirtualNetwork")}}}}}},
})

// StaticMembers are networks in network groups.
var StaticMembers = define(Table{
	Name: "staticMembers", One: "staticMember", About: "Networks in network groups.",
	Columns: []Column{{Name: "manager"}, {Name: "managerAzureName"}, {Name: "connection"}, {Name: "groupAzureName"}, {Name: "network"}},
	Resources: []Resource{{Key: "staticMember", Type: TypeStaticMember, Name: Name{Pattern: "{network}"}, About: "Members of network groups.",
		Parent: &Reference{Column: "manager", Type: TypeNetworkGroup, Name: "vnm-{manager}", Child: []Name{networkGroupName}},
		Body: Fields{{"properties", Fields{
			{"resourceId", Reference{Column: "network", Type: TypeVirtualNetwork, Name: "vnet-{network}", Elsewhere: true}},
		}}}}},
})

// GroupPolicies are Azure Policies that put the networks of one subscription into a network group. The group's id stands in the rule:
// Azure takes no parameter of the policy there.
// Source: Configuring network groups with Azure Policy in Azure Virtual Network Manager.
var GroupPolicies = define(Table{
	Name: "groupPolicies", One: "groupPolicy", About: "Azure Policies that put networks into network groups, by connection.",
	Columns: []Column{{Name: "manager"}, {Name: "managerAzureName"}, {Name: "managerResourceGroup"}, {Name: "managerSubscription"}, {Name: "connection"},
		{Name: "groupAzureName"}, {Name: "azureName"}, {Name: "displayName"}},
	Resources: []Resource{
		{Key: "policyDefinition", Type: TypePolicyDefinition, Name: groupPolicyName, About: "Definitions of the policies.", Body: Fields{{"properties", Fields{
			{"displayName", groupPolicyTitle},
			{"policyType", str("Custom")},
			{"mode", str("Microsoft.Network.Data")},
			{"policyRule", Fields{
				{"if", Column{Name: "conditions", Kind: Condition, About: "What holds of the networks, in the language of Azure Policy."}},
				{"then", Fields{
					{"effect", str("addToNetworkGroup")},
					{"details", Fields{{"networkGroupId", networkGroupOf}}},
				}},
			}},
		}}}},
		{Key: "policyAssignment", Type: TypePolicyAssignment, Name: groupPolicyName, About: "Their assignments to the whole subscription.",
			Body: Fields{{"properties", Fields{
				{"displayName", groupPolicyTitle},
				{"policyDefinitionId", Own{Resource: "policyDefinition"}},
				{"enforcementMode", str("Default")},
			}}}},
	},
})

// A policy and its assignment have one name and one title.
var (
	groupPolicyName  = Name{"vnm-{manager}-ng-{connection}", "azureName"}
	groupPolicyTitle = Text{Name{"Members of network group ng-{connection}", "displayName"}}
)

// ConnectivityConfigurations are what network managers build of groups: peerings with a hub, a mesh, or both. Azure takes a global group
// only where it is directly connected.
var ConnectivityConfigurations = define(Table{
	Name: "connectivityConfigurations", One: "connectivityConfiguration", About: "What network managers build of network groups, by connection and hub.",
	Columns: []Column{{Name: "manager"}, {Name: "managerAzureName"}, {Name: "connection"}, {Name: "groupAzureName"}, {Name: "azureName"},
		{Name: "hub"}, {Name: "hubAzureName"}, {Name: "hubResourceGroup"}, {Name: "hubSubscription"}},
	Resources: []Resource{{Key: "connectivityConfiguration", Type: TypeConnectivityConfiguration, Parent: &managerOf, Name: Name{"cc-{connection}", "azureName"},
		About: "Connectivity configurations.", Body: Fields{{"properties", Fields{
			{"connectivityTopology", First{When{Has("hub"), str("HubAndSpoke")}, str("Mesh")}},
			{"hubs", When{Has("hub"), Items{Fields{
				{"resourceId", Reference{Column: "hub", Type: TypeVirtualNetwork, Name: "vnet-{hub}", Elsewhere: true, Optional: true, About: "None for a mesh."}},
				{"resourceType", str(TypeVirtualNetwork)},
			}}}},
			{"appliesToGroups", Items{Fields{
				{"networkGroupId", Reference{Column: "manager", Type: TypeNetworkGroup, Name: "vnm-{manager}", Child: []Name{networkGroupName}}},
				{"groupConnectivity", Flag{Name: "direct", Yes: Str("DirectlyConnected"), No: Str("None"), About: "The members reach each other directly."}},
				{"isGlobal", asText("global", "They are in several regions.")},
				{"useHubGateway", asText("useHubGateway", "")},
			}}},
			{"isGlobal", First{When{Has("hub"), str("False")}, asText("global", "They are in several regions.")}},
			{"deleteExistingPeering", asText("deleteExistingPeering", "")},
		}}}}},
})

// Commits bring configurations of network managers into force.
// Source: bicep-types-az, microsoft.network 2025-07-01, CommitProperties.
var Commits = define(Table{
	Name: "commits", One: "commit", About: "What brings the configurations of network managers into force, by manager.",
	Columns: []Column{{Name: "manager"}, {Name: "managerAzureName"}, {Name: "azureName"}},
	Resources: []Resource{{Key: "commit", Type: TypeCommit, Parent: &managerOf, Name: Name{"commit-{manager}", "azureName"}, About: "Commits.",
		Body: Fields{{"properties", Fields{
			{"commitType", str("Connectivity")},
			{"targetLocations", texts("targetLocations")},
			{"configurationIds", Each{Column: texts("configurations").about("All of the manager, as Azure names them: a commit replaces."), Item: Reference{Column: "manager", Type: TypeConnectivityConfiguration, Name: "vnm-{manager}", Child: []Name{{Pattern: "{it}"}}}}},
			{"forceUpdateTag", text("forceUpdateTag").about("Made of the configurations: another one commits them anew.")},
		}}}}},
})
