package reachability

import (
	"fmt"
	"net/netip"
	"slices"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/internal/source"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// An inspector is what a route of type VirtualAppliance leads to: an Azure Firewall, a load balancer before appliances, or
// a network interface. It keeps state.
type inspector struct {
	id        string
	name      string
	kind      string // firewall | appliance
	addrs     []netip.Addr
	sub       *subnet // where it receives
	firewall  *firewall
	noForward bool // a network interface without enableIPForwarding
	at        source.Range
}

type firewall struct {
	insp               *inspector
	policy             *policy // nil: none, or not in the templates
	missing            string  // the policy's id where the templates do not make it
	classic            []*rule // rules of a firewall without a policy
	classicApplication bool
	ranges             []netip.Prefix
	openRanges         string // why the ranges are not all known
	open               bool   // its own rules are not all known
	managed            bool   // it has an address of its own for management, so 0.0.0.0/0 may lead elsewhere
}

// A policy is an Azure Firewall policy with what it inherits.
type policy struct {
	id, name    string
	base        *policy
	missing     string // a base policy that the templates do not make
	ranges      []netip.Prefix
	own         []*rule
	openRanges  string // why the ranges are not all known
	openRules   bool   // its own rules, or their order, are not all known
	application bool   // it has application rules
	at          source.Range
	rules       []*rule // cache: base first
}

// all are the network rules in the order in which Azure looks at them: those of the base policy first.
// Source: Azure Firewall policy rule processing: parent policy first, then by priority of groups and collections; network
// rules before application rules.
func (p *policy) all() []*rule {
	if p.rules == nil {
		p.rules = []*rule{}
		if p.base != nil && p.base != p {
			p.rules = append(p.rules, p.base.all()...)
		}
		p.rules = append(p.rules, p.own...)
	}
	return p.rules
}

func (p *policy) hasApplication() bool {
	return p.application || p.base != nil && p.base != p && p.base.hasApplication()
}

func (p *policy) open() bool {
	return p.openRules || p.missing != "" || p.base != nil && p.base != p && p.base.open()
}

func (r *reader) ipGroupsAndPolicies() {
	r.ipGroups = map[string]*addrSet{}
	for _, x := range r.byType["ipgroups"] {
		r.on = x
		var ps []netip.Prefix
		list := x.Properties.Get("ipAddresses")
		open := list.IsUnknown()
		for _, v := range r.list(list, fmt.Sprintf("the addresses of IP group %q", x.Name)) {
			if add, ok := parseAddresses(v.String()); ok {
				ps = append(ps, add...)
				continue
			}
			open = true
			if !r.notKnown(v, "an address of IP group %q", x.Name) {
				r.refused(v.At, fmt.Sprintf("an address of IP group %q", x.Name), fmt.Sprintf("%q is not an address, a prefix or a range", v.String()))
			}
		}
		r.ipGroups[x.ID] = newAddrSet(ps)
		r.ipGroups[x.ID].open = open
	}
	for _, x := range r.byType["firewallpolicies"] {
		r.on = x
		p := &policy{id: x.ID, name: x.Name, at: x.At}
		p.ranges, p.openRanges = r.privateRanges(x.Properties.Get("snat", "privateRanges"), x.Name)
		r.e.policies[x.ID] = p
	}
	for _, x := range r.byType["firewallpolicies"] {
		p := r.e.policies[x.ID]
		if v := x.Properties.Get("basePolicy", "id"); v != nil && v.Kind != template.Null {
			r.on = x
			if p.base = r.e.policies[v.ID()]; p.base == nil {
				p.missing = "?" + v.ID()
				r.notKnown(v, "the base policy of %q", x.Name)
			}
		}
		if p.ranges == nil && p.base != nil {
			p.ranges, p.openRanges = p.base.ranges, first(p.openRanges, p.base.openRanges)
		}
	}
	r.ruleCollectionGroups()
}

// privateRanges are the ranges to which a firewall does not translate, nil where nothing is said; and why not all are known.
func (r *reader) privateRanges(v *template.Value, policy string) ([]netip.Prefix, string) {
	if r.notKnown(v, "to which ranges policy %q does not translate", policy) {
		return []netip.Prefix{}, v.Text
	}
	if v == nil || v.Kind != template.Array {
		return nil, ""
	}
	out, open := []netip.Prefix{}, ""
	for _, item := range v.List() {
		if strings.EqualFold(item.String(), "IANAPrivateRanges") {
			out = append(out, ianaPrivate...)
		} else if ps, ok := parseAddresses(item.String()); ok {
			out = append(out, ps...)
		} else if open = "a range is not an address prefix"; r.notKnown(item, "a range to which policy %q does not translate", policy) {
			open = item.Text
		} else {
			r.refused(item.At, fmt.Sprintf("a range to which policy %q does not translate", policy), fmt.Sprintf("%q is not an address, a prefix or a range", item.String()))
		}
	}
	return out, open
}

func (r *reader) ruleCollectionGroups() {
	type entry struct {
		group, collection int
		rules             []*rule
	}
	entries := map[*policy][]entry{}
	for _, x := range r.byType["firewallpolicies/rulecollectiongroups"] {
		r.on = x
		p := r.e.policies[parent(x.ID)]
		if p == nil {
			r.notMade(x.At, fmt.Sprintf("the policy of rule collection group %q", x.Name), "its rules do not count")
			continue
		}
		if v := x.Properties.Get("priority"); r.notKnown(v, "the priority of rule collection group %q", x.Name) {
			p.openRules = true
		}
		list := x.Properties.Get("ruleCollections")
		p.openRules = p.openRules || list.IsUnknown()
		for _, c := range r.list(list, fmt.Sprintf("the rule collections of %q", x.Name)) {
			if r.notKnown(c, "a rule collection of %q", x.Name) || r.notKnown(c.Get("priority"), "the priority of a rule collection of %q", x.Name) {
				p.openRules = true
			}
			name := c.Get("name").String()
			allow, open := r.action(c.Get("action", "type"), name)
			e := entry{group: int(number(x.Properties.Get("priority"))), collection: int(number(c.Get("priority")))}
			rules := c.Get("rules")
			if r.notKnown(rules, "the rules of collection %q", name) {
				e.rules = append(e.rules, anyRule(rules))
			}
			for _, v := range rules.List() {
				kind := v.Get("ruleType")
				switch strings.ToLower(kind.String()) {
				case "networkrule":
					e.rules = append(e.rules, r.networkRule(v, v, allow, open))
				case "applicationrule":
					p.application = true
				case "natrule": // of flows that start in the internet
				default:
					e.rules = append(e.rules, anyRule(v))
					if !r.notKnown(kind, "the type of a rule of collection %q", name) {
						r.refused(v.At, fmt.Sprintf("the type of a rule of collection %q", name), fmt.Sprintf("%q is not one of NetworkRule, ApplicationRule and NatRule", kind.String()))
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
func (r *reader) action(v *template.Value, collection string) (allow, open bool) {
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
		r.refused(r.on.At, what, "it has none")
	}
	return false, true
}

// anyRule stands for rules that are not known.
func anyRule(v *template.Value) *rule {
	return &rule{at: v.At, protocols: anyProtocol, src: matcher{any: true}, dst: matcher{any: true}, ports: everyPort, unsure: true}
}

// networkRule reads a network rule of a policy, or of a firewall's own collection; open says that its action is not known.
func (r *reader) networkRule(v, props *template.Value, allow, open bool) *rule {
	out := &rule{name: v.Get("name").String(), at: v.At, allow: allow}
	protocols := props.Get("ipProtocols")
	if protocols == nil {
		protocols = props.Get("protocols")
	}
	for _, p := range protocols.List() {
		out.protocols |= protocolBit(p.String())
	}
	if r.anyUnknown(protocols, "the protocols of rule %q", out.name) {
		out.protocols, open = anyProtocol, true
	}
	out.src = r.matcher(props.Get("sourceAddresses"), props.Get("sourceIpGroups"), "source", out.name)
	out.dst = r.matcher(props.Get("destinationAddresses"), props.Get("destinationIpGroups"), "destination", out.name)
	if fqdns := props.Get("destinationFqdns"); len(fqdns.List()) > 0 || r.notKnown(fqdns, "destinationFqdns of rule %q", out.name) {
		out.dst.unknown = true
	}
	list := props.Get("destinationPorts")
	open = r.anyUnknown(list, "the ports of rule %q", out.name) || open
	out.ports, out.unsure = ports(list.List(), open)
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
			m.unknown = m.unknown || set.open
			continue
		}
		m.unknown = true
		if v.ID() == "" {
			r.notKnown(v, "the %s of rule %q", side, name)
		}
	}
	return m
}

// firewalls reads the Azure Firewalls that stand in a network.
func (r *reader) firewalls() {
	for _, x := range r.byType["azurefirewalls"] {
		r.on = x
		insp := &inspector{id: x.ID, name: x.Name, kind: kindFirewall, at: x.At}
		configs := x.Properties.Get("ipConfigurations")
		open := r.notKnown(configs, "the subnet of firewall %q", x.Name)
		for _, c := range configs.List() {
			id := c.Get("properties", "subnet", "id")
			if s := r.e.subnets[id.ID()]; s != nil {
				insp.sub = s
			} else if id.ID() == "" {
				open = r.notKnown(id, "the subnet of firewall %q", x.Name) || open
			}
			v := c.Get("properties", "privateIPAddress")
			if a := address(v); a.IsValid() {
				insp.addrs = append(insp.addrs, a)
			} else {
				r.notKnown(v, "the address of firewall %q", x.Name)
			}
		}
		if insp.sub == nil && open { // what routes lead to is then a machine that nobody knows
			continue
		}
		if insp.sub == nil {
			if x.Properties.Get("virtualHub") == nil {
				r.notMade(x.At, fmt.Sprintf("the subnet of firewall %q", x.Name), "the firewall counts as absent")
			}
			continue
		}
		f := &firewall{insp: insp, ranges: ianaPrivate, managed: x.Properties.Get("managementIpConfiguration", "properties", "subnet") != nil}
		r.notKnown(x.Properties.Get("managementIpConfiguration", "properties", "subnet"), "the management address of firewall %q", x.Name)
		insp.firewall = f
		if id := x.Properties.Get("firewallPolicy", "id"); id != nil && id.Kind != template.Null {
			if f.policy = r.e.policies[id.ID()]; f.policy == nil {
				f.missing = "?" + id.ID()
				if id.ID() == "" {
					r.notKnown(id, "the policy of firewall %q", x.Name)
				}
			} else if f.policy.ranges != nil {
				f.ranges, f.openRanges = f.policy.ranges, f.policy.openRanges
			}
		}
		r.classicRules(f, x)
		r.e.firewall = append(r.e.firewall, f)
		r.e.addInspector(insp)
	}
}

func (r *reader) classicRules(f *firewall, x *template.Resource) {
	collections := x.Properties.Get("networkRuleCollections")
	list := append([]*template.Value(nil), collections.List()...)
	f.open = r.notKnown(collections, "the rules of firewall %q", x.Name)
	sort.SliceStable(list, func(i, j int) bool {
		return number(list[i].Get("properties", "priority")) < number(list[j].Get("properties", "priority"))
	})
	for _, c := range list {
		name := c.Get("name").String()
		if r.notKnown(c.Get("properties", "priority"), "the priority of collection %q", name) {
			f.open = true
		}
		allow, open := r.action(c.Get("properties", "action", "type"), name)
		rules := c.Get("properties", "rules")
		if r.notKnown(rules, "the rules of collection %q", name) {
			f.classic = append(f.classic, anyRule(rules))
		}
		for _, v := range rules.List() {
			f.classic = append(f.classic, r.networkRule(v, v, allow, open))
		}
	}
	application := x.Properties.Get("applicationRuleCollections")
	f.classicApplication = len(application.List()) > 0 || r.notKnown(application, "the application rules of firewall %q", x.Name)
}

func (e *Estate) addInspector(i *inspector) {
	for _, a := range i.addrs {
		if !slices.Contains(e.inspectors[a], i) {
			e.inspectors[a] = append(e.inspectors[a], i)
		}
	}
}

// appliances reads what appliances are reached by: frontends of load balancers, and network interfaces.
func (r *reader) appliances() {
	for _, x := range r.byType["loadbalancers"] {
		r.on = x
		for _, c := range r.list(x.Properties.Get("frontendIPConfigurations"), fmt.Sprintf("the frontends of load balancer %q", x.Name)) {
			r.appliance(x, c, false)
		}
	}
	for _, x := range r.byType["networkinterfaces"] {
		r.on = x
		forwards := x.Properties.Get("enableIPForwarding")
		r.notKnown(forwards, "enableIPForwarding of network interface %q", x.Name)
		for _, c := range r.list(x.Properties.Get("ipConfigurations"), fmt.Sprintf("the addresses of network interface %q", x.Name)) {
			r.appliance(x, c, !forwards.True() && !forwards.IsUnknown())
		}
	}
}

func (r *reader) appliance(x *template.Resource, c *template.Value, noForward bool) {
	id, addr := c.Get("properties", "subnet", "id"), c.Get("properties", "privateIPAddress")
	s, a := r.e.subnets[id.ID()], address(addr)
	r.notKnown(addr, "an address of %s %q", kindWord(x.Type), x.Name)
	if s == nil && id.ID() == "" {
		r.notKnown(id, "a subnet of %s %q", kindWord(x.Type), x.Name)
	}
	if s == nil || !a.IsValid() {
		return
	}
	r.e.addInspector(&inspector{id: x.ID, name: x.Name, kind: kindAppliance, addrs: []netip.Addr{a}, sub: s, noForward: noForward, at: x.At})
}
