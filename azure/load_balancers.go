package azure

// LoadBalancers are internal Standard load balancers before appliances, with a rule for all ports of each family of addresses. Their pools are
// empty: the appliances that the user runs join them.
var LoadBalancers = define(Table{
	Name: "loadBalancers", One: "loadBalancer", About: "Internal load balancers before appliances, by network and appliance.", AtOnce: 1,
	Columns: []Column{{Name: "network"}, {Name: "networkAzureName"}, {Name: "name"}, {Name: "azureName"}, {Name: "location"}, {Name: "tags"}, {Name: "subnet"},
		{Name: "privateAddress", Kind: String, Optional: true},
		{Name: "privateAddressIPv6", Kind: String, Optional: true},
		{Name: "zones"}, {Name: "probeProtocol"}, {Name: "probePort"}, {Name: "probePath"}},
	Resources: []Resource{{Key: "loadBalancer", Type: TypeLoadBalancer, Name: Name{"lb-{network}-{name}", "azureName"}, About: "Load balancers.", Body: Fields{
		{"location", Location{}},
		{"tags", Tags{}},
		{"sku", Fields{{"name", str("Standard")}, {"tier", str("Regional")}}},
		{"properties", Fields{
			{"frontendIPConfigurations", ofFamilies(
				frontend("frontend", "IPv4", text("privateAddress").optional()),
				frontend("frontend-ipv6", "IPv6", Text{Name{Pattern: "{privateAddressIPv6}"}}))},
			{"backendAddressPools", ofFamilies(Fields{{"name", str("appliances")}}, Fields{{"name", str("appliances-ipv6")}})},
			{"probes", Items{Fields{{"name", str("probe")}, {"properties", Fields{
				{"protocol", text("probeProtocol")},
				{"port", Column{Name: "probePort", Kind: Integer}},
				{"requestPath", text("probePath").optional()},
				{"intervalInSeconds", Const{Int(5)}},
				{"numberOfProbes", Const{Int(2)}},
			}}}}},
			{"loadBalancingRules", ofFamilies(haPorts(""), haPorts("-ipv6"))},
		}},
	}}},
	Outputs: []Output{{Name: "loadBalancers", One: "loadBalancer", About: "Backend pools that the machines of the appliances join, with their addresses of each family.",
		Item: Fields{
			{"network", text("network")},
			{"name", text("name")},
			{"backendPool", When{Has("privateAddress"), backendPool("appliances")}},
			{"backendPoolIPv6", When{Has("privateAddressIPv6"), backendPool("appliances-ipv6")}},
		}}},
})

// backendPool is the id of a pool of the row's load balancer.
func backendPool(name Pattern) Own {
	return Own{Resource: "loadBalancer", Type: TypeLoadBalancer + "/backendAddressPools", Child: []Name{{Pattern: name}}}
}

// ofFamilies is a list with an item for each family of addresses that the appliance has.
func ofFamilies(v4, v6 Node) Items {
	return Items{When{Has("privateAddress"), v4}, When{Has("privateAddressIPv6"), v6}}
}

// frontend is the address of one family.
func frontend(name, version string, address Node) Fields {
	return Fields{
		{"name", str(name)},
		{"zones", texts("zones").optional().about("Of its frontends, none where the location has none.")},
		{"properties", Fields{
			{"privateIPAddress", address},
			{"privateIPAllocationMethod", str("Static")},
			{"privateIPAddressVersion", str(version)},
			{"subnet", id(Reference{Column: "network", Type: TypeSubnet, Name: "vnet-{network}", Child: []Name{{Pattern: "{subnet}"}}})},
		}},
	}
}

// haPorts is the rule for all ports of one family.
func haPorts(suffix Pattern) Fields {
	part := func(kind string, name Pattern) Node {
		return id(Own{Resource: "loadBalancer", Type: TypeLoadBalancer + "/" + kind, Child: []Name{{Pattern: name}}})
	}
	return Fields{{"name", str("ha-ports" + string(suffix))}, {"properties", Fields{
		{"frontendIPConfiguration", part("frontendIPConfigurations", "frontend"+suffix)},
		{"backendAddressPool", part("backendAddressPools", "appliances"+suffix)},
		{"probe", part("probes", "probe")},
		{"protocol", str("All")},
		{"frontendPort", Const{Int(0)}},
		{"backendPort", Const{Int(0)}},
		{"enableFloatingIP", no},
		{"loadDistribution", str("Default")},
	}}}
}
