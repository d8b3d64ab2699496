package topology

import (
	"testing"

	"github.com/stretchr/testify/require"
)

const existingHub = `subscriptions: {theirs: 22222222-2222-2222-2222-222222222222}
networks:
  hub:
    ownership: existing
    addressSpace: 10.0.0.0/22
    subnets: {GatewaySubnet: 10.0.0.0/26, AzureFirewallSubnet: 10.0.0.64/26}
    gateways: {vpn: {existing: true, azureName: gw}}
    firewall: {existing: true, azureName: fw, privateAddress: 10.0.0.68}
  old: {ownership: existing, resourceGroup: rg-old, addressSpace: 10.1.0.0/24, subnets: {app: 10.1.0.0/26}}
  new: {addressSpace: 10.2.0.0/24, subnets: {app: 10.2.0.0/26}}
  far: {ownership: external, subscription: theirs, resourceGroup: rg-far, azureName: vnet-far, addressSpace: 10.3.0.0/24, subnets: {app: 10.3.0.0/26}}
connections:
  e: {kind: hubAndSpoke, hub: hub, spokes: [old, new, far], inspect: hub/firewall}
`

func TestWhatExistsIsARowAndNotMade(t *testing.T) {
	topo := mustResolve(t, "vnetloom: v1\nname: contoso\ndefaults: {location: westeurope}\n"+existingHub)
	groups := map[string]bool{}
	for _, g := range topo.ResourceGroups {
		groups[g.Name] = g.Existing
	}
	require.Equal(t, map[string]bool{"rg-contoso": false, "rg-old": true, "rg-far": true}, groups, "a group that holds only what is not made is never written")
	require.Len(t, topo.Gateways, 1)
	require.True(t, topo.Gateways[0].Existing)
	require.Equal(t, "gw", topo.Gateways[0].Name)
	require.Empty(t, topo.PublicAddresses, "what exists has its addresses")
	require.Empty(t, topo.FirewallPolicies, "a firewall that exists gets no rules from us")
	require.Empty(t, topo.IPGroups)
	tables := map[NetworkID]bool{}
	for _, x := range topo.RouteTables {
		tables[x.Network] = true
	}
	require.Equal(t, map[NetworkID]bool{"hub": true, "old": true, "new": true, "far": true}, tables, "a table is a row, whoever writes it")
	for _, s := range topo.Subnets {
		require.Equal(t, s.Network == "new", s.PrivateEndpointNetworkPolicies != "", "%s: only subnets that are written get policies", s.ID)
	}
	require.Len(t, topo.Peerings, 6)
}

func TestASettingOfAGatewayThatExistsIsSaid(t *testing.T) {
	topo, found := resolve(t, "vnetloom: v1\nname: contoso\ndefaults: {location: westeurope}\n"+`networks:
  hub:
    ownership: existing
    addressSpace: 10.0.0.0/22
    subnets: {GatewaySubnet: 10.0.0.0/26}
    gateways: {vpn: {existing: true}}
  shop: {addressSpace: 10.1.0.0/24, subnets: {web: 10.1.0.0/26}}
sites: {dc: {addressSpace: 192.168.0.0/16, defaultRoute: true, vpn: {publicAddress: 203.0.113.10}}}
connections:
  e: {kind: hubAndSpoke, hub: hub, spokes: [shop], internet: hub/vpnGateway}
  v: {kind: vpn, between: [hub, dc]}
`)
	require.NotNil(t, topo, "%v", found)
	require.NotEmpty(t, topo.Gateways[0].DefaultSite)
	said := false
	for _, d := range found {
		said = said || d.Code == codeNotWritten
	}
	require.True(t, said, "%v", found)
}
