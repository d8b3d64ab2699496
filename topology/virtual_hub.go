package topology

import (
	"slices"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/schema"
)

// wan is a virtual WAN with what the passes learn of it.
type wan struct {
	*schema.VirtualWAN
	id           VirtualWANID
	location     string         // its own, or that of its first hub
	hubs         []*network     // by name
	hubAndSpokes []*hubAndSpoke // hub-and-spokes of its hubs, in the order of the intent
	tables       bool           // its hubs have derived route tables: not everybody reaches everybody
	among        []wanTransit   // between which hubs only some spokes reach each other
	meshes       []hubMesh      // meshes and peerings of its hubs, which join what is joined, and say what may pass
}

// hubMesh is a mesh or a peering of virtual hubs.
type hubMesh struct {
	c       *schema.Connection
	members []*network
}

// class is networks of one virtual hub that are spokes of the same statements: they reach the same.
type class struct {
	hub          *network
	hubAndSpokes []*hubAndSpoke // in the order of the intent
	selected     []string       // by which selectors of transit they are selected, as words of names
	spokes       []*network
}

// hasGateway tells whether some hub of the virtual WAN has a gateway: what is behind it is behind all hubs.
func (w *wan) hasGateway() bool {
	return slices.ContainsFunc(w.hubs, func(h *network) bool { return h.hasGateway() })
}

// inspects tells whether some hub of the virtual WAN inspects private traffic.
func (w *wan) inspects() bool { return slices.ContainsFunc(w.hubs, (*network).inspectsPrivate) }

func (n *network) inspectsPrivate() bool {
	return slices.ContainsFunc(n.hubOfWAN, func(g *hubAndSpoke) bool { return g.spokeToSpoke.hop != nil || g.onPremises.hop != nil })
}

func (n *network) inspectsInternet() bool {
	return slices.ContainsFunc(n.hubOfWAN, func(g *hubAndSpoke) bool { return g.internet.hop != nil })
}

// hubsMeet tells whether the spokes of two statements of one virtual WAN reach each other: of one statement, or of two hubs.
func hubsMeet(a, b *hubAndSpoke) bool {
	return (a == b || a.hubs[0] != b.hubs[0]) && a.spokeToSpoke.mode != "none" && b.spokeToSpoke.mode != "none"
}

// flat tells whether everything that is connected reaches everything, as Azure has it without route tables.
func (w *wan) flat() bool {
	if len(w.among) > 0 {
		return false
	}
	for i, a := range w.hubAndSpokes {
		if w.hasGateway() && a.onPremises.mode == "none" {
			return false
		}
		for _, b := range w.hubAndSpokes[i:] {
			if !hubsMeet(a, b) {
				return false
			}
		}
	}
	return true
}

// classes are the spokes of a hub by the statements that they are in.
func (n *network) classes() []*class {
	byKey := map[string]*class{}
	var out []*class
	var all [][]*network
	for _, g := range n.hubOfWAN {
		all = append(all, g.spokes)
	}
	for _, s := range union(all...) {
		var groups []*hubAndSpoke
		var names []string
		for _, g := range s.spokeOfWAN {
			if g.hubs[0] == n {
				groups = append(groups, g)
				names = append(names, g.c.Name)
			}
		}
		selected := n.wan.selectorsOf(n, s)
		key := strings.Join(names, "\x00") + "\x01" + strings.Join(selected, "\x00")
		if byKey[key] == nil {
			byKey[key] = &class{hub: n, hubAndSpokes: groups, selected: selected}
			out = append(out, byKey[key])
		}
		byKey[key].spokes = append(byKey[key].spokes, s)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].label() < out[j].label() })
	return out
}

// label names the route table of the class, and what others propagate to it by.
func (c *class) label() string {
	var names []string
	for _, g := range c.hubAndSpokes {
		names = append(names, g.c.Name)
	}
	return strings.Join(append(names, c.selected...), "-")
}

// connections are those that make the class.
func (c *class) connections() []*schema.Connection {
	var out []*schema.Connection
	for _, g := range c.hubAndSpokes {
		out = append(out, g.c)
	}
	return out
}

func (c *class) meets(o *class) bool {
	for _, a := range c.hubAndSpokes {
		for _, b := range o.hubAndSpokes {
			if hubsMeet(a, b) {
				return c.hub == o.hub || c.hub.wan.carries(c.hub, o.hub, c.spokes[0], o.spokes[0])
			}
		}
	}
	return false
}

func (c *class) onPremises() bool {
	return slices.ContainsFunc(c.hubAndSpokes, func(g *hubAndSpoke) bool { return g.onPremises.mode != "none" })
}

func (c *class) internet() bool {
	return slices.ContainsFunc(c.hubAndSpokes, func(g *hubAndSpoke) bool { return g.internet.hop != nil })
}

func (c *class) origin(rule string) Origin {
	o := c.hubAndSpokes[0].origin(rule)
	for _, g := range c.hubAndSpokes[1:] {
		o.Statements = mergeStatements(o.Statements, []string{g.c.Path()})
	}
	return o
}

// meeting are the networks at whose gateways a network's on-premises traffic may come and go: itself, and of a virtual hub the
// other hubs of its virtual WAN.
func (n *network) meeting() []*network {
	out := []*network{n}
	if n.wan != nil {
		for _, h := range n.wan.hubs {
			if h != n {
				out = append(out, h)
			}
		}
	}
	return out
}

// hubToOnPremises is the virtual hub by which the network reaches what is behind the gateways of its virtual WAN, nil for none.
func (n *network) hubToOnPremises() *network {
	for _, g := range n.spokeOfWAN {
		if g.onPremises.mode != "none" && g.hubs[0].wan.hasGateway() {
			return g.hubs[0]
		}
	}
	return nil
}

// hubInspector is what inspects the private traffic of the network's virtual hub, nil for nothing.
func (n *network) hubInspector() *hop {
	hub := n
	if n.wan == nil {
		if hub = n.hubToOnPremises(); hub == nil {
			return nil
		}
	}
	if !hub.inspectsPrivate() {
		return nil
	}
	return hub.hops["firewall"]
}

// meetsNetworks tells whether a circuit joins the hub with plain networks.
func (n *network) meetsNetworks() bool {
	return n.expressRoute != nil && slices.ContainsFunc(n.expressRoute.links, func(l *gatewayLink) bool { return l.far != nil })
}

// branchLabels are the labels to which the gateways of the hub propagate: the default tables, and those of spokes that reach
// on-premises. nil where the hubs of the virtual WAN have default tables alone.
func (n *network) branchLabels() []string {
	if !n.wan.tables {
		return nil
	}
	var out []string
	for _, h := range n.wan.hubs {
		for _, c := range h.classes() {
			if c.onPremises() && !slices.Contains(out, c.label()) {
				out = append(out, c.label())
			}
		}
	}
	slices.Sort(out)
	return append([]string{DefaultLabel}, out...)
}

// hubThroughput is that of a VPN gateway of a virtual hub.
// Source: Virtual WAN FAQ: 500 Mbps for each scale unit and instance, about 1 Gbps for the tunnel of each of the two instances.
func hubThroughput(n *network) vpnSKU {
	return vpnSKU{tunnels: 1000, gatewayMb: 500 * max(n.VPN.ScaleUnits, 1), tunnelMb: 2000}
}

// joinsNetworks tells whether a gateway of the virtual hub is joined with one of a network.
func (n *network) joinsNetworks() bool {
	for _, g := range []*gatewayNode{n.vpn, n.expressRoute} {
		if g != nil && slices.ContainsFunc(g.links, func(l *gatewayLink) bool { return l.far != nil }) {
			return true
		}
	}
	return false
}

// hubASN is the autonomous system of every virtual hub and its gateways. Source: Virtual WAN FAQ, BGP.
const hubASN = 65515

// propagation are the labels of the tables whose networks reach the class, and the default tables where what is behind the
// gateways does.
func (w *wan) propagation(c *class, all []*class) []string {
	var out []string
	for _, o := range all {
		if c.meets(o) && !slices.Contains(out, o.label()) {
			out = append(out, o.label())
		}
	}
	slices.Sort(out)
	if w.hasGateway() && c.onPremises() {
		out = append([]string{DefaultLabel}, out...)
	}
	if len(out) == 0 {
		out = []string{NoneLabel}
	}
	return out
}
