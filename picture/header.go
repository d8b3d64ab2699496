package picture

import (
	"cmp"
	"fmt"
	"slices"
)

func (l *layout) addHeader(r *reading) {
	y := margin + titleFont.size
	l.header = []placedText{{s: shown(l.p.name), font: titleFont, y: y}}
	y += plainFont.size + 8
	l.header = append(l.header, placedText{s: l.p.summary(), font: plainFont, muted: true, y: y})
	if w := l.p.path; w != nil {
		y += boldFont.size + 8
		l.header = append(l.header, placedText{s: shown("path from " + w.From + " to " + w.To), font: boldFont, y: y})
	}
	for _, s := range l.p.outage.words() {
		y += boldFont.size + 8
		l.header = append(l.header, placedText{s: shown(s), font: boldFont, y: y})
	}
	if l.p.change && l.p.outage == nil {
		y += boldFont.size + 8
		l.header = append(l.header, placedText{s: "change: " + l.p.changeSummary(), font: boldFont, y: y})
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
