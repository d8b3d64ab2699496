package reachability

import (
	"fmt"
	"net/netip"
	"slices"
)

// The values of hubRoutingPreference.
const (
	preferExpressRoute = "ExpressRoute" // the default
	preferVPN          = "VpnGateway"
	preferASPath       = "ASPath"
)

// A pathLength is how many numbers the AS path of a route has, as a virtual hub compares it. Lengths of one base can be compared: it is "" where all
// numbers are known.
type pathLength struct {
	numbers int
	base    string
}

// How long a path is that a hub's gateways learn. Over a circuit Microsoft's edge adds its number (12076). What a VPN gateway makes of prefixes
// that are static, and which numbers come with what another gateway advertises into a circuit, no article says.
// Source: Virtual WAN routing deep dive, scenario 2: a path over a circuit is longer than one over a tunnel of the same site, until it prepends.
const (
	microsoftEdge = 1
	staticPath    = "of static prefixes"
	networkPath   = "of a network behind a circuit"
)

// Between hubs a route gets 65520 twice. Source: Virtual hub routing preference, "Things to note"; Virtual WAN routing deep dive, scenario 1.
const betweenHubs = 2

// and is the length of a path that goes on.
func (l pathLength) and(more pathLength) pathLength {
	return pathLength{l.numbers + more.numbers, first(l.base, more.base)}
}

// entries are the routes that a connection of a hub's gateway has learned.
func (b *branch) entries() []hubEntry {
	var out []hubEntry
	for _, l := range b.learned() {
		x := hubEntry{prefix: l.prefix, branch: b, at: b.link.at, length: l.path}
		switch {
		case b.link.circuit != "" && b.link.other(b.gateway) != nil:
			x.length.base = networkPath
		case b.link.circuit != "":
			x.length.numbers += microsoftEdge
		}
		out = append(out, x)
	}
	return out
}

// ownRoutes are the routes of hubs' own branches, by hub and prefix.
type ownRoutes map[*hub]map[netip.Prefix][]hubEntry

// ownRoutesOf are those of the hub and its neighbors, of the branches that are asked for; of one prefix, or with an invalid one of all.
func (h *hub) ownRoutesOf(p netip.Prefix, of func(*branch) bool) ownRoutes {
	out := ownRoutes{}
	for _, o := range h.neighbors {
		out[o] = map[netip.Prefix][]hubEntry{}
		for _, b := range o.branches {
			if !of(b) {
				continue
			}
			for _, x := range b.entries() {
				if !p.IsValid() || x.prefix == p {
					out[o][x.prefix] = append(out[o][x.prefix], x)
				}
			}
		}
	}
	return out
}

// offered is the route for a prefix that a hub advertises to the other hubs of its virtual WAN: the one that it prefers, of its own branches; nil
// where it has none, or prefers that of another hub. With ASPath alone it may: else its own come first.
// Source: Virtual hub routing preference, "Things to note": a hub selects the best routes, and then advertises them to the other hubs.
func (own ownRoutes) offered(h *hub, p netip.Prefix) *hubEntry {
	mine := h.choose(own[h][p])
	if mine == nil || h.preference == preferExpressRoute || h.preference == preferVPN {
		return mine
	}
	list := []hubEntry{*mine}
	for _, o := range h.neighbors {
		if x := o.choose(own[o][p]); o != h && x != nil {
			list = append(list, *x)
		}
	}
	switch best := h.choose(list); {
	case best.unknown != "":
		out := *mine
		out.unknown = first(out.unknown, best.unknown)
		return &out
	case best.hub() != h:
		return nil
	}
	return mine
}

// choose is the route that the hub takes of several; nil of none. What is still equal after all steps is shared by Azure: the first is taken.
// Source: Virtual hub routing preference (2024-12-10), "Route selection algorithm for virtual hub": the steps, in their order.
func (h *hub) choose(list []hubEntry) *hubEntry {
	if len(list) == 0 {
		return nil
	}
	// 1. "Select routes with Longest Prefix Match."
	longest := slices.MaxFunc(list, func(a, b hubEntry) int { return a.prefix.Bits() - b.prefix.Bits() }).prefix.Bits()
	list = keep(list, func(x *hubEntry) bool { return x.prefix.Bits() == longest })
	// 2. "Prefer static routes learned from the virtual hub route table over BGP routes."
	list = keep(list, func(x *hubEntry) bool { return x.insp != nil })
	if list[0].insp != nil {
		return &list[0]
	}
	// Networks are connected, and not learned from outside: what the hub itself connects first.
	list = keep(list, func(x *hubEntry) bool { return x.conn != nil })
	if list[0].conn != nil {
		list = keep(list, func(x *hubEntry) bool { return x.hub() == h })
		return &list[0]
	}
	// "When processing routes from remote hubs, routes learnt from hubs with routing intent private routing policies are always preferred over routes
	// from hubs without routing intent."
	if slices.ContainsFunc(list, func(x hubEntry) bool { return x.hub() != h && x.hub().private != nil }) {
		list = keep(list, func(x *hubEntry) bool { return x.hub() == h || x.hub().private != nil })
	}
	// 3. "Select best path based on the virtual hub routing preference configuration."
	if h.preference != "" {
		return h.byPreference(h.preference, list)
	}
	if len(list) == 1 {
		return &list[0]
	}
	var best *hubEntry
	for _, preference := range []string{preferExpressRoute, preferVPN, preferASPath} {
		x := h.byPreference(preference, slices.Clone(list))
		if x.unknown != "" || best != nil && best.branch != x.branch {
			return h.undecided(list, "its hubRoutingPreference is not known")
		}
		best = x
	}
	return best
}

// byPreference are the steps of one routing preference.
func (h *hub) byPreference(preference string, list []hubEntry) *hubEntry {
	local := func(x *hubEntry) bool { return x.hub() == h }
	tunnel := func(x *hubEntry) bool { return x.branch.gateway.isVPN() }
	circuit := func(x *hubEntry) bool { return !tunnel(x) }
	// "If there are routes from both": a circuit where all are local, a tunnel where all are of other hubs.
	byKind := func(list []hubEntry) []hubEntry {
		if slices.ContainsFunc(list, func(x hubEntry) bool { return !local(&x) }) {
			return keep(list, tunnel)
		}
		return keep(list, circuit)
	}
	switch preference {
	case preferASPath:
		if len(h.neighbors) > 2 { // "In vWANs with multiple remote virtual hubs, routes from remote ExpressRoute will be selected last regardless of AS path length."
			list = keep(list, func(x *hubEntry) bool { return local(x) || tunnel(x) })
		}
		if x := h.open(list); x != nil {
			return x
		}
		if len(list) > 1 && !comparable(list) { // "Prefer routes with the shortest BGP AS-Path length"
			return h.undecided(list, "it prefers the shorter AS path (hubRoutingPreference: ASPath), and how long they are is not known")
		}
		list = byKind(keep(h.shortest(list), local))
	case preferVPN:
		list = keep(list, local) // "Prefer routes from local virtual hub connections over routes learned from remote virtual hub."
		if x := h.open(list); x != nil {
			return x
		}
		list = keep(list, tunnel) // "the Site-to-site VPN routes will be chosen"
		return h.shortestOf(list)
	default:
		list = keep(list, local)
		if x := h.open(list); x != nil {
			return x
		}
		list = byKind(list)
		return h.shortestOf(list)
	}
	return &list[0]
}

// shortestOf is the last step of two preferences: "Prefer routes with the shortest BGP AS-Path length."
func (h *hub) shortestOf(list []hubEntry) *hubEntry {
	if len(list) > 1 && !comparable(list) {
		return h.undecided(list, "they are alike but for the length of their AS paths, and how long those are is not known")
	}
	return &h.shortest(list)[0]
}

// open is, of several routes, one of which it is not known which it is: another hub prefers one of two.
func (h *hub) open(list []hubEntry) *hubEntry {
	if i := slices.IndexFunc(list, func(x hubEntry) bool { return x.unknown != "" }); i >= 0 {
		return &list[i]
	}
	return nil
}

// comparable tells whether the lengths of all paths are of one base.
func comparable(list []hubEntry) bool {
	return !slices.ContainsFunc(list, func(x hubEntry) bool { return x.length.base != list[0].length.base })
}

func (h *hub) shortest(list []hubEntry) []hubEntry {
	length := func(x hubEntry) int {
		if x.hub() != h {
			return x.length.numbers + betweenHubs
		}
		return x.length.numbers
	}
	least := length(slices.MinFunc(list, func(a, b hubEntry) int { return length(a) - length(b) }))
	return keep(list, func(x *hubEntry) bool { return length(*x) == least })
}

// keep are the routes of which something is true, or all where it is true of none.
func keep(list []hubEntry, is func(*hubEntry) bool) []hubEntry {
	var out []hubEntry
	for i := range list {
		if is(&list[i]) {
			out = append(out, list[i])
		}
	}
	if len(out) == 0 {
		return list
	}
	return out
}

// undecided is an entry of which it is not known whether the hub prefers it to the others.
func (h *hub) undecided(list []hubEntry, why string) *hubEntry {
	out := list[0]
	out.unknown = fmt.Sprintf("which of connections %q and %q virtual hub %q prefers for %s is not known: %s",
		list[0].branch.link.name, list[1].branch.link.name, h.name, out.prefix, why)
	return &out
}
