package reachability

import (
	"fmt"
	"slices"

	"github.com/vnetloom/vnetloom/diag"
)

const helpClosed = "list the flow in `access` if it is meant to pass; otherwise remove the rule that you wrote for it; " +
	"if there is none, report this as a bug of vnetloom"

const helpOpened = "list the flow in `access` if it is meant to pass; otherwise what is deployed was changed by hand, or is of another version of " +
	"the intent: `vnetloom rehearse EXPORT INTENT` says what deploying the intent again does"

// closed checks a pair that is joined for its flows alone: each of them passes, and its answers come back; nothing else passes.
func (v *verifier) closed(pair subnetPair, pps []pointPair, list []int, reversed []bool) {
	bySubnets := pair.a.net.byRemote[pair.b.Network]
	partly := bySubnets != nil && !bySubnets.complete // one family of the two
	v.soft = partly || slices.Contains(v.p.p.Own, pair.a.ID) || slices.Contains(v.p.p.Own, pair.b.ID)
	defer func() { v.soft = false }()
	ends := judged{v.name(pair.a.ID), v.name(pair.b.ID), pair.count}
	flows := v.p.flows(&v.p.p.Joins[list[0]], Endpoint{Subnet: pair.a.ID}, Endpoint{Subnet: pair.b.ID})
	v.listed(ends, pps, flows, list, reversed, partly, func(pp pointPair, f Flow) []Trace { return []Trace{v.t.trace(pp, f)} })
	v.unlisted(v.p.p.Joins[list[0]], ends, pps, flows, func(pp pointPair, f Flow) []Trace { return []Trace{v.t.trace(pp, f)} })
}

// closedSite checks the same of a subnet and a site, in both directions. From the site every link counts that it may take.
func (v *verifier) closedSite(s *subnet, x *site, list []int, reversed []bool, count int) {
	inside, outside := Endpoint{Subnet: s.ID}, Endpoint{Site: x.ID}
	j := &v.p.p.Joins[list[0]]
	there := judged{v.name(s.ID), v.name(x.ID), count}
	pps, _ := v.t.points(inside, outside)
	flows := v.p.flows(j, inside, outside)
	v.listed(there, pps, flows, list, reversed, false, func(pp pointPair, f Flow) []Trace { return []Trace{v.t.trace(pp, f)} })
	v.unlisted(*j, there, pps, flows, func(pp pointPair, f Flow) []Trace { return []Trace{v.t.trace(pp, f)} })
	turned := make([]bool, len(reversed))
	for i := range reversed {
		turned[i] = !reversed[i]
	}
	back := judged{there.b, there.a, count}
	pps, _ = v.t.points(outside, inside)
	flows = v.p.flows(j, outside, inside)
	v.listed(back, pps, flows, list, turned, false, func(pp pointPair, f Flow) []Trace { return v.t.ways(pp, f, false) })
	v.unlisted(*j, back, pps, flows, func(pp pointPair, f Flow) []Trace { return v.t.ways(pp, f, true) })
}

// listed checks that each flow passes, and that its answers come back.
func (v *verifier) listed(ends judged, pps []pointPair, flows []*JoinFlow, list []int, reversed []bool, partly bool, trace func(pointPair, Flow) []Trace) {
	defer func() { v.with = "" }()
	for _, f := range flows {
		for _, flow := range f.packets() {
			v.with = fmt.Sprintf(" with %s (flow %q)", flow, f.Name)
			var traces []Trace
			arrived := false
			for _, pp := range pps {
				if flow.Protocol == "icmp" && !pp.from.addr.Is4() {
					continue
				}
				for _, tr := range trace(pp, flow) {
					arrived = arrived || tr.There.Outcome == Delivered
					traces = append(traces, tr)
				}
			}
			for _, tr := range traces {
				if partly && arrived && tr.There.Outcome != Delivered {
					continue
				}
				if v.reached(v.p.p.Joins[list[0]], ends, tr) {
					v.through(ends, tr, list, reversed)
				}
			}
		}
	}
}

// unlisted checks that nothing passes but the flows.
func (v *verifier) unlisted(j Join, ends judged, pps []pointPair, flows []*JoinFlow, trace func(pointPair, Flow) []Trace) {
	for _, pp := range pps {
	packets:
		for _, flow := range v.others(flows) {
			for _, tr := range trace(pp, flow) {
				if v.passes(j, tr.There, flow, ends) {
					break packets
				}
			}
		}
	}
}

// closedOut checks the way out of a subnet that is closed but for flows.
func (v *verifier) closedOut(j *Join, s *subnet) {
	defer func() { v.with = "" }()
	flows := v.p.flows(j, Endpoint{Subnet: s.ID}, Endpoint{Internet: true})
	for _, f := range flows {
		for _, flow := range f.packets() {
			v.with = fmt.Sprintf(" with %s (flow %q)", flow, f.Name)
			v.out(*j, s, flow)
		}
	}
	pps, _ := v.t.points(Endpoint{Subnet: s.ID}, Endpoint{Internet: true})
	v.unlisted(*j, judged{v.name(s.ID), kindInternet, 1}, pps, flows, func(pp pointPair, f Flow) []Trace { return []Trace{v.t.trace(pp, f)} })
}

// passes reports a packet that passes though its pair is closed to it, or of which that is not known; it tells whether it reported one.
func (v *verifier) passes(j Join, p Path, flow Flow, ends judged) bool {
	switch p.Outcome {
	case Delivered:
		v.f.add(codeLeak, diag.Diagnostic{Subject: j.At, Related: because(p), Hint: v.whose(helpClosed, helpOpened),
			Summary: fmt.Sprintf("%q reaches %q with %s, which `access` does not allow: %s", ends.a, ends.b, flow, v.e.sayPath(p, v.name))}, ends.count)
		return true
	case NotKnown:
		v.f.add(codeUndecided, diag.Diagnostic{Hint: v.whose(helpUndecided, helpNotHeld), Subject: j.At, Severity: diag.Warning, Related: because(p),
			Summary: fmt.Sprintf("whether %q is closed to %q is not known: %s", ends.b, ends.a, p.Why)}, ends.count)
		return true
	}
	return false
}

// String names the packets for a reader.
func (f Flow) String() string {
	switch {
	case f.Protocol == "":
		return "some packet"
	case f.Port > 0:
		return fmt.Sprintf("%s/%d", f.Protocol, f.Port)
	}
	return f.Protocol
}

// packets stand for a flow: its first and its last port; of any, each protocol.
func (f *JoinFlow) packets() []Flow {
	switch {
	case f.Protocol == "any":
		return []Flow{{"tcp", 1}, {"tcp", 65535}, {"udp", 1}, {"udp", 65535}, {"icmp", 0}, {"esp", 0}}
	case f.Protocol == "icmp":
		return []Flow{{Protocol: "icmp"}}
	case f.First == f.Last:
		return []Flow{{f.Protocol, f.First}}
	}
	return []Flow{{f.Protocol, f.First}, {f.Protocol, f.Last}}
}

func (f *JoinFlow) covers(o Flow) bool {
	return f.Protocol == "any" || f.Protocol == o.Protocol && (o.Port == 0 || f.First <= o.Port && o.Port <= f.Last)
}

// others are packets that stand for all that no flow covers. Between two ports where a rule or a flow begins or ends nothing
// changes, so the first of each such range stands for it. Without flows one packet is enough.
func (v *verifier) others(flows []*JoinFlow) []Flow {
	if len(flows) == 0 {
		return []Flow{{}}
	}
	starts := slices.Clone(v.portStarts())
	for _, f := range flows {
		starts = append(starts, f.First, f.Last+1)
	}
	slices.Sort(starts)
	var out []Flow
	add := func(o Flow) {
		if !slices.ContainsFunc(flows, func(f *JoinFlow) bool { return f.covers(o) }) {
			out = append(out, o)
		}
	}
	for _, port := range slices.Compact(starts) {
		if 1 <= port && port <= 65535 {
			add(Flow{"tcp", port})
			add(Flow{"udp", port})
		}
	}
	add(Flow{Protocol: "icmp"})
	add(Flow{Protocol: "esp"})
	return out
}

// portStarts are the ports where some rule of the estate begins to say something else.
func (v *verifier) portStarts() []int {
	if v.starts == nil {
		v.starts = v.e.PortStarts()
	}
	return v.starts
}
