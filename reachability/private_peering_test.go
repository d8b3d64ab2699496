package reachability_test

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/reachability"
)

// overCircuits is a network with a circuit to each of two places, and a tunnel over the private peering to a device behind the first.
func overCircuits(private string) *builder {
	b := (&builder{}).network("core", []string{"10.1.0.0/24"}, subnet("GatewaySubnet", "10.1.0.0/26", ""), subnet("app", "10.1.0.128/25", "")).
		gateway("er", "core", "ExpressRoute").gateway("vpn", "core", "Vpn")
	for _, name := range []string{"ams", "dub"} {
		b.add("connections", name, `"connectionType": "ExpressRoute", "virtualNetworkGateway1": `+ref("virtualNetworkGateways", "er")+`, "peer": `+ref("expressRouteCircuits", name))
	}
	b.add("localNetworkGateways", "lan", `"gatewayIpAddress": "10.0.0.10", "bgpSettings": {"asn": 65050}`)
	return b.add("connections", "secret", `"connectionType": "IPsec", "enableBgp": true, "useLocalAzureIpAddress": `+private+`, "virtualNetworkGateway1": `+
		ref("virtualNetworkGateways", "vpn")+`, "localNetworkGateway2": `+ref("localNetworkGateways", "lan"))
}

// "Configure a Site-to-Site VPN connection over ExpressRoute private peering": the tunnel runs over the circuit that leads to its device.
func TestATunnelOverACircuitIsDownWithTheCircuit(t *testing.T) {
	for _, c := range []struct {
		private string
		down    []string
		want    reachability.Outcome
	}{
		{"true", nil, reachability.Delivered},
		{"true", []string{circuitID("ams")}, reachability.Dropped},
		{"true", []string{connectionID("ams")}, reachability.Dropped},
		{"true", []string{circuitID("dub")}, reachability.Delivered},
		{"false", []string{circuitID("ams")}, reachability.Delivered},
	} {
		e := overCircuits(c.private).with(t, siteOf("lan", "10.0.1.0/24", localID("lan")), siteOf("place", "10.0.0.0/16", circuitID("ams")),
			siteOf("other", "172.16.0.0/16", circuitID("dub"))).Without(c.down...)
		there := e.Trace(reachability.Endpoint{Subnet: subnetID("core", "app")}, reachability.Endpoint{Site: "site:lan", Address: netip.MustParseAddr("10.0.1.7")},
			reachability.Flow{}, nil).There
		require.Equal(t, c.want, there.Outcome, "%s %v: %s", c.private, c.down, there.Why)
	}
}

// Of templates without the circuit it is not known whether the tunnel is up.
func TestATunnelOverACircuitOfElsewhereIsNotKnown(t *testing.T) {
	b := (&builder{}).network("core", []string{"10.1.0.0/24"}, subnet("GatewaySubnet", "10.1.0.0/26", ""),
		subnet("app", "10.1.0.128/25", "")).gateway("vpn", "core", "Vpn")
	b.add("localNetworkGateways", "lan", `"gatewayIpAddress": "10.0.0.10", "localNetworkAddressSpace": {"addressPrefixes": ["10.0.1.0/24"]}`)
	b.add("connections", "secret", `"connectionType": "IPsec", "useLocalAzureIpAddress": true, "virtualNetworkGateway1": `+ref("virtualNetworkGateways", "vpn")+
		`, "localNetworkGateway2": `+ref("localNetworkGateways", "lan"))
	e := b.with(t, siteOf("lan", "10.0.1.0/24", localID("lan")))
	there := e.Trace(reachability.Endpoint{Subnet: subnetID("core", "app")}, reachability.Endpoint{Site: "site:lan"}, reachability.Flow{}, nil).There
	require.Equal(t, reachability.NotKnown, there.Outcome, there.Why)
	require.Contains(t, there.Why, "private peering")
}
