package reachability

import (
	"net/netip"
	"sort"

	"github.com/vnetloom/vnetloom/internal/ipnet"
)

// An addrSet is a set of addresses: sorted ranges that do not touch. The zero set is empty.
type addrSet struct {
	ranges     []addrRange
	incomplete bool           // other addresses may be in it
	prefixes   []netip.Prefix // as written, ranges cut to prefixes; what classes look at
}

type addrRange struct{ first, last netip.Addr }

func newAddrSet(prefixes []netip.Prefix) *addrSet {
	s := &addrSet{prefixes: prefixes}
	sorted := ipnet.Sort(append([]netip.Prefix(nil), prefixes...))
	for _, p := range sorted {
		r := addrRange{p.Addr(), ipnet.Last(p)}
		if n := len(s.ranges); n > 0 && sameFamily(s.ranges[n-1].last, r.first) && r.first.Compare(s.ranges[n-1].last) <= 0 {
			if r.last.Compare(s.ranges[n-1].last) > 0 {
				s.ranges[n-1].last = r.last
			}
			continue
		}
		s.ranges = append(s.ranges, r)
	}
	return s
}

func sameFamily(a, b netip.Addr) bool { return a.Is4() == b.Is4() }

// contains tells whether the address is in the set.
func (s *addrSet) contains(a netip.Addr) bool {
	if s == nil {
		return false
	}
	// Ranges are IPv4 first, then by address, as ipnet.Sort has them and netip.Addr.Compare agrees.
	i := sort.Search(len(s.ranges), func(i int) bool { return s.ranges[i].first.Compare(a) > 0 })
	return i > 0 && sameFamily(s.ranges[i-1].first, a) && s.ranges[i-1].last.Compare(a) >= 0
}

// parseAddresses reads an address, a prefix or a range first-last as Azure writes them in rules and IP groups.
func parseAddresses(s string) ([]netip.Prefix, bool) { return ipnet.Addresses(s) }

// sharedAddressSpace is 100.64.0.0/10 of RFC 6598.
var sharedAddressSpace = netip.MustParsePrefix("100.64.0.0/10")

// notPublic are the prefixes that Azure's Internet next hop leads nowhere for: RFC 1918, RFC 6598, RFC 4193.
var notPublic = newAddrSet(append(append([]netip.Prefix(nil), ipnet.RFC1918...), sharedAddressSpace, ipnet.UniqueLocal))

// ianaPrivate is what Azure Firewall calls IANAPrivateRanges: it does not translate the source of what goes there.
// Source: Azure Firewall SNAT private IP address ranges.
var ianaPrivate = append(append([]netip.Prefix(nil), ipnet.RFC1918...), sharedAddressSpace)

// containsAddr tells whether one of the prefixes contains the address.
func containsAddr(ps []netip.Prefix, a netip.Addr) bool {
	for _, p := range ps {
		if p.Contains(a) {
			return true
		}
	}
	return false
}
