package reachability

import (
	"fmt"

	"github.com/vnetloom/vnetloom/internal/diag"
)

// uses checks that networks use the gateways that they were promised. Paths alone would not show it: what is behind a gateway
// learns a network's prefixes only while the network uses the gateway.
// Source: Configure VPN gateway transit for virtual network peering.
func (v *verifier) uses() {
	for _, u := range v.p.p.Uses {
		n := v.e.byID[u.Network]
		if n == nil {
			continue
		}
		h := n.byRemote[u.Gateway]
		if h.connected() && h.useRemote && h.mirror.transit {
			continue
		}
		d := diag.Diagnostic{Subject: u.At, Summary: fmt.Sprintf("%q does not use the gateways of %q", v.name(u.Network), v.name(u.Gateway)),
			Why: "what is behind a gateway learns the prefixes of a network only by gateway transit", Hint: "set useRemoteGateways on the network's half of the peering, and allowGatewayTransit on the other"}
		if h != nil {
			d.Related = append(d.Related, diag.Related{Range: h.at, Message: "its half of the peering"})
		}
		v.f.add(codeGatewayUnused, d, 1)
	}
}

// written checks that the routes that an intent writes by hand are effective.
func (v *verifier) written() {
	for _, w := range v.p.p.Routes {
		s := v.e.subnets[w.Subnet]
		if s == nil {
			continue
		}
		found := false
		for _, r := range v.e.EffectiveRoutes(w.Subnet) {
			found = found || r.Source == "User" && r.State == "Active" && r.Prefix == w.Prefix && r.NextHopType == w.NextHopType && r.NextHopAddress == w.Address
		}
		if !found {
			v.f.add(codeWrittenRoute, diag.Diagnostic{Subject: w.At, Related: []diag.Related{{Range: s.At, Message: "the subnet"}},
				Summary: fmt.Sprintf("the hand-written route of %q for %s is not effective", v.name(w.Subnet), w.Prefix),
				Why:     "no route table on the subnet has it as it is written", Hint: "this is a bug where the templates come from the intent as it is"}, 1)
		}
	}
}
