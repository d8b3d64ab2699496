package reachability

import (
	"net/netip"
	"slices"

	"github.com/vnetloom/vnetloom/internal/ipnet"
	"github.com/vnetloom/vnetloom/source"
)

// What a gateway learns, and what it announces.
//
// A VPN gateway learns the prefixes of its local network gateways, what a site announces by BGP, and from another gateway
// that network's own prefixes; with BGP also what is behind that one: networks that use it, its local network gateways, and
// what it learned by BGP itself, from hop to hop. Not announced on are the default route and what overlaps a prefix of the
// network that would announce it; not taken is what the network itself has, and what comes back to a number that is in its
// path. Without BGP a VNet-to-VNet connection carries the prefixes of the two networks and no more.
// Source: VPN Gateway FAQ, BGP: which prefixes gateways advertise, the default route, the exact prefixes of a network, transit
// routing; About BGP with VPN Gateway, transit routing.
//
// An ExpressRoute gateway learns what the site behind the circuit announces, and from other gateways of the circuit, where
// both allow it, their networks. It announces its own network and those that use it, nothing that it learned. Between an
// ExpressRoute and a VPN gateway of one network nothing is passed on: that takes a Route Server.
// Source: Configure ExpressRoute and site-to-site coexisting connections, limits: transit routing between ExpressRoute and VPN
// needs Azure Route Server; About ExpressRoute virtual network gateways, VNet-to-VNet connectivity.
//
// No gateway announces the networks that use another hub's gateway: only its own network and those that are peered with it
// directly.

// A learned prefix is what a gateway knows from a link.
type learned struct {
	prefix netip.Prefix
	via    *link
	hops   int     // gateways that it passed
	asns   []int64 // numbers that it passed; none of what is static
	at     source.Range
	open   string // why it is not known whether it learned this
}

// usedGateways are the gateways that the network reaches: its own, else those of the network whose gateways it uses.
func (n *network) usedGateways() []*gateway {
	if len(n.gateways) > 0 {
		return n.gateways
	}
	if h, _ := n.usedHalf(); h != nil {
		return h.remote.gateways
	}
	return nil
}

// A learner collects what a gateway learns: of one prefix what passed the fewest gateways.
type learner struct {
	g    *gateway
	have map[netip.Prefix]bool
}

// A reach is a gateway that is reached over links with BGP: path are the gateways on the way, it last, without the first.
type reach struct {
	at   *gateway
	via  *link // the first link
	path []*gateway
	open string
}

// prefixes are what a gateway learned.
func (g *gateway) prefixes() []learned {
	if g.done {
		return g.learned
	}
	g.done = true
	g.hides = g.open
	x := &learner{g, map[netip.Prefix]bool{}}
	seen := map[*gateway]bool{g: true}
	for queue := []reach{{at: g}}; len(queue) > 0; queue = queue[1:] {
		s := queue[0]
		for _, l := range s.at.links {
			if next, ok := x.take(s, l); ok && !seen[next.at] {
				seen[next.at] = true
				queue = append(queue, next)
			}
		}
	}
	return g.learned
}

// take learns what a link of a gateway leads to; where that is a gateway that announces by BGP, it is the next to ask.
func (x *learner) take(s reach, l *link) (reach, bool) {
	via, open := s.via, first(s.open, l.open)
	if via == nil {
		via = l
	}
	far := l.other(s.at)
	switch {
	case len(s.path) > 0 && !s.at.isVPN(): // learned over a circuit and not announced on
		return reach{}, false
	case far == nil:
		x.site(s, l, via, open)
		return reach{}, false
	case l.down != "" || far == x.g || slices.Contains(s.path, far):
		return reach{}, false
	case len(s.path) > 0 && !l.bgp:
		return reach{}, false
	}
	if len(s.path) > 0 {
		open = first(open, l.openBGP)
	}
	next := reach{far, via, append(slices.Clone(s.path), far), open}
	numbers := next.numbers()
	if l.bgp && l.isVPN() && !distinct(append(numbers, x.g.speaker.asn)) {
		return reach{}, false
	}
	from := learned{via: via, hops: len(next.path), asns: numbers, at: l.at, open: open}
	x.add(far.net.Prefixes, from, s.path)
	x.g.hides = first(x.g.hides, far.net.openSpace)
	if !l.bgp {
		return reach{}, false
	}
	next.open = first(open, l.openBGP)
	if far.hub != nil { // its router announces what all gateways of the virtual WAN connect, and no gateway asks the next
		x.toldByHub(far, from, next)
		return reach{}, false
	}
	x.users(far, from, next.open, s.path)
	return next, true
}

// toldByHub adds what the gateway of a virtual hub announces.
func (x *learner) toldByHub(far *gateway, from learned, way reach) {
	x.g.hides = first(x.g.hides, far.open)
	for _, t := range far.hub.toldByHub(far) {
		by := from
		by.open, by.hops, by.asns = first(way.open, t.open), from.hops+t.hops, append(slices.Clone(from.asns), t.asns...)
		if x.g.isVPN() && !distinct(append(slices.Clone(by.asns), x.g.speaker.asn)) {
			continue
		}
		x.add([]netip.Prefix{t.prefix}, by, way.passed())
	}
}

// users adds the networks that use a far gateway.
func (x *learner) users(far *gateway, from learned, open string, passed []*gateway) {
	x.g.hides = first(x.g.hides, far.open, far.net.openPeers)
	for _, h := range far.net.halves {
		if h.mirror == nil {
			if h.remote != nil {
				x.g.hides = first(x.g.hides, h.remote.openPeers)
			}
			continue
		}
		if ok, why := h.mirror.uses(); ok {
			x.g.hides = first(x.g.hides, h.remote.openSpace, h.open)
			from.open = first(open, why)
			x.add(h.remote.Prefixes, from, passed)
		}
	}
}

// site adds what is behind a local network gateway or a circuit.
func (x *learner) site(s reach, l, via *link, open string) {
	from := learned{via: via, hops: len(s.path), at: l.at, open: open}
	if l.local != nil { // static: it is announced to the others as the network is
		from.at, from.asns = l.local.at, s.numbers()
		x.add(slices.DeleteFunc(slices.Clone(l.local.prefixes), func(p netip.Prefix) bool { return p.Bits() == 0 && len(s.path) > 0 }), from, s.passed())
		if s.at.toDefault == l.local.id && len(s.path) == 0 {
			x.add([]netip.Prefix{ipnet.DefaultIPv4}, learned{via: via, at: s.at.at, open: open}, nil)
		}
	}
	if l.site == nil || !l.speaks() {
		return
	}
	from.open, from.at = first(open, l.openBGP), l.at
	from.asns = s.numbers()
	if l.local != nil && l.local.speaker.open == "" {
		from.asns = append(from.asns, l.local.speaker.asn)
	}
	if !distinct(append(slices.Clone(from.asns), x.g.speaker.asn)) && l.isVPN() {
		return
	}
	x.addDynamic(l.site.Prefixes, from, s.path)
	if l.site.Default && len(s.path) == 0 {
		x.addDynamic([]netip.Prefix{ipnet.DefaultIPv4}, from, nil)
	}
}

func (g *gateway) isVPN() bool { return g.kind == "vpn" }

// passed are the gateways on the way, without the one that is reached.
func (s reach) passed() []*gateway {
	if len(s.path) == 0 {
		return nil
	}
	return s.path[:len(s.path)-1]
}

// numbers are those of the gateways on the way, where they are known.
func (s reach) numbers() []int64 {
	var out []int64
	for _, g := range s.path {
		if g.speaker.open == "" {
			out = append(out, g.speaker.asn)
		}
	}
	return out
}

func distinct(list []int64) bool {
	for i, n := range list {
		if slices.Contains(list[:i], n) {
			return false
		}
	}
	return true
}

// add takes prefixes that the gateways in passed learned by BGP and announced on.
func (x *learner) add(ps []netip.Prefix, from learned, passed []*gateway) {
	for _, p := range ps {
		if x.have[p] && !x.longer(p, from.hops) || slices.Contains(x.g.net.Prefixes, p) || slices.ContainsFunc(passed, func(g *gateway) bool { return !g.passesOn(p) }) {
			continue
		}
		x.drop(p)
		x.have[p] = true
		from.prefix = p
		x.g.learned = append(x.g.learned, from)
	}
}

// longer tells whether a prefix that is known came a longer way: over a virtual hub, which announces what its virtual WAN knows
// before all shorter ways are asked.
func (x *learner) longer(p netip.Prefix, hops int) bool {
	return slices.ContainsFunc(x.g.learned, func(l learned) bool { return l.prefix == p && l.hops > hops })
}

// drop forgets a prefix for a shorter way.
func (x *learner) drop(p netip.Prefix) {
	if x.have[p] {
		x.g.learned = slices.DeleteFunc(x.g.learned, func(l learned) bool { return l.prefix == p })
	}
}

// addDynamic takes prefixes that a site announces by BGP: none that lies in the network.
func (x *learner) addDynamic(ps []netip.Prefix, from learned, passed []*gateway) {
	x.add(slices.DeleteFunc(slices.Clone(ps), func(p netip.Prefix) bool { return ipnet.ContainedInAny(x.g.net.Prefixes, p) }), from, passed)
}

// passesOn tells whether a gateway announces on what it learned by BGP.
func (g *gateway) passesOn(p netip.Prefix) bool {
	return p.Bits() > 0 && !slices.ContainsFunc(g.net.Prefixes, p.Overlaps)
}

// A told prefix is what a gateway announces to sites; via is the link that it learned it from, nil for what is behind it.
type told struct {
	prefix netip.Prefix
	via    *link
	hops   int
	asns   []int64
	open   string
}

// announced is what a gateway announces to its sites.
func (g *gateway) announced() []told {
	if g.tells != nil {
		return g.tells
	}
	for _, p := range g.net.Prefixes {
		g.tells = append(g.tells, told{prefix: p})
	}
	if g.hub != nil {
		g.tells = append(g.tells, g.hub.toldByHub(g)...)
		return g.tells
	}
	for _, h := range g.net.halves {
		if h.mirror == nil {
			continue
		}
		if ok, why := h.mirror.uses(); ok {
			for _, p := range h.remote.Prefixes {
				g.tells = append(g.tells, told{prefix: p, open: first(h.open, why)})
			}
		}
	}
	if !g.isVPN() {
		return g.tells
	}
	for _, l := range g.prefixes() {
		far := l.via.other(g)
		static := far == nil && l.via.local != nil && l.prefix.Bits() > 0 && slices.Contains(l.via.local.prefixes, l.prefix)
		if static || l.via.speaks() && g.passesOn(l.prefix) {
			g.tells = append(g.tells, told{l.prefix, l.via, l.hops + 1, l.asns, l.open})
		}
	}
	return g.tells
}

// tell is the longest prefix that a gateway announces over a link and that contains the address, nil where there is none. It
// announces nothing back to the site that it learned it from, by whatever link, and nothing that the site's number is in.
func (g *gateway) tell(l *link, a netip.Addr) *told {
	var best *told
	list := g.announced()
	for i := range list {
		t := &list[i]
		switch {
		case !t.prefix.Contains(a) || best != nil && best.prefix.Bits() >= t.prefix.Bits():
		case t.via != nil && (t.via == l || l.site != nil && t.via.site == l.site):
		case l.local != nil && slices.Contains(t.asns, l.local.speaker.asn):
		default:
			best = t
		}
	}
	return best
}
