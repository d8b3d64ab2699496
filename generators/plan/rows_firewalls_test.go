package plan_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators/plan"
)

// inspected is an intent with a firewall in each hub of two, whose connections name the same spokes.
func inspected(more string) string {
	return "vnetloom: v1\nname: x\ndefaults: {location: westeurope}\n" + more + `
networks:
  hub: {addressSpace: 10.0.0.0/22, subnets: {AzureFirewallSubnet: 10.0.0.0/26}, firewall: {publicAddresses: 2}}
  a: {addressSpace: 10.1.0.0/24, labels: {env: x}, subnets: {s: 10.1.0.0/26}}
  b: {addressSpace: 10.1.1.0/24, labels: {env: x}, subnets: {s: 10.1.1.0/26}}
connections:
  estate: {kind: hubAndSpoke, hub: hub, spokes: [{env: x}], inspect: hub/firewall, spokeToSpoke: hub/firewall, internet: hub/firewall}
`
}

// rowsIn are the rows of a table, each once.
func rowsIn(p *plan.Plan, table *azure.Table) []*azure.Row {
	var out []*azure.Row
	seen := map[*azure.Row]bool{}
	for i := range p.Roots {
		for j := range p.Roots[i].Modules {
			for _, r := range p.Roots[i].Modules[j].Resources {
				if r.Row != nil && r.Row.Table == table && !seen[r.Row] {
					seen[r.Row] = true
					out = append(out, r.Row)
				}
			}
		}
	}
	return out
}

func TestTheRowOfAFirewallHasFactsAlone(t *testing.T) {
	p := lower(t, inspected(""))
	rows := rowsIn(p, azure.Firewalls)
	require.Len(t, rows, 1)
	cells := rows[0].Cells
	zones := azure.List{azure.Str("1"), azure.Str("2"), azure.Str("3")}
	require.Equal(t, azure.Str("hub"), cells.Get("name"))
	require.Equal(t, azure.Str("10.0.0.4"), cells.Get("privateAddress"))
	require.Equal(t, azure.List{azure.Object{{Key: "number", Value: azure.Int(2)}}}, cells.Get("morePublicAddresses"), "it is like the first")
	require.Equal(t, zones, cells.Get("zones"))
	for _, m := range cells {
		require.False(t, strings.HasSuffix(m.Key, "AzureName") || m.Key == "azureName" || m.Key == "azureNames", m.Key)
	}
	rules := cells.Get("rules").(azure.List)
	require.NotEmpty(t, rules)
	for _, r := range rules {
		require.Nil(t, r.(azure.Object).Get("protocol"))
		require.Nil(t, r.(azure.Object).Get("ports"))
		require.NotEmpty(t, r.(azure.Object).Get("sources"))
	}
	require.NotContains(t, p.Estate.Sets, "addressSets", "one firewall shares with nobody")
}

// refs calls visit with every resource that a value names.
func refs(v azure.Value, visit func(azure.ID)) {
	switch v := v.(type) {
	case azure.Ref:
		visit(azure.ID(v))
	case azure.List:
		for _, item := range v {
			refs(item, visit)
		}
	case azure.Object:
		for _, m := range v {
			refs(m.Value, visit)
		}
	}
}

func TestWhateverTheNamingPatternsAreReferencesLeadToWhatIsMade(t *testing.T) {
	naming := "naming: {network: \"{name}-net\", firewall: \"{network}-fw\", firewallPolicy: \"{network}-pol\", ipGroup: \"{name}-of-{network}\", " +
		"publicAddress: \"{name}-ip\", loadBalancer: \"{name}-lb\", networkManager: \"{name}-mgr\", networkGroup: \"{connection}-group\", " +
		"connectivityConfiguration: \"{connection}-conf\", commit: \"{name}-now\"}\n"
	for _, text := range []string{
		inspected(naming),
		strings.Replace(read(t, "../../golden/cases/manager-commit-resource/intent.yaml"), "networkManagers:", naming+"networkManagers:", 1),
		strings.Replace(read(t, "../../golden/cases/manager-mesh-policy/intent.yaml"), "networkManagers:", naming+"networkManagers:", 1),
		strings.Replace(read(t, "../../golden/cases/appliance-dual-stack/intent.yaml"), "networks:", naming+"networks:", 1),
		strings.Replace(read(t, "../../golden/cases/wan-one-secured-hub/intent.yaml"), "networks:", naming+"networks:", 1),
	} {
		p := lower(t, text)
		made := map[azure.ID]bool{}
		var all []plan.Resource
		for i := range p.Roots {
			for j := range p.Roots[i].Modules {
				all = append(all, p.Roots[i].Modules[j].Resources...)
			}
		}
		for _, r := range all {
			made[r.ID] = true
		}
		found := 0
		for _, r := range all {
			refs(r.Body, func(id azure.ID) {
				if azure.TypeOf(id.Type) == nil {
					return // a part of a resource
				}
				found++
				require.True(t, made[id], "%s %s names %s %s", r.ID.Type, r.ID.Name, id.Type, id.Name)
			})
		}
		require.NotZero(t, found)
	}
}

func TestAddressesThatTwoFirewallsHaveStandOnce(t *testing.T) {
	p := lower(t, read(t, "../../golden/cases/transit-firewalls/intent.yaml"))
	sets := p.Estate.Sets["addressSets"]
	require.NotEmpty(t, sets)
	users := map[string]int{}
	for _, r := range rowsIn(p, azure.IPGroups) {
		name := string(r.Cells.Get("name").(azure.Str))
		if _, shared := sets[name]; shared {
			users[name]++
			require.Nil(t, r.Cells.Get("addresses"), name)
			require.Equal(t, azure.List{azure.Str(name)}, r.Cells.Get("addressSets"))
			continue
		}
		require.NotEmpty(t, r.Cells.Get("addresses"), name)
	}
	for name := range sets {
		require.Greater(t, users[name], 1, name)
	}
}
