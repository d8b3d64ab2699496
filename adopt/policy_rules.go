package adopt

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/internal/ipnet"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// A ruleList is what a policy, or a firewall of its own, lets through, in the words of the language.
type ruleList struct {
	rules       []*tree
	application []*tree // come after all others
	translates  int     // rules that translate the destination: of flows that start in the internet
	why         string  // why the rules cannot be written, "" where they can
}

// mostRules is how many rules an intent is given: more is no text for a reader.
const mostRules = 500

// writeRules writes what the rules of a firewall that are not the intent's own let through, as the export has them; it returns why not.
func (im *importer) writeRules(out *tree, firewall *template.Resource) string {
	l := &ruleList{}
	switch v := firewall.Properties.Get("firewallPolicy", "id"); {
	case v != nil && v.Kind != template.Null:
		im.policyRules(l, v.ID(), 0)
	default:
		im.classicRules(l, firewall)
	}
	l.rules = append(l.rules, l.application...)
	im.leaveTranslations(firewall, l.translates)
	if l.why == "" && len(l.rules) > mostRules {
		l.why = fmt.Sprintf("it has %d rules", len(l.rules))
	}
	ranges := im.privateRanges(l, firewall)
	if l.why != "" {
		return l.why
	}
	if len(l.rules) == 0 {
		out.text("rules", "none")
	} else {
		node := &yaml.Node{Kind: yaml.SequenceNode}
		for _, r := range l.rules {
			node.Content = append(node.Content, r.inline().node)
		}
		out.put("rules", node)
		out.node.Style = 0
	}
	out.texts("privateRanges", ranges)
	return ""
}

// leaveTranslations lists the DNAT rules of a firewall. The language says what the networks of an estate let through, not which of their addresses the
// internet finds behind an address of the firewall: they stay as they are.
func (im *importer) leaveTranslations(firewall *template.Resource, n int) {
	switch {
	case n == 1:
		im.leave(firewall, "one of its rules is of DNAT, for flows that begin outside: the language has no words for it, and it stays as it is")
	case n > 1:
		im.leave(firewall, "%d of its rules are of DNAT, for flows that begin outside: the language has no words for them, and they stay as they are", n)
	}
}

// commentUnread says above a firewall why it does not say what its policy lets through.
func commentUnread(out *tree, why string) {
	if why != "" {
		out.comment("What its policy lets through is not written, and not known to check: " + why + ".")
	}
}

// policyRules reads the rules of a policy, those of its base policy first. Azure looks at network rules before application rules.
func (im *importer) policyRules(l *ruleList, id string, depth int) {
	policy := im.byID[id]
	switch {
	case policy == nil, policy.Properties.IsUnknown():
		l.fails("policy %s is not in the export", lastName(id))
		return
	case policy.Properties.Get(azure.ListOf(azure.TypeRuleCollectionGroup)).IsUnknown():
		l.fails("the rules of policy %s are not in the export", policy.Name)
		return
	}
	if base := policy.Properties.Get("basePolicy", "id").ID(); base != "" && depth < 8 {
		im.policyRules(l, base, depth+1)
	}
	type collection struct {
		group, own float64
		v          *template.Value
	}
	var list []collection
	for _, x := range im.of(azure.TypeRuleCollectionGroup) {
		if parent(x.ID) != policy.ID {
			continue
		}
		if x.Properties.IsUnknown() || x.Properties.Get("ruleCollections").IsUnknown() {
			l.fails("the rules of %s are not in the export", x.Name)
			return
		}
		for _, c := range x.Properties.Get("ruleCollections").List() {
			list = append(list, collection{numberOf(x.Properties.Get("priority")), numberOf(c.Get("priority")), c})
		}
	}
	slices.SortStableFunc(list, func(a, b collection) int { return cmp.Or(cmp.Compare(a.group, b.group), cmp.Compare(a.own, b.own)) })
	for _, c := range list {
		for _, rule := range c.v.Get("rules").List() {
			im.rule(l, rule, strings.ToLower(rule.Get("ruleType").String()), strings.EqualFold(c.v.Get("action", "type").String(), "Deny"))
		}
	}
}

// classicRules reads the rules that a firewall has without a policy.
func (im *importer) classicRules(l *ruleList, firewall *template.Resource) {
	for _, of := range []struct{ list, kind string }{
		{"networkRuleCollections", "networkrule"}, {"applicationRuleCollections", "applicationrule"}, {"natRuleCollections", "natrule"},
	} {
		list := slices.Clone(firewall.Properties.Get(of.list).List())
		slices.SortStableFunc(list, func(a, b *template.Value) int {
			return cmp.Compare(numberOf(a.Get("properties", "priority")), numberOf(b.Get("properties", "priority")))
		})
		for _, c := range list {
			for _, rule := range c.Get("properties", "rules").List() {
				im.rule(l, rule, of.kind, strings.EqualFold(c.Get("properties", "action", "type").String(), "Deny"))
			}
		}
	}
}

func (l *ruleList) fails(format string, args ...any) {
	if l.why == "" {
		l.why = fmt.Sprintf(format, args...)
	}
}

// rule reads a rule. One to prefixes and to names is two.
func (im *importer) rule(l *ruleList, rule *template.Value, kind string, deny bool) {
	name := rule.Get("name").String()
	from, _, ok := im.ruleSide(rule, "source")
	if !ok || len(from) == 0 {
		l.fails("the source of rule %s is not known", name)
		return
	}
	add := func(to *ruleTo, ports []string) *tree {
		t := object()
		t.put("from", oneOrMany(from))
		t.put("to", oneOrMany(to.addresses))
		if len(ports) > 0 {
			t.put("ports", oneOrMany(ports))
		}
		if deny {
			t.text("action", "deny")
		}
		return t
	}
	services := &ruleTo{addresses: []string{"services"}}
	switch kind {
	case "networkrule":
		ports, known := portsOf(rule)
		if !known {
			l.fails("the ports of rule %s are not known", name)
			return
		}
		to, named, known := im.ruleSide(rule, "destination")
		if fqdns := rule.Get("destinationFqdns"); len(fqdns.List()) > 0 || fqdns.IsUnknown() || !known {
			named = true
		}
		if len(to) > 0 {
			l.rules = append(l.rules, add(&ruleTo{to}, ports))
		}
		if named {
			l.rules = append(l.rules, add(services, ports))
		}
	case "applicationrule":
		if !deny { // one that denies comes after all that allows by addresses
			l.application = append(l.application, add(services, applicationPorts(rule)))
		}
	case "natrule":
		l.translates++
	default:
		l.fails("the type of rule %s is not known", name)
	}
}

type ruleTo struct{ addresses []string }

// ruleSide are the addresses of one side of a rule, whether it has names or tags too, and whether all of it is known.
func (im *importer) ruleSide(rule *template.Value, side string) (addresses []string, named, known bool) {
	known = true
	given := texts(rule.Get(side + "Addresses"))
	for _, g := range rule.Get(side + "IpGroups").List() {
		x := im.byID[g.ID()]
		if x == nil || x.Properties.IsUnknown() {
			known = false
			continue
		}
		given = append(given, texts(x.Properties.Get("ipAddresses"))...)
	}
	for _, a := range given {
		if a == "*" {
			return []string{"any"}, false, true
		}
		prefixes, ok := ipnet.Addresses(a)
		named = named || !ok
		for _, p := range prefixes {
			if !slices.Contains(addresses, p.String()) {
				addresses = append(addresses, p.String())
			}
		}
	}
	if side == "source" && named {
		known = false
	}
	return addresses, named, known
}

// portsOf are the protocols and ports of a network rule in the words of the language, none for all of them.
func portsOf(rule *template.Value) (out []string, known bool) {
	protocols := texts(rule.Get("ipProtocols"))
	if len(protocols) == 0 {
		protocols = texts(rule.Get("protocols"))
	}
	ports := texts(rule.Get("destinationPorts"))
	every := slices.Contains(ports, "*")
	for _, protocol := range protocols {
		switch protocol = strings.ToLower(protocol); protocol {
		case "any":
			if every {
				return nil, true
			}
			out = append(append(append(out, portWords("tcp", ports)...), portWords("udp", ports)...), "icmp")
		case "tcp", "udp":
			if every {
				out = append(out, protocol+"/1-65535")
				continue
			}
			out = append(out, portWords(protocol, ports)...)
		case "icmp":
			out = append(out, "icmp")
		default:
			return nil, false
		}
	}
	slices.Sort(out)
	return slices.Compact(out), len(out) > 0
}

// applicationPorts are the ports of an application rule in the words of the language. A rule of tags or of web categories needs
// no protocol: it counts for each port.
// Source: REST API, Rule Collection Groups: FirewallPolicyRuleApplicationProtocol.
func applicationPorts(rule *template.Value) []string {
	var out []string
	for _, p := range rule.Get("protocols").List() {
		port := int(numberOf(p.Get("port")))
		if port == 0 && !p.Get("port").IsUnknown() {
			port = map[string]int{"http": 80, "https": 443, "mssql": 1433}[strings.ToLower(p.Get("protocolType").String())]
		}
		if port <= 0 || port > 65535 {
			return []string{"tcp/1-65535"}
		}
		out = append(out, fmt.Sprintf("tcp/%d", port))
	}
	if len(out) == 0 {
		return []string{"tcp/1-65535"}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func portWords(protocol string, ports []string) []string {
	var out []string
	for _, p := range ports {
		first, last, ranged := strings.Cut(strings.ReplaceAll(p, " ", ""), "-")
		if ranged && first != last {
			first += "-" + last
		}
		out = append(out, protocol+"/"+first)
	}
	return out
}

func oneOrMany(values []string) *yaml.Node {
	if len(values) == 1 {
		return scalar(values[0])
	}
	return list(values)
}

func numberOf(v *template.Value) float64 {
	if v == nil || v.Kind != template.Number {
		return 0
	}
	return v.Number
}
