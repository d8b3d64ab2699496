package topology

import (
	"fmt"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/source"
)

// Expectation is an entry of expect with its names looked up: networks, network/subnet, or "internet" in To.
type Expectation struct {
	Name      string
	From, To  []string
	Via       []string
	AnyVia    bool
	Reachable bool
	Protocol  string
	Port      int
	Origin    Origin
}

// Isolation is an entry of isolate with its networks and sites.
type Isolation struct {
	Name   string
	A, B   []string
	Origin Origin
}

// readPolicy looks the names of expect and isolate up.
func (r *resolver) readPolicy() {
	for i := range r.in.Isolate {
		in := &r.in.Isolate[i]
		r.topo.Isolations = append(r.topo.Isolations, Isolation{Name: in.Name, A: r.ends(in.A, false), B: r.ends(in.B, false), Origin: policyOrigin(in.Element, "isolate")})
	}
	for i := range r.in.Expect {
		in := &r.in.Expect[i]
		e := Expectation{Name: in.Name, From: r.ends(in.From, false), To: r.ends(in.To, true), AnyVia: in.AnyVia, Reachable: in.Reachable,
			Protocol: in.Protocol, Port: in.Port, Origin: policyOrigin(in.Element, "expect")}
		for j, ref := range in.Via {
			network, part, isPart := strings.Cut(ref, "/")
			if !isPart && r.circuitOf[CircuitID(ref)] != nil {
				e.Via = append(e.Via, ref)
				continue
			}
			if h := r.findHop(network, part, in.At("via", fmt.Sprint(j))); h != nil {
				e.Via = append(e.Via, h.ref())
			}
		}
		r.topo.Expectations = append(r.topo.Expectations, e)
	}
}

func policyOrigin(e schema.Element, rule string) Origin {
	return Origin{Range: e.KeyRange(), Statements: []string{e.Path()}, Rule: rule}
}

// ends are the networks and subnets that a list names.
func (r *resolver) ends(m schema.Members, internet bool) []string {
	var plain schema.Members
	var out []string
	for i := range m.Items {
		item := &m.Items[i]
		network, subnet, bySubnet := strings.Cut(item.Name, "/")
		switch {
		case item.Name == "internet" && r.byName["internet"] == nil:
			if internet {
				out = append(out, "internet")
				continue
			}
			r.report(codeExpect, diag.Diagnostic{Summary: "packets from the internet are not something that can be expected here", Subject: item.At(),
				Why: "what comes in from the internet is decided by public addresses and load balancers that are not in an intent", Hint: "expect the way out: `from: shop, to: internet`"})
		case r.siteOf[SiteID(item.Name)] != nil:
			out = append(out, item.Name)
		case bySubnet:
			if s := r.subnetRef(network, subnet, item.At()); s != "" {
				out = append(out, s)
			}
		default:
			plain.Items = append(plain.Items, *item)
		}
	}
	return append(out, refs(r.members(plain))...)
}

func (r *resolver) subnetRef(networkName, subnet string, at source.Range) string {
	n := r.find(networkName, at)
	if n == nil {
		return ""
	}
	if !r.hasSubnet(n, subnet, at) {
		return ""
	}
	return string(n.id) + "/" + subnet
}
