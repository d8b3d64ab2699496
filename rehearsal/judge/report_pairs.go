package judge

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/rehearsal"
)

// pairing folds what became of pairs to what became of their classes.
type pairing struct {
	c *Case
	f *Followed
	v *Verdict
	r *Report
}

// class is pairs that are alike.
type class struct {
	ends   [2]int
	inside bool
}

func classOf(p *Pair) class { return class{p.Class, p.Inside} }

func (p *pairing) all() {
	names := []string{"declared", "reversed"}
	promised := map[class]bool{}
	for i, run := range p.v.Runs() {
		order := "harmful"
		if i < len(names) && (i == 0 || p.v.Reversed != nil) {
			order = names[i]
		}
		for j := range run.Courses {
			c := &run.Courses[j]
			if c.Promised() {
				if i == 0 && !promised[classOf(&c.Pair)] {
					promised[classOf(&c.Pair)] = true
					p.r.Pairs.Promised += c.Stands
				}
				for _, d := range c.Downs() {
					p.note(&p.r.Lost, &run, c, d.From, d.To, Loss{State: d.From.Way.Describe(), Why: d.From.Way.Why, Order: order})
				}
			}
			for _, b := range c.Bypasses() {
				p.note(&p.r.Bypassed, &run, c, b.From, b.To, Loss{State: b.From.Way.Describe(), Past: b.Past, Order: order})
			}
			if t := c.Opened(); t != nil {
				p.note(&p.r.Opened, &run, c, *t, c.closed(t), Loss{State: t.Way.Describe(), Order: order})
			}
		}
	}
	for _, list := range []*[]Loss{&p.r.Lost, &p.r.Bypassed, &p.r.Opened} {
		*list = bothWays(*list, func(x *Loss) *Alike { return &x.Alike }, func(a, b *Loss) bool { return a.State == b.State && (a.Until == nil) == (b.Until == nil) })
	}
	p.ends()
}

// closed is the turn after another at which the pair is apart; nil where it stays joined.
func (c *Course) closed(opened *Turn) *Turn {
	after := false
	for i := range c.Turns {
		t := &c.Turns[i]
		if after && !t.Way.Joined() {
			return t
		}
		after = after || t == opened
	}
	return nil
}

// note adds a loss, or puts it in the place of a lighter one of the same class.
func (p *pairing) note(list *[]Loss, run *Run, c *Course, from Turn, to *Turn, x Loss) {
	x.Alike, x.Slow = p.alike(c), []Made{}
	if x.Past == nil {
		x.Past = []string{}
	}
	x.After = p.moment(run, from.Event)
	if to != nil {
		m := p.moment(run, to.Event)
		x.Until = &m
		x.Slow = p.slow(run, from.Event, to.Event)
	}
	x.weight = weight(&x)
	for i := range *list {
		have := &(*list)[i]
		if have.class == x.class {
			if x.weight > have.weight {
				*have = x
			}
			return
		}
	}
	*list = append(*list, x)
}

// weight is how bad a loss is: one that does not end is worst, then what takes longest.
func weight(x *Loss) int {
	if x.Until == nil {
		return 1000
	}
	w := 0
	for _, s := range x.Slow {
		w = max(w, 10*int(s.Takes))
	}
	if x.State == "apart" {
		w++
	}
	return w
}

// alike are the pairs that one stands for.
func (p *pairing) alike(c *Course) Alike {
	side := func(end reachability.Endpoint, class int) Side {
		return Side{cmp.Or(end.Subnet, end.Site), len(p.f.Classes[class].Members)}
	}
	return Alike{From: side(c.From, c.Class[0]), To: side(c.To, c.Class[1]), Pairs: c.Stands, class: classOf(&c.Pair)}
}

// moment is an event with the root that its write is of.
func (p *pairing) moment(run *Run, e Event) Moment {
	if i, j := position(run, e); i >= 0 {
		return Moment{e.Write, run.Results[i].Steps[j].Deployment}
	}
	return Moment{Write: e.Write}
}

// position is the result and the step of an event; -1 where it is no write of a template.
func position(run *Run, e Event) (result, step int) {
	if e.Step < 0 || e.Step >= len(run.Results) {
		return -1, -1
	}
	j := slices.IndexFunc(run.Results[e.Step].Steps, func(s rehearsal.Step) bool { return s.ID == e.Write })
	if j < 0 {
		return -1, -1
	}
	return e.Step, j
}

// slow are the writes between two events that take minutes and that the second waits for: in its own root what it depends on, and all of a root
// before it.
func (p *pairing) slow(run *Run, from, to Event) []Made {
	out := []Made{}
	_, first := position(run, from)
	last, end := position(run, to)
	for i := max(from.Step, 0); i <= min(to.Step, len(run.Results)-1); i++ {
		steps := run.Results[i].Steps
		for j := range steps {
			s := &steps[j]
			made := Made{s.ID, s.Type, s.Deployment, DurationOf(s.Type).Changed}
			if s.Created {
				made.Takes = DurationOf(s.Type).Made
			}
			switch {
			case i == from.Step && j < first || i == last && end >= 0 && j > end, made.Takes == Seconds, s.Refusal != nil, !s.Created && len(s.Differences) == 0:
				continue
			case i == last && end >= 0 && s.Deployment == steps[end].Deployment && !p.waits(i, steps[end].Deployment, steps[end].ID)[strings.ToLower(s.ID)]:
				continue
			}
			out = append(out, made)
		}
	}
	return out
}

// waits is what a write of a root waits for.
func (p *pairing) waits(step int, root, id string) map[string]bool {
	for i := range p.c.Steps[step].Deploy {
		if d := &p.c.Steps[step].Deploy[i]; d.Name == root {
			return d.WaitsFor(id)
		}
	}
	return nil
}

// ends finds how pairs are joined at the end, and which flows begin anew.
func (p *pairing) ends() {
	seen, begun := map[class]bool{}, map[class]bool{}
	for i := range p.v.Declared.Courses {
		c := &p.v.Declared.Courses[i]
		of := classOf(&c.Pair)
		if last := c.Last(); !last.Equal(c.Will) && (last.Joined() || c.Will.Joined()) && !seen[of] {
			seen[of] = true
			p.r.Ends = append(p.r.Ends, End{Alike: p.alike(c), Is: last.Describe(), Meant: c.Will.Describe(), Why: last.Why})
		}
		if devices := c.NewInspectors(); c.Promised() && len(devices) > 0 && !begun[of] {
			begun[of] = true
			p.r.Begin = append(p.r.Begin, Begin{p.alike(c), devices})
		}
	}
	p.r.Ends = bothWays(p.r.Ends, func(x *End) *Alike { return &x.Alike }, func(a, b *End) bool { return a.Is == b.Is && a.Meant == b.Meant })
	p.r.Begin = bothWays(p.r.Begin, func(x *Begin) *Alike { return &x.Alike }, func(a, b *Begin) bool { return true })
}

// bothWays are entries of which those of the two directions of a class are one, where they say the same.
func bothWays[T any](list []T, of func(*T) *Alike, same func(a, b *T) bool) []T {
	out := []T{}
	for i := range list {
		x := of(&list[i])
		opposite := class{[2]int{x.class.ends[1], x.class.ends[0]}, x.class.inside}
		if opposite == x.class { // two of one class: each pair is there twice
			x.Both, x.Pairs = true, x.Pairs/2
		} else if j := slices.IndexFunc(out, func(o T) bool { return of(&o).class == opposite && same(&o, &list[i]) }); j >= 0 {
			of(&out[j]).Both = true
			continue
		}
		out = append(out, list[i])
	}
	return out
}
