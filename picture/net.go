package picture

import (
	"cmp"
	"fmt"
	"slices"
)

// A net is lines that say the same and have an end in common, drawn as one trunk.
type net struct {
	style   style
	mark    mark
	classes classes
	label   []string // its lines
	head    *terminal
	tails   []*terminal
	lines   []*line

	attached map[place][]attachment // where it comes in, and goes out
	lanes    []lane
	tracks   map[place]int // of a level piece: its number in the channel
	labelAt  interval
	labelIn  int   // the channel, -1 without a label
	moved    *area // where the label is after all, nil for as labelIn and labelAt say
	beside   bool  // the label is beside the line, else over it
	covers   int   // what the label stands on, as a cost
}

// A terminal is where a net meets a node: at its top or bottom, or inside its hub.
type terminal struct {
	node     *node
	side     side
	lo, hi   int // where it may be
	x        int
	channel  int
	outer    int // of a part that other parts stand before: the channel outside the hub, else -1
	outerX   int
	toMiddle int // where its far ends are, about
}

type side int

const (
	top side = iota
	bottom
	inner // of a part: towards the other row of its hub
)

// An attachment is a vertical piece between the level piece of a net in a channel and what is above it (up) or below.
type attachment struct {
	x  int
	up bool
	t  *terminal // at its end, nil for a lane
}

// A place is a channel, and within a hub whose: pieces in two hubs are not joined there.
type place struct {
	channel int
	hub     *node
}

// A lane is where a net passes a row.
type lane struct{ row, x int }

type interval struct{ lo, hi int }

func (i interval) meets(o interval) bool { return i.lo <= o.hi && o.lo <= i.hi }

func (n *net) terminals() []*terminal { return append([]*terminal{n.head}, n.tails...) }

// netsOf makes nets of lines: those of several networks to one end, those of several sites from one gateway.
func (l *layout) netsOf(lines []*line) []*net {
	byKey := map[string]*net{}
	var out []*net
	lines, buses := transitBuses(lines)
	for _, b := range buses {
		n := &net{style: inspectedStyle, mark: b[0].mark, label: l.labelOf(b[0]), labelIn: -1, lines: b, head: l.terminal(b[0].to, bottom)}
		for _, end := range ends(b) {
			if end != b[0].to {
				n.tails = append(n.tails, l.terminal(end, bottom))
			}
		}
		out = append(out, n)
	}
	for _, x := range lines {
		head, tail := x.to, x.from
		if !x.style.isPath() && x.from.hub != nil && x.to.isOutside() && x.to.kind != internetKind && x.to.kind != circuitKind {
			head, tail = x.from, x.to
		}
		a, b := l.sides(head, tail)
		key := fmt.Sprint(head.id, "\x00", a, "\x00", x.style, "\x00", x.classes, "\x00", x.label, "\x00", x.closed, "\x00", tail.isOutside(), "\x00", x.mark, x.changedText())
		n := byKey[key]
		if n == nil || x.style.isPath() {
			n = &net{style: x.style, mark: x.mark, classes: x.classes, label: l.labelOf(x), head: l.terminal(head, a), labelIn: -1}
			byKey[key] = n
			out = append(out, n)
		}
		n.tails = append(n.tails, l.terminal(tail, b))
		n.lines = append(n.lines, x)
	}
	return out
}

// text is the label of a line.
func (x *line) text() []string {
	if x.style.isChange() || x.mark != unmarked {
		return x.changedText()
	}
	return x.plainText()
}

// plainText is the label of a line without what a change does to it.
func (x *line) plainText() []string {
	var out []string
	switch {
	case x.label != "":
		out = wrap(shown(x.label), plainFont, 200)
	case x.style != inspectedStyle && x.style != gatewayStyle:
	case x.from.hub == nil:
		out = x.classes.words()
	case x.to.hub != nil && x.from.hub != x.to.hub:
		out = []string{"transit"}
	}
	if x.closed {
		out = append(out, "listed flows only")
	}
	return out
}

// labelOf is the label of a line in the picture: with a path that of the path alone.
func (l *layout) labelOf(x *line) []string {
	if l.p.path != nil && !x.style.isPath() || l.p.change {
		return x.changedText()
	}
	return x.text()
}

// widthOf is the width of the widest of some lines.
func widthOf(lines []string, f font) int {
	out := 0
	for _, s := range lines {
		out = max(out, width(s, f))
	}
	return out
}

// isOutside tells what stands above the regions.
func (n *node) isOutside() bool {
	switch n.kind {
	case siteKind, siteStackKind, clientsKind, circuitKind, internetKind:
		return true
	}
	return false
}

// sides are the sides of two nodes at which a line between them begins and ends.
func (l *layout) sides(a, b *node) (side, side) {
	amongHubs := func(n *node) bool { return n.hub != nil || n.inHubRow() }
	if amongHubs(a) && amongHubs(b) {
		switch {
		case a.hub != nil && a.hub == b.hub:
			return inner, inner
		case a.row == inspectionRow && a.hub != nil, b.row == inspectionRow && b.hub != nil:
			return bottom, bottom
		}
		return top, top
	}
	switch {
	case a.row < b.row:
		return bottom, top
	case a.row > b.row:
		return top, bottom
	}
	return bottom, bottom
}

// terminal says where on a side of a node a line may begin.
func (l *layout) terminal(n *node, s side) *terminal {
	const corner = 12
	t := &terminal{node: n, side: s, lo: n.x + corner, hi: n.x + n.w - corner, outer: -1}
	if n.inHubRow() && len(n.parts) > 0 {
		t.hi = n.x + n.titleWidth - corner
	}
	switch {
	case s == inner:
		t.channel = inspectionRow
	case n.hub != nil || n.inHubRow():
		t.channel = gatewayRow
		if s == bottom {
			t.channel = inspectionRow + 1
		}
		if n.hub != nil && (s == bottom) == (n.row == gatewayRow) { // through the other row of its hub
			t.outer, t.channel = t.channel, inspectionRow
		}
	case s == top:
		t.channel = n.row
	default:
		t.channel = n.row + 1
	}
	return t
}

// reached is the channel outside of its hub at which a terminal is met.
func (t *terminal) reached() int {
	if t.outer >= 0 {
		return t.outer
	}
	return t.channel
}

func (t *terminal) reachedAt() int {
	if t.outer >= 0 {
		return t.outerX
	}
	return t.x
}

// prefer says of each terminal where it would best be: beside the others of its side in the order of their far ends, or in line with its
// only far end.
func prefer(nets []*net) {
	type edge struct {
		n *node
		s side
	}
	at := map[edge][]*terminal{}
	for _, n := range nets {
		for _, t := range n.terminals() {
			far := n.tails
			if t != n.head {
				far = []*terminal{n.head}
			}
			for _, f := range far {
				t.toMiddle += (f.lo + f.hi) / 2
			}
			t.toMiddle /= len(far)
			at[edge{t.node, t.side}] = append(at[edge{t.node, t.side}], t)
		}
	}
	for _, list := range at {
		slices.SortStableFunc(list, func(a, b *terminal) int { return cmp.Compare(a.toMiddle, b.toMiddle) })
		for i, t := range list {
			t.x = t.lo + (t.hi-t.lo)*(i+1)/(len(list)+1)
			if len(list) == 1 && t.toMiddle > t.lo && t.toMiddle < t.hi {
				t.x = t.toMiddle
			}
		}
	}
	for _, n := range nets { // in line, where both can be
		if len(n.tails) != 1 {
			continue
		}
		h, t := n.head, n.tails[0]
		alone := func(t *terminal) bool { return len(at[edge{t.node, t.side}]) == 1 }
		switch {
		case alone(h) && t.x > h.lo && t.x < h.hi:
			h.x = t.x
		case alone(t) && h.x > t.lo && h.x < t.hi:
			t.x = h.x
		}
	}
}
