package schema

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/diag"
)

func TestEveryCodeIsWholeAndItsExampleShowsIt(t *testing.T) {
	several := map[string]bool{"VL101": true, "VL105": true, "VL122": true, // no single YAML file shows these
		"VL107": true} // while no word is kept for later, only a schema of a test does
	seen := map[string]bool{}
	for _, code := range Codes() {
		require.False(t, seen[code.ID], code.ID)
		seen[code.ID] = true
		assert.NotEmpty(t, code.Title(), code.ID)
		assert.NotEmpty(t, code.Text(), code.ID)
		require.NotEmpty(t, code.Example(), code.ID)
		if several[code.ID] {
			continue
		}
		_, list := loadText("a.yaml", code.Example())
		ids := idsOf(list)
		assert.Equal(t, []string{code.ID}, ids, "%v", list)
	}
}

// TestWordsOfLaterVersionsAreRefused reads values by a schema that keeps words for later: that of the language may have none.
func TestWordsOfLaterVersionsAreRefused(t *testing.T) {
	g := compile(fstest.MapFS{"a.cue": {Data: []byte(`package a
#Intent: {
	how: *"step" | "step" @later(resource)
	many?: #Word | [#Word, ...#Word]
	one?: #Form
	@later(soon)
}
#Word: "a" | "b" @later(c)
#Form: string @later(list, map)
`)}}, []string{"a.cue"})
	for text, summary := range map[string]string{
		"how: step\nmany: a\none: x\n": "",
		"how: resource\n":              `"resource" in "how" is not supported in this version`,
		"many: c\n":                    `"c" in "many.0" is not supported in this version`,
		"many: [a, c]\n":               `"c" in "many.1" is not supported in this version`,
		"one: [x]\n":                   `a list in "one" is not supported in this version`,
		"one: {x: y}\n":                `a map in "one" is not supported in this version`,
		"soon: 1\n":                    `"soon" is not supported in this version`,
	} {
		root := parseText(text)
		root.adopt()
		var list diag.List
		(&checker{diags: &list}).check(root, g.intent)
		if summary == "" {
			require.Empty(t, list, text)
			continue
		}
		require.Len(t, list, 1, text)
		require.Equal(t, []string{"VL107"}, idsOf(list), text)
		require.Equal(t, summary, list[0].Summary)
	}
	var b strings.Builder
	referenceStruct(&b, g.intent)
	require.Contains(t, b.String(), "Not in this version: `soon`.")
}

func idsOf(list diag.List) []string {
	var ids []string
	for _, d := range list {
		if len(ids) == 0 || ids[len(ids)-1] != d.Code.ID {
			ids = append(ids, d.Code.ID)
		}
	}
	return ids
}

// head begins the intents of the table below; networks and connections follow as they are needed.
const head = "vnetloom: v1\nname: demo\n"

var diagnostics = []struct {
	name, text       string
	code, at, says   string
	hint             string
	related, endsAt  string
	whyOrLabelSaysIt string
}{
	{name: "a field gets a suggestion", text: head + "networks:\n  hub: {adressSpace: 10.0.0.0/16}\n",
		code: "VL106", at: "a.yaml:4:9", says: `field "adressSpace" does not exist in "networks.hub"`, hint: `did you mean "addressSpace"?`},
	{name: "a template of ARM is no intent", text: "$schema: https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#\nresources: []\n",
		code: "VL106", at: "a.yaml:1:1", says: `field "$schema" does not exist in an intent`, hint: "read templates"},
	{name: "a network says whose it is", text: head + "networks:\n  hub: {addressSpace: 10.0.0.0/16, existing: true}\n",
		code: "VL106", at: "a.yaml:4:36", says: `field "existing" does not exist in "networks.hub"`, hint: "write `ownership: existing`"},
	{name: "also one of others", text: head + "networks:\n  hub: {addressSpace: 10.0.0.0/16, external: true}\n",
		code: "VL106", at: "a.yaml:4:36", says: `field "external"`, hint: "write `ownership: external`"},
	{name: "and what it is by default", text: head + "networks:\n  hub: {addressSpace: 10.0.0.0/16, existing: false}\n",
		code: "VL106", at: "a.yaml:4:36", says: `field "existing"`, hint: "it is the default"},
	{name: "what stands in a network says it in its own word", text: head + "networks:\n  hub: {addressSpace: 10.0.0.0/16, firewall: {ownership: existing}}\n",
		code: "VL106", at: "a.yaml:4:47", says: `field "ownership"`, hint: "write `existing: true`"},
	{name: "the top has fields too", text: head + "network: {}\n", code: "VL106", at: "a.yaml:3:1", says: "an intent", hint: `"networks"`},
	{name: "a field of another kind", text: head + "connections:\n  m: {kind: mesh, members: [a], hub: b}\n",
		code: "VL106", at: "a.yaml:4:33", says: `field "hub" does not exist`, hint: `kind "hubAndSpoke"`},
	{name: "a bad kind names the kinds", text: head + "connections:\n  m: {kind: meshed, members: [a]}\n",
		code: "VL112", at: "a.yaml:4:13", says: `must be "peering", "mesh", "hubAndSpoke", "vpn" or "expressRoute"`, hint: `did you mean "mesh"?`},
	{name: "no kind", text: head + "connections: {m: {members: [a]}}\n", code: "VL109", at: "a.yaml:3:15", says: `has no "kind"`, hint: `"peering"`},
	{name: "a tag that is a password", text: head + "networks: {a: {addressSpace: 10.0.0.0/16, tags: {sql-password: hunter2}}}\n", code: "VL108", at: "a.yaml:3:50", says: "contains a secret"},
	{name: "a label that is a token", text: head + "networks: {a: {addressSpace: 10.0.0.0/16, labels: {token: abc123}}}\n", code: "VL108", at: "a.yaml:3:52", says: "contains a secret"},
	{name: "a tag of the defaults", text: head + "defaults: {tags: {sharedKey: \"12345678\"}}\n", code: "VL108", at: "a.yaml:3:19", says: "contains a secret"},
	{name: "a flow without ports", text: head + "connections: {m: {kind: mesh, members: [a], access: {x: {from: a, to: b}}}}\n", code: "VL109", at: "a.yaml:3:54", says: `has no "ports"`},
	{name: "a port that is none", text: head + "connections: {m: {kind: mesh, members: [a], access: {x: {from: a, to: b, ports: tcp/65536}}}}\n", code: "VL113", at: "a.yaml:3:81", says: `port "tcp/65536" of flow "m/x" is not from 1 to 65535`},
	{name: "ports in the wrong order", text: head + "connections: {m: {kind: mesh, members: [a], access: {x: {from: a, to: b, ports: tcp/90-80}}}}\n", code: "VL113", at: "a.yaml:3:81", says: "ends before it begins"},
	{name: "a port of no protocol", text: head + "connections: {m: {kind: mesh, members: [a], access: {x: {from: a, to: b, ports: \"443\"}}}}\n", code: "VL113", at: "a.yaml:3:81", says: "tcp/443"},
	{name: "a word that access does not take", text: head + "connections: {m: {kind: mesh, members: [a], access: shut}}\n", code: "VL113", at: "a.yaml:3:53", says: `"closed"`},
	{name: "an internet of three hops", text: head + "connections: {m: {kind: hubAndSpoke, hub: h, spokes: a, internet: [h/firewall, h/nva, h/vpnGateway]}}\n",
		code: "VL123", at: "a.yaml:3:67", says: "exactly 2"},
	{name: "a site without an address", text: head + "sites: {s: {addressSpace: 10.0.0.0/8, vpn: {asn: 65050, bgpPeer: 10.0.0.1}}}\n", code: "VL126", at: "a.yaml:3:39", says: "neither publicAddress nor fqdn"},
	{name: "a site with half a BGP speaker", text: head + "sites: {s: {addressSpace: 10.0.0.0/8, vpn: {fqdn: vpn.contoso.com, asn: 65050}}}\n", code: "VL126", at: "a.yaml:3:68", says: "asn and no bgpPeer"},
	{name: "a circuit that is and is not", text: head + "sites: {s: {addressSpace: 10.0.0.0/8}}\ncircuits: {c: {site: s, id: /subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.Network/expressRouteCircuits/er, provider: Equinix}}\n",
		code: "VL126", at: "a.yaml:4:152", says: "both id and provider"},
	{name: "an existing circuit that is provisioned",
		text: head + "sites: {s: {addressSpace: 10.0.0.0/8}}\ncircuits: {c: {site: s, provisioned: true, id: /subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.Network/expressRouteCircuits/c}}\n",
		code: "VL126", at: "a.yaml:4:25", says: "both id and provisioned"},
	{name: "the name of a key in no key vault",
		text: head + "networks: {h: 10.0.0.0/22}\nsites: {s: {addressSpace: 192.168.0.0/16, vpn: {publicAddress: 203.0.113.1}}}\nconnections: {c: {kind: vpn, between: [h, s], keyName: k}}\n",
		code: "VL126", at: "a.yaml:5:47", says: "keyName, and there is no"},
	{name: "a circuit without a provider", text: head + "sites: {s: {addressSpace: 10.0.0.0/8}}\ncircuits: {c: {site: s}}\n", code: "VL126", at: "a.yaml:4:12", says: "neither provider nor id"},
	{name: "a site with a network's name", text: head + "networks: {a: 10.0.0.0/16}\nsites: {A: {addressSpace: 192.168.0.0/16}}\n", code: "VL127", at: "a.yaml:4:9", says: "have the same name", related: "a.yaml:3:12"},
	{name: "null", text: head + "networks:\n  hub:\n    addressSpace: 10.0.0.0/16\n    firewall:\n", code: "VL111", at: "a.yaml:6:5", says: "firewall", hint: "write {}"},
	{name: "an enum", text: head + "networks: {h: {addressSpace: 10.0.0.0/16, firewall: {tier: Premum}}}\n", code: "VL112", at: "a.yaml:3:60", says: `"Standard"`,
		hint: `"Premium"`, endsAt: "66"},
	{name: "a quoted number", text: head + "networks: {h: {addressSpace: 10.0.0.0/16, gateways: {vpn: {asn: \"65010\"}}}}\n", code: "VL110", at: "a.yaml:3:65",
		says: "a whole number from 1 to 4294967295", hint: "remove the quotes: 65010", endsAt: "72"},
	{name: "a number out of range", text: head + "networks: {h: {addressSpace: 10.0.0.0/16, gateways: {vpn: {asn: 0}}}}\n", code: "VL113", at: "a.yaml:3:65", says: "from 1 to 4294967295, not 0"},
	{name: "yes is a string", text: head + "networks: {h: {addressSpace: 10.0.0.0/16, encryption: yes}}\n", code: "VL110", at: "a.yaml:3:55", says: "true or false", hint: "write true"},
	{name: "a number for a name", text: head + "networks: {h: {addressSpace: 10.0.0.0/16, profile: 12}}\nprofiles: {p: {}}\n", code: "VL110", at: "a.yaml:3:52", says: "a name", hint: `"12"`},
	{name: "duplicate keys", text: head + "networks:\n  a: 10.0.0.0/16\n  a: 10.1.0.0/16\n", code: "VL104", at: "a.yaml:5:3", says: `"a" appears twice`, related: "a.yaml:4:3"},
	{name: "case", text: head + "networks:\n  a: 10.0.0.0/16\n  A: 10.1.0.0/16\n", code: "VL115", at: "a.yaml:5:3", says: "differ only in letter case", related: "a.yaml:4:3"},
	{name: "names are short", text: head + "networks: {" + strings.Repeat("a", 61) + ": 10.0.0.0/16}\n", code: "VL114", at: "a.yaml:3:12", says: "not a valid name"},
	{name: "host bits", text: head + "networks: {a: 10.0.0.9/16}\n", code: "VL202", at: "a.yaml:3:15", says: "host bits", hint: "10.0.0.0/16"},
	{name: "no prefix", text: head + "networks: {a: 10.0.0.0}\n", code: "VL201", at: "a.yaml:3:15", says: "an address prefix", hint: "10.0.0.0/32"},
	{name: "IPv4 in IPv6", text: head + "networks: {a: \"::ffff:10.0.0.0/104\"}\n", code: "VL201", at: "a.yaml:3:15", says: "not an address prefix", hint: "10.0.0.0"},
	{name: "an address with a length", text: head + "networks: {a: {addressSpace: 10.0.0.0/16, dnsServers: 10.0.0.4/32}}\n", code: "VL201", at: "a.yaml:3:55", says: "an address", hint: "10.0.0.4"},
	{name: "the same prefix", text: head + "networks: {a: [10.0.0.0/16, 10.0.0.0/16]}\n", code: "VL203", at: "a.yaml:3:29", says: "twice", related: "a.yaml:3:16"},
	{name: "an offset in a network", text: head + "networks: {a: {addressSpace: 10.0.0.0/16, subnets: {w: +64/26}}}\n", code: "VL204", at: "a.yaml:3:56", says: "allowed only in a profile", hint: "10.0.0.64/26"},
	{name: "an unaligned offset", text: head + "profiles: {p: {subnets: {w: +32/26}}}\nnetworks: {a: {profile: p, addressSpace: 10.0.0.0/16}}\n",
		code: "VL205", at: "a.yaml:3:29", says: "a multiple of 64", related: "a.yaml:4:42"},
	{name: "an offset outside", text: head + "profiles: {p: {subnets: {w: +256/26}}}\nnetworks: {a: {profile: p, addressSpace: 10.0.0.0/24}}\n",
		code: "VL205", at: "a.yaml:3:29", says: "has 256 addresses", related: "a.yaml:4:42"},
	{name: "an offset too large", text: head + "profiles: {p: {subnets: {w: +0/23}}}\nnetworks: {a: {profile: p, addressSpace: 10.0.0.0/24}}\n",
		code: "VL205", at: "a.yaml:3:29", says: "larger than"},
	{name: "no profile", text: head + "profiles: {app: {}}\nnetworks: {a: {profile: ap, addressSpace: 10.0.0.0/24}}\n", code: "VL117", at: "a.yaml:4:25", says: `"ap"`, hint: `"app"`},
	{name: "no subscription", text: head + "subscriptions: {prod: 11111111-2222-3333-4444-555555555555}\ndefaults: {subscription: prd}\n", code: "VL118", at: "a.yaml:4:26", says: `"prd"`, hint: `"prod"`},
	{name: "parts collide", text: head + "networks: {a: {addressSpace: 10.0.0.0/16, subnets: {x: 10.0.0.0/24}, appliances: {X: {privateAddress: 10.0.0.4, subnet: x}}}}\n",
		code: "VL116", at: "a.yaml:3:83", says: "have the same name", related: "a.yaml:3:53"},
	{name: "a subnet named firewall", text: head + "networks: {a: {addressSpace: 10.0.0.0/16, subnets: {firewall: 10.0.0.0/24}}}\n", code: "VL116", at: "a.yaml:3:53", says: "reserved name"},
	{name: "a location in words", text: head + "defaults: {location: West Europe}\n", code: "VL113", at: "a.yaml:3:22", says: "lower case", hint: `"westeurope"`},
	{name: "three ends", text: head + "connections: {p: {kind: peering, between: [a, b, c]}}\n", code: "VL123", at: "a.yaml:3:43", says: "exactly 2", endsAt: "52"},
	{name: "an end without a network", text: head + "connections: {p: {kind: peering, between: [a, {subnets: b}]}}\n", code: "VL109", at: "a.yaml:3:47", says: `"network"`},
	{name: "a probe's port", text: head + "networks: {a: {addressSpace: 10.0.0.0/16, appliances: {x: {privateAddress: 10.0.0.4, subnet: s, loadBalancer: {probe: tcp/70000}}}}}\n", code: "VL113", at: "a.yaml:3:119", says: "65535"},
	{name: "two documents", text: head + "---\n" + head, code: "VL102", at: "a.yaml:3:1", says: "more than one"},
	{name: "a tag", text: head + "networks: !map {}\n", code: "VL102", at: "a.yaml:3:11", says: "tag"},
	{name: "an alias in itself", text: head + "networks: &a {x: *a}\n", code: "VL102", at: "a.yaml:3:18", says: "a value that contains it"},
	{name: "a version", text: "vnetloom: v2\nname: demo\n", code: "VL112", at: "a.yaml:1:11", says: `must be "v1"`},
	{name: "no address space", text: head + "networks: {a: {}}\n", code: "VL109", at: "a.yaml:3:12", says: "addressSpace"},
	{name: "a float in a label", text: head + "networks: {a: {addressSpace: 10.0.0.0/16, labels: {v: 1.10}}}\n", code: "VL110", at: "a.yaml:3:55", says: "a string", hint: `"1.10"`},
}

func TestDiagnosticsSayWhatIsWrongAndWhere(t *testing.T) {
	for _, test := range diagnostics {
		t.Run(test.name, func(t *testing.T) {
			in, list := loadText("a.yaml", test.text)
			require.Nil(t, in)
			require.Len(t, list, 1, "%v", list)
			d := list[0]
			assert.Equal(t, test.code, d.Code.ID, d.Summary)
			assert.Equal(t, test.at, d.Subject.String(), d.Summary)
			assert.Contains(t, d.Summary, test.says)
			assert.Contains(t, d.Hint, test.hint)
			assert.Contains(t, d.Why+d.Label, test.whyOrLabelSaysIt)
			if test.related != "" {
				require.NotEmpty(t, d.Related)
				assert.Equal(t, test.related, d.Related[0].Range.String())
			}
			if test.endsAt != "" {
				assert.Equal(t, test.endsAt, strconv.Itoa(d.Subject.End.Column))
			}
			first := []rune(d.Summary)[0]
			assert.False(t, first >= 'A' && first <= 'Z' || strings.HasSuffix(d.Summary, "."), d.Summary)
		})
	}
}

func TestSecretsAreRefusedAndNeverShown(t *testing.T) {
	for _, text := range []string{
		head + "connections:\n  p: {kind: peering, between: [a, b], sharedKey: hunter2}\n",
		head + "connections:\n  p:\n    kind: peering\n    between: [a, b]\n    sharedKey: |\n      hunter2\n",
		head + "psk: {x: hunter2}\n",
		head + "authorizationKey: [hunter2\n",
	} {
		_, list := loadText("a.yaml", text)
		require.NotEmpty(t, list)
		for _, d := range list {
			all := d.Summary + d.Hint + d.Why + d.Label
			if d.Subject.File != nil {
				all += string(d.Subject.File.Content)
			}
			assert.NotContains(t, all, "hunter2")
		}
		if !strings.HasSuffix(text, "[hunter2\n") {
			assert.Equal(t, "VL108", list[0].Code.ID, "%v", list)
		}
	}
	_, list := Load(files("a.yaml", head+"psk: hunter2\n", "b.yaml", "psk: hunter3\n"), []string{"a.yaml", "b.yaml"})
	for _, d := range list {
		assert.NotContains(t, d.Summary, "hunter")
	}
}

func TestAWarningDoesNotStopTheIntent(t *testing.T) {
	in, list := loadText("a.yaml", head+"defaults: {location: westeurop}\n")
	require.NotNil(t, in)
	require.Len(t, list, 1)
	assert.Equal(t, diag.Warning, list[0].Severity)
	assert.Equal(t, `did you mean "westeurope"?`, list[0].Hint)
	_, list = loadText("a.yaml", head+"defaults: {location: marsnorth}\n")
	assert.Empty(t, list)
}

func TestPathsThatCannotBeRead(t *testing.T) {
	fsys := files("a.txt", "x", "empty/readme.md", "", "bad.yaml", "name: \xff\n")
	for path, says := range map[string]string{
		"a.txt": "neither YAML", "no.yaml": "does not exist", "empty": "contains no intent", "../x.yaml": "leads out of the file system", "bad.yaml": "not UTF-8",
	} {
		in, list := Load(fsys, []string{path})
		assert.Nil(t, in)
		require.Len(t, list, 1, path)
		assert.Contains(t, list[0].Summary, says)
	}
	_, list := Load(fsys, nil)
	require.Len(t, list, 1)
}

func TestHostileInputIsBounded(t *testing.T) {
	bomb := "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
	for c := 'b'; c <= 'j'; c++ {
		prev := string(c - 1)
		bomb += string(c) + ": &" + string(c) + " [" + strings.TrimSuffix(strings.Repeat("*"+prev+", ", 10), ", ") + "]\n"
	}
	for name, text := range map[string]string{
		"alias bomb":   bomb,
		"deep lists":   "a: " + strings.Repeat("[", 9000) + strings.Repeat("]", 9000),
		"many values":  "a: [" + strings.Repeat("1,", maxMarks) + "1]",
		"deeper lists": "a: " + strings.Repeat("[", 100000),
	} {
		_, list := loadText("a.yaml", text)
		require.NotEmpty(t, list, name)
		if name != "deeper lists" {
			assert.Equal(t, "VL103", list[0].Code.ID, name)
		}
	}
	_, list := loadText("a.json", strings.Repeat("[", 100000))
	assert.Equal(t, "VL103", list[0].Code.ID)
	_, list = loadText("a.json", `{"a": 1} x`)
	assert.Equal(t, "VL102", list[0].Code.ID)
	assert.Equal(t, "a.json:1:10", list[0].Subject.String())
	_, list = loadText("a.json", `{"a": {}, "a": {}}`)
	assert.Equal(t, "VL104", list[0].Code.ID)
}

func TestAValueOfASecretIsNotShownElsewhere(t *testing.T) {
	const secret = "Hunter2-XYZ"
	for name, text := range map[string]string{
		"an alias.yaml":                 "password: &p " + secret + "\ndefaults: {location: *p}\n",
		"the same value.yaml":           "psk: " + secret + "\nconnections: {c: {kind: " + secret + "}}\n",
		"an escaped key.yaml":           "\"shared\\x4bey\": " + secret + "\nconnections: 5\n",
		"a key of words.yaml":           "\"shared key\": " + secret + "\nx: 1\n",
		"a bare key.yaml":               "connections: {c: {kind: vpn, between: [a, b], key: " + secret + "}}\n",
		"of a circuit.yaml":             "circuits: {c: {site: dc1, serviceKey: " + secret + "}}\n",
		"of a peering.yaml":             "circuits:\n  c:\n    site: dc1\n    privatePeering:\n      md5: " + secret + "\n",
		"of a peering.json":             "{\"circuits\": {\"c\": {\"md5\": \"" + secret + "\"}}}",
		"of a connection.cue":           "connections: c: {kind: \"vpn\", between: [\"a\", \"b\"], key: \"" + secret + "\"}\n",
		"in place of a site.yaml":       "sites: {sharedKey: " + secret + "}\n",
		"in place of a connection.json": "{\"connections\": {\"psk\": \"" + secret + "\"}}",
		"a block.yaml":                  "sharedKey: |\n  " + secret + "\n\n  " + secret + "\nlimits: " + secret + "\n",
		"a long value.yaml":             "token: " + strings.Repeat(secret, 9) + "\ndefaults: {location: " + strings.Repeat(secret, 9) + "}\n",
		"JSON.json":                     "{\"vnetloom\": \"v1\", \"name\": \"" + secret + "!\", \"apiKey\": {\"value\": [\"" + secret + "\"]}}",
		"a hidden field.cue":            "_password: \"" + secret + "\"\nname: _password\n",
		"an interpolation.cue":          "let secretText = \"x\"\n_key: {secret: \"" + secret + "\"}\ndefaults: location: \"\\(_key.secret) \"\n",
	} {
		if !strings.HasSuffix(name, "json") {
			text = strings.ReplaceAll(head, ": v1", ": \"v1\"") + text
			if strings.HasSuffix(name, "cue") {
				text = strings.ReplaceAll(text, "name: demo", "name: \"demo\"")
			}
		}
		file := "a" + name[strings.LastIndexByte(name, '.'):]
		in, list := loadText(file, text)
		require.Nil(t, in, name)
		var shown strings.Builder
		for _, verbose := range []func() error{
			func() error { return diag.WriteText(&shown, list, false) },
			func() error { return diag.WriteJSON(&shown, list) },
			func() error { return diag.WriteGitHub(&shown, list) },
		} {
			require.NoError(t, verbose())
		}
		assert.NotContains(t, strings.ToLower(shown.String()), strings.ToLower(secret), name)
	}
}

func TestANameOfAThingIsNoSecret(t *testing.T) {
	in, list := loadText("a.yaml", head+"networks:\n  secret-hub:\n    addressSpace: 10.0.0.0/8\n    location: westeurop\n")
	require.NotNil(t, in)
	require.Len(t, list, 1)
	assert.Equal(t, `location "westeurop" is unknown`, list[0].Summary)
	assert.Contains(t, string(list[0].Subject.File.Content), "westeurop")
	_, list = loadText("a.yaml", head+"networks:\n  secret-hub: 10.0.0.0/33\n")
	require.Len(t, list, 1)
	assert.Equal(t, "VL201", list[0].Code.ID)
}

func TestTagsAreWhatAllTargetsCanPrint(t *testing.T) {
	for _, char := range []string{"\t", "\n", "\x00", "\x1f", "\x7f", "\u0085", "\u009f", "\u2028", "\u202e", "\u2066"} {
		for _, tags := range []string{"{x: %s}", "{%s: x}"} {
			text := head + "defaults: {tags: " + fmt.Sprintf(tags, strconv.QuoteToASCII("a"+char+"b")) + "}\n"
			in, list := loadText("a.yaml", text)
			require.Nil(t, in, "%q", char)
			require.Len(t, list, 1)
		}
	}
	in, list := loadText("a.yaml", head+"defaults: {tags: {\"é 日本\": \"'${x}' `a` [b] \\u200f\"}}\n")
	require.NotNil(t, in, "%v", list)
}

func TestEveryDiagnosticOfTheLoaderHasAHint(t *testing.T) {
	for _, test := range diagnostics {
		_, list := loadText("a.yaml", test.text)
		for _, d := range list {
			assert.NotEmpty(t, d.Hint, d.Error())
		}
	}
	for name, text := range map[string]string{
		"a.json": "{\"a\": }", "b.json": "{", "a.cue": "name: [\n", "b.cue": "vnetloom: \"v1\"\nname: string\n", "c.cue": "name: x\n",
		"d.cue": "import \"example.org/x\"\nname: x.y\n", "e.cue": "name: \"a\" & \"b\"\n", "a.yaml": "a: \"x\n", "b.yaml": "a:\n\t- b\n",
		"c.yaml": "a: b: c\n", "d.yaml": "a: *b\n", "e.yaml": "a: @b\n", "f.yaml": "42\n", "g.yaml": "a: &a {b: *a}\n", "h.yaml": "<<: 1\n",
		"i.yaml": "a: \x01\n", "j.yaml": "a\x00: b\n",
	} {
		_, list := loadText(name, text)
		require.NotEmpty(t, list, name)
		for _, d := range list {
			assert.NotEmpty(t, d.Hint, d.Error())
		}
	}
}

func TestErrorsOfTheYAMLParserAreOnTheirLine(t *testing.T) {
	for text, line := range map[string]int{
		"a: 1\nb: [c\n":                    2,
		"a: 1\nb:\n  c: {d: 1\n  e: {}\n":  3,
		"a: 1\nb:\n  c: 1\n   d: 2\n":      4,
		"a: 1\nb: \"c\nd: 1\n":             2,
		"a: 1\nb:\n\tc: 1\n":               3,
		"a: 1\nb: c: d\n":                  2,
		"a: 1\nb:\n  - c\n  d: 1\ne: {}\n": 3,
	} {
		_, list := loadText("a.yaml", text)
		require.Len(t, list, 1, text)
		assert.Equal(t, line, list[0].Subject.Start.Line, "%q: %v", text, list[0])
	}
}
