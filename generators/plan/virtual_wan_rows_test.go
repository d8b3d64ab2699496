package plan_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators/plan"
)

// rowsOf are the rows of a plan by their tables, each once, in the order of the plan. What a row is expanded to is held against what the
// plan has.
func rowsOf(t *testing.T, p *plan.Plan) map[string][]azure.Object {
	out := map[string][]azure.Object{}
	seen := map[*azure.Row]bool{}
	for i := range p.Roots {
		for j := range p.Roots[i].Modules {
			for k := range p.Roots[i].Modules[j].Resources {
				r := &p.Roots[i].Modules[j].Resources[k]
				if r.Row == nil || seen[r.Row] {
					continue
				}
				seen[r.Row] = true
				made, err := p.Estate.Expand(r.Row)
				require.NoError(t, err)
				for _, m := range made {
					require.False(t, m.Resource.Key == r.Key && m.ID == r.ID && !azure.Equal(m.Body, r.Body), "%s", r.ID.Name)
				}
				out[r.Row.Table.Name] = append(out[r.Row.Table.Name], r.Row.Cells)
			}
		}
	}
	return out
}

func cells(pairs ...any) azure.Object {
	var out azure.Object
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, azure.Member{Key: pairs[i].(string), Value: pairs[i+1].(azure.Value)})
	}
	return out
}

func words(list ...string) azure.List { return azure.TextList(list) }

func TestARowOfAVirtualWANSaysOnlyWhatIsParticularToIt(t *testing.T) {
	rows := rowsOf(t, lower(t, read(t, "../../golden/cases/wan-network-by-vpn/intent.yaml")))
	str := func(s string) azure.Str { return azure.Str(s) }
	require.Equal(t, []azure.Object{cells("name", str("wan"))}, rows["virtualWans"])
	require.Equal(t, []azure.Object{
		cells("name", str("hub-neu"), "location", str("northeurope"), "wan", str("wan"), "prefix", str("10.100.2.0/23")),
		cells("name", str("hub-weu"), "wan", str("wan"), "prefix", str("10.100.0.0/23")),
	}, rows["virtualHubs"])
	tunnel := cells("remote", str("dc1"), "links", words("link"), "sharedKey", str("sharedKeyHubNeuDc1"), "bgp", azure.Bool(true))
	require.Equal(t, cells("name", str("hub-neu"), "location", str("northeurope"), "scaleUnits", azure.Int(1), "connections", azure.List{tunnel}),
		rows["hubVpnGateways"][0])
	require.Equal(t, str("hub-weu"), rows["hubVpnGateways"][1].Get("name"))
	require.Equal(t, []azure.Object{
		cells("name", str("dc1"), "wan", str("wan"), "publicAddress", str("203.0.113.10"), "asn", azure.Int(65050), "bgpPeer", str("192.168.255.1")),
	}, rows["vpnSites"])
	both := []any{"privateTraffic", azure.Bool(true), "internetTraffic", azure.Bool(true)}
	require.Equal(t, []azure.Object{
		cells(append([]any{"hub", str("hub-neu")}, both...)...), cells(append([]any{"hub", str("hub-weu")}, both...)...),
	}, rows["routingIntents"])
	require.Equal(t, []azure.Object{
		cells("hub", str("hub-neu"), "remote", str("data"), "remoteResourceGroup", str("rg-neu"), "enableInternetSecurity", azure.Bool(true)),
		cells("hub", str("hub-weu"), "remote", str("shop"), "remoteResourceGroup", str("rg-weu"), "enableInternetSecurity", azure.Bool(true)),
	}, rows["hubConnections"])
	old := rows["hubVpnGateways"][1].Get("connections").(azure.List)[0].(azure.Object)
	require.Equal(t, words("instance-0", "instance-1"), old.Get("links"), "of a network's gateway, both")
	require.Len(t, old.Get("ipsecPolicies"), 1)
}

func TestRouteTablesOfVirtualHubsAreNamedByTheirStatements(t *testing.T) {
	rows := rowsOf(t, lower(t, read(t, "../../golden/cases/wan-isolated-spokes/intent.yaml")))
	str := func(s string) azure.Str { return azure.Str(s) }
	require.Contains(t, rows["hubRouteTables"], cells("hub", str("hub-weu"), "name", str("labs"), "labels", words("labs")))
	require.Contains(t, rows["hubRouteTables"], cells("hub", str("hub-weu"), "name", str("tenants"), "labels", words("tenants"), "firewall", str("hub-weu")))
	require.Contains(t, rows["hubConnections"], cells("hub", str("hub-weu"), "remote", str("lab-1"), "routeTable", str("labs"), "labels", words("labs", "neu")))
}

// TestAVirtualWANByOtherNamesInOtherPlaces has every name and every place that a row may have to say.
func TestAVirtualWANByOtherNamesInOtherPlaces(t *testing.T) {
	p := lower(t, `
vnetloom: v1
name: x
defaults: {location: westeurope, subscription: hubs, resourceGroup: rg-hubs}
subscriptions: {hubs: 11111111-2222-3333-4444-555555555555, wans: 22222222-2222-3333-4444-555555555555, apps: 33333333-2222-3333-4444-555555555555}
naming:
  virtualWan: "w-{name}"
  virtualHub: "h-{name}"
  vpnSite: "s-{name}"
  hubConnection: "c-{remote}"
  hubRouteTable: "t-{name}"
  vpnGateway: "v-{network}"
  expressRouteGateway: "e-{network}"
  firewall: "f-{network}"
  connection: "{local}-{remote}"
  network: "n-{name}"
virtualWans: {wan: {type: Standard, branchToBranch: false, subscription: wans, resourceGroup: rg-wans}}
networks:
  hub: {virtualWan: wan, addressSpace: 10.100.0.0/23, gateways: {vpn: {}, expressRoute: {}}, firewall: {}}
  a: {subscription: apps, resourceGroup: rg-a, addressSpace: 10.1.0.0/24, subnets: {s: 10.1.0.0/26}}
  b: {addressSpace: 10.1.1.0/24, subnets: {s: 10.1.1.0/26}}
sites:
  dc1: {addressSpace: 192.168.0.0/16, vpn: {fqdn: vpn.example.com}}
  dc2: {addressSpace: 172.20.0.0/16}
circuits:
  er: {site: dc2, id: /subscriptions/aaaaaaaa-2222-3333-4444-555555555555/resourceGroups/rg-er/providers/Microsoft.Network/expressRouteCircuits/line}
connections:
  one: {kind: hubAndSpoke, hub: hub, spokes: a, internet: hub/firewall}
  two: {kind: hubAndSpoke, hub: hub, spokes: b, spokeToSpoke: none, onPremises: none}
  office: {kind: vpn, between: [hub, dc1]}
  line: {kind: expressRoute, circuit: er, members: hub}
`)
	rows := rowsOf(t, p)
	str := func(s string) azure.Str { return azure.Str(s) }
	require.Equal(t, []azure.Object{cells("name", str("wan"), "azureName", str("w-wan"), "branchToBranch", azure.Bool(false))}, rows["virtualWans"])
	require.Equal(t, []azure.Object{cells("name", str("hub"), "azureName", str("h-hub"), "wan", str("wan"), "wanAzureName", str("w-wan"),
		"wanResourceGroup", str("rg-wans"), "wanSubscription", str("wans"), "prefix", str("10.100.0.0/23"))}, rows["virtualHubs"])
	require.Equal(t, []azure.Object{cells("name", str("dc1"), "azureName", str("s-dc1"), "wan", str("wan"), "wanAzureName", str("w-wan"),
		"fqdn", str("vpn.example.com"), "prefixes", words("192.168.0.0/16"))}, rows["vpnSites"])
	require.Contains(t, rows["hubRouteTables"], cells("hub", str("hub"), "virtualHubAzureName", str("h-hub"), "name", str("one"), "azureName", str("t-one"),
		"labels", words("one"), "firewall", str("hub"), "firewallAzureName", str("f-hub")))
	require.Contains(t, rows["hubConnections"], cells("hub", str("hub"), "virtualHubAzureName", str("h-hub"), "remote", str("a"), "remoteAzureName", str("n-a"),
		"remoteResourceGroup", str("rg-a"), "remoteSubscription", str("apps"), "azureName", str("c-a"), "enableInternetSecurity", azure.Bool(true),
		"routeTable", str("one"), "routeTableAzureName", str("t-one"), "labels", words("default", "one")))
	require.Equal(t, []azure.Object{cells("name", str("hub"), "azureName", str("v-hub"), "virtualHubAzureName", str("h-hub"), "scaleUnits", azure.Int(1),
		"connections", azure.List{cells("remote", str("dc1"), "remoteAzureName", str("s-dc1"), "remoteResourceGroup", str("rg-wans"),
			"remoteSubscription", str("wans"), "azureName", str("hub-dc1"), "virtualHubAzureName", str("h-hub"),
			"labels", words("default", "one"), "links", words("link"), "sharedKey", str("sharedKeyHubDc1"))})}, rows["hubVpnGateways"])
	require.Equal(t, []azure.Object{cells("name", str("hub"), "azureName", str("e-hub"), "virtualHubAzureName", str("h-hub"), "scaleUnits", azure.Int(1),
		"connections", azure.List{cells("remote", str("er"), "remoteAzureName", str("line"), "remoteResourceGroup", str("rg-er"),
			"remoteSubscription", str("aaaaaaaa-2222-3333-4444-555555555555"), "azureName", str("hub-er"), "virtualHubAzureName", str("h-hub"),
			"authorizationKey", str("authorizationKeyErHub"), "labels", words("default", "one"))})}, rows["hubExpressRouteGateways"])
}
