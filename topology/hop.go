package topology

import "net/netip"

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

// existing tells whether a part of the network is there already.
func (h *hop) existing() bool {
	n := h.network
	switch h.kind {
	case firewallHop:
		return n.Firewall.Existing
	case vpnGatewayHop:
		return n.VPN.Existing
	case expressRouteHop:
		return n.ExpressRoute.Existing
	}
	return false
}

// learned tells whether what leads to a gateway is what the gateway learns, since no route may point to it: an ExpressRoute gateway, or a VPN
// gateway beside one.
// Source: Virtual network traffic routing, next hop types: no virtual network gateway of type ExpressRoute, and none where VPN and ExpressRoute
// coexist.
func (h *hop) learned() bool {
	return h.kind == expressRouteHop || h.kind == vpnGatewayHop && h.network.ExpressRoute != nil
}

func viaRefs(h *hop) []string {
	if h == nil {
		return nil
	}
	return []string{h.ref()}
}
