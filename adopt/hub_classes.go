package adopt

import (
	"fmt"
	"slices"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// hubClass is spokes of a virtual hub that are associated with one route table and propagate to the same ones: they reach the same.
type hubClass struct {
	hub        *hub
	table      string          // the id of the route table
	propagates map[string]bool // ids of tables
	internet   bool            // it has the default route of its table, which leads to the firewall
	spokes     []*network
	statements []*hubStatement
	left       string // why the intent has no words for it, "" where it has
}

// meets tells whether spokes of two classes have routes to each other.
func (c *hubClass) meets(o *hubClass) bool { return c.propagates[o.table] && o.propagates[c.table] }

// differs tells whether of two classes one alone has routes to the other.
func (c *hubClass) differs(o *hubClass) bool { return c.propagates[o.table] != o.propagates[c.table] }

// onPremises tells whether the gateways of the hub know the class.
func (c *hubClass) onPremises() bool { return c.propagates[c.hub.defaultTable()] }

// defaultTable is the id of the table that a hub has by itself.
func (h *hub) defaultTable() string { return h.x.ID + "/hubroutetables/defaultroutetable" }

// readHubClasses reads how the connections of virtual hubs are routed.
func (im *importer) readHubClasses() {
	for _, h := range im.hubs {
		for _, c := range im.of(azure.TypeHubConnection) {
			if parent(c.ID) == h.x.ID {
				im.readHubConnection(h, c)
			}
		}
		for _, t := range im.of(azure.TypeHubRouteTable) {
			if parent(t.ID) == h.x.ID && slices.Contains([]string{"defaultRouteTable", "noneRouteTable"}, lastName(t.Name)) {
				im.take(t) // they are of every hub
			}
		}
	}
	im.readHubTransit()
	im.leaveHubClasses()
	for _, h := range im.hubs {
		_, internet := im.routingIntent(h)
		for _, c := range h.classes {
			for _, n := range c.spokes {
				n.inspected = internet || c.internet
			}
		}
	}
}

func (im *importer) readHubConnection(h *hub, c *template.Resource) {
	n := im.byNet[c.Properties.Get("remoteVirtualNetwork", "id").ID()]
	if n == nil {
		im.leave(c, "its network is not in the export")
		return
	}
	im.take(c)
	im.called("hubConnection", c, map[string]string{"network": h.name, "remote": n.name})
	routing := c.Properties.Get("routingConfiguration")
	if len(routing.Get("vnetRoutes", "staticRoutes").List()) > 0 {
		im.leave(c, "its static routes are not in the intent: a deployment of the connection removes them")
	}
	x := &hubClass{hub: h, table: h.defaultTable(), propagates: map[string]bool{}, spokes: []*network{n}}
	if id := routing.Get("associatedRouteTable", "id").ID(); id != "" {
		x.table = id
	}
	labels := texts(routing.Get("propagatedRouteTables", "labels"))
	if ids := routing.Get("propagatedRouteTables", "ids").List(); len(ids) > 0 {
		for _, v := range ids {
			x.propagates[v.Get("id").ID()] = true
		}
	} else if len(labels) == 0 {
		labels = []string{"default"} // what a connection has without a word
	}
	for _, o := range im.hubs {
		if o.wan == h.wan && slices.Contains(labels, "default") {
			x.propagates[o.defaultTable()] = true
		}
		for _, t := range im.of(azure.TypeHubRouteTable) {
			if o.wan == h.wan && parent(t.ID) == o.x.ID && slices.ContainsFunc(texts(t.Properties.Get("labels")), func(l string) bool { return slices.Contains(labels, l) }) {
				x.propagates[t.ID] = true
			}
		}
	}
	leads, why := im.leadsOut(h, x.table)
	x.internet, x.left = leads && c.Properties.Get("enableInternetSecurity").True(), why
	for _, o := range h.classes {
		if o.table == x.table && o.internet == x.internet && sameKeys(o.propagates, x.propagates) {
			o.spokes = append(o.spokes, n)
			return
		}
	}
	h.classes = append(h.classes, x)
}

func sameKeys(a, b map[string]bool) bool { return slices.Equal(sortedKeys(a), sortedKeys(b)) }

// leadsOut tells whether a route table of a hub sends what nothing else takes to the hub's firewall; why is what else its routes do.
func (im *importer) leadsOut(h *hub, table string) (leads bool, why string) {
	t := im.byID[table]
	if t == nil && table != h.defaultTable() {
		return false, "its route table is not in the export"
	}
	if t == nil {
		return false, ""
	}
	for _, r := range t.Properties.Get("routes").List() {
		toFirewall := h.firewall != nil && r.Get("nextHop").ID() == h.firewall.ID
		if !toFirewall || !slices.Equal(texts(r.Get("destinations")), []string{"0.0.0.0/0"}) {
			return false, fmt.Sprintf("route %q of its route table %q is not in the language", r.Get("name").String(), lastName(t.Name))
		}
		leads = true
	}
	return leads, ""
}

// leaveHubClasses finds the classes of which the intent cannot say whom they reach: statements of two virtual hubs meet wholly, or not at all,
// and what one reaches it is reached by.
func (im *importer) leaveHubClasses() {
	for _, a := range im.hubs {
		for _, x := range a.classes {
			for _, b := range im.hubs {
				for _, y := range b.classes {
					switch {
					case b.wan != a.wan || x.left != "" || y.left != "":
					case x.differs(y):
						x.left = fmt.Sprintf("of it and what is associated with %s one alone has routes to the other", lastName(y.table))
					case a != b && len(im.hubTransit[a.wan]) == 0 && x.meets(y) != (x.isJoined() && y.isJoined()):
						x.left = fmt.Sprintf("it meets other spokes of the virtual WAN, and not those of %s in another hub, or the other way round", lastName(y.table))
					}
				}
			}
		}
		for _, x := range a.classes {
			if x.left != "" {
				for _, c := range im.of(azure.TypeHubConnection) {
					if parent(c.ID) == a.x.ID && slices.ContainsFunc(x.spokes, func(n *network) bool { return n.x.ID == c.Properties.Get("remoteVirtualNetwork", "id").ID() }) {
						im.leave(c, "%s: its network is not joined in the intent", x.left)
					}
				}
			}
		}
	}
}

// isJoined tells whether spokes of the class reach spokes at all.
func (c *hubClass) isJoined() bool { return c.propagates[c.table] }
