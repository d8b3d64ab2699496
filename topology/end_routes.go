package topology

// addEndRoutes: a VPN without BGP joins its two networks alone, yet whoever uses the gateway of the one learns the prefixes of the
// other, which has no way back. A route to nowhere keeps them apart.
// Source: VPN Gateway FAQ, VNet-to-VNet connections: without BGP the prefixes of the other network.
func (r *resolver) addEndRoutes() {
	for _, g := range r.networks {
		for _, x := range r.behind(g) {
			if !x.ends {
				continue
			}
			o := x.link.origin("route")
			for _, n := range r.usersOf(g) {
				if n == x.network || !n.policy.direct && n.policy.routed() || r.joinedOtherwise(n, x.network) {
					continue
				}
				t := r.draft(n, "", o)
				for _, p := range x.network.AddressSpace {
					if p.Addr().Is4() && t.routes[p] == nil {
						r.add(t, &routeDraft{Route: Route{Table: t.id, Name: routeName(string(x.network.id), p), Prefix: p, NextHop: None, Origin: o}})
					}
				}
			}
		}
	}
}
