package ipnet

import (
	"math/rand"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"
)

func prefixes(ss ...string) []netip.Prefix {
	var out []netip.Prefix
	for _, s := range ss {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}

func TestNthCountsIntoAPrefixOfEitherFamilyAndSaysWhereItEnds(t *testing.T) {
	for _, c := range []struct {
		prefix string
		n      uint64
		want   string
		ok     bool
	}{
		{"10.0.0.64/26", 4, "10.0.0.68", true},
		{"10.0.0.64/26", 63, "10.0.0.127", true},
		{"10.0.0.64/26", 64, "10.0.0.128", false},
		{"10.0.255.0/24", 256, "10.1.0.0", false},
		{"fd00:db8::/64", 4, "fd00:db8::4", true},
	} {
		got, ok := Nth(netip.MustParsePrefix(c.prefix), c.n)
		require.Equal(t, c.want, got.String(), c.prefix)
		require.Equal(t, c.ok, ok, c.prefix)
	}
}

func TestOverlapsFindsEveryPrefixThatAnotherContains(t *testing.T) {
	ps := prefixes("10.1.0.0/16", "10.0.0.0/8", "10.1.2.0/24", "11.0.0.0/8", "10.1.2.0/24", "fd00::/48", "fd00::/64")
	require.ElementsMatch(t, []Overlap{{1, 0}, {0, 2}, {2, 4}, {5, 6}}, Overlaps(ps))
	require.Empty(t, Overlaps(prefixes("10.0.0.0/16", "10.1.0.0/16", "::/1", "8000::/1")))
}

func TestOverlapsAgreesWithComparingEveryPair(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	for range 500 {
		ps := make([]netip.Prefix, 2+r.Intn(8))
		for i := range ps {
			ps[i] = netip.PrefixFrom(netip.AddrFrom4([4]byte{10, byte(r.Intn(3)), byte(r.Intn(256)), 0}), 12+r.Intn(13)).Masked()
		}
		any := false
		for i := range ps {
			for j := range i {
				any = any || ps[i].Overlaps(ps[j])
			}
		}
		found := Overlaps(ps)
		require.Equal(t, any, len(found) > 0, "%v", ps)
		for _, o := range found {
			require.True(t, Contains(ps[o.Outer], ps[o.Inner]))
		}
	}
}

func TestFreeReturnsTheLowestPrefixThatNobodyHas(t *testing.T) {
	got, ok := Free(RFC1918, prefixes("10.0.0.0/14"), 16)
	require.True(t, ok)
	require.Equal(t, "10.4.0.0/16", got.String())
	_, ok = Free(prefixes("10.0.0.0/24"), prefixes("10.0.0.0/25", "10.0.0.128/26", "10.0.0.192/26"), 26)
	require.False(t, ok)
}

func TestLargestFreeReturnsTheLargestPrefixThatNobodyHas(t *testing.T) {
	got, ok := LargestFree(prefixes("10.0.0.0/16")[0], prefixes("10.0.0.0/18", "10.0.192.0/26", "fd00::/8"))
	require.True(t, ok)
	require.Equal(t, "10.0.64.0/18", got.String(), "the lower of two of a size")
	_, ok = LargestFree(prefixes("10.0.0.0/24")[0], prefixes("10.0.0.0/25", "10.0.0.128/26", "10.0.0.192/26"))
	require.False(t, ok)
}

func TestComplementAndWhatWasRemovedMakeTheWholeSpaceWithoutOverlap(t *testing.T) {
	removed := append(prefixes("203.0.113.0/24", "10.1.0.0/16", "fd00::/8"), RFC1918...)
	rest := Complement(removed)
	for _, r := range rest {
		for _, x := range removed {
			require.False(t, r.Overlaps(x), "%s %s", r, x)
		}
	}
	size := func(ps []netip.Prefix) (n uint64) {
		for _, p := range ps {
			n += 1 << (32 - p.Bits())
		}
		return n
	}
	require.Equal(t, uint64(1)<<32, size(rest)+size(RFC1918)+256)
}

func TestPrivateIsRFC1918OrUniqueLocal(t *testing.T) {
	for p, want := range map[string]bool{"10.3.0.0/16": true, "172.32.0.0/16": false, "172.16.0.0/12": true, "100.64.0.0/10": false,
		"8.0.0.0/5": false, "fd00:1::/48": true, "2001:db8::/32": false} {
		require.Equal(t, want, Private(netip.MustParsePrefix(p)), p)
	}
}

func TestCoverJoinsNeighboursAndAddsNoAddress(t *testing.T) {
	require.Equal(t, prefixes("10.1.0.0/23", "10.1.3.0/24"), Cover(prefixes("10.1.3.0/24", "10.1.1.0/24", "10.1.0.0/24")))
}

func TestWithoutKeepsWhatIsNotTouchedAndCutsTheRest(t *testing.T) {
	got := Without(prefixes("10.1.0.0/24", "10.1.1.0/24", "192.168.0.0/16", "172.16.0.0/24"), prefixes("192.168.128.0/17", "172.16.0.0/12", "10.9.0.0/16"))
	require.Equal(t, prefixes("10.1.0.0/24", "10.1.1.0/24", "192.168.0.0/17"), got)
	require.Equal(t, prefixes("10.0.0.0/9"), Without(prefixes("10.0.0.0/8"), prefixes("10.128.0.0/9")))
}
