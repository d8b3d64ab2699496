package plan

import (
	"fmt"
	"slices"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/topology"
)

// addressSetTable is where the estate keeps the addresses that IP groups of several firewalls share.
const addressSetTable = "addressSets"

// shareAddresses finds the sets of addresses that several firewalls have, all alike: they stand once, by their names.
func (l *lowering) shareAddresses() map[string]bool {
	first := map[string]*topology.IPGroup{}
	count := map[string]int{}
	differ := map[string]bool{}
	for i := range l.t.IPGroups {
		g := &l.t.IPGroups[i]
		name := setName(g.ID)
		if first[name] == nil {
			first[name] = g
		}
		count[name]++
		differ[name] = differ[name] || !slices.Equal(g.Addresses, first[name].Addresses)
	}
	shared, sets := map[string]bool{}, map[string]List{}
	for name, g := range first {
		if count[name] == 1 || differ[name] {
			continue
		}
		shared[name], sets[name] = true, addresses(g)
	}
	if len(sets) > 0 {
		l.plan.Estate.Sets[addressSetTable] = sets
	}
	return shared
}

// addresses are those of an IP group.
func addresses(g *topology.IPGroup) List {
	out := List{}
	for _, p := range g.Addresses {
		out = append(out, Str(p.String()))
	}
	return out
}

// addIPGroups makes the IP groups of a firewall, so many at a time as Azure takes of one policy: each waits for the one that is so many before
// it. It returns what the rules wait for.
func (l *lowering) addIPGroups(f *topology.Firewall, p *firewallParts) []ID {
	n := l.networks[f.Network]
	var made []ID
	for _, g := range p.groups[f.ID] {
		set := setName(g.ID)
		facts := factsOf(n.Location, n.Tags)
		facts["firewall"], facts["name"], facts["azureName"] = Str(n.ID), Str(set), Str(g.Name)
		if p.shared[set] {
			facts["addressSets"] = List{Str(set)}
		} else {
			facts["addresses"] = addresses(g)
		}
		row := l.row(azure.IPGroups, l.place(n.ResourceGroup), facts)
		var before []ID
		if i := len(made) - azure.IPGroups.AtOnce; i >= 0 {
			before = []ID{made[i]}
		}
		r := row.resource("ipGroup", describe(fmt.Sprintf("Addresses of %s, for the rules of %s.", set, f.ID), g.Origin), g.Origin)
		l.add(&staged{stage: firewallStage(n, f), group: n.ResourceGroup, unit: string(n.ID), after: before, Resource: r}, "")
		made = append(made, r.ID)
	}
	return made
}
