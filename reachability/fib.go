package reachability

import (
	"net/netip"
	"sort"
)

// A fib is the effective routes of the subnets of one network that have one table.
type fib struct {
	rows  []EffectiveRoute
	best  map[netip.Prefix]int // the active row of a prefix
	v4    []int                // lengths of active prefixes, longest first
	v6    []int
	users map[netip.Prefix]*userRoute

	unsure        map[int]string // of a row: why it is not known whether it is there, or where it leads
	unknownRoutes []unknownRoute // routes that may be there too
}

// rank orders routes of one prefix: of a user first; then the system routes of networks and peerings, then gateway routes,
// then the other system routes.
// Source: Virtual network traffic routing, "How Azure selects a route" and its note.
func rank(r *EffectiveRoute) int {
	switch {
	case r.Source == fromUser:
		return 0
	case preferred(r):
		return 1
	case r.Source == fromGateway:
		return 2
	}
	return 3
}

// preferred tells whether the route is a system route of a network or a peering: these take precedence over gateway routes, even more
// specific ones.
func preferred(r *EffectiveRoute) bool {
	switch r.NextHopType {
	case hopLocal, hopPeering, hopGlobalPeering, hopConnected:
		return r.Source == fromDefault
	}
	return false
}

// choose sets the states. A gateway route inside an active route of a network or a peering is never used, so it is Invalid
// too.
func (f *fib) choose() {
	for i := range f.rows {
		r := &f.rows[i]
		if j, ok := f.best[r.Prefix]; !ok || rank(r) < rank(&f.rows[j]) {
			f.best[r.Prefix] = i
		}
	}
	lens := map[bool]map[int]bool{true: {}, false: {}}
	for p := range f.best {
		lens[p.Addr().Is4()][p.Bits()] = true
	}
	for is4, set := range lens {
		var list []int
		for l := range set {
			list = append(list, l)
		}
		sort.Sort(sort.Reverse(sort.IntSlice(list)))
		if is4 {
			f.v4 = list
		} else {
			f.v6 = list
		}
	}
	for i := range f.rows {
		r := &f.rows[i]
		r.State = invalid
		if f.best[r.Prefix] == i {
			r.State = active
			if r.Source == fromGateway && f.shadowed(r.Prefix) {
				r.State = invalid
			}
		}
	}
}

// shadowed tells whether a preferred system route covers the prefix.
func (f *fib) shadowed(p netip.Prefix) bool {
	for _, bits := range f.lengths(p.Addr()) {
		if bits > p.Bits() {
			continue
		}
		outer, _ := p.Addr().Prefix(bits)
		if i, ok := f.best[outer]; ok && preferred(&f.rows[i]) {
			return true
		}
	}
	return false
}

func (f *fib) lengths(a netip.Addr) []int {
	if a.Is4() {
		return f.v4
	}
	return f.v6
}

// lookup is the route that Azure selects for the address: the longest active prefix. nil where there is none.
func (f *fib) lookup(a netip.Addr) *EffectiveRoute {
	if i := f.find(a); i >= 0 {
		return &f.rows[i]
	}
	return nil
}

func (f *fib) find(a netip.Addr) int {
	for _, bits := range f.lengths(a) {
		p, _ := a.Prefix(bits)
		if i, ok := f.best[p]; ok && f.rows[i].State == active {
			return i
		}
	}
	return -1
}
