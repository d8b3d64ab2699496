package migration

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/rehearsal/judge"
)

// bypassRule is what forces a bypass.
func (b *builder) bypassRule(pair *judge.Pair, x judge.Bypass, inBothOrders bool) string {
	if x.To == nil {
		return ""
	}
	if other := b.forced[lower(x.From.Write)]; other != "" {
		return fmt.Sprintf("a subnet has one route table, with one route to a prefix, and Azure writes one resource at a time: if %s waited, %s would be interrupted", Brief(x.From.Write), other)
	}
	return b.rule(pair, judge.Down{From: x.From, To: x.To}, inBothOrders)
}

// rule is what forces an interruption or a bypass: that Azure does not take the new way before the old one is gone; or that two resources have to
// change and Azure writes one at a time, in whichever order.
func (b *builder) rule(pair *judge.Pair, d judge.Down, inBothOrders bool) string {
	if w := b.waitOf(pair, d); w != nil {
		return fmt.Sprintf("%s: %s (%s)", w.Refusal.Code, plain(w.Refusal.Message), w.Refusal.Source)
	}
	if d.To.Write == judge.ItsAppliances {
		return "an appliance forwards from another subnet in the new network, and its owner changes that, no step"
	}
	if site := cmp.Or(pair.From.Site, pair.To.Site); b.moves[site] && (isLink(kindOf(d.From.Write)) || isLink(kindOf(d.To.Write))) {
		return fmt.Sprintf("another gateway leads to %s in the new network: while both do, answers take either, and without one of them there is no way; no step makes the one and deletes the other at once", judge.Short(site))
	}
	if d.From.Step == d.To.Step && inBothOrders {
		return "Azure writes one resource at a time: between the two writes, in whichever order, one end has the old way and the other the new one"
	}
	return ""
}

// waitOf is what had to wait so that an interruption lasts until it is written: for what went as it began, what ends it, or else what is about
// an end of the pair; nil where there is neither.
func (b *builder) waitOf(pair *judge.Pair, d judge.Down) *Wait {
	var best *Wait
	most := 0
	for i := range b.out.Waits {
		w := &b.out.Waits[i]
		if w.released && lower(w.ID) == lower(d.From.Write) && w.Step == b.out.Steps[max(d.From.Step, 0)].Name {
			return w
		}
		until := slices.IndexFunc(b.out.Steps, func(s Step) bool { return s.Name == w.Until })
		if (d.From.Step >= until || until > d.To.Step) && until != d.To.Step {
			continue
		}
		about := 0
		for _, subnet := range []string{pair.From.Subnet, pair.To.Subnet} {
			network, _, _ := strings.Cut(lower(subnet), "/subnets/")
			if network != "" && (strings.HasPrefix(lower(w.ID)+"/", network+"/") || strings.Contains(lower(w.Refusal.Message)+" ", network+" ")) {
				about = 1
			}
		}
		if lower(w.ID) == lower(d.To.Write) || b.refersTo(d.To.Write, w.ID) { // what uses it waits with it
			about = 2
		}
		if old := w.Refusal.InTheWay; b.wentAt(old, &d.From) {
			about = 3
		}
		if about > most {
			best, most = w, about
		}
	}
	return best
}

// refersTo tells whether the new network writes one resource with the id of another in it.
func (b *builder) refersTo(id, other string) bool {
	found := false
	resources(b.in.New.Plan, func(r *plan.Resource) {
		found = found || keyOf(r.ID) == lower(id) && names(r.Body, lower(other))
	})
	return found
}

// names tells whether a value has a reference to what has a key.
func names(v plan.Value, key string) bool {
	switch v := v.(type) {
	case plan.Ref:
		return keyOf(plan.ID(v)) == key
	case plan.List:
		return slices.ContainsFunc(v, func(item plan.Value) bool { return names(item, key) })
	case plan.Object:
		return slices.ContainsFunc(v, func(m plan.Member) bool { return names(m.Value, key) })
	}
	return false
}

// wentAt tells whether what was in the way of something went as an interruption began: a peering or connection by that write, other things in that step, since
// what uses them is deleted first.
func (b *builder) wentAt(id string, from *judge.Turn) bool {
	if id == "" || from.Step < 0 {
		return false
	}
	if isLink(kindOf(id)) {
		return lower(id) == lower(from.Write)
	}
	return slices.ContainsFunc(b.out.Steps[from.Step].Remove, func(other string) bool { return lower(other) == lower(id) })
}

// within is the step in which a time begins and ends, -1 where these are two.
func within(from int, to *judge.Turn) int {
	if to == nil || to.Step != from {
		return -1
	}
	return from
}

// troubled tells whether the writes of a step, in whichever of two orders, leave a pair without its way, or lead it past a firewall: of each order the
// courses that count, such as those of both directions.
func troubled(step int, orders ...[]*judge.Course) bool {
	for _, courses := range orders {
		if !slices.ContainsFunc(courses, func(c *judge.Course) bool { return troubledBy(step, c) }) {
			return false
		}
	}
	return true
}

func troubledBy(step int, c *judge.Course) bool {
	return slices.ContainsFunc(c.Downs(), func(d judge.Down) bool { return d.From.Step == step }) ||
		slices.ContainsFunc(c.Bypasses(), func(x judge.Bypass) bool { return x.From.Step == step })
}
