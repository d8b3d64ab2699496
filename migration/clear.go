package migration

import (
	"net/netip"
	"slices"

	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/topology"
)

// clear deletes the subnets of the old network that stand in the way of others of the new one: before anything else, since no pair with one of them is of the
// new network, and what waits for their deletion would have to wait for that of the rest. Those in use stay until what uses them is deleted.
func (b *builder) clear() error {
	old, next := b.in.Old.Topology, b.in.New.Topology
	at, kept := homes(old), map[string][]netip.Prefix{} // ids of networks of both to the prefixes of the new one's subnets
	names := map[string]bool{}
	for id, home := range homes(next) {
		for i := range next.Subnets {
			if s := &next.Subnets[i]; s.Network == id {
				kept[home.id()] = append(kept[home.id()], s.Prefixes...)
				names[home.id()+"/subnets/"+lower(s.Name)] = true
			}
		}
	}
	written := map[string]bool{} // networks that the old plan writes
	resources(b.in.Old.Plan, func(r *plan.Resource) { written[keyOf(r.ID)] = true })
	of := map[string]topology.SubnetID{}
	var ids removals
	for i := range old.Subnets {
		s := &old.Subnets[i]
		network := at[s.Network].id()
		key := network + "/subnets/" + lower(s.Name)
		if !written[network] || names[key] || !slices.ContainsFunc(kept[network], func(p netip.Prefix) bool {
			return slices.ContainsFunc(s.Prefixes, p.Overlaps)
		}) {
			continue
		}
		for _, id := range b.store.IDs() {
			if lower(id) == network {
				of[id+"/subnets/"+s.Name] = s.ID
				ids = append(ids, id+"/subnets/"+s.Name)
			}
		}
	}
	steps := len(b.out.Steps)
	if err := b.remove(ids, Step{Name: "clear", Title: "Subnets in whose place the new network has others are deleted",
		About: "Nothing that both networks join is on them. What still stands on them has to be moved before."}); err != nil {
		return err
	}
	for _, s := range b.out.Steps[steps:] {
		for _, id := range s.Remove {
			b.cleared[of[id]] = true
		}
	}
	return nil
}

// standing is the old network without the subnets that are deleted first.
func (b *builder) standing() *topology.Topology {
	out := *b.in.Old.Topology
	out.Subnets = kept(out.Subnets, func(s *topology.Subnet) bool { return !b.cleared[s.ID] })
	return &out
}

// coming is the new network as far as it may stand beside the old one: without the subnets that come late, if they do. What a gateway, a firewall or an
// appliance stands in never does.
func (b *builder) coming(at moment) *topology.Topology {
	if !b.in.late || at >= complete {
		return b.in.New.Topology
	}
	out := *b.in.New.Topology
	was, networks := map[string]bool{}, map[string]bool{}
	homesOfOld := homes(b.in.Old.Topology)
	for i := range b.in.Old.Topology.Subnets {
		s := &b.in.Old.Topology.Subnets[i]
		was[homesOfOld[s.Network].id()+"/subnets/"+lower(s.Name)] = true
	}
	for _, home := range homesOfOld {
		networks[home.id()] = true
	}
	now := homes(b.in.New.Topology)
	out.Subnets = kept(out.Subnets, func(s *topology.Subnet) bool {
		network := now[s.Network].id()
		return !networks[network] || !s.IsEndpoint || was[network+"/subnets/"+lower(s.Name)]
	})
	return &out
}
