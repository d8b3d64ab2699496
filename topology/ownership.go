package topology

// Ownership says whose a network is, and so what of it is written.
type Ownership string

// The kinds of ownership.
const (
	Created  Ownership = ""         // made by us, and exact
	Existing Ownership = "existing" // there already: our halves, connections and tables are written, the network and its subnets are not
	External Ownership = "external" // somebody else's: nothing in it is written by us
)

func (n *network) ownership() Ownership {
	switch n.Ownership {
	case "existing":
		return Existing
	case "external":
		return External
	}
	return Created
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

// onlyExisting tells whether a group holds nothing that is made: then it is not written either.
func onlyExisting(networks []*network) bool {
	for _, n := range networks {
		if n.ownership() == Created {
			return false
		}
	}
	return true
}
