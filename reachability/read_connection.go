package reachability

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
)

// A connector reads the connections.
type connector struct {
	*reader
	pair     map[[2]string]*template.Resource // VNet-to-VNet, by the two gateways
	circuits map[string][]*link               // by the circuit's id
	noted    map[*gateway]bool
	rules    map[string]*natRule // by id

	publicAddresses    map[string]*gateway   // of networks' gateways, by id
	deployedAddresses  map[string]instanceOf // by address
	ofNetworks, ofHubs []*vpnHalf            // of VPNs between the two
}

// connections reads the connections. A VNet-to-VNet one is up when both directions are there.
// Source: VPN Gateway FAQ; Configure a VNet-to-VNet connection: two connection resources.
func (r *reader) connections() {
	c := &connector{
		reader: r, pair: map[[2]string]*template.Resource{}, circuits: map[string][]*link{}, noted: map[*gateway]bool{},
		publicAddresses: map[string]*gateway{}, deployedAddresses: map[string]instanceOf{},
	}
	c.readPublicAddresses()
	c.natRules()
	for _, x := range r.of(azure.TypeConnection) {
		c.connection(x)
	}
	c.clients()
	c.hubLinks()
	c.vpnsWithHubs()
	c.halves()
	c.acrossCircuits()
	for _, g := range r.e.gateways {
		slices.SortFunc(g.links, func(a, b *link) int { return strings.Compare(a.id, b.id) })
	}
	slices.SortFunc(r.e.links, func(a, b *link) int { return strings.Compare(a.id, b.id) })
	r.e.markUncarried()
}

func (r *connector) connection(x *template.Resource) {
	r.on = x
	id := x.Properties.Get("virtualNetworkGateway1", "id")
	g := r.e.gateways[id.ID()]
	switch {
	case r.e.lost[id.ID()] != "": // Build has said so
		return
	case g == nil && id.ID() == "" && r.notKnown(id, "the gateway of connection %q", x.Name):
		for _, g := range r.e.gateways {
			g.connectionsUnknown = first(g.connectionsUnknown, fmt.Sprintf("connection %q may belong to gateway %q", x.Name, g.name))
		}
		return
	case g == nil:
		r.elsewhere(x.At, fmt.Sprintf("the gateway of connection %q", x.Name), "the connection is ignored")
		return
	}
	switch r.connectionType(x) {
	case "ipsec":
		r.siteLink(g, x)
	case "vnet2vnet":
		r.networkLink(g, x)
	case "expressroute":
		r.circuitLink(g, x)
	}
}

// bgp reads whether a connection has BGP: it counts as having it where that is not known, with the reason.
func (r *connector) bgp(x *template.Resource) (bool, string) {
	r.on = x
	v := x.Properties.Get("enableBgp")
	if r.notKnown(v, "enableBgp of connection %q", x.Name) {
		return true, fmt.Sprintf("enableBgp of connection %q is not known", x.Name)
	}
	return v.True(), ""
}

// connectionType reads the type in lower case; where it is not known it is that of the other end.
func (r *connector) connectionType(x *template.Resource) string {
	v := x.Properties.Get("connectionType")
	kind := strings.ToLower(v.String())
	switch {
	case r.notKnown(v, "the type of connection %q", x.Name):
		for _, end := range [][2]string{{"localNetworkGateway2", "ipsec"}, {"virtualNetworkGateway2", "vnet2vnet"}, {"peer", "expressroute"}} {
			if x.Properties.Get(end[0], "id").ID() != "" {
				return end[1]
			}
		}
	case kind != "ipsec" && kind != "vnet2vnet" && kind != "expressroute":
		r.refused(x.At, fmt.Sprintf("the type of connection %q", x.Name), fmt.Sprintf("%q is not one of IPsec, Vnet2Vnet and ExpressRoute", v.String()))
	}
	return kind
}

// session says why BGP between two ends does not come up, "" where it does.
// Source: VPN Gateway FAQ, BGP: different ASNs are required between what is connected with BGP.
func session(nameA string, a speaker, nameB string, b speaker) string {
	switch {
	case a.off:
		return fmt.Sprintf("%q has no BGP", nameA)
	case b.off:
		return fmt.Sprintf("%q has no BGP", nameB)
	case a.asnUnknown == "" && b.asnUnknown == "" && a.asn == b.asn:
		return fmt.Sprintf("%q and %q have the same ASN %d", nameA, nameB, a.asn)
	}
	return ""
}

// networkLink reads one direction of a VNet-to-VNet connection; the second that is read makes the link.
func (r *connector) networkLink(g *gateway, x *template.Resource) {
	bgp, bgpUnknown := r.bgp(x)
	end := x.Properties.Get("virtualNetworkGateway2", "id")
	to := end.ID()
	if to == "" && r.notKnown(end, "the other gateway of connection %q", x.Name) {
		g.connectionsUnknown = first(g.connectionsUnknown, fmt.Sprintf("the other end of connection %q is not known", x.Name))
		return
	}
	if why := r.e.lost[to]; why != "" {
		g.connectionsUnknown = first(g.connectionsUnknown, why)
		return
	}
	far := r.e.gateways[to]
	if far == nil {
		r.elsewhere(x.At, fmt.Sprintf("the other gateway of connection %q", x.Name), "the connection is ignored")
		g.connectionsUnknown = first(g.connectionsUnknown, fmt.Sprintf("the other gateway of connection %q is not in the %s", x.Name, r.e.from))
	}
	if other := r.pair[[2]string{to, g.id}]; other != nil {
		otherBGP, otherUnknown := r.bgp(other)
		l := &link{id: x.ID, name: x.Name, a: g, b: far, bgp: bgp || otherBGP, at: x.At, bgpUnknown: first(bgpUnknown, otherUnknown)}
		switch {
		case l.bgpUnknown != "":
			l.bgp = bgp && otherBGP
		case bgp != otherBGP:
			l.down = fmt.Sprintf("connections %q and %q do not agree on BGP", x.Name, other.Name)
		case bgp:
			l.down = session(g.name, g.speaker, far.name, far.speaker)
		}
		r.e.join(l)
	}
	r.pair[[2]string{g.id, to}] = x
}

// halves reports VNet-to-VNet connections of which there is one direction alone.
func (r *connector) halves() {
	for from, x := range r.pair {
		to := r.e.gateways[from[1]]
		if to == nil || r.pair[[2]string{from[1], from[0]}] != nil {
			continue
		}
		if to.connectionsUnknown != "" {
			g := r.e.gateways[from[0]]
			g.connectionsUnknown = first(g.connectionsUnknown, fmt.Sprintf("whether connection %q has a connection in the other direction is not known", x.Name))
		} else {
			r.diags.Add(codeConnectionHalf, diag.Diagnostic{
				Subject: x.At,
				Summary: fmt.Sprintf("connection %q has no connection in the other direction", x.Name),
				Related: []diag.Related{{Range: r.e.gateways[from[1]].at, Message: "the gateway that has no connection back"}},
				Why:     "a VNet-to-VNet connection is two resources, one at each gateway; one alone never comes up",
				Hint:    "add the connection of the other gateway, with the same shared key",
			})
		}
	}
}

func (r *connector) siteLink(g *gateway, x *template.Resource) {
	bgp, bgpUnknown := r.bgp(x)
	end := x.Properties.Get("localNetworkGateway2", "id")
	s := r.e.locals[end.ID()]
	if s == nil && end.ID() == "" && r.notKnown(end, "the local network gateway of connection %q", x.Name) {
		g.sitesUnknown = true
		return
	}
	if s == nil {
		r.notMade(x.At, fmt.Sprintf("the local network gateway of connection %q", x.Name), "the connection is ignored")
		g.connectionsUnknown = first(g.connectionsUnknown, fmt.Sprintf("the local network gateway of connection %q is not in the %s", x.Name, r.e.from))
		return
	}
	if end := r.farEnd(s.id, s.name, s.address, s.bgpAddress, s.speaker); end != nil && end.gateway.hub != nil {
		r.ofNetworks = append(r.ofNetworks, &vpnHalf{x: x, gateway: g, end: end, bgp: bgp, bgpUnknown: bgpUnknown})
		return
	}
	l := &link{id: x.ID, name: x.Name, a: g, site: s.site, bgp: bgp, at: x.At, bgpUnknown: bgpUnknown}
	r.translate(l, x.Properties, x.Name)
	r.selectors(l, x.Properties, x.Name)
	r.overCircuit(l, x.Properties, s.address, x.Name)
	l.local = l.behindNAT(s)
	if bgp && bgpUnknown == "" {
		l.down = session(g.name, g.speaker, s.name, s.speaker)
	}
	r.e.join(l)
	if bgp && bgpUnknown == "" && s.site == nil {
		r.noteSite(g, x.At)
	}
}

// circuitLink reads a connection to an ExpressRoute circuit, over which routes are always exchanged by BGP.
func (r *connector) circuitLink(g *gateway, x *template.Resource) {
	peer := x.Properties.Get("peer", "id")
	id := peer.ID()
	bypass := x.Properties.Get("expressRouteGatewayBypass")
	r.notKnown(bypass, "expressRouteGatewayBypass of connection %q", x.Name)
	l := &link{id: x.ID, name: x.Name, a: g, circuit: id, site: r.sites[id], bgp: true, bypass: [2]bool{bypass.True()}, at: x.At}
	l.weigh(r, x.Properties, x.Name)
	if id != "" {
		r.circuits[id] = append(r.circuits[id], l)
	} else if r.notKnown(peer, "the circuit of connection %q", x.Name) && g.remote {
		g.connectionsUnknown = first(g.connectionsUnknown, fmt.Sprintf("the circuit of connection %q is not known", x.Name))
	}
	r.e.join(l)
	if l.site == nil {
		r.noteSite(g, x.At)
	}
}

// noteSite says once per gateway that what is advertised from outside is not known.
func (r *connector) noteSite(g *gateway, at source.Range) {
	if r.noted[g] {
		return
	}
	r.noted[g] = true
	r.diags.Add(codeLearnedUnknown, diag.Diagnostic{
		Subject: at,
		Summary: fmt.Sprintf("what gateway %q learns by BGP from on-premises is not known", g.name),
		Why:     "templates do not contain the prefixes that the other side advertises: they are missing from routes and paths",
	})
}

// acrossCircuits joins the gateways of one circuit that let virtual networks talk over it; off by default in Azure.
// Source: About ExpressRoute virtual network gateways, VNet-to-VNet and VNet-to-Virtual-WAN connectivity.
func (r *connector) acrossCircuits() {
	ids := make([]string, 0, len(r.circuits))
	for id := range r.circuits {
		ids = append(ids, id)
	}
	sort.Strings(ids)
	for _, id := range ids {
		list := r.circuits[id]
		for i, x := range list {
			for _, y := range list[i+1:] {
				a, b := x.a, y.a
				if a.net == b.net || !overCircuit(a, b) {
					continue
				}
				unknown := ""
				if a.remoteUnknown || b.remoteUnknown {
					unknown = fmt.Sprintf("allowRemoteVnetTraffic of gateway %q or %q is not known", a.name, b.name)
				}
				l := &link{
					id: min(x.id, y.id) + ">" + max(x.id, y.id), name: x.name, a: a, b: b, circuit: id, bgp: true,
					bypass: [2]bool{x.bypass[0], y.bypass[0]}, at: a.at, unknown: unknown,
				}
				r.e.join(l)
				r.hubBranch(x, l)
				r.hubBranch(y, l)
			}
		}
	}
}

func (e *Estate) join(l *link) {
	e.links = append(e.links, l)
	l.a.links = append(l.a.links, l)
	if l.b != nil && l.b != l.a {
		l.b.links = append(l.b.links, l)
	}
	if l.site != nil {
		l.site.links = append(l.site.links, l)
		l.session = l.site.sessionOver(l.id)
	}
}

// overCircuit tells whether two gateways on one circuit let their networks talk over it: both networks, or a network and a
// virtual hub. Hubs of one virtual WAN are joined without it.
// Source: About ExpressRoute virtual network gateways, VNet-to-VNet and VNet-to-Virtual-WAN connectivity.
func overCircuit(a, b *gateway) bool {
	switch {
	case a.hub != nil && b.hub != nil:
		return false
	case a.hub != nil || b.hub != nil:
		return a.others && b.others
	}
	return a.remote && b.remote
}
