package azure

// routes is the body of a route table: columns gatewayRoutes, routeSets and routes.
var routes = Fields{
	{"location", Location{}},
	{"tags", Tags{}},
	{"properties", Fields{
		{"disableBgpRoutePropagation", Flag{Name: "gatewayRoutes", Yes: Bool(false), No: Bool(true), About: "What the gateways learn is let in."}},
		{"routes", &Rows{
			Column: "routes", One: "route", Sets: "routeSets", From: "routeSets", Sorted: "prefix",
			Columns: []Column{
				text("to").optional().about("Where to, as part of its name."),
				{Name: "name"}, {Name: "prefix"},
			},
			Item: Fields{
				{"name", Text{Name{"{to}-{prefix|letters}", "name"}}},
				{"properties", Fields{
					{"addressPrefix", text("prefix")},
					{"nextHopType", text("nextHopType").or(Str(NextHopAppliance))},
					{"nextHopIpAddress", text("nextHop").optional().about("Address of the firewall or appliance.")},
				}},
			},
		}},
	}},
}

// ruleColumns are those of a rule, in the order in which they are read.
var ruleColumns = []Column{{Name: "name"}, {Name: "priority"}, {Name: "direction"}, {Name: "access"}, {Name: "protocol"},
	{Name: "sources"}, {Name: "sourceTag"}, {Name: "destinations"}, {Name: "destinationTag"}, {Name: "ports"}}

// rules is the body of a security group: column rules, in the order in which Azure looks at them.
var rules = Fields{
	{"location", Location{}},
	{"tags", Tags{}},
	{"properties", Fields{
		{"securityRules", &Rows{
			Column: "rules", One: "rule", Optional: true, Columns: ruleColumns,
			Item: Fields{{"name", text("name")}, {"properties", rule}},
		}},
	}},
}

// rule is a rule of a security group.
var rule = Fields{
	{"description", text("description").optional()},
	{"protocol", text("protocol").or(Str("*"))},
	{"sourcePortRange", str("*")},
	{"destinationPortRange", When{Lacks("ports"), str("*")}},
	{"destinationPortRanges", texts("ports").optional().about("Of the destination, all where there are none.")},
	{"sourceAddressPrefixes", texts("sources").optional().about("Any where there are none.")},
	{"sourceAddressPrefix", First{text("sourceTag").optional().about("A service tag in place of addresses."), When{Lacks("sources"), str("*")}}},
	{"destinationAddressPrefixes", texts("destinations").optional()},
	{"destinationAddressPrefix", First{text("destinationTag").optional(), When{Lacks("destinations"), str("*")}}},
	{"access", text("access")},
	{"priority", Column{Name: "priority", Kind: Integer}},
	{"direction", text("direction")},
}

// subnets are the subnets of a network. What a subnet of the intent says of itself has a column of the same name.
var subnets = &Rows{
	Column: "subnets", One: "subnet",
	Columns: []Column{
		{Name: "name"}, {Name: "prefix"}, {Name: "prefixes"},
		{Name: "routed", Kind: FlagKind, Default: Bool(false), About: "It has the network's route table, and its private endpoints obey it."},
		{Name: "secured", Kind: FlagKind, Default: Bool(false), About: "It has the network's security group."},
	},
	Item: Fields{
		{"name", text("name")},
		{"properties", Fields{
			{"addressPrefix", text("prefix").optional()},
			{"addressPrefixes", texts("prefixes").optional().about("In place of prefix, where there are several.")},
			{"routeTable", id(First{
				When{Has("routed"), Own{Resource: "routeTable"}},
				Reference{Column: "routeTable", Type: TypeRouteTable, Name: "rt-{^name}-{routeTable}", Optional: true,
					About: "A table of its own, by the subnet that it is named for."},
				idOf("routeTableId", TypeRouteTable).about("The id of another one."),
			})},
			{"networkSecurityGroup", id(First{
				When{Has("secured"), Own{Resource: "securityGroup"}},
				Reference{Column: "securityGroup", Type: TypeSecurityGroup, Name: "nsg-{^name}-{securityGroup}", Optional: true,
					About: "A security group of its own, by the subnet that it is named for."},
				idOf("networkSecurityGroup", TypeSecurityGroup).about("The id of another one."),
			})},
			{"natGateway", id(idOf("natGateway", TypeNATGateway).about("Its id."))},
			{"serviceEndpoints", Each{Column: texts("serviceEndpoints").optional(), Item: Fields{{"service", It{}}}}},
			{"delegations", When{Has("delegation"), Items{Fields{
				{"name", str("delegation")}, {"properties", Fields{{"serviceName", text("delegation").optional()}}},
			}}}},
			{"defaultOutboundAccess", Column{Name: "defaultOutboundAccess", Kind: Boolean, About: "Where it is not said: false where routed, else true."}.
				given("routed", Bool(false)).otherwise(Bool(true))},
			{"privateEndpointNetworkPolicies", text("privateEndpointNetworkPolicies").given("routed", Str("RouteTableEnabled"))},
			{"privateLinkServiceNetworkPolicies", text("privateLinkServiceNetworkPolicies").optional()},
		}},
	},
}

// Networks are virtual networks that are created, each with the route table and the security group that its subnets share.
var Networks = define(Table{
	Name: "networks", One: "network", About: "Virtual networks, each with its route table and its security group.",
	Columns: []Column{
		{Name: "name"}, {Name: "azureName"}, {Name: "location"}, {Name: "tags"}, {Name: "labelTags"}, {Name: "prefixes"}, {Name: "dnsServers"},
		{Name: "encryption", Kind: FlagKind, Default: Bool(false), About: "Virtual network encryption, unencrypted traffic let through."},
		{Name: "ddosProtectionPlan"},
	},
	Resources: []Resource{
		{Key: "routeTable", Type: TypeRouteTable, If: Has("routes", "routeSets"), Name: Name{"rt-{name}", "routeTableAzureName"},
			Body: routes, About: "Route tables."},
		{Key: "securityGroup", Type: TypeSecurityGroup, If: Has("rules"), Name: Name{"nsg-{name}", "securityGroupAzureName"},
			Body: rules, About: "Security groups."},
		{Key: "network", Type: TypeVirtualNetwork, Name: Name{"vnet-{name}", "azureName"}, About: "The networks, with all their subnets.", Body: Fields{
			{"location", Location{}},
			{"tags", Tags{And: "labelTags"}},
			{"properties", Fields{
				{"addressSpace", Fields{{"addressPrefixes", texts("prefixes").about("Address space.")}}},
				{"dhcpOptions", When{Has("dnsServers"), Fields{{"dnsServers", texts("dnsServers").optional()}}}},
				{"encryption", When{Has("encryption"), Const{Object{{"enabled", Bool(true)}, {"enforcement", Str("AllowUnencrypted")}}}}},
				{"enableDdosProtection", When{Has("ddosProtectionPlan"), yes}},
				{"ddosProtectionPlan", id(idOf("ddosProtectionPlan", TypeDDoSProtectionPlan).about("Its id."))},
				{"subnets", subnets},
			}},
		}},
	},
	Outputs: []Output{{Name: "networks", One: "network", About: "Ids of the networks and of their subnets.", Item: Fields{
		{"name", text("name")},
		ownID("network"),
		{"subnets", &Rows{Column: "subnets", One: "subnet", Item: Fields{
			{"name", text("name")},
			{"id", Own{Resource: "network", Type: TypeSubnet, Child: []Name{{Pattern: "{name}"}}}},
		}}},
	}}},
})

// RouteTables are those of networks that exist: the network itself is not written.
var RouteTables = define(Table{
	Name: "routeTables", One: "routeTable", About: "Route tables of networks that exist.",
	Columns:   []Column{{Name: "network"}},
	Resources: []Resource{{Key: "routeTable", Type: TypeRouteTable, Name: Name{"rt-{network}", "azureName"}, Body: routes, About: "Route tables."}},
})

// SubnetRouteTables are those that one subnet has for itself.
var SubnetRouteTables = define(Table{
	Name: "subnetRouteTables", One: "subnetRouteTable", About: "Route tables that one subnet has for itself.",
	Columns: []Column{{Name: "network"}, {Name: "subnet"}},
	Resources: []Resource{{Key: "routeTable", Type: TypeRouteTable, Name: Name{"rt-{network}-{subnet}", "azureName"},
		Body: routes, About: "Route tables of one subnet."}},
})

// AddedRoutes are routes that are added to existing route tables, one by one: a write of the table itself would drop those of others.
// Source: Behaviors of route tables.
var AddedRoutes = define(Table{
	Name: "addedRoutes", One: "addedRoute", About: "Routes that are added to existing route tables.", AtOnce: 1,
	Columns: []Column{text("routeTable").about("Its name in Azure."), text("to").optional().about("Where to, as part of its name."), {Name: "name"}, {Name: "prefix"}},
	Resources: []Resource{{Key: "route", Type: TypeRoute, Parent: &Reference{Column: "routeTable", Type: TypeRouteTable, Name: "{routeTable}"},
		Name: Name{"{to}-{prefix|letters}", "name"}, About: "Routes.", Body: Fields{{"properties", Fields{
			{"addressPrefix", text("prefix")},
			{"nextHopType", text("nextHopType").or(Str(NextHopAppliance))},
			{"nextHopIpAddress", text("nextHop").optional().about("Address of the firewall or appliance.")},
		}}},
	}},
})

// AddedRules are rules that are added to security groups of others, one by one: a write of the group itself would drop those of its owner.
// Source: Behaviors of security groups.
var AddedRules = define(Table{
	Name: "addedRules", One: "addedRule", About: "Rules that are added to existing security groups.", AtOnce: 1,
	Columns: append([]Column{text("securityGroup").about("Its name in Azure.")}, ruleColumns...),
	Resources: []Resource{{Key: "securityRule", Type: TypeSecurityRule, Parent: &Reference{Column: "securityGroup", Type: TypeSecurityGroup, Name: "{securityGroup}"},
		Name: Name{Pattern: "{name}"}, About: "Security rules.", Body: Fields{{"properties", rule}},
	}},
})

// SecurityGroups are those of networks that exist.
var SecurityGroups = define(Table{
	Name: "securityGroups", One: "securityGroup", About: "Security groups of networks that exist.",
	Columns:   []Column{{Name: "network"}},
	Resources: []Resource{{Key: "securityGroup", Type: TypeSecurityGroup, Name: Name{"nsg-{network}", "azureName"}, Body: rules, About: "Security groups."}},
})

// SubnetSecurityGroups are those that one subnet has for itself.
var SubnetSecurityGroups = define(Table{
	Name: "subnetSecurityGroups", One: "subnetSecurityGroup", About: "Security groups that one subnet has for itself.",
	Columns: []Column{{Name: "network"}, {Name: "subnet"}},
	Resources: []Resource{{Key: "securityGroup", Type: TypeSecurityGroup, Name: Name{"nsg-{network}-{subnet}", "azureName"},
		Body: rules, About: "Security groups of one subnet."}},
})

// Peerings are the halves of peerings that a template makes, each by the network that holds it.
var Peerings = define(Table{
	Name: "peerings", One: "peering", About: "Halves of peerings.", AtOnce: 1,
	Columns: []Column{{Name: "network"}, {Name: "networkAzureName"}, {Name: "remote"}, {Name: "remoteAzureName"}, {Name: "remoteResourceGroup"},
		{Name: "remoteSubscription"}, {Name: "classic", Kind: FlagKind, Default: Bool(false), About: "The remote network is of the classic deployment model."}},
	Resources: []Resource{{
		Key: "peering", Type: TypePeering, About: "One half of each peering.",
		Parent: &Reference{Column: "network", Type: TypeVirtualNetwork, Name: "vnet-{network}"},
		Name:   Name{"peer-{network}-to-{remote}", "azureName"},
		Body: Fields{{"properties", Fields{
			{"remoteVirtualNetwork", Fields{{"id", First{
				When{Has("classic"), Reference{Column: "remote", Type: TypeClassicNetwork, Name: "vnet-{remote}", Elsewhere: true}},
				Reference{Column: "remote", Type: TypeVirtualNetwork, Name: "vnet-{remote}", Elsewhere: true},
			}}}},
			{"allowVirtualNetworkAccess", yes},
			{"allowForwardedTraffic", Flag{Name: "forwardedTraffic", Default: true, About: "True where it is not said."}},
			{"allowGatewayTransit", Flag{Name: "gatewayTransit"}},
			{"useRemoteGateways", Flag{Name: "remoteGateways"}},
			{"peerCompleteVnets", When{Has("subnets"), no}},
			{"localSubnetNames", texts("subnets").optional().about("Of some subnets alone: these,")},
			{"remoteSubnetNames", texts("remoteSubnets").optional().about("with these of the remote network.")},
			{"enableOnlyIPv6Peering", When{Has("subnets"), Flag{Name: "ipv6Only"}}},
		}}},
	}},
})

// ResourceGroups are the resource groups that the deployment makes.
var ResourceGroups = define(Table{
	Name: "resourceGroups", One: "resourceGroup", About: "Resource groups of virtual networks and what belongs to them.",
	Resources: []Resource{{
		Key: "resourceGroup", Type: TypeResourceGroup, Name: Name{Pattern: "{name}"}, About: "Resource groups.",
		Body: Fields{
			{"location", text("location")},
			{"tags", Tags{}},
		},
	}},
})
