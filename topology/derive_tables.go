package topology

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/ipnet"
)

// tableDrafts are the route tables in the making.
type tableDrafts struct {
	tableOf map[RouteTableID]*tableDraft
	tables  []*tableDraft // in the order in which they were begun
}

// tableDraft is a route table in the making. It becomes a row when a subnet is associated with it.
type tableDraft struct {
	id        RouteTableID
	network   *network
	subnet    string // whose own table it is, "" for the network's
	propagate bool
	routes    map[netip.Prefix]*routeDraft
	origin    Origin
	used      bool
}

type routeDraft struct {
	Route
	to     *network // whose prefix it is, nil for a summary or a default
	remote *network // the other hub, whose spokes the prefix leads to under transit
	via    *hop
}

// draft returns the network's table, or its subnet's own, making it where it is not there yet.
func (r *resolution) draft(n *network, subnet string, o Origin) *tableDraft {
	id := RouteTableID(n.id)
	if subnet != "" {
		id = RouteTableID(string(n.id) + "/" + subnet)
	}
	t := r.tableOf[id]
	if t == nil {
		t = &tableDraft{id: id, network: n, subnet: subnet, propagate: true, routes: map[netip.Prefix]*routeDraft{}, origin: Origin{Range: o.Range, Rule: "route table"}}
		r.tableOf[id] = t
		r.tables = append(r.tables, t)
	}
	t.origin.Statements = mergeStatements(t.origin.Statements, o.Statements)
	return t
}

// send adds the route of a network's prefix to a hop.
func (r *resolution) send(t *tableDraft, p netip.Prefix, h *hop, to, remote *network, o Origin) {
	r.sendAs(t, p, h, string(to.id), to, remote, o)
}

// sendAs adds the route of a prefix to a hop, under a label. A hop without an address of that family gets none (a check
// reports it), nor does a table where no IPv6 packet can come from.
func (r *resolution) sendAs(t *tableDraft, p netip.Prefix, h *hop, label string, to, remote *network, o Origin) {
	if p.Addr().Is6() && (!t.network.hasIPv6() || t.subnet == firewallSubnet) {
		return
	}
	d := &routeDraft{to: to, Route: Route{Table: t.id, Name: routeName(label, p), Prefix: p, Through: h.ref(), Origin: o}, remote: remote, via: h}
	switch {
	case h.kind == vpnGatewayHop && p.Addr().Is4():
		d.NextHop = VirtualNetworkGateway
	case h.address(p).IsValid():
		d.NextHop, d.Address = VirtualAppliance, h.address(p)
	default:
		return
	}
	d.Origin.Rule = "route"
	r.add(t, d)
}

func (r *resolution) add(t *tableDraft, d *routeDraft) {
	old := t.routes[d.Prefix]
	switch {
	case old == nil:
		t.routes[d.Prefix] = d
	case old.NextHop == d.NextHop && old.Address == d.Address:
		old.Origin.Statements = mergeStatements(old.Origin.Statements, d.Origin.Statements)
	default:
		r.refuse(codeTwoWays, diag.Diagnostic{
			Summary: fmt.Sprintf("prefix %s is sent two ways on %q: through %q and through %q", d.Prefix, t.id, old.Through, d.Through), Subject: d.Origin.Range,
			Related: []diag.Related{{Range: old.Origin.Range, Message: "the other statement"}},
			Why:     "a prefix has one next hop in a table", Hint: "make the two statements agree",
		})
	}
}

var nameLetters = strings.NewReplacer("/", "_", ":", ".")

// routeName is label-prefix in the letters that Azure takes for a name; the prefix alone where that is too long.
func routeName(label string, p netip.Prefix) string {
	prefix := nameLetters.Replace(p.String())
	if strings.HasPrefix(prefix, ".") {
		prefix = "0" + prefix
	}
	if label == "" || len(label)+1+len(prefix) > 80 {
		return prefix
	}
	return label + "-" + prefix
}

// sorted are the table's routes by prefix, IPv4 first.
func (t *tableDraft) sorted() []*routeDraft {
	out := make([]*routeDraft, 0, len(t.routes))
	for _, d := range t.routes {
		out = append(out, d)
	}
	sort.Slice(out, func(i, j int) bool { return ipnet.Compare(out[i].Prefix, out[j].Prefix) < 0 })
	return out
}

// coverRemotePrefixes covers the prefixes behind other hubs by fewer that contain nothing else, where a table would
// have more routes than Azure takes.
func (r *resolution) coverRemotePrefixes() {
	limit := r.in.Limits["routesPerTable"]
	for _, t := range r.tables {
		if len(t.routes) <= limit {
			continue
		}
		byHop := map[string][]*routeDraft{}
		for _, d := range t.sorted() {
			if d.remote != nil && r.peering(t.network, d.to) == nil && t.network.cluster(d.to) == nil {
				byHop[string(d.remote.id)+"\x00"+d.Through] = append(byHop[string(d.remote.id)+"\x00"+d.Through], d)
			}
		}
		for _, k := range slices.Sorted(maps.Keys(byHop)) {
			r.cover(t, byHop[k])
		}
	}
}

func (r *resolution) cover(t *tableDraft, drafts []*routeDraft) {
	var prefixes []netip.Prefix
	o := Origin{Range: drafts[0].Origin.Range}
	for _, d := range drafts {
		delete(t.routes, d.Prefix)
		prefixes = append(prefixes, d.Prefix)
		o.Statements = mergeStatements(o.Statements, d.Origin.Statements)
	}
	for _, p := range ipnet.Cover(prefixes) {
		r.sendAs(t, p, drafts[0].via, string(drafts[0].remote.id), drafts[0].to, drafts[0].remote, o)
	}
}

// associateTables gives each subnet its table: its own where it has one, the network's where it is an ordinary subnet
// with derived routing; and makes rows of the tables that stand on a subnet.
func (r *resolution) associateTables() {
	for i := range r.topo.Subnets {
		s := &r.topo.Subnets[i]
		n := r.byName[s.Network]
		own := r.tableOf[RouteTableID(string(n.id)+"/"+s.Name)]
		base := r.tableOf[RouteTableID(n.id)]
		in := n.subnets[s.Name]
		switch {
		case own != nil:
			own.used = true
			s.RouteTable = own.id
		case base != nil && len(base.routes) > 0 && in.Routing == "derived" && !reserved(s.Name) && !r.keepsOff(base, s.Name):
			base.used = true
			s.RouteTable = base.id
		}
		if n.policy.routed() || base != nil {
			if s.PrivateEndpointNetworkPolicies == "" && !reserved(s.Name) && n.ownership() == Created {
				s.PrivateEndpointNetworkPolicies = "RouteTableEnabled"
			}
		}
	}
	for _, t := range r.tables {
		if !t.used {
			continue
		}
		r.topo.RouteTables = append(r.topo.RouteTables, RouteTable{ID: t.id, Network: t.network.id, Name: r.tableName(t), PropagateGatewayRoutes: t.propagate, Origin: t.origin})
		for _, d := range t.sorted() {
			r.topo.Routes = append(r.topo.Routes, d.Route)
		}
	}
}

// keepsOff tells whether the network's table stays off a subnet: an appliance's, in a hub, and wherever the network's own
// appliances are next hops of the table.
func (r *resolution) keepsOff(base *tableDraft, subnet string) bool {
	n := base.network
	if !n.isApplianceSubnet(subnet) {
		return false
	}
	if n.tier() == Hub {
		return true
	}
	for _, d := range base.routes {
		if d.via.inspects() && d.via.network == n {
			return true
		}
	}
	return false
}

func (r *resolution) tableName(t *tableDraft) string {
	if t.subnet == "" {
		return r.rename("routeTable", t.network, t.origin, "", "")
	}
	return r.rename("subnetRouteTable", t.network, t.origin, "subnet", t.subnet)
}
