package judge

import (
	"strings"

	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/rehearsal"
)

// A Case is a change that is judged.
type Case struct {
	Steps []Step
	Pairs []Pair
	Was   []Way // of each pair in the old network, as it is meant; nil: not known
	Will  []Way // and in the new one

	// InPlace are, of a pair with an end that the old network or the new one lacks, the ways there of other subnets of the same virtual network: who joins
	// a network joins what is in it for a time. nil: not known.
	InPlace [][]Way

	Sites      []reachability.Site      // what stands behind gateways and circuits
	Appliances []reachability.Appliance // how machines forward during the change
	AtTheEnd   []reachability.Appliance // and once their owners have done their part; nil: as during the change

	// Keep tells which resources say something of the pairs, by their ids in lower case; nil for all. What it leaves out is written as the rest,
	// and nobody looks at the pairs for it.
	Keep func(id, kind string, body rehearsal.Body) bool

	Always bool // every pair is looked at after every write, whatever the write touches: the same comes out, later
}

// A Step is written, then its companion steps are run, halves of peerings are synchronized, and resources deleted: each in the order that is given.
type Step struct {
	Deploy      []rehearsal.Deployment
	Companions  func(*rehearsal.Store) error // what no template does; nil for nothing
	Synchronize []string                     // ids
	Delete      []string                     // ids
}

// A Run is what became of a case by one order of its writes.
type Run struct {
	Courses []Course            // of the pairs, in their order
	Results []*rehearsal.Result // of the templates of each step
	Looks   int                 // how many times a pair was looked at: most of the work
}

// Refused are the writes that Azure refused, in their order.
func (r *Run) Refused() []rehearsal.Step {
	var out []rehearsal.Step
	for _, result := range r.Results {
		out = append(out, result.Refused()...)
	}
	return out
}

// Still tells whether nothing was changed and nothing refused: then no other order would do anything either.
func (r *Run) Still() bool {
	for _, result := range r.Results {
		for _, s := range result.Steps {
			if s.Refusal != nil || s.Created || len(s.Differences) > 0 {
				return false
			}
		}
	}
	return true
}

// Ways are how the pairs are joined in a store now.
func (c *Case) Ways(s *rehearsal.Store, appliances []reachability.Appliance) []Way {
	return c.ways(c.view().Of(s), appliances)
}

func (c *Case) ways(now []template.Resource, appliances []reachability.Appliance) []Way {
	estate := c.Estate(now)
	out := make([]Way, len(c.Pairs))
	for i, p := range c.Pairs {
		out[i] = p.way(estate.Trace(p.From, p.To, p.Flow, appliances))
	}
	return out
}

// Meant fills in how the pairs are joined in the old network and in the new one, each with its appliances.
func (c *Case) Meant(old, next *rehearsal.Store, oldAppliances, nextAppliances []reachability.Appliance) {
	c.Was, c.Will = c.Ways(old, oldAppliances), c.Ways(next, nextAppliances)
	c.InPlace = c.waysInPlace(old, oldAppliances)
	for i, ways := range c.waysInPlace(next, nextAppliances) {
		c.InPlace[i] = append(c.InPlace[i], ways...)
	}
}

// waysInPlace are, of each pair with an end that is not in a store, the ways there of the other subnets of that end's network; nil of pairs whose
// ends are there, and where the network has no other subnet.
func (c *Case) waysInPlace(s *rehearsal.Store, appliances []reachability.Appliance) [][]Way {
	estate := c.Estate(c.view().Of(s))
	there := map[string]bool{}
	for _, subnet := range estate.Subnets() {
		there[strings.ToLower(subnet.ID)] = true
	}
	inNetwork := map[string][]reachability.Endpoint{} // those of the pairs that are there
	known := map[string]bool{}
	for _, p := range c.Pairs {
		for _, end := range []reachability.Endpoint{p.From, p.To} {
			if id := strings.ToLower(end.Subnet); there[id] && !known[id] {
				known[id] = true
				inNetwork[networkOf(id)] = append(inNetwork[networkOf(id)], end)
			}
		}
	}
	inPlace := func(end reachability.Endpoint) []reachability.Endpoint {
		if id := strings.ToLower(end.Subnet); id != "" && !there[id] {
			return inNetwork[networkOf(id)]
		}
		return []reachability.Endpoint{end}
	}
	out := make([][]Way, len(c.Pairs))
	for i, p := range c.Pairs {
		from, to := inPlace(p.From), inPlace(p.To)
		for _, x := range from {
			for _, y := range to {
				if x != p.From || y != p.To {
					out[i] = append(out[i], wayOf(estate.Trace(x, y, p.Flow, appliances)))
				}
			}
		}
	}
	return out
}

// networkOf is the id of the virtual network of a subnet.
func networkOf(subnet string) string {
	network, _, _ := strings.Cut(subnet, "/subnets/")
	return network
}

// view is what is read of a store to look at the pairs.
func (c *Case) view() *rehearsal.View {
	return &rehearsal.View{Keep: func(id, kind string, body rehearsal.Body) bool {
		return reachability.Reads(kind) && (c.Keep == nil || c.Keep(id, kind, body))
	}}
}

// Estate is what reachability is asked of resources with the sites beside them. What it does not read is no matter of a change.
func (c *Case) Estate(resources []template.Resource) *reachability.Estate {
	estate, _ := reachability.Build(idle(resources), c.Sites...)
	return estate
}

// Run does all steps to a store, and after each write that changes something of the pairs looks at them. Deletions, synchronizations and companion steps that
// Azure refuses are among the results, as writes of what they are of; an error is anything else that stands in their way.
func (c *Case) Run(s *rehearsal.Store, order rehearsal.Order) (*Run, error) {
	out := &Run{Courses: make([]Course, len(c.Pairs))}
	for i := range c.Pairs {
		out.Courses[i].Pair = c.Pairs[i]
		if c.Was != nil {
			out.Courses[i].Was = c.Was[i]
		}
		if c.Will != nil {
			out.Courses[i].Will = c.Will[i]
		}
		if c.InPlace != nil {
			out.Courses[i].InPlace = c.InPlace[i]
		}
	}
	view := c.view()
	l := &looker{c: c, courses: out.Courses, appliances: c.Appliances, passes: make([]passed, len(c.Pairs))}
	look := func(at Event, now []template.Resource) { l.look(at, now, nil) }
	look(Event{Step: -1}, view.Of(s))
	for i := range c.Steps {
		step := &c.Steps[i]
		result := &rehearsal.Result{}
		if step.Deploy != nil {
			result, _ = s.Watch(step.Deploy, order, func(w rehearsal.Written) {
				if !w.Seen(view) {
					return
				}
				touched, known := w.Touches()
				if !known || c.Always {
					touched = nil
				}
				l.look(Event{i, w.Step.ID}, w.Resources(view), touched)
			})
		}
		out.Results = append(out.Results, result)
		if step.Companions != nil {
			if err := result.Refuse(Companions, step.Companions(s)); err != nil {
				return nil, err
			}
			look(Event{i, Companions}, view.Of(s))
		}
		for _, id := range step.Synchronize {
			if err := result.Refuse(id, s.Synchronize(id)); err != nil {
				return nil, err
			}
			look(Event{i, id}, view.Of(s))
		}
		for _, id := range step.Delete {
			removed, err := s.Remove(id, view)
			if err := result.Refuse(id, err); err != nil {
				return nil, err
			}
			if c.Always {
				removed.Touched = nil
			}
			if removed.Seen || c.Always {
				l.look(Event{i, id}, view.Of(s), removed.Touched)
			}
		}
	}
	if c.AtTheEnd != nil {
		l.appliances = c.AtTheEnd
		look(Event{len(c.Steps) - 1, ItsAppliances}, view.Of(s))
	}
	out.Looks = l.looks
	return out, nil
}
