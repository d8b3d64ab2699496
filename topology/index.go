package topology

import (
	"fmt"
	"net/netip"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/ipnet"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/source"
)

// network is a network with what the passes learn of it.
type network struct {
	*schema.Network
	id      NetworkID
	subnets map[string]*schema.Subnet
	hops    map[string]*hop // by part

	vpn, expressRoute *gatewayNode // nil where it has none
	defaultSite       *gatewayLink // forced tunnelling: the connection that takes what has no other way

	hubOf      []*hubAndSpoke // hub-and-spokes in which it is a hub
	spokeOf    []*hubAndSpoke // and those in which it is a spoke
	peers      []*network
	clusters   []*managed // connected groups that it is in
	policy     policy
	transitHop *hop // what inspects its spokes for the hubs that carry them

	wan       *wan     // of a virtual hub, nil for a virtual network
	hubOfWAN []*hubAndSpoke // of a virtual hub: the hub-and-spokes in which it is the hub
	spokeOfWAN     []*hubAndSpoke // the hub-and-spokes in which it is a spoke of a virtual hub
}

// Kinds of hop.
type hopKind int

const (
	applianceHop hopKind = iota
	firewallHop
	vpnGatewayHop
	expressRouteHop
)

// hop is a part of a network that traffic can be sent through.
type hop struct {
	network        *network
	part           string
	kind           hopKind
	v4, v6         netip.Addr
	subnet, egress string // of an appliance or firewall
}

func (h *hop) ref() string { return string(h.network.id) + "/" + h.part }

// inspects tells whether the hop looks at packets: an appliance or a firewall, not a gateway.
func (h *hop) inspects() bool { return h != nil && (h.kind == applianceHop || h.kind == firewallHop) }

// address is the hop's address of the prefix's family, invalid where it has none.
func (h *hop) address(p netip.Prefix) netip.Addr {
	if p.Addr().Is4() {
		return h.v4
	}
	return h.v6
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

// Names of subnets that Azure reserves for its services.
const (
	gatewaySubnet            = "GatewaySubnet"
	firewallSubnet           = "AzureFirewallSubnet"
	firewallManagementSubnet = "AzureFirewallManagementSubnet"
	bastionSubnet            = "AzureBastionSubnet"
	routeServerSubnet        = "RouteServerSubnet"
)

var reservedSubnets = []string{gatewaySubnet, firewallSubnet, firewallManagementSubnet, bastionSubnet, routeServerSubnet}

func reserved(name string) bool {
	for _, r := range reservedSubnets {
		if name == r {
			return true
		}
	}
	return false
}

func (r *resolver) indexNetworks() {
	for i := range r.in.Networks {
		n := &network{Network: &r.in.Networks[i], id: NetworkID(r.in.Networks[i].Name), subnets: map[string]*schema.Subnet{}, hops: map[string]*hop{}}
		for j := range n.Subnets {
			n.subnets[n.Subnets[j].Name] = &n.Subnets[j]
		}
		n.indexHops()
		r.networks = append(r.networks, n)
		r.byName[n.id] = n
	}
	sort.Slice(r.networks, func(i, j int) bool { return r.networks[i].id < r.networks[j].id })
	r.indexWANs()
}

func (n *network) indexHops() {
	if n.VPN != nil {
		n.vpn = &gatewayNode{network: n, kind: vpnGatewayHop, asn: n.VPN.ASN}
		if n.VirtualWAN != "" {
			n.vpn.asn = hubASN
		}
		n.hops["vpnGateway"] = &hop{network: n, part: "vpnGateway", kind: vpnGatewayHop, subnet: gatewaySubnet}
	}
	if n.ExpressRoute != nil {
		n.expressRoute = &gatewayNode{network: n, kind: expressRouteHop}
		n.hops["expressRouteGateway"] = &hop{network: n, part: "expressRouteGateway", kind: expressRouteHop, subnet: gatewaySubnet}
	}
	if n.Firewall != nil && n.VirtualWAN != "" {
		n.hops["firewall"] = &hop{network: n, part: "firewall", kind: firewallHop} // Azure gives it its address, and no route of ours needs it
	} else if n.Firewall != nil {
		n.hops["firewall"] = &hop{network: n, part: "firewall", kind: firewallHop, v4: n.firewallAddress(), subnet: firewallSubnet, egress: firewallSubnet}
	}
	for i := range n.Appliances {
		a := &n.Appliances[i]
		h := &hop{network: n, part: a.Name, kind: applianceHop, subnet: a.Subnet, egress: a.EgressSubnet}
		for _, ip := range a.PrivateAddress {
			if ip.Is4() {
				h.v4 = ip
			} else {
				h.v6 = ip
			}
		}
		n.hops[a.Name] = h
	}
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

// find looks a network up, reporting an unknown name at that place.
func (r *resolver) find(name string, at source.Range) *network {
	if n := r.byName[NetworkID(name)]; n != nil {
		return n
	}
	if r.siteOf[SiteID(name)] != nil {
		r.report(codeUnknownNetwork, diag.Diagnostic{
			Summary: fmt.Sprintf("%q is a site, and a network is wanted here", name), Subject: at, Label: "a site",
			Why: "a site is joined to networks by a VPN or by ExpressRoute", Hint: fmt.Sprintf("join it by `{kind: vpn, between: [<network>, %s]}`, or by a circuit", name),
		})
		return nil
	}
	names := make([]string, len(r.networks))
	for i, n := range r.networks {
		names[i] = string(n.id)
	}
	r.report(codeUnknownNetwork, diag.Diagnostic{
		Summary: fmt.Sprintf("there is no network %q", name), Subject: at, Label: "unknown",
		Hint: diag.DidYouMean(name, names, "declare it under `networks`, or name one of: "+fewNames(names)),
	})
	return nil
}

// findHop looks network/part up, reporting an unknown name at that place.
func (r *resolver) findHop(networkName, part string, at source.Range) *hop {
	n := r.find(networkName, at)
	if n == nil {
		return nil
	}
	if h := n.hops[part]; h != nil {
		return h
	}
	var parts []string
	for p := range n.hops {
		parts = append(parts, p)
	}
	sort.Strings(parts)
	hint := fmt.Sprintf("network %q has no firewall, appliance or gateway: add one, such as `firewall: {}`", n.id)
	if len(parts) > 0 {
		hint = diag.DidYouMean(part, parts, fmt.Sprintf("network %q has: %s", n.id, fewNames(parts)))
	}
	r.report(codeUnknownPart, diag.Diagnostic{
		Summary: fmt.Sprintf("network %q has no part %q that traffic can go through", n.id, part), Subject: at, Label: "unknown",
		Related: []diag.Related{{Range: n.KeyRange(), Message: fmt.Sprintf("network %q", n.id)}}, Hint: hint,
	})
	return nil
}

// fewNames lists names for a message: at most eight of them.
func fewNames(names []string) string {
	if len(names) > 8 {
		return strings.Join(names[:8], ", ") + fmt.Sprintf(" and %d more", len(names)-8)
	}
	return strings.Join(names, ", ")
}
