package plan_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators/plan"
)

// tabled are the types that the tables of a stage make.
func tabled(s azure.Stage) map[string]bool {
	out := map[string]bool{}
	for _, table := range s.Tables() {
		for _, r := range table.Resources {
			out[r.Type] = true
		}
	}
	return out
}

func TestWhatATableMakesIsARowThatExpandsToTheBody(t *testing.T) {
	for _, name := range []string{"access-closed-existing", "appliance-dual-stack", "classic-peer", "estate-200", "hub-on-premises-direct", "partner-tenant",
		"peering-subnets", "resource-groups-mixed", "subscriptions-three", "transit-firewalls",
		"er-own-circuit", "er-two-regions", "external-owner-vpn", "forced-default-site", "partner-tenant-vpn", "vpn-sites-active-active", "vpn-two-networks-bgp",
		"wan-express-route", "wan-isolated-spokes", "wan-network-by-vpn", "wan-own-circuit", "wan-secured-routing-intent", "wan-sites",
		"manager-commit-resource", "manager-mesh-policy", "manager-two-regions", "transit-appliances", "wan-one-secured-hub"} {
		t.Run(name, func(t *testing.T) {
			p := lower(t, read(t, "../../golden/cases/"+name+"/intent.yaml"))
			rows := 0
			check := func(stage azure.Stage, r *plan.Resource) {
				if !tabled(stage)[r.ID.Type] {
					return
				}
				require.NotNil(t, r.Row, "%s %s", r.ID.Type, r.ID.Name)
				require.Contains(t, stage.Tables(), r.Row.Table)
				made, err := p.Estate.Expand(r.Row)
				require.NoError(t, err)
				found := false
				for _, m := range made {
					if m.Resource.Key == r.Key && m.ID == r.ID {
						found = true
						require.True(t, azure.Equal(m.Body, r.Body), r.ID.Name)
						require.Equal(t, r.Parent, m.Parent)
						require.Equal(t, r.APIVersion, m.APIVersion)
					}
				}
				require.True(t, found, "no resource of the row is %s", r.ID.Name)
				rows++
			}
			for i := range p.Roots {
				for j := range p.Roots[i].Groups {
					check(azure.StageGroups, &p.Roots[i].Groups[j])
				}
				for j := range p.Roots[i].Modules {
					m := &p.Roots[i].Modules[j]
					for k := range m.Resources {
						check(m.Stage, &m.Resources[k])
					}
				}
			}
			require.NotZero(t, rows)
		})
	}
}

// TestEverythingThatARowMakesIsInItsModule holds a row to one place: a printer that prints the row prints all of its resources there.
func TestEverythingThatARowMakesIsInItsModule(t *testing.T) {
	for _, name := range []string{"access-closed-existing", "estate-200", "er-own-circuit", "hub-divided", "transit-firewalls", "vpn-sites-active-active"} {
		p := lower(t, read(t, "../../golden/cases/"+name+"/intent.yaml"))
		for i := range p.Roots {
			for j := range p.Roots[i].Modules {
				m := &p.Roots[i].Modules[j]
				here := map[*azure.Row]int{}
				for k := range m.Resources {
					if r := m.Resources[k].Row; r != nil {
						here[r]++
					}
				}
				for r, n := range here {
					made, err := p.Estate.Expand(r)
					require.NoError(t, err)
					require.Equal(t, len(made), n, "%s %s: a row of %s", name, m.Name, r.Table.Name)
				}
			}
		}
	}
}

func TestTheRoutesOfAStatementStandOnceAndANetworkMoreChangesNoSet(t *testing.T) {
	intent := func(spokes string) string {
		return "vnetloom: v1\nname: x\ndefaults: {location: westeurope}\nnetworks:\n" +
			"  hub: {addressSpace: 10.0.0.0/22, subnets: {AzureFirewallSubnet: 10.0.0.0/26}, firewall: {}}\n" + spokes +
			"connections: {estate: {kind: hubAndSpoke, hub: hub, spokes: [{env: x}], inspect: hub/firewall}}\n"
	}
	one := "  a: {addressSpace: 10.1.0.0/24, labels: {env: x}, subnets: {s: 10.1.0.0/26}}\n"
	two := "  b: {addressSpace: 20.1.1.0/24, labels: {env: x}, subnets: {s: 20.1.1.0/26}}\n"
	sets := lower(t, intent(one)).Estate.Sets
	require.Len(t, sets["routeSets"], 1)
	require.Len(t, sets["routeSets"]["estate"], 4, "0/0 and the private summaries")
	require.Equal(t, sets, lower(t, intent(one+two)).Estate.Sets)
}

// A hand-written route gives its subnet a table of its own. Where that was the network's only subnet, no table of the network is left; what it
// has in common with others, here the routes of IPv4 alone, stays what they share.
func TestAHandWrittenRouteLeavesTheSetsOfOthers(t *testing.T) {
	intent := func(routes string) string {
		return "vnetloom: v1\nname: x\ndefaults: {location: westeurope}\nnetworks:\n" +
			"  hub: {addressSpace: [10.0.0.0/22, 'fd00:1::/48'], subnets: {nva: [10.0.0.0/26, 'fd00:1::/64']},\n" +
			"    appliances: {edge: {privateAddress: [10.0.0.4, 'fd00:1::10'], subnet: nva}}}\n" +
			"  a: {addressSpace: 10.1.0.0/24, labels: {env: x}, subnets: {s: {prefix: 10.1.0.0/26" + routes + "}}}\n" +
			"  b: {addressSpace: [10.2.0.0/24, 'fd00:2::/48'], labels: {env: x}, subnets: {s: [10.2.0.0/26, 'fd00:2::/64']}}\n" +
			"connections: {estate: {kind: hubAndSpoke, hub: hub, spokes: [{env: x}], inspect: hub/edge}}\n"
	}
	before, after := lower(t, intent("")), lower(t, intent(", routes: {lab: {prefix: 198.51.100.0/24, via: none}}"))
	require.Equal(t, before.Estate.Sets, after.Estate.Sets)
	require.Len(t, rowsIn(after, azure.SubnetRouteTables), 1)
	own := rowsIn(after, azure.SubnetRouteTables)[0].Cells
	require.Equal(t, azure.List{azure.Str("estate")}, own.Get("routeSets"))
	network := func(p *plan.Plan) *azure.Row {
		for _, r := range rowsIn(p, azure.Networks) {
			if r.Cells.Get("name") == azure.Value(azure.Str("b")) {
				return r
			}
		}
		return nil
	}
	require.Equal(t, network(before).Cells, network(after).Cells)
}

// By which route the subnets of several hubs reach a spoke of another one stands once.
func TestRoutesToTheSpokesOfAnotherHubStandOnce(t *testing.T) {
	text := "vnetloom: v1\nname: x\ndefaults: {location: westeurope}\nnetworks:\n"
	connections := "connections:\n  hubs: {kind: mesh, members: [hub-1, hub-2, hub-3], transit: true}\n"
	for _, n := range []string{"1", "2", "3"} {
		text += "  hub-" + n + ": {addressSpace: 10." + n + "0.0.0/22, subnets: {AzureFirewallSubnet: 10." + n + "0.0.0/26}, firewall: {}}\n" +
			"  a-" + n + ": {addressSpace: 10." + n + "1.0.0/24, labels: {hub: h" + n + "}, subnets: {s: 10." + n + "1.0.0/26}}\n"
		connections += "  at-" + n + ": {kind: hubAndSpoke, hub: hub-" + n + ", spokes: [{hub: h" + n + "}], inspect: hub-" + n + "/firewall}\n"
	}
	p := lower(t, text+connections)
	sets := p.Estate.Sets["routeSets"]
	found := 0
	for _, r := range rowsIn(p, azure.SubnetRouteTables) {
		if r.Cells.Get("subnet") != azure.Value(azure.Str(azure.FirewallSubnet)) {
			continue
		}
		found++
		names, _ := r.Cells.Get("routeSets").(azure.List)
		require.Len(t, names, 2, "of %s", r.Cells.Get("network"))
		for _, name := range names {
			require.Len(t, sets[string(name.(azure.Str))], 1, "a route to the spoke of %s", name)
			require.NotContains(t, string(name.(azure.Str)), "to-"+string(r.Cells.Get("network").(azure.Str)))
		}
	}
	require.Equal(t, 3, found)
}
