package plan

import (
	"maps"
	"slices"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/topology"
)

// routeSetTable is where the estate keeps the routes that tables share.
const routeSetTable = "routeSets"

// shareRoutes finds the routes that stand once.
//
// Those that all tables of one statement have, by the statement's name. A route to a network of the same statement is never among them, since
// no two networks have the same of these; so one network more changes no set. Only the tables of whole networks say what is shared: that of a
// subnet with routes of its own has them and more, and takes the place of the network's where no other subnet has that.
//
// And those by which the subnets of several hubs reach what is behind another one: a network more there is one route more, not one for each hub.
func (l *lowering) shareRoutes(p *parts) {
	shared := map[string][]*topology.Route{}
	for i := range l.t.RouteTables {
		t := &l.t.RouteTables[i]
		if !l.saysWhatIsShared(p, t) {
			continue
		}
		for name, routes := range l.routesByStatement(p.routes[t.ID]) {
			if _, ok := shared[name]; !ok {
				shared[name] = routes
				continue
			}
			shared[name] = slices.DeleteFunc(slices.Clone(shared[name]), func(r *topology.Route) bool { return !hasRoute(routes, r) })
		}
	}
	l.shareRoutesToHubs(p, shared)
	p.shared = shared
	sets := map[string]List{}
	for name, routes := range shared {
		if len(routes) == 0 {
			continue
		}
		list, err := l.plan.Estate.Shared(azure.Networks.NestedRows("routes"), routeFacts(routes))
		if err != nil {
			panic("plan: " + err.Error())
		}
		sets[name] = list
	}
	l.plan.Estate.Sets[routeSetTable] = sets
}

// saysWhatIsShared tells whether a table has what all tables of its statements must have for a set.
func (l *lowering) saysWhatIsShared(p *parts, t *topology.RouteTable) bool {
	if t.Existing || l.networks[t.Network].Ownership == topology.External {
		return false
	}
	if whole := p.table[t.Network]; whole != nil {
		return whole == t
	}
	return slices.ContainsFunc(p.routes[t.ID], func(r *topology.Route) bool { return r.Origin.Rule == topology.HandWritten })
}

// shareRoutesToHubs finds the routes to spokes by an address in another hub that the tables of subnets of several hubs have, all of them alike.
func (l *lowering) shareRoutesToHubs(p *parts, shared map[string][]*topology.Route) {
	first, count, differ := map[string][]*topology.Route{}, map[string]int{}, map[string]bool{}
	for i := range l.t.RouteTables {
		t := &l.t.RouteTables[i]
		if t.Existing || p.table[t.Network] == t || l.networks[t.Network].Ownership == topology.External {
			continue
		}
		for name, routes := range l.routesToHubs(p, t) {
			if count[name]++; count[name] == 1 {
				first[name] = routes
			}
			differ[name] = differ[name] || !slices.EqualFunc(routes, first[name], sameRoute)
		}
	}
	for name, routes := range first {
		if _, taken := shared[name]; !taken && count[name] > 1 && !differ[name] {
			shared[name], p.toHubs[name] = routes, true
		}
	}
}

// toHub is what the name of such a set has before that of the hub.
const toHub = "-to-"

// routesToHubs are the routes of a subnet's table to spokes behind another hub, by the name of a set: hubs-to-hub-we for those that the statement
// hubs leads through hub-we.
func (l *lowering) routesToHubs(p *parts, t *topology.RouteTable) map[string][]*topology.Route {
	out := map[string][]*topology.Route{}
	for _, r := range p.routes[t.ID] {
		hub, _, _ := strings.Cut(r.Through, "/")
		spoke := l.networks[topology.NetworkID(routeLabel(r))]
		statements := statementsOf(r)
		if hub == "" || hub == string(t.Network) || spoke == nil || spoke.Tier != topology.Spoke || statements == "" {
			continue
		}
		name := statements + toHub + hub
		out[name] = append(out[name], r)
	}
	return out
}

// routesBehind are the routes of a hub's own subnet to its spokes, by the name of each set by which other hubs reach these: GatewaySubnet sends
// them to the same address.
func (l *lowering) routesBehind(p *parts, t *topology.RouteTable) map[string][]*topology.Route {
	var own []*topology.Route
	for _, r := range p.routes[t.ID] {
		if spoke := l.networks[topology.NetworkID(routeLabel(r))]; spoke != nil && spoke.Tier == topology.Spoke {
			own = append(own, r)
		}
	}
	out := map[string][]*topology.Route{}
	for name := range p.toHubs {
		if strings.HasSuffix(name, toHub+string(t.Network)) {
			out[name] = own
		}
	}
	return out
}

// routesByStatement are the routes of a table that may be shared, by the names of the statements that they are from.
func (l *lowering) routesByStatement(routes []*topology.Route) map[string][]*topology.Route {
	out := map[string][]*topology.Route{}
	for _, r := range routes {
		if name := l.setOf(r); name != "" {
			out[name] = append(out[name], r)
		}
	}
	return out
}

// setOf is the name of the set that a route may be in, "" for none.
func (l *lowering) setOf(r *topology.Route) string {
	if n := l.networks[topology.NetworkID(routeLabel(r))]; n != nil && n.Tier == topology.Spoke {
		return ""
	}
	return statementsOf(r)
}

// statementsOf are the names of the connections that a route is from, "" where it is from something else too.
func statementsOf(r *topology.Route) string {
	if r.Origin.Rule == topology.HandWritten {
		return ""
	}
	var names []string
	for _, s := range r.Origin.Statements {
		name, ok := strings.CutPrefix(s, "connections.")
		if !ok {
			return ""
		}
		names = append(names, name)
	}
	return strings.Join(names, "+")
}

func hasRoute(routes []*topology.Route, r *topology.Route) bool {
	return slices.ContainsFunc(routes, func(other *topology.Route) bool { return sameRoute(other, r) })
}

func sameRoute(a, b *topology.Route) bool {
	return a.Name == b.Name && a.Prefix == b.Prefix && a.NextHop == b.NextHop && a.Address == b.Address
}

// routeLabel says where a route leads, as its name does: the name without the prefix. It is "" where the name is written by hand.
func routeLabel(r *topology.Route) string {
	label, ok := strings.CutSuffix(r.Name, "-"+azure.Letters(r.Prefix.String()))
	if !ok || r.Origin.Rule == topology.HandWritten {
		return ""
	}
	return label
}

// tableFacts are the routes of a table: the sets that it has whole, and the others one by one.
func (l *lowering) tableFacts(f azure.Facts, t *topology.RouteTable, p *parts) {
	f["gatewayRoutes"] = Bool(t.PropagateGatewayRoutes)
	routes := p.routes[t.ID]
	var sets []string
	take := func(candidates map[string][]*topology.Route) {
		for _, name := range slices.Sorted(maps.Keys(candidates)) {
			own, set := candidates[name], p.shared[name]
			if len(set) == 0 || slices.ContainsFunc(set, func(r *topology.Route) bool { return !hasRoute(own, r) || !hasRoute(routes, r) }) {
				continue
			}
			sets = append(sets, name)
			routes = slices.DeleteFunc(slices.Clone(routes), func(r *topology.Route) bool { return slices.Contains(own, r) && hasRoute(set, r) })
		}
	}
	take(l.routesByStatement(routes))
	if p.table[t.Network] != t {
		take(l.routesToHubs(p, t))
		take(l.routesBehind(p, t))
	}
	sort.Strings(sets)
	f.Texts("routeSets", sets)
	f["routes"] = routeFacts(routes)
}

func routeFacts(routes []*topology.Route) azure.Nested {
	out := azure.Nested{}
	for _, r := range routes {
		f := azure.Facts{"name": Str(r.Name), "prefix": Str(r.Prefix.String()), "nextHopType": Str(r.NextHop)}
		f.Text("to", routeLabel(r))
		if r.Address.IsValid() {
			f["nextHop"] = Str(r.Address.String())
		}
		out = append(out, f)
	}
	return out
}
