package topology

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// table are the routes of a table as "prefix -> hop", and whether gateway routes are let in; "" where there is no table.
func table(topo *Topology, id string) (routes []string, propagation string) {
	for _, t := range topo.RouteTables {
		if string(t.ID) == id {
			propagation = "off"
			if t.PropagateGatewayRoutes {
				propagation = "on"
			}
		}
	}
	for _, r := range topo.Routes {
		if string(r.Table) == id {
			hop := r.Through
			if hop == "" {
				hop = string(r.NextHop)
			}
			routes = append(routes, fmt.Sprintf("%s -> %s", r.Prefix, hop))
		}
	}
	return routes, propagation
}

const estate = `networks:
  hub:
    addressSpace: 10.0.0.0/22
    subnets: {GatewaySubnet: 10.0.0.0/26, AzureFirewallSubnet: 10.0.0.64/26, nva: 10.0.1.0/26, shared: 10.0.2.0/24}
    gateways: {vpn: {}}
    firewall: {}
    appliances: {nva1: {privateAddress: 10.0.1.4, subnet: nva}}
  shop: {addressSpace: 10.1.0.0/24, subnets: {web: 10.1.0.0/26}}
  pay:  {addressSpace: 10.1.1.0/24, subnets: {web: 10.1.1.0/26}}
  old:  {addressSpace: [10.1.2.0/24, 100.70.0.0/16], subnets: {web: 10.1.2.0/26}}
connections:
  estate: {kind: hubAndSpoke, hub: hub, spokes: [shop, pay, old], %s}
`

func summaries(hop string) []string {
	return []string{"10.0.0.0/8 -> " + hop, "172.16.0.0/12 -> " + hop, "192.168.0.0/16 -> " + hop}
}

func TestSpokeTablesFollowTheTableOfTheLanguage(t *testing.T) {
	fw, nva := "hub/firewall", "hub/nva1"
	outside := "100.70.0.0/16 -> "
	for _, c := range []struct {
		name, options string
		want          []string
		propagation   string
	}{
		{"inspected throughout: summaries, what lies outside, 0/0", "inspect: hub/firewall",
			append([]string{"0.0.0.0/0 -> " + fw, summaries(fw)[0], outside + fw}, summaries(fw)[1:]...), "off"},
		{"on-premises direct: exact prefixes only, gateway routes let in", "spokeToSpoke: hub/firewall, internet: hub/firewall",
			[]string{"0.0.0.0/0 -> " + fw, "10.1.1.0/24 -> " + fw, "10.1.2.0/24 -> " + fw, outside + fw}, "on"},
		{"on-premises none: as inspected", "spokeToSpoke: hub/firewall, onPremises: none",
			append([]string{summaries(fw)[0], outside + fw}, summaries(fw)[1:]...), "off"},
		{"the internet alone: 0/0 alone", "internet: hub/firewall, onPremises: none", []string{"0.0.0.0/0 -> " + fw}, "off"},
		{"the internet alone, on-premises direct", "internet: hub/firewall", []string{"0.0.0.0/0 -> " + fw}, "on"},
		{"on-premises alone: its summaries", "onPremises: hub/firewall", summaries(fw), "off"},
		{"two inspectors: summaries to on-premises', exact prefixes to the spokes'", "spokeToSpoke: hub/nva1, onPremises: hub/firewall",
			[]string{summaries(fw)[0], "10.1.1.0/24 -> " + nva, "10.1.2.0/24 -> " + nva, outside + nva, summaries(fw)[1], summaries(fw)[2]}, "off"},
		{"through the VPN gateway", "spokeToSpoke: hub/vpnGateway",
			[]string{"10.1.1.0/24 -> hub/vpnGateway", "10.1.2.0/24 -> hub/vpnGateway", "100.70.0.0/16 -> hub/vpnGateway"}, "on"},
		{"the hub's own subnets: its exact prefixes", "hubSubnets: hub/firewall", []string{"10.0.0.0/22 -> " + fw}, "on"},
		{"spokes straight", "spokeToSpoke: direct", nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			routes, propagation := table(mustResolve(t, example(fmt.Sprintf(estate, c.options))), "shop")
			require.Equal(t, c.want, routes)
			require.Equal(t, c.propagation, propagation)
		})
	}
}

func TestHubTablesFollowTheLanguage(t *testing.T) {
	spokes := []string{"10.1.0.0/24 -> hub/firewall", "10.1.1.0/24 -> hub/firewall", "10.1.2.0/24 -> hub/firewall", "100.70.0.0/16 -> hub/firewall"}
	inspected := mustResolve(t, example(fmt.Sprintf(estate, "inspect: hub/firewall, hubSubnets: hub/firewall")))
	for id, want := range map[string][]string{"hub/GatewaySubnet": spokes, "hub": spokes, "hub/AzureFirewallSubnet": nil, "hub/nva": nil} {
		routes, propagation := table(inspected, id)
		require.Equal(t, want, routes, id)
		if want != nil {
			require.Equal(t, "on", propagation, "the tables of a hub let gateway routes in")
		}
	}
	for _, s := range inspected.Subnets {
		if s.Network == "hub" {
			require.Equal(t, map[string]string{"GatewaySubnet": "hub/GatewaySubnet", "shared": "hub"}[s.Name], string(s.RouteTable), s.Name)
		}
	}
	direct := mustResolve(t, example(fmt.Sprintf(estate, "spokeToSpoke: hub/firewall")))
	routes, _ := table(direct, "hub/GatewaySubnet")
	require.Empty(t, routes, "what is not inspected passes GatewaySubnet straight")
}

func TestASummaryThatANetworkNextDoorHasIsLeftOutAndExactPrefixesStandInItsPlace(t *testing.T) {
	topo := mustResolve(t, example(`networks:
  hub: {addressSpace: 192.168.0.0/16, subnets: {AzureFirewallSubnet: 192.168.0.0/26}, firewall: {}}
  a: {addressSpace: 10.0.0.0/16, subnets: {web: 10.0.0.0/24}}
  b: {addressSpace: 10.1.0.0/16, subnets: {web: 10.1.0.0/24}}
connections:
  estate: {kind: hubAndSpoke, hub: hub, spokes: [a, b], inspect: hub/firewall}
`))
	routes, _ := table(topo, "a")
	require.Equal(t, []string{"0.0.0.0/0 -> hub/firewall", "10.0.0.0/8 -> hub/firewall", "172.16.0.0/12 -> hub/firewall"}, routes)
}

func TestAPeeringBetweenTwoInspectedSpokesIsStraight(t *testing.T) {
	topo := mustResolve(t, example(fmt.Sprintf(estate, "spokeToSpoke: hub/firewall")+"  replication: {kind: peering, between: [shop, old]}\n"))
	for id, want := range map[string][]string{"shop": {"10.1.1.0/24 -> hub/firewall"}, "old": {"10.1.1.0/24 -> hub/firewall"},
		"pay": {"10.1.0.0/24 -> hub/firewall", "10.1.2.0/24 -> hub/firewall", "100.70.0.0/16 -> hub/firewall"}} {
		routes, _ := table(topo, id)
		require.Equal(t, want, routes, id)
	}
}

func TestOnPremisesNoneLeavesBothTransitFlagsOff(t *testing.T) {
	for option, want := range map[string]bool{"onPremises: none": false, "onPremises: direct": true, "inspect: hub/firewall": true} {
		topo := mustResolve(t, example(fmt.Sprintf(estate, option)))
		for _, p := range topo.Peerings {
			require.Equal(t, want, p.AllowGatewayTransit || p.UseRemoteGateways, "%s %s", option, p.ID)
			require.Equal(t, p.Local == "hub", p.AllowGatewayTransit || !want && p.Local == "hub", "the hub's half offers, the spoke's uses")
		}
	}
}

func TestWrittenRoutesGiveASubnetATableOfItsOwnWithTheDerivedOnes(t *testing.T) {
	topo := mustResolve(t, example(`networks:
  hub: {addressSpace: 10.0.0.0/22, subnets: {AzureFirewallSubnet: 10.0.0.0/26}, firewall: {}}
  a:
    addressSpace: 10.1.0.0/16
    subnets:
      web: 10.1.0.0/24
      lab: {prefix: 10.1.1.0/24, routes: {instruments: {prefix: 10.99.0.0/16, via: hub/firewall}, hole: {prefix: 203.0.113.0/24, via: none}}}
  alone: {addressSpace: 10.2.0.0/24, subnets: {web: {prefix: 10.2.0.0/26, routes: {out: {prefix: 198.51.100.0/24, via: internet}}}}}
connections:
  estate: {kind: hubAndSpoke, hub: hub, spokes: a, internet: hub/firewall}
`))
	routes, propagation := table(topo, "a/lab")
	require.Equal(t, []string{"0.0.0.0/0 -> hub/firewall", "10.99.0.0/16 -> hub/firewall", "203.0.113.0/24 -> None"}, routes)
	require.Equal(t, "off", propagation)
	routes, propagation = table(topo, "alone/web")
	require.Equal(t, []string{"198.51.100.0/24 -> Internet"}, routes)
	require.Equal(t, "on", propagation, "hand-written routes do not change propagation")
}

func TestRemotePrefixesThatDoNotFitATableAreCoveredByFewerThatContainNothingElse(t *testing.T) {
	topo := mustResolve(t, example(`limits: {routesPerTable: 4}
networks:
  h1: {addressSpace: 10.0.0.0/22, subnets: {AzureFirewallSubnet: 10.0.0.0/26}, firewall: {}}
  h2: {addressSpace: 10.0.4.0/22, subnets: {AzureFirewallSubnet: 10.0.4.0/26}, firewall: {}}
  a: {addressSpace: 10.1.0.0/24, subnets: {s: 10.1.0.0/26}}
  b0: {addressSpace: 10.2.0.0/24, subnets: {s: 10.2.0.0/26}}
  b1: {addressSpace: 10.2.1.0/24, subnets: {s: 10.2.1.0/26}}
  b2: {addressSpace: 10.2.2.0/24, subnets: {s: 10.2.2.0/26}}
  b3: {addressSpace: 10.2.4.0/24, subnets: {s: 10.2.4.0/26}}
connections:
  one: {kind: hubAndSpoke, hub: h1, spokes: a, inspect: h1/firewall}
  two: {kind: hubAndSpoke, hub: h2, spokes: [b0, b1, b2, b3], inspect: h2/firewall}
  hubs: {kind: mesh, members: [h1, h2], transit: true}
`))
	routes, _ := table(topo, "h1/AzureFirewallSubnet")
	require.Equal(t, []string{"0.0.0.0/0 -> Internet", "10.2.0.0/23 -> h2/firewall", "10.2.2.0/24 -> h2/firewall", "10.2.4.0/24 -> h2/firewall"}, routes)
}

func TestEveryRowHasAnOrigin(t *testing.T) {
	topo := mustResolve(t, example(fmt.Sprintf(estate, "inspect: hub/firewall, hubSubnets: hub/firewall")))
	for name, o := range origins(topo) {
		require.False(t, o.Range.IsZero(), name)
		require.NotEmpty(t, o.Statements, name)
		require.NotEmpty(t, o.Rule, name)
	}
}

func origins(t *Topology) map[string]Origin {
	out := map[string]Origin{}
	for _, v := range t.ResourceGroups {
		out["group "+string(v.ID)] = v.Origin
	}
	for _, v := range t.Networks {
		out["network "+string(v.ID)] = v.Origin
	}
	for _, v := range t.Subnets {
		out["subnet "+string(v.ID)] = v.Origin
	}
	for _, v := range t.RouteTables {
		out["table "+string(v.ID)] = v.Origin
	}
	for _, v := range t.Routes {
		out["route "+string(v.Table)+v.Name] = v.Origin
	}
	for _, v := range t.Peerings {
		out["peering "+string(v.ID)] = v.Origin
	}
	for _, v := range t.Gateways {
		out["gateway "+string(v.ID)] = v.Origin
	}
	for _, v := range t.Firewalls {
		out["firewall "+string(v.ID)] = v.Origin
	}
	for _, v := range t.FirewallPolicies {
		out["policy "+string(v.Firewall)] = v.Origin
	}
	for _, v := range t.IPGroups {
		out["IP group "+string(v.ID)] = v.Origin
	}
	for _, v := range t.FirewallRules {
		out["rule "+v.Name] = v.Origin
	}
	for _, v := range t.Appliances {
		out["appliance "+string(v.ID)] = v.Origin
	}
	for _, v := range t.LoadBalancers {
		out["load balancer "+v.Name] = v.Origin
	}
	for _, v := range t.PublicAddresses {
		out["address "+string(v.ID)] = v.Origin
	}
	return out
}

// A default route that a site announces goes to every subnet that takes gateway routes, an appliance's too: where it is to send
// internet traffic straight out its subnet has a route of its own.
func TestAnApplianceKeepsItsWayOutWhereASiteTakesTheDefault(t *testing.T) {
	text := func(internet, more string) string {
		return example(`networks:
  hub:
    addressSpace: 10.0.0.0/22
    subnets: {GatewaySubnet: 10.0.0.0/26, inside: 10.0.1.0/26, outside: {prefix: 10.0.1.64/26` + more + `}}
    gateways: {vpn: {asn: 65010}}
    appliances: {nva: {privateAddress: 10.0.1.4, subnet: inside, egressSubnet: outside}}
  a: {addressSpace: 10.1.0.0/24, subnets: {web: 10.1.0.0/26}}
sites:
  dc1: {addressSpace: 192.168.0.0/16, vpn: {publicAddress: 203.0.113.10, asn: 65050, bgpPeer: 192.168.255.1}, defaultRoute: true}
connections:
  office: {kind: vpn, between: [hub, dc1]}
  estate: {kind: hubAndSpoke, hub: hub, spokes: a, spokeToSpoke: hub/nva, onPremises: hub/nva, internet: ` + internet + `}
`)
	}
	routes, propagation := table(mustResolve(t, text("hub/nva", "")), "hub/outside")
	require.Equal(t, []string{"0.0.0.0/0 -> Internet"}, routes)
	require.Equal(t, "on", propagation)
	routes, _ = table(mustResolve(t, text("[hub/nva, hub/vpnGateway]", "")), "hub/outside")
	require.Equal(t, []string{"0.0.0.0/0 -> hub/vpnGateway"}, routes)
	routes, _ = table(mustResolve(t, text("hub/nva", ", routes: {out: {prefix: 0.0.0.0/0, via: none}}")), "hub/outside")
	require.Equal(t, []string{"0.0.0.0/0 -> None"}, routes, "what the user writes is the user's will")
}

// A gateway passes on what comes to it for a network that uses it: a summary that a site announces must not lead there.
func TestASummaryOfASiteJoinsNobody(t *testing.T) {
	const text = `networks:
  hub: {addressSpace: 10.0.0.0/22, subnets: {GatewaySubnet: 10.0.0.0/26, AzureFirewallSubnet: 10.0.0.64/26}, gateways: {vpn: {asn: 65010}}, firewall: {}}
  shop: {addressSpace: 10.1.0.0/24, subnets: {web: 10.1.0.0/26}}
  pay:  {addressSpace: 10.1.1.0/24, subnets: {web: 10.1.1.0/26}}
  lab:  {addressSpace: 172.20.1.0/24, subnets: {web: 172.20.1.0/26}}
sites:
  dc1: {addressSpace: %s, vpn: {publicAddress: 203.0.113.10, asn: 65050, bgpPeer: 192.168.0.1}}
connections:
  office: {kind: vpn, between: [hub, dc1]}
  estate: {kind: hubAndSpoke, hub: hub, spokes: [shop, pay, lab]%s}
`
	for _, c := range []struct {
		name, prefixes, options string
		want                    []string
	}{
		{"others in the summary get a route to nowhere", "10.0.0.0/8", "", []string{"10.1.1.0/24 -> None"}},
		{"each of them", "[10.0.0.0/8, 172.16.0.0/12]", "", []string{"10.1.1.0/24 -> None", "172.20.1.0/24 -> None"}},
		{"no summary, no route", "192.168.0.0/16", "", nil},
		{"who is joined is not kept apart", "10.0.0.0/8", ", spokeToSpoke: hub/firewall", []string{"10.1.1.0/24 -> hub/firewall", "172.20.1.0/24 -> hub/firewall"}},
		{"who learns nothing of the gateway needs none", "10.0.0.0/8", ", onPremises: hub/firewall", []string{"10.0.0.0/8 -> hub/firewall", "172.16.0.0/12 -> hub/firewall", "192.168.0.0/16 -> hub/firewall"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, _ := table(mustResolve(t, example(fmt.Sprintf(text, c.prefixes, c.options))), "shop")
			require.Equal(t, c.want, got)
		})
	}
}

// A site that is reached by a tunnel without BGP and over a circuit announces the default by the circuit.
func TestADefaultThatACircuitAnnouncesIsNotHiddenByATunnel(t *testing.T) {
	const text = `subscriptions: {prod: 11111111-2222-3333-4444-555555555555}
networks:
  hub: {subscription: prod, addressSpace: 10.0.0.0/22, subnets: {GatewaySubnet: 10.0.0.0/26, AzureFirewallSubnet: 10.0.0.64/26}, gateways: {vpn: {}, expressRoute: {}}, firewall: {}}
  far: {subscription: prod, addressSpace: 10.4.0.0/22, subnets: {GatewaySubnet: 10.4.0.0/26, AzureFirewallSubnet: 10.4.0.64/26}, gateways: {vpn: {asn: 65020}}, firewall: {}}
  shop: {subscription: prod, addressSpace: 10.1.0.0/24, subnets: {web: 10.1.0.0/26}}
sites:
  dc1: {addressSpace: 192.168.0.0/16, defaultRoute: true, vpn: {publicAddress: 203.0.113.10, asn: 65050, bgpPeer: 192.168.0.1}}
circuits:
  er: {site: dc1, id: /subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-er/providers/Microsoft.Network/expressRouteCircuits/er}
connections:
  line: {kind: expressRoute, circuit: er, members: hub}
  spare: {kind: vpn, between: [hub, dc1]}
  estate: {kind: hubAndSpoke, hub: hub, spokes: shop}
`
	topo := mustResolve(t, example(text))
	for _, id := range []string{"hub/AzureFirewallSubnet", "shop"} {
		got, _ := table(topo, id)
		require.Equal(t, []string{"0.0.0.0/0 -> Internet"}, got, id)
	}
	got, _ := table(topo, "far/AzureFirewallSubnet")
	require.Empty(t, got)
}

// Gateways do not tell each other a default route.
func TestADefaultIsNotAnnouncedOn(t *testing.T) {
	topo := mustResolve(t, example(twoGateways+"  shop: {addressSpace: 10.9.0.0/24, subnets: {web: 10.9.0.0/26}}\nsites:\n  dc1: {addressSpace: 192.168.0.0/16, defaultRoute: true, vpn: {publicAddress: 203.0.113.10, asn: 65050, bgpPeer: 192.168.0.1}}\n"+
		"connections:\n  west: {kind: hubAndSpoke, hub: weu, spokes: shop}\n  line: {kind: vpn, between: [weu, neu]}\n  office: {kind: vpn, between: [neu, dc1]}\n"))
	require.Empty(t, topo.Routes)
}

// Azure makes Basic and VpnGw1AZ in the first generation alone, and Basic without zones.
func TestSmallGatewaysAreOfTheFirstGeneration(t *testing.T) {
	for sku, want := range map[string]int{"Basic": 1, "VpnGw1AZ": 1, "VpnGw2AZ": 2, "VpnGw5AZ": 2} {
		topo := mustResolve(t, example("networks:\n  hub: {addressSpace: 10.0.0.0/22, subnets: {GatewaySubnet: 10.0.0.0/26}, gateways: {vpn: {sku: "+sku+"}}}\n"))
		require.Equal(t, want, topo.Gateways[0].Generation, sku)
		require.Equal(t, sku == "Basic", topo.PublicAddresses[0].Zones == nil, sku)
	}
}
