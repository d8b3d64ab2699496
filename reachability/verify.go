package reachability

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
)

// Verify holds the templates to what was promised of them: joined pairs reach each other there and back through what was
// said; no other pair does; what is expected happens, and nothing passes between what is isolated. Each finding names what
// decides and where in the template it stands.
func (e *Estate) Verify(p Promises) diag.List {
	v := &verifier{e: e, t: e.tracer(p.Appliances), p: e.promises(p), seen: map[string]bool{}}
	v.t.name = v.name
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
	v.sites()
	v.internet()
	v.uses()
	v.links()
	v.written()
	v.expectations()
	for _, x := range p.Isolate {
		v.isolate(x)
	}
	return v.f.done()
}

// What helps where a promise is not kept.
const (
	helpNotReached  = "if the note points to a route or rule that you wrote, allow the traffic there; otherwise report this as a bug of vnetloom"
	helpChanged     = "what is deployed was changed by hand, or is of another version of the intent: the note points to what decides; `vnetloom rehearse EXPORT INTENT` says what deploying the intent again does"
	helpGenerated   = "if the templates are generated from this intent, report this as a bug of vnetloom"
	helpStated      = "have the policy's owner allow it, and say so under `rules` of the firewall"
	helpOtherWay    = "remove the route that leads there, or name the inspector in the statement"
	helpBothWays    = "write matching routes on both sides, or none"
	helpExpectation = "correct the expectation, or the statements and routes that contradict it"
	helpIsolation   = "remove the statement or route that joins them, or the isolation"
	helpUndecided   = "the templates do not say enough to decide this: test it in the deployed network"
	helpNotHeld     = "what is deployed, as the export has it, does not say enough to decide this: test it there"
)

type verifier struct {
	e      *Estate
	t      *tracer
	p      *promises
	g      *grouping
	f      findings
	seen   map[string]bool
	with   string // which packets are looked at, where these are those of a flow
	starts []int  // cache of portStarts
	soft   bool   // what is looked at has routes of the user's, or a peering by subnets that cuts some off: it fails as a warning
}

// severity is that of a promise which is not kept.
func (v *verifier) severity() diag.Severity {
	if v.soft {
		return diag.Warning
	}
	return diag.Error
}

// whose is the help for what was emitted, or for what is deployed, in which anyone may have changed something.
func (v *verifier) whose(emitted, deployed string) string {
	if v.e.from == fromTemplates {
		return emitted
	}
	return deployed
}

// absent reports ends of promises that the templates do not make, or that are not deployed: at the connections that promise something of them, else
// where they are stated.
func (v *verifier) absent() {
	reported := map[string]bool{}
	for _, named := range []bool{true, false} {
		for _, j := range v.p.p.Joins {
			if named != (j.Name != "") {
				continue
			}
			for _, id := range append(slices.Clone(j.A), j.B...) {
				if v.e.byID[id] != nil || v.e.subnets[id] != nil || v.e.siteByID[id] != nil || id == kindInternet || !named && reported[id] {
					continue
				}
				reported[id] = true
				x := v.nowhere(id)
				v.f.add(codePromiseNothing, diag.Diagnostic{Severity: x.severity, Hint: x.hint, Subject: j.At,
					Summary: fmt.Sprintf("%s %s, so its connections are not checked", v.name(id), x.is)}, 1)
			}
		}
	}
}

// An absence is what is reported of an end that is nowhere.
type absence struct {
	is, hint string
	severity diag.Severity
}

func (v *verifier) nowhere(id string) absence {
	switch {
	case v.e.from == fromTemplates:
		return absence{is: "does not exist in the templates"}
	case v.e.knownGone(id):
		return absence{is: "is not deployed yet", hint: "deploy the intent; `vnetloom rehearse EXPORT INTENT` says what that does, and whether its promises hold at the end"}
	}
	return absence{"is not in the export", "export its subscription too, with its networks: whether it is deployed is not known", diag.Warning}
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
		return "directly"
	}
	var out []string
	for _, id := range ids {
		out = append(out, v.name(id))
	}
	return "through " + strings.Join(out, ", ")
}

// internet checks joins with the internet: only the way out counts.
func (v *verifier) internet() {
	for i, j := range v.p.p.Joins {
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
			if j.Closed {
				v.closedOut(&v.p.p.Joins[i], s)
			} else {
				v.out(j, s, Flow{})
			}
		}
	}
}

// out checks the way out of a subnet.
func (v *verifier) out(j Join, s *subnet, flow Flow) {
	pps, _ := v.t.points(Endpoint{Subnet: s.ID}, Endpoint{Internet: true})
	for _, pp := range pps {
		if flow.Protocol == "icmp" && !pp.from.addr.Is4() {
			continue
		}
		p := v.t.trace(pp, flow).There
		pair := subnetPair{a: s, count: 1}
		switch {
		case p.Outcome == NotKnown:
			v.f.add(codeUndecided, diag.Diagnostic{
				Hint:     v.whose(helpUndecided, helpNotHeld),
				Subject:  j.At,
				Severity: diag.Warning,
				Related:  because(p),
				Summary:  fmt.Sprintf("whether %q reaches the internet is not known: %s", v.name(s.ID), p.Why),
			}, pair.count)
		case p.Outcome != Delivered && p.stated:
			v.f.add(codeNotReached, diag.Diagnostic{Severity: v.ofStated(s.ID), Hint: helpStated, Subject: j.At, Related: because(p),
				Summary: fmt.Sprintf("%q does not reach the internet%s: %s", v.name(s.ID), v.with, p.Why)}, pair.count)
		case p.Outcome != Delivered:
			v.f.add(codeNotReached, diag.Diagnostic{
				Severity: v.severity(),
				Hint:     v.whose(helpNotReached, helpChanged),
				Subject:  j.At,
				Related:  because(p),
				Summary:  fmt.Sprintf("%q does not reach the internet%s: %s", v.name(s.ID), v.with, p.Why),
			}, pair.count)
		case j.Via != nil && !slices.Equal(passed(p, true, v.e.namesCircuit(j.Via)), j.Via): // by a gateway is another way
			v.f.add(codeOtherWay, diag.Diagnostic{
				Severity: v.severity(),
				Hint:     helpOtherWay,
				Subject:  j.At,
				Related:  because(p),
				Summary:  fmt.Sprintf("%q reaches the internet %s, not %s", v.name(s.ID), v.ways(passed(p, true, v.e.namesCircuit(j.Via))), v.ways(j.Via)),
			}, pair.count)
		case len(p.Unseen) > 0 && v.e.isUnread(p.Unseen[0]): // rules by names let some of it through
			v.unseen(j.At, fmt.Sprintf("whether %q reaches the internet%s is not known", v.name(s.ID), v.with), p, pair.count)
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
