package compile

import (
	"slices"

	"github.com/vnetloom/vnetloom/proof"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/rehearsal"
)

// promised are what becomes of an intent's promises once it is deployed over what an export holds; nil where the old network is no export, the new one
// no intent, or not all of it is deployed.
func (r *rehearsing) promised(after *rehearsal.Store) []proof.Verdict {
	if r.old.Deployed == nil || r.next.Intent == nil || r.next.Intent.Proof == nil || r.o.Only != nil {
		return nil
	}
	held := rehearsal.New(rehearsal.Options{})
	held.Load(r.old.Deployed)
	view := &rehearsal.View{Keep: func(id, kind string, _ rehearsal.Body) bool { // what is written over what the export does not hold may be otherwise there
		return reachability.Reads(kind) && held.Unheld(id) == ""
	}}
	own := ""
	if NamesNoSubscription(r.next.Intent) {
		own = OwnSubscription
	}
	gone := KnownGone(r.old.Deployed)
	judged := func(s *rehearsal.Store) []proof.Verdict {
		network, _ := r.next.Intent.Proof.Over(resourcesOf(view.Of(s), &r.old, s.Assumed()), own, gone)
		return proof.Verdicts(&network.Promises, network.Verify(network.Promises), r.next.Intent.Findings)
	}
	out := judged(after)
	if slices.ContainsFunc(out, func(v proof.Verdict) bool { return v.Is != proof.Kept }) {
		proof.Compare(judged(r.start), out)
	}
	return out
}

// KnownGone tells of an id whether an export says that nothing is there.
func KnownGone(export []template.Resource) func(id string) bool {
	if len(export) == 0 {
		return func(string) bool { return false } // nothing is known of any subscription
	}
	held := rehearsal.New(rehearsal.Options{})
	held.Load(export)
	return func(id string) bool {
		_, there := held.Get(id)
		return !there && held.Unheld(id) == ""
	}
}
