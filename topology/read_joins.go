package topology

import (
	"cmp"

	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/source"
)

// join is two networks, or a network and a site, that a connection joins; hops are what inspects between them.
type join struct {
	c                  *schema.Connection
	chain              *filterChain         // what closes it, nil where it is open
	over               []*schema.Connection // of one of several ways by gateways: the connections of it
	again              bool                 // another way, which says the same
	routed             bool                 // a route sends the one's packets to the other through hops: a direct path takes precedence
	direct             *join                // of a routed one: the whole peering beside it, whose access governs
	closes             bool                 // it closes the pair to each other, but for its flows
	a, b               *network
	site               *site // in the place of b
	subnetsA, subnetsB []string
	hops               []*hop
}

func (x *join) names() (string, string) {
	if x.site != nil {
		return string(x.a.id), string(x.site.id)
	}
	return string(x.a.id), string(x.b.id)
}

// eachJoin calls f for every pair of networks, and of a network and a site, that a connection joins, by whatever path.
func (r *reading) eachJoin(f func(join)) {
	by := func(x join) {
		x.chain = r.chainOf(x.c)
		f(x)
	}
	eachOf := func(c *schema.Connection, routed bool, as, bs []*network, hops ...*hop) {
		for _, a := range as {
			for _, b := range bs {
				if a != b {
					by(join{c: c, a: a, b: b, hops: hops, routed: routed})
				}
			}
		}
	}
	each := func(c *schema.Connection, as, bs []*network, hops ...*hop) { eachOf(c, false, as, bs, hops...) }
	within := func(c *schema.Connection, list []*network, hops ...*hop) {
		for i, a := range list {
			eachOf(c, len(hops) > 0 && hops[0] != nil, []*network{a}, list[i+1:], hops...)
		}
	}
	for _, g := range r.hubAndSpokes {
		each(g.c, g.hubs, g.spokes, g.hubOwn.hop)
		if g.spokeToSpoke.mode == "direct" || g.spokeToSpoke.hop != nil {
			within(g.c, g.spokes, g.spokeToSpoke.hop)
		}
	}
	for _, m := range r.pairwise {
		if len(m.subnets) == 2 {
			a, b := m.members[0], m.members[1]
			by(join{c: m.c, a: a, b: b, subnetsA: m.subnets[a], subnetsB: m.subnets[b]})
			continue
		}
		within(m.c, m.members)
	}
	for _, t := range r.transits {
		hops := []*hop{t.a.transitHop, t.b.transitHop}
		for _, x := range t.among {
			eachOf(t.m.c, true, x.spokes[t.a], x.spokes[t.b], hops...)
		}
		if t.hubs {
			each(t.m.c, t.spokes[t.a], []*network{t.b}, hops...)
			each(t.m.c, []*network{t.a}, t.spokes[t.b], hops...)
		}
		for _, at := range []*network{t.a, t.b} {
			for _, s := range t.carried(at) {
				for _, spoke := range t.spokes[t.other(at)] {
					for _, chain := range r.chainsToCarried(t, at, s) {
						f(join{c: t.m.c, chain: chain.chain, over: chain.over, a: spoke, site: s, hops: hops})
					}
				}
			}
		}
	}
	r.eachJoinOfWANs(f)
	r.eachJoinBehindGateways(f)
}

// eachJoinBehindGateways calls f for every pair of a network and what is behind the gateway that it uses, its own or another's: once for each
// way there that passes other connections.
func (r *reading) eachJoinBehindGateways(f func(join)) {
	done := map[pairKey]bool{}
	for _, n := range r.networks {
		if n.wan != nil {
			continue
		}
		for _, x := range n.onPremises() {
			pair := join{c: cmp.Or(r.usesGatewayBy(n), x.link.c), a: n, b: x.network, site: x.site, hops: []*hop{n.policy.onPremises}}
			if x.network != nil {
				if done[keyOf(n, x.network)] || r.joinedOtherwise(n, x.network) {
					continue
				}
				done[keyOf(n, x.network)] = true
				if r.usesGatewayBy(x.network) != nil {
					pair.hops = append(pair.hops, x.network.policy.onPremises)
				}
				if own := x.network.hubToOnPremises(); own != nil {
					pair.hops = append(pair.hops, hubInspectors(own)...)
				}
			}
			pair.hops = append(pair.hops, hubInspectors(x.through...)...)
			for _, chain := range r.chainsTo(n, x) {
				pair.chain, pair.over = chain.chain, chain.over
				f(pair)
			}
		}
	}
}

// usesGatewayBy is the connection by which a network uses the gateway of another, nil where it does not.
func (r *reading) usesGatewayBy(n *network) *schema.Connection {
	g := n.policy.gateway
	if g == nil || g == n || n.wan != nil {
		return nil
	}
	if p := r.peering(n, g); p != nil {
		return p.terms().c
	}
	return nil
}

func memberKey(c *schema.Connection, name string) string { return c.Name + "\x00" + name }

func relationKey(c *schema.Connection, a, b string) string { return c.Name + "\x00" + pairName(a, b) }

// pairName is one for a pair of networks or sites, in whichever order.
func pairName(a, b string) string { return min(a, b) + "\x00" + max(a, b) }

// closedBy are the connections that close a pair but for their flows.
func (x *join) closedBy() []*schema.Connection {
	if x.chain == nil {
		return nil
	}
	return x.chain.by
}

// statedBy is the connections that say what may pass between the pair, in words, and the place of the first.
func (x *join) statedBy() (string, source.Range) {
	switch {
	case x.chain != nil:
		return x.chain.words(), accessRange(x.chain.by[0])
	case len(x.over) > 0:
		return (&filterChain{by: x.over}).words(), accessRange(x.over[0])
	}
	return quote(x.c.Name), accessRange(x.c)
}

// joinedOtherwise tells whether a peering, a hub or transit joins the two networks as a whole.
func (r *reading) joinedOtherwise(a, b *network) bool {
	if p := r.peering(a, b); p != nil && !p.bySubnet() {
		return true
	}
	for _, g := range a.spokeOf {
		if g.isSpoke[b] && g.spokeToSpoke.mode != "none" {
			return true
		}
	}
	for _, t := range r.transits {
		if t.joins(a, b) {
			return true
		}
	}
	return false
}
