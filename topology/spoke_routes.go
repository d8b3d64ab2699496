package topology

import (
	"net/netip"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/internal/ipnet"
)

// destination is a prefix of a network that a spoke reaches through its hop.
type destination struct {
	network *network // nil for a site
	site    *site
	prefix  netip.Prefix
	remote  *network // the other hub under transit, nil for a spoke of the same statement
	origin  Origin
}

// reach is where the spokes of the same statements get to through the same hop: everything, and what lies outside the
// private summaries.
type spokeReach struct {
	all, outside []destination
	networks     map[*network]bool
}

// addSpokeTables derives the tables of the spokes, one a network (intent language, section 6):
//
//	on-premises inspected or none   the private summaries, exact prefixes outside them, 0/0; propagation off
//	on-premises direct              exact prefixes of the other spokes, 0/0; propagation on
func (r *resolver) addSpokeTables() {
	reaches := map[string]*spokeReach{}
	for _, n := range r.networks {
		if !n.policy.routed() {
			continue
		}
		p := &n.policy
		t := r.draft(n, "", r.policyOrigin(n))
		t.propagate = p.direct
		summaryHop := p.onPremises
		if summaryHop == nil {
			summaryHop = p.spokeToSpoke
		}
		var summaries []netip.Prefix
		if !p.direct && summaryHop != nil {
			summaries = r.sendSummaries(t, n, summaryHop)
		}
		r.sendOnPremises(t, n, summaries)
		if p.spokeToSpoke != nil {
			re := r.spokeReachOf(n, reaches)
			covered := p.spokeToSpoke == summaryHop && !p.direct
			r.sendExact(t, n, re, covered, summaries)
		}
		for _, hi := range p.hubs {
			for _, prefix := range hi.hub.AddressSpace {
				r.send(t, prefix, hi.hop, hi.hub, nil, hi.by.origin("route"))
			}
		}
		if p.internet != nil {
			o := p.from["internet"].origin("route")
			r.sendDefault(t, n, p.internet, o)
		}
	}
}

func (r *resolver) policyOrigin(n *network) Origin {
	o := Origin{Range: n.KeyRange()}
	for _, g := range n.spokeOf {
		if g.spokeToSpoke.hop != nil || g.internet.hop != nil || g.onPremises.hop != nil || g.hubOwn.hop != nil {
			o.Statements = append(o.Statements, g.c.Path())
		}
	}
	return o
}

// sendSummaries sends the private prefixes to a hop, but for one that is a prefix of the network itself or of a network
// that it is peered with; it returns those sent. An IPv6 summary stands on networks that have IPv6.
func (r *resolver) sendSummaries(t *tableDraft, n *network, h *hop) []netip.Prefix {
	own := map[netip.Prefix]bool{}
	for _, p := range n.AddressSpace {
		own[p] = true
	}
	for _, p := range prefixesOf(r.directNeighbours(n)) {
		own[p] = true
	}
	class := "onPremises"
	if n.policy.onPremises == nil {
		class = "spokeToSpoke"
	}
	summaries := ipnet.RFC1918
	if n.hasIPv6() {
		summaries = append(summaries[:len(summaries):len(summaries)], ipnet.UniqueLocal)
	}
	var sent []netip.Prefix
	for _, s := range summaries {
		if !own[s] {
			r.sendAs(t, s, h, "private", nil, nil, n.policy.from[class].origin("route"))
			sent = append(sent, s)
		}
	}
	return sent
}

func (n *network) hasIPv6() bool { return hasIPv6(n.AddressSpace) }

func (r *resolver) sendDefault(t *tableDraft, n *network, h *hop, o Origin) {
	r.sendAs(t, ipnet.DefaultIPv4, h, "internet", nil, nil, o)
	if n.hasIPv6() {
		r.sendAs(t, ipnet.DefaultIPv6, h, "internet", nil, nil, o)
	}
}

// sendExact sends the other spokes' prefixes to the hop between spokes; with covered, only those that no summary holds.
func (r *resolver) sendExact(t *tableDraft, n *network, re *spokeReach, covered bool, summaries []netip.Prefix) {
	list := re.all
	whole := len(ipnet.RFC1918)
	if n.hasIPv6() {
		whole++
	}
	if covered && len(summaries) == whole {
		list = re.outside
	}
	for _, d := range list {
		if d.site != nil {
			if !covered || !ipnet.ContainedInAny(summaries, d.prefix) {
				r.sendAs(t, d.prefix, n.policy.spokeToSpoke, string(d.site.id), nil, nil, d.origin)
			}
			continue
		}
		if d.network == n || covered && ipnet.ContainedInAny(summaries, d.prefix) || r.reachesDirectly(n, d.network, d.prefix) {
			continue
		}
		r.send(t, d.prefix, n.policy.spokeToSpoke, d.network, d.remote, d.origin)
	}
}

// isStraight tells whether a peering of the two networks already leads to exactly that prefix: the usual exemption.
func (r *resolver) reachesDirectly(n, to *network, prefix netip.Prefix) bool {
	if n.cluster(to) != nil {
		return true
	}
	p := r.peering(n, to)
	if p == nil {
		return false
	}
	if !p.bySubnet() {
		return true
	}
	for _, s := range p.subnetsOf(to) {
		for _, sp := range to.subnets[s].Prefixes {
			if sp == prefix {
				return true
			}
		}
	}
	return false
}

// reachOf collects where the spoke's hop between spokes leads; spokes of the same statements share it.
func (r *resolver) spokeReachOf(n *network, cache map[string]*spokeReach) *spokeReach {
	var key []string
	for _, g := range n.policy.spokeStatements {
		key = append(key, g.c.Name)
	}
	sort.Strings(key)
	k := n.policy.spokeToSpoke.ref() + "\x00" + strings.Join(key, "\x00")
	if re := cache[k]; re != nil {
		return re
	}
	re := &spokeReach{networks: map[*network]bool{}}
	add := func(to, remote *network, o Origin) {
		re.networks[to] = true
		for _, p := range to.AddressSpace {
			d := destination{network: to, prefix: p, remote: remote, origin: o}
			re.all = append(re.all, d)
			if !ipnet.Private(p) {
				re.outside = append(re.outside, d)
			}
		}
	}
	for _, g := range n.policy.spokeStatements {
		for _, s := range g.spokes {
			add(s, nil, g.origin("route"))
		}
	}
	hub := n.policy.spokeToSpoke.network
	for _, t := range r.transitsOf(hub) {
		if hub.transitHop != n.policy.spokeToSpoke {
			continue
		}
		other := t.other(hub)
		o := connectionOrigin(t.m.c, "route")
		for _, s := range other.transitSpokes() {
			add(s, other, o)
		}
		if t.hubs {
			add(other, other, o)
		}
		for _, s := range t.carried(other) {
			re.addSite(s, o)
		}
	}
	cache[k] = re
	return re
}

func (re *spokeReach) addSite(s *site, o Origin) {
	for _, p := range s.AddressSpace {
		d := destination{site: s, prefix: p, origin: o}
		re.all = append(re.all, d)
		if !ipnet.Private(p) {
			re.outside = append(re.outside, d)
		}
	}
}

// sendOnPremises sends to the hop that inspects on-premises traffic what stands behind the gateway and no summary holds: with
// propagation off, nothing else leads there.
func (r *resolver) sendOnPremises(t *tableDraft, n *network, summaries []netip.Prefix) {
	p := &n.policy
	if p.onPremises == nil {
		return
	}
	for _, x := range r.onPremisesOf(n) {
		o := x.link.origin("route")
		label, prefixes := "", []netip.Prefix(nil)
		switch {
		case x.site != nil:
			label, prefixes = string(x.site.id), x.site.AddressSpace
		case r.peering(n, x.network) == nil:
			label, prefixes = string(x.network.id), x.network.AddressSpace
		}
		for _, prefix := range prefixes {
			if !ipnet.ContainedInAny(summaries, prefix) {
				r.sendAs(t, prefix, p.onPremises, label, nil, nil, o)
			}
		}
	}
}

func (r *resolver) transitsOf(hub *network) []*transit {
	var out []*transit
	for _, t := range r.transits {
		if t.a == hub || t.b == hub {
			out = append(out, t)
		}
	}
	return out
}
