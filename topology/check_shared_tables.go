package topology

import (
	"fmt"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/ipnet"
	"github.com/vnetloom/vnetloom/schema"
)

// checkSharedTables refuses a route table of the user's that subnets share which need different routes: what is added for one is there for all.
func checkSharedTables(r *resolution) {
	users := map[azure.ID][]*subnetDraft{}
	var order []azure.ID
	for _, s := range r.subnets {
		id, _, ok := r.givenTable(s.Subnet)
		if !ok || s.network.ownership() == External {
			continue
		}
		if users[id] == nil {
			order = append(order, id)
		}
		users[id] = append(users[id], s)
	}
	for _, id := range order {
		r.checkSharedTable(id, users[id])
	}
}

// checkSharedTable reports the first route that one of the subnets needs and that leads the traffic of another one elsewhere.
func (r *resolution) checkSharedTable(id azure.ID, users []*subnetDraft) {
	for _, s := range users {
		if s.table == nil {
			continue
		}
		for _, d := range s.table.lacking() {
			for _, other := range users {
				if other.leadsElsewhere(d) {
					r.reportSharedTable(id, d, s, other)
					return
				}
			}
		}
	}
}

// leadsElsewhere tells whether a route that is in no plan of the subnet leads some of its traffic another way.
func (s *subnetDraft) leadsElsewhere(d *routeDraft) bool {
	n := s.network
	if d.Prefix.Addr().Is6() && !n.hasIPv6() {
		return false
	}
	spaces := n.AddressSpace
	for _, p := range n.peers {
		spaces = append(spaces[:len(spaces):len(spaces)], p.AddressSpace...)
	}
	if s.table == nil {
		return true
	}
	if s.table.routes[d.Prefix] != nil {
		return false // with another next hop, it is reported as that
	}
	best := (*routeDraft)(nil)
	for _, own := range s.table.routes {
		if ipnet.Contains(own.Prefix, d.Prefix) && (best == nil || own.Prefix.Bits() > best.Prefix.Bits()) {
			best = own
		}
	}
	return best == nil || best.NextHop != d.NextHop || best.Address != d.Address || ipnet.AnyOverlaps(spaces, d.Prefix)
}

func (r *resolution) reportSharedTable(id azure.ID, d *routeDraft, needs, other *subnetDraft) {
	ref := func(s *subnetDraft) string { return string(s.network.id) + "/" + s.Name }
	r.report(codeSharedTable, diag.Diagnostic{
		Summary: fmt.Sprintf("subnets %q and %q share route table %q, and the route to %s is for the first alone", ref(needs), ref(other), id.Name, d.Prefix),
		Subject: other.At(schema.SubnetField.RouteTable),
		Related: []diag.Related{{Range: d.Origin.Range, Message: fmt.Sprintf("needs the route, on %q", ref(needs))}},
		Why:     "a route of a table holds for every subnet that has the table",
		Hint:    "use a table of its own for one of the subnets",
	})
}
