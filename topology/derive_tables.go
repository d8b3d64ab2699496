package topology

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/ipnet"
	"github.com/vnetloom/vnetloom/schema"
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
	derived   routeSet // what the connections make, each prefix as it is
	routes    routeSet // what the table has: settled of derived, and then the hand-written ones
	origin    Origin
	used      bool
	given     azure.ID        // the user's own, of one subnet: zero where it is made
	group     ResourceGroupID // of the user's own
}

// routeSet is routes by prefix: a table has one for each.
type routeSet map[netip.Prefix]*routeDraft

type routeDraft struct {
	Route
	to     *network // whose prefix it is, nil for a summary or a default
	remote *network // the other hub, whose spokes the prefix leads to under transit
	via    *hop
}

// draft returns the network's table, or its subnet's own, making it where it does not exist yet.
func (r *resolution) draft(n *network, subnet string, o Origin) *tableDraft {
	id := tableID(n, subnet)
	t := r.tableOf[id]
	if t == nil {
		t = &tableDraft{id: id, network: n, subnet: subnet, propagate: true, derived: routeSet{}, routes: routeSet{},
			origin: Origin{Range: o.Range, Rule: "route table"}}
		r.tableOf[id] = t
		r.tables = append(r.tables, t)
	}
	t.origin.Statements = mergeStatements(t.origin.Statements, o.Statements)
	return t
}

// ownTable is the subnet's own table: as the table that it would have had otherwise.
func (r *resolution) ownTable(n *network, s *schema.Subnet) *tableDraft {
	if t := r.tableOf[tableID(n, s.Name)]; t != nil {
		return t
	}
	t := r.draft(n, s.Name, Origin{Range: s.At(schema.SubnetField.Routes), Statements: []string{n.Path()}})
	base := r.tableOf[tableID(n, "")]
	if base == nil || keepsOff(base, s.Name) {
		return t
	}
	t.propagate = base.propagate
	t.origin.Statements = mergeStatements(t.origin.Statements, base.origin.Statements)
	for p, d := range base.routes {
		c := *d
		c.Table = t.id
		t.routes[p] = &c
	}
	return t
}

// propagateGatewayRoutes says whether the table lets in what the network's gateway learns. A new one does.
func (t *tableDraft) propagateGatewayRoutes(on bool) { t.propagate = on }

func tableID(n *network, subnet string) RouteTableID {
	if subnet == "" {
		return RouteTableID(n.id)
	}
	return RouteTableID(string(n.id) + "/" + subnet)
}

// send adds the route of a network's prefix to a hop; remote is the other hub under transit, nil for none.
func (r *resolution) send(t *tableDraft, p netip.Prefix, h *hop, to, remote *network, o Origin) {
	if d := routeTo(t, p, h, string(to.id), o); d != nil {
		d.to, d.remote = to, remote
		r.add(t.derived, d)
	}
}

// sendAs adds the route of a prefix to a hop, under a label.
func (r *resolution) sendAs(t *tableDraft, p netip.Prefix, h *hop, label string, o Origin) {
	if d := routeTo(t, p, h, label, o); d != nil {
		r.add(t.derived, d)
	}
}

// routeTo is the route of a prefix to a hop, under a label. A hop without an address of that family gets none (a check reports it), nor
// does a table where no IPv6 packet can come from.
func routeTo(t *tableDraft, p netip.Prefix, h *hop, label string, o Origin) *routeDraft {
	if p.Addr().Is6() && (!t.network.hasIPv6() || t.subnet == firewallSubnet) {
		return nil
	}
	d := &routeDraft{Route: Route{Table: t.id, Name: routeName(label, p), Prefix: p, Through: h.ref(), Origin: o}, via: h}
	switch {
	case h.kind == vpnGatewayHop && p.Addr().Is4() && !h.learned():
		d.NextHop = VirtualNetworkGateway
	case h.address(p).IsValid():
		d.NextHop, d.Address = VirtualAppliance, h.address(p)
	default:
		return nil
	}
	d.Origin.Rule = "route"
	return d
}

// drop adds a route with next hop None for a prefix of something that is not joined.
func (r *resolution) drop(t *tableDraft, p netip.Prefix, label string, o Origin) {
	r.add(t.derived, &routeDraft{Route: Route{Table: t.id, Name: routeName(label, p), Prefix: p, NextHop: None, Origin: o}})
}

// add adds a route to a set; two that lead to one next hop are one.
func (r *resolution) add(set routeSet, d *routeDraft) {
	old := set[d.Prefix]
	switch {
	case old == nil:
		set[d.Prefix] = d
	case old.NextHop == d.NextHop && old.Address == d.Address:
		old.Origin.Statements = mergeStatements(old.Origin.Statements, d.Origin.Statements)
	default:
		r.refuse(codeTwoWays, diag.Diagnostic{
			Summary: fmt.Sprintf("prefix %s has two next hops in route table %q: %q and %q", d.Prefix, d.Table, old.Through, d.Through),
			Subject: d.Origin.Range,
			Related: []diag.Related{{Range: old.Origin.Range, Message: "the other connection"}},
			Why:     "a route table has one next hop per prefix",
			Hint:    "use the same next hop in both connections",
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

// sorted are the routes by prefix, IPv4 first.
func (s routeSet) sorted() []*routeDraft {
	return slices.SortedFunc(maps.Values(s), func(a, b *routeDraft) int { return ipnet.Compare(a.Prefix, b.Prefix) })
}

// settleTables decides which routes each table has: those derived, or, where they are more than Azure takes, with the prefixes behind
// other hubs covered by fewer that contain nothing else.
func (r *resolution) settleTables() {
	limit := r.in.Limits.Most(schema.LimitsField.RoutesPerTable)
	for _, t := range r.tables {
		t.routes = t.derived
		if len(t.derived) > limit {
			t.routes = r.covered(t)
		}
	}
}

// covered are the routes of a table with the prefixes behind each other hub covered.
func (r *resolution) covered(t *tableDraft) routeSet {
	out := routeSet{}
	byHop := map[string][]*routeDraft{}
	for _, d := range t.derived.sorted() {
		if d.remote == nil || r.peering(t.network, d.to) != nil || t.network.cluster(d.to) != nil {
			out[d.Prefix] = d
			continue
		}
		key := string(d.remote.id) + "\x00" + d.Through
		byHop[key] = append(byHop[key], d)
	}
	for _, key := range slices.Sorted(maps.Keys(byHop)) {
		drafts := byHop[key]
		first := drafts[0]
		var prefixes []netip.Prefix
		o := Origin{Range: first.Origin.Range}
		for _, d := range drafts {
			prefixes = append(prefixes, d.Prefix)
			o.Statements = mergeStatements(o.Statements, d.Origin.Statements)
		}
		for _, p := range ipnet.Cover(prefixes) {
			if d := routeTo(t, p, first.via, string(first.remote.id), o); d != nil {
				r.add(out, d)
			}
		}
	}
	return out
}

// associateTables gives each subnet its table: its own where it has one, the network's where it is an ordinary subnet
// with derived routing; and makes rows of the tables that stand on a subnet.
func (r *resolution) associateTables() {
	for _, s := range r.subnets {
		n := s.network
		own, base := r.tableOf[tableID(n, s.Name)], r.tableOf[tableID(n, "")]
		id, group, given := r.givenTable(s.Subnet)
		takesBase := base != nil && len(base.routes) > 0 && s.Routing == "derived" && !reserved(s.Name) && !keepsOff(base, s.Name)
		switch {
		case given && n.ownership() != External && (own != nil || takesBase):
			s.table = r.ownTable(n, s.Subnet)
			s.table.given, s.table.group = id, group
		case own != nil:
			s.table = own
		case takesBase && r.hasNamedTable(n, s.Name):
			s.table = r.ownTable(n, s.Subnet)
		case takesBase:
			s.table = base
		}
		if s.table != nil {
			s.table.used = true
		}
		s.inspected = n.policy.routed() || base != nil
	}
	for _, t := range r.tables {
		if !t.used {
			continue
		}
		row := RouteTable{
			ID:                     t.id,
			Network:                t.network.id,
			Name:                   r.tableName(t),
			PropagateGatewayRoutes: t.propagate,
			Existing:               t.given != azure.ID{},
			Group:                  t.group,
			Given:                  t.given,
			Origin:                 t.origin,
		}
		for _, d := range t.routes.sorted() {
			d.Existing = d.Existing || r.isRouteThere(t, d)
			row.Existing = row.Existing || d.Existing
			r.topo.Routes = append(r.topo.Routes, d.Route)
		}
		r.topo.RouteTables = append(r.topo.RouteTables, row)
	}
}

// lacking are the routes of a table that are not there yet.
func (t *tableDraft) lacking() []*routeDraft {
	return slices.DeleteFunc(t.routes.sorted(), func(d *routeDraft) bool { return d.Existing })
}

// keepsOff tells whether the network's table stays off a subnet: an appliance's, in a hub, and wherever the network's own
// appliances are next hops of the table.
func keepsOff(base *tableDraft, subnet string) bool {
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

// hasNamedTable tells whether `naming` has a name for a subnet's own table: then the subnet has one.
func (r *resolution) hasNamedTable(n *network, subnet string) bool {
	kind := schema.NamingField.SubnetRouteTable
	return r.in.Naming.Name(kind, nameWord(kind, n.home(), placeholders{"subnet": subnet})) != nil
}

func (r *resolution) tableName(t *tableDraft) string {
	if t.given.Name != "" {
		return t.given.Name
	}
	if t.subnet == "" {
		return r.nameOf(schema.NamingField.RouteTable, t.network.home(), nil)
	}
	return r.nameOf(schema.NamingField.SubnetRouteTable, t.network.home(), placeholders{"subnet": t.subnet})
}
