package reachability

import (
	"slices"

	"github.com/vnetloom/vnetloom/diag"
)

// A Follower follows packets of many pairs through an estate, with the same appliances. It is for one goroutine at a time.
type Follower struct{ t *tracer }

// Follower makes one. Appliances are as for Trace.
func (e *Estate) Follower(appliances []Appliance) *Follower { return &Follower{e.tracer(appliances)} }

// Traces are those of a flow by every pair of addresses that stands for the two ends: of each family, and of each part of a subnet that a
// route or a rule speaks of; from a site by each link that it may take. Where there is none, the sentence says why.
func (f *Follower) Traces(from, to Endpoint, flow Flow) ([]Trace, string) {
	pairs, why := f.t.points(from, to)
	var out []Trace
	for _, pp := range pairs {
		out = append(out, f.t.ways(pp, flow, false)...)
	}
	return out, why
}

// Expected holds an estate to entries of expect and isolate alone, whatever else an intent promises.
func (e *Estate) Expected(p Promises) diag.List {
	v := &verifier{e: e, t: e.tracer(p.Appliances), p: e.promises(p), seen: map[string]bool{}}
	v.t.name = v.name
	v.g = e.group(p.Appliances, v.p)
	v.expectations()
	for _, x := range p.Isolate {
		v.isolate(x)
	}
	return v.f.done()
}

// PortStarts are the ports, in order, at which some rule of a security group or firewall begins to say something else; 1 among them.
func (e *Estate) PortStarts() []int {
	seen := map[int]bool{1: true}
	look := func(rules []*rule) {
		for _, r := range rules {
			for _, p := range r.ports {
				seen[p.first], seen[p.last+1] = true, true
			}
		}
	}
	for _, g := range e.groups {
		look(g.rules)
	}
	for _, p := range e.policies {
		look(p.own)
	}
	for _, f := range e.firewall {
		look(f.classic)
	}
	out := make([]int, 0, len(seen))
	for port := range seen {
		out = append(out, port)
	}
	slices.Sort(out)
	return out
}

// IsPromise tells findings of entries of expect and isolate that are not kept.
func IsPromise(d diag.Diagnostic) bool {
	return d.Code == codeExpectation || d.Code == codeExpectationWay || d.Code == codeIsolation
}

// Cell is what becomes of packets from one end to another, as a matrix has it for so many pairs.
func (f *Follower) Cell(from, to Endpoint, pairs int) Cell { return cell(f.t, from, to, 0, 0, pairs) }
