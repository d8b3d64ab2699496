package topology

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/schema"
)

func resolveText(t *testing.T, text string) *Topology {
	t.Helper()
	in, found := schema.Load(fstest.MapFS{"a.yaml": {Data: []byte("vnetloom: v1\nname: demo\ndefaults: {location: westeurope}\n" + text)}}, []string{"a.yaml"})
	require.Falsef(t, found.HasErrors(), "%v", found)
	topo, found := Resolve(in)
	require.Falsef(t, found.HasErrors(), "%v", found)
	return topo
}

func ruleOf(topo *Topology, group, name string) *SecurityRule {
	for i := range topo.SecurityRules {
		if x := &topo.SecurityRules[i]; string(x.Group) == group && x.Name == name {
			return x
		}
	}
	return nil
}

const closedPair = `networks:
  shop:
    addressSpace: 10.1.0.0/24
    subnets: {web: 10.1.0.0/26, gateway: {prefix: 10.1.0.64/26, routing: none}}
  pay: {addressSpace: 10.1.1.0/24, subnets: {data: 10.1.1.0/26}}
connections:
  sales: {kind: peering, between: [shop, pay], access: closed}
`

func TestWhatManagesServicesComesIn(t *testing.T) {
	topo := resolveText(t, closedPair)
	manager := ruleOf(topo, "shop", "allow-gateway-manager-in")
	require.NotNil(t, manager)
	require.Equal(t, "GatewayManager", manager.SourceTag)
	require.Equal(t, []string{"65200-65535"}, manager.Ports)
	require.Equal(t, "10.1.0.64/26", manager.Destinations[0].String())
	require.NotNil(t, ruleOf(topo, "shop", "allow-api-management-in"))
	require.Nil(t, ruleOf(topo, "pay", "allow-gateway-manager-in"), "it has no such subnet")
	require.NotNil(t, ruleOf(topo, "pay", "allow-load-balancer-in"))
}

// Where something else is open, the group denies only what is closed: the rest, what manages services too, Azure's own rules would deny.
func TestWhatManagesServicesComesInBesideAnOpenConnection(t *testing.T) {
	topo := resolveText(t, strings.Replace(closedPair, "connections:\n", "  tools: {addressSpace: 10.1.2.0/24, subnets: {run: 10.1.2.0/26}}\nconnections:\n"+
		"  care: {kind: peering, between: [shop, tools]}\n", 1))
	for _, name := range []string{"allow-gateway-manager-in", "allow-api-management-in"} {
		rule := ruleOf(topo, "shop", name)
		require.NotNil(t, rule, name)
		require.Equal(t, "10.1.0.64/26", rule.Destinations[0].String())
	}
	require.NotNil(t, ruleOf(topo, "shop", "deny-sales-in"))
	require.Nil(t, ruleOf(topo, "shop", "deny-everything-else-in"), "Azure's rules allow what is private")
}

// TestRulesAreWhatAzureTakes holds every rule of many flows to Azure's forms: one number for each rule of a direction, from 100 to 4096,
// names and descriptions of the right length, one family a rule, and no tag that a route may widen.
func TestRulesAreWhatAzureTakes(t *testing.T) {
	var flows strings.Builder
	long := strings.Repeat("very-", 10)
	for i := range 400 {
		fmt.Fprintf(&flows, "      %sflow-%d: {from: shop/web, to: pay/data, ports: [tcp/%d, udp/%d]}\n", long, i, 1000+i, 1000+i)
	}
	topo := resolveText(t, strings.Replace(closedPair, "access: closed}", "access: {}}", 1))
	require.NotEmpty(t, topo.SecurityRules)
	text := strings.Replace(closedPair, "  sales: {kind: peering, between: [shop, pay], access: closed}\n", "  sales:\n    kind: peering\n    between: [shop, pay]\n    access:\n"+flows.String(), 1)
	text = strings.ReplaceAll(text, "pay: {addressSpace: 10.1.1.0/24, subnets: {data: 10.1.1.0/26}}", "pay: {addressSpace: [10.1.1.0/24, \"fd00:2::/48\"], subnets: {data: [10.1.1.0/26, \"fd00:2:0:1::/64\"]}}")
	topo = resolveText(t, text)
	numbers, names := map[string]bool{}, map[string]bool{}
	for _, x := range topo.SecurityRules {
		key := fmt.Sprint(x.Group, x.Inbound, x.Priority)
		require.Falsef(t, numbers[key], "%s twice", key)
		require.Falsef(t, names[string(x.Group)+x.Name], "%s twice", x.Name)
		numbers[key], names[string(x.Group)+x.Name] = true, true
		require.True(t, 100 <= x.Priority && x.Priority <= 4096, x.Priority)
		require.LessOrEqual(t, len(x.Name), 80)
		require.LessOrEqual(t, len(x.Description), 140)
		require.NotContains(t, []string{"VirtualNetwork", "Internet"}, x.SourceTag)
		for _, side := range [][]bool{families4(x.Sources...), families4(x.Destinations...)} {
			for _, is4 := range side {
				require.Equal(t, side[0], is4, x.Name)
			}
		}
	}
	require.Greater(t, len(topo.SecurityRules), 1600)
}

// TestOneMoreFlowMovesAtMostOneOther adds flows one by one and counts whose number changes.
func TestOneMoreFlowMovesAtMostOneOther(t *testing.T) {
	numbers := func(n int) map[string]int {
		var flows strings.Builder
		for i := range n {
			fmt.Fprintf(&flows, "      flow-%d: {from: shop/web, to: pay/data, ports: tcp/%d}\n", (i*7919)%1000, 1000+i)
		}
		out := map[string]int{}
		for _, x := range resolveText(t, strings.Replace(closedPair, "  sales: {kind: peering, between: [shop, pay], access: closed}\n", "  sales:\n    kind: peering\n    between: [shop, pay]\n    access:\n"+flows.String(), 1)).SecurityRules {
			out[string(x.Group)+" "+x.Name] = x.Priority
		}
		return out
	}
	total := 0
	was := numbers(1)
	for n := 2; n <= 120; n++ {
		now := numbers(n)
		moved := 0
		for name, p := range was {
			if now[name] != p {
				moved++
			}
		}
		require.LessOrEqual(t, moved, 4, "at %d flows: one other, in both groups and perhaps one more in its turn", n)
		total, was = total+moved, now
	}
	require.LessOrEqual(t, total, 12, "it is seldom")
}

func TestAGroupStandsOnNoReservedSubnetAndOnNoApplianceS(t *testing.T) {
	topo := resolveText(t, `networks:
  hub:
    addressSpace: 10.0.0.0/22
    subnets: {GatewaySubnet: 10.0.0.0/26, AzureFirewallSubnet: 10.0.0.64/26, AzureBastionSubnet: 10.0.0.128/26, RouteServerSubnet: 10.0.0.192/26, nva: 10.0.1.0/26, own: 10.0.2.0/26}
    appliances: {nva1: {privateAddress: 10.0.1.4, subnet: nva}}
  shop: {addressSpace: 10.1.0.0/24, subnets: {web: 10.1.0.0/26}}
connections:
  estate: {kind: hubAndSpoke, hub: hub, spokes: shop, spokeToSpoke: hub/nva1, access: closed}
`)
	with := map[string]bool{}
	for _, s := range topo.Subnets {
		if s.SecurityGroup != "" {
			with[string(s.ID)] = true
		}
	}
	require.Equal(t, map[string]bool{"hub/own": true, "shop/web": true}, with)
}

func families4(ps ...netip.Prefix) []bool {
	var out []bool
	for _, p := range ps {
		out = append(out, p.Addr().Is4())
	}
	return out
}

func TestWhatComesFromTheInternetIsListed(t *testing.T) {
	topo := resolveText(t, strings.Replace(closedPair, "access: closed}", "access: {publish: {from: internet, to: shop/gateway, ports: tcp/443}}}", 1))
	x := ruleOf(topo, "shop", "sales-publish-tcp-in")
	require.NotNil(t, x)
	require.True(t, x.Allow && x.Inbound)
	require.Equal(t, "Tcp", x.Protocol)
	require.Equal(t, []string{"443"}, x.Ports)
	require.Equal(t, "10.1.0.64/26", fmt.Sprint(x.Destinations[0]))
	for _, p := range x.Sources {
		require.False(t, p.Overlaps(netip.MustParsePrefix("10.0.0.0/8")), "%s is private", p)
	}
	require.Nil(t, ruleOf(topo, "pay", "sales-publish-tcp-in"))
}
