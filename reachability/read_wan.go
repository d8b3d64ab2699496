package reachability

import (
	"fmt"
	"net/netip"
	"slices"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// hubPreference is how a hub chooses among paths for the same prefix, "" where that is not known.
func (r *reader) hubPreference(x *template.Resource) string {
	v := x.Properties.Get("hubRoutingPreference")
	if r.notKnown(v, "hubRoutingPreference of virtual hub %q", x.Name) {
		return ""
	}
	for _, known := range []string{preferVPN, preferASPath} {
		if strings.EqualFold(v.String(), known) {
			return known
		}
	}
	return preferExpressRoute
}

// virtualHubs reads the hubs, before the firewalls that stand in them.
func (r *reader) virtualHubs() {
	one := r.oneWAN()
	types := map[string]*template.Resource{}
	for _, x := range r.of(azure.TypeVirtualWAN) {
		types[x.ID] = x
	}
	for _, x := range r.of(azure.TypeVirtualHub) {
		if r.isRouteServer(x) {
			continue
		}
		r.on = x
		h := &hub{id: x.ID, name: x.Name, at: x.At, wan: r.wanOf(x.ID, one), tables: map[string]*hubTable{}}
		n := &network{
			Network:  Network{ID: x.ID, Name: x.Name, Location: normalLocation(x.Body.Get("location").String()), At: x.At},
			byRemote: map[string]*half{}, byName: map[string]*subnet{}, fibs: map[*routeTable]*fib{},
		}
		n.Prefixes, h.routingUnknown = r.prefixes(fmt.Sprintf("the prefix of virtual hub %q", x.Name), nil, x.Properties.Get("addressPrefix"))
		h.sub = &subnet{Subnet: Subnet{ID: x.ID, Name: x.Name, Network: x.ID, Prefixes: n.Prefixes, At: x.At}, net: n}
		if w := types[h.wan]; w != nil {
			h.basic = strings.EqualFold(w.Properties.Get("type").String(), "Basic")
			v := w.Properties.Get("allowBranchToBranchTraffic")
			if r.notKnown(v, "allowBranchToBranchTraffic of virtual WAN %q", w.Name) {
				h.routingUnknown = first(h.routingUnknown, fmt.Sprintf("allowBranchToBranchTraffic of virtual WAN %q is not known", w.Name))
			}
			h.branchToBranch = v.True()
		}
		h.preference = r.hubPreference(x)
		for _, kind := range []string{azure.TypeHubRouteTable, azure.TypeRoutingIntent, azure.TypeHubConnection} {
			h.routingUnknown = first(h.routingUnknown, r.unheld(x, kind))
		}
		h.standard = h.table("defaultRouteTable", "default")
		h.table("noneRouteTable", "none")
		r.e.hubs[h.id] = h
	}
	for _, h := range r.e.sortedHubs() {
		for _, o := range r.e.sortedHubs() {
			if o.wan == h.wan {
				h.neighbors = append(h.neighbors, o)
			}
		}
	}
	for _, kind := range sortedTypes(r.byType) {
		if howRead(kind) != notRead {
			continue
		}
		for _, x := range r.byType[kind] {
			if h := r.e.hubs[parent(x.ID)]; h != nil {
				h.routingUnknown = first(h.routingUnknown, fmt.Sprintf("%s %q is not supported", kindWord(x.Type), x.Name))
			}
		}
	}
}

func sortedTypes(m map[string][]*template.Resource) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

func (e *Estate) sortedHubs() []*hub {
	out := make([]*hub, 0, len(e.hubs))
	for _, h := range e.hubs {
		out = append(out, h)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].id < out[j].id })
	return out
}

// table is a table of the hub by its name, made where it is not there.
func (h *hub) table(name string, labels ...string) *hubTable {
	id := h.id + "/hubroutetables/" + strings.ToLower(name)
	if h.tables[id] == nil {
		h.tables[id] = &hubTable{id: id, name: name, at: h.at}
	}
	h.tables[id].labels = append(h.tables[id].labels, labels...)
	return h.tables[id]
}

// labelled are the tables of a label in all hubs of the virtual WAN.
func (h *hub) labelled(label string) []*hubTable {
	var out []*hubTable
	for _, o := range h.neighbors {
		for _, t := range o.tables {
			if slices.ContainsFunc(t.labels, func(l string) bool { return strings.EqualFold(l, label) }) {
				out = append(out, t)
			}
		}
	}
	return out
}

// hubRouting reads what hubs route by, and what they connect.
func (r *reader) hubRouting() {
	for _, x := range r.of(azure.TypeHubRouteTable) {
		if h := r.hubOf(x); h != nil {
			r.hubTable(h, x)
		}
	}
	for _, x := range r.of(azure.TypeRoutingIntent) {
		if h := r.hubOf(x); h != nil {
			r.routingIntent(h, x)
		}
	}
	for _, x := range r.of(azure.TypeHubConnection) {
		if h := r.hubOf(x); h != nil {
			r.hubConnection(h, x)
		}
	}
	r.hubGateways()
	for _, h := range r.e.sortedHubs() {
		r.bothRoutings(h)
		sort.Slice(h.conns, func(i, j int) bool { return h.conns[i].id < h.conns[j].id })
		for _, list := range []string{"virtualNetworkConnections", "routeTable"} {
			for _, x := range r.of(azure.TypeVirtualHub) {
				if v := x.Properties.Get(list); x.ID == h.id && v != nil && (len(v.List()) > 0 || len(v.Get("routes").List()) > 0) {
					h.routingUnknown = first(h.routingUnknown, fmt.Sprintf("its property %q, of older API versions, is not supported", list))
				}
			}
		}
	}
}

// hubOf is the hub that a child stands in. Where the templates do not make it, what it joins is not known.
func (r *reader) hubOf(x *template.Resource) *hub {
	r.on = x
	h := r.e.hubs[parent(x.ID)]
	if h == nil {
		r.elsewhere(x.At, fmt.Sprintf("the virtual hub of %s %q", kindWord(x.Type), x.Name), "what it does there is not known")
	}
	return h
}

func (r *reader) hubTable(h *hub, x *template.Resource) {
	t := h.table(x.Name[strings.LastIndexByte(x.Name, '/')+1:])
	t.at = x.At
	for _, v := range r.list(x.Properties.Get("labels"), fmt.Sprintf("the labels of route table %q", x.Name)) {
		if r.notKnown(v, "a label of route table %q", x.Name) {
			h.routingUnknown = first(h.routingUnknown, fmt.Sprintf("a label of route table %q is not known", x.Name))
		}
		t.labels = append(t.labels, v.String())
	}
	routes := x.Properties.Get("routes")
	if routes.IsUnknown() {
		h.routingUnknown = first(h.routingUnknown, fmt.Sprintf("the routes of table %q are not known", x.Name))
	}
	for _, v := range r.list(routes, fmt.Sprintf("the routes of table %q", x.Name)) {
		insp, why := r.hubHop(v.Get("nextHop"))
		if why != "" || v.Get("destinations").IsUnknown() {
			h.routingUnknown = first(h.routingUnknown, fmt.Sprintf("a route of table %q: %s", x.Name, first(why, "its destinations are not known")))
			continue
		}
		for _, d := range v.Get("destinations").List() {
			p, err := netip.ParsePrefix(d.String())
			if err != nil {
				h.routingUnknown = first(h.routingUnknown, fmt.Sprintf("a route of table %q has a destination that is not a prefix", x.Name))
				continue
			}
			t.routes = append(t.routes, hubRoute{prefix: p.Masked(), insp: insp, at: placeOf(v)})
		}
	}
}

// hubHop is the firewall that a next hop of a hub names, or why it is not known.
func (r *reader) hubHop(v *template.Value) (*inspector, string) {
	for _, f := range r.e.firewall {
		if f.insp.id == v.ID() {
			return f.insp, ""
		}
	}
	if v.ID() == "" && r.notKnown(v, "a next hop of %q", r.on.Name) {
		return nil, "its next hop is not known"
	}
	return nil, fmt.Sprintf("its next hop is not a firewall of the %s", r.e.from)
}

func (r *reader) routingIntent(h *hub, x *template.Resource) {
	h.intent, h.intentAt = true, x.At
	for _, v := range r.list(x.Properties.Get("routingPolicies"), fmt.Sprintf("the policies of routing intent %q", x.Name)) {
		insp, why := r.hubHop(v.Get("nextHop"))
		if why != "" {
			h.routingUnknown = first(h.routingUnknown, fmt.Sprintf("routing intent %q: %s", x.Name, why))
		}
		for _, d := range v.Get("destinations").List() {
			switch strings.ToLower(d.String()) {
			case "privatetraffic":
				h.private = insp
			case "internet":
				h.internet = insp
			default:
				h.routingUnknown = first(h.routingUnknown, fmt.Sprintf("routing intent %q has a destination that is not known", x.Name))
			}
		}
	}
	if x.Properties.Get("routingPolicies").IsUnknown() {
		h.routingUnknown = first(h.routingUnknown, fmt.Sprintf("the policies of routing intent %q are not known", x.Name))
	}
}

func (r *reader) hubConnection(h *hub, x *template.Resource) {
	c := &hubConn{id: x.ID, name: x.Name, hub: h, at: x.At, to: map[*hubTable]bool{}, internet: x.Properties.Get("enableInternetSecurity").True()}
	remote := x.Properties.Get("remoteVirtualNetwork", "id")
	if remote.ID() == "" {
		return // it may be any network: hubsAndManagers says so
	}
	if c.net = r.e.byID[remote.ID()]; c.net == nil {
		r.elsewhere(x.At, fmt.Sprintf("the network of connection %q", x.Name), "the connection is ignored")
		return
	}
	if c.net.conn != nil {
		r.refused(x.At, fmt.Sprintf("connection %q", x.Name),
			fmt.Sprintf("%q is already connected to virtual hub %q, and Azure allows only one", c.net.Name, c.net.conn.hub.name))
		return
	}
	if r.notKnown(x.Properties.Get("enableInternetSecurity"), "enableInternetSecurity of connection %q", x.Name) {
		h.routingUnknown = first(h.routingUnknown, fmt.Sprintf("enableInternetSecurity of connection %q is not known", x.Name))
	}
	routing := x.Properties.Get("routingConfiguration")
	c.assoc, c.to = r.hubRoutes(h, routing, x.Name)
	if len(routing.Get("vnetRoutes", "staticRoutes").List()) > 0 || routing.Get("inboundRouteMap") != nil || routing.Get("outboundRouteMap") != nil {
		h.routingUnknown = first(h.routingUnknown, fmt.Sprintf("static routes and route maps of connection %q are not supported", x.Name))
	}
	c.net.conn = c
	h.conns = append(h.conns, c)
}

// hubRoutes reads the table that a connection is associated with, and those to which it propagates: the default ones unless it
// says otherwise, and always where the hub has a routing intent.
// Source: How to configure Virtual WAN hub routing intent: all connections are associated with the default table.
func (r *reader) hubRoutes(h *hub, routing *template.Value, name string) (*hubTable, map[*hubTable]bool) {
	assoc, to := h.standard, map[*hubTable]bool{}
	byDefault := func() {
		for _, t := range h.labelled("default") {
			to[t] = true
		}
	}
	if routing.IsUnknown() {
		r.notKnown(routing, "the routing of connection %q", name)
		h.routingUnknown = first(h.routingUnknown, fmt.Sprintf("the routing of connection %q is not known", name))
	}
	if routing == nil || routing.Kind != template.Object || h.intent {
		byDefault()
		return assoc, to
	}
	find := func(v *template.Value) *hubTable {
		for _, o := range h.neighbors {
			if t := o.tables[v.ID()]; t != nil {
				return t
			}
		}
		h.routingUnknown = first(h.routingUnknown, fmt.Sprintf("a route table of connection %q is not in the %s", name, r.e.from))
		return nil
	}
	if v := routing.Get("associatedRouteTable", "id"); v != nil {
		if t := find(v); t != nil {
			assoc = t
		}
	}
	propagated := routing.Get("propagatedRouteTables")
	if propagated == nil {
		byDefault()
		return assoc, to
	}
	for _, v := range propagated.Get("ids").List() {
		if t := find(v.Get("id")); t != nil {
			to[t] = true
		}
	}
	for _, v := range propagated.Get("labels").List() {
		for _, t := range h.labelled(v.String()) {
			to[t] = true
		}
	}
	return assoc, to
}

func (r *reader) isRouteServer(x *template.Resource) bool {
	p := x.Properties
	return p.Get("sku") != nil && p.Get("virtualWan") == nil && p.Get("addressPrefix") == nil
}

// bothRoutings reports a hub with a routing intent and tables of its own, which Azure refuses.
// Source: How to configure Virtual WAN hub routing intent and routing policies, prerequisites.
func (r *reader) bothRoutings(h *hub) {
	for _, t := range h.tables {
		if h.intent && t.name != "defaultRouteTable" && t.name != "noneRouteTable" {
			r.refused(h.intentAt, fmt.Sprintf("the routing intent of virtual hub %q", h.name), "Azure refuses a routing intent on a hub with custom route tables")
			h.routingUnknown = first(h.routingUnknown, "it has a routing intent and custom route tables")
			return
		}
	}
}
