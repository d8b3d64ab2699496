package topology

import (
	"testing"

	"github.com/stretchr/testify/require"
)

const twoHubs = `networks:
  h1:
    addressSpace: 10.0.0.0/22
    subnets: {GatewaySubnet: 10.0.0.0/26, AzureFirewallSubnet: 10.0.0.64/26, nin: 10.0.1.0/26, nout: 10.0.1.64/26, own: 10.0.2.0/24}
    gateways: {vpn: {}}
    firewall: {}
    appliances: {nva: {privateAddress: 10.0.1.4, subnet: nin, egressSubnet: nout}}
  h2:
    addressSpace: 10.0.4.0/22
    subnets: {AzureFirewallSubnet: 10.0.4.0/26, own: 10.0.5.0/24}
    firewall: {}
  s: {addressSpace: 10.1.0.0/24, subnets: {web: 10.1.0.0/26, data: 10.1.0.64/26}}
  t: {addressSpace: 10.1.1.0/24, subnets: {web: 10.1.1.0/26}}
  u: {addressSpace: 10.1.2.0/24, subnets: {web: 10.1.2.0/26}}
`

const bothGateways = `networks:
  h: {addressSpace: 10.0.0.0/22, subnets: {GatewaySubnet: 10.0.0.0/26, AzureFirewallSubnet: 10.0.0.64/26, AzureFirewallManagementSubnet: 10.0.0.128/26}, gateways: {vpn: {}, expressRoute: {}}, firewall: {}}
  s: {addressSpace: 10.1.0.0/24, subnets: {web: 10.1.0.0/26}}
sites:
  dc: {addressSpace: 192.168.0.0/16, defaultRoute: true, vpn: {publicAddress: 203.0.113.10}}
connections:
  v: {kind: vpn, between: [h, dc]}
`

// What Azure would deploy and then misroute is refused; each of these once was not.
func TestDesignsThatWouldMisrouteAreRefused(t *testing.T) {
	for _, c := range []struct{ name, intent, code string }{
		{"a default `direct` to one hub's gateway and inspection in another", twoHubs + `connections:
  a: {kind: hubAndSpoke, hub: h1, spokes: [s, t]}
  b: {kind: hubAndSpoke, hub: h2, spokes: [s, u], inspect: h2/firewall}
`, "VL407"},
		{"a gateway used by a peering, and inspection in another hub", twoHubs + `connections:
  a: {kind: peering, between: [h1, s], useGatewayOf: h1}
  b: {kind: hubAndSpoke, hub: h2, spokes: [s, u], inspect: h2/firewall}
`, "VL407"},
		{"a spoke with its own gateway, and inspection in a hub without one", twoHubs + `  g:
    addressSpace: 10.3.0.0/24
    subnets: {GatewaySubnet: 10.3.0.0/26, web: 10.3.0.64/26}
    gateways: {vpn: {}}
connections:
  a: {kind: hubAndSpoke, hub: h2, spokes: [g, u], inspect: h2/firewall}
`, "VL407"},
		{"spoke to spoke by the gateway, and on-premises inspected by another statement", twoHubs + `connections:
  a: {kind: hubAndSpoke, hub: h1, spokes: [s, t], spokeToSpoke: h1/vpnGateway}
  b: {kind: hubAndSpoke, hub: h1, spokes: [s, u], onPremises: h1/firewall}
`, "VL408"},
		{"forced tunnelling by a VPN gateway beside an ExpressRoute gateway", bothGateways + "  e: {kind: hubAndSpoke, hub: h, spokes: s, internet: h/vpnGateway}\n", "VL408"},
		{"the same behind a firewall", bothGateways + "  e: {kind: hubAndSpoke, hub: h, spokes: s, inspect: h/firewall, internet: [h/firewall, h/vpnGateway]}\n", "VL408"},
		{"a hub's own subnets straight by one statement and inspected by another", twoHubs + `connections:
  a: {kind: hubAndSpoke, hub: h2, spokes: [s, t], hubSubnets: direct}
  b: {kind: hubAndSpoke, hub: h2, spokes: [s, u], hubSubnets: h2/firewall}
`, "VL402"},
		{"onPremises none and a gateway used", twoHubs + `connections:
  a: {kind: hubAndSpoke, hub: h1, spokes: [s, t], onPremises: none, useGatewayOf: h1}
`, "VL308"},
		{"an appliance's egress subnet sent to itself", twoHubs + `  x:
    addressSpace: 10.3.0.0/24
    subnets: {in: 10.3.0.0/26, out: {prefix: 10.3.0.64/26, routes: {lab: {prefix: 10.99.0.0/16, via: x/px}}}}
    appliances: {px: {privateAddress: 10.3.0.4, subnet: in, egressSubnet: out}}
`, "VL413"},
		{"two spokes with common addresses behind the two partners of a hub", `networks:
  h1: {addressSpace: 10.0.0.0/22, subnets: {AzureFirewallSubnet: 10.0.0.0/26}, firewall: {}}
  h2: {addressSpace: 10.0.4.0/22, subnets: {AzureFirewallSubnet: 10.0.4.0/26}, firewall: {}}
  h3: {addressSpace: 10.0.8.0/22, subnets: {AzureFirewallSubnet: 10.0.8.0/26}, firewall: {}}
  s1: {addressSpace: 10.1.0.0/16, subnets: {web: 10.1.0.0/24}}
  s2: {addressSpace: 10.2.0.0/16, subnets: {web: 10.2.0.0/24}}
  s3: {addressSpace: 10.2.1.0/24, subnets: {web: 10.2.1.0/26}}
connections:
  a: {kind: hubAndSpoke, hub: h1, spokes: s1, inspect: h1/firewall}
  b: {kind: hubAndSpoke, hub: h2, spokes: s2, inspect: h2/firewall}
  c: {kind: hubAndSpoke, hub: h3, spokes: s3, inspect: h3/firewall}
  ab: {kind: peering, between: [h1, h2], transit: true}
  ac: {kind: peering, between: [h1, h3], transit: true}
`, "VL222"},
		{"the own subnets of two hubs through one firewall, and transit of hubs", twoHubs + `connections:
  a: {kind: hubAndSpoke, hub: h1, spokes: t, spokeToSpoke: h1/firewall, onPremises: none}
  b: {kind: hubAndSpoke, hub: h2, spokes: u, spokeToSpoke: h2/firewall}
  two: {kind: hubAndSpoke, hub: [h2, h1], spokes: s, hubSubnets: h2/firewall, onPremises: none}
  hubs: {kind: mesh, members: [h1, h2], transit: hubs}
`, "VL418"},
		{"forwarded traffic refused where a hub's own subnets are inspected from another hub", twoHubs + `connections:
  two: {kind: hubAndSpoke, hub: [h1, h2], spokes: s, hubSubnets: h1/firewall, onPremises: none}
  hubs: {kind: peering, between: [h1, h2], forwardedTraffic: false}
`, "VL412"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, diags := resolve(t, example(c.intent))
			var codes []string
			for _, d := range diags {
				codes = append(codes, d.Code.ID)
			}
			require.Contains(t, codes, c.code, "%v", diags)
			require.True(t, diags.HasErrors())
		})
	}
}

func TestASpokeThatUsesAGatewayByAPeeringKeepsItsRoutes(t *testing.T) {
	topo := mustResolve(t, example(twoHubs+`connections:
  a: {kind: peering, between: [h1, s], useGatewayOf: h1}
  b: {kind: hubAndSpoke, hub: h2, spokes: [s, u], spokeToSpoke: h2/firewall}
`))
	routes, propagation := table(topo, "s")
	require.Equal(t, []string{"10.1.2.0/24 -> h2/firewall"}, routes)
	require.Equal(t, "on", propagation)
}

func TestASpokesOwnApplianceDoesNotSteerItself(t *testing.T) {
	topo := mustResolve(t, example(`networks:
  hub: 10.0.0.0/22
  sec:
    addressSpace: 10.2.0.0/24
    subnets: {in: 10.2.0.0/26, out: 10.2.0.64/26, app: 10.2.0.128/26}
    appliances: {px: {privateAddress: 10.2.0.4, subnet: in, egressSubnet: out}}
connections:
  estate: {kind: hubAndSpoke, hub: hub, spokes: sec, internet: sec/px}
`))
	for _, s := range topo.Subnets {
		require.Equal(t, s.Name == "app", s.RouteTable != "", s.ID)
	}
}

func TestNamesOfSetsAndRulesNeverMeet(t *testing.T) {
	topo := mustResolve(t, example(`networks:
  internet: {addressSpace: 10.0.0.0/22, subnets: {AzureFirewallSubnet: 10.0.0.0/26, own: 10.0.1.0/26}, firewall: {}}
  a: {addressSpace: 10.1.0.0/24, subnets: {web: 10.1.0.0/26}}
connections:
  internet: {kind: hubAndSpoke, hub: internet, spokes: a, inspect: internet/firewall, hubSubnets: internet/firewall}
`))
	groups := map[IPGroupID]int{}
	for _, g := range topo.IPGroups {
		groups[g.ID] = len(g.Addresses)
	}
	require.Equal(t, map[IPGroupID]int{"internet/firewall#internet": 31, "internet/firewall#internet-network": 1, "internet/firewall#internet-spokes": 1}, groups)
	names := map[string]bool{}
	for _, r := range topo.FirewallRules {
		require.False(t, names[r.Name], r.Name)
		names[r.Name] = true
	}
	require.Len(t, names, 4)
}

func TestWhatIsPeeredStaysExactWhereRemotePrefixesAreCovered(t *testing.T) {
	topo := mustResolve(t, example(`limits: {routesPerTable: 5}
networks:
  h1: {addressSpace: 10.0.0.0/22, subnets: {AzureFirewallSubnet: 10.0.0.0/26}, firewall: {}}
  h2: {addressSpace: 10.0.4.0/22, subnets: {AzureFirewallSubnet: 10.0.4.0/26}, firewall: {}}
  a: {addressSpace: 10.1.0.0/24, subnets: {s: 10.1.0.0/26}}
  b: {addressSpace: 10.1.1.0/24, subnets: {s: 10.1.1.0/26}}
  c: {addressSpace: 10.1.2.0/24, subnets: {s: 10.1.2.0/26}}
  d: {addressSpace: 10.1.3.0/24, subnets: {s: 10.1.3.0/26}}
  e: {addressSpace: 10.1.4.0/24, subnets: {s: 10.1.4.0/26}}
  x: {addressSpace: 10.2.0.0/24, subnets: {s: 10.2.0.0/26}}
connections:
  one: {kind: hubAndSpoke, hub: h1, spokes: [a, b, c, d, e], spokeToSpoke: h1/firewall}
  two: {kind: hubAndSpoke, hub: h2, spokes: x, spokeToSpoke: h2/firewall}
  hubs: {kind: mesh, members: [h1, h2], transit: true}
  beside: {kind: peering, between: [a, h2]}
`))
	routes, _ := table(topo, "h2/AzureFirewallSubnet")
	require.Equal(t, []string{"0.0.0.0/0 -> Internet", "10.1.0.0/24 -> h1/firewall", "10.1.1.0/24 -> h1/firewall", "10.1.2.0/23 -> h1/firewall", "10.1.4.0/24 -> h1/firewall"}, routes)
}

// example makes a whole intent of the part that matters.
func example(body string) string {
	return "vnetloom: v1\nname: contoso\ndefaults: {location: westeurope}\n" + body
}

const twoGateways = `networks:
  weu:
    addressSpace: 10.0.0.0/22
    subnets: {GatewaySubnet: 10.0.0.0/26}
    gateways: {vpn: {asn: 65010}}
  neu:
    location: northeurope
    addressSpace: 10.1.0.0/22
    subnets: {GatewaySubnet: 10.1.0.0/26}
    gateways: {vpn: {asn: 65020}}
`
