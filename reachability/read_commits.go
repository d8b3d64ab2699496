package reachability

import (
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// A commit brings configurations of a network manager into force in some regions, in place of what was in force there.
// Source: Configuration deployments in Azure Virtual Network Manager, "goal state model".
type commit struct {
	regions        map[string]bool
	configurations map[string]bool // by id
	unknown        string          // why its regions or configurations are not known
}

// commits reads the commits of connectivity configurations, by manager.
func (r *reader) commits() map[string][]*commit {
	out := map[string][]*commit{}
	for _, x := range r.of(azure.TypeCommit) {
		r.on = x
		p := x.Properties
		c := &commit{regions: map[string]bool{}, configurations: map[string]bool{}}
		known := func(v *template.Value, what string) bool {
			if r.notKnown(v, what, x.Name) {
				c.unknown = "what a commit of its network manager deploys is not known"
				return false
			}
			return true
		}
		if known(p.Get("commitType"), "the type of commit %q") && !strings.EqualFold(p.Get("commitType").String(), "Connectivity") {
			continue
		}
		if v := p.Get("targetLocations"); known(v, "the regions of commit %q") {
			for _, region := range v.List() {
				if known(region, "a region of commit %q") {
					c.regions[normalLocation(region.String())] = true
				}
			}
		}
		if v := p.Get("configurationIds"); known(v, "the configurations of commit %q") {
			for _, id := range v.List() {
				if id.ID() != "" || known(id, "a configuration of commit %q") {
					c.configurations[id.ID()] = true
				}
			}
		}
		out[parent(x.ID)] = append(out[parent(x.ID)], c)
	}
	return out
}

// inForce tells whether a configuration is in force in the region of a network. Of a manager without a commit of connectivity in the
// templates everything is: it counts as committed.
func (r *reader) inForce(configuration *template.Resource, n *network) flag {
	list := r.committed[parent(configuration.ID)]
	if len(list) == 0 {
		return flag{on: true}
	}
	in, out := false, false
	for _, c := range list {
		switch {
		case c.unknown != "":
			return flag{unknown: c.unknown}
		case n.Location == "":
			return flag{unknown: "a network manager deploys by region, and the location of " + n.Name + " is not known"}
		case !c.regions[n.Location]:
		case c.configurations[configuration.ID]:
			in = true
		default:
			out = true
		}
	}
	if in && out {
		return flag{unknown: "two commits of its network manager name its region, and which one is later is not known"}
	}
	return flag{on: in}
}

// committedMembers are the networks of a group for which a configuration is in force. Where that is not known, they are joined
// perhaps, with the hubs.
func (r *reader) committedMembers(x *template.Resource, hubs []*network, g *memberList) *memberList {
	out := &memberList{in: map[*network]bool{}, unknown: g.unknown}
	for _, n := range g.networks {
		switch f := r.inForce(x, n); {
		case f.unknown != "":
			a := &opaqueAttachment{id: x.ID, why: "a network manager may join them: " + f.unknown, of: map[*network]bool{}}
			for _, m := range append(hubs[:len(hubs):len(hubs)], g.networks...) {
				a.add(m)
			}
			return &memberList{in: map[*network]bool{}, unknown: g.unknown}
		case f.on:
			out.add(n)
		}
	}
	return out
}
