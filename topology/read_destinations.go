package topology

import (
	"maps"
	"slices"
)

// gatewayUse is who uses a network's gateways, and what these lead to.
type gatewayUse struct {
	users        []*network           // the networks that use them, by name
	destinations []gatewayDestination // what stands behind them, in the order of the connections, each thing once
}

// findGatewayUsers finds whose gateways each network uses.
func (r *reading) findGatewayUsers() {
	for _, n := range r.networks {
		if g := n.policy.gateway; g != nil && g != n {
			g.users = append(g.users, n)
		}
		if hub := n.hubToOnPremises(); hub != nil { // what is behind one hub is behind all
			for _, h := range hub.wan.hubs {
				h.users = append(h.users, n)
			}
		}
	}
}

// findDestinations finds what stands behind the gateways of each network.
//
// A connection to a site or a circuit leads to the site. One to another gateway leads to its network and, with BGP, to the
// networks that use that gateway, the sites at it and onward over every connection that has BGP. A gateway passes nothing on
// between ExpressRoute connections, nor between ExpressRoute and VPN: that takes a Route Server. A virtual hub advertises its spokes
// and those of the other hubs of its virtual WAN, and with branchToBranch what its and their gateways connect, but for a circuit to a
// circuit.
// Sources: VPN Gateway FAQ (VNet-to-VNet connections, BGP and transit routing); About ExpressRoute virtual network gateways.
func (r *reading) findDestinations() {
	for _, n := range r.networks {
		w := &destinationWalk{from: n, seen: map[any]int{}}
		for _, at := range n.meeting() {
			for _, g := range []*gatewayNode{at.vpn, at.expressRoute} {
				if g != nil {
					w.start(g)
				}
			}
		}
		n.destinations = w.out
	}
}

// gatewayDestination is what a network's gateways lead to: a site, or a network.
type gatewayDestination struct {
	site     *site
	network  *network
	link     *gatewayLink // the first one on the way
	pairOnly bool         // a VPN without BGP: only the two networks reach each other, not those that use their gateways
	through  []*network   // the virtual hubs on the way, from near to far
	hops     int          // gateways on the way
}

// destinationWalk goes from gateway to gateway.
type destinationWalk struct {
	from *network
	out  []gatewayDestination
	seen map[any]int // site or network -> its place in out
}

func (w *destinationWalk) start(g *gatewayNode) {
	passed := map[*gatewayNode]bool{g: true}
	for _, l := range g.links {
		if s := l.leadsTo(); s != nil {
			w.add(s, gatewayDestination{site: s, link: l})
			continue
		}
		far := l.other(g)
		if far == nil {
			continue
		}
		w.add(far.network, gatewayDestination{network: far.network, link: l, pairOnly: !l.bgp})
		if l.bgp {
			w.onward(far, gatewayDestination{link: l}, passed)
		}
	}
}

// onward adds what a gateway advertises over BGP; way is how it is reached.
func (w *destinationWalk) onward(g *gatewayNode, way gatewayDestination, passed map[*gatewayNode]bool) {
	if passed[g] {
		return
	}
	passed[g] = true
	way.hops++
	if g.network.wan != nil {
		w.overHub(g, way.over(g.network), passed)
		return
	}
	for _, u := range g.network.users {
		w.add(u, way.to(nil, u))
	}
	if g.kind == expressRouteHop {
		return
	}
	for _, l := range g.links {
		w.take(g, l, way, passed)
	}
}

// take adds what a connection of a gateway that is reached leads to.
func (w *destinationWalk) take(g *gatewayNode, l *gatewayLink, way gatewayDestination, passed map[*gatewayNode]bool) {
	if s := l.leadsTo(); s != nil {
		w.add(s, way.to(s, nil))
		return
	}
	if far := l.other(g); far != nil && l.bgp && !passed[far] {
		w.add(far.network, way.to(nil, far.network))
		w.onward(far, way, passed)
	}
}

// overHub adds what the gateway of a virtual hub advertises: the spokes of its virtual WAN, those of its own hub by the shorter way,
// and with branchToBranch what all gateways of it connect. A route that a virtual WAN has advertised is taken by none of its gateways.
// Source: How to configure Virtual WAN hub routing intent, ExpressRoute: circuits are joined by Global Reach alone.
func (w *destinationWalk) overHub(g *gatewayNode, way gatewayDestination, passed map[*gatewayNode]bool) {
	for _, u := range g.network.users {
		x := way.to(nil, u)
		if u.hubToOnPremises() != g.network {
			x.hops++
		}
		w.add(u, x)
	}
	if !g.network.wan.BranchToBranch {
		return
	}
	passed = maps.Clone(passed)
	for _, h := range g.network.wan.hubs {
		passed[h.vpn], passed[h.expressRoute] = true, true
	}
	for _, h := range g.network.meeting() {
		exit := way
		if h != g.network {
			exit = way.over(h)
			exit.hops++
		}
		for _, k := range []*gatewayNode{h.vpn, h.expressRoute} {
			if k == nil || k.kind == expressRouteHop && g.kind == expressRouteHop {
				continue
			}
			for _, l := range k.links {
				w.take(k, l, exit, passed)
			}
		}
	}
}

// to is the way to a site or a network.
func (x gatewayDestination) to(s *site, n *network) gatewayDestination {
	x.site, x.network = s, n
	return x
}

// over is the way that goes on through a virtual hub.
func (x gatewayDestination) over(hub *network) gatewayDestination {
	x.through = append(slices.Clone(x.through), hub)
	return x
}

func (w *destinationWalk) add(key any, x gatewayDestination) {
	if x.network == w.from || x.network != nil && (x.network.policy.gateway == w.from || x.network.wan != nil ||
		w.from.wan != nil && len(x.network.spokeOfWAN) > 0) {
		return
	}
	if i, ok := w.seen[key]; ok {
		if w.out[i].pairOnly && !x.pairOnly || x.byOwnHub() || len(x.through)+len(w.out[i].through) > 0 && x.hops < w.out[i].hops {
			w.out[i] = x
		}
		return
	}
	w.seen[key] = len(w.out)
	w.out = append(w.out, x)
}

// byOwnHub tells whether a spoke of a virtual WAN is reached at its own hub: that way is shorter than by another one.
func (x gatewayDestination) byOwnHub() bool {
	if x.network == nil || x.link == nil {
		return false
	}
	hub := x.network.hubToOnPremises()
	return hub != nil && x.link.hubEnd() == hub
}

// onPremises is what a network reaches through the gateway that it uses, but for what only the gateway's own network does.
func (n *network) onPremises() []gatewayDestination {
	g := n.policy.gateway
	if g == nil {
		return nil
	}
	var out []gatewayDestination
	for _, x := range g.destinations {
		if x.network == n || n != g && x.pairOnly {
			continue
		}
		out = append(out, x)
	}
	return out
}

// inspectors are what inspects a network's traffic on its own side, where it is reached through a gateway: in a virtual WAN the
// firewall of the hub at which the packets come in, and that of its own hub.
func (x gatewayDestination) inspectors() []string {
	own := x.network.hubToOnPremises()
	out := inspectedBy(x.network)
	if own != nil {
		out = viaRefs(own.hubInspector())
	}
	for _, hub := range slices.Backward(x.through) {
		if hub != own {
			out = append(out, viaRefs(hub.hubInspector())...)
		}
	}
	return out
}

// passing is what inspects in the virtual hubs on the way, from near to far.
func (x gatewayDestination) passing() []string {
	var out []string
	for _, hub := range x.through {
		out = append(out, viaRefs(hub.hubInspector())...)
	}
	return out
}
