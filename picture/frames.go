package picture

import "strings"

// A frame is around the boxes of a tenant, a region or a virtual WAN.
type frame struct {
	class      string
	x, y, w, h int
	title      placedText
	name, tip  string
}

// frames are the frames with a title above, from the outermost on.
func (p *Picture) frames() []frame {
	l := p.layout
	end := l.rowY[l.frameRow] + l.rowH[l.frameRow] + framePad
	var out []frame
	for _, t := range l.tenants() {
		y := l.rowY[tenantRow] - framePad + 4
		out = append(out, frame{"frame", t.lo, y, t.hi - t.lo, end + framePad - y, l.titleText(t.title(), t.lo, tenantRow), t.title(), t.title()})
	}
	for _, c := range p.columns {
		y := l.rowY[regionRow] - framePad + 4
		name := "region " + c.title()
		out = append(out, frame{"region", c.x, y, c.w, end - y, l.titleText(c.title(), c.x, regionRow), name, name})
	}
	for _, b := range p.wans {
		lo, hi := b.extent()
		y := l.rowY[wanRow] - framePad + 4
		bottom := l.rowY[inspectionRow] + l.rowH[inspectionRow] + framePad + bandPad
		name := b.label() + ", " + b.details
		out = append(out, frame{"band", lo, y, hi - lo, bottom - y, l.titleText(b.label(), lo, wanRow), name, name + statements(b.origins)})
	}
	return out
}

func (w *svg) frames(p *Picture) {
	for _, f := range p.frames() {
		w.open("graphics-object group", "", f.name, f.tip)
		w.line(`<rect class="%s" x="%d" y="%d" width="%d" height="%d" rx="6"/>`, f.class, f.x, f.y, f.w, f.h)
		w.text(f.title, 0, 0)
		w.close()
	}
	w.groups(p)
}

// A groupFrame is around networks that have a boundary in common.
type groupFrame struct {
	*group
	x, y, w, h int
}

func (p *Picture) groupFrames() []groupFrame {
	l := p.layout
	var out []groupFrame
	for _, c := range p.columns {
		for _, x := range c.pods {
			for _, g := range x.groups {
				if g.framed() {
					y := l.rowY[spokeRow] - framePad
					out = append(out, groupFrame{g, g.x, y, g.w, l.rowY[l.frameRow] + len(g.titleTexts)*plainFont.lineHeight() + 4 - y})
				}
			}
		}
	}
	return out
}

func (w *svg) groups(p *Picture) {
	for _, f := range p.groupFrames() {
		var words []string
		for _, t := range f.titleTexts {
			words = append(words, t.s)
		}
		w.open("graphics-object group", "", strings.Join(words, ", "), strings.Join(words, "\n"))
		w.line(`<rect class="frame" x="%d" y="%d" width="%d" height="%d" rx="4"/>`, f.x, f.y, f.w, f.h)
		for _, t := range f.titleTexts {
			w.text(t, 0, 0)
		}
		w.close()
	}
}

// titleTexts are the titles of frames.
func (l *layout) titleTexts() []placedText {
	var out []placedText
	for _, f := range l.p.frames() {
		out = append(out, f.title)
	}
	for _, f := range l.p.groupFrames() {
		out = append(out, f.titleTexts...)
	}
	return out
}

// titleText is the title of a frame that begins at x.
func (l *layout) titleText(s string, x, row int) placedText {
	return placedText{s: s, font: nameFont, x: x + framePad, y: l.rowY[row] + nameFont.size}
}
