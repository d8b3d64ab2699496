package topology

import (
	"slices"
	"sort"

	"github.com/vnetloom/vnetloom/schema"
)

// way is one way, or several that say the same, from a network's gateways to something behind them.
type way struct {
	by   []*schema.Connection // what closes on it, by name
	over []*schema.Connection // the connections of one such way, where it is told from others
}

// wayKey is what ways lead from and to.
type wayKey struct {
	from   *network
	to     any  // a site or a network
	onward bool // not between the two networks of a VPN alone
}

// wayGraph is the gateways, by their networks, by which one thing behind a network's gateways is reached; wayEnd is that thing.
type wayGraph struct {
	from  *network
	edges []wayEdge
	at    map[any][]int // edges by node
}

type wayEdge struct {
	a, b any
	c    *schema.Connection // nil between a gateway and those that use it
}

type wayEnd struct{}

// waysTo are the ways from a network to something behind the gateway that it uses, as far as they pass other connections that
// close; one where all are the same, or nothing closes.
func (r *resolver) waysTo(n *network, x reached) []way {
	g := gatewayNetwork(n)
	if g.wan != nil || !r.gatewaysRestrict() {
		return []way{{}}
	}
	key := wayKey{from: g, to: x.site, onward: n != g}
	if x.site == nil {
		key.to, key.onward = x.network, n != g || turnOf(x.network) != x.network
	}
	if r.waysOf[key] == nil {
		r.waysOf[key] = r.wayGraph(key).ways()
	}
	return r.waysOf[key]
}

func (r *resolver) gatewaysRestrict() bool {
	return slices.ContainsFunc(r.in.Connections, func(c schema.Connection) bool {
		return restricts(&c) && (c.Kind == "vpn" || c.Kind == "expressRoute")
	})
}

// wayGraph goes where walk goes: straight by each gateway of the network, and onward from one VPN gateway to the next by BGP.
func (r *resolver) wayGraph(key wayKey) *wayGraph {
	w := &wayGraph{from: key.from, at: map[any][]int{}}
	seen := map[*network]bool{key.from: true}
	for list := []*network{key.from}; len(list) > 0; list = list[1:] {
		n := list[0]
		if n != key.from && (key.to == n || n == gatewayOf(key.to)) {
			w.add(n, wayEnd{}, nil)
		}
		if n.vpn == nil {
			continue
		}
		for _, l := range n.vpn.links {
			far := l.other(n.vpn)
			switch {
			case l.leadsTo() != nil && key.to == l.leadsTo():
				w.link(n, wayEnd{}, l)
			case far == nil:
			case l.bgp:
				if !seen[far.network] {
					seen[far.network], list = true, append(list, far.network)
				}
				if n.id < far.network.id { // each link once
					w.link(n, far.network, l)
				}
			case n == key.from && key.to == far.network && !key.onward:
				w.link(n, wayEnd{}, l)
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
			w.link(key.from, wayEnd{}, l)
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

func (w *wayGraph) add(a, b any, c *schema.Connection) {
	w.at[a], w.at[b] = append(w.at[a], len(w.edges)), append(w.at[b], len(w.edges))
	w.edges = append(w.edges, wayEdge{a, b, c})
}

// link adds an edge for each statement about the link.
func (w *wayGraph) link(a, b any, l *gatewayLink) {
	for _, c := range l.says() {
		w.add(a, b, c)
	}
}

// says are the statements about the link.
func (l *gatewayLink) says() []*schema.Connection {
	return append([]*schema.Connection{l.c}, l.also...)
}

// ways finds which connections close on every way, and which on some.
func (w *wayGraph) ways() []way {
	var some []*schema.Connection
	for i, on := range w.onTheWay() {
		if c := w.edges[i].c; on && c != nil && restricts(c) && !slices.Contains(some, c) {
			some = append(some, c)
		}
	}
	sort.Slice(some, func(i, j int) bool { return some[i].Name < some[j].Name })
	var all, rest []*schema.Connection
	for _, c := range some {
		if _, past := w.past([]*schema.Connection{c}); past {
			rest = append(rest, c)
		} else {
			all = append(all, c)
		}
	}
	if len(rest) == 0 {
		return []way{{by: all}}
	}
	var out []way
	if over, past := w.past(rest); past {
		out = append(out, way{all, over})
	}
	for _, c := range rest {
		out = append(out, way{append(slices.Clone(all), c), []*schema.Connection{c}})
	}
	return out
}

// past finds a shortest way that passes none of the connections; it tells which it passes.
func (w *wayGraph) past(not []*schema.Connection) ([]*schema.Connection, bool) {
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
	if _, ok := came[wayEnd{}]; !ok {
		return nil, false
	}
	var out []*schema.Connection
	for at := any(wayEnd{}); came[at] >= 0; at = w.edges[came[at]].other(at) {
		if c := w.edges[came[at]].c; c != nil && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	slices.Reverse(out)
	return out, true
}

func (e *wayEdge) other(node any) any {
	if e.a == node {
		return e.b
	}
	return e.a
}

// onTheWay tells of each edge whether some way on which no gateway stands twice has it: those that are in one biconnected component
// with an edge between the two ends (Hopcroft and Tarjan).
func (w *wayGraph) onTheWay() []bool {
	ends := len(w.edges)
	w.add(w.from, wayEnd{}, nil)
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
	for _, node := range []any{w.from, wayEnd{}} {
		w.at[node] = w.at[node][:len(w.at[node])-1]
	}
	return out[:ends]
}

// rowsTo are what a network and something behind the gateway that it uses pass in a row, once for each way that passes others: the
// connections by which each of them uses a gateway, and those between the gateways. Each must let a packet pass.
func (r *resolver) rowsTo(n *network, x reached) []passedRow {
	ends := []*schema.Connection{r.usesGatewayBy(n)}
	if x.network != nil {
		ends = append(ends, r.usesGatewayBy(x.network))
	}
	var out []passedRow
	for _, w := range r.waysTo(n, x) {
		out = append(out, passedRow{r.row(append(slices.Clone(w.by), ends...)...), w.over})
	}
	return out
}

// passedRow is a row, with the connections of a way that has it where others have another.
type passedRow struct {
	row  *accessRow
	over []*schema.Connection
}

// rowTo is the first of them: all say the same, or it is VL306.
func (r *resolver) rowTo(n *network, x reached) *accessRow { return r.rowsTo(n, x)[0].row }

// rowsToCarried is what a transit passes on its way to a site that it carries: its own connection, and those of the site.
func (r *resolver) rowsToCarried(t *transit, at *network, s *site) []passedRow {
	var out []passedRow
	for _, g := range []*gatewayNode{at.vpn, at.expressRoute} {
		if g == nil {
			continue
		}
		for _, l := range g.links {
			if l.leadsTo() != s {
				continue
			}
			for _, c := range l.says() {
				row := passedRow{r.row(t.m.c, c), []*schema.Connection{t.m.c, c}}
				if !slices.ContainsFunc(out, func(o passedRow) bool { return o.row == row.row }) {
					out = append(out, row)
				}
			}
		}
	}
	return out
}
