package powershell

import "github.com/vnetloom/vnetloom/generators/plan"

type (
	obj = plan.Object
	arr = plan.List
	str = plan.Str
	num = plan.Int
)

const (
	version = "2025-05-01"
	prod    = "11111111-2222-3333-4444-555555555555"
	nsg     = "/subscriptions/" + prod + "/resourceGroups/rg-sec/providers/Microsoft.Network/networkSecurityGroups/nsg-web"
	nat     = "/subscriptions/" + prod + "/resourceGroups/rg-sec/providers/Microsoft.Network/natGateways/nat-web"
	ddos    = "/subscriptions/" + prod + "/resourceGroups/rg-sec/providers/Microsoft.Network/ddosProtectionPlans/ddos"
)

func strs(items ...string) arr {
	out := arr{}
	for _, s := range items {
		out = append(out, str(s))
	}
	return out
}

// net is an id in the hub's resource group, far one in the spokes'.
func net(kind, name string) plan.ID {
	return plan.ID{ResourceGroup: "rg-hub", Type: networkProvider + kind, Name: name}
}

func far(kind, name string) plan.ID {
	return plan.ID{Subscription: prod, ResourceGroup: "rg-spokes", Type: networkProvider + kind, Name: name}
}

func ref(id plan.ID) obj { return obj{{Key: "id", Value: plan.Ref(id)}} }

// with is a resource body of a location, tags and properties.
func with(properties obj, more ...plan.Member) obj {
	body := obj{{Key: "location", Value: str("westeurope")}, {Key: "tags", Value: obj{{Key: "env", Value: str("prod")}}}}
	return append(append(body, more...), plan.Member{Key: "properties", Value: properties})
}

func sku(name string) plan.Member {
	return plan.Member{Key: "sku", Value: obj{{Key: "name", Value: str(name)}, {Key: "tier", Value: str("Regional")}}}
}

func route(name, prefix, hop, address string) obj {
	p := obj{{Key: "addressPrefix", Value: str(prefix)}, {Key: "nextHopType", Value: str(hop)}}
	if address != "" {
		p = append(p, plan.Member{Key: "nextHopIpAddress", Value: str(address)})
	}
	return obj{{Key: "name", Value: str(name)}, {Key: "properties", Value: p}}
}

func subnet(name, prefix string, more ...plan.Member) obj {
	p := append(obj{{Key: "addressPrefix", Value: str(prefix)}}, more...)
	return obj{{Key: "name", Value: str(name)}, {Key: "properties", Value: p}}
}

func resource(id plan.ID, about string, body obj, needs ...plan.ID) plan.Resource {
	return plan.Resource{ID: id, APIVersion: version, Description: about, Body: body, DependsOn: needs}
}

func routeTable(id plan.ID, disable bool, routes ...plan.Value) plan.Resource {
	return resource(id, "Routes of "+id.Name+" (networks.hub).", with(obj{
		{Key: "disableBgpRoutePropagation", Value: plan.Bool(disable)}, {Key: "routes", Value: arr(routes)},
	}))
}

func peering(id plan.ID, remote plan.ID, forwarded, transit, use bool, more ...plan.Member) plan.Resource {
	p := obj{
		{Key: "remoteVirtualNetwork", Value: ref(remote)},
		{Key: "allowVirtualNetworkAccess", Value: plan.Bool(true)},
		{Key: "allowForwardedTraffic", Value: plan.Bool(forwarded)},
		{Key: "allowGatewayTransit", Value: plan.Bool(transit)},
		{Key: "useRemoteGateways", Value: plan.Bool(use)},
	}
	return resource(id, "Half of a peering (connections.estate).", obj{{Key: "properties", Value: append(p, more...)}})
}

func hubModule() plan.Module {
	table := net("routeTables", "rt-hub-GatewaySubnet")
	network := net("virtualNetworks", "vnet-hub")
	return plan.Module{Symbol: "hub", Name: "hub", File: "hub", Resources: []plan.Resource{
		routeTable(table, false, route("to-shop", "10.1.0.0/24", "VirtualAppliance", "10.0.0.68")),
		resource(network, "Hub network hub (networks.hub).", with(obj{
			{Key: "addressSpace", Value: obj{{Key: "addressPrefixes", Value: strs("10.0.0.0/22", "fd00:db8::/48")}}},
			{Key: "dhcpOptions", Value: obj{{Key: "dnsServers", Value: strs("10.0.0.132", "10.0.0.133")}}},
			{Key: "encryption", Value: obj{{Key: "enabled", Value: plan.Bool(true)}, {Key: "enforcement", Value: str("AllowUnencrypted")}}},
			{Key: "enableDdosProtection", Value: plan.Bool(true)},
			{Key: "ddosProtectionPlan", Value: obj{{Key: "id", Value: str(ddos)}}},
			{Key: "subnets", Value: arr{
				subnet("GatewaySubnet", "10.0.0.0/26", plan.Member{Key: "routeTable", Value: ref(table)}),
				subnet("AzureFirewallSubnet", "10.0.0.64/26"),
				subnet("nva", "10.0.1.0/26"),
			}},
		}), table),
	}}
}

func gateway(name, kind, size, generation string, more []plan.Member, configs ...plan.Value) plan.Resource {
	p := obj{
		{Key: "gatewayType", Value: str(kind)}, {Key: "vpnType", Value: str("RouteBased")},
		{Key: "vpnGatewayGeneration", Value: str(generation)},
		{Key: "sku", Value: obj{{Key: "name", Value: str(size)}, {Key: "tier", Value: str(size)}}},
	}
	p = append(append(p, more...), plan.Member{Key: "ipConfigurations", Value: arr(configs)})
	return resource(net("virtualNetworkGateways", name), "Gateway of hub (networks.hub.gateways).", with(p))
}

func gatewayConfig(name, address string) obj {
	p := obj{
		{Key: "privateIPAllocationMethod", Value: str("Dynamic")},
		{Key: "subnet", Value: ref(net("virtualNetworks/subnets", "vnet-hub/GatewaySubnet"))},
	}
	if address != "" {
		p = append(p, plan.Member{Key: "publicIPAddress", Value: ref(net("publicIPAddresses", address))})
	}
	return obj{{Key: "name", Value: str(name)}, {Key: "properties", Value: p}}
}

func publicAddress(name string) plan.Resource {
	return resource(net("publicIPAddresses", name), "Public address "+name+".", with(obj{
		{Key: "publicIPAllocationMethod", Value: str("Static")}, {Key: "publicIPAddressVersion", Value: str("IPv4")},
	}, sku("Standard"), plan.Member{Key: "zones", Value: strs("1", "2", "3")}))
}

func gatewayModule() plan.Module {
	vpn := []plan.Member{
		{Key: "activeActive", Value: plan.Bool(true)}, {Key: "enableBgp", Value: plan.Bool(true)},
		{Key: "bgpSettings", Value: obj{{Key: "asn", Value: num(65010)}}},
	}
	return plan.Module{Symbol: "gateway", Name: "gateway", File: "gateway", DependsOn: []string{"hub"}, Resources: []plan.Resource{
		publicAddress("pip-vpn-1"), publicAddress("pip-vpn-2"),
		gateway("vgw-hub", "Vpn", "VpnGw2AZ", "Generation2", vpn, gatewayConfig("one", "pip-vpn-1"), gatewayConfig("two", "pip-vpn-2")),
		gateway("ergw-hub", "ExpressRoute", "ErGw1AZ", "None", nil, gatewayConfig("one", "")),
	}}
}

func firewallModule() plan.Module {
	policy := net("firewallPolicies", "afwp-hub")
	group := func(name string, addresses ...string) plan.Resource {
		return resource(net("ipGroups", name), "Addresses "+name+".", with(obj{{Key: "ipAddresses", Value: strs(addresses...)}}))
	}
	rule := obj{
		{Key: "ruleType", Value: str("NetworkRule")}, {Key: "name", Value: str("shop-to-pay")},
		{Key: "ipProtocols", Value: strs("TCP", "UDP")},
		{Key: "sourceIpGroups", Value: arr{plan.Ref(net("ipGroups", "ipg-shop"))}},
		{Key: "destinationIpGroups", Value: arr{plan.Ref(net("ipGroups", "ipg-pay"))}},
		{Key: "destinationPorts", Value: strs("443", "8080-8090")},
	}
	collection := obj{
		{Key: "ruleCollectionType", Value: str("FirewallPolicyFilterRuleCollection")}, {Key: "name", Value: str("allow")},
		{Key: "priority", Value: num(1000)}, {Key: "action", Value: obj{{Key: "type", Value: str("Allow")}}},
		{Key: "rules", Value: arr{rule}},
	}
	config := func(name, subnet, address, private string) obj {
		p := obj{
			{Key: "subnet", Value: ref(net("virtualNetworks/subnets", "vnet-hub/"+subnet))},
			{Key: "publicIPAddress", Value: ref(net("publicIPAddresses", address))},
		}
		if private != "" {
			p = append(p, plan.Member{Key: "privateIPAddress", Value: str(private)})
		}
		return obj{{Key: "name", Value: str(name)}, {Key: "properties", Value: p}}
	}
	return plan.Module{Symbol: "firewall", Name: "firewall", File: "firewall", DependsOn: []string{"gateway"}, Resources: []plan.Resource{
		publicAddress("pip-afw"), publicAddress("pip-afw-management"),
		group("ipg-shop", "10.1.0.0/24"), group("ipg-pay", "10.1.1.0/24"),
		resource(policy, "Policy of hub/firewall.", with(obj{
			{Key: "sku", Value: obj{{Key: "tier", Value: str("Standard")}}}, {Key: "threatIntelMode", Value: str("Alert")},
			{Key: "snat", Value: obj{{Key: "privateRanges", Value: strs("IANAPrivateRanges", "203.0.113.0/24")}}},
		})),
		resource(net("firewallPolicies/ruleCollectionGroups", "afwp-hub/access"), "Rules (access).", obj{{Key: "properties", Value: obj{
			{Key: "priority", Value: num(1000)}, {Key: "ruleCollections", Value: arr{collection}},
		}}}, policy),
		resource(net("azureFirewalls", "afw-hub"), "Firewall hub/firewall (networks.hub.firewall).", with(obj{
			{Key: "sku", Value: obj{{Key: "name", Value: str("AZFW_VNet")}, {Key: "tier", Value: str("Standard")}}},
			{Key: "ipConfigurations", Value: arr{config("main", "AzureFirewallSubnet", "pip-afw", "10.0.0.68")}},
			{Key: "managementIpConfiguration", Value: config("management", "AzureFirewallManagementSubnet", "pip-afw-management", "")},
			{Key: "firewallPolicy", Value: ref(policy)},
		}, plan.Member{Key: "zones", Value: strs("1", "2", "3")}), policy),
	}}
}

func balancerModule() plan.Module {
	part := func(kind, name string) obj { return ref(net("loadBalancers/"+kind, "lbi-nva/"+name)) }
	return plan.Module{Symbol: "lb", Name: "lb", File: "load-balancer", DependsOn: []string{"firewall"}, Resources: []plan.Resource{
		resource(net("loadBalancers", "lbi-nva"), "Load balancer of hub/nva.", with(obj{
			{Key: "frontendIPConfigurations", Value: arr{obj{
				{Key: "name", Value: str("front")}, {Key: "zones", Value: strs("1", "2", "3")},
				{Key: "properties", Value: obj{
					{Key: "privateIPAddress", Value: str("10.0.1.4")}, {Key: "privateIPAllocationMethod", Value: str("Static")},
					{Key: "privateIPAddressVersion", Value: str("IPv4")},
					{Key: "subnet", Value: ref(net("virtualNetworks/subnets", "vnet-hub/nva"))},
				}},
			}}},
			{Key: "backendAddressPools", Value: arr{obj{{Key: "name", Value: str("back")}}}},
			{Key: "probes", Value: arr{obj{{Key: "name", Value: str("alive")}, {Key: "properties", Value: obj{
				{Key: "protocol", Value: str("Tcp")}, {Key: "port", Value: num(22)},
				{Key: "intervalInSeconds", Value: num(5)}, {Key: "numberOfProbes", Value: num(2)},
			}}}}},
			{Key: "loadBalancingRules", Value: arr{obj{{Key: "name", Value: str("all")}, {Key: "properties", Value: obj{
				{Key: "frontendIPConfiguration", Value: part("frontendIPConfigurations", "front")},
				{Key: "backendAddressPool", Value: part("backendAddressPools", "back")}, {Key: "probe", Value: part("probes", "alive")},
				{Key: "protocol", Value: str("All")}, {Key: "frontendPort", Value: num(0)}, {Key: "backendPort", Value: num(0)},
				{Key: "enableFloatingIP", Value: plan.Bool(true)}, {Key: "idleTimeoutInMinutes", Value: num(4)},
			}}}}},
		}, sku("Standard"))),
	}}
}

func spokeModule() plan.Module {
	table := far("routeTables", "rt-shop")
	return plan.Module{Symbol: "network", Name: "network", File: "network", DependsOn: []string{"lb"}, Resources: []plan.Resource{
		routeTable(table, true,
			route("default", "0.0.0.0/0", "VirtualAppliance", "10.0.0.68"), route("ten", "10.0.0.0/8", "VirtualAppliance", "10.0.0.68"),
			route("out", "203.0.113.0/24", "Internet", "")),
		resource(far("virtualNetworks", "vnet-shop"), "Network shop (networks.shop).", with(obj{
			{Key: "addressSpace", Value: obj{{Key: "addressPrefixes", Value: strs("10.1.0.0/24")}}},
			{Key: "subnets", Value: arr{
				subnet("web", "10.1.0.0/26",
					plan.Member{Key: "routeTable", Value: ref(table)},
					plan.Member{Key: "networkSecurityGroup", Value: obj{{Key: "id", Value: str(nsg)}}},
					plan.Member{Key: "natGateway", Value: obj{{Key: "id", Value: str(nat)}}},
					plan.Member{Key: "serviceEndpoints", Value: arr{obj{{Key: "service", Value: str("Microsoft.Storage")}}}},
					plan.Member{Key: "delegations", Value: arr{obj{{Key: "name", Value: str("farm")}, {Key: "properties", Value: obj{
						{Key: "serviceName", Value: str("Microsoft.Web/serverFarms")},
					}}}}},
					plan.Member{Key: "defaultOutboundAccess", Value: plan.Bool(false)},
					plan.Member{Key: "privateEndpointNetworkPolicies", Value: str("RouteTableEnabled")},
					plan.Member{Key: "privateLinkServiceNetworkPolicies", Value: str("Disabled")}),
				obj{{Key: "name", Value: str("dual")}, {Key: "properties", Value: obj{
					{Key: "addressPrefixes", Value: strs("10.1.0.64/26", "fd00:db8:1::/64")},
				}}},
			}},
		}), table),
	}}
}

// sample is a plan that holds every type.
func sample() *plan.Plan {
	group := plan.Resource{
		ID: plan.ID{Type: groupType, Name: "rg-hub"}, APIVersion: "2025-04-01", Description: "Resource group rg-hub.",
		Body: obj{{Key: "location", Value: str("westeurope")}, {Key: "tags", Value: obj{{Key: "env", Value: str("prod")}}}},
	}
	other := group
	other.ID, other.Description = plan.ID{Subscription: prod, Type: groupType, Name: "rg-spokes"}, "Resource group rg-spokes."
	hub, shop := net("virtualNetworks", "vnet-hub"), far("virtualNetworks", "vnet-shop")
	out := peering(net("virtualNetworks/virtualNetworkPeerings", "vnet-hub/to-shop"), shop, true, true, false)
	back := peering(far("virtualNetworks/virtualNetworkPeerings", "vnet-shop/to-hub"), hub, true, false, true)
	part := peering(far("virtualNetworks/virtualNetworkPeerings", "vnet-shop/to-partner"), far("virtualNetworks", "vnet-partner"),
		false, false, false,
		plan.Member{Key: "peerCompleteVnets", Value: plan.Bool(false)},
		plan.Member{Key: "localSubnetNames", Value: strs("web")}, plan.Member{Key: "remoteSubnetNames", Value: strs("db")},
		plan.Member{Key: "enableOnlyIPv6Peering", Value: plan.Bool(false)})
	return &plan.Plan{Name: "contoso-estate", Roots: []plan.Root{{
		Name: "main", Groups: []plan.Resource{group},
		Modules: []plan.Module{
			{Symbol: "groups", Name: "groups", File: "resource-groups", Resources: []plan.Resource{other}},
			hubModule(), gatewayModule(), firewallModule(), balancerModule(), spokeModule(),
			{Symbol: "peerA", Name: "peerA", File: "peering", DependsOn: []string{"network"}, Resources: []plan.Resource{out, part}},
			{Symbol: "peerB", Name: "peerB", File: "return-peering", DependsOn: []string{"peerA"}, Resources: []plan.Resource{back}},
		},
	}}}
}
