package topology

import (
	"slices"

	"github.com/vnetloom/vnetloom/schema"
)

// way is what one way from a network's gateways to something behind them passes: the connections whose access is not open.
type way struct {
	by   []*schema.Connection
	ends bool // over a VPN without BGP: for the two networks alone, not for those that use their gateways
}

// mostSteps is how far ways are followed from one network: a full mesh of eight gateways has fewer. Where there are more, what
// is behind the gateways is taken to be reached both past everything that closes and past nothing.
const mostSteps = 20000

// ways are the ways from the network's gateways to each site and network behind them, each that passes other connections once.
// Where no `vpn` or `expressRoute` closes anything there is no need to know them: it is nil.
func (r *resolver) ways(n *network) map[any][]way {
	if !r.gatewaysRestrict() || n.wan != nil {
		return nil
	}
	if list, ok := r.waysOf[n]; ok {
		return list
	}
	s := &search{r: r, from: n, out: map[any][]way{}, left: mostSteps}
	for _, g := range []*gatewayNode{n.vpn, n.expressRoute} {
		if g != nil {
			s.follow(g, nil, []*gatewayNode{g}, true)
		}
	}
	if s.left < 0 {
		for key := range s.out {
			s.add(key, way{})
			s.add(key, way{by: r.restrictingGateways()})
		}
	}
	r.waysOf[n] = s.out
	return s.out
}

func (r *resolver) gatewaysRestrict() bool { return len(r.restrictingGateways()) > 0 }

// restrictingGateways are the `vpn` and `expressRoute` connections whose access is not open.
func (r *resolver) restrictingGateways() []*schema.Connection {
	var out []*schema.Connection
	for i := range r.in.Connections {
		if c := &r.in.Connections[i]; restricts(c) && (c.Kind == "vpn" || c.Kind == "expressRoute") {
			out = append(out, c)
		}
	}
	return out
}

type search struct {
	r    *resolver
	from *network
	out  map[any][]way // by site or network
	left int           // steps
}

// follow goes where walk goes, by every way on which no gateway stands twice.
func (s *search) follow(g *gatewayNode, by []*schema.Connection, passed []*gatewayNode, start bool) {
	for _, l := range g.links {
		for _, c := range l.says() {
			if s.left--; s.left < 0 {
				return
			}
			here := by
			if restricts(c) {
				here = append(slices.Clone(by), c)
			}
			if x := l.leadsTo(); x != nil {
				s.add(x, way{by: here})
				continue
			}
			far := l.other(g)
			if far == nil || slices.Contains(passed, far) || !start && !l.bgp {
				continue
			}
			s.add(far.network, way{here, !l.bgp})
			if !l.bgp {
				continue
			}
			for _, u := range s.r.usersOf(far.network) {
				s.add(u, way{by: here})
			}
			if far.kind != expressRouteHop && far.network.wan == nil {
				s.follow(far, here, append(slices.Clone(passed), far), false)
			}
		}
	}
}

// says are the statements about the link that differ in what they let pass: all that are not open, and one that is.
func (l *gatewayLink) says() []*schema.Connection {
	var out []*schema.Connection
	open := false
	for _, c := range append([]*schema.Connection{l.c}, l.also...) {
		if restricts(c) || !open {
			out = append(out, c)
		}
		open = open || !restricts(c)
	}
	return out
}

func (s *search) add(key any, w way) {
	for _, x := range s.out[key] {
		if x.ends == w.ends && rowKey(x.by) == rowKey(w.by) {
			return
		}
	}
	s.out[key] = append(s.out[key], w)
}

// waysTo are the connections that close on each way from the network to something behind the gateway that it uses: one list, of
// none, where nothing does.
func (r *resolver) waysTo(n *network, x reached) [][]*schema.Connection {
	g := gatewayNetwork(n)
	var key any = x.site
	if x.site == nil {
		key = x.network
	}
	// Only the two networks of a VPN without BGP reach each other by it.
	onward := n != g || x.network != nil && turnOf(x.network) != x.network
	var out [][]*schema.Connection
	for _, w := range r.ways(g)[key] {
		if !onward || !w.ends {
			out = append(out, w.by)
		}
	}
	if len(out) == 0 {
		return [][]*schema.Connection{nil}
	}
	return out
}

// rowsTo are what a network and something behind the gateway that it uses pass in a row, once for each way that passes others: the
// connections by which each of them uses a gateway, and those between the gateways. Each must let a packet pass.
func (r *resolver) rowsTo(n *network, x reached) []*accessRow {
	ends := []*schema.Connection{r.usesGatewayBy(n)}
	if x.network != nil {
		ends = append(ends, r.usesGatewayBy(x.network))
	}
	var out []*accessRow
	for _, by := range r.waysTo(n, x) {
		if row := r.row(append(slices.Clone(by), ends...)...); !slices.Contains(out, row) {
			out = append(out, row)
		}
	}
	return out
}

// rowTo is the first of them: all say the same, or it is VL306.
func (r *resolver) rowTo(n *network, x reached) *accessRow { return r.rowsTo(n, x)[0] }

// rowsToCarried is what a transit passes on its way to a site that it carries: its own connection, and those of the site.
func (r *resolver) rowsToCarried(t *transit, at *network, s *site) []*accessRow {
	var out []*accessRow
	for _, g := range []*gatewayNode{at.vpn, at.expressRoute} {
		if g == nil {
			continue
		}
		for _, l := range g.links {
			if l.leadsTo() != s {
				continue
			}
			for _, c := range l.says() {
				if row := r.row(t.m.c, c); !slices.Contains(out, row) {
					out = append(out, row)
				}
			}
		}
	}
	return out
}
