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
