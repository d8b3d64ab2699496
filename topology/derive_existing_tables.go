package topology

import (
	"maps"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/schema"
)

// What is routed already, of networks that are not created: the routes of connections that are there stand with them. What else leads
// elsewhere, such as the way to one spoke more, is written.

// isRouteThere tells whether a route stands already in the table of a network that is not created: one of its statements is there, and so are
// the network's own connection and that of the network whose prefix it is. One that no connection asks for, but what is advertised to the
// network, is there with the network's own connection.
func (r *resolution) isRouteThere(t *tableDraft, d *routeDraft) bool {
	if t.network.ownership() == Created || !r.isJoinedAlready(t.network) || d.to != nil && !r.isJoinedAlready(d.to) {
		return false
	}
	byConnection := false
	for i := range r.in.Connections {
		byConnection = byConnection || slices.Contains(d.Origin.Statements, r.in.Connections[i].Path())
	}
	return !byConnection && d.Origin.Rule != HandWritten || slices.ContainsFunc(d.Origin.Statements, func(path string) bool { return r.saysExisting(path) })
}

// saysExisting tells whether the statement of that path says of something that it is there already.
func (r *resolution) saysExisting(path string) bool {
	for c := range r.presences {
		if c.Path() == path {
			return true
		}
	}
	return false
}

// isJoinedAlready tells whether a connection of the network is there already.
func (r *resolution) isJoinedAlready(n *network) bool {
	for _, p := range n.peers {
		if r.peering(n, p).isThere(r.reading) {
			return true
		}
	}
	for _, g := range []*gatewayNode{n.vpn, n.expressRoute} {
		if g != nil && slices.ContainsFunc(g.links, r.isLinkThere) {
			return true
		}
	}
	return false
}

// givenTable is the route table of the user's that a subnet has, with its resource group; false for none.
func (r *reading) givenTable(s *schema.Subnet) (azure.ID, ResourceGroupID, bool) {
	id, ok := r.tables[strings.ToLower(s.RouteTable)]
	if !ok {
		return azure.ID{}, "", false
	}
	return id, r.groupAt(id), true
}

// givenTables are the user's route tables and security groups by their ids in small letters. One has one name, in whatever letters subnets name it.
type givenTables map[string]azure.ID

// indexGivenTables finds the tables and the security groups that subnets name. The first one that names one, or its resource group, says in
// which letters.
func (r *reading) indexGivenTables() {
	r.tables = givenTables{}
	groups := map[string]string{}
	index := func(text, kind string) {
		id, ok := azure.ParseID(text, kind)
		if _, known := r.tables[strings.ToLower(text)]; !ok || known {
			return
		}
		group := strings.ToLower(id.Subscription + "/" + id.ResourceGroup)
		if letters, ok := groups[group]; ok {
			id.ResourceGroup = letters
		}
		groups[group], r.tables[strings.ToLower(text)] = id.ResourceGroup, id
	}
	for _, n := range r.networks {
		for _, name := range slices.Sorted(maps.Keys(n.subnets)) {
			index(n.subnets[name].RouteTable, azure.TypeRouteTable)
			index(n.subnets[name].NetworkSecurityGroup, azure.TypeSecurityGroup)
		}
	}
}

// groupAt is the resource group of an id, under the name of its subscription and in the letters that the intent has for it.
func (r *reading) groupAt(id azure.ID) ResourceGroupID {
	group := home{subscription: r.subscriptionNamed(id.Subscription), resourceGroup: id.ResourceGroup}.group()
	if letters, ok := r.groupLetters[strings.ToLower(string(group))]; ok {
		return letters
	}
	return group
}

// subscriptionNamed is the name under which a subscription is declared, "" for none.
func (r *reading) subscriptionNamed(uuid string) string {
	for _, s := range r.in.Subscriptions {
		if strings.EqualFold(s.ID, uuid) {
			return s.Name
		}
	}
	return ""
}

// addTableGroups makes the rows of the resource groups of the user's tables, and of security groups that may get rules, which are never written.
func (r *resolution) addTableGroups() {
	have := map[string]bool{}
	for _, g := range r.topo.ResourceGroups {
		have[strings.ToLower(string(g.ID))] = true
	}
	add := func(n *network, s *schema.Subnet, text string, at schema.Field[schema.Subnet]) {
		id, group := r.idOf(text)
		if id == (azure.ID{}) || have[strings.ToLower(string(group))] {
			return
		}
		have[strings.ToLower(string(group))] = true
		r.topo.ResourceGroups = append(r.topo.ResourceGroups, ResourceGroup{ID: group, Subscription: r.subscriptionNamed(id.Subscription),
			Name: id.ResourceGroup, Existing: true, Location: n.Location,
			Origin: Origin{Range: s.At(at), Statements: []string{s.Path()}, Rule: "resource group"}})
	}
	for _, n := range r.networks {
		for i := range n.Subnets {
			s := &n.Subnets[i]
			add(n, s, s.RouteTable, schema.SubnetField.RouteTable)
			if s.RulePriorities != (schema.Priorities{}) {
				add(n, s, s.NetworkSecurityGroup, schema.SubnetField.NetworkSecurityGroup)
			}
		}
	}
}
