package reachability_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/reachability"
)

// apart is a firewall in one network and the gateway that it uses in another, to which spoke a is joined by the firewall alone. Flags are those of the half of
// the gateway's network, and of the spoke.
func apart(edge, spoke []string) *builder {
	b := &builder{}
	b.table("rt-spoke", false, "0.0.0.0/0 VirtualAppliance 10.0.4.4").table("rt-gateway", true, "10.1.0.0/24 VirtualAppliance 10.0.4.4")
	b.network("edge", []string{"10.0.0.0/22"}, subnet("GatewaySubnet", "10.0.0.0/26", "rt-gateway"))
	b.network("security", []string{"10.0.4.0/22"}, subnet("AzureFirewallSubnet", "10.0.4.0/26", ""), subnet("own", "10.0.5.0/26", ""))
	b.network("a", []string{"10.1.0.0/24"}, subnet("web", "10.1.0.0/26", "rt-spoke"))
	b.half("edge", "security", append([]string{"allowGatewayTransit"}, edge...)...).half("security", "edge", "useRemoteGateways")
	b.half("security", "a").half("a", "security", spoke...)
	b.half("edge", "a", "allowGatewayTransit").half("a", "edge", append([]string{"useRemoteGateways"}, spoke...)...)
	b.firewall("fw", "security", "10.0.4.4", "10.1.0.0/24 192.168.0.0/16>10.1.0.0/24 192.168.0.0/16")
	return b.gateway("gw", "edge", "Vpn", asn(65010)).branch("dc", "gw", 0, "192.168.0.0/16")
}

// Create, change, or delete a virtual network peering: what an appliance of another network forwards into this one needs the flag on this one's half,
// whether it goes to a subnet or to the gateway. What begins in the other network does not, nor what the gateway forwards.
func TestWhatAFirewallForwardsToAGatewayOverAPeeringNeedsTheFlag(t *testing.T) {
	flag := []string{"allowForwardedTraffic"}
	dc := siteOf("dc1", "192.168.0.0/16", localID("dc"))
	e := apart(flag, flag).with(t, dc)
	for _, c := range []struct{ from, to, there, back string }{
		{"a/web", "dc1", "web fw gw dc1", "dc1 gw fw web"},
		{"dc1", "a/web", "dc1 gw fw web", "web fw gw dc1"},
		{"security/own", "dc1", "own gw dc1", "dc1 gw own"},
	} {
		tr := trip(e, c.from, c.to)
		require.Equal(t, c.there, way(tr.There))
		require.Equal(t, c.back, way(tr.Back))
	}

	e = apart(nil, flag).with(t, dc)
	there := trip(e, "a/web", "dc1").There
	require.Equal(t, "web fw: dropped", way(there))
	require.Contains(t, there.Why, `peering "to-security" of "edge" accepts only traffic that originates in "security": it does not set allowForwardedTraffic`)
	require.Equal(t, "own gw dc1", way(trip(e, "security/own", "dc1").There), "it begins in the network")
	tr := trip(e, "dc1", "a/web")
	require.Equal(t, "dc1 gw fw web", way(tr.There), "the gateway forwards, and the firewall is in the other network")
	require.Equal(t, "web fw gw dc1", way(tr.Back), "answers are contested")

	tr = trip(apart(flag, nil).with(t, dc), "dc1", "a/web")
	require.Equal(t, "dc1 gw fw: dropped", way(tr.There))
	require.Equal(t, reachability.Delivered, trip(apart(flag, nil).with(t, dc), "a/web", "dc1").There.Outcome)
}
