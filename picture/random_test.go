package picture

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/source"
	"github.com/vnetloom/vnetloom/topology"
)

// randomEstate is an intent of hubs in regions with spokes, sites, peerings and meshes, as chance has it.
func randomEstate(r *rand.Rand) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	line("vnetloom: v1\nname: random\ndefaults: {location: westeurope}\nnetworks:")
	hubs := 1 + r.IntN(4)
	parts := map[int]string{}
	var connections, spokes []string
	for h := range hubs {
		parts[h] = pick("firewall", "gateway", "both", "none")
		line("  hub-%d-%s:", h, strings.Repeat("x", r.IntN(30)+1))
		name := strings.TrimSuffix(strings.TrimSpace(b.String()[strings.LastIndex(b.String(), "  hub-"):]), ":")
		line("    location: %s", pick("westeurope", "northeurope", "swedencentral"))
		line("    addressSpace: 10.%d.0.0/22", h)
		line("    subnets: {GatewaySubnet: 10.%d.0.0/26, AzureFirewallSubnet: 10.%d.0.64/26, own: 10.%d.1.0/24}", h, h, h)
		if parts[h] == "gateway" || parts[h] == "both" {
			line("    gateways: {vpn: {asn: %d}}", 65010+h)
		}
		inspect := ""
		if parts[h] == "firewall" || parts[h] == "both" {
			line("    firewall: {}")
			inspect = fmt.Sprintf(", inspect: %s/firewall", name)
		}
		var members []string
		for s := range 1 + r.IntN(9) {
			member := fmt.Sprintf("net-%d-%d", h, s)
			members = append(members, member)
			spokes = append(spokes, member)
		}
		connections = append(connections, fmt.Sprintf("  c%d: {kind: hubAndSpoke, hub: %s, spokes: [%s]%s}", h, name, strings.Join(members, ", "), inspect))
	}
	for i, s := range spokes {
		line("  %s: {addressSpace: 10.%d.%d.0/24, location: %s, subnets: {web: 10.%d.%d.0/26}}", s, 100+i/200, i%200, pick("westeurope", "northeurope"), 100+i/200, i%200)
	}
	for i := range r.IntN(5) {
		x, y := pick(spokes...), pick(spokes...)
		if x != y {
			connections = append(connections, fmt.Sprintf("  p%d: {kind: peering, between: [%s, %s]}", i, x, y))
		}
	}
	line("connections:\n%s", strings.Join(connections, "\n"))
	return b.String()
}

// Whatever a topology is, nothing is over anything else.
func TestRandomEstatesAreDrawn(t *testing.T) {
	drawn := 0
	for seed := range uint64(100) {
		text := randomEstate(rand.New(rand.NewPCG(seed, 7)))
		if network := topologyOfText(t, text); network != nil {
			require.Empty(t, flawsOf(New(network, nil)), "seed %d:\n%s", seed, text)
			drawn++
		}
	}
	require.Greater(t, drawn, 80)
}

// topologyOfText is the topology of an intent, nil where it has errors before one.
func topologyOfText(t *testing.T, text string) *topology.Topology {
	t.Helper()
	r, err := compile.Sources(context.Background(), []*source.File{source.New("intent.yaml", []byte(text))}, compile.Options{Targets: []string{}, SkipProof: true})
	require.NoError(t, err)
	if r.Topology == nil {
		t.Log(r.Findings[0].Summary)
	}
	return r.Topology
}
