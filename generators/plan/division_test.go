package plan_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/generators/arm"
	"github.com/vnetloom/vnetloom/generators/plan"
)

// branches are hubs with so many sites each, a key a site.
func branches(hubs, sites int) string {
	var b, connections strings.Builder
	b.WriteString("vnetloom: v1\nname: x\ndefaults: {location: westeurope}\nnetworks:\n")
	connections.WriteString("connections:\n")
	for h := range hubs {
		fmt.Fprintf(&b, "  hub%d: {addressSpace: 10.%d.0.0/22, subnets: {GatewaySubnet: 10.%d.0.0/26, AzureFirewallSubnet: 10.%d.1.0/26}, gateways: {vpn: {sku: VpnGw4AZ}}, firewall: {}}\n", h, h, h, h)
		if sites > 0 {
			fmt.Fprintf(&connections, "  branches%d: {kind: vpn, between: [hub%d, {hub: h%d}]}\n", h, h, h)
		}
	}
	if sites == 0 {
		return b.String()
	}
	b.WriteString("sites:\n")
	for h := range hubs {
		for s := range sites {
			fmt.Fprintf(&b, "  dc%d-%d: {addressSpace: 172.%d.%d.0/24, labels: {hub: h%d}, vpn: {publicAddress: 203.%d.113.%d}}\n", h, s, 16+h, s, h, h+1, s+1)
		}
	}
	return b.String() + connections.String()
}

func TestEachRootTakesTheSecretsThatItUsesAndNoneMoreThanATemplateTakes(t *testing.T) {
	p := arm.Divide(lower(t, branches(4, 90)))
	seen := map[string]bool{}
	var names []string
	for _, root := range p.Roots {
		names = append(names, root.Name)
		require.LessOrEqual(t, len(root.Parameters), 256, root.Name)
		used := map[string]bool{}
		for _, m := range root.Modules {
			for _, r := range m.Resources {
				plan.EachSecret(r.Body, func(name string) { used[name], seen[name] = true, true })
			}
		}
		require.Len(t, root.Parameters, len(used), root.Name)
	}
	require.Len(t, seen, 360)
	require.Equal(t, []string{"main", "gateway-connections-0", "gateway-connections-1"}, names)
	last := map[plan.ID]bool{} // the connections of one gateway stay one after the other in each part
	for _, root := range p.Roots[1:] {
		for _, m := range root.Modules {
			firsts := 0
			for _, r := range m.Resources {
				if len(r.DependsOn) == 0 {
					firsts++
				}
				last[r.ID] = true
			}
			require.LessOrEqual(t, firsts, 4, "one a gateway")
		}
	}
	require.Len(t, last, 360)
}

// TestOutputsDoNotGrowInNumber: a template has 64 at most, and each kind is one, however many rows it holds.
func TestOutputsDoNotGrowInNumber(t *testing.T) {
	p := lower(t, branches(70, 0))
	require.Len(t, p.Roots, 1)
	names, firewalls := []string{}, 0
	for _, m := range p.Roots[0].Modules {
		require.LessOrEqual(t, len(m.Resources), 800, m.Name)
		for _, o := range m.Outputs {
			if o.Name == "firewalls" {
				firewalls += len(o.Value.(plan.List))
			}
		}
	}
	for _, o := range p.Roots[0].Outputs {
		names = append(names, o.Name)
	}
	require.Equal(t, 70, firewalls)
	require.Equal(t, []string{"hubNetworks", "vpnGateways", "firewalls"}, names)
}

// TestAPartChangesOnlyByWhatIsInIt adds networks one by one, over a limit that divides again and again: whatever is not in the part of the
// new one is in the part that it was in.
func TestAPartChangesOnlyByWhatIsInIt(t *testing.T) {
	where := func(n int) map[string]string {
		var b strings.Builder
		b.WriteString("vnetloom: v1\nname: x\ndefaults: {location: westeurope}\nlimits: {templateResources: 7}\nnetworks:\n")
		for i := range n {
			fmt.Fprintf(&b, "  n%d: 10.%d.0.0/24\n", i*7%64, i*7%64)
		}
		out := map[string]string{}
		for _, root := range arm.Divide(lower(t, b.String())).Roots {
			for _, m := range root.Modules {
				require.LessOrEqual(t, len(m.Resources), 7)
				for _, r := range m.Resources {
					out[r.ID.Name] = m.File
				}
			}
			require.LessOrEqual(t, len(root.Modules)+len(root.Groups), 7)
		}
		require.Len(t, out, n)
		return out
	}
	before, divided := where(1), 0
	for n := 2; n <= 64; n++ {
		after := where(n)
		moved := map[string]bool{}
		for name, file := range before {
			if after[name] != file {
				require.True(t, strings.HasPrefix(after[name], strings.TrimSuffix(file, "-")), "%s moves from %s to %s", name, file, after[name])
				moved[file] = true
			}
		}
		require.LessOrEqual(t, len(moved), 1, "more than one part is divided by one network more")
		divided += len(moved)
		before = after
	}
	require.Greater(t, divided, 5)
}
