package golden_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// end is the id of what a property of a connection names, or "".
func (a *armTemplate) end(t *testing.T, c *armResource, key string) string {
	if c.Properties[key] == nil {
		return ""
	}
	return a.idAt(t, c, c.Properties[key])
}

func TestEveryTunnelBetweenNetworksHasItsMirrorWithTheSameKey(t *testing.T) {
	t.Parallel()
	pairs := 0
	t.Run("all", func(t *testing.T) {
		eachARM(t, func(t *testing.T, a *armTemplate) {
			tunnels := map[[2]string]*armResource{}
			for _, c := range a.of(network + "connections") {
				if c.Properties["connectionType"] == "Vnet2Vnet" {
					key := [2]string{a.end(t, c, "virtualNetworkGateway1"), a.end(t, c, "virtualNetworkGateway2")}
					require.NotContains(t, tunnels, key, "two connections of one direction")
					tunnels[key] = c
				}
			}
			for key, c := range tunnels {
				m := tunnels[[2]string{key[1], key[0]}]
				if far := c.Properties["virtualNetworkGateway2"].(map[string]any)["id"].(string); strings.HasPrefix(far, "/subscriptions/") {
					require.Nilf(t, m, "%s leads to another owner, whose direction is a step", c.id)
					continue // TestEveryTunnelIsEmittedOrAStepExactlyOnce holds the two to each other
				}
				require.NotNilf(t, m, "%s has no mirror", c.id)
				for _, same := range []string{"sharedKey", "enableBgp", "ipsecPolicies"} {
					require.Equal(t, c.Properties[same], m.Properties[same], "%s of %s", same, c.id)
				}
				require.Truef(t, a.before(c, m) != a.before(m, c), "%s and its mirror are not ordered", c.id)
			}
		})
	})
	for _, c := range readARM(t, filesOf(t, "connected")["arm/main/main.json"]).of(network + "connections") {
		if c.Properties["connectionType"] == "Vnet2Vnet" {
			pairs++
		}
	}
	require.Equal(t, 6, pairs, "three pairs, both ways")
}

// gatewayWriters are, for each gateway, the resources that change it: itself, its connections, and the sites that they name.
func gatewayWriters(t *testing.T, a *armTemplate) map[string][]*armResource {
	out := map[string][]*armResource{}
	for _, g := range a.of(network + "virtualNetworkGateways") {
		out[g.id] = append(out[g.id], g)
	}
	for _, c := range a.of(network + "connections") {
		gateway := a.end(t, c, "virtualNetworkGateway1")
		out[gateway] = append(out[gateway], c)
		if site := a.byID[a.end(t, c, "localNetworkGateway2")]; site != nil {
			out[gateway] = append(out[gateway], site)
		}
	}
	return out
}

func TestNoTwoWritesToOneGatewayAreUnordered(t *testing.T) {
	eachARM(t, func(t *testing.T, a *armTemplate) {
		for id, list := range gatewayWriters(t, a) {
			for i, x := range list {
				for _, y := range list[i+1:] {
					require.Truef(t, x == y || a.before(x, y) || a.before(y, x), "%s: %s and %s may run at once", id, x.id, y.id)
				}
			}
		}
	})
}

func TestConnectionsComeAfterWhatTheyNameAndAfterThePeeringsThatUseTheirGateways(t *testing.T) {
	eachARM(t, func(t *testing.T, a *armTemplate) {
		wrote := writers(t, a)
		home := map[string]string{} // by gateway, its network
		for id, list := range wrote {
			for _, r := range list {
				if r.Type == network+"virtualNetworkGateways" {
					home[r.id] = id
				}
			}
		}
		for _, g := range a.of(network + "virtualNetworkGateways") {
			if site := a.byID[a.end(t, g, "gatewayDefaultSite")]; site != nil {
				require.Truef(t, a.before(site, g), "%s comes before its default site", g.id)
			}
		}
		for _, c := range a.of(network + "connections") {
			for _, key := range []string{"virtualNetworkGateway1", "virtualNetworkGateway2", "localNetworkGateway2"} {
				end := a.byID[a.end(t, c, key)]
				if end == nil {
					continue
				}
				require.Truef(t, a.before(end, c), "%s comes before %s", c.id, end.id)
				for _, p := range a.of(network + "virtualNetworks/virtualNetworkPeerings") {
					remote := a.idAt(t, p, p.Properties["remoteVirtualNetwork"])
					if networkOf(p.id) == home[end.id] || p.Properties["useRemoteGateways"] == true && remote == home[end.id] {
						require.Truef(t, a.before(p, c), "%s comes before %s", c.id, p.id)
					}
				}
			}
		}
	})
}

func TestWhatARootReadsOfACircuitIsMadeByTheRootBefore(t *testing.T) {
	files := filesOf(t, "connected")
	circuits, connections := readARM(t, files["arm/circuits/main.json"]), readARM(t, files["arm/connections/main.json"])
	keys := 0
	for _, c := range connections.of(network + "connections") {
		circuit := circuits.byID[connections.end(t, c, "peer")]
		require.NotNilf(t, circuit, "%s connects to a circuit that no root makes", c.id)
		key, _ := c.Properties["authorizationKey"].(string)
		if key == "" {
			require.Equal(t, circuits.modules[circuit.module].SubscriptionID, connections.modules[c.module].SubscriptionID, "another subscription needs a key")
			continue
		}
		keys++
		var names []string
		for _, item := range circuit.Properties["authorizations"].([]any) {
			names = append(names, item.(map[string]any)["name"].(string))
		}
		args := quoted.FindAllStringSubmatch(key[:strings.LastIndex(key, "),")], -1)
		require.Contains(t, names, args[len(args)-1][1])
	}
	require.Equal(t, 1, keys)
}
