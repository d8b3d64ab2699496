package golden_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"go.yaml.in/yaml/v3"
)

// estateText is an estate of four regions, each with its own hub, firewall and gateway, the hubs meshed with transit, and
// that many spokes in all, a line each.
func estateText(spokes int) string {
	var b strings.Builder
	b.WriteString("vnetloom: v1\nname: bench\nlimits: {templateBytes: 1000000000, templateResources: 100000, peeringsPerNetwork: 1000, routeTablesPerSubscription: 2000, networksPerSubscription: 2000}\nprofiles:\n")
	regions := []string{"westeurope", "northeurope", "francecentral", "swedencentral"}
	for i, r := range regions {
		fmt.Fprintf(&b, "  r%d: {location: %s, resourceGroup: rg-apps-%d, labels: {region: r%d}, subnets: {web: +0/26, app: +64/26, data: +128/26}}\n", i, r, i, i)
	}
	b.WriteString("networks:\n")
	for i, r := range regions {
		fmt.Fprintf(&b, "  hub-%d:\n    location: %s\n    resourceGroup: rg-hub-%d\n    addressSpace: 10.0.%d.0/22\n", i, r, i, 4*i)
		fmt.Fprintf(&b, "    subnets: {GatewaySubnet: 10.0.%d.0/26, AzureFirewallSubnet: 10.0.%d.64/26}\n    gateways: {vpn: {asn: %d}}\n    firewall: {}\n", 4*i,
			4*i, 65010+i)
	}
	for k := range spokes {
		i, n := k%4, k/4
		fmt.Fprintf(&b, "  app-%d-%04d: {profile: r%d, addressSpace: 10.%d.%d.0/24}\n", i, n, i, 16+16*i+n/256, n%256)
	}
	b.WriteString("connections:\n")
	for i := range regions {
		fmt.Fprintf(&b, "  r%d: {kind: hubAndSpoke, hub: hub-%d, spokes: {region: r%d}, inspect: hub-%d/firewall}\n", i, i, i, i)
	}
	b.WriteString("  hubs: {kind: mesh, members: [hub-0, hub-1, hub-2, hub-3], transit: true}\n")
	return b.String()
}

// The floor decodes the same YAML into plain structs.
type floorIntent struct {
	Name     string                  `yaml:"name"`
	Profiles map[string]floorNetwork `yaml:"profiles"`
	Networks map[string]floorNetwork `yaml:"networks"`
	Connects map[string]yaml.Node    `yaml:"connections"`
}

type floorNetwork struct {
	Location, Profile string
	ResourceGroup     string            `yaml:"resourceGroup"`
	AddressSpace      string            `yaml:"addressSpace"`
	Labels, Subnets   map[string]string `yaml:",flow"`
	Gateways          map[string]any
	Firewall          map[string]any
}

// BenchmarkEstate compiles estates to all three targets and writes them, beside the floor that decodes the same YAML into
// structs and writes the same bytes, in turns within one run: x-floor is the ratio of the two.
func BenchmarkEstate(b *testing.B) {
	for _, spokes := range []int{250, 500, 1000, 2000} {
		text := []byte(estateText(spokes))
		in := intent{files: fstest.MapFS{"intent.yaml": {Data: text}}, names: []string{"intent.yaml"}}
		emitted := compile(in)
		if emitted.err != nil || emitted.found.HasErrors() {
			b.Fatal(emitted.err, emitted.text())
		}
		b.Run(fmt.Sprintf("spokes=%d", spokes), func(b *testing.B) {
			dir := b.TempDir()
			var compiling, floor time.Duration
			b.ReportAllocs()
			for b.Loop() {
				start := time.Now()
				e := compile(in)
				write(b, dir, e.files)
				compiling += time.Since(start)
				b.StopTimer()
				start = time.Now()
				var decoded floorIntent
				if err := yaml.Unmarshal(text, &decoded); err != nil {
					b.Fatal(err)
				}
				write(b, dir, emitted.files)
				floor += time.Since(start)
				b.StartTimer()
			}
			b.ReportMetric(float64(compiling)/float64(floor), "x-floor")
			b.ReportMetric(float64(compiling.Microseconds())/float64(b.N)/float64(spokes), "µs/spoke")
			b.ReportMetric(float64(bytesOf(emitted.files))/1e6, "MB-out")
		})
	}
}

// BenchmarkStages times each stage of an estate of 1,000 spokes.
func BenchmarkStages(b *testing.B) {
	in := intent{files: fstest.MapFS{"intent.yaml": {Data: []byte(estateText(1000))}}, names: []string{"intent.yaml"}}
	loaded, _ := load(in.files, in.names)
	topo, _ := resolve(loaded)
	p, _ := lower(topo)
	b.Run("load", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			load(in.files, in.names)
		}
	})
	b.Run("resolve", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			resolve(loaded)
		}
	})
	b.Run("lower", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			lower(topo)
		}
	})
	for _, printer := range printers() {
		b.Run(printer.Target(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := printer.Generate(p); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func write(b *testing.B, dir string, files map[string][]byte) {
	b.Helper()
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			b.Fatal(err)
		}
	}
}

func bytesOf(files map[string][]byte) int {
	n := 0
	for _, f := range files {
		n += len(f)
	}
	return n
}
