package picture

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
