package reachability

import "net/netip"

// advertisedTo is what a gateway of a hub advertises to what it connects: the routes of the default table. Those of other connections
// of gateways are among them where the virtual WAN has branch-to-branch, but for those of a circuit to another circuit: of each prefix the one
// that the hub prefers, and no other.
// Source: How to configure Virtual WAN hub routing intent, prefix advertisement to on-premises, and transit between circuits; Virtual WAN routing deep
// dive, scenario 1: the effective routes of the hub are advertised to branches.
func (h *hub) advertisedTo(to *gateway) []advertisement {
	var out []advertisement
	for _, o := range h.neighbors {
		if h.basic && o != h {
			continue
		}
		for _, c := range o.conns {
			if c.to[h.standard] {
				for _, p := range c.net.Prefixes {
					out = append(out, advertisement{prefix: p, hops: h.far(o), unknown: h.routingUnknown})
				}
			}
		}
	}
	if !h.branchToBranch {
		return out
	}
	for _, x := range h.preferredBranches() {
		g := x.branch.gateway
		if !g.isVPN() && !to.isVPN() && x.unknown == "" || !to.passesOn(x.prefix) {
			continue
		}
		for _, l := range x.branch.learned() {
			if l.prefix != x.prefix {
				continue
			}
			t := advertisement{prefix: l.prefix, via: l.via, hops: l.hops + 1 + h.far(x.hub()), path: x.length.and(pathLength{numbers: h.far(x.hub())}), asns: l.asns,
				unknown: first(h.routingUnknown, l.unknown, x.unknown)}
			if !g.isVPN() {
				t.asns = nil // over a circuit come the numbers of Microsoft's edge, not those of gateways
			}
			out = append(out, t)
		}
	}
	return out
}

// far is by how many numbers the way through another hub is longer.
func (h *hub) far(o *hub) int {
	if o == h {
		return 0
	}
	return betweenHubs
}

// preferredBranches are, of each prefix that branches propagate to the default table, the entry that the hub prefers: in the order of the hubs.
func (h *hub) preferredBranches() []hubEntry {
	var order []netip.Prefix
	of := map[netip.Prefix][]hubEntry{}
	own := h.ownRoutesOf(netip.Prefix{}, h.standard.takes)
	for _, o := range h.neighbors {
		if h.basic && o != h {
			continue
		}
		for _, b := range o.branches {
			if !b.to[h.standard] {
				continue
			}
			for _, x := range b.entries() {
				if o != h {
					offered := own.offered(o, x.prefix)
					if offered == nil || offered.branch != b {
						continue
					}
					x = *offered
				}
				if of[x.prefix] == nil {
					order = append(order, x.prefix)
				}
				of[x.prefix] = append(of[x.prefix], x)
			}
		}
	}
	var out []hubEntry
	for _, p := range order {
		out = append(out, *h.choose(of[p]))
	}
	return out
}
