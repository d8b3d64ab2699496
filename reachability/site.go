package reachability

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/internal/ipnet"
)

// A site is a Site with the links that lead to it.
type site struct {
	Site
	links []*link // by id

	linksUnknown string // why not all that leads there is known, "" where it is: what is deployed was not read wholly
}

// sitesOf takes the sites that were given, by what leads there.
func (r *reader) sitesOf(list []Site) {
	for _, s := range list {
		known := &site{Site: s}
		r.e.sites = append(r.e.sites, known)
		r.e.siteByID[s.ID] = known
		for _, id := range s.Links {
			r.sites[strings.ToLower(id)] = known
		}
	}
	slices.SortFunc(r.e.sites, func(a, b *site) int { return strings.Compare(a.ID, b.ID) })
}

// Sites are the sites that Build was given, by id.
func (e *Estate) Sites() []Site {
	out := make([]Site, 0, len(e.sites))
	for _, s := range e.sites {
		out = append(out, s.Site)
	}
	return out
}

// An entry is a link by which a packet of a site comes in. Bits and hops rank it among those that BGP gives.
type entry struct {
	link    *link
	bits    int
	hops    int
	unknown string
}

// entries are the links by which a site sends packets to an address.
//
// Where it has BGP it takes the link whose gateway advertises the longest prefix that it accepts; of equal ones by local preference, or a circuit before
// a tunnel (see rank), then what passed the fewest gateways. Links that are still equal are all taken.
// Without BGP its owner has configured it: any of its tunnels may be the one. A tunnel with BGP takes precedence over one without, unless all that
// it advertises is a summary, such as another site's, and the other ends at the network itself or at the gateway that the network uses.
// Where BGP is meant to run and does not come up nothing is sent.
// Source: VPN Gateway FAQ, BGP: which prefixes gateways advertise; Configure ExpressRoute and site-to-site coexisting
// connections: configure the higher local preference for ExpressRoute on-premises too.
func (s *site) entries(dst netip.Addr) ([]entry, string) {
	var best, static []entry
	why := ""
	for _, l := range s.links {
		switch kept := first(l.keeps(dst), l.lets(dst, netip.Addr{})); {
		case kept != "":
			why = first(why, kept)
		case !l.bgp:
			static = append(static, entry{link: l, unknown: l.unknown})
		case l.down != "":
			why = first(why, fmt.Sprintf("BGP of connection %q does not come up: %s", l.name, l.down))
		default:
			advertised := l.a.advertisementTo(l, dst)
			if advertised == nil && l.refuses(dst) {
				why = first(why, fmt.Sprintf("%s accepts no prefix that contains %s over connection %q", s.say(), dst, l.name))
				continue
			}
			if advertised == nil {
				why = first(why, fmt.Sprintf("gateway %q advertises no prefix that contains %s to %s", l.a.name, dst, s.say()))
				continue
			}
			x := entry{l, advertised.prefix.Bits(), advertised.hops, first(l.unknown, l.bgpUnknown, advertised.unknown, l.nat.partly(advertised.prefix))}
			if len(best) > 0 && x.compare(best[0]) > 0 {
				best = nil
			}
			if len(best) == 0 || x.compare(best[0]) == 0 {
				best = append(best, x)
			}
		}
	}
	if len(best) > 0 {
		exact := slices.DeleteFunc(static, func(x entry) bool {
			t := x.link.a.advertisementTo(x.link, dst)
			return t == nil || t.via != nil || t.prefix.Bits() <= best[0].bits
		})
		if len(exact) > 0 {
			return exact, ""
		}
		return best, ""
	}
	if len(static) == 0 && why == "" {
		why = fmt.Sprintf("no connection leads to %s", s.say())
	}
	return static, why
}

// compare is positive where x takes precedence over y.
func (x entry) compare(y entry) int {
	return cmp.Or(cmp.Compare(x.bits, y.bits), cmp.Compare(x.link.rank(), y.link.rank()), cmp.Compare(y.hops, x.hops))
}

func (s *site) say() string { return strings.TrimPrefix(s.ID, "site:") }

// sitePoints are addresses that stand for a site: one of each prefix, and one of each part of it that a route or rule speaks
// of. What a network has inside of the site's prefixes, or another site more exactly, is not the site's.
func (e *Estate) sitePoints(s *site) []point {
	if out := e.points.ofSites[s]; out != nil {
		return out
	}
	points := func(networks map[netip.Prefix]bool) (out []point) {
		for _, p := range s.Prefixes {
			for _, a := range e.parts(p, e.insideOf(s, p, networks)) {
				out = append(out, point{site: s, addr: a})
			}
		}
		return out
	}
	out := points(e.ownPrefixes())
	if len(out) == 0 { // networks that nothing leads to take no packet from it
		out = points(e.joinedPrefixes())
	}
	e.points.ofSites[s] = out
	return out
}

// insideOf are the prefixes inside one of a site that are not the site's: of networks, and of other sites.
func (e *Estate) insideOf(s *site, p netip.Prefix, networks map[netip.Prefix]bool) []netip.Prefix {
	var out []netip.Prefix
	for n := range networks {
		if n.Overlaps(p) {
			out = append(out, n)
		}
	}
	for _, other := range e.sites {
		for _, q := range other.Prefixes {
			if other != s && ipnet.Contains(p, q) && p != q {
				out = append(out, q)
			}
		}
	}
	return out
}

// joinedPrefixes are the prefixes of the networks that something may lead to.
func (e *Estate) joinedPrefixes() map[netip.Prefix]bool {
	out := map[netip.Prefix]bool{}
	for _, n := range e.networks {
		if !n.standsAlone() {
			for _, p := range n.Prefixes {
				out[p] = true
			}
		}
	}
	return out
}

// standsAlone tells a network without peerings, gateways, virtual hub and connected group, where that is known.
func (n *network) standsAlone() bool {
	return len(n.halves)+len(n.gateways)+len(n.clusters) == 0 && n.conn == nil && !n.ofHub && n.peersUnknown == "" && n.gatewayUnknown == ""
}

// parts are an address of a prefix and of each part of it that a route or rule speaks of, where it is not in a smaller part
// or taken.
func (e *Estate) parts(p netip.Prefix, taken []netip.Prefix) []netip.Addr {
	inside := e.index().inside(p)
	if len(inside) == 0 || inside[0] != p {
		inside = append([]netip.Prefix{p}, inside...)
	}
	var out []netip.Addr
	for i, q := range inside { // sorted: what lies in q follows it
		smaller := slices.Clone(taken)
		for _, r := range inside[i+1:] {
			if !ipnet.Contains(q, r) {
				break
			}
			smaller = append(smaller, r)
		}
		if a, ok := e.freeAddress(q, smaller); ok {
			out = append(out, a)
		}
	}
	return out
}

// freeAddress is an address of a prefix that lies in none of the taken ones.
func (e *Estate) freeAddress(p netip.Prefix, taken []netip.Prefix) (netip.Addr, bool) {
	if len(taken) == 0 {
		return e.representative(p), true
	}
	free, ok := ipnet.LargestFree(p, taken)
	if !ok {
		return netip.Addr{}, false
	}
	return e.representative(free), true
}

// fromSite sends a packet of a site by one of the links that it may take: the first of which it arrives, rather the link that
// the other direction took.
func (t *tracer) fromSite(from point, p *packet, preferred *link) Path {
	s := from.site
	list, why := s.entries(p.dst)
	if from.by != nil {
		list, why = []entry{{link: from.by, unknown: first(from.by.unknown, from.by.bgpUnknown)}}, from.by.keeps(p.dst)
		if why != "" {
			list = nil
		}
	}
	if len(list) == 0 {
		path := Path{Hops: []Hop{{At: s.ID, Kind: kindSite}}, Outcome: Dropped, Why: why}
		if s.linksUnknown != "" && from.by == nil {
			path.Outcome, path.Why = NotKnown, s.linksUnknown
		}
		if len(s.links) > 0 {
			path.At = s.links[0].at
		}
		return path
	}
	if i := slices.IndexFunc(list, func(x entry) bool { return x.link == preferred }); i > 0 {
		list[0], list[i] = list[i], list[0]
	}
	var failed *Path
	for _, x := range list {
		q := p.clone()
		path := t.enter(s, x, q)
		if path.Outcome == Delivered {
			*p = *q
			return path
		}
		if failed == nil {
			failed = &path
		}
	}
	return *failed
}

// enter sends a packet of a site by a link.
func (t *tracer) enter(s *site, x entry, p *packet) Path {
	g := x.link.a
	before := append([]Hop{{At: s.ID, Kind: kindSite}}, x.link.hops()...)
	var path Path
	if x.unknown != "" {
		path = Path{Outcome: NotKnown, Why: x.unknown, At: x.link.at}
	} else if why := x.link.lets(p.dst, p.src); why != "" {
		path = Path{Outcome: Dropped, Why: why, At: x.link.at}
	} else {
		path = t.walk(place{id: g.id, kind: kindGateway, sub: g.sub, gw: g, hub: g.hub, by: x.link}, p)
	}
	path.Hops = append(before, path.Hops...)
	return path
}

// dynamic tells whether routes decide that a packet takes the link, and not the site's owner.
func (l *link) dynamic() bool { return l.bgp }

// chooses tells whether the owner of a site decides by which of several links it sends: none has BGP.
func (s *site) chooses() bool {
	return s != nil && !slices.ContainsFunc(s.links, (*link).dynamic)
}
