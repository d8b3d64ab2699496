package topology

import (
	"fmt"

	"github.com/vnetloom/vnetloom/diag"
)

// checkGatewayUse holds each use of a remote gateway against Azure's rules.
func (r *reading) checkGatewayUse() {
	uses := map[*network]*peeredPair{}
	for _, p := range r.pairs {
		g := p.terms().gateway
		if g == nil {
			continue
		}
		user := p.other(g)
		at := p.terms().at
		switch first := uses[user]; {
		case !g.hasGateway():
			r.reportNoGateway(p.terms().c.Name, g, p.terms().c.At("useGatewayOf"))
		case user.hasGateway():
			r.report(codeOwnAndRemote, diag.Diagnostic{
				Summary: fmt.Sprintf("network %q has %s of its own and would use that of %q", user.id, user.gatewayWord(), g.id), Subject: at,
				Related: []diag.Related{{Range: user.At("gateways"), Message: fmt.Sprintf("%q has its own here", user.id)}},
				Why:     "Azure refuses useRemoteGateways on a network with a gateway: a network has one, its own or a remote one",
				Hint:    fmt.Sprintf("remove the gateway of %q, leave it out of the spokes, or write `onPremises: none`", user.id),
			})
		case first != nil:
			r.report(codeTwoRemote, diag.Diagnostic{
				Summary: fmt.Sprintf("network %q would use two remote gateways, of %q and %q", user.id, first.terms().gateway.id, g.id), Subject: at,
				Related: []diag.Related{{Range: first.terms().at, Message: fmt.Sprintf("uses the gateway of %q", first.terms().gateway.id)}},
				Why:     "Azure takes useRemoteGateways on at most one peering of a network", Hint: "name one gateway in `useGatewayOf`, and write `onPremises: none` in the other statement",
			})
		default:
			uses[user] = p
		}
	}
}
