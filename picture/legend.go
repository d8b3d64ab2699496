package picture

import (
	"slices"

	"github.com/vnetloom/vnetloom/topology"
)

// A legendEntry explains a line, where it has one, or the sign of a kind of node.
type legendEntry struct {
	style style // -1 for a sign, or a mark
	mark  mark
	there bool // of what exists already
	kind  kind
	text  placedText
}

var styleWords = [styles]string{
	"peering, direct", "traffic through a firewall or appliance", "traffic to a gateway, not inspected", "VPN (IPsec)", "ExpressRoute",
	"peered with each other", "path there", "path back",
	"paths that are lost", "paths that are gained", "paths that go another way",
}

var kindWords = map[kind]string{
	hubKind: "hub", virtualHubKind: "virtual hub", networkKind: "virtual network", stackKind: "alike networks", siteKind: "site", siteStackKind: "alike sites",
	applianceKind: "appliance",
}

const (
	legendLine = 20
	sampleRoom = 44
)

// addLegend explains what the picture has, below it.
func (l *layout) addLegend(r *reading) {
	var entries []legendEntry
	used := [styles]bool{}
	for _, n := range l.nets {
		used[n.style] = true
	}
	for s, u := range used {
		if u {
			entries = append(entries, legendEntry{style: style(s), text: placedText{s: styleWords[s], font: plainFont}})
		}
	}
	for m := added; int(m) < marks; m++ {
		if slices.ContainsFunc(l.nets, func(n *net) bool { return n.mark == m }) || slices.ContainsFunc(l.p.nodes, func(n *node) bool { return n.mark == m }) {
			entries = append(entries, legendEntry{style: -1, mark: m, text: placedText{s: m.sign() + m.words(), font: plainFont}})
		}
	}
	for k := hubKind; k <= meshKind; k++ {
		for _, n := range l.p.nodes {
			if n.kind == k && kindWords[k] != "" {
				entries = append(entries, legendEntry{style: -1, kind: k, text: placedText{s: kindWords[k], font: plainFont}})
				break
			}
		}
	}
	if slices.ContainsFunc(l.p.nodes, func(n *node) bool { return n.ownership != topology.Created }) {
		entries = append(entries, legendEntry{style: -1, there: true, text: placedText{s: "existing or external", font: plainFont}})
	}
	x, y := l.left+margin, l.height+margin+plainFont.size
	for i, e := range entries {
		room := iconRoom
		if e.style >= 0 || e.mark != unmarked {
			room = sampleRoom
		}
		w := room + width(e.text.s, e.text.font) + 22
		if x > l.left+margin && x+w > l.left+max(l.width, 560)-margin {
			x, y = l.left+margin, y+legendLine
		}
		entries[i].text.x, entries[i].text.y = x+room, y
		x += w
		l.width = max(l.width, x-l.left+margin-22)
	}
	l.legend = entries
	l.height = y + margin - 4
}
