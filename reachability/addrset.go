package reachability

import (
	"net/netip"
	"sort"
	"strings"

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
func parseAddresses(s string) ([]netip.Prefix, bool) {
	s = strings.TrimSpace(s)
	if a, err := netip.ParseAddr(s); err == nil {
		return []netip.Prefix{netip.PrefixFrom(a, a.BitLen())}, true
	}
	if p, err := netip.ParsePrefix(s); err == nil {
		return []netip.Prefix{p.Masked()}, true
	}
	from, to, ok := strings.Cut(s, "-")
	if !ok {
		return nil, false
	}
	first, err1 := netip.ParseAddr(strings.TrimSpace(from))
	last, err2 := netip.ParseAddr(strings.TrimSpace(to))
	if err1 != nil || err2 != nil || !sameFamily(first, last) || first.Compare(last) > 0 {
		return nil, false
	}
	return rangePrefixes(first, last), true
}

// rangePrefixes are the fewest prefixes that cover exactly first to last.
func rangePrefixes(first, last netip.Addr) []netip.Prefix {
	var out []netip.Prefix
	for {
		bits := first.BitLen()
		for bits > 0 {
			p := netip.PrefixFrom(first, bits-1).Masked()
			if p.Addr() != first || ipnet.Last(p).Compare(last) > 0 {
				break
			}
			bits--
		}
		p := netip.PrefixFrom(first, bits)
		out = append(out, p)
		end := ipnet.Last(p)
		if end.Compare(last) >= 0 {
			return out
		}
		first = end.Next()
	}
}

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
