package reachability

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/internal/diag"
)

// Verify holds the templates to what was promised of them: joined pairs reach each other there and back through what was
// said; no other pair does; what is expected happens, and nothing passes between what is isolated. Each finding names what
// decides and where in the template it stands.
func (e *Estate) Verify(p Promises) diag.List {
	v := &verifier{e: e, t: e.tracer(p.Appliances), p: e.promises(p), seen: map[string]bool{}}
	v.g = e.group(p.Appliances, v.p)
	v.absent()
	for _, pair := range v.g.pairs(false) {
		if v.p.skip[pair.a.ID] || v.p.skip[pair.b.ID] {
			continue
		}
		if list, reversed := v.p.joins(pair.a, pair.b); len(list) > 0 {
			v.joined(pair, list, reversed)
		} else {
			v.apart(pair)
		}
	}
	v.internet()
	v.uses()
	v.written()
	for _, x := range p.Expect {
		v.expect(x)
	}
	for _, x := range p.Isolate {
		v.isolate(x)
	}
	return v.f.done()
}

// What helps where a promise is not kept.
const (
	helpNotReached  = "where the note points to a route or rule of yours, let the packets pass there; where nothing of yours takes part this is a bug of vnetloom"
	helpOtherWay    = "take away the route that leads there, or say in the statement what is to inspect"
	helpBothWays    = "write the same routes on both sides, or none"
	helpExpectation = "correct the expectation, or the statements and routes that decide"
	helpIsolation   = "take away the statement or route that joins them, or the isolation"
	helpUndecided   = "what the templates do not say cannot be judged: test this in the network itself"
)

type verifier struct {
	e    *Estate
	t    *tracer
	p    *promises
	g    *grouping
	f    findings
	seen map[string]bool
	soft bool // what is looked at has routes of the user's, or a peering by subnets that cuts some off: it fails as a warning
}

// severity is that of a promise which is not kept.
func (v *verifier) severity() diag.Severity {
	if v.soft {
		return diag.Warning
	}
	return diag.Error
}

// absent reports ends of promises that the templates do not make.
func (v *verifier) absent() {
	for _, j := range v.p.p.Joins {
		for _, id := range append(slices.Clone(j.A), j.B...) {
			if v.e.byID[id] == nil && v.e.subnets[id] == nil && id != kindInternet {
				v.f.add(codePromiseNothing, diag.Diagnostic{Subject: j.At, Severity: diag.Warning, Summary: fmt.Sprintf("the templates make no %s, so what joins it is not judged", v.name(id))}, 1)
			}
		}
	}
}

// name is what the intent calls a thing, or what its id does.
func (v *verifier) name(id string) string {
	if n := v.p.p.Names[id]; n != "" {
		return n
	}
	if s := v.e.subnets[id]; s != nil {
		if n := v.p.p.Names[s.Network]; n != "" {
			return n + "/" + s.Name
		}
	}
	return v.e.say(id)
}

// ways says through what a path leads.
func (v *verifier) ways(ids []string) string {
	if len(ids) == 0 {
		return "straight"
	}
	var out []string
	for _, id := range ids {
		out = append(out, v.name(id))
	}
	return "through " + strings.Join(out, ", ")
}

// joined checks a pair that statements join.
func (v *verifier) joined(pair subnetPair, list []int, reversed []bool) {
	pps, _ := v.t.points(Endpoint{Subnet: pair.a.ID}, Endpoint{Subnet: pair.b.ID})
	j := v.p.p.Joins[list[0]]
	bySubnets := pair.a.net.byRemote[pair.b.Network]
	partly := bySubnets != nil && !bySubnets.complete // one family of the two
	v.soft = partly || slices.Contains(v.p.p.Own, pair.a.ID) || slices.Contains(v.p.p.Own, pair.b.ID)
	defer func() { v.soft = false }()
	var traces []Trace
	arrived := false
	for _, pp := range pps {
		tr := v.t.trace(pp, Flow{})
		arrived = arrived || tr.There.Outcome == Delivered
		traces = append(traces, tr)
	}
	for _, tr := range traces {
		if partly && arrived && tr.There.Outcome != Delivered {
			continue
		}
		if !v.reached(j, pair, tr) {
			continue
		}
		v.through(pair, tr, list, reversed)
	}
}

// reached checks that a joined pair reaches there and back.
func (v *verifier) reached(j Join, pair subnetPair, tr Trace) bool {
	a, b := v.name(pair.a.ID), v.name(pair.b.ID)
	for i, p := range []Path{tr.There, tr.Back} {
		what := fmt.Sprintf("%q does not reach %q", a, b)
		if i == 1 {
			what = fmt.Sprintf("%q reaches %q, but answers do not come back", a, b)
		}
		switch p.Outcome {
		case Delivered:
			continue
		case NotKnown:
			v.f.add(codeUndecided, diag.Diagnostic{Hint: helpUndecided, Subject: j.At, Severity: diag.Warning, Related: because(p), Summary: fmt.Sprintf("whether %q reaches %q is not known: %s", a, b, p.Why)}, pair.count)
		default:
			v.f.add(codeNotReached, diag.Diagnostic{Severity: v.severity(), Hint: helpNotReached, Subject: j.At, Related: because(p), Summary: fmt.Sprintf("%s: %s", what, p.Why)}, pair.count)
		}
		return false
	}
	return true
}

// through checks the inspectors of a joined pair: one of the statements must be met, and the way back is the same.
func (v *verifier) through(pair subnetPair, tr Trace, list []int, reversed []bool) {
	a, b := v.name(pair.a.ID), v.name(pair.b.ID)
	met := false
	for i, n := range list {
		want := v.p.p.Joins[n].Via
		if want == nil {
			met = true
			continue
		}
		want = slices.Clone(want)
		if reversed[i] {
			slices.Reverse(want)
		}
		met = met || slices.Equal(v.way(tr.There, want), want)
	}
	j := v.p.p.Joins[list[0]]
	if !met {
		want := slices.Clone(j.Via)
		if reversed[0] {
			slices.Reverse(want)
		}
		v.f.add(codeOtherWay, diag.Diagnostic{Severity: v.severity(), Hint: helpOtherWay, Subject: j.At, Related: because(tr.There),
			Summary: fmt.Sprintf("%q reaches %q %s, and not %s", a, b, v.ways(v.way(tr.There, want)), v.ways(want))}, pair.count)
	}
	if !mirrored(tr) {
		v.f.add(codeOtherWayBack, diag.Diagnostic{Severity: v.severity(), Hint: helpBothWays, Subject: j.At, Related: append(because(tr.There), because(tr.Back)...),
			Summary: fmt.Sprintf("%q reaches %q %s, and the answers come back %s", a, b, v.ways(tr.There.Inspectors()), v.ways(tr.Back.Inspectors()))}, pair.count)
	}
}

// way is the inspectors of a path, with gateways where want names one.
func (v *verifier) way(p Path, want []string) []string {
	gateways := slices.ContainsFunc(want, func(id string) bool { return v.e.gateways[id] != nil })
	return passed(p, gateways)
}

func passed(p Path, gateways bool) []string {
	out := []string{}
	for _, h := range p.Hops {
		if h.Inspector || gateways && h.Kind == kindGateway {
			out = append(out, h.At)
		}
	}
	return out
}

// apart checks that a pair which nothing joins does not reach.
func (v *verifier) apart(pair subnetPair) {
	pps, _ := v.t.points(Endpoint{Subnet: pair.a.ID}, Endpoint{Subnet: pair.b.ID})
	for _, pp := range pps {
		p := v.t.trace(pp, Flow{}).There
		if p.Outcome != Delivered {
			continue
		}
		d := diag.Diagnostic{Related: because(p), Summary: fmt.Sprintf("%q reaches %q, and nothing joins them: %s", v.name(pair.a.ID), v.name(pair.b.ID), v.e.sayPath(p, v.name)),
			Hint: "join them by a connection, or take away what lets this pass"}
		if r := decider(p); r != nil {
			d.Subject, d.Label, d.Related = r.At, "this route leads there", nil
		}
		if p.Open {
			d.Severity = diag.Warning
			d.Why = "an appliance, policy or security group of yours stands on the path, and its rules decide"
		}
		v.f.add(codeLeak, d, pair.count)
		return
	}
}

// internet checks joins with the internet: only the way out counts.
func (v *verifier) internet() {
	for _, j := range v.p.p.Joins {
		if !slices.Contains(j.B, kindInternet) {
			continue
		}
		done := map[*unit]bool{}
		for _, s := range v.expand(j.A) {
			if u := v.g.unitOf[s]; done[u] || v.p.skip[s.ID] {
				continue
			} else {
				done[u] = true
			}
			v.out(j, s)
		}
	}
}

func (v *verifier) out(j Join, s *subnet) {
	pps, _ := v.t.points(Endpoint{Subnet: s.ID}, Endpoint{Internet: true})
	for _, pp := range pps {
		p := v.t.trace(pp, Flow{}).There
		pair := subnetPair{a: s, count: 1}
		switch {
		case p.Outcome == NotKnown:
			v.f.add(codeUndecided, diag.Diagnostic{Hint: helpUndecided, Subject: j.At, Severity: diag.Warning, Related: because(p), Summary: fmt.Sprintf("whether %q reaches the internet is not known: %s", v.name(s.ID), p.Why)}, pair.count)
		case p.Outcome != Delivered:
			v.f.add(codeNotReached, diag.Diagnostic{Severity: v.severity(), Hint: helpNotReached, Subject: j.At, Related: because(p), Summary: fmt.Sprintf("%q does not reach the internet: %s", v.name(s.ID), p.Why)}, pair.count)
		case j.Via != nil && !slices.Equal(v.way(p, j.Via), j.Via):
			v.f.add(codeOtherWay, diag.Diagnostic{Severity: v.severity(), Hint: helpOtherWay, Subject: j.At, Related: because(p), Summary: fmt.Sprintf("%q reaches the internet %s, and not %s", v.name(s.ID), v.ways(v.way(p, j.Via)), v.ways(j.Via))}, pair.count)
		}
	}
}

// expand makes subnets of ids of networks and subnets: of a network those with workloads.
func (v *verifier) expand(ids []string) []*subnet {
	var out []*subnet
	for _, id := range ids {
		if s := v.e.subnets[id]; s != nil {
			out = append(out, s)
		} else if n := v.e.byID[id]; n != nil {
			for _, s := range n.sub {
				if v.g.ordinary(s) && !v.p.skip[s.ID] {
					out = append(out, s)
				}
			}
		}
	}
	return out
}
