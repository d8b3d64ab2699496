package golden_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/proof"
	"github.com/vnetloom/vnetloom/topology"
)

// A tunnel is one direction of a VPN between two networks, with what both directions have in common.
type tunnel struct {
	bgp    any
	policy string
	key    string // what the key is said to be: where it is given, it is asked for
}

// policyText writes the one policy of a connection, "" for none.
func policyText(v any) string {
	list, _ := v.([]any)
	if len(list) == 0 {
		return ""
	}
	out := ""
	for _, name := range []string{"saLifeTimeSeconds", "saDataSizeKilobytes", "ipsecEncryption", "ipsecIntegrity", "ikeEncryption", "ikeIntegrity", "dhGroup",
		"pfsGroup"} {
		value := list[0].(map[string]any)[name]
		if n, ok := value.(float64); ok {
			value = int64(n)
		}
		out += fmt.Sprintf("%s=%v ", name, value)
	}
	return out
}

func stepPolicy(o plan.Object) string {
	out := ""
	for _, m := range o {
		out += fmt.Sprintf("%s=%v ", m.Key, m.Value)
	}
	return out
}

// emittedTunnels are the tunnels in all templates, by the gateways of both ends, and those of them that are deployed alone, across tenants.
func emittedTunnels(t *testing.T, e *emission) (all, crossed map[[2]string]tunnel) {
	t.Helper()
	all, crossed = map[[2]string]tunnel{}, map[[2]string]tunnel{}
	said := map[string]string{}
	for _, root := range e.plan.Roots {
		for _, p := range root.Parameters {
			said[p.Name] = p.Description
		}
	}
	add := func(key [2]string, c *armResource) {
		require.NotContainsf(t, all, key, "two connections %s", key)
		description := said[c.parameter("sharedKey")]
		require.NotEmpty(t, description, "a key that is no parameter of a root")
		all[key] = tunnel{bgp: c.Properties["enableBgp"], policy: policyText(c.Properties["ipsecPolicies"]), key: description}
	}
	for name, content := range e.files {
		if !strings.HasPrefix(name, "arm/") || !strings.HasSuffix(name, ".json") || strings.HasSuffix(name, ".parameters.json") {
			continue
		}
		if e.alone[name] != nil {
			for _, c := range crossing(t, e, name, network+"connections", "virtualNetworkGateway2") {
				key := [2]string{c.end("virtualNetworkGateway1"), c.end("virtualNetworkGateway2")}
				add(key, c)
				crossed[key] = all[key]
			}
			continue
		}
		a := readARM(t, content)
		for _, c := range a.of(network + "connections") {
			if c.Properties["connectionType"] == string(topology.VNetToVNet) {
				add([2]string{c.end("virtualNetworkGateway1"), c.end("virtualNetworkGateway2")}, c)
			}
		}
	}
	return all, crossed
}

// Every VPN between two networks has both directions, each once: emitted in a root, or in a step for another owner; with one key, one
// policy and BGP on both or none. What crosses tenants is a file and a script of ours, which say the same.
func TestEveryTunnelIsEmittedOrAStepExactlyOnce(t *testing.T) {
	t.Parallel()
	var ours, theirs, circuits int
	for _, dir := range everyCase(t) {
		e := compiled(t, dir)
		require.Empty(t, e.failure(), dir)
		have, crossed := emittedTunnels(t, e)
		scripted := 0
		for _, s := range e.plan.Steps {
			a, ok := s.Action.(plan.Connect)
			switch key := [2]string{idOfPlan(a.Gateway), idOfPlan(a.Remote)}; {
			case !ok:
			case a.Type == topology.ExpressRoute:
				circuits++
				require.False(t, a.Ours)
				require.NotEmpty(t, s.Owner)
			case a.Ours:
				ours, scripted = ours+1, scripted+1
				require.Equal(t, crossed[key], tunnel{a.BGP, stepPolicy(a.Policy), a.Key}, s.Name)
				require.Len(t, a.Tenants, 2, s.Name)
			default:
				theirs++
				require.NotContainsf(t, have, key, "%s is emitted too", s.Name)
				require.NotEmpty(t, s.Owner)
				have[key] = tunnel{a.BGP, stepPolicy(a.Policy), a.Key}
			}
		}
		require.Len(t, crossed, scripted, "%s: a script for each", dir)
		rows := 0
		for _, c := range e.topology.Connections {
			if c.Kind == topology.VNetToVNet {
				rows++
			}
		}
		require.Len(t, have, rows, dir)
		for key, x := range have {
			other, ok := have[[2]string{key[1], key[0]}]
			require.Truef(t, ok, "%s: %s has no other direction", dir, key)
			require.Equal(t, x, other, dir)
		}
	}
	require.Equal(t, []int{2, 1, 1}, []int{ours, theirs, circuits})
}

// A connection that leads to somebody else's gateway, or to one in another tenant, comes with the role for who makes it, on each gateway.
func TestWhoMakesAConnectionElsewhereIsGivenTheGateway(t *testing.T) {
	t.Parallel()
	granted := 0
	for _, dir := range everyCase(t) {
		e := compiled(t, dir)
		may := map[string]bool{}
		for _, s := range e.plan.Steps {
			if a, ok := s.Action.(plan.Grant); ok && a.Gateway != (plan.ID{}) {
				may[idOfPlan(a.Gateway)] = true
				granted++
			}
		}
		_, crossed := emittedTunnels(t, e)
		for key := range crossed {
			require.True(t, may[key[1]], "%s: %s", dir, key[1])
		}
		for _, s := range e.plan.Steps {
			if a, ok := s.Action.(plan.Connect); ok && a.Type == topology.VNetToVNet {
				require.True(t, may[idOfPlan(a.Remote)], "%s: %s", dir, s.Name)
				require.True(t, may[idOfPlan(a.Gateway)], "%s: %s: the other direction names it", dir, s.Name)
			}
		}
	}
	require.Equal(t, 4, granted)
}

// A circuit of ours in another tenant, or for somebody else's network, is connected by a key that is given: no deployment can read it there.
func TestACircuitOfAnotherTenantTakesAKey(t *testing.T) {
	e := compile(textIntent(`vnetloom: v1
name: alliance
tenants: {contoso: c0000000-0000-0000-0000-000000000001, fabrikam: f0000000-0000-0000-0000-000000000002}
subscriptions:
  core: {id: 77777777-7777-7777-7777-777777777777, tenant: contoso}
  shops: {id: 88888888-8888-8888-8888-888888888888, tenant: fabrikam}
defaults: {location: westeurope, resourceGroup: rg-net}
networks:
  mall: {subscription: shops, addressSpace: 10.4.0.0/22, subnets: {GatewaySubnet: 10.4.0.0/26, web: 10.4.1.0/24}, gateways: {expressRoute: {}}}
  rail: {ownership: external, subscription: shops, azureName: vnet-rail, addressSpace: 10.9.1.0/24, subnets: {GatewaySubnet: 10.9.1.0/27}, gateways: {expressRoute: {existing: true}}}
sites: {depot: {addressSpace: 192.168.0.0/16}}
circuits: {er: {site: depot, subscription: core, provider: Equinix, peeringLocation: Frankfurt, bandwidthMbps: 1000}}
connections: {depots: {kind: expressRoute, circuit: er, members: [mall, rail]}}
`))
	require.Empty(t, e.failure())
	connections := string(e.files["arm/fabrikam/connections/main.json"])
	require.Contains(t, connections, `"id": "/subscriptions/77777777-7777-7777-7777-777777777777/resourceGroups/rg-net/providers/Microsoft.Network/expressRouteCircuits/erc-er"`)
	require.Contains(t, connections, `"authorizationKey": "[parameters('authorizationKeyErMall')]"`)
	require.NotContains(t, connections, "reference(")
	circuits := string(e.files["arm/contoso/circuits/main.json"])
	require.Contains(t, circuits, `"name": "auth-mall"`)
	require.Contains(t, circuits, `"name": "auth-rail"`)
	script := string(e.files["steps/08-connect-rail.er.ps1"])
	require.Contains(t, script, "[securestring]$AuthorizationKey")
	require.Contains(t, script, "Key of the authorization auth-rail of circuit er")
	require.NotContains(t, script, "$Tenants", "an authorization spans tenants: no token of the other one is needed")
	require.Empty(t, walkSecrets(t, e.files).wrong)
}

// The second opinion is told of every connection that a step makes, and of none that a template has too.
func TestTheSecondOpinionCountsConnectionsOfStepsAsDone(t *testing.T) {
	e := compiled(t, "cases/external-owner-vpn")
	made := 0
	for _, r := range proof.New(e.topology, e.plan).External() {
		if r.Type == azure.TypeConnection {
			made++
		}
	}
	require.Equal(t, 2, made)
	e = compiled(t, "cases/partner-tenant-vpn")
	for _, r := range proof.New(e.topology, e.plan).External() {
		require.NotEqual(t, azure.TypeConnection, r.Type)
	}
}

func everyCase(t *testing.T) []string {
	t.Helper()
	dirs, err := filepath.Glob("cases/*")
	require.NoError(t, err)
	return dirs
}

// A security group of a network that exists goes on in a step before every step that makes a half or a connection, and no step has both a
// group and a table: a table waits for what it leads to.
func TestGroupsOfExistingNetworksComeBeforeWhatOthersJoin(t *testing.T) {
	groups, tables := 0, 0
	for _, dir := range everyCase(t) {
		e := compiled(t, dir)
		joined := false
		for _, s := range e.plan.Steps {
			switch a := s.Action.(type) {
			case plan.Peer, plan.Connect:
				joined = true
			case plan.Associate:
				for _, x := range a.Subnets {
					require.NotEqual(t, x.RouteTable == (plan.ID{}), x.SecurityGroup == (plan.ID{}), "%s: %s", dir, s.Name)
					if x.SecurityGroup == (plan.ID{}) {
						tables++
						require.Equal(t, plan.StepAssociate, a.Stage())
						continue
					}
					groups++
					require.False(t, joined, "%s: %s", dir, s.Name)
				}
			}
		}
	}
	require.NotZero(t, groups)
	require.NotZero(t, tables)
}
