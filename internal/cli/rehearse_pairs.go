package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/rehearsal/judge"
)

// pairs prints what becomes of pairs of subnets and sites.
func (t *rehearsalText) pairs() {
	r := t.r
	if r.Pairs.StandFor == 0 {
		return
	}
	t.section("Interrupted: both networks join them", t.losses(r.Lost, "are"))
	t.section("Past a firewall or an appliance that both networks send them through", t.losses(r.Bypassed, "go"))
	t.section("Open for a time, and neither network joins them", t.losses(r.Opened, "are"))
	var ends, begin []string
	for i := range r.Ends {
		x := &r.Ends[i]
		line := fmt.Sprintf("%s: %s; NEW alone has them %s", who(&x.Alike), x.Is, x.Meant)
		if x.Is == "apart" && x.Why != "" {
			line += ": " + briefed(x.Why)
		}
		ends = append(ends, line)
	}
	t.section("At the end not as NEW has them", ends)
	for i := range r.Begin {
		x := &r.Begin[i]
		begin = append(begin, fmt.Sprintf("%s: %s", who(&x.Alike), names(x.Devices)))
	}
	t.section("To the internet: whoever has an old address on an allow list needs the new one", t.egress())
	t.section("Flows begin anew: a stateful device has not seen them begin", begin)
	t.out.line("")
	how := "the declared order"
	if r.Orders.Reversed {
		how += ", its reverse"
	}
	if r.Orders.Harmful > 0 {
		how += " and " + plural(r.Orders.Harmful, "order") + " that harms them"
		if r.Orders.Harmful > 1 {
			how = strings.TrimSuffix(how, "s them") + " them"
		}
	}
	t.out.line("%s of subnets and sites, %d of them joined by both networks; followed by %s, in %s", plural(r.Pairs.StandFor, "pair"), r.Pairs.Promised,
		plural(r.Pairs.Followed, "pair"), how)
	if r.Pairs.NotKnown > 0 {
		t.out.line("%s not followed: how OLD joins them is not known", are(r.Pairs.NotKnown, "pair"))
	}
}

// egress are the subnets that leave for the internet otherwise, those that do so alike in one line.
func (t *rehearsalText) egress() []string {
	f := folder{}
	for i := range t.r.Egress {
		e := &t.r.Egress[i]
		line := fmt.Sprintf("%s -> %s", e.Was.Describe(), e.Is.Describe())
		if e.After.Write != "" {
			line += ", after " + t.moment(e.After)
		}
		switch {
		case e.Without != nil && e.Until != nil:
			line += "; no way after " + t.moment(*e.Without) + ", until " + t.moment(*e.Until)
		case e.Without != nil && e.Meant:
			line += "; NEW alone has one"
		}
		who := judge.Short(e.From.End)
		if e.From.Members > 1 {
			who = fmt.Sprintf("%d subnets like %s", e.From.Members, who)
		}
		f.add(line, who)
	}
	return f.lines(func(line, names string) string { return names + ": " + line })
}

func are(n int, what string) string {
	if n == 1 {
		return plural(n, what) + " is"
	}
	return plural(n, what) + " are"
}

// who are the pairs of a class: 12 subnets like vnet-app-0000/web and dc1.
func who(a *judge.Alike) string {
	side := func(s judge.Side) string {
		if s.Members > 1 {
			return fmt.Sprintf("%d subnets like %s", s.Members, judge.Short(s.End))
		}
		return judge.Short(s.End)
	}
	from, to := side(a.From), side(a.To)
	switch {
	case a.From.Members > 1 && a.Both && a.From.Members == a.To.Members && a.Pairs == a.From.Members*(a.From.Members-1)/2:
		return fmt.Sprintf("%s among each other", from)
	case a.Both:
		return from + " and " + to
	}
	return from + " to " + to
}

// losses are lines, those of pairs with one end in common that begin by one write together: the first says until when.
func (t *rehearsalText) losses(list []judge.Loss, verb string) []string {
	type group struct {
		first *judge.Loss
		rest  []string
	}
	var groups []*group
	for i := range list {
		x := &list[i]
		alike := func(g *group) bool {
			return g.first.State == x.State && g.first.After == x.After && g.first.Both == x.Both && g.first.Order == x.Order && (g.first.Until == nil) == (x.Until == nil) &&
				slices.Equal(g.first.Past, x.Past) && (g.first.From.End == x.From.End || g.first.To.End == x.To.End)
		}
		if j := slices.IndexFunc(groups, alike); j >= 0 {
			groups[j].rest = append(groups[j].rest, who(&x.Alike))
			continue
		}
		groups = append(groups, &group{first: x})
	}
	var out []string
	for _, g := range groups {
		x := g.first
		line := fmt.Sprintf("%s %s %s after %s", who(&x.Alike), verb, x.State, t.moment(x.After))
		if x.Until != nil {
			line += ", until " + t.moment(*x.Until)
		} else {
			line += ", for good"
		}
		if len(x.Past) > 0 {
			line += ", past " + names(x.Past)
		}
		if slow := t.slow(x.Slow); slow != "" {
			line += "; slow between: " + slow
		}
		if x.Why != "" {
			line += "; " + briefed(x.Why)
		}
		switch x.Order {
		case "reversed":
			line += " (in the reverse order of writes)"
		case "harmful":
			line += " (in an order of writes that dependencies allow)"
		}
		if len(g.rest) > 0 {
			line += "; likewise " + strings.Join(firstFew(g.rest, 3), ", ")
			if more := len(g.rest) - 3; more > 0 {
				line += fmt.Sprintf(" %d more", more)
			}
		}
		out = append(out, line)
	}
	return out
}

func (t *rehearsalText) moment(m judge.Moment) string {
	switch {
	case m.Write == "":
		return "the beginning"
	case !strings.HasPrefix(m.Write, "/"):
		return m.Write
	}
	line := judge.Short(m.Write)
	if t.roots && m.Root != "" {
		line += " in " + m.Root
	}
	return line
}

// slow are writes that take long, the longest first.
func (t *rehearsalText) slow(list []judge.Made) string {
	f := folder{}
	for _, takes := range []judge.Takes{judge.UpToAnHour, judge.Minutes} {
		for _, m := range list {
			if m.Takes == takes {
				f.add(takes.String(), judge.Short(m.ID))
			}
		}
	}
	return strings.Join(f.lines(func(takes, names string) string { return names + " (" + takes + ")" }), ", ")
}

func names(ids []string) string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = judge.Short(id)
	}
	return strings.Join(out, ", ")
}
