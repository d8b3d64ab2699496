package picture

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/topology"
)

const withTunnels = `vnetloom: v1
name: estate
defaults: {location: westeurope}
networks:
  hub: {addressSpace: 10.0.0.0/22, subnets: {AzureFirewallSubnet: 10.0.0.64/26, GatewaySubnet: 10.0.0.0/26}, firewall: {}, gateways: {vpn: {asn: 65010}}}
  shop: {addressSpace: 10.1.0.0/23, subnets: {web: 10.1.0.0/26}}
  far: {addressSpace: 10.2.0.0/24, location: northeurope, subnets: {web: 10.2.0.0/26}}
  other: {addressSpace: 10.3.0.0/22, subnets: {GatewaySubnet: 10.3.0.0/26}, gateways: {vpn: {asn: 65020}}}
sites:
  dc1: {addressSpace: 192.168.0.0/16, vpn: {publicAddress: 203.0.113.10, asn: 65050, bgpPeer: 192.168.255.1}}
connections:
  estate: {kind: hubAndSpoke, hub: hub, spokes: [shop, far], inspect: hub/firewall}
  office: {kind: vpn, between: [hub, dc1]}
  link: {kind: vpn, between: [hub, other]}
`

func TestWhatIsOutOfServiceIsMarked(t *testing.T) {
	network := topologyOfText(t, withTunnels)
	var link, office []string // between two gateways are two connections, which are one line
	for _, c := range network.Connections {
		if c.Kind == topology.VNetToVNet {
			link = append(link, string(c.ID))
		} else {
			office = append(office, string(c.ID))
		}
	}
	require.Len(t, link, 2)
	require.Len(t, office, 1)
	for _, c := range []struct {
		name   string
		outage Outage
		marked []string
		says   []string
	}{
		{"a part, with its lines", Outage{Parts: []string{"hub/firewall"}}, []string{"hub/firewall"}, []string{">× Firewall<", `aria-label="out of service: firewall hub/firewall`, `class="m4"`}},
		{"a site", Outage{Sites: []string{"dc1"}}, []string{"site:dc1"}, []string{">× dc1<"}},
		{"a region, with what is in it", Outage{Regions: []string{"westeurope"}}, []string{"hub", "hub/firewall", "hub/vpnGateway", "other", "other/vpnGateway", "shop"}, []string{">× shop<", ">× hub<"}},
		{"one of two connections", Outage{Connections: link[:1]}, nil, []string{">× 1 of 2: VPN, BGP<"}},
		{"a connection", Outage{Connections: office}, nil, []string{">× VPN, BGP<"}},
		{"what becomes of pairs", Outage{Changed: []ChangedPath{
			{Kind: PathLost, From: []string{"shop"}, To: []string{"dc1"}}, {Kind: PathElsewhere, Word: "uninspected", From: []string{"far"}, To: []string{"dc1"}},
		}}, nil, []string{">lost<", ">uninspected<"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.outage.Down, c.outage.Effect = []string{"something"}, "2 lost"
			p := NewOutage(network, &c.outage)
			require.Empty(t, flawsOf(p))
			var stops []string
			for _, n := range p.nodes {
				if n.mark == stopped {
					stops = append(stops, n.id)
				}
			}
			require.ElementsMatch(t, c.marked, stops)
			svg := string(p.SVG())
			for _, want := range append(c.says, ">out of service: something<", ">2 lost<") {
				require.True(t, strings.Contains(svg, want), want)
			}
		})
	}
}
