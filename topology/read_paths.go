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
	g := gatewayHolder(n)
	if g.wan != nil || !r.gatewaysRestrict() {
		return []gatewayPath{{}}
	}
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

// newPathGraph goes where destinationWalk goes: directly by each gateway of the network, and onward from one VPN gateway to the next by BGP.
func (r *reading) newPathGraph(key pathKey) *pathGraph {
	w := &pathGraph{from: key.from, at: map[any][]int{}}
	seen := map[*network]bool{key.from: true}
	for list := []*network{key.from}; len(list) > 0; list = list[1:] {
		n := list[0]
		if n != key.from && (key.to == n || n == gatewayOf(key.to)) {
			w.add(n, pathEnd{}, nil)
		}
		if n.vpn == nil {
			continue
		}
		for _, l := range n.vpn.links {
			far := l.other(n.vpn)
			switch {
			case l.leadsTo() != nil && key.to == l.leadsTo():
				w.link(n, pathEnd{}, l)
			case far == nil:
			case l.bgp:
				if !seen[far.network] {
					seen[far.network], list = true, append(list, far.network)
				}
				if n.id < far.network.id { // each link once
					w.link(n, far.network, l)
				}
			case n == key.from && key.to == far.network && !key.onward:
				w.link(n, pathEnd{}, l)
			}
		}
	}
	if key.from.expressRoute == nil {
		return w
	}
	for _, l := range key.from.expressRoute.links {
		far := l.other(key.from.expressRoute)
		direct := l.leadsTo() != nil && key.to == l.leadsTo()
		if far != nil {
			to, _ := key.to.(*network)
			direct = to == far.network || to != nil && slices.Contains(far.network.users, to)
		}
		if direct {
			w.link(key.from, pathEnd{}, l)
		}
	}
	return w
}

// gatewayOf is the network whose gateway a network uses, nil of a site.
func gatewayOf(x any) *network {
	if n, ok := x.(*network); ok {
		return n.policy.gateway
	}
	return nil
}

// chainsTo are what a network and something behind the gateway that it uses pass one after the other, once for each path that passes others: the
// connections by which each of them uses a gateway, and those between the gateways. Each must let a packet pass.
func (r *reading) chainsTo(n *network, x gatewayDestination) []pathChain {
	ends := []*schema.Connection{r.usesGatewayBy(n)}
	if x.network != nil {
		ends = append(ends, r.usesGatewayBy(x.network))
	}
	var out []pathChain
	for _, w := range r.pathsTo(n, x) {
		out = append(out, pathChain{r.chainOf(append(slices.Clone(w.by), ends...)...), w.over})
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
