package topology

import (
	"slices"
	"sort"

	"github.com/vnetloom/vnetloom/schema"
)

// way is one way, or several that say the same, from a network's gateways to something behind them.
type gatewayPath struct {
	by   []*schema.Connection // what closes on it, by name
	over []*schema.Connection // the connections of one such way, where it is told from others
}

// wayKey is what ways lead from and to.
type pathKey struct {
	from   *network
	to     any  // a site or a network
	onward bool // not between the two networks of a VPN alone
}

// wayGraph is the gateways, by their networks, by which one thing behind a network's gateways is reached; wayEnd is that thing.
type pathGraph struct {
	from  *network
	edges []pathEdge
	at    map[any][]int // edges by node
}

type pathEdge struct {
	a, b any
	c    *schema.Connection // nil between a gateway and those that use it
}

type pathEnd struct{}

// waysTo are the ways from a network to something behind the gateway that it uses, as far as they pass other connections that
// close; one where all are the same, or nothing closes.
func (r *resolver) pathsTo(n *network, x gatewayDestination) []gatewayPath {
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

func (r *resolver) gatewaysRestrict() bool {
	return slices.ContainsFunc(r.in.Connections, func(c schema.Connection) bool {
		return restricts(&c) && (c.Kind == "vpn" || c.Kind == "expressRoute")
	})
}

// wayGraph goes where walk goes: straight by each gateway of the network, and onward from one VPN gateway to the next by BGP.
func (r *resolver) newPathGraph(key pathKey) *pathGraph {
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
		straight := l.leadsTo() != nil && key.to == l.leadsTo()
		if far != nil {
			to, _ := key.to.(*network)
			straight = to == far.network || to != nil && contains(r.usersOf(far.network), to)
		}
		if straight {
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

func (w *pathGraph) add(a, b any, c *schema.Connection) {
	w.at[a], w.at[b] = append(w.at[a], len(w.edges)), append(w.at[b], len(w.edges))
	w.edges = append(w.edges, pathEdge{a, b, c})
}

// link adds an edge for each statement about the link.
func (w *pathGraph) link(a, b any, l *gatewayLink) {
	for _, c := range l.statements() {
		w.add(a, b, c)
	}
}

// says are the statements about the link.
func (l *gatewayLink) statements() []*schema.Connection {
	return append([]*schema.Connection{l.c}, l.also...)
}

// ways finds which connections close on every way, and which on some.
func (w *pathGraph) paths() []gatewayPath {
	var some []*schema.Connection
	for i, on := range w.edgesOnSimplePaths() {
		if c := w.edges[i].c; on && c != nil && restricts(c) && !slices.Contains(some, c) {
			some = append(some, c)
		}
	}
	sort.Slice(some, func(i, j int) bool { return some[i].Name < some[j].Name })
	var all, rest []*schema.Connection
	for _, c := range some {
		if _, past := w.pathAvoiding([]*schema.Connection{c}); past {
			rest = append(rest, c)
		} else {
			all = append(all, c)
		}
	}
	if len(rest) == 0 {
		return []gatewayPath{{by: all}}
	}
	var out []gatewayPath
	if over, past := w.pathAvoiding(rest); past {
		out = append(out, gatewayPath{all, over})
	}
	for _, c := range rest {
		out = append(out, gatewayPath{append(slices.Clone(all), c), []*schema.Connection{c}})
	}
	return out
}

// past finds a shortest way that passes none of the connections; it tells which it passes.
func (w *pathGraph) pathAvoiding(not []*schema.Connection) ([]*schema.Connection, bool) {
	came := map[any]int{w.from: -1}
	for list := []any{w.from}; len(list) > 0; list = list[1:] {
		for _, i := range w.at[list[0]] {
			e := &w.edges[i]
			far := e.other(list[0])
			if _, seen := came[far]; seen || e.c != nil && slices.Contains(not, e.c) {
				continue
			}
			came[far] = i
			list = append(list, far)
		}
	}
	if _, ok := came[pathEnd{}]; !ok {
		return nil, false
	}
	var out []*schema.Connection
	for at := any(pathEnd{}); came[at] >= 0; at = w.edges[came[at]].other(at) {
		if c := w.edges[came[at]].c; c != nil && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	slices.Reverse(out)
	return out, true
}

func (e *pathEdge) other(node any) any {
	if e.a == node {
		return e.b
	}
	return e.a
}

// onTheWay tells of each edge whether some way on which no gateway stands twice has it: those that are in one biconnected component
// with an edge between the two ends (Hopcroft and Tarjan).
func (w *pathGraph) edgesOnSimplePaths() []bool {
	ends := len(w.edges)
	w.add(w.from, pathEnd{}, nil)
	out := make([]bool, len(w.edges))
	number, low := map[any]int{}, map[any]int{}
	var stack []int
	var visit func(node any, by int)
	visit = func(node any, by int) {
		number[node] = len(number) + 1
		low[node] = number[node]
		for _, i := range w.at[node] {
			far := w.edges[i].other(node)
			switch {
			case i == by:
			case number[far] == 0:
				depth := len(stack)
				stack = append(stack, i)
				visit(far, i)
				low[node] = min(low[node], low[far])
				if low[far] >= number[node] {
					on := slices.Contains(stack[depth:], ends)
					for _, j := range stack[depth:] {
						out[j] = on
					}
					stack = stack[:depth]
				}
			case number[far] < number[node]:
				stack = append(stack, i)
				low[node] = min(low[node], number[far])
			}
		}
	}
	visit(w.from, -1)
	w.edges = w.edges[:ends]
	for _, node := range []any{w.from, pathEnd{}} {
		w.at[node] = w.at[node][:len(w.at[node])-1]
	}
	return out[:ends]
}

// rowsTo are what a network and something behind the gateway that it uses pass in a row, once for each way that passes others: the
// connections by which each of them uses a gateway, and those between the gateways. Each must let a packet pass.
func (r *resolver) chainsTo(n *network, x gatewayDestination) []pathChain {
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

// passedRow is a row, with the connections of a way that has it where others have another.
type pathChain struct {
	chain  *filterChain
	over []*schema.Connection
}

// rowTo is the first of them: all say the same, or it is VL306.
func (r *resolver) chainTo(n *network, x gatewayDestination) *filterChain { return r.chainsTo(n, x)[0].chain }

// rowsToCarried is what a transit passes on its way to a site that it carries: its own connection, and those of the site.
func (r *resolver) chainsToCarried(t *transit, at *network, s *site) []pathChain {
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
				row := pathChain{r.chainOf(t.m.c, c), []*schema.Connection{t.m.c, c}}
				if !slices.ContainsFunc(out, func(o pathChain) bool { return o.chain == row.chain }) {
					out = append(out, row)
				}
			}
		}
	}
	return out
}
