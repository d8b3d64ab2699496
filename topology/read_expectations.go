package topology

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/source"
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
		for j, ref := range in.When.Down {
			if part, ok := r.downPart(ref, in.When.At(schema.FailureField.Down, j)); ok {
				e.Down = append(e.Down, part)
			}
		}
		r.expectations = append(r.expectations, e)
	}
}

// downPart is what a name of a failure stands for.
func (r *reading) downPart(ref string, at source.Range) (DownPart, bool) {
	if network, part, ok := strings.Cut(ref, "/"); ok {
		h := r.findHop(network, part, at)
		if h == nil {
			return DownPart{}, false
		}
		return DownPart{DownPartOfNetwork, h.ref()}, true
	}
	kinds := r.canFail()
	if kind, ok := kinds[ref]; ok && kind != DownRegion && r.isRegion(ref) {
		r.refuse(codeUnknownFailure, diag.Diagnostic{
			Summary: fmt.Sprintf("%q is a region and a %s", ref, kind), Subject: at, Label: "which of the two is down?", Hint: fmt.Sprintf("give the %s another name", kind),
		})
		return DownPart{}, false
	}
	if kind, ok := kinds[ref]; ok {
		return DownPart{kind, strings.TrimPrefix(ref, "connections.")}, true
	}
	var known []string
	for name := range kinds {
		known = append(known, name)
	}
	sort.Strings(known)
	r.refuse(codeUnknownFailure, diag.Diagnostic{
		Summary: fmt.Sprintf("%q is nothing that can be down", ref), Subject: at, Label: "unknown",
		Hint: diag.DidYouMean(ref, known, "name a part of a network such as hub/vpnGateway, or one of: "+fewNames(known)),
	})
	return DownPart{}, false
}

func (r *reading) isRegion(name string) bool {
	return slices.ContainsFunc(r.networks, func(n *network) bool { return n.Location == name })
}

// canFail are the names of what can fail but parts of networks. A site counts before a circuit of its name, and both before a region.
func (r *reading) canFail() map[string]DownKind {
	out := map[string]DownKind{}
	for _, n := range r.networks {
		out[n.Location] = DownRegion
	}
	for i := range r.in.Circuits {
		out[r.in.Circuits[i].Name] = DownCircuit
	}
	for i := range r.in.Sites {
		out[r.in.Sites[i].Name] = DownSite
	}
	for i := range r.in.Connections {
		if c := &r.in.Connections[i]; c.Kind == "vpn" || c.Kind == "expressRoute" {
			out["connections."+c.Name] = DownConnection
		}
	}
	delete(out, "")
	return out
}
