package picture

import (
	"cmp"
	"slices"
)

// A segment is a piece of a line, level or upright.
type segment struct{ x1, y1, x2, y2 int }

// segments are the pieces of which a net is drawn.
func (l *layout) segments(n *net) []segment {
	var out []segment
	for _, part := range n.parts() {
		out = append(out, l.inChannel(n, part)...)
	}
	for _, x := range n.lanes {
		out = append(out, segment{x.x, l.rowY[x.row], x.x, l.rowY[x.row] + l.rowH[x.row]})
	}
	return joined(out)
}

// A part is what a net has in one place.
type part struct {
	at   place
	list []attachment
}

// parts are the parts of a net, from top to bottom.
func (n *net) parts() []part {
	var out []part
	for at, list := range n.attached {
		out = append(out, part{at, list})
	}
	slices.SortFunc(out, func(a, b part) int {
		return cmp.Or(cmp.Compare(a.at.channel, b.at.channel), cmp.Compare(a.at.hub.idOrNone(), b.at.hub.idOrNone()))
	})
	return out
}

func (n *node) idOrNone() string {
	if n == nil {
		return ""
	}
	return n.id
}

func (l *layout) inChannel(n *net, p part) []segment {
	c, list := p.at.channel, p.list
	end := func(a attachment) int {
		switch {
		case a.t != nil && a.up:
			return a.t.node.y + a.t.node.h + a.t.node.shadow()
		case a.t != nil:
			return a.t.node.y
		case a.up:
			return l.channelY[c]
		}
		return l.channelY[c] + l.channelH[c]
	}
	var out []segment
	number, level := n.tracks[p.at]
	if !level {
		lo, hi := end(list[0]), end(list[0])
		for _, a := range list {
			lo, hi = min(lo, end(a)), max(hi, end(a))
		}
		return []segment{{list[0].x, lo, list[0].x, hi}}
	}
	y := l.trackY(c, number)
	lo, hi := list[0].x, list[0].x
	for _, a := range list {
		lo, hi = min(lo, a.x), max(hi, a.x)
		out = append(out, segment{a.x, min(y, end(a)), a.x, max(y, end(a))})
	}
	if lo < hi {
		out = append(out, segment{lo, y, hi, y})
	}
	return out
}

// joined joins upright pieces that continue each other.
func joined(list []segment) []segment {
	slices.SortStableFunc(list, func(a, b segment) int {
		return cmp.Or(cmp.Compare(a.x1, b.x1), cmp.Compare(a.x2, b.x2), cmp.Compare(a.y1, b.y1), cmp.Compare(a.y2, b.y2))
	})
	var out []segment
	for _, s := range list {
		if n := len(out); n > 0 && s.x1 == s.x2 && out[n-1].x1 == out[n-1].x2 && s.x1 == out[n-1].x1 && s.y1 <= out[n-1].y2 {
			out[n-1].y2 = max(out[n-1].y2, s.y2)
			continue
		}
		out = append(out, s)
	}
	return out
}
