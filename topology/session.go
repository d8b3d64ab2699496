package topology

import (
	"net/netip"
	"slices"

	"github.com/vnetloom/vnetloom/internal/ipnet"
	"github.com/vnetloom/vnetloom/schema"
)

// What a site advertises and accepts by BGP, how often it prepends its number, and what it prefers is configured at the site. An intent may say
// it, of a site and of a connection; then paths are computed by it, and not by what is assumed of a site of which nothing is said.

// bgpOf is what is said of BGP over a link: by its statement, and what that leaves out by its site; nil where nothing is said.
func (l *gatewayLink) bgpOf() *schema.BGP {
	s := l.leadsTo()
	if s == nil || s.Site == nil || s.BGP == nil {
		return l.c.BGP
	}
	if l.c.BGP == nil {
		return s.BGP
	}
	out := *l.c.BGP
	if out.Advertise == nil {
		out.Advertise = s.BGP.Advertise
	}
	if out.Receive == nil {
		out.Receive = s.BGP.Receive
	}
	if out.Prepend == nil {
		out.Prepend = s.BGP.Prepend
	}
	if out.LocalPreference == nil {
		out.LocalPreference = s.BGP.LocalPreference
	}
	return &out
}

// advertises are the prefixes that the site of a link advertises over it: its address space, where nothing else is said.
func (l *gatewayLink) advertises() []netip.Prefix {
	s := l.leadsTo()
	if b := l.bgpOf(); b != nil && b.Advertise != nil {
		return slices.DeleteFunc(slices.Clone(b.Advertise), func(p netip.Prefix) bool { return p == ipnet.DefaultIPv4 })
	}
	return s.AddressSpace
}

// leadsToDefault tells whether what has no other way may take a link: its site takes the default route, and does not say that it advertises other
// prefixes alone.
func (l *gatewayLink) leadsToDefault() bool {
	s := l.leadsTo()
	if s == nil || !s.DefaultRoute {
		return false
	}
	b := l.bgpOf()
	return !l.bgp || b == nil || b.Advertise == nil || slices.Contains(b.Advertise, ipnet.DefaultIPv4)
}

// addSession makes the row of what is said of BGP over a link with a site.
func (r *resolution) addSession(l *gatewayLink) {
	b := l.bgpOf()
	if b == nil || !l.bgp || l.leadsTo() == nil {
		return
	}
	row := Session{Connection: ConnectionID(l.key()), Site: l.leadsTo().id, Receives: b.Receive, Origin: l.origin("BGP")}
	row.Origin.Statements = mergeStatements(row.Origin.Statements, []string{l.leadsTo().Path()})
	if b.Advertise != nil {
		row.Advertises = &Advertised{Prefixes: l.advertises(), Default: l.leadsToDefault()}
	}
	if b.Prepend != nil {
		row.Prepends = int(*b.Prepend)
	}
	if b.LocalPreference != nil {
		preference := *b.LocalPreference
		row.LocalPreference = &preference
	}
	if row.saysNothing() {
		return
	}
	r.topo.Sessions = append(r.topo.Sessions, row)
}

func (s *Session) saysNothing() bool {
	return s.Advertises == nil && s.Receives == nil && s.Prepends == 0 && s.LocalPreference == nil
}

// peerOf is the address that a gateway opens the session of a link to.
func (l *gatewayLink) peerOf() netip.Addr {
	if l.c.BGP != nil && l.c.BGP.PeerAPIPA.IsValid() {
		return l.c.BGP.PeerAPIPA
	}
	return l.site.VPN.BGPPeer
}

// customAddresses are the addresses of the gateway's instances that the session of a link uses, where the gateway has several of its own: those that
// the statement names, else those in one /30 with the site's address, else the first. nil is Azure's choice, which is the first of each instance.
// Source: How to connect AWS and Azure using a BGP-enabled VPN gateway: all connections use the first address unless each has its own.
func (l *gatewayLink) customAddresses() []netip.Addr {
	v := l.near.network.VPN
	peer := l.peerOf()
	if v == nil || v.Existing || v.APIPA == nil || !l.bgp || !isAPIPA(peer) {
		return nil
	}
	var out []netip.Addr
	for _, list := range [][]netip.Addr{v.APIPA.First, v.APIPA.Second} {
		if len(list) == 0 {
			continue
		}
		out = append(out, l.chosen(list, peer))
	}
	if l.c.BGP == nil || l.c.BGP.APIPA == nil {
		if len(v.APIPA.First) < 2 && len(v.APIPA.Second) < 2 {
			return nil
		}
	}
	return out
}

// chosen is the one of an instance's addresses that the session uses.
func (l *gatewayLink) chosen(list []netip.Addr, peer netip.Addr) netip.Addr {
	named := func(a netip.Addr) bool { return l.c.BGP != nil && slices.Contains(l.c.BGP.APIPA, a) }
	if i := slices.IndexFunc(list, named); i >= 0 {
		return list[i]
	}
	together, _ := peer.Prefix(30)
	if i := slices.IndexFunc(list, together.Contains); i >= 0 {
		return list[i]
	}
	return list[0]
}

func isAPIPA(a netip.Addr) bool {
	return a.Is4() && linkLocal[0].Contains(a)
}

// sameBGP tells whether two statements say the same of BGP.
func sameBGP(a, b *schema.BGP) bool {
	if a == nil || b == nil {
		return a == b
	}
	same := func(a, b *int64) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }
	return slices.Equal(a.Advertise, b.Advertise) && slices.Equal(a.Receive, b.Receive) && same(a.Prepend, b.Prepend) &&
		same(a.LocalPreference, b.LocalPreference) && a.PeerAPIPA == b.PeerAPIPA && slices.Equal(a.APIPA, b.APIPA)
}
