package topology

import (
	"fmt"
	"slices"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/source"
)

// checkHubOwnership holds virtual hubs that exist to what of them is written: connections of networks, route tables of our own, and the
// connections of gateways. What the whole hub has in common is its owner's.
func checkHubOwnership(r *reading) {
	for _, n := range r.networks {
		switch {
		case n.wan == nil:
		case n.ownership() == External || n.Classic:
			r.reportHub(n, "is external", n.At(schema.NetworkField.Ownership),
				"the connection of a network stands in the hub, and vnetloom creates nothing in what is external",
				"write `ownership: existing`: then only the connections that this intent joins are written")
		case n.ownership() == Existing:
			r.checkExistingHub(n)
		default:
			r.checkCreatedHub(n)
		}
	}
	for _, w := range r.wans {
		if w.tables {
			r.checkTablesOfExistingHubs(w)
		}
	}
}

func (r *reading) reportHub(n *network, what string, at source.Range, why, hint string) {
	r.report(codeHubOwnership, diag.Diagnostic{Summary: fmt.Sprintf("virtual hub %q %s", n.id, what), Subject: at, Why: why, Hint: hint})
}

// checkExistingHub: nothing is created in a hub that exists that all its connections share.
func (r *reading) checkExistingHub(n *network) {
	const why = "a hub has one of it, which all its networks and sites share: creating it would change the hub, which is not written"
	if !n.wan.Existing {
		r.reportHub(n, fmt.Sprintf("exists, and its virtual WAN %q would be created", n.wan.Name), n.At(schema.NetworkField.VirtualWAN),
			"a hub belongs to the virtual WAN with which it was made, for good", fmt.Sprintf("write `existing: true` and `azureName` at virtual WAN %q", n.wan.Name))
	}
	of := schema.NetworkField
	if n.VPN != nil && !n.VPN.Existing {
		r.reportHub(n, "exists, and its VPN gateway would be created", n.VPN.Range(), why, "write `existing: true` and `azureName` at the gateway, or remove it")
	}
	if n.ExpressRoute != nil && !n.ExpressRoute.Existing {
		r.reportHub(n, "exists, and its ExpressRoute gateway would be created", n.ExpressRoute.Range(), why,
			"write `existing: true` and `azureName` at the gateway, or remove it")
	}
	if n.Firewall != nil && !n.Firewall.Existing {
		r.reportHub(n, "exists, and its firewall would be created", n.At(of.Firewall), why, "write `existing: true` and `azureName` at the firewall, or remove it")
	}
}

// checkCreatedHub: in a hub that is created nothing exists yet, nor is its virtual WAN written where that exists.
func (r *reading) checkCreatedHub(n *network) {
	const why = "a gateway or a firewall stands in a hub: one that exists stands in a hub that exists"
	const hint = "write `ownership: existing` at the hub, or let this intent create the part too"
	if n.VPN != nil && n.VPN.Existing || n.ExpressRoute != nil && n.ExpressRoute.Existing {
		r.reportHub(n, "is created by this intent and has an existing gateway", n.At(schema.NetworkField.Gateways), why, hint)
	}
	if n.Firewall != nil && n.Firewall.Existing {
		r.reportHub(n, "is created by this intent and has an existing firewall", n.At(schema.NetworkField.Firewall), why, hint)
	}
}

// checkTablesOfExistingHubs: where route tables keep spokes apart, what exists must propagate to a new table to be reached from it, and what
// exists is not written.
func (r *reading) checkTablesOfExistingHubs(w *wan) {
	var all []*class
	for _, hub := range w.hubs {
		all = append(all, hub.classes()...)
	}
	isThere := func(c *class) bool {
		return slices.ContainsFunc(c.spokes, func(s *network) bool { return c.isConnected(r, s) })
	}
	for _, c := range all {
		if isThere(c) {
			continue
		}
		for _, o := range all {
			if o != c && isThere(o) && o.meets(c) {
				r.reportHub(o.hub, fmt.Sprintf("has existing connections that would have to propagate to the new route table %q", c.label()), c.hubAndSpokes[0].c.KeyRange(),
					fmt.Sprintf("the networks of %q are reached from a table only where their connections propagate to one of its labels, and connections that exist are not written",
						o.label()),
					fmt.Sprintf("join the new networks by %q, whose table is there", o.label()))
			}
		}
		if c.onPremises() && slices.ContainsFunc(r.links, func(l *gatewayLink) bool {
			hub := l.hubEnd()
			return hub != nil && hub.wan == w && r.isLinkThere(l)
		}) {
			r.reportHub(c.hub, fmt.Sprintf("has existing connections of gateways that would have to propagate to the new route table %q", c.label()),
				c.hubAndSpokes[0].c.KeyRange(),
				"what is behind a gateway is reached from a table only where its connection propagates to one of its labels, and connections that exist are not written",
				"write `onPremises: none` in the connection, or join the networks by one whose table is there")
		}
	}
}
