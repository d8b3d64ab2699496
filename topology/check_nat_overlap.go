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

// checkNATHalves: a rule of an active-active gateway is of one of its instances, so a connection uses one for each. In a virtual hub that is so of
// dynamic rules.
// Source: VPN Gateway FAQ, NAT: each rule is applied to a single instance; NAT rules of a Virtual WAN VPN gateway, instance of a dynamic rule.
func (r *reading) checkNATHalves(l *gatewayLink, rules []*schema.NATRule) {
	n := l.near.network
	if n.wan == nil && !n.VPN.ActiveActive {
		return
	}
	for _, x := range rules {
		twin := func(y *schema.NATRule) bool {
			return y.Instance != x.Instance && y.Egress == x.Egress && y.Dynamic == x.Dynamic && y.Internal == x.Internal && (x.Dynamic || y.External == x.External)
		}
		if x.Instance == 0 || slices.ContainsFunc(rules, twin) {
			continue
		}
		other := 3 - x.Instance
		hint := fmt.Sprintf("write the same rule with `instance: %d`, and name it too", other)
		if x.Dynamic {
			hint = fmt.Sprintf("write a rule of the same `internal` with `instance: %d`, and name it too", other)
		}
		for i := range n.VPN.NATRules {
			if y := &n.VPN.NATRules[i]; twin(y) {
				hint = fmt.Sprintf("name %q too", y.Name)
			}
		}
		r.refuseNATUse(l, fmt.Sprintf("%q uses NAT rule %q of instance %d, and none for instance %d", l.c.Name, x.Name, x.Instance, other),
			"each instance of the gateway has a tunnel to the site, and translates by its own rules alone: what passes the other keeps its addresses", hint,
			diag.Related{Range: x.KeyRange(), Message: "the rule"})
	}
}

// checkNATPairs: two rules of one mode that translate the same addresses on one connection. Azure documents no order among them, and refuses
// what it calls an overlap of prefixes. In a virtual hub a static rule for the BGP peer stands beside a dynamic one that contains it.
// Source: MicrosoftDocs/azure-docs#116404; NAT rules of a Virtual WAN VPN gateway.
func (r *reading) checkNATPairs(l *gatewayLink, rules []*schema.NATRule) {
	for i, b := range rules {
		for _, a := range rules[:i] {
			exempt := a.Instance != b.Instance || a.Dynamic != b.Dynamic || apartByPort(a.InternalPorts, b.InternalPorts)
			if a.Egress != b.Egress || exempt || !a.Internal.Overlaps(b.Internal) {
				continue
			}
			what := fmt.Sprintf("NAT rules %q and %q of %q both translate %s", a.Name, b.Name, l.c.Name, a.Internal)
			if a.Internal != b.Internal {
				what = fmt.Sprintf("NAT rules %q and %q of %q translate overlapping prefixes: %s and %s", a.Name, b.Name, l.c.Name, a.Internal, b.Internal)
			}
			r.refuseNATUse(l, what, "an address of a connection is translated to one other: Azure says of no order in which rules apply",
				"use one of them; another connection of the gateway may use the other",
				diag.Related{Range: a.KeyRange(), Message: "one rule"}, diag.Related{Range: b.KeyRange(), Message: "the other rule"})
		}
	}
}

// checkNATOverlap: where the site itself has addresses of a network, the network needs another prefix there.
func (r *reading) checkNATOverlap(l *gatewayLink, rules []*schema.NATRule) {
	for _, x := range rules {
		for _, n := range r.behindGateway(l.near.network) {
			for _, p := range n.AddressSpace {
				if x.Egress || !x.Internal.Overlaps(p) || translatedBy(rules, p) {
					continue
				}
				r.report(codeNATOverlap, diag.Diagnostic{
					Summary: fmt.Sprintf("site %q itself has %s, which overlaps %s of network %q", l.site.id, x.Internal, p, n.id),
					Subject: l.c.At(schema.ConnectionField.NATRules),
					Related: []diag.Related{{Range: x.KeyRange(), Message: "the site's addresses before the translation"}, {Range: n.KeyRange(), Message: "the network"}},
					Why:     keepsPackets,
					Hint:    fmt.Sprintf("add a rule `{mode: egress, internal: %s, external: …}`, and name it too", p),
				})
			}
		}
	}
}

// behindGateway are the network of a gateway and those that use it; of a virtual hub it and the spokes of all hubs of its virtual WAN.
func (r *reading) behindGateway(n *network) []*network {
	return slices.DeleteFunc(slices.Clone(r.networks), func(m *network) bool {
		if m == n || r.gatewayUsedBy(m) == n {
			return false
		}
		if n.wan == nil || m.wan == n.wan {
			return n.wan == nil
		}
		hub := m.hubToOnPremises()
		return hub == nil || hub.wan != n.wan
	})
}

// checkNATTargets: what a network becomes at a site is in nobody else's use.
// Source: About NAT on Azure VPN Gateway: external mappings must not overlap with each other and with the networks connected without NAT.
func (r *reading) checkNATTargets(l *gatewayLink, rules []*schema.NATRule) {
	taken := r.takenAtSite(l, rules)
	for _, x := range rules {
		for _, t := range taken {
			if !x.Egress || !t.prefix.Overlaps(x.External) {
				continue
			}
			r.report(codeNATOverlap, diag.Diagnostic{
				Summary: fmt.Sprintf("egress NAT rule %q translates to %s, which overlaps %s of %s", x.Name, x.External, t.prefix, t.whose),
				Subject: l.c.At(schema.ConnectionField.NATRules),
				Related: []diag.Related{{Range: x.At(schema.NATRuleField.External), Message: "the rule"}, {Range: t.at, Message: "the prefix that it overlaps"}},
				Why:     t.why,
				Hint:    "use another prefix as `external`, which neither a site nor a network has",
			})
		}
	}
}

// takenPrefix is a prefix that means somebody at a site.
type takenPrefix struct {
	prefix     netip.Prefix
	whose, why string
	at         source.Range
}

// takenAtSite are the prefixes of a site itself, of the networks that it knows untranslated, and of the other sites behind its gateway: those
// that an ingress rule makes are held apart at the gateway.
func (r *reading) takenAtSite(l *gatewayLink, rules []*schema.NATRule) []takenPrefix {
	var out []takenPrefix
	for _, p := range l.beforeNAT() {
		out = append(out, takenPrefix{p, fmt.Sprintf("site %q itself", l.site.id), keepsPackets, l.site.At(schema.SiteField.AddressSpace)})
	}
	for _, n := range r.behindGateway(l.near.network) {
		for _, p := range n.AddressSpace {
			if !translatedBy(rules, p) {
				out = append(out, takenPrefix{p, fmt.Sprintf("network %q", n.id), "the site would know two networks by one address: this one is not translated on the connection", n.KeyRange()})
			}
		}
	}
	for _, other := range r.links {
		if other.site == nil || other.site == l.site || other.circuit != nil || other.near.network != l.near.network {
			continue
		}
		for _, p := range other.site.AddressSpace {
			if !slices.ContainsFunc(other.natRules(), func(y *schema.NATRule) bool { return !y.Egress && ipnet.Contains(y.External, p) }) {
				out = append(out, takenPrefix{p, fmt.Sprintf("site %q", other.site.id), "what rules translate to must not overlap what is behind the gateway without NAT", other.site.KeyRange()})
			}
		}
	}
	return out
}

// keepsPackets is why a site and what it is to reach need prefixes that differ.
const keepsPackets = "the site would keep packets for these addresses: the network needs a prefix of its own there"

// translatedBy tells whether an egress rule gives a network's prefix another one at the site.
func translatedBy(rules []*schema.NATRule, p netip.Prefix) bool {
	return slices.ContainsFunc(rules, func(x *schema.NATRule) bool { return x.Egress && ipnet.Contains(x.Internal, p) })
}
