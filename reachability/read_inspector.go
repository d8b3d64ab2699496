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
	managed            bool // it has an address of its own for management, so 0.0.0.0/0 may lead elsewhere
}

// A policy is an Azure Firewall policy with what it inherits.
type policy struct {
	id, name    string
	base        *policy
	missing     string // a base policy that the templates do not make
	ranges      []netip.Prefix
	own         []*rule
	application bool // it has application rules
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
	return p.missing != "" || p.base != nil && p.base != p && p.base.open()
}

func (r *reader) ipGroupsAndPolicies() {
	r.ipGroups = map[string]*addrSet{}
	for _, x := range r.byType["ipgroups"] {
		var ps []netip.Prefix
		for _, v := range r.list(x.Properties.Get("ipAddresses"), fmt.Sprintf("the addresses of IP group %q", x.Name)) {
			if add, ok := parseAddresses(v.String()); ok {
				ps = append(ps, add...)
			} else {
				r.unknown(v.At, fmt.Sprintf("an address of IP group %q", x.Name), v.Text)
			}
		}
		r.ipGroups[x.ID] = newAddrSet(ps)
	}
	for _, x := range r.byType["firewallpolicies"] {
		p := &policy{id: x.ID, name: x.Name, at: x.At, ranges: privateRanges(x.Properties.Get("snat", "privateRanges"))}
		r.e.policies[x.ID] = p
	}
	for _, x := range r.byType["firewallpolicies"] {
		p := r.e.policies[x.ID]
		if v := x.Properties.Get("basePolicy", "id"); v != nil && v.Kind != template.Null {
			if p.base = r.e.policies[v.ID()]; p.base == nil {
				p.missing = "?" + v.ID()
			}
		}
		if p.ranges == nil && p.base != nil {
			p.ranges = p.base.ranges
		}
	}
	r.ruleCollectionGroups()
}

// privateRanges are the ranges to which a firewall does not translate; nil where nothing is said.
func privateRanges(v *template.Value) []netip.Prefix {
	if v == nil || v.Kind != template.Array {
		return nil
	}
	out := []netip.Prefix{}
	for _, item := range v.List() {
		if strings.EqualFold(item.String(), "IANAPrivateRanges") {
			out = append(out, ianaPrivate...)
		} else if ps, ok := parseAddresses(item.String()); ok {
			out = append(out, ps...)
		}
	}
	return out
}

func (r *reader) ruleCollectionGroups() {
	type entry struct {
		group, collection int
		rules             []*rule
	}
	entries := map[*policy][]entry{}
	for _, x := range r.byType["firewallpolicies/rulecollectiongroups"] {
		p := r.e.policies[parent(x.ID)]
		if p == nil {
			r.unknown(x.At, fmt.Sprintf("the policy of rule collection group %q", x.Name), "the templates do not make it")
			continue
		}
		for _, c := range r.list(x.Properties.Get("ruleCollections"), fmt.Sprintf("the rule collections of %q", x.Name)) {
			allow := strings.EqualFold(c.Get("action", "type").String(), "Allow")
			e := entry{group: int(number(x.Properties.Get("priority"))), collection: int(number(c.Get("priority")))}
			for _, v := range r.list(c.Get("rules"), fmt.Sprintf("the rules of collection %q", c.Get("name").String())) {
				switch strings.ToLower(v.Get("ruleType").String()) {
				case "networkrule":
					e.rules = append(e.rules, r.networkRule(v, v, allow))
				case "applicationrule":
					p.application = true
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

// networkRule reads a network rule of a policy, or of a firewall's own collection.
func (r *reader) networkRule(v, props *template.Value, allow bool) *rule {
	out := &rule{name: v.Get("name").String(), at: placeOf(v), allow: allow}
	protocols := props.Get("ipProtocols")
	if protocols == nil {
		protocols = props.Get("protocols")
	}
	for _, p := range protocols.List() {
		out.protocols |= protocolBit(p.String())
	}
	out.unsure = protocols.IsUnknown()
	out.src = r.matcher(props.Get("sourceAddresses"), props.Get("sourceIpGroups"))
	out.dst = r.matcher(props.Get("destinationAddresses"), props.Get("destinationIpGroups"))
	if fqdns := props.Get("destinationFqdns"); len(fqdns.List()) > 0 || fqdns.IsUnknown() {
		out.dst.unknown = true
	}
	out.ports, out.unsure = ports(props.Get("destinationPorts").List(), out.unsure || props.Get("destinationPorts").IsUnknown())
	return out
}

func (r *reader) matcher(addresses, groups *template.Value) matcher {
	m := matcher{unknown: addresses.IsUnknown() || groups.IsUnknown()}
	var ps []netip.Prefix
	for _, v := range addresses.List() {
		switch got, ok := parseAddresses(v.String()); {
		case v.String() == "*":
			m.any = true
		case ok:
			ps = append(ps, got...)
		default:
			m.unknown = true
		}
	}
	if len(ps) > 0 {
		m.sets = append(m.sets, newAddrSet(ps))
	}
	for _, v := range groups.List() {
		if set := r.ipGroups[v.ID()]; set != nil {
			m.sets = append(m.sets, set)
		} else {
			m.unknown = true
		}
	}
	return m
}

// firewalls reads the Azure Firewalls that stand in a network.
func (r *reader) firewalls() {
	for _, x := range r.byType["azurefirewalls"] {
		configs := x.Properties.Get("ipConfigurations").List()
		insp := &inspector{id: x.ID, name: x.Name, kind: kindFirewall, at: x.At}
		for _, c := range configs {
			if s := r.e.subnets[c.Get("properties", "subnet", "id").ID()]; s != nil {
				insp.sub = s
			}
			if a := address(c.Get("properties", "privateIPAddress")); a.IsValid() {
				insp.addrs = append(insp.addrs, a)
			}
		}
		if insp.sub == nil {
			if x.Properties.Get("virtualHub") == nil {
				r.unknown(x.At, fmt.Sprintf("the subnet of firewall %q", x.Name), "the templates do not make it")
			}
			continue
		}
		f := &firewall{insp: insp, ranges: ianaPrivate, managed: x.Properties.Get("managementIpConfiguration", "properties", "subnet") != nil}
		insp.firewall = f
		if id := x.Properties.Get("firewallPolicy", "id"); id != nil && id.Kind != template.Null {
			if f.policy = r.e.policies[id.ID()]; f.policy == nil {
				f.missing = "?" + id.ID()
			} else if f.policy.ranges != nil {
				f.ranges = f.policy.ranges
			}
		}
		r.classicRules(f, x)
		r.e.firewall = append(r.e.firewall, f)
		r.e.addInspector(insp)
	}
}

func (r *reader) classicRules(f *firewall, x *template.Resource) {
	list := append([]*template.Value(nil), x.Properties.Get("networkRuleCollections").List()...)
	sort.SliceStable(list, func(i, j int) bool {
		return number(list[i].Get("properties", "priority")) < number(list[j].Get("properties", "priority"))
	})
	for _, c := range list {
		allow := strings.EqualFold(c.Get("properties", "action", "type").String(), "Allow")
		for _, v := range c.Get("properties", "rules").List() {
			f.classic = append(f.classic, r.networkRule(v, v, allow))
		}
	}
	f.classicApplication = len(x.Properties.Get("applicationRuleCollections").List()) > 0
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
		for _, c := range r.list(x.Properties.Get("frontendIPConfigurations"), fmt.Sprintf("the frontends of load balancer %q", x.Name)) {
			r.appliance(x, c, false)
		}
	}
	for _, x := range r.byType["networkinterfaces"] {
		for _, c := range r.list(x.Properties.Get("ipConfigurations"), fmt.Sprintf("the addresses of network interface %q", x.Name)) {
			r.appliance(x, c, !x.Properties.Get("enableIPForwarding").True())
		}
	}
}

func (r *reader) appliance(x *template.Resource, c *template.Value, noForward bool) {
	s := r.e.subnets[c.Get("properties", "subnet", "id").ID()]
	a := address(c.Get("properties", "privateIPAddress"))
	if s == nil || !a.IsValid() {
		return
	}
	r.e.addInspector(&inspector{id: x.ID, name: x.Name, kind: kindAppliance, addrs: []netip.Addr{a}, sub: s, noForward: noForward, at: x.At})
}
