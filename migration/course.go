package migration

import (
	"net/netip"
	"strings"

	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/rehearsal/judge"
	"github.com/vnetloom/vnetloom/topology"
)

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
func (b *builder) caseOf() (*judge.Case, error) {
	c := b.change
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
	return &c, nil
}
