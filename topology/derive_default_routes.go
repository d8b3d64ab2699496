package topology

import (
	"maps"
	"net/netip"
	"slices"

	"github.com/vnetloom/vnetloom/internal/ipnet"
	"github.com/vnetloom/vnetloom/schema"
)

// addDefaultRoutes: where a gateway leads 0.0.0.0/0 to a site, networks whose internet traffic is to stay direct get a route for it,
// and so do each AzureFirewallSubnet and the subnet by which an appliance sends internet traffic directly out; the subnet of what sends internet
// traffic on to the gateway gets one that leads there. A
// firewall is managed over the internet whatever a gateway advertises: its management subnet has that route alone.
// Sources: Configure forced tunneling using Default Site (all subnets are led there but for those with a route of their own); Azure
// Firewall management NIC; Virtual network traffic routing: 0.0.0.0/0 of a gateway takes precedence over the system's.
func (r *resolution) addDefaultRoutes() {
	sends := map[*network]map[string]*hubAndSpoke{} // by network and subnet: the statement by which it sends on to its gateway
	out := map[*network]map[string]*hubAndSpoke{}   // by network and subnet: one by which an appliance sends directly out
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
		for _, subnet := range slices.Sorted(maps.Keys(sends[n])) {
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
		for _, subnet := range slices.Sorted(maps.Keys(out[n])) {
			if sends[n][subnet] == nil && !ownDefault(n.subnets[subnet]) {
				r.addInternetRoute(r.draft(n, subnet, o), o)
			}
		}
		if n.Firewall != nil && n.subnets[firewallManagementSubnet] != nil {
			t := r.draft(n, firewallManagementSubnet, o)
			t.propagateGatewayRoutes(false)
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
// is joined has longer prefixes; a summary that a site, a peer or a member of a connected group has
// itself is left out.
// Source: Virtual network traffic routing, the end of "Routing example".
func (r *resolution) dropPrivate(n *network, o Origin) {
	taken := map[netip.Prefix]bool{}
	for _, x := range n.onPremises() {
		if x.site != nil {
			take(taken, x.site.AddressSpace)
		} else {
			take(taken, x.network.AddressSpace)
		}
	}
	take(taken, n.AddressSpace)
	for _, p := range append(slices.Clone(n.peers), r.directNeighbours(n)...) {
		take(taken, p.AddressSpace)
	}
	t := r.draft(n, "", o)
	var dropped []netip.Prefix
	drop := func(p netip.Prefix, label string) {
		if t.derived[p] != nil || p.Addr().Is6() {
			return
		}
		dropped = append(dropped, p)
		r.drop(t, p, label, o)
	}
	for _, s := range ipnet.RFC1918 {
		if !taken[s] {
			drop(s, "private")
		}
	}
	for _, u := range n.policy.gateway.users {
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

// sendOn leads the default of a firewall's or an appliance's subnet to the gateway. Where that takes no route of a user, what it learned is
// enough.
func (r *resolution) sendOn(n *network, subnet string, g *hubAndSpoke) {
	o := g.origin("route")
	if g.internet.next.learned() {
		return
	}
	r.sendAs(r.draft(n, subnet, o), ipnet.DefaultIPv4, g.internet.next, "internet", o)
}

func (r *resolution) defaultOrigin(n *network) Origin {
	o := Origin{Range: n.KeyRange(), Rule: "route"}
	for _, x := range n.destinations {
		if x.site != nil && x.site.DefaultRoute {
			o.Range = x.site.KeyRange()
			o.Statements = mergeStatements(o.Statements, []string{x.site.Path()})
		}
	}
	return o
}
