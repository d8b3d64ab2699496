package reachability

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/vnetloom/vnetloom/internal/ipnet"
	"github.com/vnetloom/vnetloom/source"
)

// What a gateway learns, and what it advertises.
//
// A VPN gateway learns the prefixes of its local network gateways, what a site advertises by BGP, and from another gateway
// that network's own prefixes; with BGP also what is behind that one: networks that use it, its local network gateways, and
// what it learned by BGP itself, from hop to hop. Not advertised on are the default route and what overlaps a prefix of the
// network that would advertise it; not taken is what the network itself has, and what comes back to a number that is in its
// path. Without BGP a VNet-to-VNet connection carries the prefixes of the two networks and no more.
// Source: VPN Gateway FAQ, BGP: which prefixes gateways advertise, the default route, the exact prefixes of a network, transit
// routing; About BGP with VPN Gateway, transit routing.
//
// An ExpressRoute gateway learns what the site behind the circuit advertises, and from other gateways of the circuit, where
// both allow it, their networks. It advertises its own network and those that use it, nothing that it learned. Between an
// ExpressRoute and a VPN gateway of one network nothing is passed on: that takes a Route Server.
// Source: Configure ExpressRoute and site-to-site coexisting connections, limits: transit routing between ExpressRoute and VPN
// needs Azure Route Server; About ExpressRoute virtual network gateways, VNet-to-VNet connectivity.
//
// No gateway advertises the networks that use another hub's gateway: only its own network and those that are peered with it
// directly.

// A learned prefix is what a gateway knows from a link.
type learned struct {
	prefix  netip.Prefix
	via     *link
	hops    int // gateways that it passed, and what its site has prepended: how long its path is
	path    pathLength
	asns    []int64 // numbers that it passed; none of what is static
	at      source.Range
	unknown string // why it is not known whether it learned this
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

// A learner collects what a gateway learns: of one prefix what came the shortest way.
type learner struct {
	g    *gateway
	have map[netip.Prefix]bool
}

// A gatewayReached is a gateway that is reached over links with BGP: path are the gateways on the way, it last, without the first.
type gatewayReached struct {
	at      *gateway
	via     *link // the first link
	path    []*gateway
	unknown string
}

// prefixes are what a gateway learned.
func (g *gateway) prefixes() []learned {
	if g.done {
		return g.learned
	}
	g.done = true
	g.moreLearned = g.connectionsUnknown
	x := &learner{g, map[netip.Prefix]bool{}}
	seen := map[*gateway]bool{g: true}
	for queue := []gatewayReached{{at: g}}; len(queue) > 0; queue = queue[1:] {
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

// take learns what a link of a gateway leads to; where that is a gateway that advertises by BGP, it is the next to ask.
func (x *learner) take(s gatewayReached, l *link) (gatewayReached, bool) {
	via, unknown := s.via, first(s.unknown, l.unknown)
	if via == nil {
		via = l
	}
	far := l.other(s.at)
	switch {
	case len(s.path) > 0 && !s.at.isVPN(): // learned over a circuit and not advertised on
		return gatewayReached{}, false
	case far == nil:
		x.site(s, l, via, unknown)
		return gatewayReached{}, false
	case l.down != "" || far == x.g || slices.Contains(s.path, far):
		return gatewayReached{}, false
	case len(s.path) > 0 && !l.bgp:
		return gatewayReached{}, false
	}
	if len(s.path) > 0 {
		unknown = first(unknown, l.bgpUnknown)
	}
	next := gatewayReached{far, via, append(slices.Clone(s.path), far), unknown}
	numbers := next.numbers()
	if l.bgp && l.isVPN() && !distinct(append(numbers, x.g.speaker.asn)) {
		return gatewayReached{}, false
	}
	from := learned{via: via, hops: len(next.path), path: pathLength{numbers: len(next.path)}, asns: numbers, at: l.at, unknown: unknown}
	x.add(far.net.Prefixes, from, s.path)
	x.g.moreLearned = first(x.g.moreLearned, far.net.addressSpaceUnknown)
	if !l.bgp {
		return gatewayReached{}, false
	}
	next.unknown = first(unknown, l.bgpUnknown)
	if far.hub != nil { // its router advertises what all gateways of the virtual WAN connect, and no gateway asks the next
		x.addFromHub(far, from, next)
		return gatewayReached{}, false
	}
	x.users(far, from, next.unknown, s.path)
	return next, true
}

// addFromHub adds what the gateway of a virtual hub advertises.
func (x *learner) addFromHub(far *gateway, from learned, way gatewayReached) {
	x.g.moreLearned = first(x.g.moreLearned, far.connectionsUnknown)
	for _, t := range far.hub.advertisedTo(far) {
		by := from
		by.unknown, by.hops, by.path, by.asns = first(way.unknown, t.unknown), from.hops+t.hops, from.path.and(t.path), append(slices.Clone(from.asns), t.asns...)
		if x.g.isVPN() && !distinct(append(slices.Clone(by.asns), x.g.speaker.asn)) {
			continue
		}
		x.add([]netip.Prefix{t.prefix}, by, way.passed())
	}
}

// users adds the networks that use a far gateway.
func (x *learner) users(far *gateway, from learned, unknown string, passed []*gateway) {
	x.g.moreLearned = first(x.g.moreLearned, far.connectionsUnknown, far.net.peersUnknown)
	for _, h := range far.net.halves {
		if h.mirror == nil {
			if h.remote != nil {
				x.g.moreLearned = first(x.g.moreLearned, h.remote.peersUnknown)
			}
			continue
		}
		if ok, why := h.mirror.uses(); ok {
			x.g.moreLearned = first(x.g.moreLearned, h.remote.addressSpaceUnknown, h.prefixesUnknown)
			from.unknown = first(unknown, why)
			x.add(h.remote.Prefixes, from, passed)
		}
	}
}

// site adds what is behind a local network gateway or a circuit.
func (x *learner) site(s gatewayReached, l, via *link, unknown string) {
	from := learned{via: via, hops: len(s.path), path: pathLength{len(s.path), staticPath}, at: l.at, unknown: unknown}
	if l.local != nil { // static: it is advertised to the others as the network is
		from.at, from.asns = l.local.at, s.numbers()
		if why := l.local.prefixesUnknown; why != "" {
			x.g.moreLearned = first(x.g.moreLearned, fmt.Sprintf("the prefixes of %q are not known: %s", l.local.name, why))
		}
		x.add(slices.DeleteFunc(slices.Clone(l.local.prefixes), func(p netip.Prefix) bool { return p.Bits() == 0 && len(s.path) > 0 }), from, s.passed())
		if s.at.toDefault == l.local.id && len(s.path) == 0 {
			x.add([]netip.Prefix{ipnet.DefaultIPv4}, learned{via: via, path: pathLength{base: staticPath}, at: s.at.at, unknown: unknown}, nil)
		}
	}
	if l.site == nil || !l.speaks() {
		return
	}
	from.unknown, from.at = first(unknown, l.bgpUnknown), l.at
	from.asns = s.numbers()
	if l.local != nil && l.local.speaker.asnUnknown == "" {
		from.asns = append(from.asns, l.local.speaker.asn)
	}
	if !distinct(append(slices.Clone(from.asns), x.g.speaker.asn)) && l.isVPN() {
		return
	}
	from.hops += l.prepends()
	from.path = pathLength{numbers: from.path.numbers + 1 + l.prepends()}
	advertised := l.advertises()
	x.addDynamic(advertised.Prefixes, from, s.path)
	if advertised.Default && len(s.path) == 0 {
		x.addDynamic([]netip.Prefix{ipnet.DefaultIPv4}, from, nil)
	}
}

func (g *gateway) isVPN() bool { return g.kind == "vpn" }

// passed are the gateways on the way, without the one that is reached.
func (s gatewayReached) passed() []*gateway {
	if len(s.path) == 0 {
		return nil
	}
	return s.path[:len(s.path)-1]
}

// numbers are those of the gateways on the way, where they are known.
func (s gatewayReached) numbers() []int64 {
	var out []int64
	for _, g := range s.path {
		if g.speaker.asnUnknown == "" {
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

// add takes prefixes that the gateways in passed learned by BGP and advertised on.
func (x *learner) add(ps []netip.Prefix, from learned, passed []*gateway) {
	for _, p := range ps {
		stopped := slices.ContainsFunc(passed, func(g *gateway) bool { return !g.passesOn(p) })
		if stopped || slices.Contains(x.g.net.Prefixes, p) {
			continue
		}
		if x.have[p] && !x.worse(p, from) {
			x.undecided(p, from)
			continue
		}
		x.drop(p)
		x.have[p] = true
		from.prefix = p
		x.g.learned = append(x.g.learned, from)
	}
}

// worse tells whether a prefix that is known gives way to another: it came over a circuit whose connection has a lower weight; or a longer way, since
// its site has prepended its number, or over a virtual hub, which advertises what its virtual WAN knows before all shorter ways are asked.
// Source: Optimize routing for ExpressRoute: the weight of a connection counts before the length of AS paths; VPN Gateway FAQ, BGP: AS path
// prepending, the shorter path is preferred.
func (x *learner) worse(p netip.Prefix, from learned) bool {
	return slices.ContainsFunc(x.g.learned, func(l learned) bool {
		if l.prefix == p && l.via.circuit != "" && from.via.circuit != "" && l.via.weight != from.via.weight {
			return l.via.weight < from.via.weight
		}
		return l.prefix == p && l.hops > from.hops
	})
}

// undecided notes of a prefix that which of two circuits is preferred is not known.
func (x *learner) undecided(p netip.Prefix, from learned) {
	for i := range x.g.learned {
		if l := &x.g.learned[i]; l.prefix == p && l.via != from.via && (l.via.weightUnknown || from.via.weightUnknown) {
			l.unknown = first(l.unknown, fmt.Sprintf("the weights of connections %q and %q are not both known", l.via.name, from.via.name))
		}
	}
}

// drop forgets a prefix for a shorter way.
func (x *learner) drop(p netip.Prefix) {
	if x.have[p] {
		x.g.learned = slices.DeleteFunc(x.g.learned, func(l learned) bool { return l.prefix == p })
	}
}

// addDynamic takes prefixes that a site advertises by BGP: none that lies in the network.
func (x *learner) addDynamic(ps []netip.Prefix, from learned, passed []*gateway) {
	x.add(slices.DeleteFunc(slices.Clone(ps), func(p netip.Prefix) bool { return ipnet.ContainedInAny(x.g.net.Prefixes, p) }), from, passed)
}
