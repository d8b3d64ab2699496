package golden_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// end is the id of what a property of a connection names, or "".
func (r *armResource) end(key string) string { return idIn(r.Properties[key]) }

// parameter is the name of the secure parameter that a property is, or "".
func (r *armResource) parameter(key string) string {
	value, _ := r.Properties[key].(unread)
	name, _ := strings.CutPrefix(value.why, "parameter ")
	name, _, secure := strings.Cut(name, " is secure")
	if !secure {
		return ""
	}
	return name
}

func TestEveryTunnelBetweenNetworksHasItsMirrorWithTheSameKey(t *testing.T) {
	t.Parallel()
	pairs := 0
	t.Run("all", func(t *testing.T) {
		eachARM(t, func(t *testing.T, a *armTemplate) {
			tunnels := map[[2]string]*armResource{}
			for _, c := range a.of(network + "connections") {
				if c.Properties["connectionType"] == "Vnet2Vnet" {
					key := [2]string{c.end("virtualNetworkGateway1"), c.end("virtualNetworkGateway2")}
					require.NotContains(t, tunnels, key, "two connections of one direction")
					tunnels[key] = c
				}
			}
			for key, c := range tunnels {
				m := tunnels[[2]string{key[1], key[0]}]
				if c.isWrittenOut("virtualNetworkGateway2") {
					require.Nilf(t, m, "%s leads to another owner, whose direction is a step", c.ID)
					continue // TestEveryTunnelIsEmittedOrAStepExactlyOnce holds the two to each other
				}
				require.NotNilf(t, m, "%s has no mirror", c.ID)
				for _, same := range []string{"sharedKey", "enableBgp", "ipsecPolicies"} {
					require.Equal(t, c.Properties[same], m.Properties[same], "%s of %s", same, c.ID)
				}
				require.Truef(t, a.before(c, m) != a.before(m, c), "%s and its mirror are not ordered", c.ID)
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
		out[g.ID] = append(out[g.ID], g)
	}
	for _, c := range a.of(network + "connections") {
		gateway := c.end("virtualNetworkGateway1")
		out[gateway] = append(out[gateway], c)
		if site := a.byID[c.end("localNetworkGateway2")]; site != nil {
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
					require.Truef(t, x == y || a.before(x, y) || a.before(y, x), "%s: %s and %s may run at once", id, x.ID, y.ID)
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
					home[r.ID] = id
				}
			}
		}
		for _, g := range a.of(network + "virtualNetworkGateways") {
			if site := a.byID[g.end("gatewayDefaultSite")]; site != nil {
				require.Truef(t, a.before(site, g), "%s comes before its default site", g.ID)
			}
		}
		for _, c := range a.of(network + "connections") {
			for _, key := range []string{"virtualNetworkGateway1", "virtualNetworkGateway2", "localNetworkGateway2"} {
				end := a.byID[c.end(key)]
				if end == nil {
					continue
				}
				require.Truef(t, a.before(end, c), "%s comes before %s", c.ID, end.ID)
				for _, p := range a.of(network + "virtualNetworks/virtualNetworkPeerings") {
					remote := idIn(p.Properties["remoteVirtualNetwork"])
					if networkOf(p.ID) == home[end.ID] || p.Properties["useRemoteGateways"] == true && remote == home[end.ID] {
						require.Truef(t, a.before(p, c), "%s comes before %s", c.ID, p.ID)
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
		circuit := circuits.byID[c.end("peer")]
		require.NotNilf(t, circuit, "%s connects to a circuit that no root makes", c.ID)
		if c.Properties["authorizationKey"] == nil {
			require.Equal(t, circuit.Subscription, c.Subscription, "another subscription needs a key")
			continue
		}
		keys++
		var names []string
		for _, item := range circuit.Properties["authorizations"].([]any) {
			names = append(names, item.(map[string]any)["name"].(string))
		}
		key := c.Properties["authorizationKey"].(unread)
		name, of := strings.CutPrefix(key.id, circuit.ID+"/authorizations/")
		require.True(t, of, "%s is no authorization of %s", key.id, circuit.ID)
		require.Contains(t, names, name)
		require.Equal(t, "authorizationKey", key.path)
	}
	require.Equal(t, 1, keys)
}
