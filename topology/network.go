package topology

import (
	"net/netip"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/internal/ipnet"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/source"
)

// prefixesOf are the prefixes of the network, or of some of its subnets.
func (n *network) prefixesOf(subnets []string) []netip.Prefix {
	if subnets == nil {
		return n.AddressSpace
	}
	var out []netip.Prefix
	for _, s := range subnets {
		out = append(out, n.subnets[s].Prefixes...)
	}
	return out
}

// closable tells whether a derived group can be associated with the network's subnets: of an existing one, those that the intent names.
func (n *network) closable() bool {
	switch n.ownership() {
	case Created:
		return true
	case External:
		return false
	}
	for i := range n.Subnets {
		if n.takesGroup(n.Subnets[i].Name) {
			return true
		}
	}
	return false
}

// network is a virtual network or a virtual hub, with what the passes learn of it: each part stands in the file of the pass that writes it.
type network struct {
	*schema.Network
	id                NetworkID
	subnets           map[string]*schema.Subnet
	hops              map[string]*hop // by part
	vpn, expressRoute *gatewayNode    // nil where it has none
	wan               *wan            // of a virtual hub, nil for a virtual network

	roles
	virtualHubRoles
	neighbours
	connectedGroups
	policy policy
	gatewayUse
	tunnelling
	carrier
}

func (n *network) hasGateway() bool { return n.VPN != nil || n.ExpressRoute != nil }

// gatewayWord says which gateways the network has.
func (n *network) gatewayWord() string {
	switch {
	case n.VPN != nil && n.ExpressRoute != nil:
		return "VPN and ExpressRoute gateways"
	case n.VPN != nil:
		return "a VPN gateway"
	}
	return "an ExpressRoute gateway"
}

func (n *network) origin(rule string) Origin {
	return Origin{Range: n.KeyRange(), Statements: []string{n.Path()}, Rule: rule}
}

// isApplianceSubnet tells whether an appliance of the network stands in the subnet or forwards from it.
func (n *network) isApplianceSubnet(subnet string) bool {
	for _, h := range n.hops {
		if h.kind == applianceHop && (h.subnet == subnet || h.egress == subnet) {
			return true
		}
	}
	return false
}

// firewallAddress is the firewall's address: as given, else the first that Azure leaves usable in its subnet, the fifth.
func (n *network) firewallAddress() netip.Addr {
	if n.Firewall.PrivateAddress.IsValid() {
		return n.Firewall.PrivateAddress
	}
	if s := n.subnets[firewallSubnet]; s != nil {
		for _, p := range s.Prefixes {
			if a, ok := ipnet.Nth(p, 4); ok && p.Addr().Is4() {
				return a
			}
		}
	}
	return netip.Addr{}
}

// Names of subnets that Azure reserves for its services.
const (
	gatewaySubnet            = azure.GatewaySubnet
	firewallSubnet           = azure.FirewallSubnet
	firewallManagementSubnet = azure.FirewallManagementSubnet
	bastionSubnet            = azure.BastionSubnet
	routeServerSubnet        = azure.RouteServerSubnet
)

// reserved tells whether Azure reserves the name of a subnet; another letter case is refused where it is checked.
func reserved(name string) bool {
	r := azure.Reserved(name)
	return r != nil && r.Name == name
}

// label is the value of a network's label; location and subscription are always there.
func (n *network) label(key string) string {
	switch key {
	case "location":
		return n.Location
	case "subscription":
		return n.Subscription
	}
	return n.Labels[key]
}

func (n *network) ownership() Ownership {
	switch n.Ownership {
	case "existing":
		return Existing
	case "external":
		return External
	}
	return Created
}

// isRelay tells whether a network forwards for others: it has a firewall, an appliance or a gateway, or is a hub.
func (n *network) isRelay() bool {
	return n.Firewall != nil || len(n.Appliances) > 0 || n.hasGateway() || len(n.hubOf) > 0
}

// tier is when the network is made: hubs, and what else others are pointed at, before the networks that are routed.
func (n *network) tier() Tier {
	if n.isRelay() && !n.policy.routed() {
		return Hub
	}
	return Spoke
}

func (n *network) hasIPv6() bool { return ipnet.HasIPv6(n.AddressSpace) }

func (n *network) writesRoutes() bool {
	for i := range n.Subnets {
		if len(n.Subnets[i].Routes) > 0 {
			return true
		}
	}
	return false
}

func writesDefault(s *schema.Subnet) bool {
	for _, w := range s.Routes {
		if w.Prefix.Bits() <= 3 {
			return true
		}
	}
	return false
}

// isEndpoint tells whether a subnet counts where its network is named.
func (n *network) isEndpoint(s *schema.Subnet) bool {
	return !reserved(s.Name) && s.Routing != "none" && !n.isApplianceSubnet(s.Name)
}

// hasEndpoint tells whether packets of the network's own can be looked at where it is named. Of one that is not created, the intent need not name
// the subnets.
func (n *network) hasEndpoint() bool {
	for i := range n.Subnets {
		if n.isEndpoint(&n.Subnets[i]) {
			return true
		}
	}
	return n.VirtualWAN != "" || n.ownership() != Created && len(n.Subnets) == 0
}

// takesGroup tells whether a derived group may be associated with the subnet: not with a reserved one, and not with that of an appliance, where it
// would judge what the appliance forwards for others.
func (n *network) takesGroup(subnet string) bool {
	return !reserved(subnet) && !n.isApplianceSubnet(subnet)
}

// takesSomeGroup tells whether a group stands on some of the subnets; nil are all.
func (n *network) takesSomeGroup(subnets []string) bool {
	for _, s := range subnets {
		if n.takesGroup(s) {
			return true
		}
	}
	return subnets == nil
}

// hasDefaultRoute tells whether some subnet of the network has a route for everything.
func (n *network) hasDefaultRoute() bool {
	if n.sendsInternet() {
		return true
	}
	for i := range n.Subnets {
		if writesDefault(&n.Subnets[i]) {
			return true
		}
	}
	return false
}

func (n *network) prefixAt(i int) source.Range { return n.At(schema.NetworkField.AddressSpace, i) }

// holding are the indexes of the network's prefixes that contain a prefix of these subnets.
func (n *network) holding(subnets []string) []int {
	var out []int
	for i, p := range n.AddressSpace {
		for _, s := range subnets {
			if sub := n.subnets[s]; sub != nil && ipnet.ContainsAny(p, sub.Prefixes) {
				out = append(out, i)
				break
			}
		}
	}
	return out
}

// spokesOfAll are the spokes of all hub-and-spokes of which the network is a hub, by name.
func (n *network) spokesOfAll() []*network {
	var lists [][]*network
	for _, g := range n.hubOf {
		lists = append(lists, g.spokes)
	}
	return union(lists...)
}

// hubFor tells whether the network is a hub of the spoke.
func (n *network) hubFor(spoke *network) bool {
	for _, g := range n.hubOf {
		if g.isSpoke[spoke] {
			return true
		}
	}
	return false
}

// gatewayNetworkOf is the network whose gateway it uses, or the virtual hub by which it reaches the gateways.
func gatewayNetworkOf(n *network) *network {
	if hub := n.hubToOnPremises(); hub != nil {
		return hub
	}
	return gatewayHolder(n)
}

// gatewayHolder is the network whose gateway a network uses, itself where it has one.
func gatewayHolder(n *network) *network {
	if n.policy.gateway != nil {
		return n.policy.gateway
	}
	return n
}

// inspectedBy is what inspects the network's traffic with what is behind the gateway that it uses.
func inspectedBy(n *network) []string {
	if n.policy.gateway == n {
		return nil
	}
	return viaRefs(n.policy.onPremises)
}

// wayOut is what the network's traffic to the internet goes through, and the statement that says so; nil for directly.
func (n *network) wayOut() (*hop, *hubAndSpoke) {
	if n.policy.internet != nil {
		return n.policy.internet, n.policy.from["internet"]
	}
	for _, g := range n.spokeOfWAN {
		if g.internet.hop != nil {
			return g.internet.hop, g
		}
	}
	return nil, nil
}

func (n *network) sendsInternetTo(h *hop) bool {
	way, _ := n.wayOut()
	return way == h
}

// sendsInternet tells whether the network's traffic to the internet goes through something.
func (n *network) sendsInternet() bool {
	h, _ := n.wayOut()
	return h != nil
}

// waysOut is the network, or where a subnet has a hand-written default route, the others.
func (n *network) waysOut() []string {
	var out []string
	whole := true
	for i := range n.Subnets {
		s := &n.Subnets[i]
		if writesDefault(s) {
			whole = false
		} else if n.isEndpoint(s) {
			out = append(out, string(n.id)+"/"+s.Name)
		}
	}
	if whole {
		return []string{string(n.id)}
	}
	return out
}
