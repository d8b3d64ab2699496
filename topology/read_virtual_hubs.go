package topology

import (
	"fmt"
	"slices"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// virtualHubRoles are the hub-and-spokes of virtual hubs that a network is in.
type virtualHubRoles struct {
	hubOfWAN   []*hubAndSpoke // of a virtual hub: those in which it is the hub
	spokeOfWAN []*hubAndSpoke // those in which it is a spoke
}

// virtualHub is the first virtual hub among networks, or nil.
func virtualHub(list []*network) *network {
	for _, n := range list {
		if n.wan != nil {
			return n
		}
	}
	return nil
}

// readVirtualHubAndSpoke takes over a hub-and-spoke of a virtual hub.
func (r *reading) readVirtualHubAndSpoke(g *hubAndSpoke, hub *network) {
	if len(g.hubs) > 1 {
		d := diag.Diagnostic{Subject: g.c.At(schema.ConnectionField.Hub), Hint: "make a connection for each hub, with its own spokes"}
		for _, h := range g.hubs {
			if h != hub && h.wan == nil {
				d.Summary = fmt.Sprintf("%q joins its spokes to virtual hub %q and to network %q", g.c.Name, hub.id, h.id)
				d.Why = "a virtual hub advertises routes to its spokes, a hub network needs peerings and route tables, and the route table of a " +
					"spoke would take precedence over the routes of the virtual hub"
				r.refuse(codeHubKinds, d)
				return
			}
		}
		d.Summary = fmt.Sprintf("%q joins its spokes to several virtual hubs: %s", g.c.Name, fewNames(refs(g.hubs)))
		d.Why = "Azure connects a network to one virtual hub; through it the network reaches the other hubs of the virtual WAN"
		r.refuse(codeTwoHubs, d)
		return
	}
	if !r.acceptHubVias(g, hub) {
		return
	}
	hub.hubOfWAN = append(hub.hubOfWAN, g)
	hub.wan.hubAndSpokes = append(hub.wan.hubAndSpokes, g)
	for _, s := range g.spokes {
		s.spokeOfWAN = append(s.spokeOfWAN, g)
	}
}

// refuseNamedHubs reports virtual hubs that stand by their names where virtual networks are wanted. A selector passes over them.
func (r *reading) refuseNamedHubs(c *schema.Connection, m schema.Members) {
	for i := range m.Items {
		n := r.byName[NetworkID(m.Items[i].Name)]
		if n == nil || n.wan == nil || slices.Contains(c.Hubs, n.Name) {
			continue
		}
		r.refuse(codeHubPeered, diag.Diagnostic{
			Summary: fmt.Sprintf("%q uses virtual hub %q as a virtual network", c.Name, n.id),
			Subject: m.Items[i].Range(),
			Related: []diag.Related{{Range: n.At(schema.NetworkField.VirtualWAN), Message: fmt.Sprintf("a virtual hub of %q", n.VirtualWAN)}},
			Why:     "a virtual hub cannot be peered; hubs of one virtual WAN are already joined",
			Hint:    "remove it; to connect a network to the hub, make the network a spoke of the hub",
		})
	}
}

// acceptHubAndSpoke holds a hub-and-spoke of virtual networks apart from virtual hubs.
func (r *reading) acceptHubAndSpoke(g *hubAndSpoke) bool {
	for _, v := range []via{g.spokeToSpoke, g.internet, g.onPremises, g.hubOwn} {
		if v.hop != nil && v.hop.network.wan != nil {
			r.refuse(codeHubVia, diag.Diagnostic{
				Summary: fmt.Sprintf("%q sends traffic through %q, which is in the virtual hub of another connection", g.c.Name, v.hop.ref()),
				Subject: v.at,
				Why:     "Azure chooses the address of a hub's firewall, and route tables of networks cannot point to it",
				Hint:    fmt.Sprintf("write `hub: %s`", v.hop.network.id),
			})
			return false
		}
	}
	return true
}

// secondDefault is why a firewall of a virtual hub and a site behind its gateways are not both the way to the internet.
// Source: How to configure Virtual WAN hub routing intent and routing policies, "Internet traffic routing policy".
const secondDefault = "the routing intent sends internet traffic to the firewall, which sends it directly out; whether it follows a default route " +
	"that a gateway of the hub has learned depends on settings that the intent language does not support"

// acceptHubVias holds what a hub-and-spoke of a virtual hub says of its traffic to what a virtual hub can do.
func (r *reading) acceptHubVias(g *hubAndSpoke, hub *network) bool {
	ok := true
	of := schema.ConnectionField
	for _, x := range []struct {
		field schema.Field[schema.Connection]
		v     via
	}{
		{of.SpokeToSpoke, g.spokeToSpoke}, {of.Internet, g.internet}, {of.OnPremises, g.onPremises}, {of.HubSubnets, g.hubOwn},
	} {
		h := x.v.hop
		if h == nil {
			continue
		}
		d := diag.Diagnostic{Subject: x.v.at, Hint: fmt.Sprintf("name %s/firewall, or write `%s: direct`", hub.id, x.field)}
		switch {
		case x.field == of.HubSubnets:
			d.Summary = fmt.Sprintf("%q inspects the own subnets of %q, and a virtual hub has no subnets", g.c.Name, hub.id)
			d.Why, d.Hint = "Microsoft manages the network of a virtual hub: it holds only gateways and a firewall", "remove `hubSubnets`"
		case h.kind == vpnGatewayHop:
			d.Summary = fmt.Sprintf("%s of %q goes through %q, and a virtual hub routes to its gateways itself", x.field, g.c.Name, h.ref())
			d.Why = "the router of the hub advertises the routes of its networks and gateways"
		case h.network != hub || h.kind != firewallHop:
			d.Summary = fmt.Sprintf("%s of %q goes through %q, which is not the firewall of its virtual hub", x.field, g.c.Name, h.ref())
			d.Why = "the routing intent of a hub can only use a firewall in that hub"
		case x.v.next != nil:
			d.Summary = fmt.Sprintf("%s of %q goes on from %q to %q, and a virtual hub has no such path", x.field, g.c.Name, h.ref(), x.v.next.ref())
			d.Why = secondDefault
			d.Hint = fmt.Sprintf("write `%s: direct` to send it to the site uninspected, or use a hub that is a virtual network", x.field)
		default:
			continue
		}
		r.refuse(codeHubVia, d)
		ok = false
	}
	for _, f := range []schema.Field[schema.Connection]{of.UseGatewayOf, of.ForwardedTraffic} {
		if g.c.Given(f) && (f != of.UseGatewayOf || g.c.UseGatewayOf != hub.Name) {
			r.refuse(codeHubVia, diag.Diagnostic{
				Summary: fmt.Sprintf("%q has `%s`, which is for peerings, and its hub is a virtual hub", g.c.Name, f),
				Subject: g.c.At(f),
				Why:     "a hub connection has no such setting: networks reach the gateways of the hub through the hub's routes",
				Hint:    "remove it",
			})
			ok = false
		}
	}
	return ok
}

// acceptMembers tells whether the members of a mesh or peering are to be peered. Hubs of one virtual WAN are joined already.
func (r *reading) acceptMembers(c *schema.Connection, members []*network) bool {
	first := virtualHub(members)
	if first == nil {
		return true
	}
	for _, n := range members {
		if n.wan == first.wan {
			continue
		}
		d := diag.Diagnostic{
			Summary: fmt.Sprintf("%q peers virtual hub %q with network %q", c.Name, first.id, n.id),
			Subject: c.KeyRange(),
			Related: []diag.Related{{Range: first.At(schema.NetworkField.VirtualWAN), Message: fmt.Sprintf("a virtual hub of %q", first.VirtualWAN)}},
			Why:     "a virtual hub cannot be peered: Microsoft manages its network",
			Hint:    fmt.Sprintf("make %q a spoke: `kind: hubAndSpoke, hub: %s`", n.id, first.id),
		}
		if n.wan != nil {
			d.Summary = fmt.Sprintf("%q joins the virtual hubs %q and %q of different virtual WANs", c.Name, first.id, n.id)
			d.Why, d.Hint = "virtual hubs reach each other only within one virtual WAN", "put both hubs into one virtual WAN"
		}
		r.refuse(codeHubPeered, d)
		return false
	}
	first.wan.meshes = append(first.wan.meshes, hubMesh{c, members})
	first.wan.limitTransit(c, members)
	return false
}

// joinHubs decides for each virtual WAN whether spokes reach on-premises, and whether its hubs need derived route tables.
func (r *reading) joinHubs() {
	for _, w := range r.wans {
		for _, g := range w.hubAndSpokes {
			g.settleOnPremises(w.hasGateway())
		}
		r.checkWANTransit(w)
		w.tables = w.Type != "Basic" && !w.flat()
		if w.inspects() {
			w.tables = false // the firewalls keep apart what is not joined
		}
	}
}
