package reachability

import (
	"fmt"
	"slices"
	"sort"
	"strings"
)

// promises are Promises by network, so that classes can tell what is promised the same.
type promises struct {
	e       *Estate
	p       Promises
	entries []joinEntry       // the joins, then the flows of closed ones
	sides   []map[string]bool // of entry i: A is 2i, B is 2i+1
	of      map[*network][]part
	skip    map[string]bool
}

// A joinEntry is a join, or a flow of a closed one.
type joinEntry struct {
	*Join
	flow *JoinFlow
	a, b []string
}

// what tells kinds of entries apart: their inspectors, what may pass.
func (r joinEntry) what() string {
	switch {
	case r.flow != nil:
		return fmt.Sprint("flow ", r.flow.Protocol, r.flow.First, r.flow.Last)
	case r.Closed:
		return fmt.Sprint("closed ", r.Direct, r.Via == nil, r.Via)
	case r.Via == nil:
		return fmt.Sprint("any ", r.Direct)
	}
	return fmt.Sprint(r.Via)
}

// A part is a network's place in a side of a join.
type part struct {
	side    int
	subnets []string // names, where the side names subnets and not the network
}

func (e *Estate) promises(p Promises) *promises {
	p = e.asDeployed(p)
	out := &promises{e: e, p: p, of: map[*network][]part{}, skip: map[string]bool{}}
	for _, id := range p.Skip {
		out.skip[id] = true
	}
	for i := range p.Joins {
		out.entries = append(out.entries, joinEntry{Join: &p.Joins[i], a: p.Joins[i].A, b: p.Joins[i].B})
	}
	for i := range p.Joins {
		for k := range p.Joins[i].Flows {
			f := &p.Joins[i].Flows[k]
			out.entries = append(out.entries, joinEntry{Join: &p.Joins[i], flow: f, a: f.From, b: f.To})
		}
	}
	for i, entry := range out.entries {
		for k, side := range [][]string{entry.a, entry.b} {
			set := make(map[string]bool, len(side))
			byNet := map[*network]*part{}
			for _, id := range side {
				set[id] = true
				n, name := e.byID[id], ""
				if s := e.subnets[id]; s != nil {
					n, name = s.net, strings.ToLower(s.Name)
				}
				if n == nil {
					continue
				}
				if byNet[n] == nil {
					byNet[n] = &part{side: 2*i + k}
				}
				if name != "" {
					byNet[n].subnets = append(byNet[n].subnets, name)
				}
			}
			out.sides = append(out.sides, set)
			for n, x := range byNet {
				sort.Strings(x.subnets)
				out.of[n] = append(out.of[n], *x)
			}
		}
	}
	for _, list := range out.of {
		sort.Slice(list, func(i, j int) bool { return list[i].side < list[j].side })
	}
	return out
}

// side is the list of a side.
func (p *promises) side(n int) []string {
	if n%2 == 0 {
		return p.entries[n/2].a
	}
	return p.entries[n/2].b
}

// other is the list on the other side of a join.
func (p *promises) other(n int) []string { return p.side(n ^ 1) }

// key says what a part promises, by its side's join where that has several on the other side, else by the other end.
func (p *promises) key(x part, swapped, with string) string {
	side := fmt.Sprint(x.side%2, p.entries[x.side/2].what())
	other := p.other(x.side)
	if len(other) != 1 {
		return fmt.Sprint(side, " join ", x.side, x.subnets)
	}
	end := other[0]
	if end == swapped {
		end = with
	}
	return fmt.Sprint(side, " ", end, x.subnets)
}

// fingerprint is equal for networks that are promised the same.
func (p *promises) fingerprint(n *network) string {
	var b strings.Builder
	fmt.Fprint(&b, "|", len(p.of[n]))
	for _, s := range n.sub {
		if p.skip[s.ID] {
			b.WriteString(" " + strings.ToLower(s.Name))
		}
	}
	return b.String()
}

// interchangeable tells whether two networks are promised the same of all others, and of each other.
func (p *promises) interchangeable(a, b *network) bool {
	return slices.Equal(p.keys(a, b), p.keys(b, a))
}

func (p *promises) keys(n, other *network) []string {
	out := make([]string, 0, len(p.of[n]))
	for _, x := range p.of[n] {
		out = append(out, p.key(x, other.ID, n.ID))
	}
	sort.Strings(out)
	return out
}

// subnetKey is equal for subnets of a network that are promised the same.
func (p *promises) subnetKey(s *subnet) string {
	key := fmt.Sprint("|", p.skip[s.ID])
	for _, x := range p.of[s.net] {
		if len(x.subnets) > 0 {
			key += fmt.Sprint(slices.Contains(x.subnets, strings.ToLower(s.Name)), ",")
		}
	}
	return key
}

// joins are the statements that join two subnets; reversed tells for each whether a is on its B side only.
func (p *promises) joins(a, b *subnet) (list []int, reversed []bool) {
	x, y := p.of[a.net], p.of[b.net]
	flip := len(x) > len(y)
	if flip {
		x, a, b = y, b, a
	}
	for _, part := range x {
		if part.side/2 >= len(p.p.Joins) || !p.has(part.side, a) || !p.has(part.side^1, b) {
			continue
		}
		rev := (part.side%2 == 1) != flip
		if i := slices.Index(list, part.side/2); i >= 0 {
			reversed[i] = reversed[i] && rev
			continue
		}
		list, reversed = append(list, part.side/2), append(reversed, rev)
	}
	return p.governing(list, reversed)
}

// governing are those of a pair's joins that count: where one is direct, those through a next hop say nothing.
func (p *promises) governing(list []int, reversed []bool) ([]int, []bool) {
	direct := func(i int) bool { return p.p.Joins[i].Direct }
	if len(list) < 2 || !slices.ContainsFunc(list, direct) {
		return list, reversed
	}
	var out []int
	var turned []bool
	for i, n := range list {
		if direct(n) || len(p.p.Joins[n].Via) == 0 {
			out, turned = append(out, n), append(turned, reversed[i])
		}
	}
	return out, turned
}

// flows are what may pass from one end to another by a join that is closed.
func (p *promises) flows(join *Join, from, to Endpoint) []*JoinFlow {
	var out []*JoinFlow
	for i := len(p.p.Joins); i < len(p.entries); i++ {
		if entry := &p.entries[i]; entry.Join == join && p.hasEnd(2*i, from) && p.hasEnd(2*i+1, to) {
			out = append(out, entry.flow)
		}
	}
	return out
}

func (p *promises) hasEnd(side int, e Endpoint) bool {
	switch {
	case e.Internet:
		return p.sides[side][kindInternet]
	case e.Site != "":
		return p.sides[side][e.Site]
	}
	return p.has(side, p.e.subnets[e.Subnet])
}

func (p *promises) has(side int, s *subnet) bool {
	return p.sides[side][s.ID] || p.sides[side][s.Network]
}
