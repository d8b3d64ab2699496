package topology

import (
	"strings"

	"github.com/vnetloom/vnetloom/schema"
)

// expected is what the intent says of the network by itself: entries of expect and isolate with their names looked up.
type expected struct {
	expectations []Expectation
	isolations   []Isolation
}

func (r *reading) readExpectations() {
	for i := range r.in.Isolate {
		in := &r.in.Isolate[i]
		r.isolations = append(r.isolations, Isolation{
			Name:   in.Name,
			A:      r.ends(in.A, EndRole, false),
			B:      r.ends(in.B, EndRole, false),
			Origin: policyOrigin(in, "isolate"),
		})
	}
	for i := range r.in.Expect {
		in := &r.in.Expect[i]
		e := Expectation{Name: in.Name, From: r.ends(in.From, FromRole, false), To: r.ends(in.To, ToRole, true), AnyVia: in.AnyVia, Reachable: in.Reachable,
			Protocol: in.Protocol, Port: in.Port, Origin: policyOrigin(in, "expect")}
		for j, ref := range in.Via {
			network, part, isPart := strings.Cut(ref, "/")
			if !isPart && r.circuitOf[CircuitID(ref)] != nil {
				e.Via = append(e.Via, ref)
				continue
			}
			if h := r.findHop(network, part, in.At(schema.ExpectationField.Via, j)); h != nil {
				e.Via = append(e.Via, h.ref())
			}
		}
		r.expectations = append(r.expectations, e)
	}
}
