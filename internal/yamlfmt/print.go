package yamlfmt

import (
	"slices"
	"strings"
)

// A printer writes blocks in the one form.
type printer struct {
	order Order
	out   []outLine
}

// An outLine is a line; kept where it is of a scalar, and blank or not belongs there.
type outLine struct {
	text string
	kept bool
}

func (w *printer) line(text string) { w.out = append(w.out, outLine{text: text}) }

func (w *printer) leads(leads []string, indent int) {
	for _, l := range leads {
		if l != "" {
			l = pad(indent) + l
		}
		w.line(l)
	}
}

func pad(indent int) string { return strings.Repeat(" ", indent) }

// noted is a line with the comment behind it.
func noted(text, note string) string {
	switch {
	case note == "":
		return text
	case text == "":
		return note
	}
	return text + "  " + note
}

func (w *printer) block(b *block, indent int, path []Map) {
	entries := b.entries
	if b.kind == mapBlock && w.order != nil {
		entries = w.ordered(entries, path)
	}
	for _, e := range entries {
		w.leads(e.lead, indent)
		w.entry(b, e, indent, path)
	}
	w.leads(b.tail, indent)
}

// ordered are the entries in the order of their keys. Blank lines above the first stay there.
func (w *printer) ordered(entries []*entry, path []Map) []*entry {
	names := w.order(path)
	if names == nil {
		return entries
	}
	out := slices.Clone(entries)
	slices.SortStableFunc(out, func(a, b *entry) int { return rank(names, a.key) - rank(names, b.key) })
	if first := out[0]; first != entries[0] && len(first.lead) > 0 && first.lead[0] == "" {
		moved := *first
		moved.lead = slices.Clone(first.lead)
		for len(moved.lead) > 0 && moved.lead[0] == "" {
			moved.lead = moved.lead[1:]
		}
		out[0] = &moved
	}
	return out
}

// rank is the place of a key; a merge key stands first.
func rank(names []string, key string) int {
	key = bare(key)
	if key == "<<" {
		return -1
	}
	if i := slices.Index(names, key); i >= 0 {
		return i
	}
	return len(names)
}

func (w *printer) entry(b *block, e *entry, indent int, path []Map) {
	start, below := pad(indent), indent+2
	switch {
	case b.kind == listBlock && e.inline:
		at := len(w.out)
		w.block(e.child, indent+2, appended(path, "-", e.child))
		w.out[at].text = pad(indent) + "- " + w.out[at].text[indent+2:]
		return
	case b.kind == listBlock:
		start += "-"
	case b.kind == mapBlock:
		start += e.key + ":"
		if strings.HasPrefix(e.key, "*") || strings.Contains(e.key, " *") { // an alias may have a colon in its name
			start = pad(indent) + e.key + " :"
		}
	}
	behind := func(text string) string {
		if text == "" || b.kind == valueBlock {
			return start + text
		}
		return start + " " + text
	}
	if e.flow != nil {
		w.flow(e, behind, indent, path)
		return
	}
	note := e.note
	if e.style == quoted {
		note = ""
	}
	w.line(noted(behind(e.head), note))
	if b.kind == valueBlock {
		below = indent
	}
	for i, l := range e.more {
		w.more(e, l, i, indent, below)
	}
	if e.child != nil {
		w.block(e.child, indent+2, appended(path, e.name(), e.child))
	}
}

// name is the key in a path.
func (e *entry) name() string {
	if e.key == "" {
		return "-"
	}
	return bare(e.key)
}

func appended(path []Map, key string, b *block) []Map {
	return append(slices.Clip(path), Map{Key: key, Texts: b.texts()})
}

// more writes a further line of a value.
func (w *printer) more(e *entry, l string, i, indent, below int) {
	switch {
	case e.style == literal:
		text := pad(indent) + l
		if l == "" {
			text = ""
		}
		w.out = append(w.out, outLine{text, true})
	case strings.TrimSpace(l) == "":
		w.out = append(w.out, outLine{"", true})
	case e.style == quoted && i == len(e.more)-1:
		w.out = append(w.out, outLine{noted(pad(below)+l, e.note), true})
	default:
		w.out = append(w.out, outLine{pad(below) + l, true})
	}
}

// flow writes a value in flow style: on one line with its keys in order, or on the lines that it has.
func (w *printer) flow(e *entry, behind func(string) string, indent int, path []Map) {
	if tree := e.flow.tree(); tree != nil {
		w.line(noted(behind(w.oneLine(tree, append(slices.Clip(path), Map{Key: e.name(), Texts: tree.texts()}))), e.note))
		return
	}
	rows := e.flow.lines()
	for i, row := range rows {
		text := row.text
		switch {
		case i == 0:
			text = behind(strings.TrimRight(e.flow.props, " \t") + spaceIf(e.flow.props != "") + text)
		case text != "":
			text = pad(indent+2*row.depth) + text
		}
		if i == len(rows)-1 {
			text = noted(text, e.note)
		}
		w.out = append(w.out, splitKept(text)...)
	}
}

func spaceIf(is bool) string {
	if is {
		return " "
	}
	return ""
}

// splitKept are the lines of a text; those of a scalar in quotes stay as they are.
func splitKept(text string) []outLine {
	var out []outLine
	for i, l := range strings.Split(text, "\n") {
		out = append(out, outLine{l, i > 0})
	}
	return out
}

// texts are the scalars of a map by key.
func (v *value) texts() map[string]string {
	out := map[string]string{}
	for _, p := range v.pairs {
		if p.key != nil && p.value != nil && p.value.open == "" {
			out[bare(p.key.text)] = bare(p.value.text)
		}
	}
	return out
}

// oneLine is a value on one line.
func (w *printer) oneLine(v *value, path []Map) string {
	if v.open == "" {
		return v.text
	}
	pairs := v.pairs
	if v.open == "{" && w.order != nil {
		if names := w.order(path); names != nil {
			pairs = slices.Clone(pairs)
			slices.SortStableFunc(pairs, func(a, b pair) int { return rank(names, a.key.text) - rank(names, b.key.text) })
		}
	}
	var parts []string
	for _, p := range pairs {
		name := "-"
		if p.key != nil {
			name = bare(p.key.text)
		}
		below := path
		if p.value != nil {
			below = append(slices.Clip(path), Map{Key: name, Texts: p.value.texts()})
		}
		switch {
		case p.key == nil:
			parts = append(parts, w.oneLine(p.value, below))
		case p.bare:
			parts = append(parts, w.oneLine(p.key, nil))
		case p.value == nil:
			parts = append(parts, w.key(p.key)+":")
		default:
			parts = append(parts, w.key(p.key)+": "+w.oneLine(p.value, below))
		}
	}
	closed := "}"
	if v.open == "[" {
		closed = "]"
	}
	return v.text + spaceIf(v.text != "") + v.open + strings.Join(parts, ", ") + closed
}

// key is a key before its colon: behind an alias stands a space.
func (w *printer) key(v *value) string {
	plain := &printer{}
	text := plain.oneLine(v, nil)
	return text + spaceIf(strings.HasPrefix(text, "*"))
}

// A row is a line of a flow, and how many brackets are open where it begins.
type row struct {
	text  string
	depth int
}

// lines are the tokens of a flow on the lines that it has.
func (f *flow) lines() []row {
	out := []row{{}}
	depth := 0
	for i, t := range f.tokens {
		last := &out[len(out)-1]
		switch t.kind {
		case lineToken:
			out = append(out, row{depth: depth})
			continue
		case openToken:
			depth++
		case closeToken:
			depth--
			if last.text == "" {
				last.depth = depth
			}
		}
		last.text += f.gap(i, last.text) + t.text
	}
	return collapsed(out)
}

// gap is what stands between a token and that before it on its line.
func (f *flow) gap(i int, before string) string {
	if before == "" {
		return ""
	}
	t, last := f.tokens[i], f.tokens[i-1]
	switch {
	case t.kind == commentToken:
		return "  "
	case t.kind == commaToken || t.kind == closeToken || last.kind == openToken:
		return ""
	case t.kind == colonToken:
		return spaceIf(strings.HasPrefix(last.text, "*"))
	}
	return " "
}

// collapsed are rows with one blank one at most between others, and none at the ends.
func collapsed(rows []row) []row {
	var out []row
	for i, r := range rows {
		if r.text == "" && i > 0 && rows[i-1].text == "" {
			continue
		}
		out = append(out, r)
	}
	return out
}
