package reachability

import (
	"fmt"
	"net/netip"
	"slices"
	"sort"

	"github.com/vnetloom/vnetloom/internal/ipnet"
)

// A prefixIndex is every prefix that a route, a rule, an IP group or a site speaks of, and where.
type prefixIndex struct {
	sorted []netip.Prefix // by ipnet.Compare
	number map[netip.Prefix]int
	where  map[netip.Prefix][]mention
	lens   []int // lengths that occur, either family
}

// A mention is a place that speaks of a prefix. Owner is the only network that the place serves, nil for one that several
// share.
type mention struct {
	place string
	owner *network
}

// index makes the index when it is first asked for.
func (e *Estate) index() *prefixIndex {
	if e.mentioned != nil {
		return e.mentioned
	}
	x := &prefixIndex{number: map[netip.Prefix]int{}, where: map[netip.Prefix][]mention{}}
	for _, t := range e.tables {
		owner := ownerOf(t.subnets)
		for _, u := range t.routes {
			if u.prefix.IsValid() {
				x.add(u.prefix, mention{t.id + ">" + payload(&u), owner})
			}
		}
	}
	for id, g := range e.groups {
		owner := ownerOf(g.subnets)
		for i, r := range g.rules {
			x.addMatcher(fmt.Sprintf("%s>%d", id, i), owner, &r.src, &r.dst)
		}
	}
	for id, p := range e.policies {
		for i, r := range p.own {
			x.addMatcher(fmt.Sprintf("%s>%d", id, i), nil, &r.src, &r.dst)
		}
		x.addAll(p.ranges, mention{place: id + ">snat"})
	}
	for _, f := range e.firewall {
		for i, r := range f.classic {
			x.addMatcher(fmt.Sprintf("%s>%d", f.insp.id, i), nil, &r.src, &r.dst)
		}
	}
	for id, l := range e.locals {
		x.addAll(l.prefixes, mention{place: id})
	}
	for _, l := range e.links {
		for _, rule := range l.nat {
			x.addAll([]netip.Prefix{rule.internal, rule.external}, mention{place: rule.id})
		}
		x.addAll(l.divides(), mention{place: l.id})
		x.addAll(l.mentioned(), mention{place: l.id})
		for _, s := range l.selectors {
			x.addAll(s.local, mention{place: l.id})
			x.addAll(s.remote, mention{place: l.id})
		}
	}
	for _, s := range e.sites {
		x.addAll(s.Prefixes, mention{place: s.ID})
	}
	for _, h := range e.hubs {
		for _, t := range h.tables {
			for _, r := range t.routes {
				x.add(r.prefix, mention{place: t.id})
			}
		}
		for _, b := range h.branches {
			x.addAll(b.prefixes(), mention{place: b.link.id})
		}
	}
	x.addAll(noneRoutes, mention{place: "none"})
	x.addAll([]netip.Prefix{ipnet.UniqueLocal}, mention{place: "none"})
	x.finish()
	e.mentioned = x
	return x
}

// payload is what a route does, without its prefix.
func payload(u *userRoute) string { return u.hop + " " + u.addr.String() + u.unknown }

// ownerOf is the network that all the subnets are in, or nil.
func ownerOf(subnets []*subnet) *network {
	var n *network
	for _, s := range subnets {
		if n != nil && s.net != n {
			return nil
		}
		n = s.net
	}
	return n
}

func (x *prefixIndex) add(p netip.Prefix, m mention) { x.where[p] = append(x.where[p], m) }

func (x *prefixIndex) addAll(ps []netip.Prefix, m mention) {
	for _, p := range ps {
		x.add(p, m)
	}
}

func (x *prefixIndex) addMatcher(place string, owner *network, src, dst *matcher) {
	for _, s := range src.sets {
		x.addAll(s.prefixes, mention{place + "<", owner})
	}
	for _, s := range dst.sets {
		x.addAll(s.prefixes, mention{place + ">", owner})
	}
}

func (x *prefixIndex) finish() {
	lens := map[int]bool{}
	for p, list := range x.where {
		x.sorted = append(x.sorted, p)
		lens[p.Bits()] = true
		sort.Slice(list, func(i, j int) bool { return list[i].place < list[j].place })
	}
	slices.SortFunc(x.sorted, ipnet.Compare)
	for i, p := range x.sorted {
		x.number[p] = i
	}
	for l := range lens {
		x.lens = append(x.lens, l)
	}
	sort.Ints(x.lens)
}

// inside are the prefixes that lie in p or are equal to it.
func (x *prefixIndex) inside(p netip.Prefix) []netip.Prefix {
	from, _ := slices.BinarySearchFunc(x.sorted, p, ipnet.Compare)
	to := from
	for to < len(x.sorted) && ipnet.Contains(p, x.sorted[to]) {
		to++
	}
	return x.sorted[from:to]
}

// around are the numbers of the prefixes that contain p and are larger.
func (x *prefixIndex) around(p netip.Prefix) []int {
	var out []int
	for _, bits := range x.lens {
		if bits >= p.Bits() {
			break
		}
		if q, err := p.Addr().Prefix(bits); err == nil {
			if n, ok := x.number[q]; ok {
				out = append(out, n)
			}
		}
	}
	return out
}
