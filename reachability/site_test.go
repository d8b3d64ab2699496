package reachability_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/reachability"
)

// trip traces between words: network/subnet, a site, an address, or internet.
func trip(e *reachability.Estate, from, to string) reachability.Trace {
	end := func(s string) reachability.Endpoint {
		switch network, name, both := strings.Cut(s, "/"); {
		case both:
			return reachability.Endpoint{Subnet: subnetID(network, name)}
		case s == "internet":
			return reachability.Endpoint{Internet: true}
		}
		return reachability.Endpoint{Site: "site:" + s}
	}
	return e.Trace(end(from), end(to), reachability.Flow{}, nil)
}

// way is the path as the last parts of the places that it passes.
func way(p reachability.Path) string {
	var parts []string
	for _, h := range p.Hops {
		parts = append(parts, h.At[strings.LastIndexAny(h.At, "/:")+1:])
	}
	text := strings.Join(parts, " ")
	if p.Outcome != reachability.Delivered {
		text += ": " + string(p.Outcome)
	}
	return text
}

// transit is a hub with a firewall and a VPN gateway that the spokes a and b use, both ways inspected: the spokes' tables
// and GatewaySubnet's lead to the firewall.
func transit(gatewayRoutes ...string) *builder {
	b := &builder{}
	b.table("rt-spoke", false, "0.0.0.0/0 VirtualAppliance 10.0.0.68")
	b.table("rt-gateway", true, gatewayRoutes...)
	b.network("hub", []string{"10.0.0.0/22"}, subnet("GatewaySubnet", "10.0.0.0/26", "rt-gateway"), subnet("AzureFirewallSubnet", "10.0.0.64/26", ""),
		subnet("shared", "10.0.1.0/24", ""))
	b.network("a", []string{"10.1.0.0/24"}, subnet("web", "10.1.0.0/26", "rt-spoke")).
		network("b", []string{"10.2.0.0/24"}, subnet("app", "10.2.0.0/26", "rt-spoke"))
	for _, s := range []string{"a", "b"} {
		b.half("hub", s, "allowForwardedTraffic", "allowGatewayTransit").half(s, "hub", "allowForwardedTraffic", "useRemoteGateways")
	}
	b.firewall("fw", "hub", "10.0.0.68", "10.1.0.0/24 10.2.0.0/24 192.168.0.0/16>10.1.0.0/24 10.2.0.0/24 192.168.0.0/16")
	return b.gateway("gw", "hub", "Vpn", asn(65010))
}

var inspected = []string{"10.1.0.0/24 VirtualAppliance 10.0.0.68", "10.2.0.0/24 VirtualAppliance 10.0.0.68"}

func TestASiteWithBgpIsAnEndOfPathsThereAndBack(t *testing.T) {
	for name, number := range map[string]int{"static": 0, "BGP": 65050} {
		prefixes := []string{"192.168.0.0/16"}
		if number != 0 {
			prefixes = nil // the site advertises them
		}
		e := transit(inspected...).branch("dc", "gw", number, prefixes...).with(t, siteOf("dc1", "192.168.0.0/16", localID("dc")))
		tr := trip(e, "a/web", "dc1")
		require.Equal(t, "web fw gw dc1", way(tr.There), name)
		require.Equal(t, "dc1 gw fw web", way(tr.Back), name)
		tr = trip(e, "dc1", "b/app")
		require.Equal(t, "dc1 gw fw app", way(tr.There), name)
		require.Equal(t, "app fw gw dc1", way(tr.Back), name)
		tr = trip(e, "dc1", "hub/shared")
		require.Equal(t, "dc1 gw shared", way(tr.There), name)
		require.Equal(t, "shared gw dc1", way(tr.Back), name)
	}
}

// A gateway of which all that is behind it is known drops what it does not know.
func TestAGatewayHidesNothingWhereItsSitesAreKnown(t *testing.T) {
	b := func() *builder {
		b := &builder{}
		b.table("rt", true, "10.99.0.0/16 VirtualNetworkGateway")
		b.network("n", []string{"10.0.0.0/24"}, subnet("GatewaySubnet", "10.0.0.0/26", ""), subnet("x", "10.0.0.64/26", "rt"))
		b.network("far", []string{"10.99.0.0/24"}, subnet("y", "10.99.0.0/26", ""))
		return b.gateway("gw", "n", "Vpn", asn(65010)).branch("dc", "gw", 65050)
	}
	e, diags := reachability.Build(b().resources(t))
	require.Equal(t, []string{"VL653"}, codes(diags))
	require.Equal(t, reachability.NotKnown, trip(e, "n/x", "far/y").There.Outcome)
	e = b().with(t, siteOf("dc1", "192.168.0.0/16", localID("dc")))
	require.Equal(t, reachability.Dropped, trip(e, "n/x", "far/y").There.Outcome)
}

func siteJoin(site string, networks ...string) reachability.Join {
	j := reachability.Join{B: []string{"site:" + site}, At: place(1)}
	for _, n := range networks {
		j.A = append(j.A, networkID(n))
	}
	return j
}

// transitPromises is what transit keeps.
func transitPromises() reachability.Promises {
	onPremises := siteJoin("dc1", "a", "b")
	onPremises.Via = []string{firewallID("fw"), gatewayID("gw")}
	return reachability.Promises{Joins: []reachability.Join{join("hub", "a"), join("hub", "b"), join("a", "b", firewallID("fw")), siteJoin("dc1", "hub"),
		onPremises}}
}

func TestVerifyHoldsPairsOfSubnetsAndSites(t *testing.T) {
	build := func(number int, gatewayRoutes []string, prefixes ...string) *builder {
		return transit(gatewayRoutes...).branch("dc", "gw", number, prefixes...)
	}
	for name, c := range map[string]struct {
		estate  *builder
		promise func(p *reachability.Promises)
		want    []string
	}{
		"what is kept":                       {build(65050, inspected), nil, nil},
		"what is kept without BGP":           {build(0, inspected, "192.168.0.0/16"), nil, nil},
		"a prefix that is missing":           {build(0, inspected, "192.168.0.0/17"), nil, []string{"VL601"}},
		"no prefix at all":                   {build(0, inspected), nil, []string{"VL601"}},
		"BGP with one number":                {build(65010, inspected), nil, []string{"VL601"}},
		"a way in past the firewall":         {build(65050, inspected[:1]), nil, []string{"VL602", "VL603"}},
		"a site that nothing joins":          {build(65050, inspected), func(p *reachability.Promises) { p.Joins = p.Joins[:3] }, []string{"VL604"}},
		"a spoke that nothing joins with it": {build(65050, inspected), func(p *reachability.Promises) { p.Joins[4].A = p.Joins[4].A[:1] }, []string{"VL604"}},
		"another way than was said": {build(65050, inspected), func(p *reachability.Promises) { p.Joins[4].Via = []string{gatewayID("gw")} },
			[]string{"VL602"}},
		"a site that nobody knows": {build(65050, inspected), func(p *reachability.Promises) { p.Joins = append(p.Joins, siteJoin("dc9", "a")) },
			[]string{"VL609"}},
		"an expectation from it":             {build(65050, inspected), expects("dc1", "a", true, "gw", "fw"), nil},
		"an expectation without the gateway": {build(65050, inspected), expects("dc1", "a", true, "fw"), []string{"VL606"}},
		"an expectation that it does not":    {build(65050, inspected), expects("dc1", "a", false), []string{"VL605"}},
		"an isolation from it": {build(65050, inspected), func(p *reachability.Promises) {
			p.Isolate = []reachability.Isolation{{Name: "i", A: []string{networkID("a")}, B: []string{"site:dc1"}, At: place(3)}}
		}, []string{"VL607"}},
		"an isolation that holds, of its hub's": {build(65050, inspected).network("lone", []string{"10.9.0.0/24"}, subnet("z", "10.9.0.0/26", "")),
			func(p *reachability.Promises) {
				p.Isolate = []reachability.Isolation{{Name: "i", A: []string{networkID("lone")}, B: []string{"site:dc1"}, At: place(3)}}
			}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			p := transitPromises()
			if c.promise != nil {
				c.promise(&p)
			}
			got := c.estate.with(t, siteOf("dc1", "192.168.0.0/16", localID("dc"))).Verify(p)
			require.Equal(t, c.want, codes(got), "%v", got)
			for _, d := range got {
				require.False(t, d.Subject.IsZero(), "%v has no place", d)
			}
		})
	}
}

func expects(site, network string, reachable bool, via ...string) func(*reachability.Promises) {
	ids := map[string]string{"gw": gatewayID("gw"), "fw": firewallID("fw")}
	return func(p *reachability.Promises) {
		x := reachability.Expectation{Name: "x", From: []reachability.Endpoint{{Site: "site:" + site}},
			To: []reachability.Endpoint{{Subnet: networkID(network)}}, Reachable: reachable, At: place(2)}
		for _, v := range via {
			x.Via = append(x.Via, ids[v])
		}
		p.Expect = append(p.Expect, x)
	}
}

// A network that nothing joins has all addresses of a site: packets from elsewhere go to the site, those of the network stay in it.
func TestANetworkThatStandsAloneTakesNothingFromASite(t *testing.T) {
	b := transit(inspected...).branch("dc", "gw", 0, "192.168.0.0/16")
	b.network("alone", []string{"192.168.0.0/16"}, subnet("office", "192.168.0.0/24", ""))
	e := b.with(t, siteOf("dc1", "192.168.0.0/16", localID("dc")))
	tr := trip(e, "a/web", "dc1")
	require.Equal(t, "web fw gw dc1", way(tr.There))
	require.Equal(t, "dc1 gw fw web", way(tr.Back))
	require.Equal(t, reachability.Dropped, trip(e, "alone/office", "dc1").There.Outcome)
}
