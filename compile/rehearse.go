package compile

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/migration"
	"github.com/vnetloom/vnetloom/proof"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/rehearsal/expected"
	"github.com/vnetloom/vnetloom/rehearsal/judge"
)

// OwnSubscription stands in ids of a rehearsal for the subscription of the deployment itself, where an intent names none.
const OwnSubscription = migration.OwnSubscription

// A Network is one of the two networks of a rehearsal: one of its fields is set, or none, which is no network at all.
type Network struct {
	Intent    *Result                // of Compile, with a plan
	Templates []rehearsal.Deployment // in the order in which they are deployed
	Deployed  []template.Resource    // as package deployed reads them
}

func (n *Network) isEmpty() bool { return n.Intent == nil && n.Templates == nil && n.Deployed == nil }

// RehearseOptions say how a network is rehearsed over another. The zero value deploys all of it, and asks how `vnetloom migrate` does.
type RehearseOptions struct {
	Only        []string // roots of the new network that are deployed, by their names; nil: all
	SkipMigrate bool     // it is not asked how the steps of a migration do

	Expected *expected.List // changes that others make to what is deployed: they are in a list of their own; nil for none
}

// A Rehearsal is what Azure makes of deploying one network over another, by its rules of writing.
type Rehearsal struct {
	Report *judge.Report
	Notes  diag.List // what a reader of the report should know

	// Promises are what becomes of an intent's promises at the end, over what an export holds; nil where that is not asked: there is no export, or only
	// some roots are deployed.
	Promises []proof.Verdict
	Roots    []string // of the new network, in the order in which they are deployed
}

// Rehearse deploys a new network over an old one, as Azure would, by templates in ARM JSON. An intent's companion steps are run after them.
//
// An error is of the call, of the context, or a bug. What is wrong with the change is in the report.
func Rehearse(ctx context.Context, old, next Network, o RehearseOptions) (*Rehearsal, error) {
	for _, n := range []Network{old, next} {
		if n.Intent != nil && n.Intent.Plan == nil {
			return nil, errors.New("one of the networks has no plan")
		}
	}
	if next.Templates == nil && next.Intent == nil {
		return nil, errors.New("the new network is neither an intent nor templates")
	}
	return run(ctx, "rehearse", func() (*Rehearsal, error) {
		r := &rehearsing{ctx: ctx, old: old, next: next, o: o}
		return r.all()
	})
}

// Alone is what a network is by itself, as resources: what it says is there, and what it makes. Of what is there in the old one, it has what that has.
func Alone(ctx context.Context, old, next Network) ([]template.Resource, error) {
	out, _, err := AloneBeside(ctx, old, next)
	return out, err
}

// AloneBeside is what a network is by itself, as Alone has it, and in what the resources of the old one differ from it: of each that both have, the properties.
func AloneBeside(ctx context.Context, old, next Network) ([]template.Resource, []rehearsal.Difference, error) {
	var differs []rehearsal.Difference
	out, err := run(ctx, "rehearse", func() ([]template.Resource, error) {
		r := &rehearsing{ctx: ctx, old: old, next: next}
		if err := r.read(); err != nil {
			return nil, err
		}
		if err := r.stores(); err != nil {
			return nil, err
		}
		for _, d := range rehearsal.Compare(r.start.State(), r.target.State()) {
			if d.Path != "" {
				differs = append(differs, d)
			}
		}
		return r.target.Answers(), nil
	})
	return out, differs, err
}

// RootsOf are the names of the deployments of a network, in the order in which they are deployed.
func RootsOf(ctx context.Context, n Network) ([]string, error) {
	deployments, err := deploymentsOf(ctx, n)
	var out []string
	for _, d := range deployments {
		out = append(out, d.Name)
	}
	return out, err
}

// Standing are the ids, in lower case, of what an intent says is there already, and does not write.
func Standing(r *Result) map[string]bool { return migration.Standing(r.Plan) }

// NamesNoSubscription tells whether an intent leaves it to the deployment which subscription some resource is in.
func NamesNoSubscription(r *Result) bool { return migration.NamesNoSubscription(r.Plan) }

// rehearsing is one rehearsal on its way.
type rehearsing struct {
	ctx           context.Context
	old, next     Network
	o             RehearseOptions
	before, after []rehearsal.Deployment // the templates of both
	start, target *rehearsal.Store       // the old network, and the new one alone
	standing      *rehearsal.Store       // what the new one says is there already; nil: nothing
	there         map[string]bool        // what the new one says is there already, with what that names: by ids in lower case
	refused       []rehearsal.Step       // of the old network
	unknown       [2][]string            // of each network, what its templates do not say
	notRun        []judge.Refused        // companion steps of the new network that something refused stands in the way of
}

// companions are the companion steps of a network; nil where it has none. What Azure refuses of them goes to refused: they need what the templates make.
func companionsOf(n *Network, refused func(*rehearsal.Refusal)) func(*rehearsal.Store) error {
	if n.Intent == nil {
		return nil
	}
	companions := migration.RunCompanions(n.Intent.Plan)
	if companions == nil {
		return nil
	}
	return func(s *rehearsal.Store) error {
		err := companions(s)
		var refusal *rehearsal.Refusal
		if errors.As(err, &refusal) {
			refused(refusal)
			return nil
		}
		return err
	}
}

func deploymentsOf(ctx context.Context, n Network) ([]rehearsal.Deployment, error) {
	if n.Intent != nil {
		return deployments(ctx, n.Intent.Plan)
	}
	return n.Templates, nil
}

func (r *rehearsing) all() (*Rehearsal, error) {
	if err := r.read(); err != nil {
		return nil, err
	}
	if err := r.stores(); err != nil {
		return nil, err
	}
	return r.judged()
}

// isOfExport tells whether an end is what is deployed, which others may not be allowed to read.
func (r *rehearsing) isOfExport() bool { return r.old.Deployed != nil || r.next.Deployed != nil }

// judged is what comes of deploying the new network over the store of the old one.
func (r *rehearsing) judged() (*Rehearsal, error) {
	c, followed := r.caseOf()
	verdict, err := c.Judge(r.start)
	if err != nil {
		return nil, err
	}
	report := verdict.Report(c, followed)
	if verdict.Reversed != nil && !r.old.isEmpty() {
		if report.Egress, err = c.Egress(r.start, verdict.After, r.target, followed, r.leavesKnown(c)); err != nil {
			return nil, err
		}
	}
	if !r.old.isEmpty() { // else there are no pairs
		report.Spelled(judge.Spelling(r.start.State(), verdict.After.State(), r.target.State()))
	}
	report.WithoutUnheld(r.start.Unheld)
	report.Refused = append(report.Refused, r.notRun...)
	r.trim(report)
	report.NotInSync = append(report.NotInSync, notInSync(r.start, verdict.After)...)
	if r.o.Expected != nil {
		r.o.Expected.Apply(report)
	}
	if r.isOfExport() {
		report.CoverTags()
	}
	out := &Rehearsal{Report: report, Promises: r.promised(verdict.After)}
	for _, d := range r.after {
		out.Roots = append(out.Roots, d.Name)
	}
	out.Notes = report.Notes()
	for _, s := range r.refused {
		out.Notes = append(out.Notes, judge.OldRefused(s))
	}
	return out, r.compareMigration(out)
}

// same tells whether both networks are one: then into nothing they make the same.
func (r *rehearsing) same() bool {
	return r.old.Intent == r.next.Intent && r.old.Deployed == nil && slices.EqualFunc(r.before, r.after, func(a, b rehearsal.Deployment) bool { return sameTemplate(&a, &b) })
}

// caseOf is what the judge is asked. Into nothing nobody is interrupted: then there are no pairs.
func (r *rehearsing) caseOf() (*judge.Case, *judge.Followed) {
	c := &judge.Case{Steps: []judge.Step{{Deploy: r.chosen()}}}
	c.Steps[0].Companions = companionsOf(&r.next, func(x *rehearsal.Refusal) {
		if r.notRun == nil {
			r.notRun = []judge.Refused{{ID: judge.Companions, Code: x.Code, Message: x.Message, Source: x.Source, Order: "declared"}}
		}
	})
	if r.old.isEmpty() {
		return c, &judge.Followed{}
	}
	old, next := topologiesOf(r.old), topologiesOf(r.next)
	facts := migration.FactsOf(append(slices.Clone(old), next...)...)
	networks := &judge.Networks{Old: r.start, New: r.target, Sites: facts.Sites, Skip: facts.Skip,
		Appliances: [2][]reachability.Appliance{migration.FactsOf(old...).Appliances, migration.FactsOf(next...).Appliances}}
	followed := networks.Follow()
	if r.old.Deployed != nil {
		estate, _ := reachability.Build(r.old.Deployed, facts.Sites...)
		followed.Known(estate, networks.Appliances[0])
	}
	c.Pairs, c.Sites, c.Keep = followed.Pairs, facts.Sites, followed.Keep(networks)
	c.Meant(r.start, r.target, networks.Appliances[0], networks.Appliances[1])
	c.Appliances = facts.Appliances
	if atTheEnd := migration.FactsOf(append(slices.Clone(next), old...)...).Appliances; len(atTheEnd) > 0 {
		c.AtTheEnd = atTheEnd
	}
	return c, followed
}

// leavesKnown tells of which subnets an export says how they leave for the internet; nil where the old network is none.
func (r *rehearsing) leavesKnown(c *judge.Case) func(judge.Pair) bool {
	if r.old.Deployed == nil {
		return nil
	}
	estate, _ := reachability.Build(r.old.Deployed, c.Sites...)
	return func(p judge.Pair) bool {
		return estate.Trace(p.From, p.To, p.Flow, c.Appliances).There.Outcome != reachability.NotKnown
	}
}

// chosen are the roots that are deployed.
func (r *rehearsing) chosen() []rehearsal.Deployment {
	if r.o.Only == nil {
		return r.after
	}
	return slices.DeleteFunc(slices.Clone(r.after), func(d rehearsal.Deployment) bool { return !slices.Contains(r.o.Only, d.Name) })
}

// trim takes from a report what is no matter of this rehearsal: what the new network says is there already is not left behind, nor what its companion
// steps make; of an export not what is in groups that the new network writes nothing into, or only parts of what exists, and what other roots of it
// have neither; and where only some roots are deployed, the others are missing at the end.
func (r *rehearsing) trim(report *judge.Report) {
	resources, _ := rehearsal.Makes(r.after)
	steps := map[string]bool{}
	if r.next.Intent != nil {
		steps = migration.MadeBySteps(r.next.Intent.Plan)
	}
	groups := map[string]bool{}
	for id := range resources {
		if strings.Count(id, "/") == topLevel {
			groups[strings.Join(strings.SplitN(id, "/", 6)[:5], "/")] = true
		}
	}
	report.LeftBehind = slices.DeleteFunc(report.LeftBehind, func(id string) bool {
		id = strings.ToLower(id)
		group := strings.Join(strings.SplitN(id, "/", 6)[:min(5, strings.Count(id, "/")+1)], "/")
		return strings.Contains(id, "/networkmanagers/") && strings.Contains(id, "/commits/") || // an act, and no thing
			resources[id] || steps[id] || r.there[id] || r.stands(id) || r.old.Deployed != nil && !groups[group] && !resources[parentOf(id)]
	})
	left := map[string]bool{}
	for _, id := range report.LeftBehind {
		left[strings.ToLower(id)] = true
	}
	report.LeftBehind = slices.DeleteFunc(report.LeftBehind, func(id string) bool { // a part goes with the whole
		id = strings.ToLower(id)
		return left[parentOf(id)] && rehearsal.IsPart(id)
	})
	if r.o.Only != nil {
		report.Ends = []judge.End{}
	}
	if r.old.Deployed != nil { // it names what is in a subnet, so that its write was refused
		report.Vacate = []judge.Vacancy{}
	}
}

// stands tells whether the new network says that something is there already, such as a route of a table.
func (r *rehearsing) stands(id string) bool {
	if r.standing == nil {
		return false
	}
	_, there := r.standing.Get(id)
	return there
}

// parentOf is the id of what a resource stands in.
func parentOf(id string) string {
	above := id[:max(strings.LastIndexByte(id, '/'), 0)]
	return above[:max(strings.LastIndexByte(above, '/'), 0)]
}

// topLevel is how many slashes the id of a resource has that stands in a resource group and in no other resource.
const topLevel = 8

// notInSync are the halves of peerings that do not know the address spaces as they are, and did before.
func notInSync(before, after *rehearsal.Store) []string {
	behind := func(s *rehearsal.Store, id string) bool {
		half, _ := s.Get(id)
		properties, _ := half["properties"].(rehearsal.Body)
		return properties["peeringState"] == "Connected" && properties["peeringSyncLevel"] != "FullyInSync"
	}
	var out []string
	for _, id := range after.IDs() {
		if strings.Contains(strings.ToLower(id), "/virtualnetworkpeerings/") && behind(after, id) && !behind(before, id) {
			out = append(out, id)
		}
	}
	return out
}

// mostMigrated bounds the estates of which it is asked how a migration does: its steps are tried one after the other.
const mostMigrated = 500

// compareMigration notes whether the steps of a migration do better.
func (r *rehearsing) compareMigration(out *Rehearsal) error {
	if r.o.SkipMigrate || r.o.Only != nil || !out.Report.MayDoBetter() || r.old.Intent == nil || r.next.Intent == nil {
		return nil
	}
	if len(r.old.Intent.Topology.Networks)+len(r.next.Intent.Topology.Networks) > mostMigrated {
		out.Notes = append(out.Notes, judge.MayMigrate())
		return nil
	}
	made, err := Migrate(r.ctx, r.old.Intent, r.next.Intent, Options{Targets: []string{}})
	if err != nil {
		return err
	}
	if m := made.Migration; !m.Findings.HasErrors() {
		slow := slices.ContainsFunc(m.Interruptions, func(i migration.Interruption) bool { return i.Slow })
		out.Notes = append(out.Notes, out.Report.Migrates(judge.Migration{Steps: len(m.Steps), Pairs: m.Pairs, Interrupted: m.Interrupted,
			Bypassed: len(m.Bypasses), Slow: slow, Kept: len(m.Kept), Followed: m.Followed, All: m.All, Beyond: m.Beyond})...)
	}
	return nil
}
