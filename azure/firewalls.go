package azure

// Parts of a firewall, wherever it stands: the id of its policy, and its zones.
var (
	firewallPolicyOfRow = id(First{
		idOf("policy", TypeFirewallPolicy).about("The id of one, in place of a policy of its own."),
		Own{Resource: "policy"},
	})
	firewallZones = texts("zones").optional().about("Of it and its public addresses, none where the location has none.")
)

// firewallAddress is the body of a public address of a firewall.
var firewallAddress = Fields{
	{"location", Location{}},
	{"tags", Tags{}},
	{"sku", Fields{{"name", str("Standard")}, {"tier", str("Regional")}}},
	{"zones", firewallZones},
	{"properties", Fields{{"publicIPAllocationMethod", str("Static")}, {"publicIPAddressVersion", str("IPv4")}}},
}

// moreFirewallAddress is that of one more, which a nested row stands for: all of them are alike.
var moreFirewallAddress = around(firewallAddress)

// around is an object of which each field is made of the row around.
func around(of Fields) Fields {
	out := make(Fields, len(of))
	for i, f := range of {
		out[i] = Field{f.Key, Around{f.Value}}
	}
	return out
}

// firewallPolicy is a policy, which looks at every packet and reports what it knows for bad.
var firewallPolicy = Resource{
	Key: "policy", Type: TypeFirewallPolicy, If: Lacks("policy"), Name: Name{"afwp-{name}", "policyAzureName"}, About: "Firewall policies.",
	Body: Fields{
		{"location", Location{}},
		{"tags", Tags{}},
		{"properties", Fields{
			{"sku", Fields{{"tier", text("tier")}}},
			{"threatIntelMode", First{
				text("threatIntel").optional().about("Alert where it is not given, and with a base policy what that has."),
				When{Lacks("basePolicy"), str("Alert")},
			}},
			{"intrusionDetection", When{Has("intrusionDetection"), Fields{{"mode", text("intrusionDetection").optional().about("Of Premium.")}}}},
			{"dnsSettings", When{Has("dnsProxy", "dnsServers"), Fields{
				{"enableProxy", Flag{Name: "dnsProxy", About: "The firewall answers DNS queries."}},
				{"servers", texts("dnsServers").optional().about("Which the firewall asks, in place of Azure DNS.")},
			}}},
			{"basePolicy", id(idOf("basePolicy", TypeFirewallPolicy).about("The id of a policy whose rules come first."))},
			{"insights", When{Has("insights"), Fields{
				{"isEnabled", yes},
				{"logAnalyticsResources", Fields{{"defaultWorkspaceId", id(idOf("insights", TypeWorkspace).about("The id of the workspace of policy analytics."))}}},
			}}},
			{"snat", When{Has("privateRanges"), Fields{{"privateRanges", Concat{
				Items{str("IANAPrivateRanges")},
				texts("privateRanges").optional().about("What is not translated beside the private ranges of RFC 1918 and RFC 6598."),
			}}}}},
		}},
	},
}

// firewallAfter is that a firewall never runs without its rules.
var firewallAfter = []string{"ruleGroup"}

// ipGroupsOf is one side of a rule as ids of IP groups, by their names in the intent or in Azure.
func ipGroupsOf(side string) Node {
	return Each{Column: texts(side).optional(), Item: First{
		When{Has("^azureNames"), Reference{Column: TheString, Type: TypeIPGroup}},
		Reference{Column: TheString, Type: TypeIPGroup, Name: "ipg-{^name}-{it}"},
	}}
}

// firewallRules are the rules of a policy in one collection of one group: there is nothing else in the policy, so names and priorities
// are nobody else's.
var firewallRules = Resource{
	Key: "ruleGroup", Type: TypeRuleCollectionGroup, If: Has("rules"), In: "policy", Name: Name{Pattern: "connectivity"}, About: "Rules of the policies.",
	Body: Fields{{"properties", Fields{
		{"priority", Const{Int(1000)}},
		{"ruleCollections", Items{Fields{
			{"ruleCollectionType", str("FirewallPolicyFilterRuleCollection")},
			{"name", str("allow-joined")},
			{"priority", Const{Int(1000)}},
			{"action", Fields{{"type", str("Allow")}}},
			{"rules", &Rows{
				Column: "rules", One: "rule", Optional: true,
				Columns: []Column{{Name: "name"}, {Name: "protocol"}, {Name: "sources"}, {Name: "sourceAddresses"}, {Name: "destinations"},
					{Name: "destinationAddresses"}, {Name: "ports"}},
				Item: Fields{
					{"ruleType", str("NetworkRule")},
					{"name", text("name")},
					{"ipProtocols", Items{text("protocol").or(Str("Any"))}},
					{"sourceIpGroups", ipGroupsOf("sources")},
					{"sourceAddresses", texts("sourceAddresses").optional().about("In place of IP groups.")},
					{"destinationIpGroups", ipGroupsOf("destinations")},
					{"destinationAddresses", texts("destinationAddresses").optional()},
					{"destinationPorts", texts("ports").or(List{Str("*")})},
				},
			}},
		}}},
	}}},
}

// azureNames says how the rules of a row name IP groups.
var azureNames = Column{Name: "azureNames", Kind: FlagKind, Default: Bool(false), About: "The rules name IP groups as Azure does."}

// IPGroupsAtOnce is how many IP groups that one firewall policy uses may be written at a time. Source: Microsoft Learn, IP Groups in Azure
// Firewall, "Parallel IP Group updates"; so does hashicorp/terraform-provider-azurerm#32241 (2026-04). Before, one was (#19843, 2023).
const IPGroupsAtOnce = 20

// IPGroups are the sets of addresses that the rules of one firewall are about.
var IPGroups = define(Table{
	Name: "ipGroups", One: "ipGroup", About: "Sets of addresses that the rules of the firewalls are about.", AtOnce: IPGroupsAtOnce,
	Columns: []Column{{Name: "firewall"}, {Name: "name"}, {Name: "azureName"}, {Name: "location"}, {Name: "tags"}},
	Resources: []Resource{{Key: "ipGroup", Type: TypeIPGroup, Name: Name{"ipg-{firewall}-{name}", "azureName"}, About: "IP groups.", Body: Fields{
		{"location", Location{}},
		{"tags", Tags{}},
		{"properties", Fields{{"ipAddresses", Each{Column: texts("addresses").optional(), Sets: "addressSets", From: "addressSets", Item: It{}}}}},
	}}},
})

// Firewalls are those of virtual networks, each with its policy, rules and public addresses.
var Firewalls = define(Table{
	Name: "firewalls", One: "firewall", About: "Azure Firewalls of virtual networks, each with its policy, rules and public addresses.",
	Columns: []Column{{Name: "name"}, {Name: "azureName"}, {Name: "location"}, {Name: "tags"}, {Name: "tier"}, {Name: "privateAddress", Kind: String},
		{Name: "zones"},
		{Name: "management", Kind: FlagKind, Default: Bool(false), About: "It has an address of its own for what manages it: forced tunnelling, Basic."},
		{Name: "policy"}, {Name: "privateRanges"}, azureNames},
	Resources: []Resource{
		firewallPolicy,
		firewallRules,
		{Key: "publicAddress", Type: TypePublicAddress, Name: Name{"pip-afw-{name}", "publicAddressAzureName"}, Body: firewallAddress,
			About: "Public addresses of the firewalls."},
		{Key: "morePublicAddress", Type: TypePublicAddress, Each: "morePublicAddresses", Name: Name{"pip-afw-{^name}-{number}", "azureName"},
			Body: moreFirewallAddress, About: "More public addresses of a firewall."},
		{Key: "managementAddress", Type: TypePublicAddress, If: Has("management"), Name: Name{"pip-afw-{name}-management", "managementAddressAzureName"},
			Body: firewallAddress, About: "Public addresses for what manages the firewalls."},
		{Key: "firewall", Type: TypeFirewall, Name: Name{"afw-{name}", "azureName"}, About: "Azure Firewalls.", After: firewallAfter, Body: Fields{
			{"location", Location{}},
			{"tags", Tags{}},
			{"zones", firewallZones},
			{"properties", Fields{
				{"sku", Fields{{"name", str("AZFW_VNet")}, {"tier", text("tier")}}},
				{"ipConfigurations", Concat{
					Items{Fields{{"name", str("ipconfig1")}, {"properties", Fields{
						{"privateIPAddress", text("privateAddress")},
						{"subnet", id(firewallSubnet(FirewallSubnet))},
						{"publicIPAddress", id(Own{Resource: "publicAddress"})},
					}}}},
					&Rows{Column: "morePublicAddresses", One: "address", Optional: true, About: "Beside the first: from 2.",
						Columns: []Column{{Name: "number", Kind: Integer}},
						Item: Fields{
							{"name", Text{Name{Pattern: "ipconfig{number}"}}},
							{"properties", Fields{{"publicIPAddress", id(Own{Resource: "morePublicAddress"})}}},
						}},
				}},
				{"managementIpConfiguration", When{Has("management"), Fields{{"name", str("management")}, {"properties", Fields{
					{"subnet", id(firewallSubnet(FirewallManagementSubnet))},
					{"publicIPAddress", id(Own{Resource: "managementAddress"})},
				}}}}},
				{"firewallPolicy", firewallPolicyOfRow},
			}},
		}},
	},
	Outputs: []Output{
		{Name: "firewalls", One: "firewall", About: "Ids and addresses of the firewalls; routes lead to the private ones.", Item: Fields{
			{"name", text("name")},
			ownID("firewall"),
			{"privateAddress", readOf("firewall", "ipConfigurations[0].properties.privateIPAddress")},
			{"publicAddress", readOf("publicAddress", "ipAddress")},
		}},
		{Name: "moreFirewallAddresses", One: "moreFirewallAddress", Each: "morePublicAddresses",
			About: "Public addresses that firewalls have beside their first.", Item: Fields{
				{"firewall", Text{Name{Pattern: "{^name}"}}},
				{"number", Column{Name: "number", Kind: Integer}},
				{"publicAddress", readOf("morePublicAddress", "ipAddress")},
			}},
	},
	Seldom: []string{"morePublicAddresses"},
})

// firewallSubnet is a subnet of the firewall's network: column networkAzureName, where the network's name is another than its pattern's.
func firewallSubnet(name Pattern) Reference {
	return Reference{Column: "network", Type: TypeSubnet, Name: "vnet-{name}", Child: []Name{{Pattern: name}}}
}

// HubFirewalls are those of virtual hubs, each with its policy and rules; Azure gives them their addresses.
var HubFirewalls = define(Table{
	Name: "hubFirewalls", One: "hubFirewall", About: "Azure Firewalls of virtual hubs, each with its policy and rules.",
	Columns: []Column{{Name: "name"}, {Name: "azureName"}, {Name: "location"}, {Name: "tags"}, {Name: "tier"}, {Name: "zones"},
		{Name: "publicAddresses", Kind: Integer, About: "How many."}, {Name: "policy"}, {Name: "privateRanges"}, azureNames},
	Resources: []Resource{
		firewallPolicy,
		firewallRules,
		{Key: "firewall", Type: TypeFirewall, Name: Name{"afw-{name}", "azureName"}, About: "Azure Firewalls.", After: firewallAfter, Body: Fields{
			{"location", Location{}},
			{"tags", Tags{}},
			{"zones", firewallZones},
			{"properties", Fields{
				{"sku", Fields{{"name", str("AZFW_Hub")}, {"tier", text("tier")}}},
				{"virtualHub", id(Reference{Column: "virtualHub", Type: TypeVirtualHub, Name: "vhub-{name}"})},
				{"hubIPAddresses", Fields{{"publicIPs", Fields{{"count", Column{Name: "publicAddresses", Kind: Integer, About: "How many."}}}}}},
				{"firewallPolicy", firewallPolicyOfRow},
			}},
		}},
	},
	Outputs: []Output{{Name: "hubFirewalls", One: "hubFirewall", About: "Ids and addresses of the firewalls of virtual hubs.", Item: Fields{
		{"name", text("name")},
		ownID("firewall"),
		{"privateAddress", readOf("firewall", "hubIPAddresses.privateIPAddress")},
		{"publicAddresses", Read{Of: Own{Resource: "firewall"}, Path: "hubIPAddresses.publicIPs.addresses[{it}].address", Count: "publicAddresses", Now: true}},
	}}},
})
