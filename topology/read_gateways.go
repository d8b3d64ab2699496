package topology

import (
	"fmt"
	"slices"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// chooseGateways decides for each hub-and-spoke whose gateway its spokes use: the one named, else the only hub that
// has one. `onPremises: none` uses none.
func (r *reading) chooseGateways() {
	for _, g := range r.hubAndSpokes {
		g.gateway = r.gatewayOf(g)
		g.settleOnPremises(g.gateway != nil)
	}
}

// settleOnPremises decides how spokes reach on-premises where nobody says: directly where there is a gateway to use.
func (g *hubAndSpoke) settleOnPremises(gateway bool) {
	switch {
	case g.onPremises.mode != "":
	case gateway:
		g.onPremises.mode = "direct"
	default:
		g.onPremises.mode = "none"
	}
}

func (r *reading) gatewayOf(g *hubAndSpoke) *network {
	having := gatewayHubs(g)
	if name := g.c.UseGatewayOf; name != "" {
		n := r.find(name, g.c.At(schema.ConnectionField.UseGatewayOf))
		switch {
		case n == nil:
		case !slices.Contains(g.hubs, n):
			r.reportForeignGateway(g.c, n)
		case !n.hasGateway():
			r.reportNoGateway(g.c.Name, n, g.c.At(schema.ConnectionField.UseGatewayOf))
		case g.onPremises.mode == "none":
			r.refuse(codeNoGateway, diag.Diagnostic{
				Summary: fmt.Sprintf("%q uses the gateway of %q and has `onPremises: none`", g.c.Name, n.id),
				Subject: g.c.At(schema.ConnectionField.UseGatewayOf),
				Related: []diag.Related{{Range: g.onPremises.at, Message: "no on-premises traffic"}},
				Why:     "a gateway is used for on-premises traffic",
				Hint:    "remove one of the two",
			})
		default:
			return n
		}
		return nil
	}
	switch {
	case g.onPremises.mode == "none" || len(having) == 0:
		return nil
	case len(having) > 1:
		var names []string
		for _, h := range having {
			names = append(names, string(h.id))
		}
		r.refuse(codeWhichGateway, diag.Diagnostic{
			Summary: fmt.Sprintf("several hubs of %q have a gateway: %s", g.c.Name, fewNames(names)),
			Subject: g.c.At(schema.ConnectionField.Hub),
			Why:     "a network uses at most one remote gateway (useRemoteGateways on one peering)",
			Hint:    fmt.Sprintf("name one: `useGatewayOf: %s`", names[0]),
		})
		return nil
	}
	return having[0]
}
