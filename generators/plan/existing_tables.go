package plan

import (
	"fmt"
	"slices"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/topology"
)

// A route table that stands is never written: a write would drop the routes of others. What it lacks is added to it one by one.

// tableID is the id of a route table, of the user's own where the intent names one.
func (l *lowering) tableID(t *topology.RouteTable) ID {
	if t.Group == "" {
		return l.id(l.networks[t.Network], azure.TypeRouteTable, t.Name)
	}
	s := l.scopes[t.Group]
	return ID{Subscription: s.Subscription, ResourceGroup: s.ResourceGroup, Type: azure.TypeRouteTable, Name: t.Name}
}

// addToTable adds to a table that stands the routes that it lacks, each once however many subnets have the table.
func (l *lowering) addToTable(t *topology.RouteTable, p *parts) {
	l.stands(l.standingTable(t, p))
	if t.Group == "" {
		return // another owner's: a step for them
	}
	for _, r := range p.routes[t.ID] {
		if r.Existing {
			continue
		}
		f := azure.Facts{"routeTable": azure.To{ID: p.tables[t.ID], Name: t.Name}, "name": Str(r.Name), "prefix": Str(r.Prefix.String()), "nextHopType": Str(r.NextHop)}
		f.Text("to", routeLabel(r))
		if r.Address.IsValid() {
			f["nextHop"] = Str(r.Address.String())
		}
		made := l.row(azure.AddedRoutes, l.place(t.Group), f).
			resource("route", describe(fmt.Sprintf("Route to %s in %s, which stands.", r.Prefix, t.Name), r.Origin), r.Origin)
		l.added[t.Network] = append(l.added[t.Network], made.ID)
		if l.byID[made.ID] != nil {
			continue
		}
		added := &staged{stage: azure.StageAddedRoutes, group: t.Group, unit: string(t.Network), chains: []string{"table " + made.Parent.Name}, Resource: made}
		if l.hubTables[p.tables[t.ID]] {
			added.stage = azure.StageHubAddedRoutes
		} else {
			added.after = l.nextHops([]string{r.Through})
		}
		l.add(added, "")
	}
}

// indexHubTables finds the tables whose routes come before the hubs: the firewall that they lead to stands in such a hub, or in one that is made
// beside it. Any other route waits for what it leads to.
func (l *lowering) indexHubTables(p *parts) {
	for i := range l.t.RouteTables {
		t := &l.t.RouteTables[i]
		if n := l.networks[t.Network]; t.Existing && n.Ownership == topology.Created && n.Tier == topology.Hub {
			l.hubTables[p.tables[t.ID]] = true
		}
	}
}

// standingTable is a table as it stands: with the routes of it that do.
func (l *lowering) standingTable(t *topology.RouteTable, p *parts) Resource {
	own := *p
	own.routes = map[topology.RouteTableID][]*topology.Route{t.ID: slices.DeleteFunc(slices.Clone(p.routes[t.ID]), func(r *topology.Route) bool { return !r.Existing })}
	r := l.tableRow(t, &own).resource("routeTable", "", t.Origin)
	r.ID = p.tables[t.ID]
	return r
}

// standingTables are the ids of the tables that stand.
func (l *lowering) standingTables(p *parts) map[topology.RouteTableID]ID {
	out := map[topology.RouteTableID]ID{}
	for i := range l.t.RouteTables {
		if t := &l.t.RouteTables[i]; t.Existing {
			out[t.ID] = p.tables[t.ID]
		}
	}
	return out
}
