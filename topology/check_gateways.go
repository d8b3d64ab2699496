package topology

import (
	"fmt"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// checkGateways holds each use of a gateway against Azure's rules.
func checkGateways(r *reading) {
	for _, g := range r.hubAndSpokes {
		if g.directOnPremises() && g.gateway == nil && len(gatewayHubs(g)) == 0 {
			r.report(codeNoGateway, diag.Diagnostic{
				Summary: fmt.Sprintf("on-premises traffic of %q is `direct`, and none of its hubs has a gateway", g.c.Name),
				Subject: g.onPremises.at,
				Label:   "through which gateway?",
				Why:     "spokes reach on-premises through the gateway of a network that they are peered with",
				Hint:    "add `gateways: {vpn: {}}` to the hub, or write `onPremises: none`",
			})
		}
	}
	for _, w := range r.wans {
		for _, g := range w.hubAndSpokes {
			if g.directOnPremises() && !w.hasGateway() {
				r.report(codeNoGateway, diag.Diagnostic{
					Summary: fmt.Sprintf("on-premises traffic of %q is `direct`, and no hub of %q has a gateway", g.c.Name, w.Name),
					Subject: g.onPremises.at,
					Label:   "through which gateway?",
					Why:     "spokes reach on-premises through a gateway in a hub of their virtual WAN",
					Hint:    "add `gateways: {vpn: {}}` to the hub, or write `onPremises: none`",
				})
			}
		}
	}
	r.checkGatewayUse()
}

// directOnPremises tells whether the statement says by its own words that on-premises traffic passes nothing.
func (g *hubAndSpoke) directOnPremises() bool {
	return g.onPremises.mode == "direct" && g.onPremises.given
}

// checkGatewayUse: each network uses one gateway at most, of a network that has one, and none beside its own.
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
			r.reportNoGateway(p.terms().c.Name, g, p.terms().c.At(schema.ConnectionField.UseGatewayOf))
		case user.hasGateway():
			r.report(codeOwnAndRemote, diag.Diagnostic{
				Summary: fmt.Sprintf("network %q has %s of its own and would also use the gateway of %q", user.id, user.gatewayWord(), g.id),
				Subject: at,
				Related: []diag.Related{{Range: user.At(schema.NetworkField.Gateways), Message: fmt.Sprintf("the gateway of %q", user.id)}},
				Why:     "Azure refuses useRemoteGateways on a network with a gateway: a network uses its own gateway or a remote one",
				Hint:    fmt.Sprintf("remove the gateway of %q, remove the network from the spokes, or write `onPremises: none`", user.id),
			})
		case first != nil:
			r.report(codeTwoRemote, diag.Diagnostic{
				Summary: fmt.Sprintf("network %q would use two remote gateways, of %q and %q", user.id, first.terms().gateway.id, g.id),
				Subject: at,
				Related: []diag.Related{{Range: first.terms().at, Message: fmt.Sprintf("uses the gateway of %q", first.terms().gateway.id)}},
				Why:     "Azure allows useRemoteGateways on at most one peering of a network",
				Hint:    "name one gateway in `useGatewayOf`, and write `onPremises: none` in the other connection",
			})
		default:
			uses[user] = p
		}
	}
}
