package reachability

import (
	"fmt"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
)

// joinsOf are the joins of two ends, in either direction, that have a name.
func (v *verifier) joinsOf(a, b Endpoint) []*Join {
	var out []*Join
	for i := range v.p.p.Joins {
		if j := &v.p.p.Joins[i]; j.Name != "" && (v.p.joinsEnds(i, a, b) || v.p.joinsEnds(i, b, a)) {
			out = append(out, j)
		}
	}
	return out
}

// joinsEnds tells whether join i has one end on its A side and the other on its B side.
func (p *promises) joinsEnds(i int, a, b Endpoint) bool {
	for _, end := range []Endpoint{a, b} {
		if !end.Internet && end.Site == "" && p.e.subnets[end.Subnet] == nil {
			return false // an address of nothing that is named
		}
	}
	return p.hasEnd(2*i, a) && p.hasEnd(2*i+1, b)
}

// joinedBy names the connections that join two ends which a statement keeps apart, and what to remove; without any the help is general.
func (v *verifier) joinedBy(a, b Endpoint, statement, general string) (related []diag.Related, help string) {
	var names []string
	for _, j := range v.joinsOf(a, b) {
		name := fmt.Sprintf("%q", j.Name)
		if text := strings.Join(names, " "); strings.Contains(" "+text+" ", " "+name+" ") {
			continue
		}
		names = append(names, name)
		related = append(related, diag.Related{Range: j.At, Message: "connection " + name + " joins them"})
	}
	if len(names) == 0 {
		return nil, general
	}
	return related, fmt.Sprintf("remove %s, or %s", strings.Join(names, " and "), statement)
}

// helpNotPassing says what to do where an expected flow does not pass: of a closed connection what it lists.
func (v *verifier) helpNotPassing(x Expectation, a, b Endpoint, there Path) string {
	if there.Outcome == Delivered || there.cause != causeRules {
		return helpExpectation
	}
	for _, j := range v.joinsOf(a, b) {
		if !j.Closed {
			continue
		}
		var allowed []string
		for _, f := range v.p.flows(j, a, b) {
			if x.Flow.Protocol != "" && f.covers(x.Flow) {
				return helpExpectation
			}
			allowed = append(allowed, f.ports())
		}
		what := "nothing"
		if len(allowed) > 0 {
			what = "only " + strings.Join(allowed, ", ")
		}
		return fmt.Sprintf("connection %q allows %s from %s to %s; add a flow to its `access`, or set `reachable: false`",
			j.Name, what, v.endName(a), v.endName(b))
	}
	return helpExpectation
}

// helpOtherVia says how an expectation names the way that a path takes.
func (v *verifier) helpOtherVia(way []string) string {
	names := make([]string, len(way))
	for i, id := range way {
		names[i] = v.name(id)
	}
	return fmt.Sprintf("write `via: [%s]` if this path is meant; otherwise change the connections and routes that lead there", strings.Join(names, ", "))
}

// ports are the protocol and ports of a flow as an intent writes them: tcp/443, tcp/8000-8010, icmp.
func (f *JoinFlow) ports() string {
	switch {
	case f.Protocol != "tcp" && f.Protocol != "udp":
		return f.Protocol
	case f.First == f.Last:
		return fmt.Sprintf("%s/%d", f.Protocol, f.First)
	}
	return fmt.Sprintf("%s/%d-%d", f.Protocol, f.First, f.Last)
}

// longPath is a path behind a colon where it passes anything between its ends.
func (v *verifier) longPath(p Path) string {
	if len(p.Hops) <= 2 {
		return ""
	}
	return ": " + v.e.sayPath(p, v.name)
}
