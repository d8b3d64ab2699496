package golden_test

import (
	"bytes"
	"fmt"
	"path"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// spokesBehindAFirewall is an estate of spokes with three subnets each, behind a hub with a firewall, a VPN gateway and a site.
func spokesBehindAFirewall(spokes int) string {
	var b strings.Builder
	b.WriteString(`vnetloom: v1
name: sizes
defaults: {location: westeurope, tags: {managedBy: platform}}
profiles: {app: {resourceGroup: rg-apps, labels: {tier: app}, subnets: {web: +0/26, app: +64/26, data: +128/26}}}
networks:
  hub: {resourceGroup: rg-hub, addressSpace: 10.0.0.0/22, subnets: {GatewaySubnet: 10.0.0.0/26, AzureFirewallSubnet: 10.0.0.64/26}, gateways: {vpn: {asn: 65010}}, firewall: {}}
`)
	for i := range spokes {
		fmt.Fprintf(&b, "  app-%04d: {profile: app, addressSpace: 10.%d.%d.0/24}\n", i, 16+i/256, i%256)
	}
	b.WriteString(`sites: {dc1: {addressSpace: 192.168.0.0/16, vpn: {publicAddress: 203.0.113.10, asn: 65050, bgpPeer: 192.168.255.1}}}
connections:
  apps: {kind: hubAndSpoke, hub: hub, spokes: {tier: app}, inspect: hub/firewall}
  dc1: {kind: vpn, between: [hub, dc1]}
`)
	return b.String()
}

// TestTheCodeOfAnEstateDoesNotGrow holds that main.bicep and the modules are the same at 3, 12 and 200 spokes, that one spoke more is its own
// lines in one file, and how many lines there are.
func TestTheCodeOfAnEstateDoesNotGrow(t *testing.T) {
	t.Parallel()
	const name = "bicep/main/estate.bicep"
	code := map[string]string{}
	for _, spokes := range []int{3, 12, 200} {
		e, more := compile(textIntent(spokesBehindAFirewall(spokes))), compile(textIntent(spokesBehindAFirewall(spokes+1)))
		require.Empty(t, e.failure()+more.failure())
		for file, content := range e.files {
			if strings.HasPrefix(file, "bicep/") && path.Ext(file) == ".bicep" && file != name {
				if code[file] == "" {
					code[file] = string(content)
				}
				require.Equal(t, code[file], string(content), "%s at %d spokes", file, spokes)
			}
		}
		changed := map[string][2]int{}
		for file, lines := range changedLines(e, more) {
			if strings.HasPrefix(file, "bicep/") {
				changed[file] = lines
			}
		}
		require.Equal(t, map[string][2]int{name: {14, 0}}, changed, "one spoke more than %d", spokes)
		require.LessOrEqual(t, bytes.Count(e.files[name], []byte("\n")), 280+14*spokes)
	}
	require.Greater(t, len(code), 5, "main.bicep and the modules")
	lines := 0
	for _, content := range code {
		lines += strings.Count(content, "\n")
	}
	require.LessOrEqual(t, lines, 1100, "main.bicep and the modules")
}

// TestOneMoreIsItsRow holds what is said of the output: one thing more in the intent is its row, or a line of it; no module and no main.bicep
// changes, and no line of another thing goes.
func TestOneMoreIsItsRow(t *testing.T) {
	t.Parallel()
	const estate = "bicep/main/estate.bicep"
	text := spokesBehindAFirewall(3)
	before := compile(textIntent(text))
	require.Empty(t, before.failure())
	const spoke = "  app-0001: {profile: app, addressSpace: 10.16.1.0/24}\n"
	require.Contains(t, text, spoke)
	with := func(fields string) string {
		return strings.Replace(text, spoke, strings.Replace(spoke, "}\n", ", "+fields+"}\n", 1), 1)
	}
	for name, c := range map[string]struct {
		intent string
		lines  [2]int
	}{
		"a subnet":        {with("subnets: {cache: 10.16.1.192/26}"), [2]int{1, 0}},
		"a tag":           {with("tags: {owner: pay}"), [2]int{1, 0}},
		"a DNS server":    {with("dnsServers: 10.0.0.4"), [2]int{1, 0}},
		"an endpoint":     {with("subnets: {data: {prefix: 10.16.1.128/26, serviceEndpoints: Microsoft.Storage}}"), [2]int{1, 1}},
		"a route":         {strings.Replace(text, "addressSpace: 10.16.1.0/24", "addressSpace: [10.16.1.0/24, 10.24.1.0/24]", 1), [2]int{6, 1}}, // of a second prefix
		"a site's prefix": {strings.Replace(text, "addressSpace: 192.168.0.0/16", "addressSpace: [172.30.0.0/16, 192.168.0.0/16]", 1), [2]int{1, 0}},
		"a written route": {with("subnets: {data: {prefix: 10.16.1.128/26, routes: {lab: {prefix: 198.51.100.0/24, via: none}}}}"), [2]int{17, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			after := compile(textIntent(c.intent))
			require.Empty(t, after.failure())
			changed := map[string][2]int{}
			for file, lines := range changedLines(before, after) {
				if strings.HasPrefix(file, "bicep/") && !strings.HasSuffix(file, "/main.bicepparam") {
					changed[file] = lines
				}
			}
			require.Equal(t, map[string][2]int{estate: c.lines}, changed)
		})
	}
}
