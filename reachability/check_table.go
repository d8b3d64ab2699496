package reachability

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/vnetloom/vnetloom/internal/diag"
	"github.com/vnetloom/vnetloom/internal/ipnet"
)

// table checks a route table against the subnets that it is on.
func (c *checker) table(t *routeTable) {
	if len(t.subnets) == 0 {
		c.f.add(codeTableUnused, diag.Diagnostic{Subject: t.at, Severity: diag.Warning, Summary: fmt.Sprintf("route table %q is on no subnet of the templates", t.name)}, 1)
		return
	}
	defaultHop := ""
	for i := range t.routes {
		if t.routes[i].prefix == ipnet.DefaultIPv4 {
			defaultHop = t.routes[i].hop
		}
	}
	perNetwork := map[*network]bool{}
	for _, s := range t.subnets {
		c.service(t, s, defaultHop)
		for i := range t.routes {
			c.ownHop(t, s, &t.routes[i])
			if !perNetwork[s.net] {
				c.route(t, s, &t.routes[i])
			}
		}
		perNetwork[s.net] = true
	}
}

// service checks a table on a subnet of Azure's own.
func (c *checker) service(t *routeTable, s *subnet, defaultHop string) {
	related := []diag.Related{{Range: s.At, Message: "the subnet that it is on"}}
	switch strings.ToLower(s.Name) {
	case "gatewaysubnet":
		if t.noPropagation {
			c.f.add(codeGatewaySubnet, diag.Diagnostic{Subject: t.at, Related: related, Summary: fmt.Sprintf("table %q on GatewaySubnet of %q disables the propagation of gateway routes", t.name, s.net.Name)}, 1)
		}
		if defaultHop != "" {
			c.f.add(codeGatewaySubnet, diag.Diagnostic{Subject: t.at, Related: related, Summary: fmt.Sprintf("table %q on GatewaySubnet of %q has a route for 0.0.0.0/0", t.name, s.net.Name)}, 1)
		}
	case "azurefirewallsubnet":
		if defaultHop == hopInternet {
			return
		}
		for _, f := range c.e.firewall {
			if f.insp.sub == s && f.managed {
				return
			}
		}
		c.f.add(codeFirewallSubnet, diag.Diagnostic{Subject: t.at, Related: related, Summary: fmt.Sprintf("table %q on AzureFirewallSubnet of %q has no 0.0.0.0/0 to Internet", t.name, s.net.Name)}, 1)
	}
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
	c.f.add(codeOwnNextHop, diag.Diagnostic{Subject: u.at, Summary: fmt.Sprintf("route %q of table %q leads to %s, which is in subnet %q itself", u.name, t.name, u.addr, s.Name),
		Related: []diag.Related{{Range: s.At, Message: "the subnet that has the table"}}, Hint: "give the appliance a subnet of its own"}, 1)
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
		if trouble != usable {
			c.f.add(codeNextHop, diag.Diagnostic{Subject: u.at, Related: related, Summary: fmt.Sprintf("route %q of table %q leads nowhere: %s", u.name, t.name, trouble.text(u))}, 1)
			return
		}
		c.blackHole(t, s, u, insp)
	case hopGateway:
		for _, g := range s.net.usedGateways() {
			if g.kind == "vpn" {
				return
			}
		}
		c.f.add(codeNoGateway, diag.Diagnostic{Subject: u.at, Related: related, Summary: fmt.Sprintf("route %q of table %q leads to a VPN gateway, and %q has none to use", u.name, t.name, s.net.Name)}, 1)
	}
}

// blackHole finds a route that steers a prefix of a network to an inspector whose own subnet has no way to it.
func (c *checker) blackHole(t *routeTable, s *subnet, u *userRoute, insp *inspector) {
	if u.tag != "" || !c.e.isNetworkPrefix(u.prefix) {
		return
	}
	from := c.t.inspectorPlace(insp).sub
	r := c.e.fib(from).lookup(c.e.representative(u.prefix))
	if r != nil && r.NextHopType != hopNone && r.NextHopType != hopInternet {
		return
	}
	d := diag.Diagnostic{Subject: u.at, Severity: diag.Warning, Summary: fmt.Sprintf("route %q of table %q leads to %s, which has no way to %s", u.name, t.name, c.e.say(insp.id), u.prefix),
		Related: []diag.Related{{Range: s.At, Message: fmt.Sprintf("on subnet %q of %q", s.Name, s.net.Name)}}}
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
