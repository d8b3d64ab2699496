package plan

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/topology"
)

// firewallParts are what belongs to firewalls, by the firewall.
type firewallParts struct {
	groups    map[topology.FirewallID][]*topology.IPGroup
	rules     map[topology.FirewallID][]*topology.FirewallRule
	policies  map[topology.FirewallID]*topology.FirewallPolicy
	addresses map[topology.PublicAddressID]*topology.PublicAddress
	names     map[topology.IPGroupID]string // of IP groups in Azure
	shared    map[string]bool               // sets of addresses that several firewalls have
}

func (l *lowering) partsOfFirewalls() *firewallParts {
	p := &firewallParts{groups: map[topology.FirewallID][]*topology.IPGroup{}, rules: map[topology.FirewallID][]*topology.FirewallRule{},
		policies: map[topology.FirewallID]*topology.FirewallPolicy{}, addresses: l.addresses(), names: map[topology.IPGroupID]string{}}
	for i := range l.t.IPGroups {
		g := &l.t.IPGroups[i]
		p.groups[g.Firewall] = append(p.groups[g.Firewall], g)
		p.names[g.ID] = g.Name
	}
	for i := range l.t.FirewallRules {
		p.rules[l.t.FirewallRules[i].Firewall] = append(p.rules[l.t.FirewallRules[i].Firewall], &l.t.FirewallRules[i])
	}
	for i := range l.t.FirewallPolicies {
		p.policies[l.t.FirewallPolicies[i].Firewall] = &l.t.FirewallPolicies[i]
	}
	p.shared = l.shareAddresses()
	return p
}

func (l *lowering) lowerFirewalls() {
	p := l.partsOfFirewalls()
	for i := range l.t.Firewalls {
		if f := &l.t.Firewalls[i]; !f.Existing {
			l.addFirewall(f, p)
		}
	}
}

// firewallStage is the stage of a firewall, with its policy and IP groups.
func firewallStage(n *topology.Network, f *topology.Firewall) azure.Stage {
	if f.VirtualHub {
		return azure.StageHubFirewall
	}
	return inStage(n, azure.StageFirewall)
}

// addFirewall makes a firewall: its IP groups, then one row with its policy, rules and public addresses. The rules come before it, so
// that it never runs without them.
func (l *lowering) addFirewall(f *topology.Firewall, p *firewallParts) {
	n := l.networks[f.Network]
	in := firewallStage(n, f)
	groups := l.addIPGroups(f, p)
	row := l.firewallRow(f, p)
	add := func(r Resource, after ...ID) ID {
		l.add(&staged{stage: in, group: n.ResourceGroup, unit: string(n.ID), after: after, Resource: r}, "")
		return r.ID
	}
	var before []ID
	if policy := p.policies[f.ID]; policy != nil {
		sentence := fmt.Sprintf("Policy of %s: it allows what the connections join, and nothing else.", f.ID)
		id := add(row.resource("policy", describe(sentence, policy.Origin), policy.Origin))
		before = []ID{id}
		if rules := p.rules[f.ID]; len(rules) > 0 {
			o := originOfRules(policy, rules)
			sentence := describe("Rules for the pairs of networks that the connections join.", o)
			before = []ID{add(row.resource("ruleGroup", sentence, o), append([]ID{id}, groups...)...)}
		}
	}
	r := &staged{stage: in, group: n.ResourceGroup, after: before}
	if f.VirtualHub {
		sentence := fmt.Sprintf("Azure Firewall of virtual hub %s; the hub's routing intent or route tables lead to it.", n.ID)
		r.Resource = row.resource("firewall", describe(sentence, f.Origin), f.Origin)
		l.add(r, n.ID)
		return
	}
	address := func(id topology.PublicAddressID, key string, index int, owner string) {
		o := p.addresses[id].Origin
		r.after = append(r.after, add(row.nth(key, index, describe(fmt.Sprintf("Public address of %s.", owner), o), o)))
	}
	for i, a := range f.PublicAddresses {
		if i == 0 {
			address(a, "publicAddress", 0, string(f.ID))
			continue
		}
		address(a, "morePublicAddress", i-1, string(f.ID))
	}
	if f.ManagementAddress != "" {
		address(f.ManagementAddress, "managementAddress", 0, string(f.ID)+"'s management")
	}
	r.Resource = row.resource("firewall", describe(fmt.Sprintf("Azure Firewall of %s; its address is the next hop of the routes.", n.ID), f.Origin), f.Origin)
	l.add(r, n.ID)
}

// firewallRow makes the row of a firewall.
func (l *lowering) firewallRow(f *topology.Firewall, p *firewallParts) *madeRow {
	n := l.networks[f.Network]
	facts := factsOf(n.Location, n.Tags)
	facts["name"], facts["azureName"], facts["tier"] = Str(n.ID), Str(f.Name), Str(f.Tier)
	if len(f.Zones) > 0 {
		facts["zones"] = zones(f.Zones)
	}
	facts.Text("policy", f.Policy)
	if policy := p.policies[f.ID]; policy != nil {
		facts["policyAzureName"] = Str(policy.Name)
		policyFacts(facts, policy)
	}
	l.firewallRules(facts, f, p)
	if f.VirtualHub {
		facts["virtualHub"], facts["publicAddresses"] = azure.To{ID: l.hubID(n.ID)}, Int(f.HubAddresses)
		return l.row(azure.HubFirewalls, l.place(n.ResourceGroup), facts)
	}
	facts["network"], facts["privateAddress"] = azure.To{ID: l.networkID(n)}, Str(f.PrivateAddress.String())
	more := azure.Nested{}
	for i, id := range f.PublicAddresses {
		a := p.addresses[id]
		if i == 0 {
			facts["publicAddressAzureName"] = Str(a.Name)
			continue
		}
		more = append(more, azure.Facts{"number": Int(i + 1), "azureName": Str(a.Name)})
	}
	if len(more) > 0 {
		facts["morePublicAddresses"] = more
	}
	if f.ManagementAddress != "" {
		facts["management"], facts["managementAddressAzureName"] = Bool(true), Str(p.addresses[f.ManagementAddress].Name)
	}
	return l.row(azure.Firewalls, l.place(n.ResourceGroup), facts)
}

// policyFacts are the settings of a policy.
func policyFacts(facts azure.Facts, policy *topology.FirewallPolicy) {
	if len(policy.PrivateRanges) > 0 {
		facts["privateRanges"] = prefixes(policy.PrivateRanges)
	}
	facts.Text("threatIntel", policy.ThreatIntel)
	facts.Text("intrusionDetection", policy.IntrusionDetection)
	facts["dnsProxy"] = Bool(policy.DNSProxy)
	var servers []string
	for _, a := range policy.DNSServers {
		servers = append(servers, a.String())
	}
	facts.Texts("dnsServers", servers)
	facts.Text("basePolicy", policy.BasePolicy)
	facts.Text("insights", policy.Insights)
}

// firewallRules are the rules of a firewall. They name IP groups as the intent does where all of them have the names that are made of these.
func (l *lowering) firewallRules(facts azure.Facts, f *topology.Firewall, p *firewallParts) {
	asAzure := false
	for _, g := range p.groups[f.ID] {
		asAzure = asAzure || g.Name != "ipg-"+string(f.Network)+"-"+setName(g.ID)
	}
	names := func(ids []topology.IPGroupID) List {
		out := List{}
		for _, id := range ids {
			if asAzure {
				out = append(out, Str(p.names[id]))
			} else {
				out = append(out, Str(setName(id)))
			}
		}
		return out
	}
	list := azure.Nested{}
	for _, r := range p.rules[f.ID] {
		rule := azure.Facts{"name": Str(r.Name), "protocol": Str(cmp.Or(r.Protocol, "Any")), "ports": List{Str("*")}}
		rule.Texts("ports", r.Ports)
		if len(r.Sources) > 0 {
			rule["sources"] = names(r.Sources)
		} else {
			rule["sourceAddresses"] = prefixes(r.SourceAddresses)
		}
		if len(r.Destinations) > 0 {
			rule["destinations"] = names(r.Destinations)
		} else {
			rule["destinationAddresses"] = prefixes(r.DestinationAddresses)
		}
		list = append(list, rule)
	}
	if len(list) > 0 {
		facts["rules"], facts["azureNames"] = list, Bool(asAzure)
	}
}

// originOfRules are the statements that all rules of a policy come from.
func originOfRules(p *topology.FirewallPolicy, rules []*topology.FirewallRule) topology.Origin {
	origin := topology.Origin{Range: p.Origin.Range, Rule: "firewall rules"}
	seen := map[string]bool{}
	for _, r := range rules {
		for _, s := range r.Origin.Statements {
			if !seen[s] {
				seen[s] = true
				origin.Statements = append(origin.Statements, s)
			}
		}
	}
	return origin
}

// setName is the name of an IP group in the intent's words, beside the firewall whose it is.
func setName(id topology.IPGroupID) string {
	_, set, found := strings.Cut(string(id), "#")
	if !found {
		return string(id)
	}
	return set
}
