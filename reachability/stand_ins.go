package reachability

import (
	"maps"
	"slices"
)

// asDeployed is what is promised, in the ids of what stands there: an appliance of an intent is an address in a network, and a load balancer
// or a network interface of its owner, which no intent names, may have it.
func (e *Estate) asDeployed(p Promises) Promises {
	stands := map[string]string{} // ids of resources by what the intent has
	for _, a := range p.Appliances {
		address := a.Address
		if a.First.IsValid() {
			address = a.First
		}
		named := a.Network + "#" + address.String()
		for _, i := range e.inspectors[a.Address] {
			if i.kind == kindAppliance && i.sub.net.ID == a.Network && i.id != named && p.Names[named] != "" && p.Names[i.id] == "" && stands[named] == "" {
				stands[named] = i.id
			}
		}
	}
	if len(stands) == 0 {
		return p
	}
	p.Names = maps.Clone(p.Names)
	for named, id := range stands {
		p.Names[id] = p.Names[named]
	}
	inPlace := func(ids []string) []string {
		out := slices.Clone(ids)
		for k, id := range out {
			if stands[id] != "" {
				out[k] = stands[id]
			}
		}
		return out
	}
	p.Joins, p.Expect = slices.Clone(p.Joins), slices.Clone(p.Expect)
	for k := range p.Joins {
		p.Joins[k].Via = inPlace(p.Joins[k].Via)
	}
	for k := range p.Expect {
		p.Expect[k].Via, p.Expect[k].Down = inPlace(p.Expect[k].Via), inPlace(p.Expect[k].Down)
	}
	return p
}
