package topology

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/source"
)

// Azure's bounds of NAT rules. Source: VPN Gateway FAQ, NAT; How to configure NAT for Azure VPN Gateway, NAT limitations.
const (
	mostNATRules       = 100
	leastDynamicLength = 26
)

// checkNATRules holds the NAT rules of each VPN gateway to Azure's rules.
// Source: About NAT on Azure VPN Gateway; Configure NAT rules for your Virtual WAN VPN gateway.
func checkNATRules(r *reading) {
	for _, n := range r.networks {
		if n.VPN == nil || len(n.VPN.NATRules) == 0 {
			continue
		}
		r.checkNATGateway(n)
		for i := range n.VPN.NATRules {
			r.checkNATRule(n, &n.VPN.NATRules[i])
		}
		r.checkNATMappings(n)
	}
}

func (r *reading) refuseNAT(what, why, hint string, at source.Range, related ...diag.Related) {
	r.report(codeNATRule, diag.Diagnostic{Summary: what, Subject: at, Related: related, Why: why, Hint: hint})
}

func (r *reading) checkNATGateway(n *network) {
	v := n.VPN
	if sku := v.SKU; n.VirtualWAN == "" && !strings.HasPrefix(strings.TrimSuffix(sku, "AZ"), "VpnGw") || strings.HasPrefix(sku, "VpnGw1") {
		r.refuseNAT(fmt.Sprintf("the VPN gateway of %q has NAT rules and the SKU %s", n.id, sku), "a gateway translates addresses with the SKUs VpnGw2 to VpnGw5, with AZ or without",
			"use VpnGw2AZ or larger", v.At(schema.VPNGatewayField.SKU))
	}
	if len(v.NATRules) > mostNATRules {
		r.refuseNAT(fmt.Sprintf("the VPN gateway of %q has %d NAT rules", n.id, len(v.NATRules)), fmt.Sprintf("a gateway has at most %d", mostNATRules),
			"divide the sites over several gateways", v.At(schema.VPNGatewayField.NATRules))
	}
}

func (r *reading) checkNATRule(n *network, x *schema.NATRule) {
	of := schema.NATRuleField
	subject := fmt.Sprintf("NAT rule %q of %q", x.Name, n.id)
	internal, external := x.Internal, x.External
	if internal.Addr().Is6() || external.Addr().Is6() {
		r.refuseNAT(subject+" translates IPv6", "a VPN gateway translates IPv4 to IPv4", "use IPv4 prefixes", x.KeyRange())
		return
	}
	switch {
	case !x.Dynamic && internal.Bits() != external.Bits():
		r.refuseNAT(fmt.Sprintf("%s is static, and translates %s to %s", subject, internal, external), "a static rule translates each address to one: both prefixes have one length",
			fmt.Sprintf("use a /%d as `external`, or `type: dynamic`", internal.Bits()), x.At(of.External))
	case x.Dynamic && external.Bits() < leastDynamicLength:
		r.refuseNAT(fmt.Sprintf("%s is dynamic, and translates to %s", subject, external), fmt.Sprintf("a dynamic rule translates to a /%d or less", leastDynamicLength),
			fmt.Sprintf("use a /%d, or a smaller prefix", leastDynamicLength), x.At(of.External))
	}
	for field, ports := range map[schema.Field[schema.NATRule]]string{of.InternalPorts: x.InternalPorts, of.ExternalPorts: x.ExternalPorts} {
		if ports != "" && !portsOf(ports).valid() {
			r.refuseNAT(fmt.Sprintf("%s has the ports %s", subject, ports), "a range goes from a port to a higher one, of 1 to 65535", "correct the range", x.At(field))
		}
	}
	r.checkNATInstance(n, x, subject)
}

// checkNATInstance: a rule of an active-active gateway belongs to one instance, and so does a dynamic one in a virtual hub.
func (r *reading) checkNATInstance(n *network, x *schema.NATRule, subject string) {
	at := x.At(schema.NATRuleField.Instance)
	switch hub := n.VirtualWAN != ""; {
	case hub && x.Dynamic && x.Instance == 0:
		r.refuseNAT(subject+" is dynamic and has no `instance`", "in a virtual hub a dynamic rule belongs to one instance of the gateway", "write `instance: 1`, and a second rule for the other instance", x.KeyRange())
	case hub && !x.Dynamic && x.Instance != 0:
		r.refuseNAT(subject+" is static and has `instance`", "in a virtual hub a static rule applies to both instances of the gateway", "remove `instance`", at)
	case !hub && n.VPN.ActiveActive && x.Instance == 0:
		r.refuseNAT(subject+" has no `instance`", "a rule applies to one instance of the gateway, and an active-active gateway has two",
			"write `instance: 1`, and a second rule with `instance: 2`", x.KeyRange())
	case !hub && !n.VPN.ActiveActive && x.Instance == 2:
		r.refuseNAT(subject+" has `instance: 2`", "only an active-active gateway has a second instance with a public address", "remove it, or write `activeActive: true`", at)
	}
}

// checkNATMappings: what different rules translate to does not overlap. The same translation by both instances is one.
func (r *reading) checkNATMappings(n *network) {
	rules := n.VPN.NATRules
	for i := range rules {
		for j := range rules[:i] {
			a, b := &rules[j], &rules[i]
			twins := a.Instance != b.Instance && a.Egress == b.Egress && a.Dynamic == b.Dynamic && a.Internal == b.Internal && a.External == b.External
			if twins || apartByPort(a.ExternalPorts, b.ExternalPorts) || !a.External.Overlaps(b.External) {
				continue
			}
			r.refuseNAT(fmt.Sprintf("NAT rules %q and %q of %q translate to overlapping prefixes: %s and %s", a.Name, b.Name, n.id, a.External, b.External),
				"what different rules translate to must not overlap: the gateway could not say which one a reply belongs to", "use another prefix in one of the rules",
				b.At(schema.NATRuleField.External), diag.Related{Range: a.At(schema.NATRuleField.External), Message: "the other rule"})
		}
	}
}

// natPorts is a range of ports; without any, 1 to 65535.
type natPorts struct{ first, last uint64 }

// portsOf reads a port or a range, and the zero range where a text is none.
func portsOf(text string) natPorts {
	if text == "" {
		return natPorts{1, 65535}
	}
	from, to, isRange := strings.Cut(text, "-")
	if !isRange {
		to = from
	}
	a, errA := strconv.ParseUint(from, 10, 16)
	b, errB := strconv.ParseUint(to, 10, 16)
	if errA != nil || errB != nil {
		return natPorts{}
	}
	return natPorts{a, b}
}

func (p natPorts) valid() bool { return 0 < p.first && p.first <= p.last }

// apartByPort tells whether two texts are ranges without a common port.
func apartByPort(a, b string) bool {
	x, y := portsOf(a), portsOf(b)
	return x.last < y.first || y.last < x.first
}
