package picture

import (
	"cmp"
	"slices"
)

// A column is a region of a tenant.
type column struct {
	tenant, location string
	pods             []*pod
	x, w             int
}

// A pod is hubs that share spokes, and these; or networks of a region without a hub there.
type pod struct {
	hubs   []*node
	groups []*group
	wan    string
	labels int // the width of the widest label below its hubs
	x, w   int
}

// widestLabel is the width of the widest label of lines from networks to the hubs of the pod.
func (p *pod) widestLabel(lines []*line) int {
	out := 0
	for _, l := range lines {
		if l.from.isNetwork() && (slices.Contains(p.hubs, l.to) || slices.Contains(p.hubs, l.to.hub)) {
			out = max(out, widthOf(l.text(), plainFont))
		}
	}
	return out
}

// A group is networks of a pod with a frame around them, where they have a boundary in common that others do not.
type group struct {
	title      []string
	nodes      []*node
	columns    int
	x, w       int
	titleTexts []placedText
}

// columnsOf divides networks by region and tenant, and in a region by hubs.
func columnsOf(nodes []*node, lines []*line) []*column {
	byPlace := map[pair]*column{}
	var out []*column
	for _, n := range nodes {
		if !n.isNetwork() {
			continue
		}
		at := pair{n.tenant, n.location}
		c := byPlace[at]
		if c == nil {
			c = &column{tenant: n.tenant, location: n.location}
			byPlace[at] = c
			out = append(out, c)
		}
		c.add(n, lines)
	}
	for _, c := range out {
		c.addSpokes(nodes, lines)
	}
	rank := func(c *column) int { // what has hubs stands together, and so do the hubs of a virtual WAN
		best := 2
		for _, p := range c.pods {
			switch {
			case p.wan != "":
				best = min(best, 0)
			case len(p.hubs) > 0:
				best = min(best, 1)
			}
		}
		return best
	}
	slices.SortStableFunc(out, func(a, b *column) int {
		return cmp.Or(cmp.Compare(a.tenant, b.tenant), cmp.Compare(rank(a), rank(b)), cmp.Compare(a.location, b.location))
	})
	for i, c := range out {
		slices.SortStableFunc(c.pods, func(a, b *pod) int {
			order := cmp.Compare(a.wan, b.wan)
			if i > 0 && (a.wan == "") != (b.wan == "") {
				order = -order
			}
			return cmp.Or(boolOrder(len(a.hubs) == 0, len(b.hubs) == 0), order)
		})
	}
	return out
}

func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// isNetwork tells what stands in a region.
func (n *node) isNetwork() bool {
	return n.hub == nil && (n.kind.isHub() || n.kind == networkKind || n.kind == stackKind)
}

// inHubRow tells what stands among the hubs: hubs, and networks with something that lines lead to.
func (n *node) inHubRow() bool { return n.isNetwork() && (n.kind.isHub() || len(n.parts) > 0) }

// add adds a hub to a pod of its own, or to that with whose hubs it shares spokes.
func (c *column) add(n *node, lines []*line) {
	if !n.inHubRow() {
		return
	}
	spokes := spokesOf(n, lines)
	for _, p := range c.pods {
		for _, h := range p.hubs {
			for s := range spokesOf(h, lines) {
				if spokes[s] {
					p.hubs = append(p.hubs, n)
					return
				}
			}
		}
	}
	c.pods = append(c.pods, &pod{hubs: []*node{n}, wan: n.wan})
}

// spokesOf are the networks below a hub.
func spokesOf(hub *node, lines []*line) map[*node]bool {
	out := map[*node]bool{}
	for _, l := range lines {
		if (l.to == hub || l.to.hub == hub) && l.from.isNetwork() && !l.from.inHubRow() {
			out[l.from] = true
		}
	}
	return out
}

// addSpokes adds the networks of the column that are no hubs to the pods of their hubs.
func (c *column) addSpokes(nodes []*node, lines []*line) {
	var loose *pod
	for _, n := range nodes {
		if !n.isNetwork() || n.inHubRow() || n.tenant != c.tenant || n.location != c.location {
			continue
		}
		at := c.podOf(n, lines)
		if at == nil {
			if loose == nil {
				loose = &pod{}
				c.pods = append(c.pods, loose)
			}
			at = loose
		}
		at.addSpoke(n)
	}
}

func (c *column) podOf(n *node, lines []*line) *pod {
	for _, l := range lines {
		for _, p := range c.pods {
			for _, h := range p.hubs {
				if l.from == n && (l.to == h || l.to.hub == h) {
					return p
				}
			}
		}
	}
	return nil
}

func (p *pod) addSpoke(n *node) {
	title := slices.Clone(n.groups)
	if n.subscription != "" {
		title = append(title, "subscription "+n.subscription)
	}
	for _, g := range p.groups {
		if slices.Equal(g.title, title) {
			g.nodes = append(g.nodes, n)
			return
		}
	}
	p.groups = append(p.groups, &group{title: title, nodes: []*node{n}})
}
