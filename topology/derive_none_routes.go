package topology

import (
	"net/netip"

	"github.com/vnetloom/vnetloom/internal/ipnet"
)

// addEndRoutes: a VPN without BGP joins its two networks alone, yet whoever uses the gateway of the one learns the prefixes of the
// other, which has no way back. A route to nowhere keeps them apart.
// Source: VPN Gateway FAQ, VNet-to-VNet connections: without BGP the prefixes of the other network.
func (r *resolution) addPairOnlyRoutes() {
	for _, g := range r.networks {
		for _, x := range g.destinations {
			if !x.pairOnly {
				continue
			}
			o := x.link.origin("route")
			for _, n := range g.users {
				if n == x.network || !n.policy.direct && n.policy.routed() || r.joinedOtherwise(n, x.network) {
					continue
				}
				t := r.draft(n, "", o)
				for _, p := range x.network.AddressSpace {
					if p.Addr().Is4() && t.derived[p] == nil {
						r.drop(t, p, string(x.network.id), o)
					}
				}
			}
		}
	}
}

// addApartRoutes: what a gateway learns leads everything in it to the gateway, and a gateway passes on what comes to it for a network
// that uses it. So where a site advertises a summary, networks that use the same gateway would reach each other though nothing joins
// them. A route to nowhere for the other's exact prefix keeps them apart; where a route of the network's own takes precedence over what the
// gateway learned, none is needed.
// Source: Virtual network traffic routing, how Azure selects a route: the longest prefix; About BGP with VPN Gateway, superset of a
// network's prefix.
func (r *resolution) addApartRoutes() {
	for _, g := range r.networks {
		users := g.users
		if g.wan != nil || len(users) < 2 {
			continue
		}
		led := r.ledThere(g, users)
		for _, n := range users {
			if n.policy.gateway != g || !n.policy.direct && n.policy.routed() {
				continue // it learns nothing of the gateway
			}
			for _, x := range led {
				r.keepApart(n, x)
			}
		}
	}
}

// ledPrefix is a prefix of a network that a site's would lead to.
type ledPrefix struct {
	of      *network
	prefix  netip.Prefix
	learned netip.Prefix
	origin  Origin
}

// ledThere are the prefixes of the networks that use a gateway which what the gateway learned of a site contains.
func (r *resolution) ledThere(g *network, users []*network) []ledPrefix {
	var out []ledPrefix
	for _, x := range g.destinations {
		if x.site == nil {
			continue
		}
		for _, u := range users {
			if u.policy.gateway != g {
				continue
			}
			for _, p := range u.AddressSpace {
				if learned, ok := ipnet.Longest(x.site.AddressSpace, p); ok {
					out = append(out, ledPrefix{u, p, learned, x.link.origin("route")})
				}
			}
		}
	}
	return out
}

// keepApart adds a route to nowhere where nothing joins the network with the other one, and no route of its own takes precedence.
func (r *resolution) keepApart(n *network, x ledPrefix) {
	if x.of == n || x.prefix.Addr().Is6() && !n.hasIPv6() || r.joinedOtherwise(n, x.of) {
		return
	}
	if t := r.tableOf[tableID(n, "")]; t != nil && t.takesPrecedence(x.learned, x.prefix) {
		return
	}
	t := r.draft(n, "", x.origin)
	r.drop(t, x.prefix, string(x.of.id), x.origin)
}

// takesPrecedence tells whether a route of the table takes all of p before a learned prefix does.
func (t *tableDraft) takesPrecedence(learned, p netip.Prefix) bool {
	for q := range t.derived {
		if ipnet.Contains(q, p) && q.Bits() >= learned.Bits() {
			return true
		}
	}
	return false
}
