package adopt_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/reachability/deployed"
	"github.com/vnetloom/vnetloom/source"
)

func star() *estate {
	e := &estate{}
	e.network("hub", "10.0.0.0/24", []string{"tools 10.0.0.0/26"}, "a", "b", "c")
	for i, name := range []string{"a", "b", "c"} {
		e.network(name, "10.0."+string(rune('1'+i))+".0/24", []string{"web 10.0." + string(rune('1'+i)) + ".0/26"}, "hub")
	}
	return e
}

func TestANetworkWithThreePeeringsThatDoNotMeetIsAHub(t *testing.T) {
	intent, _, left := star().imported(t)
	require.Empty(t, left)
	require.Equal(t, map[string]any{"hub": map[string]any{"kind": "hubAndSpoke", "hub": "hub", "spokes": []any{"a", "b", "c"}}}, intent["connections"])
	require.Equal(t, "to-{remote}", at(intent, "naming", "peering"), "one pattern makes the names of all halves")
}

func TestNetworksThatAreAllPeeredAreAMesh(t *testing.T) {
	e := &estate{}
	e.network("a", "10.0.1.0/24", nil, "b", "c", "d").network("b", "10.0.2.0/24", nil, "a", "c", "d")
	e.network("c", "10.0.3.0/24", nil, "a", "b", "d").network("d", "10.0.4.0/24", nil, "a", "b", "c")
	intent, text, left := e.imported(t)
	require.Empty(t, left)
	require.Equal(t, map[string]any{"mesh": map[string]any{"kind": "mesh", "members": []any{"a", "b", "c", "d"}}}, intent["connections"])
	require.Contains(t, text, "# All of these are peered with each other.")
}

func TestTwoPeeredNetworksAreAPeering(t *testing.T) {
	e := &estate{}
	e.network("a", "10.0.1.0/24", nil, "b").network("b", "10.0.2.0/24", nil, "a")
	intent, _, left := e.imported(t)
	require.Empty(t, left)
	require.Equal(t, map[string]any{"a-b": map[string]any{"kind": "peering", "between": []any{"a", "b"}, "forwardedTraffic": true}}, intent["connections"])
}

// A peering is two halves: one alone is listed, and joins nothing in the intent.
func TestOneHalfOfAPeeringIsListed(t *testing.T) {
	e := &estate{}
	e.network("a", "10.0.1.0/24", nil, "b", "far").network("b", "10.0.2.0/24", nil)
	intent, _, left := e.imported(t)
	require.Nil(t, intent["connections"])
	require.Equal(t, []string{`virtualNetworks a: its peering "to-b" has no other half`, `virtualNetworks a: its peering "to-far" leads to a network that is not in the export`}, left)
}

// Names that no pattern makes stand at the connection: under another name Azure refuses the peering.
func TestANameThatThePatternDoesNotMakeStandsAtItsConnection(t *testing.T) {
	e := star()
	e.bodies[1]["properties"].(fields)["virtualNetworkPeerings"].([]fields)[0]["name"] = "handmade"
	intent, _, left := e.imported(t)
	require.Equal(t, "to-{remote}", at(intent, "naming", "peering"), "it makes most names")
	require.Empty(t, left)
	require.Equal(t, map[string]any{"a-hub": "handmade"}, at(intent, "connections", "hub", "names"))
}

func TestNamesOfNetworksComeFromTheirPatternOrStand(t *testing.T) {
	e := &estate{}
	e.network("vnet-shop", "10.0.1.0/24", nil).network("Corp.Lab", "10.0.2.0/24", nil)
	intent, _, _ := e.imported(t)
	require.Equal(t, "10.0.1.0/24", at(intent, "networks", "shop"))
	require.Equal(t, "Corp.Lab", at(intent, "networks", "Corp-Lab", "azureName"))
}

// What routes of spokes say: all private addresses, and what leads out, through a firewall.
func TestRoutesThroughAFirewallAreInspection(t *testing.T) {
	e := &estate{}
	e.network("hub", "10.0.0.0/24", []string{"AzureFirewallSubnet 10.0.0.0/26"}, "a", "b")
	e.network("a", "10.0.1.0/24", []string{"web 10.0.1.0/26 rt-a"}, "hub").network("b", "10.0.2.0/24", []string{"web 10.0.2.0/26 rt-b"}, "hub")
	e.table("rt-a", "all 10.0.0.0/8 VirtualAppliance 10.0.0.4", "out 0.0.0.0/0 VirtualAppliance 10.0.0.4")
	e.table("rt-b", "all 10.0.0.0/8 VirtualAppliance 10.0.0.4", "out 0.0.0.0/0 VirtualAppliance 10.0.0.4")
	e.firewall("hub", "10.0.0.4", "afwp-hub").rules("afwp-hub", "connectivity", "10.0.0.0/16 10.0.0.0/16")
	intent, text, left := e.imported(t)
	require.Empty(t, left)
	require.Equal(t, map[string]any{"kind": "hubAndSpoke", "hub": "hub", "spokes": []any{"a", "b"}, "inspect": "hub/firewall"}, at(intent, "connections", "hub"))
	require.Contains(t, text, "# What goes through hub/firewall is inferred from the routes of the spokes.")
	require.Equal(t, map[string]any{}, at(intent, "networks", "hub", "firewall"), "its address and its policy are those that the intent gives")
}

// Which spokes meet is what the rules of the firewall let through, where they are as the intent would write them; else its policy is used.
func TestRulesOfAFirewallTellWhichSpokesMeet(t *testing.T) {
	of := func(group string, rules ...string) *estate {
		e := &estate{}
		e.network("hub", "10.0.0.0/24", []string{"AzureFirewallSubnet 10.0.0.0/26"}, "a", "b", "c")
		for i, name := range []string{"a", "b", "c"} {
			prefix := "10.0." + string(rune('1'+i))
			e.network(name, prefix+".0/24", []string{"web " + prefix + ".0/26 rt-" + name}, "hub")
			e.table("rt-"+name, "all 10.0.0.0/8 VirtualAppliance 10.0.0.4")
		}
		return e.firewall("hub", "10.0.0.4", "afwp-hub").rules("afwp-hub", group, rules...)
	}
	intent, _, left := of("connectivity", "10.0.1.0/24 10.0.2.0/24", "10.0.2.0/24 10.0.1.0/24").imported(t)
	require.Empty(t, left)
	require.Equal(t, map[string]any{"kind": "hubAndSpoke", "hub": "hub", "spokes": []any{"a", "b"}, "spokeToSpoke": "hub/firewall"}, at(intent, "connections", "hub"))
	require.Equal(t, map[string]any{"kind": "hubAndSpoke", "hub": "hub", "spokes": "c"}, at(intent, "connections", "hub-2"), "no rule lets it reach the others")

	for name, e := range map[string]*estate{
		"another group": of("mine", "10.0.1.0/24 10.0.2.0/24"),
		"a port":        of("connectivity", "10.0.1.0/24 10.0.2.0/24 443"),
	} {
		t.Run(name, func(t *testing.T) {
			made := importOf(e.text(t))
			require.Contains(t, string(made.Intent), "policy: "+idOf("firewallPolicies", "afwp-hub"))
			require.True(t, made.Used[strings.ToLower(idOf("firewallPolicies", "afwp-hub"))])
			require.Contains(t, string(made.Intent), "spokes: [a, b, c]", "what it lets through does not change")
		})
	}
}

// A next hop that is no firewall is an appliance, with the load balancer at its address; a route that nothing else makes is written by hand.
func TestANextHopIsAnAppliance(t *testing.T) {
	e := &estate{}
	e.network("hub", "10.0.0.0/24", []string{"nva 10.0.0.64/26"}, "a", "b")
	e.network("a", "10.0.1.0/24", []string{"web 10.0.1.0/26 rt-a"}, "hub").network("b", "10.0.2.0/24", []string{"web 10.0.2.0/26"}, "hub")
	e.table("rt-a", "out 0.0.0.0/0 VirtualAppliance 10.0.0.68", "far-203.0.113.0_24 203.0.113.0/24 VirtualAppliance 10.0.0.68", "drop 198.51.100.0/24 None", "net 192.0.2.0/24 Internet")
	e.add("loadBalancers", "lb-hub-edge", fields{"frontendIPConfigurations": []fields{{"name": "f", "properties": fields{"privateIPAddress": "10.0.0.68"}}},
		"probes": []fields{{"name": "p", "properties": fields{"protocol": "Http", "port": 80, "requestPath": "/health"}}}})
	intent, _, left := e.imported(t)
	require.Empty(t, left)
	require.Equal(t, map[string]any{"edge": map[string]any{"privateAddress": "10.0.0.68", "subnet": "nva", "loadBalancer": map[string]any{"probe": "http/80/health"}}},
		at(intent, "networks", "hub", "appliances"))
	require.Equal(t, map[string]any{
		"far":  map[string]any{"prefix": "203.0.113.0/24", "via": "hub/edge"},
		"drop": map[string]any{"prefix": "198.51.100.0/24", "via": "none"},
		"net":  map[string]any{"prefix": "192.0.2.0/24", "via": "internet"},
	}, at(intent, "networks", "a", "subnets", "web", "routes"))
}

func gatewayOf() *estate {
	e := &estate{}
	e.network("hub", "10.0.0.0/24", []string{"GatewaySubnet 10.0.0.0/26"}, "a")
	e.network("a", "10.0.1.0/24", nil, "hub+gateway")
	e.add("virtualNetworkGateways", "vgw-hub", fields{"gatewayType": "Vpn", "sku": fields{"name": "VpnGw1AZ"}, "enableBgp": true, "bgpSettings": fields{"asn": 65010},
		"ipConfigurations": []fields{{"name": "ipconfig1", "properties": fields{"subnet": refTo("virtualNetworks/subnets", "hub/GatewaySubnet"), "publicIPAddress": refTo("publicIPAddresses", "pip")}}}})
	e.address("pip")
	return e
}

func TestASpokeThatUsesTheGatewayMakesAHub(t *testing.T) {
	e := gatewayOf()
	e.add("localNetworkGateways", "lgw-hub-berlin", fields{"gatewayIpAddress": "198.51.100.9", "localNetworkAddressSpace": fields{"addressPrefixes": []string{"192.168.0.0/16"}}})
	e.add("connections", "con-hub-to-berlin", fields{"connectionType": "IPsec", "virtualNetworkGateway1": refTo("virtualNetworkGateways", "vgw-hub"),
		"localNetworkGateway2": refTo("localNetworkGateways", "lgw-hub-berlin")})
	e.add("connections", "con-lost", fields{"connectionType": "IPsec", "virtualNetworkGateway1": refTo("virtualNetworkGateways", "other")})
	intent, _, left := e.imported(t)
	require.Equal(t, map[string]any{"kind": "hubAndSpoke", "hub": "hub", "spokes": "a"}, at(intent, "connections", "hub"))
	require.Equal(t, map[string]any{"kind": "vpn", "between": []any{"hub", "berlin"}}, at(intent, "connections", "hub-berlin"))
	require.Equal(t, map[string]any{"addressSpace": "192.168.0.0/16", "vpn": map[string]any{"publicAddress": "198.51.100.9"}}, at(intent, "sites", "berlin"))
	require.Equal(t, map[string]any{"vpn": map[string]any{"sku": "VpnGw1AZ", "asn": 65010}}, at(intent, "networks", "hub", "gateways"))
	require.Equal(t, []string{"connections con-lost: its gateway is not in the export"}, left)
	require.Equal(t, map[string]any{"hub-vgw-hub": "pip"}, at(intent, "naming", "publicAddress"))

	for why, edit := range map[string]func(gateway, address fields){
		`its NAT rule "n" does not have one mapping on each side`: func(g, _ fields) { g["properties"].(fields)["natRules"] = []fields{{"name": "n"}} },
		"its SKU is VpnGw1":                        func(g, _ fields) { g["properties"].(fields)["sku"] = fields{"name": "VpnGw1"} },
		`its IP configuration is called "default"`: func(g, _ fields) { g["properties"].(fields)["ipConfigurations"].([]fields)[0]["name"] = "default" },
		"its public address is in no zone":         func(_, a fields) { delete(a, "zones") },
	} {
		t.Run(why, func(t *testing.T) {
			again := gatewayOf()
			edit(again.bodies[2], again.bodies[3])
			intent, said, _ := again.imported(t)
			require.Equal(t, true, at(intent, "networks", "hub", "gateways", "vpn", "existing"))
			require.Contains(t, said, "# It is used as it is, and not created: "+why+".")
		})
	}
}

// Of networking, nothing is dropped in silence: what no word is for is listed, also where it hides among what is expressed.
func TestWhatHasNoWordsIsListed(t *testing.T) {
	e := star()
	for _, kind := range []string{"bastionHosts", "natGateways", "applicationGateways", "privateEndpoints", "networkSecurityGroups", "routeTables", "ipGroups", "virtualNetworkTaps"} {
		e.add(kind, "x", fields{})
	}
	_, _, left := e.imported(t)
	require.Len(t, left, 8)
	for _, l := range left {
		require.Contains(t, l, " x: the intent has no words for it, or nothing that was read uses it")
	}
}

// The order in which resources are answered says nothing.
func TestTheOrderOfAnExportDoesNotMatter(t *testing.T) {
	content, err := os.ReadFile("../examples/deployed/estate.json")
	require.NoError(t, err)
	read, found := deployed.Read([]*source.File{source.New("export.json", content)})
	require.Empty(t, found)
	want := importOf(content)
	var export map[string]any
	require.NoError(t, json.Unmarshal(content, &export))
	answers := export["answers"].([]any)
	slices.Reverse(answers)
	turned, err := json.Marshal(export)
	require.NoError(t, err)
	require.Equal(t, string(want.Intent), string(importOf(turned).Intent))
	require.NotEmpty(t, read.Resources)
}

// A name that no pattern of Azure's abbreviations makes has a pattern of its own.
func TestVirtualWansAndManagersKeepTheirNames(t *testing.T) {
	e := star()
	e.add("virtualWans", "corp-wan", fields{"type": "Standard"})
	e.add("virtualHubs", "vhub-weu", fields{"addressPrefix": "10.9.0.0/23", "virtualWan": refTo("virtualWans", "corp-wan")})
	e.add("virtualHubs/hubVirtualNetworkConnections", "vhub-weu/c-to-wan", fields{"remoteVirtualNetwork": refTo("virtualNetworks", "c")})
	e.add("networkManagers", "corp-manager", fields{"networkManagerScopes": fields{}})
	e.add("networkManagers/networkGroups", "corp-manager/east", fields{})
	e.add("networkManagers/networkGroups/staticMembers", "corp-manager/east/m1", fields{"resourceId": idOf("virtualNetworks", "a")})
	e.add("networkManagers/networkGroups/staticMembers", "corp-manager/east/m2", fields{"resourceId": idOf("virtualNetworks", "b")})
	e.add("networkManagers/connectivityConfigurations", "corp-manager/east-mesh", fields{"connectivityTopology": "Mesh",
		"appliesToGroups": []fields{{"networkGroupId": idOf("networkManagers/networkGroups", "corp-manager/east")}}})
	intent, _, left := e.imported(t)
	require.Empty(t, left)
	naming := at(intent, "naming").(map[string]any)
	require.Equal(t, map[string]any{"peering": "to-{remote}", "networkManager": map[string]any{"corp-manager": "corp-manager"},
		"networkGroup": map[string]any{"east": "east"}, "connectivityConfiguration": map[string]any{"east": "east-mesh"}}, naming)
	require.Equal(t, "corp-wan", at(intent, "virtualWans", "corp-wan", "azureName"))
	require.Equal(t, map[string]any{"weu-c": "c-to-wan"}, at(intent, "connections", "weu", "names"))
	require.Equal(t, map[string]any{"kind": "mesh", "members": []any{"a", "b"}, "networkManager": "corp-manager"}, at(intent, "connections", "east"))
}
