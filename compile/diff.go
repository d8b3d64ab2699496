package compile

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/difference"
	"github.com/vnetloom/vnetloom/migration"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/rehearsal/judge"
)

// DiffOptions say how far two networks are compared. The zero value also rehearses the one over the other, and asks how `vnetloom migrate` does.
type DiffOptions struct {
	SkipRehearsal, SkipMigrate bool
}

// Diff finds what differs between two networks, in what is reached, deployed and promised, and what deploying the new one over the old one
// does. A network whose fields are all unset is none. Of an intent that does not keep its promises, Compile gives a plan all the same: these
// are in the report as failing.
//
// An error is of the call, of the context, or a bug.
func Diff(ctx context.Context, old, next Network, o DiffOptions) (*difference.Report, error) {
	for _, n := range []Network{old, next} {
		if n.Intent != nil && n.Intent.Plan == nil {
			return nil, errors.New("one of the networks has no plan")
		}
	}
	return run(ctx, "diff", func() (*difference.Report, error) {
		r := &rehearsing{ctx: ctx, old: old, next: next, o: RehearseOptions{SkipMigrate: o.SkipMigrate}}
		return r.differing(o)
	})
}

// BreaksPromisesAlone tells an intent all of whose errors are of entries of expect and isolate that are not kept: what it makes can be compared.
func BreaksPromisesAlone(r *Result) bool {
	return r.Plan != nil && r.Proof != nil && !slices.ContainsFunc(r.Findings, func(d diag.Diagnostic) bool { return d.Severity == diag.Error && !reachability.IsPromise(d) })
}

func (r *rehearsing) differing(o DiffOptions) (*difference.Report, error) {
	if err := r.read(); err != nil {
		return nil, err
	}
	if err := r.oldStore(); err != nil {
		return nil, err
	}
	if err := r.newStore(); err != nil {
		return nil, err
	}
	worlds, err := r.worlds()
	if err != nil {
		return nil, err
	}
	report := difference.Compare(worlds[0], worlds[1])
	if r.isOfExport() {
		report.CoverTags()
	}
	deployable := r.next.Intent != nil || r.next.Templates != nil
	if deployable {
		report.Steps = r.differingSteps(report)
	}
	if deployable && !o.SkipRehearsal && report.Differs() {
		made, err := r.judged()
		if err != nil {
			return nil, err
		}
		addRehearsal(report, made, worlds)
	}
	report.Warnings = append(report.Warnings, r.newWarnings()...)
	report.Conclude()
	return report, nil
}

// newWarnings are the warnings of the new intent that the old one has not, in its words.
func (r *rehearsing) newWarnings() []difference.Note {
	if r.next.Intent == nil {
		return nil
	}
	type key struct{ code, summary string }
	had := map[key]bool{}
	if r.old.Intent != nil {
		for _, d := range r.old.Intent.Findings {
			had[key{codeOf(d), d.Summary}] = true
		}
	}
	var out []difference.Note
	for _, d := range r.next.Intent.Findings {
		if x := (key{codeOf(d), d.Summary}); d.Severity == diag.Warning && !had[x] {
			had[x] = true
			out = append(out, difference.Note{Code: x.code, Summary: d.Summary, Why: d.Why, Help: d.Hint})
		}
	}
	return out
}

func codeOf(d diag.Diagnostic) string {
	if d.Code == nil {
		return ""
	}
	return d.Code.ID
}

// worlds are the two networks as they are compared. What exists stays, whichever of the intents speaks of it.
func (r *rehearsing) worlds() (out [2]*difference.World, err error) {
	target := r.target
	if target != r.start && r.old.Intent != nil {
		target = target.Clone()
		if err := migration.Stand(target, r.old.Intent.Plan); err != nil { // what stands there already stays as it is
			return out, err
		}
	}
	for i, store := range []*rehearsal.Store{r.start, target} {
		of, other := &r.old, &r.next
		if i == 1 {
			of, other = other, of
		}
		out[i] = worldOf(store, of, other)
		if out[i].Unknown = r.unknown[i]; r.target == r.start {
			out[i].Unknown = r.unknown[0]
		}
		for _, x := range lacking(of) {
			out[i].Unknown = append(slices.Clip(out[i].Unknown), x.Type[strings.LastIndexByte(x.Type, '/')+1:]+": "+x.Lacks)
		}
	}
	return out, nil
}

// lacking are what an export does not hold, by type and subscription.
func lacking(n *Network) []template.Resource {
	var out []template.Resource
	for i := range n.Deployed {
		if n.Deployed[i].Lacks != "" {
			out = append(out, n.Deployed[i])
		}
	}
	return out
}

// resourcesOf are the resources of a network; those of an export as what is deployed, with what the export does not hold.
func resourcesOf(there []template.Resource, of *Network, assumed map[string]bool) []template.Resource {
	if of.Deployed == nil {
		return there
	}
	held := map[string]bool{}
	for i := range of.Deployed {
		held[strings.ToLower(of.Deployed[i].ID)] = true
	}
	var out []template.Resource
	for _, x := range there {
		if assumed[strings.ToLower(x.ID)] && !held[strings.ToLower(x.ID)] { // it stands for what the export names and does not hold
			continue
		}
		x.Deployed = true
		out = append(out, x)
	}
	return append(out, lacking(of)...)
}

// worldOf is a network in its store. What is no intent has the sites and appliances of the other.
func worldOf(store *rehearsal.Store, of, other *Network) *difference.World {
	facts := migration.FactsOf(topologiesOf(*of)...)
	if of.Intent == nil && !of.isEmpty() {
		facts = migration.FactsOf(topologiesOf(*other)...)
	}
	view := &rehearsal.View{Keep: func(_, kind string, _ rehearsal.Body) bool { return reachability.Reads(kind) }}
	w := &difference.World{Estate: (&judge.Case{Sites: facts.Sites}).Estate(resourcesOf(view.Of(store), of, store.Assumed())), State: store.State(), Assumed: store.Assumed(), Appliances: facts.Appliances,
		Skip: facts.Skip, Names: map[string]string{}, Sites: map[string]string{}, MayPromise: of.Intent != nil || of.isEmpty()}
	for _, s := range facts.Sites {
		w.Names[s.ID] = strings.TrimPrefix(s.ID, "site:")
		var words []string
		for _, p := range s.Prefixes {
			words = append(words, p.String())
		}
		w.Sites[s.ID] = strings.Join(words, ", ")
	}
	if of.Intent != nil {
		wordsOf(of.Intent, w)
	}
	return w
}

// inStore is an id of a proof as a store has it.
func inStore(id string) string {
	own, _, _ := strings.Cut(template.ResourceID("", "group", "provider/type", "name"), "/resourcegroups/")
	if rest, ok := strings.CutPrefix(id, own+"/"); ok {
		return "/subscriptions/" + OwnSubscription + "/" + rest
	}
	return id
}

func inStores(ids []string) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = inStore(id)
	}
	return out
}
