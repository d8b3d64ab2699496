package topology

import (
	"fmt"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// checkPolicies holds what all statements together make of a network's traffic to what Azure can route.
func checkPolicies(r *reading) {
	for _, n := range r.networks {
		r.checkHubAsSpoke(n)
		r.checkGatewayPolicy(n)
	}
	r.checkSharedSpokes()
	r.checkTwoDefaults()
}

// checkHubAsSpoke: a network does not forward for spokes while its own traffic is sent to another hub.
func (r *reading) checkHubAsSpoke(n *network) {
	if !n.policy.routed() || len(n.hubOf) == 0 {
		return
	}
	g := n.spokeOf[0]
	r.report(codeHubAsSpoke, diag.Diagnostic{
		Summary: fmt.Sprintf("network %q is the hub of %q and an inspected spoke of %q", n.id, n.hubOf[0].c.Name, g.c.Name), Subject: g.c.At(schema.ConnectionField.Spokes),
		Related: []diag.Related{{Range: n.hubOf[0].c.At(schema.ConnectionField.Hub), Message: "its spokes are behind it"}},
		Why:     "a hub's tables let gateway routes in and keep its appliances' way out free; a spoke's tables do the opposite",
		Hint:    "join the two hubs by a `mesh` with `transit: true`, or leave the hub out of the spokes",
	})
}

// checkSharedSpokes: no two hub-and-spokes join the same two spokes, directly by one and through a hop by the other.
func (r *reading) checkSharedSpokes() {
	for i, g := range r.hubAndSpokes {
		for _, o := range r.hubAndSpokes[i+1:] {
			if !(g.spokeToSpoke.mode == "direct" && o.spokeToSpoke.hop != nil || o.spokeToSpoke.mode == "direct" && g.spokeToSpoke.hop != nil) {
				continue
			}
			var shared []string
			for _, s := range g.spokes {
				if o.isSpoke[s] {
					shared = append(shared, string(s.id))
				}
			}
			if len(shared) < 2 {
				continue
			}
			r.report(codeTwoWays, diag.Diagnostic{
				Summary: fmt.Sprintf("spokes %s are joined straight by one of %q and %q, and through a hop by the other", fewNames(shared), g.c.Name, o.c.Name), Subject: o.spokeToSpoke.at,
				Related: []diag.Related{{Range: g.spokeToSpoke.at, Message: fmt.Sprintf("%q says otherwise", g.c.Name)}},
				Why:     "a peering is always the more specific way: the hop would see nothing", Hint: "make `spokeToSpoke` of the two agree, or select different spokes",
			})
		}
	}
}

// checkGatewayPolicy holds what all statements together make of a spoke's on-premises traffic to Azure's rules.
func (r *reading) checkGatewayPolicy(n *network) {
	p := &n.policy
	if h := p.onPremises; h != nil && p.gateway != nil && h.network != p.gateway {
		g := p.from["onPremises"]
		d := diag.Diagnostic{
			Summary: fmt.Sprintf("on-premises traffic of %q is inspected by %q, but comes in by the gateway of %q", n.id, h.ref(), p.gateway.id), Subject: g.onPremises.at,
			Related: []diag.Related{{Range: p.gateway.At(schema.NetworkField.Gateways), Message: fmt.Sprintf("%q has %s", p.gateway.id, p.gateway.gatewayWord())}},
			Why:     "the GatewaySubnet's routes steer to an address in the gateway's own network; elsewhere one direction would pass the appliance and the other not",
			Hint:    fmt.Sprintf("put the firewall or appliance for on-premises traffic into %q; or write `spokeToSpoke` and `internet` for `inspect`, and leave on-premises traffic alone", p.gateway.id),
		}
		if g.gateway != nil && g.gateway == p.gateway {
			d.Summary = fmt.Sprintf("on-premises traffic of %q is inspected by %q, but comes in by the gateway of %q", g.c.Name, h.ref(), p.gateway.id)
		}
		r.report(codeOnPremisesHop, d)
	}
	h := p.spokeToSpoke
	if h == nil || h.kind != vpnGatewayHop || p.direct && p.gateway == h.network {
		return
	}
	g := p.from["spokeToSpoke"]
	r.report(codeHopKind, diag.Diagnostic{
		Summary: fmt.Sprintf("spokeToSpoke of %q goes through %q, but the on-premises traffic of %q does not go straight to that gateway", g.c.Name, h.ref(), n.id), Subject: g.spokeToSpoke.at,
		Why:  "a route to VirtualNetworkGateway leads to the gateway that the spoke uses, and to it only while its routes are let in and GatewaySubnet sends the spokes nowhere else",
		Hint: fmt.Sprintf("write `onPremises: direct` and use the gateway of %q", h.network.id),
	})
}

// checkTwoDefaults: a firewall or appliance sends the internet traffic of all networks on in one way.
func (r *reading) checkTwoDefaults() {
	first := map[*hop]*network{} // whose internet traffic passes it
	for _, n := range r.networks {
		h := n.policy.internet
		if !h.inspects() {
			continue
		}
		if o := first[h]; o == nil {
			first[h] = n
		} else if o.policy.next != n.policy.next {
			r.reportTwoDefaults(o, n)
		}
	}
}

func (r *reading) reportTwoDefaults(a, b *network) {
	g := b.policy.from["internet"]
	r.report(codeForcedWay, diag.Diagnostic{
		Summary: fmt.Sprintf("%q sends on the internet traffic of %q one way and that of %q another", b.policy.internet.ref(), a.id, b.id), Subject: g.internet.at,
		Related: []diag.Related{{Range: a.policy.from["internet"].internet.at, Message: fmt.Sprintf("how %q reaches the internet", a.id)}},
		Why:     "the subnet of a firewall or appliance has one default route", Hint: "let both go on through the gateway, or neither; or use two firewalls",
	})
}
