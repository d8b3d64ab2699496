package migration

import (
	"maps"
	"net/netip"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/rehearsal/judge"
	"github.com/vnetloom/vnetloom/topology"
)

// A hold is what stays as it was for a time, since packets would pass a firewall by, or reach what neither network joins: the routes of a table to
// some addresses, the table and the group of a subnet, or all of a resource.
type hold struct {
	write  string // the key of the resource whose write waits
	table  topology.RouteTableID
	to     netip.Prefix
	subnet topology.SubnetID
	narrow bool // a table that the new network has not keeps these routes alone: pairs of both networks need to be rid of the others
}

// holds are until which moment each waits.
type holds map[hold]moment

// and are the holds of both, each until the later moment.
func (h holds) and(o holds) holds {
	out := maps.Clone(h)
	for one, until := range o {
		out[one] = max(out[one], until)
	}
	return out
}

// at are those that still wait at a moment.
func (h holds) at(m moment) holds {
	out := maps.Clone(h)
	maps.DeleteFunc(out, func(_ hold, until moment) bool { return m >= until })
	return out
}

// without are the holds but for those of some writes.
func (h holds) without(writes map[string]string) holds {
	out := maps.Clone(h)
	maps.DeleteFunc(out, func(one hold, _ moment) bool { _, is := writes[one.write]; return is })
	return out
}

// narrowed are the holds and narrow ones of some writes.
func (h holds) narrowed(writes map[string]string) holds {
	out := maps.Clone(h)
	for one, until := range h {
		if _, is := writes[one.write]; is && one.to.IsValid() {
			one.narrow = true
			out[one] = until
		}
	}
	return out
}

// has tells whether there is a hold that is so.
func (h holds) has(is func(hold) bool) bool {
	for one := range h {
		if is(one) {
			return true
		}
	}
	return false
}

// holdOf is what waits so that a pair is not as it is from one write to another: nothing, where the first is none of a step before the deletions.
func (b *builder) holdOf(from judge.Event, to *judge.Turn, pair judge.Pair) holds {
	out := holds{}
	if from.Step < 0 || from.Step >= b.cut || from.Write == judge.Companions {
		return out
	}
	until := settled
	if to != nil && to.Step < b.cut && from.Step < b.more {
		until = routedNext
	}
	key := lower(from.Write)
	ends := b.addressesFrom(key, pair)
	switch kindOf(from.Write) {
	case azure.TypeRouteTable:
		for _, t := range b.in.Old.Topology.RouteTables {
			network := homes(b.in.Old.Topology)[t.Network]
			if partKey(network, azure.TypeRouteTable, t.Name) != key {
				continue
			}
			for _, to := range b.addressesFrom(network.id(), pair) {
				out[hold{write: key, table: t.ID, to: to}] = until
			}
		}
	case azure.TypeVirtualNetwork:
		for _, s := range b.subnetsOfEnds(from.Write, pair) {
			out[hold{write: key, subnet: s.ID}] = until
			for _, to := range ends {
				out[hold{write: key, table: s.RouteTable, to: to}] = until
			}
		}
	case azure.TypePeering:
		out[hold{write: key}] = until
		if half := b.otherHalf(from.Write); half != "" {
			out[hold{write: half}] = until
		}
	default:
		out[hold{write: key}] = until
	}
	return out
}

// addressesFrom are the addresses of a pair to which packets are sent from a network: of the end that is not in it, or of both.
func (b *builder) addressesFrom(network string, pair judge.Pair) []netip.Prefix {
	in := func(subnet string) bool { return strings.HasPrefix(lower(subnet), network+"/") }
	var out []netip.Prefix
	if !in(pair.From.Subnet) || in(pair.To.Subnet) {
		out = b.addresses(pair.From.Subnet, pair.From.Site)
	}
	if !in(pair.To.Subnet) || in(pair.From.Subnet) {
		out = append(out, b.addresses(pair.To.Subnet, pair.To.Site)...)
	}
	return out
}

// addresses are those of an end, in both networks.
func (b *builder) addresses(subnet, site string) []netip.Prefix {
	var out []netip.Prefix
	for _, t := range []*topology.Topology{b.in.Old.Topology, b.in.New.Topology} {
		at := homes(t)
		for i := range t.Subnets {
			if s := &t.Subnets[i]; subnet != "" && at[s.Network].id()+"/subnets/"+lower(s.Name) == lower(subnet) {
				out = united(out, s.Prefixes)
			}
		}
		for _, s := range t.Sites {
			if siteID(s.ID) == site {
				out = united(out, s.AddressSpace)
			}
		}
	}
	return out
}

// subnetsOfEnds are the subnets of a network that the old one has too and that decide on the way of a pair: the end that is in it, and else those of its
// gateway, its firewall and its appliances.
func (b *builder) subnetsOfEnds(network string, pair judge.Pair) []*topology.Subnet {
	var ends, others []*topology.Subnet
	at := homes(b.in.Old.Topology)
	for i := range b.in.Old.Topology.Subnets {
		s := &b.in.Old.Topology.Subnets[i]
		id := at[s.Network].id()
		switch subnet := id + "/subnets/" + lower(s.Name); {
		case id != lower(network):
		case subnet == lower(pair.From.Subnet) || subnet == lower(pair.To.Subnet):
			ends = append(ends, s)
		case !s.IsEndpoint:
			others = append(others, s)
		}
	}
	if len(ends) > 0 {
		return ends
	}
	return others
}

// otherHalf is the key of the other half of a peering of the new network.
func (b *builder) otherHalf(half string) string {
	t := b.in.New.Topology
	at := homes(t)
	key := func(p *topology.Peering) string { return at[p.Local].id() + "/virtualnetworkpeerings/" + lower(p.Name) }
	for i := range t.Peerings {
		if p := &t.Peerings[i]; key(p) == lower(half) {
			for j := range t.Peerings {
				if o := &t.Peerings[j]; o.Local == p.Remote && o.Remote == p.Local {
					return key(o)
				}
			}
		}
	}
	return ""
}

// routesOf are the routes of tables that both networks have, once the new one's are written: to what is held the old one's, and none of the new
// one's by which packets to it would take another way.
func (h holds) routesOf(old, next []topology.Route) []topology.Route {
	var stay []topology.Route
	drop := map[string]bool{}
	name := func(r *topology.Route) string { return string(r.Table) + "\n" + lower(r.Name) }
	for one := range h {
		if !one.to.IsValid() {
			continue
		}
		covers := netip.Prefix{} // the widest of the old routes to it
		for i := range old {
			if r := &old[i]; r.Table == one.table && r.Prefix.Overlaps(one.to) {
				if !slices.ContainsFunc(stay, func(s topology.Route) bool { return name(&s) == name(r) }) {
					stay = append(stay, *r)
				}
				if !covers.IsValid() || r.Prefix.Bits() < covers.Bits() {
					covers = r.Prefix
				}
			}
		}
		for i := range next {
			if r := &next[i]; r.Table == one.table && r.Prefix.Overlaps(one.to) && (!covers.IsValid() || covers.Bits() <= r.Prefix.Bits()) {
				drop[name(r)] = true
			}
		}
	}
	for i := range stay {
		drop[name(&stay[i])] = true
	}
	slices.SortFunc(stay, func(a, b topology.Route) int { return strings.Compare(name(&a), name(&b)) })
	return append(kept(next, func(r *topology.Route) bool { return !drop[name(r)] }), stay...)
}

// narrowing is the old topology without the routes of tables that the new one has not and that keep some routes alone, but for these.
func (h holds) narrowing(old *topology.Topology, inNew map[topology.RouteTableID]bool) *topology.Topology {
	out := *old
	out.Routes = kept(old.Routes, func(r *topology.Route) bool {
		return inNew[r.Table] || !h.has(func(one hold) bool { return one.narrow && one.table == r.Table }) ||
			h.has(func(one hold) bool { return one.narrow && one.table == r.Table && one.to.Overlaps(r.Prefix) })
	})
	return &out
}
