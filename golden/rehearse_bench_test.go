package golden_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	compiler "github.com/vnetloom/vnetloom/compile"
)

// BenchmarkRehearsal rehearses estates of 1,000 spokes over themselves, beside their generation for all targets, in turns within one run: x-generation
// is the ratio of the two, which is meant to be five at most. Both begin with the intent. With a site, its tunnel and its pairs are followed too.
func BenchmarkRehearsal(b *testing.B) {
	estate := estateText(1000)
	for _, of := range []struct{ name, text string }{{"1000 spokes", estate}, {"1000 spokes and a site", withOneSite(estate)}} {
		b.Run(of.name, func(b *testing.B) { benchmarkRehearsal(b, of.text) })
	}
}

// withOneSite is an estate with a site that a tunnel joins with its first hub.
func withOneSite(estate string) string {
	return estate + "  dc1: {kind: vpn, between: [hub-0, dc1]}\n" +
		"sites:\n  dc1: {addressSpace: 192.168.0.0/16, vpn: {publicAddress: 203.0.113.10, asn: 65050, bgpPeer: 192.168.255.1}}\n"
}

func benchmarkRehearsal(b *testing.B, text string) {
	files := fstest.MapFS{"intent.yaml": {Data: []byte(text)}}
	compiled := func(targets []string) *compiler.Result {
		r, err := compiler.Compile(context.Background(), files, []string{"intent.yaml"}, compiler.Options{Targets: targets})
		if err != nil || r.Findings.HasErrors() {
			b.Fatal(err, r.Findings)
		}
		return r
	}
	var rehearsing, generating time.Duration
	for b.Loop() {
		start := time.Now()
		estate := compiler.Network{Intent: compiled([]string{})}
		made, err := compiler.Rehearse(context.Background(), estate, estate, compiler.RehearseOptions{})
		if err != nil || !made.Report.Clean() {
			b.Fatal(err, made.Report)
		}
		rehearsing += time.Since(start)
		b.StopTimer()
		start = time.Now()
		compiled(nil)
		generating += time.Since(start)
		b.StartTimer()
	}
	b.ReportMetric(float64(rehearsing)/float64(generating), "x-generation")
}

// BenchmarkMigration makes the steps from a mesh of 60 networks to a hub with a firewall, and those of an estate of 1,000 spokes that gets one more,
// each beside the
// generation of the new network for all targets, in turns within one run: x-generation is the ratio of the two.
func BenchmarkMigration(b *testing.B) {
	meshed, inspected := meshAndHub(60)
	for name, texts := range map[string][2]string{"mesh of 60": {meshed, inspected}, "one spoke more than 1000": {estateText(1000), estateText(1001)}} {
		b.Run(name, func(b *testing.B) {
			compiled := func(text string, targets []string) *compiler.Result {
				r, err := compiler.Compile(context.Background(), fstest.MapFS{"intent.yaml": {Data: []byte(text)}}, []string{"intent.yaml"}, compiler.Options{Targets: targets})
				if err != nil || r.Findings.HasErrors() {
					b.Fatal(err, r.Findings)
				}
				return r
			}
			old, next := compiled(texts[0], []string{}), compiled(texts[1], []string{})
			var migrating, generating time.Duration
			for b.Loop() {
				start := time.Now()
				made, err := compiler.Migrate(context.Background(), old, next, compiler.Options{Targets: []string{}})
				if err != nil || made.Migration.Findings.HasErrors() {
					b.Fatal(err, made.Migration.Findings)
				}
				migrating += time.Since(start)
				b.StopTimer()
				start = time.Now()
				compiled(texts[1], nil)
				generating += time.Since(start)
				b.StartTimer()
			}
			b.ReportMetric(float64(migrating)/float64(generating), "x-generation")
		})
	}
}

// meshAndHub are networks in a mesh, and the same behind the firewall of a hub.
func meshAndHub(n int) (mesh, hub string) {
	var networks, names strings.Builder
	for i := range n {
		fmt.Fprintf(&networks, "  n%03d: {addressSpace: 10.%d.%d.0/24, subnets: {web: 10.%[2]d.%[3]d.0/26, data: 10.%[2]d.%[3]d.64/26}}\n", i, 20+i/250, i%250)
		fmt.Fprintf(&names, "n%03d, ", i)
	}
	const head = "vnetloom: v1\nname: big\ndefaults: {location: westeurope, resourceGroup: rg-big}\nnetworks:\n"
	members := strings.TrimSuffix(names.String(), ", ")
	mesh = head + networks.String() + "connections:\n  mesh: {kind: mesh, members: [" + members + "]}\n"
	hub = head + "  hub: {addressSpace: 10.250.0.0/22, subnets: {AzureFirewallSubnet: 10.250.0.0/26}, firewall: {tier: Standard}}\n" + networks.String() +
		"connections:\n  estate: {kind: hubAndSpoke, hub: hub, spokes: [" + members + "], spokeToSpoke: hub/firewall}\n"
	return mesh, hub
}
