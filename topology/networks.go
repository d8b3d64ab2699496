package topology

import (
	"net/netip"
	"sort"
)

// union joins lists of networks, by name and without repetition.
func union(lists ...[]*network) []*network {
	seen := map[*network]bool{}
	var out []*network
	for _, l := range lists {
		for _, n := range l {
			if !seen[n] {
				seen[n] = true
				out = append(out, n)
			}
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].id < out[j].id })
	return out
}

// refs are the names of networks.
func refs(list []*network) []string {
	out := make([]string, len(list))
	for i, n := range list {
		out[i] = string(n.id)
	}
	return out
}

// prefixesOf are the address prefixes of networks.
func prefixesOf(networks []*network) []netip.Prefix {
	var out []netip.Prefix
	for _, n := range networks {
		out = append(out, n.AddressSpace...)
	}
	return out
}

// plain are typed names as strings.
func plain[S ~string](names []S) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = string(n)
	}
	return out
}
