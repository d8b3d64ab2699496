package azure

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// checkItem holds an item of an output to what an interpreter may count on.
func checkItem(t *testing.T, table *Table, n Node, columns map[string]Info, outer map[string]Info) {
	t.Helper()
	has := func(names ...string) {
		for _, name := range names {
			in := columns
			name, up := strings.CutPrefix(name, "^")
			if up {
				in = outer
			}
			assert.Contains(t, in, name)
		}
	}
	mentioned := func(p Pattern) {
		for _, part := range p.Parts() {
			if part.Column != "" && part.Outer {
				has("^" + part.Column)
			} else if part.Column != "" {
				has(part.Column)
			}
		}
	}
	switch n := n.(type) {
	case Column:
		has(n.Name)
		assert.Equal(t, columns[n.Name].Kind, n.Kind)
		assert.False(t, columns[n.Name].Optional, "column %s: in a When alone", n.Name)
	case Text:
		mentioned(n.Name.Pattern)
	case Own:
		require.NotNil(t, table.Resource(n.Resource), n.Resource)
		for _, child := range n.Child {
			mentioned(child.Pattern)
		}
	case Read:
		own, ok := n.Of.(Own)
		require.True(t, ok && n.Now && own.Type == "", "a resource of the row")
		for _, part := range n.Path.Parts() {
			assert.True(t, part.Column == "" || part.Column == "it" && n.Count != "", n.Path)
		}
		if n.Count != "" {
			has(n.Count)
			assert.Equal(t, Integer, columns[n.Count].Kind)
		}
	case Fields:
		for _, f := range n {
			assert.Regexp(t, `^[a-z][A-Za-z0-9]*$`, f.Key)
			assert.NotRegexp(t, `(?i)(shared|authorization)key|secret|password`, f.Key)
			checkItem(t, table, f.Value, columns, outer)
		}
	case Items:
		for _, item := range n {
			checkItem(t, table, item, columns, outer)
		}
	case When:
		has(n.If.Any...)
		checkItem(t, table, n.Then, columns, outer)
	case *Rows:
		has(n.Column)
		require.NotNil(t, columns[n.Column].Rows, n.Column)
		assert.Empty(t, columns[n.Column].Rows.From, "shared rows stand elsewhere")
		checkItem(t, table, n.Item, byColumn(columns[n.Column].Rows.Infos()), columns)
	default:
		t.Errorf("a node of type %T in an output", n)
	}
}

func byColumn(infos []Info) map[string]Info {
	out := map[string]Info{}
	for _, c := range infos {
		out[c.Name] = c
	}
	return out
}

func TestOutputsAreMadeOfWhatTheirRowsHave(t *testing.T) {
	names := map[string]bool{}
	eachTable(t, func(t *testing.T, table *Table) {
		for _, o := range table.Outputs {
			assert.False(t, names[o.Name], o.Name)
			names[o.Name] = true
			assert.Regexp(t, `^[a-z][A-Za-z0-9]*s$`, o.Name)
			assert.True(t, strings.HasSuffix(o.About, "."), o.Name)
			assert.NotEmpty(t, o.One)
			columns := byColumn(table.Infos())
			if o.Each == "" {
				checkItem(t, table, o.Item, columns, nil)
				continue
			}
			require.NotNil(t, columns[o.Each].Rows, o.Each)
			checkItem(t, table, o.Item, byColumn(columns[o.Each].Rows.Infos()), columns)
		}
	})
	assert.Len(t, names, 11)
}

func TestARootHasFewOutputsAndEachOneName(t *testing.T) {
	names := map[string]string{}
	for _, s := range Stages() {
		if s == StageHubCircuit {
			continue // in a root of its own
		}
		for _, table := range s.Tables() {
			for i := range table.Outputs {
				name := s.OutputName(&table.Outputs[i])
				assert.Empty(t, names[name], "%s of %s", name, s.File())
				names[name] = s.File()
			}
		}
	}
	assert.LessOrEqual(t, len(names), 64, "a template has 64 outputs")
	assert.Equal(t, "hub", names["hubNetworks"])
	assert.Equal(t, "network", names["networks"])
	assert.Equal(t, "spoke-gateway", names["spokeVpnGateways"])
	assert.Equal(t, "hub-firewall", names["hubFirewalls"])
}

func outputsOf(t *testing.T, table *Table, facts Facts) map[string]List {
	t.Helper()
	e := &Estate{Tags: Object{}}
	row, err := e.Row(table, Place{ResourceGroup: "rg", Location: "westeurope"}, facts)
	require.NoError(t, err)
	list, err := e.Outputs(row)
	require.NoError(t, err)
	out := map[string]List{}
	for _, item := range list {
		out[item.Output.Name] = append(out[item.Output.Name], item.Value)
	}
	return out
}

func TestAnActiveActiveGatewayHandsOutTheAddressesOfBothInstances(t *testing.T) {
	facts := Facts{"name": Str("hub"), "azureName": Str("vgw-hub"), "location": Str("westeurope"), "sku": Str("VpnGw2AZ"), "vpnGatewayGeneration": Str("Generation2"),
		"network": To{ID: ID{ResourceGroup: "rg", Name: "vnet-hub"}}, "publicAddressAzureName": Str("pip-vgw-hub")}
	id := ID{ResourceGroup: "rg", Type: TypeGateway, Name: "vgw-hub"}
	address := func(name string) Value {
		return Property{Of: ID{ResourceGroup: "rg", Type: TypePublicAddress, Name: name}, Path: "ipAddress"}
	}
	bgp := func(instance string) Value {
		return Property{Of: id, Path: "bgpSettings.bgpPeeringAddresses[" + instance + "].defaultBgpIpAddresses[0]"}
	}
	require.Equal(t, List{Object{{"name", Str("hub")}, {"id", Ref(id)}, {"publicAddresses", List{address("pip-vgw-hub")}}}},
		outputsOf(t, VPNGateways, facts)["vpnGateways"])
	facts["activeActive"], facts["asn"], facts["secondPublicAddressAzureName"] = Bool(true), Int(65010), Str("pip-two")
	require.Equal(t, List{Object{{"name", Str("hub")}, {"id", Ref(id)}, {"publicAddresses", List{address("pip-vgw-hub"), address("pip-two")}},
		{"bgpAddresses", List{bgp("0"), bgp("1")}}}}, outputsOf(t, VPNGateways, facts)["vpnGateways"])
}

func TestEveryNestedRowOfAFirewallHasAnItem(t *testing.T) {
	more := func(number int, name string) Facts {
		return Facts{"number": Int(number), "azureName": Str(name)}
	}
	got := outputsOf(t, Firewalls, Facts{"name": Str("hub"), "azureName": Str("afw-hub"), "location": Str("westeurope"), "tier": Str("Standard"),
		"privateAddress": Str("10.0.1.4"), "network": To{ID: ID{ResourceGroup: "rg", Name: "vnet-hub"}}, "policyAzureName": Str("afwp-hub"),
		"publicAddressAzureName": Str("pip-afw-hub"), "morePublicAddresses": Nested{more(2, "pip-afw-hub-2"), more(3, "pip-third")}})
	item := func(number int, name string) Value {
		return Object{{"firewall", Str("hub")}, {"number", Int(number)},
			{"publicAddress", Property{Of: ID{ResourceGroup: "rg", Type: TypePublicAddress, Name: name}, Path: "ipAddress"}}}
	}
	require.Equal(t, List{item(2, "pip-afw-hub-2"), item(3, "pip-third")}, got["moreFirewallAddresses"])
	require.Len(t, got["firewalls"], 1)
}

func TestAFirewallOfAVirtualHubHandsOutAsManyAddressesAsItHas(t *testing.T) {
	got := outputsOf(t, HubFirewalls, Facts{"name": Str("hub"), "azureName": Str("afw-hub"), "location": Str("westeurope"), "tier": Str("Standard"),
		"publicAddresses": Int(2), "virtualHub": To{ID: ID{ResourceGroup: "rg", Name: "vhub-hub"}}, "policyAzureName": Str("afwp-hub")})
	id := ID{ResourceGroup: "rg", Type: TypeFirewall, Name: "afw-hub"}
	require.Equal(t, List{
		Property{Of: id, Path: "hubIPAddresses.publicIPs.addresses[0].address"}, Property{Of: id, Path: "hubIPAddresses.publicIPs.addresses[1].address"},
	}, got["hubFirewalls"][0].(Object).Get("publicAddresses"))
}

// TestTheGuideHasEveryOutputWithItsFields holds the table of the guide to the outputs.
func TestTheGuideHasEveryOutputWithItsFields(t *testing.T) {
	text, err := os.ReadFile("../docs/guide.md")
	require.NoError(t, err)
	_, section, _ := strings.Cut(string(text), "\n### Outputs\n")
	section, _, _ = strings.Cut(section, "\n## ")
	rows := map[string]string{} // by output: what the guide says of an item
	for line := range strings.Lines(section) {
		if cells := strings.Split(line, "|"); len(cells) == 4 {
			for _, name := range regexp.MustCompile("`([A-Za-z]+)`").FindAllStringSubmatch(cells[1], -1) {
				rows[name[1]] = cells[2]
			}
		}
	}
	said := map[string]bool{}
	for _, s := range Stages() {
		for _, table := range s.Tables() {
			for i := range table.Outputs {
				said[s.OutputName(&table.Outputs[i])] = true
				o := &table.Outputs[i]
				for _, f := range o.Item {
					assert.Contains(t, rows[s.OutputName(o)], "`"+f.Key+"`", s.OutputName(o))
				}
			}
		}
	}
	delete(rows, "circuits") // its cell names the root too
	delete(said, "circuits")
	assert.Equal(t, len(said), len(rows), "the guide has other outputs")
}
