package golden_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
)

// crossing are the resources of a type in a file that is deployed alone, to a resource group. What they name of another tenant, by the
// member key of their properties, is written out: no expression can make it.
func crossing(t *testing.T, e *emission, name, kind, key string) []*armResource {
	t.Helper()
	a := readAlone(t, e, name)
	for _, r := range a.resources {
		require.Contains(t, []string{network + "virtualNetworks/virtualNetworkPeerings", network + "connections"}, r.Type)
		require.Empty(t, r.Deployment, "%s: nothing is nested", name)
	}
	for _, r := range a.of(kind) {
		require.True(t, r.isWrittenOut(key), "%s: what is in the other tenant is written out", r.ID)
	}
	return a.of(kind)
}

// inTenantOf tells whether a network is one that a main root's template makes, or where there is one tenant, any.
func inTenantOf(e *emission, a *armTemplate, id string) bool {
	return len(e.topology.Tenants) == 0 || a.byID[id] != nil
}

// Each tenant's tree holds what is in its subscriptions and nothing else; what crosses is a file for a resource group in Bicep and ARM JSON,
// and a script for the same half.
func TestEachTenantHasItsOwnTree(t *testing.T) {
	e := compiled(t, filepath.Join("cases", "partner-tenant"))
	require.Empty(t, e.failure())
	of := map[string]string{}
	for _, s := range e.topology.Subscriptions {
		for _, x := range e.topology.Tenants {
			if x.Name == s.Tenant {
				of[s.ID] = x.Name
			}
		}
	}
	crossing := map[string]bool{}
	for _, root := range e.plan.Roots {
		require.NotEmpty(t, root.Tenant)
		for _, m := range root.Modules {
			require.Equal(t, root.Tenant, of[m.Scope.Subscription], m.Name)
			for _, r := range m.Resources {
				if root.CrossTenant {
					crossing[r.ID.Name] = true
				}
			}
		}
	}
	require.Len(t, crossing, 2)
	files := 0
	for name, content := range e.files {
		parts := strings.Split(name, "/")
		if parts[0] == "steps" || parts[1] == generators.ReadmeFile || isModule(name) || isEngine(name) { // of all tenants, and of all intents
			continue
		}
		require.Contains(t, []string{"contoso", "fabrikam"}, parts[1], name)
		if parts[2] == "cross-tenant" {
			files++
			require.Contains(t, []string{"bicep", "arm"}, parts[0])
			for id := range of {
				foreign := strings.Contains(string(content), "/subscriptions/"+id) && of[id] == parts[1]
				require.False(t, foreign, "%s names its own tenant's subscription by a literal", name)
			}
			continue
		}
		for id, tenant := range of {
			if tenant != parts[1] {
				require.NotContains(t, string(content), id, "%s names a subscription of another tenant", name)
			}
		}
	}
	require.Equal(t, 4, files)
	for half := range crossing {
		require.True(t, slices.ContainsFunc(e.plan.Steps, func(s plan.Step) bool {
			a, ok := s.Action.(plan.Peer)
			return ok && a.Ours && len(a.Tenants) == 2 && a.Network.Name+"/"+a.Name == half
		}), "a script for %s", half)
	}
}
