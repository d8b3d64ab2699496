package reachability_test

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/reachability"
)

// The routing example of "Virtual network traffic routing" (azure-docs, articles/virtual-network/virtual-networks-udr-overview.md,
// 2023-05-27): Subnet1 and Subnet2 of Virtual-network-1, peered with Virtual-network-2, a VPN to 10.10.0.0/16, a table on
// Subnet1. Left out is ID10, the route of a service endpoint, whose prefixes only Azure knows. The article lists the gateway's
// route as Default; Azure's tools show its source as VirtualNetworkGateway. In the article's table of Subnet2 172.16.0.0/12 is
// missing; its text on default routes has it (added after azure-docs issue 77083).
func routingExample(t *testing.T) *reachability.Estate {
	b := &builder{}
	b.table("rt1", true, "10.0.0.0/16 VirtualAppliance 10.0.100.4", "10.0.0.0/24 VnetLocal", "10.1.0.0/16 None", "10.2.0.0/16 None",
		"10.10.0.0/16 VirtualAppliance 10.0.100.4", "0.0.0.0/0 VirtualAppliance 10.0.100.4")
	b.network("vnet1", []string{"10.0.0.0/16"}, subnet("Subnet1", "10.0.0.0/24", "rt1"), subnet("Subnet2", "10.0.1.0/24", ""),
		subnet("nva", "10.0.100.0/24", ""), subnet("GatewaySubnet", "10.0.255.0/27", ""))
	b.network("vnet2", []string{"10.1.0.0/16", "10.2.0.0/16"}, subnet("a", "10.1.0.0/24", ""))
	b.peer("vnet1", "vnet2").gateway("gw", "vnet1", "Vpn").site("onprem", "gw", "10.10.0.0/16")
	return b.estate(t)
}

func TestEffectiveRoutesAreThoseOfTheRoutingExample(t *testing.T) {
	e := routingExample(t)
	require.Equal(t, []string{
		"Default Invalid 0.0.0.0/0 Internet",
		"User Active 0.0.0.0/0 VirtualAppliance 10.0.100.4",
		"Default Invalid 10.0.0.0/16 VnetLocal",
		"User Active 10.0.0.0/16 VirtualAppliance 10.0.100.4",
		"User Active 10.0.0.0/24 VnetLocal",
		"Default Invalid 10.1.0.0/16 VNetPeering",
		"User Active 10.1.0.0/16 None",
		"Default Invalid 10.2.0.0/16 VNetPeering",
		"User Active 10.2.0.0/16 None",
		"User Active 10.10.0.0/16 VirtualAppliance 10.0.100.4",
		"VirtualNetworkGateway Invalid 10.10.0.0/16 VirtualNetworkGateway",
	}, rows(e.EffectiveRoutes(subnetID("vnet1", "Subnet1"))))
	require.Equal(t, []string{
		"Default Active 0.0.0.0/0 Internet",
		"Default Active 10.0.0.0/8 None",
		"Default Active 10.0.0.0/16 VnetLocal",
		"Default Active 10.1.0.0/16 VNetPeering",
		"Default Active 10.2.0.0/16 VNetPeering",
		"VirtualNetworkGateway Active 10.10.0.0/16 VirtualNetworkGateway",
		"Default Active 100.64.0.0/10 None",
		"Default Active 172.16.0.0/12 None",
		"Default Active 192.168.0.0/16 None",
	}, rows(e.EffectiveRoutes(subnetID("vnet1", "Subnet2"))))
}

// "Virtual network traffic routing", Default: a prefix of the network that is one of the reserved ones, or includes it, takes
// the place of the None route.
func TestAReservedPrefixOfTheNetworkTakesThePlaceOfItsNoneRoute(t *testing.T) {
	e := (&builder{}).network("wide", []string{"10.0.0.0/8", "192.0.0.0/8"}, subnet("a", "10.0.0.0/24", "")).estate(t)
	require.Equal(t, []string{
		"Default Active 0.0.0.0/0 Internet",
		"Default Active 10.0.0.0/8 VnetLocal",
		"Default Active 100.64.0.0/10 None",
		"Default Active 172.16.0.0/12 None",
		"Default Active 192.0.0.0/8 VnetLocal",
	}, rows(e.EffectiveRoutes(subnetID("wide", "a"))))
}

// "Configure VPN gateway transit for virtual network peering" (azure-docs, articles/vpn-gateway/
// vpn-gateway-peering-gateway-transit.md): routes of the gateway propagate to the peered networks, and not to subnets whose
// table disables it. Spokes learn nothing of each other.
func TestAGatewaysRoutesGoToSpokesThatUseIt(t *testing.T) {
	b := &builder{}
	b.table("off", false)
	b.network("hub", []string{"10.0.0.0/22"}, subnet("GatewaySubnet", "10.0.0.0/26", ""))
	b.network("a", []string{"10.1.0.0/24"}, subnet("web", "10.1.0.0/26", ""), subnet("quiet", "10.1.0.64/26", "off"))
	b.network("b", []string{"10.2.0.0/24"}, subnet("web", "10.2.0.0/26", ""))
	b.gateway("gw", "hub", "Vpn").site("dc", "gw", "192.168.10.0/24", "10.200.0.0/16")
	b.half("hub", "a", "allowGatewayTransit").half("a", "hub", "useRemoteGateways").peer("hub", "b")
	e := b.estate(t)
	require.Equal(t, []string{
		"Default Active 0.0.0.0/0 Internet", "Default Active 10.0.0.0/8 None", "Default Active 10.0.0.0/22 VNetPeering", "Default Active 10.1.0.0/24 VnetLocal",
		"VirtualNetworkGateway Active 10.200.0.0/16 VirtualNetworkGateway", "Default Active 100.64.0.0/10 None", "Default Active 172.16.0.0/12 None",
		"Default Active 192.168.0.0/16 None", "VirtualNetworkGateway Active 192.168.10.0/24 VirtualNetworkGateway",
	}, rows(e.EffectiveRoutes(subnetID("a", "web"))))
	for _, s := range []string{subnetID("a", "quiet"), subnetID("b", "web")} {
		for _, r := range e.EffectiveRoutes(s) {
			require.NotEqual(t, "VirtualNetworkGateway", r.Source)
		}
	}
	tr := e.Trace(reachability.Endpoint{Subnet: subnetID("a", "web")}, reachability.Endpoint{Address: netip.MustParseAddr("10.200.0.9")}, reachability.Flow{}, nil)
	require.Equal(t, reachability.Delivered, tr.There.Outcome)
	require.Equal(t, reachability.Delivered, tr.Back.Outcome)
	require.Equal(t, "site", tr.There.Hops[len(tr.There.Hops)-1].Kind)
}

// "Virtual network traffic routing", How Azure selects a route, note: system routes of networks and peerings are preferred
// even if BGP routes are more specific; None routes are not.
func TestPeeringsGoBeforeMoreSpecificGatewayRoutes(t *testing.T) {
	b := &builder{}
	b.network("hub", []string{"10.0.0.0/22"}, subnet("GatewaySubnet", "10.0.0.0/26", ""), subnet("shared", "10.0.1.0/24", ""))
	b.network("a", []string{"10.1.0.0/16"}, subnet("web", "10.1.0.0/24", ""))
	b.gateway("gw", "hub", "Vpn").site("dc", "gw", "10.1.0.0/24", "10.1.0.0/16", "172.16.0.0/12").peer("hub", "a")
	e := b.estate(t)
	require.Contains(t, rows(e.EffectiveRoutes(subnetID("hub", "shared"))), "VirtualNetworkGateway Invalid 10.1.0.0/24 VirtualNetworkGateway")
	require.Contains(t, rows(e.EffectiveRoutes(subnetID("hub", "shared"))), "VirtualNetworkGateway Active 172.16.0.0/12 VirtualNetworkGateway")
	require.Contains(t, rows(e.EffectiveRoutes(subnetID("hub", "shared"))), "Default Invalid 172.16.0.0/12 None")
	tr := e.Trace(reachability.Endpoint{Subnet: subnetID("hub", "shared")}, reachability.Endpoint{Subnet: subnetID("a", "web")}, reachability.Flow{}, nil)
	require.Equal(t, "VNetPeering", tr.There.Hops[0].Route.NextHopType)
}

// A 0.0.0.0/0 of a gateway removes the None routes like one of a user (azure-docs pull request 127980: changing the default
// route removes them).
func TestADefaultRouteOfAGatewayRemovesTheNoneRoutes(t *testing.T) {
	b := &builder{}
	b.network("hub", []string{"10.0.0.0/22"}, subnet("GatewaySubnet", "10.0.0.0/26", ""), subnet("shared", "10.0.1.0/24", ""))
	e := b.gateway("gw", "hub", "Vpn").site("dc", "gw", "0.0.0.0/0").estate(t)
	require.Equal(t, []string{"Default Invalid 0.0.0.0/0 Internet", "VirtualNetworkGateway Active 0.0.0.0/0 VirtualNetworkGateway",
		"Default Active 10.0.0.0/22 VnetLocal"},
		rows(e.EffectiveRoutes(subnetID("hub", "shared"))))
}

// "VPN Gateway FAQ": without BGP a VNet-to-VNet connection carries the prefixes of the two networks; with it what is behind
// them too, onward over every hop that has it. Peering across regions is VNetGlobalPeering in Azure's tools.
func TestVpnLinksCarryMoreWithBgp(t *testing.T) {
	for _, bgp := range []bool{false, true} {
		b := &builder{}
		for i, n := range []string{"x", "y", "z"} {
			p := []string{"10.0.0.0/24", "10.1.0.0/24", "10.2.0.0/24"}[i]
			b.network(n, []string{p}, subnet("GatewaySubnet", p[:len(p)-2]+"27", "")).gateway("gw"+n, n, "Vpn", asn(65010+i))
		}
		flag := map[bool]string{true: "true", false: "false"}[bgp]
		for _, l := range []string{"xy", "yx", "yz", "zy"} {
			b.add("connections", l, `"connectionType": "Vnet2Vnet", "enableBgp": `+flag+`, "virtualNetworkGateway1": `+ref("virtualNetworkGateways", "gw"+l[:1])+
				`, "virtualNetworkGateway2": `+ref("virtualNetworkGateways", "gw"+l[1:]))
		}
		list := rows(b.estate(t).EffectiveRoutes(subnetID("x", "GatewaySubnet")))
		require.Contains(t, list, "VirtualNetworkGateway Active 10.1.0.0/24 VirtualNetworkGateway")
		require.Equal(t, bgp, contains(list, "VirtualNetworkGateway Active 10.2.0.0/24 VirtualNetworkGateway"))
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// The same of a gateway: a network that uses another gateway and is peered with this one's network is not reached by what this one has
// learned of it. The routes that are printed and the path say the same.
func TestAPeeringGoesBeforeWhatAGatewayLearnedOfANetwork(t *testing.T) {
	b := &builder{}
	for i, hub := range []string{"one", "two"} {
		b.network(hub, []string{fmt.Sprintf("10.0.%d.0/24", i)}, subnet("GatewaySubnet", fmt.Sprintf("10.0.%d.0/26", i), ""))
		b.gateway("gw"+hub, hub, "Vpn", `"enableBgp": true`, asn(65010+i))
	}
	b.network("a", []string{"10.1.0.0/24"}, subnet("web", "10.1.0.0/26", "")).network("b", []string{"10.2.0.0/24"}, subnet("web", "10.2.0.0/26", ""))
	b.half("one", "a", "allowGatewayTransit").half("a", "one", "useRemoteGateways")
	b.half("two", "b", "allowGatewayTransit").half("b", "two", "useRemoteGateways").tunnel("gwone", "gwtwo", true)
	trace := func(e *reachability.Estate) reachability.Path {
		return e.Trace(reachability.Endpoint{Subnet: subnetID("b", "web")}, reachability.Endpoint{Subnet: subnetID("a", "web")}, reachability.Flow{}, nil).There
	}
	require.Equal(t, reachability.Delivered, trace(b.estate(t)).Outcome, "without the peering")

	e := b.peer("two", "a", "allowForwardedTraffic").estate(t)
	require.Contains(t, rows(e.EffectiveRoutes(subnetID("two", "GatewaySubnet"))), "Default Active 10.1.0.0/24 VNetPeering")
	there := trace(e)
	require.Equal(t, reachability.Dropped, there.Outcome)
	require.Contains(t, there.Why, `"a" does not use gateway "gwtwo"`)
}

// A packet for an address in a network that only a wide prefix of a site contains goes to the site; whether that passes it on is not known
// where the network has a gateway of its own, and else it does not.
func TestWhatGoesToASiteReachesNoNetworkInsideItsPrefix(t *testing.T) {
	b := &builder{}
	b.network("hub", []string{"10.0.0.0/24"}, subnet("GatewaySubnet", "10.0.0.0/26", ""), subnet("own", "10.0.0.64/26", ""))
	b.network("lone", []string{"10.9.0.0/24"}, subnet("GatewaySubnet", "10.9.0.64/26", ""), subnet("web", "10.9.0.0/26", ""))
	b.gateway("gw", "hub", "Vpn").branch("dc", "gw", 0, "10.0.0.0/8")
	trace := func(e *reachability.Estate) reachability.Path {
		return e.Trace(reachability.Endpoint{Subnet: subnetID("hub", "own")}, reachability.Endpoint{Subnet: subnetID("lone", "web")}, reachability.Flow{}, nil).There
	}
	there := trace(b.estate(t))
	require.Equal(t, reachability.Dropped, there.Outcome)
	require.Contains(t, there.Why, "takes it to dc, from where nothing leads to lone/web")
	there = trace(b.gateway("gw2", "lone", "Vpn").estate(t))
	require.Equal(t, reachability.NotKnown, there.Outcome)
	require.Contains(t, there.Why, "takes it to dc, and whether that passes it on to lone/web is not known")
}
