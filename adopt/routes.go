package adopt

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/reachability/template"
)

// route is a route of a table that subnets of a network have.
type route struct {
	name   string
	subnet string
	prefix netip.Prefix
	kind   string // nextHopType in lower case
	hop    netip.Addr
}

var private = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("172.16.0.0/12"), netip.MustParsePrefix("192.168.0.0/16"),
	netip.MustParsePrefix("fc00::/7"), netip.MustParsePrefix("fd00::/8")}

// routesOf are the routes of all subnets of a network.
func (im *importer) routesOf(n *network) []route {
	var out []route
	for _, v := range n.x.Properties.Get("subnets").List() {
		out = append(out, im.routesOfSubnet(v)...)
	}
	return out
}

func (im *importer) routesOfSubnet(v *template.Value) []route {
	table := im.byID[v.Get("properties", "routeTable", "id").ID()]
	if table == nil {
		return nil
	}
	var out []route
	for _, r := range table.Properties.Get("routes").List() {
		p := r.Get("properties")
		prefix, err := netip.ParsePrefix(p.Get("addressPrefix").String())
		if err != nil {
			continue
		}
		hop, _ := netip.ParseAddr(p.Get("nextHopIpAddress").String())
		out = append(out, route{name: r.Get("name").String(), subnet: v.Get("name").String(), prefix: prefix,
			kind: strings.ToLower(p.Get("nextHopType").String()), hop: hop})
	}
	return out
}

// writeRoutes writes of a subnet whether it has a table, and the routes that nothing else makes. The table of a network that exists is named by its
// id, so that routes can be added to it.
func (im *importer) writeRoutes(out *tree, n *network, v *template.Value) {
	subnet := v.Get("name").String()
	id := v.Get("properties", "routeTable", "id")
	im.take(im.byID[id.ID()])
	inspected := slices.ContainsFunc(im.routesOf(n), func(r route) bool { return r.hop.IsValid() })
	switch {
	case id.ID() == "" && !reserved(subnet) && (inspected && !n.isHub || n.isHub && im.keepsOff(n, subnet)):
		out.text("routing", "none")
		return
	case id.ID() == "":
		return
	case im.byID[id.ID()] == nil:
		im.leave(n.x, "route table %s of subnet %q is not in the export", id.ID(), subnet)
	}
	table := im.byID[id.ID()]
	others := n.exists || table == nil || im.othersTable(n, v, table)
	if others {
		out.text("routeTable", im.written(id))
	}
	routes := object().inline()
	for _, r := range im.routesOfSubnet(v) {
		via := im.byHand(n, r)
		switch {
		case via == "" && others && !n.exists: // what is derived is there, under names of its own
			via = im.viaOf(r)
		}
		if via != "" {
			one := object().inline()
			one.text("prefix", r.prefix.String())
			one.text("via", via)
			writeExists(one, others)
			name, _ := nameOf(strings.TrimSuffix(r.name, "-"+strings.ReplaceAll(r.prefix.String(), "/", "_")), "", routes.has)
			routes.add(name, one)
		}
	}
	if n.isHub || reserved(subnet) {
		im.writeRoutesThere(routes, n, v)
	}
	out.section("routes", routes)
}

// othersTable tells of the table of a subnet of a created network whether it is not the intent's own: it stands in another resource group, or it has routes
// by hand, and its subnet takes none.
func (im *importer) othersTable(n *network, subnet *template.Value, table *template.Resource) bool {
	return !sameGroup(n.x, table) || reserved(subnet.Get("name").String()) && im.anyByHand(n, subnet)
}

// writeRoutesThere writes, of a table that is not the intent's own, the routes to networks that it takes over: they are derived, and there under
// names of their own. Azure refuses a second one.
func (im *importer) writeRoutesThere(routes *tree, n *network, subnet *template.Value) {
	if !n.exists {
		return
	}
	for _, r := range im.routesOfSubnet(subnet) {
		if r.hop.IsValid() && !im.isPart(r.hop) {
			continue
		}
		via := im.viaOf(r)
		for _, o := range im.networks {
			derived := o.name + "-" + strings.ReplaceAll(r.prefix.String(), "/", "_")
			if via == "" || o.exists || r.name == derived || routes.has(r.name) || !slices.Contains(o.prefixes, r.prefix.String()) {
				continue
			}
			one := object().inline()
			one.text("prefix", r.prefix.String())
			one.text("via", via)
			writeExists(one, true)
			name, _ := nameOf(r.name, "", routes.has)
			routes.add(name, one)
		}
	}
}

// isPart tells whether a firewall or an appliance that the intent has stands at an address.
func (im *importer) isPart(a netip.Addr) bool {
	return slices.ContainsFunc(im.networks, func(n *network) bool {
		return n.firewall != nil && firewallAddress(n.firewall) == a ||
			slices.ContainsFunc(sortedKeys(n.appliance), func(name string) bool { return slices.Contains(n.appliance[name], a) })
	})
}

// keepsOff tells whether other ordinary subnets of a hub have a table, and a subnet has none for no reason that the intent knows: it is no appliance's.
func (im *importer) keepsOff(n *network, subnet string) bool {
	for _, addresses := range n.appliance {
		of := n.subnetAt(addresses[0])
		if subnet == of || subnet == im.egressOf(n, of) {
			return false
		}
	}
	return slices.ContainsFunc(n.x.Properties.Get("subnets").List(), func(v *template.Value) bool {
		name := v.Get("name").String()
		return !reserved(name) && !slices.ContainsFunc(sortedKeys(n.appliance), func(a string) bool { return n.subnetAt(n.appliance[a][0]) == name }) &&
			im.byID[v.Get("properties", "routeTable", "id").ID()] != nil
	})
}

// byHand is the next hop of a route that nothing but a hand makes, in the words of the intent, "" for others: what leads to networks and
// sites is derived.
func (im *importer) byHand(n *network, r route) string {
	if slices.Contains(private, r.prefix) || r.prefix.Bits() > 0 && im.toKnown(r.prefix) ||
		r.prefix.Bits() == 0 && (r.hop.IsValid() || r.kind == "virtualnetworkgateway" || im.hasDefaultSite()) {
		return ""
	}
	return im.viaOf(r)
}

// viaOf is the next hop of a route in the words of the intent, "" where it has none.
func (im *importer) viaOf(r route) string {
	switch r.kind {
	case "internet":
		return "internet"
	case "none":
		return "none"
	case "virtualnetworkgateway":
		return "vpnGateway"
	}
	if !r.hop.IsValid() {
		return ""
	}
	return im.partAt(r.hop)
}

// inspectsInternet tells whether all that a subnet sends to the internet goes to a next hop.
func (im *importer) inspectsInternet(v *template.Value) bool {
	return slices.ContainsFunc(im.routesOfSubnet(v), func(r route) bool { return r.hop.IsValid() && r.prefix.Bits() == 0 })
}

// hasDefaultSite tells whether a gateway sends what nothing else takes to a site: then routes to the internet are derived.
func (im *importer) hasDefaultSite() bool {
	return slices.ContainsFunc(im.sites, func(s *site) bool { return s.takesDefault })
}

// toKnown tells whether a prefix is one of a network, of its VPN clients or of a site, or within one, or covers one.
func (im *importer) toKnown(p netip.Prefix) bool {
	meets := func(prefixes []string) bool {
		return slices.ContainsFunc(prefixes, func(text string) bool {
			q, err := netip.ParsePrefix(text)
			return err == nil && q.Overlaps(p)
		})
	}
	return slices.ContainsFunc(im.networks, func(o *network) bool {
		return meets(o.prefixes) || meets(im.clientsOf(o))
	}) ||
		slices.ContainsFunc(im.sites, func(s *site) bool { return meets(s.spaces) })
}
