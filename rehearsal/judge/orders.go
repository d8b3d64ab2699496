package judge

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/rehearsal"
)

// The bounds of the search for harmful orders. What is beyond them is counted, and said.
const (
	mostTried  = 400 // writes that are tried first, each alone
	mostOrders = 12  // orders that are run
)

// A Verdict is what became of a case by several orders of its writes.
type Verdict struct {
	Declared *Run
	Reversed *Run             // nil where nothing is done, in whichever order
	Harmful  []Harmful        // orders that harm pairs which both networks join, of these pairs alone
	Tried    int              // writes that were tried first
	After    *rehearsal.Store // what there is after the declared order
	Untried  int              // writes that were not, and classes of pairs whose order was not run
}

// Harmful is an order in which what breaks some pairs is written as early as dependencies allow.
type Harmful struct {
	Order   rehearsal.Order
	Courses []Course // of the pairs that it is for
	Results []*rehearsal.Result
}

// Runs are all of them: the declared one first, then its reverse, then the harmful ones with the pairs that each is for.
func (v *Verdict) Runs() []Run {
	out := []Run{*v.Declared}
	if v.Reversed != nil {
		out = append(out, *v.Reversed)
	}
	for i := range v.Harmful {
		out = append(out, Run{Courses: v.Harmful[i].Courses, Results: v.Harmful[i].Results})
	}
	return out
}

// Judge runs a case by the declared order of its writes, by its reverse, and by orders that harm pairs which both networks join most. The store stays
// as it is.
//
// For the latter each write that says something of a pair is tried first: it is done, with what it waits for, over what the deployments before
// have left, and nothing else of its own. A pair that is apart then is harmed by it, for everything that could mend it comes later. So an order is
// run in which such writes come as early as dependencies allow: one for all pairs together, and one for each pair that the others mend too early
// there. Pairs of a class stand for each other, and only what says something of the pairs is written. Why so is in docs/adr/0043.
func (c *Case) Judge(start *rehearsal.Store) (*Verdict, error) {
	out := &Verdict{After: start.Clone()}
	var err error
	if out.Declared, err = c.Run(out.After, rehearsal.Declared); err != nil || out.Declared.Still() {
		return out, err
	}
	if out.Reversed, err = c.Run(start.Clone(), rehearsal.Reversed); err != nil {
		return out, err
	}
	return out, c.harm(start, out)
}

// A harm is which writes break a pair, by their ids in lower case.
type harm struct {
	pair int
	by   map[string]bool
}

// harm finds the harmful orders and runs them.
func (c *Case) harm(start *rehearsal.Store, out *Verdict) error {
	small := c.smaller()
	if len(small.Pairs) == 0 {
		return nil
	}
	world := start.Some(c.Keep)
	harms, err := small.harms(world.Clone(), out)
	if err != nil {
		return err
	}
	for together := true; len(harms) > 0; together = false {
		if len(out.Harmful) >= mostOrders {
			out.Untried += len(harms)
			return nil
		}
		first := map[string]bool{}
		for i, h := range harms {
			if together || i == 0 {
				maps.Copy(first, h.by)
			}
		}
		order := rehearsal.Order{First: first}
		run, err := small.of(harms).Run(world.Clone(), order)
		if err != nil {
			return fmt.Errorf("in an order that dependencies allow: %w", err)
		}
		var rest []harm
		shown := Harmful{Order: order, Results: run.Results}
		for i, h := range harms {
			switch course := &run.Courses[i]; {
			case course.isBrokenBy(h.by):
				shown.Courses = append(shown.Courses, *course)
			case together || i > 0: // otherwise it is mended by what its own writes wait for
				rest = append(rest, h)
			}
		}
		if len(shown.Courses) > 0 {
			out.Harmful = append(out.Harmful, shown)
		}
		harms = rest
	}
	return nil
}

// isBrokenBy tells whether one of some writes ends the way of a pair.
func (c *Course) isBrokenBy(writes map[string]bool) bool {
	return slices.ContainsFunc(c.Downs(), func(d Down) bool { return writes[strings.ToLower(d.From.Write)] })
}

// smaller is a case of the first pair of each class that both networks join, and of what says something of the pairs.
func (c *Case) smaller() *Case {
	out := *c
	out.Pairs, out.Was, out.Will, out.Steps = nil, nil, nil, slices.Clone(c.Steps)
	known := map[string]bool{}
	for i := range c.Pairs {
		p := &c.Pairs[i]
		class := fmt.Sprint(p.Class, p.Inside)
		if p.Stands == 0 { // it stands for itself
			class = fmt.Sprint("pair ", i)
		}
		if c.Was[i].Up() && c.Will[i].Up() && !known[class] {
			known[class] = true
			out.Pairs, out.Was, out.Will = append(out.Pairs, *p), append(out.Was, c.Was[i]), append(out.Will, c.Will[i])
		}
	}
	if c.Keep != nil {
		for i := range out.Steps {
			out.Steps[i].Deploy = rehearsal.Some(out.Steps[i].Deploy, c.Keep)
		}
	}
	return &out
}

// of is the case for some of its pairs.
func (c *Case) of(harms []harm) *Case {
	out := *c
	out.Pairs, out.Was, out.Will = nil, nil, nil
	for _, h := range harms {
		out.Pairs, out.Was, out.Will = append(out.Pairs, c.Pairs[h.pair]), append(out.Was, c.Was[h.pair]), append(out.Will, c.Will[h.pair])
	}
	return &out
}

// harms tries each write alone.
func (c *Case) harms(world *rehearsal.Store, out *Verdict) ([]harm, error) {
	view := c.view()
	found := map[int]map[string]bool{}
	for i := range c.Steps {
		step := &c.Steps[i]
		for j := range step.Deploy {
			root := step.Deploy[j : j+1]
			var writes []string
			before := world.Clone()
			was := c.ways(view.Of(before), c.Appliances)
			world.Watch(root, rehearsal.Declared, func(w rehearsal.Written) {
				if w.Seen(view) {
					writes = append(writes, strings.ToLower(w.Step.ID))
				}
			})
			for _, id := range writes {
				if out.Tried >= mostTried {
					out.Untried++
					continue
				}
				out.Tried++
				now := before.Clone()
				now.Watch(root, rehearsal.Order{Only: map[string]bool{id: true}}, nil)
				for p, way := range c.ways(view.Of(now), c.Appliances) {
					if way.Up() || !was[p].Up() {
						continue
					}
					if found[p] == nil {
						found[p] = map[string]bool{}
					}
					found[p][id] = true
				}
			}
		}
		rest := Case{Steps: []Step{{Companions: step.Companions, Synchronize: step.Synchronize, Delete: step.Delete}}}
		if _, err := rest.Run(world, rehearsal.Declared); err != nil {
			return nil, err
		}
	}
	var harms []harm
	for _, p := range slices.Sorted(maps.Keys(found)) {
		harms = append(harms, harm{p, found[p]})
	}
	return harms, nil
}
