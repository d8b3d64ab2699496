package golden_test

import (
	"maps"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

// A gateway that exists already, with a name as long as Azure takes, is told as one that is made here.
func TestAddressesOfAGatewayThatExists(t *testing.T) {
	group, name := strings.Repeat("g", 90), strings.Repeat("v", 80)
	text := `vnetloom: v1
name: long
defaults: {location: westeurope}
virtualWans: {wan: {}}
naming: {vpnGateway: "` + name[:60] + `-{network}"}
networks:
  hub: {virtualWan: wan, resourceGroup: ` + group + `, addressSpace: 10.100.0.0/23, gateways: {vpn: {}}}
  shop: {resourceGroup: ` + group + `, addressSpace: 10.1.0.0/24, subnets: {web: 10.1.0.0/26}}
  lab:
    resourceGroup: ` + group + `
    ownership: existing
    addressSpace: 10.2.0.0/24
    subnets: {GatewaySubnet: 10.2.0.0/27, app: 10.2.0.64/26}
    gateways: {vpn: {asn: 65010, existing: true}}
connections:
  estate: {kind: hubAndSpoke, hub: hub, spokes: shop}
  line: {kind: vpn, between: [hub, lab]}
expect:
  there: {from: shop, to: lab, via: [hub/vpnGateway, lab/vpnGateway]}
`
	e := compile(intent{files: fstest.MapFS{"estate.yaml": &fstest.MapFile{Data: []byte(text)}}, names: []string{"estate.yaml"}})
	require.NoError(t, e.err)
	require.False(t, e.found.HasErrors(), e.text())
}

// What each side of a VPN between a network and a virtual hub is told of the other is held to be one instance of the other's gateway.
func TestAddressesThatAreRead(t *testing.T) {
	e := compiled(t, filepath.Join("cases", "wan-network-by-vpn"))
	require.NoError(t, e.err)
	require.False(t, e.found.HasErrors(), e.text())
	const main = "arm/main/main.json"
	text := string(e.files[main])
	local := `reference(resourceId('rg-wan', 'Microsoft.Network/vpnGateways', 'vgw-hub-weu'), '2025-05-01').`
	site := `reference(resourceId('rg-old', 'Microsoft.Network/virtualNetworkGateways', 'vgw-old'), '2025-05-01').`
	address, bgp := "bgpSettings.bgpPeeringAddresses[0].tunnelIpAddresses[0]", "bgpSettings.bgpPeeringAddresses[0].defaultBgpIpAddresses[0]"
	for name, c := range map[string]struct{ old, new, want string }{
		"another instance":               {`"[` + local + address, `"[` + local + strings.Replace(address, "[0]", "[1]", 1), "of one instance"},
		"another instance's BGP address": {`"[` + site + bgp, `"[` + site + strings.Replace(bgp, "[0]", "[1]", 1), "the BGP address of another"},
		"the BGP address as public one":  {`"gatewayIpAddress": "[` + local + address, `"gatewayIpAddress": "[` + local + bgp, "is the property bgpSettings"},
		"the public address as BGP one":  {`"bgpPeeringAddress": "[` + site + bgp, `"bgpPeeringAddress": "[` + site + address, "is the property bgpSettings"},
		"another gateway's BGP address": {`"bgpPeeringAddress": "[` + local + bgp, `"bgpPeeringAddress": "[` + strings.Replace(local, "weu", "neu", 1) + bgp,
			"a BGP address that is not of that gateway"},
		"another gateway": {`"gatewayIpAddress": "[` + local + address, `"gatewayIpAddress": "[` + strings.Replace(local, "weu", "neu", 1) +
			address, "VL654"},
		"a literal in place of an address": {`"gatewayIpAddress": "[` + local + address + `]"`, `"gatewayIpAddress": "203.0.113.9"`, "VL612"},
		"the number of another":            {`"asn": 65010,`, `"asn": 65011,`, "65011"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Contains(t, text, c.old)
			files := maps.Clone(e.files)
			files[main] = []byte(strings.Replace(text, c.old, c.new, 1))
			found := e.prove(files)
			require.True(t, found.HasErrors())
			said := &emission{found: found}
			require.Contains(t, said.text(), c.want)
		})
	}
}
