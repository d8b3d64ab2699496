package picture

// relabel finds another place for each label that stands on a line or a frame: anywhere along its net where nothing is. All else has its place
// by then.
func (l *layout) relabel() {
	for _, n := range l.nets {
		if n.covers == 0 || len(n.label) == 0 {
			continue
		}
		taken := l.taken(n)
		w, h := widthOf(n.label, plainFont), len(n.label)*plainFont.lineHeight()
		best := -1
		try := func(x, y, distance int) {
			a := area{x - 2, y - 1, x + w + 2, y + h}
			if best >= 0 && distance >= best || a.x1 < l.left || a.x2 > l.left+l.width {
				return
			}
			for _, t := range taken {
				if a.meets(t) {
					return
				}
			}
			best = distance
			n.moved = &area{x, y, x + w, y + h}
			n.covers = 0
		}
		const beside, step = 6, 3
		for _, s := range l.segments(n) {
			if s.x1 == s.x2 {
				for y := s.y1 + beside; y+h < s.y2; y += step {
					off := distance(2*y+h, s.y1+s.y2)
					try(s.x1+beside, y, off)
					try(s.x1-beside-w, y, off+1)
				}
				continue
			}
			for x := s.x1 + beside; x+w < s.x2; x += step {
				off := distance(2*x+w, s.x1+s.x2)
				try(x, s.y1-beside/2-h, off)
				try(x, s.y1+beside/2, off+1)
			}
		}
	}
}

func distance(a, b int) int { return max(a-b, b-a) }

// An area is a rectangle.
type area struct{ x1, y1, x2, y2 int }

func (a area) meets(b area) bool { return a.x1 < b.x2 && b.x1 < a.x2 && a.y1 < b.y2 && b.y1 < a.y2 }

// taken is where a label may not be: on boxes, texts, the borders of frames, and lines.
func (l *layout) taken(n *net) []area {
	var out []area
	border := func(x, y, w, h int) {
		out = append(out, area{x - 2, y, x + 2, y + h}, area{x + w - 2, y, x + w + 2, y + h}, area{x, y - 2, x + w, y + 2}, area{x, y + h - 2, x + w, y + h + 2})
	}
	text := func(t placedText, x, y int) {
		out = append(out, area{x + t.x, y + t.y - t.font.size, x + t.x + width(t.s, t.font), y + t.y + t.font.size/3})
	}
	for _, x := range l.p.nodes {
		if !x.inHubRow() {
			out = append(out, area{x.x, x.y, x.x + x.w + x.shadow(), x.y + x.h + x.shadow()})
			continue
		}
		if n.head.side != inner {
			out = append(out, area{x.x, x.y, x.x + x.w, x.y + x.h})
			continue
		}
		border(x.x, x.y, x.w, x.h)
		for _, t := range x.texts {
			text(t, x.x, x.y)
		}
		out = append(out, area{x.x, x.y, x.x + padding + iconRoom, x.y + padding + iconRoom})
	}
	for _, f := range l.p.frames() {
		border(f.x, f.y, f.w, f.h)
	}
	for _, f := range l.p.groupFrames() {
		border(f.x, f.y, f.w, f.h)
	}
	for _, other := range l.nets {
		for _, s := range l.segments(other) {
			out = append(out, area{min(s.x1, s.x2) - 3, min(s.y1, s.y2) - 3, max(s.x1, s.x2) + 3, max(s.y1, s.y2) + 3})
		}
		if other.style.isPath() { // the head of its arrow
			h := other.head
			out = append(out, area{h.x - 7, h.node.y - 12, h.x + 7, h.node.y + 12}, area{h.x - 7, h.node.y + h.node.h - 12, h.x + 7, h.node.y + h.node.h + h.node.shadow() + 12})
		}
		if other != n {
			for _, t := range l.labelTexts(other) {
				text(t, 0, 0)
			}
		}
	}
	for _, t := range l.titleTexts() {
		text(t, 0, 0)
	}
	return out
}
