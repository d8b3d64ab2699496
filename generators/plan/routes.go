package plan

import (
	"slices"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/topology"
)

// routeSetTable is where the estate keeps the routes that tables share.
const routeSetTable = "routeSets"

// shareRoutes finds the routes that all tables of one statement have: they stand once, by the statement's name. A route to a network
// of the same statement is never among them, since no two networks have the same of these; so one network more changes no set. Only
// the tables of whole networks say what is shared: that of a subnet with routes of its own has them and more.
func (l *lowering) shareRoutes(p *parts) {
	shared := map[string][]*topology.Route{}
	for i := range l.t.RouteTables {
		t := &l.t.RouteTables[i]
		if p.table[t.Network] != t || l.networks[t.Network].Ownership == topology.External {
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
	if n := l.networks[topology.NetworkID(routeLabel(r))]; n != nil && n.Tier == topology.Spoke || r.Origin.Rule == topology.HandWritten {
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
	return slices.ContainsFunc(routes, func(other *topology.Route) bool {
		return other.Name == r.Name && other.Prefix == r.Prefix && other.NextHop == r.NextHop && other.Address == r.Address
	})
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
	for name, own := range l.routesByStatement(routes) {
		set := p.shared[name]
		if len(set) == 0 || slices.ContainsFunc(set, func(r *topology.Route) bool { return !hasRoute(own, r) }) {
			continue
		}
		sets = append(sets, name)
		routes = slices.DeleteFunc(slices.Clone(routes), func(r *topology.Route) bool { return l.setOf(r) == name && hasRoute(set, r) })
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
