package schema

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// compiledSchema is the JSON Schema of the language, as another program reads it.
func compiledSchema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(JSONSchema()))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	require.NoError(t, c.AddResource("intent.json", doc))
	s, err := c.Compile("intent.json")
	require.NoError(t, err)
	return s
}

// validate holds a file of YAML or JSON against a schema.
func validate(t testing.TB, s *jsonschema.Schema, name string, content []byte) error {
	t.Helper()
	var tree any
	if err := yaml.Unmarshal(content, &tree); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	text, err := json.Marshal(tree)
	require.NoError(t, err, name)
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err, name)
	return s.Validate(value)
}

func isData(name string) bool {
	return slices.Contains([]string{".yaml", ".yml", ".json"}, path.Ext(name))
}

func TestJSONSchemaTakesEveryGolden(t *testing.T) {
	s, tried := compiledSchema(t), 0
	dirs, err := filepath.Glob("../golden/cases/*")
	require.NoError(t, err)
	more, err := filepath.Glob("../examples/*")
	require.NoError(t, err)
	for _, dir := range append(dirs, more...) {
		files, err := filepath.Glob(filepath.Join(dir, "*"))
		require.NoError(t, err)
		files = slices.DeleteFunc(files, func(f string) bool {
			content, err := os.ReadFile(f)
			return err != nil || !isData(f) || !regexp.MustCompile(`(?m)^\W*vnetloom\W`).Match(content)
		})
		if len(files) != 1 { // an intent of several files, or of CUE
			continue
		}
		tried++
		content, err := os.ReadFile(files[0])
		require.NoError(t, err)
		assert.NoError(t, validate(t, s, files[0], content), files[0])
	}
	assert.Greater(t, tried, 75)
}

// seenBySchema are the codes of what a schema can see: the form of a value where it stands.
var seenBySchema = map[string]bool{"VL106": true, "VL107": true, "VL108": true, "VL109": true, "VL110": true, "VL111": true, "VL112": true, "VL113": true,
	"VL114": true, "VL119": true, "VL121": true, "VL123": true, "VL124": true, "VL125": true, "VL126": true, "VL201": true, "VL204": true, "VL206": true, "VL214": true, "VL215": true, "VL217": true}

func TestJSONSchemaRefusesWhatASchemaCanRefuse(t *testing.T) {
	s, refused := compiledSchema(t), map[string]bool{}
	files, err := filepath.Glob("../golden/errors/*.txtar")
	require.NoError(t, err)
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		require.NoError(t, err)
		var inputs []txtar.File
		said := ""
		for _, f := range archive.Files {
			switch {
			case f.Name == "want":
				said = string(f.Data)
			case f.Name == "intent.yaml" || f.Name == "intent.json":
				inputs = append(inputs, f)
			}
		}
		errors := map[string]bool{}
		for _, m := range regexp.MustCompile(`error\[(VL\d+)\]`).FindAllStringSubmatch(said, -1) {
			errors[m[1]] = true
		}
		if len(inputs) != 1 || errors["VL101"] || errors["VL102"] || errors["VL103"] || errors["VL104"] {
			continue // no tree
		}
		can := ""
		for code := range errors {
			if seenBySchema[code] {
				can = code
			}
		}
		if err := validate(t, s, file, inputs[0].Data); can != "" {
			assert.Error(t, err, file)
			refused[can] = true
		} else {
			assert.NoError(t, err, "%s is no matter of the schema", file)
		}
	}
	for code := range seenBySchema {
		if code != "VL107" { // no word is kept for later
			assert.Contains(t, refused, code)
		}
	}
}

// seenByLoader are the intents of the diagnostics' test with such a code that only the loader refuses, and why.
var seenByLoader = map[string]string{
	"the name of a key in no key vault": "two places say it together",
	"duplicate keys":                    "it is no tree",
	"ports in the wrong order":          "two numbers are held against each other",
	"IPv4 in IPv6":                      "an address has many forms",
}

// Each intent that shows what is wrong and where is refused by the schema too, where it can.
func TestJSONSchemaRefusesWhatTheLoaderDoes(t *testing.T) {
	s := compiledSchema(t)
	for _, test := range diagnostics {
		if seenBySchema[test.code] && seenByLoader[test.name] == "" {
			assert.Error(t, validate(t, s, "a.yaml", []byte(test.text)), test.name)
		}
	}
	for name, text := range map[string]string{
		"a subnet with the name of a part": "networks: {h: {addressSpace: 10.0.0.0/16, subnets: {VPNgateway: 10.0.0.0/24}}}",
		"an appliance with such a name":    "networks: {h: {addressSpace: 10.0.0.0/16, appliances: {firewall: {privateAddress: 10.0.0.4, subnet: s}}}}",
		"an offset in a list":              "networks: {h: {addressSpace: 10.0.0.0/16, subnets: {s: [10.0.0.0/24, +0/26]}}}",
		"an offset of a whole subnet":      "networks: {h: {addressSpace: 10.0.0.0/16, subnets: {s: {prefix: +0/26}}}}",
		"and in its list":                  "networks: {h: {addressSpace: 10.0.0.0/16, subnets: {s: {prefix: [+0/26]}}}}",
		"a circuit that both configure":    "circuits: {c: {site: s, provider: Equinix, peeringLocation: Amsterdam, bandwidthMbps: 50, managedBy: provider, privatePeering: {}}}",
		"a secret with joints":             "defaults: {tags: {Pass.Words: hunter2}}",
		"a secret that is a number":        "networks: {h: {addressSpace: 10.0.0.0/16, labels: {api-key: 12}}}",
		"a list with a small subnet":       "networks: {h: {addressSpace: 10.0.0.0/16, subnets: {s: [10.0.0.0/24, 10.0.1.0/31]}}}",
		"a whole subnet that is small":     "networks: {h: {addressSpace: 10.0.0.0/16, subnets: {s: {prefix: 10.0.1.0/32}}}}",
		"a long prefix of IPv6":            "networks: {h: {addressSpace: [10.0.0.0/16, \"fd00::/48\"], subnets: {s: [10.0.0.0/24, \"fd00::/56\"]}}}",
		"IPv6 alone":                       "networks: {h: {addressSpace: [10.0.0.0/16, \"fd00::/48\"], subnets: {s: \"fd00::/64\"}}}",
		"two gateways in a /28":            "networks: {h: {addressSpace: 10.0.0.0/16, subnets: {GatewaySubnet: 10.0.0.0/28}, gateways: {vpn: {}, expressRoute: {}}}}",
		"a route server in a /28":          "networks: {h: {addressSpace: 10.0.0.0/16, subnets: {RouteServerSubnet: [10.0.0.0/28]}}}",
		"GATEWAYSUBNET":                    "networks: {h: {addressSpace: 10.0.0.0/16, subnets: {GATEWAYSUBNET: 10.0.0.0/26}}}",
		"a range beyond the last port":     "connections: {c: {kind: mesh, members: [a, b], access: {web: {from: a, to: b, ports: tcp/443-70000}}}}",
	} {
		assert.Error(t, validate(t, s, "a.yaml", []byte(head+text+"\n")), name)
	}
	for name, text := range map[string]string{
		"an offset in a profile":        "profiles: {p: {subnets: {s: +0/26, t: [+64/26, +128/26]}}}\nnetworks: {h: {profile: p}}",
		"a network as its prefix":       "networks: {h: 10.0.0.0/16, i: [10.1.0.0/16, fd00::/48]}",
		"an address of each family":     "networks: {h: {addressSpace: 10.0.0.0/16, appliances: {a: {subnet: s, privateAddress: [10.0.0.4, \"fd00::4\"]}}}}",
		"tags about secrets":            "defaults: {tags: {secretRotation: monthly, token: none, pass-word: \"\", secret: true}}",
		"an existing circuit":           "circuits: {c: {site: s, id: /subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.Network/expressRouteCircuits/c}}",
		"a /64 beside IPv4":             "networks: {h: {addressSpace: [10.0.0.0/16, \"fd00::/48\"], subnets: {s: [10.0.0.0/29, \"fd00::/64\"], t: {prefix: [10.0.1.0/24, \"fd00:0:0:1::/64\"]}}}}",
		"one gateway in a /28":          "networks: {h: {addressSpace: 10.0.0.0/16, subnets: {GatewaySubnet: 10.0.0.0/28}, gateways: {vpn: {}}}}",
		"a small Bastion that exists":   "networks: {h: {ownership: existing, addressSpace: 10.0.0.0/16, subnets: {AzureBastionSubnet: 10.0.0.0/27}}}",
		"a profile may say that":        "profiles: {old: {ownership: external}}\nnetworks: {h: {profile: old, addressSpace: 10.0.0.0/16, subnets: {AzureBastionSubnet: 10.0.0.0/27}}}",
		"a small subnet of no firewall": "networks: {h: {addressSpace: 10.0.0.0/16, subnets: {AzureFirewallSubnet: 10.0.0.0/27, Gateway: 10.0.1.0/28}}}",
		"a label that begins so":        "networks: {h: {addressSpace: 10.0.0.0/16, labels: {locations: x}}}",
		"the first and the last port":   "connections: {c: {kind: mesh, members: [a, b], access: {web: {from: a, to: b, ports: [tcp/1, tcp/65535, udp/00053]}}}}",
	} {
		assert.NoError(t, validate(t, s, "a.yaml", []byte(head+text+"\n")), name)
	}
}

// What the loader takes as a value of a type with a pattern has an example, which the schema takes; and so do the patterns themselves, in
// the two dialects that editors have.
func TestJSONSchemaHasExamples(t *testing.T) {
	without := map[string]bool{"TagValue": true, "CertificateData": true} // any text; a certificate
	every(func(s *shape) {
		if s.op != opScalar || s.pattern == nil {
			return
		}
		printed, err := regexp.Compile(portable(s.pattern.String()))
		require.NoError(t, err)
		if len(s.examples) == 0 {
			assert.True(t, without[s.name] || s.name == "", "%s %s has no example", s.name, s.pattern)
			return
		}
		for _, text := range s.examples {
			assert.True(t, s.accepts(&Node{kind: kindString, text: text}), "%s: %s", s.name, text)
			assert.True(t, printed.MatchString(text), "%s: %s", printed, text)
		}
		for _, text := range []string{"", "*", "a b", "\u2028", "Ünder", "-", ".", "a/b/c/d", strings.Repeat("a", 600)} {
			assert.Equal(t, s.pattern.MatchString(text), printed.MatchString(text), "%s and %s: %q", s.pattern, printed, text)
		}
	})
}

func TestListsHaveItemsOfOneType(t *testing.T) {
	every(func(s *shape) {
		if s.op != opList {
			return
		}
		require.NotEmpty(t, s.items)
		if s.rest != nil {
			require.Same(t, s.items[0], s.rest)
		}
		for _, item := range s.items {
			require.Same(t, s.items[0], item, s.describe())
		}
	})
}

func TestJSONSchemaHasNoHiddenCharacters(t *testing.T) {
	for _, r := range string(JSONSchema()) {
		require.False(t, r > 0x7e && r < 0xa0 || r >= 0x2028 && r <= 0x202e || r >= 0x2066 && r <= 0x2069, "%U", r)
	}
}

// Whatever address or prefix the loader takes, the schema takes.
func FuzzJSONSchemaTakesAddresses(f *testing.F) {
	for _, text := range []string{"10.0.0.0/16", "255.255.255.255/32", "::/0", "fd00:db8::1", "::ffff:10.0.0.1/128", "0.0.0.0", "010.0.0.1", "1.2.3", "fe80::1%eth0"} {
		f.Add(text)
	}
	address, prefix := language().defs["Address"], language().defs["Prefix"]
	f.Fuzz(func(t *testing.T, text string) {
		for _, s := range []*shape{address, prefix} {
			if s.accepts(&Node{kind: kindString, text: text}) {
				require.Regexp(t, networkPatterns[s.network], text)
			}
		}
	})
}

func FuzzPortablePatternsTakeTheSame(f *testing.F) {
	patterns := map[string]*regexp.Regexp{}
	every(func(s *shape) {
		if s.pattern != nil {
			patterns[s.pattern.String()] = s.pattern
		}
	})
	for i := range len(patterns) {
		f.Add(i, "10.0.0.0/16")
		f.Add(i, "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/natGateways/ng")
	}
	all := slices.Sorted(maps.Keys(patterns))
	f.Fuzz(func(t *testing.T, i int, text string) {
		if i < 0 {
			return
		}
		from := all[i%len(all)]
		require.Equal(t, patterns[from].MatchString(text), regexp.MustCompile(portable(from)).MatchString(text), from)
	})
}
