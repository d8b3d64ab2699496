package picture

import "fmt"

// A hopText is a text of the table of a path's hops.
type hopText struct {
	placedText
}

const hopLine = 18

// addHops lists the hops of a path below the legend, there and back: where each is, and the route that sends the packet on.
func (l *layout) addHops() {
	p := l.p.path
	if p == nil {
		return
	}
	y := l.height
	for _, w := range p.ways() {
		y += hopLine
		l.addHop(l.left+margin, y, shown(fmt.Sprintf("%s %s to %s: %s", w.sign, w.from, w.to, w.Outcome)), boldFont)
		at, route := 0, 0
		for _, h := range w.Hops {
			at, route = max(at, width(shown(h.place()), plainFont)), max(route, width(shown(h.Route), plainFont))
		}
		for i, h := range w.Hops {
			y += hopLine
			x := l.left + margin + 14
			if n := w.numbers[i]; n > 0 {
				l.addHop(x, y, fmt.Sprint(n), plainFont)
			}
			x += 24
			l.addHop(x, y, shown(h.place()), plainFont)
			if h.Route == "" {
				continue
			}
			x += at + 18
			l.addHop(x, y, shown(h.Route), plainFont)
			l.addHop(x+route+18, y, shown("→ "+h.Next), plainFont)
		}
		y += hopLine / 2
	}
	l.height = y + margin - hopLine/2
}

// place is a hop by its name, and its kind where the name does not say it.
func (h Hop) place() string {
	if h.Kind == "subnet" || h.Kind == h.At {
		return h.At
	}
	return h.At + " (" + h.Kind + ")"
}

func (l *layout) addHop(x, y int, s string, f font) {
	l.hops = append(l.hops, hopText{placedText{s: s, font: f, x: x, y: y}})
	l.width = max(l.width, x-l.left+width(s, f)+margin)
}

// hops writes the table of hops.
func (w *svg) hops() {
	if len(w.l.hops) == 0 {
		return
	}
	w.line(`<g role="graphics-object group" aria-label="hops">`)
	for _, h := range w.l.hops {
		w.text(h.placedText, 0, 0)
	}
	w.close()
}
