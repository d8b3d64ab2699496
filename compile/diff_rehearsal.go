package compile

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/difference"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/rehearsal/judge"
)

// addRehearsal puts into a report what deploying the new network does.
func addRehearsal(report *difference.Report, made *Rehearsal, worlds [2]*difference.World) {
	x := &difference.Rehearsal{Clean: made.Report.Clean(), Report: made.Report, Name: difference.Namer(worlds[1], worlds[0])}
	for _, n := range made.Notes {
		if judge.IsOfMigrations(n) {
			x.Migrate = n.Summary
			continue
		}
		report.Notes = append(report.Notes, difference.Note{Code: n.Code.ID, Summary: n.Summary, Why: n.Why, Help: n.Hint})
	}
	report.Rehearsal = x
	if halves := made.Report.NotInSync; len(halves) > 0 {
		step := difference.Step{Kind: "synchronize", Title: "synchronize " + fmt.Sprintf("%d halves of peerings", len(halves)), Of: []string{}}
		if len(halves) == 1 {
			step.Title = "synchronize 1 half of a peering"
		}
		for _, id := range halves {
			step.Of = append(step.Of, judge.Short(id))
		}
		report.Steps = append([]difference.Step{step}, report.Steps...)
	}
}

// differingSteps are the companion steps of the new network that the old one has not, or has otherwise; and its commits, where the network manager changes.
func (r *rehearsing) differingSteps(report *difference.Report) []difference.Step {
	out := []difference.Step{}
	if r.next.Intent == nil {
		return out
	}
	var old []plan.Step
	if r.old.Intent != nil {
		old = r.old.Intent.Plan.Steps
	}
	for i := range r.next.Intent.Plan.Steps {
		s := &r.next.Intent.Plan.Steps[i]
		commit, commits := s.Action.(plan.Commit)
		known := slices.ContainsFunc(old, func(o plan.Step) bool { return sameStep(&o, s) }) || r.old.Deployed != nil && r.isDone(s)
		if known && !(commits && changesBelow(report, commit.Manager)) {
			continue
		}
		step := difference.Step{Kind: "step", Title: strings.TrimSuffix(s.Title, "."), Owner: s.Owner, Of: []string{}}
		switch {
		case s.Owner != "":
			step.Kind = "owner"
		case commits:
			step.Kind, step.Of = "commit", []string{commit.Manager.Name}
		}
		out = append(out, step)
	}
	return out
}

// sameStep tells whether two steps do the same, wherever the intent says it.
func sameStep(a, b *plan.Step) bool {
	if a.Name != b.Name || a.Title != b.Title || a.Owner != b.Owner || a.Tenant != b.Tenant || len(a.Makes) != len(b.Makes) || !reflect.DeepEqual(a.Action, b.Action) {
		return false
	}
	for i := range a.Makes {
		if a.Makes[i].ID != b.Makes[i].ID || !reflect.DeepEqual(a.Makes[i].Body, b.Makes[i].Body) {
			return false
		}
	}
	return true
}

// isDone tells whether all that a step makes is deployed.
func (r *rehearsing) isDone(s *plan.Step) bool {
	for i := range s.Makes {
		if _, there := r.start.Get(ownID(s.Makes[i].ID)); !there {
			return false
		}
	}
	return len(s.Makes) > 0
}

// changesBelow tells whether a resource, or something in it, differs.
func changesBelow(report *difference.Report, id plan.ID) bool {
	of := strings.ToLower(ownID(id))
	return slices.ContainsFunc(report.Resources, func(x difference.ResourceChange) bool {
		return strings.HasPrefix(strings.ToLower(x.ID)+"/", of+"/")
	})
}

// ownID is an id in a store.
func ownID(id plan.ID) string {
	if id.Subscription == "" {
		id.Subscription = OwnSubscription
	}
	return id.String()
}
