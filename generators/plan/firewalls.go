package plan

import (
	"cmp"
	"fmt"
	"net/netip"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/topology"
)

// Names and priorities inside a policy of ours; they are nobody else's, so they are constants.
const (
	ruleGroupName      = "connectivity"
	ruleCollectionName = "allow-joined"
	rulePriority       = 1000
)

func (l *lowering) lowerFirewalls() {
	groups := map[topology.FirewallID][]*topology.IPGroup{}
	for i := range l.t.IPGroups {
		groups[l.t.IPGroups[i].Firewall] = append(groups[l.t.IPGroups[i].Firewall], &l.t.IPGroups[i])
	}
	rules := map[topology.FirewallID][]*topology.FirewallRule{}
	for i := range l.t.FirewallRules {
		rules[l.t.FirewallRules[i].Firewall] = append(rules[l.t.FirewallRules[i].Firewall], &l.t.FirewallRules[i])
	}
	policies := map[topology.FirewallID]*topology.FirewallPolicy{}
	for i := range l.t.FirewallPolicies {
		policies[l.t.FirewallPolicies[i].Firewall] = &l.t.FirewallPolicies[i]
	}
	addresses := l.addresses()
	for i := range l.t.Firewalls {
		f := &l.t.Firewalls[i]
		if f.Existing {
			continue
		}
		var before []ID
		policy := Value(Str(f.Policy))
		if p := policies[f.ID]; p != nil {
			var id ID
			id, before = l.addPolicy(f, p, groups[f.ID], rules[f.ID])
			policy = Ref(id)
		}
		l.addFirewall(f, policy, before, addresses)
	}
}

// addPolicy makes a policy with its IP groups and rules, and returns what the firewall waits for: its rules come first,
// so that the firewall never runs without them. IP groups are made one after the other: Azure takes one change at a
// time of what one policy uses.
func (l *lowering) addPolicy(f *topology.Firewall, p *topology.FirewallPolicy, groups []*topology.IPGroup, rules []*topology.FirewallRule) (ID, []ID) {
	n := l.networks[f.Network]
	in := inStage(n, azure.StageFirewall)
	ids := map[topology.IPGroupID]ID{}
	var chain []ID
	for _, g := range groups {
		ids[g.ID] = l.id(n, azure.TypeIPGroup, g.Name)
		l.add(&staged{stage: in, group: n.ResourceGroup, unit: string(n.ID), after: chain, Resource: Resource{ID: ids[g.ID], Origin: g.Origin,
			Description: describe(fmt.Sprintf("Addresses of %s, for the rules of %s.", setName(g), f.ID), g.Origin),
			Body:        withTags(Object{{Key: "location", Value: Str(n.Location)}}, n.Tags, Object{{Key: "ipAddresses", Value: prefixes(g.Addresses)}})}}, "")
		chain = []ID{ids[g.ID]}
	}
	properties := Object{{Key: "sku", Value: Object{{Key: "tier", Value: Str(p.Tier)}}}, {Key: "threatIntelMode", Value: Str("Alert")}}
	if len(p.PrivateRanges) > 0 {
		properties = append(properties, Member{Key: "snat", Value: Object{{Key: "privateRanges", Value: append(List{Str("IANAPrivateRanges")}, prefixes(p.PrivateRanges)...)}}})
	}
	id := l.id(n, azure.TypeFirewallPolicy, p.Name)
	l.add(&staged{stage: in, group: n.ResourceGroup, unit: string(n.ID), Resource: Resource{ID: id, Origin: p.Origin,
		Description: describe(fmt.Sprintf("Policy of %s: it allows what the connections join, and nothing else.", f.ID), p.Origin),
		Body:        withTags(Object{{Key: "location", Value: Str(n.Location)}}, n.Tags, properties)}}, "")
	if len(rules) == 0 {
		return id, []ID{id}
	}
	return id, []ID{l.addRules(f, p, id, chain, ids, rules)}
}

func setName(g *topology.IPGroup) string {
	for i := range g.ID {
		if g.ID[i] == '#' {
			return string(g.ID[i+1:])
		}
	}
	return string(g.ID)
}

func (l *lowering) addRules(f *topology.Firewall, p *topology.FirewallPolicy, policy ID, chain []ID, groups map[topology.IPGroupID]ID, rules []*topology.FirewallRule) ID {
	n := l.networks[f.Network]
	refs := func(ids []topology.IPGroupID) List {
		out := List{}
		for _, id := range ids {
			out = append(out, Ref(groups[id]))
		}
		return out
	}
	list := List{}
	origin := topology.Origin{Range: p.Origin.Range, Rule: "firewall rules"}
	seen := map[string]bool{}
	for _, r := range rules {
		rule := Object{{Key: "ruleType", Value: Str("NetworkRule")}, {Key: "name", Value: Str(r.Name)}, {Key: "ipProtocols", Value: List{Str(cmp.Or(r.Protocol, "Any"))}}}
		for _, side := range []struct {
			word   string
			groups []topology.IPGroupID
			ps     []netip.Prefix
		}{{"source", r.Sources, r.SourceAddresses}, {"destination", r.Destinations, r.DestinationAddresses}} {
			if len(side.groups) > 0 {
				rule = append(rule, Member{Key: side.word + "IpGroups", Value: refs(side.groups)})
			} else {
				rule = append(rule, Member{Key: side.word + "Addresses", Value: prefixes(side.ps)})
			}
		}
		ports := List{}
		for _, port := range r.Ports {
			ports = append(ports, Str(port))
		}
		if len(ports) == 0 {
			ports = List{Str("*")}
		}
		list = append(list, append(rule, Member{Key: "destinationPorts", Value: ports}))
		for _, s := range r.Origin.Statements {
			if !seen[s] {
				seen[s] = true
				origin.Statements = append(origin.Statements, s)
			}
		}
	}
	id := l.id(n, azure.TypeRuleCollectionGroup, p.Name+"/"+ruleGroupName)
	l.add(&staged{stage: inStage(n, azure.StageFirewall), group: n.ResourceGroup, unit: string(n.ID), after: append([]ID{policy}, chain...), Resource: Resource{
		ID: id, Parent: &policy, Origin: origin, Description: describe("Rules for the pairs of networks that the connections join.", origin),
		Body: Object{{Key: "properties", Value: Object{{Key: "priority", Value: Int(rulePriority)}, {Key: "ruleCollections", Value: List{Object{
			{Key: "ruleCollectionType", Value: Str("FirewallPolicyFilterRuleCollection")}, {Key: "name", Value: Str(ruleCollectionName)}, {Key: "priority", Value: Int(rulePriority)},
			{Key: "action", Value: Object{{Key: "type", Value: Str("Allow")}}}, {Key: "rules", Value: list}}}}}}}}}, "")
	return id
}

func (l *lowering) addFirewall(f *topology.Firewall, policy Value, before []ID, addresses map[topology.PublicAddressID]*topology.PublicAddress) {
	n := l.networks[f.Network]
	in := inStage(n, azure.StageFirewall)
	id := l.id(n, azure.TypeFirewall, f.Name)
	r := &staged{stage: in, group: n.ResourceGroup, after: before, Resource: Resource{ID: id, Origin: f.Origin,
		Description: describe(fmt.Sprintf("Azure Firewall of %s; its address is the next hop of the routes.", n.ID), f.Origin)}}
	if f.VirtualHub {
		r.Description = describe(fmt.Sprintf("Azure Firewall of virtual hub %s; the hub's routing intent or route tables lead to it.", n.ID), f.Origin)
		l.hubFirewallBody(r, f, n, policy)
		l.add(r, n.ID)
		return
	}
	configs := List{}
	for i, a := range f.PublicAddresses {
		pip := l.addPublicAddress(addresses[a], in, string(f.ID))
		r.after = append(r.after, pip)
		p := Object{}
		if i == 0 {
			p = Object{{Key: "privateIPAddress", Value: Str(f.PrivateAddress.String())}, {Key: "subnet", Value: Object{{Key: "id", Value: Ref(l.subnetID(n, "AzureFirewallSubnet"))}}}}
		}
		p = append(p, Member{Key: "publicIPAddress", Value: Object{{Key: "id", Value: Ref(pip)}}})
		configs = append(configs, Object{{Key: "name", Value: Str(fmt.Sprintf("ipconfig%d", i+1))}, {Key: "properties", Value: p}})
	}
	properties := Object{{Key: "sku", Value: Object{{Key: "name", Value: Str("AZFW_VNet")}, {Key: "tier", Value: Str(f.Tier)}}}, {Key: "ipConfigurations", Value: configs}}
	if f.ManagementAddress != "" {
		pip := l.addPublicAddress(addresses[f.ManagementAddress], in, string(f.ID)+"'s management")
		r.after = append(r.after, pip)
		properties = append(properties, Member{Key: "managementIpConfiguration", Value: Object{{Key: "name", Value: Str("management")}, {Key: "properties", Value: Object{
			{Key: "subnet", Value: Object{{Key: "id", Value: Ref(l.subnetID(n, "AzureFirewallManagementSubnet"))}}}, {Key: "publicIPAddress", Value: Object{{Key: "id", Value: Ref(pip)}}}}}}})
	}
	properties = append(properties, Member{Key: "firewallPolicy", Value: Object{{Key: "id", Value: policy}}})
	firewallBody(r, f, n, properties)
	r.outputs = []keyedOutput{{key: string(f.ID), Output: Output{Name: "PrivateAddress", Type: "string",
		Description: fmt.Sprintf("Address of %s as Azure has it; the routes are written with %s.", f.ID, f.PrivateAddress),
		Value:       Property{Of: id, Path: "ipConfigurations[0].properties.privateIPAddress"}}}}
	l.add(r, n.ID)
}

func firewallBody(r *staged, f *topology.Firewall, n *topology.Network, properties Object) {
	r.Body = Object{{Key: "location", Value: Str(n.Location)}}
	if len(n.Tags) > 0 {
		r.Body = append(r.Body, Member{Key: "tags", Value: tagObject(n.Tags)})
	}
	if len(f.Zones) > 0 {
		r.Body = append(r.Body, Member{Key: "zones", Value: zones(f.Zones)})
	}
	r.Body = append(r.Body, Member{Key: "properties", Value: properties})
}
