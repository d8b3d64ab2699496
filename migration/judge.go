package migration

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/rehearsal/judge"
	"github.com/vnetloom/vnetloom/source"
)

// judge rehearses the steps over the old network, in both orders of their writes, and says what is not as it should be.
func (b *builder) judge(start *rehearsal.Store) error {
	target, err := b.target()
	if err != nil {
		return err
	}
	c, err := b.caseOf(start, target)
	if err != nil {
		return err
	}
	if b.out.Naive, err = b.naive(start.Clone(), c); err != nil {
		return err
	}
	if err := b.leftBehind(); err != nil {
		return err
	}
	var runs [2][]judge.Course
	for i, order := range []rehearsal.Order{rehearsal.Declared, rehearsal.Reversed} {
		run, err := c.Run(start.Clone(), order)
		if err != nil {
			return err
		}
		for _, r := range run.Refused() {
			b.found(codeRefused, diagnosticOf(r), r.ID)
		}
		runs[i] = run.Courses
	}
	for i := range runs[0] {
		if c := &runs[0][i]; c.Promised() {
			b.out.Pairs++
			if len(c.NewInspectors()) > 0 {
				b.out.Begin = append(b.out.Begin, c.Name)
			}
		}
		for _, courses := range runs {
			b.judgeEnd(&courses[i])
		}
		b.bypasses(&runs[0][i], &runs[1][i])
		b.interruptions(&runs[0][i], &runs[1][i])
	}
	slices.SortStableFunc(b.out.Interruptions, func(a, b Interruption) int { return a.fromStep - b.fromStep })
	slices.SortStableFunc(b.out.Bypasses, func(a, b Bypass) int { return a.fromStep - b.fromStep })
	b.out.Vacancies = b.vacancies()
	b.warn()
	b.out.Findings = distinct(b.out.Findings)
	refused := slices.DeleteFunc(slices.Clone(b.out.Findings), func(d diag.Diagnostic) bool { return d.Code != codeRefused && d.Code != codeOldRefused })
	if len(refused) > 0 { // what else is wrong follows from that
		b.out.Findings = refused
	}
	return nil
}

// target is a store with the new network alone.
func (b *builder) target() (*rehearsal.Store, error) {
	printed, err := b.in.Print(b.in.New.Plan)
	if err != nil {
		return nil, err
	}
	s := rehearsal.New(StoreOf(b.in.New.Topology))
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
func (b *builder) judgeEnd(c *judge.Course) {
	if opened := c.Opened(); opened != nil {
		b.begins = b.begins.and(b.holdOf(opened.Event, closed(c, opened), c.Pair))
		b.found(codeReachable, diag.Diagnostic{Summary: fmt.Sprintf("%s reach each other after %s, and neither network joins them", c.Name, b.name(opened.Event)),
			Hint: "migrate by way of a network between the two"}, c.From.Subnet, c.To.Subnet)
	}
	if last := c.Last(); c.Will.Up() && !last.Equal(c.Will) {
		b.found(codeOtherEnd, diag.Diagnostic{Summary: fmt.Sprintf("%s end %s, and not %s", c.Name, last.Describe(), c.Will.Describe())}, c.From.Subnet, c.To.Subnet)
	}
}

// within is the step in which a time begins and ends, -1 where these are two.
func within(from int, to *judge.Turn) int {
	if to == nil || to.Step != from {
		return -1
	}
	return from
}

// troubled tells whether the writes of a step, in whichever of two orders, leave a pair without its way, or lead it past a firewall.
func troubled(step int, orders ...*judge.Course) bool {
	for _, c := range orders {
		if !slices.ContainsFunc(c.Downs(), func(d judge.Down) bool { return d.From.Step == step }) && !slices.ContainsFunc(c.Bypasses(), func(x judge.Bypass) bool { return x.From.Step == step }) {
			return false
		}
	}
	return true
}

// closed is the turn at which a pair is joined no more; nil where there is none.
func closed(c *judge.Course, opened *judge.Turn) *judge.Turn {
	for i := range c.Turns {
		if t := &c.Turns[i]; t.Step >= opened.Step && t != opened && !t.Way.Joined() {
			return t
		}
	}
	return nil
}

// bypasses notes the times in which packets of a pair arrive past what both networks send them through, as far as they join it, by the order of
// writes as it is declared; what only the other order shows is one too.
func (b *builder) bypasses(declared, reversed *judge.Course) {
	list, other := declared.Bypasses(), reversed.Bypasses()
	for _, x := range slices.Concat(list, other) {
		b.begins = b.begins.and(b.holdOf(x.From.Event, x.To, declared.Pair))
	}
	if len(list) == 0 {
		list = other
	}
	for _, x := range list {
		until := "the end"
		if x.To != nil {
			until = b.name(x.To.Event)
		}
		out := Bypass{Pair: declared.Name, From: b.name(x.From.Event), To: until, Past: x.Past, Rule: b.bypassRule(x, troubled(within(x.From.Step, x.To), declared, reversed)), fromStep: x.From.Step,
			ids: []string{declared.From.Subnet, declared.To.Subnet}}
		if out.Rule == "" {
			b.found(codeBypassNoRule, diag.Diagnostic{Summary: fmt.Sprintf("packets of %s pass %s by after %s, until %s, and no rule of Azure forces it", out.Pair, judge.Briefs(out.Past), out.From, out.To)}, out.ids...)
		}
		b.out.Bypasses = append(b.out.Bypasses, out)
	}
}

// bypassRule is what forces a bypass.
func (b *builder) bypassRule(x judge.Bypass, inBothOrders bool) string {
	if x.To == nil {
		return ""
	}
	if pair := b.forced[lower(x.From.Write)]; pair != "" {
		return fmt.Sprintf("a subnet has one route table, with one route to a prefix, and Azure writes one resource at a time: if %s waited, %s would be interrupted", Brief(x.From.Write), pair)
	}
	return b.rule(judge.Down{From: x.From, To: x.To}, inBothOrders)
}

// name is an event for a reader.
func (b *builder) name(e judge.Event) string {
	if e.Step < 0 {
		return "the beginning"
	}
	return Brief(e.Write) + " in " + b.out.Steps[e.Step].Name
}

// interruptions are those of a pair, by the order of writes as it is declared; what only the other order shows is one too.
func (b *builder) interruptions(declared, reversed *judge.Course) {
	if !declared.Promised() {
		return
	}
	list := ended(declared.Downs())
	if len(list) == 0 {
		list = ended(reversed.Downs())
	}
	for _, d := range list {
		i := Interruption{Pair: declared.Name, From: b.name(d.From.Event), To: b.name(d.To.Event), Asymmetric: d.From.Way.Joined(), Why: d.From.Way.Why,
			until: d.To.Write, fromStep: d.From.Step, toStep: d.To.Step, ids: []string{declared.From.Subnet, declared.To.Subnet}}
		for s := d.From.Step + 1; s <= d.To.Step; s++ {
			i.Slow = i.Slow || b.out.Steps[s].Slow
		}
		i.Rule = b.rule(d, troubled(within(d.From.Step, d.To), declared, reversed))
		if i.Rule == "" {
			if d.From.Step == d.To.Step {
				b.begins = b.begins.and(b.holdOf(d.From.Event, d.To, declared.Pair))
			}
			b.found(codeNoRule, diag.Diagnostic{Summary: fmt.Sprintf("%s are %s from %s to %s, and no rule of Azure forces it", i.Pair, d.From.Way.Describe(), i.From, i.To), Why: d.From.Way.Why}, declared.From.Subnet, declared.To.Subnet)
		}
		b.out.Interruptions = append(b.out.Interruptions, i)
	}
}

// ended are the times that end. What does not is said by the way that a pair has at the end.
func ended(list []judge.Down) []judge.Down {
	return slices.DeleteFunc(list, func(d judge.Down) bool { return d.To == nil })
}

// rule is what forces an interruption or a bypass: that Azure does not take the new way before the old one is gone; or that two resources have to
// change and Azure writes one at a time, in whichever order.
func (b *builder) rule(d judge.Down, inBothOrders bool) string {
	for _, w := range b.out.Waits {
		until := slices.IndexFunc(b.out.Steps, func(s Step) bool { return s.Name == w.Until })
		if d.From.Step < until && until <= d.To.Step || until == d.To.Step {
			return fmt.Sprintf("%s: %s (%s)", w.Refusal.Code, plain(w.Refusal.Message), w.Refusal.Source)
		}
	}
	if d.To.Write == judge.ItsAppliances {
		return "an appliance forwards from another subnet in the new network, and its owner changes that, no step"
	}
	if d.From.Step == d.To.Step && inBothOrders {
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
func (b *builder) naive(s *rehearsal.Store, c *judge.Case) (*Naive, error) {
	printed, err := b.in.Print(b.in.New.Plan)
	if err != nil {
		return nil, err
	}
	over := judge.Case{Steps: []judge.Step{{Deploy: printed}}, Pairs: c.Pairs, Was: c.Was, Will: c.Will, Sites: c.Sites, Appliances: c.AtTheEnd}
	run, err := over.Run(s, rehearsal.Declared)
	if err != nil {
		return nil, err
	}
	result := run.Results[0]
	out := &Naive{Skipped: len(result.Skipped), LeftBehind: result.LeftBehind}
	for _, r := range run.Refused() {
		out.Refused = append(out.Refused, Brief(r.ID)+": "+r.Refusal.Code)
	}
	for i := range run.Courses {
		c := &run.Courses[i]
		if c.Promised() && c.Interrupted() {
			out.Interruptions++
		}
		if c.Will.Up() && len(c.Will.Via) > 0 && c.Last().Joined() && !c.Last().Equal(c.Will) {
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
	return diag.Diagnostic{Summary: fmt.Sprintf("Azure refuses %s: %s", Brief(s.ID), s.Refusal.Code), Why: plain(s.Refusal.Message), Hint: wayOut(s)}
}

// wayOut says what can be done where a step is refused.
func wayOut(s rehearsal.Step) string {
	switch {
	case strings.EqualFold(s.Type, azure.TypeVirtualNetwork) && s.Refusal.Code == "InvalidResourceLocation":
		return "a network stays in its region: give the one in the other region another name and addresses of its own, move the machines, and take the old one out of the intent with `--delete-network`"
	case strings.EqualFold(s.Type, azure.TypeVirtualNetwork) && strings.HasPrefix(s.Refusal.Code, "VnetAddressSpace"):
		return "addresses change hands one network after the other: an intent in which the one that has them gets others, then one in which the next gets them, with `vnetloom migrate` from each to the next"
	case s.Refusal.Code == "InvalidResourceLocation":
		return "give what is in the other region another name, so that it is made beside the old one"
	}
	return "give the new one another name, so that it is made beside the old one; or keep the old value"
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
		b.found(codeBypassed, diag.Diagnostic{Summary: fmt.Sprintf("packets of %s pass %s by after %s, until %s", x.Pair, judge.Briefs(x.Past), x.From, x.To),
			Why:  x.Rule,
			Hint: "run the step when it does no harm, or deny the traffic by a security group until then"}, x.ids...)
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
	b.sayVacancies()
	left := b.left()
	for _, id := range b.out.Kept {
		if network := left[lower(id)]; network != "" {
			b.found(codeKept, diag.Diagnostic{Summary: fmt.Sprintf("%s stays on subnets of %s, a network that exists", Brief(id), Brief(network)),
				Why:  "what is on the subnets of a network that exists is its owner's: no template takes a table or a group off them",
				Hint: "take it off its subnets, and delete it: its routes point to a firewall that the network does not reach any more"}, network)
		}
		if kindOf(id) != azure.TypeVirtualNetwork {
			continue
		}
		b.found(codeKept, diag.Diagnostic{Summary: Brief(id) + " is not of the new network, and stays", Hint: "`--delete-network` with its name in the old intent deletes a network, with what stands on its subnets"}, id)
	}
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
