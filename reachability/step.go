package reachability

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/source"
)

// A step is what one place does with a packet: the next place, or an end.
type step struct {
	route   *EffectiveRoute
	next    place
	outcome Outcome
	why     string
	at      source.Range
	cause   cause
	last    []Hop
	through []Hop // between here and the next place
	link    *link // by which a site is reached
}

// A cause is the kind of reason for which a path ends before its end, for those that Check tells apart.
type cause int

const (
	causeOther     cause = iota
	causeForwarded       // a half without allowForwardedTraffic
	causeRules           // a firewall's rules or a security group
	causeHop             // a next hop that cannot be used: Check finds it by itself
	causeDown            // something has failed
)

func stop(r *EffectiveRoute, o Outcome, at source.Range, format string, args ...any) step {
	return step{route: r, outcome: o, why: fmt.Sprintf(format, args...), at: at}
}

func (s step) because(c cause) step {
	s.cause = c
	return s
}

// step decides where a packet goes from a place.
func (t *tracer) step(here place, p *packet) step {
	if why := t.e.isDown(here); why != "" {
		return stop(nil, Dropped, here.sub.At, "%s", why).because(causeDown)
	}
	if here.insp != nil && !slices.Contains(p.passed, here.insp.id) {
		if s, ok := t.inspect(here, p); !ok {
			return s
		}
	}
	if here.hub != nil {
		return t.inHub(here, p)
	}
	if here.gw != nil {
		return t.fromGateway(here, p)
	}
	r, why := t.e.route(here.sub, p)
	if why != "" {
		return stop(r, NotKnown, here.sub.At, "%s", why)
	}
	if r == nil {
		return stop(nil, Dropped, here.sub.At, "%s has no route to %s", t.name(here.sub.ID), p.dst)
	}
	return t.follow(here, p, r)
}

// inspect is what an inspector does with a flow that it has no state of.
func (t *tracer) inspect(here place, p *packet) (step, bool) {
	i := here.insp
	route := t.e.fib(here.sub).lookup(p.dst)
	if i.noForward {
		return stop(route, Dropped, i.at, "network interface %q does not set enableIPForwarding", i.name).because(causeHop), false
	}
	if i.kind == kindAppliance {
		p.open = true
		for _, in := range []bool{true, false} {
			s := i.sub
			if !in {
				s = here.sub
			}
			if p.back {
				break
			}
			if stopped := t.guard(s, in, p); stopped != nil {
				return step{route: route, outcome: stopped.Outcome, why: stopped.Why, at: stopped.At, cause: causeRules}, false
			}
		}
		if !p.back {
			p.passed = append(p.passed, i.id)
		}
		return step{}, true
	}
	if p.back {
		return step{}, true // not its flow: the two ways are compared by who asks
	}
	v := i.firewall.judge(p.src, p.dst, p.flow)
	p.open, p.undecided = p.open || v.undecided, p.undecided || v.undecided
	if policy := i.firewall.policy; policy != nil && policy.stated {
		p.open = true // its owner decides
	}
	if v.pass && v.undecided && !slices.Contains(p.unseen, i.id) && !t.e.leavesBaseOpen(i.firewall.policy) {
		p.unseen = append(p.unseen, i.id)
	}
	if !v.pass {
		at, by := i.at, fmt.Sprintf("no rule of firewall %q allows it", t.name(i.id))
		if v.rule != nil {
			at, by = v.rule.at, fmt.Sprintf("rule %q of firewall %q denies it", v.rule.name, t.name(i.id))
		} else if i.firewall.policy != nil {
			at = i.firewall.policy.at
		}
		p.stated = i.firewall.policy != nil && i.firewall.policy.stated
		return stop(route, Dropped, at, "%s", by).because(causeRules), false
	}
	p.passed = append(p.passed, i.id)
	bare := i.firewall.policy == nil && p.internet // a policy that is elsewhere hardly names public addresses as private
	if why := i.firewall.rangesUnknown; why != "" && !bare && !containsAddr(i.firewall.ranges, p.dst) {
		p.open, p.backUnknown = true, fmt.Sprintf("whether firewall %q translates the source of traffic to %s is not known: %s", i.name, p.dst, why)
		return step{}, true
	}
	if !containsAddr(i.firewall.ranges, p.dst) {
		p.translate(i)
	}
	return step{}, true
}

// follow does what a route says.
func (t *tracer) follow(here place, p *packet, r *EffectiveRoute) step {
	n := here.sub.net
	switch r.NextHopType {
	case hopLocal:
		return t.deliver(here, n, p, r)
	case hopPeering, hopGlobalPeering:
		h := n.byRemote[r.Through]
		if h == nil {
			return stop(r, Dropped, r.At, "virtual hub %q has no subnets", t.name(r.Through))
		}
		if s, ok := t.cross(here, h, p, r); !ok {
			return s
		}
		return t.deliver(here, h.remote, p, r)
	case hopConnected:
		return t.toMember(here, p, r)
	case hopAppliance:
		return t.toAppliance(here, p, r)
	case hopGateway:
		return t.toGateway(here, p, r)
	case hopInternet:
		return t.toInternet(here, p, r)
	}
	return stop(r, Dropped, r.At, "route %s of %s drops it", describe(r), t.name(here.sub.ID))
}

// toMember takes a packet to another member of a connected group. Whether such a group takes what somebody else forwards, no
// document says.
func (t *tracer) toMember(here place, p *packet, r *EffectiveRoute) step {
	n := here.sub.net
	if !n.contains(p.src) && n.at(p.src) == nil {
		return stop(r, NotKnown, r.At, "whether a connected group carries what %q forwards is not known", n.Name)
	}
	return t.deliver(here, t.e.byID[r.Through], p, r)
}

// cross takes a packet over a peering, into the other network or to a gateway of it. Which half needs allowForwardedTraffic is contested: that of the
// network which receives what was forwarded counts, but for answers to a flow that began there or came in by its gateway.
// Source: Create, change, or delete a virtual network peering: the flag is about what another network's appliance forwards to this one. It excepts
// what a gateway forwards, and not what goes to one.
func (t *tracer) cross(here place, h *half, p *packet, r *EffectiveRoute) (step, bool) {
	n := h.local
	if !h.complete {
		if !slices.Contains(h.localSubnets, strings.ToLower(here.sub.Name)) {
			return stop(r, Dropped, h.at, "subnet %q is not one of the peered subnets of %q", here.sub.Name, n.Name), false
		}
		if s := h.remote.at(p.dst); s != nil && !slices.Contains(h.mirror.localSubnets, strings.ToLower(s.Name)) {
			return stop(r, Dropped, h.mirror.at, "subnet %q is not one of the peered subnets of %q", s.Name, h.remote.Name), false
		}
	}
	// What a network's own gateway forwards does not need the flag.
	if here.gw == nil && !n.contains(p.src) && n.at(p.src) == nil && !h.mirror.forwarded {
		if n.addressSpaceUnknown != "" {
			return stop(r, NotKnown, h.mirror.at, "whether %s is in %q is not known: %s", p.src, n.Name, n.addressSpaceUnknown), false
		}
		if why := h.mirror.forwardedUnknown; why != "" {
			return stop(r, NotKnown, h.mirror.at, "whether peering %q of %q allows forwarded traffic is not known: %s", h.mirror.name, h.remote.Name, why), false
		}
		if p.back && (p.target != nil && p.target.net == h.remote || r.NextHopType == hopGateway && p.site != nil) { // the answer to a flow that began there
			p.contested, p.open = h.mirror, true
			return step{}, true
		}
		return stop(r, Dropped, h.mirror.at, "peering %q of %q accepts only traffic that originates in %q: it does not set allowForwardedTraffic",
			h.mirror.name, h.remote.Name, n.Name).because(causeForwarded), false
	}
	return step{}, true
}

// deliver ends the path in the subnet of a network that has the address; the answer to a translated packet goes on from
// there.
func (t *tracer) deliver(here place, n *network, p *packet, r *EffectiveRoute) step {
	if len(p.frames) > 0 && p.back {
		if f := p.frames[len(p.frames)-1]; f.insp.sub.net == n && slices.Contains(f.insp.addrs, p.dst) {
			return step{route: r, next: t.unwind(p)}
		}
	}
	s := n.at(p.dst)
	if s == nil && n.subnetsUnknown != "" {
		return stop(r, NotKnown, r.At, "which subnet of %q has %s is not known: %s", n.Name, p.dst, n.subnetsUnknown)
	}
	if s == nil {
		return stop(r, Dropped, r.At, "no subnet of %q contains %s", n.Name, p.dst)
	}
	if p.target != nil && s != p.target || p.site != nil {
		return stop(r, Dropped, r.At, "route %s takes it to %s, which has the same addresses", describe(r), t.name(s.ID))
	}
	if !p.back {
		if g := t.guard(s, true, p); g != nil {
			return step{route: r, outcome: g.Outcome, why: g.Why, at: g.At, cause: causeRules}
		}
	}
	if s == here.sub && here.kind == kindSubnet {
		return step{route: r, outcome: Delivered}
	}
	return step{route: r, outcome: Delivered, last: []Hop{{At: s.ID, Kind: kindSubnet}}}
}

// toAppliance sends a packet to the next hop of a user's route.
func (t *tracer) toAppliance(here place, p *packet, r *EffectiveRoute) step {
	n := here.sub.net
	u := t.e.fib(here.sub).users[r.Prefix]
	insp, trouble := t.e.standsAt(n, u)
	if trouble == notKnown {
		return stop(r, NotKnown, r.At, "the next hop of route %s is not known from the %s", describe(r), t.e.from)
	}
	if !trouble.isKnown() {
		return stop(r, NotKnown, r.At, "what stands at the next hop of route %s is not known: %s", describe(r), trouble.text(u, t.e.from))
	}
	if trouble != usable {
		return stop(r, Dropped, r.At, "route %s has an unusable next hop: %s", describe(r), trouble.text(u, t.e.from)).because(causeHop)
	}
	if insp.sub.net != n {
		if s, ok := t.cross(here, n.byRemote[insp.sub.net.ID], p, r); !ok {
			return s
		}
	}
	if p.back && len(p.frames) > 0 { // the address is the inspector's own: it takes back its translation
		if f := p.frames[len(p.frames)-1]; f.insp == insp && slices.Contains(insp.addrs, p.dst) {
			return step{route: r, next: t.unwind(p)}
		}
	}
	return step{route: r, next: t.inspectorPlace(insp)}
}

// toInternet ends the path in the internet, when the address is one of it.
func (t *tracer) toInternet(here place, p *packet, r *EffectiveRoute) step {
	if notPublic.contains(p.dst) {
		return stop(r, Dropped, r.At, "route %s leads to the internet, where %s does not exist", describe(r), p.dst)
	}
	if !p.internet {
		return stop(r, Dropped, r.At, "route %s takes it to the internet instead", describe(r))
	}
	if here.insp != nil && !p.back && !slices.ContainsFunc(p.frames, func(f frame) bool { return f.insp == here.insp }) {
		p.translate(here.insp) // an appliance translates, or the internet could not answer
	}
	return step{route: r, outcome: Delivered, last: []Hop{{At: kindInternet, Kind: kindInternet}}}
}
