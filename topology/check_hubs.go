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
			r.checkRoutingPreference(n)
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
			r.report(codeHubASN, diag.Diagnostic{
				Summary: fmt.Sprintf("the VPN gateway of virtual hub %q has the fixed ASN %d, and the intent says %d", n.id, hubASN, n.VPN.ASN),
				Subject: n.VPN.At(schema.VPNGatewayField.ASN),
				Why:     "the ASN of a virtual hub cannot be changed: BGP peers must expect 65515",
				Hint:    "remove `asn`",
			})
		}
	}
}

// reportGiven reports fields of a gateway that only one of a virtual network has.
func reportGiven[T any](r *reading, hub *network, gateway schema.Element[T], fields ...schema.Field[T]) {
	for _, f := range fields {
		if gateway.Given(f) {
			r.report(codeHubScale, diag.Diagnostic{
				Summary: fmt.Sprintf("a gateway of virtual hub %q has `%s`", hub.id, f),
				Subject: gateway.At(f),
				Why:     "Azure creates the gateways of a virtual hub with two instances and their own addresses, sized in scale units",
				Hint:    "remove it; set the size of the gateway with `scaleUnits`",
			})
		}
	}
}

func (r *reading) checkScaleUnits(n *network) {
	report := func(at source.Range) {
		r.report(codeHubScale, diag.Diagnostic{
			Summary: fmt.Sprintf("a gateway of virtual network %q has `scaleUnits`", n.id),
			Subject: at,
			Why:     "scale units size the gateways of virtual hubs; in a virtual network the SKU sets the size",
			Hint:    "write `sku`, or make the network a virtual hub with `virtualWan`",
		})
	}
	if n.VPN != nil && n.VPN.ScaleUnits != 0 {
		report(n.VPN.At(schema.VPNGatewayField.ScaleUnits))
	}
	if n.ExpressRoute != nil && n.ExpressRoute.ScaleUnits != 0 {
		report(n.ExpressRoute.At(schema.ExpressRouteGatewayField.ScaleUnits))
	}
}

// checkRoutingPreference: it is virtual hubs that have one.
func (r *reading) checkRoutingPreference(n *network) {
	if n.RoutingPreference == "" {
		return
	}
	r.report(codePreferenceOfNetwork, diag.Diagnostic{
		Summary: fmt.Sprintf("virtual network %q has `routingPreference`", n.id),
		Subject: n.At(schema.NetworkField.RoutingPreference),
		Why:     "the router of a virtual hub has a routing preference; of equal routes the gateways of a network take ExpressRoute before VPN, and that cannot be set",
		Hint:    "remove it, or make the network a virtual hub with `virtualWan`",
	})
}

func (r *reading) checkHubContents(n *network) {
	of := schema.NetworkField
	for _, f := range []struct {
		field schema.Field[schema.Network]
		there bool
	}{
		{of.Subnets, len(n.Subnets) > 0}, {of.Appliances, len(n.Appliances) > 0}, {of.DNSServers, len(n.DNSServers) > 0},
		{of.Encryption, n.Encryption}, {of.DDoSProtectionPlan, n.DDoSProtectionPlan != ""},
		{of.SecurityGroups, n.Given(of.SecurityGroups)},
	} {
		if f.there {
			r.report(codeHubContents, diag.Diagnostic{
				Summary: fmt.Sprintf("virtual hub %q has `%s`", n.id, f.field),
				Subject: n.At(f.field),
				Related: []diag.Related{{Range: n.At(schema.NetworkField.VirtualWAN), Message: "makes it a virtual hub"}},
				Why:     "Microsoft manages the network of a virtual hub: an intent sets only its prefix, gateways and firewall",
				Hint:    "remove it, or move it to a network that is a spoke of the hub",
			})
		}
	}
	if n.Firewall != nil && n.Firewall.PrivateAddress.IsValid() {
		r.report(codeHubContents, diag.Diagnostic{
			Summary: fmt.Sprintf("the firewall of virtual hub %q has `privateAddress`", n.id),
			Subject: n.Firewall.At(schema.FirewallField.PrivateAddress),
			Why:     "Azure chooses the address of a firewall in a virtual hub and points the hub's routes to it",
			Hint:    "remove it",
		})
	}
}

func (r *reading) checkHubPrefix(n *network) {
	p := n.AddressSpace[0]
	d := diag.Diagnostic{Subject: n.prefixAt(0), Hint: "use an IPv4 /23 that nothing else uses: it cannot be changed later"}
	switch {
	case len(n.AddressSpace) > 1 || p.Addr().Is6():
		d.Summary = fmt.Sprintf("virtual hub %q has the address space %s", n.id, joinPrefixes(n.AddressSpace))
		d.Why = "a virtual hub has one IPv4 prefix"
		r.report(codeHubPrefix, d)
	case p.Bits() > 24:
		d.Summary = fmt.Sprintf("virtual hub %q has a /%d", n.id, p.Bits())
		d.Why = "a virtual hub needs at least a /24 for its router, gateways and firewall"
		r.report(codeHubPrefix, d)
	case p.Bits() == 24:
		d.Summary = fmt.Sprintf("virtual hub %q has a /24, the smallest prefix that Azure allows", n.id)
		d.Why = "Microsoft recommends a /23: gateways, a firewall and more router capacity need addresses, and the prefix of a hub cannot be changed"
		r.report(codeHubSmall, d)
	}
}

// checkHubSpoke holds a spoke of a virtual hub to Azure's rules: one hub, no other gateway, no tables that take precedence over the hub.
func (r *reading) checkHubSpoke(n *network) {
	g := n.spokeOfWAN[0]
	hub := g.hubs[0]
	for _, o := range n.spokeOfWAN[1:] {
		if o.hubs[0] != hub {
			r.report(codeTwoHubs, diag.Diagnostic{
				Summary: fmt.Sprintf("network %q is a spoke of two virtual hubs, %q and %q", n.id, hub.id, o.hubs[0].id),
				Subject: o.c.At(schema.ConnectionField.Spokes),
				Related: []diag.Related{{Range: g.c.At(schema.ConnectionField.Spokes), Message: fmt.Sprintf("a spoke of %q", hub.id)}},
				Why:     "Azure connects a network to one virtual hub; through it the network reaches the other hubs of the virtual WAN",
				Hint:    "remove it from one of the two",
			})
			return
		}
	}
	if r.tenant(n) != r.tenant(hub) {
		r.report(codeHubTenant, diag.Diagnostic{
			Summary: fmt.Sprintf("network %q is a spoke of virtual hub %q, which is in another tenant", n.id, hub.id),
			Subject: g.c.At(schema.ConnectionField.Spokes),
			Related: []diag.Related{{Range: n.At(schema.NetworkField.Subscription), Message: fmt.Sprintf("the subscription of %q", n.id)}},
			Why:     "connecting a network of another tenant needs commands run with access to both tenants, which this version does not support",
			Hint:    "join it with a peering to a network instead, or put the hub into the same tenant",
		})
	}
	d := diag.Diagnostic{
		Subject: g.c.At(schema.ConnectionField.Spokes),
		Hint:    fmt.Sprintf("let the gateways of %q take its on-premises traffic", hub.id),
	}
	if n.hasGateway() {
		d.Summary = fmt.Sprintf("network %q has %s and is a spoke of virtual hub %q", n.id, n.gatewayWord(), hub.id)
		d.Related = []diag.Related{{Range: n.At(schema.NetworkField.Gateways), Message: "its own gateway"}}
		d.Why = "Azure refuses to connect a network with a gateway to a virtual hub: its spokes use the hub's gateways"
		d.Hint += fmt.Sprintf(", or join %q and the hub with a VPN between their gateways", n.id)
		r.report(codeHubSpokeGateway, d)
	}
	for _, p := range n.peers {
		if t := r.peering(n, p).terms(); t.gateway == p {
			d.Summary = fmt.Sprintf("network %q uses the gateway of %q and is a spoke of virtual hub %q", n.id, p.id, hub.id)
			d.Related = []diag.Related{{Range: t.at, Message: fmt.Sprintf("uses the gateway of %q", p.id)}}
			d.Why = "a spoke of a virtual hub uses the hub's gateways, and a network can use the gateways of only one other network"
			d.Hint = "write `onPremises: none` in the connection to " + string(p.id) + ", or remove it from the virtual hub's spokes"
			r.report(codeHubSpokeGateway, d)
		}
	}
	if n.policy.routed() {
		from := n.policy.first()
		r.report(codeHubKinds, diag.Diagnostic{
			Summary: fmt.Sprintf("network %q is a spoke of virtual hub %q and an inspected spoke of %q", n.id, hub.id, from.c.Name),
			Subject: from.c.KeyRange(),
			Related: []diag.Related{{Range: g.c.KeyRange(), Message: "joins it to the virtual hub"}},
			Why:     "the route table of an inspected spoke takes precedence over the routes that the virtual hub advertises",
			Hint:    "inspect its traffic in the virtual hub, or remove it from one of the two",
		})
	}
	for i, p := range n.AddressSpace {
		switch {
		case p.Addr().Is6():
			r.report(codeHubIPv6, diag.Diagnostic{
				Summary: fmt.Sprintf("network %q has the IPv6 prefix %s, and virtual hub %q carries IPv4 only", n.id, p, hub.id),
				Subject: n.prefixAt(i),
				Why:     "the networks of the hub would reach each other over IPv4 but not over IPv6",
				Hint:    "remove the IPv6 prefix, or use a hub that is a virtual network",
			})
		case hub.inspectsPrivate() && !ipnet.Private(p):
			r.report(codeHubPublicPrefix, diag.Diagnostic{
				Summary: fmt.Sprintf("network %q has %s, which is outside RFC 1918, and virtual hub %q inspects private traffic", n.id, p, hub.id),
				Subject: n.prefixAt(i),
				Why: "a routing intent treats only 10.0.0.0/8, 172.16.0.0/12 and 192.168.0.0/16 as private: traffic to other prefixes would " +
					"bypass the firewall",
				Hint: "give the network an RFC 1918 prefix",
			})
		}
	}
}
