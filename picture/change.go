package picture

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/topology"
)

// mark says what a change does to what is drawn.
type mark int

const (
	unmarked mark = iota
	added
	removed
	altered
	stopped     // out of service
	marks   int = iota
)

// sign stands before the name, so that a change is told without its colour.
func (m mark) sign() string { return [...]string{"", "+ ", "− ", "≠ ", "× "}[m] }

func (m mark) words() string {
	return [...]string{"", "added", "removed", "changed", "out of service"}[m]
}

// A ChangedPath is pairs that a change joins, parts, or joins by another way. From and To are names of networks, sites and "internet".
type ChangedPath struct {
	Kind     PathChange
	From, To []string
	Among    bool   // From among each other
	Word     string // of its lines, where the kind does not say it all: uninspected
}

// PathChange is what becomes of a path.
type PathChange int

// The changes of paths.
const (
	PathLost PathChange = iota
	PathGained
	PathElsewhere // joined by both, on another path
)

func (c PathChange) style() style { return [...]style{lostStyle, gainedStyle, elsewhereStyle}[c] }

// mostPairs bounds the pairs of one change of paths that are drawn, before alike ones are one line.
const mostPairs = 4000

// NewChange makes the picture of a change: what both networks have, and over it what only one has, or what is otherwise in the new one. A nil topology is no network.
func NewChange(old, next *topology.Topology, paths []ChangedPath) *Picture {
	if old == nil {
		old = &topology.Topology{}
	}
	if next == nil {
		next = &topology.Topology{}
	}
	r, was := newReading(next, nil), newReading(old, nil)
	for _, x := range []*reading{was, r} {
		x.addNodes()
		x.addLines()
	}
	p := &Picture{name: cmp.Or(next.Name, old.Name), change: true}
	r.compare(was)
	for i, x := range paths {
		r.addChangedPath(i, x)
	}
	r.fold()
	p.lines, p.nodes = r.listed, r.order
	p.place(r)
	return p
}

// compare adds what only the old network has, and marks what differs. The internet is there whether it is drawn or not.
func (r *reading) compare(was *reading) {
	nodes := map[*node]*node{} // of the old network, to what is drawn
	for _, n := range r.order {
		if was.byID[n.id] == nil && n.kind != internetKind {
			n.mark = added
		}
	}
	for _, o := range was.order {
		n := r.byID[o.id]
		if n != nil {
			nodes[o] = n
			n.alter(o)
			continue
		}
		nodes[o] = o
		if o.kind != internetKind {
			o.mark = removed
		}
		r.add(o)
		if hub := nodes[o.hub]; hub != nil && hub != o.hub {
			o.hub = hub
			hub.parts = append(hub.parts, o)
		}
	}
	r.compareLines(was, nodes)
	r.several.tenants = r.several.tenants || was.several.tenants
	r.several.subscriptions = r.several.subscriptions || was.several.subscriptions
	both := *r.t
	both.VirtualWANs = slices.Clone(both.VirtualWANs)
	for _, w := range was.t.VirtualWANs {
		if !slices.ContainsFunc(both.VirtualWANs, func(x topology.VirtualWAN) bool { return x.ID == w.ID }) {
			both.VirtualWANs = append(both.VirtualWANs, w)
		}
	}
	r.t = &both
}

// alter marks a node that the old network has otherwise, and says how.
func (n *node) alter(was *node) {
	var out []string
	if was.kind != n.kind && was.kind.words() != n.kind.words() {
		out = append(out, "was a "+was.kind.words())
	}
	if was.location != n.location {
		out = append(out, "was in "+cmp.Or(was.location, "no region"))
	}
	if was.subscription != n.subscription {
		out = append(out, "was in subscription "+cmp.Or(was.subscription, "of the deployment"))
	}
	var lost []string
	for _, d := range was.details {
		if !slices.Contains(n.details, d) {
			lost = append(lost, d)
		}
	}
	if len(lost) > 0 {
		out = append(out, "was "+strings.Join(lost, ", "))
	}
	if len(out) == 0 && slices.Equal(was.details, n.details) && slices.Equal(was.groups, n.groups) {
		return
	}
	n.mark = altered
	n.details = append(n.details, out...)
}

// compareLines marks lines that the old network has not, or otherwise, and adds those that only it has.
func (r *reading) compareLines(was *reading, nodes map[*node]*node) {
	old := map[lineKey]*line{}
	for _, l := range was.listed {
		l.from, l.to = nodes[l.from], nodes[l.to]
		old[lineKey{l.from.id, l.to.id, l.style, l.label}] = l
	}
	for _, l := range r.listed {
		key := lineKey{l.from.id, l.to.id, l.style, l.label}
		o := old[key]
		if o == nil {
			key.from, key.to = key.to, key.from
			o = old[key]
		}
		switch {
		case o == nil:
			l.mark = added
			continue
		case o.classes != l.classes || o.closed != l.closed:
			l.mark, l.was = altered, o
		}
		delete(old, key)
	}
	for _, l := range was.listed {
		if old[lineKey{l.from.id, l.to.id, l.style, l.label}] == l {
			l.mark = removed
			r.listed = append(r.listed, l)
		}
	}
}

// addChangedPath adds the lines of pairs whose path changes.
func (r *reading) addChangedPath(number int, x ChangedPath) {
	from, to := r.endsOf(x.From), r.endsOf(x.To)
	s := x.Kind.style()
	switch {
	case x.Among:
		if len(from) < 2 {
			return
		}
		m := r.add(&node{id: meshID(fmt.Sprintf("change %d", number)), kind: meshKind, name: "each with each", details: []string{cmp.Or(x.Word, styleWords[s])}})
		for _, n := range from {
			r.join(n, m, s, 0, x.Word, topology.Origin{})
		}
	case len(from)*len(to) > mostPairs:
	default:
		for _, a := range from {
			for _, b := range to {
				r.join(a, b, s, 0, x.Word, topology.Origin{})
			}
		}
	}
}

// endsOf are the nodes that stand for ends of a path, each once.
func (r *reading) endsOf(names []string) []*node {
	var out []*node
	for _, name := range names {
		n := r.network(name)
		if n == nil {
			n = r.byID[siteID(topology.SiteID(name))]
		}
		if n == nil && name == "internet" {
			if n = r.byID[internetID]; n == nil {
				n = r.add(&node{id: internetID, kind: internetKind, name: "Internet"})
			}
		}
		if n != nil && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// changedText is the label of a line in the picture of a change: what its sign is, and how it was.
func (x *line) changedText() []string {
	switch {
	case x.style.isChange():
		return []string{cmp.Or(x.label, [...]string{"lost", "gained", "another way"}[x.style-lostStyle])}
	case x.mark == unmarked:
		return nil
	}
	out := x.plainText()
	switch {
	case len(out) == 0 && x.from.hub != nil: // there is little room beside parts of hubs: what is behind the line tells it
		return nil
	case len(out) == 0:
		out = []string{shortWords[x.style]}
	}
	if x.part != "" {
		out[0] = x.part + ": " + out[0]
	}
	out[0] = x.mark.sign() + out[0]
	if x.was != nil {
		was := x.was.plainText()
		if len(was) == 0 {
			was = []string{"everything"}
		}
		was[0] = "was " + was[0]
		out = append(out, was...)
	}
	return out
}

// isChange tells the styles of paths that change.
func (s style) isChange() bool { return s == lostStyle || s == gainedStyle || s == elsewhereStyle }

// isPath tells the styles of a path that is traced.
func (s style) isPath() bool { return s == thereStyle || s == backStyle }

// shortWords name lines that have no label of their own.
var shortWords = [styles]string{"peering", "inspected", "to a gateway", "VPN", "ExpressRoute", "each with each", "", "", "", "", ""}

// changeSummary counts what a change does to what is drawn.
func (p *Picture) changeSummary() string {
	nodes, lines := [marks]int{}, [marks]int{}
	for _, n := range p.nodes {
		if n.kind != meshKind {
			nodes[n.mark] += max(1, len(n.members))
		}
	}
	for _, n := range p.layout.nets {
		if !n.style.isChange() {
			lines[n.mark]++
		}
	}
	var parts []string
	for m := added; int(m) < marks; m++ {
		for _, c := range []struct {
			count     int
			one, many string
		}{{nodes[m], "box", "boxes"}, {lines[m], "line", "lines"}} {
			switch {
			case c.count == 1:
				parts = append(parts, fmt.Sprintf("1 %s %s", c.one, m.words()))
			case c.count > 1:
				parts = append(parts, fmt.Sprintf("%d %s %s", c.count, c.many, m.words()))
			}
		}
	}
	if len(parts) == 0 {
		return "nothing that is drawn differs"
	}
	return strings.Join(parts, " · ")
}
