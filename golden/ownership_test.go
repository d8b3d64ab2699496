package golden_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/internal/cli"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/topology"
)

func idOfPlan(id plan.ID) string {
	return joinID(id.Subscription, id.ResourceGroup, id.Type, strings.Split(id.Name, "/"))
}

// halvesElsewhere are the halves of peerings that are not in the main root: in a step, in another root, or, of a classic network,
// nowhere. Each is by the network that holds it and the one that it leads to.
func halvesElsewhere(t *testing.T, e *emission) map[[2]string]bool {
	t.Helper()
	out := map[[2]string]bool{}
	add := func(local, remote string) {
		key := [2]string{local, remote}
		require.Falsef(t, out[key], "two halves %s", key)
		out[key] = true
	}
	for _, s := range e.plan.Steps {
		if a, ok := s.Action.(plan.Peer); ok && !a.Ours {
			add(idOfPlan(a.Network), idOfPlan(a.Remote))
		}
	}
	for name, content := range e.files {
		if strings.HasSuffix(name, "/main/main.json") || !strings.HasPrefix(name, "arm/") || strings.HasSuffix(name, ".parameters.json") {
			continue
		}
		if parts := strings.Split(name, "/"); parts[2] == "cross-tenant" {
			for _, key := range crossHalves(t, e, parts[1], content) {
				add(key[0], key[1])
			}
			continue
		}
		a := readARM(t, content)
		for _, p := range a.of(network + "virtualNetworks/virtualNetworkPeerings") {
			add(networkOf(p.id), a.idAt(t, p, p.Properties["remoteVirtualNetwork"]))
		}
	}
	return out
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
			key := [2]string{networkOf(p.id), a.idAt(t, p, p.Properties["remoteVirtualNetwork"])}
			require.Falsef(t, have[key], "%s is emitted twice", key)
			have[key] = true
		}
		for key := range have {
			if strings.Contains(key[1], "|microsoft.classicnetwork/") {
				require.Falsef(t, have[[2]string{key[1], key[0]}], "a classic network has no half: %s", key)
				continue
			}
			if inTenantOf(e, a, key[0]) {
				require.Truef(t, have[[2]string{key[1], key[0]}], "%s has no other half", key)
			}
		}
		if len(e.topology.Tenants) == 0 { // else this is one tenant's part
			require.Len(t, have, len(e.topology.Peerings))
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
			groups[g.ID] = strings.ToLower(uuid + "|" + g.Name)
		}
		ours := map[string]bool{}
		for _, n := range e.topology.Networks {
			if n.Ownership != topology.External {
				ours[groups[n.ResourceGroup]] = true
			}
		}
		for _, n := range e.topology.Networks {
			id := groups[n.ResourceGroup] + "|microsoft.network/virtualnetworks|" + strings.ToLower(n.Name)
			if n.Ownership != topology.Created {
				require.NotContains(t, a.byID, id)
			}
			if n.Ownership != topology.External || ours[groups[n.ResourceGroup]] {
				continue
			}
			for other := range a.byID {
				require.False(t, strings.HasPrefix(other, groups[n.ResourceGroup]+"|"), "%s is in the resource group of %s", other, n.ID)
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
		files := map[string][]byte{}
		for name, content := range e.files {
			if strings.HasPrefix(name, "arm/") {
				files[name] = content
			}
		}
		read, found := cli.ReadEmitted(e.plan, files)
		require.Empty(t, found)
		estate, found := reachability.Build(append(read, cli.Beyond(e.topology, e.plan.Steps)...), cli.Sites(e.topology)...)
		require.Empty(t, found)
		require.Empty(t, estate.Check())
	})
}
