package topology

import (
	"net/netip"
	"slices"

	"github.com/vnetloom/vnetloom/schema"
)

// A VPN gateway translates addresses on connections with sites that use its NAT rules. The prefixes of a site in an intent are those that Azure's
// networks see, after the translation: by these it is routed, filtered and held apart. What the site itself has stands in the rules alone.

// natRules are the rules of its gateway that a link with a site uses, in the order of their names.
func (l *gatewayLink) natRules() []*schema.NATRule {
	if l.site == nil || l.far != nil || l.near.network.VPN == nil {
		return nil
	}
	var out []*schema.NATRule
	rules := l.near.network.VPN.NATRules
	for i := range rules {
		if slices.Contains(l.c.NATRules, rules[i].Name) {
			out = append(out, &rules[i])
		}
	}
	return out
}

// beforeNAT are the prefixes of the site as it has them itself.
// Source: How to configure NAT for Azure VPN Gateway: a local network gateway has the prefixes before the translation.
func (l *gatewayLink) beforeNAT() []netip.Prefix {
	var out []netip.Prefix
	for _, p := range l.site.AddressSpace {
		for _, rule := range l.natRules() {
			if !rule.Egress && rule.External == p {
				p = rule.Internal
				break
			}
		}
		if !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// usedNATRules are the names of the link's rules.
func (l *gatewayLink) usedNATRules() UsedNATRules {
	var out UsedNATRules
	for _, rule := range l.natRules() {
		if rule.Egress {
			out.Egress = append(out.Egress, rule.Name)
		} else {
			out.Ingress = append(out.Ingress, rule.Name)
		}
	}
	return out
}

// natOf is what a gateway translates. Its routes are translated where it has BGP.
func natOf(v *schema.VPNGateway, bgp bool) NAT {
	out := NAT{TranslatesRoutes: bgp && v.Translates && len(v.NATRules) > 0}
	for _, x := range v.NATRules {
		out.Rules = append(out.Rules, NATRule{Name: x.Name, Egress: x.Egress, Dynamic: x.Dynamic, Internal: x.Internal, External: x.External,
			InternalPorts: x.InternalPorts, ExternalPorts: x.ExternalPorts, Instance: x.Instance})
	}
	return out
}
