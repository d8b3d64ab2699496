package proof

import (
	"cmp"
	"fmt"
	"net/netip"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/topology"
)

// statedPolicies are the firewall policies of others of which the intent says what they let through, as if they had been read. Nothing of them is
// emitted.
func (p *Prover) statedPolicies() []template.Resource {
	var out []template.Resource
	done := map[string]bool{}
	for i := range p.t.Firewalls {
		f := &p.t.Firewalls[i]
		id := p.policyOf(f)
		if f.Allows == nil || id == "" || done[id] {
			continue
		}
		done[id] = true
		name := id[strings.LastIndexByte(id, '/')+1:]
		ranges := list(text("IANAPrivateRanges"))
		for _, prefix := range f.Allows.PrivateRanges {
			ranges.Items = append(ranges.Items, text(prefix.String()))
		}
		properties := object(reachability.StatedRules, flag(true), "snat", object("privateRanges", ranges))
		group := object("priority", number(100), "ruleCollections", statedRules(f.Allows))
		out = append(out,
			template.Resource{ID: id, Type: azure.TypeFirewallPolicy, Name: name, At: f.Allows.At, Existing: true, Properties: properties, Body: object("properties", properties)},
			template.Resource{ID: id + "/rulecollectiongroups/stated", Type: azure.TypeRuleCollectionGroup, Name: name + "/stated", At: f.Allows.At, Existing: true,
				Properties: group, Body: object("properties", group)})
	}
	return out
}

// policyOf is the id of the policy that the row of a firewall names, "" where the intent makes it.
func (p *Prover) policyOf(f *topology.Firewall) string {
	if f.Policy != "" {
		return strings.ToLower(f.Policy)
	}
	for i := range p.plan.Standing {
		if r := &p.plan.Standing[i]; r.ID.Type == azure.TypeFirewall && p.ids.idOf(r.ID) == p.ids.ref[string(f.ID)] {
			return p.resource(r).Properties.Get("firewallPolicy", "id").ID()
		}
	}
	return ""
}

// statedRules are the rules that an intent says a policy has, each in a collection of its own, since that says whether it allows.
func statedRules(rules *topology.PolicyRules) *template.Value {
	if rules.All {
		return list(statedRule(0, &topology.PolicyRule{Ports: []topology.PortRange{{Protocol: "any"}}, At: rules.At}))
	}
	out := list() // of none nothing is allowed
	for i := range rules.Rules {
		byProtocol := map[string]*topology.PolicyRule{}
		for _, ports := range rules.Rules[i].Ports {
			if byProtocol[ports.Protocol] == nil {
				rule := rules.Rules[i]
				rule.Ports = nil
				byProtocol[ports.Protocol] = &rule
			}
			byProtocol[ports.Protocol].Ports = append(byProtocol[ports.Protocol].Ports, ports)
		}
		for _, protocol := range []string{"any", "tcp", "udp", "icmp"} {
			if rule := byProtocol[protocol]; rule != nil {
				out.Items = append(out.Items, statedRule(i, rule))
			}
		}
	}
	return out
}

// statedRule is the collection of a rule of one protocol.
func statedRule(index int, rule *topology.PolicyRule) *template.Value {
	action, protocol := "Allow", map[string]string{"any": "Any", "tcp": "TCP", "udp": "UDP", "icmp": "ICMP"}[rule.Ports[0].Protocol]
	if rule.Deny {
		action = "Deny"
	}
	ports := list()
	for _, p := range rule.Ports {
		if p.Protocol != "tcp" && p.Protocol != "udp" {
			ports.Items = append(ports.Items, text("*"))
			continue
		}
		ports.Items = append(ports.Items, text(fmt.Sprintf("%d-%d", p.First, cmp.Or(p.Last, p.First))))
	}
	facts := []any{"ruleType", text("NetworkRule"), "name", text(fmt.Sprintf("rules[%d]", index)), "ipProtocols", list(text(protocol)), "destinationPorts", ports,
		"sourceAddresses", addressesOf(rule.From)}
	if rule.ToServices {
		facts = append(facts, "destinationFqdns", list(text("services")))
	} else {
		facts = append(facts, "destinationAddresses", addressesOf(rule.To))
	}
	of := object(facts...)
	of.At = rule.At
	return object("name", text(fmt.Sprintf("rules[%d]", index)), "priority", number(float64(100+index)), "action", object("type", text(action)), "rules", list(of))
}

// addressesOf are one side of a rule.
func addressesOf(prefixes []netip.Prefix) *template.Value {
	if prefixes == nil {
		return list(text("*"))
	}
	out := list()
	for _, p := range prefixes {
		out.Items = append(out.Items, text(p.String()))
	}
	return out
}
