package reachability

import (
	"fmt"
	"slices"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/source"
)

// judged are the names of two ends that are looked at, and how many pairs they stand for.
type judged struct {
	a, b  string
	count int
}

// joined checks a pair that statements join.
func (v *verifier) joined(pair subnetPair, list []int, reversed []bool) {
	pps, _ := v.t.points(Endpoint{Subnet: pair.a.ID}, Endpoint{Subnet: pair.b.ID})
	j := v.p.p.Joins[list[0]]
	if j.Closed {
		v.closed(pair, pps, list, reversed)
		return
	}
	bySubnets := pair.a.net.byRemote[pair.b.Network]
	partly := bySubnets != nil && !bySubnets.complete // one family of the two
	v.soft = partly || slices.Contains(v.p.p.Own, pair.a.ID) || slices.Contains(v.p.p.Own, pair.b.ID)
	defer func() { v.soft = false }()
	ends := judged{v.name(pair.a.ID), v.name(pair.b.ID), pair.count}
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
		if v.reached(j, ends, tr) {
			v.through(ends, tr, list, reversed)
		}
	}
}

// reached checks that a joined pair reaches there and back.
func (v *verifier) reached(j Join, ends judged, tr Trace) bool {
	a, b := ends.a, ends.b
	for i, p := range []Path{tr.There, tr.Back} {
		what := fmt.Sprintf("%q does not reach %q%s", a, b, v.with)
		if i == 1 {
			what = fmt.Sprintf("%q reaches %q%s, but replies do not return", a, b, v.with)
		}
		switch h := p.contested; {
		case p.Outcome == Delivered && h == nil:
			continue
		case p.Outcome == Delivered:
			v.f.add(codeUndecided, diag.Diagnostic{
				Hint:     "set allowForwardedTraffic on this half",
				Subject:  j.At,
				Severity: diag.Warning,
				Related:  []diag.Related{{Range: h.at, Message: "decided here"}},
				Summary: fmt.Sprintf("whether replies from %q return to %q is not known: peering %q of %q does not set allowForwardedTraffic",
					b, a, h.name, h.local.Name),
			}, ends.count)
			continue
		case p.Outcome == NotKnown:
			v.f.add(codeUndecided, diag.Diagnostic{
				Hint:     v.whose(helpUndecided, helpNotHeld),
				Subject:  j.At,
				Severity: diag.Warning,
				Related:  because(p),
				Summary:  fmt.Sprintf("whether %q reaches %q is not known: %s", a, b, p.Why),
			}, ends.count)
		default:
			severity, hint := v.severity(), v.whose(helpNotReached, helpChanged)
			if p.stated { // the intent says that somebody else's policy does not let it through, and its owner can
				severity, hint = v.ofStated(p.Hops[0].At, tr.There.target), helpStated
			}
			v.f.add(codeNotReached, diag.Diagnostic{
				Severity: severity,
				Hint:     hint,
				Subject:  j.At,
				Related:  because(p),
				Summary:  fmt.Sprintf("%s: %s", what, p.Why),
			}, ends.count)
		}
		return false
	}
	v.unseen(j.At, fmt.Sprintf("whether %q reaches %q is not known", a, b), tr.There, ends.count)
	return true
}

// ofStated is the severity of what rules deny that an intent says somebody else's policy has: a note between what stands as it is.
func (v *verifier) ofStated(ends ...string) diag.Severity {
	if slices.ContainsFunc(ends, func(id string) bool { return !v.standsAsItIs(id) }) {
		return diag.Warning
	}
	return diag.Note
}

// standsAsItIs tells of an end whether all that joins its network is there already, as an intent says, and is not written.
func (v *verifier) standsAsItIs(id string) bool {
	s := v.e.subnets[id]
	if s == nil {
		return true // a site
	}
	there := map[string]bool{}
	for i := range v.e.made {
		if x := &v.e.made[i]; x.Existing {
			there[x.ID] = true
		}
	}
	for _, h := range s.net.halves {
		if !there[h.resource] {
			return false
		}
	}
	return s.net.conn == nil || there[s.net.conn.id]
}

// isUnread tells of a firewall whether its rules, or some of them, have not been read at all.
func (e *Estate) isUnread(id string) bool {
	return slices.ContainsFunc(e.firewall, func(f *firewall) bool {
		return f.insp.id == id && (f.missing != "" || f.rulesUnknown || f.policy != nil && f.policy.incomplete())
	})
}

// unseen notes a promise that is kept if the rules of a firewall are as it needs them: nobody has said what they are.
func (v *verifier) unseen(at source.Range, what string, p Path, count int) {
	if len(p.Unseen) == 0 || p.Outcome != Delivered || at.IsZero() {
		return
	}
	severity := diag.Warning
	if !v.e.isUnread(p.Unseen[0]) && v.e.from == fromTemplates { // the intent has said it: names and tags decide
		severity = v.ofStated(p.Hops[0].At, p.target)
	}
	hint, rules := "say under `rules` of the firewall what its policy lets through, or ask what is deployed: `vnetloom rehearse EXPORT INTENT`", "its owner's"
	if v.e.from != fromTemplates {
		hint, rules = "export the subscription of the firewall's policy too; where rules by names or tags decide, try it", "not all known"
	}
	v.f.add(codeUndecided, diag.Diagnostic{Hint: hint, Subject: at, Severity: severity,
		Summary: fmt.Sprintf("%s: the rules of %q are %s", what, v.name(p.Unseen[0]), rules)}, count)
}

// through checks the inspectors of a joined pair: one of the statements must be met, and the way back is the same.
func (v *verifier) through(ends judged, tr Trace, list []int, reversed []bool) {
	a, b := ends.a, ends.b
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
			Summary: fmt.Sprintf("%q reaches %q %s, not %s", a, b, v.ways(v.way(tr.There, want)), v.ways(want))}, ends.count)
	}
	if !mirrored(tr) {
		v.f.add(codeOtherWayBack, diag.Diagnostic{
			Severity: v.severity(),
			Hint:     helpBothWays,
			Subject:  j.At,
			Related:  append(because(tr.There), because(tr.Back)...),
			Summary:  fmt.Sprintf("%q reaches %q %s, but replies return %s", a, b, v.ways(tr.There.Inspectors()), v.ways(tr.Back.Inspectors())),
		}, ends.count)
	}
}

// way is the inspectors of a path, with gateways and circuits where want names one.
func (v *verifier) way(p Path, want []string) []string {
	gateways := slices.ContainsFunc(want, func(id string) bool { return v.e.gateways[id] != nil })
	return passed(p, gateways, v.e.namesCircuit(want))
}

func (e *Estate) namesCircuit(ids []string) bool {
	return slices.ContainsFunc(e.links, func(l *link) bool { return l.circuit != "" && slices.Contains(ids, l.circuit) })
}

func passed(p Path, gateways, circuits bool) []string {
	out := []string{}
	for _, h := range p.Hops {
		if h.Inspector || gateways && h.Kind == kindGateway || circuits && h.Kind == kindCircuit {
			out = append(out, h.At)
		}
	}
	return out
}

// apart checks that a pair which nothing joins does not reach. Of what is deployed beside, and is of two networks that the intent does not know,
// nothing is promised.
func (v *verifier) apart(pair subnetPair) {
	if v.e.from != fromTemplates && v.p.p.Names[pair.a.Network] == "" && v.p.p.Names[pair.b.Network] == "" {
		return
	}
	pps, _ := v.t.points(Endpoint{Subnet: pair.a.ID}, Endpoint{Subnet: pair.b.ID})
	for _, pp := range pps {
		p := v.t.trace(pp, Flow{}).There
		if p.Outcome != Delivered {
			continue
		}
		v.leak(judged{v.name(pair.a.ID), v.name(pair.b.ID), pair.count}, p)
		return
	}
}

// leak reports a path between two ends that nothing joins.
func (v *verifier) leak(ends judged, p Path) {
	d := diag.Diagnostic{
		Related: because(p),
		Summary: fmt.Sprintf("%q reaches %q, but no connection joins them: %s", ends.a, ends.b, v.e.sayPath(p, v.name)),
		Hint:    "join them by a connection, or remove what allows this path",
	}
	if r := decider(p); r != nil {
		d.Subject, d.Label, d.Related = r.At, "this route leads there", nil
	}
	if p.Open {
		d.Severity = diag.Warning
		d.Why = "an appliance, firewall policy or security group that you wrote is on the path, and its rules decide"
	}
	v.f.add(codeLeak, d, ends.count)
}
