package topology

import (
	"fmt"
	"slices"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// tunnelling is where a network's gateway sends internet traffic under forced tunnelling.
type tunnelling struct {
	defaultSite *gatewayLink // the connection that takes what has no other way, nil for none
}

// readInternet looks up how spokes reach the internet: a hop, or a firewall or appliance and behind it a gateway.
func (r *reading) readInternet(c *schema.Connection) via {
	v := r.readVia(c, schema.ConnectionField.Internet, c.Internet)
	if c.InternetNext.Mode != "through" || v.hop == nil {
		return v
	}
	next := r.findHop(c.InternetNext.Network, c.InternetNext.Part, c.InternetNext.Range())
	if next == nil {
		return via{mode: "none", at: v.at}
	}
	d := diag.Diagnostic{
		Subject: c.InternetNext.Range(),
		Label:   "not allowed here",
		Why:     "the inspector forwards to a gateway of its own network",
		Hint:    "write a firewall or an appliance, then a gateway of the same network",
	}
	switch {
	case !v.inspects():
		d.Summary = fmt.Sprintf("internet traffic cannot go through %q and then %q: the first must be a firewall or an appliance", v.hop.ref(),
			next.ref())
	case next.inspects():
		d.Summary = fmt.Sprintf("internet traffic cannot go through %q and then %q: the second must be a gateway", v.hop.ref(), next.ref())
	case next.network != v.hop.network:
		d.Summary = fmt.Sprintf("internet traffic cannot go through %q and then %q: they are in different networks", v.hop.ref(), next.ref())
	default:
		v.next = next
		return v
	}
	r.refuse(codeForcedWay, d)
	return via{mode: "none", at: v.at}
}

// chooseDefaults finds for each gateway that takes internet traffic the site that takes the default behind it.
func (r *reading) chooseDefaults() {
	for _, n := range r.networks {
		if h := n.policy.tunnel(); h != nil && r.acceptTunnel(n, h) {
			r.chooseDefault(h, n.policy.from["internet"])
		}
	}
}

// acceptTunnel holds forced tunnelling to what keeps both directions on one way.
func (r *reading) acceptTunnel(n *network, h *hop) bool {
	p := &n.policy
	g := p.from["internet"]
	d := diag.Diagnostic{Subject: g.internet.at}
	switch {
	case p.next != nil:
		return true
	case p.gateway != h.network:
		d.Summary = fmt.Sprintf("internet traffic of %q goes through %q, whose network's gateway it does not use", n.id, h.ref())
		d.Why = "a route to a gateway points to the one that the network uses, and only that gateway has a return path"
		d.Hint = fmt.Sprintf("write `useGatewayOf: %s` and `onPremises: direct`", h.network.id)
	case !p.direct:
		d.Summary = fmt.Sprintf("internet traffic of %q goes directly to %q, but its on-premises traffic is inspected by %q", n.id, h.ref(),
			p.onPremises.ref())
		d.Why = "GatewaySubnet sends the replies through the inspector, which has not seen the start of the session"
		d.Hint = fmt.Sprintf("write `internet: [%s, %s]`", p.onPremises.ref(), h.ref())
	default:
		return true
	}
	r.refuse(codeForcedWay, d)
	return false
}

// chooseDefault finds the one site behind the gateway that takes the default.
func (r *reading) chooseDefault(h *hop, g *hubAndSpoke) {
	node := h.network.vpn
	if h.kind == expressRouteHop {
		node = h.network.expressRoute
	}
	var found []*gatewayLink
	var names []string
	for _, l := range node.links {
		if l.leadsToDefault() {
			found = append(found, l)
			names = append(names, string(l.leadsTo().id))
		}
	}
	if len(found) > 0 && !r.acceptBesideExpressRoute(h, g, found) {
		return
	}
	if len(found) == 1 {
		h.network.defaultSite = found[0]
		return
	}
	d := diag.Diagnostic{
		Summary: fmt.Sprintf("internet traffic of %q goes through %q, and no site behind it has the default route", g.c.Name, h.ref()),
		Subject: g.internet.at,
		Label:   "to which site?",
		Why:     "a gateway drops packets that none of its connections has a route for",
		Hint:    "write `defaultRoute: true` at the site, and join it to this gateway",
	}
	if len(found) > 1 {
		allBGP := true
		for _, l := range found {
			allBGP = allBGP && l.bgp
		}
		if allBGP {
			h.network.defaultSite = found[0]
			return
		}
		d.Summary = fmt.Sprintf("internet traffic of %q goes through %q, and several sites behind it have the default route: %s", g.c.Name, h.ref(),
			fewNames(names))
		d.Why = "a VPN gateway has one default site; only sites with BGP can advertise several default routes"
		d.Hint = "write `defaultRoute: true` at only one of them"
	}
	r.refuse(codeDefaultSite, d)
}

// acceptBesideExpressRoute holds forced tunnelling by a VPN gateway beside an ExpressRoute gateway to what is possible there: no route may point
// to the gateway, so the default route is learned, over BGP, and over the tunnel alone.
// Source: Virtual network traffic routing, next hop types: no virtual network gateway where VPN and ExpressRoute coexist.
func (r *reading) acceptBesideExpressRoute(h *hop, g *hubAndSpoke, found []*gatewayLink) bool {
	if h.kind != vpnGatewayHop || !h.learned() || h.network.wan != nil {
		return true
	}
	d := diag.Diagnostic{
		Subject: g.internet.at,
		Label:   "not allowed here",
		Related: []diag.Related{{Range: h.network.ExpressRoute.Range(), Message: "the ExpressRoute gateway"}},
	}
	for _, l := range found {
		if !l.bgp {
			d.Summary = fmt.Sprintf("internet traffic cannot go through %q: network %q has an ExpressRoute gateway too, and site %q does not advertise "+
				"the default route by BGP", h.ref(), h.network.id, l.leadsTo().id)
			d.Why = "Azure does not support next hop VirtualNetworkGateway with coexisting VPN and ExpressRoute gateways: the default route must be learned"
			d.Hint = fmt.Sprintf("give the VPN gateway and %q an `asn`, and let the site advertise 0.0.0.0/0; or put the VPN gateway into another network",
				l.leadsTo().id)
			r.refuse(codeHopKind, d)
			return false
		}
	}
	for _, l := range h.network.expressRoute.links {
		if l.advertisesDefault() {
			d.Summary = fmt.Sprintf("internet traffic cannot go through %q: site %q advertises the default route over circuit %q too", h.ref(),
				l.leadsTo().id, l.circuit.id)
			d.Why = "of routes with the same prefix Azure takes that of ExpressRoute: the tunnel would carry nothing"
			d.Hint = fmt.Sprintf("write %s/expressRouteGateway, or remove `defaultRoute` from %q", h.network.id, l.leadsTo().id)
			r.refuse(codeHopKind, d)
			return false
		}
	}
	return true
}

// advertisesDefault tells whether the network's gateways lead 0.0.0.0/0 to a site: one of their own that advertises it over any of its
// connections, or the default site. What gateways tell each other has no default route.
// Source: VPN Gateway FAQ, BGP: transit routing, with the exception of default routes.
func (r *reading) advertisesDefault(n *network) bool {
	if n.defaultSite != nil {
		return true
	}
	for _, at := range n.meeting() {
		for _, g := range []*gatewayNode{at.vpn, at.expressRoute} {
			if g != nil && slices.ContainsFunc(g.links, (*gatewayLink).advertisesDefault) {
				return true
			}
		}
	}
	return false
}

// sendsOnTo is the gateway to which a firewall or appliance sends internet traffic on, nil for none. A firewall that does is managed by
// an address of its own.
func (r *reading) sendsOnTo(h *hop) *hop {
	for _, u := range r.networks {
		if u.policy.next != nil && u.policy.internet == h {
			return u.policy.next
		}
	}
	return nil
}
