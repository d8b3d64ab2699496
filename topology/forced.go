package topology

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/ipnet"
	"github.com/vnetloom/vnetloom/schema"
)

// readInternet looks up how spokes reach the internet: a hop, or a firewall or appliance and behind it a gateway.
func (r *resolver) readInternet(c *schema.Connection) via {
	v := r.readVia(c, "internet", c.Internet)
	if c.InternetNext.Mode != "through" || v.hop == nil {
		return v
	}
	next := r.findHop(c.InternetNext.Network, c.InternetNext.Part, c.InternetNext.At())
	if next == nil {
		return via{mode: "none", at: v.at}
	}
	d := diag.Diagnostic{Subject: c.InternetNext.At(), Label: "cannot be this", Why: "what inspects sends on to a gateway that its own subnet leads to", Hint: "write a firewall or an appliance, and then a gateway of the same network"}
	switch {
	case !v.inspects():
		d.Summary = fmt.Sprintf("internet traffic cannot go through %q and then through %q: the first must inspect", v.hop.ref(), next.ref())
	case next.inspects():
		d.Summary = fmt.Sprintf("internet traffic cannot go through %q and then through %q: the second must be a gateway", v.hop.ref(), next.ref())
	case next.network != v.hop.network:
		d.Summary = fmt.Sprintf("internet traffic cannot go through %q and then through %q: they are in different networks", v.hop.ref(), next.ref())
	default:
		if !r.acceptTunnelHop(next, c.InternetNext) {
			return via{mode: "none", at: v.at}
		}
		v.next = next
		return v
	}
	r.report(codeForcedWay, d)
	return via{mode: "none", at: v.at}
}

// tunnel is the gateway that takes the network's internet traffic, nil where none does.
func (p *policy) tunnel() *hop {
	switch {
	case p.next != nil:
		return p.next
	case p.internet != nil && !p.internet.inspects():
		return p.internet
	}
	return nil
}

// chooseDefaults finds for each gateway that takes internet traffic the site that takes the default behind it.
func (r *resolver) chooseDefaults() {
	first := map[*hop]*network{} // of a firewall or appliance: whose internet traffic passes it
	for _, n := range r.networks {
		p := &n.policy
		if p.internet.inspects() {
			if o := first[p.internet]; o == nil {
				first[p.internet] = n
			} else if o.policy.next != p.next {
				r.reportTwoDefaults(o, n)
			}
		}
		h := p.tunnel()
		if h == nil || !r.acceptTunnel(n, h) {
			continue
		}
		r.chooseDefault(h, p.from["internet"])
	}
}

func (r *resolver) reportTwoDefaults(a, b *network) {
	g := b.policy.from["internet"]
	r.report(codeForcedWay, diag.Diagnostic{
		Summary: fmt.Sprintf("%q sends on the internet traffic of %q one way and that of %q another", b.policy.internet.ref(), a.id, b.id), Subject: g.internet.at,
		Related: []diag.Related{{Range: a.policy.from["internet"].internet.at, Message: fmt.Sprintf("how %q reaches the internet", a.id)}},
		Why:     "the subnet of a firewall or appliance has one default route", Hint: "let both go on through the gateway, or neither; or use two firewalls",
	})
}

// acceptTunnel holds forced tunnelling to what keeps both directions on one way.
func (r *resolver) acceptTunnel(n *network, h *hop) bool {
	p := &n.policy
	g := p.from["internet"]
	d := diag.Diagnostic{Subject: g.internet.at}
	switch {
	case p.next != nil:
		return true
	case p.gateway != h.network:
		d.Summary = fmt.Sprintf("internet traffic of %q goes through %q, whose network's gateway it does not use", n.id, h.ref())
		d.Why = "a route to a gateway leads to the one that the network uses, and only that one has a way back"
		d.Hint = fmt.Sprintf("write `useGatewayOf: %s`, and `onPremises: direct`", h.network.id)
	case !p.direct:
		d.Summary = fmt.Sprintf("internet traffic of %q goes straight to %q, but its on-premises traffic is inspected by %q", n.id, h.ref(), p.onPremises.ref())
		d.Why = "GatewaySubnet sends what comes back through the inspector, which has not seen it go out"
		d.Hint = fmt.Sprintf("write `internet: [%s, %s]`", p.onPremises.ref(), h.ref())
	default:
		return true
	}
	r.report(codeForcedWay, d)
	return false
}

// chooseDefault finds the one site behind the gateway that takes the default.
func (r *resolver) chooseDefault(h *hop, g *hubAndSpoke) {
	node := h.network.vpn
	if h.kind == expressRouteHop {
		node = h.network.expressRoute
	}
	var found []*gatewayLink
	var names []string
	for _, l := range node.links {
		if s := l.leadsTo(); s != nil && s.DefaultRoute {
			found = append(found, l)
			names = append(names, string(s.id))
		}
	}
	if len(found) == 1 {
		h.network.defaultSite = found[0]
		return
	}
	d := diag.Diagnostic{
		Summary: fmt.Sprintf("internet traffic of %q goes through %q, and no site behind it takes the default", g.c.Name, h.ref()), Subject: g.internet.at, Label: "to which site?",
		Why: "a gateway drops what none of its connections takes", Hint: "write `defaultRoute: true` at the site, and join it to this gateway",
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
		d.Summary = fmt.Sprintf("internet traffic of %q goes through %q, and several sites behind it take the default: %s", g.c.Name, h.ref(), fewNames(names))
		d.Why = "a VPN gateway has one default site; only sites with BGP can announce the default side by side"
		d.Hint = "leave `defaultRoute` at one of them"
	}
	r.report(codeDefaultSite, d)
}

// announcesDefault tells whether the network's gateways lead 0.0.0.0/0 to a site: one of their own that announces it over any of its
// connections, or the default site. What gateways tell each other has no default route.
// Source: VPN Gateway FAQ, BGP: transit routing, with the exception of default routes.
func (r *resolver) advertisesDefault(n *network) bool {
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

func (l *gatewayLink) advertisesDefault() bool {
	s := l.leadsTo()
	return s != nil && s.DefaultRoute && l.bgp
}

// sendsOn tells whether the network's firewall sends internet traffic on to a gateway: then it is managed by an address of its own.
func (r *resolver) sendsOn(n *network) bool {
	for _, u := range r.networks {
		if u.policy.next != nil && u.policy.internet == n.hops["firewall"] {
			return true
		}
	}
	return false
}

// addDefaultRoutes: where a gateway leads 0.0.0.0/0 to a site, networks whose internet traffic is to stay direct get a route for it,
// and so do each AzureFirewallSubnet and the subnet by which an appliance sends internet traffic straight out; the subnet of what sends internet traffic on to the gateway gets one that leads there. A
// firewall is managed over the internet whatever a gateway announces: its management subnet has that route alone.
// Sources: Configure forced tunneling using Default Site (all subnets are led there but for those with a route of their own); Azure
// Firewall management NIC; Virtual network traffic routing: 0.0.0.0/0 of a gateway goes before the system's.
func (r *resolver) addDefaultRoutes() {
	sends := map[*network]map[string]*hubAndSpoke{} // by network and subnet: the statement by which it sends on to its gateway
	out := map[*network]map[string]*hubAndSpoke{}   // by network and subnet: one by which an appliance sends straight out
	note := func(to map[*network]map[string]*hubAndSpoke, p *policy) {
		if to[p.internet.network] == nil {
			to[p.internet.network] = map[string]*hubAndSpoke{}
		}
		to[p.internet.network][p.internet.egress] = p.from["internet"]
	}
	for _, n := range r.networks {
		switch p := &n.policy; {
		case p.next != nil:
			note(sends, p)
		case p.internet != nil && p.internet.kind == applianceHop:
			note(out, p)
		}
	}
	for _, n := range r.networks {
		for _, subnet := range sortedKeys(sends[n]) {
			r.sendOn(n, subnet, sends[n][subnet])
		}
		if p := &n.policy; p.tunnel() != nil && p.next == nil {
			r.dropPrivate(n, p.from["internet"].origin("route"))
		}
		g := r.gatewayUsedBy(n)
		if g == nil || !r.advertisesDefault(g) {
			continue
		}
		o := r.defaultOrigin(g)
		if n.Firewall != nil && n.subnets[firewallSubnet] != nil && sends[n][firewallSubnet] == nil {
			r.addInternetRoute(r.draft(n, firewallSubnet, o), o)
		}
		for _, subnet := range sortedKeys(out[n]) {
			if sends[n][subnet] == nil && !ownDefault(n.subnets[subnet]) {
				r.addInternetRoute(r.draft(n, subnet, o), o)
			}
		}
		if n.Firewall != nil && n.subnets[firewallManagementSubnet] != nil {
			t := r.draft(n, firewallManagementSubnet, o)
			t.propagate = false
			r.addInternetRoute(t, o)
		}
		if n != g && n.policy.internet == nil && (n.policy.direct || !n.policy.routed()) {
			r.addInternetRoute(r.draft(n, "", o), o)
		}
	}
}

// ownDefault tells whether the user decides where the default of a subnet leads.
func ownDefault(s *schema.Subnet) bool {
	return s != nil && (s.Routing == "none" || slices.ContainsFunc(s.Routes, func(w schema.Route) bool { return w.Prefix == ipnet.DefaultIPv4 }))
}

// dropPrivate keeps a network whose default leads to a gateway apart from others that use the gateway: with a default of one's own
// Azure takes its None routes for private addresses away, and a gateway passes on what comes to it for a network that uses it. What
// is joined has longer prefixes; a summary that a site or a peer has itself is left out.
// Source: Virtual network traffic routing, the end of "Routing example".
func (r *resolver) dropPrivate(n *network, o Origin) {
	taken := map[netip.Prefix]bool{}
	for _, x := range r.onPremisesOf(n) {
		if x.site != nil {
			take(taken, x.site.AddressSpace)
		} else {
			take(taken, x.network.AddressSpace)
		}
	}
	take(taken, n.AddressSpace)
	for _, p := range n.peers {
		take(taken, p.AddressSpace)
	}
	t := r.draft(n, "", o)
	var dropped []netip.Prefix
	drop := func(p netip.Prefix, label string) {
		if t.routes[p] != nil || p.Addr().Is6() {
			return
		}
		dropped = append(dropped, p)
		r.add(t, &routeDraft{Route: Route{Table: t.id, Name: routeName(label, p), Prefix: p, NextHop: None, Origin: o}})
	}
	for _, s := range ipnet.RFC1918 {
		if !taken[s] {
			drop(s, "private")
		}
	}
	for _, u := range r.usersOf(n.policy.gateway) {
		if u == n || r.joinedOtherwise(n, u) {
			continue
		}
		for _, p := range u.AddressSpace {
			if !ipnet.ContainedInAny(dropped, p) {
				drop(p, string(u.id))
			}
		}
	}
}

func take(taken map[netip.Prefix]bool, ps []netip.Prefix) {
	for _, p := range ps {
		taken[p] = true
	}
}

// sendOn leads the default of a firewall's or an appliance's subnet to the gateway. An ExpressRoute gateway takes no route of a user:
// what it learned is enough.
func (r *resolver) sendOn(n *network, subnet string, g *hubAndSpoke) {
	o := g.origin("route")
	if g.internet.next.kind == expressRouteHop {
		return
	}
	t := r.draft(n, subnet, o)
	delete(t.routes, ipnet.DefaultIPv4) // a firewall's own way out, where it has a table for transit
	r.sendAs(t, ipnet.DefaultIPv4, g.internet.next, "internet", nil, nil, o)
}

func (r *resolver) defaultOrigin(n *network) Origin {
	o := Origin{Range: n.KeyRange(), Rule: "route"}
	for _, x := range r.destinationsBehind(n) {
		if x.site != nil && x.site.DefaultRoute {
			o.Range = x.site.KeyRange()
			o.Statements = mergeStatements(o.Statements, []string{x.site.Path()})
		}
	}
	return o
}
