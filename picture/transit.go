package picture

import "slices"

// transitBuses takes from lines those by which more than two inspectors all reach each other: they are drawn as one.
func transitBuses(lines []*line) (rest []*line, buses [][]*line) {
	of := map[*node][]*line{}
	for _, x := range lines {
		if x.isTransit() {
			of[x.from], of[x.to] = append(of[x.from], x), append(of[x.to], x)
		}
	}
	taken := map[*line]bool{}
	for _, x := range lines {
		if !x.isTransit() || taken[x] {
			continue
		}
		all := ends(of[x.from])
		var bus []*line
		for _, y := range lines {
			if y.isTransit() && slices.Contains(all, y.from) && slices.Contains(all, y.to) {
				bus = append(bus, y)
			}
		}
		apart := slices.ContainsFunc(all, func(n *node) bool { return len(of[n]) != len(all)-1 })
		mixed := slices.ContainsFunc(bus, func(y *line) bool { return y.mark != x.mark })
		if len(all) < 3 || apart || mixed || len(bus) != len(all)*(len(all)-1)/2 {
			continue
		}
		for _, y := range bus {
			taken[y] = true
		}
		buses = append(buses, bus)
	}
	return slices.DeleteFunc(slices.Clone(lines), func(x *line) bool { return taken[x] }), buses
}

// isTransit tells whether a line leads from what inspects in one hub to what inspects in another.
func (x *line) isTransit() bool {
	return x.style == inspectedStyle && x.from.hub != nil && x.to.hub != nil && x.from.hub != x.to.hub && !x.from.kind.isGateway() && !x.to.kind.isGateway()
}

// ends are the nodes at the ends of lines, in their order.
func ends(lines []*line) []*node {
	var out []*node
	for _, x := range lines {
		for _, n := range []*node{x.from, x.to} {
			if !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
	}
	return out
}
