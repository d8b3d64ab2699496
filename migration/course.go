package migration

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/rehearsal/judge"
	"github.com/vnetloom/vnetloom/topology"
)

// pairs are all pairs of subnets, and of a subnet and a site, in either of two states that an intent speaks of when it names their networks, by their ids: not of those that
// Azure reserves, of appliances, and of such without routing.
func (b *builder) pairs(states ...rehearsal.State) []judge.Pair {
	skipped := FactsOf(b.in.Old.Topology, b.in.New.Topology).Skip
	names := map[string]bool{}
	for _, s := range states {
		estate := b.estate(s.Resources())
		for _, subnet := range estate.Subnets() {
			if azure.Reserved(subnet.Name) == nil && !skipped[lower(subnet.ID)] {
				names[subnet.ID] = true
			}
		}
	}
	ids := make([]string, 0, len(names))
	for id := range names {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	ids = b.representatives(ids)
	ends := b.ends(ids)
	var out []judge.Pair
	for i, x := range ends {
		for _, y := range ends[i+1:] {
			if x.at.Site == "" || y.at.Site == "" { // pairs of sites are their owners'
				out = append(out, judge.Pair{Name: x.name + " to " + y.name, From: x.at, To: y.at})
			}
		}
	}
	return out
}

// Brief is an id without what most ids have in common: vnet-hub/subnets/shared.
func Brief(id string) string { return judge.Brief(id) }

// appliancesOf are the machines that forward: those of the first topology, and of the second those at other addresses.
func appliancesOf(ts ...*topology.Topology) []reachability.Appliance {
	type place struct {
		network string
		address netip.Addr
	}
	known := map[place]bool{}
	var out []reachability.Appliance
	for _, t := range ts {
		at := homes(t)
		var here []reachability.Appliance
		for i := range t.Appliances {
			a := &t.Appliances[i]
			network := at[a.Network].id()
			_, egress, _ := strings.Cut(string(a.Egress), "/")
			for _, address := range a.Addresses {
				one := reachability.Appliance{Address: address, Network: network, First: a.Addresses[0]}
				if egress != "" {
					one.Egress = network + "/subnets/" + lower(egress)
				}
				if !known[place{network, address}] {
					here = append(here, one)
				}
			}
		}
		for _, one := range here {
			known[place{one.Network, one.Address}] = true
		}
		out = append(out, here...)
	}
	return out
}

// caseOf is the change of the steps, with how each pair is joined in the old network and in the new one.
func (b *builder) caseOf(start, target *rehearsal.Store) (*judge.Case, error) {
	old, next := b.in.Old.Topology, b.in.New.Topology
	c := &judge.Case{Sites: b.sites}
	c.Pairs = b.pairs(start.State(), target.State())
	c.Sites = b.sites
	c.Meant(start, target, appliancesOf(old), appliancesOf(next))
	c.Appliances, c.AtTheEnd = appliancesOf(old, next), appliancesOf(next, old) // from which subnet one address forwards its owner changes, when is not known: at the end
	if c.AtTheEnd == nil {
		c.AtTheEnd = []reachability.Appliance{}
	}
	for i := range b.out.Steps {
		s := &b.out.Steps[i]
		step := judge.Step{Synchronize: s.Synchronize, Delete: s.Remove}
		if s.Plan != nil {
			printed, err := b.in.Print(s.Plan)
			if err != nil {
				return nil, err
			}
			step.Deploy, step.Companions = printed, func(store *rehearsal.Store) error { return act(store, s.Plan) }
		}
		c.Steps = append(c.Steps, step)
	}
	return c, nil
}
