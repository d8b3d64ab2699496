package reachability

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/vnetloom/vnetloom/source"
)

// A tracer follows packets through an estate.
type tracer struct {
	e      *Estate
	name   func(id string) string // what a place is called in a reason
	egress map[egressKey]*subnet
	out4   netip.Addr // an address that stands for the internet
	out6   netip.Addr
}

type egressKey struct {
	network string
	addr    netip.Addr
}

func (e *Estate) tracer(appliances []Appliance) *tracer {
	t := &tracer{e: e, name: e.say, egress: map[egressKey]*subnet{}}
	for _, a := range appliances {
		if a.First.IsValid() && a.First != a.Address {
			e.sameAs[egressKey{a.Network, a.Address}] = a.First
		}
		if s := e.subnets[a.Egress]; s != nil {
			t.egress[egressKey{a.Network, a.Address}] = s
		}
	}
	if !e.points.out4.IsValid() {
		e.points.out4 = e.outside("20.0.0.1", "40.64.0.1", "8.0.0.1", "52.0.0.1", "151.100.0.1", "198.18.255.1")
		e.points.out6 = e.outside("2600::1", "2a00::1", "2400::1")
	}
	t.out4, t.out6 = e.points.out4, e.points.out6
	return t
}

// outside is the first of the addresses that no network and no specific route of a user speaks of.
func (e *Estate) outside(candidates ...string) netip.Addr {
	var last netip.Addr
	for _, c := range candidates {
		a := netip.MustParseAddr(c)
		last = a
		if !slices.ContainsFunc(e.networks, func(n *network) bool { return n.contains(a) }) && !e.routed(a) && !e.atSite(a) {
			return a
		}
	}
	return last
}

func (e *Estate) atSite(a netip.Addr) bool {
	return slices.ContainsFunc(e.sites, func(s *site) bool { return containsAddr(s.Prefixes, a) })
}

func (e *Estate) routed(a netip.Addr) bool {
	for _, t := range e.tables {
		for _, u := range t.routes {
			if u.prefix.IsValid() && u.prefix.Bits() > 3 && u.prefix.Contains(a) {
				return true
			}
		}
	}
	return false
}

// Trace follows a new flow from one endpoint to another, and the answers back. Appliances say from which subnet a machine
// behind a VirtualAppliance next hop forwards; without it that is the subnet that contains its address.
//
// An Azure Firewall judges new flows by its network rules and lets answers of flows that it let pass go back; so do
// appliances, which let everything pass (Path.Open). Flows that start in the internet are not modelled: from there the path
// is NotKnown.
func (e *Estate) Trace(from, to Endpoint, flow Flow, appliances []Appliance) Trace {
	t := e.tracer(appliances)
	pairs, why := t.points(from, to)
	if len(pairs) == 0 {
		p := Path{Outcome: NotKnown, Why: why}
		return Trace{There: p, Back: p}
	}
	return t.trace(pairs[0], flow)
}

func (t *tracer) trace(pp pointPair, flow Flow) Trace {
	there := &packet{
		src: pp.from.addr, dst: pp.to.addr, flow: flow, internet: pp.to.internet, target: pp.to.sub, site: pp.to.site,
	}
	var out Trace
	out.There = t.start(pp.from, there, nil)
	if out.There.Outcome == Delivered && there.backUnknown != "" {
		out.Back = Path{Outcome: NotKnown, Why: there.backUnknown}
		return out
	}
	back := &packet{
		src: pp.to.addr, dst: there.src, flow: flow, back: true, target: pp.from.sub, site: pp.from.site, passed: there.passed,
		exit: there.exit,
	}
	if out.There.Outcome == Delivered {
		back.frames = there.frames
	} else {
		back.dst = pp.from.addr
	}
	out.Back = t.comeBack(pp, back, out.There.link)
	return out
}

// ways are the traces of a flow from one point to another: one, and from a site one by each link that it may take and that
// leads there; or by any link that it has.
func (t *tracer) ways(pp pointPair, flow Flow, anyLink bool) []Trace {
	if pp.from.site == nil {
		return []Trace{t.trace(pp, flow)}
	}
	var links []*link
	if list, _ := pp.from.site.entries(pp.to.addr); !anyLink {
		for _, x := range list {
			links = append(links, x.link)
		}
	} else {
		links = pp.from.site.links
	}
	var out, failed []Trace
	for _, l := range links {
		one := pp
		one.from.by = l
		tr := t.trace(one, flow)
		if tr.There.Outcome == Delivered || tr.There.Outcome == NotKnown || l.dynamic() {
			out = append(out, tr)
		} else {
			failed = append(failed, tr)
		}
	}
	switch {
	case len(out) > 0:
		return out
	case len(failed) > 0:
		return failed[:1]
	}
	return []Trace{t.trace(pp, flow)}
}

// start sends a packet from a point; a site rather by the link that is preferred, where it has a choice.
func (t *tracer) start(from point, p *packet, preferred *link) Path {
	if from.site != nil {
		return t.fromSite(from, p, preferred)
	}
	if from.gw != nil {
		return t.walk(place{id: from.gw.id, kind: kindGateway, sub: from.gw.sub, gw: from.gw, hub: from.gw.hub}, p)
	}
	here := place{id: from.sub.ID, kind: kindSubnet, sub: from.sub}
	if !p.back {
		if stop := t.guard(from.sub, false, p); stop != nil {
			stop.Hops = []Hop{{At: here.id, Kind: here.kind, Route: t.e.fib(from.sub).lookup(p.dst)}}
			return *stop
		}
	}
	return t.walk(here, p)
}

// comeBack sends the answer. From the internet it comes to the address that the source was translated to last; without any
// translation Azure brings it to the subnet by itself.
func (t *tracer) comeBack(pp pointPair, p *packet, preferred *link) Path {
	if !pp.to.internet {
		return t.start(pp.to, p, preferred)
	}
	outside := Hop{At: kindInternet, Kind: kindInternet}
	if l := p.exit; l != nil { // by the site that passed it on
		path := t.walk(place{id: l.a.id, kind: kindGateway, sub: l.a.sub, gw: l.a, by: l}, p)
		before := append([]Hop{outside, {At: l.end(), Kind: kindSite}}, l.hops()...)
		path.Hops = append(before, path.Hops...)
		return path
	}
	if len(p.frames) == 0 {
		return Path{Hops: []Hop{outside, {At: pp.from.place(), Kind: kindSubnet}}, Outcome: Delivered}
	}
	here := t.unwind(p)
	path := t.walk(here, p)
	path.Hops = append([]Hop{outside}, path.Hops...)
	return path
}

func (p point) place() string {
	switch {
	case p.sub != nil:
		return p.sub.ID
	case p.site != nil:
		return p.site.ID
	}
	return p.gw.id
}

// unwind takes back the last translation and gives the place that made it.
func (t *tracer) unwind(p *packet) place {
	f := p.frames[len(p.frames)-1]
	p.frames = p.frames[:len(p.frames)-1]
	p.dst = f.src
	return t.inspectorPlace(f.insp)
}

// inspectorPlace is an inspector with the subnet whose routes count after it.
func (t *tracer) inspectorPlace(i *inspector) place {
	out := place{id: i.id, kind: i.kind, sub: i.sub, insp: i, hub: i.hub}
	for _, a := range i.addrs {
		if s := t.egress[egressKey{i.sub.net.ID, a}]; s != nil {
			out.sub = s
		}
	}
	return out
}

// guard asks the security group of a subnet about a new flow; nil lets it pass.
func (t *tracer) guard(s *subnet, inbound bool, p *packet) *Path {
	v := t.e.guard(s, inbound, p.src, p.dst, p.flow)
	p.open, p.undecided = p.open || v.undecided, p.undecided || v.undecided
	switch {
	case v.pass:
		return nil
	case p.backUnknown != "": // by which address it comes is not known
		return &Path{Outcome: NotKnown, Why: p.backUnknown, At: s.At}
	}
	direction := "out of"
	if inbound {
		direction = "into"
	}
	at := s.At
	why := fmt.Sprintf("security group %q denies traffic %s subnet %q", s.group.name, direction, s.Name)
	if v.rule != nil {
		why += fmt.Sprintf(" (rule %q)", v.rule.name)
		if !v.rule.at.IsZero() {
			at = v.rule.at
		}
	}
	return &Path{Outcome: Dropped, Why: why, At: at, cause: causeRules}
}

// walk follows a packet from a place until it ends somewhere.
func (t *tracer) walk(here place, p *packet) Path {
	var path Path
	type stay struct{ at, by string }
	var few [4]stay
	seen := few[:0]
	for {
		hop := Hop{At: here.id, Kind: here.kind, Inspector: here.insp != nil}
		if here.insp != nil && len(here.insp.addrs) > 0 {
			hop.Address = here.insp.addrs[0]
		}
		now := stay{at: here.id}
		if here.by != nil { // what comes in at a gateway, and goes out there later, is in no circle
			now.by = here.by.id
		}
		if slices.Contains(seen, now) {
			path.Hops = append(path.Hops, hop)
			last := path.Hops[len(path.Hops)-2].Route
			return t.end(path, p, Loops, fmt.Sprintf("the packet returns to %s", t.name(here.id)), last.place())
		}
		seen = append(seen, now)
		s := t.step(here, p)
		hop.Route = s.route
		path.Hops = append(path.Hops, hop)
		path.Hops = append(path.Hops, s.through...)
		if s.outcome != "" {
			path.Hops = append(path.Hops, s.last...)
			path.cause, path.link = s.cause, s.link
			return t.end(path, p, s.outcome, s.why, s.at)
		}
		here = s.next
	}
}

func (t *tracer) end(path Path, p *packet, o Outcome, why string, at source.Range) Path {
	if o == Delivered {
		at = decider(path).place()
	}
	path.Outcome, path.Why, path.At, path.Open, path.contested, path.undecided = o, why, at, p.open, p.contested, p.undecided
	path.Unseen, path.stated = p.unseen, p.stated
	if p.target != nil {
		path.target = p.target.ID
	}
	return path
}
