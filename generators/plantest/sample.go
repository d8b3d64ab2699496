package plantest

import "github.com/vnetloom/vnetloom/generators/plan"

var (
	hub      = Network("", "rg-hub", "virtualNetworks", "vnet-hub")
	hubTable = Network("", "rg-hub", "routeTables", "rt-hub")
	spoke    = Network(Prod, "rg-spoke", "virtualNetworks", "vnet-spoke")
	policy   = Network("", "rg-hub", "firewallPolicies", "afwp-hub")
	spokes   = Network("", "rg-hub", "ipGroups", "ipg-hub-spokes")
	address  = Network("", "rg-hub", "publicIPAddresses", "pip-afw-hub")
	firewall = Network("", "rg-hub", "azureFirewalls", "afw-hub")
	balancer = Network(Prod, "rg-spoke", "loadBalancers", "lb-nva")
)

func subnet(network plan.ID, name string) plan.ID {
	network.Type += "/subnets"
	network.Name += "/" + name
	return network
}

func part(of plan.ID, kind, name string) plan.ID {
	of.Type += "/" + kind
	of.Name += "/" + name
	return of
}

// Sample is a hub with a firewall and a gateway in the deployment's own subscription, and a spoke with a load balancer in a
// declared one, peered.
func Sample() *plan.Plan {
	return &plan.Plan{
		Name: "sample it's ${x}",
		Roots: []plan.Root{{
			Name: "main", About: "A sample: it's ${x}.",
			Parameters: []plan.Parameter{{Name: "sharedKeyHubDc1", Description: "Shared key of the tunnel of hub to dc1: it's ${x} $(y) #> {{z}}."}},
			Groups: []plan.Resource{resource("rgHub", id("", "", groupType, "rg-hub"), "Resource group of the hub (networks.hub).",
				object("location", "westeurope", "tags", object("env", "prod")))},
			Modules: []plan.Module{groups(), hubNetwork(), gateway(), hubFirewall(), spokeNetwork(), loadBalancer(), fromHub(), toHub(), localGateway(), connection()},
			Outputs: []plan.Output{{Name: "firewallAddresses", Type: "object", Description: "Private addresses of the firewalls.",
				Value: plan.Object{{Key: "hub/firewall", Value: plan.ModuleOutput{Module: "firewallHub", Output: "afwHubAddress"}}}}},
		}, {
			Name: "connections", About: "Connections to circuits.", Modules: []plan.Module{circuitConnection()},
		}},
	}
}

func own(symbol string) plan.Scope {
	return plan.Scope{Folder: "default", ResourceGroup: "rg-hub", GroupSymbol: symbol}
}

var prod = plan.Scope{Subscription: Prod, Folder: "prod", ResourceGroup: "rg-spoke"}

func groups() plan.Module {
	return plan.Module{Symbol: "groupsProd", Name: "sample-prod-resource-groups", File: "resource-groups",
		Description: "Resource groups of the subscription prod.", Scope: plan.Scope{Subscription: Prod, Folder: "prod"},
		Resources: []plan.Resource{resource("rgSpoke", id(Prod, "", groupType, "rg-spoke"), "Resource group rg-spoke.", object("location", "westeurope"))}}
}

func hubNetwork() plan.Module {
	return plan.Module{Symbol: "hub", Name: "sample-rg-hub-hub", File: "hub", Description: "Hub networks with their route tables.", Scope: own("rgHub"),
		Resources: []plan.Resource{
			resource("rtHub", hubTable, "Routes of hub/shared.\nIt's \"quoted\" ${x} [y].", object(
				"location", "westeurope",
				"properties", object("disableBgpRoutePropagation", true, "routes", list(object("name", "to-spoke", "properties",
					object("addressPrefix", "10.1.0.0/16", "nextHopType", "VirtualAppliance", "nextHopIpAddress", "10.0.1.4")))))),
			resource("vnetHub", hub, "Network hub (networks.hub).", object(
				"location", "westeurope",
				"tags", nastyTags(),
				"properties", object(
					"addressSpace", object("addressPrefixes", list("10.0.0.0/16")),
					"subnets", list(
						object("name", "shared", "properties", object("addressPrefixes", list("10.0.0.0/24"), "routeTable", object("id", hubTable), "delegations", list())),
						object("name", "AzureFirewallSubnet", "properties", object("addressPrefix", "10.0.1.0/26")),
						object("name", "GatewaySubnet", "properties", object("addressPrefix", "10.0.2.0/27")))))),
		}}
}

func gateway() plan.Module {
	pip := Network("", "rg-hub", "publicIPAddresses", "pip-vgw-hub")
	return plan.Module{Symbol: "gatewayHub", Name: "sample-rg-hub-gateway", File: "gateway", Description: "Gateways.", Scope: own("rgHub"),
		DependsOn: []string{"hub"},
		Resources: []plan.Resource{
			publicAddress("pipVgwHub", pip),
			resource("vgwHub", Network("", "rg-hub", "virtualNetworkGateways", "vgw-hub"), "VPN gateway of hub.", object(
				"location", "westeurope",
				"properties", object(
					"gatewayType", "Vpn", "vpnType", "RouteBased", "enableBgp", false, "activeActive", false,
					"sku", object("name", "VpnGw1AZ", "tier", "VpnGw1AZ"),
					"ipConfigurations", list(object("name", "default", "properties", object(
						"subnet", object("id", subnet(hub, "GatewaySubnet")), "publicIPAddress", object("id", pip)))))), pip),
		}}
}

func publicAddress(symbol string, of plan.ID) plan.Resource {
	return resource(symbol, of, "Public address.", object(
		"location", "westeurope", "zones", list("1", "2", "3"), "sku", object("name", "Standard"),
		"properties", object("publicIPAllocationMethod", "Static", "idleTimeoutInMinutes", 4)))
}

func hubFirewall() plan.Module {
	first, second := part(policy, "ruleCollectionGroups", "network"), part(policy, "ruleCollectionGroups", "network-2")
	return plan.Module{Symbol: "firewallHub", Name: "sample-rg-hub-firewall", File: "firewall", Description: "Firewalls with their policies.",
		Scope: own("rgHub"), DependsOn: []string{"hub", "gatewayHub"},
		Resources: []plan.Resource{
			publicAddress("pipAfwHub", address),
			resource("ipgHubSpokes", spokes, "Addresses of the spokes.", object("location", "westeurope", "properties", object("ipAddresses", list("10.1.0.0/16")))),
			resource("afwpHub", policy, "Policy of the firewall of hub.", object("location", "westeurope", "properties", object("sku", object("tier", "Standard"))),
				spokes),
			child(resource("afwpHubNetwork", first, "Rules.", rules(100, "it's ${x}"), policy, spokes), policy),
			child(resource("afwpHubNetwork2", second, "More rules.", rules(200, "second"), policy, first), policy),
			resource("afwHub", firewall, "Firewall of hub.", object(
				"location", "westeurope",
				"properties", object(
					"sku", object("name", "AZFW_VNet", "tier", "Standard"),
					"firewallPolicy", object("id", policy),
					"ipConfigurations", list(object("name", "default", "properties", object(
						"privateIPAddress", "10.0.1.4",
						"subnet", object("id", subnet(hub, "AzureFirewallSubnet")),
						"publicIPAddress", object("id", address)))))), policy, address, second),
		},
		Outputs: []plan.Output{{Name: "afwHubAddress", Type: "string", Description: "Private address of afw-hub.",
			Value: plan.Property{Of: firewall, Path: "ipConfigurations[0].properties.privateIPAddress"}}}}
}

func rules(priority int, name string) plan.Object {
	return object("properties", object("priority", priority, "ruleCollections", list(object(
		"ruleCollectionType", "FirewallPolicyFilterRuleCollection", "name", "allow", "priority", 100, "action", object("type", "Allow"),
		"rules", list(object("ruleType", "NetworkRule", "name", name, "ipProtocols", list("Any"),
			"sourceIpGroups", list(spokes), "destinationAddresses", list("*"), "destinationPorts", list("*"),
			"destinationFqdns", list("login.microsoftonline.com")))))))
}

func spokeNetwork() plan.Module {
	table := Network(Prod, "rg-spoke", "routeTables", "rt-spoke")
	return plan.Module{Symbol: "network", Name: "sample-prod-rg-spoke-network", File: "network", Description: "Networks.", Scope: prod,
		DependsOn: []string{"groupsProd", "firewallHub"},
		Resources: []plan.Resource{
			resource("rtSpoke", table, "Routes of spoke.", object("location", "westeurope", "properties", object("routes", list()))),
			resource("vnetSpoke", spoke, "Network spoke.", object("location", "westeurope", "properties", object(
				"addressSpace", object("addressPrefixes", list("10.1.0.0/16")),
				"subnets", list(object("name", "app", "properties", object("addressPrefix", "10.1.0.0/24", "routeTable", object("id", table)))))), table),
		}}
}

func loadBalancer() plan.Module {
	return plan.Module{Symbol: "balancer", Name: "sample-prod-rg-spoke-lb", File: "spoke-load-balancer", Description: "Load balancers.", Scope: prod,
		DependsOn: []string{"network"},
		Resources: []plan.Resource{resource("lbNva", balancer, "Load balancer of spoke/nva.", object(
			"location", "westeurope", "sku", object("name", "Standard"),
			"properties", object(
				"frontendIPConfigurations", list(object("name", "frontend", "properties", object("privateIPAddress", "10.1.0.10", "privateIPAllocationMethod", "Static",
					"subnet", object("id", subnet(spoke, "app"))))),
				"backendAddressPools", list(object("name", "backend")),
				"probes", list(object("name", "probe", "properties", object("port", 22, "protocol", "Tcp", "intervalInSeconds", 5, "numberOfProbes", 2))),
				"loadBalancingRules", list(object("name", "all", "properties", object(
					"protocol", "All", "frontendPort", 0, "backendPort", 0,
					"frontendIPConfiguration", object("id", part(balancer, "frontendIPConfigurations", "frontend")),
					"backendAddressPool", object("id", part(balancer, "backendAddressPools", "backend")),
					"probe", object("id", part(balancer, "probes", "probe")))))))),
		},
		Outputs: []plan.Output{{Name: "lbNvaPool", Type: "string", Description: "Backend pool of spoke/nva.",
			Value: plan.Ref(part(balancer, "backendAddressPools", "backend"))}}}
}

func peering(symbol string, local, remote plan.ID, name string, transit, remoteGateways bool) plan.Resource {
	return child(resource(symbol, part(local, "virtualNetworkPeerings", name), "Half of a peering (connections.estate).", object(
		"properties", object(
			"remoteVirtualNetwork", object("id", remote), "allowVirtualNetworkAccess", true, "allowForwardedTraffic", true,
			"allowGatewayTransit", transit, "useRemoteGateways", remoteGateways))), local)
}

func fromHub() plan.Module {
	second := peering("peerHubToOther", hub, Network("", "rg-other", "virtualNetworks", "vnet-hub"), "peer-hub-to-other", false, false)
	second.DependsOn = []plan.ID{part(hub, "virtualNetworkPeerings", "peer-hub-to-spoke")}
	return plan.Module{Symbol: "peeringHub", Name: "sample-rg-hub-peering", File: "peering", Description: "Peerings.", Scope: own("rgHub"),
		DependsOn: []string{"gatewayHub", "network"},
		Resources: []plan.Resource{peering("peerHubToSpoke", hub, spoke, "peer-hub-to-spoke", true, false), second}}
}

func toHub() plan.Module {
	return plan.Module{Symbol: "peeringProd", Name: "sample-prod-rg-spoke-return-peering", File: "return-peering", Description: "Peerings.", Scope: prod,
		DependsOn: []string{"peeringHub"},
		Resources: []plan.Resource{peering("peerSpokeToHub", spoke, hub, "peer-spoke-to-hub", false, true)}}
}

var (
	vpn  = Network("", "rg-hub", "virtualNetworkGateways", "vgw-hub")
	site = Network("", "rg-hub", "localNetworkGateways", "lgw-hub-dc1")
)

func localGateway() plan.Module {
	return plan.Module{Symbol: "localGatewayHub", Name: "sample-rg-hub-local-gateway", File: "local-gateway", Description: "Sites.", Scope: own("rgHub"),
		Resources: []plan.Resource{resource("lgwHubDc1", site, "Site dc1.", object("location", "westeurope", "properties", object(
			"gatewayIpAddress", "203.0.113.10", "localNetworkAddressSpace", object("addressPrefixes", list("192.168.0.0/16")))))}}
}

// connection is a tunnel with a key, in a module of its own.
func connection() plan.Module {
	return plan.Module{Symbol: "connectionHub", Name: "sample-rg-hub-connection", File: "connection", Description: "Connections.", Scope: own("rgHub"),
		DependsOn: []string{"gatewayHub", "localGatewayHub", "peeringProd"},
		Resources: []plan.Resource{resource("conHubDc1", Network("", "rg-hub", "connections", "con-hub-dc1"), "Tunnel of hub to dc1.",
			object("location", "westeurope", "properties", object(
				"connectionType", "IPsec", "connectionProtocol", "IKEv2", "virtualNetworkGateway1", object("id", vpn), "localNetworkGateway2", object("id", site),
				"sharedKey", plan.Secret{Name: "sharedKeyHubDc1"}, "enableBgp", false))),
			resource("conHubToSpoke", Network("", "rg-hub", "connections", "con-hub-to-spoke"), "Tunnel of hub to spoke.",
				object("location", "westeurope", "properties", object(
					"connectionType", "Vnet2Vnet", "virtualNetworkGateway1", object("id", vpn), "virtualNetworkGateway2",
					object("id", Network(Prod, "rg-spoke", "virtualNetworkGateways", "vgw-spoke")),
					"sharedKey", plan.Secret{Name: "sharedKeyHubDc1"}, "enableBgp", true)), Network("", "rg-hub", "connections", "con-hub-dc1"))}}
}

// circuitConnection reads the key of an authorization that another root has made, from a declared subscription.
func circuitConnection() plan.Module {
	circuit := Network("", "rg-hub", "expressRouteCircuits", "erc-fra")
	return plan.Module{Symbol: "connectionProd", Name: "sample-connections-prod-rg-spoke-connection", File: "connection", Description: "Connections.", Scope: prod,
		Resources: []plan.Resource{resource("conSpokeErFra", Network(Prod, "rg-spoke", "connections", "con-spoke-er-fra"), "Connection of spoke to er-fra.",
			object("location", "westeurope", "properties", object(
				"connectionType", "ExpressRoute", "virtualNetworkGateway1", object("id", Network(Prod, "rg-spoke", "virtualNetworkGateways", "ergw-spoke")), "peer",
				object("id", circuit),
				"authorizationKey", plan.Property{Of: part(circuit, "authorizations", "auth-spoke"), Path: "authorizationKey", APIVersion: NetworkVersion},
				"expressRouteGatewayBypass", false)))}}
}
