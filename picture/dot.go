package picture

import (
	"strings"
)

// DOT is the picture in the language of Graphviz, which places the boxes itself. Tooltips have the statements.
func (p *Picture) DOT() []byte {
	w := &outline{p: p, ids: p.ids()}
	w.line("// %s", generated)
	w.line("digraph %s {", dotText(p.name))
	w.depth++
	w.line(`graph [rankdir=TB, compound=true, fontname="Helvetica", label=%s, labelloc=t]`,
		dotText(strings.Join(append([]string{p.name, p.summary()}, p.outage.words()...), "\n")))
	w.line(`node [shape=box, style="rounded,filled", fillcolor=%s, fontname="Helvetica", fontsize=11]`, dotText(light.box))
	w.line(`edge [dir=none, fontname="Helvetica", fontsize=10]`)
	for _, n := range p.nodes {
		if n.isOutside() {
			w.dotNode(n)
		}
	}
	w.regions(func(title string, number int) {
		w.line("subgraph cluster%d {", number)
		w.line("  label=%s; labeljust=l; color=%s", dotText(title), dotText(light.frame))
	}, "}", w.dotNode)
	for _, n := range p.nodes {
		if n.kind == meshKind {
			w.dotNode(n)
		}
	}
	dashes := [styles]string{"solid", "bold", "dashed", "dashed", "bold", "dotted", "bold", "bold", "dotted", "dashed", "dashed"}
	for _, x := range p.drawn() {
		from, to, more := x.from, x.to, ""
		switch {
		case x.style.isPath():
			more = ", dir=forward, constraint=false"
		case x.from.hub == nil: // what is outside stands above hubs, and these above networks
			from, to = to, from
		}
		w.line("%s -> %s [style=%s, color=%s, label=%s, tooltip=%s%s]", w.ids[from], w.ids[to], dashes[x.style], dotText(light.lines[x.style]),
			dotText(strings.Join(x.text(), "\n")), dotText(styleWords[x.style]+statements(x.origins)), more)
	}
	w.depth--
	w.line("}")
	return w.Bytes()
}

func (w *outline) dotNode(n *node) {
	var lines []string
	for _, t := range n.texts {
		lines = append(lines, t.s)
	}
	more := ""
	switch {
	case n.kind.isHub():
		more = ", fillcolor=" + dotText(light.hub)
	case n.kind == firewallKind || n.kind == applianceKind:
		more = ", penwidth=2, color=" + dotText(light.lines[inspectedStyle])
	case n.kind.isGateway():
		more = ", color=" + dotText(light.hubBorder)
	case len(n.members) > 0:
		more = ", peripheries=2"
	}
	w.line("%s [label=%s, tooltip=%s%s]", w.ids[n], dotText(strings.Join(lines, "\n")), dotText(n.tip()), more)
}

// dotText is a text as a quoted string: a backslash begins an escape there, and & an entity.
func dotText(s string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = dotEscapes.Replace(shown(line))
	}
	return `"` + strings.Join(lines, `\n`) + `"`
}

var dotEscapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "&", "&amp;", "\t", " ")
