package topology

import (
	"fmt"
	"net/netip"
	"slices"
	"sort"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/ipnet"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/source"
)

// site is a place outside the networks, with the connections that lead there.
type site struct {
	*schema.Site
	id    SiteID
	links []*gatewayLink
	exact []netip.Prefix // its address space without what networks and other sites have of it: the longest prefix wins
}

// circuit is an ExpressRoute circuit with the connections to it.
type circuit struct {
	*schema.Circuit
	id    CircuitID
	to    *site // nil where its name is not known
	links []*gatewayLink
}

// gatewayNode is a gateway of a network: an end of connections.
type gatewayNode struct {
	network *network
	kind    hopKind // vpnGatewayHop or expressRouteHop
	asn     int64   // VPN: 0 for no BGP
	links   []*gatewayLink
}

func (g *gatewayNode) ref() string {
	if g.kind == expressRouteHop {
		return string(g.network.id) + "/expressRouteGateway"
	}
	return string(g.network.id) + "/vpnGateway"
}

// gatewayLink is a connection: of two gateways, of a gateway and a site, or of a gateway and a circuit. Two gateways on one
// circuit that let networks talk over it are a link of their own, with far and circuit.
type gatewayLink struct {
	c       *schema.Connection
	near    *gatewayNode
	far     *gatewayNode // nil for a site or a circuit
	site    *site        // of a VPN
	circuit *circuit     // of ExpressRoute
	bgp     bool
	also    []*schema.Connection // equal statements about the same ends
}

// leadsTo is the site at the link's other end, nil where that is a gateway.
func (l *gatewayLink) leadsTo() *site {
	switch {
	case l.far != nil:
		return nil
	case l.circuit != nil:
		return l.circuit.to
	}
	return l.site
}

// other is the gateway at the other end.
func (l *gatewayLink) other(g *gatewayNode) *gatewayNode {
	if l.far == g {
		return l.near
	}
	return l.far
}

func (l *gatewayLink) origin(rule string) Origin {
	o := connectionOrigin(l.c, rule)
	for _, c := range l.also {
		o.Statements = mergeStatements(o.Statements, []string{c.Path()})
	}
	return o
}

func (r *resolver) indexSites() {
	for i := range r.in.Sites {
		s := &site{Site: &r.in.Sites[i], id: SiteID(r.in.Sites[i].Name)}
		r.sites = append(r.sites, s)
		r.siteOf[s.id] = s
	}
	sort.Slice(r.sites, func(i, j int) bool { return r.sites[i].id < r.sites[j].id })
	r.cutSites()
	for i := range r.in.Circuits {
		c := &circuit{Circuit: &r.in.Circuits[i], id: CircuitID(r.in.Circuits[i].Name)}
		c.to = r.findSite(c.Site, c.At("site"))
		r.circuits = append(r.circuits, c)
		r.circuitOf[c.id] = c
	}
	sort.Slice(r.circuits, func(i, j int) bool { return r.circuits[i].id < r.circuits[j].id })
}

// cutSites finds what of its address space a site has for itself.
func (r *resolver) cutSites() {
	var all []netip.Prefix
	for _, n := range r.networks {
		all = append(all, n.AddressSpace...)
	}
	for _, s := range r.sites {
		all = append(all, s.AddressSpace...)
	}
	for _, s := range r.sites {
		var within []netip.Prefix
		for _, p := range all {
			for _, q := range s.AddressSpace {
				if q.Bits() < p.Bits() && q.Contains(p.Addr()) && !slices.Contains(s.AddressSpace, p) {
					within = append(within, p)
				}
			}
		}
		s.exact = ipnet.Without(s.AddressSpace, within)
	}
}

// findSite looks a site up, reporting an unknown name at that place.
func (r *resolver) findSite(name string, at source.Range) *site {
	if s := r.siteOf[SiteID(name)]; s != nil {
		return s
	}
	r.report(codeUnknownSite, diag.Diagnostic{
		Summary: fmt.Sprintf("there is no site %q", name), Subject: at, Label: "unknown",
		Hint: diag.DidYouMean(name, r.siteNames(), "declare it under `sites`: `"+name+": {addressSpace: …}`"),
	})
	return nil
}

func (r *resolver) siteNames() []string {
	var names []string
	for _, s := range r.sites {
		names = append(names, string(s.id))
	}
	return names
}

// findEnd looks a network or a site up; one of the two is nil, or both with a report.
func (r *resolver) findEnd(name string, at source.Range) (*network, *site) {
	if n := r.byName[NetworkID(name)]; n != nil {
		return n, nil
	}
	if s := r.siteOf[SiteID(name)]; s != nil {
		return nil, s
	}
	names := r.siteNames()
	for _, n := range r.networks {
		names = append(names, string(n.id))
	}
	r.report(codeUnknownNetwork, diag.Diagnostic{
		Summary: fmt.Sprintf("there is no network or site %q", name), Subject: at, Label: "unknown",
		Hint: diag.DidYouMean(name, names, "declare it under `networks` or `sites`, or name one of: "+fewNames(names)),
	})
	return nil, nil
}

// matchesSite tells whether a site has all labels of a selector. A site has no location and no subscription.
func matchesSite(s *site, labels map[string][]string) bool {
	for key, values := range labels {
		if value, ok := s.Labels[key]; !ok || !containsString(values, value) {
			return false
		}
	}
	return true
}
