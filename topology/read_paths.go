package topology

import (
	"slices"

	"github.com/vnetloom/vnetloom/schema"
)

// gatewayPaths are the paths over gateways that close something, found once for each pair of ends.
type gatewayPaths struct {
	pathsOf map[pathKey][]gatewayPath
}

// pathKey is what paths lead from and to.
type pathKey struct {
	from   *network
	to     any  // a site or a network
	onward bool // not between the two networks of a VPN alone
}

// pathsTo are the paths from a network to something behind the gateway that it uses, as far as they pass other connections that
// close; one where all are the same, or nothing closes.
func (r *reading) pathsTo(n *network, x gatewayDestination) []gatewayPath {
	if !r.gatewaysRestrict() {
		return []gatewayPath{{}}
	}
	g := gatewayHolder(n)
	if hub := n.hubToOnPremises(); hub != nil {
		g = hub
	}
	g = pathNode(g)
	key := pathKey{from: g, to: x.site, onward: n != g}
	if x.site == nil {
		key.to, key.onward = x.network, n != g || gatewayNetworkOf(x.network) != x.network
	}
	if r.pathsOf[key] == nil {
		r.pathsOf[key] = r.newPathGraph(key).paths()
	}
	return r.pathsOf[key]
}

func (r *reading) gatewaysRestrict() bool {
	return slices.ContainsFunc(r.in.Connections, func(c schema.Connection) bool {
		return restricts(&c) && (c.Kind == "vpn" || c.Kind == "expressRoute")
	})
}

// pathNode is what stands for a network in a graph of paths: the hubs of a virtual WAN are one.
func pathNode(n *network) *network {
	if n.wan != nil {
		return n.wan.hubs[0]
	}
	return n
}

// newPathGraph goes where destinationWalk goes: directly by each gateway of the network, and onward from one VPN gateway to the next by BGP. The hubs of
// a virtual WAN are one node: onward they lead only with branchToBranch.
func (r *reading) newPathGraph(key pathKey) *pathGraph {
	w := &pathGraph{from: key.from, at: map[any][]int{}}
	seen := map[*network]bool{key.from: true}
	next := func(n *network) []*network {
		if seen[n] {
			return nil
		}
		seen[n] = true
		return []*network{n}
	}
	for list := []*network{key.from}; len(list) > 0; list = list[1:] {
		n := list[0]
		if n != key.from && (key.to == n || n == gatewayOf(key.to)) {
			w.add(n, pathEnd{}, nil)
		}
		for _, at := range n.meeting() {
			if at.vpn == nil || n != key.from && n.wan != nil && !n.wan.BranchToBranch {
				continue
			}
			for _, l := range at.vpn.links {
				far := l.other(at.vpn)
				switch {
				case l.leadsTo() != nil && key.to == l.leadsTo():
					w.link(n, pathEnd{}, l)
				case far == nil:
				case l.bgp:
					to := pathNode(far.network)
					list = append(list, next(to)...)
					if n.id < to.id || n.wan == nil && to.wan == nil && n == to { // each link once
						w.link(n, to, l)
					}
				case n == key.from && key.to == far.network && !key.onward:
					w.link(n, pathEnd{}, l)
				}
			}
		}
		if n == key.from || n.wan != nil && n.wan.BranchToBranch {
			list = append(list, w.circuits(n, key, next)...)
		}
	}
	return w
}

// circuits adds what circuits lead to; of a virtual hub at the other end it goes on there.
func (w *pathGraph) circuits(n *network, key pathKey, next func(*network) []*network) []*network {
	var out []*network
	for _, at := range n.meeting() {
		if at.expressRoute == nil {
			continue
		}
		for _, l := range at.expressRoute.links {
			far := l.other(at.expressRoute)
			direct := l.leadsTo() != nil && key.to == l.leadsTo()
			if far != nil {
				to, _ := key.to.(*network)
				direct = to == far.network || to != nil && slices.Contains(far.network.users, to)
			}
			switch {
			case direct:
				w.link(n, pathEnd{}, l)
			case far != nil && n.wan == nil && far.network.wan != nil:
				hub := pathNode(far.network)
				w.link(n, hub, l)
				out = append(out, next(hub)...)
			}
		}
	}
	return out
}

// gatewayOf is the network whose gateway a network uses, nil of a site.
func gatewayOf(x any) *network {
	if n, ok := x.(*network); ok {
		if hub := n.hubToOnPremises(); hub != nil {
			return pathNode(hub)
		}
		return n.policy.gateway
	}
	return nil
}

// chainsTo are what a network and something behind the gateway that it uses pass one after the other, once for each path that passes others: the
// connections by which each of them uses a gateway, and those between the gateways. Each must let a packet pass.
func (r *reading) chainsTo(n *network, x gatewayDestination) []pathChain {
	ways := r.usesGatewaysBy(n)
	if x.network != nil {
		var both [][]*schema.Connection
		for _, near := range ways {
			for _, far := range r.usesGatewaysBy(x.network) {
				both = append(both, append(slices.Clone(near), far...))
			}
		}
		ways = both
	}
	var out []pathChain
	for _, w := range r.pathsTo(n, x) {
		for _, ends := range ways {
			over := w.over
			if len(ways) > 1 { // a network with one way has no connection there
				over = slices.DeleteFunc(append(slices.Clone(over), ends...), func(c *schema.Connection) bool { return c == nil })
			}
			out = append(out, pathChain{r.chainOf(append(slices.Clone(w.by), ends...)...), over})
		}
	}
	return out
}

// usesGatewaysBy are the connections by which a network uses the gateways that it reaches: one, or none; of a spoke of a virtual hub one of several
// statements, where it is in several.
func (r *reading) usesGatewaysBy(n *network) [][]*schema.Connection {
	var out [][]*schema.Connection
	for _, g := range n.statementsToOnPremises() {
		out = append(out, []*schema.Connection{g.c})
	}
	if len(out) == 0 {
		out = append(out, []*schema.Connection{r.usesGatewayBy(n)})
	}
	return out
}

// pathChain is a chain, with the connections of a path that has it where others have another.
type pathChain struct {
	chain *filterChain
	over  []*schema.Connection
}

// chainTo is the first of them: all say the same, or it is VL306.
func (r *reading) chainTo(n *network, x gatewayDestination) *filterChain {
	return r.chainsTo(n, x)[0].chain
}

// chainsToCarried is what a transit passes on its way to a site that it carries: its own connection, and those of the site.
func (r *reading) chainsToCarried(t *transit, at *network, s *site) []pathChain {
	var out []pathChain
	for _, g := range []*gatewayNode{at.vpn, at.expressRoute} {
		if g == nil {
			continue
		}
		for _, l := range g.links {
			if l.leadsTo() != s {
				continue
			}
			for _, c := range l.statements() {
				chain := pathChain{r.chainOf(t.m.c, c), []*schema.Connection{t.m.c, c}}
				if !slices.ContainsFunc(out, func(o pathChain) bool { return o.chain == chain.chain }) {
					out = append(out, chain)
				}
			}
		}
	}
	return out
}
