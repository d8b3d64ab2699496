package adopt

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
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

// partAt is the part of a network that has an address: a firewall, or an appliance, which is noted in its network.
func (im *importer) partAt(a netip.Addr) string {
	for _, n := range im.networks {
		if !n.contains(a) {
			continue
		}
		if n.firewall != nil && firewallAddress(n.firewall) == a {
			return n.name + "/firewall"
		}
		return n.name + "/" + im.applianceAt(n, a)
	}
	return ""
}

// applianceAt is the name of the appliance at an address: that of its load balancer, else a number. An address of the other family in the
// same subnet is of the same appliance.
func (im *importer) applianceAt(n *network, a netip.Addr) string {
	for _, name := range sortedKeys(n.appliance) {
		if slices.Contains(n.appliance[name], a) {
			return name
		}
	}
	for _, name := range sortedKeys(n.appliance) {
		others := n.appliance[name]
		if len(others) == 1 && others[0].Is4() != a.Is4() && n.subnetAt(others[0]) == n.subnetAt(a) {
			n.appliance[name] = append(others, a)
			slices.SortFunc(n.appliance[name], netip.Addr.Compare)
			return name
		}
	}
	name := "appliance"
	if x := im.balancerAt(a); x != nil {
		name, _ = nameOf(strings.TrimPrefix(x.Name, "lb-"), n.name+"-", func(string) bool { return false })
	}
	for i, base := 2, name; n.appliance[name] != nil; i++ {
		name = base + "-" + strconv.Itoa(i)
	}
	if n.appliance == nil {
		n.appliance = map[string][]netip.Addr{}
	}
	n.appliance[name] = []netip.Addr{a}
	return name
}

// subnetAt is the subnet that has an address, "" for none.
func (n *network) subnetAt(a netip.Addr) string {
	for _, v := range n.x.Properties.Get("subnets").List() {
		for _, text := range append(texts(v.Get("properties", "addressPrefixes")), v.Get("properties", "addressPrefix").String()) {
			if p, err := netip.ParsePrefix(text); err == nil && p.Contains(a) {
				return v.Get("name").String()
			}
		}
	}
	return ""
}

// balancerAt is the load balancer whose frontend has an address, nil for none.
func (im *importer) balancerAt(a netip.Addr) *template.Resource {
	for _, x := range im.of(azure.TypeLoadBalancer) {
		for _, f := range x.Properties.Get("frontendIPConfigurations").List() {
			if f.Get("properties", "privateIPAddress").String() == a.String() {
				return x
			}
		}
	}
	return nil
}

// writeAppliance writes what packets are sent to at addresses that are no firewall's.
func (im *importer) writeAppliance(n *network, addresses []netip.Addr) *tree {
	out := object().inline()
	var written []string
	for _, a := range addresses {
		written = append(written, a.String())
	}
	out.texts("privateAddress", written)
	a := addresses[0]
	out.text("subnet", n.subnetAt(a))
	x := im.balancerAt(a)
	if x == nil {
		return out
	}
	im.take(x)
	if probes := x.Properties.Get("probes").List(); len(probes) > 0 {
		balancer := object().inline()
		balancer.text("probe", probeWords(probes[0].Get("properties")))
		out.add("loadBalancer", balancer)
	}
	return out
}

// probeWords is a health probe as the intent writes it: tcp/22, http/80/health.
func probeWords(p *template.Value) string {
	text := strings.ToLower(p.Get("protocol").String())
	if port := p.Get("port"); port != nil {
		text += "/" + strconv.Itoa(int(port.Number))
	}
	if path := p.Get("requestPath").String(); path != "" {
		text += "/" + strings.TrimPrefix(path, "/")
	}
	return text
}

// spokeRouting is what the routes of spokes say of a hub-and-spoke: the part that each kind of traffic goes through.
type spokeRouting struct{ spokes, internet, onPremises, hubSubnets string }

var private = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("172.16.0.0/12"), netip.MustParsePrefix("192.168.0.0/16"),
	netip.MustParsePrefix("fc00::/7"), netip.MustParsePrefix("fd00::/8")}

// routingOf reads what the routes of spokes say. A route to another spoke says more of how spokes meet than one to all private addresses,
// which says it where there is no other.
func (im *importer) routingOf(hub *network, of, spokes []*network) spokeRouting {
	var out spokeRouting
	summary, elsewhere := "", false
	for _, spoke := range of {
		for _, r := range im.routesOf(spoke) {
			part, toSpoke := "", im.toAnother(r, spoke, spokes)
			switch {
			case r.kind == "virtualnetworkgateway" && (toSpoke || r.prefix.Bits() == 0) && im.usesGateway(spoke, hub):
				part = hub.name + "/vpnGateway"
			case r.hop.IsValid() && hub.contains(r.hop):
				part = im.partAt(r.hop)
			default:
				elsewhere = elsewhere || toSpoke && r.hop.IsValid()
				continue
			}
			switch {
			case r.prefix.Bits() == 0:
				out.internet = part
			case slices.Contains(private, r.prefix):
				summary = part
			case toSpoke:
				out.spokes = part
			case covers(r.prefix, hub.prefixes):
				out.hubSubnets = part
			}
		}
	}
	if out.spokes == "" && !elsewhere {
		out.spokes = summary
	}
	for _, v := range hub.x.Properties.Get("subnets").List() {
		if !strings.EqualFold(v.Get("name").String(), "GatewaySubnet") {
			continue
		}
		for _, r := range im.routesOfSubnet(v) {
			for _, spoke := range of {
				if r.hop.IsValid() && covers(r.prefix, spoke.prefixes) {
					out.onPremises = im.partAt(r.hop)
				}
			}
		}
	}
	return out
}

// usesGateway tells whether a spoke uses the gateway of a hub.
func (im *importer) usesGateway(spoke, hub *network) bool {
	h := spoke.halves[hub.x.ID]
	return h != nil && h.useRemote || h == nil && len(hub.gateways) > 0
}

// toAnother tells whether a route leads to another spoke and to no wider range than a network.
func (im *importer) toAnother(r route, spoke *network, spokes []*network) bool {
	if r.prefix.Bits() == 0 || slices.Contains(private, r.prefix) {
		return false
	}
	return slices.ContainsFunc(spokes, func(o *network) bool { return o != spoke && covers(r.prefix, o.prefixes) })
}

// writeHubAndSpoke writes a hub with its spokes: a statement for all that are routed alike.
func (im *importer) writeHubAndSpoke(connections *tree, hub *network, spokes []*network, say func(a, b *network)) {
	type likeness struct {
		spokeRouting
		gateway, forwarded bool
		meets              string
	}
	groups, order := map[likeness][]*network{}, []likeness{}
	meets := im.whoMeets(hub.name, hub.firewall, spokes)
	for _, s := range spokes {
		say(hub, s)
		h := s.halves[hub.x.ID]
		k := likeness{im.routingOf(hub, []*network{s}, spokes), h.useRemote, h.forwarded, meets[s]}
		if len(spokes) == 2 || len(im.routesOf(s)) > 0 { // the only one of a group has no other to be routed to
			k.spokes = first(k.spokes, im.routingOf(hub, spokes, spokes).spokes)
		}
		if k.meets == "" { // none, by the rules of the firewall
			k.spokes = ""
		}
		if groups[k] == nil {
			order = append(order, k)
		}
		groups[k] = append(groups[k], s)
	}
	for _, k := range order {
		out := object().inline()
		out.text("kind", "hubAndSpoke")
		out.text("hub", hub.name)
		comment := im.members(out, "spokes", groups[k])
		direct := im.allJoined(groups[k])
		if direct {
			for i, a := range groups[k] {
				for _, b := range groups[k][i+1:] {
					say(a, b)
				}
			}
		}
		im.writeRouting(out, hub, k.spokeRouting, direct, k.gateway)
		if !k.forwarded {
			out.flag("forwardedTraffic", false)
		}
		im.addStatement(connections, hub, groups[k], out, comment, k.spokeRouting)
	}
}

// whoMeets are, for each spoke, the names of those that it meets through the firewall of the hub, itself among them; "" for none. Spokes of one
// statement meet the same ones.
func (im *importer) whoMeets(hub string, firewall *template.Resource, spokes []*network) map[*network]string {
	out := map[*network]string{}
	through := im.throughFirewall(hub, firewall, spokes)
	for _, a := range spokes {
		var met []string
		for _, b := range spokes {
			if a != b && through(a, b) && through(b, a) {
				met = append(met, b.name)
			}
		}
		if len(met) > 0 || len(spokes) == 1 {
			met = append(met, a.name)
			slices.Sort(met)
			out[a] = strings.Join(met, " ")
		}
	}
	return out
}

// addStatement adds the statement of a hub, with the comments that belong to it.
func (im *importer) addStatement(connections *tree, hub *network, spokes []*network, out *tree, comment string, routing spokeRouting) {
	connections.add(uniqueIn(connections, im.statementName(hub.name, spokes)), out)
	if comment != "" {
		connections.comment(comment)
	}
	if part := first(routing.spokes, routing.internet, routing.onPremises); part != "" {
		connections.comment("What goes through " + part + " is inferred from the routes of the spokes.")
	}
}

func (im *importer) allJoined(networks []*network) bool {
	for i, a := range networks {
		for _, b := range networks[i+1:] {
			if !joined(a, b) {
				return false
			}
		}
	}
	return len(networks) > 1
}

// writeRouting writes how spokes of a hub reach each other and beyond.
func (im *importer) writeRouting(out *tree, hub *network, routing spokeRouting, direct, gateway bool) {
	if all := routing.spokes; all != "" && !direct && routing.internet == all && (routing.onPremises == all || len(hub.gateways) == 0) {
		out.text("inspect", all)
	} else {
		if direct {
			routing.spokes = "direct"
		}
		out.text("spokeToSpoke", routing.spokes)
		out.text("internet", routing.internet)
		if routing.onPremises == "" && len(hub.gateways) > 0 && !gateway {
			routing.onPremises = "none"
		}
		out.text("onPremises", routing.onPremises)
	}
	out.text("hubSubnets", routing.hubSubnets)
}

func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// statementName is the name of the statement that made an IP group of a firewall with these spokes, where there is one:
// ipg-hub-estate-spokes is of estate. Else it is the name of the hub.
func (im *importer) statementName(hub string, spokes []*network) string {
	var prefixes []string
	for _, s := range spokes {
		prefixes = append(prefixes, s.prefixes...)
	}
	for _, x := range im.of(azure.TypeIPGroup) {
		rest, ofHub := strings.CutPrefix(x.Name, "ipg-"+hub+"-")
		name, ofSpokes := strings.CutSuffix(rest, "-spokes")
		if !ofHub || !ofSpokes || name == "" || notInNames.MatchString(name) {
			continue
		}
		addresses := texts(x.Properties.Get("ipAddresses"))
		if len(addresses) > 0 && !slices.ContainsFunc(addresses, func(a string) bool { return !slices.Contains(prefixes, a) }) {
			return name
		}
	}
	return hub
}

// inspectsInternet tells whether all that a subnet sends to the internet goes to a next hop.
func (im *importer) inspectsInternet(v *template.Value) bool {
	return slices.ContainsFunc(im.routesOfSubnet(v), func(r route) bool { return r.hop.IsValid() && r.prefix.Bits() == 0 })
}

// writeRoutes writes of a subnet whether it has a table, and the routes that nothing else makes.
func (im *importer) writeRoutes(out *tree, n *network, v *template.Value) {
	subnet := v.Get("name").String()
	id := v.Get("properties", "routeTable", "id")
	im.take(im.byID[id.ID()])
	inspected := slices.ContainsFunc(im.routesOf(n), func(r route) bool { return r.hop.IsValid() })
	switch {
	case id.ID() == "" && inspected && !reserved(subnet) && !n.isHub:
		out.text("routing", "none")
		return
	case id.ID() == "" || n.isHub || reserved(subnet):
		return
	case im.byID[id.ID()] == nil:
		im.leave(n.x, "route table %s of subnet %q is not in the export", id.ID(), subnet)
		return
	}
	routes := object().inline()
	for _, r := range im.routesOfSubnet(v) {
		if via := im.byHand(n, r); via != "" {
			one := object().inline()
			one.text("prefix", r.prefix.String())
			one.text("via", via)
			name, _ := nameOf(strings.TrimSuffix(r.name, "-"+strings.ReplaceAll(r.prefix.String(), "/", "_")), "", routes.has)
			routes.add(name, one)
		}
	}
	out.section("routes", routes)
}

// byHand is the next hop of a route that nothing but a hand makes, in the words of the intent, "" for others: what leads to networks and
// sites is derived.
func (im *importer) byHand(n *network, r route) string {
	if slices.Contains(private, r.prefix) || r.prefix.Bits() > 0 && im.toKnown(r.prefix) ||
		r.prefix.Bits() == 0 && (r.hop.IsValid() || r.kind == "virtualnetworkgateway" || im.hasDefaultSite()) {
		return ""
	}
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

// hasDefaultSite tells whether a gateway sends what nothing else takes to a site: then routes to the internet are derived.
func (im *importer) hasDefaultSite() bool {
	return slices.ContainsFunc(im.sites, func(s *site) bool { return s.takesDefault })
}

// toKnown tells whether a prefix is one of a network or a site, or within one, or covers one.
func (im *importer) toKnown(p netip.Prefix) bool {
	meets := func(prefixes []string) bool {
		return slices.ContainsFunc(prefixes, func(text string) bool {
			q, err := netip.ParsePrefix(text)
			return err == nil && q.Overlaps(p)
		})
	}
	return slices.ContainsFunc(im.networks, func(o *network) bool { return meets(o.prefixes) }) ||
		slices.ContainsFunc(im.sites, func(s *site) bool { return meets(s.spaces) })
}

// behindHub are the prefixes outside of all networks that spokes of a hub reach through it: what its only site advertises, as far as the
// export tells. IP groups of the hub's firewall name more of them.
func (im *importer) behindHub(hub *network) []string {
	seen := map[string]bool{}
	add := func(text string) {
		p, err := netip.ParsePrefix(text)
		if err == nil && !seen[p.String()] && !slices.ContainsFunc(im.networks, func(o *network) bool { return covers(p, o.prefixes) }) {
			seen[p.String()] = true
		}
	}
	for _, x := range im.of(azure.TypeIPGroup) {
		if x.Name == "ipg-"+hub.name+"-"+hub.name+"-on-premises" {
			for _, text := range texts(x.Properties.Get("ipAddresses")) {
				add(text)
			}
		}
	}
	for _, spoke := range im.neighbors(hub) {
		for _, r := range im.routesOf(spoke) {
			if r.hop.IsValid() && hub.contains(r.hop) && r.prefix.Bits() > 0 && !slices.Contains(private, r.prefix) && !im.toKnown(r.prefix) {
				add(r.prefix.String())
			}
		}
	}
	return sortedKeys(seen)
}
