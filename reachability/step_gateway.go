package reachability

import (
	"net/netip"
	"slices"
)

// toGateway sends a packet to the gateway of the network, or over a peering to the one that it uses in a peered network. A user's route leads
// to a VPN gateway only. Of two gateways that learned the destination the one with the longer prefix has it, and of equal
// ones the ExpressRoute gateway.
// Source: Virtual network traffic routing, "User-defined": the gateway must be created with type VPN; Configure ExpressRoute
// and site-to-site coexisting connections: the circuit is preferred where both have the same route.
func (t *tracer) toGateway(here place, p *packet, r *EffectiveRoute) step {
	if c := here.sub.net.conn; c != nil && r.Through == c.hub.id {
		return step{route: r, next: place{id: c.hub.id, kind: kindHub, sub: c.hub.sub, hub: c.hub, conn: c}}
	}
	var best *gateway
	bits := -1
	for _, g := range here.sub.net.usedGateways() {
		if r.Source == fromUser {
			if g.isVPN() && best == nil {
				best = g
			}
		} else if l := g.lookup(p.dst); l != nil && (l.prefix.Bits() > bits || l.prefix.Bits() == bits && !g.isVPN()) {
			best, bits = g, l.prefix.Bits()
		}
	}
	if best != nil {
		if h := here.sub.net.byRemote[best.net.ID]; h != nil && best.net != here.sub.net {
			if s, ok := t.cross(here, h, p, r); !ok {
				return s
			}
		}
		return step{route: r, next: place{id: best.id, kind: kindGateway, sub: best.sub, gw: best}}
	}
	for _, g := range here.sub.net.usedGateways() {
		if g.kindUnknown != "" {
			return stop(r, NotKnown, r.At, "whether %q is a VPN gateway is not known: %s", g.name, g.kindUnknown)
		}
	}
	if why := t.e.gatewayUnknownOf(here.sub.net); why != "" {
		return stop(r, NotKnown, r.At, "whether %q has a gateway is not known: %s", here.sub.net.Name, why)
	}
	return stop(r, Dropped, r.At, "route %s leads to a VPN gateway, but %q has none", describe(r), here.sub.net.Name).because(causeHop)
}

func (g *gateway) knows(a netip.Addr) bool { return g.lookup(a) != nil }

// lookup is the longest learned prefix that contains the address.
func (g *gateway) lookup(a netip.Addr) *learned {
	list := g.prefixes()
	if g.index == nil {
		g.index = map[netip.Prefix]int{}
		for i := range list {
			p := list[i].prefix
			if _, ok := g.index[p]; !ok {
				g.index[p] = i
				g.lengths[p.Bits()] = true
			}
		}
	}
	for bits := a.BitLen(); bits >= 0; bits-- {
		if !g.lengths[bits] {
			continue
		}
		p, _ := a.Prefix(bits)
		if i, ok := g.index[p]; ok {
			return &list[i]
		}
	}
	return nil
}

// fromGateway is what a gateway does: what it learned over its links counts first, and what is for its own network or one that
// uses it goes by the routes of GatewaySubnet, as all else does. A more specific route of a user on GatewaySubnet takes
// precedence over what was learned. To a peered network it forwards only where that network uses it. What comes in over a circuit
// with FastPath does not pass it, so GatewaySubnet's own table does not count.
// Source: Configure VPN gateway transit for virtual network peering; About ExpressRoute FastPath.
func (t *tracer) fromGateway(here place, p *packet) step {
	sub := here.sub
	if here.by != nil && here.by.bypasses(here.gw) {
		plain := *sub
		plain.table, plain.tableUnknown = nil, ""
		sub = &plain
	}
	r, why := t.e.route(sub, p)
	switch {
	case why != "":
		return stop(r, NotKnown, here.sub.At, "%s", why)
	case here.by == nil || here.gw.isVPN():
		if l := here.gw.lookup(p.dst); l != nil && !here.gw.serves(p.dst) && !here.gw.besides(p.dst) && (r == nil || r.Source != fromUser || r.Prefix.Bits() <= l.prefix.Bits()) {
			return t.overLink(here, p, &EffectiveRoute{
				Source: fromGateway, State: active, Prefix: l.prefix, NextHopType: hopGateway, Through: here.gw.net.ID, At: l.at,
			})
		}
	}
	switch {
	case r == nil:
		return stop(nil, Dropped, here.gw.at, "gateway %q has no route to %s", here.gw.name, p.dst)
	case r.Source == fromGateway:
		return t.overLink(here, p, r)
	case r.NextHopType == hopPeering || r.NextHopType == hopGlobalPeering:
		h := here.sub.net.byRemote[r.Through]
		ok, why := h.mirror.uses()
		if why != "" {
			return stop(r, NotKnown, h.at, "whether %q uses gateway %q is not known: %s", h.remote.Name, here.gw.name, why)
		}
		if !ok {
			return stop(r, Dropped, h.at, "%q does not use gateway %q: it is peered without gateway transit", h.remote.Name, here.gw.name)
		}
	case r.NextHopType == hopConnected:
		return stop(r, Dropped, r.At, "a connected group does not carry traffic of gateway %q", here.gw.name)
	case r.NextHopType == hopInternet || r.NextHopType == hopNone:
		if here.gw.hidden(map[*gateway]bool{}) || here.gw.connectionsUnknown != "" || here.gw.sitesUnknown {
			return stop(r, NotKnown, here.gw.at, "what is behind gateway %q is not known from the %s", here.gw.name, t.e.from)
		}
		return t.noLink(here.gw, p, r)
	case r.NextHopType == hopGateway:
		return stop(r, Loops, r.At, "route %s of GatewaySubnet leads back to the gateway", describe(r))
	}
	return t.follow(here, p, r)
}

// serves tells whether an address is in the gateway's own network, or in one that uses the gateway.
func (g *gateway) serves(a netip.Addr) bool {
	if g.net.contains(a) {
		return true
	}
	h := g.net.halfTo(a)
	if h == nil {
		return false
	}
	ok, _ := h.mirror.uses()
	return ok
}

// besides tells whether an address is in a network that is peered with the gateway's own and uses another gateway: the route of that peering
// takes precedence over what the gateway learned of the network.
// Source: Virtual network traffic routing, "How Azure selects a route".
func (g *gateway) besides(a netip.Addr) bool {
	h := g.net.halfTo(a)
	return h != nil && len(h.remote.gateways) == 0 &&
		slices.ContainsFunc(h.remote.usedGateways(), func(used *gateway) bool { return used != g })
}

// noLink ends the path at a gateway that does not know the address; where BGP does not come up, that is why.
func (t *tracer) noLink(g *gateway, p *packet, r *EffectiveRoute) step {
	for _, l := range g.links {
		if l.down != "" {
			return stop(r, Dropped, l.at, "gateway %q has no connection that leads to %s: BGP of connection %q does not come up: %s", g.name, p.dst, l.name, l.down)
		}
	}
	return stop(r, Dropped, g.at, "gateway %q has no connection that leads to %s", g.name, p.dst)
}

// hidden tells whether a gateway may know more than the templates say: it has no connection in them, or one with BGP to what
// is not known, or to another gateway that may know more.
func (g *gateway) hidden(seen map[*gateway]bool) bool {
	seen[g] = true
	return len(g.links) == 0 && !g.cut || slices.ContainsFunc(g.links, func(l *link) bool {
		far := l.other(g)
		switch {
		case l.local != nil && l.local.prefixesUnknown != "":
			return true
		case far == nil:
			return l.bgp && l.site == nil
		}
		return l.speaks() && !seen[far] && far.hidden(seen)
	})
}

// overLink takes a packet over a connection.
func (t *tracer) overLink(here place, p *packet, r *EffectiveRoute) step {
	g := here.gw
	l := g.lookup(p.dst)
	if l == nil {
		for _, other := range here.sub.net.gateways {
			if other.knows(p.dst) {
				return stop(r, Dropped, g.at, "gateway %q has no connection that leads to %s, and without a Route Server traffic does not transit to gateway %q",
					g.name, p.dst, other.name)
			}
		}
		return t.noLink(g, p, r)
	}
	switch {
	case l.via.failed:
		return l.via.isDown(r)
	case l.via == here.by:
		return stop(r, Dropped, l.via.at, "gateway %q would send it back over the connection that it came from", g.name)
	case here.by != nil && !g.isVPN():
		return stop(r, Dropped, g.at, "ExpressRoute gateway %q does not forward traffic that comes over a circuit", g.name)
	}
	far := l.via.other(g)
	if far == nil {
		return t.toSite(p, r, l)
	}
	next := place{id: far.id, kind: kindGateway, sub: far.sub, gw: far, hub: far.hub, by: l.via}
	return step{route: r, next: next, through: l.via.hops()}
}

// end is the id of what is at the other end of a link to no gateway.
func (l *link) end() string {
	if l.site != nil {
		return l.site.ID
	}
	return l.local.id
}

// hops are what a packet passes on a link: the circuit.
func (l *link) hops() []Hop {
	if l.circuit == "" {
		return nil
	}
	return []Hop{{At: l.circuit, Kind: kindCircuit}}
}

// beyondSite ends the path at a site that is not the subnet which the packet is for, though a prefix of the site has its address. Only where the
// subnet's network uses another gateway may the site pass it on.
func (t *tracer) beyondSite(p *packet, r *EffectiveRoute, l *learned) step {
	to, of := t.name(l.via.end()), t.name(p.target.ID)
	if len(p.target.net.usedGateways()) > 0 || p.target.net.gatewayUseUnknown() != "" {
		return stop(r, NotKnown, r.At, "route %s takes it to %s, and whether that passes it on to %s is not known", describe(r), to, of)
	}
	return stop(r, Dropped, r.At, "route %s takes it to %s, from where nothing leads to %s", describe(r), to, of)
}

// toSite ends the path at what is behind a link, or goes by it to the internet: a site that takes the default route passes
// on what is for nobody else.
func (t *tracer) toSite(p *packet, r *EffectiveRoute, l *learned) step {
	site, all := l.via.site, l.prefix.Bits() == 0
	if why := l.via.lets(p.src, p.dst); why != "" {
		return stop(r, Dropped, l.via.at, "%s", why)
	}
	last := l.via.hops()
	last = append(last, Hop{At: l.via.end(), Kind: kindSite})
	switch {
	case p.internet && all:
		p.exit = l.via
		return step{route: r, outcome: Delivered, last: append(last, Hop{At: kindInternet, Kind: kindInternet})}
	case p.internet && site != nil:
		return stop(r, Dropped, r.At, "route %s takes it to %s instead", describe(r), t.name(site.ID))
	case site == nil && p.target != nil:
		return t.beyondSite(p, r, l)
	case site == nil:
		return step{route: r, outcome: Delivered, last: last}
	case !containsAddr(site.Prefixes, p.dst):
		return stop(r, Dropped, r.At, "route %s takes it to %s, which does not contain %s", describe(r), t.name(site.ID), p.dst)
	case p.site != site && (p.site != nil || p.target != nil):
		return stop(r, Dropped, r.At, "route %s takes it to %s, which has the same addresses", describe(r), t.name(site.ID))
	}
	return step{route: r, outcome: Delivered, last: last, link: l.via}
}
