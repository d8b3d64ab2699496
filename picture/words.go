package picture

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/source"
	"github.com/vnetloom/vnetloom/topology"
)

// label is what a screen reader says of a node.
func (n *node) label() string {
	out := n.kind.words() + " " + n.name
	switch {
	case n.hub != nil:
		out = n.kind.words() + " " + n.id
	case len(n.members) > 0:
		out = n.name
	case n.kind == internetKind:
		out = "internet"
	}
	for _, d := range n.details {
		out += ", " + d
	}
	if n.isNetwork() && n.location != "" {
		out += ", " + n.location
	}
	if n.subscription != "" {
		out += ", subscription " + n.subscription
	}
	if n.mark != unmarked {
		out = n.mark.words() + ": " + out
	}
	return out
}

// tip is what is shown where a reader points at a node: what it is, and the words of the intent.
func (n *node) tip() string {
	const most = 40
	out := n.label()
	for i, m := range n.members {
		if i == most {
			out += fmt.Sprintf("\nand %d more", len(n.members)-most)
			break
		}
		out += "\n" + m + " " + n.ranges[i] + " " + n.places[i]
	}
	return out + statements(n.origins)
}

// label is what a screen reader says of lines.
func (n *net) text() string {
	var from []string
	for i, t := range n.tails {
		if i == 12 {
			from = append(from, fmt.Sprintf("%d more", len(n.tails)-i))
			break
		}
		from = append(from, t.node.called())
	}
	marked := ""
	if n.mark != unmarked {
		marked = n.mark.words() + ": "
	}
	out := marked + strings.Join(from, ", ") + " – " + n.head.node.called() + ": " + styleWords[n.style]
	if label := strings.Join(n.label, " · "); label != "" && !strings.HasPrefix(styleWords[n.style], label) {
		out += " (" + label + ")"
	}
	return out
}

func (n *net) tip() string {
	var all []topology.Origin
	for _, x := range n.lines {
		all = append(all, x.origins...)
	}
	return n.text() + statements(all)
}

// called is a node by its name alone.
func (n *node) called() string {
	switch {
	case n.hub != nil:
		return n.id
	case n.kind == meshKind:
		return "mesh " + n.name
	}
	return n.name
}

// statements are the places in the intent that rows are from, each with the words that stand there.
func statements(origins []topology.Origin) string {
	const most = 6
	var seen []source.Range
	out := ""
	for _, o := range origins {
		if o.Range.IsZero() || slices.Contains(seen, o.Range) {
			continue
		}
		if len(seen) == most {
			return out + "\n\n…"
		}
		seen = append(seen, o.Range)
		out += "\n\n" + placeOf(o.Range) + "\n" + excerpt(o.Range)
	}
	return out
}

// placeOf is the file and line of a range, "" for none.
func placeOf(r source.Range) string {
	if r.IsZero() {
		return ""
	}
	return fmt.Sprintf("%s:%d", fileName(r.File.Name), r.Start.Line)
}

// fileName is the name of a file as it may stand in an output: that of a path of the machine is its last part.
func fileName(name string) string {
	if path.IsAbs(name) || strings.ContainsAny(name, `\:`) {
		return name[strings.LastIndexAny(name, `/\`)+1:]
	}
	return name
}

// excerpt is the line where a range begins, and those below it that are indented more, as far as a reader wants to see them.
func excerpt(r source.Range) string {
	const most, columns = 12, 200
	indent := func(s string) int { return len(s) - len(strings.TrimLeft(s, " \t")) }
	first := r.File.Line(r.Start.Line)
	base := indent(first)
	var out []string
	for n := r.Start.Line; n <= r.File.LineCount(); n++ {
		line := r.File.Line(n)
		if n > r.Start.Line && (strings.TrimSpace(line) == "" || indent(line) <= base) {
			break
		}
		if len(out) == most {
			out = append(out, "…")
			break
		}
		line = strings.TrimPrefix(line, first[:base])
		if runes := []rune(line); len(runes) > columns {
			line = string(runes[:columns]) + "…"
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

// description is the picture in words.
func (p *Picture) description() string {
	var b strings.Builder
	b.WriteString(p.summary() + ".")
	for _, s := range p.outage.words() {
		b.WriteString(" " + s + ".")
	}
	for _, c := range p.columns {
		b.WriteString(" " + c.title())
		if c.tenant != "" {
			b.WriteString(" (tenant " + c.tenant + ")")
		}
		b.WriteString(": ")
		var names []string
		for _, x := range c.pods {
			for _, h := range x.hubs {
				names = append(names, h.kind.words()+" "+h.name)
			}
			for _, g := range x.groups {
				for _, n := range g.nodes {
					names = append(names, n.name)
				}
			}
		}
		b.WriteString(strings.Join(names, ", ") + ".")
	}
	for _, n := range p.layout.nets {
		b.WriteString(" " + n.text() + ".")
	}
	return b.String()
}
