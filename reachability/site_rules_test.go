package reachability_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/reachability"
)

// hubs are gateways x, y and z, each in a network of one subnet s, joined in a row by tunnels.
func hubs(bgp bool, numbers ...int) *builder {
	b := &builder{}
	names := []string{"x", "y", "z"}
	for i, n := range numbers {
		p := []string{"10.0.0.", "10.1.0.", "10.2.0."}[i]
		b.network(names[i], []string{p + "0/24"}, subnet("GatewaySubnet", p+"0/27", ""), subnet("s", p+"64/26", "")).gateway("gw"+names[i], names[i], "Vpn", asn(n))
		if i > 0 {
			b.tunnel("gw"+names[i-1], "gw"+names[i], bgp)
		}
	}
	return b
}

// "VPN Gateway FAQ", BGP: transit routing over every hop that has BGP; without it the two networks and no more.
func TestBgpCarriesASiteOverAChainOfGateways(t *testing.T) {
	dc := siteOf("dc1", "192.168.0.0/16", localID("dc"))
	e := hubs(true, 65010, 65011, 65012).branch("dc", "gwz", 65050).with(t, dc)
	tr := trip(e, "x/s", "dc1")
	require.Equal(t, "s gwx gwy gwz dc1", way(tr.There))
	require.Equal(t, "dc1 gwz gwy gwx s", way(tr.Back))

	e = hubs(false, 65010, 65011, 65012).branch("dc", "gwz", 65050).with(t, dc)
	require.Equal(t, "s gwz dc1", way(trip(e, "z/s", "dc1").There))
	require.Equal(t, "s gwx gwy s", way(trip(e, "x/s", "y/s").There))
	require.Equal(t, reachability.Dropped, trip(e, "y/s", "dc1").There.Outcome)
	require.Equal(t, reachability.Dropped, trip(e, "x/s", "z/s").There.Outcome)
	require.Equal(t, reachability.Dropped, trip(e, "dc1", "y/s").There.Outcome, "gwz does not advertise y, which it knows without BGP")
}

// A number that is in the path already stops a route: between neighbours the session does not come up, farther on it is not
// taken.
func TestEqualNumbersStopBgp(t *testing.T) {
	e := hubs(true, 65010, 65011, 65010).with(t)
	require.Equal(t, reachability.Delivered, trip(e, "x/s", "y/s").There.Outcome)
	require.Equal(t, reachability.Dropped, trip(e, "x/s", "z/s").There.Outcome)

	e = hubs(true, 65010, 65010).with(t)
	require.Equal(t, reachability.Dropped, trip(e, "x/s", "y/s").There.Outcome)

	e = hubs(true, 65010, 65011).branch("dc", "gwy", 65010).with(t, siteOf("dc1", "192.168.0.0/16", localID("dc")))
	require.Equal(t, reachability.Delivered, trip(e, "y/s", "dc1").There.Outcome)
	require.Equal(t, reachability.Dropped, trip(e, "x/s", "dc1").There.Outcome, "gwx sees its own number")
	require.Equal(t, reachability.Dropped, trip(e, "dc1", "x/s").There.Outcome, "dc1 sees its own number")
}

// "VPN Gateway FAQ", BGP: not advertised on are the default route and what overlaps a prefix of the network; a gateway takes no
// prefix of its own network.
func TestWhatAGatewayDoesNotAdvertiseOn(t *testing.T) {
	dc := siteOf("dc1", "10.1.0.128/25 10.0.0.0/8 192.168.0.0/16", localID("dc"))
	dc.Default = true
	e := hubs(true, 65010, 65011).branch("dc", "gwy", 65050).with(t, dc)
	near, far := rows(e.EffectiveRoutes(subnetID("y", "s"))), rows(e.EffectiveRoutes(subnetID("x", "s")))
	for _, p := range []string{"10.0.0.0/8", "192.168.0.0/16", "0.0.0.0/0"} {
		require.Contains(t, near, "VirtualNetworkGateway Active "+p+" VirtualNetworkGateway")
	}
	require.NotContains(t, near, "VirtualNetworkGateway Invalid 10.1.0.128/25 VirtualNetworkGateway", "it is in the network")
	require.Contains(t, far, "VirtualNetworkGateway Active 192.168.0.0/16 VirtualNetworkGateway")
	for _, r := range far {
		require.NotRegexp(t, `VirtualNetworkGateway .* (10.0.0.0/8|0.0.0.0/0|10.1.0.128/25) `, r)
	}
}

// Both directions of a VNet-to-VNet connection agree on BGP, or none of it comes up.
func TestBgpAtOneEndAloneCarriesNothing(t *testing.T) {
	b := hubs(false, 65010, 65011)
	b.add("connections", "cn-gwx-gwy", `"connectionType": "Vnet2Vnet", "enableBgp": true, "virtualNetworkGateway1": `+ref("virtualNetworkGateways", "gwx")+
		`, "virtualNetworkGateway2": `+ref("virtualNetworkGateways", "gwy"))
	e, _ := reachability.Build(b.resources(t))
	require.Equal(t, reachability.Dropped, trip(e, "x/s", "y/s").There.Outcome)

	b = hubs(true, 65010, 65011).add("virtualNetworkGateways", "gwy",
		`"gatewayType": "Vpn", "enableBgp": false, "bgpSettings": {"asn": 65011}, "ipConfigurations": [{"name": "c", "properties": {"subnet": `+
			ref("virtualNetworks/subnets", "y", "GatewaySubnet")+`}}]`)
	e, _ = reachability.Build(b.resources(t))
	require.Equal(t, reachability.Dropped, trip(e, "x/s", "y/s").There.Outcome, "the gateway has no BGP")
}

// twoHubs are hubs one and two that inspect what is between their spokes, of other hubs and of what is behind the gateway of
// one: `transit: [spokes, sites]`.
func twoHubs() *builder {
	b := &builder{}
	for i, n := range []string{"one", "two"} {
		hub, spoke, other := []string{"10.0.0.", "10.0.4."}[i], []string{"10.1.0.", "10.2.0."}[i], []string{"10.2.0.0/24", "10.1.0.0/24"}[i]
		fw, far := hub+"68", []string{"10.0.4.68", "10.0.0.68"}[i]
		toward := []string{other + " VirtualAppliance " + far, "0.0.0.0/0 Internet"}
		if n == "two" {
			toward = append(toward, "192.168.0.0/16 VirtualAppliance "+far)
		}
		b.table("rt-fw-"+n, true, toward...).table("rt-spoke-"+n, false, "0.0.0.0/0 VirtualAppliance "+fw)
		b.table("rt-gw-"+n, true, "10.1.0.0/24 VirtualAppliance "+fw, "10.2.0.0/24 VirtualAppliance "+fw)
		b.network(n, []string{hub + "0/22"}, subnet("GatewaySubnet", hub+"0/26", "rt-gw-"+n), subnet("AzureFirewallSubnet", hub+"64/26", "rt-fw-"+n))
		b.network("s-"+n, []string{spoke + "0/24"}, subnet("web", spoke+"0/26", "rt-spoke-"+n))
		flags := [][]string{{"allowForwardedTraffic", "allowGatewayTransit"}, {"allowForwardedTraffic", "useRemoteGateways"}}
		if n == "two" { // it has no gateway
			flags = [][]string{{"allowForwardedTraffic"}, {"allowForwardedTraffic"}}
		}
		b.half(n, "s-"+n, flags[0]...).half("s-"+n, n, flags[1]...)
		all := "10.1.0.0/24 10.2.0.0/24 192.168.0.0/16"
		b.firewall("fw-"+n, n, fw, all+">"+all)
	}
	return b.peer("one", "two", "allowForwardedTraffic").gateway("gw", "one", "Vpn", asn(65010))
}

// A gateway advertises its own network and those that use it, not another hub's spokes: a site reaches these only where its
// owner configures it, which is without BGP.
func TestAGatewayDoesNotAdvertiseTheSpokesOfAnotherHub(t *testing.T) {
	dc := siteOf("dc1", "192.168.0.0/16", localID("dc"))
	e := twoHubs().branch("dc", "gw", 0, "192.168.0.0/16").with(t, dc)
	tr := trip(e, "s-two/web", "dc1")
	require.Equal(t, "web fw-two fw-one gw dc1", way(tr.There))
	require.Equal(t, "dc1 gw fw-one fw-two web", way(tr.Back))
	require.Equal(t, "dc1 gw fw-one web", way(trip(e, "dc1", "s-one/web").There))

	e = twoHubs().branch("dc", "gw", 65050).with(t, dc)
	tr = trip(e, "s-two/web", "dc1")
	require.Equal(t, reachability.Delivered, tr.There.Outcome)
	require.Equal(t, reachability.Dropped, tr.Back.Outcome)
	require.Contains(t, tr.Back.Why, `gateway "gw" advertises no prefix that contains 10.2.0.4 to dc1`)
	require.Equal(t, "dc1 gw fw-one web", way(trip(e, "dc1", "s-one/web").There))
}

// over is a network n with a subnet s and an ExpressRoute gateway, and the spoke a that uses it.
func over(more ...string) *builder {
	b := (&builder{}).network("n", []string{"10.0.0.0/22"}, subnet("GatewaySubnet", "10.0.0.0/26", ""), subnet("s", "10.0.1.0/26", ""))
	b.network("a", []string{"10.1.0.0/24"}, subnet("web", "10.1.0.0/26", ""))
	b.half("n", "a", "allowGatewayTransit").half("a", "n", "useRemoteGateways")
	return b.gateway("er", "n", "ExpressRoute", more...).circuit("ams", "er")
}

func TestACircuitLeadsToItsSite(t *testing.T) {
	e := over().with(t, siteOf("dc1", "192.168.0.0/16", circuitID("ams")))
	tr := trip(e, "a/web", "dc1")
	require.Equal(t, "web er ams dc1", way(tr.There))
	require.Equal(t, "dc1 ams er web", way(tr.Back))
}

// "About ExpressRoute virtual network gateways": networks reach each other over a circuit where both gateways allow it.
func TestNetworksReachEachOtherOverACircuitWhereBothAllowIt(t *testing.T) {
	for _, flags := range [][2]string{{"true", "true"}, {"true", "false"}, {"false", "true"}} {
		b := over(`"allowRemoteVnetTraffic": ` + flags[0])
		b.network("m", []string{"10.8.0.0/22"}, subnet("GatewaySubnet", "10.8.0.0/26", ""), subnet("s", "10.8.1.0/26", "")).
			gateway("er2", "m", "ExpressRoute", `"allowRemoteVnetTraffic": `+flags[1]).circuit("ams", "er2")
		e := b.with(t, siteOf("dc1", "192.168.0.0/16", circuitID("ams")))
		tr := trip(e, "m/s", "a/web")
		if flags[0] != flags[1] {
			require.Equal(t, reachability.Dropped, tr.There.Outcome)
			continue
		}
		require.Equal(t, "s er2 ams er web", way(tr.There))
		require.Equal(t, "web er ams er2 s", way(tr.Back))
	}
}

// "Configure ExpressRoute and site-to-site coexisting connections": the circuit takes precedence over the tunnel where both have the
// same prefix, the longest prefix before both; between the two gateways nothing passes without a Route Server.
func TestAnExpressRouteGatewayBesideAVpnGateway(t *testing.T) {
	both := func(local ...string) *builder {
		return over().gateway("vpn", "n", "Vpn", asn(65515)).branch("dc", "vpn", 0, local...)
	}
	dc := siteOf("dc1", "192.168.0.0/16", circuitID("ams"), localID("dc"))
	for _, from := range []string{"n/s", "a/web"} {
		tr := trip(both("192.168.0.0/16").with(t, dc), from, "dc1")
		_, name, _ := cutSlash(from)
		require.Equal(t, name+" er ams dc1", way(tr.There))
		require.Equal(t, "dc1 ams er "+name, way(tr.Back))
		tr = trip(both("192.168.0.0/17", "192.168.128.0/17").with(t, dc), from, "dc1")
		require.Equal(t, name+" vpn dc1", way(tr.There))
	}

	e := both("172.16.0.0/16").with(t, siteOf("dc1", "192.168.0.0/16", circuitID("ams")), siteOf("dc2", "172.16.0.0/16", localID("dc")))
	require.Equal(t, "s er ams dc1", way(trip(e, "n/s", "dc1").There))
	require.Equal(t, "s vpn dc2", way(trip(e, "n/s", "dc2").There))
	require.Equal(t, reachability.Dropped, trip(e, "dc1", "dc2").There.Outcome)
	tr := trip(e, "dc2", "dc1")
	require.Equal(t, reachability.Dropped, tr.There.Outcome)
	require.Contains(t, tr.There.Why, "Route Server")

	b := both("172.16.0.0/16").network("z", []string{"10.9.0.0/24"}, subnet("GatewaySubnet", "10.9.0.0/27", ""), subnet("s", "10.9.0.64/26", "")).
		gateway("gwz", "z", "Vpn", asn(65010)).tunnel("vpn", "gwz", true)
	e = b.with(t, siteOf("dc1", "192.168.0.0/16", circuitID("ams")), siteOf("dc2", "172.16.0.0/16", localID("dc")))
	require.Equal(t, reachability.Delivered, trip(e, "z/s", "dc2").There.Outcome)
	require.Equal(t, reachability.Dropped, trip(e, "z/s", "dc1").There.Outcome, "what the circuit advertises stays with its gateway")
	require.Equal(t, reachability.Dropped, trip(e, "dc1", "z/s").There.Outcome)
}

func cutSlash(s string) (string, string, bool) {
	for i := range s {
		if s[i] == '/' {
			return s[:i], s[i+1:], true
		}
	}
	return s, "", false
}

// "About ExpressRoute FastPath": what comes in does not pass the gateway, so GatewaySubnet's routes do not count.
func TestFastPathGoesPastTheRoutesOfGatewaySubnet(t *testing.T) {
	for _, bypass := range []string{"false", "true"} {
		b := transit(inspected...).gateway("gw", "hub", "ExpressRoute").circuit("ams", "gw", `"expressRouteGatewayBypass": `+bypass)
		tr := trip(b.with(t, siteOf("dc1", "192.168.0.0/16", circuitID("ams"))), "a/web", "dc1")
		require.Equal(t, "web fw gw ams dc1", way(tr.There))
		require.Equal(t, map[string]string{"false": "dc1 ams gw fw web", "true": "dc1 ams gw web"}[bypass], way(tr.Back))
	}
}

// A site without BGP may use any of its tunnels that lead there: where they pass different inspectors that is asymmetric.
func TestASiteWithTunnelsToTwoHubsIsAsymmetricWhereTheyInspectApart(t *testing.T) {
	dc := siteOf("dc1", "192.168.0.0/16", localID("dc"), localID("dc-two"))
	p := reachability.Promises{Joins: []reachability.Join{join("one", "two"), join("one", "s-one"), join("two", "s-two"), join("s-one", "s-two"),
		siteJoin("dc1", "one", "two", "s-one", "s-two")}}
	firewalled := func() *builder { return twoHubs().branch("dc", "gw", 0, "192.168.0.0/16") }
	only := siteOf("dc1", "192.168.0.0/16", localID("dc"))
	q := p
	q.Joins = append(p.Joins[:4:4], siteJoin("dc1", "one", "s-one", "s-two"))
	require.NotContains(t, codes(firewalled().with(t, only).Verify(q)), "VL603")

	b := firewalled().gateway("gw2", "two", "Vpn", asn(65011)).branch("dc-two", "gw2", 0, "192.168.0.0/16")
	b.half("two", "s-two", "allowForwardedTraffic", "allowGatewayTransit").half("s-two", "two", "allowForwardedTraffic", "useRemoteGateways")
	require.Contains(t, codes(b.with(t, dc).Verify(p)), "VL603")
}

// What a site has configured for a network takes precedence over a summary that another gateway advertises, as the longest prefix does anywhere.
func TestWhatASiteHasConfiguredGoesBeforeASummary(t *testing.T) {
	b := hubs(true, 65010).network("y", []string{"10.1.0.0/24"}, subnet("GatewaySubnet", "10.1.0.0/27", ""), subnet("s", "10.1.0.64/26", "")).
		gateway("gwy", "y", "Vpn", asn(65011))
	b.branch("dc", "gwx", 65050).branch("dc-y", "gwy", 0, "192.168.0.0/16").branch("other", "gwx", 0, "10.0.0.0/8")
	e := b.with(t, siteOf("dc1", "192.168.0.0/16", localID("dc"), localID("dc-y")), siteOf("dc2", "10.0.0.0/8", localID("other")))
	tr := trip(e, "y/s", "dc1")
	require.Equal(t, "s gwy dc1", way(tr.There))
	require.Equal(t, "dc1 gwy s", way(tr.Back))
	require.Equal(t, "dc1 gwx s", way(trip(e, "x/s", "dc1").Back), "BGP advertises the network itself")
}

// What is promised of connections is looked at one by one, since paths do not show one of several.
func TestEachConnectionIsHeldToItsPromise(t *testing.T) {
	promise := func(gateway, end string, bgp bool) reachability.PromisedLink {
		return reachability.PromisedLink{Gateway: gatewayID(gateway), End: end, BGP: bgp, At: place(1)}
	}
	dc := siteOf("dc1", "192.168.0.0/16", localID("dc"), circuitID("ams"))
	for name, c := range map[string]struct {
		estate *builder
		link   reachability.PromisedLink
		why    string
	}{
		"a tunnel with BGP":           {hubs(true, 65010).branch("dc", "gwx", 65050), promise("gwx", localID("dc"), true), ""},
		"a tunnel without":            {hubs(true, 65010).branch("dc", "gwx", 0, "192.168.0.0/17", "192.168.128.0/17"), promise("gwx", localID("dc"), false), ""},
		"a tunnel that is not there":  {hubs(true, 65010).branch("dc", "gwx", 0, "192.168.0.0/16"), promise("gwx", localID("other"), false), "it has no connection"},
		"BGP that was not promised":   {hubs(true, 65010).branch("dc", "gwx", 65050), promise("gwx", localID("dc"), false), "do not agree on BGP"},
		"BGP that does not come up":   {hubs(true, 65050).branch("dc", "gwx", 65050), promise("gwx", localID("dc"), true), "the same ASN 65050"},
		"a prefix that is missing":    {hubs(true, 65010).branch("dc", "gwx", 0, "192.168.0.0/17"), promise("gwx", localID("dc"), false), "lacks 192.168.0.0/16"},
		"two networks":                {hubs(true, 65010, 65011), promise("gwx", gatewayID("gwy"), true), ""},
		"two networks without BGP":    {hubs(false, 65010, 65011), promise("gwx", gatewayID("gwy"), true), "do not agree on BGP"},
		"two networks that are apart": {hubs(true, 65010, 65011, 65012), promise("gwx", gatewayID("gwz"), true), "it has no connection"},
		"a circuit":                   {over(), promise("er", circuitID("ams"), false), ""},
		"another circuit":             {over(), promise("er", circuitID("dub"), false), "it has no connection"},
		"FastPath that is not":        {over().circuit("dub", "er", `"expressRouteGatewayBypass": true`), promise("er", circuitID("dub"), false), "FastPath"},
	} {
		e, _ := reachability.Build(c.estate.resources(t), dc)
		found := e.Verify(reachability.Promises{Links: []reachability.PromisedLink{c.link}})
		found = slices.DeleteFunc(found, func(d diag.Diagnostic) bool { return d.Code.ID == "VL604" })
		if c.why == "" {
			require.Empty(t, found, name)
			continue
		}
		require.Equal(t, []string{"VL612"}, codes(found), name)
		require.Contains(t, found[0].Summary, c.why, name)
	}
}
