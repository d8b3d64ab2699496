package topology

import (
	"fmt"
	"slices"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/source"
)

// maxFirewallDNSServers is how many DNS servers a policy has at most. Source: Azure Firewall DNS settings (2025).
const maxFirewallDNSServers = 15

// checkFirewallSettings holds the settings of firewall policies against their tier and against whose the policy is.
func checkFirewallSettings(r *reading) {
	for _, n := range r.networks {
		if n.Firewall == nil {
			continue
		}
		if n.ownPolicy() {
			r.checkPolicyTier(n)
			r.checkThreatIntel(n)
		} else {
			r.checkForeignPolicy(n)
		}
		r.checkStatedRules(n)
		r.checkDNSClients(n)
	}
}

// checkPolicyTier refuses what the tier does not have. Source: Microsoft Learn, Azure Firewall features by SKU.
func (r *reading) checkPolicyTier(n *network) {
	f := n.Firewall
	refuse := func(what, needs string, at source.Range) {
		r.report(codeFirewallTier, diag.Diagnostic{
			Summary: fmt.Sprintf("firewall %q has tier %s and %s", string(n.id)+"/firewall", f.Tier, what),
			Subject: at,
			Related: []diag.Related{{Range: f.At(schema.FirewallField.Tier), Message: "the tier"}},
			Why:     "Azure has it in " + needs + " only",
			Hint:    "use tier " + needs + ", or remove it",
		})
	}
	if f.Tier == "Basic" && f.ThreatIntel == "Deny" {
		refuse("`threatIntel: deny`", "Standard or Premium", f.At(schema.FirewallField.ThreatIntel))
	}
	if f.Tier != "Premium" && f.IntrusionDetection != "" && f.IntrusionDetection != "Off" {
		refuse("`intrusionDetection`", "Premium", f.At(schema.FirewallField.IntrusionDetection))
	}
	if f.Tier == "Basic" && f.DNS != nil {
		refuse("`dns`", "Standard or Premium", f.At(schema.FirewallField.DNS))
	}
	if d := f.DNS; d != nil && len(d.Servers) > maxFirewallDNSServers {
		r.report(codeOverLimit, diag.Diagnostic{
			Summary: fmt.Sprintf("firewall %q has %d DNS servers, and Azure allows %d", string(n.id)+"/firewall", len(d.Servers), maxFirewallDNSServers),
			Subject: d.At(schema.FirewallDNSField.Servers),
			Why:     "a firewall policy has at most 15 DNS servers",
			Hint:    "remove some",
		})
	}
}

// checkThreatIntel warns where a policy turns off what its base policy may have: Azure lets it be stricter alone.
func (r *reading) checkThreatIntel(n *network) {
	f := n.Firewall
	if f.BasePolicy == "" || f.ThreatIntel != "Off" {
		return
	}
	r.report(codeLessStrict, diag.Diagnostic{
		Summary: fmt.Sprintf("firewall %q has `threatIntel: off` and a base policy", string(n.id)+"/firewall"),
		Subject: f.At(schema.FirewallField.ThreatIntel),
		Related: []diag.Related{{Range: f.At(schema.FirewallField.BasePolicy), Message: "the base policy"}},
		Why:     "Azure refuses a mode of threat intelligence that is less strict than that of the base policy",
		Hint:    "remove `threatIntel`: the policy then has the mode of its base policy",
	})
}

// checkForeignPolicy refuses settings of a policy that is not created.
func (r *reading) checkForeignPolicy(n *network) {
	f, of := n.Firewall, schema.FirewallField
	whose := "uses a policy of yours"
	if f.Existing {
		whose = "exists, with its policy"
	}
	for _, field := range []schema.Field[schema.Firewall]{of.ThreatIntel, of.IntrusionDetection, of.DNS, of.BasePolicy, of.Insights} {
		if !f.Given(field) || field == of.DNS && f.DNSProxied {
			continue
		}
		d := diag.Diagnostic{
			Summary: fmt.Sprintf("firewall %q has `%s`, and it %s", string(n.id)+"/firewall", field, whose),
			Subject: f.At(field),
			Label:   "no effect",
			Why:     "vnetloom does not change a policy that it has not created",
			Hint:    "set it in the policy, and remove it here",
		}
		if field == of.DNS {
			d.Hint = "set it in the policy, and write `dns: proxied` here if the policy has the DNS proxy on"
		}
		r.report(codeForeignPolicy, d)
	}
}

// checkStatedRules refuses rules that are said of a policy which is created.
func (r *reading) checkStatedRules(n *network) {
	f := n.Firewall
	if f.Given(schema.FirewallField.PrivateRanges) && !f.Given(schema.FirewallField.Rules) {
		r.report(codeForeignPolicy, diag.Diagnostic{
			Summary: fmt.Sprintf("firewall %q has `privateRanges` without `rules`", string(n.id)+"/firewall"),
			Subject: f.At(schema.FirewallField.PrivateRanges),
			Label:   "no effect",
			Why:     "both say what a policy of others does; those of a created policy are derived from the connections",
			Hint:    "remove it, or write `rules` beside it",
		})
	}
	if !f.Given(schema.FirewallField.Rules) || !n.ownPolicy() {
		return
	}
	r.report(codeForeignPolicy, diag.Diagnostic{
		Summary: fmt.Sprintf("firewall %q has `rules`, and its policy is created", string(n.id)+"/firewall"),
		Subject: f.At(schema.FirewallField.Rules),
		Label:   "no effect",
		Why:     "`rules` says what a policy of others lets through; the rules of a created policy are derived from the connections",
		Hint:    "remove it, or name the policy by `policy`",
	})
}

// checkDNSClients finds networks that ask a firewall which does not answer, or may not.
func (r *reading) checkDNSClients(n *network) {
	f := n.Firewall
	if f.DNSProxied && n.ownPolicy() {
		r.report(codeForeignPolicy, diag.Diagnostic{
			Summary: fmt.Sprintf("firewall %q has `dns: proxied`, and its policy is created", string(n.id)+"/firewall"),
			Subject: f.At(schema.FirewallField.DNS),
			Why:     "`proxied` says that a policy of your own has the DNS proxy on",
			Hint:    "write `dns: {proxy: true}`",
		})
		return
	}
	for _, client := range r.clientsOfDNS(n) {
		at := client.At(schema.NetworkField.DNSServers, slices.Index(client.DNSServers, n.firewallAddress()))
		d := diag.Diagnostic{
			Subject: at,
			Related: []diag.Related{{Range: n.At(schema.NetworkField.Firewall), Message: "the firewall"}},
		}
		switch {
		case !n.ownPolicy() && !f.DNSProxied:
			d.Summary = fmt.Sprintf("network %q uses firewall %q as a DNS server, and the firewall's policy is not created", client.id, string(n.id)+"/firewall")
			d.Why = "a firewall answers DNS queries only if its policy has the DNS proxy on, and vnetloom does not change that policy"
			d.Hint = "turn the proxy on in the policy, and write `dns: proxied` at the firewall"
			r.report(codeUnsureProxy, d)
		case n.ownPolicy() && (f.Tier == "Basic" || !r.proxiesDNS(n)):
			d.Summary = fmt.Sprintf("network %q uses firewall %q as a DNS server, and the firewall does not answer DNS queries", client.id, string(n.id)+"/firewall")
			d.Why = "its DNS proxy is off, so nothing in the network can be resolved"
			d.Hint = "remove `proxy: false`, or use other DNS servers"
			if f.Tier == "Basic" {
				d.Why = "Azure Firewall Basic has no DNS proxy, so nothing in the network can be resolved"
				d.Hint = "use tier Standard, or other DNS servers"
			}
			r.report(codeNoProxy, d)
		}
	}
}
