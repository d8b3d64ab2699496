package reachability

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
)

// An end is an endpoint of an expectation, and the network that was named for it, if one was.
type end struct {
	Endpoint
	of *network
}

// ends makes endpoints of an expectation's: one that names a network becomes its subnets with workloads.
func (v *verifier) ends(list []Endpoint) []end {
	var out []end
	for _, p := range list {
		if n := v.e.byID[p.Subnet]; n != nil {
			for _, s := range v.expand([]string{n.ID}) {
				out = append(out, end{Endpoint{Subnet: s.ID}, n})
			}
			continue
		}
		out = append(out, end{Endpoint: p})
	}
	return out
}

// expectations checks what is expected; of a failure in the estate without what has failed.
func (v *verifier) expectations() {
	during := map[string]*verifier{"": v}
	for _, x := range v.p.p.Expect {
		key := strings.Join(x.Down, " ")
		if during[key] == nil {
			e, p := v.e.Without(x.Down...), v.p.p
			without := &verifier{e: e, t: e.tracer(p.Appliances), p: e.promises(p), seen: map[string]bool{}}
			without.t.name = without.name
			without.g = e.group(p.Appliances, without.p)
			during[key] = without
		}
		w := during[key]
		w.f = v.f
		w.expect(x)
		v.f = w.f
	}
}

// expected is what an expectation is called, with its failure.
func (v *verifier) expected(x Expectation) string {
	name := strconv.Quote(x.Name)
	if len(x.Down) == 0 {
		return name
	}
	return name + " without " + x.Failure
}

// alike tells whether a pair like this one was looked at already, under a name.
func (v *verifier) alike(name string, a, b Endpoint) bool {
	s, t := v.e.subnets[a.Subnet], v.e.subnets[b.Subnet]
	key := fmt.Sprintf("%s|%v|%v", name, a, b)
	side := func(s *subnet, p Endpoint) string {
		if s == nil || p.Address.IsValid() {
			return fmt.Sprint(p)
		}
		return fmt.Sprintf("%p", v.g.unitOf[s])
	}
	if !a.Address.IsValid() && !b.Address.IsValid() {
		key = fmt.Sprint(name, side(s, a), side(t, b), s != nil && t != nil && s.net == t.net)
	}
	was := v.seen[key]
	v.seen[key] = true
	return was
}

func (v *verifier) endName(p Endpoint) string {
	switch {
	case p.Internet:
		return "the internet"
	case p.Subnet != "":
		return fmt.Sprintf("%q", v.name(p.Subnet))
	case p.Site != "":
		return fmt.Sprintf("%q", v.name(p.Site))
	}
	return p.Address.String()
}

// expect checks an entry of expect: each of From with each of To. A network that stands on both sides does not stand for the
// pairs of its own subnets.
func (v *verifier) expect(x Expectation) {
	name := "expect " + x.Name + x.At.String()
	from, to := v.ends(x.From), v.ends(x.To)
	check := func(a, b end) {
		if a.Endpoint == b.Endpoint || a.of != nil && a.of == b.of || v.alike(name, a.Endpoint, b.Endpoint) {
			return
		}
		pps, why := v.t.points(a.Endpoint, b.Endpoint)
		if len(pps) == 0 {
			hint := v.whose(helpUndecided, helpNotHeld)
			for _, id := range []string{b.Subnet, a.Subnet} {
				if id != "" && v.e.subnets[id] == nil && v.e.byID[id] == nil {
					x := v.nowhere(id)
					why, hint = v.name(id)+" "+x.is, cmp.Or(x.hint, hint)
				}
			}
			v.f.add(codeUndecided, diag.Diagnostic{
				Hint:     hint,
				Subject:  x.At,
				Severity: diag.Warning,
				Summary:  fmt.Sprintf("expectation %s cannot be checked: %s", v.expected(x), why),
			}, 1)
			return
		}
		v.expectPair(x, a.Endpoint, b.Endpoint, pps)
	}
	toward := v.some(to)
	for _, a := range v.some(from) {
		for _, b := range toward {
			if n := v.networkOf(a); n == nil || n != v.networkOf(b) {
				check(a, b)
			}
		}
	}
	inside := map[*network][]end{}
	for _, b := range to {
		if n := v.networkOf(b); n != nil {
			inside[n] = append(inside[n], b)
		}
	}
	for _, a := range from {
		for _, b := range inside[v.networkOf(a)] {
			check(a, b)
		}
	}
}

// networkOf is the network of an end that is any address of a subnet, else nil.
func (v *verifier) networkOf(p end) *network {
	if s := v.e.subnets[p.Subnet]; s != nil {
		return s.net
	}
	return nil
}

// wholeSubnets are the subnets with workloads of networks and subnets, and the sites, as ends.
func (v *verifier) wholeSubnets(ids []string) []end {
	var out []end
	for _, s := range v.expand(ids) {
		out = append(out, end{Endpoint: Endpoint{Subnet: s.ID}})
	}
	for _, id := range ids {
		if v.e.siteByID[id] != nil {
			out = append(out, end{Endpoint: Endpoint{Site: id}})
		}
	}
	return out
}

// some are ends that stand for all where pairs of two networks are looked at: of those that nothing tells apart, one in each
// of two networks.
func (v *verifier) some(list []end) []end {
	var out []end
	seen := map[*unit][]*network{}
	for _, p := range list {
		s := v.e.subnets[p.Subnet]
		if s == nil || p.Address.IsValid() || v.g.unitOf[s] == nil {
			out = append(out, p)
			continue
		}
		u := v.g.unitOf[s]
		if len(seen[u]) < 2 && !slices.Contains(seen[u], s.net) {
			seen[u] = append(seen[u], s.net)
			out = append(out, p)
		}
	}
	return out
}

func (v *verifier) expectPair(x Expectation, a, b Endpoint, pps []pointPair) {
	for _, pp := range pps {
		if !x.Reachable {
			if v.expectNone(x, a, b, v.t.ways(pp, x.Flow, true)) {
				return
			}
			continue
		}
		traces := v.t.ways(pp, x.Flow, false)
		chosen := slices.IndexFunc(traces, func(tr Trace) bool { return v.meets(x, tr, pp.to.internet) })
		for i, tr := range traces {
			if chosen >= 0 && i != chosen && pp.from.site.chooses() { // its owner takes the way that is expected
				continue
			}
			v.expectReached(x, a, b, tr, pp.to.internet)
		}
	}
}

// expectNone reports a trace that arrives, though an expectation says that none does; it tells whether one does.
func (v *verifier) expectNone(x Expectation, a, b Endpoint, traces []Trace) bool {
	for _, tr := range traces {
		switch tr.There.Outcome {
		case Delivered:
			related, hint := v.joinedBy(a, b, fmt.Sprintf("expectation %s", v.expected(x)), helpExpectation)
			v.f.add(codeExpectation, diag.Diagnostic{Hint: hint, Subject: x.At, Related: append(because(tr.There), related...),
				Summary: fmt.Sprintf("%s reaches %s, against expectation %s%s", v.endName(a), v.endName(b), v.expected(x), v.longPath(tr.There))}, 1)
			return true
		case NotKnown:
			v.f.add(codeUndecided, diag.Diagnostic{Hint: v.whose(helpUndecided, helpNotHeld), Subject: x.At, Severity: diag.Warning, Related: because(tr.There),
				Summary: fmt.Sprintf("expectation %s cannot be checked: %s", v.expected(x), tr.There.Why)}, 1)
		}
	}
	return false
}

// expectReached checks that a trace arrives there and back, and by the expected way; to the internet only the way out counts.
func (v *verifier) expectReached(x Expectation, a, b Endpoint, tr Trace, out bool) {
	bad := tr.There
	if bad.Outcome == Delivered && !out {
		bad = tr.Back
	}
	switch {
	case bad.Outcome == NotKnown:
		v.f.add(codeUndecided, diag.Diagnostic{
			Hint:     v.whose(helpUndecided, helpNotHeld),
			Subject:  x.At,
			Severity: diag.Warning,
			Related:  because(bad),
			Summary:  fmt.Sprintf("expectation %s cannot be checked: %s", v.expected(x), bad.Why),
		}, 1)
	case bad.Outcome != Delivered && bad.stated && x.MadeUp:
	case bad.Outcome != Delivered:
		v.f.add(codeExpectation, diag.Diagnostic{Hint: v.helpNotPassing(x, a, b, tr.There), Subject: x.At, Related: because(bad),
			Summary: fmt.Sprintf("%s does not reach %s, against expectation %s: %s", v.endName(a), v.endName(b), v.expected(x), bad.Why)}, 1)
	default:
		v.unseen(x.At, fmt.Sprintf("expectation %s cannot be checked", v.expected(x)), tr.There, 1)
		v.expectWay(x, a, b, tr, out)
	}
}

// expectedWays are what the ways of a trace pass of what an expectation speaks of.
func (v *verifier) expectedWays(x Expectation, tr Trace) (there, back []string) {
	circuits := v.e.namesCircuit(x.Via)
	return passed(tr.There, !x.AnyVia, circuits), passed(tr.Back, !x.AnyVia, circuits)
}

// meets tells whether a trace is what an expectation wants.
func (v *verifier) meets(x Expectation, tr Trace, out bool) bool {
	there, back := v.expectedWays(x, tr)
	slices.Reverse(back)
	return tr.There.Outcome == Delivered && (x.AnyVia || slices.Equal(there, x.Via)) && (out || tr.Back.Outcome == Delivered && slices.Equal(there, back))
}

// expectWay compares the ways of an expectation that is met.
func (v *verifier) expectWay(x Expectation, a, b Endpoint, tr Trace, out bool) {
	there, back := v.expectedWays(x, tr)
	if !x.AnyVia && !slices.Equal(there, x.Via) {
		v.f.add(codeExpectationWay, diag.Diagnostic{Hint: v.helpOtherVia(there), Subject: x.At, Related: because(tr.There),
			Summary: fmt.Sprintf("%s reaches %s %s, but expectation %s says %s", v.endName(a), v.endName(b), v.ways(there), v.expected(x), v.ways(x.Via))}, 1)
		return
	}
	slices.Reverse(back)
	if !out && !slices.Equal(there, back) {
		slices.Reverse(back)
		v.f.add(codeExpectationWay, diag.Diagnostic{
			Hint:    helpExpectation,
			Subject: x.At,
			Related: append(because(tr.There), because(tr.Back)...),
			Summary: fmt.Sprintf("%s reaches %s %s as expectation %s says, but replies return %s", v.endName(a), v.endName(b), v.ways(there), v.expected(x), v.ways(back)),
		}, 1)
	}
}

// isolate checks that no packet passes between two groups, in either direction.
func (v *verifier) isolate(x Isolation) {
	name := "isolate " + x.Name + x.At.String()
	toward := v.some(v.wholeSubnets(x.B))
	for _, s := range v.some(v.wholeSubnets(x.A)) {
		for _, t := range toward {
			if v.networkOf(s) == v.networkOf(t) {
				continue
			}
			for _, pair := range [][2]Endpoint{{s.Endpoint, t.Endpoint}, {t.Endpoint, s.Endpoint}} {
				a, b := pair[0], pair[1]
				if v.alike(name, a, b) {
					continue
				}
				pps, _ := v.t.points(a, b)
				v.isolatedPair(x, a, b, pps)
			}
		}
	}
}

func (v *verifier) isolatedPair(x Isolation, a, b Endpoint, pps []pointPair) {
	for _, pp := range pps {
		for _, tr := range v.t.ways(pp, Flow{}, true) {
			if v.isolated(x, a, b, tr.There) {
				return
			}
		}
	}
}

// isolated reports a path between isolated groups that arrives, or of which that is not known; it tells whether it arrives.
func (v *verifier) isolated(x Isolation, a, b Endpoint, p Path) bool {
	switch p.Outcome {
	case Delivered:
		related, hint := v.joinedBy(a, b, fmt.Sprintf("isolation %q", x.Name), helpIsolation)
		v.f.add(codeIsolation, diag.Diagnostic{Hint: hint, Subject: x.At, Related: append(because(p), related...),
			Summary: fmt.Sprintf("%s reaches %s, which isolation %q forbids%s", v.endName(a), v.endName(b), x.Name, v.longPath(p))}, 1)
		return true
	case NotKnown:
		v.f.add(codeUndecided, diag.Diagnostic{Hint: v.whose(helpUndecided, helpNotHeld), Subject: x.At, Severity: diag.Warning, Related: because(p),
			Summary: fmt.Sprintf("isolation %q cannot be checked: %s", x.Name, p.Why)}, 1)
	}
	return false
}
