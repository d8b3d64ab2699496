package golden_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const network = "Microsoft.Network/"

// eachARM runs a test on the emitted ARM JSON of every case, and of the connections made by hand: on that of each root.
func eachARM(t *testing.T, test func(t *testing.T, a *armTemplate)) {
	t.Helper()
	dirs, err := filepath.Glob("cases/*")
	require.NoError(t, err)
	for _, dir := range append(dirs, "connected") {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			files := filesOf(t, dir)
			for _, name := range sortedNames(files) {
				if strings.HasPrefix(name, "arm/") && strings.HasSuffix(name, "/main.json") {
					test(t, readARM(t, files[name]))
				}
			}
		})
	}
}

// eachEmission runs a test on the emission of every case, with the main root's ARM JSON.
func eachEmission(t *testing.T, test func(t *testing.T, e *emission, a *armTemplate)) {
	t.Helper()
	dirs, err := os.ReadDir("cases")
	require.NoError(t, err)
	for _, d := range dirs {
		t.Run(d.Name(), func(t *testing.T) {
			t.Parallel()
			e := compiled(t, filepath.Join("cases", d.Name()))
			require.NoError(t, e.err)
			for _, parts := range mainRoots(e) {
				test(t, e, readARM(t, parts...))
			}
		})
	}
}

// mainRoots are the ARM JSON of the main root, of each tenant where there are several: the template, or where it is divided its parts.
func mainRoots(e *emission) [][][]byte {
	byTenant := map[string][][]byte{}
	roots := e.armRoots()
	for i := range roots {
		if root := &roots[i]; root.Whole() == "main" {
			byTenant[root.Tenant] = append(byTenant[root.Tenant], e.files["arm/"+root.Folder()+"/main.json"])
		}
	}
	var out [][][]byte
	for _, tenant := range sortedNames(byTenant) {
		out = append(out, byTenant[tenant])
	}
	return out
}

func TestEveryPeeringHasItsMirrorWithMatchingPolarity(t *testing.T) {
	eachEmission(t, func(t *testing.T, e *emission, a *armTemplate) {
		elsewhere := halvesElsewhere(t, e)
		halves := map[[2]string]*armResource{}
		for _, p := range a.of(network + "virtualNetworks/virtualNetworkPeerings") {
			key := [2]string{networkOf(p.ID), idIn(p.Properties["remoteVirtualNetwork"])}
			require.NotContains(t, halves, key, "two peerings for one pair")
			halves[key] = p
		}
		for key, p := range halves {
			if isClassic(key[1]) {
				continue // it has no half
			}
			m := halves[[2]string{key[1], key[0]}]
			if other := elsewhere[[2]string{key[1], key[0]}]; other != nil {
				require.Nilf(t, m, "%s is emitted, and a step or another root too", key)
				requireMirror(t, p.ID, p.Properties, other)
				continue
			}
			require.NotNilf(t, m, "%s has no mirror", p.ID)
			requireMirror(t, p.ID, p.Properties, m.Properties)
			require.Truef(t, a.before(p, m) != a.before(m, p), "%s and its mirror are not ordered", p.ID)
			if p.Properties["useRemoteGateways"] == true {
				require.Truef(t, a.before(m, p), "%s uses a gateway before its mirror allows it", p.ID)
			}
		}
	})
}

func TestEveryRouteTableStandsOnASubnetAndNoPeeringIsInline(t *testing.T) {
	eachEmission(t, func(t *testing.T, e *emission, a *armTemplate) {
		on := associatedBySteps(e)
		for _, n := range a.of(network + "virtualNetworks") {
			require.NotContains(t, n.Properties, "virtualNetworkPeerings", n.ID)
			for _, s := range n.Properties["subnets"].([]any) {
				if table, ok := s.(map[string]any)["properties"].(map[string]any)["routeTable"]; ok {
					id := idIn(table)
					made := a.tableOf(id)
					require.NotEmptyf(t, made, "%s is nobody's", id)
					for _, r := range made {
						require.Truef(t, a.before(r, n), "%s comes before %s", n.ID, r.ID)
					}
					on[id] = true
				}
			}
		}
		for _, table := range a.of(network + "routeTables") {
			require.Truef(t, on[table.ID], "%s stands on no subnet", table.ID)
		}
	})
}

// writers are, for each network, the resources that change it: itself, its halves, and what stands in its subnets.
func writers(t *testing.T, a *armTemplate) map[string][]*armResource {
	out := map[string][]*armResource{}
	add := func(network string, r *armResource) {
		for _, x := range out[network] {
			if x == r {
				return
			}
		}
		out[network] = append(out[network], r)
	}
	for _, r := range a.resources {
		switch r.Type {
		case network + "virtualNetworks":
			add(r.ID, r)
		case network + "virtualNetworks/virtualNetworkPeerings":
			add(networkOf(r.ID), r)
		case network + "virtualNetworkGateways", network + "azureFirewalls", network + "loadBalancers":
			for _, key := range []string{"ipConfigurations", "frontendIPConfigurations"} {
				configs, _ := r.Properties[key].([]any)
				for _, c := range configs {
					if s, ok := c.(map[string]any)["properties"].(map[string]any)["subnet"]; ok {
						add(networkOf(idIn(s)), r)
					}
				}
			}
		}
	}
	return out
}

// Who reads a root from the top meets nothing that waits for what comes below it.
func TestARootListsWhatIsWaitedForFirst(t *testing.T) {
	eachARM(t, func(t *testing.T, a *armTemplate) {
		listed := map[string]bool{}
		for _, x := range a.items {
			for _, id := range x.waits {
				require.True(t, listed[id], "%s waits for %s, which is listed below it", x.id, id)
			}
			listed[x.id] = true
		}
	})
}

func TestNoTwoWritesToOneNetworkAreUnordered(t *testing.T) {
	eachARM(t, func(t *testing.T, a *armTemplate) {
		for id, list := range writers(t, a) {
			for i, x := range list {
				for _, y := range list[i+1:] {
					require.Truef(t, a.before(x, y) || a.before(y, x), "%s: %s and %s may run at once", id, x.ID, y.ID)
				}
			}
		}
	})
}

func TestEverythingComesInTheOrderOfTheLanguage(t *testing.T) {
	eachARM(t, func(t *testing.T, a *armTemplate) {
		wrote := writers(t, a)
		groups := map[string]*armResource{}
		for _, g := range a.of("Microsoft.Resources/resourceGroups") {
			groups[g.ID] = g
		}
		hopAt := map[string]*armResource{} // firewalls and load balancers by the address that routes lead to
		for _, kind := range []string{"azureFirewalls", "loadBalancers"} {
			for _, r := range a.of(network + kind) {
				for _, key := range []string{"ipConfigurations", "frontendIPConfigurations"} {
					configs, _ := r.Properties[key].([]any)
					for _, c := range configs {
						if ip, ok := c.(map[string]any)["properties"].(map[string]any)["privateIPAddress"].(string); ok {
							hopAt[ip] = r
						}
					}
				}
			}
		}
		for _, r := range a.resources {
			group, _, _ := strings.Cut(r.ID, "/providers/")
			if g := groups[group]; g != nil && g != r {
				require.Truef(t, a.before(g, r), "%s comes before its resource group", r.ID)
			}
			if r.Type == network+"virtualNetworks/virtualNetworkPeerings" {
				for _, end := range []string{networkOf(r.ID), idIn(r.Properties["remoteVirtualNetwork"])} {
					for _, w := range wrote[end] {
						if w.Type != r.Type {
							require.Truef(t, a.before(w, r), "%s does not wait for %s", r.ID, w.ID)
						}
					}
				}
			}
			if r.Type == network+"azureFirewalls" {
				policy, found := idIn(r.Properties["firewallPolicy"]), 0
				for _, g := range a.of(network + "firewallPolicies/ruleCollectionGroups") {
					if strings.HasPrefix(g.ID, policy+"/rulecollectiongroups/") {
						found++
						require.Truef(t, a.before(g, r), "%s comes before its rules", r.ID)
					}
				}
				require.Equal(t, 1, found, "rule collection groups of %s", r.ID)
			}
		}
		for _, n := range a.of(network + "virtualNetworks") {
			if len(wrote[n.ID]) > 0 && hosts(wrote[n.ID]) {
				continue // a hub: its tables come before its firewall
			}
			for _, ip := range nextHopsOf(t, a, n) {
				if hop := hopAt[ip]; hop != nil {
					require.Truef(t, a.before(hop, n), "%s is sent to %s before it is there", n.ID, hop.ID)
				}
			}
		}
	})
}

// hosts tells whether a gateway, firewall or load balancer stands in the network.
func hosts(list []*armResource) bool {
	for _, r := range list {
		if r.Type != network+"virtualNetworks" && r.Type != network+"virtualNetworks/virtualNetworkPeerings" {
			return true
		}
	}
	return false
}

func nextHopsOf(t *testing.T, a *armTemplate, n *armResource) []string {
	var out []string
	for _, s := range n.Properties["subnets"].([]any) {
		table, ok := s.(map[string]any)["properties"].(map[string]any)["routeTable"]
		if !ok {
			continue
		}
		for _, made := range a.tableOf(idIn(table)) {
			routes, _ := made.Properties["routes"].([]any)
			for _, r := range append(routes, any(map[string]any{"properties": made.Properties})) {
				if ip, ok := r.(map[string]any)["properties"].(map[string]any)["nextHopIpAddress"].(string); ok {
					out = append(out, ip)
				}
			}
		}
	}
	return out
}

// tableOf is a table that the template makes, or the routes that it adds to one that exists.
func (a *armTemplate) tableOf(id string) []*armResource {
	if table := a.byID[id]; table != nil {
		return []*armResource{table}
	}
	var out []*armResource
	for _, r := range a.of(network + "routeTables/routes") {
		if strings.HasPrefix(r.ID, id+"/routes/") {
			out = append(out, r)
		}
	}
	return out
}
