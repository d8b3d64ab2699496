package topology

import (
	"cmp"

	"github.com/vnetloom/vnetloom/internal/ipnet"
)

// addHubTables derives the tables of hubs: on their own subnets, on GatewaySubnet, and under transit on the subnets by
// which their appliances forward. Gateway routes are let in on all of them.
func (r *resolution) addHubTables() {
	for _, n := range r.networks {
		if len(n.hubOf) == 0 && len(n.users) == 0 && len(r.transitsOf(n)) == 0 {
			continue
		}
		r.addOwnSubnetRoutes(n)
		r.addGatewaySubnetRoutes(n)
		r.addForwardingRoutes(n)
	}
}

// sendSpoke sends a spoke's exact prefixes to a hop.
func (r *resolution) sendSpoke(t *tableDraft, spoke *network, h *hop, remote *network, o Origin) {
	for _, p := range spoke.AddressSpace {
		r.send(t, p, h, spoke, remote, o)
	}
}

// addOwnSubnetRoutes: what of the spokes' traffic with the hub's own subnets is inspected, and the spokes of other hubs.
func (r *resolution) addOwnSubnetRoutes(n *network) {
	for _, g := range n.hubOf {
		if h := g.hubOwn.hop; h != nil {
			o := g.origin("route")
			t := r.draft(n, "", o)
			for _, s := range g.spokes {
				r.sendSpoke(t, s, h, nil, o)
			}
		}
	}
	for _, tr := range r.transitsOf(n) {
		if !tr.hubs {
			continue
		}
		o := connectionOrigin(tr.m.c, "route")
		t := r.draft(n, "", o)
		for _, s := range tr.spokes[tr.other(n)] {
			if r.peering(n, s) == nil && n.cluster(s) == nil {
				r.sendSpoke(t, s, cmp.Or(n.transitHop, tr.other(n).transitHop), tr.other(n), o)
			}
		}
	}
}

// addGatewaySubnetRoutes: what comes from on-premises and is inspected goes to the appliance first. Never 0/0.
func (r *resolution) addGatewaySubnetRoutes(n *network) {
	if n.subnets[gatewaySubnet] == nil {
		return
	}
	for _, s := range n.peers {
		if h := s.policy.onPremises; h != nil && s.policy.gateway == n {
			o := s.policy.from["onPremises"].origin("route")
			r.sendSpoke(r.draft(n, gatewaySubnet, o), s, h, nil, o)
		}
	}
	for _, t := range r.transitsOf(n) {
		if len(t.carried(n)) == 0 {
			continue
		}
		o := connectionOrigin(t.m.c, "route")
		for _, s := range t.spokes[t.other(n)] {
			r.sendSpoke(r.draft(n, gatewaySubnet, o), s, n.transitHop, t.other(n), o)
		}
	}
}

// addForwardingRoutes: under transit the appliance's own subnet knows the other hubs' spokes behind their appliances.
func (r *resolution) addForwardingRoutes(n *network) {
	for _, tr := range r.transitsOf(n) {
		o := connectionOrigin(tr.m.c, "route")
		other := tr.other(n)
		if n.transitHop == nil || !tr.forwards(n) {
			continue
		}
		t := r.draft(n, n.transitHop.egress, o)
		for _, s := range tr.spokes[other] {
			r.sendSpoke(t, s, other.transitHop, other, o)
		}
		if tr.hubs && other.transitHop != nil {
			r.sendSpoke(t, other, other.transitHop, nil, o)
		}
		for _, s := range tr.carried(other) {
			for _, p := range s.AddressSpace {
				r.sendAs(t, p, other.transitHop, string(s.id), o)
			}
		}
		if next := r.sendsOnTo(n.transitHop); n.transitHop.kind == firewallHop && (next == nil || next.learned()) {
			r.addInternetRoute(t, o)
		}
	}
}

// forwards tells whether a hub's inspector sends anything on to that of the other hub.
func (t *transit) forwards(n *network) bool {
	other := t.other(n)
	return other.transitHop != nil && (t.hubs || len(t.spokes[other]) > 0 || len(t.carried(other)) > 0)
}

// addInternetRoute keeps the firewall's own way out: Azure refuses a table on AzureFirewallSubnet without it.
func (r *resolution) addInternetRoute(t *tableDraft, o Origin) {
	o.Rule = "route"
	r.add(t.derived, &routeDraft{
		Route: Route{Table: t.id, Name: routeName("internet", ipnet.DefaultIPv4), Prefix: ipnet.DefaultIPv4, NextHop: Internet, Origin: o},
	})
}
