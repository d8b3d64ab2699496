package reachability

import (
	"net/netip"
	"slices"

	"github.com/vnetloom/vnetloom/internal/ipnet"
)

// inHub is what the router of a virtual hub does with a packet, or its firewall after it has let the packet pass.
func (t *tracer) inHub(here place, p *packet) step {
	h := here.hub
	if here.out != nil {
		return t.overBranch(here, p)
	}
	if h.routingUnknown != "" {
		return stop(nil, NotKnown, h.at, "how virtual hub %q routes is not known: %s", h.name, h.routingUnknown)
	}
	private := slices.ContainsFunc(ipnet.RFC1918, func(q netip.Prefix) bool { return q.Contains(p.dst) })
	if here.insp == nil {
		switch {
		case private && h.private != nil:
			return step{route: h.routeTo(p.dst, "Azure Firewall", h.private.id, h.intentAt), next: t.inspectorPlace(h.private)}
		case !private && h.internet != nil && here.arrived == nil:
			return step{route: h.routeTo(p.dst, "Azure Firewall", h.internet.id, h.intentAt), next: t.inspectorPlace(h.internet)}
		}
	}
	x := t.entryOf(here, p)
	switch {
	case x == nil && here.insp != nil && !private:
		return t.toInternet(here, p, h.routeTo(p.dst, hopInternet, "", here.insp.at))
	case x == nil:
		return stop(nil, Dropped, h.at, "virtual hub %q has no route to %s", h.name, p.dst)
	case x.unknown != "":
		return stop(nil, NotKnown, x.at, "%s", x.unknown)
	case x.insp != nil:
		return step{route: h.routeTo(p.dst, "Azure Firewall", x.insp.id, x.at), next: t.inspectorPlace(x.insp)}
	case x.hub() != h:
		o := x.hub()
		return step{route: h.routeTo(p.dst, "Remote Hub", o.id, x.at), next: place{id: o.id, kind: kindHub, sub: o.sub, hub: o, arrived: h}}
	case x.branch != nil:
		g := x.branch.gateway
		return step{route: h.routeTo(p.dst, "Gateway", g.id, x.at), next: place{id: g.id, kind: kindGateway, sub: h.sub, gw: g, hub: h, out: x.branch}}
	}
	return t.deliver(here, x.conn.net, p, h.routeTo(p.dst, "Virtual Network Connection", x.conn.net.ID, x.at))
}

// entryOf is the route that decides: that of the table that where the packet came from is associated with. What comes from
// another hub goes to what this one connects; what its firewall sends on goes to networks of this hub, and else by the default table.
func (t *tracer) entryOf(here place, p *packet) *hubEntry {
	h := here.hub
	switch {
	case here.arrived != nil:
		return h.own(p.dst)
	case here.insp != nil:
		own, any := h.own(p.dst), skipFirewall(h.lookup(h.standard, p.dst, false))
		if own == nil || own.branch != nil && any != nil && any.branch != nil && any.prefix.Bits() >= own.prefix.Bits() {
			return any
		}
		return own
	case here.conn != nil:
		return h.lookup(here.conn.assoc, p.dst, true)
	}
	return h.lookup(h.standard, p.dst, false)
}

// skipFirewall leaves out a route that leads back to the firewall which has just passed the packet on.
func skipFirewall(x *hubEntry) *hubEntry {
	if x != nil && x.insp != nil {
		return nil
	}
	return x
}

// overBranch takes a packet over a connection of a hub's gateway.
func (t *tracer) overBranch(here place, p *packet) step {
	l := here.out.link
	r := here.hub.routeTo(p.dst, "Connection", l.id, l.at)
	if l.failed {
		return l.isDown(r)
	}
	if far := l.other(here.gw); far != nil {
		return step{route: r, next: place{id: far.id, kind: kindGateway, sub: far.sub, gw: far, hub: far.hub, by: l}, through: l.hops()}
	}
	if known := here.gw.lookup(p.dst); known != nil && known.unknown != "" {
		return stop(r, NotKnown, l.at, "%s", known.unknown)
	}
	return step{route: r, outcome: Delivered, last: append(l.hops(), Hop{At: l.end(), Kind: kindSite})}
}
