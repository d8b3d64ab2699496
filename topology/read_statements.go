package topology

import (
	"fmt"
	"slices"
	"sort"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// statements are the connections between networks, with their members found and their references looked up.
type statements struct {
	hubAndSpokes []*hubAndSpoke // of hubs that are virtual networks, with spokes; those of virtual hubs are at their virtual WAN
	spokeless    []*hubAndSpoke // of hubs that have no spokes yet: they say what inspects for these under transit
	pairwise     []*pairwiseStatement
	refusedHubs  map[*network]bool // hubs of statements that have errors: what else they do is not known
}

// roles are the hub-and-spokes of virtual networks that a network is in.
type roles struct {
	hubOf, spokeOf []*hubAndSpoke
}

func (r *reading) readStatements() {
	for i := range r.in.Connections {
		switch c := &r.in.Connections[i]; c.Kind {
		case "hubAndSpoke":
			before := len(r.list)
			r.readHubAndSpoke(c)
			if r.list[before:].HasErrors() {
				r.refuseHubs(c)
			}
		case "mesh":
			r.readMesh(c)
		case "peering":
			r.readPeering(c)
		case "vpn":
			r.readVPN(c)
		case "expressRoute":
			r.readExpressRoute(c)
		}
	}
	r.joinClients()
	r.checkSpokeless()
}

// checkSpokeless refuses hub-and-spokes without spokes, but for those of a hub that a mesh or a peering with transit joins: a hub comes
// before its spokes, and what it says is what inspects them.
// Source: Landing zone regions, "Add a new region to an existing landing zone": the hub with its firewall, its peerings with the other hubs
// and its routing come before the spokes.
func (r *reading) checkSpokeless() {
	for _, g := range r.spokeless {
		if r.list.HasErrors() || slices.ContainsFunc(r.pairwise, func(m *pairwiseStatement) bool {
			return len(m.c.Transit) > 0 && slices.ContainsFunc(g.hubs, func(h *network) bool { return slices.Contains(m.members, h) })
		}) {
			continue
		}
		r.refuse(codeTooFew, diag.Diagnostic{
			Summary: fmt.Sprintf("hubAndSpoke %q has no spokes", g.c.Name), Subject: g.c.At(schema.ConnectionField.Spokes), Label: "no spokes",
			Hint: "name the spokes, or select them by a label that they have; or remove it until there are spokes",
		})
	}
}

// refuseHubs notes the hubs of a statement that has errors, so that nothing is said of what it would have done.
func (r *reading) refuseHubs(c *schema.Connection) {
	if r.refusedHubs == nil {
		r.refusedHubs = map[*network]bool{}
	}
	for _, name := range c.Hubs {
		if n := r.byName[NetworkID(name)]; n != nil {
			r.refusedHubs[n] = true
		}
	}
}

func (r *reading) readHubAndSpoke(c *schema.Connection) {
	g := &hubAndSpoke{c: c, isSpoke: map[*network]bool{}, manager: r.readManager(c)}
	for i, name := range c.Hubs {
		if h := r.find(name, c.At(schema.ConnectionField.Hub, i)); h != nil && !slices.Contains(g.hubs, h) {
			g.hubs = append(g.hubs, h)
			r.takeAt(c.Path(), HubRole, name, "", c.At(schema.ConnectionField.Hub, i))
		}
	}
	r.refuseNamedHubs(c, c.Spokes)
	g.spokes = r.members(c.Spokes, SpokeRole, func(n *network) bool { return n.wan == nil && !slices.Contains(g.hubs, n) })
	for _, n := range g.spokes {
		g.isSpoke[n] = true
	}
	virtual := virtualHub(g.hubs)
	g.spokeToSpoke = r.readSpokeToSpoke(c, virtual)
	g.internet = r.readInternet(c)
	g.onPremises = r.readVia(c, schema.ConnectionField.OnPremises, c.OnPremises)
	g.hubOwn = r.readVia(c, schema.ConnectionField.HubSubnets, c.HubSubnets)
	if virtual != nil {
		r.refuseVirtualHub(c, g.manager, virtual)
		r.readVirtualHubAndSpoke(g, virtual)
		return
	}
	if len(g.hubs) == 0 || !r.acceptHubAndSpoke(g) {
		return
	}
	for _, h := range g.hubs {
		h.hubOf = append(h.hubOf, g)
	}
	if len(g.spokes) == 0 {
		r.spokeless = append(r.spokeless, g)
		return
	}
	for _, s := range g.spokes {
		s.spokeOf = append(s.spokeOf, g)
	}
	r.hubAndSpokes = append(r.hubAndSpokes, g)
}

// readSpokeToSpoke looks up how spokes reach each other. Spokes of a virtual hub do, where nothing is said: so Azure has it.
func (r *reading) readSpokeToSpoke(c *schema.Connection, virtual *network) via {
	v := r.readVia(c, schema.ConnectionField.SpokeToSpoke, c.SpokeToSpoke)
	if virtual != nil && !v.given && v.hop == nil && virtual.wan.Type != "Basic" {
		return via{mode: "direct", at: v.at}
	}
	return v
}

// readVia looks a via up and refuses hops that the field cannot have.
func (r *reading) readVia(c *schema.Connection, field schema.Field[schema.Connection], v schema.Via) via {
	of := schema.ConnectionField
	out := via{mode: v.Mode, given: c.Given(field) || (field != of.HubSubnets && c.Given(of.Inspect) && v.Mode == "through"), at: v.Range()}
	if v.Mode != "through" {
		return out
	}
	h := r.findHop(v.Network, v.Part, v.Range())
	if h == nil || !r.acceptHop(field, h, v) {
		return via{mode: "none", at: out.at}
	}
	out.hop = h
	return out
}

func (r *reading) acceptHop(field schema.Field[schema.Connection], h *hop, v schema.Via) bool {
	d := diag.Diagnostic{Subject: v.Range(), Label: "not allowed here"}
	switch {
	case field == schema.ConnectionField.Internet && !h.inspects(): // forced tunnelling
		return true
	case h.kind == expressRouteHop:
		d.Summary = fmt.Sprintf("%s cannot go through %q: a route cannot point to an ExpressRoute gateway", field, h.ref())
		d.Why = "Azure supports next hop VirtualNetworkGateway for VPN gateways only"
		d.Hint = "inspect with a firewall or an appliance"
	case h.kind == vpnGatewayHop && field != schema.ConnectionField.SpokeToSpoke:
		d.Summary = fmt.Sprintf("%s cannot go through %q: a gateway does not inspect", field, h.ref())
		d.Why = "a gateway already routes on-premises traffic and does not inspect it"
		d.Hint = "name a firewall or an appliance, or write `direct`"
	case h.kind == vpnGatewayHop && h.network.ExpressRoute != nil:
		d.Summary = fmt.Sprintf("spokeToSpoke cannot go through %q: network %q has an ExpressRoute gateway too", h.ref(), h.network.id)
		d.Why = "Azure does not support next hop VirtualNetworkGateway with coexisting VPN and ExpressRoute gateways"
		d.Hint = "send it through a firewall or an appliance"
	default:
		return true
	}
	r.refuse(codeHopKind, d)
	return false
}

func (r *reading) readMesh(c *schema.Connection) {
	before := len(r.list)
	m := &pairwiseStatement{c: c, members: r.members(c.Members, MemberRole, nil), manager: r.readManager(c)}
	r.refuseVirtualHub(c, m.manager, virtualHub(m.members))
	if !r.acceptMembers(c, m.members) {
		return
	}
	if len(m.members) == 1 && !r.list[before:].HasErrors() { // else the other member is named wrongly
		r.refuse(codeTooFew, diag.Diagnostic{
			Summary: fmt.Sprintf("mesh %q has only one member, %q", c.Name, m.members[0].id), Subject: c.At(schema.ConnectionField.Members),
			Hint: "add a member, or remove the mesh",
		})
	}
	if len(m.members) >= 2 {
		r.pairwise = append(r.pairwise, m)
	}
}

func (r *reading) readPeering(c *schema.Connection) {
	m := &pairwiseStatement{c: c, subnets: map[*network][]string{}}
	for i := range c.Between {
		e := &c.Between[i]
		n := r.find(e.Network, e.Range())
		if n == nil {
			return
		}
		if slices.Contains(m.members, n) {
			r.refuse(codeTooFew, diag.Diagnostic{
				Summary: fmt.Sprintf("peering %q joins network %q with itself", c.Name, n.id), Subject: c.At(schema.ConnectionField.Between),
				Why: "a peering joins two networks; the subnets of one network reach each other without it", Hint: "name the other network",
			})
			return
		}
		m.members = append(m.members, n)
		if len(e.Subnets) == 0 {
			r.takeAt(c.Path(), EndRole, e.Network, "", e.Range())
		}
		for _, s := range e.Subnets {
			r.takeAt(c.Path(), EndRole, e.Network+"/"+s, "", e.Range())
		}
		if len(e.Subnets) > 0 {
			m.subnets[n] = r.endSubnets(n, e)
		}
	}
	if !r.acceptMembers(c, m.members) {
		return
	}
	if len(m.subnets) == 1 {
		r.refuse(codeSubnetPeering, diag.Diagnostic{
			Summary: fmt.Sprintf("peering %q has subnets at one end only", c.Name), Subject: c.At(schema.ConnectionField.Between),
			Why: "a subnet peering needs a list of subnets on both halves (peerCompleteVnets false)", Hint: "name subnets at both ends or at neither",
		})
		return
	}
	if c.UseGatewayOf != "" {
		m.gateway = r.find(c.UseGatewayOf, c.At(schema.ConnectionField.UseGatewayOf))
		if m.gateway != nil && !slices.Contains(m.members, m.gateway) {
			r.reportForeignGateway(c, m.gateway)
			m.gateway = nil
		}
	}
	r.pairwise = append(r.pairwise, m)
}

func (r *reading) reportForeignGateway(c *schema.Connection, g *network) {
	r.refuse(codeNoGateway, diag.Diagnostic{
		Summary: fmt.Sprintf("%q uses the gateway of %q, which is not one of its ends", c.Name, g.id),
		Subject: c.At(schema.ConnectionField.UseGatewayOf),
		Why:     "a network can use the gateway of a network that it is peered with",
		Hint:    "name the end that has the gateway",
	})
}

func (r *reading) endSubnets(n *network, e *schema.End) []string {
	var out []string
	for i, name := range e.Subnets {
		if r.hasSubnet(n, name, e.At(schema.EndField.Subnets, i)) {
			out = append(out, name)
		}
	}
	sort.Strings(out)
	return out
}
