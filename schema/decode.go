package schema

import (
	"net/netip"
	"strconv"
	"strings"
)

// decode makes the Intent of a tree that is checked, expanded and filled: nothing can be wrong any more.
func (l *loader) decode(root *Node) *Intent {
	in := &Intent{
		Element: Element[Intent]{root}, Name: root.get("name").str(), Location: root.get("defaults").get("location").str(),
		Tags: stringMap(root.get("defaults").get("tags")), KeyVault: root.get("defaults").get("keyVault").str(),
		Naming: Naming{Element: Element[Naming]{root.get("naming")}, Patterns: map[string]string{}, Names: map[string][]GivenName{}},
		Limits: Limits{}, Locations: map[string]Location{}, SourceNames: l.sourceNames(),
	}
	decodeNaming(&in.Naming, root.get("naming"))
	for _, n := range root.get("limits").list(kindMap) {
		in.Limits[n.name] = int(number(n))
	}
	for name, location := range language().locations {
		in.Locations[name] = location
	}
	for _, n := range byName(root.get("tenants")) {
		in.Tenants = append(in.Tenants, Tenant{Element[Tenant]{n}, n.name, strings.ToLower(n.text)})
	}
	for _, n := range byName(root.get("subscriptions")) {
		in.Subscriptions = append(in.Subscriptions, Subscription{Element[Subscription]{n}, n.name, strings.ToLower(n.get("id").str()),
			n.get("tenant").str()})
	}
	for _, n := range byName(root.get("resourceGroups")) {
		in.ResourceGroups = append(in.ResourceGroups, ResourceGroup{Element[ResourceGroup]{n}, n.name, n.get("location").str(),
			stringMap(n.get("tags")), truth(n.get("existing"))})
	}
	for _, n := range byName(root.get("virtualWans")) {
		in.VirtualWANs = append(in.VirtualWANs, VirtualWAN{Element[VirtualWAN]{n}, n.name, n.get("type").str(), n.get("location").str(),
			n.get("subscription").str(),
			n.get("resourceGroup").str(), truth(n.get("branchToBranch")), stringMap(n.get("tags")), truth(n.get("existing")), n.get("azureName").str()})
	}
	for _, n := range byName(root.get("networks")) {
		in.Networks = append(in.Networks, decodeNetwork(n))
	}
	for _, n := range byName(root.get("sites")) {
		in.Sites = append(in.Sites, decodeSite(n))
	}
	for _, n := range byName(root.get("circuits")) {
		in.Circuits = append(in.Circuits, decodeCircuit(n))
	}
	for _, n := range byName(root.get("networkManagers")) {
		scope := n.get("scope")
		in.Managers = append(in.Managers, NetworkManager{
			Element:       Element[NetworkManager]{n},
			Name:          n.name,
			Location:      n.get("location").str(),
			Subscription:  n.get("subscription").str(),
			ResourceGroup: n.get("resourceGroup").str(),
			Tags:          stringMap(n.get("tags")),
			Scope:         ManagerScope{Element[ManagerScope]{scope}, texted(scope.get("subscriptions")), texted(scope.get("managementGroups"))},
			Commit:        n.get("commit").str(),
		})
	}
	for _, n := range byName(root.get("connections")) {
		in.Connections = append(in.Connections, decodeConnection(n))
	}
	for _, n := range byName(root.get("isolate")) {
		pair := n.list(kindList)
		in.Isolate = append(in.Isolate, Isolation{Element[Isolation]{n}, n.name, decodeMembers(pair[0]), decodeMembers(pair[1])})
	}
	for _, n := range byName(root.get("expect")) {
		in.Expect = append(in.Expect, decodeExpectation(n))
	}
	return in
}

func decodeExpectation(n *Node) Expectation {
	e := Expectation{Element: Element[Expectation]{n}, Name: n.name, From: decodeMembers(n.get("from")), To: decodeMembers(n.get("to")),
		AnyVia: n.get("via") == nil, Via: texted(n.get("via")), Reachable: truth(n.get("reachable"))}
	if w := n.get("when"); w != nil {
		e.When = Failure{Element[Failure]{w}, texted(w.get("down"))}
	}
	e.Protocol, e.Port = n.get("flow").str(), 0
	if protocol, port, ok := strings.Cut(e.Protocol, "/"); ok {
		e.Protocol = protocol
		e.Port = checked(strconv.Atoi(port))
	}
	return e
}

func decodeNetwork(n *Node) Network {
	network := Network{
		Element:            Element[Network]{n},
		Name:               n.name,
		VirtualWAN:         n.get("virtualWan").str(),
		RoutingPreference:  n.get("routingPreference").str(),
		Location:           n.get("location").str(),
		Subscription:       n.get("subscription").str(),
		ResourceGroup:      n.get("resourceGroup").str(),
		AzureName:          n.get("azureName").str(),
		Ownership:          n.get("ownership").str(),
		Classic:            n.get("deploymentModel").str() == "classic",
		AddressSpace:       prefixes(n.get("addressSpace")),
		Labels:             stringMap(n.get("labels")),
		Tags:               stringMap(n.get("tags")),
		DNSServers:         addresses(n.get("dnsServers")),
		Encryption:         truth(n.get("encryption")),
		DDoSProtectionPlan: n.get("ddosProtectionPlan").str(),
		SecurityGroups:     n.get("securityGroups").str(),
	}
	for _, s := range byName(n.get("subnets")) {
		network.Subnets = append(network.Subnets, decodeSubnet(s))
	}
	if g := n.get("gateways").get("vpn"); g != nil {
		network.VPN = decodeVPNGateway(g)
	}
	if g := n.get("gateways").get("expressRoute"); g != nil {
		network.ExpressRoute = &ExpressRouteGateway{Element[ExpressRouteGateway]{g}, g.get("sku").str(), int(number(g.get("scaleUnits"))),
			truth(g.get("existing")), g.get("azureName").str()}
	}
	if f := n.get("firewall"); f != nil {
		network.Firewall = decodeFirewall(f)
	}
	for _, a := range byName(n.get("appliances")) {
		network.Appliances = append(network.Appliances, decodeAppliance(a))
	}
	return network
}

func decodeFirewallRule(n *Node) FirewallRule {
	sides := func(n *Node) []netip.Prefix {
		switch {
		case n.kind == kindList:
			return prefixes(n)
		case n.text == "any" || n.text == "services":
			return nil
		}
		return []netip.Prefix{checked(n.prefix())}
	}
	to := n.get("to")
	ports := decodePorts(n.get("ports"))
	if ports == nil {
		ports = []PortRange{{Protocol: "any"}}
	}
	return FirewallRule{Element: Element[FirewallRule]{n}, From: sides(n.get("from")), To: sides(to), ToServices: to.kind != kindList && to.text == "services",
		Ports: ports, Deny: n.get("action").str() == "deny"}
}

func decodeFirewall(n *Node) *Firewall {
	f := &Firewall{
		Element:            Element[Firewall]{n},
		Tier:               n.get("tier").str(),
		PrivateAddress:     address(n.get("privateAddress")),
		Zones:              ints(n.get("zones")),
		PublicAddresses:    int(number(n.get("publicAddresses"))),
		Policy:             n.get("policy").str(),
		Existing:           truth(n.get("existing")),
		AzureName:          n.get("azureName").str(),
		ThreatIntel:        policyModes[n.get("threatIntel").str()],
		IntrusionDetection: policyModes[n.get("intrusionDetection").str()],
		BasePolicy:         n.get("basePolicy").str(),
		Insights:           n.get("insights").str(),
		PrivateRanges:      prefixes(n.get("privateRanges")),
	}
	switch dns := n.get("dns"); {
	case dns == nil:
	case dns.kind == kindMap:
		f.DNS = &FirewallDNS{Element[FirewallDNS]{dns}, maybe(dns.get("proxy")), addresses(dns.get("servers"))}
	default:
		f.DNSProxied = true
	}
	switch rules := n.get("rules"); {
	case rules == nil:
	case rules.kind != kindList:
		f.AllowsAll = rules.text == "all"
	default:
		for _, r := range rules.list(kindList) {
			f.Rules = append(f.Rules, decodeFirewallRule(r))
		}
	}
	return f
}

// policyModes are the modes of a firewall policy as Azure writes them.
var policyModes = map[string]string{"alert": "Alert", "deny": "Deny", "off": "Off"}

func decodeSubnet(n *Node) Subnet {
	s := Subnet{
		Element: Element[Subnet]{n}, Name: n.name, Prefixes: prefixes(n.get("prefix")), Routing: n.get("routing").str(),
		NetworkSecurityGroup: n.get("networkSecurityGroup").str(),
		RulePriorities:       priorities(n.get("rulePriorities")),
		RouteTable:           n.get("routeTable").str(),
		SecurityGroups:       n.get("securityGroups").str(),
		SubnetSettings: SubnetSettings{
			NATGateway:                        n.get("natGateway").str(),
			ServiceEndpoints:                  texted(n.get("serviceEndpoints")),
			Delegation:                        n.get("delegation").str(),
			DefaultOutboundAccess:             maybe(n.get("defaultOutboundAccess")),
			PrivateEndpointNetworkPolicies:    n.get("privateEndpointNetworkPolicies").str(),
			PrivateLinkServiceNetworkPolicies: n.get("privateLinkServiceNetworkPolicies").str(),
		},
	}
	for _, r := range byName(n.get("routes")) {
		s.Routes = append(s.Routes, Route{Element[Route]{r}, r.name, prefix(r.get("prefix")), r.get("via").str(), truth(r.get("existing"))})
	}
	return s
}

// priorities reads 2000-2199.
func priorities(n *Node) Priorities {
	var p Priorities
	first, last, _ := strings.Cut(n.str(), "-")
	p.First, _ = strconv.Atoi(first)
	p.Last, _ = strconv.Atoi(last)
	return p
}

func decodeAppliance(n *Node) Appliance {
	a := Appliance{Element: Element[Appliance]{n}, Name: n.name, PrivateAddress: addresses(n.get("privateAddress")),
		Subnet: n.get("subnet").str(), EgressSubnet: n.get("egressSubnet").str()}
	if a.EgressSubnet == "" {
		a.EgressSubnet = a.Subnet
	}
	if lb := n.get("loadBalancer"); lb != nil {
		parts := strings.SplitN(lb.get("probe").str(), "/", 3)
		b := &LoadBalancer{
			Element:       Element[LoadBalancer]{lb},
			ProbeProtocol: map[string]string{"tcp": "Tcp", "http": "Http", "https": "Https"}[parts[0]],
		}
		b.ProbePort = checked(strconv.Atoi(parts[1]))
		if len(parts) == 3 {
			b.ProbePath = "/" + parts[2]
		}
		a.LoadBalancer = b
	}
	return a
}

func decodeConnection(n *Node) Connection {
	c := Connection{
		Element:               Element[Connection]{n},
		Name:                  n.name,
		Kind:                  n.get("kind").str(),
		Members:               decodeMembers(n.get("members")),
		Hubs:                  texted(n.get("hub")),
		Spokes:                decodeMembers(n.get("spokes")),
		SpokeToSpoke:          decodeVia(n.get("spokeToSpoke")),
		Internet:              decodeVia(n.get("internet")),
		OnPremises:            decodeVia(n.get("onPremises")),
		HubSubnets:            decodeVia(n.get("hubSubnets")),
		UseGatewayOf:          n.get("useGatewayOf").str(),
		ForwardedTraffic:      maybe(n.get("forwardedTraffic")),
		IPv6Only:              truth(n.get("ipv6Only")),
		Transit:               decodeTransit(n.get("transit")),
		TransitAmong:          decodeMembers(n.get("transit").get("spokes").get("among")),
		Access:                n.get("access").str(),
		NetworkManager:        n.get("networkManager").str(),
		Membership:            n.get("membership").str(),
		DeleteExistingPeering: truth(n.get("deleteExistingPeering")),
	}
	if flows := n.get("access"); flows != nil && flows.kind == kindMap {
		c.Access = "flows"
		for _, f := range byName(flows) {
			c.Flows = append(c.Flows, AccessFlow{Element[AccessFlow]{f}, f.name, decodeMembers(f.get("from")), decodeMembers(f.get("to")),
				decodePorts(f.get("ports"))})
		}
	}
	if hops := n.get("internet").list(kindList); len(hops) == 2 {
		c.Internet, c.InternetNext = decodeVia(hops[0]), decodeVia(hops[1])
	}
	c.KeyName = n.get("keyName").str()
	c.NATRules = texted(n.get("natRules"))
	decodeExisting(&c, n)
	switch c.Kind {
	case "vpn":
		decodeVPN(&c, n)
	case "expressRoute":
		c.Circuit, c.BackupBy = n.get("circuit").str(), texted(n.get("backupBy"))
		c.Weight = int(number(n.get("weight")))
		c.BGP = decodeBGP(n.get("bgp"))
		c.NetworkToNetwork, c.VirtualWAN, c.FastPath = truth(n.get("networkToNetwork")), truth(n.get("virtualWan")), truth(n.get("fastPath"))
	default:
		for _, e := range n.get("between").list(kindList) {
			c.Between = append(c.Between, End{Element[End]{e}, e.get("network").str(), texted(e.get("subnets"))})
		}
	}
	return c
}

func decodePorts(n *Node) []PortRange {
	var out []PortRange
	for _, item := range n.list(kindList) {
		out = append(out, checked(item.ports()))
	}
	return out
}

func decodeMembers(n *Node) Members {
	m := Members{Element: Element[Members]{n}}
	for _, item := range n.list(kindList) {
		member := Member{Element: Element[Member]{item}, Name: item.text}
		if item.kind == kindMap {
			member.Name, member.Labels = "", map[string][]string{}
			for _, label := range item.children {
				member.Labels[label.name] = written(label.list(kindList))
			}
		}
		m.Items = append(m.Items, member)
	}
	return m
}

func decodeVia(n *Node) Via {
	v := Via{Element: Element[Via]{n}, Mode: n.str()}
	if network, part, ok := strings.Cut(v.Mode, "/"); ok {
		v.Mode, v.Network, v.Part = "through", network, part
	}
	return v
}

func decodeTransit(n *Node) []string {
	switch {
	case n == nil || n.kind == kindBool && n.text == "false":
		return nil
	case n.kind == kindBool:
		return []string{"spokes"}
	case n.kind == kindString:
		return []string{n.text}
	case n.kind == kindMap:
		words := []string{"spokes"}
		for _, word := range []string{"hubs", "sites"} {
			if truth(n.get(word)) {
				words = append(words, word)
			}
		}
		return words
	}
	return texted(n)
}
