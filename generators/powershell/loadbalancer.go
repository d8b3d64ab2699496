package powershell

import (
	"strings"

	"github.com/vnetloom/vnetloom/generators/plan"
)

func makeLoadBalancer(r *row, b *body) {
	sku := b.child("sku", true)
	r.set("Sku", sku.str("name", true))
	r.set("Tier", orDefault(sku.str("tier", false), "Regional"))
	_ = sku.done()
	p := b.child("properties", true)
	frontends, pools, probes, rules := list{}, list{}, list{}, list{}
	for _, o := range p.children("frontendIPConfigurations", true) {
		frontends = append(frontends, newFrontend(o))
	}
	for _, o := range p.children("backendAddressPools", true) {
		pools = append(pools, o.str("name", true))
		_ = o.done()
	}
	for _, o := range p.children("probes", true) {
		probes = append(probes, newProbe(o))
	}
	for _, o := range p.children("loadBalancingRules", true) {
		rules = append(rules, newBalancingRule(o))
	}
	r.set("Frontends", frontends)
	r.set("BackendPools", pools)
	r.set("Probes", probes)
	r.set("Rules", rules)
	_ = p.done()
}

func newFrontend(o *body) *row {
	f := &row{}
	f.set("Name", o.str("name", true))
	p := o.child("properties", true)
	p.expect("privateIPAllocationMethod", "Static")
	f.set("Address", p.str("privateIPAddress", true))
	f.set("Version", p.str("privateIPAddressVersion", false))
	f.set("Subnet", p.id("subnet", "virtualNetworks/subnets", true))
	f.set("Zones", o.strings("zones", false))
	_ = p.done()
	_ = o.done()
	return f
}

func newProbe(o *body) *row {
	probe := &row{}
	probe.set("Name", o.str("name", true))
	p := o.child("properties", true)
	probe.set("Protocol", p.str("protocol", true))
	probe.set("Port", p.number("port", true))
	probe.set("Path", p.str("requestPath", false))
	probe.set("Interval", p.number("intervalInSeconds", false))
	probe.set("Count", p.number("numberOfProbes", false))
	probe.set("Threshold", p.number("probeThreshold", false))
	_ = p.done()
	_ = o.done()
	return probe
}

func newBalancingRule(o *body) *row {
	rule := &row{}
	rule.set("Name", o.str("name", true))
	p := o.child("properties", true)
	rule.set("Frontend", p.part("frontendIPConfiguration", "frontendIPConfigurations"))
	rule.set("BackendPool", p.part("backendAddressPool", "backendAddressPools"))
	rule.set("Probe", p.part("probe", "probes"))
	rule.set("Protocol", p.str("protocol", true))
	rule.set("FrontendPort", p.number("frontendPort", true))
	rule.set("BackendPort", p.number("backendPort", true))
	rule.set("FloatingIP", p.flag("enableFloatingIP", false))
	rule.set("TcpReset", p.flag("enableTcpReset", false))
	rule.set("IdleTimeout", p.number("idleTimeoutInMinutes", false))
	rule.set("LoadDistribution", p.str("loadDistribution", false))
	rule.set("DisableOutboundSnat", p.flag("disableOutboundSnat", false))
	_ = p.done()
	_ = o.done()
	return rule
}

// part is the name of a part of the same load balancer, to which a member {id: …} refers.
func (b *body) part(key, kind string) node {
	holder := b.child(key, true)
	ref, ok := holder.get("id", true).(plan.Ref)
	_ = holder.done()
	balancer, name, _ := strings.Cut(ref.Name, "/")
	own := plan.ID{Subscription: ref.Subscription, ResourceGroup: ref.ResourceGroup, Type: b.from.Type, Name: balancer}
	if !ok || own != b.from || ref.Type != b.from.Type+"/"+kind {
		b.fail(key, "not one of the %s of this load balancer", kind)
		return nil
	}
	return b.encode(key, plan.Str(name))
}
