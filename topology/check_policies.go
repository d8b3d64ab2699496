package topology

import (
	"fmt"
	"slices"

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
	r.checkDefaultsBesideCircuits()
}

// checkDefaultsBesideCircuits warns where a VPN gateway learns the default route beside an ExpressRoute gateway, which would take its place.
// Source: Configure ExpressRoute and site-to-site coexisting connections: ExpressRoute is preferred.
func (r *reading) checkDefaultsBesideCircuits() {
	seen := map[*hop]bool{}
	for _, n := range r.networks {
		h := n.policy.tunnel()
		if h == nil || h.kind != vpnGatewayHop || !h.learned() || seen[h] {
			continue
		}
		seen[h] = true
		g := n.policy.from["internet"]
		r.report(codeDefaultBesideCircuit, diag.Diagnostic{
			Summary: fmt.Sprintf("internet traffic of %q goes through %q by the default route that it learns, and network %q has an ExpressRoute gateway too",
				g.c.Name, h.ref(), h.network.id),
			Subject: g.internet.at,
			Related: []diag.Related{{Range: h.network.ExpressRoute.Range(), Message: "the ExpressRoute gateway"}},
			Why: "of routes with the same prefix Azure takes that of ExpressRoute: a default route that anybody advertises over a circuit takes the place of " +
				"this one",
			Hint: "do not advertise 0.0.0.0/0 over the circuits of this gateway",
		})
	}
}

// checkHubAsSpoke: a network does not forward for spokes while its own traffic is sent to another hub. A hub that forwards nothing needs no tables
// of its own: its spokes reach it over their peerings, whose routes are longer than the summaries that lead to the other hub.
func (r *reading) checkHubAsSpoke(n *network) {
	if !n.policy.routed() || !n.forwardsAsHub() {
		return
	}
	g := n.spokeOf[0]
	r.report(codeHubAsSpoke, diag.Diagnostic{
		Summary: fmt.Sprintf("network %q is both the hub of %q and an inspected spoke of %q", n.id, n.hubOf[0].c.Name, g.c.Name),
		Subject: g.c.At(schema.ConnectionField.Spokes),
		Related: []diag.Related{{Range: n.hubOf[0].c.At(schema.ConnectionField.Hub), Message: "the hub"}},
		Why: "a hub and an inspected spoke need conflicting route tables: a hub accepts gateway routes and leaves its own internet route " +
			"alone, an inspected spoke does the opposite",
		Hint: "join the two hubs with a `mesh` that has `transit: true`, or remove the hub from the spokes",
	})
}

// forwardsAsHub tells whether the network's tables as a hub would be others than those of a spoke: something of its spokes is sent through a part
// of it, it has a gateway that they could use, or it carries other hubs.
func (n *network) forwardsAsHub() bool {
	through := func(g *hubAndSpoke) bool {
		return g.hubOwn.hop != nil || slices.ContainsFunc([]via{g.spokeToSpoke, g.internet, g.onPremises}, func(v via) bool {
			return v.hop != nil && v.hop.network == n
		})
	}
	return len(n.hubOf) > 0 && (n.hasGateway() || n.transitHop != nil || slices.ContainsFunc(n.hubOf, through))
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
				Summary: fmt.Sprintf("spokes %s are joined directly by one of %q and %q, and through a next hop by the other", fewNames(shared),
					g.c.Name, o.c.Name),
				Subject: o.spokeToSpoke.at,
				Related: []diag.Related{{Range: g.spokeToSpoke.at, Message: fmt.Sprintf("%q differs", g.c.Name)}},
				Why:     "the direct peering always takes precedence: the next hop would get no traffic",
				Hint:    "use the same `spokeToSpoke` in both, or select different spokes",
			})
		}
	}
}

// checkGatewayPolicy holds what all statements together make of a spoke's on-premises traffic to Azure's rules.
func (r *reading) checkGatewayPolicy(n *network) {
	p := &n.policy
	if h := p.onPremises; h != nil && p.gateway != nil && h.network != p.gateway && (p.gateway == n || r.gatewayUsedBy(h.network) != p.gateway) {
		g := p.from["onPremises"]
		d := diag.Diagnostic{
			Summary: fmt.Sprintf("on-premises traffic of %q is inspected by %q, but enters through the gateway of %q", n.id, h.ref(), p.gateway.id),
			Subject: g.onPremises.at,
			Related: []diag.Related{{
				Range:   p.gateway.At(schema.NetworkField.Gateways),
				Message: fmt.Sprintf("%q has %s", p.gateway.id, p.gateway.gatewayWord()),
			}},
			Why: "replies to on-premises pass the inspector only if its network learns the routes of the gateway: it uses that gateway over a " +
				"peering with its network",
			Hint: fmt.Sprintf("join the two: `{kind: peering, between: [%s, %s], useGatewayOf: %s}`; or put the firewall or appliance into %q",
				p.gateway.id, h.network.id, p.gateway.id, p.gateway.id),
		}
		if pair := r.peering(h.network, p.gateway); pair != nil {
			d.Related = append(d.Related, diag.Related{Range: pair.terms().at, Message: "joins the two, and the inspector's network does not use the gateway"})
			d.Hint = fmt.Sprintf("write `useGatewayOf: %s` in %q; or put the firewall or appliance into %q", p.gateway.id, pair.terms().c.Name, p.gateway.id)
			if h.network.hasGateway() {
				d.Hint = fmt.Sprintf("use the gateway of %q, put the firewall or appliance into %q, or remove the gateway of %q", h.network.id, p.gateway.id, h.network.id)
			}
		}
		if g.gateway != nil && g.gateway == p.gateway {
			d.Summary = fmt.Sprintf("on-premises traffic of %q is inspected by %q, but enters through the gateway of %q", g.c.Name, h.ref(),
				p.gateway.id)
		}
		r.report(codeOnPremisesHop, d)
	}
	h := p.spokeToSpoke
	if h == nil || h.kind != vpnGatewayHop || p.direct && p.gateway == h.network {
		return
	}
	g := p.from["spokeToSpoke"]
	r.report(codeHopKind, diag.Diagnostic{
		Summary: fmt.Sprintf("spokeToSpoke of %q goes through %q, but on-premises traffic of %q does not go directly to that gateway", g.c.Name,
			h.ref(), n.id),
		Subject: g.spokeToSpoke.at,
		Why: "next hop VirtualNetworkGateway is the gateway that the spoke uses; the spoke must accept its routes, and GatewaySubnet must not " +
			"redirect traffic to the spokes",
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
		Summary: fmt.Sprintf("%q forwards internet traffic of %q one way and that of %q another", b.policy.internet.ref(), a.id, b.id),
		Subject: g.internet.at,
		Related: []diag.Related{{Range: a.policy.from["internet"].internet.at, Message: fmt.Sprintf("how %q reaches the internet", a.id)}},
		Why:     "the subnet of a firewall or appliance has one default route",
		Hint:    "send both on to the gateway or neither, or use two firewalls",
	})
}
