package golden_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/azure"
	compiler "github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/migration"
)

// inputOfMigration is what the migration of a golden is made of.
func inputOfMigration(t *testing.T, name string) migration.Input {
	t.Helper()
	var texts [2]string
	for i, file := range []string{"old.yaml", "new.yaml"} {
		data, err := os.ReadFile(filepath.Join("migrations", name, file))
		require.NoError(t, err)
		texts[i] = string(data)
	}
	sides := bothSides(t, texts[0], texts[1])
	return compiler.MigrationInput(context.Background(), sides[0], sides[1])
}

// eachWritten visits what a step writes.
func eachWritten(s *migration.Step, visit func(id plan.ID, properties plan.Object)) {
	if s.Plan == nil {
		return
	}
	for i := range s.Plan.Roots {
		for j := range s.Plan.Roots[i].Modules {
			for k := range s.Plan.Roots[i].Modules[j].Resources {
				r := &s.Plan.Roots[i].Modules[j].Resources[k]
				properties, _ := r.Body.Get("properties").(plan.Object)
				visit(plan.ID(r.ID), properties)
			}
		}
	}
}

// A search that is ended says so, and never that there is no way; the same search that is not ended finds one.
func TestTheSearchForAnOrderOfStepsIsBounded(t *testing.T) {
	t.Parallel()
	ended := func(d diag.Diagnostic) bool { return d.Code.ID == "VL866" }
	in := inputOfMigration(t, "firewall-in-its-place")
	m, err := migration.New(in)
	require.NoError(t, err)
	require.False(t, m.Findings.HasErrors(), m.Findings)
	require.Greater(t, m.Rehearsals, 1)
	in.MostLooks = 1
	m, err = migration.New(in)
	require.NoError(t, err)
	require.Equal(t, 1, m.Rehearsals)
	require.True(t, ended(m.Findings[0]))
	require.Contains(t, m.Findings[0].Summary, "others were not tried")
}

// Networks that ask the firewall are answered from before they are told so until after they are told otherwise.
func TestAFirewallAnswersQueriesAsLongAsANetworkAsksIt(t *testing.T) {
	t.Parallel()
	for _, turned := range []bool{false, true} {
		in := inputOfMigration(t, "dns-servers")
		if turned {
			in.Old, in.New = in.New, in.Old
		}
		m, err := migration.New(in)
		require.NoError(t, err)
		require.False(t, m.Findings.HasErrors(), m.Findings)
		asks, answers := map[string]bool{"vnet-shop": turned, "vnet-pay": turned}, turned // as the old network has it
		for i := range m.Steps {
			eachWritten(&m.Steps[i], func(id plan.ID, properties plan.Object) {
				switch id.Type {
				case azure.TypeVirtualNetwork:
					options, _ := properties.Get("dhcpOptions").(plan.Object)
					servers, _ := options.Get("dnsServers").(plan.List)
					asks[id.Name] = len(servers) > 0
				case azure.TypeFirewallPolicy:
					settings, _ := properties.Get("dnsSettings").(plan.Object)
					proxied, _ := settings.Get("enableProxy").(plan.Bool)
					answers = bool(proxied)
				}
			})
			for name, asked := range asks {
				require.False(t, asked && !answers, "%v: %s asks after %s", turned, name, m.Steps[i].Name)
			}
		}
		require.Equal(t, !turned, answers)
	}
}

// A network that grows in place has one prefix of the two, not both.
func TestAnAddressSpaceThatGrowsInPlaceHasNoPrefixTwice(t *testing.T) {
	t.Parallel()
	const text = "vnetloom: v1\nname: move\ndefaults: {location: westeurope, resourceGroup: rg}\nnetworks:\n" +
		"  shop: {addressSpace: 10.20.0.0/24, subnets: {web: 10.20.0.0/26}}\n  pay: {addressSpace: 10.30.0.0/24, subnets: {web: 10.30.0.0/26}}\n" +
		"connections: {pair: {kind: peering, between: [shop, pay]}}\n"
	grown := "vnetloom: v1\nname: move\ndefaults: {location: westeurope, resourceGroup: rg}\nnetworks:\n" +
		"  shop: {addressSpace: 10.20.0.0/23, subnets: {web: 10.20.0.0/26, more: 10.20.1.0/26}}\n  pay: {addressSpace: 10.30.0.0/24, subnets: {web: " +
		"10.30.0.0/26}}\n" +
		"connections: {pair: {kind: peering, between: [shop, pay]}}\n"
	m := migrationBetween(t, text, grown).Migration
	require.False(t, m.Findings.HasErrors(), m.Findings)
	for i := range m.Steps {
		eachWritten(&m.Steps[i], func(id plan.ID, properties plan.Object) {
			space, _ := properties.Get("addressSpace").(plan.Object)
			if list, is := space.Get("addressPrefixes").(plan.List); is {
				require.Len(t, list, 1, m.Steps[i].Name)
			}
		})
	}
	require.True(t, slices.ContainsFunc(m.Steps, func(s migration.Step) bool { return s.Plan != nil && s.Writes > 0 }))
}
