package topology

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/ipnet"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/source"
)

// checkSessions holds what is said of BGP to the connections that have it, and to what their sites have.
func checkSessions(r *reading) {
	for _, l := range r.links {
		if b := l.c.BGP; b != nil {
			r.checkSession(l, b)
		}
	}
	for _, s := range r.sites {
		if s.clients != nil {
			continue
		}
		for _, b := range s.bgpStatements() {
			r.checkAdvertisedPrefixes(s, b)
		}
		r.checkSiteBGP(s)
		r.checkAllAdvertised(s)
	}
}

func (r *reading) refuseSession(summary string, at source.Range, why, hint string, related ...diag.Related) {
	if !r.reported("session " + summary) {
		r.report(codeSession, diag.Diagnostic{Summary: summary, Subject: at, Why: why, Hint: hint, Related: related})
	}
}

// bgpStatements is what the site says of BGP, and what each of its connections does.
func (s *site) bgpStatements() []*schema.BGP {
	var out []*schema.BGP
	if s.BGP != nil {
		out = append(out, s.BGP)
	}
	for _, l := range s.links {
		if b := l.c.BGP; b != nil && !slices.Contains(out, b) {
			out = append(out, b)
		}
	}
	return out
}

// checkSession: a connection of which BGP is said has it, with a site, and from addresses that both ends have.
func (r *reading) checkSession(l *gatewayLink, b *schema.BGP) {
	switch {
	case l.circuit != nil: // always by BGP
	case l.far != nil:
		r.refuseSession(fmt.Sprintf("%q has `bgp`, and it joins the gateways of %q and %q", l.c.Name, l.near.network.id, l.far.network.id), b.Range(),
			"what gateways advertise to each other is Azure's to say: each its network and what is behind it", "remove it")
	case !l.bgp:
		r.refuseSession(fmt.Sprintf("%q has `bgp`, and %q and site %q do not speak BGP with each other", l.c.Name, l.near.network.id, l.site.id), b.Range(),
			"without BGP the gateway has the prefixes of the site by hand", "give both ends an `asn`, or remove it",
			diag.Related{Range: l.site.KeyRange(), Message: fmt.Sprintf("site %q", l.site.id)})
	default:
		r.checkSessionAddresses(l, b)
	}
}

// checkSessionAddresses holds the APIPA addresses of both ends to Azure's rules.
// Source: How to connect AWS and Azure using a BGP-enabled VPN gateway, choosing BGP APIPA addresses.
func (r *reading) checkSessionAddresses(l *gatewayLink, b *schema.BGP) {
	of, n := schema.BGPField, l.near.network
	at := func(f schema.Field[schema.BGP], i ...int) source.Range { return b.At(f, i...) }
	v := n.VPN
	gateway := diag.Related{Range: n.KeyRange(), Message: fmt.Sprintf("network %q", n.id)}
	peer := b.PeerAPIPA
	if len(b.APIPA) > 0 && !isAPIPA(l.peerOf()) {
		r.refuseSession(fmt.Sprintf("%q has `apipa`, and site %q speaks BGP from %s", l.c.Name, l.site.id, l.peerOf()), at(of.APIPA),
			"a gateway speaks from an APIPA address with a site that has one too", "write `peerApipa`, or remove `apipa`")
		return
	}
	if !peer.IsValid() && len(b.APIPA) == 0 {
		return
	}
	field := of.PeerAPIPA
	if !peer.IsValid() {
		field = of.APIPA
	}
	switch {
	case n.wan != nil:
		r.refuseSession(fmt.Sprintf("%q has APIPA addresses, and %q is a virtual hub", l.c.Name, n.id), at(field),
			"vnetloom writes APIPA addresses for the gateways of networks alone", "use an inner address of the device as `bgpPeer`", gateway)
	case peer.IsValid() && !(apipaRange[0].Contains(peer) || apipaRange[1].Contains(peer)):
		r.refuseSession(fmt.Sprintf("%q has the APIPA address %s of a site", l.c.Name, peer), at(field),
			"Azure takes addresses from 169.254.21.0 to 169.254.22.255, on both sides", "use an address in this range")
	case peer.IsValid() && r.sharesStatement(l):
		r.refuseSession(fmt.Sprintf("%q has one `peerApipa` for several connections", l.c.Name), at(field),
			"each session has an address of its own", "give each site, and each gateway, a statement of its own")
	case v.Existing && len(b.APIPA) > 0:
		r.refuseSession(fmt.Sprintf("%q has `apipa`, and the VPN gateway of %q exists", l.c.Name, n.id), at(of.APIPA),
			"the addresses are chosen by the IP configurations of the gateway, whose names the intent does not have",
			"remove it, and choose the address where the gateway is written", gateway)
	case v.Existing:
	case v.APIPA == nil:
		r.refuseSession(fmt.Sprintf("%q has an APIPA address of site %q, and the VPN gateway of %q has none", l.c.Name, l.site.id, n.id), at(field),
			"a gateway speaks with such a site from an APIPA address of its own", "write `apipa` at the VPN gateway", gateway)
	default:
		r.checkChosenAddresses(l, b)
	}
}

// sharesStatement tells whether the statement of a link makes others too.
func (r *reading) sharesStatement(l *gatewayLink) bool {
	return slices.ContainsFunc(r.links, func(o *gatewayLink) bool { return o != l && slices.Contains(o.statements(), l.c) })
}

// checkChosenAddresses: an address that a connection names is one of the gateway's, and each instance has one.
func (r *reading) checkChosenAddresses(l *gatewayLink, b *schema.BGP) {
	v, n := l.near.network.VPN, l.near.network
	gateway := diag.Related{Range: v.APIPA.Range(), Message: "those of the gateway"}
	for i, a := range b.APIPA {
		at := b.At(schema.BGPField.APIPA, i)
		same := func(list []netip.Addr) bool {
			return slices.Contains(list, a) && slices.ContainsFunc(list, func(o netip.Addr) bool { return o != a && slices.Contains(b.APIPA, o) })
		}
		switch {
		case !slices.Contains(v.APIPA.First, a) && !slices.Contains(v.APIPA.Second, a):
			r.refuseSession(fmt.Sprintf("%q has the APIPA address %s, which the VPN gateway of %q does not have", l.c.Name, a, n.id), at,
				"a connection chooses among the addresses of its gateway", "add it to `apipa` of the gateway, or use one of those", gateway)
		case same(v.APIPA.First) || same(v.APIPA.Second):
			r.refuseSession(fmt.Sprintf("%q has several APIPA addresses of one instance of the VPN gateway of %q", l.c.Name, n.id), at,
				"an instance speaks from one address over a connection", "name one of each instance", gateway)
		}
	}
}

// checkAdvertisedPrefixes: what a site advertises is its own.
func (r *reading) checkAdvertisedPrefixes(s *site, b *schema.BGP) {
	for i, p := range b.Advertise {
		at, space := b.At(schema.BGPField.Advertise, i), diag.Related{Range: s.At(schema.SiteField.AddressSpace), Message: fmt.Sprintf("site %q", s.id)}
		switch {
		case p == ipnet.DefaultIPv4 && !s.DefaultRoute:
			r.refuseSession(fmt.Sprintf("site %q advertises %s, and does not take the default route", s.id, p), at,
				"whoever learns 0.0.0.0/0 from a site sends it what has no other way", "write `defaultRoute: true` at the site, or remove the prefix", space)
		case p != ipnet.DefaultIPv4 && !ipnet.ContainedInAny(s.AddressSpace, p):
			r.refuseSession(fmt.Sprintf("site %q advertises %s, which is not inside its address space", s.id, p), at,
				"routes, rules and overlaps go by the address space of a site", "add the prefix to `addressSpace`, or advertise a part of what is there", space)
		}
	}
}

// checkSiteBGP: a site that says how it speaks BGP does so over some connection.
func (r *reading) checkSiteBGP(s *site) {
	if s.BGP == nil || len(s.links) == 0 || slices.ContainsFunc(s.links, func(l *gatewayLink) bool { return l.bgp }) {
		return
	}
	r.refuseSession(fmt.Sprintf("site %q has `bgp`, and no connection of it speaks BGP", s.id), s.BGP.Range(),
		"without BGP each gateway has the prefixes of the site by hand", "give the site and the gateways an `asn`, or remove it")
}

// checkAllAdvertised: what is behind a site that has BGP everywhere is advertised over some connection.
func (r *reading) checkAllAdvertised(s *site) {
	var all []netip.Prefix
	var given *schema.BGP
	for _, l := range s.links {
		if !l.bgp {
			return
		}
		all = append(all, l.advertises()...)
		for _, b := range []*schema.BGP{s.BGP, l.c.BGP} {
			if b != nil && b.Advertise != nil {
				given = b
			}
		}
	}
	missing := ipnet.Without(s.AddressSpace, all)
	if given == nil || len(missing) == 0 {
		return
	}
	r.refuseSession(fmt.Sprintf("site %q advertises %s over none of its connections", s.id, missing[0]), given.At(schema.BGPField.Advertise),
		"what a site does not advertise no gateway learns, and the connections join all of its address space", "advertise it, or take it out of `addressSpace`",
		diag.Related{Range: s.At(schema.SiteField.AddressSpace), Message: fmt.Sprintf("site %q", s.id)})
}
