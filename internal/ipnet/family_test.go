package ipnet

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFamiliesAreToldByTheAddress(t *testing.T) {
	both := prefixes("10.0.0.0/8", "fd00::/8", "192.168.0.0/16")
	require.Equal(t, prefixes("10.0.0.0/8", "192.168.0.0/16"), IPv4(both))
	require.Equal(t, prefixes("fd00::/8"), IPv6(both))
	require.Nil(t, IPv6(IPv4(both)))
	require.True(t, HasIPv4(both) && HasIPv6(both))
	require.False(t, HasIPv6(IPv4(both)) || HasIPv4(IPv6(both)) || HasIPv4(nil))
}

func TestContainmentOfLists(t *testing.T) {
	outer := prefixes("10.0.0.0/8", "192.168.0.0/16")
	require.True(t, ContainsAll(outer, prefixes("10.1.0.0/16", "192.168.0.0/16")))
	require.False(t, ContainsAll(outer, prefixes("10.1.0.0/16", "172.16.0.0/12")))
	require.True(t, ContainsAll(outer, nil))
	require.True(t, ContainsAny(outer[0], prefixes("172.16.0.0/12", "10.1.0.0/16")))
	require.False(t, ContainsAny(outer[0], prefixes("0.0.0.0/0")))
	require.True(t, AnyContains(outer, netip.MustParseAddr("192.168.3.4")))
	require.False(t, AnyContains(outer, netip.MustParseAddr("fd00::1")))
	require.True(t, AnyOverlaps(outer, netip.MustParsePrefix("0.0.0.0/0")))
	require.False(t, AnyOverlaps(outer, netip.MustParsePrefix("172.16.0.0/12")))
}

func TestLongestIsTheMostSpecificThatContains(t *testing.T) {
	list := prefixes("10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24")
	best, ok := Longest(list, netip.MustParsePrefix("10.1.0.0/20"))
	require.True(t, ok)
	require.Equal(t, "10.1.0.0/16", best.String())
	_, ok = Longest(list, netip.MustParsePrefix("192.168.0.0/16"))
	require.False(t, ok)
}
