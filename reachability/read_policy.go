package reachability

import (
	"fmt"
	"net/netip"
	"slices"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
)

// A policy is an Azure Firewall policy with what it inherits.
type policy struct {
	id, name      string
	base          *policy
	missing       string // a base policy that the templates do not make
	ranges        []netip.Prefix
	own           []*rule
	rangesUnknown string // why the ranges are not all known
	rulesUnknown  bool   // its own rules, or their order, are not all known
	application   []*rule
	stated        bool // an intent says what it lets through: nobody has read it
	at            source.Range
	rules         []*rule // cache: base first
}

// StatedRules is a property of a policy that is in no template, and whose rules are those that an intent says it has.
const StatedRules = "vnetloomStated"

// all are the network rules in the order in which Azure looks at them: those of the base policy first.
// Source: Azure Firewall policy rule processing: parent policy first, then by priority of groups and collections; network
// rules before application rules.
func (p *policy) all() []*rule {
	if p.rules == nil {
		p.rules = []*rule{}
		if p.base != nil {
			p.rules = append(p.rules, p.base.all()...)
		}
		p.rules = append(p.rules, p.own...)
	}
	return p.rules
}

// isBasedOn tells whether a policy inherits from another one, or is that.
func (p *policy) isBasedOn(other *policy) bool {
	return p == other || p.base != nil && p.base.isBasedOn(other)
}

// byName are the application rules, those of the base policy too.
func (p *policy) byName() []*rule {
	if p.base == nil {
		return p.application
	}
	return append(slices.Clip(p.base.byName()), p.application...)
}

func (p *policy) incomplete() bool {
	return p.rulesUnknown || p.missing != "" || p.base != nil && p.base.incomplete()
}

// leavesBaseOpen tells of a policy that templates make whether its base policy is not in them: the rules of that are not checked, as the language says.
func (e *Estate) leavesBaseOpen(p *policy) bool {
	return p != nil && e.from == fromTemplates && p.missing != "" && !p.rulesUnknown
}

func (r *reader) ipGroupsAndPolicies() {
	r.ipGroups = map[string]*addrSet{}
	for _, x := range r.of(azure.TypeIPGroup) {
		r.on = x
		var ps []netip.Prefix
		list := x.Properties.Get("ipAddresses")
		unsure := list.IsUnknown()
		for _, v := range r.list(list, fmt.Sprintf("the addresses of IP group %q", x.Name)) {
			if add, ok := parseAddresses(v.String()); ok {
				ps = append(ps, add...)
				continue
			}
			unsure = true
			if !r.notKnown(v, "an address of IP group %q", x.Name) {
				r.refused(v.At, fmt.Sprintf("an address of IP group %q", x.Name), fmt.Sprintf("%q is not an address, a prefix or a range", v.String()))
			}
		}
		r.ipGroups[x.ID] = newAddrSet(ps)
		r.ipGroups[x.ID].incomplete = unsure
	}
	for _, x := range r.of(azure.TypeFirewallPolicy) {
		r.on = x
		p := &policy{id: x.ID, name: x.Name, at: x.At, stated: x.Existing && x.Properties.Get(StatedRules).True()}
		p.ranges, p.rangesUnknown = r.privateRanges(x.Properties.Get("snat", "privateRanges"), x.Name)
		p.rulesUnknown = r.unheld(x, azure.TypeRuleCollectionGroup) != ""
		r.e.policies[x.ID] = p
	}
	for _, x := range r.of(azure.TypeFirewallPolicy) {
		p := r.e.policies[x.ID]
		if v := x.Properties.Get("basePolicy", "id"); v != nil && v.Kind != template.Null {
			r.on = x
			if p.base = r.e.policies[v.ID()]; p.base == nil {
				p.missing = "?" + v.ID()
				r.notKnown(v, "the base policy of %q", x.Name)
			}
		}
		if p.base != nil && p.base.isBasedOn(p) {
			r.refused(x.At, fmt.Sprintf("the base policy of %q", x.Name), fmt.Sprintf("%q is its own base policy, or has it as its base", p.base.name))
			p.missing, p.base = "?"+p.base.id, nil
		}
		if p.ranges == nil && p.base != nil {
			p.ranges, p.rangesUnknown = p.base.ranges, first(p.rangesUnknown, p.base.rangesUnknown)
		}
	}
	r.ruleCollectionGroups()
}

// privateRanges are the ranges to which a firewall does not translate, nil where nothing is said; and why not all are known.
func (r *reader) privateRanges(v *template.Value, policy string) ([]netip.Prefix, string) {
	if r.notKnown(v, "the SNAT private ranges of policy %q", policy) {
		return []netip.Prefix{}, v.Text
	}
	if v == nil || v.Kind != template.Array {
		return nil, ""
	}
	out, unknown := []netip.Prefix{}, ""
	for _, item := range v.List() {
		if strings.EqualFold(item.String(), "IANAPrivateRanges") {
			out = append(out, ianaPrivate...)
		} else if ps, ok := parseAddresses(item.String()); ok {
			out = append(out, ps...)
		} else if unknown = "a range is not an address prefix"; r.notKnown(item, "an SNAT private range of policy %q", policy) {
			unknown = item.Text
		} else {
			r.refused(item.At, fmt.Sprintf("an SNAT private range of policy %q", policy), fmt.Sprintf("%q is not an address, a prefix or a range", item.String()))
		}
	}
	return out, unknown
}

func (r *reader) ruleCollectionGroups() {
	type entry struct {
		group, collection int
		rules             []*rule
	}
	entries := map[*policy][]entry{}
	for _, x := range r.of(azure.TypeRuleCollectionGroup) {
		r.on = x
		p := r.e.policies[parent(x.ID)]
		if p == nil {
			r.notMade(x.At, fmt.Sprintf("the policy of rule collection group %q", x.Name), "its rules are ignored")
			continue
		}
		if v := x.Properties.Get("priority"); r.notKnown(v, "the priority of rule collection group %q", x.Name) {
			p.rulesUnknown = true
		}
		list := x.Properties.Get("ruleCollections")
		p.rulesUnknown = p.rulesUnknown || list.IsUnknown()
		for _, c := range r.list(list, fmt.Sprintf("the rule collections of %q", x.Name)) {
			if r.notKnown(c, "a rule collection of %q", x.Name) || r.notKnown(c.Get("priority"), "the priority of a rule collection of %q", x.Name) {
				p.rulesUnknown = true
			}
			name := c.Get("name").String()
			allow, unsure := r.action(c.Get("action", "type"), name)
			e := entry{group: int(number(x.Properties.Get("priority"))), collection: int(number(c.Get("priority")))}
			rules := c.Get("rules")
			if r.notKnown(rules, "the rules of collection %q", name) {
				e.rules = append(e.rules, anyRule(rules))
			}
			for _, v := range rules.List() {
				kind := v.Get("ruleType")
				switch strings.ToLower(kind.String()) {
				case "networkrule":
					e.rules = append(e.rules, r.networkRule(v, v, allow, unsure))
				case "applicationrule":
					p.application = append(p.application, r.applicationRule(v, allow, unsure))
				case "natrule": // of flows that start in the internet
				default:
					e.rules = append(e.rules, anyRule(v))
					if !r.notKnown(kind, "the type of a rule of collection %q", name) {
						r.refused(v.At, fmt.Sprintf("the type of a rule of collection %q", name),
							fmt.Sprintf("%q is not one of NetworkRule, ApplicationRule and NatRule", kind.String()))
					}
				}
			}
			entries[p] = append(entries[p], e)
		}
	}
	for p, list := range entries {
		sort.SliceStable(list, func(i, j int) bool {
			return list[i].group < list[j].group || list[i].group == list[j].group && list[i].collection < list[j].collection
		})
		for _, e := range list {
			p.own = append(p.own, e.rules...)
		}
	}
}

func number(v *template.Value) float64 {
	if v == nil || v.Kind != template.Number {
		return 0
	}
	return v.Number
}

// action reads what a rule collection does; what is neither of the two, or not known, leaves it open.
func (r *reader) action(v *template.Value, collection string) (allow, unsure bool) {
	what := fmt.Sprintf("the action of collection %q", collection)
	switch text := v.String(); {
	case r.notKnown(v, "%s", what):
		return false, true
	case strings.EqualFold(text, "Allow"):
		return true, false
	case strings.EqualFold(text, "Deny"), strings.EqualFold(text, "DNAT"), strings.EqualFold(text, "SNAT"):
		return false, false
	case v != nil:
		r.refused(v.At, what, fmt.Sprintf("%q is not one of Allow and Deny", text))
	default:
		r.refused(r.on.At, what, "the collection has no action")
	}
	return false, true
}

// anyRule stands for rules that are not known.
func anyRule(v *template.Value) *rule {
	return &rule{at: v.At, protocols: anyProtocol, src: matcher{any: true}, dst: matcher{any: true}, ports: everyPort, unsure: true}
}

// networkRule reads a network rule of a policy, or of a firewall's own collection; unsure says that its action is not known.
func (r *reader) networkRule(v, props *template.Value, allow, unsure bool) *rule {
	out := &rule{name: v.Get("name").String(), at: v.At, allow: allow}
	protocols := props.Get("ipProtocols")
	if protocols == nil {
		protocols = props.Get("protocols")
	}
	for _, p := range protocols.List() {
		out.protocols |= protocolBit(p.String())
	}
	if r.anyUnknown(protocols, "the protocols of rule %q", out.name) {
		out.protocols, unsure = anyProtocol, true
	}
	out.src = r.matcher(props.Get("sourceAddresses"), props.Get("sourceIpGroups"), "source", out.name)
	out.dst = r.matcher(props.Get("destinationAddresses"), props.Get("destinationIpGroups"), "destination", out.name)
	if fqdns := props.Get("destinationFqdns"); len(fqdns.List()) > 0 || r.notKnown(fqdns, "destinationFqdns of rule %q", out.name) {
		out.dst.unknown = true
	}
	list := props.Get("destinationPorts")
	unsure = r.anyUnknown(list, "the ports of rule %q", out.name) || unsure
	out.ports, out.unsure = ports(list.List(), unsure)
	return out
}

// anyUnknown tells whether a list or one of its items is not known, and reports it.
func (r *reader) anyUnknown(v *template.Value, what string, args ...any) bool {
	found := r.notKnown(v, what, args...)
	for _, item := range v.List() {
		found = r.notKnown(item, what, args...) || found
	}
	return found
}

func (r *reader) matcher(addresses, groups *template.Value, side, name string) matcher {
	m := matcher{unknown: r.anyUnknown(addresses, "the %s of rule %q", side, name) || groups.IsUnknown()}
	var ps []netip.Prefix
	for _, v := range addresses.List() {
		switch got, ok := parseAddresses(v.String()); {
		case v.String() == "*":
			m.any = true
		case ok:
			ps = append(ps, got...)
		default:
			m.unknown = true
			r.malformed(v, "the %s of rule %q", side, name)
		}
	}
	if len(ps) > 0 {
		m.sets = append(m.sets, newAddrSet(ps))
	}
	r.notKnown(groups, "the %s of rule %q", side, name)
	for _, v := range groups.List() {
		if set := r.ipGroups[v.ID()]; set != nil {
			m.sets = append(m.sets, set)
			m.unknown = m.unknown || set.incomplete
			continue
		}
		m.unknown = true
		if v.ID() == "" {
			r.notKnown(v, "the %s of rule %q", side, name)
		}
	}
	return m
}
