package schema

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"
)

// FuzzLoad holds that the loader neither panics nor hangs, gives an Intent or an error, and places within files.
func FuzzLoad(f *testing.F) {
	full := fullYAML(f)
	f.Add("a.yaml", full)
	f.Add("a.json", toJSON(f, full))
	for _, test := range diagnostics {
		f.Add("a.yaml", test.text)
	}
	for _, code := range Codes() {
		f.Add("a.yaml", code.Example())
	}
	f.Add("a.cue", "package a\nimport \"strings\"\nvnetloom: \"v1\"\nname: strings.ToLower(\"X\")\nnetworks: {for i in [1,2] {\"n\\(i)\": \"10.\\(i).0.0/16\"}}\n")
	f.Add("a.cue", "import \"github.com/vnetloom/vnetloom/schema\"\nschema.#Intent\nvnetloom: \"v1\"\nname: \"x\"\nnetworks: a: firewall: {}\n")
	f.Add("a.yaml", "a: &x [1, *x]\nb: {<<: *x}\n? [a]\n: b\n")
	f.Fuzz(func(t *testing.T, name, text string) {
		switch name {
		case "a.yaml", "a.json", "a.cue":
		default:
			name = "a.yaml"
		}
		start := time.Now()
		in, list := loadText(name, text)
		if time.Since(start) > 20*time.Second {
			t.Fatalf("took %v", time.Since(start))
		}
		if (in == nil) != list.HasErrors() {
			t.Fatalf("an intent or an error: %v", list)
		}
		for _, d := range list {
			if d.Subject.File != nil && d.Subject.Start.Line > d.Subject.File.LineCount() {
				t.Fatalf("outside the file: %v", d)
			}
		}
		if in != nil {
			for _, n := range in.Networks {
				if n.KeyRange().IsZero() || n.Path() != "networks."+n.Name {
					t.Fatalf("network %q without a place", n.Name)
				}
			}
		}
	})
}

// estate is an intent of n networks of three subnets, a hub to every fifty.
func estate(n int) string {
	var b strings.Builder
	b.WriteString("vnetloom: v1\nname: big\ndefaults: {location: westeurope, tags: {owner: net}}\nnetworks:\n")
	for i := range n {
		fmt.Fprintf(&b, "  net-%d:\n    addressSpace: 10.%d.%d.0/24\n    labels: {env: prod, group: g%d}\n    tags: {app: a%d}\n    subnets:\n", i, i/256, i%256, i/50, i)
		if i%50 == 0 {
			fmt.Fprintf(&b, "      GatewaySubnet: 10.%d.%d.0/26\n      AzureFirewallSubnet: 10.%d.%d.64/26\n    gateways: {vpn: {asn: 65010}}\n    firewall: {tier: Premium}\n", i/256, i%256, i/256, i%256)
			continue
		}
		for j, name := range []string{"web", "app", "data"} {
			fmt.Fprintf(&b, "      %s: {prefix: 10.%d.%d.%d/26, serviceEndpoints: [Microsoft.Storage], defaultOutboundAccess: false}\n", name, i/256, i%256, 64*j)
		}
	}
	b.WriteString("connections:\n")
	for i := 0; i < n; i += 50 {
		fmt.Fprintf(&b, "  c-%d: {kind: hubAndSpoke, hub: net-%d, spokes: {group: g%d}, inspect: net-%d/firewall}\n", i, i, i/50, i)
	}
	return b.String()
}

func BenchmarkLoad1000(b *testing.B) {
	fsys := files("a.yaml", estate(1000))
	b.ReportAllocs()
	for b.Loop() {
		if in, list := Load(fsys, []string{"a.yaml"}); in == nil {
			b.Fatal(list[0])
		}
	}
}

// BenchmarkPlainYAML1000 is the floor: the same text decoded to structs without any check.
func BenchmarkPlainYAML1000(b *testing.B) {
	type subnet struct {
		Prefix           yaml.Node `yaml:"prefix"`
		ServiceEndpoints []string  `yaml:"serviceEndpoints"`
		DefaultOutbound  *bool     `yaml:"defaultOutboundAccess"`
	}
	type network struct {
		AddressSpace string               `yaml:"addressSpace"`
		Labels       map[string]string    `yaml:"labels"`
		Tags         map[string]string    `yaml:"tags"`
		Subnets      map[string]yaml.Node `yaml:"subnets"`
		Gateways     map[string]any       `yaml:"gateways"`
		Firewall     map[string]any       `yaml:"firewall"`
	}
	type intent struct {
		Vnetloom, Name string
		Defaults       map[string]any
		Networks       map[string]network
		Connections    map[string]map[string]any
	}
	text := []byte(estate(1000))
	b.ReportAllocs()
	for b.Loop() {
		var v intent
		if err := yaml.Unmarshal(text, &v); err != nil {
			b.Fatal(err)
		}
		for _, n := range v.Networks {
			for _, s := range n.Subnets {
				if s.Kind == yaml.MappingNode {
					var decoded subnet
					if err := s.Decode(&decoded); err != nil {
						b.Fatal(err)
					}
				}
			}
		}
	}
}

// FuzzTheCheckerAgreesWithCUE gives the checker and CUE one tree, as it is written and changed at a few places: nothing passes that CUE
// refuses, and what the checker alone refuses has a code that is listed with its reason.
func FuzzTheCheckerAgreesWithCUE(f *testing.F) {
	f.Add(fullYAML(f), int64(0), byte(0))
	for _, test := range diagnostics {
		f.Add(test.text, int64(1), byte(1))
	}
	for i, code := range Codes() {
		f.Add(code.Example(), int64(i), byte(2))
	}
	var o *oracle
	asked := 0
	f.Fuzz(func(t *testing.T, text string, seed int64, changes byte) {
		if len(text) > 20_000 {
			t.Skip("CUE takes seconds for it")
		}
		root := parseText(text)
		if root == nil || len(root.children) == 0 {
			t.Skip("no tree")
		}
		root.adopt()
		rng := rand.New(rand.NewSource(seed))
		for range changes % 4 {
			if len(root.children) > 0 { // another change may have taken the last
				mutate(rng, root)
			}
		}
		if asked%200 == 0 { // a context keeps whatever it has evaluated
			o = newOracle(t)
		}
		asked++
		o.judge(t, root, text)
	})
}
