package compile

import (
	"github.com/vnetloom/vnetloom/migration"
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
	view := &rehearsal.View{Keep: func(_, kind string, _ rehearsal.Body) bool { return reachability.Reads(kind) }}
	end := resourcesOf(view.Of(after), &r.old, after.Assumed())
	own := ""
	if NamesNoSubscription(r.next.Intent) {
		own = OwnSubscription
	}
	network, _ := r.next.Intent.Proof.Over(end, own, KnownGone(r.old.Deployed, migration.StoreOf(topologiesOf(r.next)...)))
	return proof.Verdicts(&network.Promises, network.Verify(network.Promises))
}

// KnownGone tells of an id whether an export says that nothing is there.
func KnownGone(export []template.Resource, o rehearsal.Options) func(id string) bool {
	held := rehearsal.New(o)
	held.Load(export)
	return func(id string) bool {
		_, there := held.Get(id)
		return !there && held.Unheld(id) == ""
	}
}
