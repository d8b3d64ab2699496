package page

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/difference"
	"github.com/vnetloom/vnetloom/rehearsal/judge"
)

// deployment is what Azure makes of deploying the new network over the old one.
func deployment(r *difference.Report) Section {
	s := Section{Title: "Deploying NEW over OLD"}
	if r.Rehearsal == nil {
		return s
	}
	d := &deploying{s: &s, r: r.Rehearsal.Report, name: r.Rehearsal.Name}
	if d.name == nil {
		d.name = judge.Short
	}
	d.refused()
	d.losses("interrupted", d.r.Lost)
	d.losses("bypassed", d.r.Bypassed)
	d.losses("opened", d.r.Opened)
	d.ends()
	d.egress()
	d.vacate()
	d.disturbed()
	d.begin()
	if m := r.Rehearsal.Migrate; m != "" {
		var l Line
		l.say("%s", m)
		s.add("better", l)
	}
	return s
}

// leftovers are what a deployment resets, removes, does not write and leaves behind.
func leftovers(r *difference.Report) Section {
	s := Section{Title: "What that resets and leaves behind", Folded: true}
	if r.Rehearsal == nil {
		return s
	}
	d := &deploying{s: &s, r: r.Rehearsal.Report}
	d.kinds("not written", d.r.Skipped)
	d.changes("reset", d.r.Reset)
	d.changes("removed", d.r.Removed)
	d.kinds("left behind", d.r.LeftBehind)
	return s
}

type deploying struct {
	s    *Section
	r    *judge.Report
	name func(id string) string
}

func (d *deploying) refused() {
	for _, x := range d.r.Refused {
		var l Line
		l.name(judge.Short(x.ID)).say(": ").name(x.Code).say(": ").name(brief(x.Message))
		if x.Order != "declared" {
			l.say("; in another order of writes that dependencies allow")
		}
		d.s.add("refused", l)
	}
}

// kinds are ids by their types.
func (d *deploying) kinds(label string, ids []string) {
	var f fold
	for _, id := range ids {
		f.add(judge.KindWord(judge.KindOf(id)), judge.Short(id))
	}
	for _, kind := range f.keys {
		var l Line
		list(&l, f.names[kind])
		l.say(" (").name(kind).say(")")
		d.s.add(label, l)
	}
}

// pair is the pairs of a class: 12 subnets like app-0000/web and dc1.
func (d *deploying) pair(l *Line, a *judge.Alike) {
	side := func(s judge.Side) {
		if s.Members > 1 {
			l.say("%s like ", plural(s.Members, "subnet"))
		}
		l.name(d.name(s.End))
	}
	side(a.From)
	switch {
	case a.From.Members > 1 && a.Both && a.Among():
		l.say(" among each other")
		return
	case a.Both:
		l.say(" <-> ")
	default:
		l.say(" to ")
	}
	side(a.To)
}

// losses are lines, those of pairs that are alike but for one end as one.
func (d *deploying) losses(label string, list []judge.Loss) {
	type group struct {
		first *judge.Loss
		rest  int
	}
	var groups []*group
	for i := range list {
		x := &list[i]
		same := func(g *group) bool {
			return g.first.State == x.State && g.first.After == x.After && g.first.Both == x.Both && g.first.Order == x.Order && (g.first.Until == nil) == (x.Until == nil) &&
				slices.Equal(g.first.Past, x.Past)
		}
		if j := slices.IndexFunc(groups, same); j >= 0 {
			groups[j].rest += max(x.Pairs, 1)
			continue
		}
		groups = append(groups, &group{first: x})
	}
	for _, g := range groups {
		var l Line
		d.loss(&l, g.first)
		if g.rest > 0 {
			l.say("; likewise %s more", plural(g.rest, "pair"))
		}
		d.s.add(label, l)
	}
}

func (d *deploying) loss(l *Line, x *judge.Loss) {
	d.pair(l, &x.Alike)
	l.say(": ")
	d.state(l, x.State)
	l.say(" after ")
	moment(l, x.After)
	if x.Until != nil {
		l.say(", until ")
		moment(l, *x.Until)
	} else {
		l.say(", for good")
	}
	if len(x.Past) > 0 {
		l.say(", past ")
		var past []string
		for _, id := range x.Past {
			past = append(past, d.name(id))
		}
		list(l, past)
	}
	for _, takes := range []judge.Takes{judge.UpToAnHour, judge.Minutes} {
		var slow []string
		for _, m := range x.Slow {
			if m.Takes == takes {
				slow = append(slow, judge.Short(m.ID))
			}
		}
		if len(slow) > 0 {
			l.say("; %s between: ", takes)
			list(l, slow)
		}
	}
	if x.Why != "" {
		l.say("; ").name(brief(x.Why))
	}
}

// state is how a pair is joined: words of the judge, and after them what it passes.
func (d *deploying) state(l *Line, state string) {
	if via, ok := strings.CutPrefix(state, "joined by "); ok {
		l.say("joined by ").name(via)
		return
	}
	l.say("%s", state)
}

func moment(l *Line, m judge.Moment) {
	switch {
	case m.Write == "":
		l.say("the beginning")
	case strings.HasPrefix(m.Write, "/"):
		l.name(judge.Short(m.Write))
	default:
		l.name(m.Write)
	}
}

func (d *deploying) ends() {
	for i := range d.r.Ends {
		x := &d.r.Ends[i]
		if d.isLeft(x) {
			continue
		}
		var l Line
		d.pair(&l, &x.Alike)
		l.say(": ")
		d.state(&l, x.Is)
		l.say(" at the end; NEW alone has them ")
		d.state(&l, x.Meant)
		if x.Is == "apart" && x.Why != "" {
			l.say("; ").name(brief(x.Why))
		}
		d.s.add("not as NEW", l)
	}
}

// isLeft tells pairs within a network that is left behind: they are joined as long as it is there.
func (d *deploying) isLeft(x *judge.End) bool {
	from, _, _ := strings.Cut(strings.ToLower(x.From.End), "/subnets/")
	to, _, _ := strings.Cut(strings.ToLower(x.To.End), "/subnets/")
	return from == to && slices.ContainsFunc(d.r.LeftBehind, func(id string) bool { return strings.EqualFold(id, from) })
}

func (d *deploying) changes(label string, changed []judge.Change) {
	var f changes
	for _, c := range changed {
		f.add(c.Type, c.Path, judge.Short(c.ID), c.Was, c.Is)
	}
	f.lines(d.s, label)
}

// egress are the subnets that have no way to the internet for a time. How they leave before and after the paths say.
func (d *deploying) egress() {
	for i := range d.r.Egress {
		e := &d.r.Egress[i]
		if !e.Harms() {
			continue
		}
		var l Line
		l.name(d.name(e.From.End)).say(" to the internet: no way after ").name(judge.Short(e.Without.Write))
		if e.Until != nil {
			l.say(", until ").name(judge.Short(e.Until.Write))
		} else {
			l.say(", for good")
		}
		d.s.add("interrupted", l)
	}
}

// vacate are the subnets that have to be empty, or their write is refused.
func (d *deploying) vacate() {
	for _, v := range d.r.Vacate {
		var l Line
		l.name(judge.Short(v.ID)).say(": ").name(strings.Join(v.Was, ", ")).say(" -> ")
		if len(v.Is) > 0 {
			l.name(strings.Join(v.Is, ", "))
		} else {
			l.say("deleted")
		}
		d.s.add("to be empty", l)
	}
}

func (d *deploying) disturbed() {
	var f fold
	for _, x := range d.r.Disturbed {
		f.add(x.Note, judge.Short(x.ID))
	}
	for _, note := range f.keys {
		var l Line
		list(&l, f.names[note])
		l.say(": ").name(note)
		d.s.add("disturbed", l)
	}
}

// begin is how many pairs have flows that a stateful device has not seen begin.
func (d *deploying) begin() {
	pairs := 0
	var devices []string
	for i := range d.r.Begin {
		pairs += max(d.r.Begin[i].Pairs, 1)
		for _, id := range d.r.Begin[i].Devices {
			if name := d.name(id); !slices.Contains(devices, name) {
				devices = append(devices, name)
			}
		}
	}
	if pairs == 0 {
		return
	}
	var l Line
	l.say("flows of %s meet ", plural(pairs, "pair"))
	list(&l, devices)
	l.say(", which has not seen them begin")
	d.s.add("begin anew", l)
}
