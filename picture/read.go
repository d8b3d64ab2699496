package picture

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/topology"
)

// A reading is a topology while it becomes a picture.
type reading struct {
	t       *topology.Topology
	byID    map[string]*node // networks and parts by their ids, sites as site:id, circuits as circuit:id, internet
	order   []*node
	lines   map[lineKey]*line
	listed  []*line
	hubs    map[pair]bool // network and hub
	linked  map[pair]bool // networks that are peered, or of one virtual WAN
	uses    map[string]string
	leads   map[string][]*node // site -> gateways that lead there
	apart   map[string]bool    // nodes that are never part of a stack
	several struct{ tenants, subscriptions bool }

	connection topology.ConnectionID // that lines are added for, "" for none
}

type pair struct{ a, b string }

func newReading(t *topology.Topology, path *Path) *reading {
	r := &reading{t: t, byID: map[string]*node{}, lines: map[lineKey]*line{}, hubs: map[pair]bool{}, linked: map[pair]bool{}, uses: map[string]string{},
		leads: map[string][]*node{}, apart: map[string]bool{}}
	for _, at := range path.places() {
		r.apart[at] = true
	}
	return r
}

func (r *reading) add(n *node) *node {
	r.byID[n.id] = n
	r.order = append(r.order, n)
	return n
}

// part is the part of a network, such as hub/firewall, nil where it does not exist.
func (r *reading) part(ref string) *node { return r.byID[ref] }

// network is the network of a name, or of the subnet network/subnet.
func (r *reading) network(ref string) *node {
	name, _, _ := strings.Cut(ref, "/")
	if n := r.byID[name]; n != nil && n.hub == nil {
		return n
	}
	return nil
}

// IDs of nodes that could be the names of networks.
func siteID(id topology.SiteID) string       { return "site:" + string(id) }
func circuitID(id topology.CircuitID) string { return "circuit:" + string(id) }
func meshID(statement string) string         { return "mesh:" + statement }

const internetID = "internet:"

func (r *reading) addNodes() {
	group := map[topology.ResourceGroupID]string{}
	for _, g := range r.t.ResourceGroups {
		group[g.ID] = g.Subscription
	}
	tenant := map[string]string{}
	for _, s := range r.t.Subscriptions {
		tenant[s.Name] = s.Tenant
	}
	subscriptions, tenants := map[string]bool{}, map[string]bool{}
	home := func(n *node, g topology.ResourceGroupID) {
		n.subscription = group[g]
		if _, known := group[g]; !known {
			n.subscription, _, _ = strings.Cut(string(g), "/")
		}
		n.tenant = tenant[n.subscription]
		subscriptions[n.subscription], tenants[n.tenant] = true, true
	}
	for _, n := range r.t.Networks {
		x := r.add(&node{id: string(n.ID), kind: networkKind, name: string(n.ID), location: n.Location, ownership: n.Ownership,
			origins: []topology.Origin{n.Origin}})
		x.details = prefixLines(n.AddressSpace)
		x.ranges = []string{strings.Join(x.details, ", ")}
		if n.Ownership != topology.Created {
			x.details = append(x.details, string(n.Ownership))
		}
		if n.Classic {
			x.details = append(x.details, "classic")
		}
		home(x, n.ResourceGroup)
	}
	for _, h := range r.t.VirtualHubs {
		x := r.add(&node{id: string(h.ID), kind: virtualHubKind, name: string(h.ID), location: h.Location, wan: string(h.WAN),
			details: []string{h.Prefix.String()}, origins: []topology.Origin{h.Origin}})
		x.exists(h.Existing)
		home(x, h.ResourceGroup)
	}
	r.several.subscriptions, r.several.tenants = len(subscriptions) > 1, len(tenants) > 1
	r.addParts()
	r.addOutside()
	for _, g := range r.t.NetworkGroups {
		how := "static"
		if g.ByPolicy {
			how = "by policy"
		}
		for _, m := range g.Members {
			if x := r.byID[string(m)]; x != nil {
				x.groups = append(x.groups, fmt.Sprintf("network group %s of %s (%s)", strings.TrimPrefix(string(g.ID), string(g.Manager)+"/"), g.Manager, how))
			}
		}
	}
}

func (r *reading) addParts() {
	add := func(id string, network topology.NetworkID, k kind, o topology.Origin, existing bool, details ...string) {
		hub := r.byID[string(network)]
		if hub == nil {
			return
		}
		_, name, _ := strings.Cut(id, "/")
		x := r.add(&node{id: id, kind: k, name: k.title(), details: slices.DeleteFunc(details, func(s string) bool { return s == "" }), hub: hub,
			origins: []topology.Origin{o}})
		x.exists(existing)
		if k == applianceKind {
			x.name = name
		}
		hub.parts = append(hub.parts, x)
	}
	for _, g := range r.t.Gateways {
		k, bgp := vpnGatewayKind, ""
		if g.ExpressRoute {
			k = expressRouteKind
		} else if g.ASN != 0 {
			bgp = fmt.Sprintf("AS %d", g.ASN)
		}
		active := ""
		if g.ActiveActive {
			active = "active-active"
		}
		add(string(g.ID), g.Network, k, g.Origin, g.Existing, g.SKU, bgp, active)
	}
	for _, g := range r.t.HubGateways {
		k := vpnGatewayKind
		if g.ExpressRoute {
			k = expressRouteKind
		}
		units := "1 scale unit"
		if g.ScaleUnits > 1 {
			units = fmt.Sprintf("%d scale units", g.ScaleUnits)
		}
		add(string(g.ID), g.Hub, k, g.Origin, g.Existing, units)
	}
	for _, f := range r.t.Firewalls {
		address := ""
		if f.PrivateAddress.IsValid() {
			address = f.PrivateAddress.String()
		}
		add(string(f.ID), f.Network, firewallKind, f.Origin, f.Existing, f.Tier, address)
	}
	for _, a := range r.t.Appliances {
		var addresses []string
		for _, x := range a.Addresses {
			addresses = append(addresses, x.String())
		}
		add(string(a.ID), a.Network, applianceKind, a.Origin, false, append([]string{"appliance"}, addresses...)...)
	}
}

// exists says of a node that it is there already.
func (n *node) exists(already bool) {
	if already {
		n.ownership = topology.Existing
		n.details = append(n.details, string(topology.Existing))
	}
}

// title is what the part of a network is called in its box.
func (k kind) title() string {
	return map[kind]string{firewallKind: "Firewall", vpnGatewayKind: "VPN gateway", expressRouteKind: "ExpressRoute gateway"}[k]
}

func (r *reading) addOutside() {
	clients := map[topology.SiteID]bool{}
	for _, g := range r.t.Gateways {
		if g.Clients != nil {
			clients[g.Clients.Site] = true
		}
	}
	for _, s := range r.t.Sites {
		x := r.add(&node{id: siteID(s.ID), kind: siteKind, name: string(s.ID), details: prefixLines(s.AddressSpace), origins: []topology.Origin{s.Origin}})
		x.ranges = []string{strings.Join(x.details, ", ")}
		if clients[s.ID] {
			x.kind = clientsKind
			x.details = append([]string{"VPN clients"}, x.details...)
		}
		if s.DefaultRoute {
			x.details = append(x.details, "takes the default route")
		}
	}
	for _, c := range r.t.Circuits {
		x := r.add(&node{id: circuitID(c.ID), kind: circuitKind, name: string(c.ID), details: []string{"ExpressRoute circuit"}, origins: []topology.Origin{c.Origin}})
		if x.exists(c.ResourceID != ""); c.ResourceID != "" {
			continue
		}
		x.details = append(x.details, c.Provider+", "+c.PeeringLocation, fmt.Sprintf("%d Mbps", c.BandwidthMbps))
	}
}

// prefixLines are the first prefixes of a network, one a line, and how many more there are.
func prefixLines(prefixes []netip.Prefix) []string {
	const most = 3
	var out []string
	for i, p := range prefixes {
		if i == most-1 && len(prefixes) > most {
			return append(out, fmt.Sprintf("and %d more", len(prefixes)-i))
		}
		out = append(out, p.String())
	}
	return out
}
