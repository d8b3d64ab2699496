package golden_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const besideHub = `vnetloom: v1
name: straight
defaults: {location: westeurope}
networks:
  hub: {addressSpace: 10.0.0.0/20, subnets: {AzureFirewallSubnet: 10.0.0.64/26}, firewall: {}}
  a: {addressSpace: 10.32.0.0/24, subnets: {web: 10.32.0.0/26, sql: 10.32.0.64/26}}
  b: {addressSpace: 10.33.0.0/24, subnets: {web: 10.33.0.0/26, sql: 10.33.0.64/26}}
  c: {addressSpace: 10.34.0.0/24, subnets: {web: 10.34.0.0/26}}
connections:
  estate: {kind: hubAndSpoke, hub: hub, spokes: [a, b, c], inspect: hub/firewall ESTATE}
  replication: {kind: peering, between: BETWEEN PEERING}
expect:
`

const whole, bySubnet = "[a, b]", "[{network: a, subnets: sql}, {network: b, subnets: sql}]"

// What a peering of two spokes lets pass, beside the firewall that joins them: each expectation is proved on what is emitted, and the whole of it, both ways.
func TestAPeeringBesideTheHubHasItsOwnAccess(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ estate, between, peering, expect string }{
		"list in the peering, open hub": {"", whole, ", access: {sql: {from: a/sql, to: b/sql, ports: tcp/5022}}", `
  sql: {from: a/sql, to: b/sql, via: [], flow: tcp/5022}
  web: {from: a/web, to: b/web, reachable: false}
  other: {from: a/sql, to: c, via: hub/firewall}`},
		"open peering, closed hub": {", access: closed", whole, "", `
  all: {from: a, to: b, via: []}
  other: {from: a, to: c, reachable: false}`},
		"both have lists": {", access: {web: {from: [a, b, c], to: [a, b, c], ports: tcp/443}}", whole, ", access: {sql: {from: a/sql, to: b/sql, ports: tcp/5022}}", `
  sql: {from: a/sql, to: b/sql, via: [], flow: tcp/5022}
  no-web: {from: a/web, to: b/web, flow: tcp/443, reachable: false}
  other: {from: a/web, to: c, via: hub/firewall, flow: tcp/443}`},
		"list of peered subnets, open hub": {"", bySubnet, ", access: {sql: {from: a/sql, to: b/sql, ports: tcp/5022}}", `
  sql: {from: a/sql, to: b/sql, via: [], flow: tcp/5022}
  no-more: {from: a/sql, to: b/sql, flow: tcp/22, reachable: false}
  other: {from: a, to: c, via: hub/firewall}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := strings.NewReplacer(" ESTATE", c.estate, "BETWEEN", c.between, " PEERING", c.peering).Replace(besideHub) + strings.TrimPrefix(c.expect, "\n") + "\n"
			if c.between == bySubnet { // a subnet that is not peered is cut off from those that are (VL419)
				text = strings.NewReplacer("web: 10.32.0.0/26, ", "", "web: 10.33.0.0/26, ", "").Replace(text)
			}
			e := compiledFrom(t, text)
			require.False(t, e.prove(e.files).HasErrors())
		})
	}
}
