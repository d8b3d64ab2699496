package reachability

import (
	"fmt"
	"net/netip"
	"slices"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/internal/ipnet"
)

// Two networks are of one class when exchanging them changes nothing: every table, rule, IP group and peering of the estate
// says the same of both, and theirs say the same of all others and of each other. Exchanges compose, so being interchangeable
// is an equivalence; and any two members of one class stand for any other two, and any member with one of another class for
// all such pairs. What holds for one pair of members so holds for all: no pair is guessed.

// A symmetry is the exchange of two networks.
type symmetry struct {
	e    *Estate
	a, b *network
}

// interchangeable tells whether the exchange changes nothing.
func (e *Estate) interchangeable(a, b *network) bool {
	s := symmetry{e, a, b}
	return a.hubKey() == b.hubKey() && s.prefixes() && s.peerings() && s.connected() && s.subnets()
}

// prefixes compares shape and mentions of the two address spaces.
func (s symmetry) prefixes() bool {
	if len(s.a.Prefixes) != len(s.b.Prefixes) {
		return false
	}
	x := s.e.index()
	for i, p := range s.a.Prefixes {
		q := s.b.Prefixes[i]
		if p.Bits() != q.Bits() || p.Addr().Is4() != q.Addr().Is4() || !slices.Equal(x.around(p), x.around(q)) || !s.mentions(x, p, q) {
			return false
		}
	}
	return true
}

// mentions compares what shared places and those of third networks say of two prefixes and their parts.
func (s symmetry) mentions(x *prefixIndex, p, q netip.Prefix) bool {
	of := func(outer netip.Prefix) []string {
		var out []string
		for _, inner := range x.inside(outer) {
			at := place4(outer, inner)
			for _, m := range x.where[inner] {
				if m.owner == nil || m.owner != s.a && m.owner != s.b {
					out = append(out, at+m.place)
				}
			}
		}
		return out
	}
	return slices.Equal(of(p), of(q))
}

// place4 says where a prefix lies in another, without saying where that lies.
func place4(outer, inner netip.Prefix) string {
	a, b := outer.Addr().As16(), inner.Addr().As16()
	for i := range b {
		b[i] ^= a[i]
	}
	return string(b[:]) + string(rune(inner.Bits()))
}

// move is where the exchange takes a prefix.
func (s symmetry) move(p netip.Prefix) netip.Prefix {
	if !p.IsValid() {
		return p
	}
	for i := range s.a.Prefixes {
		switch from, to := s.a.Prefixes[i], s.b.Prefixes[i]; {
		case ipnet.Contains(from, p):
			return shift(from, to, p)
		case ipnet.Contains(to, p):
			return shift(to, from, p)
		}
	}
	return p
}

func shift(from, to, p netip.Prefix) netip.Prefix {
	a, b, c := from.Addr().AsSlice(), to.Addr().AsSlice(), p.Addr().AsSlice()
	for i := range c {
		c[i] ^= a[i] ^ b[i]
	}
	addr, _ := netip.AddrFromSlice(c)
	return netip.PrefixFrom(addr, p.Bits())
}

func (h *half) flags() string {
	if h == nil {
		return "none"
	}
	return fmt.Sprint(h.access, h.forwarded, h.transit, h.useRemote, h.complete, h.onlyIPv6, h.localSubnets, h.remoteSubnets, h.state, h.kept)
}

func (s symmetry) peerings() bool {
	if len(s.a.halves) != len(s.b.halves) {
		return false
	}
	for _, h := range s.a.halves {
		other := h.remoteID
		if other == s.b.ID {
			other = s.a.ID
		}
		k := s.b.byRemote[other]
		if k == nil || !sameFlags(h, k) || (h.mirror == nil) != (k.mirror == nil) || h.mirror != nil && !sameFlags(h.mirror, k.mirror) {
			return false
		}
	}
	return true
}

func sameFlags(h, k *half) bool {
	return h.access == k.access && h.forwarded == k.forwarded && h.transit == k.transit && h.useRemote == k.useRemote &&
		h.complete && k.complete && // a peering by subnets is of its own kind
		h.state == k.state && h.isInSync() && k.isInSync() // what a half has kept of its network is of its own kind too
}

func (s symmetry) subnets() bool {
	if len(s.a.sub) != len(s.b.sub) {
		return false
	}
	for _, x := range s.a.sub {
		y := s.b.byName[strings.ToLower(x.Name)]
		if y == nil || len(x.Prefixes) != len(y.Prefixes) || x.groupMissing != y.groupMissing || !s.sameTable(x, y) || !s.sameGroup(x, y) {
			return false
		}
		for i, p := range x.Prefixes {
			if s.move(p) != y.Prefixes[i] {
				return false
			}
		}
	}
	return true
}

func (s symmetry) sameTable(x, y *subnet) bool {
	t, u := x.table, y.table
	if x.tableUnknown != y.tableUnknown && (x.RouteTable != y.RouteTable || x.tableUnknown == "" || y.tableUnknown == "") {
		return false
	}
	if t == u {
		return t == nil || ownerOf(t.subnets) == nil
	}
	switch {
	case t == nil || u == nil || t.noPropagation != u.noPropagation || len(t.routes) != len(u.routes):
		return false
	case first(t.routesUnknown, u.routesUnknown, t.propagationUnknown, u.propagationUnknown) != "":
		return false
	case ownerOf(t.subnets) != s.a || ownerOf(u.subnets) != s.b:
		return false
	}
	have := make(map[netip.Prefix]int, len(u.routes))
	for i := range u.routes {
		have[u.routes[i].prefix] = i
	}
	for i := range t.routes {
		j, ok := have[s.move(t.routes[i].prefix)]
		if !ok {
			return false
		}
		if a, b := t.routes[i], u.routes[j]; a.tag != b.tag || a.hop != b.hop || a.addr != b.addr || a.unknown != b.unknown {
			return false
		}
	}
	return true
}

func (s symmetry) sameGroup(x, y *subnet) bool {
	g, h := x.group, y.group
	if g == h {
		return g == nil || ownerOf(g.subnets) == nil
	}
	if g == nil || h == nil || g.rulesUnknown != h.rulesUnknown || len(g.rules) != len(h.rules) || ownerOf(g.subnets) != s.a || ownerOf(h.subnets) != s.b {
		return false
	}
	for i, r := range g.rules {
		q := h.rules[i]
		if r.allow != q.allow || r.inbound != q.inbound || r.priority != q.priority || r.protocols != q.protocols || !slices.Equal(r.ports, q.ports) {
			return false
		}
		if r.unsure != q.unsure || r.directionUnknown != q.directionUnknown || !s.sameMatcher(&r.src, &q.src) || !s.sameMatcher(&r.dst, &q.dst) {
			return false
		}
	}
	return true
}

func (s symmetry) sameMatcher(m, n *matcher) bool {
	if m.any != n.any || m.network != n.network || m.internet != n.internet || m.unknown != n.unknown || len(m.sets) != len(n.sets) {
		return false
	}
	for i := range m.sets {
		var p []netip.Prefix
		for _, x := range m.sets[i].prefixes {
			p = append(p, s.move(x))
		}
		if !slices.Equal(ipnet.Sort(p), ipnet.Sort(slices.Clone(n.sets[i].prefixes))) {
			return false
		}
	}
	return true
}

// fingerprint is what two interchangeable networks have in common for certain: networks with other fingerprints need not be compared.
func (e *Estate) fingerprint(n *network, alone map[*network]bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %d %d", n.Location, len(n.halves), len(n.sub))
	b.WriteString(n.hubKey())
	for _, a := range n.attachments {
		fmt.Fprint(&b, " ", a.id)
	}
	for _, c := range n.clusters {
		fmt.Fprint(&b, " ", c.id)
	}
	x := e.index()
	for _, p := range n.Prefixes {
		fmt.Fprint(&b, " ", p.Bits(), p.Addr().Is4(), x.around(p))
	}
	for _, h := range n.halves {
		if h.remote == nil || alone[h.remote] {
			fmt.Fprint(&b, " ", h.remoteID, h.flags(), h.mirror.flags())
		}
	}
	names := make([]string, 0, len(n.sub))
	for _, s := range n.sub {
		text := strings.ToLower(s.Name)
		if s.table != nil {
			text += fmt.Sprint(" ", len(s.table.routes), s.table.noPropagation)
			if ownerOf(s.table.subnets) == nil {
				text += s.table.id
			}
		}
		if s.group != nil {
			text += fmt.Sprint(" ", len(s.group.rules))
		}
		names = append(names, text)
	}
	sort.Strings(names)
	fmt.Fprint(&b, names)
	return b.String()
}
