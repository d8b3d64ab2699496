package reachability

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/internal/ipnet"
)

// sites checks every ordered pair of a subnet and a site: joined ones reach each other there and back, others do not. Pairs of
// two sites are their owners' business.
func (v *verifier) sites() {
	if len(v.e.sites) == 0 {
		return
	}
	classes := v.e.siteClasses(v.p)
	for _, u := range v.g.units {
		s := u.of(u.class.members[0])
		if !v.g.ordinary(s) || v.p.skip[s.ID] {
			continue
		}
		for _, c := range classes {
			count := len(u.class.members) * len(c)
			if list, reversed := v.p.siteJoins(s, c[0]); len(list) > 0 {
				v.joinedSite(s, c[0], list, reversed, count)
			} else {
				v.apartSite(s, c[0], count)
			}
		}
	}
}

// joinedSite checks a subnet and a site that statements join. From the site every link counts that it may take: the answers
// pass the same inspectors by each.
func (v *verifier) joinedSite(s *subnet, x *site, list []int, reversed []bool, count int) {
	v.soft = slices.Contains(v.p.p.Own, s.ID)
	defer func() { v.soft = false }()
	j := v.p.p.Joins[list[0]]
	inside, outside := Endpoint{Subnet: s.ID}, Endpoint{Site: x.ID}
	there := judged{v.name(s.ID), v.name(x.ID), count}
	back := judged{there.b, there.a, count}
	if j.Closed {
		v.closedSite(s, x, list, reversed, count)
		return
	}
	pps, _ := v.t.points(inside, outside)
	for _, pp := range pps {
		if tr := v.t.trace(pp, Flow{}); v.reached(j, there, tr) {
			v.through(there, tr, list, reversed)
		}
	}
	turned := make([]bool, len(reversed))
	for i := range reversed {
		turned[i] = !reversed[i]
	}
	pps, _ = v.t.points(outside, inside)
	for _, pp := range pps {
		for _, tr := range v.t.ways(pp, Flow{}, false) {
			if v.reached(j, back, tr) {
				v.through(back, tr, list, turned)
			}
		}
	}
}

// apartSite checks that a subnet and a site which nothing joins do not reach each other. What a site sends counts where the
// answer gets back to it, by whatever link: without one nothing comes about.
func (v *verifier) apartSite(s *subnet, x *site, count int) {
	inside, outside := Endpoint{Subnet: s.ID}, Endpoint{Site: x.ID}
	there := judged{v.name(s.ID), v.name(x.ID), count}
	pps, _ := v.t.points(inside, outside)
	for _, pp := range pps {
		if p := v.t.trace(pp, Flow{}).There; p.Outcome == Delivered {
			v.leak(there, p)
			return
		}
	}
	pps, _ = v.t.points(outside, inside)
	for _, pp := range pps {
		for _, tr := range v.t.ways(pp, Flow{}, true) {
			if tr.There.Outcome == Delivered && tr.Back.Outcome == Delivered {
				v.leak(judged{there.b, there.a, count}, tr.There)
				return
			}
		}
	}
}

// siteJoins are the statements that join a subnet and a site; reversed tells for each whether the subnet is on its B side
// only.
func (p *promises) siteJoins(s *subnet, x *site) (list []int, reversed []bool) {
	for _, part := range p.of[s.net] {
		if part.side/2 >= len(p.p.Joins) || !p.has(part.side, s) || !p.sides[part.side^1][x.ID] {
			continue
		}
		rev := part.side%2 == 1
		if i := slices.Index(list, part.side/2); i >= 0 {
			reversed[i] = reversed[i] && rev
			continue
		}
		list, reversed = append(list, part.side/2), append(reversed, rev)
	}
	return list, reversed
}

// siteClasses are the sites by what tells them apart: two sites of one class could be exchanged, and the estate and what is
// promised would say the same of all networks. The first of a class stands for all.
func (e *Estate) siteClasses(p *promises) [][]*site {
	var out [][]*site
	home := map[string]int{}
	others := map[int]string{}
	for _, s := range e.sites {
		key := e.siteKey(s) + p.siteKey(s, others)
		i, ok := home[key]
		if !ok {
			i = len(out)
			home[key] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], s)
	}
	return out
}

// siteKey is equal for sites that the estate does not tell apart.
func (e *Estate) siteKey(s *site) string {
	var b strings.Builder
	x := e.index()
	fmt.Fprint(&b, s.Default, len(s.Prefixes))
	for _, p := range s.Prefixes {
		fmt.Fprint(&b, "|", p.Bits(), p.Addr().Is4(), x.around(p))
		for _, inner := range x.inside(p) {
			for _, m := range x.where[inner] {
				if m.place != s.ID && !slices.ContainsFunc(s.links, func(l *link) bool { return l.local != nil && l.local.id == m.place }) {
					fmt.Fprintf(&b, " %q%s", place4(p, inner), m.place)
				}
			}
		}
		for n := range e.ownPrefixes() {
			if n.Overlaps(p) {
				return s.ID
			}
		}
	}
	for _, l := range s.links {
		fmt.Fprint(&b, "|", l.a.id, l.circuit, l.bgp, l.down != "", l.bypass, l.unknown, l.bgpUnknown, l.nat.key(), l.weight, l.selectors, l.session.key())
		if l.local == nil {
			continue
		}
		fmt.Fprint(&b, l.a.toDefault == l.local.id, l.local.prefixesUnknown, l.local.speaker.off, l.local.speaker.asnUnknown)
		for _, g := range e.gateways { // a number that is in the path of something stops it
			if g.speaker.asn == l.local.speaker.asn {
				fmt.Fprint(&b, l.local.speaker.asn)
				break
			}
		}
		for _, q := range l.local.prefixes {
			i := slices.IndexFunc(s.Prefixes, func(p netip.Prefix) bool { return ipnet.Contains(p, q) })
			if i < 0 { // what is not the site's; of a BGP peer nothing else speaks
				fmt.Fprint(&b, q)
				continue
			}
			fmt.Fprintf(&b, " %d%q", i, place4(s.Prefixes[i], q))
		}
	}
	return b.String()
}

// siteKey is equal for sites that are promised the same; others is its cache.
func (p *promises) siteKey(s *site, others map[int]string) string {
	var keys []string
	for side, set := range p.sides {
		if !set[s.ID] {
			continue
		}
		if _, ok := others[side]; !ok {
			others[side] = fmt.Sprint(side%2, p.entries[side/2].what(), p.other(side))
		}
		keys = append(keys, others[side])
	}
	slices.Sort(keys)
	return "|" + strings.Join(keys, ",")
}
