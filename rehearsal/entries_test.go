package rehearsal

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEachEntryHasANameOfItsOwn(t *testing.T) {
	seen := map[string]bool{}
	for _, e := range Entries() {
		require.False(t, seen[e.Name], e.Name)
		seen[e.Name] = true
	}
	require.Panics(t, func() { New(Options{Without: []string{"no such entry"}}) })
}

// What a store does without, its clones do without; and differences are told by what it still has.
func TestAStoreDoesWithoutEntries(t *testing.T) {
	const kept = "virtualNetworks properties.dhcpOptions: reset when left out"
	s := base(t).CloneWithout(kept).Clone()
	must(t, s.Edit(provider+"virtualNetworks/c", func(b Body) { properties(b)["dhcpOptions"] = obj{"dnsServers": []any{"192.0.2.53"}} }))
	was := s.State()
	must(t, s.Put(provider+"virtualNetworks/c", aNetwork("10.2.0.0/16")))
	require.Empty(t, Compare(was, s.State()))
	must(t, s.Put(provider+"publicIPAddresses/i", with(west(obj{}), "zones", []any{"1", "2"})))
	without := s.CloneWithout("publicIPAddresses zones: unordered", "publicIPAddresses zones: fixed")
	was = without.State()
	must(t, without.Put(provider+"publicIPAddresses/i", with(west(obj{}), "zones", []any{"2", "1"})))
	require.Len(t, Compare(was, without.State()), 1)
}
