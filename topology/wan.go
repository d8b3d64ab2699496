package topology

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// wan is a virtual WAN with what the passes learn of it.
type wan struct {
	*schema.VirtualWAN
	id     VirtualWANID
	place  *network   // stands for its resource group and location
	hubs   []*network // by name
	hubAndSpokes []*hubAndSpoke   // hub-and-spokes of its hubs, in the order of the intent
	tables bool       // its hubs have route tables of ours: not everybody reaches everybody
}

// class is networks of one virtual hub that are spokes of the same statements: they reach the same.
type class struct {
	hub    *network
	hubAndSpokes []*hubAndSpoke // in the order of the intent
	spokes []*network
}

func (r *resolver) indexWANs() {
	byName := map[string]*wan{}
	for i := range r.in.VirtualWANs {
		in := &r.in.VirtualWANs[i]
		w := &wan{VirtualWAN: in, id: VirtualWANID(in.Name)}
		w.place = &network{Network: &schema.Network{Element: in.Element, Name: in.Name, Location: in.Location, Subscription: in.Subscription,
			ResourceGroup: in.ResourceGroup, Tags: in.Tags}, id: NetworkID(in.Name)}
		byName[in.Name] = w
		r.wans = append(r.wans, w)
	}
	for _, n := range r.networks {
		if n.VirtualWAN == "" {
			continue
		}
		if w := byName[n.VirtualWAN]; w != nil {
			n.wan = w
			w.hubs = append(w.hubs, n)
			if w.place.Location == "" {
				w.place.Location = n.Location
			}
			continue
		}
		var names []string
		for _, w := range r.wans {
			names = append(names, w.Name)
		}
		r.report(codeUnknownWAN, diag.Diagnostic{Summary: fmt.Sprintf("there is no virtual WAN %q", n.VirtualWAN), Subject: n.At("virtualWan"), Label: "unknown",
			Hint: diag.DidYouMean(n.VirtualWAN, names, fmt.Sprintf("declare it: `virtualWans: {%s: {}}`", n.VirtualWAN))})
	}
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

// readHubGroup takes over a hub-and-spoke of a virtual hub.
func (r *resolver) readVirtualHubAndSpoke(g *hubAndSpoke, hub *network) {
	if len(g.hubs) > 1 {
		d := diag.Diagnostic{Subject: g.c.At("hub"), Hint: "make a statement for each hub, with spokes of its own"}
		for _, h := range g.hubs {
			if h != hub && h.wan == nil {
				d.Summary = fmt.Sprintf("%q joins its spokes to the virtual hub %q and to the network %q", g.c.Name, hub.id, h.id)
				d.Why = "the two route in different ways: one by what the hub announces, the other by peerings and route tables, and a spoke's tables would go before what the hub announces"
				r.report(codeHubKinds, d)
				return
			}
		}
		d.Summary = fmt.Sprintf("%q joins its spokes to several virtual hubs: %s", g.c.Name, fewNames(refs(g.hubs)))
		d.Why = "Azure connects a network to one virtual hub; its spokes reach those of the other hubs of the virtual WAN by that one"
		r.report(codeTwoHubs, d)
		return
	}
	g.spokes = slices.DeleteFunc(g.spokes, func(s *network) bool {
		if s.wan != nil {
			delete(g.isSpoke, s)
		}
		return s.wan != nil
	})
	r.refuseNamedHubs(g.c, g.c.Spokes)
	if !r.acceptHubVias(g, hub) {
		return
	}
	if !g.spokeToSpoke.given && g.spokeToSpoke.hop == nil && hub.wan.Type != "Basic" {
		g.spokeToSpoke.mode = "direct"
	}
	hub.hubOfWAN = append(hub.hubOfWAN, g)
	hub.wan.hubAndSpokes = append(hub.wan.hubAndSpokes, g)
	for _, s := range g.spokes {
		s.spokeOfWAN = append(s.spokeOfWAN, g)
	}
}

// refuseNamedHubs reports virtual hubs that stand by their names where virtual networks are wanted. A selector passes over them.
func (r *resolver) refuseNamedHubs(c *schema.Connection, m schema.Members) {
	for i := range m.Items {
		n := r.byName[NetworkID(m.Items[i].Name)]
		if n == nil || n.wan == nil || containsString(c.Hubs, n.Name) {
			continue
		}
		r.report(codeHubPeered, diag.Diagnostic{Summary: fmt.Sprintf("%q joins the virtual hub %q as if it were a virtual network", c.Name, n.id), Subject: m.Items[i].At(),
			Related: []diag.Related{{Range: n.At("virtualWan"), Message: fmt.Sprintf("a virtual hub of %q", n.VirtualWAN)}},
			Why:     "a virtual hub cannot be peered; hubs of one virtual WAN are joined already", Hint: "leave it out; to connect a network with the hub, make the network a spoke of it"})
	}
}

// acceptPlainGroup holds a hub-and-spoke of virtual networks apart from virtual hubs.
func (r *resolver) acceptHubAndSpoke(g *hubAndSpoke) bool {
	r.refuseNamedHubs(g.c, g.c.Spokes)
	g.spokes = slices.DeleteFunc(g.spokes, func(s *network) bool { return s.wan != nil })
	for _, v := range []via{g.spokeToSpoke, g.internet, g.onPremises, g.hubOwn} {
		if v.hop != nil && v.hop.network.wan != nil {
			r.report(codeHubVia, diag.Diagnostic{Summary: fmt.Sprintf("%q sends traffic through %q, which is in a virtual hub that is not its hub", g.c.Name, v.hop.ref()), Subject: v.at,
				Why: "Azure gives a hub's firewall its address, and no route table of a network leads there", Hint: fmt.Sprintf("write `hub: %s`", v.hop.network.id)})
			return false
		}
	}
	return len(g.spokes) > 0
}

// acceptHubVias holds what a hub-and-spoke of a virtual hub says of its traffic to what a virtual hub can do.
func (r *resolver) acceptHubVias(g *hubAndSpoke, hub *network) bool {
	ok := true
	for _, x := range []struct {
		field string
		v     via
	}{{"spokeToSpoke", g.spokeToSpoke}, {"internet", g.internet}, {"onPremises", g.onPremises}, {"hubSubnets", g.hubOwn}} {
		h := x.v.hop
		if h == nil {
			continue
		}
		d := diag.Diagnostic{Subject: x.v.at, Hint: fmt.Sprintf("name %s/firewall, or write `%s: direct`", hub.id, x.field)}
		switch {
		case x.field == "hubSubnets":
			d.Summary = fmt.Sprintf("%q inspects the own subnets of %q, and a virtual hub has none", g.c.Name, hub.id)
			d.Why, d.Hint = "a virtual hub is Azure's own network: nothing of ours is in it but gateways and a firewall", "leave `hubSubnets` out"
		case h.kind == vpnGatewayHop:
			d.Summary = fmt.Sprintf("%s of %q goes through %q: a virtual hub routes by itself", x.field, g.c.Name, h.ref())
			d.Why = "the router of the hub passes on what its networks and gateways announce"
		case h.network != hub || h.kind != firewallHop:
			d.Summary = fmt.Sprintf("%s of %q goes through %q, which is not the firewall of its virtual hub", x.field, g.c.Name, h.ref())
			d.Why = "the routing intent of a hub leads to what stands in that hub"
		default:
			continue
		}
		r.report(codeHubVia, d)
		ok = false
	}
	for _, f := range []string{"useGatewayOf", "forwardedTraffic"} {
		if g.c.Given(f) && (f != "useGatewayOf" || g.c.UseGatewayOf != hub.Name) {
			r.report(codeHubVia, diag.Diagnostic{Summary: fmt.Sprintf("%q has `%s`, which is of peerings, and its hub is a virtual hub", g.c.Name, f), Subject: g.c.At(f),
				Why: "networks are connected with a virtual hub by a connection, which has no such flag: they reach what is behind its gateways by the hub's routes", Hint: "leave it out"})
			ok = false
		}
	}
	return ok
}

// acceptMembers tells whether the members of a mesh or peering are to be peered. Hubs of one virtual WAN are joined already.
func (r *resolver) acceptMembers(c *schema.Connection, members []*network) bool {
	first := virtualHub(members)
	if first == nil {
		return true
	}
	for _, n := range members {
		if n.wan == first.wan {
			continue
		}
		d := diag.Diagnostic{Summary: fmt.Sprintf("%q joins the virtual hub %q and the network %q by a peering", c.Name, first.id, n.id), Subject: c.KeyRange(),
			Related: []diag.Related{{Range: first.At("virtualWan"), Message: fmt.Sprintf("a virtual hub of %q", first.VirtualWAN)}},
			Why:     "a virtual hub cannot be peered: it is Azure's own network", Hint: fmt.Sprintf("make %q a spoke: `kind: hubAndSpoke, hub: %s`", n.id, first.id)}
		if n.wan != nil {
			d.Summary = fmt.Sprintf("%q joins the virtual hubs %q and %q, which are of two virtual WANs", c.Name, first.id, n.id)
			d.Why, d.Hint = "hubs reach each other inside of one virtual WAN", "put both hubs into one virtual WAN, or join them by a VPN between their gateways"
		}
		r.report(codeHubPeered, d)
		return false
	}
	return false
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

// joinHubs decides for each virtual WAN what reaches what, and whether its hubs need route tables of ours.
func (r *resolver) joinHubs() {
	for _, w := range r.wans {
		for _, g := range w.hubAndSpokes {
			switch {
			case g.onPremises.mode != "":
				if g.onPremises.mode == "direct" && g.onPremises.given && !w.hasGateway() {
					r.report(codeNoGateway, diag.Diagnostic{
						Summary: fmt.Sprintf("on-premises traffic of %q is `direct`, but no hub of %q has a gateway", g.c.Name, w.Name), Subject: g.onPremises.at, Label: "through which gateway?",
						Why: "spokes reach on-premises by a gateway of a hub of their virtual WAN", Hint: "add `gateways: {vpn: {}}` to the hub, or write `onPremises: none`"})
				}
			case w.hasGateway():
				g.onPremises.mode = "direct"
			default:
				g.onPremises.mode = "none"
			}
		}
		w.tables = w.Type != "Basic" && !w.flat()
		if w.inspects() {
			w.tables = false // the firewalls keep apart what is not joined
		}
	}
}

// flat tells whether everything that is connected reaches everything, as Azure has it without route tables.
func (w *wan) flat() bool {
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
	for _, s := range union(append(all, nil)...) {
		var groups []*hubAndSpoke
		var names []string
		for _, g := range s.spokeOfWAN {
			if g.hubs[0] == n {
				groups = append(groups, g)
				names = append(names, g.c.Name)
			}
		}
		key := strings.Join(names, "\x00")
		if byKey[key] == nil {
			byKey[key] = &class{hub: n, hubAndSpokes: groups}
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
	return strings.Join(names, "-")
}

func (c *class) meets(o *class) bool {
	for _, a := range c.hubAndSpokes {
		for _, b := range o.hubAndSpokes {
			if hubsMeet(a, b) {
				return true
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
