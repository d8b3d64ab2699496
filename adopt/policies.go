package adopt

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// ownRules are the rules of a firewall's policy where the intent would make the policy: it has the name that the default pattern makes, the
// rule collection group that vnetloom makes alone, and no rule for a protocol or a port. Any other policy stays as it is, since the intent would let
// more through. The second result tells whether it is the intent's own.
func (im *importer) ownRules(name string, policy *template.Resource) ([]*template.Value, bool) {
	own := policy.Name == "afwp-"+name || strings.HasPrefix(policy.Name, "afwp-"+name+"-")
	var rules []*template.Value
	for _, x := range im.of(azure.TypeRuleCollectionGroup) {
		if parent(x.ID) != policy.ID {
			continue
		}
		own = own && lastName(x.Name) == "connectivity"
		for _, c := range x.Properties.Get("ruleCollections").List() {
			for _, rule := range c.Get("rules").List() {
				own = own && slices.Equal(texts(rule.Get("ipProtocols")), []string{"Any"}) && slices.Equal(texts(rule.Get("destinationPorts")), []string{"*"})
				rules = append(rules, rule)
			}
		}
	}
	return rules, own
}

// writePolicy writes which policy a firewall has. What belongs to the intent's own is said by it; that of a firewall that exists is its owner's, and what
// it lets through is said beside it. Why is why that is not.
func (im *importer) writePolicy(out *tree, name string, firewall *template.Resource, exists bool) (why string) {
	v := firewall.Properties.Get("firewallPolicy", "id")
	policy := im.byID[v.ID()]
	if policy == nil {
		out.text("policy", v.String())
		return im.writeRules(out, firewall)
	}
	rules, own := im.ownRules(name, policy)
	own = own && !exists
	take := func(x *template.Resource) {
		if im.take(x); x != nil && !own { // it stays as it is, with the policy
			im.used[x.ID] = true
		}
	}
	take(policy)
	for _, x := range im.of(azure.TypeRuleCollectionGroup) {
		if parent(x.ID) == policy.ID {
			take(x)
		}
	}
	for _, rule := range rules {
		for _, side := range []string{"sourceIpGroups", "destinationIpGroups"} {
			for _, g := range rule.Get(side).List() {
				take(im.byID[g.ID()])
			}
		}
	}
	if own {
		im.writePolicySettings(out, policy.Properties)
		return ""
	}
	out.text("policy", im.written(v))
	return im.writeRules(out, firewall)
}

// writePolicySettings writes what a policy of the intent's own has beside rules, where it is not the default.
func (im *importer) writePolicySettings(out *tree, p *template.Value) {
	base := p.Get("basePolicy", "id")
	mode := func(key string, v *template.Value, byDefault string) {
		if text := strings.ToLower(v.String()); text != "" && text != byDefault {
			out.text(key, text)
		}
	}
	if base.ID() == "" {
		mode("threatIntel", p.Get("threatIntelMode"), "alert")
	} else {
		mode("threatIntel", p.Get("threatIntelMode"), "")
	}
	mode("intrusionDetection", p.Get("intrusionDetection", "mode"), "off")
	if settings := p.Get("dnsSettings"); settings != nil {
		dns := object()
		dns.flag("proxy", settings.Get("enableProxy").True())
		dns.texts("servers", texts(settings.Get("servers")))
		out.add("dns", dns)
	}
	if base.ID() != "" {
		out.text("basePolicy", im.written(base))
	}
	out.text("insights", p.Get("insights", "logAnalyticsResources", "defaultWorkspaceId", "id").String())
}

// throughFirewall tells of two spokes whether the rules of their hub's firewall let one reach the other. What rules that are not the intent's
// own let through does not change by it, and is not asked.
func (im *importer) throughFirewall(hub string, firewall *template.Resource, spokes []*network) func(from, to *network) bool {
	all := func(_, _ *network) bool { return true }
	if firewall == nil {
		return all
	}
	policy := im.byID[firewall.Properties.Get("firewallPolicy", "id").ID()]
	if policy == nil {
		return all
	}
	rules, own := im.ownRules(hub, policy)
	if !own {
		return all
	}
	type sides struct{ from, to map[*network]bool }
	var of []sides
	for _, rule := range rules {
		of = append(of, sides{im.onSide(rule, "source", spokes), im.onSide(rule, "destination", spokes)})
	}
	return func(from, to *network) bool {
		return slices.ContainsFunc(of, func(s sides) bool { return s.from[from] && s.to[to] })
	}
}

// meetsOnPremises are the spokes that the rules of their hub's firewall let reach what is behind gateways, all where the rules are not the intent's own.
func (im *importer) meetsOnPremises(hub string, firewall *template.Resource, spokes []*network) map[*network]bool {
	out := map[*network]bool{}
	for _, s := range spokes {
		out[s] = true
	}
	if firewall == nil {
		return out
	}
	policy := im.byID[firewall.Properties.Get("firewallPolicy", "id").ID()]
	if policy == nil {
		return out
	}
	rules, own := im.ownRules(hub, policy)
	if !own {
		return out
	}
	clear(out)
	for _, rule := range rules {
		beyond := slices.ContainsFunc(rule.Get("destinationIpGroups").List(), func(g *template.Value) bool {
			x := im.byID[g.ID()]
			return x != nil && strings.HasSuffix(x.Name, "-on-premises")
		})
		if beyond {
			for s, from := range im.onSide(rule, "source", spokes) {
				out[s] = out[s] || from
			}
		}
	}
	return out
}

// onSide are the networks whose prefixes one side of a rule has.
func (im *importer) onSide(rule *template.Value, side string, networks []*network) map[*network]bool {
	addresses := texts(rule.Get(side + "Addresses"))
	for _, g := range rule.Get(side + "IpGroups").List() {
		if x := im.byID[g.ID()]; x != nil {
			addresses = append(addresses, texts(x.Properties.Get("ipAddresses"))...)
		}
	}
	var prefixes []netip.Prefix
	for _, a := range addresses {
		if a == "*" {
			a = "0.0.0.0/0"
		}
		if p, err := netip.ParsePrefix(a); err == nil {
			prefixes = append(prefixes, p)
		}
	}
	out := map[*network]bool{}
	for _, n := range networks {
		out[n] = slices.ContainsFunc(prefixes, func(p netip.Prefix) bool { return covers(p, n.prefixes) })
	}
	return out
}
