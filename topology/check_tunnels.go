package topology

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/ipnet"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/source"
)

// checkTunnelSettings holds what connections say of how they are negotiated, and which is preferred, to where Azure has it, and to what is written.
func checkTunnelSettings(r *reading) {
	for _, l := range r.links {
		switch {
		case l.circuit == nil:
			r.checkTunnelPlace(l)
			if l.c.PolicyBased {
				r.checkSelectors(l)
			}
		}
	}
}

func (r *reading) refuseSetting(field schema.Field[schema.Connection], l *gatewayLink, where, why, hint string) {
	d := diag.Diagnostic{Summary: fmt.Sprintf("%q has `%s`, and %s", l.c.Name, field, where), Subject: l.c.At(field), Why: why, Hint: hint}
	if !r.reported("setting " + d.Summary) {
		r.report(codeConnectionSetting, d)
	}
}

// checkTunnelPlace: which settings a connection may have, by what is at its ends.
// Source: About VPN Gateway settings, connection mode: it applies to route-based gateways with IKEv2, and to who begins.
func (r *reading) checkTunnelPlace(l *gatewayLink) {
	of := schema.ConnectionField
	type setting struct {
		field schema.Field[schema.Connection]
		given bool
	}
	settings := []setting{
		{of.ConnectionMode, l.c.ConnectionMode != defaultMode && l.c.ConnectionMode != ""},
		{of.DPDTimeoutSeconds, l.c.DPDTimeoutSeconds != 0},
		{of.TrafficSelectors, l.c.PolicyBased},
	}
	for _, s := range settings {
		n := l.near.network
		far := l.far
		switch {
		case !s.given:
		case far != nil && s.field == of.ConnectionMode:
			r.refuseSetting(s.field, l, fmt.Sprintf("it joins the gateways of %q and %q", n.id, far.network.id),
				"the connections of both directions would have it: two that wait for each other never come up", "remove it")
		case far != nil && s.field == of.DPDTimeoutSeconds:
			r.refuseSetting(s.field, l, fmt.Sprintf("it joins the gateways of %q and %q", n.id, far.network.id), "the timeout is for the devices of sites: two gateways have Azure's", "remove it")
		case far != nil && s.field == of.TrafficSelectors:
			r.refuseSetting(s.field, l, fmt.Sprintf("it joins the gateways of %q and %q", n.id, far.network.id), "both gateways are route-based", "remove it")
		}
	}
}

// checkSelectors holds a policy-based connection with a site to Azure's rules, and its selectors to what it joins.
// Source: Connect VPN gateways to multiple on-premises policy-based VPN devices; Configure NAT for Azure VPN Gateway, limitations.
func (r *reading) checkSelectors(l *gatewayLink) {
	if l.site == nil {
		return
	}
	refuse := func(what, why, hint string, related ...diag.Related) {
		r.report(codeSelectors, diag.Diagnostic{Summary: what, Subject: l.c.At(schema.ConnectionField.TrafficSelectors), Related: related, Why: why, Hint: hint})
	}
	site := diag.Related{Range: l.site.KeyRange(), Message: fmt.Sprintf("site %q", l.site.id)}
	switch {
	case l.c.IPsec == nil:
		refuse(fmt.Sprintf("%q has traffic selectors and no `ipsec` policy", l.c.Name), "Azure takes policy-based traffic selectors only with a complete IPsec/IKE policy",
			"add `ipsec: {…}` with the algorithms of the device")
	case l.bgp:
		refuse(fmt.Sprintf("%q has traffic selectors, and site %q speaks BGP", l.c.Name, l.site.id),
			"BGP needs a tunnel of any to any: what it learns would not be in the selectors", "remove `asn` from the site, or the selectors", site)
	case len(l.natRules()) > 0:
		refuse(fmt.Sprintf("%q has traffic selectors and NAT rules", l.c.Name), "Azure does not take NAT rules on connections with policy-based traffic selectors",
			"remove `natRules`, or the selectors")
	case l.site.DefaultRoute:
		refuse(fmt.Sprintf("%q has traffic selectors, and site %q takes the default route", l.c.Name, l.site.id),
			"the selectors name prefixes: what is for the internet is in none of them", "remove `defaultRoute` from the site, or the selectors", site)
	default:
		r.checkSelected(l, refuse)
	}
}

// checkSelected: all that a connection joins is in its selectors, and nothing passes its gateway to others.
func (r *reading) checkSelected(l *gatewayLink, refuse func(what, why, hint string, related ...diag.Related)) {
	behind := r.behindGateway(l.near.network)
	var beyond *network
	r.eachJoin(func(x join) {
		if x.site == l.site && !slices.Contains(behind, x.a) && r.onlyLink(l) {
			beyond = x.a
		}
	})
	if beyond != nil {
		refuse(fmt.Sprintf("%q has traffic selectors, and joins site %q with %q too, which does not use the gateway of %q", l.c.Name, l.site.id, beyond.id, l.near.network.id),
			"what is behind a policy-based device does not transit through the gateway to other networks and sites", "join the site with the gateway of that network too",
			diag.Related{Range: beyond.KeyRange(), Message: fmt.Sprintf("network %q", beyond.id)})
		return
	}
	for i := range l.c.TrafficSelectors {
		s := &l.c.TrafficSelectors[i]
		if ipnet.HasIPv6(s.Local) || ipnet.HasIPv6(s.Remote) {
			refuse(fmt.Sprintf("a traffic selector of %q has an IPv6 prefix", l.c.Name), "the tunnels of a VPN gateway carry IPv4", "use IPv4 prefixes",
				diag.Related{Range: s.Range(), Message: "the selector"})
			return
		}
	}
	if len(l.c.TrafficSelectors) == 0 {
		return
	}
	for _, n := range behind {
		if n.wan != nil { // nothing of a virtual hub's own prefix is an end
			continue
		}
		for _, p := range ipnet.IPv4(n.AddressSpace) {
			for _, q := range ipnet.IPv4(l.site.AddressSpace) {
				if !l.selects(p, q) {
					r.reportUnselected(l, n, p, q)
					return
				}
			}
		}
	}
}

// onlyLink tells whether a site has no other connection.
func (r *reading) onlyLink(l *gatewayLink) bool { return len(l.site.links) == 1 }

// selects tells whether one of the selectors carries two prefixes.
func (l *gatewayLink) selects(local, remote netip.Prefix) bool {
	return slices.ContainsFunc(l.c.TrafficSelectors, func(s schema.TrafficSelector) bool {
		return ipnet.ContainedInAny(s.Local, local) && ipnet.ContainedInAny(s.Remote, remote)
	})
}

func (r *reading) reportUnselected(l *gatewayLink, n *network, local, remote netip.Prefix) {
	at := func(x source.Range, message string) diag.Related { return diag.Related{Range: x, Message: message} }
	r.report(codeUnselected, diag.Diagnostic{
		Summary: fmt.Sprintf("no traffic selector of %q carries %s of %q and %s of site %q", l.c.Name, local, n.id, remote, l.site.id),
		Subject: l.c.At(schema.ConnectionField.TrafficSelectors),
		Related: []diag.Related{at(n.KeyRange(), "the network"), at(l.site.At(schema.SiteField.AddressSpace), "the site")},
		Why:     "the connection joins them, and a policy-based tunnel carries what a selector names",
		Hint:    fmt.Sprintf("add `{local: %s, remote: %s}` here and on the device, or write `trafficSelectors: true`", local, remote),
	})
}
