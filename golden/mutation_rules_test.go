//go:build mutation

package golden_test

import (
	"slices"
	"strings"
)

// A closed pair is closed at both ends, and by the firewall between: one rule less, or one that lets more pass, changes nothing by itself.
// So what security rules let pass is changed wherever the same thing stands: in all groups, and in the policies.
type sameRules struct {
	byStem map[string][]map[string]any // properties of security rules, by name without direction
	policy map[string][]map[string]any // rules of policies, by name
}

func (s *sameRules) read(r map[string]any) {
	p, _ := r["properties"].(map[string]any)
	switch r["type"] {
	case network + "networkSecurityGroups":
		for _, x := range p["securityRules"].([]any) {
			rule := x.(map[string]any)
			s.add(rule["name"].(string), rule["properties"].(map[string]any))
		}
	case network + "networkSecurityGroups/securityRules": // in a group of others: the network stands before the name
		_, name, _ := strings.Cut(r["name"].(string), "/")
		_, name, _ = strings.Cut(name, ".")
		s.add(name, p)
	case network + "firewallPolicies/ruleCollectionGroups":
		for _, x := range p["ruleCollections"].([]any)[0].(map[string]any)["rules"].([]any) {
			rule := x.(map[string]any)
			s.policy[rule["name"].(string)] = append(s.policy[rule["name"].(string)], rule)
		}
	}
}

func (s *sameRules) add(name string, rule map[string]any) {
	stem := strings.TrimSuffix(strings.TrimSuffix(name, "-in"), "-out")
	s.byStem[stem] = append(s.byStem[stem], rule)
}

// mutants let pass what is denied, and more of what is listed.
func (s *sameRules) mutants() []mutant {
	var out []mutant
	var denied []map[string]any
	for _, stem := range sortedNames(s.byStem) {
		rules := s.byStem[stem]
		if rules[0]["access"] == "Deny" {
			denied = append(denied, rules...)
			out = append(out, setAll("everywhere "+stem+": allowed", rules, nil, "access", "Allow"))
			continue
		}
		if rules[0]["destinationPortRanges"] == nil && rules[0]["protocol"] == "*" {
			continue
		}
		policy := s.policy[strings.TrimSuffix(stem, "-ipv6")]
		out = append(out, setAll("everywhere "+stem+": any protocol", rules, policy, "protocol", "*"))
		if rules[0]["destinationPortRanges"] != nil {
			out = append(out, setAll("everywhere "+stem+": any port", rules, policy, "destinationPortRanges", []any{"0-65535"}))
		}
	}
	if len(denied) > 0 {
		out = append(out, setAll("everywhere: what is denied is allowed", denied, nil, "access", "Allow"))
	}
	return out
}

func setAll(what string, rules, policy []map[string]any, key string, value any) mutant {
	return mutant{what, func() func() {
		var undo []func()
		set := func(p map[string]any, key string, value any) {
			was, ok := p[key]
			p[key] = value
			undo = append(undo, func() {
				if p[key] = was; !ok {
					delete(p, key)
				}
			})
		}
		for _, p := range rules {
			set(p, key, value)
		}
		for _, p := range policy {
			switch key {
			case "protocol":
				set(p, "ipProtocols", []any{"Any"})
			case "destinationPortRanges":
				set(p, "destinationPorts", []any{"*"})
			}
		}
		return func() {
			slices.Reverse(undo)
			for _, f := range undo {
				f()
			}
		}
	}}
}

// flowRemovals are mutants that remove one rule of a flow: it passes at neither end without.
func flowRemovals(p map[string]any, name string) []mutant {
	return slices.DeleteFunc(removals(p, "securityRules", name+"rule "), func(m mutant) bool {
		return strings.Contains(m.what, "rule deny-") || strings.Contains(m.what, "rule allow-")
	})
}
