package topology

import (
	"maps"
	"slices"

	"github.com/vnetloom/vnetloom/schema"
)

// addManagers makes the rows of the managers.
func (r *resolution) addManagers() {
	for _, m := range r.managers {
		o := Origin{Range: m.KeyRange(), Statements: []string{m.Path()}, Rule: "network manager"}
		regions := map[string]bool{}
		for _, n := range m.networks() {
			regions[n.Location] = true
		}
		row := NetworkManager{
			ID:               m.id,
			Name:             r.nameOf(schema.NamingField.NetworkManager, m.home(), placeholders{"name": m.Name}),
			ResourceGroup:    m.home().group(),
			Location:         m.Location,
			Tags:             m.Tags,
			Subscriptions:    m.scopeSubscriptions(),
			ManagementGroups: m.Scope.ManagementGroups,
			Regions:          slices.Sorted(maps.Keys(regions)),
			Commit:           r.commitName(m, o),
			Origin:           o,
		}
		r.topo.NetworkManagers = append(r.topo.NetworkManagers, row)
		for _, x := range m.managed {
			r.addManaged(x, row.Name)
		}
	}
}

// commitName is the name of the resource that commits what a manager builds, "" where a step does or where it builds nothing.
func (r *resolution) commitName(m *manager, o Origin) string {
	if m.Commit != "resource" || len(m.managed) == 0 {
		return ""
	}
	return r.nameOf(schema.NamingField.Commit, m.home(), placeholders{"name": m.Name})
}

// addManaged makes the network group of a statement, with the name of its manager what finds its members, and a configuration for each hub. Of
// several hubs the
// configuration of the first by name has the connected group.
func (r *resolution) addManaged(x *managed, manager string) {
	o := connectionOrigin(x.c, "network group")
	g := NetworkGroup{
		ID:       NetworkGroupID(string(x.manager.id) + "/" + x.c.Name),
		Manager:  x.manager.id,
		Name:     r.nameOf(schema.NamingField.NetworkGroup, x.manager.home(), placeholders{"connection": x.c.Name}),
		ByPolicy: x.c.Membership == "policy",
		Origin:   o,
	}
	for _, n := range x.members {
		g.Members = append(g.Members, n.id)
	}
	r.topo.NetworkGroups = append(r.topo.NetworkGroups, g)
	r.addGroupPolicies(x, &g, manager)
	o.Rule = "connectivity configuration"
	c := ConnectivityConfiguration{
		ID:                    ConfigurationID(g.ID),
		Manager:               x.manager.id,
		Name:                  r.nameOf(schema.NamingField.ConnectivityConfiguration, x.manager.home(), placeholders{"connection": x.c.Name}),
		Group:                 g.ID,
		DeleteExistingPeering: x.c.DeleteExistingPeering,
		Origin:                o,
	}
	if len(x.hubs) == 0 {
		c.Direct, c.Global = true, spansRegions(x.members)
		r.topo.Configurations = append(r.topo.Configurations, c)
	}
	for i, h := range union(x.hubs) {
		of := c
		of.Hub, of.UseHubGateway = h.id, x.gateway == h
		of.Direct = x.direct && i == 0
		of.Global = of.Direct && spansRegions(x.members)
		if len(x.hubs) > 1 {
			of.ID, of.Name = ConfigurationID(string(c.ID)+"/"+string(h.id)), c.Name+"-"+string(h.id)
		}
		r.topo.Configurations = append(r.topo.Configurations, of)
	}
}

func spansRegions(networks []*network) bool {
	for _, n := range networks {
		if n.Location != networks[0].Location {
			return true
		}
	}
	return false
}

// addGroupPolicies makes a policy for each subscription that has members: by the selectors that may match there.
func (r *resolution) addGroupPolicies(x *managed, g *NetworkGroup, manager string) {
	if !g.ByPolicy {
		return
	}
	subscriptions := map[string]bool{}
	for _, n := range x.members {
		subscriptions[n.Subscription] = true
	}
	for _, s := range slices.Sorted(maps.Keys(subscriptions)) {
		r.topo.GroupPolicies = append(r.topo.GroupPolicies, GroupPolicy{ID: GroupPolicyID(string(g.ID) + "@" + s), Group: g.ID, Subscription: s,
			Name: manager + "-" + g.Name, Selectors: tagRules(x.items, s), Origin: connectionOrigin(x.c, "group policy")})
	}
}
