package topology

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/schema"
)

// addResourceGroups makes the rows of the groups that hold something of the intent.
func (r *resolution) addResourceGroups() {
	declared := map[string]*schema.ResourceGroup{}
	for i := range r.in.ResourceGroups {
		declared[strings.ToLower(r.in.ResourceGroups[i].Name)] = &r.in.ResourceGroups[i]
	}
	holds := r.homesByGroup()
	for _, id := range slices.Sorted(maps.Keys(holds)) {
		homes := holds[id]
		first := homes[0]
		g := ResourceGroup{ID: id, Subscription: first.subscription, Name: first.resourceGroup, Tags: r.in.Tags,
			Origin: Origin{Range: first.KeyRange(), Rule: "resource group"}}
		for _, h := range homes {
			g.Origin.Statements = append(g.Origin.Statements, h.Path())
		}
		if s := declared[strings.ToLower(g.Name)]; s != nil {
			g.Location, g.Tags, g.Existing = s.Location, r.tagsOver(s.Tags), s.Existing
			g.Origin = Origin{Range: s.KeyRange(), Statements: []string{s.Path()}, Rule: "resource group"}
		}
		g.Existing = g.Existing || onlyExisting(homes)
		if g.Location == "" {
			g.Location = r.groupLocation(homes)
		}
		r.topo.ResourceGroups = append(r.topo.ResourceGroups, g)
	}
	r.addOtherGroups(holds, declared)
	r.addTableGroups()
}

// homesByGroup are the networks, and the virtual WANs, that each resource group holds.
func (r *reading) homesByGroup() map[ResourceGroupID][]home {
	holds := map[ResourceGroupID][]home{}
	add := func(h home) { holds[h.group()] = append(holds[h.group()], h) }
	for _, n := range r.networks {
		add(n.home())
	}
	for _, w := range r.wans {
		add(w.home())
	}
	return holds
}

// onlyExisting tells whether a group holds nothing that is made: then it is not written either.
func onlyExisting(homes []home) bool {
	return !slices.ContainsFunc(homes, func(h home) bool { return h.created })
}

// addOtherGroups makes the groups that hold created circuits or managers, and no network.
func (r *resolution) addOtherGroups(holds map[ResourceGroupID][]home, declared map[string]*schema.ResourceGroup) {
	made := map[ResourceGroupID]bool{}
	add := func(h home) {
		if h.created && !made[h.group()] && len(holds[h.group()]) == 0 {
			made[h.group()] = true
			r.addGroupOf(h, declared[strings.ToLower(h.resourceGroup)])
		}
	}
	for _, c := range r.circuits {
		add(c.home())
	}
	for _, m := range r.managers {
		add(m.home())
	}
}

// addGroupOf makes the row of a resource group that holds no network, for what stands in it: its location is what is said of the
// group, else the default, else that of the thing.
func (r *resolution) addGroupOf(h home, declared *schema.ResourceGroup) {
	g := ResourceGroup{ID: h.group(), Subscription: h.subscription, Name: h.resourceGroup, Location: cmp.Or(r.in.Location, h.location), Tags: r.in.Tags,
		Origin: Origin{Range: h.KeyRange(), Statements: []string{h.Path()}, Rule: "resource group"}}
	if declared != nil {
		g.Tags, g.Existing, g.Location = r.tagsOver(declared.Tags), declared.Existing, cmp.Or(declared.Location, g.Location)
		g.Origin = Origin{Range: declared.KeyRange(), Statements: []string{declared.Path()}, Rule: "resource group"}
	}
	r.topo.ResourceGroups = append(r.topo.ResourceGroups, g)
}

// groupLocation is the default location, else the one location of what the group holds, else "".
func (r *resolution) groupLocation(homes []home) string {
	if r.in.Location != "" {
		return r.in.Location
	}
	for _, h := range homes[1:] {
		if h.location != homes[0].location {
			return ""
		}
	}
	return homes[0].location
}

// tagsOver are the tags of defaults with others over them: a name has one value, whatever its letters' case.
func (r *reading) tagsOver(tags map[string]string) map[string]string {
	out := maps.Clone(tags)
	taken := map[string]bool{}
	for name := range tags {
		taken[strings.ToLower(name)] = true
	}
	for name, value := range r.in.Tags {
		if !taken[strings.ToLower(name)] {
			if out == nil {
				out = map[string]string{}
			}
			out[name] = value
		}
	}
	return out
}
