package reachability

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/internal/ipnet"
)

// Words of Hop.Kind.
const (
	kindSubnet    = "subnet"
	kindFirewall  = "firewall"
	kindAppliance = "appliance"
	kindGateway   = "gateway"
	kindCircuit   = "circuit"
	kindInternet  = "internet"
	kindSite      = "site"
	kindHub       = "virtual hub"
)

// A problem is why a next hop cannot be used.
type problem int

const (
	usable problem = iota
	notKnown
	outside    // no network here or directly peered contains the address
	noSubnet   // the network does, none of its subnets
	notTheOne  // it is in AzureFirewallSubnet, and not the firewall's address
	noForwards // a network interface that does not forward
	noFirewall // it is in AzureFirewallSubnet, and the templates have no firewall there
	likelyNot  // it is in AzureFirewallSubnet, and not the address that Azure is known to give its firewall
	elsewhere  // no network of the templates contains the address, and they have no peering of this one: others may make both
)

func (p problem) text(u *userRoute, from origin) string {
	switch p {
	case notKnown:
		return fmt.Sprintf("it is not known from the %s", from)
	case outside:
		return fmt.Sprintf("%s is neither in this network nor in a directly peered one", u.addr)
	case noSubnet:
		return fmt.Sprintf("no subnet contains %s", u.addr)
	case notTheOne:
		return fmt.Sprintf("%s is in AzureFirewallSubnet, but is not the firewall's address", u.addr)
	case noFirewall:
		return fmt.Sprintf("%s is in AzureFirewallSubnet, and the %s have no firewall there", u.addr, from)
	case likelyNot:
		return fmt.Sprintf("%s is in AzureFirewallSubnet, and is not the address that Azure gives the firewall", u.addr)
	case noForwards:
		return fmt.Sprintf("the network interface at %s does not set enableIPForwarding", u.addr)
	case elsewhere:
		return fmt.Sprintf("%s is in no network of the %s, and they have no peering of this one", u.addr, from)
	}
	return ""
}

// why says why a problem matters.
func (p problem) why() string {
	switch p {
	case notTheOne:
		return "nothing but the address of the firewall forwards there"
	case likelyNot:
		return "a firewall without a stated address gets the first address of its subnet, as far as is known; nothing else forwards there"
	}
	return "Azure drops traffic whose next hop it cannot reach directly"
}

// hint says what helps against a problem in a network.
func (p problem) hint(n *network, u *userRoute) string {
	switch p {
	case outside:
		return fmt.Sprintf("peer %q with the network of %s (both halves), or use an appliance in a directly peered network", n.Name, u.addr)
	case noSubnet:
		return "correct the address, or add the subnet of the appliance"
	case likelyNot:
		return "state privateIPAddress in the firewall, and route to it"
	case notTheOne:
		return "route to the address of the firewall"
	case noForwards:
		return "set enableIPForwarding on the network interface"
	}
	return ""
}

// standsAt finds who has the address of a user's route in a network: a firewall, a load balancer, a network interface, or
// somebody unknown in the subnet that contains it. The address must be in the network itself or in one that is peered with
// it directly.
// Source: Virtual network traffic routing, "User-defined": a next hop private IP address must have direct connectivity.
func (e *Estate) standsAt(n *network, u *userRoute) (*inspector, problem) {
	if !u.addr.IsValid() {
		for _, f := range e.firewall { // reference(firewall).ipConfigurations[0].properties.privateIPAddress
			if strings.Contains(u.unknown, f.insp.id) && e.reaches(n, f.insp.sub.net) {
				return f.insp, usable
			}
		}
		return nil, notKnown
	}
	home := n
	if !n.contains(u.addr) && (n.addressSpaceUnknown == "" || n.at(u.addr) == nil) {
		h := n.halfTo(u.addr)
		switch {
		case h == nil && n.nearbyUnknown(u.addr):
			return nil, notKnown
		case h == nil && e.mayPeerElsewhere(n, u.addr):
			return nil, elsewhere
		case h == nil:
			return nil, outside
		case h.prefixesUnknown != "":
			return nil, notKnown
		}
		home = h.remote
	}
	for _, i := range e.inspectors[u.addr] {
		if i.sub.net == home {
			if i.noForward {
				return i, noForwards
			}
			return i, usable
		}
	}
	s := home.at(u.addr)
	if s == nil && home.subnetsUnknown != "" {
		return nil, notKnown
	}
	if s == nil {
		return nil, noSubnet
	}
	for _, f := range e.firewall {
		if f.insp.sub == s {
			if len(f.insp.addrs) > 0 {
				return nil, notTheOne
			}
			if !f.insp.anyAddress && !isFirstOf(s, u.addr) {
				return nil, likelyNot
			}
			f.insp.addrs = []netip.Addr{u.addr}
			e.addInspector(f.insp)
			return f.insp, usable
		}
	}
	if strings.EqualFold(s.Name, azure.FirewallSubnet) {
		return nil, noFirewall
	}
	i := &inspector{id: home.ID + "#" + u.addr.String(), name: u.addr.String(), kind: kindAppliance, addrs: []netip.Addr{u.addr}, sub: s, at: s.At}
	if first, ok := e.sameAs[egressKey{home.ID, u.addr}]; ok {
		i.id, i.name = home.ID+"#"+first.String(), first.String()
	}
	e.addInspector(i)
	return i, usable
}

// isFirstOf tells whether an address is the first of a subnet that Azure does not keep: the one that a firewall gets which states none.
// No document promises it.
func isFirstOf(s *subnet, a netip.Addr) bool {
	for _, p := range s.Prefixes {
		if first, ok := ipnet.Nth(p, 4); ok && first == a {
			return true
		}
	}
	return false
}

// isKnown tells whether a problem is one whatever the templates do not say.
func (p problem) isKnown() bool {
	return p != notKnown && p != noFirewall && p != likelyNot && p != elsewhere
}

// mayPeerElsewhere tells whether templates of others may peer a network with that of an address: these ones have no peering of it, and no network
// with the address. So is a spoke whose hub has another owner, before that owner's part is read with it.
func (e *Estate) mayPeerElsewhere(n *network, a netip.Addr) bool {
	return !n.isDeployed && len(n.halves) == 0 && n.conn == nil && !slices.ContainsFunc(e.networks, func(m *network) bool {
		return m.contains(a) || m.byRemote[n.ID] != nil
	})
}

// mayUseGatewayElsewhere tells whether templates of others may give a network a gateway to use: these ones make a GatewaySubnet
// without one, or peer the network with none.
func (e *Estate) mayUseGatewayElsewhere(n *network) bool {
	if n.isDeployed || len(n.usedGateways()) > 0 {
		return false
	}
	return n.named(azure.GatewaySubnet) != nil || len(n.halves) == 0 && n.conn == nil &&
		!slices.ContainsFunc(e.networks, func(m *network) bool { return m.byRemote[n.ID] != nil })
}

func (e *Estate) reaches(n, m *network) bool { return n == m || n.byRemote[m.ID].connected() }

// halfTo is the half to the directly peered network that contains the address, or nil.
func (n *network) halfTo(a netip.Addr) *half {
	for _, h := range n.halves {
		if h.connected() && containsAddr(h.remotePrefixes(), a) {
			return h
		}
	}
	return nil
}
