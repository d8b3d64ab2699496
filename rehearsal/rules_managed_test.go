package rehearsal

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// managed is a store in which a network manager peers network b, a hub, with c.
func managed(t *testing.T) *Store {
	t.Helper()
	s := base(t)
	manage(t, s)
	return s
}

// manage has a network manager peer them.
func manage(t *testing.T, s *Store) {
	t.Helper()
	vnm := provider + "networkManagers/vnm"
	for _, r := range []struct {
		id   string
		body obj
	}{
		{vnm, west(obj{"networkManagerScopes": obj{"subscriptions": []any{"/subscriptions/s"}}})},
		{vnm + "/networkGroups/ng", obj{"properties": obj{}}},
		{vnm + "/networkGroups/ng/staticMembers/c", obj{"properties": obj{"resourceId": provider + "virtualNetworks/c"}}},
		{vnm + "/connectivityConfigurations/cc", obj{"properties": obj{"connectivityTopology": "HubAndSpoke",
			"hubs":            []any{obj{"resourceId": provider + "virtualNetworks/b", "resourceType": "Microsoft.Network/virtualNetworks"}},
			"appliesToGroups": []any{obj{"networkGroupId": vnm + "/networkGroups/ng", "groupConnectivity": "None"}}}}},
		{vnm + "/commits/one", obj{"properties": obj{"commitType": "Connectivity", "targetLocations": []any{"westeurope"},
			"configurationIds": []any{vnm + "/connectivityConfigurations/cc"}}}},
	} {
		must(t, s.Put(r.id, r.body))
	}
}

// What a network manager has peered takes no peering by hand, in either direction, until the member has left its group, or the configuration
// is out of force. Other networks do, and what was there before is written again.
func TestAPeeringWaitsUntilANetworkManagerHasLetGo(t *testing.T) {
	network := provider + "virtualNetworks/"
	member := provider + "networkManagers/vnm/networkGroups/ng/staticMembers/c"
	for _, ends := range [][2]string{{"b", "c"}, {"c", "b"}} {
		s := managed(t)
		put := func(s *Store) error { return s.Put(network+ends[0]+"/virtualNetworkPeerings/p", aHalf(ends[1])) }
		var refusal *Refusal
		require.ErrorAs(t, put(s), &refusal)
		require.Equal(t, member, refusal.InTheWay)

		left := s.Clone()
		must(t, left.Delete(member))
		require.NoError(t, put(left))

		none := s.Clone()
		must(t, none.Put(provider+"networkManagers/vnm/commits/one", obj{"properties": obj{"commitType": "Connectivity",
			"targetLocations": []any{"westeurope"}, "configurationIds": []any{}}}))
		require.NoError(t, put(none))
	}
	s := managed(t)
	require.NoError(t, s.Put(network+"a/virtualNetworkPeerings/p", aHalf("b")), "a is no member")

	s = base(t)
	must(t, s.Put(network+"b/virtualNetworkPeerings/p", aHalf("c")))
	manage(t, s)
	require.NoError(t, s.Put(network+"b/virtualNetworkPeerings/p", aHalf("c", "allowForwardedTraffic")))
}
