package picture

import (
	"slices"

	"github.com/vnetloom/vnetloom/topology"
)

// addJoins adds lines through what inspects, and to gateways, from what the statements join.
func (r *reading) addJoins() {
	for _, j := range r.t.Joins {
		if slices.Contains(j.B, "internet") && r.byID["internet"] == nil {
			r.addWayOut(j)
			continue
		}
		for _, b := range j.B {
			if site := r.byID[siteID(topology.SiteID(b))]; site != nil && r.network(b) == nil {
				r.addToSite(j, site)
			}
		}
		r.addBetweenNetworks(j)
	}
}

// addWayOut adds how networks reach the internet, where something inspects it or it leaves by a gateway.
func (r *reading) addWayOut(j topology.Join) {
	last := r.chain(j.Via, toInternet, j.Origin)
	if last == nil {
		return
	}
	for _, a := range j.A {
		r.toPart(r.network(a), r.part(j.Via[0]), toInternet, j.Origin)
	}
	if last.kind.isGateway() {
		return
	}
	internet := r.byID[internetID]
	if internet == nil {
		internet = r.add(&node{id: internetID, kind: internetKind, name: "Internet"})
	}
	r.join(last, internet, inspectedStyle, 0, "", j.Origin)
}

// chain adds the lines from each part that inspects to the next, and gives the last.
func (r *reading) chain(via []string, c classes, o topology.Origin) *node {
	var last *node
	for _, ref := range via {
		next := r.part(ref)
		if next == nil {
			continue
		}
		switch {
		case last == nil:
		case last.hub == next.hub || r.linked[pair{last.hub.id, next.hub.id}]:
			r.join(last, next, inspectedStyle, c, "", o)
		default: // by the gateways of both
			r.toGateways(last, last.hub, vpnGatewayKind, toRegions, o)
			r.toGateways(next, next.hub, vpnGatewayKind, toRegions, o)
		}
		last = next
	}
	return last
}

// toPart adds the line of a network to what its traffic is sent through.
func (r *reading) toPart(n, part *node, c classes, o topology.Origin) {
	if n == nil || part == nil || part.hub == n {
		return
	}
	if !r.linked[pair{n.id, part.hub.id}] { // by the gateways of both, or by the hubs of a virtual WAN
		if x := r.byID[r.uses[n.id]]; x != nil && x.wan != "" && x.wan == part.hub.wan {
			return
		}
		if uses := r.byID[r.uses[n.id]]; uses != nil {
			r.toGateways(n, uses, vpnGatewayKind, toRegions, o)
		}
		r.toGateways(part, part.hub, vpnGatewayKind, toRegions, o)
		return
	}
	s := inspectedStyle
	if part.kind.isGateway() {
		s = gatewayStyle
	}
	r.join(n, part, s, c, "", o)
}

// toGateways adds lines from a network or a part to the gateways of a hub: those of a kind, where it has one of that kind.
func (r *reading) toGateways(from, hub *node, k kind, c classes, o topology.Origin) {
	var list []*node
	for _, p := range hub.parts {
		if p.kind == k {
			list = append(list, p)
		}
	}
	if len(list) == 0 {
		list = slices.DeleteFunc(slices.Clone(hub.parts), func(p *node) bool { return !p.kind.isGateway() })
	}
	for _, p := range list {
		r.toGateway(from, p, c, o)
	}
}

func (r *reading) toGateway(from, gateway *node, c classes, o topology.Origin) {
	if from.hub != nil {
		r.join(from, gateway, inspectedStyle, c, "", o)
		return
	}
	r.toPart(from, gateway, c, o)
}

// addToSite adds how the networks of a join reach a site.
func (r *reading) addToSite(j topology.Join, site *node) {
	last := r.chain(j.Via, toOnPremises, j.Origin)
	if last != nil {
		for _, a := range j.A {
			r.toPart(r.network(a), r.part(j.Via[0]), toOnPremises, j.Origin)
		}
		r.toSite(last, last.hub, site, j.Origin)
		return
	}
	for _, a := range j.A {
		if n := r.network(a); n != nil && r.uses[n.id] != "" {
			r.toSite(n, r.byID[r.uses[n.id]], site, j.Origin)
		}
	}
}

// toSite adds the line to the gateways of a hub that lead to a site, or to all that lead on.
func (r *reading) toSite(from, hub, site *node, o topology.Origin) {
	if hub == nil {
		return
	}
	found := false
	for _, g := range r.leads[site.id] {
		if g.hub == hub {
			r.toGateway(from, g, toOnPremises, o)
			found = true
		}
	}
	if !found && hub.wan == "" && len(r.leads[site.id]) > 0 { // a virtual hub passes it on to the hub whose gateway leads there
		r.toGateways(from, hub, r.leads[site.id][0].kind, toOnPremises, o)
	}
}

// addBetweenNetworks adds what networks reach each other through.
func (r *reading) addBetweenNetworks(j topology.Join) {
	last := r.chain(j.Via, toRegions, j.Origin)
	if len(j.A) == 0 || len(j.B) == 0 {
		return
	}
	for i, side := range []struct{ near, far []string }{{j.A, j.B}, {j.B, j.A}} {
		first := r.firstPart(j.Via, i == 0)
		for _, ref := range side.near {
			n := r.network(ref)
			if n == nil || r.network(side.far[0]) == nil {
				continue
			}
			c := toSpokes
			switch {
			case len(j.Via) > 1:
				c = toRegions
			case r.hubs[pair{n.id, side.far[0]}]:
				c = toHub
			}
			switch {
			case last != nil && first != nil:
				r.toPart(n, first, c, j.Origin)
			case last == nil && r.uses[n.id] != "" && !r.reaches(n, side.far):
				r.toGateways(n, r.byID[r.uses[n.id]], vpnGatewayKind, toRegions, j.Origin)
			}
		}
	}
}

// firstPart is the first part of a way, from its one end or from the other.
func (r *reading) firstPart(via []string, fromA bool) *node {
	if len(via) == 0 {
		return nil
	}
	if fromA {
		return r.part(via[0])
	}
	return r.part(via[len(via)-1])
}

// reaches tells whether a network is peered with one of others, or is one.
func (r *reading) reaches(n *node, others []string) bool {
	for _, ref := range others {
		if o := r.network(ref); o == nil || o == n || r.linked[pair{n.id, o.id}] || r.shareWAN(n, o) {
			return true
		}
	}
	return false
}

// shareWAN tells whether two networks are connected to hubs of one virtual WAN, which reach each other.
func (r *reading) shareWAN(a, b *node) bool {
	x, y := r.byID[r.uses[a.id]], r.byID[r.uses[b.id]]
	return x != nil && y != nil && x.wan != "" && x.wan == y.wan
}

// addOnPremises adds how networks reach what is behind a gateway, where no site of the intent is there.
func (r *reading) addOnPremises() {
	for _, o := range r.t.OnPremises {
		hub := r.byID[string(o.Gateway)]
		if hub == nil {
			continue
		}
		last := r.chain(o.Via, toOnPremises, o.Origin)
		for _, ref := range o.Networks {
			n := r.network(ref)
			switch {
			case n == nil || n == hub:
			case last != nil:
				r.toPart(n, r.part(o.Via[0]), toOnPremises, o.Origin)
			default:
				r.toAllGateways(n, hub, o.Origin)
			}
		}
		if last != nil {
			r.toAllGateways(last, hub, o.Origin)
		}
	}
}

func (r *reading) toAllGateways(from, hub *node, o topology.Origin) {
	for _, p := range hub.parts {
		if p.kind.isGateway() {
			r.toGateway(from, p, toOnPremises, o)
		}
	}
}

// dropImplied drops the peering of a network with a hub where a line to a part of the hub says it already.
func (r *reading) dropImplied() {
	through := map[pair]bool{}
	for _, l := range r.listed {
		if l.to.hub != nil && l.from.hub == nil {
			through[pair{l.from.id, l.to.hub.id}] = true
		}
	}
	r.listed = slices.DeleteFunc(r.listed, func(l *line) bool {
		return l.style == peeringStyle && l.to.hub == nil && through[pair{l.from.id, l.to.id}]
	})
}

// close finds the lines over which nothing passes but the flows that the intent lists.
func (r *reading) close() {
	open, closed := map[string]bool{}, map[string]bool{}
	for _, j := range r.t.Joins {
		for _, s := range j.Origin.Statements {
			if j.Closed {
				closed[s] = true
			} else {
				open[s] = true
			}
		}
	}
	for _, l := range r.listed {
		if l.style > gatewayStyle && l.style != directStyle || l.from.hub != nil {
			continue
		}
		list := statementsOf(l)
		l.closed = len(list) > 0
		for _, s := range list {
			l.closed = l.closed && closed[s] && !open[s]
		}
	}
}
