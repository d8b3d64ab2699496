// Package ipnet owns the arithmetic of address prefixes: overlap, room, neighbours, complements.
//
// Prefixes are netip.Prefix values, masked; who may use which is not decided here. Everybody may enter.
package ipnet

import (
	"net/netip"
	"sort"

	"go4.org/netipx"
)

// RFC1918 are the private IPv4 prefixes of RFC 1918, in address order.
var RFC1918 = []netip.Prefix{
	netip.MustParsePrefix("10.0.0.0/8"),
	netip.MustParsePrefix("172.16.0.0/12"),
	netip.MustParsePrefix("192.168.0.0/16"),
}

// The unique local addresses of RFC 4193, the default routes, and the shared address space of RFC 6598.
var (
	UniqueLocal = netip.MustParsePrefix("fc00::/7")
	DefaultIPv4 = netip.MustParsePrefix("0.0.0.0/0")
	DefaultIPv6 = netip.MustParsePrefix("::/0")
)

// Contains tells whether every address of inner is in outer.
func Contains(outer, inner netip.Prefix) bool {
	return outer.Bits() <= inner.Bits() && outer.Contains(inner.Addr())
}

// ContainedInAny tells whether one of the outer prefixes contains inner.
func ContainedInAny(outer []netip.Prefix, inner netip.Prefix) bool {
	for _, o := range outer {
		if Contains(o, inner) {
			return true
		}
	}
	return false
}

// Private tells whether the whole prefix is private: in RFC 1918, or for IPv6 in fc00::/7.
func Private(p netip.Prefix) bool {
	if p.Addr().Is4() {
		return ContainedInAny(RFC1918, p)
	}
	return Contains(UniqueLocal, p)
}

// Nth returns the address n places after the first of the prefix, and whether it is still in the prefix.
func Nth(p netip.Prefix, n uint64) (netip.Addr, bool) {
	b := p.Masked().Addr().As16()
	for i := 15; i >= 0 && n > 0; i-- {
		n += uint64(b[i])
		b[i] = byte(n)
		n >>= 8
	}
	a := netip.AddrFrom16(b)
	if p.Addr().Is4() {
		a = a.Unmap()
	}
	return a, n == 0 && p.Contains(a)
}

// Last returns the last address of the prefix.
func Last(p netip.Prefix) netip.Addr { return netipx.PrefixLastIP(p) }

// Compare orders prefixes: IPv4 first, then by address, then the larger prefix first.
func Compare(a, b netip.Prefix) int {
	if c := a.Addr().Compare(b.Addr()); c != 0 {
		return c
	}
	return a.Bits() - b.Bits()
}

// Sort sorts prefixes by Compare and drops repetitions.
func Sort(ps []netip.Prefix) []netip.Prefix {
	out := append([]netip.Prefix(nil), ps...)
	sort.Slice(out, func(i, j int) bool { return Compare(out[i], out[j]) < 0 })
	kept := out[:0]
	for i, p := range out {
		if i == 0 || p != out[i-1] {
			kept = append(kept, p)
		}
	}
	return kept
}

// An Overlap is a pair of indexes whose prefixes overlap: Outer contains Inner, or is equal to it.
type Overlap struct{ Outer, Inner int }

// Overlaps finds the overlapping pairs among the prefixes: each prefix with the nearest one that contains it, in
// n log n steps. It finds no pair exactly when the prefixes are disjoint. Equal prefixes pair in index order.
func Overlaps(ps []netip.Prefix) []Overlap {
	idx := make([]int, len(ps))
	for i := range idx {
		idx[i] = i
	}
	sort.SliceStable(idx, func(i, j int) bool { return Compare(ps[idx[i]], ps[idx[j]]) < 0 })
	var found []Overlap
	var open []int // the prefixes that contain the present place, outermost first
	for _, i := range idx {
		for len(open) > 0 && !Contains(ps[open[len(open)-1]], ps[i]) {
			open = open[:len(open)-1]
		}
		if len(open) > 0 {
			found = append(found, Overlap{Outer: open[len(open)-1], Inner: i})
		}
		open = append(open, i)
	}
	return found
}

// Free returns the first prefix of that length inside one of the pools that overlaps none of the taken ones, and
// whether there is one.
func Free(pools, taken []netip.Prefix, bits int) (netip.Prefix, bool) {
	for _, pool := range pools {
		if bits < pool.Bits() || bits > pool.Addr().BitLen() {
			continue
		}
		var b netipx.IPSetBuilder
		b.AddPrefix(pool)
		for _, t := range taken {
			b.RemovePrefix(t)
		}
		set, err := b.IPSet()
		if err != nil {
			continue
		}
		if p, _, ok := set.RemoveFreePrefix(uint8(bits)); ok {
			return firstOf(set, p, bits), true
		}
	}
	return netip.Prefix{}, false
}

// LargestFree returns the largest prefix inside the pool that overlaps none of the taken ones, of equal ones the lowest, and whether there is one.
func LargestFree(pool netip.Prefix, taken []netip.Prefix) (netip.Prefix, bool) {
	var b netipx.IPSetBuilder
	b.AddPrefix(pool)
	for _, t := range taken {
		b.RemovePrefix(t)
	}
	set, err := b.IPSet()
	if err != nil {
		return netip.Prefix{}, false
	}
	var best netip.Prefix
	for _, p := range set.Prefixes() {
		if !best.IsValid() || p.Bits() < best.Bits() {
			best = p
		}
	}
	return best, best.IsValid()
}

// firstOf returns the lowest free prefix of that length; the set's own choice is the tightest fit.
func firstOf(set *netipx.IPSet, fallback netip.Prefix, bits int) netip.Prefix {
	for _, p := range set.Prefixes() {
		if p.Bits() <= bits {
			return netip.PrefixFrom(p.Addr(), bits)
		}
	}
	return fallback
}

// Complement returns the prefixes that cover what is in none of the removed ones, of the whole IPv4 space.
func Complement(removed []netip.Prefix) []netip.Prefix {
	var b netipx.IPSetBuilder
	b.AddPrefix(DefaultIPv4)
	for _, p := range removed {
		if p.Addr().Is4() {
			b.RemovePrefix(p)
		}
	}
	set, err := b.IPSet()
	if err != nil {
		return nil
	}
	return set.Prefixes()
}

// Without returns what of the given prefixes the removed ones leave: a prefix that overlaps none of them as it is, of the others
// the prefixes that cover the rest.
func Without(ps, removed []netip.Prefix) []netip.Prefix {
	var b netipx.IPSetBuilder
	for _, p := range removed {
		b.AddPrefix(p)
	}
	gone, err := b.IPSet()
	if err != nil {
		return Sort(ps)
	}
	var out []netip.Prefix
	for _, p := range ps {
		if !gone.OverlapsPrefix(p) {
			out = append(out, p)
			continue
		}
		var rest netipx.IPSetBuilder
		rest.AddPrefix(p)
		rest.RemoveSet(gone)
		if set, err := rest.IPSet(); err == nil {
			out = append(out, set.Prefixes()...)
		}
	}
	return Sort(out)
}

// Cover returns the fewest prefixes that cover exactly what the given ones cover, no address more.
func Cover(ps []netip.Prefix) []netip.Prefix {
	var b netipx.IPSetBuilder
	for _, p := range ps {
		b.AddPrefix(p)
	}
	set, err := b.IPSet()
	if err != nil {
		return Sort(ps)
	}
	return set.Prefixes()
}
