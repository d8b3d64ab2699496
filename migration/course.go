package migration

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/topology"
)

// An event is the write, or the deletion, after which something is so.
type event struct {
	step  int // its index
	write string
}

// A turn is a way that a pair has from an event on.
type turn struct {
	event
	way rehearsal.Way
}

// A course is what becomes of a pair on the whole way.
type course struct {
	rehearsal.Pair
	was, will rehearsal.Way // in the old network and in the new one, each as it is meant
	turns     []turn        // the first is before the first step
}

// last is how the pair is joined at the end.
func (c *course) last() rehearsal.Way { return c.turns[len(c.turns)-1].way }

func (c *course) add(at event, way rehearsal.Way) {
	if n := len(c.turns); n == 0 || !sameWay(c.turns[n-1].way, way) {
		c.turns = append(c.turns, turn{at, way})
	}
}

func sameWay(a, b rehearsal.Way) bool {
	return a.There == b.There && a.Back == b.Back && a.Same == b.Same && slices.Equal(a.Via, b.Via)
}

// up tells whether questions arrive, and answers by the same firewalls.
func up(w rehearsal.Way) bool { return w.Joined() && w.Same }

// promised tells whether both networks join the pair.
func (c *course) promised() bool { return up(c.was) && up(c.will) }

// pairs are all pairs of subnets, and of a subnet and a site, in either of two states that an intent speaks of when it names their networks, by their ids: not of those that
// Azure reserves, of appliances, and of such without routing.
func (b *builder) pairs(states ...rehearsal.State) []rehearsal.Pair {
	skipped := map[string]bool{}
	for _, t := range []*topology.Topology{b.in.Old.Topology, b.in.New.Topology} {
		at := homes(t)
		for i := range t.Subnets {
			if s := &t.Subnets[i]; !s.IsEndpoint {
				skipped[at[s.Network].id()+"/subnets/"+lower(s.Name)] = true
			}
		}
	}
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
	var out []rehearsal.Pair
	for i, x := range ends {
		for _, y := range ends[i+1:] {
			if x.at.Site == "" || y.at.Site == "" { // pairs of sites are their owners'
				out = append(out, rehearsal.Pair{Name: x.name + " to " + y.name, From: x.at, To: y.at})
			}
		}
	}
	return out
}

// Brief is an id without what most ids have in common: vnet-hub/subnets/shared.
func Brief(id string) string {
	_, after, ok := strings.Cut(id, "/providers/")
	if !ok {
		return id[strings.LastIndexByte(id, '/')+1:]
	}
	parts := strings.SplitN(after, "/", 3)
	return parts[len(parts)-1]
}

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

// ways are how pairs are joined in a store now.
func (b *builder) ways(s *rehearsal.Store, pairs []rehearsal.Pair, appliances []reachability.Appliance) []rehearsal.Way {
	_, courses, _ := s.Follow(nil, rehearsal.Declared, pairs, appliances, b.estate)
	out := make([]rehearsal.Way, len(courses))
	for i := range courses {
		out[i] = courses[i].Changes[0].Way
	}
	return out
}

// itsAppliances stands for the owners of machines that forward, who have them do so as the new network says.
const itsAppliances = "its appliances"

// follow runs all steps over the old network, and after each write looks at the pairs.
func (b *builder) follow(s *rehearsal.Store, pairs []rehearsal.Pair, order rehearsal.Order) ([]course, []rehearsal.Step, error) {
	courses := make([]course, len(pairs))
	var refused []rehearsal.Step
	old, next := b.in.Old.Topology, b.in.New.Topology
	appliances := appliancesOf(old, next) // from which subnet one address forwards its owner changes, when is not known: at the end
	look := func(at event) {
		for i, way := range b.ways(s, pairs, appliances) {
			courses[i].Pair = pairs[i]
			courses[i].add(at, way)
		}
	}
	look(event{step: -1})
	for i := range b.out.Steps {
		step := &b.out.Steps[i]
		if step.Plan != nil {
			printed, err := b.in.Print(step.Plan)
			if err != nil {
				return nil, nil, err
			}
			result, of, _ := s.Follow(printed, order, pairs, appliances, b.estate)
			refused = append(refused, result.Refused()...)
			for j := range of {
				for _, change := range of[j].Changes {
					if change.Step >= 0 {
						courses[j].add(event{i, result.Steps[change.Step].ID}, change.Way)
					}
				}
			}
			if err := act(s, step.Plan); err != nil {
				return nil, nil, err
			}
			look(event{i, "its companion steps"})
		}
		for _, id := range step.Synchronize {
			if err := s.Synchronize(id); err != nil {
				return nil, nil, err
			}
			look(event{i, id})
		}
		for _, id := range step.Remove {
			if err := s.Delete(id); err != nil {
				return nil, nil, err
			}
			look(event{i, id})
		}
	}
	appliances = appliancesOf(next, old)
	look(event{len(b.out.Steps) - 1, itsAppliances})
	return courses, refused, nil
}
