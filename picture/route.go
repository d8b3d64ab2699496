package picture

import (
	"cmp"
	"slices"
)

// clearance is how far two lines that run beside each other are apart at least, in pixels, where there is room.
const clearance = 9

// route leads each net from its ends through channels between the rows, and past the boxes of rows.
func (l *layout) route() {
	l.nets = l.netsOf(l.p.drawn())
	prefer(l.nets)
	byRoom := slices.Clone(l.nets) // who has the least room chooses first
	slices.SortStableFunc(byRoom, func(a, b *net) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()))
	})
	for _, n := range byRoom {
		n.attached, n.tracks = map[place][]attachment{}, map[place]int{}
		for _, t := range n.terminals() {
			l.fix(n, t)
		}
	}
	for _, n := range byRoom {
		l.cross(n)
	}
	for c := range l.tracks {
		l.assign(c)
	}
}

func (n *net) rank() int {
	switch {
	case n.head.side == inner:
		return 0
	case n.head.node.hub != nil:
		return 1
	}
	return 2
}

// fix says where a terminal is.
func (l *layout) fix(n *net, t *terminal) {
	own := 2 * t.channel
	bands := []int{own}
	if t.outer >= 0 {
		row := gatewayRow
		if t.outer > inspectionRow {
			row = inspectionRow
		}
		bands = append(bands, 2*row+1, 2*t.outer)
		if x, ok := l.nearest(n, t.x, t.lo, t.hi, bands, func(x int) bool { return t.node.hub.isFree(row, x) }); ok {
			t.x, t.outerX = x, x
			l.take(n, x, bands)
			l.attachInside(n, t)
			return
		}
		x, _ := l.nearest(n, t.x, t.lo, t.hi, []int{own}, nil)
		t.x = x
		l.take(n, x, []int{own})
		hub := t.node.hub
		y, _ := l.nearest(n, x, hub.x+hub.titleWidth-framePad, hub.x+hub.w-4, bands[1:], func(x int) bool { return hub.isFree(row, x) })
		t.outerX = y
		l.take(n, y, bands)
		l.attachInside(n, t)
		return
	}
	if x, ok := l.nearest(n, t.x, t.lo, t.hi, bands, func(x int) bool { return l.isClear(n, x, bands, l.apart) }); ok {
		t.x = x
	} else {
		t.x, _ = l.nearest(n, t.x, t.lo, t.hi, bands, nil)
	}
	l.take(n, t.x, bands)
	up := t.side == bottom || t.side == inner && t.node.row == gatewayRow
	n.attach(place{channel: t.channel}, t.x, up, t)
}

// attachInside attaches a terminal that leaves its hub past the other row of parts.
func (l *layout) attachInside(n *net, t *terminal) {
	up := t.node.row == gatewayRow
	n.attach(place{t.channel, t.node.hub}, t.x, up, t)
	n.attach(place{t.channel, t.node.hub}, t.outerX, !up, nil)
	n.attach(place{channel: t.outer}, t.outerX, up, nil)
	if up {
		n.lanes = append(n.lanes, lane{inspectionRow, t.outerX})
	} else {
		n.lanes = append(n.lanes, lane{gatewayRow, t.outerX})
	}
}

func (n *net) attach(at place, x int, up bool, t *terminal) {
	n.attached[at] = append(n.attached[at], attachment{x, up, t})
}

// isFree tells whether no part of the hub stands there in a row.
func (n *node) isFree(row, x int) bool {
	for _, p := range n.parts {
		if p.row == row && x > p.x-8 && x < p.x+p.w+8 {
			return false
		}
	}
	return true
}

// nearest is the x nearest to a wish in a range, that keeps clear of the verticals of other nets in bands.
func (l *layout) nearest(n *net, wish, lo, hi int, bands []int, also func(int) bool) (int, bool) {
	wish = max(lo, min(wish, hi))
	for _, clear := range []int{clearance, 5} {
		for d := 0; wish-d >= lo || wish+d <= hi; d++ {
			for _, x := range []int{wish - d, wish + d} {
				if x >= lo && x <= hi && (also == nil || also(x)) && l.isClear(n, x, bands, clear) {
					return x, true
				}
			}
		}
	}
	return wish, false
}

func (l *layout) isClear(n *net, x int, bands []int, clear int) bool {
	for _, b := range bands {
		for _, v := range l.verticals[b] {
			if v.n != n && v.x > x-clear && v.x < x+clear {
				return false
			}
		}
	}
	return true
}

func (l *layout) take(n *net, x int, bands []int) {
	for _, b := range bands {
		l.verticals[b] = append(l.verticals[b], vertical{x, n})
	}
}

// cross leads a net past the rows between its ends: by one lane in each, near its head.
func (l *layout) cross(n *net) {
	if n.head.side == inner {
		return
	}
	first, last := n.head.reached(), n.head.reached()
	for _, t := range n.tails {
		first, last = min(first, t.reached()), max(last, t.reached())
	}
	wish := n.head.reachedAt()
	for row := first; row < last; row++ {
		rows := []int{row}
		if row == gatewayRow { // both rows of the hubs at once
			rows = append(rows, inspectionRow)
		}
		var bands []int
		for _, r := range rows {
			bands = append(bands, 2*r, 2*r+1, 2*r+2)
		}
		x := l.lane(n, wish, rows, bands)
		l.take(n, x, bands)
		for _, r := range rows {
			n.lanes = append(n.lanes, lane{r, x})
			n.attach(place{channel: r}, x, false, nil)
			n.attach(place{channel: r + 1}, x, true, nil)
		}
		wish = x
		row += len(rows) - 1
	}
}

// lane is where a net may pass rows, nearest to a wish.
func (l *layout) lane(n *net, wish int, rows, bands []int) int {
	free := func(x int) bool {
		for _, r := range rows {
			for _, o := range l.obstacles[r] {
				if x > o.lo-6 && x < o.hi+6 {
					return false
				}
			}
		}
		return true
	}
	x, _ := l.nearest(n, wish, wish-100000, wish+100000, bands, free)
	return x
}

// A track is a level of a channel: the nets that have a piece there, side by side.
type track struct {
	taken        []interval
	above, below int // what labels take
}

// piece is what a net needs of a channel: from its leftmost vertical to its rightmost, and its label.
type piece struct {
	n *net
	interval
	at           place
	above, below int // what its label takes
}

// assign gives each net that moves sideways in a channel, or has its label there, a track.
func (l *layout) assign(c int) {
	var pieces []piece
	for _, n := range l.nets {
		for _, part := range n.parts() {
			if part.at.channel != c {
				continue
			}
			i := interval{part.list[0].x, part.list[0].x}
			for _, a := range part.list {
				i.lo, i.hi = min(i.lo, a.x), max(i.hi, a.x)
			}
			labelled := n.labelIn < 0 && len(n.label) > 0 && c == n.labelChannel()
			if labelled {
				n.labelIn = c
				n.labelAt, n.beside, n.covers = l.labelPlace(n, c, i, widthOf(n.label, plainFont))
				if n.covers > ownLine && n.style.isPath() { // the number alone: the table has the next hop
					n.label = []string{n.lines[0].number}
					n.labelAt, n.beside, n.covers = l.labelPlace(n, c, i, widthOf(n.label, plainFont))
				}
				i.lo, i.hi = min(i.lo, n.labelAt.lo), max(i.hi, n.labelAt.hi)
			}
			if i.lo < i.hi {
				p := piece{n: n, interval: i, at: part.at}
				if h := len(n.label) * plainFont.lineHeight(); labelled && n.beside {
					p.above, p.below = h/2, h/2
				} else if labelled {
					p.above = h
				}
				pieces = append(pieces, p)
			}
		}
	}
	slices.SortStableFunc(pieces, func(a, b piece) int {
		return cmp.Or(cmp.Compare(a.lo, b.lo), cmp.Compare(b.hi, a.hi))
	})
	for _, p := range pieces {
		t := slices.IndexFunc(l.tracks[c], func(t track) bool {
			return !slices.ContainsFunc(t.taken, func(o interval) bool { return o.meets(interval{p.lo - clearance, p.hi + clearance}) })
		})
		if t < 0 {
			t = len(l.tracks[c])
			l.tracks[c] = append(l.tracks[c], track{})
		}
		l.tracks[c][t].taken = append(l.tracks[c][t].taken, p.interval)
		l.tracks[c][t].above = max(l.tracks[c][t].above, p.above)
		l.tracks[c][t].below = max(l.tracks[c][t].below, p.below)
		p.n.tracks[p.at] = t
	}
}

// What it costs a label to stand on a line of its net, and on that of another or a frame.
const (
	ownLine   = 1000
	otherLine = 100 * ownLine
)
