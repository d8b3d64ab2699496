package ipnet

import (
	"net/netip"
	"strings"
)

// Addresses are the prefixes that a text stands for in a rule: an address, a prefix, or a range such as 10.0.0.4-10.0.0.9.
func Addresses(s string) ([]netip.Prefix, bool) {
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
	if err1 != nil || err2 != nil || first.Is4() != last.Is4() || first.Compare(last) > 0 {
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
			if p.Addr() != first || Last(p).Compare(last) > 0 {
				break
			}
			bits--
		}
		p := netip.PrefixFrom(first, bits)
		out = append(out, p)
		end := Last(p)
		if end.Compare(last) >= 0 {
			return out
		}
		first = end.Next()
	}
}
