package powershell

import (
	"fmt"
	"strings"

	"github.com/vnetloom/vnetloom/generators/plan"
)

// A kind is a table of the data section: the type of its resources, and how one becomes a row.
type kind struct {
	typ      string
	variable string
	about    string // comment above the table
	plural   string
	make     func(*row, *body)
}

// kinds are the tables in the order in which a stage makes them. Rule collection groups are in the rows of their policies.
var kinds = append([]kind{
	{groupType, "$ResourceGroups", "Resource groups.", "resource groups", makeGroup},
	{circuitType, "$Circuits", "ExpressRoute circuits, each with its private peering where we configure it.",
		"ExpressRoute circuits", makeCircuit},
	{wanType, "$VirtualWans", "Virtual WANs.", "virtual WANs", makeWAN},
	{hubType, "$VirtualHubs", "Virtual hubs.", "virtual hubs", makeHub},
	{vpnSiteType, "$VpnSites", "VPN sites: places outside as the virtual hubs see them.", "VPN sites", makeVPNSite},
	{hubVPNType, "$HubVpnGateways", "VPN gateways of virtual hubs.", "VPN gateways of virtual hubs", makeHubVPNGateway},
	{hubERType, "$HubExpressRouteGateways", "ExpressRoute gateways of virtual hubs.",
		"ExpressRoute gateways of virtual hubs", makeHubERGateway},
	{networkProvider + "routeTables", "$RouteTables", "Route tables, each with all its routes.",
		"route tables", makeRouteTable},
	{networkProvider + "networkSecurityGroups", "$SecurityGroups", "Network security groups, each with all its rules.",
		"network security groups", makeSecurityGroup},
	{networkType, "$VirtualNetworks", "Virtual networks, each with all its subnets.",
		"virtual networks", makeNetwork},
	{networkProvider + "publicIPAddresses", "$PublicAddresses", "Public addresses.",
		"public addresses", makePublicAddress},
	{networkProvider + "localNetworkGateways", "$LocalGateways", "Local network gateways: the sites as the VPN gateways see them.",
		"local network gateways", makeLocalGateway},
	{networkProvider + "virtualNetworkGateways", "$Gateways", "Virtual network gateways.",
		"virtual network gateways", makeGateway},
	{networkProvider + "ipGroups", "$IpGroups", "IP groups, which the rules below name.",
		"IP groups", makeIPGroup},
	{policyType, "$FirewallPolicies", "Firewall policies, each with its rules.",
		"firewall policies", makePolicy},
	{networkProvider + "azureFirewalls", "$Firewalls", "Firewalls.", "firewalls", makeFirewall},
	{intentType, "$RoutingIntents", "Routing intents: what passes the firewall of a virtual hub.", "routing intents", makeIntent},
	{hubTableType, "$HubRouteTables", "Route tables of virtual hubs, each with all its routes.",
		"route tables of virtual hubs", makeHubTable},
	{networkProvider + "loadBalancers", "$LoadBalancers", "Load balancers; the members of their pools are not theirs.",
		"load balancers", makeLoadBalancer},
	{peeringType, "$Peerings", "Peerings: one row per half, the side that offers its gateway first.",
		"halves of peerings", makePeering},
	{networkProvider + "connections", "$Connections", "Connections: one row per direction. A key is a parameter of this script.",
		"connections", makeConnection},
	{hubVPNConnectionType, "$HubVpnConnections", "Connections of virtual hubs with sites. A key is a parameter of this script.",
		"connections of virtual hubs with sites", makeHubVPNConnection},
	{hubERConnectionType, "$HubCircuitConnections", "Connections of virtual hubs with circuits.",
		"connections of virtual hubs with circuits", makeHubERConnection},
	{hubConnectionType, "$HubConnections", "Connections of networks with virtual hubs.",
		"connections with virtual hubs", makeHubConnection},
}, managerKinds...)

const (
	groupType     = "Microsoft.Resources/resourceGroups"
	networkType   = networkProvider + "virtualNetworks"
	policyType    = networkProvider + "firewallPolicies"
	ruleGroupType = policyType + "/ruleCollectionGroups"
	peeringType   = networkType + "/virtualNetworkPeerings"
	circuitType   = networkProvider + "expressRouteCircuits"
)

// newRow makes the row of a resource, with all that its body holds.
func newRow(stage string, k *kind, r *plan.Resource) (*row, error) {
	b := newBody(r)
	out := &row{about: comment(r.Description)}
	out.set("Stage", b.encode("stage", plan.Str(stage)))
	name := r.ID.Name
	column, child := below[k.typ]
	if child {
		parent, own, ok := strings.Cut(name, "/")
		if !ok {
			return nil, fmt.Errorf("%s %q: no parent in its name", r.ID.Type, name)
		}
		out.set(column, b.encode("name", plan.Str(parent)))
		name = own
	}
	if strings.Contains(name, "/") {
		return nil, fmt.Errorf("%s %q: too many segments", r.ID.Type, r.ID.Name)
	}
	out.set("Name", b.encode("name", plan.Str(name)))
	if r.ID.ResourceGroup != "" {
		out.set("ResourceGroup", b.encode("resourceGroup", plan.Str(r.ID.ResourceGroup)))
	}
	if r.ID.Subscription != "" {
		out.set("Subscription", b.encode("subscription", plan.Str(r.ID.Subscription)))
	}
	if !bare(k.typ) {
		out.set("Location", b.str("location", true))
	}
	k.make(out, b)
	if !bare(k.typ) {
		out.set("Tags", tags(b))
	}
	return out, b.done()
}

// tags is the row of a resource's tags. PowerShell's tables, like Azure, do not tell keys apart by case.
func tags(b *body) node {
	o := b.child("tags", false)
	if len(o.object) == 0 {
		return nil
	}
	out := &row{}
	seen := map[string]bool{}
	for _, m := range o.object {
		key, err := quote(m.Key)
		if err != nil {
			b.fail("tags", "%v", err)
		}
		if folded := strings.ToLower(m.Key); seen[folded] {
			b.fail("tags", "%q is there twice, but for case", m.Key)
		} else {
			seen[folded] = true
		}
		if _, ok := m.Value.(plan.Str); !ok {
			b.fail("tags", "%q is not a string", m.Key)
		}
		out.set(key, b.encode("tags", m.Value))
	}
	return out
}

func makeGroup(*row, *body) {}

func makeRouteTable(r *row, b *body) {
	p := b.child("properties", true)
	if n := p.flag("disableBgpRoutePropagation", false); n != nil {
		r.set("DisableBgpRoutePropagation", n)
	} else {
		r.set("DisableBgpRoutePropagation", code(boolean(false)))
	}
	routes := list{}
	for _, o := range p.children("routes", false) {
		route := &row{}
		route.set("Name", o.str("name", true))
		op := o.child("properties", true)
		route.set("Prefix", op.str("addressPrefix", true))
		route.set("NextHop", op.str("nextHopType", true))
		route.set("Address", op.str("nextHopIpAddress", false))
		_ = op.done()
		_ = o.done()
		routes = append(routes, route)
	}
	r.set("Routes", routes)
	_ = p.done()
}

func makeSecurityGroup(r *row, b *body) {
	p := b.child("properties", true)
	rules := list{}
	for _, o := range p.children("securityRules", false) {
		rules = append(rules, newSecurityRule(o))
	}
	r.set("Rules", rules)
	_ = p.done()
}

func newSecurityRule(o *body) *row {
	rule := &row{}
	rule.set("Name", o.str("name", true))
	p := o.child("properties", true)
	rule.set("Priority", p.number("priority", true))
	rule.set("Direction", p.str("direction", true))
	rule.set("Access", p.str("access", true))
	rule.set("Protocol", p.str("protocol", true))
	p.expect("sourcePortRange", "*")
	rule.set("Sources", p.oneOrMany("sourceAddressPrefix", "sourceAddressPrefixes"))
	rule.set("Destinations", p.oneOrMany("destinationAddressPrefix", "destinationAddressPrefixes"))
	rule.set("Ports", p.oneOrMany("destinationPortRange", "destinationPortRanges"))
	rule.set("Description", p.str("description", false))
	_ = p.done()
	_ = o.done()
	return rule
}

// oneOrMany is the list of a member that Azure has once for one string and once for several.
func (b *body) oneOrMany(one, many string) node {
	single, several := b.str(one, false), b.strings(many, false)
	switch {
	case (single == nil) == (several == nil):
		b.fail(one, "either one or a list of them")
	case single != nil:
		return list{single}
	}
	return several
}

func makeNetwork(r *row, b *body) {
	p := b.child("properties", true)
	space := p.child("addressSpace", true)
	r.set("AddressSpace", space.strings("addressPrefixes", true))
	_ = space.done()
	if dhcp := p.child("dhcpOptions", false); p.has("dhcpOptions") {
		if n, ok := dhcp.strings("dnsServers", true).(list); ok && len(n) > 0 {
			r.set("DnsServers", n)
		}
		_ = dhcp.done()
	}
	if e := p.child("encryption", false); p.has("encryption") {
		enforcement := e.str("enforcement", true)
		if e.truth("enabled") {
			r.set("Encryption", enforcement)
		} else {
			p.fail("encryption", "declared, but not enabled")
		}
		_ = e.done()
	}
	plan := p.id("ddosProtectionPlan", "ddosProtectionPlans", false)
	if p.truth("enableDdosProtection") != (plan != nil) {
		p.fail("enableDdosProtection", "without a plan, or a plan without it")
	}
	r.set("DdosProtectionPlan", plan)
	if p.has("subnets") { // without them, a network keeps those that it has
		subnets := list{}
		for _, o := range p.children("subnets", true) {
			subnets = append(subnets, newSubnet(o))
		}
		r.set("Subnets", subnets)
	}
	_ = p.done()
}

func newSubnet(o *body) *row {
	s := &row{}
	s.set("Name", o.str("name", true))
	p := o.child("properties", true)
	one, many := p.str("addressPrefix", false), p.strings("addressPrefixes", false)
	switch {
	case (one == nil) == (many == nil):
		p.fail("addressPrefix", "either one prefix or a list of them")
	case one != nil:
		many = list{one}
	}
	s.set("Prefixes", many)
	s.set("RouteTable", p.id("routeTable", "routeTables", false))
	s.set("NetworkSecurityGroup", p.id("networkSecurityGroup", "networkSecurityGroups", false))
	s.set("NatGateway", p.id("natGateway", "natGateways", false))
	services, delegations := list{}, list{}
	for _, e := range p.children("serviceEndpoints", false) {
		services = append(services, e.str("service", true))
		_ = e.done()
	}
	for _, d := range p.children("delegations", false) {
		delegation := &row{}
		delegation.set("Name", d.str("name", true))
		dp := d.child("properties", true)
		delegation.set("Service", dp.str("serviceName", true))
		_ = dp.done()
		_ = d.done()
		delegations = append(delegations, delegation)
	}
	s.set("ServiceEndpoints", orNone(services))
	s.set("Delegations", orNone(delegations))
	s.set("DefaultOutboundAccess", p.flag("defaultOutboundAccess", false))
	s.set("PrivateEndpointNetworkPolicies", p.str("privateEndpointNetworkPolicies", false))
	s.set("PrivateLinkServiceNetworkPolicies", p.str("privateLinkServiceNetworkPolicies", false))
	_ = p.done()
	_ = o.done()
	return s
}

// orNone is a list, or nothing where it is empty.
func orNone(items list) node {
	if len(items) == 0 {
		return nil
	}
	return items
}

// remote sets the columns of the other end, a member {id: …}: by name, with resource group and subscription where they are
// not the row's own. An id of the user's stays as it is.
func (b *body) remote(r *row, key, kind string) plan.Value {
	holder := b.child(key, true)
	id := holder.get("id", true)
	_ = holder.done()
	v, ok := id.(plan.Ref)
	if !ok {
		r.set("Remote", b.reference(key, kind, id))
		return id
	}
	if v.Type != networkProvider+kind {
		b.fail(key, "a reference to %s", v.Type)
	}
	r.set("Remote", b.encode(key, plan.Str(v.Name)))
	if !strings.EqualFold(v.ResourceGroup, b.from.ResourceGroup) {
		r.set("RemoteResourceGroup", b.encode(key, plan.Str(v.ResourceGroup)))
	}
	if v.Subscription != b.from.Subscription {
		r.set("RemoteSubscription", b.encode(key, plan.Str(v.Subscription)))
	}
	return id
}

func makePeering(r *row, b *body) {
	p := b.child("properties", true)
	p.remote(r, "remoteVirtualNetwork", "virtualNetworks")
	r.set("NetworkAccess", p.flag("allowVirtualNetworkAccess", true))
	r.set("ForwardedTraffic", p.flag("allowForwardedTraffic", true))
	r.set("GatewayTransit", p.flag("allowGatewayTransit", true))
	r.set("RemoteGateways", p.flag("useRemoteGateways", true))
	complete := !p.has("peerCompleteVnets") || p.truth("peerCompleteVnets")
	p.get("peerCompleteVnets", false)
	local, far := p.strings("localSubnetNames", !complete), p.strings("remoteSubnetNames", !complete)
	if complete && (local != nil || far != nil) {
		p.fail("localSubnetNames", "subnets of a peering of whole networks")
	}
	r.set("LocalSubnets", local)
	r.set("RemoteSubnets", far)
	if p.truth("enableOnlyIPv6Peering") {
		r.set("IPv6Only", code(boolean(true)))
	}
	_ = p.done()
}
