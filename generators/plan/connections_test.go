package plan_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/topology"
)

// twoHubs is a topology by hand: two networks with gateways in groups of their own, and no connection yet.
func twoHubs() *topology.Topology {
	o := topology.Origin{Statements: []string{"networks.x"}, Rule: "network"}
	t := &topology.Topology{Name: "x", Limits: map[string]int{}}
	for _, n := range []topology.NetworkID{"a", "b"} {
		group := topology.ResourceGroupID("/rg-" + n)
		t.ResourceGroups = append(t.ResourceGroups, topology.ResourceGroup{ID: group, Name: "rg-" + string(n), Location: "westeurope", Origin: o})
		t.Networks = append(t.Networks, topology.Network{ID: n, Name: "vnet-" + string(n), ResourceGroup: group, Location: "westeurope", Tier: topology.Hub, Origin: o})
		t.Gateways = append(t.Gateways, topology.Gateway{ID: topology.GatewayID(n + "/vpnGateway"), Network: n, Name: "vgw-" + string(n), SKU: "VpnGw2AZ", Generation: 2, Origin: o},
			topology.Gateway{ID: topology.GatewayID(n + "/expressRouteGateway"), Network: n, ExpressRoute: true, Name: "ergw-" + string(n), SKU: "ErGw1AZ", Origin: o})
	}
	return t
}

func tunnel(from, to topology.NetworkID, secret topology.SecretID) topology.Connection {
	return topology.Connection{ID: topology.ConnectionID(from + ">" + to), Gateway: topology.GatewayID(from + "/vpnGateway"), Name: "con-" + string(from+"-"+to), Kind: topology.VNetToVNet,
		Remote: topology.GatewayID(to + "/vpnGateway"), Secret: secret, Origin: topology.Origin{Statements: []string{"connections.x"}}}
}

func lowered(t *testing.T, topo *topology.Topology) *plan.Plan {
	t.Helper()
	p, diags := plan.Lower(topo)
	require.False(t, diags.HasErrors(), "%v", diags)
	return p
}

// find is a resource of a plan by name, with its module and root.
func find(t *testing.T, p *plan.Plan, name string) (*plan.Root, *plan.Module, *plan.Resource) {
	t.Helper()
	for i := range p.Roots {
		for j := range p.Roots[i].Modules {
			for k := range p.Roots[i].Modules[j].Resources {
				if r := &p.Roots[i].Modules[j].Resources[k]; r.ID.Name == name {
					return &p.Roots[i], &p.Roots[i].Modules[j], r
				}
			}
		}
	}
	require.Fail(t, "no resource", name)
	return nil, nil, nil
}

func properties(r *plan.Resource) plan.Object { return r.Body.Get("properties").(plan.Object) }

func TestWithoutSecretsARootHasNoParameters(t *testing.T) {
	p := lowered(t, twoHubs())
	require.Len(t, p.Roots, 1)
	require.Equal(t, "main", p.Roots[0].Name)
	require.Empty(t, p.Roots[0].Parameters)
}

func TestTheTwoDirectionsShareOneParameterAndTheSecondComesAfterTheFirst(t *testing.T) {
	topo := twoHubs()
	topo.Secrets = []topology.Secret{{ID: "sharedKey-a-b", Description: "The key."}}
	topo.Connections = []topology.Connection{tunnel("a", "b", "sharedKey-a-b"), tunnel("b", "a", "sharedKey-a-b")}
	p := lowered(t, topo)
	require.Equal(t, []plan.Parameter{{Name: "sharedKeyAB", Description: "The key."}}, p.Roots[0].Parameters)
	_, first, x := find(t, p, "con-a-b")
	_, second, y := find(t, p, "con-b-a")
	require.Equal(t, plan.Secret{Name: "sharedKeyAB"}, properties(x).Get("sharedKey"))
	require.Equal(t, plan.Secret{Name: "sharedKeyAB"}, properties(y).Get("sharedKey"))
	require.Equal(t, "connection", first.File)
	require.Equal(t, "return-connection", second.File)
	require.Contains(t, second.DependsOn, first.Symbol)
	require.Nil(t, properties(x).Get("connectionProtocol"), "it is a setting of connections to sites")
}

func TestSecretsWithNamesThatDifferOnlyInPunctuationHaveParametersOfTheirOwn(t *testing.T) {
	topo := twoHubs()
	topo.Secrets = []topology.Secret{{ID: "sharedKey-a-b", Description: "One."}, {ID: "sharedKey-a_b", Description: "Other."}, {ID: "sharedKey-ab", Description: "Third."}}
	topo.Connections = []topology.Connection{tunnel("a", "b", "sharedKey-a-b"), tunnel("b", "a", "sharedKey-a_b")}
	p := lowered(t, topo)
	require.Len(t, p.Roots[0].Parameters, 2, "what no resource uses is no parameter")
	names := map[string]string{}
	for _, x := range p.Roots[0].Parameters {
		require.Regexp(t, `^[a-z][A-Za-z0-9_]*$`, x.Name)
		names[strings.ToLower(x.Name)] = x.Description
	}
	require.Len(t, names, 2)
}

func TestASymbolGivesWayToAParameter(t *testing.T) {
	topo := twoHubs()
	topo.Secrets = []topology.Secret{{ID: "con-a-b", Description: "A key that is called like its connection."}}
	topo.Connections = []topology.Connection{tunnel("a", "b", "con-a-b"), tunnel("b", "a", "con-a-b")}
	topo.ResourceGroups = append(topo.ResourceGroups, topology.ResourceGroup{ID: "/con-a-b", Name: "con-a-b", Location: "westeurope"})
	topo.Networks[0].ResourceGroup = "/con-a-b"
	p := lowered(t, topo)
	require.Equal(t, "conAB", p.Roots[0].Parameters[0].Name)
	var symbols []string
	for _, g := range p.Roots[0].Groups {
		symbols = append(symbols, g.Symbol)
	}
	require.Len(t, symbols, 2)
	require.NotContains(t, symbols, "conAB")
	require.Contains(t, strings.Join(symbols, " "), "conAB_")
}

func TestSitesComeBeforeTheGatewayWhoseDefaultOneOfThemIs(t *testing.T) {
	topo := twoHubs()
	topo.LocalGateways = []topology.LocalGateway{
		{ID: "a/dc1", Network: "a", Site: "dc1", Name: "lgw-1", PublicAddress: netip.MustParseAddr("203.0.113.1"), Prefixes: []netip.Prefix{netip.MustParsePrefix("192.168.0.0/16")}},
		{ID: "a/dc2", Network: "a", Site: "dc2", Name: "lgw-2", FQDN: "vpn.example.com", ASN: 65050, BGPPeer: netip.MustParseAddr("192.168.255.1")},
	}
	topo.Gateways[0].DefaultSite = "a/dc1"
	p := lowered(t, topo)
	_, sites, second := find(t, p, "lgw-2")
	_, first, _ := find(t, p, "lgw-1")
	_, gateways, gateway := find(t, p, "vgw-a")
	require.Contains(t, gateways.DependsOn, sites.Symbol)
	require.Same(t, first, sites)
	require.Len(t, second.DependsOn, 1, "both change the gateway where it is connected with them")
	site := properties(gateway).Get("gatewayDefaultSite").(plan.Object).Get("id").(plan.Ref)
	require.Equal(t, "lgw-1", site.Name)
	require.Nil(t, properties(second).Get("gatewayIpAddress"))
	require.Equal(t, plan.Object{{Key: "addressPrefixes", Value: plan.List{}}}, properties(second).Get("localNetworkAddressSpace"), "with BGP the site says what it has")
	_, _, other := find(t, p, "vgw-b")
	require.Nil(t, properties(other).Get("gatewayDefaultSite"))
}

// circuit adds one circuit of ours and the connections of both networks.
func circuit(topo *topology.Topology) {
	topo.ResourceGroups = append(topo.ResourceGroups, topology.ResourceGroup{ID: "/rg-er", Name: "rg-er", Location: "westeurope"})
	topo.Circuits = []topology.Circuit{{ID: "er", Site: "dc1", Name: "erc", ResourceGroup: "/rg-er", Location: "westeurope", Provider: "P", PeeringLocation: "L", BandwidthMbps: 50,
		Tier: "Premium", Family: "UnlimitedData", Authorizations: []string{"auth-b"}}}
	for _, n := range []string{"a", "b"} {
		c := topology.Connection{ID: topology.ConnectionID(n + ">er"), Gateway: topology.GatewayID(n + "/expressRouteGateway"), Name: "con-" + n + "-er", Kind: topology.ExpressRoute, Circuit: "er"}
		if n == "b" {
			c.Authorization = "auth-b"
		}
		topo.Connections = append(topo.Connections, c)
	}
}

func TestACircuitOfOursIsARootBeforeAndItsConnectionsAreOneAfter(t *testing.T) {
	topo := twoHubs()
	circuit(topo)
	p := lowered(t, topo)
	var roots []string
	for _, r := range p.Roots {
		roots = append(roots, r.Name)
		require.Empty(t, r.Parameters, "the key of an authorization of ours is read, not asked for")
		require.NotEmpty(t, r.About)
	}
	require.Equal(t, []string{"circuits", "main", "connections"}, roots)
	groups := func(i int) (names []string) {
		for _, g := range p.Roots[i].Groups {
			names = append(names, g.ID.Name)
		}
		return names
	}
	require.Equal(t, []string{"rg-er"}, groups(0))
	require.Equal(t, []string{"rg-a", "rg-b"}, groups(1), "each root makes the groups that it needs")
	require.Empty(t, groups(2), "connections stand beside gateways")
	root, m, r := find(t, p, "con-b-er")
	require.Equal(t, "connections", root.Name)
	require.Empty(t, m.DependsOn, "what other roots have made is there")
	require.Empty(t, m.Scope.GroupSymbol)
	key := properties(r).Get("authorizationKey").(plan.Property)
	require.Equal(t, "erc/auth-b", key.Of.Name)
	require.Equal(t, "authorizationKey", key.Path)
	_, _, own := find(t, p, "con-a-er")
	require.Nil(t, properties(own).Get("authorizationKey"))
	require.Nil(t, properties(own).Get("sharedKey"))
	require.Len(t, p.Roots[0].Outputs, 1)
	require.Equal(t, "circuits", p.Roots[0].Outputs[0].Name)
}

func TestDeploymentsOfSeveralRootsHaveNamesOfTheirOwn(t *testing.T) {
	topo := twoHubs()
	circuit(topo)
	topo.Circuits = append(topo.Circuits, topology.Circuit{ID: "old", ResourceID: "/subscriptions/x/resourceGroups/y/providers/Microsoft.Network/expressRouteCircuits/z"})
	topo.Connections = append(topo.Connections, topology.Connection{ID: "a>old", Gateway: "a/expressRouteGateway", Name: "con-a-old", Kind: topology.ExpressRoute, Circuit: "old"})
	p := lowered(t, topo)
	seen := map[string]bool{}
	for _, root := range p.Roots {
		for _, m := range root.Modules {
			require.False(t, seen[m.Name], m.Name)
			seen[m.Name] = true
		}
	}
	root, m, r := find(t, p, "con-a-old")
	require.Equal(t, "main", root.Name, "a circuit that exists is there already")
	require.Equal(t, "connection", m.File)
	require.Equal(t, plan.Str(topo.Circuits[1].ResourceID), properties(r).Get("peer").(plan.Object).Get("id"))
}

func TestAPeeringByWhichAGatewayIsUsedComesBeforeTheConnectionsOfIt(t *testing.T) {
	p := lower(t, read(t, "testdata/connections.yaml"))
	for _, connection := range []string{"con-far-to-hub", "con-hub-to-far"} { // the first direction, and the second
		_, m, _ := find(t, p, connection)
		for _, peering := range []string{"vnet-app/peer-app-to-hub", "vnet-web/peer-web-to-far"} { // at both ends
			_, half, _ := find(t, p, peering)
			require.True(t, waits(p.Roots[0].Modules, m, half.Symbol), "%s and %s", connection, peering)
		}
	}
}

// waits tells whether a module waits for another, directly or through others.
func waits(modules []plan.Module, m *plan.Module, symbol string) bool {
	for _, before := range m.DependsOn {
		if before == symbol {
			return true
		}
		for i := range modules {
			if modules[i].Symbol == before && waits(modules, &modules[i], symbol) {
				return true
			}
		}
	}
	return false
}
