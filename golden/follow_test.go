package golden_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/rehearsal"
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
	pairs := []rehearsal.Pair{{Name: "shop to pay", From: reachability.Endpoint{Subnet: group + "vnet-shop/subnets/web"},
		To: reachability.Endpoint{Subnet: group + "vnet-pay/subnets/api"}}}
	result, courses, _ := s.Follow(after, rehearsal.Declared, pairs, nil, nil)
	require.Empty(t, result.Refused())
	require.Len(t, result.LeftBehind, 2, "both halves of the direct peering: %v", result.LeftBehind)
	require.Equal(t, []rehearsal.Change{{Step: -1, Way: rehearsal.Way{There: true, Back: true, Same: true}}}, courses[0].Changes, "no firewall on the way, to the end")
	require.Empty(t, courses[0].NewInspectors())

	for _, half := range result.LeftBehind {
		require.NoError(t, s.Delete(half))
	}
	_, courses, _ = s.Follow(after, rehearsal.Declared, pairs, nil, nil)
	last := courses[0].Last()
	require.True(t, last.Joined() && last.Same, "%+v", last)
	require.Len(t, last.Via, 1)
	require.True(t, strings.HasSuffix(last.Via[0], "/azurefirewalls/afw-hub"), last.Via[0])
}

// Into nothing, a pair is apart until the last write that it needs, in either order of the writes.
func TestAPairIsApartUntilTheLastWriteThatItNeeds(t *testing.T) {
	t.Parallel()
	roots := rehearsed(compiledFrom(t, inspectedSpokes))
	const group = "/subscriptions/" + rehearsedSubscription + "/resourcegroups/rg-move/providers/microsoft.network/virtualnetworks/"
	pairs := []rehearsal.Pair{{From: reachability.Endpoint{Subnet: group + "vnet-shop/subnets/web"}, To: reachability.Endpoint{Subnet: group + "vnet-pay/subnets/api"}}}
	for _, order := range []rehearsal.Order{rehearsal.Declared, rehearsal.Reversed} {
		result, courses, _ := rehearsal.New(rehearsal.Options{}).Follow(roots, order, pairs, nil, nil)
		changes := courses[0].Changes
		require.False(t, changes[0].Way.Joined())
		require.True(t, courses[0].Last().Joined())
		end := result.Steps[changes[len(changes)-1].Step]
		require.Contains(t, []string{"Microsoft.Network/virtualNetworks/virtualNetworkPeerings", "Microsoft.Network/firewallPolicies/ruleCollectionGroups"}, end.Type, end.ID)
		require.Equal(t, changes[len(changes)-1].Step, lastOf(result, end.Type), "not before all of them are there")
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
