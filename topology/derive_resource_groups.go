package topology

import (
	"maps"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/schema"
)

func resourceGroupID(n *network) ResourceGroupID {
	return ResourceGroupID(n.Subscription + "/" + n.ResourceGroup)
}

func (r *resolution) addResourceGroups() {
	said := map[string]*schema.ResourceGroup{}
	for i := range r.in.ResourceGroups {
		said[strings.ToLower(r.in.ResourceGroups[i].Name)] = &r.in.ResourceGroups[i]
	}
	holds := r.networksByGroup()
	for _, key := range slices.Sorted(maps.Keys(holds)) {
		networks := holds[key]
		first := networks[0]
		g := ResourceGroup{ID: key, Subscription: first.Subscription, Name: first.ResourceGroup,
			Origin: Origin{Range: first.KeyRange(), Rule: "resource group"}}
		for _, n := range networks {
			g.Origin.Statements = append(g.Origin.Statements, n.Path())
		}
		if s := said[strings.ToLower(first.ResourceGroup)]; s != nil {
			g.Location, g.Tags, g.Existing = s.Location, s.Tags, s.Existing
			g.Origin = Origin{Range: s.KeyRange(), Statements: []string{s.Path()}, Rule: "resource group"}
		}
		g.Existing = g.Existing || onlyExisting(networks)
		if g.Location == "" {
			g.Location = r.groupLocation(networks)
		}
		r.topo.ResourceGroups = append(r.topo.ResourceGroups, g)
	}
	r.addCircuitGroups(said, holds)
	r.addManagerGroups(said)
}

// networksByGroup are the networks, and the virtual WANs, that each resource group holds.
func (r *reading) networksByGroup() map[ResourceGroupID][]*network {
	holds := map[ResourceGroupID][]*network{}
	for _, n := range r.networks {
		holds[resourceGroupID(n)] = append(holds[resourceGroupID(n)], n)
	}
	for _, w := range r.wans {
		holds[resourceGroupID(w.place)] = append(holds[resourceGroupID(w.place)], w.place)
	}
	return holds
}

// addCircuitGroups makes the groups that hold circuits of ours and no network.
func (r *resolution) addCircuitGroups(said map[string]*schema.ResourceGroup, holds map[ResourceGroupID][]*network) {
	made := map[ResourceGroupID]bool{}
	for _, c := range r.circuits {
		id := ResourceGroupID(c.Subscription + "/" + c.ResourceGroup)
		if c.Circuit.ID != "" || made[id] || len(holds[id]) > 0 {
			continue
		}
		made[id] = true
		r.addGroupOf(c.Element, c.Subscription, c.ResourceGroup, c.Location, said)
	}
}

// addGroupOf makes the row of a resource group that holds no network, for what stands in it: its location is what is said of the
// group, else the default, else that of the thing.
func (r *resolution) addGroupOf(e schema.Element, subscription, name, location string, said map[string]*schema.ResourceGroup) {
	g := ResourceGroup{ID: ResourceGroupID(subscription + "/" + name), Subscription: subscription, Name: name, Location: location,
		Origin: Origin{Range: e.KeyRange(), Statements: []string{e.Path()}, Rule: "resource group"}}
	if r.in.Location != "" {
		g.Location = r.in.Location
	}
	if s := said[strings.ToLower(name)]; s != nil {
		g.Tags, g.Existing = s.Tags, s.Existing
		g.Origin = Origin{Range: s.KeyRange(), Statements: []string{s.Path()}, Rule: "resource group"}
		if s.Location != "" {
			g.Location = s.Location
		}
	}
	r.topo.ResourceGroups = append(r.topo.ResourceGroups, g)
}

// groupLocation is the default location, else the one location of the group's networks, else "".
func (r *resolution) groupLocation(networks []*network) string {
	if r.in.Location != "" {
		return r.in.Location
	}
	for _, n := range networks[1:] {
		if n.Location != networks[0].Location {
			return ""
		}
	}
	return networks[0].Location
}

// addManagerGroups makes rows of the resource groups that hold a manager and nothing else.
func (r *resolution) addManagerGroups(said map[string]*schema.ResourceGroup) {
	seen := map[ResourceGroupID]bool{}
	for i := range r.topo.ResourceGroups {
		seen[r.topo.ResourceGroups[i].ID] = true
	}
	for _, m := range r.managers {
		if seen[m.group()] {
			continue
		}
		seen[m.group()] = true
		r.addGroupOf(m.Element, m.Subscription, m.ResourceGroup, m.Location, said)
	}
}
