package adopt_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// wan is a virtual hub with three spokes, each connected as its routing says.
func wan(routing map[string]fields) *estate {
	e := &estate{}
	e.add("virtualWans", "vwan-wan", fields{"type": "Standard"})
	e.add("virtualHubs", "vhub-weu", fields{"addressPrefix": "10.9.0.0/23", "virtualWan": refTo("virtualWans", "vwan-wan")})
	e.add("virtualHubs/hubRouteTables", "vhub-weu/defaultRouteTable", fields{"labels": []string{"default"}})
	e.add("virtualHubs/hubRouteTables", "vhub-weu/rt-apart", fields{"labels": []string{"apart"}})
	e.add("virtualHubs/hubRouteTables", "vhub-weu/rt-shared", fields{"labels": []string{"shared"}})
	for i, name := range []string{"a", "b", "c"} {
		e.network(name, "10.0."+string(rune('1'+i))+".0/24", nil)
		p := fields{"remoteVirtualNetwork": refTo("virtualNetworks", name)}
		if r := routing[name]; r != nil {
			p["routingConfiguration"] = r
		}
		e.add("virtualHubs/hubVirtualNetworkConnections", "vhub-weu/con-"+name, p)
	}
	return e
}

func routed(table string, labels ...string) fields {
	return fields{"associatedRouteTable": refTo("virtualHubs/hubRouteTables", "vhub-weu/"+table), "propagatedRouteTables": fields{"labels": labels}}
}

func TestSpokesOfAVirtualHubMeetWithoutAWord(t *testing.T) {
	intent, _, left := wan(nil).imported(t)
	require.Equal(t, map[string]any{"weu": map[string]any{"kind": "hubAndSpoke", "hub": "weu", "spokes": []any{"a", "b", "c"}}}, intent["connections"])
	require.Len(t, left, 2, "tables that no connection uses: %v", left)
}

// A shared network reaches two that do not reach each other: it is a spoke of both statements.
func TestRouteTablesOfAVirtualHubTellWhoMeets(t *testing.T) {
	intent, _, left := wan(map[string]fields{"a": routed("rt-apart", "apart"), "b": routed("defaultRouteTable", "default", "shared"),
		"c": routed("rt-shared", "default", "shared")}).imported(t)
	require.Empty(t, left)
	require.Equal(t, map[string]any{
		"apart":  map[string]any{"kind": "hubAndSpoke", "hub": "weu", "spokes": "a"},
		"shared": map[string]any{"kind": "hubAndSpoke", "hub": "weu", "spokes": []any{"b", "c"}},
	}, intent["connections"], "a statement is named like its table")
}

func TestWhatARouteTableOfAVirtualHubDoesBesideIsListed(t *testing.T) {
	for name, c := range map[string]struct {
		routing map[string]fields
		routes  []fields
		why     string
	}{
		"one way":   {map[string]fields{"a": routed("rt-apart", "default", "apart")}, nil, "one alone has routes to the other"},
		"no table":  {map[string]fields{"a": routed("rt-elsewhere", "apart")}, nil, "its route table is not in the export"},
		"one route": {map[string]fields{"a": routed("rt-apart", "apart")}, []fields{{"name": "nva", "destinations": []string{"10.7.0.0/16"}}}, `route "nva" of its route table "rt-apart" is not in the language`},
	} {
		t.Run(name, func(t *testing.T) {
			e := wan(c.routing)
			e.bodies[3]["properties"].(fields)["routes"] = c.routes
			intent, _, left := e.imported(t)
			require.NotContains(t, at(intent, "connections", "weu", "spokes"), "a", "what is not understood is not joined")
			require.Contains(t, strings.Join(left, "\n"), c.why+": its network is not joined in the intent")
		})
	}
}

// Peerings that Azure makes by itself are no peerings of the intent; what made them is listed where the export lacks it.
func TestPeeringsThatAzureMakesBelongToWhatMadeThem(t *testing.T) {
	e := wan(nil)
	e.network("d", "10.0.9.0/24", nil)
	for _, i := range []int{5, 11} { // a and d
		e.bodies[i]["properties"].(fields)["virtualNetworkPeerings"] = []fields{
			{"name": "RemoteVnetToHubPeering_8f1c", "properties": fields{"remoteVirtualNetwork": refTo("virtualNetworks", "HV_weu")}},
			{"name": "ANM_4f2", "properties": fields{"remoteVirtualNetwork": refTo("virtualNetworks", "b")}}}
	}
	_, _, left := e.imported(t)
	require.Contains(t, left, "virtualNetworks d: a virtual hub is connected to it that is not in the export")
	require.Contains(t, left, "virtualNetworks a: a network manager has peered it with b, by a configuration that is not in the intent")
	require.Len(t, left, 5, "%v", left)
}

func TestMembersByAzurePolicyAreSelectors(t *testing.T) {
	policy := func(condition fields, scope string) *estate {
		e := &estate{}
		for i, name := range []string{"a", "b", "c"} {
			e.network(name, "10.0."+string(rune('1'+i))+".0/24", nil)
			e.bodies[i]["tags"] = map[string]string{"env": []string{"prod", "Prod", "dev"}[i]}
		}
		e.add("networkManagers", "vnm-m", fields{})
		e.add("networkManagers/networkGroups", "vnm-m/ng-prod", fields{})
		e.add("networkManagers/connectivityConfigurations", "vnm-m/cc-prod", fields{"connectivityTopology": "Mesh",
			"appliesToGroups": []fields{{"networkGroupId": idOf("networkManagers/networkGroups", "vnm-m/ng-prod")}}})
		definition := subscription + "/providers/Microsoft.Authorization/policyDefinitions/p"
		e.bodies = append(e.bodies, fields{"id": definition, "name": "p", "properties": fields{"mode": "Microsoft.Network.Data", "policyRule": fields{"if": condition,
			"then": fields{"effect": "addToNetworkGroup", "details": fields{"networkGroupId": idOf("networkManagers/networkGroups", "vnm-m/ng-prod")}}}}})
		e.bodies = append(e.bodies, fields{"id": scope + "/providers/Microsoft.Authorization/policyAssignments/p", "name": "p", "properties": fields{"policyDefinitionId": definition}})
		return e
	}
	isNetwork := fields{"field": "type", "equals": "Microsoft.Network/virtualNetworks"}
	prod := fields{"field": "tags['env']", "equals": "prod"}
	intent, text, left := policy(fields{"allOf": []fields{isNetwork, prod}}, subscription).imported(t)
	require.Empty(t, left)
	require.Equal(t, map[string]any{"kind": "mesh", "members": []any{map[string]any{"env": "prod"}}, "networkManager": "m", "membership": "policy"}, at(intent, "connections", "prod"))
	require.Equal(t, map[string]any{"env": "dev"}, at(intent, "networks", "c", "labels"))
	require.Contains(t, text, "# Azure Policy finds them, by these tags.")
	intent, _, _ = policy(fields{"allOf": []fields{isNetwork, {"anyOf": []fields{{"field": "tags['env']", "in": []string{"prod", "test"}}, {"field": "location", "equals": "westeurope"}}}}}, subscription).imported(t)
	require.Equal(t, []any{map[string]any{"env": []any{"prod", "test"}}, map[string]any{"location": "westeurope"}}, at(intent, "connections", "prod", "members"))

	for name, c := range map[string]struct {
		e   *estate
		why string
	}{
		"another operator": {policy(fields{"allOf": []fields{isNetwork, {"field": "tags['env']", "contains": "p"}}}, subscription), "asks for more than tags and locations"},
		"wider scope":      {policy(fields{"allOf": []fields{isNetwork, prod}}, "/providers/Microsoft.Management/managementGroups/mg"), "is not assigned to a subscription"},
		"nobody":           {policy(fields{"allOf": []fields{isNetwork, {"field": "tags['env']", "equals": "lab"}}}, subscription), "its network group has no member in the export"},
	} {
		t.Run(name, func(t *testing.T) {
			intent, _, left := c.e.imported(t)
			require.Nil(t, intent["connections"])
			require.Contains(t, strings.Join(left, "\n"), c.why)
		})
	}
}

func TestClientsOfAGatewayAreInTheIntent(t *testing.T) {
	e := &estate{}
	e.network("hub", "10.0.0.0/24", []string{"GatewaySubnet 10.0.0.0/26"})
	e.add("virtualNetworkGateways", "vgw-hub", fields{"gatewayType": "Vpn", "sku": fields{"name": "VpnGw2AZ"}, "customRoutes": fields{"addressPrefixes": []string{"10.8.0.0/16"}},
		"ipConfigurations": []fields{{"name": "ipconfig1", "properties": fields{"subnet": refTo("virtualNetworks/subnets", "hub/GatewaySubnet"), "publicIPAddress": refTo("publicIPAddresses", "pip-vgw-hub")}}},
		"bgpSettings":      fields{"bgpPeeringAddresses": []fields{{"customBgpIpAddresses": []string{"169.254.21.2"}}, {"customBgpIpAddresses": []string{"169.254.22.2"}}}},
		"vpnClientConfiguration": fields{"vpnClientAddressPool": fields{"addressPrefixes": []string{"172.30.0.0/24"}}, "vpnClientProtocols": []string{"OpenVPN"},
			"aadTenant": "https://login.microsoftonline.com/11111111-1111-4111-8111-111111111111/", "aadAudience": "c632b3df-fb67-4d84-bdcf-b95ad541b5c8",
			"vpnClientRootCertificates": []fields{{"name": "root 1", "properties": fields{"publicCertData": "AAAA"}}}, "radiusServerAddress": "10.1.0.4"}})
	e.address("pip-vgw-hub")
	intent, _, left := e.imported(t)
	require.Empty(t, left)
	require.Equal(t, map[string]any{"apipa": map[string]any{"first": "169.254.21.2", "second": "169.254.22.2"}, "customRoutes": "10.8.0.0/16",
		"vpnClient": map[string]any{"addressSpace": "172.30.0.0/24", "entra": map[string]any{"tenant": "11111111-1111-4111-8111-111111111111"},
			"certificates": map[string]any{"roots": map[string]any{"root-1": "AAAA"}}, "radius": map[string]any{"server": "10.1.0.4"}}},
		at(intent, "networks", "hub", "gateways", "vpn"))
	e.bodies[1]["properties"].(fields)["vpnClientConfiguration"].(fields)["radiusServers"] = []fields{{"radiusServerAddress": "10.1.0.5"}}
	intent, text, _ := e.imported(t)
	require.Nil(t, at(intent, "networks", "hub", "gateways", "vpn", "vpnClient"))
	require.Contains(t, text, "# It is used as it is, and not created: its vpnClientConfiguration has radiusServers.")
}

// Gateways say whether what is behind the others of a circuit may come in: those that say the same are of one statement.
func TestGatewaysOfACircuitAreOneStatementWhereTheyAreJoinedAlike(t *testing.T) {
	e := &estate{}
	e.add("expressRouteCircuits", "erc-ams", fields{"peerings": []fields{{"properties": fields{"primaryPeerAddressPrefix": "192.0.2.0/30"}}}})
	for i, name := range []string{"a", "b", "c"} {
		e.network(name, "10.0."+string(rune('1'+i))+".0/24", []string{"GatewaySubnet 10.0." + string(rune('1'+i)) + ".0/26"})
		e.add("virtualNetworkGateways", "ergw-"+name, fields{"gatewayType": "ExpressRoute", "sku": fields{"name": "ErGw1AZ"}, "allowRemoteVnetTraffic": name != "c",
			"ipConfigurations": []fields{{"name": "x", "properties": fields{"subnet": refTo("virtualNetworks/subnets", name+"/GatewaySubnet")}}}})
		e.add("connections", "con-"+name, fields{"connectionType": "ExpressRoute", "virtualNetworkGateway1": refTo("virtualNetworkGateways", "ergw-"+name),
			"peer": refTo("expressRouteCircuits", "erc-ams")})
	}
	intent, text, left := e.imported(t)
	require.Empty(t, left)
	require.Equal(t, map[string]any{
		"ams":   map[string]any{"kind": "expressRoute", "circuit": "ams", "members": []any{"a", "b"}, "networkToNetwork": true},
		"c-ams": map[string]any{"kind": "expressRoute", "circuit": "ams", "members": []any{"c"}},
	}, intent["connections"])
	require.Equal(t, map[string]any{"ams-site": map[string]any{"addressSpace": "192.0.2.0/30"}}, intent["sites"])
	require.Contains(t, text, "# What is advertised over circuit ams is not in the export: write the prefixes behind it.")
}

func TestTheRoutingPreferenceOfAVirtualHubIsTakenOver(t *testing.T) {
	for preference, want := range map[string]any{"ExpressRoute": nil, "VpnGateway": "vpnGateway", "ASPath": "asPath"} {
		e := wan(nil)
		for i := range e.bodies {
			if e.bodies[i]["type"] == "Microsoft.Network/virtualHubs" {
				e.bodies[i]["properties"].(fields)["hubRoutingPreference"] = preference
			}
		}
		intent, _, _ := e.imported(t)
		require.Equal(t, want, intent["networks"].(map[string]any)["weu"].(map[string]any)["routingPreference"], preference)
	}
}
