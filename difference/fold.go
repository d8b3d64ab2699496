package difference

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// A bundle is pairs of classes that differ in the same way: the edges of a graph.
type bundle struct {
	both     bool // of flows that begin at either end
	mirrored bool // the path is the same from either end: an edge has no direction, and is there both ways
	edges    map[[2]int]*atom
}

// A block is classes that stand together on one side of pairs, and what they are paired with.
type block struct{ from, to []int }

// fold makes of a bundle entries: each is all pairs of some classes with some others.
func (c *comparing) fold(b *bundle) []PathChange {
	best := c.cover(b, false)
	if b.mirrored {
		if closed := c.cover(b, true); len(closed) < len(best) {
			best = closed
		}
	} else if columns := c.cover(b.turned(), false); len(columns) < len(best) {
		best = columns
		for i := range best {
			best[i].from, best[i].to = best[i].to, best[i].from
		}
	}
	out := make([]PathChange, 0, len(best))
	for _, x := range best {
		out = append(out, c.entry(b, &x))
	}
	return out
}

// entry is all pairs of a block.
func (c *comparing) entry(b *bundle, x *block) PathChange {
	p := PathChange{Both: b.both, Among: slices.Equal(x.from, x.to)}
	var first *atom
	for _, i := range x.from {
		for _, j := range x.to {
			edge := b.edges[[2]int{i, j}]
			if edge == nil {
				continue
			}
			p.Pairs += edge.pairs
			if first == nil {
				first = edge
			}
		}
	}
	if p.Among && p.Both {
		p.Pairs /= 2
	}
	p.Change, p.Within, p.WasLet, p.IsLet = first.change, first.within, first.let[0], first.let[1]
	p.Was, p.Is = c.worlds[0].ways(first.was), c.worlds[1].ways(first.is)
	p.From, p.To = c.ends(x.from, p.Change), c.ends(x.to, p.Change)
	if b.mirrored && !p.Among && p.To.before(&p.From) {
		p.From, p.To = p.To, p.From
	}
	return p
}

// turned is a bundle of which the edges lead the other way.
func (b *bundle) turned() *bundle {
	out := *b
	out.edges = map[[2]int]*atom{}
	for e, n := range b.edges {
		out.edges[[2]int{e[1], e[0]}] = n
	}
	return &out
}

// cover finds blocks that have every edge once: classes that are paired with the same ones are together. Where it is closed, classes that have
// no pair with each other at all, since they are of one network alone, count as paired.
func (c *comparing) cover(b *bundle, closed bool) []block {
	next := map[int][]int{}
	for e := range b.edges {
		next[e[0]] = append(next[e[0]], e[1])
	}
	byNext := map[string]*block{}
	var blocks []*block
	for _, i := range slices.Sorted(maps.Keys(next)) {
		to := next[i]
		if closed {
			for j := range next {
				if !slices.Contains(to, j) && c.inOneNetwork(i, j) {
					to = append(to, j)
				}
			}
		}
		slices.Sort(to)
		key := fmt.Sprint(to)
		if byNext[key] == nil {
			byNext[key] = &block{to: to}
			blocks = append(blocks, byNext[key])
		}
		byNext[key].from = append(byNext[key].from, i)
	}
	if !b.mirrored {
		out := make([]block, len(blocks))
		for i, x := range blocks {
			out[i] = *x
		}
		return out
	}
	return undirected(b, blocks)
}

// undirected are blocks of a graph without directions: each edge once, those among each other by themselves.
func undirected(b *bundle, blocks []*block) []block {
	slices.SortStableFunc(blocks, func(x, y *block) int { return cmp.Compare(len(y.to), len(x.to)) })
	covered := map[[2]int]bool{}
	var out []block
	for _, x := range blocks {
		var among bool
		var others []int
		for _, j := range x.to {
			switch {
			case slices.Contains(x.from, j):
				among = among || slices.ContainsFunc(x.from, func(i int) bool { return b.edges[[2]int{i, j}] != nil })
			case !covered[[2]int{x.from[0], j}] && slices.ContainsFunc(x.from, func(i int) bool { return b.edges[[2]int{i, j}] != nil }):
				others = append(others, j)
			}
		}
		if among {
			out = append(out, block{x.from, x.from})
		}
		if len(others) > 0 {
			out = append(out, block{x.from, others})
		}
		for _, i := range x.from {
			for _, j := range x.to {
				covered[[2]int{i, j}], covered[[2]int{j, i}] = true, true
			}
		}
	}
	return out
}

// inOneNetwork tells whether two classes have no pair of two networks, since both are of the same one.
func (c *comparing) inOneNetwork(i, j int) bool {
	a, b := c.classes[i], c.classes[j]
	return len(a.networks) == 1 && len(b.networks) == 1 && a.networks[0] == b.networks[0]
}
