package reachability

import (
	"fmt"
	"net/netip"
)

// The values of hubRoutingPreference.
const (
	preferExpressRoute = "ExpressRoute" // the default
	preferVPN          = "VpnGateway"
	preferASPath       = "ASPath"
)

// entries are the routes that a connection of a hub's gateway has learned.
func (b *branch) entries() []hubEntry {
	var out []hubEntry
	for _, l := range b.learned() {
		out = append(out, hubEntry{prefix: l.prefix, branch: b, at: b.link.at, length: l.hops})
	}
	return out
}

// ownBranch is the entry that the hub prefers for a prefix, of its own branches that are asked for: it tells other hubs of that alone.
func (h *hub) ownBranch(p netip.Prefix, of func(*branch) bool) *hubEntry {
	var best *hubEntry
	for _, b := range h.branches {
		if !of(b) {
			continue
		}
		for _, x := range b.entries() {
			if x.prefix == p {
				best = h.preferred(best, &x)
			}
		}
	}
	return best
}

// preferred is the one of two entries that the hub takes: the longer prefix, else a static route, else by the preference of the hub. Best may be nil.
// With ExpressRoute that is what the hub itself connects before what another hub does; then of its own a circuit before a tunnel, and of those of
// other hubs a tunnel before a circuit; then the shorter path. With VpnGateway a tunnel comes before a circuit in both places. With ASPath the shorter
// path counts first: how long it is over a circuit or another hub, no template says.
// Source: Virtual hub routing preference, "Route selection algorithm for virtual hub".
func (h *hub) preferred(best, x *hubEntry) *hubEntry {
	switch {
	case best == nil || x.prefix.Bits() > best.prefix.Bits():
		return x
	case x.prefix.Bits() < best.prefix.Bits() || x.insp != nil || best.insp != nil:
		return best
	}
	local, bestLocal := x.hub() == h, best.hub() == h
	if x.branch == nil || best.branch == nil {
		if local && !bestLocal {
			return x
		}
		return best
	}
	byLength := h.preference == preferASPath || h.preference == ""
	switch { // what is not known of one of the two leaves it open which they are
	case local != bestLocal && !byLength:
	case best.unknown != "":
		return best
	case x.unknown != "":
		return x
	}
	tunnel, bestTunnel := x.branch.gateway.isVPN(), best.branch.gateway.isVPN()
	if byLength && (tunnel != bestTunnel || local != bestLocal) {
		return h.undecided(best, x)
	}
	better := x.length < best.length
	switch {
	case local != bestLocal:
		better = local
	case tunnel != bestTunnel:
		better = tunnel == (h.preference == preferVPN || !local)
	}
	if better {
		return x
	}
	return best
}

// undecided is an entry of which it is not known whether the hub prefers it to another one.
func (h *hub) undecided(best, x *hubEntry) *hubEntry {
	out := *best
	why := "it prefers the shorter AS path (hubRoutingPreference: ASPath), and how long they are is not known"
	if h.preference == "" {
		why = "its hubRoutingPreference is not known"
	}
	if out.unknown == "" {
		out.unknown = fmt.Sprintf("which of connections %q and %q virtual hub %q prefers for %s is not known: %s",
			best.branch.link.name, x.branch.link.name, h.name, best.prefix, why)
	}
	return &out
}
