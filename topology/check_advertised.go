package topology

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/source"
)

// checkAdvertised holds what is promised over several gateways to what they advertise to each other over BGP. A gateway advertises the
// routes that it learned of a site, but nothing that overlaps a prefix of its own network, and drops routes with its own ASN in their
// path. What its local network gateways have it advertises as it does its network.
// Source: VPN Gateway FAQ, BGP: which address prefixes gateways advertise.
func checkAdvertised(r *reading) {
	for _, n := range r.networks {
		if n.vpn == nil || n.wan != nil {
			continue
		}
		direct := n.sitesBehind()
		for _, x := range n.destinations {
			if x.site == nil || x.link.circuit != nil || slices.Contains(direct, x.site) {
				continue
			}
			for i, p := range x.site.AddressSpace {
				a := advertisement{r: r, site: x.site, prefix: p, at: x.site.At(schema.SiteField.AddressSpace, i), to: n}
				a.follow(x)
			}
		}
	}
}

// checkPeeredBeside finds networks that a gateway learns over its connections and that are peered with the gateway's network too, without
// using it: the route of the peering takes precedence, and a gateway passes nothing to a network that does not use it. So whatever else is behind the gateway does
// not reach them.
// Source: Virtual network traffic routing, "How Azure selects a route"; Configure VPN gateway transit for virtual network peering.
func checkPeeredBeside(r *reading) {
	for _, g := range r.networks {
		if g.wan != nil {
			continue
		}
		for _, x := range g.destinations {
			m := x.network
			if m == nil || x.pairOnly || m.hasGateway() || r.peering(g, m) == nil || r.gatewayUsedBy(m) == g {
				continue
			}
			cut := ""
			for _, u := range g.users {
				if u != m && !r.joinedOtherwise(u, m) {
					cut = string(u.id)
					break
				}
			}
			if sites := g.sitesBehind(); cut == "" && len(sites) > 0 {
				cut = string(sites[0].id)
			}
			if cut != "" {
				r.reportPeeredBeside(g, m, x, cut)
			}
		}
	}
}

func (r *reading) reportPeeredBeside(g, m *network, x gatewayDestination, cut string) {
	d := diag.Diagnostic{
		Summary: fmt.Sprintf("network %q is peered with %q, whose gateway also learns it over %q: %q does not reach it", m.id, g.id, x.link.c.Name, cut),
		Subject: r.peering(g, m).terms().at,
		Related: []diag.Related{{Range: x.link.c.KeyRange(), Message: "the connection over which the gateway learns it"}},
		Why: fmt.Sprintf("in GatewaySubnet of %q the route of the peering takes precedence over what the gateway has learned, and a gateway passes nothing to a network "+
			"that uses another gateway", g.id),
		Hint: fmt.Sprintf("remove the peering of %q and %q", m.id, g.id),
	}
	if used := r.gatewayUsedBy(m); used != nil {
		d.Hint += fmt.Sprintf(", or let %q use the gateway of %q: it uses that of %q", m.id, g.id, used.id)
	}
	r.report(codeBesideGateway, d)
}

// advertisement is the path of a site's prefix to a network over several gateways.
type advertisement struct {
	r      *reading
	site   *site
	prefix netip.Prefix
	at     source.Range
	to     *network
}

// advertised is a gateway that knows the prefix.
type advertised struct {
	at     *gatewayNode
	asns   []int64 // that the advertisement has passed
	static bool    // it has the prefix of a local network gateway
}

// follow goes from gateway to gateway, and reports why the network is not reached.
func (a *advertisement) follow(x gatewayDestination) {
	var queue []advertised
	seen := map[*gatewayNode]bool{}
	for _, l := range a.site.links {
		if l.circuit == nil && !seen[l.near] {
			t := advertised{at: l.near, static: !l.bgp}
			if l.bgp {
				t.asns = []int64{a.site.VPN.ASN}
			}
			queue, seen[l.near] = append(queue, t), true
		}
	}
	var stops, drops *gatewayNode // who does not advertise it further, who drops it
	for ; len(queue) > 0; queue = queue[1:] {
		t := queue[0]
		if t.at == a.to.vpn {
			return
		}
		overlaps := slices.ContainsFunc(t.at.network.AddressSpace, a.prefix.Overlaps)
		if !t.static && overlaps && t.at.network.wan == nil {
			stops = t.at
			continue
		}
		asns := append(slices.Clone(t.asns), t.at.asn)
		for _, l := range t.at.links {
			far := l.other(t.at)
			switch {
			case far == nil || l.circuit != nil || !l.bgp || seen[far]:
			case slices.Contains(asns, far.asn):
				drops = far
			default:
				seen[far] = true
				queue = append(queue, advertised{at: far, asns: asns})
			}
		}
	}
	switch {
	case stops != nil:
		a.reportStopped(x, stops)
	case drops != nil && drops.asn == a.site.VPN.ASN:
		a.reportDropped(drops)
	}
}

func (a *advertisement) reportStopped(x gatewayDestination, g *gatewayNode) {
	if a.r.reported(fmt.Sprint("stopped ", a.site.id, a.prefix, g.ref())) {
		return
	}
	a.r.report(codeNotAdvertised, diag.Diagnostic{
		Summary: fmt.Sprintf("%q does not advertise %s of site %q to %q: the prefix overlaps network %q itself", g.ref(), a.prefix, a.site.id,
			a.to.vpn.ref(), g.network.id),
		Subject: a.at,
		Label:   "not advertised further",
		Related: []diag.Related{{
			Range:   x.link.c.KeyRange(),
			Message: fmt.Sprintf("%q joins %q to what is behind %q", x.link.c.Name, a.to.id, g.network.id),
		},
			{Range: g.network.At(schema.NetworkField.AddressSpace), Message: fmt.Sprintf("the addresses of %q", g.network.id)}},
		Why: "a VPN gateway advertises over BGP the routes that it learned, except those that overlap a prefix of its own network",
		Hint: fmt.Sprintf("let the site advertise prefixes that do not overlap %q, or join %q and the site with a `vpn` of their own", g.network.id,
			a.to.id),
	})
}

func (a *advertisement) reportDropped(g *gatewayNode) {
	if a.r.reported(fmt.Sprint("dropped ", a.site.id, g.ref())) {
		return
	}
	a.r.report(codeSameASN, diag.Diagnostic{
		Summary: fmt.Sprintf("%q has the same ASN %d as site %q, which it reaches over other gateways", g.ref(), g.asn, a.site.id),
		Subject: g.network.VPN.At(schema.VPNGatewayField.ASN),
		Related: []diag.Related{{Range: a.site.VPN.At(schema.SiteVPNField.ASN), Message: fmt.Sprintf("site %q has it too", a.site.id)}},
		Why:     "a gateway drops routes with its own ASN in their path, so neither of the two would learn the other's addresses",
		Hint:    "give each gateway and site its own ASN",
	})
}
