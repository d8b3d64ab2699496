package adopt_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/vnetloom/vnetloom/adopt"
	"github.com/vnetloom/vnetloom/reachability/deployed"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
)

// as imports an estate with options.
func (e *estate) as(t *testing.T, o adopt.Options) (intent map[string]any, made *adopt.Result) {
	t.Helper()
	read, _ := deployed.Read([]*source.File{source.New("export.json", e.text(t))})
	made = adopt.Import("estate", read.Resources, o)
	require.NoError(t, yaml.Unmarshal(made.Intent, &intent), string(made.Intent))
	return intent, made
}

// By default all of it exists; what joins it is named member by member, so that one spoke more is new.
func TestAllOfAnEstateExists(t *testing.T) {
	e := star()
	e.bodies[2]["tags"] = fields{"owner": "x"}
	intent, _ := e.as(t, adopt.Options{})
	for _, name := range []string{"hub", "a", "b", "c"} {
		require.Equal(t, "existing", at(intent, "networks", name, "ownership"))
	}
	require.Nil(t, at(intent, "networks", "b", "tags"), "of what exists nothing is written")
	require.Equal(t, []any{"a", "b", "c"}, at(intent, "connections", "hub", "existing"))
}

// A connection is taken over with one of its ends.
func TestWhatIsTakenOverIsWritten(t *testing.T) {
	intent, _ := star().as(t, adopt.Options{Creates: func(x *template.Resource) bool { return x.Name == "b" }})
	require.Nil(t, at(intent, "networks", "b", "ownership"))
	require.Equal(t, []any{"a", "c"}, at(intent, "connections", "hub", "existing"))
}

// The tables of networks that exist are named, and their routes by hand are there; a network that is taken over has its own.
func TestTablesOfNetworksThatExistAreNamed(t *testing.T) {
	e := star()
	e.bodies[1]["properties"].(fields)["subnets"].([]fields)[0]["properties"].(fields)["routeTable"] = refTo("routeTables", "OldTable")
	e.table("OldTable", "drop 198.51.100.0/24 None")
	intent, _ := e.as(t, adopt.Options{})
	require.Equal(t, idOf("routeTables", "OldTable"), at(intent, "networks", "a", "subnets", "web", "routeTable"))
	require.Equal(t, map[string]any{"drop": map[string]any{"prefix": "198.51.100.0/24", "via": "none", "existing": true}}, at(intent, "networks", "a", "subnets", "web", "routes"))
	intent, _, _ = e.imported(t)
	require.Nil(t, at(intent, "networks", "a", "subnets", "web", "routeTable"))
	require.Equal(t, map[string]any{"a-web": "OldTable"}, at(intent, "naming", "subnetRouteTable"), "a subnet with routes of its own has a table of its own")

	e.bodies[len(e.bodies)-1]["id"] = strings.Replace(idOf("routeTables", "OldTable"), "rg-net", "rg-tables", 1)
	e.bodies[1]["properties"].(fields)["subnets"].([]fields)[0]["properties"].(fields)["routeTable"] = fields{"id": e.bodies[len(e.bodies)-1]["id"]}
	intent, _, _ = e.imported(t)
	require.Equal(t, e.bodies[len(e.bodies)-1]["id"], at(intent, "networks", "a", "subnets", "web", "routeTable"), "one in another group would be made again")
	require.Equal(t, true, at(intent, "networks", "a", "subnets", "web", "routes", "drop", "existing"))
}

// A route to a network that is taken over stands in the hub's table under another name than the intent would give it: Azure refuses a second one.
func TestRoutesToWhatIsTakenOverAreThere(t *testing.T) {
	e := (&estate{}).network("hub", "10.0.0.0/24", []string{"GatewaySubnet 10.0.0.0/27 Back", "AzureFirewallSubnet 10.0.0.64/26"}, "a", "b").
		network("a", "10.0.1.0/24", []string{"web 10.0.1.0/26 Out"}, "hub").network("b", "10.0.2.0/24", []string{"web 10.0.2.0/26 Out"}, "hub").
		add("azureFirewalls", "afw", fields{"sku": fields{"name": "AZFW_VNet"}, "ipConfigurations": []fields{{"name": "x", "properties": fields{
			"privateIPAddress": "10.0.0.68", "subnet": refTo("virtualNetworks/subnets", "hub/AzureFirewallSubnet")}}}}).
		table("Back", "first 10.0.1.0/24 VirtualAppliance 10.0.0.68", "second 10.0.2.0/24 VirtualAppliance 10.0.0.68").
		table("Out", "all 0.0.0.0/0 VirtualAppliance 10.0.0.68")
	intent, _ := e.as(t, adopt.Options{Creates: func(x *template.Resource) bool { return x.Name == "a" }})
	require.Equal(t, map[string]any{"first": map[string]any{"prefix": "10.0.1.0/24", "via": "hub/firewall", "existing": true}},
		at(intent, "networks", "hub", "subnets", "GatewaySubnet", "routes"))
	intent, _ = e.as(t, adopt.Options{})
	require.Nil(t, at(intent, "networks", "hub", "subnets", "GatewaySubnet", "routes"), "what exists is there with its connection")
}

// Two tables of a network are its own and its subnet's, each under its name.
func TestEachSubnetKeepsItsTable(t *testing.T) {
	e := star()
	e.network("d", "10.0.9.0/24", []string{"one 10.0.9.0/26 First", "two 10.0.9.64/26 First", "three 10.0.9.128/26 Third"})
	e.table("First", "net 192.0.2.0/24 Internet").table("Third", "net 192.0.2.0/24 Internet")
	intent, _, left := e.imported(t)
	require.Empty(t, left)
	require.Equal(t, map[string]any{"d": "First"}, at(intent, "naming", "routeTable"))
	require.Equal(t, map[string]any{"d-three": "Third"}, at(intent, "naming", "subnetRouteTable"))
}

// A network that is not in the export is external: the peering says where it is.
func TestANetworkThatIsNotInTheExportIsExternal(t *testing.T) {
	e := &estate{}
	e.network("a", "10.0.1.0/24", []string{"web 10.0.1.0/26 rt-a"}, "far")
	half := e.bodies[0]["properties"].(fields)["virtualNetworkPeerings"].([]fields)[0]["properties"].(fields)
	half["remoteVirtualNetwork"] = fields{"id": "/subscriptions/00000000-0000-0000-0000-000000000009/resourceGroups/others/providers/Microsoft.Network/virtualNetworks/far-hub"}
	half["remoteVirtualNetworkAddressSpace"] = fields{"addressPrefixes": []string{"10.9.0.0/22"}}
	half["useRemoteGateways"] = true
	e.table("rt-a", "out 0.0.0.0/0 VirtualAppliance 10.9.0.68")
	for _, o := range []adopt.Options{{}, {Creates: func(*template.Resource) bool { return true }}} {
		intent, made := e.as(t, o)
		require.Empty(t, made.Left)
		require.Equal(t, "external", at(intent, "networks", "far-hub", "ownership"))
		require.Equal(t, "10.9.0.0/22", at(intent, "networks", "far-hub", "addressSpace"))
		require.Equal(t, map[string]any{"next-hops-1": "10.9.0.64/29"}, at(intent, "networks", "far-hub", "subnets"))
		require.Equal(t, map[string]any{"vpn": map[string]any{"existing": true}}, at(intent, "networks", "far-hub", "gateways"))
		require.Equal(t, map[string]any{"kind": "hubAndSpoke", "hub": "far-hub", "spokes": "a", "internet": "far-hub/appliance", "existing": "a",
			"names": map[string]any{"a-far-hub": "to-far"}}, at(intent, "connections", "far-hub"))
	}
	half["peeringState"] = "Initiated"
	intent, made := e.as(t, adopt.Options{})
	require.Nil(t, at(intent, "networks", "far-hub"))
	require.Contains(t, made.Left[0].Why, "leads to a network that is not in the export")
}

// Two hubs that each have a part of their spokes' traffic are one statement.
func TestHubsWithAPartOfTheTrafficEachAreOneStatement(t *testing.T) {
	e := &estate{}
	e.network("ew", "10.0.0.0/24", []string{"AzureFirewallSubnet 10.0.0.0/26"}, "a", "b").firewall("ew", "10.0.0.4", "others")
	e.network("ns", "10.9.0.0/24", []string{"AzureFirewallSubnet 10.9.0.0/26"}, "a", "b").firewall("ns", "10.9.0.4", "others")
	e.network("a", "10.0.1.0/24", []string{"web 10.0.1.0/26 rt-a"}, "ew", "ns").network("b", "10.0.2.0/24", []string{"web 10.0.2.0/26 rt-b"}, "ew", "ns")
	e.table("rt-a", "b 10.0.2.0/24 VirtualAppliance 10.0.0.4", "out 0.0.0.0/0 VirtualAppliance 10.9.0.4")
	e.table("rt-b", "a 10.0.1.0/24 VirtualAppliance 10.0.0.4", "out 0.0.0.0/0 VirtualAppliance 10.9.0.4")
	intent, _, _ := e.imported(t)
	require.Equal(t, map[string]any{"ew": map[string]any{"kind": "hubAndSpoke", "hub": []any{"ew", "ns"}, "spokes": []any{"a", "b"},
		"spokeToSpoke": "ew/firewall", "internet": "ns/firewall"}}, intent["connections"])
}

// Settings of a policy that the intent writes are in it.
func TestSettingsOfAPolicyAreInTheIntent(t *testing.T) {
	e := &estate{}
	e.network("hub", "10.0.0.0/24", []string{"AzureFirewallSubnet 10.0.0.0/26"}).firewall("hub", "10.0.0.4", "afwp-hub").rules("afwp-hub", "connectivity")
	for _, b := range e.bodies {
		if b["name"] == "afwp-hub" {
			b["properties"] = fields{"sku": fields{"tier": "Standard"}, "threatIntelMode": "Deny", "intrusionDetection": fields{"mode": "Off"},
				"dnsSettings": fields{"enableProxy": true, "servers": []string{"10.0.5.4"}}, "basePolicy": refTo("firewallPolicies", "base")}
		}
	}
	intent, _, _ := e.imported(t)
	require.Equal(t, map[string]any{"threatIntel": "deny", "dns": map[string]any{"proxy": true, "servers": "10.0.5.4"},
		"basePolicy": strings.ToLower(idOf("firewallPolicies", "base"))}, lowered(at(intent, "networks", "hub", "firewall")))
}

func lowered(v any) any {
	m := v.(map[string]any)
	if id, ok := m["basePolicy"].(string); ok {
		m["basePolicy"] = strings.ToLower(id)
	}
	return m
}

// A connection that the compiler refuses is left out, and what it joins exists: nothing of it is written.
func TestWhatIsRefusedIsLeftOut(t *testing.T) {
	all := func(*template.Resource) bool { return true }
	intent, made := star().as(t, adopt.Options{Creates: all, Without: map[string]string{"connections.hub": "it cannot be (VL999)"}})
	require.Nil(t, intent["connections"])
	require.Equal(t, "existing", at(intent, "networks", "a", "ownership"))
	require.Contains(t, string(made.Intent), "# Left out, since it would be refused: hub: it cannot be (VL999).")
	require.Contains(t, made.Left[0].Why, "what joins it with hub is not in the intent, which would be refused: it cannot be (VL999)")

	intent, made = star().as(t, adopt.Options{Without: map[string]string{"networks.a": "it cannot be (VL999)"}})
	require.Nil(t, at(intent, "networks", "a"))
	require.Equal(t, map[string]any{"b-hub": map[string]any{"kind": "peering", "between": []any{"b", "hub"}, "existing": true, "forwardedTraffic": true},
		"c-hub": map[string]any{"kind": "peering", "between": []any{"c", "hub"}, "existing": true, "forwardedTraffic": true}}, intent["connections"])
	require.Contains(t, string(made.Intent), "# Left out, since it would be refused: a: it cannot be (VL999).")

	_, made = star().as(t, adopt.Options{})
	found := map[string]bool{}
	for line := range strings.Count(string(made.Intent), "\n") + 2 {
		found[made.PlaceAt(line)] = true
	}
	for _, place := range []string{"connections.hub", "networks.a", "networks.b", "networks.c", "networks.hub", "subscriptions.subscription-1"} {
		require.True(t, found[place], place)
	}
	require.NotContains(t, found, "networks.addressSpace")
}
