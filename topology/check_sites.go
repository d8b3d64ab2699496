package topology

import (
	"fmt"
	"net/netip"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/ipnet"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/source"
)

// checkSites holds what is said of sites to Azure's rules for local network gateways.
func checkSites(r *reading) {
	for _, s := range r.sites {
		for i, p := range s.AddressSpace {
			at := s.At(schema.SiteField.AddressSpace, i)
			if p.Bits() == 0 {
				r.report(codeSiteAddress, diag.Diagnostic{
					Summary: fmt.Sprintf("site %q has %s", s.id, p),
					Subject: at,
					Label:   "all addresses",
					Why:     "the default route is not a prefix of a site",
					Hint:    "write `defaultRoute: true` at the site, and list the prefixes behind it",
				})
			}
			if p.Addr().Is6() && s.VPN == nil {
				r.checkIPv6Site(s, p, at)
			}
			if p.Addr().Is6() && s.VPN != nil {
				r.report(codeSiteAddress, diag.Diagnostic{
					Summary: fmt.Sprintf("site %q has the IPv6 prefix %s and is reached by VPN", s.id, p),
					Subject: at,
					Label:   "IPv6",
					Why:     "IPv6 over VPN gateways is not generally available",
					Hint:    "remove the prefix, or connect the site over ExpressRoute",
				})
			}
		}
		r.checkSitePrefixes(s)
		if s.clients != nil {
			r.checkClients(s)
		}
		for _, o := range ipnet.Overlaps(s.AddressSpace) {
			r.report(codeSiteAddress, diag.Diagnostic{
				Summary: fmt.Sprintf("site %q has %s and %s, which overlap", s.id, s.AddressSpace[o.Outer], s.AddressSpace[o.Inner]),
				Subject: s.At(schema.SiteField.AddressSpace, o.Inner),
				Why:     "the prefixes of a local network gateway must not overlap",
				Hint:    "remove the prefix that is inside the other",
			})
		}
		if s.VPN != nil {
			r.checkSiteDevice(s)
		}
	}
}

// checkSitePrefixes: what no network may have, no site has behind it either: the rest of Azure needs it.
func (r *reading) checkSitePrefixes(s *site) {
	for i, p := range s.AddressSpace {
		for _, d := range azure.DisallowedRanges {
			if p.Bits() > 0 && p.Overlaps(d.Prefix) {
				r.report(codeSiteAddress, diag.Diagnostic{
					Summary: fmt.Sprintf("site %q has %s, which overlaps %s (%s)", s.id, p, d.Prefix, d.What),
					Subject: s.At(schema.SiteField.AddressSpace, i),
					Label:   "not allowed behind a site",
					Why:     "Azure does not route these addresses to a gateway",
					Hint:    "list the prefixes behind the site",
				})
			}
		}
	}
}

// checkUnusedSites warns of sites and circuits that nothing leads to.
func checkUnusedSites(r *reading) {
	for _, s := range r.sites {
		if len(s.links) == 0 {
			r.report(codeUnusedSite, diag.Diagnostic{
				Summary: fmt.Sprintf("site %q has no connection", s.id),
				Subject: s.KeyRange(),
				Why:     "a site is connected by a `vpn` connection or a circuit",
				Hint:    fmt.Sprintf("join it: `{kind: vpn, between: [<network>, %s]}`, or remove it", s.id),
			})
		}
	}
	for _, c := range r.circuits {
		if len(c.links) == 0 {
			r.report(codeUnusedSite, diag.Diagnostic{
				Summary: fmt.Sprintf("circuit %q has no connection", c.id),
				Subject: c.KeyRange(),
				Why:     "an `expressRoute` connection joins networks with a circuit",
				Hint:    fmt.Sprintf("join it: `{kind: expressRoute, circuit: %s, members: <network>}`, or remove it", c.id),
			})
		}
	}
}

// checkIPv6Site: IPv6 over ExpressRoute takes a GatewaySubnet with an IPv6 prefix, and an IPv6 peering on the circuit.
// Source: Add IPv6 support for private peering.
func (r *reading) checkIPv6Site(s *site, p netip.Prefix, at source.Range) {
	for _, l := range s.links {
		n := l.near.network
		gateway := n.subnets[gatewaySubnet]
		d := diag.Diagnostic{Subject: at, Label: "IPv6"}
		switch {
		case gateway != nil && !ipnet.HasIPv6(gateway.Prefixes):
			d.Summary = fmt.Sprintf("site %q has the IPv6 prefix %s, and GatewaySubnet of %q has no IPv6 prefix", s.id, p, n.id)
			d.Related = []diag.Related{{Range: gateway.At(schema.SubnetField.Prefix), Message: "IPv4 only"}}
			d.Why = "an ExpressRoute gateway carries IPv6 only if its subnet is dual-stack"
			d.Hint = "add a /64 to GatewaySubnet, or remove the prefix from the site"
		case l.circuit != nil && l.circuit.PrivatePeering != nil:
			d.Summary = fmt.Sprintf("site %q has the IPv6 prefix %s, and the private peering of circuit %q is IPv4 only", s.id, p, l.circuit.id)
			d.Related = []diag.Related{{Range: l.circuit.PrivatePeering.Range(), Message: "the peering"}}
			d.Why = "IPv6 needs a separate peering on the circuit, which the intent language does not support"
			d.Hint = "remove the prefix from the site, or use an existing circuit or one whose provider configures the peering"
		default:
			continue
		}
		if !r.reported(d.Summary) {
			r.report(codeSiteAddress, d)
		}
	}
}

func (r *reading) checkSiteDevice(s *site) {
	v := s.VPN
	if a := v.PublicAddress; a.IsValid() && !s.overCircuit() && (!a.Is4() || ipnet.ContainedInAny(notPublic, netip.PrefixFrom(a, a.BitLen()))) {
		r.report(codeSiteAddress, diag.Diagnostic{
			Summary: fmt.Sprintf("the VPN device of site %q has the address %s, which is not a public IPv4 address", s.id, a),
			Subject: v.At(schema.SiteVPNField.PublicAddress),
			Label:   "not public",
			Why:     "a VPN gateway connects to the device over the internet",
			Hint:    "use the public address of the device",
		})
	}
	if p := v.BGPPeer; p.IsValid() {
		d := diag.Diagnostic{Subject: v.At(schema.SiteVPNField.BGPPeer), Hint: "use an inner address of the device, such as a loopback"}
		switch n := r.networkWith(p); {
		case p == v.PublicAddress:
			d.Summary = fmt.Sprintf("the BGP peer of site %q has the public address %s of its device", s.id, p)
			d.Why = "the BGP session runs inside the tunnel: its address cannot be the tunnel endpoint"
			r.report(codeSiteAddress, d)
		case n != nil:
			d.Summary = fmt.Sprintf("the BGP peer of site %q has the address %s, which is inside network %q", s.id, p, n.id)
			d.Why = "the address of a BGP peer must be on the other side of the tunnel"
			r.report(codeSiteAddress, d)
		case ipnet.ContainedInAny(linkLocal, netip.PrefixFrom(p, p.BitLen())):
			if s.speaksByAPIPA() {
				break
			}
			d.Summary = fmt.Sprintf("the BGP peer of site %q has the link-local address %s", s.id, p)
			d.Why = "a VPN gateway needs a link-local address of its own for such a session: without one, the session would not come up"
			d.Hint = "write `apipa` at the VPN gateway, or use an inner address of the device, such as a loopback"
			r.report(codeSiteAddress, d)
		case p.Is4() && ipnet.ContainedInAny(noHost, netip.PrefixFrom(p, p.BitLen())):
			d.Summary = fmt.Sprintf("the BGP peer of site %q has the address %s, which is not a host address", s.id, p)
			d.Why = "the gateway opens a session to this address"
			r.report(codeSiteAddress, d)
		case p.Is6():
			d.Summary = fmt.Sprintf("the BGP peer of site %q has the IPv6 address %s", s.id, p)
			d.Why = "the BGP sessions of a VPN gateway are IPv4 only"
			r.report(codeSiteAddress, d)
		}
	}
	if asn := v.ASN; reservedASN(asn) || asn == 65515 {
		r.report(codeReservedASN, diag.Diagnostic{
			Summary: fmt.Sprintf("site %q has the reserved ASN %d", s.id, asn),
			Subject: v.At(schema.SiteVPNField.ASN),
			Label:   "reserved",
			Why:     "Microsoft reserves 8074, 8075, 12076, 65515 and 65517 to 65520; IANA reserves 23456, 64496 to 64511 and 65535 to 65551",
			Hint:    "use another ASN, such as a private one: 64512 to 65514, 65521 to 65534",
		})
	}
}

// notPublic are the IPv4 prefixes that the internet does not route.
var notPublic = append([]netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("127.0.0.0/8"),
	netip.MustParsePrefix("169.254.0.0/16"), netip.MustParsePrefix("224.0.0.0/3"),
}, ipnet.RFC1918...)

// linkLocal is where Azure wants an address of the gateway's own; noHost are addresses that no machine has.
// Source: VPN Gateway FAQ, BGP: APIPA addresses.
var (
	linkLocal = []netip.Prefix{netip.MustParsePrefix("169.254.0.0/16")}
	noHost    = []netip.Prefix{netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("224.0.0.0/3")}
)

// checkSiteOverlaps: a site's prefix equal to or inside a network's is never reached; a network inside a site's prefix is, as the
// longest prefix wins. Two sites at one gateway have different prefixes. Networks that meet over connections are disjoint.
func checkSiteOverlaps(r *reading) {
	for _, g := range r.networks {
		reached := g.destinations
		if len(reached) == 0 {
			continue
		}
		users := append([]*network{g}, g.users...)
		c := &overlapCheck{r: r, seen: map[pairKey]bool{}}
		var far []*network
		for _, x := range reached {
			if x.network != nil && !x.pairOnly {
				far = append(far, x.network)
			} else if x.network != nil {
				c.find(claims(g, x.network), func(a, b claim) { c.reportRouted(a, b, fmt.Sprintf("over %q", x.link.c.Name), x.link.c.KeyRange()) })
			}
		}
		if len(far) > 0 {
			c.find(claims(union(users, far)...), func(a, b claim) {
				c.reportRouted(a, b, fmt.Sprintf("over the gateways of %q", g.id), g.At(schema.NetworkField.Gateways))
			})
		}
		r.checkSitesAt(g, reached, users)
	}
}

func (r *reading) checkSitesAt(g *network, reached []gatewayDestination, users []*network) {
	type owned struct {
		s *site
		i int
	}
	var prefixes []netip.Prefix
	var of []owned
	for _, x := range reached {
		if x.site == nil {
			continue
		}
		for i, p := range x.site.AddressSpace {
			prefixes, of = append(prefixes, p), append(of, owned{x.site, i})
		}
	}
	for _, o := range ipnet.Overlaps(prefixes) {
		a, b := of[o.Outer], of[o.Inner]
		if a.s == b.s || prefixes[o.Outer] != prefixes[o.Inner] || r.reported("sites "+string(a.s.id)+" "+string(b.s.id)) {
			continue
		}
		r.report(codeSiteOverlap, diag.Diagnostic{
			Summary: fmt.Sprintf("sites %q and %q have the same prefix %s, and both are behind the gateways of %q", a.s.id, b.s.id, prefixes[o.Inner],
				g.id),
			Subject: b.s.At(schema.SiteField.AddressSpace, b.i),
			Related: []diag.Related{{Range: a.s.At(schema.SiteField.AddressSpace, a.i), Message: fmt.Sprintf("site %q", a.s.id)}},
			Why:     "a gateway has one route for a prefix, and the intent cannot choose between the two sites",
			Hint:    "give the prefix to one of them, or declare both as one site",
		})
	}
	for _, n := range users {
		for i, p := range n.AddressSpace {
			for j, sp := range prefixes {
				if p.Overlaps(sp) {
					r.reportSiteOverlap(of[j].s, sp, of[j].s.At(schema.SiteField.AddressSpace, of[j].i), n, p, n.prefixAt(i))
				}
			}
		}
	}
	var sites []*site
	for _, x := range reached {
		if x.site != nil {
			sites = append(sites, x.site)
		}
	}
	r.checkSitesBeside(sites, users)
	for _, t := range r.transitsOf(g) {
		other := t.other(g)
		r.checkSitesBeside(t.carried(g), append([]*network{other}, t.spokes[other]...))
	}
}

// checkSitesBeside compares sites with all networks that packets for them meet on their way, whether these use the gateway or not: those
// of the way itself, and those that are peered with one of them.
// Source: Virtual network traffic routing, "How Azure selects a route": system routes of peerings are preferred, even if BGP routes are
// more specific.
func (r *reading) checkSitesBeside(sites []*site, onTheWay []*network) {
	for _, n := range onTheWay {
		for _, c := range append(append(claims(n), r.peerClaims(n)...), claims(r.directNeighbours(n)...)...) {
			for _, s := range sites {
				for i, p := range s.AddressSpace {
					if ipnet.Contains(c.prefix(), p) {
						r.reportSiteBeside(s, i, n, c)
					}
				}
			}
		}
	}
}

// reportSiteBeside reports that a network on the way to a site takes the packets for one of its prefixes.
func (r *reading) reportSiteBeside(s *site, i int, by *network, c claim) {
	sp := s.AddressSpace[i]
	if r.reported("overlap " + string(s.id) + " " + sp.String() + " " + string(c.n.id)) {
		return
	}
	d := diag.Diagnostic{
		Summary: fmt.Sprintf("site %q has %s, which is inside network %q", s.id, sp, c.n.id),
		Subject: s.At(schema.SiteField.AddressSpace, i),
		Related: []diag.Related{{Range: c.n.prefixAt(c.index), Message: fmt.Sprintf("network %q has %s", c.n.id, c.prefix())}},
		Why: fmt.Sprintf("packets for the site pass %q, which is joined with the network directly: routes of peerings take precedence over routes that a gateway "+
			"learns, and no packet would reach the site", by.id),
		Hint: "remove the prefix from the site, or give the network other addresses",
	}
	if c.n == by {
		d.Why = "packets for the site pass the network, whose own prefix takes precedence over all other routes: no packet would reach the site"
	}
	r.report(codeSiteOverlap, d)
}

func (r *reading) reportSiteOverlap(s *site, sp netip.Prefix, at source.Range, n *network, p netip.Prefix, where source.Range) {
	if r.reported("overlap " + string(s.id) + " " + sp.String() + " " + string(n.id)) {
		return
	}
	d := diag.Diagnostic{Subject: at, Related: []diag.Related{{Range: where, Message: fmt.Sprintf("network %q has %s", n.id, p)}}}
	if sp.Bits() >= p.Bits() {
		d.Summary = fmt.Sprintf("site %q has %s, which is inside network %q", s.id, sp, n.id)
		d.Why = "the network's own prefix takes precedence over routes that a gateway learns: no packet would reach the site"
		d.Hint = "remove the prefix from the site, or give the network other addresses"
		r.report(codeSiteOverlap, d)
		return
	}
	d.Summary = fmt.Sprintf("site %q has %s, which contains network %q", s.id, sp, n.id)
	d.Why = "the longest prefix wins: packets for the addresses of the network never reach the site"
	d.Hint = "no change is needed if the site advertises a summary"
	r.report(codeSiteContains, d)
}
