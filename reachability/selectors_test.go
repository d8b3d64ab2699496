package reachability_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/reachability"
)

// "Connect VPN gateways to multiple on-premises policy-based VPN devices": the tunnel carries each local prefix with each remote one, and no other.
func TestAPolicyBasedTunnelCarriesWhatItsSelectorsName(t *testing.T) {
	for _, c := range []struct {
		what, selectors, why string
		there, back          reachability.Outcome
	}{
		{"any to any", `"enableBgp": false`, "", reachability.Delivered, reachability.Delivered},
		{"both are named", `"usePolicyBasedTrafficSelectors": true, "trafficSelectorPolicies": [{"localAddressRanges": ["10.0.1.0/24"], "remoteAddressRanges": ["192.168.0.0/16"]}]`, "",
			reachability.Delivered, reachability.Delivered},
		{"another network is named", `"usePolicyBasedTrafficSelectors": true, "trafficSelectorPolicies": [{"localAddressRanges": ["10.0.1.0/25"], "remoteAddressRanges": ["192.168.0.0/16"]}]`,
			"no traffic selector", reachability.Dropped, reachability.Dropped},
		{"not together", `"usePolicyBasedTrafficSelectors": true, "trafficSelectorPolicies": [{"localAddressRanges": ["10.0.1.0/24"], "remoteAddressRanges": ["192.168.9.0/24"]},` +
			` {"localAddressRanges": ["10.0.2.0/24"], "remoteAddressRanges": ["192.168.0.0/24"]}]`, "no traffic selector", reachability.Dropped, reachability.Dropped},
		{"the network's own, without others", `"usePolicyBasedTrafficSelectors": true`, "", reachability.Delivered, reachability.Delivered},
	} {
		t.Run(c.what, func(t *testing.T) {
			b := (&builder{}).network("core", []string{"10.0.1.0/24"}, subnet("GatewaySubnet", "10.0.1.0/26", ""), subnet("app", "10.0.1.128/25", "")).
				gateway("core", "core", "Vpn")
			b.add("localNetworkGateways", "mill", `"localNetworkAddressSpace": {"addressPrefixes": ["192.168.0.0/24"]}`)
			b.add("connections", "mill", `"connectionType": "IPsec", "virtualNetworkGateway1": `+ref("virtualNetworkGateways", "core")+
				`, "localNetworkGateway2": `+ref("localNetworkGateways", "mill")+`, `+c.selectors)
			e := b.with(t, siteOf("mill", "192.168.0.0/24", localID("mill")))
			tr := e.Trace(reachability.Endpoint{Subnet: subnetID("core", "app")}, reachability.Endpoint{Site: "site:mill"}, reachability.Flow{}, nil)
			require.Equal(t, c.there, tr.There.Outcome, tr.There.Why)
			require.Contains(t, tr.There.Why, c.why)
			back := e.Trace(reachability.Endpoint{Site: "site:mill"}, reachability.Endpoint{Subnet: subnetID("core", "app")}, reachability.Flow{}, nil)
			require.Equal(t, c.back, back.There.Outcome, back.There.Why)
		})
	}
}

// "Optimize routing for ExpressRoute": the weight of a connection counts first.
func TestAGatewayPrefersTheCircuitOfTheHighestWeight(t *testing.T) {
	for _, c := range []struct{ ams, dub, want string }{{"100", "10", "ams"}, {"10", "100", "dub"}, {"0", "1", "dub"}} {
		b := (&builder{}).network("core", []string{"10.0.1.0/24"}, subnet("GatewaySubnet", "10.0.1.0/26", ""), subnet("app", "10.0.1.128/25", "")).
			gateway("core", "core", "ExpressRoute")
		for name, weight := range map[string]string{"ams": c.ams, "dub": c.dub} {
			b.add("connections", name, `"connectionType": "ExpressRoute", "routingWeight": `+weight+`, "virtualNetworkGateway1": `+ref("virtualNetworkGateways", "core")+
				`, "peer": `+ref("expressRouteCircuits", name))
		}
		e := b.with(t, siteOf("dc", "192.168.0.0/24", circuitID("ams"), circuitID("dub")))
		tr := e.Trace(reachability.Endpoint{Subnet: subnetID("core", "app")}, reachability.Endpoint{Site: "site:dc"}, reachability.Flow{}, nil)
		require.Equal(t, reachability.Delivered, tr.There.Outcome, tr.There.Why)
		found := false
		for _, h := range tr.There.Hops {
			found = found || h.At == circuitID(c.want)
		}
		require.True(t, found, "%v: %v", c, tr.There.Hops)
	}
}
