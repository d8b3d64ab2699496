package golden_test

import (
	"sync"
	"testing"
)

// counts are numbers by name that tests which run at once add to.
type counts struct {
	mu sync.Mutex
	by map[string]int
}

func (c *counts) add(name string, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.by == nil {
		c.by = map[string]int{}
	}
	c.by[name] += n
}

// beyond is an intent with what no case has: things of the deployment's own subscription that a declared one refers to, ids of
// the user's, a peering of IPv6 alone, and text that means something to one of the languages.
const beyond = `
vnetloom: v1
name: beyond
defaults:
  location: westeurope
  tags:
    quote: "it's ${x} $(y)"
    expression: "[resourceId('Microsoft.Network/virtualNetworks', 'x')]"
    brackets: "[[twice]]"
    backslash: '\'
    typographic: "‘quotes’ ‚and‛ ''pairs''"
    emoji: "\U0001F310 \U000E0041"
    "it's": ""
    comment: "a // b # c <# d #> @{ } /* e */"
subscriptions: {prod: 6f1d2c0a-4b1e-4f53-9d27-1c6f0a9be103}
resourceGroups: {rg-net: {tags: {of: group}}, rg-there: {existing: true}}
networks:
  hub:
    resourceGroup: rg-net
    addressSpace: [10.0.0.0/22, "fd00:1::/48"]
    subnets: {GatewaySubnet: 10.0.0.0/26, AzureFirewallSubnet: 10.0.1.0/26, shared: [10.0.2.0/24, "fd00:1::/64"]}
    gateways: {vpn: {asn: 65010, activeActive: true}, expressRoute: {}}
    firewall: {}
    dnsServers: [10.0.1.4, 10.0.1.5]
    encryption: true
    ddosProtectionPlan: /subscriptions/6F1D2C0A-4b1e-4f53-9d27-1c6f0a9be103/resourceGroups/RG-Ddos/providers/Microsoft.Network/ddosProtectionPlans/Plan
  far:
    subscription: prod
    resourceGroup: rg-net
    addressSpace: 10.1.0.0/23
    subnets:
      app:
        prefix: 10.1.0.0/25
        networkSecurityGroup: /subscriptions/6f1d2c0a-4b1e-4f53-9d27-1c6f0a9be103/resourceGroups/rg-sec/providers/Microsoft.Network/networkSecurityGroups/nsg
        natGateway: /subscriptions/6f1d2c0a-4b1e-4f53-9d27-1c6f0a9be103/resourceGroups/rg-sec/providers/Microsoft.Network/natGateways/nat
        routes: {out: {prefix: 198.51.100.0/24, via: internet}, hole: {prefix: 203.0.113.0/24, via: none}}
        defaultOutboundAccess: true
        privateEndpointNetworkPolicies: Disabled
      web: {prefix: 10.1.0.128/25, delegation: Microsoft.Web/serverFarms, serviceEndpoints: [Microsoft.Sql, Microsoft.Storage]}
  near: {resourceGroup: rg-there, addressSpace: 10.2.0.0/24, subnets: {app: 10.2.0.0/26}}
  dual: {resourceGroup: rg-there, addressSpace: [10.4.0.0/24, "fd00:4::/48"], subnets: {v6: [10.4.0.0/26, "fd00:4::/64"]}}
  basic:
    subscription: prod
    resourceGroup: rg-basic
    addressSpace: [10.3.0.0/22, "fd00:3::/48"]
    subnets: {AzureFirewallSubnet: 10.3.0.0/26, AzureFirewallManagementSubnet: 10.3.1.0/26, v6: [10.3.2.0/26, "fd00:3::/64"]}
    firewall: {tier: Basic}
connections:
  estate: {kind: hubAndSpoke, hub: hub, spokes: [far, near], inspect: hub/firewall}
  pair: {kind: peering, between: [{network: dual, subnets: v6}, {network: basic, subnets: v6}], ipv6Only: true}
`

// filesOf are the files of a folder's intent, the one beyond the cases, or the connections made by hand.
func filesOf(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	e := compiled(t, dir)
	if why := e.failure(); why != "" {
		t.Fatalf("%s does not compile:\n%s", dir, why)
	}
	return e.files
}

// report fails with the first lines of a list.
func report(t *testing.T, lines []string) {
	t.Helper()
	const most = 20
	for i, line := range lines {
		if i == most {
			t.Errorf("and %d more", len(lines)-most)
			return
		}
		t.Error(line)
	}
}
