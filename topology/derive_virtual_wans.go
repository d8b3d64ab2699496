package topology

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/vnetloom/vnetloom/schema"
)

// hubPreferences are the routing preferences of virtual hubs by the words of the intent. Source: Virtual hub routing preference.
var hubPreferences = map[string]string{"": "ExpressRoute", "expressRoute": "ExpressRoute", "vpnGateway": "VpnGateway", "asPath": "ASPath"}

func (r *resolution) addVirtualWANs() {
	for _, w := range r.wans {
		o := Origin{Range: w.KeyRange(), Statements: []string{w.Path()}, Rule: "virtual WAN"}
		r.topo.VirtualWANs = append(r.topo.VirtualWANs, VirtualWAN{
			ID:             w.id,
			Name:           cmp.Or(w.AzureName, r.nameOf(schema.NamingField.VirtualWAN, w.home(), nil)),
			Type:           w.Type,
			ResourceGroup:  w.home().group(),
			Location:       w.location,
			BranchToBranch: w.BranchToBranch,
			Existing:       w.Existing,
			Tags:           w.Tags,
			Origin:         o,
		})
		for _, n := range w.hubs {
			o := n.origin("virtual hub")
			name := n.AzureName
			if name == "" {
				name = r.nameOf(schema.NamingField.VirtualHub, n.home(), nil)
			}
			r.topo.VirtualHubs = append(r.topo.VirtualHubs, VirtualHub{
				ID:            n.id,
				WAN:           w.id,
				Name:          name,
				Type:          w.Type,
				ResourceGroup: n.home().group(),
				Location:      n.Location,
				Prefix:        n.AddressSpace[0],
				Existing:      n.ownership() != Created,
				Tags:          n.Tags,
				Origin:        o,

				RoutingPreference: hubPreferences[n.RoutingPreference],
			})
		}
	}
}

// addHubRouting makes what the hubs route by: routing intent where a firewall inspects and all the rest reaches each other,
// else a route table for each class of spokes; and the connections of the spokes.
func (r *resolution) addHubRouting() {
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

func (r *resolution) addRoutingIntent(hub *network) {
	private, internet := hub.inspectsPrivate(), hub.inspectsInternet() && !hub.wan.tables
	if !private && !internet {
		return
	}
	row := RoutingIntent{Hub: hub.id, Existing: hub.ownership() != Created, Origin: Origin{Rule: "routing intent"}}
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

func (r *resolution) addHubTable(c *class) HubRouteTableID {
	o := c.origin("hub route table")
	t := HubRouteTable{
		ID:       HubRouteTableID(string(c.hub.id) + "/" + c.label()),
		Hub:      c.hub.id,
		Name:     shorten(r.nameOf(schema.NamingField.HubRouteTable, c.hub.home(), placeholders{"name": c.label()})),
		Labels:   []string{c.label()},
		Existing: slices.ContainsFunc(c.spokes, func(s *network) bool { return c.isConnected(r.reading, s) }),
		Origin:   o,
	}
	if c.internet() {
		t.Internet = FirewallID(c.hub.hops["firewall"].ref())
	}
	r.topo.HubRouteTables = append(r.topo.HubRouteTables, t)
	return t.ID
}

// addHubConnection connects a spoke. It learns the default route of the hub only where its statements send it that way.
func (r *resolution) addHubConnection(c *class, s *network, table HubRouteTableID, labels []string) {
	o := c.origin("hub connection")
	r.topo.HubConnections = append(r.topo.HubConnections, HubConnection{
		ID:       HubConnectionID(fmt.Sprintf("%s>%s", c.hub.id, s.id)),
		Hub:      c.hub.id,
		Network:  s.id,
		Name:     r.nameFor(schema.NamingField.HubConnection, c.hub.home(), string(s.id), c.connections()),
		Internet: c.internet(),
		Table:    table,
		Labels:   labels,
		Existing: c.isConnected(r.reading, s),
		Origin:   o,
	})
}
