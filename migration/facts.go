package migration

import (
	"fmt"
	"maps"
	"slices"

	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/topology"
)

// Facts are what a judge of a change has to know of networks beside their templates, by resource ids in lower case.
type Facts struct {
	Sites      []reachability.Site
	Appliances []reachability.Appliance // those of the first network, and of the others those at other addresses
	Skip       map[string]bool          // subnets that are of no pair: of appliances, and without routing
	Apart      map[string]string        // by whom networks are written: what those that are alike else have in common
}

// FactsOf are the facts of some networks together.
func FactsOf(ts ...*topology.Topology) Facts {
	out := Facts{Sites: sitesOf(ts...), Appliances: appliancesOf(ts...), Skip: map[string]bool{}, Apart: map[string]string{}}
	for i, t := range ts {
		maps.Copy(out.Skip, skippedOf(t))
		at := homes(t)
		for j := range t.Networks {
			n := &t.Networks[j]
			out.Apart[at[n.ID].id()] += fmt.Sprintf("%d:%s ", i, n.Ownership)
		}
	}
	return out
}

// StoreOf are the options of a store in which some networks are: their machines that forward answer there.
func StoreOf(ts ...*topology.Topology) rehearsal.Options {
	var o rehearsal.Options
	for _, a := range appliancesOf(ts...) {
		o.Forwarding = append(o.Forwarding, a.Address)
	}
	return o
}

// skippedOf are the subnets of a network that are of no pair.
func skippedOf(t *topology.Topology) map[string]bool {
	out := map[string]bool{}
	at := homes(t)
	for i := range t.Subnets {
		if s := &t.Subnets[i]; !s.IsEndpoint {
			out[at[s.Network].id()+"/subnets/"+lower(s.Name)] = true
		}
	}
	return out
}

// Stand puts into a store what stands before any of some plans is deployed.
func Stand(s *rehearsal.Store, plans ...*plan.Plan) error { return stand(s, plans...) }

// Standing are the ids, in lower case, of what Stand puts into a store.
func Standing(p *plan.Plan) map[string]bool {
	out := map[string]bool{}
	for i := range p.Standing {
		out[keyOf(p.Standing[i].ID)] = true
	}
	return out
}

// RunCompanions does to a store what the companion steps of a plan do; nil for a plan without any.
func RunCompanions(p *plan.Plan) func(*rehearsal.Store) error {
	if !slices.ContainsFunc(p.Steps, func(s plan.Step) bool { return len(s.Makes) > 0 }) {
		return nil
	}
	return func(s *rehearsal.Store) error { return act(s, p) }
}

// NamesNoSubscription tells whether some resource of a plan is of the subscription that is deployed to, which stands as OwnSubscription in ids.
func NamesNoSubscription(p *plan.Plan) bool {
	found := false
	resources(p, func(r *plan.Resource) { found = found || r.ID.Subscription == "" })
	return found
}
