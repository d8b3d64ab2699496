package reachability

import (
	"fmt"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/diag"
)

// services compares the reserved subnets of a network with what their services take.
func (c *checker) services(n *network) {
	for i := range azure.ReservedSubnets {
		reserved := &azure.ReservedSubnets[i]
		s := n.named(reserved.Name)
		if s == nil {
			continue
		}
		c.size(s, reserved)
		if !reserved.RouteTable && s.RouteTable != "" {
			d := diag.Diagnostic{
				Subject: s.At,
				Summary: fmt.Sprintf("%s of %q has a route table, which %s does not support", s.Name, n.Name, reserved.Service),
				Why:     "Azure refuses a route table on this subnet",
				Hint:    "remove the route table from the subnet",
			}
			if s.table != nil {
				d.Related = []diag.Related{{Range: s.table.at, Message: "the route table"}}
			}
			c.f.add(codeNoTable, d, 1)
		}
	}
}

// size finds a reserved subnet that is too small: an error where its service is in the templates, else it is one as soon as the service is
// deployed.
func (c *checker) size(s *subnet, reserved *azure.ReservedSubnet) {
	user, known := c.e.usedBy(s)
	if reserved.Name == azure.GatewaySubnet && (user == "" || !known) {
		return // what needs the larger size is not there, or may be Basic
	}
	for _, p := range s.Prefixes {
		if !p.Addr().Is4() || p.Bits() <= reserved.Bits {
			continue
		}
		d := diag.Diagnostic{
			Subject:  s.At,
			Severity: diag.Warning,
			Summary:  fmt.Sprintf("%s of %q is a /%d, and %s needs a /%d or larger", s.Name, s.net.Name, p.Bits(), reserved.Service, reserved.Bits),
			Why:      "Azure refuses to deploy the service into a smaller subnet",
			Hint:     fmt.Sprintf("give the subnet a prefix of /%d or larger", reserved.Bits),
		}
		if user != "" {
			d.Severity = diag.Error
			d.Related = []diag.Related{{Range: c.e.places[user], Message: "what is deployed into it"}}
		}
		c.f.add(codeSmallSubnet, d, 1)
	}
}

// usedBy is the id of a service of the templates that is deployed into a subnet, "" for none; known is false where it is a gateway that is
// Basic, or of which that is not known.
func (e *Estate) usedBy(s *subnet) (id string, known bool) {
	for _, g := range s.net.gateways {
		if g.sub == s {
			id, known = g.id, known || g.sku != "" && !strings.EqualFold(g.sku, "Basic")
		}
	}
	if id != "" {
		return id, known
	}
	return e.deployed[s.ID], true
}

// firewallTier finds a Basic firewall without the management address that it must have.
// Source: Azure Firewall Basic: it requires a management IP configuration.
func (c *checker) firewallTier(f *firewall) {
	if !strings.EqualFold(f.tier, "Basic") || f.managed || f.insp.hub != nil {
		return
	}
	c.f.add(codeBasicFirewall, diag.Diagnostic{
		Subject: f.insp.at,
		Summary: fmt.Sprintf("Basic firewall %q has no management IP configuration", f.insp.name),
		Why:     "Azure refuses a firewall of tier Basic without one",
		Hint:    "add managementIpConfiguration with AzureFirewallManagementSubnet and a public IP address of its own, or use tier Standard",
	}, 1)
}

// hubLimits finds a virtual hub that Azure refuses, and networks that it does not connect.
// Source: About virtual hub settings: a /24 or larger; Virtual WAN FAQ: a network with a gateway of its own cannot be connected.
func (c *checker) hubLimits(h *hub) {
	for _, p := range h.sub.Prefixes {
		if p.Addr().Is4() && p.Bits() > 24 {
			c.f.add(codeSmallHub, diag.Diagnostic{
				Subject: h.at,
				Summary: fmt.Sprintf("virtual hub %q has %s, and needs a /24 or larger", h.name, p),
				Why:     "Azure refuses a smaller prefix: the router, gateways and firewall of the hub take addresses from it",
				Hint:    "give the hub a /23 that nothing else uses",
			}, 1)
		}
	}
	for _, conn := range h.conns {
		for _, g := range conn.net.gateways {
			c.f.add(codeHubAndGateway, diag.Diagnostic{
				Subject: conn.at,
				Summary: fmt.Sprintf("%q has its own gateway %q and is connected to virtual hub %q", conn.net.Name, g.name, h.name),
				Related: []diag.Related{{Range: g.at, Message: "the gateway"}},
				Why:     "Azure refuses to connect a network that has a gateway: the gateways of the hub take its place",
				Hint:    "use the gateways of the hub, or join the two by a VPN between their gateways",
			}, 1)
			break
		}
	}
}
