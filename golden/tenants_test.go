package golden_test

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/generators/plan"
)

// crossing are the resources of a type in a file that is deployed alone, with its scope: what they name of their own tenant is by the
// group of the deployment, and the other tenant's is written out.
func crossing(t *testing.T, e *emission, tenant, file string, content []byte, kind string) (plan.Scope, []*armResource) {
	t.Helper()
	var template struct{ Resources []*armResource }
	require.NoError(t, json.Unmarshal(content, &template))
	var out []*armResource
	for _, r := range template.Resources {
		require.Contains(t, []string{network + "virtualNetworks/virtualNetworkPeerings", network + "connections"}, r.Type)
		if r.Type == kind {
			out = append(out, r)
		}
	}
	for _, root := range e.plan.Roots {
		for _, m := range root.Modules {
			if root.CrossTenant && root.Tenant == tenant && strings.HasSuffix(file, "/"+m.Scope.Folder+"/"+m.Scope.ResourceGroup+".json") {
				return m.Scope, out
			}
		}
	}
	t.Fatalf("%s is of no module", file)
	return plan.Scope{}, nil
}

// crossHalves are the halves in a file that is deployed alone, to the resource group that its path names.
func crossHalves(t *testing.T, e *emission, tenant, file string, content []byte) map[[2]string]map[string]any {
	t.Helper()
	out := map[[2]string]map[string]any{}
	scope, halves := crossing(t, e, tenant, file, content, network+"virtualNetworks/virtualNetworkPeerings")
	for _, r := range halves {
		local, _, _ := strings.Cut(r.Name, "/")
		far := r.Properties["remoteVirtualNetwork"].(map[string]any)["id"].(string)
		require.True(t, strings.HasPrefix(far, "/subscriptions/"), "%s: the other tenant's network is written out", far)
		near := joinID(scope.Subscription, scope.ResourceGroup, network+"virtualNetworks", []string{local})
		out[[2]string{near, resourceID(t, far, "", "")}] = r.Properties
	}
	return out
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
		if parts[0] == "steps" {
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
