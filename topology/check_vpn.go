package topology

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/source"
)

// checkVPNs holds VPN gateways and their connections to Azure's rules.
func checkVPNs(r *reading) {
	for _, n := range r.networks {
		if n.vpn == nil || n.VirtualWAN != "" {
			continue
		}
		r.checkBasic(n)
		r.checkTunnels(n)
	}
	policies := map[string]bool{}
	for _, l := range r.links {
		if l.circuit != nil {
			continue
		}
		r.checkLinkASNs(l)
		r.checkBandwidth(l)
		if p := l.c.IPsec; p != nil && !policies[l.c.Name] {
			policies[l.c.Name] = true
			r.checkPolicyOf(l)
		}
	}
	r.checkChainASNs()
}

// checkBasic: the SKU Basic has no BGP, no second instance and no policy of the user's.
func (r *reading) checkBasic(n *network) {
	if n.VPN.SKU != "Basic" {
		return
	}
	refuse := func(what string, at source.Range) {
		r.report(codeBasicGateway, diag.Diagnostic{
			Summary: fmt.Sprintf("the VPN gateway of %q has the SKU Basic and %s", n.id, what),
			Subject: at,
			Why:     "a Basic gateway does not support BGP, active-active mode, zones, IPsec policies or a coexisting ExpressRoute gateway",
			Hint:    "use VpnGw1AZ or larger",
		})
	}
	if n.VPN.ASN != 0 {
		refuse("an ASN", n.VPN.At(schema.VPNGatewayField.ASN))
	}
	if n.VPN.ActiveActive {
		refuse("activeActive", n.VPN.At(schema.VPNGatewayField.ActiveActive))
	}
	if n.VPN.Zones != nil {
		refuse("zones", n.VPN.At(schema.VPNGatewayField.Zones))
	}
	if n.ExpressRoute != nil {
		refuse("a coexisting ExpressRoute gateway", n.ExpressRoute.Range())
	}
	for _, l := range n.vpn.links {
		if l.c.IPsec != nil {
			refuse(fmt.Sprintf("an IPsec policy from %q", l.c.Name), l.c.At(schema.ConnectionField.IPsec))
		}
	}
}

func (r *reading) checkTunnels(n *network) {
	most, known := vpnSKUs[n.VPN.SKU]
	count := 0
	for _, l := range n.vpn.links {
		count += l.tunnels(n.vpn)
	}
	if !known || count <= most.tunnels {
		return
	}
	hint := "use VpnGw1AZ, which supports 30 tunnels"
	if count > 30 {
		hint = "use VpnGw4AZ, which supports 100 tunnels"
	}
	if count > 100 {
		hint = "divide the connections over the gateways of several networks, or use a virtual hub, whose VPN gateway supports 1,000 connections"
	}
	r.report(codeTunnels, diag.Diagnostic{
		Summary: fmt.Sprintf("the VPN gateway of %q has %d tunnels; %s supports %d", n.id, count, n.VPN.SKU, most.tunnels),
		Subject: n.VPN.At(schema.VPNGatewayField.SKU),
		Why:     "each connection counts as one tunnel per instance of the gateway",
		Hint:    hint,
	})
}

// checkBandwidth warns of connections that are to carry more than a tunnel or a gateway does.
func (r *reading) checkBandwidth(l *gatewayLink) {
	want := l.c.BandwidthMbps
	if want == 0 {
		return
	}
	ends := []*gatewayNode{l.near}
	if l.far != nil {
		ends = append(ends, l.far)
	}
	for _, g := range ends {
		most, known := vpnSKUs[g.network.VPN.SKU]
		if g.network.wan != nil { // two instances, each of 500 Mbps a unit; about 1 Gbps a tunnel
			most, known = hubThroughput(g.network), true
		}
		if !known {
			continue
		}
		d := diag.Diagnostic{Subject: l.c.At(schema.ConnectionField.BandwidthMbps), Hint: "use a larger SKU"}
		switch tunnels := most.tunnelMb * l.tunnels(g); {
		case want > most.gatewayMb:
			d.Summary = fmt.Sprintf("%q needs %d Mbps, and the VPN gateway of %q (%s) has a throughput of %d Mbps", l.c.Name, want, g.network.id,
				g.network.VPN.SKU, most.gatewayMb)
			d.Why = "all tunnels of a gateway share its throughput"
		case want > tunnels:
			d.Summary = fmt.Sprintf("%q needs %d Mbps, and its tunnels at %q have a throughput of %d Mbps", l.c.Name, want, g.network.id, tunnels)
			d.Why = "an IPsec tunnel carries about 1.25 Gbps with any gateway, and a flow uses one tunnel"
			d.Hint = "make the gateways active-active for more tunnels, or use ExpressRoute or a peering"
		default:
			continue
		}
		if !r.reported("bandwidth " + d.Summary) {
			r.report(codeBandwidth, d)
		}
	}
}

// checkLinkASNs: the two ends of a BGP session have different numbers.
func (r *reading) checkLinkASNs(l *gatewayLink) {
	if !l.bgp {
		return
	}
	var other int64
	var at source.Range
	var name string
	if l.far != nil {
		other, at, name = l.far.asn, l.far.network.VPN.At(schema.VPNGatewayField.ASN), l.far.ref()
	} else {
		other, at, name = l.site.VPN.ASN, l.site.VPN.At(schema.SiteVPNField.ASN), string(l.site.id)
	}
	asn := l.near.asn
	if asn != other {
		return
	}
	r.report(codeSameASN, diag.Diagnostic{
		Summary: fmt.Sprintf("%q and %q have the same ASN %d, and %q joins them over BGP", l.near.ref(), name, asn, l.c.Name),
		Subject: at,
		Related: []diag.Related{{Range: l.near.network.VPN.At(schema.VPNGatewayField.ASN), Message: fmt.Sprintf("%q has it too", l.near.ref())}},
		Why:     "BGP between two gateways, or a gateway and a site, needs different ASNs: each side drops routes with its own ASN in the path",
		Hint:    "give each gateway and site its own ASN, such as 65010 and 65020",
	})
}

// checkChainASNs: over several hops of BGP every gateway has a number of its own, or it drops what passed its namesake.
func (r *reading) checkChainASNs() {
	for _, n := range r.networks {
		if n.vpn == nil || n.vpn.asn == 0 {
			continue
		}
		seen := map[*gatewayNode]bool{n.vpn: true}
		queue := []*gatewayNode{n.vpn}
		for len(queue) > 0 {
			g := queue[0]
			queue = queue[1:]
			for _, l := range g.links {
				far := l.other(g)
				if l.circuit != nil || far == nil || !l.bgp || seen[far] {
					continue
				}
				seen[far] = true
				queue = append(queue, far)
				direct := slices.Contains(n.vpn.links, l)
				ofOne := far.network.wan != nil && far.network.wan == n.wan // hubs of one virtual WAN are joined without it
				if far.asn == n.vpn.asn && !direct && !ofOne && n.id < far.network.id {
					r.report(codeSameASN, diag.Diagnostic{
						Summary: fmt.Sprintf("%q and %q have the same ASN %d and are joined over BGP through %q", n.vpn.ref(), far.ref(), far.asn,
							g.ref()),
						Subject: far.network.VPN.At(schema.VPNGatewayField.ASN),
						Related: []diag.Related{{Range: n.VPN.At(schema.VPNGatewayField.ASN), Message: fmt.Sprintf("%q has it too", n.vpn.ref())}},
						Why:     "a gateway drops routes with its own ASN in their path, so neither of the two would learn the other's networks",
						Hint:    "give each gateway its own ASN",
					})
				}
			}
		}
	}
}

// checkPolicyOf: a GCM cipher of phase 2 is its own integrity; weak algorithms are said.
func (r *reading) checkPolicyOf(l *gatewayLink) {
	p := l.c.IPsec
	gcm := strings.HasPrefix(p.IPsecEncryption, "GCMAES") || strings.HasPrefix(p.IPsecIntegrity, "GCMAES")
	if gcm && p.IPsecEncryption != p.IPsecIntegrity {
		r.report(codeIPsecPolicy, diag.Diagnostic{
			Summary: fmt.Sprintf("the IPsec policy of %q has encryption %s and integrity %s", l.c.Name, p.IPsecEncryption, p.IPsecIntegrity),
			Subject: p.At(schema.IPsecPolicyField.IPsecIntegrity),
			Why:     "if one of the two is a GCMAES algorithm, Azure requires the same for both",
			Hint:    "write " + p.IPsecEncryption + " for both",
		})
	}
	var weak []string
	for _, a := range []string{p.IKEEncryption, p.IKEIntegrity, p.DHGroup, p.IPsecEncryption, p.IPsecIntegrity, p.PFSGroup} {
		switch a {
		case "DES", "DES3", "MD5", "SHA1", "DHGroup1", "DHGroup2", "PFS1", "PFS2", "None":
			if !slices.Contains(weak, a) {
				weak = append(weak, a)
			}
		}
	}
	if len(weak) > 0 {
		r.report(codeWeakPolicy, diag.Diagnostic{
			Summary: fmt.Sprintf("the IPsec policy of %q has weak algorithms: %s", l.c.Name, fewNames(weak)),
			Subject: p.Range(),
			Why:     "these algorithms are broken or considered unsafe",
			Hint:    "use AES256 or GCMAES256, SHA256 or SHA384, DHGroup14 or larger, and PFS",
		})
	}
}
