package reachability

import (
	"net/netip"
	"slices"
)

// toGateway sends a packet to the gateway of the network, or the one that it uses in a peered network. A user's route leads
// to a VPN gateway only.
// Source: Virtual network traffic routing, "User-defined": the gateway must be created with type VPN.
func (t *tracer) toGateway(here place, p *packet, r *EffectiveRoute) step {
	for _, g := range here.sub.net.usedGateways() {
		if r.Source == fromUser && g.kind != "vpn" || r.Source == fromGateway && !g.knows(p.dst) {
			continue
		}
		return step{route: r, next: place{id: g.id, kind: kindGateway, sub: g.sub, gw: g}}
	}
	for _, g := range here.sub.net.usedGateways() {
		if g.openKind != "" {
			return stop(r, NotKnown, r.At, "whether %q is a VPN gateway is not known: %s", g.name, g.openKind)
		}
	}
	if why := here.sub.net.openGateway; why != "" {
		return stop(r, NotKnown, r.At, "whether %q has a gateway is not known: %s", here.sub.net.Name, why)
	}
	return stop(r, Dropped, r.At, "route %s leads to a VPN gateway, and %q has none", describe(r), here.sub.net.Name).because(causeHop)
}

func (g *gateway) knows(a netip.Addr) bool { return g.lookup(a) != nil }

// lookup is the longest learned prefix that contains the address.
func (g *gateway) lookup(a netip.Addr) *learned {
	var best *learned
	list := g.prefixes()
	for i := range list {
		if l := &list[i]; l.prefix.Contains(a) && (best == nil || l.prefix.Bits() > best.prefix.Bits()) {
			best = l
		}
	}
	return best
}

// fromGateway is what a gateway does: GatewaySubnet's routes count, then what it learned. To a peered network it forwards
// only where that network uses it.
// Source: Configure VPN gateway transit for virtual network peering.
func (t *tracer) fromGateway(here place, p *packet) step {
	r, why := t.e.route(here.sub, p)
	switch {
	case why != "":
		return stop(r, NotKnown, here.sub.At, "%s", why)
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
	case r.NextHopType == hopInternet || r.NextHopType == hopNone:
		if t.hidden(here.gw) || here.gw.open != "" || here.gw.openSite {
			return stop(r, NotKnown, here.gw.at, "what is behind gateway %q is not known from the templates", here.gw.name)
		}
		return stop(r, Dropped, here.gw.at, "gateway %q has no connection that leads to %s", here.gw.name, p.dst)
	case r.NextHopType == hopGateway:
		return stop(r, Loops, r.At, "route %s of GatewaySubnet leads back to the gateway", describe(r))
	}
	return t.follow(here, p, r)
}

// hidden tells whether a gateway may know more than the templates say: it has no connection in them, or one with BGP.
func (t *tracer) hidden(g *gateway) bool {
	return len(g.links) == 0 || slices.ContainsFunc(g.links, func(l *link) bool { return l.bgp || l.site != nil && l.site.open != "" })
}

// overLink takes a packet over a connection.
func (t *tracer) overLink(here place, p *packet, r *EffectiveRoute) step {
	l := here.gw.lookup(p.dst)
	if l == nil { // another gateway of the network learned it
		for _, g := range here.sub.net.gateways {
			if g != here.gw && g.knows(p.dst) {
				return step{route: r, next: place{id: g.id, kind: kindGateway, sub: g.sub, gw: g}}
			}
		}
		return stop(r, Dropped, here.gw.at, "gateway %q has no connection that leads to %s", here.gw.name, p.dst)
	}
	if l.via.site != nil {
		return step{route: r, outcome: Delivered, last: []Hop{{At: l.via.site.id, Kind: kindSite}}}
	}
	far := l.via.b
	if far == here.gw {
		far = l.via.a
	}
	return step{route: r, next: place{id: far.id, kind: kindGateway, sub: far.sub, gw: far}}
}
