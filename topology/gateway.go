package topology

import (
	"slices"

	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/source"
)

// gatewayNode is a gateway of a network: an end of connections.
type gatewayNode struct {
	network *network
	kind    hopKind // vpnGatewayHop or expressRouteHop
	asn     int64   // VPN: 0 for no BGP
	links   []*gatewayLink
}

func (g *gatewayNode) ref() string {
	if g.kind == expressRouteHop {
		return string(g.network.id) + "/expressRouteGateway"
	}
	return string(g.network.id) + "/vpnGateway"
}

// gatewayLink is a connection: of two gateways, of a gateway and a site, or of a gateway and a circuit. Two gateways on one
// circuit that let networks talk over it are a link of their own, with far and circuit.
type gatewayLink struct {
	c       *schema.Connection
	near    *gatewayNode
	far     *gatewayNode // nil for a site or a circuit
	site    *site        // of a VPN
	circuit *circuit     // of ExpressRoute
	bgp     bool
	also    []*schema.Connection // equal statements about the same ends
}

// leadsTo is the site at the link's other end, nil where that is a gateway.
func (l *gatewayLink) leadsTo() *site {
	switch {
	case l.far != nil:
		return nil
	case l.circuit != nil:
		return l.circuit.to
	}
	return l.site
}

// other is the gateway at the other end.
func (l *gatewayLink) other(g *gatewayNode) *gatewayNode {
	if l.far == g {
		return l.near
	}
	return l.far
}

func (l *gatewayLink) origin(rule string) Origin {
	o := connectionOrigin(l.c, rule)
	for _, c := range l.also {
		o.Statements = mergeStatements(o.Statements, []string{c.Path()})
	}
	return o
}

// hubEnd is the virtual hub at which the connection ends, nil for none.
func (l *gatewayLink) hubEnd() *network {
	for _, g := range []*gatewayNode{l.near, l.far} {
		if g != nil && g.network.wan != nil {
			return g.network
		}
	}
	return nil
}

// sitesBehind are the sites that the network's gateways lead to directly, by its own connections.
func (n *network) sitesBehind() []*site {
	var out []*site
	for _, g := range []*gatewayNode{n.vpn, n.expressRoute} {
		if g == nil {
			continue
		}
		for _, l := range g.links {
			if s := l.leadsTo(); s != nil && !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	return out
}

// statements are the statements about the link.
func (l *gatewayLink) statements() []*schema.Connection {
	return append([]*schema.Connection{l.c}, l.also...)
}

func (l *gatewayLink) key() string {
	switch {
	case l.far != nil:
		return l.near.ref() + ">" + l.far.ref()
	case l.circuit != nil:
		return l.near.ref() + ">" + string(l.circuit.id)
	}
	return l.near.ref() + ">" + string(l.site.id)
}

func (g *gatewayNode) instances() int {
	if g.network.wan != nil || g.network.VPN.ActiveActive { // Azure makes that of a virtual hub of two
		return 2
	}
	return 1
}

// tunnels are those of the link that count at a gateway: each instance has one to each instance of the other side.
func (l *gatewayLink) tunnels(g *gatewayNode) int {
	if l.site != nil && l.site.clients != nil {
		return 0 // clients have limits of their own
	}
	if l.far == nil {
		return g.instances()
	}
	return l.near.instances() * l.far.instances()
}

func (l *gatewayLink) advertisesDefault() bool {
	return l.bgp && l.leadsToDefault()
}

// talks tells whether the gateway lets its network and others of a circuit reach each other.
func (g *gatewayNode) talks() bool { return g.network.wan == nil && g.talking() != nil }

func (g *gatewayNode) talking() *gatewayLink {
	for _, l := range g.links {
		if l.circuit != nil && l.c.NetworkToNetwork {
			return l
		}
	}
	return nil
}

func (g *gatewayNode) talksBy() source.Range {
	return g.talking().c.At(schema.ConnectionField.NetworkToNetwork)
}

// joinedOnCircuit tells whether some statement joins the two gateways over a circuit.
func (g *gatewayNode) joinedOnCircuit(other *gatewayNode) bool {
	for _, l := range g.links {
		if l.circuit != nil && l.far != nil && l.other(g) == other {
			return true
		}
	}
	return false
}

// chain are the gateways of networks that are joined with each other by VPNs with BGP, this one first.
func (g *gatewayNode) chain() []*gatewayNode {
	out := []*gatewayNode{g}
	for i := 0; i < len(out); i++ {
		for _, l := range out[i].links {
			if far := l.other(out[i]); far != nil && l.bgp && l.circuit == nil && far.network.wan == nil && !slices.Contains(out, far) {
				out = append(out, far)
			}
		}
	}
	return out
}

// linkTo is the network's VPN link to a site by a statement.
func (n *network) linkTo(s *site, c *schema.Connection) *gatewayLink {
	if n.vpn == nil {
		return nil
	}
	for _, l := range n.vpn.links {
		if l.site != s {
			continue
		}
		if l.c == c {
			return l
		}
		for _, o := range l.also {
			if o == c {
				return l
			}
		}
	}
	return nil
}
