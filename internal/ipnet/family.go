package ipnet

import (
	"net/netip"
	"slices"
)

// IPv4 returns the IPv4 prefixes of a list, in its order; nil where there are none.
func IPv4(ps []netip.Prefix) []netip.Prefix { return ofFamily(ps, true) }

// IPv6 returns the IPv6 prefixes of a list, in its order; nil where there are none.
func IPv6(ps []netip.Prefix) []netip.Prefix { return ofFamily(ps, false) }

func ofFamily(ps []netip.Prefix, v4 bool) []netip.Prefix {
	var out []netip.Prefix
	for _, p := range ps {
		if p.Addr().Is4() == v4 {
			out = append(out, p)
		}
	}
	return out
}

// HasIPv4 tells whether one of the prefixes is IPv4.
func HasIPv4(ps []netip.Prefix) bool {
	return slices.ContainsFunc(ps, func(p netip.Prefix) bool { return p.Addr().Is4() })
}

// HasIPv6 tells whether one of the prefixes is IPv6.
func HasIPv6(ps []netip.Prefix) bool {
	return slices.ContainsFunc(ps, func(p netip.Prefix) bool { return p.Addr().Is6() })
}

// ContainsAny tells whether outer contains one of the inner prefixes.
func ContainsAny(outer netip.Prefix, inner []netip.Prefix) bool {
	return slices.ContainsFunc(inner, func(p netip.Prefix) bool { return Contains(outer, p) })
}

// ContainsAll tells whether each of the inner prefixes is in one of the outer ones.
func ContainsAll(outer, inner []netip.Prefix) bool {
	return !slices.ContainsFunc(inner, func(p netip.Prefix) bool { return !ContainedInAny(outer, p) })
}

// AnyContains tells whether one of the prefixes has the address.
func AnyContains(ps []netip.Prefix, a netip.Addr) bool {
	return slices.ContainsFunc(ps, func(p netip.Prefix) bool { return p.Contains(a) })
}

// AnyOverlaps tells whether one of the prefixes overlaps p.
func AnyOverlaps(ps []netip.Prefix, p netip.Prefix) bool {
	return slices.ContainsFunc(ps, p.Overlaps)
}

// Longest is the longest of the prefixes that contains p, and whether there is one.
func Longest(list []netip.Prefix, p netip.Prefix) (best netip.Prefix, ok bool) {
	for _, q := range list {
		if Contains(q, p) && (!ok || q.Bits() > best.Bits()) {
			best, ok = q, true
		}
	}
	return best, ok
}
