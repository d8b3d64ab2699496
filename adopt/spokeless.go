package adopt

import (
	"slices"
)

// isSpokeless tells whether a hub is peered with hubs alone.
func (im *importer) isSpokeless(hub *network) bool {
	return !slices.ContainsFunc(im.neighbors(hub), func(n *network) bool { return !n.isHub })
}

// findBareHubs finds hubs that have no spokes and nothing that inspects: they are peered with hubs that are peered with each other, use the
// gateway of none, and send nothing but the exact prefixes of these hubs' spokes to them. A spoke of such hubs has summaries, a default route or
// a gateway's routes beside.
func (im *importer) findBareHubs() {
	var found []*network
	for _, n := range im.networks {
		near := im.neighbors(n)
		if !n.isHub && len(near) > 1 && !slices.ContainsFunc(near, func(o *network) bool { return !im.isBareBeside(n, o, near) }) && im.sendsExactly(n, near) {
			found = append(found, n)
		}
	}
	for _, n := range found {
		n.isHub, n.bare = true, true
	}
}

// isBareBeside tells whether a neighbor of a network is a hub whose gateway it does not use, and which is peered with the others.
func (im *importer) isBareBeside(n, hub *network, near []*network) bool {
	return hub.isHub && !n.halves[hub.x.ID].useRemote && !slices.ContainsFunc(near, func(o *network) bool { return o != hub && !joined(o, hub) })
}

// sendsExactly tells whether a network sends the prefixes of networks behind its neighbors to them, and nothing else.
func (im *importer) sendsExactly(n *network, near []*network) bool {
	routes := im.routesOf(n)
	return len(routes) > 0 && !slices.ContainsFunc(routes, func(r route) bool {
		return !r.hop.IsValid() || !slices.ContainsFunc(near, func(hub *network) bool {
			return hub.contains(r.hop) && slices.ContainsFunc(im.neighbors(hub), func(spoke *network) bool {
				return !spoke.isHub && spoke != n && slices.Contains(spoke.prefixes, r.prefix.String())
			})
		})
	})
}

// writeSpokeless writes what inspects for hubs without spokes, where the intent would not take it by itself: their firewall, or their only
// appliance.
func (im *importer) writeSpokeless(connections *tree, members []*network) {
	for _, h := range members {
		if !im.isSpokeless(h) || h.bare {
			continue
		}
		part := im.entersBy(h, members)
		if part == "" || part == h.name+"/firewall" || h.firewall == nil && len(h.appliance) == 1 {
			continue
		}
		out := object().inline()
		out.text("kind", "hubAndSpoke")
		out.text("hub", h.name)
		out.text("spokeToSpoke", part)
		connections.add(uniqueIn(connections, h.name), out)
		connections.comment("It has no spokes yet: this is what inspects for it.")
	}
}

// entersBy is the part of a hub to which the other hubs send what is behind it, "" for none.
func (im *importer) entersBy(hub *network, members []*network) string {
	for _, o := range members {
		for _, r := range im.routesOf(o) {
			if o != hub && r.hop.IsValid() && hub.contains(r.hop) {
				return im.partAt(r.hop)
			}
		}
	}
	return ""
}
