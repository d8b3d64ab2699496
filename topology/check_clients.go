package topology

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/source"
)

// checkClients holds the point-to-site clients of a gateway to Azure's rules. Of a gateway that exists, nothing of it is written.
// Source: About Point-to-Site VPN; About VPN Gateway settings; Configure active-active VPN gateways.
func (r *reading) checkClients(s *site) {
	n := s.clients
	c, v := n.VPN.Client, n.VPN
	refuse := func(what, why, hint string, at source.Range) {
		r.report(codeClients, diag.Diagnostic{
			Summary: fmt.Sprintf("the VPN gateway of %q has `vpnClient` and %s", n.id, what), Subject: at, Why: why, Hint: hint,
		})
	}
	for i, p := range c.AddressSpace {
		if p.Addr().Is6() || p.Bits() > 29 {
			refuse(fmt.Sprintf("the client prefix %s", p), "clients get IPv4 addresses from a prefix that holds several of them", "use an IPv4 prefix such as a /24",
				c.At(schema.VPNClientField.AddressSpace, i))
		}
	}
	if v.Existing {
		return
	}
	if c.Entra == nil && c.Certificates == nil && c.RADIUS == nil {
		refuse("no sign-in", "clients sign in with Microsoft Entra ID, certificates or a RADIUS server", "write `entra`, `certificates` or `radius`", c.Range())
	}
	if c.Entra != nil && !slices.Contains(c.Protocols, "OpenVPN") {
		refuse("`entra` without OpenVPN", "Microsoft Entra ID works with OpenVPN only", "add OpenVPN to `protocols`", c.At(schema.VPNClientField.Protocols))
	}
	if slices.Contains(c.Protocols, "SSTP") && slices.Contains(c.Protocols, "OpenVPN") {
		refuse("both SSTP and OpenVPN", "Azure allows one of them, alone or with IkeV2", "remove one of the two", c.At(schema.VPNClientField.Protocols))
	}
	if v.SKU == "Basic" && (c.Entra != nil || c.RADIUS != nil || !slices.Equal(c.Protocols, []string{"SSTP"})) {
		refuse("the SKU Basic", "a Basic gateway has only SSTP, with certificates", "use VpnGw1AZ or larger", v.At(schema.VPNGatewayField.SKU))
	}
	if v.ActiveActive {
		refuse("`activeActive`", "an active-active gateway with clients needs a third public address, which vnetloom does not create",
			"remove `activeActive`, or make the gateway yourself and write `existing: true`", v.At(schema.VPNGatewayField.ActiveActive))
	}
	if x := c.Certificates; x != nil && len(x.Roots) == 0 {
		refuse("no root certificate", "certificates of clients are checked against root certificates", "add one to `roots`", x.Range())
	}
}

// checkGatewayAddresses holds the APIPA addresses and custom routes of VPN gateways to Azure's rules.
// Source: How to configure BGP for VPN Gateway, "APIPA"; Advertise custom routes for point-to-site VPN Gateway clients.
func checkGatewayAddresses(r *reading) {
	for _, n := range r.networks {
		if n.VPN == nil || n.VirtualWAN != "" {
			continue
		}
		v := n.VPN
		if len(v.CustomRoutes) > 0 && v.Client == nil {
			r.report(codeClients, diag.Diagnostic{
				Summary: fmt.Sprintf("the VPN gateway of %q has `customRoutes` and no `vpnClient`", n.id),
				Subject: v.At(schema.VPNGatewayField.CustomRoutes),
				Why:     "custom routes are for point-to-site clients",
				Hint:    "add `vpnClient`, or remove them",
			})
		}
		if v.APIPA != nil && !v.Existing {
			r.checkAPIPA(n)
		}
	}
}

// apipaRange is where Azure takes addresses of a gateway's own. Source: How to configure BGP for VPN Gateway.
var apipaRange = []netip.Prefix{netip.MustParsePrefix("169.254.21.0/24"), netip.MustParsePrefix("169.254.22.0/24")}

func (r *reading) checkAPIPA(n *network) {
	a := n.VPN.APIPA
	refuse := func(what, why, hint string, at source.Range) {
		r.report(codeAPIPA, diag.Diagnostic{Summary: fmt.Sprintf("the VPN gateway of %q has %s", n.id, what), Subject: at, Why: why, Hint: hint})
	}
	of := schema.APIPAField
	if n.VPN.ASN == 0 {
		refuse("`apipa` and no `asn`", "the addresses are for BGP sessions", "add `asn`, or remove `apipa`", a.Range())
	}
	if len(a.Second) > 0 && !n.VPN.ActiveActive {
		refuse("APIPA addresses of a second instance", "only an active-active gateway has a second instance with an address of its own", "remove them, or write `activeActive: true`",
			a.At(of.Second))
	}
	if len(a.Second) == 0 && n.VPN.ActiveActive {
		refuse("`activeActive` and APIPA addresses of one instance", "each instance of an active-active gateway speaks BGP from an address of its own",
			"write `apipa: {first: …, second: …}`", a.Range())
	}
	seen := map[netip.Addr]bool{}
	for _, list := range []struct {
		field     schema.Field[schema.APIPA]
		addresses []netip.Addr
	}{{of.First, a.First}, {of.Second, a.Second}} {
		for i, x := range list.addresses {
			at := a.At(list.field, i)
			if !apipaRange[0].Contains(x) && !apipaRange[1].Contains(x) {
				refuse(fmt.Sprintf("the APIPA address %s", x), "Azure takes addresses from 169.254.21.0 to 169.254.22.255", "use an address in this range", at)
			}
			if seen[x] {
				refuse(fmt.Sprintf("the APIPA address %s twice", x), "each instance has addresses of its own", "remove one of the two", at)
			}
			seen[x] = true
		}
	}
}

// speaksByAPIPA tells whether every gateway that the site speaks BGP with has APIPA addresses, or belongs to another owner.
func (s *site) speaksByAPIPA() bool {
	for _, l := range s.links {
		if v := l.near.network.VPN; l.near.network.wan != nil || v == nil || v.APIPA == nil && !v.Existing {
			return false
		}
	}
	return len(s.links) > 0
}
