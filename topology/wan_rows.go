package topology

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

func (r *resolver) addVirtualWANs() {
	for _, w := range r.wans {
		o := Origin{Range: w.KeyRange(), Statements: []string{w.Path()}, Rule: "virtual WAN"}
		r.topo.VirtualWANs = append(r.topo.VirtualWANs, VirtualWAN{ID: w.id, Name: r.rename("virtualWan", w.place, o, "", ""), Type: w.Type, ResourceGroup: resourceGroupID(w.place),
			Location: w.place.Location, BranchToBranch: w.BranchToBranch, Tags: w.Tags, Origin: o})
		for _, n := range w.hubs {
			o := n.origin("virtual hub")
			name := n.AzureName
			if name == "" {
				name = r.rename("virtualHub", n, o, "", "")
			}
			r.topo.VirtualHubs = append(r.topo.VirtualHubs, VirtualHub{ID: n.id, WAN: w.id, Name: name, Type: w.Type, ResourceGroup: resourceGroupID(n), Location: n.Location,
				Prefix: n.AddressSpace[0], Tags: n.Tags, Origin: o})
		}
	}
}

// addHubGateways makes the gateways of a virtual hub, of one scale unit unless the intent says more.
func (r *resolver) addHubGateways(n *network) {
	units := func(given int) int { return max(given, 1) }
	if v := n.VPN; v != nil {
		o := Origin{Range: n.At("gateways", "vpn"), Statements: []string{n.Path()}, Rule: "gateway"}
		r.topo.HubGateways = append(r.topo.HubGateways, HubGateway{ID: GatewayID(string(n.id) + "/vpnGateway"), Hub: n.id, Name: r.rename("vpnGateway", n, o, "", ""),
			ScaleUnits: units(v.ScaleUnits), Origin: o})
	}
	if e := n.ExpressRoute; e != nil {
		o := Origin{Range: n.At("gateways", "expressRoute"), Statements: []string{n.Path()}, Rule: "gateway"}
		r.topo.HubGateways = append(r.topo.HubGateways, HubGateway{ID: GatewayID(string(n.id) + "/expressRouteGateway"), Hub: n.id, ExpressRoute: true,
			Name: r.rename("expressRouteGateway", n, o, "", ""), ScaleUnits: units(e.ScaleUnits), NonVirtualWANs: n.meetsNetworks(), Origin: o})
	}
}

// addHubRouting makes what the hubs route by: routing intent where a firewall inspects and all the rest reaches each other,
// else a route table for each class of spokes; and the connections of the spokes.
func (r *resolver) addHubRouting() {
	for _, w := range r.wans {
		var all []*class
		for _, hub := range w.hubs {
			all = append(all, hub.classes()...)
		}
		for _, hub := range w.hubs {
			r.addRoutingIntent(hub)
		}
		for _, c := range all {
			var table HubRouteTableID
			var labels []string
			if w.tables {
				table = r.addHubTable(c)
				labels = w.propagation(c, all)
			}
			for _, s := range c.spokes {
				r.addHubConnection(c, s, table, labels)
			}
		}
	}
}

func (r *resolver) addRoutingIntent(hub *network) {
	private, internet := hub.inspectsPrivate(), hub.inspectsInternet() && !hub.wan.tables
	if !private && !internet {
		return
	}
	row := RoutingIntent{Hub: hub.id, Origin: Origin{Rule: "routing intent"}}
	for _, g := range hub.hubOfWAN {
		if g.spokeToSpoke.hop == nil && g.onPremises.hop == nil && g.internet.hop == nil {
			continue
		}
		if row.Origin.Range.IsZero() {
			row.Origin.Range = g.c.KeyRange()
		}
		row.Origin.Statements = mergeStatements(row.Origin.Statements, []string{g.c.Path()})
	}
	if private {
		row.Private = FirewallID(hub.hops["firewall"].ref())
	}
	if internet {
		row.Internet = FirewallID(hub.hops["firewall"].ref())
	}
	r.topo.RoutingIntents = append(r.topo.RoutingIntents, row)
}

func (r *resolver) addHubTable(c *class) HubRouteTableID {
	o := c.origin("hub route table")
	t := HubRouteTable{ID: HubRouteTableID(string(c.hub.id) + "/" + c.label()), Hub: c.hub.id, Name: shorten(r.rename("hubRouteTable", c.hub, o, "name", c.label())), Labels: []string{c.label()}, Origin: o}
	if c.internet() {
		t.Internet = FirewallID(c.hub.hops["firewall"].ref())
	}
	r.topo.HubRouteTables = append(r.topo.HubRouteTables, t)
	return t.ID
}

// propagation are the labels of the tables whose networks reach the class, and the default tables where what is behind the
// gateways does.
func (w *wan) propagation(c *class, all []*class) []string {
	var out []string
	for _, o := range all {
		if c.meets(o) && !containsString(out, o.label()) {
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

// addHubConnection connects a spoke. It learns the default route of the hub only where its statements send it that way.
func (r *resolver) addHubConnection(c *class, s *network, table HubRouteTableID, labels []string) {
	o := c.origin("hub connection")
	r.topo.HubConnections = append(r.topo.HubConnections, HubConnection{ID: HubConnectionID(fmt.Sprintf("%s>%s", c.hub.id, s.id)), Hub: c.hub.id, Network: s.id,
		Name: r.rename("hubConnection", c.hub, o, "remote", string(s.id)), Internet: c.internet(), Table: table, Labels: labels, Origin: o})
}

// addHubJoins promises what the statements of virtual hubs join.
func (r *resolver) addHubJoins() {
	for _, w := range r.wans {
		for i, a := range w.hubAndSpokes {
			for _, b := range w.hubAndSpokes[i:] {
				if !hubsMeet(a, b) || len(a.spokes) == 0 || len(b.spokes) == 0 {
					continue
				}
				via := viaRefs(a.spokeToSpoke.hop)
				o := a.origin("join")
				if a != b {
					via = append(via, viaRefs(b.spokeToSpoke.hop)...)
					o.Statements = mergeStatements(o.Statements, []string{b.c.Path()})
				}
				r.topo.Joins = append(r.topo.Joins, Join{A: refs(a.spokes), B: refs(b.spokes), Via: via, Origin: o})
			}
		}
	}
}

// allowHubGroup allows what one hub-and-spoke of a virtual hub sends through its firewall.
func (d *policyDraft) allowVirtualHubAndSpoke(g *hubAndSpoke) {
	o := g.origin("firewall rule")
	if g.spokeToSpoke.hop == d.hop {
		for _, b := range d.n.wan.hubAndSpokes {
			if !hubsMeet(g, b) {
				continue
			}
			here, there := d.spokes(g), d.spokes(b)
			d.allow(g.c.Name+"-spokes-to-"+b.c.Name+"-spokes", here, there, o)
			if b != g {
				d.allow(b.c.Name+"-spokes-to-"+g.c.Name+"-spokes", there, here, o)
			}
		}
	}
	for _, b := range d.n.wan.hubAndSpokes { // those of the other hubs come by here on their way to this one's sites
		if b.onPremises.mode != "none" && d.n.inspectsPrivate() && g == d.n.hubOfWAN[0] {
			there := d.onPremises(d.n)
			d.allow(b.c.Name+"-spokes-to-"+string(d.n.id)+"-on-premises", d.spokes(b), there, b.origin("firewall rule"))
			d.allow(string(d.n.id)+"-on-premises-to-"+b.c.Name+"-spokes", there, d.spokes(b), b.origin("firewall rule"))
		}
	}
	if g == d.n.hubOfWAN[0] && d.n.inspectsPrivate() {
		d.allowBranches()
	}
	if g.internet.hop == d.hop {
		d.allow(g.c.Name+"-spokes-to-internet", d.spokes(g), d.internet(o), o)
	}
}

// allowBranches allows the networks that reach a virtual WAN by a gateway of theirs what is behind the gateways of its hubs: sites, and
// each other. Pairs of two sites are their owners' business.
func (d *policyDraft) allowBranches() {
	if !d.n.wan.BranchToBranch {
		return
	}
	var networks []netip.Prefix
	o := d.n.origin("IP group")
	for _, x := range d.r.destinationsBehind(d.n) {
		if x.network != nil && !x.pairOnly {
			networks = append(networks, ipv4(x.network.AddressSpace)...)
			o.Statements = mergeStatements(o.Statements, x.link.origin("").Statements)
		}
	}
	here, there := d.group(string(d.n.id)+"-branch-networks", networks, o), d.onPremises(d.n)
	o.Rule = "firewall rule"
	d.allow(string(d.n.id)+"-branch-networks-to-on-premises", here, there, o)
	d.allow(string(d.n.id)+"-on-premises-to-branch-networks", there, here, o)
}

func (c *nameCheck) wanNames(groupOf map[NetworkID]string) {
	for _, w := range c.r.topo.VirtualWANs {
		c.name("virtual WAN", strings.ToLower(string(w.ResourceGroup)), w.Name, "virtual WAN "+quote(string(w.ID)), w.Origin.Range, 1, 80, namePattern)
	}
	for _, h := range c.r.topo.VirtualHubs {
		groupOf[h.ID] = strings.ToLower(string(h.ResourceGroup))
		c.name("virtual hub", groupOf[h.ID], h.Name, "virtual hub "+quote(string(h.ID)), h.Origin.Range, 1, 80, namePattern)
	}
	for _, g := range c.r.topo.HubGateways {
		kind := "VPN gateway of a virtual hub"
		if g.ExpressRoute {
			kind = "ExpressRoute gateway of a virtual hub"
		}
		c.name(kind, groupOf[g.Hub], g.Name, "gateway "+quote(string(g.ID)), g.Origin.Range, 1, 80, namePattern)
	}
	for _, s := range c.r.topo.HubSites {
		group := ""
		for _, w := range c.r.topo.VirtualWANs {
			if w.ID == s.WAN {
				group = strings.ToLower(string(w.ResourceGroup))
			}
		}
		c.name("VPN site", group, s.Name, "VPN site "+quote(string(s.ID)), s.Origin.Range, 1, 80, namePattern)
	}
	for _, x := range c.r.topo.HubLinks {
		c.name("connection of a virtual hub's gateway", string(x.Gateway), x.Name, "connection "+quote(string(x.ID)), x.Origin.Range, 1, 80, namePattern)
	}
	for _, t := range c.r.topo.HubRouteTables {
		if name := strings.ToLower(t.Name); name == "defaultroutetable" || name == "noneroutetable" {
			c.seen["hub route table\x00"+string(t.Hub)+"\x00"+name] = namedThing{"the built-in table", t.Origin.Range}
		}
		c.name("hub route table", string(t.Hub), t.Name, "route table "+quote(string(t.ID)), t.Origin.Range, 1, 80, namePattern)
	}
	for _, x := range c.r.topo.HubConnections {
		c.name("hub connection", string(x.Hub), x.Name, fmt.Sprintf("the connection of %q with %q", x.Network, x.Hub), x.Origin.Range, 1, 80, namePattern)
	}
}
