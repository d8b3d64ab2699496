package golden_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/proof"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/topology"
)

// halvesElsewhere are the halves of peerings that are not in the main root: in a step, in another root, or, of a classic network,
// nowhere. Each is by the network that holds it and the one that it leads to, with its properties.
func halvesElsewhere(t *testing.T, e *emission) map[[2]string]map[string]any {
	t.Helper()
	out := map[[2]string]map[string]any{}
	add := func(key [2]string, properties map[string]any) {
		require.NotContainsf(t, out, key, "two halves %s", key)
		out[key] = properties
	}
	for _, s := range e.plan.Steps {
		if a, ok := s.Action.(plan.Peer); ok && !a.Ours {
			add([2]string{idOfPlan(a.Network), idOfPlan(a.Remote)}, propertiesOf(a))
		}
	}
	ofMain := map[string]bool{} // with all parts where it is divided
	for _, root := range e.armRoots() {
		ofMain["arm/"+root.Folder()+"/main.json"] = root.Whole() == "main"
	}
	for name, content := range e.files {
		if !strings.HasSuffix(name, ".json") || ofMain[name] || !strings.HasPrefix(name, "arm/") || strings.HasSuffix(name, ".parameters.json") {
			continue
		}
		if e.alone[name] != nil {
			for _, p := range crossing(t, e, name, network+"virtualNetworks/virtualNetworkPeerings", "remoteVirtualNetwork") {
				add([2]string{networkOf(p.ID), idIn(p.Properties["remoteVirtualNetwork"])}, p.Properties)
			}
			continue
		}
		a := readARM(t, content)
		for _, p := range a.of(network + "virtualNetworks/virtualNetworkPeerings") {
			add([2]string{networkOf(p.ID), idIn(p.Properties["remoteVirtualNetwork"])}, p.Properties)
		}
	}
	return out
}

// propertiesOf are those of the half that a step makes, as a template would have them.
func propertiesOf(a plan.Peer) map[string]any {
	out := map[string]any{"allowVirtualNetworkAccess": true, "allowForwardedTraffic": a.AllowForwardedTraffic, "allowGatewayTransit": a.AllowGatewayTransit,
		"useRemoteGateways": a.UseRemoteGateways}
	if a.LocalSubnets != nil {
		out["localSubnetNames"], out["remoteSubnetNames"], out["enableOnlyIPv6Peering"] = anys(a.LocalSubnets), anys(a.RemoteSubnets), a.IPv6Only
	}
	return out
}

func anys(list []string) []any {
	var out []any
	for _, s := range list {
		out = append(out, s)
	}
	return out
}

// requireMirror holds the flags of two halves of a pair to each other, wherever each of them stands.
func requireMirror(t *testing.T, what string, p, m map[string]any) {
	t.Helper()
	require.Equal(t, p["allowGatewayTransit"], m["useRemoteGateways"], what)
	require.Equal(t, p["useRemoteGateways"], m["allowGatewayTransit"], what)
	require.Equal(t, p["allowForwardedTraffic"], m["allowForwardedTraffic"], what)
	require.Equal(t, p["localSubnetNames"], m["remoteSubnetNames"], what)
	require.Equal(t, p["remoteSubnetNames"], m["localSubnetNames"], what)
	require.Equal(t, p["enableOnlyIPv6Peering"], m["enableOnlyIPv6Peering"], what)
	require.Equal(t, true, p["allowVirtualNetworkAccess"], what)
	require.NotEqual(t, []any{true, true}, []any{p["allowGatewayTransit"], p["useRemoteGateways"]}, what)
}

// associatedBySteps are the ids of the tables that steps put on subnets.
func associatedBySteps(e *emission) map[string]bool {
	out := map[string]bool{}
	for _, s := range e.plan.Steps {
		if a, ok := s.Action.(plan.Associate); ok {
			for _, x := range a.Subnets {
				out[idOfPlan(x.RouteTable)] = true
			}
		}
	}
	return out
}

// Every pair that is peered has both halves, each once: emitted in a root, or in a step for another owner. A classic network has none.
func TestEveryHalfIsEmittedOrAStepExactlyOnce(t *testing.T) {
	eachEmission(t, func(t *testing.T, e *emission, a *armTemplate) {
		have := halvesElsewhere(t, e)
		for _, p := range a.of(network + "virtualNetworks/virtualNetworkPeerings") {
			key := [2]string{networkOf(p.ID), idIn(p.Properties["remoteVirtualNetwork"])}
			require.NotContainsf(t, have, key, "%s is emitted twice", key)
			have[key] = p.Properties
		}
		for key, p := range have {
			m := have[[2]string{key[1], key[0]}]
			if isClassic(key[1]) {
				require.Nilf(t, m, "a classic network has no half: %s", key)
				continue
			}
			if inTenantOf(e, a, key[0]) {
				require.NotNilf(t, m, "%s has no other half", key)
			}
			if m != nil {
				requireMirror(t, key[0]+" and "+key[1], p, m)
			}
		}
		if len(e.topology.Tenants) == 0 { // else this is one tenant's part
			made := slices.DeleteFunc(slices.Clone(e.topology.Peerings), func(p topology.Peering) bool { return p.Existing })
			require.Len(t, have, len(made), "what exists is in no file")
		}
	})
}

// Nothing of a network that exists or is somebody else's is written but halves and tables, and nothing at all in somebody else's.
func TestNothingOfOthersIsWritten(t *testing.T) {
	eachEmission(t, func(t *testing.T, e *emission, a *armTemplate) {
		groups := map[topology.ResourceGroupID]string{}
		for _, g := range e.topology.ResourceGroups {
			uuid := ""
			for _, s := range e.topology.Subscriptions {
				if s.Name == g.Subscription {
					uuid = s.ID
				}
			}
			whole, _, _ := strings.Cut(template.ResourceID(uuid, g.Name, azure.TypeVirtualNetwork, "x"), "/providers/")
			groups[g.ID] = whole
		}
		ours := map[string]bool{}
		for _, n := range e.topology.Networks {
			if n.Ownership != topology.External {
				ours[groups[n.ResourceGroup]] = true
			}
		}
		for _, n := range e.topology.Networks {
			id := groups[n.ResourceGroup] + "/providers/microsoft.network/virtualnetworks/" + strings.ToLower(n.Name)
			if n.Ownership != topology.Created {
				require.NotContains(t, a.byID, id)
			}
			if n.Ownership != topology.External || ours[groups[n.ResourceGroup]] {
				continue
			}
			for other := range a.byID {
				require.False(t, strings.HasPrefix(other, groups[n.ResourceGroup]+"/"), "%s is in the resource group of %s", other, n.ID)
			}
		}
	})
}

// With what exists already and what the steps make, the templates are a sound network: nothing is left over, leads nowhere or has one half.
func TestTemplatesAndStepsTogetherAreASoundNetwork(t *testing.T) {
	eachEmission(t, func(t *testing.T, e *emission, _ *armTemplate) {
		if len(e.topology.Tenants) == 0 && !slices.ContainsFunc(e.topology.Networks, func(n topology.Network) bool { return n.Ownership != topology.Created }) {
			return
		}
		read, found := proof.Read(e.templates(e.files))
		require.Empty(t, found)
		network, found := proof.New(e.topology, e.plan).Analysis(read)
		require.Empty(t, found)
		require.Empty(t, network.Check())
	})
}
