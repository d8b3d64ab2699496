// Package resilience owns what becomes of a network when one thing in it fails: a circuit, a connection, a gateway, a firewall, an appliance, a
// region.
//
// It asks an estate without that thing for the pairs of its matrix again, and compares. How packets go is package reachability's to say; nothing of
// the compiler enters, and nobody prints here.
package resilience

import (
	"cmp"
	"slices"

	"github.com/vnetloom/vnetloom/reachability"
)

// A Report is what hangs on each part of a network. Outages are in the order of how much: pairs lost, then uninspected, opened, asymmetric, not
// known, and on another path.
type Report struct {
	Classes []reachability.Class // which the ends of changes are
	Pairs   int                  // that reach each other while nothing has failed
	Outages []Outage
}

// An Outage is what becomes of the pairs when a part fails.
type Outage struct {
	Part    reachability.Part
	Changes []Change // in the order of the matrix
	Counts  map[Effect]int
	Inside  int // pairs with an end in the region that fails: they are not looked at
}

// An Effect is what becomes of a pair.
type Effect string

// The effects, the worst first. A pair that is uninspected passes fewer firewalls and appliances than before; one that is opened did not reach before.
const (
	Lost        Effect = "lost"
	Uninspected Effect = "uninspected"
	Opened      Effect = "opened"
	Asymmetric  Effect = "asymmetric"
	Unknown     Effect = "unknown"
	Moved       Effect = "moved"
)

// Effects are all of them, the worst first.
var Effects = []Effect{Lost, Uninspected, Opened, Asymmetric, Unknown, Moved}

// A Change is pairs of two classes that go another way, or none.
type Change struct {
	Effect   Effect
	From, To int // indexes of classes
	Within   bool
	Was, Is  []string // what is passed, as in a reachability.Cell; Is of Lost is nil
	Why      string   // of Lost and Unknown
	Pairs    int
}

// Of finds what hangs on each part of an estate.
func Of(e *reachability.Estate, appliances []reachability.Appliance) *Report {
	r, m := reportOf(e, appliances)
	for _, part := range e.Parts() {
		o := outageOf(e, m, []string{part.ID}, appliances)
		o.Part = part
		r.Outages = append(r.Outages, o)
	}
	slices.SortStableFunc(r.Outages, func(a, b Outage) int {
		for _, effect := range Effects {
			if n := cmp.Compare(b.Counts[effect], a.Counts[effect]); n != 0 {
				return n
			}
		}
		return 0
	})
	return r
}

func reportOf(e *reachability.Estate, appliances []reachability.Appliance) (*Report, reachability.Matrix) {
	m := e.MatrixWithSites(appliances)
	r := &Report{Classes: m.Classes}
	for _, c := range m.Cells {
		if c.Outcome == reachability.Delivered {
			r.Pairs += c.Pairs
		}
	}
	return r, m
}

// OfDown finds what becomes of the pairs when several parts are out of service together, by their ids. The report has one outage, of no part.
func OfDown(e *reachability.Estate, down []string, appliances []reachability.Appliance) *Report {
	r, m := reportOf(e, appliances)
	r.Outages = []Outage{outageOf(e, m, down, appliances)}
	return r
}

func outageOf(e *reachability.Estate, m reachability.Matrix, down []string, appliances []reachability.Appliance) Outage {
	out := Outage{Counts: map[Effect]int{}}
	regions := slices.DeleteFunc(e.Regions(), func(region string) bool { return !slices.Contains(down, region) })
	inside := func(x reachability.Endpoint) bool {
		return slices.ContainsFunc(regions, func(region string) bool { return e.InRegion(x, region) })
	}
	without := e.Without(down...)
	for i, is := range without.Again(m, appliances) {
		was := m.Cells[i]
		from, to := was.Ends()
		if inside(from) || inside(to) {
			if was.Outcome == reachability.Delivered {
				out.Inside += was.Pairs
			}
			continue
		}
		if effect := EffectOf(was, is); effect != "" {
			out.Changes = append(out.Changes, Change{Effect: effect, From: was.From, To: was.To, Within: was.Within, Was: was.Way, Is: is.Way, Why: is.Reason(), Pairs: was.Pairs})
			out.Counts[effect] += was.Pairs
		}
	}
	return out
}

// EffectOf compares what a pair does before and in an outage, "" for no difference.
func EffectOf(was, is reachability.Cell) Effect {
	if was.Outcome != reachability.Delivered {
		if is.Outcome == reachability.Delivered && was.Outcome != reachability.NotKnown {
			return Opened
		}
		return ""
	}
	switch answered := was.Back == reachability.Delivered; {
	case is.Outcome == reachability.NotKnown, is.Outcome == reachability.Delivered && is.Back == reachability.NotKnown && answered:
		return Unknown
	case is.Outcome != reachability.Delivered, is.Back != reachability.Delivered && answered:
		return Lost
	case len(is.Inspectors) < len(was.Inspectors):
		return Uninspected
	case was.Symmetric && !is.Symmetric:
		return Asymmetric
	case !slices.Equal(was.Way, is.Way):
		return Moved
	}
	return ""
}
