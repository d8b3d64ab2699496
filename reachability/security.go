package reachability

import (
	"net/netip"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// A securityGroup is a network security group with the rules that Azure adds, by priority.
type securityGroup struct {
	id, name     string
	rules        []*rule
	subnets      []*subnet
	rulesUnknown bool // not all rules are known
}

// securityGroups reads them. Those of network interfaces are not read: only a subnet's counts.
func (r *reader) securityGroups() {
	rules, unknown := r.children(azure.TypeSecurityGroup, azure.TypeSecurityRule)
	for _, x := range r.of(azure.TypeSecurityGroup) {
		r.on = x
		g := &securityGroup{id: x.ID, name: x.Name, rulesUnknown: unknown[x.ID] != ""}
		for _, c := range rules[x.ID] {
			g.rules = append(g.rules, r.securityRule(c))
		}
		g.rules = append(g.rules, defaultRules()...)
		sort.SliceStable(g.rules, func(i, j int) bool { return g.rules[i].priority < g.rules[j].priority })
		r.e.groups[x.ID] = g
	}
}

func (r *reader) securityRule(c child) *rule {
	p := c.props
	out := &rule{
		name: c.name, at: c.at, perhaps: c.perhaps, priority: int(number(p.Get("priority"))), protocols: protocolBit(p.Get("protocol").String()),
		allow:   strings.EqualFold(p.Get("access").String(), "Allow"),
		inbound: strings.EqualFold(p.Get("direction").String(), "Inbound"),
	}
	for _, flag := range []string{"access", "direction", "protocol", "priority"} {
		if r.notKnown(p.Get(flag), "%s of security rule %q", flag, c.name) {
			out.unsure = true
		}
	}
	out.directionUnknown = p.Get("direction").IsUnknown()
	if p.Get("protocol").IsUnknown() {
		out.protocols = anyProtocol
	}
	out.src = r.securityMatcher(p, c.name, "sourceAddressPrefix", "sourceAddressPrefixes", "sourceApplicationSecurityGroups")
	out.dst = r.securityMatcher(p, c.name, "destinationAddressPrefix", "destinationAddressPrefixes", "destinationApplicationSecurityGroups")
	list := append([]*template.Value(nil), p.Get("destinationPortRanges").List()...)
	if one := p.Get("destinationPortRange"); one != nil && one.String() != "" {
		list = append(list, one)
	}
	for _, key := range []string{"destinationPortRange", "destinationPortRanges", "sourcePortRange", "sourcePortRanges"} {
		out.unsure = r.anyUnknown(p.Get(key), "%s of security rule %q", key, c.name) || out.unsure
	}
	out.ports, out.unsure = ports(list, out.unsure)
	if s := p.Get("sourcePortRange").String(); s != "" && s != "*" || len(p.Get("sourcePortRanges").List()) > 0 {
		out.unsure = true // who knows from which port
	}
	return out
}

func (r *reader) securityMatcher(p *template.Value, name, one, many, groups string) matcher {
	var m matcher
	var ps []netip.Prefix
	list := append([]*template.Value{p.Get(one)}, p.Get(many).List()...)
	m.unknown = r.notKnown(p.Get(many), "%s of security rule %q", many, name) || len(p.Get(groups).List()) > 0
	m.unknown = r.notKnown(p.Get(groups), "%s of security rule %q", groups, name) || m.unknown
	for _, v := range list {
		text := v.String()
		got, ok := parseAddresses(text)
		switch {
		case r.notKnown(v, "%s of security rule %q", one, name):
			m.unknown = true
		case text == "":
		case text == "*" || strings.EqualFold(text, "any"):
			m.any = true
		case ok:
			ps = append(ps, got...)
		case strings.EqualFold(text, "VirtualNetwork"):
			m.network = true
		case strings.EqualFold(text, "Internet"):
			m.internet = true
		case strings.EqualFold(text, "AzureLoadBalancer"): // the probes' address, which no subnet has
		case strings.EqualFold(text, "GatewayManager"), strings.EqualFold(text, "ApiManagement"): // public addresses of Azure's own management
		case strings.EqualFold(text, "AzureCloud"): // which of the public addresses are Azure's is not known here
			m.unknown = true
		default:
			m.unknown = true
			r.malformed(v, "%s of security rule %q", one, name)
		}
	}
	if len(ps) > 0 {
		m.sets = []*addrSet{newAddrSet(ps)}
	}
	return m
}

// defaultRules are the rules that every security group ends with.
// Source: Azure network security groups overview, "Default security rules".
func defaultRules() []*rule {
	vnet := matcher{network: true}
	all := matcher{any: true}
	return []*rule{
		{name: "AllowVnetInBound", inbound: true, allow: true, priority: 65000, protocols: anyProtocol, src: vnet, dst: vnet, ports: everyPort},
		{name: "DenyAllInBound", inbound: true, priority: 65500, protocols: anyProtocol, src: all, dst: all, ports: everyPort},
		{name: "AllowVnetOutBound", allow: true, priority: 65000, protocols: anyProtocol, src: vnet, dst: vnet, ports: everyPort},
		{name: "AllowInternetOutBound", allow: true, priority: 65001, protocols: anyProtocol, src: all, dst: matcher{internet: true}, ports: everyPort},
		{name: "DenyAllOutBound", priority: 65500, protocols: anyProtocol, src: all, dst: all, ports: everyPort},
	}
}

// guard decides what the security group of a subnet does with a new flow.
func (e *Estate) guard(s *subnet, inbound bool, src, dst netip.Addr, flow Flow) verdict {
	if s.groupMissing != "" {
		return verdict{pass: true, undecided: true}
	}
	if s.group == nil {
		return verdict{pass: true}
	}
	if s.group.rulesUnknown {
		return verdict{pass: true, undecided: true}
	}
	var rules []*rule
	for _, r := range s.group.rules {
		if r.inbound == inbound || r.directionUnknown {
			rules = append(rules, r)
		}
	}
	return judge(rules, src, dst, flow, e.virtualNetworkTag(s))
}

// virtualNetworkTag is what the service tag VirtualNetwork stands for at a subnet: the network, networks peered with it
// (with allowVirtualNetworkAccess), what its gateways and its virtual hub know, and the prefixes of the user-defined routes on the subnet, so
// that a 0.0.0.0/0 widens it to everything.
// Source: Virtual network service tags, VirtualNetwork: "the virtual network address space (all IP address ranges defined
// for the virtual network), all connected on-premises address spaces, peered virtual networks, virtual networks connected to
// a virtual network gateway, the virtual IP address of the host, and address prefixes used on user-defined routes".
func (e *Estate) virtualNetworkTag(s *subnet) *addrSet {
	if s.vnetTag != nil {
		return s.vnetTag
	}
	ps := append([]netip.Prefix(nil), s.net.Prefixes...)
	unsure := s.tableUnknown != "" || s.table != nil && s.table.routesUnknown != "" || s.net.gatewayUseUnknown() != "" || len(s.unknownRoutes()) > 0
	for _, h := range s.net.halves {
		if !h.connected() {
			continue
		}
		unsure = unsure || h.accessUnknown != ""
		if h.access && h.accessUnknown == "" {
			ps = append(ps, h.remotePrefixes()...)
		}
	}
	ps = append(ps, s.net.connectedPrefixes()...)
	for _, g := range s.net.usedGateways() {
		for _, l := range g.prefixes() {
			ps = append(ps, l.prefix)
		}
	}
	if c := s.net.conn; c != nil {
		unsure = unsure || c.hub.routingUnknown != ""
		ps = append(ps, c.hub.sub.Prefixes...)
		for _, x := range c.routes() {
			ps = append(ps, x.prefix)
		}
	}
	if s.table != nil {
		for _, u := range s.table.routes {
			if u.prefix.IsValid() {
				ps = append(ps, u.prefix)
			}
		}
	}
	ps = append(ps, netip.MustParsePrefix("168.63.129.16/32"))
	s.vnetTag = newAddrSet(ps)
	s.vnetTag.incomplete = unsure
	return s.vnetTag
}
