package adopt

import (
	"net/netip"
	"slices"
	"sort"
)

// joined tells whether two networks have both halves of a peering of whole networks.
func joined(a, b *network) bool {
	x, y := a.halves[b.x.ID], b.halves[a.x.ID]
	return x != nil && y != nil && x.whole && y.whole
}

// neighbors are the networks that a network is peered with, by name.
func (im *importer) neighbors(n *network) []*network {
	var out []*network
	for _, o := range im.networks {
		if o != n && joined(n, o) {
			out = append(out, o)
		}
	}
	return out
}

// peerings writes what peerings join: hubs with their spokes, meshes, and pairs.
func (im *importer) peerings(connections *tree) {
	done := map[[2]*network]bool{}
	say := func(a, b *network) { done[[2]*network{a, b}], done[[2]*network{b, a}] = true, true }
	var stars []*star
	for _, hub := range im.networks {
		if !hub.isHub {
			continue
		}
		var spokes []*network
		for _, n := range im.neighbors(hub) {
			if !n.isHub && n.halves[hub.x.ID].whole {
				spokes = append(spokes, n)
			}
		}
		if len(spokes) > 0 {
			stars = append(stars, im.starsOf(hub, spokes, say)...)
		}
	}
	for _, s := range joinStars(stars) {
		im.writeStar(connections, s)
	}
	for _, members := range im.cliques(done) {
		im.writeMesh(connections, members)
		for i, a := range members {
			for _, b := range members[i+1:] {
				say(a, b)
			}
		}
	}
	for _, a := range im.networks {
		for _, id := range sortedKeys(a.halves) {
			b := im.byNet[id]
			switch {
			case b == nil:
				im.leave(a.x, "its peering %q leads to a network that is not in the export", a.halves[id].name)
			case b.apart[a.x.ID]: // it is listed
			case a.external && b.external:
			case b.halves[a.x.ID] == nil:
				im.leave(a.x, "its peering %q has no other half", a.halves[id].name)
			case a.x.ID < b.x.ID && !done[[2]*network{a, b}]:
				im.writePeering(connections, a, b)
			}
		}
	}
}

// findHubs tells hubs from spokes: a network that others use the gateway of, or send packets through, or with three peerings at least whose
// other ends are mostly not peered with each other, and which sends its own packets through none of them.
func (im *importer) findHubs() {
	for _, n := range im.networks {
		near := im.neighbors(n)
		if len(near) == 0 {
			continue
		}
		used := false
		for _, o := range near {
			used = used || o.halves[n.x.ID].useRemote || im.sendsThrough(o, n)
		}
		among := 0
		for i, a := range near {
			for _, b := range near[i+1:] {
				if joined(a, b) {
					among++
				}
			}
		}
		inspected := slices.ContainsFunc(near, func(o *network) bool { return im.sendsThrough(n, o) }) // a spoke that others are peered with
		n.isHub = used || len(near) >= 3 && among*4 <= len(near)*(len(near)-1) && !inspected
	}
	im.findBareHubs()
}

// sendsThrough tells whether a route of a subnet of a network leads to an address in another one.
func (im *importer) sendsThrough(from, to *network) bool {
	for _, r := range im.routesOf(from) {
		if r.hop.IsValid() && to.contains(r.hop) {
			return true
		}
	}
	return false
}

func (n *network) contains(a netip.Addr) bool {
	return slices.ContainsFunc(n.prefixes, func(text string) bool {
		p, err := netip.ParsePrefix(text)
		return err == nil && p.Contains(a)
	})
}

// cliques are the sets of three networks or more that are all peered with each other and nothing has been said of, the largest first.
func (im *importer) cliques(done map[[2]*network]bool) [][]*network {
	free := func(a, b *network) bool {
		return joined(a, b) && !done[[2]*network{a, b}] && !a.external && !b.external
	}
	used := map[*network]bool{}
	var out [][]*network
	for _, n := range im.networks {
		if used[n] {
			continue
		}
		members := []*network{n}
		for _, o := range im.networks {
			if !used[o] && o != n && !slices.ContainsFunc(members, func(m *network) bool { return !free(m, o) }) {
				members = append(members, o)
			}
		}
		if len(members) >= 3 {
			for _, m := range members {
				used[m] = true
			}
			out = append(out, members)
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return len(out[i]) > len(out[j]) })
	return out
}

func (im *importer) writeMesh(connections *tree, members []*network) {
	out := object().inline()
	out.text("kind", "mesh")
	out.put("members", list(names(members)))
	for i, a := range members {
		for _, b := range members[i+1:] {
			im.joinsBoth("peering", out, a.name, b.name)
		}
	}
	transit := im.passesOn(members)
	im.writeTransit(out, members, transit)
	writeExisting(out, existing(members))
	connections.add(uniqueIn(connections, "mesh"), out)
	connections.comment("All of these are peered with each other.")
	if len(transit) > 0 {
		im.writeSpokeless(connections, members)
	}
}

func (im *importer) writePeering(connections *tree, a, b *network) {
	out := object().inline()
	out.text("kind", "peering")
	x, y := a.halves[b.x.ID], b.halves[a.x.ID]
	between := list([]string{a.name, b.name})
	if !x.whole {
		between = list(nil)
		for _, end := range []struct {
			n       *network
			subnets []string
		}{{a, x.local}, {b, x.remote}} {
			e := object().inline()
			e.text("network", end.n.name)
			e.texts("subnets", end.subnets)
			between.Content = append(between.Content, e.node)
		}
	}
	out.put("between", between)
	switch {
	case x.useRemote:
		out.text("useGatewayOf", b.name)
	case y.useRemote:
		out.text("useGatewayOf", a.name)
	}
	if x.onlyIPv6 {
		out.flag("ipv6Only", true)
	}
	words := im.passesOn([]*network{a, b})
	if len(words) > 0 {
		im.writeTransit(out, []*network{a, b}, words)
	} else if special := im.special(a) || im.special(b); (x.forwarded || y.forwarded) != special {
		out.flag("forwardedTraffic", x.forwarded || y.forwarded)
	}
	writeExists(out, a.exists && b.exists || a.external || b.external)
	im.joinsBoth("peering", out, a.name, b.name)
	connections.add(uniqueIn(connections, a.name+"-"+b.name), out)
	if len(words) > 0 {
		im.writeSpokeless(connections, []*network{a, b})
	}
	if x.forwarded != y.forwarded {
		connections.comment("One half accepts forwarded traffic and the other does not: the language has one word for both.")
	}
}

// existing are those of some networks that the intent does not create.
func existing(networks []*network) []*network {
	return slices.DeleteFunc(slices.Clone(networks), func(n *network) bool { return !n.exists })
}

// writeExisting writes which members of a statement are joined already, by name: one more that a selector finds is not.
func writeExisting(out *tree, members []*network) {
	out.texts("existing", slices.Compact(names(members)))
}

// special tells whether a network has what makes a peering accept forwarded traffic by default.
func (im *importer) special(n *network) bool {
	return n.isHub || n.firewall != nil || len(n.gateways) > 0 || len(n.appliance) > 0
}

func names(networks []*network) []string {
	out := make([]string, len(networks))
	for i, n := range networks {
		out[i] = n.name
	}
	sort.Strings(out)
	return out
}

// members writes networks as a selector where one label tells them from all others, else by name.
func (im *importer) members(out *tree, key string, networks []*network) string {
	if len(networks) > 2 {
		for _, tag := range sortedKeys(tagsOf(networks[0].x)) {
			value := tagsOf(networks[0].x)[tag]
			if !isLabel(tag) || value == "" || im.tags[tag] == value {
				continue
			}
			same := 0
			for _, n := range im.networks {
				if tagsOf(n.x)[tag] == value {
					same++
				}
			}
			all := !slices.ContainsFunc(networks, func(n *network) bool { return tagsOf(n.x)[tag] != value })
			if all && same == len(networks) {
				for _, n := range networks {
					n.labels[tag] = value
				}
				out.add(key, words(map[string]string{tag: value}))
				return "The label is proposed from the tag " + tag + ", which these have and no other network."
			}
		}
	}
	out.texts(key, names(networks))
	return ""
}
