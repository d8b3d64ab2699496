package reachability

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
)

// paths traces a pair of each two classes, there and back, and every class with every site.
func (c *checker) paths(appliances []Appliance) {
	g := c.e.group(appliances, nil)
	for _, pair := range g.pairs(true) {
		pp, _ := c.t.points(Endpoint{Subnet: pair.a.ID}, Endpoint{Subnet: pair.b.ID})
		c.pair(pp, pair.count)
	}
	for _, u := range g.units {
		s := u.of(u.class.members[0])
		if !g.ordinary(s) {
			continue
		}
		inside := Endpoint{Subnet: s.ID}
		pp, _ := c.t.points(inside, Endpoint{Internet: true})
		c.pair(pp, len(u.class.members))
		for _, l := range c.e.links {
			if l.local == nil {
				continue
			}
			for _, p := range l.local.prefixes {
				site := Endpoint{Address: c.e.representative(p)}
				pp, _ := c.t.points(inside, site)
				c.pair(pp, len(u.class.members))
				pp, _ = c.t.points(site, inside)
				c.pair(pp, len(u.class.members))
			}
		}
	}
}

// pair checks traces from one end to the other.
func (c *checker) pair(pps []pointPair, count int) {
	for _, pp := range pps {
		tr := c.t.trace(pp, Flow{})
		c.ends(pp, tr.There, count)
		if tr.There.Outcome != Delivered {
			continue
		}
		c.ends(pp, tr.Back, count)
		c.contested(pp, tr.Back, count)
		switch {
		case tr.Back.Outcome == Dropped && tr.Back.cause == causeOther:
			c.f.add(codeNoReturn, diag.Diagnostic{
				Subject:  tr.Back.At,
				Severity: diag.Warning,
				Related:  theWayThere(tr),
				Hint:     "add a return route: without replies no connection is established",
				Summary:  fmt.Sprintf("%s reaches %s, but replies do not return: %s", c.name(pp.from), c.name(pp.to), tr.Back.Why),
			}, count)
		case tr.Back.Outcome == Delivered && !mirrored(tr):
			c.asymmetric(pp, tr, count)
		}
	}
}

// mirrored tells whether the inspectors on the way back are those on the way there, in reverse.
func mirrored(tr Trace) bool {
	back := tr.Back.Inspectors()
	slices.Reverse(back)
	return slices.Equal(tr.There.Inspectors(), back)
}

// theWayThere is the note that names the route of the way there.
func theWayThere(tr Trace) []diag.Related {
	out := because(tr.There)
	for i := range out {
		out[i].Message = "forward path: " + out[i].Message
	}
	return out
}

func (c *checker) asymmetric(pp pointPair, tr Trace, count int) {
	d := diag.Diagnostic{
		Summary: fmt.Sprintf("%s reaches %s %s, but replies return %s",
			c.name(pp.from), c.name(pp.to), c.sayInspectors(tr.There), c.sayInspectors(tr.Back)),
		Related: theWayThere(tr),
		Why:     "a stateful firewall or appliance drops replies to a flow that it has not seen",
		Hint:    "route both directions through the same inspectors: one of the two subnets lacks a route, or has a more specific one",
	}
	if r := decider(tr.Back); r != nil {
		d.Subject, d.Label = r.At, "the return path"
	}
	if c.guessed(tr.There) || c.guessed(tr.Back) {
		d.Severity = diag.Warning
		d.Why += "; vnetloom assumes that the appliance forwards from the subnet of its address, unless --appliance names another"
	}
	if tr.There.undecided || tr.Back.undecided {
		d.Severity = diag.Warning
		d.Why += "; whether rules that are not known let it pass is not known"
	}
	c.f.add(codeAsymmetric, d, count)
}

// guessed tells whether the path passes an appliance of which nobody said from which subnet it forwards.
func (c *checker) guessed(p Path) bool {
	return slices.ContainsFunc(p.Hops, func(h Hop) bool {
		if h.Kind != kindAppliance {
			return false
		}
		return !slices.ContainsFunc(c.e.inspectors[h.Address], func(i *inspector) bool {
			return i.id == h.At && c.t.egress[egressKey{i.sub.net.ID, h.Address}] != nil
		})
	})
}

func (c *checker) sayInspectors(p Path) string {
	list := p.Inspectors()
	if len(list) == 0 {
		return "directly"
	}
	for i := range list {
		list[i] = c.e.say(list[i])
	}
	return "through " + strings.Join(list, ", ")
}

// ends reports a loop, or forwarded traffic that a peering refuses.
func (c *checker) ends(pp pointPair, p Path, count int) {
	what := func() string { return fmt.Sprintf("from %s to %s", c.name(pp.from), c.name(pp.to)) }
	switch {
	case p.Outcome == Loops:
		d := diag.Diagnostic{
			Subject: p.At,
			Summary: fmt.Sprintf("traffic %s loops: %s", what(), c.e.sayPath(p, c.e.say)),
			Label:   "this route sends it back",
			Why:     "each hop routes the packet to the next until its time to live expires",
			Hint:    "give one of the hops a route to the destination",
		}
		c.f.add(codeLoop, d, count)
	case p.cause == causeForwarded:
		c.f.add(codeForwarded, diag.Diagnostic{
			Subject: p.At,
			Summary: fmt.Sprintf("traffic %s is dropped: %s", what(), p.Why),
			Why:     "traffic that a firewall or appliance forwards does not originate in the network that it comes from",
			Hint:    "set allowForwardedTraffic on this half",
		}, count)
	}
}

// contested warns of answers that a peering may refuse. A reference design of Microsoft works without the flag on it.
func (c *checker) contested(pp pointPair, back Path, count int) {
	h := back.contested
	if h == nil {
		return
	}
	c.f.add(codeForwarded, diag.Diagnostic{
		Subject:  h.at,
		Severity: diag.Warning,
		Summary: fmt.Sprintf("replies from %s to %s may be dropped: peering %q of %q does not set allowForwardedTraffic",
			c.name(pp.to), c.name(pp.from), h.name, h.local.Name),
		Why:  "the replies come through a firewall or appliance of the peered network; whether the flag is needed for them is contested",
		Hint: "set allowForwardedTraffic on this half",
	}, count)
}

// behind is the local network gateway of a connection of the gateway that has the address, or nil.
func (g *gateway) behind(a netip.Addr) *localGateway {
	for _, l := range g.links {
		if l.local != nil && containsAddr(l.local.prefixes, a) {
			return l.local
		}
	}
	return nil
}

func (c *checker) name(p point) string {
	switch {
	case p.internet:
		return "the internet"
	case p.site != nil:
		return fmt.Sprintf("%q", p.site.say())
	case p.gw != nil:
		if l := p.gw.behind(p.addr); l != nil {
			return fmt.Sprintf("%s (an address behind %q)", p.addr, l.name)
		}
		return p.addr.String()
	}
	return fmt.Sprintf("%q", c.e.say(p.sub.ID))
}
