package reachability

import (
	"cmp"
	"fmt"
	"net/netip"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/ipnet"
)

// table checks a route table against the subnets that it is on.
func (c *checker) table(t *routeTable) {
	c.onePrefix(t)
	if len(t.subnets) == 0 {
		if c.e.tablesUnknown { // it may be on one
			return
		}
		severity := diag.Warning
		if c.e.hasElsewhere() { // a network of others may have it
			severity = diag.Note
		}
		c.f.add(codeTableUnused, diag.Diagnostic{
			Subject:  t.at,
			Severity: severity,
			Summary:  fmt.Sprintf("route table %q is not associated with any subnet of the %s", t.name, c.e.from),
			Why:      "its routes have no effect",
			Hint:     c.e.from.add("associate it with a subnet, add the template that does, or remove it", "associate it with a subnet, or remove it"),
		}, 1)
		return
	}
	var out *userRoute // for 0.0.0.0/0
	for i := range t.routes {
		if t.routes[i].prefix == ipnet.DefaultIPv4 {
			out = &t.routes[i]
		}
	}
	perNetwork := map[*network]bool{}
	for _, s := range t.subnets {
		c.service(t, s, out)
		for i := range t.routes {
			c.ownHop(t, s, &t.routes[i])
			if !perNetwork[s.net] {
				c.route(t, s, &t.routes[i])
			}
		}
		perNetwork[s.net] = true
	}
}

// onePrefix finds two routes of a table for one prefix, or for one service tag.
// Source: kubernetes-sigs/cloud-provider-azure#657: Azure refuses the second one, RouteConflict.
func (c *checker) onePrefix(t *routeTable) {
	first := map[string]*userRoute{}
	for i := range t.routes {
		u := &t.routes[i]
		destination := strings.ToLower(u.tag)
		if u.tag == "" {
			destination = u.prefix.String()
		}
		other := first[destination]
		if other == nil {
			first[destination] = u
			continue
		}
		d := diag.Diagnostic{
			Subject: u.at,
			Summary: fmt.Sprintf("routes %q and %q of table %q are both for %s", other.name, u.name, t.name, cmp.Or(u.tag, destination)),
			Related: []diag.Related{{Range: other.at, Message: "the other route"}},
			Why:     "Azure refuses the second route of one prefix (RouteConflict)",
			Hint:    "keep one of them; a route keeps its prefix under one name",
		}
		if u.perhaps || other.perhaps {
			d.Severity, d.Why = diag.Warning, d.Why+"; whether both are created is not known"
		}
		c.f.add(codeOnePrefix, d, 1)
	}
}

// service checks a table on a subnet of Azure's own.
func (c *checker) service(t *routeTable, s *subnet, out *userRoute) {
	related := []diag.Related{{Range: s.At, Message: "the subnet that it is associated with"}}
	switch reserved := azure.Reserved(s.Name); {
	case reserved == nil:
	case reserved.Name == azure.GatewaySubnet:
		if t.noPropagation {
			c.f.add(codeGatewaySubnet, diag.Diagnostic{
				Subject: t.at,
				Related: related,
				Summary: fmt.Sprintf("route table %q on GatewaySubnet of %q disables gateway route propagation", t.name, s.net.Name),
				Why:     "the gateway stops working",
				Hint:    "set disableBgpRoutePropagation to false",
			}, 1)
		}
		if out != nil {
			c.f.add(codeGatewaySubnet, diag.Diagnostic{
				Subject: out.at,
				Related: related,
				Summary: fmt.Sprintf("route table %q on GatewaySubnet of %q has a route for 0.0.0.0/0", t.name, s.net.Name),
				Why:     "Azure manages the gateway over the gateway's own path to the internet",
				Hint:    "route only the prefixes that must be inspected",
			}, 1)
		}
	case reserved.Name == azure.FirewallSubnet:
		if out != nil && (out.hop == hopInternet || out.hop == hopUnknown) || out == nil && t.routesUnknown != "" {
			return
		}
		known := false
		for _, f := range c.e.firewall {
			if f.insp.sub == s && f.managed {
				return
			}
			known = known || f.insp.sub == s
		}
		if !known && (s.net.subnetsUnknown != "" || s.net.named(azure.FirewallManagementSubnet) != nil) { // one that is elsewhere may have a management address
			return
		}
		c.f.add(codeFirewallSubnet, diag.Diagnostic{
			Subject: t.at,
			Related: related,
			Summary: fmt.Sprintf("route table %q on AzureFirewallSubnet of %q has no route for 0.0.0.0/0 to Internet", t.name, s.net.Name),
			Why:     "Azure refuses it: a firewall without a management IP configuration needs the internet",
			Hint:    "add a route for 0.0.0.0/0 with next hop type Internet",
		}, 1)
	}
}

// firewalls finds firewalls without a way out that they need: of their own subnet, or of that of their management address.
// Source: Azure Firewall forced tunneling: it takes the management address; Azure Firewall limits: a 0.0.0.0/0 that is learned
// by BGP must be overridden by a route to the Internet.
func (c *checker) firewalls() {
	for _, f := range c.e.firewall {
		c.management(f)
		c.firewallTier(f)
		fib := c.e.fib(f.insp.sub)
		i, ok := fib.best[ipnet.DefaultIPv4]
		if !ok || f.managed || fib.rows[i].Source != fromGateway {
			continue
		}
		c.f.add(codeFirewallSubnet, diag.Diagnostic{
			Subject: f.insp.at,
			Summary: fmt.Sprintf("firewall %q learns 0.0.0.0/0 from the gateway of %q, and has no management IP configuration",
				f.insp.name, c.e.say(fib.rows[i].Through)),
			Related: []diag.Related{{Range: fib.rows[i].At, Message: "the connection that it comes from"}},
			Why:     "a firewall without a management IP configuration needs the internet",
			Hint:    "associate a route table that has 0.0.0.0/0 to Internet with AzureFirewallSubnet, or give the firewall a management IP configuration",
		}, 1)
	}
}

// management finds a firewall whose management address has no way to the internet.
// Source: Azure Firewall management NIC: the management subnet takes no default route but the internet.
func (c *checker) management(f *firewall) {
	s := f.insp.sub.net.named(azure.FirewallManagementSubnet)
	if !f.managed || s == nil || s.tableUnknown != "" || s.table != nil && s.table.routesUnknown != "" {
		return
	}
	r := c.e.fib(s).lookup(c.t.out4)
	if r == nil || r.NextHopType == hopInternet || r.NextHopType == hopUnknown {
		return
	}
	c.f.add(codeFirewallSubnet, diag.Diagnostic{
		Subject: s.At,
		Summary: fmt.Sprintf("management traffic of firewall %q does not reach the internet: %s", f.insp.name, describe(r)),
		Related: []diag.Related{{Range: r.At, Message: "the route that takes it elsewhere"}},
		Why:     "Azure manages the firewall over this path, and the firewall fails without it",
		Hint:    "associate a route table with AzureFirewallManagementSubnet that has 0.0.0.0/0 to Internet and disables gateway route propagation",
	}, 1)
}

// ownHop finds a route to an appliance in the very subnet that has the table, unless it forwards from another one.
func (c *checker) ownHop(t *routeTable, s *subnet, u *userRoute) {
	if u.hop != hopAppliance || !u.addr.IsValid() || !containsAddr(s.Prefixes, u.addr) {
		return
	}
	insp, _ := c.e.standsAt(s.net, u)
	if insp == nil || c.t.inspectorPlace(insp).sub != s {
		return
	}
	c.f.add(codeOwnNextHop, diag.Diagnostic{
		Subject: u.at,
		Summary: fmt.Sprintf("route %q of table %q has next hop %s, which is in the same subnet %q", u.name, t.name, u.addr, s.Name),
		Related: []diag.Related{{Range: s.At, Message: "the subnet that has the table"}},
		Why:     "traffic that the appliance forwards follows the same routes and returns to it",
		Hint:    "move the appliance to its own subnet",
	}, 1)
}

// route checks where a route leads from a network.
func (c *checker) route(t *routeTable, s *subnet, u *userRoute) {
	related := []diag.Related{{Range: s.At, Message: fmt.Sprintf("on subnet %q of %q", s.Name, s.net.Name)}}
	switch u.hop {
	case hopAppliance:
		insp, trouble := c.e.standsAt(s.net, u)
		if trouble == notKnown { // Build has said so
			return
		}
		if trouble == noFirewall {
			c.noFirewall(t, u, related)
			return
		}
		if trouble == elsewhere {
			c.notHere(t, s, u, related)
			return
		}
		if trouble != usable {
			severity := diag.Error
			if !trouble.isKnown() {
				severity = diag.Warning
			}
			c.f.add(codeNextHop, diag.Diagnostic{
				Severity: severity,
				Subject:  u.at,
				Related:  related,
				Summary:  fmt.Sprintf("route %q of table %q has an unusable next hop: %s", u.name, t.name, trouble.text(u, c.e.from)),
				Why:      trouble.why(),
				Hint:     trouble.hint(s.net, u),
			}, 1)
			return
		}
		c.blackHole(t, s, u, insp)
	case hopGateway:
		for _, g := range s.net.usedGateways() {
			if g.kind == "vpn" || g.kindUnknown != "" {
				return
			}
		}
		if c.e.isGatewayUnknown(s.net) {
			return
		}
		why, hint := c.noGateway(s.net)
		severity := diag.Error
		if c.e.mayUseGatewayElsewhere(s.net) {
			severity, why = diag.Note, "other templates may make the gateway, or peer the network with one that has it: whether they do is not known"
			hint = "add these templates, or remove the route"
		}
		c.f.add(codeNoGateway, diag.Diagnostic{
			Severity: severity,
			Subject:  u.at,
			Related:  related,
			Summary:  fmt.Sprintf("route %q of table %q leads to a VPN gateway, but %q has none to use", u.name, t.name, s.net.Name),
			Why:      why,
			Hint:     hint,
		}, 1)
	}
}

// noFirewall notes once for an address that its firewall is not in the templates: it may be deployed elsewhere.
func (c *checker) noFirewall(t *routeTable, u *userRoute, related []diag.Related) {
	if c.noted[u.addr] {
		return
	}
	c.noted[u.addr] = true
	c.f.add(codeNoFirewall, diag.Diagnostic{
		Subject: u.at,
		Related: related,
		Summary: fmt.Sprintf("route %q of table %q leads to a firewall at %s that is not in the %s", u.name, t.name, u.addr, c.e.from),
		Why:     "the address is in AzureFirewallSubnet, where only an Azure Firewall forwards; whether it does is not known",
		Hint:    c.e.from.add("add the template of the firewall, or correct the next hop", "export the subscription of the firewall too, or correct the next hop"),
	}, 1)
}

// notHere notes once for an address that neither its network nor a peering with it is in the templates: others may deploy both.
func (c *checker) notHere(t *routeTable, s *subnet, u *userRoute, related []diag.Related) {
	if c.noted[u.addr] {
		return
	}
	c.noted[u.addr] = true
	c.f.add(codeHopElsewhere, diag.Diagnostic{
		Subject: u.at,
		Related: related,
		Summary: fmt.Sprintf("route %q of table %q leads to %s, which is in no network of the %s", u.name, t.name, u.addr, c.e.from),
		Why:     fmt.Sprintf("the %s have no peering of %q either; whether it is peered with the network of the address is not known", c.e.from, s.net.Name),
		Hint:    "add the templates of that network and of the peering, or correct the next hop",
	}, 1)
}

// noGateway says why a network has no VPN gateway to use, and what helps.
func (c *checker) noGateway(n *network) (why, hint string) {
	if len(n.usedGateways()) > 0 {
		return "an ExpressRoute gateway does not count: a user-defined route of this type needs a VPN gateway",
			"remove the route: what the ExpressRoute gateway learns is routed without it"
	}
	return "the network has no gateway, and no peering of it uses a remote one",
		"set useRemoteGateways on its peering with the network that has the gateway, and allowGatewayTransit on the other half"
}

// blackHole finds a route that steers a prefix of a network to an inspector whose own subnet has no way to it.
func (c *checker) blackHole(t *routeTable, s *subnet, u *userRoute, insp *inspector) {
	if u.tag != "" || !c.e.isNetworkPrefix(u.prefix) {
		return
	}
	from := c.t.inspectorPlace(insp).sub
	r, unknown := c.e.route(from, &packet{dst: c.e.representative(u.prefix)})
	if unknown != "" || r != nil && r.NextHopType != hopNone && r.NextHopType != hopInternet {
		return
	}
	d := diag.Diagnostic{
		Subject:  u.at,
		Severity: diag.Warning,
		Summary:  fmt.Sprintf("route %q of table %q leads to %s, which has no route to %s", u.name, t.name, c.e.say(insp.id), u.prefix),
		Related:  []diag.Related{{Range: s.At, Message: fmt.Sprintf("on subnet %q of %q", s.Name, s.net.Name)}},
	}
	d.Hint = fmt.Sprintf("peer %q with the network of %s, or add a route to it on %q", from.net.Name, u.prefix, c.e.say(from.ID))
	if r != nil {
		d.Why = fmt.Sprintf("the route of %s for it is %s", c.e.say(from.ID), describe(r))
	}
	c.f.add(codeBlackHole, d, 1)
}

// isNetworkPrefix tells whether the prefix lies in one of a network.
func (e *Estate) isNetworkPrefix(p netip.Prefix) bool {
	for bits := p.Bits(); bits > 0; bits-- {
		q, err := p.Addr().Prefix(bits)
		if err == nil && e.ownPrefixes()[q] {
			return true
		}
	}
	return false
}

func (e *Estate) ownPrefixes() map[netip.Prefix]bool {
	if e.prefixes == nil {
		e.prefixes = map[netip.Prefix]bool{}
		for _, n := range e.networks {
			for _, p := range n.Prefixes {
				e.prefixes[p] = true
			}
		}
	}
	return e.prefixes
}
