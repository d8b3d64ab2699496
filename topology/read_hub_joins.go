package topology

import (
	"slices"

	"github.com/vnetloom/vnetloom/schema"
)

// What the statements of virtual hubs join. A pair of spokes of two hubs passes the statement of each, and a mesh or peering of the hubs, one after the
// other; so does a spoke on its way to what is behind the gateways of a hub: its own statement, and those of the gateways' connections.

// eachJoinOfWANs calls f for every pair of spokes of virtual hubs, and of such a spoke and a site behind the gateways of a hub: once for each way.
// What a network is joined with by its own gateway stands with that network.
func (r *reading) eachJoinOfWANs(f func(join)) {
	for _, w := range r.wans {
		for i, a := range w.hubAndSpokes {
			for _, b := range w.hubAndSpokes[i:] {
				if hubsMeet(a, b) {
					w.eachMeeting(a, b, func(s, t *network) { f(r.hubJoin(a, b, s, t)) })
				}
			}
		}
	}
	for _, n := range r.networks {
		hub := n.hubToOnPremises()
		if hub == nil {
			continue
		}
		for _, x := range hub.destinations {
			if x.site == nil {
				continue
			}
			for _, chain := range r.chainsTo(n, x) {
				f(join{c: n.statementsToOnPremises()[0].c, chain: chain.chain, over: chain.over, a: n, site: x.site, hops: x.hubHops(hub)})
			}
		}
	}
}

// eachMeeting calls f for each two spokes of two statements that reach each other, once.
func (w *wan) eachMeeting(a, b *hubAndSpoke, f func(s, t *network)) {
	for _, x := range meetingSpokes(a, b) {
		for i, s := range x.spokes[0] {
			others := x.spokes[1]
			if a == b {
				others = others[i+1:]
			}
			for _, t := range others {
				if s != t {
					f(s, t)
				}
			}
		}
	}
}

// hubJoin is a pair of spokes of two statements.
func (r *reading) hubJoin(a, b *hubAndSpoke, s, t *network) join {
	list := a.meetBy(b)
	return join{c: a.c, chain: r.chainOf(list...), over: list, a: s, b: t, hops: hubInspectors(a.hubs[0], b.hubs[0])}
}

// meetBy are the connections that spokes of two statements pass on their way to each other.
func (g *hubAndSpoke) meetBy(o *hubAndSpoke) []*schema.Connection {
	list := []*schema.Connection{g.c}
	if o == g {
		return list
	}
	list = append(list, o.c)
	for _, m := range g.hubs[0].wan.meshes {
		if slices.Contains(m.members, g.hubs[0]) && slices.Contains(m.members, o.hubs[0]) {
			list = append(list, m.c)
		}
	}
	return list
}

// hubInspectors are what inspects private traffic in virtual hubs, in their order, each hub once.
func hubInspectors(hubs ...*network) []*hop {
	var out []*hop
	for _, h := range hubs {
		if x := h.hubInspector(); x != nil && !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

// hubHops are what inspects in virtual hubs on the way from a hub's spokes to what is behind the gateways of its virtual WAN.
func (x gatewayDestination) hubHops(own *network) []*hop {
	hubs := []*network{own}
	if at := x.link.hubEnd(); at != nil {
		hubs = append(hubs, at)
	}
	return hubInspectors(hubs...)
}

// statementsToOnPremises are those by which a spoke of a virtual hub reaches what is behind the gateways of its virtual WAN.
func (n *network) statementsToOnPremises() []*hubAndSpoke {
	var out []*hubAndSpoke
	for _, g := range n.spokeOfWAN {
		if g.onPremises.mode != "none" && g.hubs[0].wan.hasGateway() {
			out = append(out, g)
		}
	}
	return out
}

// allHubAndSpokes are those of virtual networks and of virtual hubs.
func (r *reading) allHubAndSpokes() []*hubAndSpoke {
	out := slices.Clone(r.hubAndSpokes)
	for _, w := range r.wans {
		out = append(out, w.hubAndSpokes...)
	}
	return out
}
