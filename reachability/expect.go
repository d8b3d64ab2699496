package reachability

import (
	"fmt"
	"slices"

	"github.com/vnetloom/vnetloom/internal/diag"
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
	}
	return p.Address.String()
}

// expect checks an entry of expect: each of From with each of To. A network that stands on both sides does not stand for the
// pairs of its own subnets.
func (v *verifier) expect(x Expectation) {
	name := "expect " + x.Name + x.At.String()
	from, to := v.ends(x.From), v.ends(x.To)
	for _, a := range from {
		for _, b := range to {
			if a.Endpoint == b.Endpoint || a.of != nil && a.of == b.of || v.alike(name, a.Endpoint, b.Endpoint) {
				continue
			}
			pps, why := v.t.points(a.Endpoint, b.Endpoint)
			if len(pps) == 0 {
				v.f.add(codeUndecided, diag.Diagnostic{Subject: x.At, Severity: diag.Warning, Summary: fmt.Sprintf("expectation %q cannot be judged: %s", x.Name, why)}, 1)
				continue
			}
			v.expectPair(x, a.Endpoint, b.Endpoint, pps)
		}
	}
}

func (v *verifier) expectPair(x Expectation, a, b Endpoint, pps []pointPair) {
	for _, pp := range pps {
		tr := v.t.trace(pp, x.Flow)
		if !x.Reachable {
			if tr.There.Outcome == Delivered {
				v.f.add(codeExpectation, diag.Diagnostic{Subject: x.At, Related: because(tr.There),
					Summary: fmt.Sprintf("%s reaches %s, which expectation %q says it does not: %s", v.endName(a), v.endName(b), x.Name, v.e.sayPath(tr.There, v.name))}, 1)
				return
			}
			continue
		}
		bad := tr.There
		if bad.Outcome == Delivered && !pp.to.internet {
			bad = tr.Back
		}
		switch {
		case bad.Outcome == NotKnown:
			v.f.add(codeUndecided, diag.Diagnostic{Subject: x.At, Severity: diag.Warning, Related: because(bad), Summary: fmt.Sprintf("expectation %q cannot be judged: %s", x.Name, bad.Why)}, 1)
		case bad.Outcome != Delivered:
			v.f.add(codeExpectation, diag.Diagnostic{Subject: x.At, Related: because(bad),
				Summary: fmt.Sprintf("%s does not reach %s, as expectation %q says: %s", v.endName(a), v.endName(b), x.Name, bad.Why)}, 1)
		default:
			v.expectWay(x, a, b, tr, pp.to.internet)
		}
	}
}

// expectWay compares the ways of an expectation that is met.
func (v *verifier) expectWay(x Expectation, a, b Endpoint, tr Trace, out bool) {
	there, back := passed(tr.There, true), passed(tr.Back, true)
	if x.AnyVia {
		there, back = passed(tr.There, false), passed(tr.Back, false)
	} else if !slices.Equal(there, append([]string{}, x.Via...)) {
		v.f.add(codeExpectationWay, diag.Diagnostic{Subject: x.At, Related: because(tr.There),
			Summary: fmt.Sprintf("%s reaches %s through %s, and expectation %q says through %s", v.endName(a), v.endName(b), v.names(there), x.Name, v.names(x.Via))}, 1)
		return
	}
	slices.Reverse(back)
	if !out && !slices.Equal(there, back) {
		slices.Reverse(back)
		v.f.add(codeExpectationWay, diag.Diagnostic{Subject: x.At, Related: append(because(tr.There), because(tr.Back)...),
			Summary: fmt.Sprintf("%s reaches %s through %s as expectation %q says, and the answers come back through %s", v.endName(a), v.endName(b), v.names(there), x.Name, v.names(back))}, 1)
	}
}

// isolate checks that no packet passes between two groups, in either direction.
func (v *verifier) isolate(x Isolation) {
	name := "isolate " + x.Name + x.At.String()
	for _, s := range v.expand(x.A) {
		for _, t := range v.expand(x.B) {
			if s.net == t.net {
				continue
			}
			for _, pair := range [][2]*subnet{{s, t}, {t, s}} {
				a, b := Endpoint{Subnet: pair[0].ID}, Endpoint{Subnet: pair[1].ID}
				if v.alike(name, a, b) {
					continue
				}
				pps, _ := v.t.points(a, b)
				for _, pp := range pps {
					if p := v.t.trace(pp, Flow{}).There; p.Outcome == Delivered {
						v.f.add(codeIsolation, diag.Diagnostic{Subject: x.At, Related: because(p),
							Summary: fmt.Sprintf("%s reaches %s, which isolation %q forbids: %s", v.endName(a), v.endName(b), x.Name, v.e.sayPath(p, v.name))}, 1)
						break
					}
				}
			}
		}
	}
}
