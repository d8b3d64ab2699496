package migration

import (
	"cmp"
	"net/netip"
	"slices"

	"github.com/vnetloom/vnetloom/internal/ipnet"
)

// both are the rows of two tables, sorted by key: a row that one of them has, and of a key that both have what join makes of the two.
func both[T any, K cmp.Ordered](old, next []T, key func(*T) K, join func(old, next *T) T) []T {
	have := map[K]*T{}
	for i := range old {
		have[key(&old[i])] = &old[i]
	}
	var out []T
	seen := map[K]bool{}
	for i := range next {
		k := key(&next[i])
		seen[k] = true
		if was := have[k]; was != nil {
			out = append(out, join(was, &next[i]))
			continue
		}
		out = append(out, next[i])
	}
	for i := range old {
		if !seen[key(&old[i])] {
			out = append(out, old[i])
		}
	}
	slices.SortStableFunc(out, func(a, b T) int { return cmp.Compare(key(&a), key(&b)) })
	return out
}

// older and newer are the row of the one and of the other.
func older[T any](old, _ *T) T  { return *old }
func newer[T any](_, next *T) T { return *next }

// united are the items of two lists, each once, in the order of the first.
func united[T comparable](a, b []T) []T {
	out := slices.Clone(a)
	for _, x := range b {
		if !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

// unitedSpace are the prefixes of two address spaces of one network: of two of which one is in the other the larger, since those of one network share no
// address.
func unitedSpace(a, b []netip.Prefix) []netip.Prefix {
	all := united(a, b)
	return kept(all, func(p *netip.Prefix) bool {
		return !slices.ContainsFunc(all, func(q netip.Prefix) bool { return q != *p && ipnet.Contains(q, *p) })
	})
}

// owned are rows of a table that belong to owners, such as routes to their tables: of each owner those of the table that has them.
func owned[T any, K comparable](old, next []T, owner func(*T) K, fromOld func(K) bool) []T {
	var out []T
	for i := range old {
		if fromOld(owner(&old[i])) {
			out = append(out, old[i])
		}
	}
	for i := range next {
		if !fromOld(owner(&next[i])) {
			out = append(out, next[i])
		}
	}
	return out
}
