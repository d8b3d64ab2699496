package adopt

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// hubStatement is classes of one hub that all meet: they are written as one statement.
type hubStatement struct {
	classes []*hubClass
	name    string
}

// statementsOf covers the classes of a hub by statements, as few as a class has partners that do not meet. What the statement is about beside
// whom its spokes meet is the same for all of its classes.
func (h *hub) statementsOf() []*hubStatement {
	var out []*hubStatement
	covered := map[[2]*hubClass]bool{}
	grow := func(first ...*hubClass) {
		s := &hubStatement{classes: first}
		for _, o := range h.classes {
			if !slices.Contains(s.classes, o) && !slices.ContainsFunc(s.classes, func(c *hubClass) bool { return !alike(c, o) }) {
				s.classes = append(s.classes, o)
			}
		}
		for _, x := range s.classes {
			x.statements = append(x.statements, s)
			for _, y := range s.classes {
				covered[[2]*hubClass{x, y}] = true
			}
		}
		out = append(out, s)
	}
	for i, x := range h.classes {
		for _, y := range h.classes[i+1:] {
			if alike(x, y) && !covered[[2]*hubClass{x, y}] {
				grow(x, y)
			}
		}
	}
	for _, x := range h.classes {
		if x.left == "" && len(x.statements) == 0 {
			grow(x)
		}
	}
	return out
}

// ownTable is the only route table, beside the default one, of the classes that are in no other statement; "" where there is not one.
func (s *hubStatement) ownTable() string {
	table := ""
	for _, c := range s.classes {
		switch {
		case len(c.statements) > 1 || c.table == c.hub.defaultTable() || c.table == table || table != "" && strings.HasPrefix(c.table, table+"-"):
		case table != "" && !strings.HasPrefix(table, c.table+"-"):
			return ""
		default:
			table = c.table
		}
	}
	return table
}

// alike tells whether two classes can be of one statement.
func alike(x, y *hubClass) bool {
	return x.left == "" && y.left == "" && x.meets(y) && x.isJoined() && y.isJoined() && x.internet == y.internet && x.onPremises() == y.onPremises()
}

// hubSpokes writes which networks a virtual hub connects, and what its routing intent inspects.
func (im *importer) hubSpokes(h *hub, connections *tree) {
	private, internet := im.routingIntent(h)
	if private {
		im.inspectedHubSpokes(h, connections, internet)
		return
	}
	for _, s := range h.statementsOf() {
		var spokes []*network
		for _, c := range s.classes {
			spokes = append(spokes, c.spokes...)
		}
		first := s.classes[0]
		w := hubWords{internet: internet || first.internet}
		if !first.isJoined() {
			w.spokeToSpoke = "none"
		}
		if !first.onPremises() && im.hasBranches(h.wan) {
			w.onPremises = "none"
		}
		if table := s.ownTable(); table != "" {
			s.name, _ = nameOf(lastName(im.byID[table].Name), "rt-", connections.has)
		}
		s.name = im.writeHubSpokes(h, connections, spokes, s.name, w)
	}
	for _, c := range h.classes {
		if t := im.byID[c.table]; t != nil && c.left == "" && c.table != h.defaultTable() {
			var names []string
			for _, s := range c.statements {
				names = append(names, s.name)
			}
			slices.Sort(names)
			names = append(names, im.selectedBy(h, c.spokes[0])...)
			im.take(t)
			im.called("hubRouteTable", t, map[string]string{"name": strings.Join(names, "-"), "network": h.name})
		}
	}
}

// hasBranches tells whether a hub of a virtual WAN has a gateway.
func (im *importer) hasBranches(wan string) bool {
	return slices.ContainsFunc(im.hubs, func(h *hub) bool {
		return h.wan == wan && slices.ContainsFunc(append(slices.Clone(im.of(azure.TypeHubVPNGateway)), im.of(azure.TypeHubERGateway)...), func(x *template.Resource) bool {
			return x.Properties.Get("virtualHub", "id").ID() == h.x.ID
		})
	})
}

// routingIntent tells what the routing intent of a hub sends to its firewall.
func (im *importer) routingIntent(h *hub) (private, internet bool) {
	for _, x := range im.of(azure.TypeRoutingIntent) {
		if parent(x.ID) != h.x.ID {
			continue
		}
		im.take(x)
		for _, p := range x.Properties.Get("routingPolicies").List() {
			for _, d := range texts(p.Get("destinations")) {
				private = private || strings.EqualFold(d, "PrivateTraffic")
				internet = internet || strings.EqualFold(d, "Internet")
			}
		}
	}
	return private, internet
}

// inspectedHubSpokes writes the spokes of a hub whose firewall has all private traffic: by whom its rules let them meet.
func (im *importer) inspectedHubSpokes(h *hub, connections *tree, internet bool) {
	var spokes []*network
	for _, c := range h.classes {
		if c.left == "" {
			spokes = append(spokes, c.spokes...)
		}
	}
	type likeness struct {
		met        string
		onPremises bool
	}
	groups, order := map[likeness][]*network{}, []likeness{}
	meets, beyond := im.whoMeets(h.name, h.firewall, spokes), im.meetsOnPremises(h.name, h.firewall, spokes)
	for _, s := range spokes {
		k := likeness{meets[s], beyond[s]}
		if groups[k] == nil {
			order = append(order, k)
		}
		groups[k] = append(groups[k], s)
	}
	for _, k := range order {
		w := hubWords{internet: internet, spokeToSpoke: h.name + "/firewall", onPremises: h.name + "/firewall"}
		if k.met == "" {
			w.spokeToSpoke = "none"
		}
		if !k.onPremises {
			w.onPremises = "none"
		}
		im.writeHubSpokes(h, connections, groups[k], "", w)
	}
}

// hubWords are the words of a statement of a virtual hub; internet is whether its firewall has what leads there.
type hubWords struct {
	internet                 bool
	spokeToSpoke, onPremises string
}

// writeHubSpokes writes a statement of a virtual hub under a name, "" for that of its IP group or its hub, and tells the name that it has.
func (im *importer) writeHubSpokes(h *hub, connections *tree, spokes []*network, name string, w hubWords) string {
	part := h.name + "/firewall"
	out := object().inline()
	out.text("kind", "hubAndSpoke")
	out.text("hub", h.name)
	comment := im.members(out, "spokes", spokes)
	for _, s := range spokes {
		im.joins("hubConnection", out, h.name, s.name)
	}
	switch {
	case w.spokeToSpoke == part && w.internet && w.onPremises != "none":
		out.text("inspect", part)
	default:
		out.text("spokeToSpoke", w.spokeToSpoke)
		if w.internet {
			out.text("internet", part)
		}
		out.text("onPremises", w.onPremises)
	}
	if h.exists {
		writeExisting(out, existing(spokes))
	}
	if name == "" {
		name = im.statementName(h.name, spokes)
	}
	name = uniqueIn(connections, name)
	connections.add(name, out)
	if comment != "" {
		connections.comment(comment)
	}
	return name
}
