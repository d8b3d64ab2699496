package reachability

import (
	"fmt"
	"net/netip"

	"github.com/vnetloom/vnetloom/internal/ipnet"
)

// A point is an endpoint with an address.
type point struct {
	sub      *subnet
	gw       *gateway // of a local network gateway of which no site is known: where it comes in
	site     *site
	by       *link // of a site: the only link that it may take; nil for any
	addr     netip.Addr
	internet bool
}

type pointPair struct{ from, to point }

// knownPoints are the points that stand for ends, of those that were asked for. Who gets them does not change them.
type knownPoints struct {
	ofSites   map[*site][]point
	ofSubnets map[*subnet][]point

	out4, out6 netip.Addr // that stand for the internet; invalid until they are asked for
}

// points are the pairs of addresses that stand for two endpoints, of one family each.
func (t *tracer) points(from, to Endpoint) ([]pointPair, string) {
	if from.Internet {
		return nil, "flows that start in the internet are not supported"
	}
	a, why := t.pointsOf(from)
	if why != "" {
		return nil, why
	}
	b, why := t.pointsOf(to)
	if why != "" {
		return nil, why
	}
	var out []pointPair
	for _, x := range a {
		for _, y := range b {
			if !sameFamily(x.addr, y.addr) {
				continue
			}
			if x.addr == y.addr && (x.sub != y.sub || x.site != y.site) { // two subnets with the same addresses
				y.addr = y.addr.Next()
			}
			out = append(out, pointPair{x, y})
		}
	}
	if len(out) == 0 {
		return nil, "the two ends have no address family in common"
	}
	return out, ""
}

func (t *tracer) pointsOf(p Endpoint) ([]point, string) {
	switch {
	case p.Internet && p.Address.IsValid():
		return []point{{internet: true, addr: p.Address}}, ""
	case p.Internet:
		return []point{{internet: true, addr: t.out4}, {internet: true, addr: t.out6}}, ""
	case p.Subnet != "":
		s := t.e.subnets[p.Subnet]
		if s == nil {
			return nil, fmt.Sprintf("subnet %s does not exist in the %s", p.Subnet, t.e.from)
		}
		if p.Address.IsValid() {
			return []point{{sub: s, addr: p.Address}}, ""
		}
		return t.e.subnetPoints(s), ""
	case p.Site != "":
		s := t.e.siteByID[p.Site]
		if s == nil {
			return nil, fmt.Sprintf("site %s does not exist", p.Site)
		}
		if p.Address.IsValid() {
			return []point{{site: s, addr: p.Address}}, ""
		}
		if list := t.e.sitePoints(s); len(list) > 0 {
			return list, ""
		}
		return nil, fmt.Sprintf("%s has no address of its own", s.say())
	}
	if !p.Address.IsValid() {
		return nil, "endpoint names no subnet, site or address"
	}
	for _, n := range t.e.networks {
		if s := n.at(p.Address); s != nil {
			return []point{{sub: s, addr: p.Address}}, ""
		}
	}
	var best *site
	bits := -1
	for _, s := range t.e.sites {
		for _, q := range s.Prefixes {
			if q.Contains(p.Address) && q.Bits() > bits {
				best, bits = s, q.Bits()
			}
		}
	}
	if best != nil {
		return []point{{site: best, addr: p.Address}}, ""
	}
	for _, l := range t.e.links {
		if l.local != nil && containsAddr(l.local.prefixes, p.Address) {
			return []point{{gw: l.a, addr: p.Address}}, ""
		}
	}
	return nil, fmt.Sprintf("nothing in the %s has the address %s", t.e.from, p.Address)
}

// subnetPoints are addresses that stand for a subnet: one of each prefix, and one of each part of it that a route or rule
// speaks of.
func (e *Estate) subnetPoints(s *subnet) []point {
	if out, known := e.points.ofSubnets[s]; known {
		return out
	}
	var out []point
	for _, p := range s.Prefixes {
		for _, a := range e.parts(p, nil) {
			out = append(out, point{sub: s, addr: a})
		}
	}
	e.points.ofSubnets[s] = out
	return out
}

// representative is an address of a prefix that no inspector has and that Azure does not keep.
func (e *Estate) representative(p netip.Prefix) netip.Addr {
	for n := uint64(4); n < 32; n++ {
		a, ok := ipnet.Nth(p, n)
		if !ok {
			break
		}
		if len(e.inspectors[a]) == 0 {
			return a
		}
	}
	return p.Addr()
}
