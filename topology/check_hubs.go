package topology

import (
	"fmt"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/ipnet"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/source"
)

// checkVirtualHubs holds each virtual hub to what Azure takes of one, and gateways to where they stand.
func checkVirtualHubs(r *reading) {
	for _, n := range r.networks {
		if n.VirtualWAN == "" {
			r.checkScaleUnits(n)
			continue
		}
		r.checkHubContents(n)
		r.checkHubPrefix(n)
		if n.VPN != nil {
			of := schema.VPNGatewayField
			reportGiven(r, n, n.VPN.Element, of.SKU, of.ActiveActive, of.Zones)
		}
		if n.ExpressRoute != nil {
			reportGiven(r, n, n.ExpressRoute.Element, schema.ExpressRouteGatewayField.SKU)
		}
		if n.VPN != nil && n.VPN.ASN != 0 && n.VPN.ASN != hubASN {
			r.report(codeHubASN, diag.Diagnostic{Summary: fmt.Sprintf("the virtual hub %q has the ASN %d, and the intent says %d", n.id, hubASN, n.VPN.ASN), Subject: n.VPN.At(schema.VPNGatewayField.ASN),
				Why: "Azure does not let it be changed: whoever peers by BGP with it must expect 65515", Hint: "leave `asn` out"})
		}
	}
}

// reportGiven reports fields of a gateway that only one of a virtual network has.
func reportGiven[T any](r *reading, hub *network, gateway schema.Element[T], fields ...schema.Field[T]) {
	for _, f := range fields {
		if gateway.Given(f) {
			r.report(codeHubScale, diag.Diagnostic{Summary: fmt.Sprintf("a gateway of the virtual hub %q has `%s`", hub.id, f), Subject: gateway.At(f),
				Why: "Azure makes the gateways of a virtual hub in two instances, by scale units, with addresses of its own", Hint: "leave it out; say how large the gateway is with `scaleUnits`"})
		}
	}
}

func (r *reading) checkScaleUnits(n *network) {
	report := func(at source.Range) {
		r.report(codeHubScale, diag.Diagnostic{Summary: fmt.Sprintf("a gateway of the virtual network %q has `scaleUnits`", n.id), Subject: at,
			Why: "scale units are of the gateways of virtual hubs; in a virtual network a SKU says how large a gateway is", Hint: "write `sku`, or make the network a virtual hub with `virtualWan`"})
	}
	if n.VPN != nil && n.VPN.ScaleUnits != 0 {
		report(n.VPN.At(schema.VPNGatewayField.ScaleUnits))
	}
	if n.ExpressRoute != nil && n.ExpressRoute.ScaleUnits != 0 {
		report(n.ExpressRoute.At(schema.ExpressRouteGatewayField.ScaleUnits))
	}
}

func (r *reading) checkHubContents(n *network) {
	of := schema.NetworkField
	for _, f := range []struct {
		field schema.Field[schema.Network]
		there bool
	}{
		{of.Subnets, len(n.Subnets) > 0}, {of.Appliances, len(n.Appliances) > 0}, {of.DNSServers, len(n.DNSServers) > 0},
		{of.Encryption, n.Encryption}, {of.DDoSProtectionPlan, n.DDoSProtectionPlan != ""},
	} {
		if f.there {
			r.report(codeHubContents, diag.Diagnostic{Summary: fmt.Sprintf("the virtual hub %q has `%s`", n.id, f.field), Subject: n.At(f.field), Related: []diag.Related{{Range: n.At(schema.NetworkField.VirtualWAN), Message: "what makes it a virtual hub"}},
				Why: "a virtual hub is Azure's own network: of ours are its prefix, its gateways and its firewall alone", Hint: "leave it out, or put it into a network that is a spoke of the hub"})
		}
	}
	if n.Firewall != nil && n.Firewall.PrivateAddress.IsValid() {
		r.report(codeHubContents, diag.Diagnostic{Summary: fmt.Sprintf("the firewall of the virtual hub %q has `privateAddress`", n.id), Subject: n.Firewall.At(schema.FirewallField.PrivateAddress),
			Why: "Azure chooses the address of a firewall in a virtual hub, and the hub's routes follow it", Hint: "leave it out"})
	}
}

func (r *reading) checkHubPrefix(n *network) {
	p := n.AddressSpace[0]
	d := diag.Diagnostic{Subject: n.prefixAt(0), Hint: "take an IPv4 /23 that nothing else has: it cannot be changed later"}
	switch {
	case len(n.AddressSpace) > 1 || p.Addr().Is6():
		d.Summary = fmt.Sprintf("the virtual hub %q has the address space %s", n.id, joinPrefixes(n.AddressSpace))
		d.Why = "a virtual hub has one IPv4 prefix"
		r.report(codeHubPrefix, d)
	case p.Bits() > 24:
		d.Summary = fmt.Sprintf("the virtual hub %q has a /%d", n.id, p.Bits())
		d.Why = "Azure refuses less than a /24: its router, gateways and firewall are in it"
		r.report(codeHubPrefix, d)
	case p.Bits() == 24:
		d.Summary = fmt.Sprintf("the virtual hub %q has a /24, the smallest that Azure takes", n.id)
		d.Why = "Azure recommends a /23: gateways, firewall and more router capacity take addresses of it, and the prefix of a hub cannot be changed"
		r.report(codeHubSmall, d)
	}
}

// checkHubSpoke holds a spoke of a virtual hub to Azure's rules: one hub, no other gateway, no tables that go before the hub.
func (r *reading) checkHubSpoke(n *network) {
	g := n.spokeOfWAN[0]
	hub := g.hubs[0]
	for _, o := range n.spokeOfWAN[1:] {
		if o.hubs[0] != hub {
			r.report(codeTwoHubs, diag.Diagnostic{Summary: fmt.Sprintf("network %q is a spoke of two virtual hubs, %q and %q", n.id, hub.id, o.hubs[0].id), Subject: o.c.At(schema.ConnectionField.Spokes),
				Related: []diag.Related{{Range: g.c.At(schema.ConnectionField.Spokes), Message: fmt.Sprintf("a spoke of %q", hub.id)}},
				Why:     "Azure connects a network to one virtual hub; it reaches what is behind the other hubs of the virtual WAN by that one", Hint: "leave it out of one of the two"})
			return
		}
	}
	if r.tenant(n) != r.tenant(hub) {
		r.report(codeHubTenant, diag.Diagnostic{Summary: fmt.Sprintf("network %q is a spoke of the virtual hub %q, which is in another tenant", n.id, hub.id), Subject: g.c.At(schema.ConnectionField.Spokes), Related: []diag.Related{{Range: n.At(schema.NetworkField.Subscription), Message: fmt.Sprintf("the subscription of %q", n.id)}},
			Why: "Azure connects networks of other tenants by commands of somebody who is signed in to both: that is not in this version", Hint: "join it by a peering with a network, or put the hub into the same tenant"})
	}
	d := diag.Diagnostic{Subject: g.c.At(schema.ConnectionField.Spokes), Hint: fmt.Sprintf("let the gateways of %q take its on-premises traffic", hub.id)}
	if n.hasGateway() {
		d.Summary = fmt.Sprintf("network %q has %s and is a spoke of the virtual hub %q", n.id, n.gatewayWord(), hub.id)
		d.Related = []diag.Related{{Range: n.At(schema.NetworkField.Gateways), Message: "its own gateway"}}
		d.Why = "Azure refuses to connect a network with a gateway to a virtual hub: the hub's gateways are the network's"
		d.Hint += fmt.Sprintf(", or join %q with the hub by a VPN between their gateways", n.id)
		r.report(codeHubSpokeGateway, d)
	}
	for _, p := range n.peers {
		if t := r.peering(n, p).terms(); t.gateway == p {
			d.Summary = fmt.Sprintf("network %q uses the gateway of %q and is a spoke of the virtual hub %q", n.id, p.id, hub.id)
			d.Related = []diag.Related{{Range: t.at, Message: fmt.Sprintf("uses the gateway of %q", p.id)}}
			d.Why = "the connection with a virtual hub uses the hub's gateways, and a network uses the gateways of one other network"
			d.Hint = "write `onPremises: none` where it is a spoke of " + string(p.id) + ", or leave it out of the virtual hub's spokes"
			r.report(codeHubSpokeGateway, d)
		}
	}
	if n.policy.routed() {
		from := n.policy.first()
		r.report(codeHubKinds, diag.Diagnostic{Summary: fmt.Sprintf("network %q is a spoke of the virtual hub %q, and an inspected spoke by %q", n.id, hub.id, from.c.Name), Subject: from.c.KeyRange(),
			Related: []diag.Related{{Range: g.c.KeyRange(), Message: "joins it to the virtual hub"}},
			Why:     "the route tables of inspected spokes go before what the virtual hub announces", Hint: "inspect its traffic in the virtual hub, or leave it out of one of the two"})
	}
	for i, p := range n.AddressSpace {
		switch {
		case p.Addr().Is6():
			r.report(codeHubIPv6, diag.Diagnostic{Summary: fmt.Sprintf("network %q has the IPv6 prefix %s, and the virtual hub %q carries IPv4 alone", n.id, p, hub.id), Subject: n.prefixAt(i),
				Why: "what is joined by the hub would reach each other by IPv4 and not by IPv6", Hint: "leave the IPv6 prefix out, or join the network by a hub that is a virtual network"})
		case hub.inspectsPrivate() && !ipnet.Private(p):
			r.report(codeHubPublicPrefix, diag.Diagnostic{Summary: fmt.Sprintf("network %q has %s, outside of RFC 1918, and the virtual hub %q inspects private traffic", n.id, p, hub.id), Subject: n.prefixAt(i),
				Why: "a routing intent takes 10.0.0.0/8, 172.16.0.0/12 and 192.168.0.0/16 for private: what goes to other prefixes would not pass the firewall", Hint: "give the network a prefix of RFC 1918"})
		}
	}
}
