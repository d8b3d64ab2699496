package plan

import (
	"fmt"
	"slices"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/topology"
)

// handOverHalf makes the half of a peering that an external network holds a step for its owner.
func (l *lowering) handOverHalf(p *topology.Peering) {
	local, remote := l.networks[p.Local], l.networks[p.Remote]
	why := fmt.Sprintf("%s is external: its owner creates this half of its peering with %s. "+
		"The deployment creates the other half alone, and the peering carries nothing until both exist.", local.ID, remote.ID)
	switch {
	case p.AllowGatewayTransit:
		why += fmt.Sprintf(" This half allows %s to use the gateway of %s, and Azure takes the other half only after it.", remote.ID, local.ID)
	case p.UseRemoteGateways:
		why += fmt.Sprintf(" This half uses the gateway of %s, and Azure takes it only after the other half.", remote.ID)
	}
	l.addStep(local, Step{
		Name: fileWords(string(p.Local) + ">" + string(p.Remote)), Title: fmt.Sprintf("Peer %s with %s, from its owner's side", local.ID, remote.ID), Why: why,
		Changes: fmt.Sprintf("It makes the peering %s of %s, or sets the flags of the one that leads to %s already.", p.Name, local.Name, remote.Name),
		Owner:   string(local.ID), Origin: p.Origin,
		Action: l.peer(p), Last: p.UseRemoteGateways, Makes: []Resource{l.half(p, false)},
	})
	if l.crosses(local, remote) {
		l.grantNetwork(remote)
	}
}

// associate makes the association of tables and of security groups with the subnets of a network that exists two steps: a template would have to
// write these subnets whole. Groups come as early as they can, since what they close is open without them.
func (l *lowering) associate(n *topology.Network, p *parts) {
	var withTable, withGroup Associate
	standing := l.standingTables(p)
	for _, s := range p.subnets[n.ID] {
		if table, ok := p.tables[s.RouteTable]; ok && standing[s.RouteTable] == (ID{}) {
			withTable.Subnets = append(withTable.Subnets, Association{Subnet: l.subnetID(n, s.Name), RouteTable: table})
		}
		if group, ok := p.groups[s.SecurityGroup]; ok {
			withGroup.Subnets = append(withGroup.Subnets, Association{Subnet: l.subnetID(n, s.Name), SecurityGroup: group})
		}
	}
	l.addAssociation(n, p, withGroup, "the security group", " Until it is run, what main has joined is open to these subnets.")
	l.addAssociation(n, p, withTable, "the route tables", "")
}

func (l *lowering) addAssociation(n *topology.Network, p *parts, action Associate, what, more string) {
	if len(action.Subnets) == 0 {
		return
	}
	l.addStep(n, Step{
		Name: fileWords(string(n.ID)), Title: fmt.Sprintf("Put %s of %s on its subnets", what, n.ID),
		Why:     fmt.Sprintf("%s exists already: a template that names a subnet writes it whole, and would drop what the intent does not know of it.%s", n.ID, more),
		Changes: "It sets them on each subnet, and leaves everything else of it as it is. Where a subnet has another one, it stops, unless -Force is given.",
		Action:  action, Origin: topology.Origin{Range: n.Origin.Range, Statements: n.Origin.Statements, Rule: "association"},
		Makes: []Resource{l.withAssociations(n, p, action.Subnets)},
	})
}

// handOverRoutes makes the tables of an external network a step for its owner.
func (l *lowering) handOverRoutes(n *topology.Network, p *parts) {
	action := SetRoutes{Network: l.networkID(n)}
	var makes []Resource
	var on []Association
	for i := range l.t.RouteTables {
		t := &l.t.RouteTables[i]
		lacks := slices.DeleteFunc(slices.Clone(p.routes[t.ID]), func(r *topology.Route) bool { return r.Existing })
		if t.Network != n.ID || t.Existing && len(lacks) == 0 {
			continue
		}
		table := ExternalTable{ID: l.id(n, azure.TypeRouteTable, t.Name), Propagate: t.PropagateGatewayRoutes}
		for _, r := range lacks {
			route := ExternalRoute{Name: r.Name, Prefix: r.Prefix.String(), NextHop: string(r.NextHop)}
			if r.Address.IsValid() {
				route.Address = r.Address.String()
			}
			table.Routes = append(table.Routes, route)
		}
		for _, s := range p.subnets[n.ID] {
			if s.RouteTable == t.ID {
				table.Subnets = append(table.Subnets, l.subnetID(n, s.Name))
				on = append(on, Association{Subnet: l.subnetID(n, s.Name), RouteTable: table.ID})
			}
		}
		action.Tables = append(action.Tables, table)
		makes = append(makes, l.tableRow(t, p).resource("routeTable", "", t.Origin))
	}
	if len(action.Tables) == 0 {
		return
	}
	l.addStep(n, Step{
		Name: fileWords(string(n.ID)), Title: fmt.Sprintf("Set the routes that %s needs", n.ID),
		Why:     fmt.Sprintf("%s is external, and so are its route tables. Without these routes its traffic takes another way than the answers to it.", n.ID),
		Changes: "It adds these routes to the table of each subnet; a subnet without a table gets one. Other routes stay: where one of them has the same prefix and leads elsewhere it stops, unless -Force is given. It never switches off what a gateway learns in a table that is there, unless -DisableGatewayRoutes is given.",
		Owner:   string(n.ID), Action: action, Origin: topology.Origin{Range: n.Origin.Range, Statements: n.Origin.Statements, Rule: "routes of another owner"},
		Makes: append(makes, l.withAssociations(n, p, on)),
	})
}
