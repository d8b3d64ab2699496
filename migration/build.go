package migration

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/topology"
)

// builder makes the steps one after the other, each tried in the store that the ones before have left.
type builder struct {
	*ground
	in      Input
	filters filters
	holds   holds
	begins  holds                      // what is to be held back so that no pair is open, or past a firewall, for a time
	forced  map[string]string          // keys of writes that cannot wait, each with a pair of both networks that would be interrupted
	more    int                        // how many steps come before what is held back and written before the deletions,
	cut     int                        // and before the old peerings and connections are deleted,
	rid     int                        // and before what else only the old network had is
	cleared map[topology.SubnetID]bool // subnets of the old network that are deleted before anything else
	store   *rehearsal.Store           // what is there after the steps so far
	written bodies
	known   map[string]bool        // keys of all that was written so far
	made    []*plan.Resource       // all that was written so far, in the order in which it was made
	actions map[string]plan.Action // of the companion steps that have been run
	others  map[string]bool        // keys of what companion steps of the old network have made: no step deletes it

	besides []beside // gateways that stand beside each other for a time

	interrupted   []Interruption // of every pair that is followed
	isInterrupted map[int]bool   // by its index
	passed        int            // how many times packets of a pair that is followed pass something by
	reported      map[string]bool
	newEnds       map[string]bool // subnets and sites of the new network, once they are asked for

	out *Migration
}

// New makes the migration from one network to another. An error is a bug, of printing or of reading what was printed; what is wrong with the
// migration is in its findings.
func New(in Input) (*Migration, error) {
	if found := slices.Concat(in.scopes(), in.absent(), in.linkedBefore(), in.regions(), in.routing()); len(found) > 0 {
		return &Migration{Naive: &Naive{}, Findings: found}, nil
	}
	print, printed := in.Print, map[*plan.Plan][]rehearsal.Deployment{}
	in.Print = func(p *plan.Plan) ([]rehearsal.Deployment, error) { // a plan is rehearsed several times, and printed once
		if known, ok := printed[p]; ok {
			return known, nil
		}
		made, err := print(p)
		if err != nil {
			return nil, err
		}
		made = rehearsal.Read(made)
		printed[p] = made
		return made, nil
	}
	in.Old.Topology = inLettersOf(in.Old.Topology, in.New.Topology)
	g, err := in.ground()
	if err != nil {
		return nil, err
	}
	m, err := in.anyWay(g)
	if err != nil {
		return nil, err
	}
	m.Rehearsals, m.Looks = g.rehearsed, g.looks
	if g.cutShort && m.Findings.HasErrors() { // by another order there may be a way: nothing says that there is none
		m.Findings = append(diag.List{g.endOfSearch()}, m.Findings...)
	}
	if len(m.otherwise) > 0 { // what else is wrong may come of that
		m.Findings = m.otherwise
	}
	return m, nil
}

// anyWay makes the migration in the usual order of steps, and where that is refused in others.
func (in Input) anyWay(g *ground) (*Migration, error) {
	m, err := in.either(g)
	if err != nil || !m.Findings.HasErrors() {
		return m, err
	}
	late := in.comesLate()
	for _, other := range []struct{ early, late bool }{{late: true}, {early: true}, {early: true, late: true}} {
		in.early, in.late = other.early, other.late
		if in.early && !in.addsLinks() || in.late && !late {
			continue
		}
		if g.enough() {
			break
		}
		if another, err := in.either(g); err != nil || !another.Findings.HasErrors() {
			return another, err
		}
	}
	return m, nil
}

// addsLinks tells whether the new network has peerings or connections that the old one has not.
func (in *Input) addsLinks() bool {
	was, added := keysOf(in.Old.Plan), false
	resources(in.New.Plan, func(r *plan.Resource) { added = added || isLink(r.ID.Type) && !was[keyOf(r.ID)] })
	return added
}

// either makes the migration by which firewalls let through what either network does, and where that opens a pair by which they let through what the one
// does and
// then what the other does.
func (in Input) either(g *ground) (*Migration, error) {
	m, err := in.held(g, ofBoth)
	if err != nil || !slices.ContainsFunc(m.Findings, func(d diag.Diagnostic) bool { return d.Code == codeReachable }) || g.enough() {
		return m, err
	}
	other, err := in.held(g, oneAfterTheOther)
	if err != nil || !other.Findings.HasErrors() {
		return other, err
	}
	return m, nil
}

// migration makes the migration by which firewalls let through on the way what is said, with what is held back meanwhile.
func (in Input) migration(g *ground, f filters, h holds, forced map[string]string) (*builder, error) {
	b := &builder{ground: g, in: in, filters: f, holds: h, begins: holds{}, cleared: map[topology.SubnetID]bool{}, forced: forced, store: g.start.Clone(), known: map[string]bool{}, isInterrupted: map[int]bool{}, reported: map[string]bool{}, written: bodies{},
		actions: actionsOf(in.Old.Plan), others: MadeBySteps(in.Old.Plan), out: &Migration{Naive: g.naive}}
	for _, step := range g.refused {
		b.found(codeOldRefused, diagnosticOf(step), step.ID)
	}
	b.note(in.Old.Plan)
	if err := b.steps(); err != nil {
		return nil, err
	}
	return b.judged()
}

// note notes what a plan has written.
func (b *builder) note(p *plan.Plan) {
	b.written.write(p)
	resources(p, func(r *plan.Resource) {
		if key := keyOf(r.ID); !b.known[key] {
			b.known[key] = true
			b.made = append(b.made, r)
		}
	})
}

// add numbers a step and puts it behind the others.
func (b *builder) add(s Step, result *rehearsal.Result) {
	s.Name = fmt.Sprintf("%02d-%s", len(b.out.Steps)+1, s.Name)
	for _, w := range result.Steps {
		s.Slow = s.Slow || w.Slow && (w.Created || len(w.Differences) > 0)
		switch {
		case w.Created:
			s.Created = append(s.Created, w.ID)
		case len(w.Differences) > 0:
			s.Changed = append(s.Changed, w.ID)
		}
		for _, text := range w.Interrupts {
			path, note, _ := strings.Cut(text, ": ")
			b.out.Disturbances = append(b.out.Disturbances, Disturbance{ID: w.ID, Step: s.Name, Path: path, Note: note})
		}
	}
	s.Synchronize = b.synchronize()
	b.out.Steps = append(b.out.Steps, s)
	b.noteBeside(s.Name)
}

// changed is how many resources a deployment has made or changed.
func changed(r *rehearsal.Result) int {
	n := 0
	for _, s := range r.Steps {
		if s.Created || len(s.Differences) > 0 {
			n++
		}
	}
	return n
}

// write makes a step of what a plan has and Azure has not. What is refused is left for a later one, with what needs it.
func (b *builder) write(p *plan.Plan, s Step, at moment) error {
	but := map[string]bool{}
	for one, until := range b.holds {
		if one.subnet == "" && one.to == nil {
			but[one.write] = but[one.write] || at < until
		}
	}
	for {
		rest := b.written.rest(p, but, b.actions)
		if count(rest) == 0 && len(rest.Steps) == 0 {
			return nil
		}
		store := b.store.Clone()
		result, err := b.in.deploy(store, rest)
		late, err := refusedSteps(err)
		if err != nil {
			return err
		}
		refused := result.Refused()
		if len(refused)+len(late) == 0 {
			b.store, s.Plan, s.Writes = store, rest, changed(result)
			b.add(s, result)
			b.settle(rest)
			return nil
		}
		for _, r := range refused {
			but[lower(r.ID)] = true
			b.wait(Wait{ID: r.ID, Step: s.Name, Refusal: r.Refusal})
		}
		if len(refused) > 0 { // what companion steps lack may be of that
			continue
		}
		for _, r := range late {
			but[stepKey(r.step)] = true
			b.wait(Wait{ID: r.id, Step: s.Name, Refusal: r.refusal, companion: stepKey(r.step)})
		}
	}
}

// wait notes what waits, once.
func (b *builder) wait(w Wait) {
	if !slices.ContainsFunc(b.out.Waits, func(o Wait) bool { return lower(o.ID) == lower(w.ID) && o.companion == w.companion && o.Until == "" }) {
		b.out.Waits = append(b.out.Waits, w)
	}
}

// settle notes what a step has written, and which waits it ends.
func (b *builder) settle(p *plan.Plan) {
	b.note(p)
	maps.Copy(b.actions, actionsOf(p))
	over := map[string]bool{}
	resources(p, func(r *plan.Resource) { over[keyOf(r.ID)] = true })
	for i := range p.Steps {
		over[stepKey(&p.Steps[i])] = true
	}
	for i := range b.out.Waits {
		if w := &b.out.Waits[i]; w.Until == "" && over[cmp.Or(w.companion, lower(w.ID))] {
			w.Until = b.out.Steps[len(b.out.Steps)-1].Name
		}
	}
}

// synchronize brings the halves of peerings up to the address spaces of their networks, and returns their ids.
func (b *builder) synchronize() []string {
	var out []string
	for _, id := range b.store.IDs() {
		if kindOf(id) != azure.TypePeering {
			continue
		}
		body, _ := b.store.Get(id)
		properties, _ := body["properties"].(rehearsal.Body)
		if properties["peeringState"] != "Connected" || properties["peeringSyncLevel"] == "FullyInSync" {
			continue
		}
		if b.store.Synchronize(id) == nil {
			out = append(out, id)
		}
	}
	return out
}

// actionsOf are the actions of the companion steps of a plan, by stage and name.
func actionsOf(p *plan.Plan) map[string]plan.Action {
	out := map[string]plan.Action{}
	for i := range p.Steps {
		out[stepKey(&p.Steps[i])] = p.Steps[i].Action
	}
	return out
}

func stepKey(s *plan.Step) string { return fmt.Sprintf("%d %s", s.Action.Stage(), s.Name) }

func isNew(s *plan.Step, done map[string]plan.Action) bool {
	was, there := done[stepKey(s)]
	return !there || !reflect.DeepEqual(was, s.Action)
}

// linkTypes are the types that join networks, those of a network manager too.
var linkTypes = []string{azure.TypePeering, azure.TypeHubConnection, azure.TypeConnection, azure.TypeStaticMember, azure.TypeConnectivityConfiguration}

func isLink(kind string) bool { return slices.Contains(linkTypes, kind) }
