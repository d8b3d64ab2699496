package migration

import (
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators/plan"
)

// OwnSubscription stands in ids for the subscription of the deployment itself, which no intent names. It is what is rehearsed in.
const OwnSubscription = "00000000-0000-0000-0000-000000000000"

func lower(s string) string { return strings.ToLower(s) }

// idOf is the id of a resource as Azure writes it.
func idOf(id azure.ID) string {
	if id.Subscription == "" {
		id.Subscription = OwnSubscription
	}
	return id.String()
}

// keyOf tells ids apart, which have no case.
func keyOf(id azure.ID) string { return lower(idOf(id)) }

// resources visits all resources of a plan, in the order in which they are deployed.
func resources(p *plan.Plan, visit func(*plan.Resource)) {
	for i := range p.Roots {
		root := &p.Roots[i]
		for j := range root.Groups {
			visit(&root.Groups[j])
		}
		for j := range root.Modules {
			for k := range root.Modules[j].Resources {
				visit(&root.Modules[j].Resources[k])
			}
		}
	}
}

// keysOf are the keys of what a plan has.
func keysOf(p *plan.Plan) map[string]bool {
	out := map[string]bool{}
	resources(p, func(r *plan.Resource) { out[keyOf(r.ID)] = true })
	return out
}

// bodies are what is written of each resource, by its key.
type bodies map[string]plan.Object

// write notes what a plan writes, but for what stands on none of these rows.
func (b bodies) write(p *plan.Plan) {
	resources(p, func(r *plan.Resource) { b[keyOf(r.ID)] = r.Body })
}

// differs tells whether a resource is not written as it is to be.
func (b bodies) differs(r *plan.Resource) bool {
	was, there := b[keyOf(r.ID)]
	return !there || !azure.Equal(was, r.Body)
}

// rest is the part of a plan that is not written yet, without some resources, and without the steps that another plan has too.
func (b bodies) rest(p *plan.Plan, but map[string]bool, steps map[string]plan.Action) *plan.Plan {
	skipped := map[*azure.Row]bool{}
	resources(p, func(r *plan.Resource) { skipped[r.Row] = skipped[r.Row] || but[keyOf(r.ID)] })
	return p.Some(func(r *plan.Resource) bool { return !skipped[r.Row] && b.differs(r) }, func(s *plan.Step) bool { return isNew(s, steps) && !but[halfKey(s)] && !but[stepKey(s)] })
}

// halfKey is the key of the half of a peering that a companion step makes; "" of another step.
func halfKey(s *plan.Step) string {
	p, is := s.Action.(plan.Peer)
	if !is {
		return ""
	}
	return keyOf(p.Network) + "/virtualnetworkpeerings/" + lower(p.Name)
}

// joins tells a companion step that makes the half of a peering, or gives the role that it needs.
func joins(s *plan.Step) bool {
	_, grants := s.Action.(plan.Grant)
	return grants || halfKey(s) != ""
}

// count is how many resources a plan has.
func count(p *plan.Plan) int {
	n := 0
	resources(p, func(*plan.Resource) { n++ })
	return n
}
