package topology

import (
	"net/netip"

	"github.com/vnetloom/vnetloom/schema"
)

// site is a place outside the networks, with the connections that lead there.
type site struct {
	*schema.Site
	id SiteID
	// clients is the network whose VPN gateway they are clients of, nil where it is a place
	clients *network
	links   []*gatewayLink
	exact   []netip.Prefix // its address space without what networks and other sites have of it: the longest prefix wins
}

// circuit is an ExpressRoute circuit with the connections to it.
type circuit struct {
	*schema.Circuit
	id    CircuitID
	to    *site // nil where its name is not known
	links []*gatewayLink
}
