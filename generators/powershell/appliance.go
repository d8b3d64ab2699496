package powershell

import (
	"strings"

	"github.com/vnetloom/vnetloom/generators/plan"
)

func makePublicAddress(r *row, b *body) {
	sku := b.child("sku", true)
	r.set("Sku", sku.str("name", true))
	r.set("Tier", orDefault(sku.str("tier", false), "Regional"))
	_ = sku.done()
	r.set("Zones", b.strings("zones", false))
	p := b.child("properties", true)
	r.set("Allocation", p.str("publicIPAllocationMethod", true))
	r.set("Version", orDefault(p.str("publicIPAddressVersion", false), "IPv4"))
	r.set("IdleTimeout", p.number("idleTimeoutInMinutes", false))
	_ = p.done()
}

// orDefault is a value, or a string literal of ours.
func orDefault(n node, s string) node {
	if n == nil {
		return code("'" + s + "'")
	}
	return n
}

func makeGateway(r *row, b *body) {
	p := b.child("properties", true)
	configs := list{}
	for i, o := range p.children("ipConfigurations", true) {
		config := &row{}
		config.set("Name", o.str("name", true))
		op := o.child("properties", true)
		op.expect("privateIPAllocationMethod", "Dynamic")
		if i == 0 {
			r.set("VirtualNetwork", op.network("subnet"))
		}
		config.set("Subnet", op.id("subnet", "virtualNetworks/subnets", true))
		config.set("PublicAddress", op.id("publicIPAddress", "publicIPAddresses", false))
		_ = op.done()
		_ = o.done()
		configs = append(configs, config)
	}
	r.set("Type", p.str("gatewayType", true))
	r.set("VpnType", p.str("vpnType", false))
	r.set("Generation", p.str("vpnGatewayGeneration", false))
	sku := p.child("sku", true)
	name := sku.text("name", true)
	sku.expect("tier", name)
	r.set("Sku", sku.str("name", true))
	_ = sku.done()
	r.set("ActiveActive", p.flag("activeActive", false))
	r.set("Bgp", p.flag("enableBgp", false))
	if bgp := p.child("bgpSettings", false); p.has("bgpSettings") {
		r.set("Asn", bgp.number("asn", false))
		_ = bgp.done()
	}
	r.set("DefaultSite", p.id("gatewayDefaultSite", "localNetworkGateways", false))
	r.set("RemoteVnetTraffic", p.flag("allowRemoteVnetTraffic", false))
	r.set("VirtualWanTraffic", p.flag("allowVirtualWanTraffic", false))
	r.set("IpConfigurations", configs)
	_ = p.done()
}

// network is the network of the subnet to which a member {id: …} refers, as the data names it.
func (b *body) network(key string) node {
	holder, _ := b.object.Get(key).(plan.Object)
	ref, ok := holder.Get("id").(plan.Ref)
	if !ok {
		b.fail(key, "not a reference to a subnet")
		return nil
	}
	id := plan.ID(ref)
	id.Type = networkType
	id.Name, _, _ = strings.Cut(id.Name, "/")
	return b.reference(key, "virtualNetworks", plan.Ref(id))
}

func makeIPGroup(r *row, b *body) {
	p := b.child("properties", true)
	if l, ok := p.strings("ipAddresses", true).(list); ok {
		r.set("Addresses", column(l))
	}
	_ = p.done()
}

func makePolicy(r *row, b *body) {
	p := b.child("properties", true)
	sku := p.child("sku", true)
	r.set("Tier", sku.str("tier", true))
	_ = sku.done()
	r.set("ThreatIntelligence", orDefault(p.str("threatIntelMode", false), "Alert"))
	if snat := p.child("snat", false); p.has("snat") {
		r.set("PrivateRanges", snat.strings("privateRanges", true))
		_ = snat.done()
	}
	_ = p.done()
}

// newRuleGroup makes the row of a rule collection group, which stands in the row of its policy.
func newRuleGroup(r *plan.Resource) (*row, error) {
	b := newBody(r)
	g := &row{about: comment(r.Description)}
	g.set("Name", b.encode("name", plan.Str(r.ID.Name[strings.LastIndexByte(r.ID.Name, '/')+1:])))
	p := b.child("properties", true)
	g.set("Priority", p.number("priority", true))
	collections := list{}
	for _, o := range p.children("ruleCollections", true) {
		c := &row{}
		o.expect("ruleCollectionType", "FirewallPolicyFilterRuleCollection")
		c.set("Name", o.str("name", true))
		c.set("Priority", o.number("priority", true))
		action := o.child("action", true)
		c.set("Action", action.str("type", true))
		_ = action.done()
		rules := list{}
		for _, rule := range o.children("rules", true) {
			rules = append(rules, newRule(rule))
		}
		c.set("Rules", rules)
		_ = o.done()
		collections = append(collections, c)
	}
	g.set("Collections", collections)
	_ = p.done()
	return g, b.done()
}

func newRule(b *body) *row {
	r := &row{}
	b.expect("ruleType", "NetworkRule")
	r.set("Name", b.str("name", true))
	r.set("Protocols", b.strings("ipProtocols", true))
	r.set("Sources", b.groups("sourceIpGroups"))
	r.set("SourceAddresses", b.strings("sourceAddresses", false))
	r.set("Destinations", b.groups("destinationIpGroups"))
	r.set("DestinationAddresses", b.strings("destinationAddresses", false))
	r.set("DestinationFqdns", b.strings("destinationFqdns", false))
	r.set("Ports", b.strings("destinationPorts", true))
	if b.has("sourceIpGroups") == b.has("sourceAddresses") { // the cmdlet has a parameter set for each
		b.fail("sourceIpGroups", "either IP groups or addresses")
	}
	_ = b.done()
	return r
}

// groups is a list of references to IP groups, nil where it is not there.
func (b *body) groups(key string) node {
	v := b.get(key, false)
	if v == nil {
		return nil
	}
	items, ok := v.(plan.List)
	if !ok {
		b.fail(key, "not a list")
	}
	out := list{}
	for _, item := range items {
		out = append(out, b.reference(key, "ipGroups", item))
	}
	return out
}

func makeFirewall(r *row, b *body) {
	r.set("Zones", b.strings("zones", false))
	p := b.child("properties", true)
	sku := p.child("sku", true)
	r.set("Sku", sku.str("name", true))
	r.set("Tier", sku.str("tier", true))
	_ = sku.done()
	r.set("Policy", p.id("firewallPolicy", "firewallPolicies", true))
	if p.has("virtualHub") {
		makeHubFirewall(r, p)
		_ = p.done()
		return
	}
	configs := list{}
	for _, o := range p.children("ipConfigurations", true) {
		configs = append(configs, newFirewallConfig(o))
	}
	r.set("IpConfigurations", configs)
	if o := p.child("managementIpConfiguration", false); p.has("managementIpConfiguration") {
		r.set("Management", newFirewallConfig(o))
	}
	_ = p.done()
}

func newFirewallConfig(o *body) *row {
	c := &row{}
	c.set("Name", o.str("name", true))
	p := o.child("properties", true)
	c.set("Subnet", p.id("subnet", "virtualNetworks/subnets", false))
	c.set("PublicAddress", p.id("publicIPAddress", "publicIPAddresses", true))
	c.set("PrivateAddress", p.str("privateIPAddress", false))
	_ = p.done()
	_ = o.done()
	return c
}
