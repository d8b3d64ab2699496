package reachability

import (
	"fmt"
	"net/netip"
	"slices"
	"sort"

	"github.com/vnetloom/vnetloom/internal/ipnet"
	"github.com/vnetloom/vnetloom/source"
)

// A hub is a virtual hub. What stands in it stands in its own network, which is Azure's: sub, which is none of the estate's.
type hub struct {
	id, name       string
	wan            string // hubs of one WAN reach each other
	basic          bool
	branchToBranch bool   // of its WAN: what its gateways connect reaches each other
	preference     string // hubRoutingPreference; "" where it is not known
	sub            *subnet
	at             source.Range
	tables         map[string]*hubTable // by id
	standard       *hubTable            // defaultRouteTable
	conns          []*hubConn           // by id
	gateways       []*gateway
	branches       []*branch
	private        *inspector // of its routing intent
	internet       *inspector
	intent         bool
	intentAt       source.Range
	routingUnknown string // why not all of how it routes is known
	neighbors      []*hub // all hubs of its WAN, itself among them
}

// A hubConn connects a network with a hub.
type hubConn struct {
	id, name string
	hub      *hub
	net      *network
	internet bool // it learns the default route
	assoc    *hubTable
	to       map[*hubTable]bool
	at       source.Range
}

// A hubTable is a route table of a hub.
type hubTable struct {
	id, name string
	labels   []string
	routes   []hubRoute
	at       source.Range
}

// A hubRoute is a static route of one: it leads to the firewall of the hub.
type hubRoute struct {
	prefix netip.Prefix
	insp   *inspector
	at     source.Range
}

// A branch is what a connection of a hub's gateway leads to, and to which tables its routes are propagated. Gateways are
// associated with the default table.
type branch struct {
	link    *link
	gateway *gateway
	to      map[*hubTable]bool
}

// learned is what the gateway learned by the connection.
func (b *branch) learned() []learned {
	var out []learned
	for _, l := range b.gateway.prefixes() {
		if l.via == b.link {
			out = append(out, l)
		}
	}
	return out
}

func (b *branch) prefixes() []netip.Prefix {
	var out []netip.Prefix
	for _, l := range b.learned() {
		out = append(out, l.prefix)
	}
	return out
}

// A hubEntry is a route that a hub's table holds. One of conn, branch and insp is set.
type hubEntry struct {
	prefix netip.Prefix
	conn   *hubConn
	branch *branch
	insp   *inspector
	at     source.Range

	length  pathLength // of a branch
	unknown string     // why it is not known whether it is preferred
}

func (x *hubEntry) hub() *hub {
	if x.conn != nil {
		return x.conn.hub
	}
	return x.branch.gateway.hub
}

// entries are the routes of a table of the hub: its own, and what networks and gateways propagate to it, of whichever hub of
// the virtual WAN. A Basic virtual WAN takes nothing from network to network, nor from hub to hub.
// Source: About virtual hub routing, "Routes", "Association", "Propagation", "Labels".
func (h *hub) entries(t *hubTable, toNetwork bool) []hubEntry {
	var out []hubEntry
	for _, r := range t.routes {
		out = append(out, hubEntry{prefix: r.prefix, insp: r.insp, at: r.at})
	}
	for _, o := range h.neighbors {
		if h.basic && o != h {
			continue
		}
		for _, c := range o.conns {
			if c.to[t] && (!h.basic || !toNetwork) {
				for _, p := range c.net.Prefixes {
					out = append(out, hubEntry{prefix: p, conn: c, at: c.at})
				}
			}
		}
		for _, b := range o.branches {
			if b.to[t] {
				out = append(out, b.entries()...)
			}
		}
	}
	return out
}

// lookup is the entry of a table by which the hub sends packets to an address; nil for none. Another hub advertises of its branches the ones that it
// prefers itself.
func (h *hub) lookup(t *hubTable, a netip.Addr, fromNetwork bool) *hubEntry {
	var list []hubEntry
	own := map[netip.Prefix]ownRoutes{}
	for _, x := range h.entries(t, fromNetwork) {
		if !x.prefix.Contains(a) {
			continue
		}
		if x.branch != nil && x.hub() != h {
			if own[x.prefix] == nil {
				own[x.prefix] = h.ownRoutesOf(x.prefix, t.takes)
			}
			offered := own[x.prefix].offered(x.hub(), x.prefix)
			if offered == nil || offered.branch != x.branch {
				continue
			}
			x = *offered
		}
		list = append(list, x)
	}
	return h.choose(list)
}

// takes tells whether a branch propagates to the table.
func (t *hubTable) takes(b *branch) bool { return b.to[t] }

// own finds what the hub itself connects that has the address.
func (h *hub) own(a netip.Addr) *hubEntry {
	for _, c := range h.conns {
		for _, p := range c.net.Prefixes {
			if p.Contains(a) {
				return &hubEntry{prefix: p, conn: c, at: c.at}
			}
		}
	}
	var list []hubEntry
	for _, b := range h.branches {
		for _, x := range b.entries() {
			if x.prefix.Contains(a) {
				list = append(list, x)
			}
		}
	}
	return h.choose(list)
}

// addHub adds what a virtual hub advertises to a network: the prefix of the hub, as of a peering, and as gateway routes the
// routes of the table that the connection is associated with. A routing intent for private traffic advertises RFC 1918 in
// their place, and the default route comes only to connections that take it.
// Source: How to configure Virtual WAN hub routing intent and routing policies; About virtual hub routing.
func (f *fib) addHub(s *subnet) {
	c := s.net.conn
	if c == nil {
		return
	}
	h := c.hub
	for _, p := range h.sub.Prefixes {
		f.rows = append(f.rows, EffectiveRoute{Source: fromDefault, Prefix: p, NextHopType: hopPeering, Through: h.id, At: c.at})
	}
	if s.table != nil && s.table.noPropagation {
		return
	}
	have := map[netip.Prefix]bool{}
	for _, x := range c.routes() {
		if have[x.prefix] || slices.Contains(s.net.Prefixes, x.prefix) {
			continue
		}
		have[x.prefix] = true
		why := h.routingUnknown
		if s.table != nil {
			why = first(s.table.propagationUnknown, why)
		}
		f.markUnknown(why)
		f.rows = append(f.rows, EffectiveRoute{Source: fromGateway, Prefix: x.prefix, NextHopType: hopGateway, Through: h.id, At: x.at})
	}
}

// routes are what a hub advertises to the network of a connection, with the place where each comes from.
func (c *hubConn) routes() []hubEntry {
	var out []hubEntry
	h := c.hub
	if h.private != nil {
		for _, p := range ipnet.RFC1918 {
			out = append(out, hubEntry{prefix: p, at: h.intentAt})
		}
	} else {
		for _, x := range h.entries(c.assoc, true) {
			if x.prefix != ipnet.DefaultIPv4 || c.internet {
				out = append(out, x)
			}
		}
	}
	if h.internet != nil && c.internet {
		out = append(out, hubEntry{prefix: ipnet.DefaultIPv4, at: h.intentAt})
	}
	return out
}

// routeTo is a route of the hub, in the words of Get-AzVHubEffectiveRoute.
func (h *hub) routeTo(a netip.Addr, kind, through string, at source.Range) *EffectiveRoute {
	return &EffectiveRoute{Source: fromHub, State: active, Prefix: netip.PrefixFrom(a, a.BitLen()), NextHopType: kind, Through: through, At: at}
}

// hubKey is equal for networks that one hub treats alike.
func (n *network) hubKey() string {
	c := n.conn
	if c == nil {
		return ""
	}
	var to []string
	for t := range c.to {
		to = append(to, t.id)
	}
	sort.Strings(to)
	return fmt.Sprint(c.hub.id, c.assoc.id, to, c.internet)
}
