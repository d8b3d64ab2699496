package topology

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/ipnet"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/source"
)

// claim is a prefix of a network's address space.
type claim struct {
	n     *network
	index int
}

func (c claim) prefix() netip.Prefix { return c.n.AddressSpace[c.index] }

func claims(networks ...*network) []claim {
	var out []claim
	for _, n := range networks {
		for i := range n.AddressSpace {
			out = append(out, claim{n, i})
		}
	}
	return out
}

// overlapCheck reports each pair of networks once.
type overlapCheck struct {
	r    *reading
	seen map[pairKey]bool
}

// checkOverlaps: networks that meet are disjoint: peered ones, those that are peered with the same network, those that
// reach each other through hubs, and what a spoke is peered with against what it reaches through its hub.
func checkOverlaps(r *reading) {
	c := &overlapCheck{r: r, seen: map[pairKey]bool{}}
	for _, n := range r.networks {
		whole := []*network{n}
		for _, p := range n.peers {
			if !r.peering(n, p).bySubnet() {
				whole = append(whole, p)
			}
		}
		c.find(claims(whole...), func(a, b claim) { c.reportPeered(n, a, b) })
	}
	for _, n := range r.networks {
		c.find(r.peerClaims(n), func(a, b claim) { c.reportPeered(n, a, b) })
	}
	for _, n := range r.networks {
		var names []string
		all := []*network{n}
		for _, t := range r.transitsOf(n) {
			all = union(all, t.spokes[t.other(n)], []*network{t.other(n)})
			names = append(names, string(t.other(n).id))
		}
		if len(names) > 0 {
			all = union(all, n.transitSpokes)
			c.find(claims(all...), func(a, b claim) {
				c.reportRouted(a, b, fmt.Sprintf("through %q and %s", n.id, fewNames(names)), n.KeyRange())
			})
		}
	}
	c.findAmbiguous()
	c.findInConnectedGroups()
}

// peerClaims are the prefixes that a network's peers bring: all of a whole one, those that hold the subnets of one by subnets.
func (r *reading) peerClaims(n *network) []claim {
	var out []claim
	for _, peer := range n.peers {
		p := r.peering(n, peer)
		if !p.bySubnet() {
			out = append(out, claims(peer)...)
			continue
		}
		for _, i := range peer.holding(p.subnetsOf(peer)) {
			out = append(out, claim{peer, i})
		}
	}
	return out
}

func (c *overlapCheck) find(list []claim, report func(a, b claim)) {
	ps := make([]netip.Prefix, len(list))
	for i := range list {
		ps[i] = list[i].prefix()
	}
	for _, o := range ipnet.Overlaps(ps) {
		a, b := list[o.Outer], list[o.Inner]
		if a.n == b.n || c.seen[keyOf(a.n, b.n)] {
			continue
		}
		c.seen[keyOf(a.n, b.n)] = true
		report(a, b)
	}
}

// findAmbiguous compares what an inspected spoke is peered with beside its hubs with what it reaches through its hop.
func (c *overlapCheck) findAmbiguous() {
	cache := map[string]*spokeReach{}
	for _, n := range c.r.networks {
		if n.policy.spokeToSpoke == nil {
			continue
		}
		re := c.r.spokeReachOf(n, cache)
		var extra []*network
		for _, p := range c.r.directNeighbours(n) {
			if !re.networks[p] && !p.hubFor(n) {
				extra = append(extra, p)
			}
		}
		if len(extra) == 0 {
			continue
		}
		all := slices.Collect(maps.Keys(re.networks))
		c.find(claims(union(all, extra)...), func(a, b claim) {
			c.reportRouted(a, b, fmt.Sprintf("from %q, one over a peering and one through %q", n.id, n.policy.spokeToSpoke.ref()), n.KeyRange())
		})
	}
}

// inOrder puts the claim that stands later in the intent first: it is the one to look at.
func inOrder(a, b claim) (subject, other claim) {
	if a.n.prefixAt(a.index).Less(b.n.prefixAt(b.index)) {
		return b, a
	}
	return a, b
}

func relation(subject, other netip.Prefix) string {
	switch {
	case subject == other:
		return "is " + other.String() + " too"
	case ipnet.Contains(subject, other):
		return "contains " + other.String()
	}
	return "is inside " + other.String()
}

func (c *overlapCheck) reportPeered(through *network, a, b claim) {
	s, o := inOrder(a, b)
	d := diag.Diagnostic{
		Subject: s.n.prefixAt(s.index), Label: relation(s.prefix(), o.prefix()),
		Related: []diag.Related{{Range: o.n.prefixAt(o.index), Message: fmt.Sprintf("%q has %s", o.n.id, o.prefix())}},
		Hint:    c.r.freeHint(s.prefix().Bits(), s.prefix()),
	}
	if p := c.r.peering(a.n, b.n); p != nil && !p.bySubnet() {
		d.Summary = fmt.Sprintf("network %q overlaps network %q, and the two are peered", s.n.id, o.n.id)
		d.Related = append(d.Related, diag.Related{Range: p.terms().at, Message: fmt.Sprintf("%q joins them", p.terms().c.Name)})
		d.Why = "Azure refuses the peering (VnetAddressSpacesOverlap)"
		c.r.report(codeOverlap, d)
		return
	}
	word := "network"
	if through.hubFor(s.n) && through.hubFor(o.n) {
		word = "spoke"
	}
	d.Summary = fmt.Sprintf("%s %q overlaps %s %q, and both are peered with %q", word, s.n.id, word, o.n.id, through.id)
	d.Why = "Azure refuses the second peering (VnetAddressSpaceOverlapsWithAlreadyPeeredVnet)"
	c.r.report(codeOverlapBehind, d)
}

func (c *overlapCheck) reportRouted(a, b claim, how string, by source.Range) {
	s, o := inOrder(a, b)
	c.r.report(codeOverlapRouted, diag.Diagnostic{
		Summary: fmt.Sprintf("network %q overlaps network %q, and both are reached %s", s.n.id, o.n.id, how),
		Subject: s.n.prefixAt(s.index),
		Label:   relation(s.prefix(), o.prefix()),
		Related: []diag.Related{{Range: o.n.prefixAt(o.index), Message: fmt.Sprintf("%q has %s", o.n.id, o.prefix())},
			{Range: by, Message: "where they meet"}},
		Why:  "Azure allows it and sends packets for the common addresses to the more specific prefix",
		Hint: c.r.freeHint(s.prefix().Bits(), s.prefix()),
	})
}

// checkSubnetPeerings holds peerings by subnets to their rules.
func checkSubnetPeerings(r *reading) {
	warned := map[string]bool{}
	for _, p := range r.pairs {
		t := p.terms()
		if !p.bySubnet() {
			if t.ipv6Only {
				r.report(codeSubnetPeering, diag.Diagnostic{
					Summary: fmt.Sprintf("peering %q has `ipv6Only` and joins whole networks", t.c.Name),
					Subject: t.c.At(schema.ConnectionField.IPv6Only),
					Why:     "Azure allows enableOnlyIPv6Peering only with a subnet peering",
					Hint:    "name the subnets at both ends, or remove it",
				})
			}
			continue
		}
		if !warned[t.c.Name] {
			warned[t.c.Name] = true
			r.report(codeAllowList, diag.Diagnostic{
				Summary: fmt.Sprintf("peering %q is a subnet peering: its subscriptions must be allow-listed", t.c.Name),
				Subject: t.at,
				Why:     "Microsoft enables subnet peering per subscription on request; without it the deployment fails",
				Hint:    "request it for the subscriptions of both networks before the deployment",
			})
		}
		for _, n := range []*network{p.a, p.b} {
			r.checkPeeredSubnets(p, n)
			r.checkLeftOut(p, n)
		}
	}
}

// checkLeftOut finds peerings by subnets that cut the other subnets of a network off from the peered ones, to which something else joins them.
func (r *reading) checkLeftOut(p *peeredPair, n *network) {
	other := p.other(n)
	by, how := r.joinedBeside(n, other)
	if by == nil {
		return
	}
	var left []string
	for i := range n.Subnets {
		if s := &n.Subnets[i]; !reserved(s.Name) && !slices.Contains(p.subnetsOf(n), s.Name) {
			left = append(left, s.Name)
		}
	}
	if len(left) > 0 {
		r.report(codeLeftOut, diag.Diagnostic{
			Summary: fmt.Sprintf("subnet peering %q cuts %s of %q off from the peered subnets of %q", p.terms().c.Name, fewNames(left), n.id,
				other.id),
			Subject: p.terms().at,
			Related: []diag.Related{{Range: by.KeyRange(), Message: "joins the two networks through " + how}},
			Why: "every subnet of a network gets the routes of a subnet peering, which lead to exactly the peered subnets and take precedence over the way " +
				"that joins the others, and Azure drops traffic of subnets that do not take part",
			Hint: "peer the whole networks, or all subnets that should reach each other",
		})
	}
}

// joinedBeside is what joins two whole networks beside a peering by subnets, and through what; nil for nothing.
func (r *reading) joinedBeside(n, other *network) (by *schema.Connection, how string) {
	if n.policy.spokeToSpoke != nil && r.spokeReachOf(n, map[string]*spokeReach{}).networks[other] {
		return n.policy.spokeStatements[0].c, n.policy.spokeToSpoke.ref()
	}
	for _, g := range n.spokeOfWAN {
		for _, o := range other.spokeOfWAN {
			if g.hubs[0].wan == o.hubs[0].wan && g.spokeToSpoke.mode != "none" && o.spokeToSpoke.mode != "none" &&
				(g.hubs[0] == o.hubs[0] || g.hubs[0].wan.carries(g.hubs[0], o.hubs[0], n, other)) {
				return g.c, fmt.Sprintf("virtual WAN %q", g.hubs[0].wan.Name)
			}
		}
	}
	if g := r.gatewayUsedBy(n); g != nil {
		for _, x := range g.destinations {
			if x.network == other {
				return x.link.c, fmt.Sprintf("the gateway of %q", g.id)
			}
		}
	}
	return nil, ""
}

func (r *reading) checkPeeredSubnets(p *peeredPair, n *network) {
	other := p.other(n)
	for _, i := range n.holding(p.subnetsOf(n)) {
		for j, q := range other.AddressSpace {
			if n.AddressSpace[i].Overlaps(q) && (n == p.a || !slices.Contains(other.holding(p.subnetsOf(other)), j)) {
				r.report(codeSubnetPeerOverlap, diag.Diagnostic{
					Summary: fmt.Sprintf("prefix %[2]s of %[3]q holds a subnet of peering %[1]q and overlaps %[4]s of %[5]q", p.terms().c.Name,
						n.AddressSpace[i], n.id, q, other.id),
					Subject: n.prefixAt(i),
					Related: []diag.Related{{Range: other.prefixAt(j), Message: fmt.Sprintf("%q has %s", other.id, q)}},
					Why:     "the prefix that holds a peered subnet must not overlap the other network, even if the subnets themselves differ",
					Hint:    "put the peered subnets into prefixes that do not overlap",
				})
			}
		}
	}
	if !p.terms().ipv6Only {
		return
	}
	for _, name := range p.subnetsOf(n) {
		v6 := false
		for _, q := range n.subnets[name].Prefixes {
			v6 = v6 || q.Addr().Is6()
		}
		if !v6 {
			r.report(codeSubnetPeering, diag.Diagnostic{
				Summary: fmt.Sprintf("peering %q has `ipv6Only`, and subnet %q of %q has no IPv6 prefix", p.terms().c.Name, name, n.id),
				Subject: p.terms().c.At(schema.ConnectionField.IPv6Only),
				Why:     "enableOnlyIPv6Peering requires that every peered subnet is dual-stack",
				Hint:    "give the subnet an IPv6 /64, or remove `ipv6Only`",
			})
		}
	}
}
