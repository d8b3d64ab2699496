package compile

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/migration"
	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/rehearsal/judge"
	"github.com/vnetloom/vnetloom/topology"
)

// read evaluates the templates of both, equal ones once.
func (r *rehearsing) read() error {
	var err error
	if r.before, err = deploymentsOf(r.ctx, r.old); err != nil {
		return err
	}
	if r.after, err = deploymentsOf(r.ctx, r.next); err != nil {
		return err
	}
	r.after = rehearsal.Read(r.after)
	r.before = slices.Clone(r.before)
	for i := range r.before {
		if i < len(r.after) && sameTemplate(&r.before[i], &r.after[i]) {
			r.before[i] = r.after[i]
		}
	}
	r.before = rehearsal.Read(r.before)
	return nil
}

func sameTemplate(a, b *rehearsal.Deployment) bool {
	if a.Name != b.Name || a.Subscription != b.Subscription || a.ResourceGroup != b.ResourceGroup || a.Location != b.Location || len(a.Parameters) != len(b.Parameters) ||
		a.Open != nil || b.Open != nil || !bytes.Equal(a.Template.Content, b.Template.Content) {
		return false
	}
	for i := range a.Parameters {
		if !bytes.Equal(a.Parameters[i].Content, b.Parameters[i].Content) {
			return false
		}
	}
	return true
}

// topologiesOf are those of the networks that are intents.
func topologiesOf(networks ...Network) []*topology.Topology {
	var out []*topology.Topology
	for _, n := range networks {
		if n.Intent != nil {
			out = append(out, n.Intent.Topology)
		}
	}
	return out
}

func (r *rehearsing) plans() []*plan.Plan {
	var out []*plan.Plan
	for _, n := range []Network{r.old, r.next} {
		if n.Intent != nil {
			out = append(out, n.Intent.Plan)
		}
	}
	return out
}

// stores fills the store of the old network, and that of the new one alone, where there is an old one.
func (r *rehearsing) stores() error {
	if err := r.oldStore(); err != nil || r.old.isEmpty() {
		return err
	}
	return r.newStore()
}

func (r *rehearsing) oldStore() error {
	r.start = rehearsal.New(migration.StoreOf(topologiesOf(r.old, r.next)...))
	r.start.Load(r.old.Deployed)
	plans := r.plans()
	slices.Reverse(plans) // of what both say that it exists, the old one says how it is
	if err := migration.Stand(r.start, plans...); err != nil {
		return err
	}
	r.start.Assume(append(slices.Clone(r.before), r.after...))
	result, _ := r.start.Deploy(r.before, rehearsal.Declared)
	r.refused, r.unknown[0] = result.Refused(), result.Unknown
	if companions := companionsOf(&r.old, func(x *rehearsal.Refusal) {
		r.refused = append(r.refused, rehearsal.Step{ID: judge.Companions, Refusal: x})
	}); companions != nil {
		if err := companions(r.start); err != nil {
			return err
		}
	}
	return nil
}

// newStore fills the store of the new network alone. What it names and does not make, it has as the old one has it.
func (r *rehearsing) newStore() error {
	if r.same() {
		r.target = r.start
		return nil
	}
	r.target = rehearsal.New(migration.StoreOf(topologiesOf(r.old, r.next)...))
	r.target.Load(r.next.Deployed)
	if r.next.Intent != nil {
		if r.old.Deployed != nil { // an export knows better than an intent what is there
			r.target.Take(r.start, withPlaces(Standing(r.next.Intent)))
		}
		if err := migration.Stand(r.target, r.next.Intent.Plan); err != nil {
			return err
		}
	}
	r.standing = r.target.Clone()
	named := map[string]bool{}
	for _, id := range r.target.Clone().Assume(r.after) {
		named[strings.ToLower(id)] = true
	}
	r.there = maps.Clone(named)
	for _, id := range r.target.IDs() {
		r.there[strings.ToLower(id)] = true
	}
	r.there = r.start.With(r.there, r.old.Deployed != nil) // the tables that an old intent has made for a network are its own
	r.target.Take(r.start, named)
	r.target.Assume(r.after)
	result, _ := r.target.Deploy(r.after, rehearsal.Declared)
	r.unknown[1] = result.Unknown
	if companions := companionsOf(&r.next, func(*rehearsal.Refusal) {}); companions != nil { // over the old network it is said
		return companions(r.target)
	}
	return nil
}

// withPlaces are ids with those that they stand under: groups, and resources that they are parts of.
func withPlaces(ids map[string]bool) map[string]bool {
	out := map[string]bool{}
	for id := range ids {
		for i, r := range id {
			if r == '/' && i > 0 {
				out[id[:i]] = true
			}
		}
		out[id] = true
	}
	return out
}
