package topology

import (
	"sort"
	"strings"
)

// addConnectionJoins promises what the connections of gateways join: each network that uses a gateway with what is behind it.
func (r *resolver) addConnectionJoins() {
	for _, t := range r.transits {
		for _, at := range []*network{t.a, t.b} {
			for _, s := range t.carried(at) {
				r.topo.Joins = append(r.topo.Joins, Join{A: refs(t.other(at).transitSpokes()), B: []string{string(s.id)},
					Via: append(viaRefs(t.other(at).transitHop), viaRefs(at.transitHop)...), Origin: connectionOrigin(t.m.c, "join")})
			}
		}
	}
	for _, g := range r.networks {
		if len(r.behind(g)) > 0 {
			r.joinSites(g)
			r.joinNetworks(g)
		}
	}
}

// joinSites: the gateway's network straight, those that use it through what inspects their on-premises traffic.
func (r *resolver) joinSites(g *network) {
	byHop := map[string][]string{}
	vias := map[string][]string{}
	for _, n := range append([]*network{g}, r.usersOf(g)...) {
		via := inspectedBy(n)
		key := strings.Join(via, "\x00")
		byHop[key], vias[key] = append(byHop[key], string(n.id)), via
	}
	for _, x := range r.behind(g) {
		if x.site == nil {
			continue
		}
		for _, key := range sortedKeys(byHop) {
			r.topo.Joins = append(r.topo.Joins, Join{A: byHop[key], B: []string{string(x.site.id)}, Via: vias[key], Origin: x.link.origin("join")})
		}
	}
}

// inspectedBy is what inspects the network's traffic with what is behind the gateway that it uses.
func inspectedBy(n *network) []string {
	if n.policy.gateway == n {
		return nil
	}
	return viaRefs(n.policy.onPremises)
}

// joinNetworks: pairs that are joined otherwise too have the way that the other statement says: a peering goes before a gateway's
// routes.
func (r *resolver) joinNetworks(g *network) {
	type side struct {
		from string
		via  []string
		link *gatewayLink
	}
	to := map[string][]string{} // by what else is the same
	sides := map[string]side{}
	for _, n := range append([]*network{g}, r.usersOf(g)...) {
		for _, x := range r.onPremisesOf(n) {
			if x.network == nil || n.id > x.network.id || r.joinedOtherwise(n, x.network) {
				continue
			}
			s := side{string(n.id), append(inspectedBy(n), reversed(inspectedBy(x.network))...), x.link}
			key := s.from + "\x00" + strings.Join(s.via, "\x00") + "\x00" + x.link.key()
			to[key], sides[key] = append(to[key], string(x.network.id)), s
		}
	}
	merged := map[string]*Join{}
	for _, key := range sortedKeys(to) {
		s := sides[key]
		sort.Strings(to[key])
		same := strings.Join(to[key], "\x00") + "\x01" + strings.Join(s.via, "\x00") + "\x01" + s.link.key()
		if merged[same] == nil {
			merged[same] = &Join{B: to[key], Via: s.via, Origin: s.link.origin("join")}
		}
		merged[same].A = append(merged[same].A, s.from)
	}
	for _, key := range sortedKeys(merged) {
		r.topo.Joins = append(r.topo.Joins, *merged[key])
	}
}

func reversed(list []string) []string {
	out := make([]string, 0, len(list))
	for i := len(list) - 1; i >= 0; i-- {
		out = append(out, list[i])
	}
	return out
}

// joinedOtherwise tells whether a peering, a hub or transit joins the two networks.
func (r *resolver) joinedOtherwise(a, b *network) bool {
	if r.peering(a, b) != nil {
		return true
	}
	for _, g := range a.spokeOf {
		if g.isSpoke[b] && g.spokeToSpoke.mode != "none" {
			return true
		}
	}
	for _, t := range r.transits {
		if t.joins(a, b) || t.joins(b, a) {
			return true
		}
	}
	return false
}

// joins tells whether the transit joins a network on a's side with one on b's.
func (t *transit) joins(a, b *network) bool {
	spokeA, spokeB := contains(t.a.transitSpokes(), a), contains(t.b.transitSpokes(), b)
	return spokeA && spokeB || t.hubs && (spokeA && b == t.b || a == t.a && spokeB)
}
