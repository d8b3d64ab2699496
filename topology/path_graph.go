package topology

import (
	"slices"
	"sort"

	"github.com/vnetloom/vnetloom/schema"
)

// pathGraph is the gateways, by their networks, by which one thing behind a network's gateways is reached; pathEnd is that thing.
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

// paths finds which connections close on every path, and which on some.
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

// pathAvoiding finds a shortest path that passes none of the connections; it tells which it passes.
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

// edgesOnSimplePaths tells of each edge whether some path on which no gateway is twice has it: those that are in one biconnected component
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

// gatewayPath is one path, or several that say the same, from a network's gateways to something behind them.
type gatewayPath struct {
	by   []*schema.Connection // what closes on it, by name
	over []*schema.Connection // the connections of one such way, where it is told from others
}
