package topology

import (
	"net/netip"

	"github.com/vnetloom/vnetloom/internal/ipnet"
)

// addSpokeTables derives the tables of the spokes, one a network (intent language, section 6):
//
//	on-premises inspected or none   the private summaries, exact prefixes outside them, 0/0; propagation off
//	on-premises direct              exact prefixes of the other spokes, 0/0; propagation on
func (r *resolution) addSpokeTables() {
	reaches := map[string]*spokeReach{}
	for _, n := range r.networks {
		if !n.policy.routed() {
			continue
		}
		p := &n.policy
		t := r.draft(n, "", r.policyOrigin(n))
		t.propagateGatewayRoutes(p.direct)
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

func (r *resolution) policyOrigin(n *network) Origin {
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
func (r *resolution) sendSummaries(t *tableDraft, n *network, h *hop) []netip.Prefix {
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
			r.sendAs(t, s, h, "private", n.policy.from[class].origin("route"))
			sent = append(sent, s)
		}
	}
	return sent
}

func (r *resolution) sendDefault(t *tableDraft, n *network, h *hop, o Origin) {
	r.sendAs(t, ipnet.DefaultIPv4, h, "internet", o)
	if n.hasIPv6() {
		r.sendAs(t, ipnet.DefaultIPv6, h, "internet", o)
	}
}

// sendExact sends the other spokes' prefixes to the hop between spokes; with covered, only those that no summary holds.
func (r *resolution) sendExact(t *tableDraft, n *network, re *spokeReach, covered bool, summaries []netip.Prefix) {
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
				r.sendAs(t, d.prefix, n.policy.spokeToSpoke, string(d.site.id), d.origin)
			}
			continue
		}
		if d.network == n || covered && ipnet.ContainedInAny(summaries, d.prefix) || r.reachesDirectly(n, d.network, d.prefix) {
			continue
		}
		r.send(t, d.prefix, n.policy.spokeToSpoke, d.network, d.remote, d.origin)
	}
}

// sendOnPremises sends to the hop that inspects on-premises traffic what stands behind the gateway and no summary holds: with
// propagation off, nothing else leads there.
func (r *resolution) sendOnPremises(t *tableDraft, n *network, summaries []netip.Prefix) {
	p := &n.policy
	if p.onPremises == nil {
		return
	}
	for _, x := range n.onPremises() {
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
				r.sendAs(t, prefix, p.onPremises, label, o)
			}
		}
	}
}
