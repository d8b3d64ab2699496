package migration

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/source"
)

// judge rehearses the steps over the old network, in both orders of their writes, and says what is not as it should be.
func (b *builder) judge(start *rehearsal.Store) error {
	target, err := b.target()
	if err != nil {
		return err
	}
	pairs := b.pairs(start.State(), target.State())
	old, next := b.in.Old.Topology, b.in.New.Topology
	was, will := b.ways(start, pairs, appliancesOf(old)), b.ways(target, pairs, appliancesOf(next))
	if b.out.Naive, err = b.naive(start.Clone(), pairs, was, will, appliancesOf(next, old)); err != nil {
		return err
	}
	if err := b.leftBehind(); err != nil {
		return err
	}
	var runs [2][]course
	for i, order := range []rehearsal.Order{rehearsal.Declared, rehearsal.Reversed} {
		courses, refused, err := b.follow(start.Clone(), pairs, order)
		if err != nil {
			return err
		}
		for j := range courses {
			courses[j].was, courses[j].will = was[j], will[j]
		}
		for _, r := range refused {
			b.found(codeRefused, diagnosticOf(r), r.ID)
		}
		runs[i] = courses
	}
	for i := range runs[0] {
		if c := &runs[0][i]; c.promised() {
			b.out.Pairs++
			if slices.ContainsFunc(c.will.Via, func(id string) bool { return !slices.Contains(c.was.Via, id) }) {
				b.out.Begin = append(b.out.Begin, c.Name)
			}
		}
		for _, courses := range runs {
			b.judgeEnd(&courses[i])
		}
		if !b.bypasses(&runs[0][i]) {
			b.bypasses(&runs[1][i])
		}
		b.interruptions(&runs[0][i], &runs[1][i])
	}
	slices.SortStableFunc(b.out.Interruptions, func(a, b Interruption) int { return a.fromStep - b.fromStep })
	slices.SortStableFunc(b.out.Bypasses, func(a, b Bypass) int { return a.fromStep - b.fromStep })
	b.warn()
	b.out.Findings = distinct(b.out.Findings)
	return nil
}

// target is a store with the new network alone.
func (b *builder) target() (*rehearsal.Store, error) {
	printed, err := b.in.Print(b.in.New.Plan)
	if err != nil {
		return nil, err
	}
	s := rehearsal.New(rehearsal.Options{})
	if err := stand(s, b.in.New.Plan); err != nil {
		return nil, err
	}
	s.Assume(printed)
	_, err = b.deploy(s, b.in.New.Plan)
	return s, err
}

// found notes a finding about resources: its place is that of the first which an intent has.
func (b *builder) found(code *diag.Code, d diag.Diagnostic, ids ...string) {
	d.Code, d.Severity = code, code.Severity
	if len(ids) > 0 {
		d.Subject = b.place(ids...)
	}
	b.out.Findings = append(b.out.Findings, d)
}

// judgeEnd finds pairs that are reachable although neither network joins them, and such that the new network inspects and that end otherwise.
func (b *builder) judgeEnd(c *course) {
	if !c.was.Joined() && !c.will.Joined() {
		for _, t := range c.turns {
			if t.way.Joined() {
				b.found(codeReachable, diag.Diagnostic{Summary: fmt.Sprintf("%s reach each other after %s, and neither network joins them", c.Name, b.name(t.event)),
					Hint: "migrate by way of a network between the two"}, c.From.Subnet, c.To.Subnet)
				break
			}
		}
	}
	if last := c.last(); up(c.will) && !sameWay(last, c.will) {
		b.found(codeOtherEnd, diag.Diagnostic{Summary: fmt.Sprintf("%s end %s, and not %s", c.Name, described(last), described(c.will))}, c.From.Subnet, c.To.Subnet)
	}
}

// bypasses notes the times in which packets of a pair arrive past what both networks send them through, as far as they join it, also where
// only one direction arrives; it tells whether there is one.
func (b *builder) bypasses(c *course) bool {
	found := false
	for i := 0; i < len(c.turns); i++ {
		past := c.passedBy(c.turns[i].way)
		if len(past) == 0 {
			continue
		}
		end := i
		for end < len(c.turns) && len(c.passedBy(c.turns[end].way)) > 0 {
			end++
		}
		until := "the end"
		if end < len(c.turns) {
			until = b.name(c.turns[end].event)
		}
		b.out.Bypasses = append(b.out.Bypasses, Bypass{Pair: c.Name, From: b.name(c.turns[i].event), To: until, Past: past,
			fromStep: c.turns[i].step, ids: []string{c.From.Subnet, c.To.Subnet}})
		found, i = true, end
	}
	return found
}

// passedBy are the firewalls and appliances of which a way lacks those of each network that joins the pair; none where one of the two
// networks sends its packets as the way goes.
func (c *course) passedBy(way rehearsal.Way) []string {
	var past []string
	if !way.There {
		return nil
	}
	for _, meant := range []rehearsal.Way{c.was, c.will} {
		if !meant.There {
			continue
		}
		lacks := slices.DeleteFunc(slices.Clone(meant.Via), func(id string) bool { return slices.Contains(way.Via, id) })
		if len(lacks) == 0 {
			return nil
		}
		past = append(past, lacks...)
	}
	slices.Sort(past)
	return slices.Compact(past)
}

// described is a way in a few words.
func described(w rehearsal.Way) string {
	switch {
	case !w.Joined():
		return "apart"
	case !w.Same:
		return "asymmetric"
	case len(w.Via) == 0:
		return "joined directly"
	}
	var names []string
	for _, id := range w.Via {
		names = append(names, Brief(id))
	}
	return "joined by " + strings.Join(names, ", ")
}

// name is an event for a reader.
func (b *builder) name(e event) string {
	if e.step < 0 {
		return "the beginning"
	}
	return Brief(e.write) + " in " + b.out.Steps[e.step].Name
}

// interruptions are those of a pair, by the order of writes as it is declared; what only the other order shows is one too.
func (b *builder) interruptions(declared, reversed *course) {
	if !declared.promised() {
		return
	}
	one, other := downs(declared), downs(reversed)
	list, rest := one, other
	if len(one) == 0 {
		list, rest = other, one
	}
	for _, d := range list {
		i := Interruption{Pair: declared.Name, From: b.name(d.from.event), To: b.name(d.to.event), Asymmetric: d.from.way.Joined(), Why: d.from.way.Why,
			fromStep: d.from.step, toStep: d.to.step, ids: []string{declared.From.Subnet, declared.To.Subnet}}
		for s := d.from.step + 1; s <= d.to.step; s++ {
			i.Slow = i.Slow || b.out.Steps[s].Slow
		}
		i.Rule = b.rule(d, rest)
		if i.Rule == "" {
			b.found(codeNoRule, diag.Diagnostic{Summary: fmt.Sprintf("%s are %s from %s to %s, and no rule of Azure forces it", i.Pair, described(d.from.way), i.From, i.To)}, declared.From.Subnet, declared.To.Subnet)
		}
		b.out.Interruptions = append(b.out.Interruptions, i)
	}
}

// A down is a time without a way.
type down struct{ from, to turn }

func downs(c *course) []down {
	var out []down
	var began *turn
	for i := range c.turns {
		t := &c.turns[i]
		switch {
		case !up(t.way) && began == nil:
			began = t
		case up(t.way) && began != nil:
			out = append(out, down{*began, *t})
			began = nil
		}
	}
	return out
}

// rule is what forces an interruption: that Azure does not take the new way before the old one is gone; or that two resources have to change
// and Azure writes one at a time, in whichever order.
func (b *builder) rule(d down, otherOrder []down) string {
	for _, w := range b.out.Waits {
		until := slices.IndexFunc(b.out.Steps, func(s Step) bool { return s.Name == w.Until })
		if d.from.step < until && until <= d.to.step || until == d.to.step {
			return fmt.Sprintf("%s: %s (%s)", w.Refusal.Code, plain(w.Refusal.Message), w.Refusal.Source)
		}
	}
	if d.to.write == itsAppliances {
		return "an appliance forwards from another subnet in the new network, and its owner changes that, no step"
	}
	same := func(o down) bool { return o.from.step == d.from.step && o.to.step == d.to.step }
	if d.from.step == d.to.step && slices.ContainsFunc(otherOrder, same) {
		return "Azure writes one resource at a time: between the two writes, in whichever order, one end has the old way and the other the new one"
	}
	return ""
}

// leftBehind finds what is there at the end and should not be.
func (b *builder) leftBehind() error {
	printed, err := b.in.Print(b.in.New.Plan)
	if err != nil {
		return err
	}
	result, _ := b.store.Clone().Deploy(printed, rehearsal.Declared)
	next := map[string]bool{}
	for _, s := range result.Steps {
		next[lower(s.ID)] = true
		for _, d := range s.Differences {
			if len(result.Refused()) == 0 {
				b.found(codeLeftBehind, diag.Diagnostic{Summary: fmt.Sprintf("%s of %s is not as the new network says: deploying it again changes it", d.Path, Brief(d.ID))}, d.ID)
			}
		}
	}
	stays := b.stays(next)
	for _, id := range result.LeftBehind {
		if stays[lower(id)] {
			b.out.Kept = append(b.out.Kept, id)
			continue
		}
		b.found(codeLeftBehind, diag.Diagnostic{Summary: Brief(id) + " is left behind"}, id)
	}
	return nil
}

// naive deploys the new network over the old one.
func (b *builder) naive(s *rehearsal.Store, pairs []rehearsal.Pair, was, will []rehearsal.Way, appliances []reachability.Appliance) (*Naive, error) {
	printed, err := b.in.Print(b.in.New.Plan)
	if err != nil {
		return nil, err
	}
	result, courses, _ := s.Follow(printed, rehearsal.Declared, pairs, appliances, b.estate)
	out := &Naive{Skipped: len(result.Skipped), LeftBehind: result.LeftBehind}
	for _, r := range result.Refused() {
		out.Refused = append(out.Refused, Brief(r.ID)+": "+r.Refusal.Code)
	}
	for i, c := range courses {
		if up(was[i]) && up(will[i]) && (len(c.Interruptions()) > 0 || !up(c.Last())) {
			out.Interruptions++
		}
		if up(will[i]) && len(will[i].Via) > 0 && c.Last().Joined() && !sameWay(c.Last(), will[i]) {
			out.Uninspected++
		}
	}
	return out, nil
}

// distinct are findings, each once.
func distinct(found diag.List) diag.List {
	var out diag.List
	for _, d := range found {
		if !slices.ContainsFunc(out, func(o diag.Diagnostic) bool { return o.Code == d.Code && o.Summary == d.Summary }) {
			out = append(out, d)
		}
	}
	return out
}

// diagnosticOf is a refusal as a finding.
func diagnosticOf(s rehearsal.Step) diag.Diagnostic {
	return diag.Diagnostic{Summary: fmt.Sprintf("Azure refuses %s: %s", Brief(s.ID), s.Refusal.Code), Why: plain(s.Refusal.Message)}
}

// warn says what is interrupted, and may be, by what forces it; and what stays.
func (b *builder) warn() {
	if b.out.Findings.HasErrors() {
		return
	}
	for _, i := range b.out.Interruptions {
		b.found(codeInterrupted, diag.Diagnostic{Summary: fmt.Sprintf("%s are %s after %s, until %s, %s", i.Pair, i.State(), i.From, i.To, i.Lasts()), Why: i.Rule}, i.ids...)
	}
	for _, x := range b.out.Bypasses {
		b.found(codeBypassed, diag.Diagnostic{Summary: fmt.Sprintf("packets of %s pass %s by after %s, until %s", x.Pair, briefs(x.Past), x.From, x.To),
			Why:  "a route leads past it before the peering or connection is deleted, or after it is made",
			Hint: "run the two steps one right after the other, or deny the traffic by a security group until then"}, x.ids...)
	}
	for _, r := range b.out.Replaced {
		what := "the firewall has another one until then"
		if kindOf(r.ID) == azure.TypeGateway {
			what = "which takes up to an hour"
		}
		b.found(codeReplaced, diag.Diagnostic{Summary: fmt.Sprintf("step %s deletes %s, and the next one makes it again: %s", r.Step, Brief(r.ID), what),
			Why: r.Refusal.Code + ": " + plain(r.Refusal.Message)}, r.ID)
	}
	for _, d := range b.out.Disturbances {
		b.found(codeDisturbed, diag.Diagnostic{Summary: fmt.Sprintf("step %s changes %s of %s", d.Step, d.Path, Brief(d.ID)), Why: d.Note}, d.ID)
	}
	for _, id := range b.out.Kept {
		if kindOf(id) != azure.TypeVirtualNetwork {
			continue
		}
		b.found(codeKept, diag.Diagnostic{Summary: Brief(id) + " is not of the new network, and stays", Hint: "`--delete-network` with its name in the old intent deletes a network, with what stands on its subnets"}, id)
	}
}

func briefs(ids []string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = Brief(id)
	}
	return strings.Join(names, ", ")
}

// place is where an intent says the first of some resources, or the network of a subnet: the new intent before the old one.
func (b *builder) place(ids ...string) source.Range {
	for _, p := range []*plan.Plan{b.in.New.Plan, b.in.Old.Plan} {
		for _, id := range ids {
			id, _, _ = strings.Cut(lower(id), "/subnets/")
			var found source.Range
			resources(p, func(r *plan.Resource) {
				if keyOf(r.ID) == id {
					found = r.Origin.Range
				}
			})
			if !found.IsZero() {
				return found
			}
		}
	}
	return source.Range{}
}
