package picture

import (
	"cmp"
	"fmt"
	"slices"
)

// placedText is a text and where its base line begins: of a node from its corner.
type placedText struct {
	s     string
	font  font
	muted bool
	x, y  int
}

const (
	trackHeight      = 12
	titleRowHeight   = 20
	headerLineHeight = 24
)

// finish says where everything stands from top to bottom, once it is known how many lines run between the rows.
func (l *layout) finish(r *reading) {
	l.measureRows(r)
	l.addHeader(r)
	y := l.top
	for row := range l.rowY {
		l.channelY[row] = y
		y += l.channelH[row]
		l.rowY[row] = y
		y += l.rowH[row]
	}
	l.channelY[len(l.rowY)] = y
	l.height = y + l.channelH[len(l.rowY)]
	l.placeNodes()
	l.placeTitles(r)
	l.placeX()
	l.relabel()
	l.addLegend(r)
	l.addHops()
}

// measureRows finds the heights of rows, and of the channels between them.
func (l *layout) measureRows(r *reading) {
	for _, n := range l.p.nodes {
		row := n.row
		switch {
		case n.isNetwork() && n.inHubRow():
			l.hubTitles = max(l.hubTitles, n.titleHeight-2*framePad)
		default:
			l.rowH[row] = max(l.rowH[row], n.h+n.shadow())
		}
	}
	for _, c := range l.p.columns {
		l.rowH[regionRow] = titleRowHeight
		for _, p := range c.pods {
			for _, g := range p.groups {
				l.rowH[l.frameRow] = max(l.rowH[l.frameRow], len(g.titleTexts)*plainFont.lineHeight())
			}
		}
	}
	if len(l.tenants()) > 0 {
		l.rowH[tenantRow] = titleRowHeight
	}
	if len(l.p.wans) > 0 {
		l.rowH[wanRow] = titleRowHeight
	}
	for c := range l.channelH {
		above, below := l.pads(c)
		l.channelH[c] = above + below
		for _, t := range l.tracks[c] {
			l.channelH[c] += t.height()
		}
	}
	l.rowH[inspectionRow] = max(l.rowH[inspectionRow], l.hubTitles-l.rowH[gatewayRow]-l.channelH[inspectionRow])
}

func (t track) height() int {
	return trackHeight + t.above + max(0, t.below-trackHeight/2)
}

// pads are the room of a channel above and below its tracks.
func (l *layout) pads(c int) (above, below int) {
	inUse := len(l.tracks[c]) > 0
	if inUse {
		above, below = 8, 8
	}
	switch c {
	case outsideRow, l.belowRow + 1:
		return above, 0
	case circuitRow:
		if l.rowH[outsideRow] > 0 {
			return above + 10, below + 10
		}
	case regionRow, tenantRow, wanRow:
		if l.rowH[c] > 0 {
			return above, below + framePad
		}
	case gatewayRow:
		if l.rowH[gatewayRow]+l.rowH[inspectionRow] == 0 && l.hubTitles == 0 {
			return above, below
		}
		return above, below + framePad + 8
	case inspectionRow:
		if l.rowH[gatewayRow] > 0 && l.rowH[inspectionRow] > 0 {
			return 8, 8
		}
	case inspectionRow + 1:
		if l.rowH[gatewayRow]+l.rowH[inspectionRow]+l.hubTitles > 0 {
			above += framePad + 8
		}
		if l.rowH[l.frameRow] > 0 {
			below += framePad
		}
		return above, below + 10
	case l.frameRow:
		if l.rowH[c] > 0 {
			return above + 8, below
		}
	case l.belowRow:
		above += framePad + 4
		if len(l.tenants()) > 0 {
			above += framePad
		}
		if l.rowH[c] > 0 {
			below += 12
		}
		return above, below
	default:
		if c > spokeRow && c < l.frameRow {
			return above + 8, below + 8
		}
	}
	return above, below
}

// trackY is the level of a track.
func (l *layout) trackY(c, number int) int {
	above, _ := l.pads(c)
	y := l.channelY[c] + above
	for _, t := range l.tracks[c][:number] {
		y += t.height()
	}
	return y + l.tracks[c][number].above + trackHeight/2
}

// shadow is how far a stack reaches below its box.
func (n *node) shadow() int {
	if len(n.members) > 0 {
		return 8
	}
	return 0
}

func (l *layout) placeNodes() {
	for _, n := range l.p.nodes {
		n.y = l.rowY[n.row]
		switch {
		case n.isNetwork() && n.inHubRow():
			n.y = l.rowY[gatewayRow] - framePad
			n.h = l.rowY[inspectionRow] + l.rowH[inspectionRow] + framePad - n.y
		case n.isOutside() || n.kind == meshKind && n.row == aboveRow:
			n.y += l.rowH[n.row] - n.h - n.shadow()
		}
	}
}

func (l *layout) placeTitles(r *reading) {
	for _, c := range l.p.columns {
		for _, p := range c.pods {
			for _, g := range p.groups {
				for i := range g.titleTexts {
					g.titleTexts[i].x = g.x + framePad
					g.titleTexts[i].y = l.rowY[l.frameRow] + plainFont.size + i*plainFont.lineHeight()
				}
			}
		}
	}
}

// placeX finds how wide the picture is.
func (l *layout) placeX() {
	lo, hi := 0, 0
	for i, t := range l.header {
		if i == 0 {
			lo = t.x
		}
		hi = max(hi, t.x+width(t.s, t.font))
	}
	for _, n := range l.p.nodes {
		lo, hi = min(lo, n.x), max(hi, n.x+n.w+n.shadow())
	}
	for _, c := range l.p.columns {
		lo, hi = min(lo, c.x), max(hi, c.x+c.w)
	}
	for _, t := range l.tenants() {
		lo, hi = min(lo, t.lo), max(hi, t.hi)
	}
	for _, list := range l.verticals {
		for _, v := range list {
			lo, hi = min(lo, v.x), max(hi, v.x)
		}
	}
	for _, n := range l.nets {
		if n.labelIn >= 0 {
			lo, hi = min(lo, n.labelAt.lo), max(hi, n.labelAt.hi)
		}
	}
	l.left = lo - margin
	l.width = hi - lo + 2*margin
	for i := range l.header {
		l.header[i].x = l.left + margin
		l.width = max(l.width, width(l.header[i].s, l.header[i].font)+2*margin)
	}
}

func (l *layout) addHeader(r *reading) {
	y := margin + titleFont.size
	l.header = []placedText{{s: shown(l.p.name), font: titleFont, y: y}}
	y += plainFont.size + 8
	l.header = append(l.header, placedText{s: l.p.summary(), font: plainFont, muted: true, y: y})
	if w := l.p.path; w != nil {
		y += boldFont.size + 8
		l.header = append(l.header, placedText{s: shown("path from " + w.From + " to " + w.To), font: boldFont, y: y})
	}
	l.top = y + 20
}

// summary counts what is drawn.
func (p *Picture) summary() string {
	count := map[string]int{}
	for _, n := range p.nodes {
		size := max(1, len(n.members))
		switch n.kind {
		case hubKind, virtualHubKind:
			count["hub"] += size
		case networkKind, stackKind:
			count["network"] += size
		case siteKind, siteStackKind:
			count["site"] += size
		case circuitKind:
			count["circuit"] += size
		}
	}
	count["region"] = len(p.regions())
	out := ""
	for _, word := range []string{"region", "hub", "network", "site", "circuit"} {
		n := count[word]
		if n == 0 {
			continue
		}
		if out != "" {
			out += " · "
		}
		out += fmt.Sprintf("%d %s", n, word)
		if n > 1 {
			out += "s"
		}
	}
	return out
}

func (p *Picture) regions() []string {
	var out []string
	for _, c := range p.columns {
		if !slices.Contains(out, c.location) {
			out = append(out, c.location)
		}
	}
	slices.SortFunc(out, cmp.Compare[string])
	return out
}

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
