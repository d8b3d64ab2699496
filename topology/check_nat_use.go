package topology

import (
	"fmt"
	"slices"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// checkNATUse holds the connections that use NAT rules to what these translate.
// Source: About NAT on Azure VPN Gateway; VPN Gateway FAQ, NAT; Configure NAT rules for your Virtual WAN VPN gateway.
func checkNATUse(r *reading) {
	checked := map[*schema.Connection]bool{}
	users := map[*schema.NATRule]*gatewayLink{}
	for _, l := range r.links {
		if l.circuit != nil || len(l.c.NATRules) == 0 {
			continue
		}
		if !checked[l.c] {
			checked[l.c] = true
			r.checkNATNames(l.c)
		}
		if l.far != nil {
			r.refuseNATUse(l, fmt.Sprintf("%q uses NAT rules and joins the gateways of %q and %q", l.c.Name, l.near.network.id, l.far.network.id),
				"NAT is for connections with sites: connections between two gateways have none", "remove `natRules`, or join them by a statement of their own")
			continue
		}
		r.checkNATLink(l)
		for _, x := range l.natRules() {
			if other := users[x]; other != nil && other.site != l.site && !x.Egress {
				r.refuseNATUse(l, fmt.Sprintf("sites %q and %q use one ingress NAT rule, %q of %q", other.site.id, l.site.id, x.Name, l.near.network.id),
					"an ingress rule translates the addresses of one site: those of two would be the same", "write a rule for each of the sites")
			}
			users[x] = l
		}
	}
}

func (r *reading) refuseNATUse(l *gatewayLink, what, why, hint string, related ...diag.Related) {
	r.report(codeNATConnection, diag.Diagnostic{Summary: what, Subject: l.c.At(schema.ConnectionField.NATRules), Related: related, Why: why, Hint: hint})
}

// checkNATNames finds the names that are no rule of a gateway of the connection.
func (r *reading) checkNATNames(c *schema.Connection) {
	known := map[string]bool{}
	var gateways []string
	for _, l := range r.links {
		if l.c != c && !slices.Contains(l.also, c) || l.circuit != nil || l.near.network.VPN == nil {
			continue
		}
		if id := string(l.near.network.id); !slices.Contains(gateways, id) {
			gateways = append(gateways, id)
		}
		for _, x := range l.near.network.VPN.NATRules {
			known[x.Name] = true
		}
	}
	for i, name := range c.NATRules {
		if known[name] {
			continue
		}
		r.report(codeUnknownNATRule, diag.Diagnostic{
			Summary: fmt.Sprintf("%q uses NAT rule %q, which the VPN gateway of %s does not have", c.Name, name, fewNames(gateways)),
			Subject: c.At(schema.ConnectionField.NATRules, i),
			Why:     "a connection uses rules of its own gateway",
			Hint:    fmt.Sprintf("write it at the gateway: `gateways: {vpn: {natRules: {%s: {mode: ingress, internal: …, external: …}}}}`", name),
		})
	}
}

// checkNATLink holds a site to the rules of its connection.
func (r *reading) checkNATLink(l *gatewayLink) {
	rules := l.natRules()
	n, s := l.near.network, l.site
	if n.ownership() == External && len(rules) > 0 {
		r.refuseNATUse(l, fmt.Sprintf("%q uses NAT rules of %q, which is external", l.c.Name, n.id), "the rules and the connections of an external gateway are its owner's", "remove `natRules`")
		return
	}
	dynamic := map[bool]int{}
	count := map[bool]int{}
	for _, x := range rules {
		count[x.Egress]++
		if x.Dynamic {
			dynamic[x.Egress]++
		}
		if x.Egress {
			r.checkEgressRule(l, x)
		} else {
			r.checkIngressRule(l, x)
		}
	}
	for _, egress := range []bool{false, true} {
		if n.wan == nil && !n.VPN.ActiveActive && dynamic[egress] > 0 && count[egress] > 1 {
			r.refuseNATUse(l, fmt.Sprintf("%q uses a dynamic NAT rule beside another one of its mode", l.c.Name),
				"Azure takes one dynamic rule or several static ones on a connection of a virtual network gateway", "use static rules, or the dynamic one alone")
		}
	}
	r.checkNATHalves(l, rules)
	r.checkNATPairs(l, rules)
	r.checkNATPeer(l, rules)
	r.checkNATOverlap(l, rules)
	r.checkNATTargets(l, rules)
	if l.bgp && len(rules) > 0 && !n.VPN.Translates {
		r.report(codeNATUntold, diag.Diagnostic{
			Summary: fmt.Sprintf("the VPN gateway of %q does not translate what it learns from site %q by BGP", n.id, s.id),
			Subject: n.VPN.At(schema.VPNGatewayField.BGPRouteTranslation),
			Why:     "the site must advertise the translated prefixes itself, and take routes to those of Azure: whether it does, no template says",
			Hint:    "remove `bgpRouteTranslation: false`, or configure the site",
		})
	}
}

// checkIngressRule: the site has the rule's external prefix in the intent, since that is what Azure's networks see.
func (r *reading) checkIngressRule(l *gatewayLink, x *schema.NATRule) {
	s := l.site
	peer := x.External.IsSingleIP() && l.bgp && l.peerOf() == x.External.Addr()
	if peer || slices.Contains(s.AddressSpace, x.External) {
		return
	}
	d := diag.Diagnostic{
		Summary: fmt.Sprintf("NAT rule %q translates %s to %s, and site %q does not have %s", x.Name, x.Internal, x.External, s.id, x.External),
		Subject: l.c.At(schema.ConnectionField.NATRules),
		Related: []diag.Related{{Range: x.KeyRange(), Message: "the rule"}, {Range: s.At(schema.SiteField.AddressSpace), Message: "the site's prefixes"}},
		Why:     "the prefixes of a site are those that Azure's networks see, after the translation; a rule translates a whole prefix of the site",
		Hint:    fmt.Sprintf("add %s to the `addressSpace` of %q", x.External, s.id),
	}
	if slices.Contains(s.AddressSpace, x.Internal) {
		d.Hint = fmt.Sprintf("write %s in the `addressSpace` of %q, in place of %s", x.External, s.id, x.Internal)
	}
	r.report(codeNATSite, d)
}

// checkEgressRule: what is translated is a whole prefix of a network.
func (r *reading) checkEgressRule(l *gatewayLink, x *schema.NATRule) {
	if slices.ContainsFunc(r.networks, func(n *network) bool { return slices.Contains(n.AddressSpace, x.Internal) }) {
		return
	}
	r.report(codeNATSite, diag.Diagnostic{
		Summary: fmt.Sprintf("egress NAT rule %q translates %s, which is no address prefix of a network", x.Name, x.Internal),
		Subject: l.c.At(schema.ConnectionField.NATRules),
		Related: []diag.Related{{Range: x.KeyRange(), Message: "the rule"}},
		Why:     "a rule translates a whole address prefix: prefixes are advertised as the networks have them",
		Hint:    "write a rule for each address prefix of the network",
	})
}

// checkNATPeer: the gateway finds the site's BGP peer by an address that is not translated by port.
func (r *reading) checkNATPeer(l *gatewayLink, rules []*schema.NATRule) {
	if !l.bgp || len(rules) == 0 {
		return
	}
	peer := l.peerOf()
	at := diag.Related{Range: l.site.VPN.At(schema.SiteVPNField.BGPPeer), Message: "the site's BGP peer"}
	if peer.IsLinkLocalUnicast() {
		r.refuseNATUse(l, fmt.Sprintf("%q uses NAT rules, and site %q speaks BGP from the APIPA address %s", l.c.Name, l.site.id, peer),
			"Azure does not support NAT with APIPA addresses of BGP", "use another address of the site, or remove `natRules`", at)
	}
	for _, x := range rules {
		if x.Dynamic && !x.Egress && (x.External.Contains(peer) || x.Internal.Contains(peer)) {
			r.refuseNATUse(l, fmt.Sprintf("dynamic NAT rule %q translates the BGP peer %s of site %q", x.Name, peer, l.site.id),
				"a dynamic rule gives an address another one each time: the gateway would not find its peer",
				"in a virtual hub, write a static rule for the address of the peer alone; else use a static rule", at)
		}
	}
}
