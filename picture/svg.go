package picture

import (
	"bytes"
	"fmt"
	"strings"
)

// SVG is the picture as a document that needs nothing from elsewhere: no font, no script. It is readable on light and dark grounds, its texts
// can be selected, and screen readers find every box and line by its name.
func (p *Picture) SVG() []byte {
	w := &svg{l: p.layout}
	l := p.layout
	w.printf(`<svg xmlns="http://www.w3.org/2000/svg" class="vnl" viewBox="%d 0 %d %d" width="%d" height="%d" role="graphics-document document" aria-roledescription="network diagram" aria-label="%s">`,
		l.left, l.width, l.height, l.width, l.height, xmlText("network "+p.name))
	w.line("\n<!-- %s -->", generated)
	w.line(`<title>%s</title>`, xmlText("network "+p.name))
	w.line(`<desc>%s</desc>`, xmlText(p.description()))
	w.line(`<style>%s</style>`, sheet(p.change, p.marked()))
	w.line(`<rect class="bg" x="%d" y="0" width="%d" height="%d"/>`, l.left, l.width, l.height)
	for _, t := range l.header {
		w.text(t, 0, 0)
	}
	w.frames(p)
	for _, n := range p.nodes {
		if n.inHubRow() {
			w.node(n)
		}
	}
	for _, n := range l.nets {
		w.net(n)
	}
	for _, n := range p.nodes {
		if !n.inHubRow() {
			w.node(n)
		}
	}
	for _, n := range l.nets {
		w.netLabel(n)
	}
	w.legend()
	w.hops()
	w.line(`</svg>`)
	return w.Bytes()
}

type svg struct {
	bytes.Buffer
	l *layout
}

func (w *svg) printf(format string, args ...any) { fmt.Fprintf(&w.Buffer, format, args...) }

func (w *svg) line(format string, args ...any) { w.printf(format+"\n", args...) }

// xmlText is a text in XML, as content and in double quotes.
func xmlText(s string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = shown(line)
	}
	return xmlEscapes.Replace(strings.Join(lines, "\n"))
}

var xmlEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;", "\n", "&#10;")

// text writes a text whose place is relative to a corner.
func (w *svg) text(t placedText, x, y int) {
	class := ""
	switch t.font {
	case titleFont:
		class = "h"
	case nameFont:
		class = "n"
	case boldFont:
		class = "b"
	}
	if t.muted {
		class = strings.TrimSpace(class + " m")
	}
	if class != "" {
		class = ` class="` + class + `"`
	}
	w.line(`<text%s x="%d" y="%d">%s</text>`, class, x+t.x, y+t.y, xmlText(t.s))
}

func (w *svg) icon(k kind, x, y int) {
	w.line(`<path class="icon" transform="translate(%d %d)" d="%s"/>`, x, y, k.icon())
}

// open begins a group that has a name and shows a text where a reader points at it.
func (w *svg) open(role, class, name, tip string) {
	if class != "" {
		class = ` class="` + class + `"`
	}
	w.line(`<g%s role="%s" aria-label="%s"><title>%s</title>`, class, role, xmlText(name), xmlText(tip))
}

func (w *svg) close() { w.line(`</g>`) }

func (w *svg) node(n *node) {
	class := map[kind]string{hubKind: "hub", virtualHubKind: "hub", firewallKind: "fw", applianceKind: "fw", vpnGatewayKind: "part", expressRouteKind: "part"}[n.kind]
	switch {
	case n.isOutside():
		class = "out"
	case class == "":
		class = "box"
	}
	if n.ownership != "" {
		class += " existing"
	}
	if n.mark != unmarked {
		class += fmt.Sprintf(" b%d", n.mark)
	}
	w.open("graphics-symbol img", "", n.label(), n.tip())
	for shadow := n.shadow(); shadow > 0; shadow -= 4 {
		w.line(`<rect class="%s" x="%d" y="%d" width="%d" height="%d" rx="4"/>`, class, n.x+shadow, n.y+shadow, n.w, n.h)
	}
	round := 4
	if n.isOutside() {
		round = 12
	}
	w.line(`<rect class="%s" x="%d" y="%d" width="%d" height="%d" rx="%d"/>`, class, n.x, n.y, n.w, n.h, round)
	w.icon(n.kind, n.x+padding-3, n.y+padding-2)
	for _, t := range n.texts {
		w.text(t, n.x, n.y)
	}
	w.close()
}

func (w *svg) net(n *net) {
	var d strings.Builder
	for _, s := range w.l.segments(n) {
		if s.x1 == s.x2 {
			fmt.Fprintf(&d, "M%d %dV%d", s.x1, s.y1, s.y2)
		} else {
			fmt.Fprintf(&d, "M%d %dH%d", s.x1, s.y1, s.x2)
		}
	}
	w.open("graphics-symbol img", "", n.text(), n.tip())
	if n.mark != unmarked {
		w.line(`<path class="m%d" d="%s"/>`, n.mark, d.String())
	}
	w.line(`<path class="l%d%s" d="%s"/><path class="hit" d="%s"/>`, n.style, w.l.quiet(n.style, n.mark), d.String(), d.String())
	if n.style.isPath() {
		w.arrow(n)
	}
	w.close()
}

// arrow writes the head of an arrow where a hop of a path ends.
func (w *svg) arrow(n *net) {
	t := n.head
	down := t.side == top || t.side == inner && t.node.row == inspectionRow
	if down {
		w.line(`<path class="a%d" d="M%d %dl-6 -11h12z"/>`, n.style, t.x, t.node.y)
		return
	}
	w.line(`<path class="a%d" d="M%d %dl-6 11h12z"/>`, n.style, t.x, t.node.y+t.node.h+t.node.shadow())
}

func (w *svg) netLabel(n *net) {
	texts := w.l.labelTexts(n)
	if len(texts) == 0 {
		return
	}
	if n.covers > 0 {
		w.line(`<rect class="%s" x="%d" y="%d" width="%d" height="%d" rx="3"/>`, w.l.ground(n), n.labelAt.lo-2, texts[0].y-plainFont.size,
			n.labelAt.hi-n.labelAt.lo+4, len(texts)*plainFont.lineHeight())
	}
	for _, t := range texts {
		w.text(t, 0, 0)
	}
}

// labelTexts are the lines of the label of a net where they stand.
func (l *layout) labelTexts(n *net) []placedText {
	if n.labelIn < 0 {
		return nil
	}
	height := plainFont.lineHeight()
	if m := n.moved; m != nil {
		var out []placedText
		for i, s := range n.label {
			out = append(out, placedText{s: s, font: plainFont, x: m.x1, y: m.y1 + plainFont.size + i*height})
		}
		return out
	}
	y := l.trackY(n.labelIn, n.tracks[place{channel: n.labelIn}]) - 5 - (len(n.label)-1)*height
	if n.beside {
		y += 2 + len(n.label)*height/2
	}
	var out []placedText
	for i, s := range n.label {
		out = append(out, placedText{s: s, font: plainFont, x: n.labelAt.lo, y: y + i*height})
	}
	return out
}

// freeTexts are the texts that stand in no box.
func (l *layout) freeTexts() []placedText {
	out := append(l.titleTexts(), l.header...)
	for _, n := range l.nets {
		out = append(out, l.labelTexts(n)...)
	}
	for _, e := range l.legend {
		out = append(out, e.text)
	}
	for _, h := range l.hops {
		out = append(out, h.placedText)
	}
	return out
}

// quiet is the class of lines that are not of the path that is drawn, or not of the change.
func (l *layout) quiet(s style, m mark) string {
	if l.p.path != nil && !s.isPath() || l.p.change && m == unmarked && !s.isChange() {
		return " q"
	}
	return ""
}

// ground is the class of what is behind a label.
func (l *layout) ground(n *net) string {
	switch {
	case n.labelIn <= regionRow || n.labelIn > l.frameRow:
		return "bg"
	case n.labelIn == inspectionRow:
		return "tagh"
	}
	return "tag"
}

func (w *svg) legend() {
	if len(w.l.legend) == 0 {
		return
	}
	w.line(`<g role="graphics-object group" aria-label="legend">`)
	for _, e := range w.l.legend {
		if e.style >= 0 {
			w.line(`<path class="l%d%s" d="M%d %dh%d"/>`, e.style, w.l.quiet(e.style, added), e.text.x-sampleRoom, e.text.y-4, sampleRoom-8)
		} else if e.mark != unmarked {
			w.line(`<path class="m%d" d="M%d %dh%d"/>`, e.mark, e.text.x-sampleRoom, e.text.y-4, sampleRoom-8)
		} else if e.there {
			w.line(`<rect class="box existing" x="%d" y="%d" width="16" height="12" rx="2"/>`, e.text.x-iconRoom, e.text.y-10)
		} else {
			w.icon(e.kind, e.text.x-iconRoom, e.text.y-12)
		}
		w.text(e.text, 0, 0)
	}
	w.close()
}
