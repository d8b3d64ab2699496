package reachability

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/internal/ipnet"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
)

// A cluster is a connected group: networks that reach each other without a peering.
// Source: Connectivity configuration in Azure Virtual Network Manager, "Connected group".
type cluster struct {
	id             string
	at             source.Range // of the configuration
	members        []*network   // by id
	isIn           map[*network]bool
	global         bool                    // also between regions
	dropped        map[*network]prefixList // prefixes that another member has too, or a part of them
	membersUnknown string                  // why who is in it, or whether it is global, is not known
}

type prefixList []netip.Prefix

// joins tells whether two members reach each other by the group: regional ones only within a region.
func (c *cluster) joins(a, b *network) bool {
	return a != b && c.isIn[a] && c.isIn[b] && (c.global || a.Location == b.Location)
}

// connect makes the members of a group a connected group.
func (r *reader) connect(x *template.Resource, group string, g *memberList, global flag) {
	c := &cluster{
		id: x.ID + " " + group, at: x.At, members: slices.Clone(g.networks), isIn: g.in, global: global.on,
		dropped: map[*network]prefixList{}, membersUnknown: first(g.unknown, global.unknown),
	}
	slices.SortFunc(c.members, func(a, b *network) int { return strings.Compare(a.ID, b.ID) })
	c.dropOverlaps()
	for _, n := range c.members {
		n.clusters = append(n.clusters, c)
		slices.SortFunc(n.clusters, func(a, b *cluster) int { return strings.Compare(a.id, b.id) })
	}
}

// dropOverlaps finds the prefixes for which the group has no routes.
// Source: Limitations with Azure Virtual Network Manager: "communication to an overlapped IP address is dropped".
func (c *cluster) dropOverlaps() {
	var all []netip.Prefix
	var owner []*network
	for _, n := range c.members {
		for _, p := range n.Prefixes {
			all, owner = append(all, p), append(owner, n)
		}
	}
	for _, o := range ipnet.Overlaps(all) {
		if a, b := owner[o.Outer], owner[o.Inner]; a != b {
			c.dropped[a] = append(c.dropped[a], all[o.Outer])
			c.dropped[b] = append(c.dropped[b], all[o.Inner])
		}
	}
}

// addConnected adds a route for each prefix of the other members of the network's connected groups. A peering to the same network
// takes precedence.
func (f *fib) addConnected(n *network) {
	have := map[netip.Prefix]bool{}
	for i := range f.rows {
		if r := &f.rows[i]; r.Source == fromDefault {
			have[r.Prefix] = true
		}
	}
	for _, c := range n.clusters {
		for _, m := range c.members {
			if !c.joins(n, m) {
				continue
			}
			for _, p := range m.Prefixes {
				if have[p] || slices.Contains(c.dropped[m], p) {
					continue
				}
				have[p] = true
				f.markUnknown(c.membersUnknown)
				f.rows = append(f.rows, EffectiveRoute{Source: fromDefault, Prefix: p, NextHopType: hopConnected, Through: m.ID, At: c.at})
			}
		}
	}
}

// connected compares the connected groups of two networks: both are in the same, and a group that is not global has both in one
// region.
func (s symmetry) connected() bool {
	if len(s.a.clusters) != len(s.b.clusters) {
		return false
	}
	for i, c := range s.a.clusters {
		if s.b.clusters[i] != c || !c.global && s.a.Location != s.b.Location || len(c.dropped[s.a]) > 0 || len(c.dropped[s.b]) > 0 {
			return false
		}
	}
	return true
}

// connectedPrefixes are the prefixes that a network reaches by its connected groups.
func (n *network) connectedPrefixes() []netip.Prefix {
	var out []netip.Prefix
	for _, c := range n.clusters {
		for _, m := range c.members {
			if c.joins(n, m) {
				out = append(out, m.Prefixes...)
			}
		}
	}
	return out
}
