package reachability_test

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// A network with two circuits and a tunnel to one site: which way is taken there and back, by what is said of BGP over each.
// "Use S2S VPN as a backup for ExpressRoute private peering", "Optimize routing for ExpressRoute".
func TestWhatIsSaidOfBGPDecidesThePath(t *testing.T) {
	part := func(ps ...string) *reachability.Advertised {
		out := &reachability.Advertised{}
		for _, p := range ps {
			out.Prefixes = append(out.Prefixes, netip.MustParsePrefix(p))
		}
		return out
	}
	prefer := func(n int64) *int64 { return &n }
	type sessions = map[string]reachability.Session
	for _, c := range []struct {
		what        string
		sessions    sessions
		weights     [2]string
		there, back string
	}{
		{"a circuit comes before a tunnel, whatever its path", sessions{"ams": {Prepends: 5}, "dub": {Prepends: 9}}, [2]string{"0", "0"}, "ams", "ams"},
		{"of circuits the shorter path", sessions{"ams": {Prepends: 2}, "dub": {Prepends: 1}}, [2]string{"0", "0"}, "dub", "ams"},
		{"the weight comes before the path", sessions{"ams": {Prepends: 2}}, [2]string{"10", "0"}, "ams", "ams"},
		{"the longest prefix comes first", sessions{"office": {Advertises: part("192.168.0.0/17", "192.168.128.0/17")}}, [2]string{"0", "0"}, "vpn", "ams"},
		{"and the site's preference", sessions{"office": {Advertises: part("192.168.0.0/17", "192.168.128.0/17"), LocalPreference: prefer(150)}},
			[2]string{"0", "0"}, "vpn", "vpn"},
		{"a preference of a circuit", sessions{"dub": {LocalPreference: prefer(150)}}, [2]string{"1", "0"}, "ams", "dub"},
		{"preferences below the default", sessions{"ams": {LocalPreference: prefer(50)}, "dub": {LocalPreference: prefer(60)}}, [2]string{"0", "0"}, "ams", "vpn"},
		{"nothing is advertised", sessions{"ams": {Advertises: part()}, "dub": {Advertises: part()}}, [2]string{"0", "0"}, "vpn", "ams"},
		{"nothing is accepted", sessions{"ams": {Receives: []netip.Prefix{netip.MustParsePrefix("10.9.0.0/16")}}}, [2]string{"1", "0"}, "ams", "dub"},
		{"only a summary is accepted", sessions{"ams": {Receives: []netip.Prefix{netip.MustParsePrefix("10.0.1.0/25")}}}, [2]string{"0", "0"}, "ams", "dub"},
	} {
		t.Run(c.what, func(t *testing.T) {
			b := (&builder{}).network("core", []string{"10.0.1.0/24"}, subnet("GatewaySubnet", "10.0.1.0/26", ""), subnet("app", "10.0.1.128/25", "")).
				gateway("er", "core", "ExpressRoute").gateway("vpn", "core", "Vpn")
			for i, name := range []string{"ams", "dub"} {
				b.add("connections", name, `"connectionType": "ExpressRoute", "routingWeight": `+c.weights[i]+`, "virtualNetworkGateway1": `+
					ref("virtualNetworkGateways", "er")+`, "peer": `+ref("expressRouteCircuits", name))
			}
			b.add("localNetworkGateways", "dc", `"bgpSettings": {"asn": 65050}`)
			b.add("connections", "office", `"connectionType": "IPsec", "enableBgp": true, "virtualNetworkGateway1": `+ref("virtualNetworkGateways", "vpn")+
				`, "localNetworkGateway2": `+ref("localNetworkGateways", "dc"))
			dc := siteOf("dc", "192.168.0.0/16", circuitID("ams"), circuitID("dub"), localID("dc"))
			for name, s := range c.sessions {
				s.Connection = connectionID(name)
				dc.Sessions = append(dc.Sessions, s)
			}
			e := b.with(t, dc)
			there := e.Trace(reachability.Endpoint{Subnet: subnetID("core", "app")}, reachability.Endpoint{Site: "site:dc"}, reachability.Flow{}, nil).There
			require.Equal(t, reachability.Delivered, there.Outcome, there.Why)
			require.Equal(t, c.there, wayOf(there))
			back := e.Trace(reachability.Endpoint{Site: "site:dc"}, reachability.Endpoint{Subnet: subnetID("core", "app")}, reachability.Flow{}, nil).There
			require.Equal(t, reachability.Delivered, back.Outcome, back.Why)
			require.Equal(t, c.back, wayOf(back))
		})
	}
}

func connectionID(name string) string {
	return template.ResourceID("", "", "Microsoft.Network/connections", name)
}

// wayOf is the circuit that a path takes, else vpn.
func wayOf(p reachability.Path) string {
	for _, h := range p.Hops {
		for _, name := range []string{"ams", "dub"} {
			if h.At == circuitID(name) {
				return name
			}
		}
	}
	return "vpn"
}

// What no session says a site advertises has no way, and what it does not accept it does not send: the reason is said.
func TestWhatASiteDoesNotAcceptHasNoWay(t *testing.T) {
	b := (&builder{}).network("core", []string{"10.0.1.0/24"}, subnet("GatewaySubnet", "10.0.1.0/26", ""), subnet("app", "10.0.1.128/25", "")).
		gateway("er", "core", "ExpressRoute")
	b.add("connections", "ams", `"connectionType": "ExpressRoute", "virtualNetworkGateway1": `+ref("virtualNetworkGateways", "er")+
		`, "peer": `+ref("expressRouteCircuits", "ams"))
	dc := siteOf("dc", "192.168.0.0/16", circuitID("ams"))
	dc.Sessions = []reachability.Session{{Connection: connectionID("ams"), Receives: []netip.Prefix{netip.MustParsePrefix("10.9.0.0/16")},
		Advertises: &reachability.Advertised{Prefixes: []netip.Prefix{netip.MustParsePrefix("192.168.0.0/17")}}}}
	e := b.with(t, dc)
	outside := func(a string) reachability.Endpoint {
		return reachability.Endpoint{Site: "site:dc", Address: netip.MustParseAddr(a)}
	}
	inside := reachability.Endpoint{Subnet: subnetID("core", "app")}
	tr := e.Trace(inside, outside("192.168.1.1"), reachability.Flow{}, nil)
	require.Equal(t, reachability.Delivered, tr.There.Outcome, tr.There.Why)
	require.Equal(t, reachability.Dropped, tr.Back.Outcome)
	require.Contains(t, tr.Back.Why, `dc accepts no prefix that contains`)
	tr = e.Trace(inside, outside("192.168.128.1"), reachability.Flow{}, nil)
	require.Equal(t, reachability.Dropped, tr.There.Outcome)
}
