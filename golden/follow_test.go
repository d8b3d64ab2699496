package golden_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/rehearsal/judge"
)

// The same two spokes: joined directly, and behind a firewall.
const (
	directSpokes = `
vnetloom: v1
name: move
defaults: {location: westeurope, resourceGroup: rg-move}
networks:
  shop: {addressSpace: 10.20.0.0/24, subnets: {web: 10.20.0.0/26}}
  pay:  {addressSpace: 10.20.1.0/24, subnets: {api: 10.20.1.0/26}}
connections:
  direct: {kind: peering, between: [shop, pay]}
`
	inspectedSpokes = `
vnetloom: v1
name: move
defaults: {location: westeurope, resourceGroup: rg-move}
networks:
  hub:  {addressSpace: 10.10.0.0/22, subnets: {AzureFirewallSubnet: 10.10.0.0/26}, firewall: {tier: Standard}}
  shop: {addressSpace: 10.20.0.0/24, subnets: {web: 10.20.0.0/26}}
  pay:  {addressSpace: 10.20.1.0/24, subnets: {api: 10.20.1.0/26}}
connections:
  estate: {kind: hubAndSpoke, hub: hub, spokes: [shop, pay], spokeToSpoke: hub/firewall}
`
)

// compiledFrom is the emission of an intent in a test.
func compiledFrom(t *testing.T, text string) *emission {
	t.Helper()
	e := compile(intent{fstest.MapFS{"intent.yaml": {Data: []byte(text)}}, []string{"intent.yaml"}})
	require.NoError(t, e.err)
	require.False(t, e.found.HasErrors(), "%v", e.found)
	return e
}

// Joining spokes by a firewall leaves the peering that joined them before. Its prefix is longer than that of the routes to the firewall, so
// the packets go on passing no firewall, until both halves are deleted.
func TestAnOldPeeringBypassesTheFirewallUntilItIsDeleted(t *testing.T) {
	t.Parallel()
	before, after := rehearsed(compiledFrom(t, directSpokes)), rehearsed(compiledFrom(t, inspectedSpokes))
	s := rehearsal.New(rehearsal.Options{})
	deployedCleanly(t, s, before, rehearsal.Declared)

	const group = "/subscriptions/" + rehearsedSubscription + "/resourcegroups/rg-move/providers/microsoft.network/virtualnetworks/"
	pairs := []judge.Pair{{Name: "shop to pay", From: reachability.Endpoint{Subnet: group + "vnet-shop/subnets/web"},
		To: reachability.Endpoint{Subnet: group + "vnet-pay/subnets/api"}}}
	change := judge.Case{Steps: []judge.Step{{Deploy: after}}, Pairs: pairs}
	run, err := change.Run(s, rehearsal.Declared)
	require.NoError(t, err)
	result := run.Results[0]
	require.Empty(t, run.Refused())
	require.Len(t, result.LeftBehind, 2, "both halves of the direct peering: %v", result.LeftBehind)
	direct := judge.Way{There: true, Back: true, Same: true}
	require.Equal(t, []judge.Turn{{Event: judge.Event{Step: -1}, Way: direct}}, run.Courses[0].Turns, "no firewall on the way, to the end")

	for _, half := range result.LeftBehind {
		require.NoError(t, s.Delete(half))
	}
	run, err = change.Run(s, rehearsal.Declared)
	require.NoError(t, err)
	last := run.Courses[0].Last()
	require.True(t, last.Joined() && last.Same, "%+v", last)
	require.Len(t, last.Via, 1)
	require.True(t, strings.HasSuffix(last.Via[0], "/azurefirewalls/afw-hub"), last.Via[0])
}

// Into nothing, a pair is apart until the last write that it needs, in either order of the writes.
func TestAPairIsApartUntilTheLastWriteThatItNeeds(t *testing.T) {
	t.Parallel()
	roots := rehearsed(compiledFrom(t, inspectedSpokes))
	const group = "/subscriptions/" + rehearsedSubscription + "/resourcegroups/rg-move/providers/microsoft.network/virtualnetworks/"
	pairs := []judge.Pair{{From: reachability.Endpoint{Subnet: group + "vnet-shop/subnets/web"}, To: reachability.Endpoint{Subnet: group + "vnet-pay/subnets/api"}}}
	for _, order := range []rehearsal.Order{rehearsal.Declared, rehearsal.Reversed} {
		change := judge.Case{Steps: []judge.Step{{Deploy: roots}}, Pairs: pairs}
		run, err := change.Run(rehearsal.New(rehearsal.Options{}), order)
		require.NoError(t, err)
		turns, result := run.Courses[0].Turns, run.Results[0]
		require.False(t, turns[0].Way.Joined())
		require.True(t, run.Courses[0].Last().Joined())
		last := slices.IndexFunc(result.Steps, func(s rehearsal.Step) bool { return s.ID == turns[len(turns)-1].Write })
		end := result.Steps[last]
		require.Contains(t, []string{"Microsoft.Network/virtualNetworks/virtualNetworkPeerings", "Microsoft.Network/firewallPolicies/ruleCollectionGroups"}, end.Type, end.ID)
		require.Equal(t, last, lastOf(result, end.Type), "not before all of them are there")
	}
}

// lastOf is the index of the last step of a type.
func lastOf(result *rehearsal.Result, kind string) int {
	last := -1
	for i, step := range result.Steps {
		if step.Type == kind {
			last = i
		}
	}
	return last
}
