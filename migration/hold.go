package migration

import (
	"maps"
	"net/netip"
	"slices"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/rehearsal/judge"
	"github.com/vnetloom/vnetloom/topology"
)

// A hold is what stays as it was for a time, since packets would pass a firewall by, or reach what neither network joins: the routes of a table to
// some addresses, the table and the group of a subnet, or all of a resource.
type hold struct {
	write  string // the key of the resource whose write waits
	table  topology.RouteTableID
	to     *addresses // nil: of all of the resource
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
		if _, is := writes[one.write]; is && one.to != nil {
			one.narrow = true
			out[one] = until
		}
	}
	return out
}

// holdOf is what waits so that a pair is not as it is from one write to another, nor one that is like it: until the new network
// is whole, where what ends it needs
// what only the old network had to be gone; nothing, where the first is of a step too late to be held back.
func (b *builder) holdOf(from judge.Event, to *judge.Turn, pair judge.Pair) holds {
	out := holds{}
	until, before := settled, b.cut
	switch {
	case to != nil && to.Step < b.cut && from.Step < b.more:
		until = routedNext
	case to != nil && to.Step >= b.rid:
		until, before = complete, b.rid
	}
	if from.Step < 0 || from.Step >= before || from.Write == judge.Companions {
		return out
	}
	for _, key := range b.members.alike(lower(from.Write)) {
		switch kindOf(from.Write) {
		case azure.TypeRouteTable:
			table, is := b.members.tables[key]
			if !is {
				continue
			}
			for _, to := range b.addressesFrom(b.members.networkOf[table], &pair) {
				out[hold{write: key, table: table, to: to}] = until
			}
		case azure.TypeVirtualNetwork:
			for _, s := range b.subnetsOfEnds(key, &pair) {
				out[hold{write: key, subnet: s.ID}] = until
				for _, to := range b.addressesFrom(key, &pair) {
					out[hold{write: key, table: s.RouteTable, to: to}] = until
				}
			}
		case azure.TypePeering:
			out[hold{write: key}] = until
			if half := b.otherHalf(key); half != "" {
				out[hold{write: half}] = until
			}
		default:
			out[hold{write: key}] = until
		}
	}
	return out
}

// addressesFrom are the addresses of the ends of a pair, and of those like it, to which packets are sent from a network: of the
// end that is not in it, or of both.
func (b *builder) addressesFrom(network string, pair *judge.Pair) []*addresses {
	from, to := pair.Class[0], pair.Class[1]
	if pair.Inside {
		return b.ends(addressees{class: from, only: network}, addressees{class: to, only: network})
	}
	inFrom, inTo := b.members.in[from][network], b.members.in[to][network]
	if !inFrom && !inTo {
		return b.ends(addressees{class: from}, addressees{class: to})
	}
	var out []addressees
	if inFrom {
		out = append(out, addressees{class: to, except: network})
	}
	if inTo {
		out = append(out, addressees{class: from, except: network})
	}
	return b.ends(out...)
}

func (b *builder) ends(of ...addressees) []*addresses {
	var out []*addresses
	for _, one := range of {
		if a := b.addressesOf(one); !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	return out
}

// subnetsOfEnds are the subnets of a network that the old one has too and that decide on the way of a pair, or of one like it:
// the ends that are in it, and else
// those of its gateway, its firewall and its appliances.
func (b *builder) subnetsOfEnds(network string, pair *judge.Pair) []*topology.Subnet {
	var ends, others []*topology.Subnet
	for _, s := range b.members.subnets[network] {
		class, is := b.members.classOf[network+"/subnets/"+lower(s.Name)]
		switch {
		case is && slices.Contains(pair.Class[:], class):
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
func (b *builder) otherHalf(half string) string { return b.members.halves[half] }

// routesOf are the routes of tables that both networks have, once the new one's are written: to what is held the old one's, and none of the new
// one's by which packets to it would take another way.
func (h holds) routesOf(old, next []topology.Route) []topology.Route {
	held := map[topology.RouteTableID][]netip.Prefix{}
	for one := range h {
		if one.to != nil {
			held[one.table] = append(held[one.table], one.to.prefixes...)
		}
	}
	if len(held) == 0 {
		return next
	}
	oldOf, nextOf := byTable(old), byTable(next)
	stays, drops := map[*topology.Route]bool{}, map[*topology.Route]bool{}
	for table, prefixes := range held {
		names := map[string]bool{}
		for _, to := range prefixes {
			covers := netip.Prefix{} // the widest of the old routes to it
			for _, r := range oldOf[table] {
				if !r.Prefix.Overlaps(to) {
					continue
				}
				stays[r], names[lower(r.Name)] = true, true
				if !covers.IsValid() || r.Prefix.Bits() < covers.Bits() {
					covers = r.Prefix
				}
			}
			for _, r := range nextOf[table] {
				drops[r] = drops[r] || r.Prefix.Overlaps(to) && (!covers.IsValid() || covers.Bits() <= r.Prefix.Bits())
			}
		}
		for _, r := range nextOf[table] {
			drops[r] = drops[r] || names[lower(r.Name)]
		}
	}
	out := kept(next, func(r *topology.Route) bool { return !drops[r] })
	return append(out, kept(old, func(r *topology.Route) bool { return stays[r] })...)
}

func byTable(routes []topology.Route) map[topology.RouteTableID][]*topology.Route {
	out := map[topology.RouteTableID][]*topology.Route{}
	for i := range routes {
		out[routes[i].Table] = append(out[routes[i].Table], &routes[i])
	}
	return out
}

// narrowing is the old topology without the routes of tables that the new one has not and that keep some routes alone, but for these.
func (h holds) narrowing(old *topology.Topology, inNew map[topology.RouteTableID]bool) *topology.Topology {
	narrow := map[topology.RouteTableID][]*addresses{}
	for one := range h {
		if one.narrow {
			narrow[one.table] = append(narrow[one.table], one.to)
		}
	}
	out := *old
	out.Routes = kept(old.Routes, func(r *topology.Route) bool {
		to, is := narrow[r.Table]
		return inNew[r.Table] || !is || slices.ContainsFunc(to, func(a *addresses) bool { return a.overlap(r.Prefix) })
	})
	return &out
}
