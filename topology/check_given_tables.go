package topology

import (
	"fmt"
	"net/netip"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// checkGivenTables holds the user's route tables, and tables that stand, to what can be added to them: routes, one by one.
func checkGivenTables(r *resolution) {
	for _, s := range r.subnets {
		if s.Subnet.RouteTable != "" {
			r.checkGivenTable(s)
		}
	}
	type place struct {
		table  azure.ID
		prefix netip.Prefix
	}
	first := map[place]Route{}
	reported := map[azure.ID]bool{}
	for _, t := range r.tables {
		if !t.used {
			continue
		}
		if t.given == (azure.ID{}) {
			r.checkUnknownTable(t)
			continue
		}
		for _, d := range t.routes.sorted() {
			old, twice := first[place{t.given, d.Prefix}]
			if twice && (old.NextHop != d.NextHop || old.Address != d.Address) {
				r.report(codeTwoWays, diag.Diagnostic{
					Summary: fmt.Sprintf("prefix %s has two next hops in route table %q: %q and %q", d.Prefix, t.given.Name, old.Through, d.Through),
					Subject: d.Origin.Range,
					Related: []diag.Related{{Range: old.Origin.Range, Message: "the other connection"}},
					Why:     "a route table has one next hop per prefix, for all subnets that have the table",
					Hint:    "use a table of its own for one of the subnets",
				})
			}
			first[place{t.given, d.Prefix}] = d.Route
		}
		if !t.propagate && r.gatewayUsedBy(t.network) != nil && len(t.lacking()) == len(t.routes) && !reported[t.given] {
			reported[t.given] = true
			r.reportGivenPropagation(t)
		}
	}
}

// checkGivenTable holds a table to the subnet that has it, and to a subscription that the intent knows.
func (r *resolution) checkGivenTable(s *subnetDraft) {
	n, at := s.network, s.At(schema.SubnetField.RouteTable)
	if id, _, ok := r.givenTable(s.Subnet); ok && n.ownership() != External && r.subscriptionNamed(id.Subscription) == "" {
		r.report(codeGroupUndeclared, diag.Diagnostic{
			Summary: fmt.Sprintf("the route table of subnet %q of %q is in subscription %s, which is not declared", s.Name, n.id, id.Subscription),
			Subject: at,
			Why:     "routes are deployed to the subscription of the table, and the intent must name it",
			Hint:    fmt.Sprintf("declare it: `subscriptions: {hub: %s}`", id.Subscription),
		})
	}
	if s.Name == bastionSubnet || s.Name == routeServerSubnet {
		r.report(codeNoRoutesHere, diag.Diagnostic{
			Summary: fmt.Sprintf("subnet %q of %q has `routeTable`", s.Name, n.id),
			Subject: at,
			Label:   "not allowed here",
			Why:     "Azure does not support route tables on this subnet",
			Hint:    "remove it",
		})
	}
}

// checkUnknownTable refuses a route for a table of which only the connection says that it is there: which one it is, nothing says.
func (r *resolution) checkUnknownTable(t *tableDraft) {
	if t.network.ownership() != Existing {
		return
	}
	var lacks *routeDraft
	there := false
	for _, d := range t.routes.sorted() {
		if d.Existing {
			there = true
		} else if lacks == nil {
			lacks = d
		}
	}
	if !there || lacks == nil {
		return
	}
	where, hint := fmt.Sprintf("the subnets of %q have", t.network.id), "write its resource ID at each subnet: `subnets: {app: {prefix: …, routeTable: /subscriptions/…}}`"
	if t.subnet != "" {
		where, hint = fmt.Sprintf("subnet %q of %q has", t.subnet, t.network.id), fmt.Sprintf("write its resource ID: `subnets: {%s: {prefix: …, routeTable: /subscriptions/…}}`", t.subnet)
	}
	r.report(codeUnknownTable, diag.Diagnostic{
		Summary: fmt.Sprintf("%s an existing route table, which needs the route to %s, and the intent does not name it", where, lacks.Prefix),
		Subject: t.network.KeyRange(),
		Related: []diag.Related{{Range: lacks.Origin.Range, Message: "needs the route"}},
		Why:     "a subnet has one route table: another one would take the place of the one that is there, with all its routes",
		Hint:    hint,
	})
}

// reportGivenPropagation warns of what the user's table must be like: that is written with the table alone.
func (r *resolution) reportGivenPropagation(t *tableDraft) {
	r.report(codeTablePropagation, diag.Diagnostic{
		Summary: fmt.Sprintf("route table %q must not propagate gateway routes, which vnetloom does not set", t.given.Name),
		Subject: t.origin.Range,
		Why: "the traffic with what is behind the gateway is inspected or kept apart, and learned routes are more specific than the inspecting ones; " +
			"the setting belongs to the table, and a write of the table would drop the routes that others have put there",
		Hint: "set it on the table: disableBgpRoutePropagation true",
	})
}
