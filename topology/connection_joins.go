package topology

import (
	"slices"
	"strings"
)

// addConnectionJoins promises what the connections of gateways join: each network that uses a gateway with what is behind it.
func (r *resolver) addConnectionJoins() {
	for _, t := range r.transits {
		for _, at := range []*network{t.a, t.b} {
			for _, s := range t.carried(at) {
				j := r.joinThrough(r.chainsToCarried(t, at, s)[0].chain, connectionOrigin(t.m.c, "join"))
				j.A, j.B = refs(t.other(at).transitSpokes()), []string{string(s.id)}
				j.Via = append(viaRefs(t.other(at).transitHop), viaRefs(at.transitHop)...)
				r.topo.Joins = append(r.topo.Joins, j)
			}
		}
	}
	for _, g := range r.networks {
		if g.wan != nil {
			r.joinBehindHub(g)
		} else if len(r.destinationsBehind(g)) > 0 {
			r.joinSites(g)
			r.joinNetworks(g)
		}
	}
}

// joinSites: the gateway's network straight, those that use it through what inspects their on-premises traffic, and as the
// connection says by which they use it.
func (r *resolver) joinSites(g *network) {
	type class struct {
		networks []*network
		via      []string
	}
	classes := map[string]*class{}
	for _, n := range append([]*network{g}, r.usersOf(g)...) {
		x := class{via: inspectedBy(n)}
		key := strings.Join(x.via, "\x00")
		if by := r.usesGatewayBy(n); by != nil {
			key += "\x01" + by.Name
		}
		if classes[key] == nil {
			classes[key] = &x
		}
		classes[key].networks = append(classes[key].networks, n)
	}
	sites := map[string][]gatewayDestination{} // by the statement that leads there, and what closes on the way
	for _, x := range r.destinationsBehind(g) {
		if x.site != nil {
			key := strings.Join(append(x.link.origin("join").Statements, append(x.passing(), chainKey(r.pathsTo(g, x)[0].by))...), "\x00")
			sites[key] = append(sites[key], x)
		}
	}
	for _, statement := range sortedKeys(sites) {
		for _, key := range sortedKeys(classes) {
			x, list := classes[key], sites[statement]
			j := r.joinThrough(r.chainTo(x.networks[0], list[0]), list[0].link.origin("join"))
			j.A, j.Via = refs(x.networks), append(slices.Clone(x.via), list[0].passing()...)
			for _, s := range list {
				j.B = append(j.B, string(s.site.id))
			}
			r.topo.Joins = append(r.topo.Joins, j)
		}
	}
}

// inspectedBy is what inspects the network's traffic with what is behind the gateway that it uses.
func inspectedBy(n *network) []string {
	if n.policy.gateway == n {
		return nil
	}
	return viaRefs(n.policy.onPremises)
}

// joinNetworks promises each network that uses the gateway, and each that uses a gateway that it leads to, to each other. A pair
// that is joined otherwise too has the way that the other statement says: a peering goes before a gateway's routes.
func (r *resolver) joinNetworks(g *network) {
	type class struct {
		networks []*network
		via      []string
		first    gatewayDestination // of far ones
	}
	far := map[string]*class{} // by whose gateway they use, what inspects them, and the way there
	for _, x := range r.destinationsBehind(g) {
		switch {
		case x.network == nil || gatewayNetworkOf(x.network).id < g.id && len(x.network.spokeOfWAN) == 0: // its own turn comes
		case x.pairOnly:
			if !r.joinedOtherwise(g, x.network) {
				j := r.joinThrough(r.chainTo(g, x), x.link.origin("join"))
				j.A, j.B = []string{string(g.id)}, []string{string(x.network.id)}
				r.topo.Joins = append(r.topo.Joins, j)
			}
		default:
			via := reversed(r.inspectedAt(x))
			key := strings.Join(append([]string{string(gatewayNetworkOf(x.network).id), x.link.key()}, via...), "\x00")
			if row := r.chainTo(g, x); row != nil {
				key += "\x01" + chainKey(row.by)
			}
			if far[key] == nil {
				far[key] = &class{via: via, first: x}
			}
			far[key].networks = append(far[key].networks, x.network)
		}
	}
	near := map[string]*class{}
	for _, n := range append([]*network{g}, r.usersOf(g)...) {
		via := inspectedBy(n)
		key := strings.Join(via, "\x00")
		if row := r.chainOf(r.usesGatewayBy(n)); row != nil {
			key += "\x01" + chainKey(row.by)
		}
		if near[key] == nil {
			near[key] = &class{via: via}
		}
		near[key].networks = append(near[key].networks, n)
	}
	for _, a := range sortedKeys(near) {
		for _, b := range sortedKeys(far) {
			j := r.joinThrough(r.chainTo(near[a].networks[0], far[b].first), far[b].first.link.origin("join"))
			j.Via = append(append([]string(nil), near[a].via...), far[b].via...)
			r.joinClasses(near[a].networks, far[b].networks, j)
		}
	}
}

// turnOf is the network whose gateway it uses, or the virtual hub by which it reaches the gateways.
func gatewayNetworkOf(n *network) *network {
	if hub := n.hubToOnPremises(); hub != nil {
		return hub
	}
	return gatewayHolder(n)
}

// joinClasses promises each of a each of b as the join says, but for pairs that are joined otherwise.
func (r *resolver) joinClasses(a, b []*network, j Join) {
	var whole []*network
	add := func(a, b []*network) {
		j.A, j.B = refs(a), refs(b)
		r.topo.Joins = append(r.topo.Joins, j)
	}
	for _, n := range a {
		var rest []*network
		for _, x := range b {
			if !r.joinedOtherwise(n, x) {
				rest = append(rest, x)
			}
		}
		switch {
		case len(rest) == len(b):
			whole = append(whole, n)
		case len(rest) > 0:
			add([]*network{n}, rest)
		}
	}
	if len(whole) > 0 {
		add(whole, union(b, nil))
	}
}

// gatewayNetwork is the network whose gateway a network uses, itself where it has one.
func gatewayHolder(n *network) *network {
	if n.policy.gateway != nil {
		return n.policy.gateway
	}
	return n
}

func reversed(list []string) []string {
	out := make([]string, 0, len(list))
	for i := len(list) - 1; i >= 0; i-- {
		out = append(out, list[i])
	}
	return out
}

// joinedOtherwise tells whether a peering, a hub or transit joins the two networks.
func (r *resolver) joinedOtherwise(a, b *network) bool {
	if r.peering(a, b) != nil {
		return true
	}
	for _, g := range a.spokeOf {
		if g.isSpoke[b] && g.spokeToSpoke.mode != "none" {
			return true
		}
	}
	for _, t := range r.transits {
		if t.joins(a, b) || t.joins(b, a) {
			return true
		}
	}
	return false
}

// joins tells whether the transit joins a network on a's side with one on b's.
func (t *transit) joins(a, b *network) bool {
	spokeA, spokeB := contains(t.a.transitSpokes(), a), contains(t.b.transitSpokes(), b)
	return spokeA && spokeB || t.hubs && (spokeA && b == t.b || a == t.a && spokeB)
}
