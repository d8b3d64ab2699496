package reachability

import (
	"fmt"
	"net/netip"
	"slices"
	"sort"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
)

// An inspector is what a route of type VirtualAppliance leads to: an Azure Firewall, a load balancer before appliances, or
// a network interface. It keeps state.
type inspector struct {
	id         string
	name       string
	kind       string // firewall | appliance
	addrs      []netip.Addr
	sub        *subnet // where it receives
	hub        *hub    // the virtual hub it stands in, nil for none
	firewall   *firewall
	anyAddress bool // it has an address that is not known
	noForward  bool // a network interface without enableIPForwarding
	at         source.Range
}

type firewall struct {
	insp               *inspector
	policy             *policy // nil: none, or not in the templates
	missing            string  // the policy's id where the templates do not make it
	classic            []*rule // rules of a firewall without a policy
	classicApplication []*rule
	ranges             []netip.Prefix
	rangesUnknown      string // why the ranges are not all known
	rulesUnknown       bool   // its own rules are not all known
	tier               string // Basic | Standard | Premium, "" where it is not stated
	managed            bool   // it has an address of its own for management, so 0.0.0.0/0 may lead elsewhere
}

// firewalls reads the Azure Firewalls that stand in a network.
func (r *reader) firewalls() {
	for _, x := range r.of(azure.TypeFirewall) {
		r.on = x
		insp := &inspector{id: x.ID, name: x.Name, kind: kindFirewall, at: x.At}
		configs := x.Properties.Get("ipConfigurations")
		unsure := r.notKnown(configs, "the subnet of firewall %q", x.Name)
		for _, c := range configs.List() {
			id := c.Get("properties", "subnet", "id")
			if s := r.e.subnets[id.ID()]; s != nil {
				insp.sub = s
			} else if id.ID() == "" {
				unsure = r.notKnown(id, "the subnet of firewall %q", x.Name) || unsure
			}
			v := c.Get("properties", "privateIPAddress")
			if a := address(v); a.IsValid() {
				insp.addrs = append(insp.addrs, a)
			} else if r.notKnown(v, "the address of firewall %q", x.Name) {
				insp.anyAddress = true
			}
		}
		if v := x.Properties.Get("virtualHub", "id"); v != nil {
			if insp.hub = r.e.hubs[v.ID()]; insp.hub != nil {
				insp.sub = insp.hub.sub
			} else if !r.notKnown(v, "the virtual hub of firewall %q", x.Name) {
				r.notMade(x.At, fmt.Sprintf("the virtual hub of firewall %q", x.Name), "the firewall is ignored")
			}
		}
		if insp.sub == nil && unsure { // what routes lead to is then a machine that nobody knows
			continue
		}
		if insp.sub == nil {
			if x.Properties.Get("virtualHub") == nil {
				r.notMade(x.At, fmt.Sprintf("the subnet of firewall %q", x.Name), "the firewall is ignored")
			}
			continue
		}
		f := &firewall{insp: insp, ranges: ianaPrivate, managed: x.Properties.Get("managementIpConfiguration", "properties", "subnet") != nil}
		r.notKnown(x.Properties.Get("managementIpConfiguration", "properties", "subnet"), "the management address of firewall %q", x.Name)
		f.tier = x.Properties.Get("sku", "tier").String()
		insp.firewall = f
		if id := x.Properties.Get("firewallPolicy", "id"); id != nil && id.Kind != template.Null {
			if f.policy = r.e.policies[id.ID()]; f.policy == nil {
				f.missing = "?" + id.ID()
				f.rangesUnknown = fmt.Sprintf("its policy is not in the %s", r.e.from)
				if id.ID() == "" {
					r.notKnown(id, "the policy of firewall %q", x.Name)
				}
			} else if f.policy.ranges != nil {
				f.ranges, f.rangesUnknown = f.policy.ranges, f.policy.rangesUnknown
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
	f.rulesUnknown = r.notKnown(collections, "the rules of firewall %q", x.Name)
	sort.SliceStable(list, func(i, j int) bool {
		return number(list[i].Get("properties", "priority")) < number(list[j].Get("properties", "priority"))
	})
	for _, c := range list {
		name := c.Get("name").String()
		if r.notKnown(c.Get("properties", "priority"), "the priority of collection %q", name) {
			f.rulesUnknown = true
		}
		allow, unsure := r.action(c.Get("properties", "action", "type"), name)
		rules := c.Get("properties", "rules")
		if r.notKnown(rules, "the rules of collection %q", name) {
			f.classic = append(f.classic, anyRule(rules))
		}
		for _, v := range rules.List() {
			f.classic = append(f.classic, r.networkRule(v, v, allow, unsure))
		}
	}
	application := x.Properties.Get("applicationRuleCollections")
	if r.notKnown(application, "the application rules of firewall %q", x.Name) {
		f.classicApplication = []*rule{anyByName(application)}
	}
	for _, c := range application.List() {
		name := c.Get("name").String()
		allow, unsure := r.action(c.Get("properties", "action", "type"), name)
		rules := c.Get("properties", "rules")
		if r.notKnown(rules, "the rules of collection %q", name) {
			f.classicApplication = append(f.classicApplication, anyByName(rules))
		}
		for _, v := range rules.List() {
			f.classicApplication = append(f.classicApplication, r.applicationRule(v, allow, unsure))
		}
	}
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
	for _, x := range r.of(azure.TypeLoadBalancer) {
		r.on = x
		for _, c := range r.list(x.Properties.Get("frontendIPConfigurations"), fmt.Sprintf("the frontends of load balancer %q", x.Name)) {
			r.appliance(x, c, false)
		}
	}
	for _, x := range r.of(azure.TypeNetworkInterface) {
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
