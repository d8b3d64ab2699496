package topology

import (
	"cmp"
	"slices"
)

// addMemberships makes rows of what statements may name, and of what they take in.
func (r *resolution) addMemberships() {
	for _, n := range r.networks {
		r.topo.Candidates = append(r.topo.Candidates, n.candidate())
	}
	for _, s := range r.sites {
		r.topo.Candidates = append(r.topo.Candidates, s.candidate())
	}
	rows := slices.Clone(r.taken)
	slices.SortStableFunc(rows, compareMemberships)
	r.topo.Memberships = slices.CompactFunc(rows, func(a, b Membership) bool { return compareMemberships(a, b) == 0 })
}

func compareMemberships(a, b Membership) int {
	return cmp.Or(cmp.Compare(a.Statement, b.Statement), cmp.Compare(a.Role, b.Role), cmp.Compare(a.Member, b.Member), cmp.Compare(a.Selector, b.Selector))
}
