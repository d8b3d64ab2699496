package reachability

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/internal/ipnet"
)

// A netClass is networks that are interchangeable; the first stands for all.
type netClass struct{ members []*network }

// A unit is the subnets of a class's members that are interchangeable: what is tested in their place.
type unit struct {
	class *netClass
	names []string // of the subnets, lower case; the first stands for all
}

func (u *unit) of(n *network) *subnet { return n.byName[u.names[0]] }

// A grouping is the estate by classes.
type grouping struct {
	classes []*netClass
	units   []*unit
	classOf map[*network]*netClass
	unitOf  map[*subnet]*unit
	next    map[*subnet]bool // subnets with a next hop in them: of appliances
}

// group makes the classes; where promises are given, networks of one class are also promised the same.
func (e *Estate) group(appliances []Appliance, p *promises) *grouping {
	g := &grouping{classOf: map[*network]*netClass{}, unitOf: map[*subnet]*unit{}, next: map[*subnet]bool{}}
	alone := e.alone(appliances, g.next)
	buckets := map[string][]*netClass{}
	for _, n := range e.networks {
		if alone[n] {
			g.add(&netClass{members: []*network{n}})
			continue
		}
		key := e.fingerprint(n, alone)
		if p != nil {
			key += p.fingerprint(n)
		}
		var home *netClass
		for _, c := range buckets[key] {
			if e.interchangeable(c.members[0], n) && (p == nil || p.interchangeable(c.members[0], n)) {
				home = c
				break
			}
		}
		if home == nil {
			home = &netClass{}
			buckets[key] = append(buckets[key], home)
			g.classes = append(g.classes, home)
		}
		home.members = append(home.members, n)
		g.classOf[n] = home
	}
	for _, c := range g.classes {
		g.addUnits(e, c, p)
	}
	return g
}

func (g *grouping) add(c *netClass) {
	g.classes = append(g.classes, c)
	g.classOf[c.members[0]] = c
}

// alone are the networks that stand for themselves: with a gateway or a firewall, with somebody's next hop, peered by
// subnets, with a half whose mirror or own side is missing, with something that is not known, or overlapping another network.
func (e *Estate) alone(appliances []Appliance, next map[*subnet]bool) map[*network]bool {
	out := map[*network]bool{}
	hops := map[netip.Addr]bool{}
	for _, t := range e.tables {
		for i := range t.routes {
			if u := &t.routes[i]; u.addr.IsValid() && !hops[u.addr] {
				hops[u.addr] = true
			}
		}
	}
	for _, f := range e.firewall {
		out[f.insp.sub.net] = true
	}
	for _, a := range appliances {
		hops[a.Address] = true
		if s := e.subnets[a.Egress]; s != nil {
			next[s], out[s.net] = true, true
		}
	}
	for _, n := range e.networks {
		if len(n.gateways) > 0 || n.partlyUnknown() {
			out[n] = true
		}
		for _, h := range n.halves {
			if !h.complete {
				out[n] = true
			}
			if h.mirror == nil && h.remote != nil {
				out[n], out[h.remote] = true, true
			}
		}
	}
	e.markHops(hops, next, out)
	e.markOverlaps(out)
	return out
}

func (e *Estate) markHops(hops map[netip.Addr]bool, next map[*subnet]bool, out map[*network]bool) {
	byPrefix := map[netip.Prefix][]*network{}
	lens := map[int]bool{}
	for _, n := range e.networks {
		for _, p := range n.Prefixes {
			byPrefix[p] = append(byPrefix[p], n)
			lens[p.Bits()] = true
		}
	}
	for a := range hops {
		for bits := range lens {
			p, err := a.Prefix(bits)
			if err != nil {
				continue
			}
			for _, n := range byPrefix[p] {
				out[n] = true
				if s := n.at(a); s != nil {
					next[s] = true
				}
			}
		}
	}
}

// markOverlaps finds networks with a prefix that another network has, contains or lies in.
func (e *Estate) markOverlaps(out map[*network]bool) {
	type owned struct {
		p netip.Prefix
		n *network
	}
	var all []owned
	for _, n := range e.networks {
		for _, p := range n.Prefixes {
			all = append(all, owned{p, n})
		}
	}
	slices.SortFunc(all, func(a, b owned) int { return ipnet.Compare(a.p, b.p) })
	var open []owned // those that may contain the next
	for _, x := range all {
		for len(open) > 0 && !open[len(open)-1].p.Overlaps(x.p) {
			open = open[:len(open)-1]
		}
		for _, o := range open {
			out[o.n], out[x.n] = true, true
		}
		open = append(open, x)
	}
}

// addUnits groups the subnets of a class's first member.
func (g *grouping) addUnits(e *Estate, c *netClass, p *promises) {
	first := c.members[0]
	byKey := map[string]*unit{}
	for _, s := range first.sub {
		key := e.subnetKey(s)
		if p != nil {
			key += p.subnetKey(s)
		}
		if g.next[s] || azure.Reserved(s.Name) != nil {
			key = s.ID
		}
		u := byKey[key]
		if u == nil {
			u = &unit{class: c}
			byKey[key] = u
			g.units = append(g.units, u)
		}
		u.names = append(u.names, strings.ToLower(s.Name))
		for _, n := range c.members {
			g.unitOf[n.byName[strings.ToLower(s.Name)]] = u
		}
	}
}

// subnetKey is equal for subnets of one network that are interchangeable.
func (e *Estate) subnetKey(s *subnet) string {
	var b strings.Builder
	table, group := "", s.groupMissing
	if s.table != nil {
		table = s.table.id
	}
	if s.tableUnknown != "" {
		table = "?" + s.tableUnknown
	}
	if s.group != nil {
		group = s.group.id
	}
	fmt.Fprint(&b, table, "|", group)
	x := e.index()
	for _, p := range s.Prefixes {
		if len(x.inside(p)) > 0 {
			return s.ID
		}
		fmt.Fprint(&b, "|", p.Addr().Is4(), x.around(p))
		for i, q := range s.net.Prefixes {
			if q.Contains(p.Addr()) {
				fmt.Fprint(&b, "@", i)
			}
		}
	}
	for _, h := range s.net.halves {
		if !h.complete {
			name := strings.ToLower(s.Name)
			fmt.Fprint(&b, "|", slices.Contains(h.localSubnets, name), h.mirror != nil && slices.Contains(h.mirror.remoteSubnets, name))
		}
	}
	return b.String()
}

// ordinary tells whether workloads are in the subnet: it is not reserved, and no appliance stands in it.
func (g *grouping) ordinary(s *subnet) bool {
	return !g.next[s] && azure.Reserved(s.Name) == nil
}

// A subnetPair stands for all pairs of its two units.
type subnetPair struct {
	a, b  *subnet
	count int // how many ordered pairs it stands for: of networks, or of subnets in a matrix
}

// pairs are the ordered pairs of ordinary subnets to test, within one network or not.
func (g *grouping) pairs(within bool) []subnetPair {
	var out []subnetPair
	for _, u := range g.units {
		for _, v := range g.units {
			first, second := u.class.members[0], v.class.members[0]
			n := len(u.class.members) * len(v.class.members)
			if u.class == v.class {
				if within {
					if s, t := insidePair(u, v, first); s != nil && g.ordinary(s) && g.ordinary(t) {
						out = append(out, subnetPair{s, t, len(u.class.members)})
					}
				}
				if len(u.class.members) < 2 {
					continue
				}
				second = u.class.members[1]
				n = len(u.class.members) * (len(u.class.members) - 1)
			}
			if s, t := u.of(first), v.of(second); g.ordinary(s) && g.ordinary(t) {
				out = append(out, subnetPair{s, t, n})
			}
		}
	}
	return out
}

// insidePair is a pair of different subnets of one network that stands for the units.
func insidePair(u, v *unit, n *network) (*subnet, *subnet) {
	if u != v {
		return u.of(n), v.of(n)
	}
	if len(u.names) < 2 {
		return nil, nil
	}
	return u.of(n), n.byName[u.names[1]]
}
