package reachability

import (
	"fmt"
	"net/netip"

	"github.com/vnetloom/vnetloom/reachability/template"
)

// A policy-based device lets into a tunnel what its traffic selectors name: each local prefix, of Azure's, with each remote one, of the site's. The
// gateway has the same, in place of any to any.
// Source: Connect VPN gateways to multiple on-premises policy-based VPN devices.

// selector is one of them.
type selector struct{ local, remote []netip.Prefix }

// selectors reads what a connection with a site lets into its tunnel. Without selectors of its own a policy-based connection has the prefixes of the
// gateway's network and those of the local network gateway: whether spokes are among them, no source says.
func (r *connector) selectors(l *link, p *template.Value, what string) {
	given := r.list(p.Get("trafficSelectorPolicies"), fmt.Sprintf("the traffic selectors of connection %q", what))
	for _, v := range given {
		var s selector
		var unknown [2]string
		s.local, unknown[0] = r.prefixes(fmt.Sprintf("the traffic selectors of connection %q", what), v.Get("localAddressRanges"), nil)
		s.remote, unknown[1] = r.prefixes(fmt.Sprintf("the traffic selectors of connection %q", what), v.Get("remoteAddressRanges"), nil)
		l.selectors = append(l.selectors, s)
		if why := first(unknown[0], unknown[1]); why != "" {
			l.unknown = first(l.unknown, fmt.Sprintf("the traffic selectors of connection %q are not known: %s", what, why))
		}
	}
	policyBased := p.Get("usePolicyBasedTrafficSelectors")
	unknown := r.notKnown(policyBased, "usePolicyBasedTrafficSelectors of connection %q", what)
	if len(given) == 0 && (unknown || policyBased.True()) && len(l.a.net.halves) > 0 {
		l.unknown = first(l.unknown, fmt.Sprintf("connection %q is policy-based without traffic selectors of its own: whether it carries networks that use the gateway is not known", what))
	}
}

// lets says why packets between an address of Azure's and one of the site are not let into the tunnel, "" where they are. An invalid address of the
// site is any of them.
func (l *link) lets(azures, sites netip.Addr) string {
	for _, s := range l.selectors {
		if containsAddr(s.local, azures) && (!sites.IsValid() || containsAddr(s.remote, sites)) {
			return ""
		}
	}
	switch {
	case len(l.selectors) == 0:
		return ""
	case !sites.IsValid():
		return fmt.Sprintf("no traffic selector of connection %q names %s", l.name, azures)
	}
	return fmt.Sprintf("no traffic selector of connection %q carries %s and %s", l.name, azures, sites)
}

// weigh reads how much a gateway prefers a connection with a circuit.
// Source: Optimize routing for ExpressRoute: the weight of a connection counts before the length of AS paths.
func (l *link) weigh(r *connector, p *template.Value, what string) {
	weight := p.Get("routingWeight")
	if r.notKnown(weight, "the weight of connection %q", what) {
		l.weightUnknown = true
		return
	}
	l.weight = number(weight)
}
