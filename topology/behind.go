package topology

// reached is what a network's gateways lead to: a site, or a network.
type reached struct {
	site    *site
	network *network
	link    *gatewayLink // the first one on the way
	ends    bool         // a VPN without BGP: only the two networks reach each other, not those that use their gateways
}

// behind is what stands behind the network's own gateways, in the order of the connections, each thing once.
//
// A connection to a site or a circuit leads to the site. One to another gateway leads to its network and, with BGP, to the
// networks that use that gateway, the sites at it and onward over every connection that has BGP. A gateway passes nothing on
// between ExpressRoute connections, nor between ExpressRoute and VPN: that takes a Route Server.
// Sources: VPN Gateway FAQ (VNet-to-VNet connections, BGP and transit routing); About ExpressRoute virtual network gateways.
func (r *resolver) behind(n *network) []reached {
	if list, ok := r.behindOf[n]; ok {
		return list
	}
	w := &walk{r: r, from: n, seen: map[any]int{}}
	for _, at := range n.meeting() {
		for _, g := range []*gatewayNode{at.vpn, at.expressRoute} {
			if g != nil {
				w.start(g)
			}
		}
	}
	r.behindOf[n] = w.out
	return w.out
}

type walk struct {
	r    *resolver
	from *network
	out  []reached
	seen map[any]int // site or network -> its place in out
}

func (w *walk) start(g *gatewayNode) {
	passed := map[*gatewayNode]bool{g: true}
	for _, l := range g.links {
		if s := l.leadsTo(); s != nil {
			w.add(s, reached{site: s, link: l})
			continue
		}
		far := l.other(g)
		if far == nil {
			continue
		}
		w.add(far.network, reached{network: far.network, link: l, ends: !l.bgp})
		if l.bgp {
			w.onward(far, l, passed)
		}
	}
}

// onward adds what a gateway announces by BGP.
func (w *walk) onward(g *gatewayNode, first *gatewayLink, passed map[*gatewayNode]bool) {
	if passed[g] {
		return
	}
	passed[g] = true
	for _, u := range w.r.usersOf(g.network) {
		w.add(u, reached{network: u, link: first})
	}
	if g.kind == expressRouteHop || g.network.wan != nil {
		return
	}
	for _, l := range g.links {
		if s := l.leadsTo(); s != nil {
			w.add(s, reached{site: s, link: first})
			continue
		}
		if far := l.other(g); far != nil && l.bgp && !passed[far] {
			w.add(far.network, reached{network: far.network, link: first})
			w.onward(far, first, passed)
		}
	}
}

func (w *walk) add(key any, x reached) {
	if x.network == w.from || x.network != nil && (x.network.policy.gateway == w.from || x.network.wan != nil || w.from.wan != nil && len(x.network.wanOf) > 0) {
		return
	}
	if i, ok := w.seen[key]; ok {
		if w.out[i].ends && !x.ends || x.byOwnHub() {
			w.out[i] = x
		}
		return
	}
	w.seen[key] = len(w.out)
	w.out = append(w.out, x)
}

// byOwnHub tells whether a spoke of a virtual WAN is reached at its own hub: that way is shorter than by another one.
func (x reached) byOwnHub() bool {
	if x.network == nil || x.link == nil {
		return false
	}
	hub := x.network.hubToOnPremises()
	return hub != nil && (x.link.near.network == hub || x.link.far != nil && x.link.far.network == hub)
}

// usersOf are the networks that use the gateways of another, by name.
func (r *resolver) usersOf(n *network) []*network {
	if r.users == nil {
		r.users = map[*network][]*network{}
		for _, u := range r.networks {
			if g := u.policy.gateway; g != nil && g != u {
				r.users[g] = append(r.users[g], u)
			}
			if hub := u.hubToOnPremises(); hub != nil { // what is behind one hub is behind all
				for _, h := range hub.wan.hubs {
					r.users[h] = append(r.users[h], u)
				}
			}
		}
	}
	return r.users[n]
}

// sitesBehind are the sites that the network's gateways lead to directly, by its own connections.
func (n *network) sitesBehind() []*site {
	var out []*site
	for _, g := range []*gatewayNode{n.vpn, n.expressRoute} {
		if g == nil {
			continue
		}
		for _, l := range g.links {
			if s := l.leadsTo(); s != nil && !containsSite(out, s) {
				out = append(out, s)
			}
		}
	}
	return out
}

func containsSite(list []*site, s *site) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// onPremisesOf is what a network reaches through the gateway that it uses, but for what only the gateway's own network does.
func (r *resolver) onPremisesOf(n *network) []reached {
	g := n.policy.gateway
	if g == nil {
		return nil
	}
	var out []reached
	for _, x := range r.behind(g) {
		if x.network == n || n != g && x.ends {
			continue
		}
		out = append(out, x)
	}
	return out
}
