package topology

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestThePolicyOfAFirewallIsNamedByItsTier(t *testing.T) {
	for _, c := range []struct{ naming, tier, want string }{
		{"", "Standard", "afwp-hub"},
		{"", "Premium", "afwp-hub-premium"},
		{"", "Basic", "afwp-hub-basic"},
		{`naming: {firewallPolicy: "afwp-{network}"}`, "Premium", "afwp-hub"},
		{`naming: {firewallPolicy: "pol-{tier}-{network}"}`, "Premium", "pol-premium-hub"},
		{`naming: {firewallPolicy: "pol-{tier}-{network}"}`, "Standard", "pol-standard-hub"},
	} {
		topo := mustResolve(t, `
vnetloom: v1
name: one
`+c.naming+`
defaults: {location: westeurope}
networks:
  hub:
    addressSpace: 10.0.0.0/22
    subnets: {AzureFirewallSubnet: 10.0.0.0/26, AzureFirewallManagementSubnet: 10.0.0.64/26}
    firewall: {tier: `+c.tier+`}
  shop: {addressSpace: 10.1.0.0/24, subnets: {web: 10.1.0.0/26}}
connections:
  estate: {kind: hubAndSpoke, hub: hub, spokes: shop, inspect: hub/firewall}
`)
		assert.Equal(t, c.want, topo.FirewallPolicies[0].Name, c)
	}
}
