package migration

import (
	"fmt"
	"slices"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/rehearsal/judge"
)

// judge rehearses the steps over the old network, in both orders of their writes, and says what is not as it should be.
func (b *builder) judge() error {
	c, err := b.caseOf()
	if err != nil {
		return err
	}
	if err := b.leftBehind(); err != nil {
		return err
	}
	var runs [2][]judge.Course
	for i, order := range []rehearsal.Order{rehearsal.Declared, rehearsal.Reversed} {
		run, err := c.Run(b.start.Clone(), order)
		if err != nil {
			return err
		}
		for _, r := range run.Refused() {
			b.found(codeRefused, diagnosticOf(r), r.ID)
		}
		runs[i] = run.Courses
		b.looks += run.Looks
	}
	b.out.Followed, b.out.All, b.out.Beyond = len(b.change.Pairs)/2, b.followed.All/2, b.followed.Beyond
	b.out.Pairs = b.count(func(i int) bool { return runs[0][i].Promised() })
	back := otherWays(b.change.Pairs)
	for i := range runs[0] {
		if c := &runs[0][i]; c.Promised() && len(c.NewInspectors()) > 0 && b.first("begin", &c.Pair, "", "") {
			b.out.Begin = append(b.out.Begin, b.called(&c.Pair))
		}
		for _, courses := range runs {
			b.judgeEnd(&courses[i])
		}
		b.bypasses(&runs[0][i], &runs[1][i])
		b.interruptions(i, eitherWays(runs[0], i, back), eitherWays(runs[1], i, back))
	}
	b.out.Interrupted = b.count(func(i int) bool { return b.isInterrupted[i] })
	slices.SortStableFunc(b.out.Interruptions, func(a, b Interruption) int { return a.fromStep - b.fromStep })
	slices.SortStableFunc(b.out.Bypasses, func(a, b Bypass) int { return a.fromStep - b.fromStep })
	b.out.Vacancies = b.vacancies()
	b.warn()
	b.out.Findings = distinct(b.out.Findings)
	refused := slices.DeleteFunc(slices.Clone(b.out.Findings), func(d diag.Diagnostic) bool { return d.Code != codeRefused && d.Code != codeOldRefused })
	if len(refused) > 0 { // what else is wrong follows from that
		b.out.Findings = refused
	}
	if b.out.Findings.HasErrors() {
		b.out.otherwise = append(b.standsOtherwise(), b.staysOfOthers()...)
	}
	return nil
}

// first tells whether something is said of a pair for the first time: of a kind that is not followed whole it is said once, and of the two directions of
// a pair,
// where it is the same. Of pairs that are followed whole, what is the same is told exactly; of others by the steps alone.
func (b *builder) first(what string, p *judge.Pair, exactly, roughly string) bool {
	key := fmt.Sprint(what, "\n", kindOfPair(p), roughly)
	if b.isWhole(p) {
		key = fmt.Sprint(what, "\n", eitherWay(p), "\n", exactly)
	}
	if b.reported == nil {
		b.reported = map[string]bool{}
	}
	was := b.reported[key]
	b.reported[key] = true
	return !was
}

// isInNew tells whether both ends of a pair are in the new network: of others it says nothing, and a network that stays keeps its ways.
func (b *builder) isInNew(p *judge.Pair) bool {
	if b.newEnds == nil {
		t := b.in.New.Topology
		at := homes(t)
		b.newEnds = map[string]bool{}
		for i := range t.Subnets {
			b.newEnds[lower(at[t.Subnets[i].Network].id()+"/subnets/"+t.Subnets[i].Name)] = true
		}
		for _, id := range siteIDs(b.in.Old.Topology, t)[1] {
			b.newEnds[id] = true
		}
	}
	for _, end := range []reachability.Endpoint{p.From, p.To} {
		if !b.newEnds[lower(end.Subnet)] && !b.newEnds[end.Site] {
			return false
		}
	}
	return true
}

// judgeEnd finds pairs that are reachable although neither network joins them, such that the new network inspects and that end otherwise, and such that it
// has apart and that end joined.
func (b *builder) judgeEnd(c *judge.Course) {
	if opened := c.Opened(); opened != nil {
		b.hold(opened.Event, closed(c, opened), &c.Pair)
		if event := b.name(opened.Event); b.first("opened", &c.Pair, event, "") {
			b.found(codeReachable, diag.Diagnostic{Summary: fmt.Sprintf("%s reach each other after %s, and neither network joins them", b.called(&c.Pair), event),
				Hint: "migrate by way of a network between the two"}, c.From.Subnet, c.To.Subnet)
		}
	}
	if last := c.Last(); (c.Will.Up() || c.Was.Joined() && last.Joined() && !c.Will.Joined() && b.isInNew(&c.Pair)) && !last.Equal(c.Will) && b.first("end", &c.Pair, last.Describe(), "") {
		b.found(codeOtherEnd, diag.Diagnostic{Summary: fmt.Sprintf("%s end %s, and not %s", b.called(&c.Pair), last.Describe(), c.Will.Describe()), Why: last.Why}, c.From.Subnet, c.To.Subnet)
	}
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

// hold has the next try hold back what makes a pair, and those like it, so that it is not as it is from one write to another.
func (b *builder) hold(from judge.Event, to *judge.Turn, p *judge.Pair) {
	step := -1
	if to != nil {
		step = to.Step
	}
	if key := fmt.Sprint("hold\n", p.Class, p.Inside, from, step); !b.reported[key] {
		b.reported[key] = true
		b.begins = b.begins.and(b.holdOf(from, to, *p))
	}
}

// bypasses notes the times in which packets of a pair arrive past what both networks send them through, as far as they join it, by the order of
// writes as it is declared; what only the other order shows is one too.
func (b *builder) bypasses(declared, reversed *judge.Course) {
	list, other := declared.Bypasses(), reversed.Bypasses()
	for _, x := range slices.Concat(list, other) {
		b.hold(x.From.Event, x.To, &declared.Pair)
	}
	if len(list) == 0 {
		list = other
	}
	for _, x := range list {
		until, toStep := "the end", len(b.out.Steps)
		if x.To != nil {
			until, toStep = b.name(x.To.Event), x.To.Step
		}
		out := Bypass{Pair: b.called(&declared.Pair), From: b.name(x.From.Event), To: until, Past: x.Past, Rule: b.bypassRule(&declared.Pair, x, troubled(within(x.From.Step, x.To), []*judge.Course{declared}, []*judge.Course{reversed})), fromStep: x.From.Step,
			ids: []string{declared.From.Subnet, declared.To.Subnet}}
		b.passed++
		if !b.first("bypass", &declared.Pair, fmt.Sprint(out.From, out.To, out.Past, out.Rule == ""), fmt.Sprint(out.fromStep, toStep, out.Past, out.Rule == "")) {
			continue
		}
		if out.Rule == "" {
			b.found(codeBypassNoRule, diag.Diagnostic{Summary: fmt.Sprintf("packets of %s pass %s by after %s, until %s, and no rule of Azure forces it", out.Pair, judge.Briefs(out.Past), out.From, out.To)}, out.ids...)
		}
		b.out.Bypasses = append(b.out.Bypasses, out)
	}
}

// eitherWays are the courses of a pair and of the same ends the other way: who is asked and who asks are interrupted as one.
func eitherWays(courses []judge.Course, pair int, back map[int]int) []*judge.Course {
	out := []*judge.Course{&courses[pair]}
	if other, is := back[pair]; is {
		out = append(out, &courses[other])
	}
	return out
}

// interruptions are those of a pair, by the order of writes as it is declared; what only the other order shows is one too. An order that spares one direction
// alone is none that avoids it.
func (b *builder) interruptions(pair int, inDeclared, inReversed []*judge.Course) {
	declared, reversed := inDeclared[0], inReversed[0]
	if !declared.Promised() {
		return
	}
	list := ended(declared.Downs())
	if len(list) == 0 {
		list = slices.DeleteFunc(ended(reversed.Downs()), func(d judge.Down) bool { return isReportedFor(inDeclared[1:], d) })
	}
	for _, d := range list {
		i := Interruption{Pair: b.called(&declared.Pair), From: b.name(d.From.Event), To: b.name(d.To.Event), Asymmetric: d.From.Way.Joined(), Why: d.From.Way.Why,
			until: d.To.Write, fromStep: d.From.Step, toStep: d.To.Step, ids: []string{declared.From.Subnet, declared.To.Subnet}}
		for s := d.From.Step + 1; s <= d.To.Step; s++ {
			i.Slow = i.Slow || b.out.Steps[s].Slow
		}
		i.Rule = b.rule(&declared.Pair, d, troubled(within(d.From.Step, d.To), inDeclared, inReversed))
		if w := b.waitOf(&declared.Pair, d); w != nil {
			i.inTheWay = w.Refusal.InTheWay
		}
		if lasts := d.From.Step < b.cut && b.cut <= d.To.Step && isLink(kindOf(d.From.Write)); lasts || i.Rule == "" && d.From.Step == d.To.Step {
			b.hold(d.From.Event, d.To, &declared.Pair)
		}
		b.isInterrupted[pair] = true
		b.interrupted = append(b.interrupted, i)
		if !b.first("interruption", &declared.Pair, fmt.Sprint(i.From, i.To, i.Asymmetric, i.Rule == ""), fmt.Sprint(i.fromStep, i.toStep, i.Asymmetric, i.Rule == "")) {
			continue
		}
		if i.Rule == "" {
			b.found(codeNoRule, diag.Diagnostic{Summary: fmt.Sprintf("%s are %s from %s to %s, and no rule of Azure forces it", i.Pair, d.From.Way.Describe(), i.From, i.To), Why: d.From.Way.Why}, declared.From.Subnet, declared.To.Subnet)
		}
		b.out.Interruptions = append(b.out.Interruptions, i)
	}
}

// isReportedFor tells whether a time without a way is reported for the other direction: the order as it is declared interrupts that one in the same step.
func isReportedFor(otherWay []*judge.Course, d judge.Down) bool {
	return slices.ContainsFunc(otherWay, func(c *judge.Course) bool {
		return c.Promised() && slices.ContainsFunc(ended(c.Downs()), func(o judge.Down) bool { return o.From.Step == d.From.Step && o.To.Step == d.To.Step })
	})
}

// ended are the times that end. What does not is said by the way that a pair has at the end.
func ended(list []judge.Down) []judge.Down {
	return slices.DeleteFunc(list, func(d judge.Down) bool { return d.To == nil })
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
			if len(result.Refused()) == 0 && !d.Secret {
				b.found(codeLeftBehind, diag.Diagnostic{Summary: fmt.Sprintf("%s of %s is not as the new network says: deploying it again changes it", d.Path, Brief(d.ID))}, d.ID)
			}
		}
	}
	stays, exists, others := b.stays(next), b.exists(), MadeBySteps(b.in.New.Plan)
	for _, r := range b.made {
		others[keyOf(r.ID)] = others[keyOf(r.ID)] || exists(r)
	}
	for _, id := range result.LeftBehind {
		if others[lower(id)] {
			continue
		}
		if stays[lower(id)] || b.others[lower(id)] {
			b.out.Kept = append(b.out.Kept, id)
			continue
		}
		b.found(codeLeftBehind, diag.Diagnostic{Summary: Brief(id) + " is left behind"}, id)
	}
	return nil
}
