package modules

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/azure"
)

// The modules need three suppressions, each with its reason in the line above it. A fourth is a question to the table of types first.
func TestSuppressionsAreCountedAndSayWhy(t *testing.T) {
	reasons := map[string]bool{}
	for _, s := range suppressions {
		reasons["// "+s.Reason+"\n#disable-next-line "+s.Code] = false
	}
	counts := map[string]int{}
	each(t, func(t *testing.T, m *Module) {
		lines := strings.Split(m.Text, "\n")
		for i, line := range lines {
			if strings.Contains(line, "#disable") {
				code := strings.TrimPrefix(strings.TrimSpace(line), "#disable-next-line ")
				counts[code]++
				above := strings.TrimSpace(lines[i-1]) + "\n" + strings.TrimSpace(line)
				assert.Contains(t, reasons, above)
				reasons[above] = true
			}
		}
	})
	assert.Equal(t, map[string]int{"BCP035": 19, "BCP073": 2, "use-secure-value-for-secure-inputs": 18}, counts)
	for reason, used := range reasons {
		assert.True(t, used, "no module has %s", reason)
	}
}

// Types are named for what they are; all else is described, parameters on their line.
func TestEveryDeclarationIsDescribed(t *testing.T) {
	declaration := regexp.MustCompile(`^(type|param|func|var|resource|output) (\w+)`)
	each(t, func(t *testing.T, m *Module) {
		names := map[string]bool{}
		var outputs []string
		described := false
		for line := range strings.Lines(m.Text) {
			found := declaration.FindStringSubmatch(line)
			if found != nil {
				switch {
				case found[1] == "param":
					assert.Regexp(t, `// [A-Z].*\.\n$`, line)
				case found[1] != "type" || strings.HasSuffix(found[2], "ondition"):
					assert.True(t, described, "%s has no description", found[0])
				}
				if found[1] == "output" { // names of their own
					outputs = append(outputs, found[2])
					continue
				}
				assert.False(t, names[found[2]], "%s is declared twice", found[2])
				names[found[2]] = true
			}
			if !strings.HasPrefix(line, "@") {
				described = false
			} else if strings.HasPrefix(line, "@description('") && strings.HasSuffix(line, ".')\n") {
				described = true
			}
		}
		assert.True(t, names["group"])
		assert.Equal(t, m.Base == nil, names[m.Group])
		if m.Base != nil {
			assert.Equal(t, m.Base.Tables, m.Tables)
			assert.Contains(t, m.Text, "import { "+m.Group+", ")
			return
		}
		assert.Equal(t, m.TakesTags, names["tags"])
		assert.Equal(t, m.TakesSubscriptions, names["subscriptions"])
		assert.Equal(t, m.TakesKeys, names["keys"])
		for i, o := range m.Outputs {
			assert.Equal(t, o.Name, outputs[i])
		}
		assert.Len(t, outputs, len(m.Outputs))
		for _, s := range m.Sets {
			assert.True(t, names[s.Name] && (!s.HasRows() || names[s.Item]))
		}
		for _, table := range m.Tables {
			assert.True(t, names[RowType(table.One)])
		}
	})
}

// What waits for what within a module, beside what Bicep infers: what another table makes, what the row makes first, and what changes the
// same thing.
func TestResourcesWaitForWhatTheyDoNotName(t *testing.T) {
	waits := regexp.MustCompile(`(?ms)^resource (\w+) .*?^\]`)
	list := regexp.MustCompile(`    dependsOn: \[(.*)\]\n`)
	got := map[string]string{}
	each(t, func(t *testing.T, m *Module) {
		for _, r := range waits.FindAllStringSubmatch(m.Text, -1) {
			if d := list.FindStringSubmatch(r[0]); d != nil {
				got[m.File+" "+r[1]] = strings.ReplaceAll(d[1], ",", "")
			}
		}
	})
	assert.Equal(t, map[string]string{
		"network virtualNetworks":            "subnetRouteTables",
		"network-and-tables virtualNetworks": "subnetRouteTables subnetSecurityGroups",
		"gateway expressRouteGateways":       "vpnGateways",                // one network takes one gateway at a time
		"hub-gateway expressRouteGateways":   "vpnConnections vpnGateways", // a virtual hub too
		"hub-link expressRouteConnections":   "vpnConnections",

		// Modules of what few estates have are those of all, and more: a connection names NAT rules, which its gateway has.
		"connection-full circuitConnections":       "networkConnections siteConnections",
		"connection-full siteConnections":          "networkConnections",
		"hub-gateway-full expressRouteConnections": "vpnConnections vpnGateways",
		"hub-gateway-full expressRouteGateways":    "vpnConnections vpnGateways",
		"hub-gateway-full vpnConnections":          "vpnGateways",
		"hub-link-full expressRouteConnections":    "vpnConnections",
		"hub-vpn-gateway-full vpnConnections":      "vpnGateways",
		"firewall ruleCollectionGroups":            "ipGroups", // which the rules name
		"hub-firewall ruleCollectionGroups":        "ipGroups",
		"firewall azureFirewalls":                  "ruleCollectionGroups[i]",
		"firewall-full ruleCollectionGroups":       "ipGroups",
		"firewall-full azureFirewalls":             "ruleCollectionGroups[i] morePublicAddresses",
		"gateway-full expressRouteGateways":        "vpnGateways",
		"hub-firewall azureFirewalls":              "ruleCollectionGroups[i]",
		"hub-routing hubRouteTables":               "routingIntents",
		"hub-gateway expressRouteConnections":      "vpnConnections vpnGateways",
		"connection siteConnections":               "networkConnections", // a gateway takes one connection at a time
		"connection circuitConnections":            "networkConnections siteConnections",
		"cross-tenant connections":                 "virtualNetworkPeerings",
		"network-manager networkGroups":            "networkManagers", // which a row of another table makes
	}, got)
}

func TestRowsOfSerialTablesAreMadeOneAfterTheOther(t *testing.T) {
	for _, s := range specs() {
		all, err := All()
		require.NoError(t, err)
		m, want := all[s.file], 0
		for _, table := range m.Tables {
			if s.stage.Serial(table) {
				want += len(table.Resources)
			}
		}
		assert.Equal(t, want, strings.Count(m.Text, "@batchSize(1)"), m.File)
		assert.Equal(t, slices.ContainsFunc(m.Tables, func(table *azure.Table) bool { return table == azure.IPGroups }), strings.Contains(m.Text, "@batchSize(20)\nresource ipGroups"), m.File)
	}
	peering, err := Of(azure.StagePeering)
	require.NoError(t, err)
	returning, err := Of(azure.StageReturnPeering)
	require.NoError(t, err)
	assert.Contains(t, peering.Text, "@batchSize(1)")
	assert.NotContains(t, returning.Text, "@batchSize", "a thousand spokes would take hours")
}
