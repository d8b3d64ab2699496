package reachability

import (
	"fmt"
	"net/netip"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/internal/diag"
	"github.com/vnetloom/vnetloom/internal/source"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// A gateway is a virtual network gateway.
type gateway struct {
	id, name   string
	kind       string // vpn | expressroute
	net        *network
	sub        *subnet // its GatewaySubnet
	remote     bool    // allowRemoteVnetTraffic
	openRemote bool    // that is not known
	open       string  // why not all of its connections are known
	openKind   string  // why its kind is not known
	openSite   bool    // not all of its sites are known
	links      []*link
	at         source.Range
	learned    []learned // cache
	hides      string    // cache: why it may have learned more
	done       bool
}

// A site is a local network gateway: what is on the other side of a VPN, by its prefixes.
type site struct {
	id, name string
	prefixes []netip.Prefix
	at       source.Range
	open     string // why the prefixes are not all known
}

// A link is a connection that is up, seen from both ends.
type link struct {
	a, b *gateway // b is nil for a site or a circuit
	site *site
	bgp  bool
	at   source.Range
	open string // why it is not known whether it is there

	openBGP string // why bgp is not known
}

func (r *reader) gatewaysAndConnections() {
	lost := "" // why the network of a gateway is not known
	for _, x := range r.byType["virtualnetworkgateways"] {
		r.on = x
		g := &gateway{id: x.ID, name: x.Name, kind: strings.ToLower(x.Properties.Get("gatewayType").String()), at: x.At,
			remote: x.Properties.Get("allowRemoteVnetTraffic").True()}
		if v := x.Properties.Get("gatewayType"); r.notKnown(v, "the type of gateway %q", x.Name) {
			g.openKind = v.Text
		}
		remote := x.Properties.Get("allowRemoteVnetTraffic")
		if r.notKnown(remote, "allowRemoteVnetTraffic of gateway %q", x.Name) {
			g.remote = true // perhaps
		}
		g.openRemote = remote.IsUnknown()
		open := ""
		for _, c := range r.list(x.Properties.Get("ipConfigurations"), fmt.Sprintf("the subnet of gateway %q", x.Name)) {
			id := c.Get("properties", "subnet", "id")
			if s := r.e.subnets[id.ID()]; s != nil {
				g.sub, g.net = s, s.net
			} else if id.ID() == "" && r.notKnown(id, "the subnet of gateway %q", x.Name) {
				open = id.Text
			} else if n := r.e.byID[parent(id.ID())]; n != nil && n.openSubnets != "" {
				open = n.openSubnets // Build has said so
			}
		}
		if v := x.Properties.Get("ipConfigurations"); v.IsUnknown() {
			open = v.Text
		}
		if g.net == nil && open != "" {
			lost = fmt.Sprintf("the subnet of gateway %q is not known", x.Name)
			r.e.lost[x.ID] = lost
			continue
		}
		if g.net == nil {
			r.notMade(x.At, fmt.Sprintf("the subnet of gateway %q", x.Name), "the gateway counts as absent")
			continue
		}
		g.net.gateways = append(g.net.gateways, g)
		r.e.gateways[x.ID] = g
	}
	for _, n := range r.e.networks { // VPN first: it is what a user's route leads to
		sort.SliceStable(n.gateways, func(i, j int) bool { return n.gateways[i].kind == "vpn" && n.gateways[j].kind != "vpn" })
	}
	for _, n := range r.e.networks {
		if (n.byName["gatewaysubnet"] != nil || n.openSubnets != "") && len(n.gateways) == 0 {
			n.openGateway = lost
		}
	}
	for _, x := range r.byType["localnetworkgateways"] {
		r.on = x
		s := &site{id: x.ID, name: x.Name, at: x.At}
		s.prefixes, s.open = r.prefixes(fmt.Sprintf("the prefixes of local network gateway %q", x.Name), x.Properties.Get("localNetworkAddressSpace", "addressPrefixes"), nil)
		r.e.sites[x.ID] = s
	}
	r.connections()
}

// connections reads the connections. A VNet-to-VNet one is up when both directions are there.
// Source: VPN Gateway FAQ; Configure a VNet-to-VNet connection: two connection resources.
func (r *reader) connections() {
	pair := map[[2]string]*template.Resource{}
	circuits := map[string][]*gateway{}
	noted := map[*gateway]bool{}
	for _, x := range r.byType["connections"] {
		r.on = x
		id := x.Properties.Get("virtualNetworkGateway1", "id")
		g := r.e.gateways[id.ID()]
		if r.e.lost[id.ID()] != "" { // Build has said so
			continue
		}
		if g == nil && id.ID() == "" && r.notKnown(id, "the gateway of connection %q", x.Name) {
			for _, g := range r.e.gateways {
				g.open = first(g.open, fmt.Sprintf("connection %q may be one of gateway %q", x.Name, g.name))
			}
			continue
		}
		if g == nil {
			r.notMade(x.At, fmt.Sprintf("the gateway of connection %q", x.Name), "the connection counts as absent")
			continue
		}
		bgp, openBGP := r.bgp(x)
		switch kind := r.connectionType(x); kind {
		case "ipsec":
			r.siteLink(g, x, noted)
		case "vnet2vnet":
			end := x.Properties.Get("virtualNetworkGateway2", "id")
			to := end.ID()
			if to == "" && r.notKnown(end, "the other gateway of connection %q", x.Name) {
				g.open = first(g.open, fmt.Sprintf("the other end of connection %q is not known", x.Name))
				continue
			}
			if why := r.e.lost[to]; why != "" {
				g.open = first(g.open, why)
				continue
			}
			if r.e.gateways[to] == nil {
				r.notMade(x.At, fmt.Sprintf("the other gateway of connection %q", x.Name), "the connection counts as absent")
			}
			if other := pair[[2]string{to, g.id}]; other != nil {
				otherBGP, openOther := r.bgp(other)
				openBGP = first(openBGP, openOther)
				r.e.join(&link{a: g, b: r.e.gateways[to], bgp: bgp && otherBGP, at: x.At, openBGP: openBGP})
			}
			pair[[2]string{g.id, to}] = x
		case "expressroute":
			peer := x.Properties.Get("peer", "id")
			if id := peer.ID(); id != "" {
				circuits[id] = append(circuits[id], g)
			} else if r.notKnown(peer, "the circuit of connection %q", x.Name) && g.remote {
				g.open = first(g.open, fmt.Sprintf("the circuit of connection %q is not known", x.Name))
			}
			r.e.join(&link{a: g, bgp: true, at: x.At})
			r.noteSite(g, x.At, noted)
		}
	}
	for from, x := range pair {
		to := r.e.gateways[from[1]]
		if to == nil || pair[[2]string{from[1], from[0]}] != nil {
			continue
		}
		if to.open != "" {
			g := r.e.gateways[from[0]]
			g.open = first(g.open, fmt.Sprintf("whether connection %q has its counterpart is not known", x.Name))
		} else {
			r.diags.Add(codeConnectionHalf, diag.Diagnostic{Subject: x.At, Summary: fmt.Sprintf("connection %q has no counterpart in the other direction", x.Name),
				Related: []diag.Related{{Range: r.e.gateways[from[1]].at, Message: "the gateway that lacks it"}},
				Why:     "a VNet-to-VNet connection is two resources, one at each gateway; with one alone it never comes up", Hint: "add the connection of the other gateway, with the same shared key"})
		}
	}
	r.circuits(circuits)
}

// bgp reads whether a connection has BGP: it counts as having it where that is not known, with the reason.
func (r *reader) bgp(x *template.Resource) (bool, string) {
	r.on = x
	v := x.Properties.Get("enableBgp")
	if r.notKnown(v, "enableBgp of connection %q", x.Name) {
		return true, fmt.Sprintf("enableBgp of connection %q is not known", x.Name)
	}
	return v.True(), ""
}

// connectionType reads the type in lower case; where it is not known it is that of the other end.
func (r *reader) connectionType(x *template.Resource) string {
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

func (r *reader) siteLink(g *gateway, x *template.Resource, noted map[*gateway]bool) {
	bgp, openBGP := r.bgp(x)
	end := x.Properties.Get("localNetworkGateway2", "id")
	s := r.e.sites[end.ID()]
	if s == nil && end.ID() == "" && r.notKnown(end, "the local network gateway of connection %q", x.Name) {
		g.openSite = true
		return
	}
	if s == nil {
		r.notMade(x.At, fmt.Sprintf("the local network gateway of connection %q", x.Name), "the connection counts as absent")
		return
	}
	r.e.join(&link{a: g, site: s, bgp: bgp, at: x.At, openBGP: openBGP})
	if bgp && openBGP == "" {
		r.noteSite(g, x.At, noted)
	}
}

// noteSite says once per gateway that what is announced from outside is not known.
func (r *reader) noteSite(g *gateway, at source.Range, noted map[*gateway]bool) {
	if noted[g] {
		return
	}
	noted[g] = true
	r.diags.Add(codeAnnounced, diag.Diagnostic{Subject: at, Summary: fmt.Sprintf("what gateway %q learns by BGP from on-premises is not known", g.name),
		Why: "no template says which prefixes the other side announces: they are missing from routes and paths"})
}

// circuits joins the gateways of one circuit that let virtual networks talk over it; off by default in Azure.
// Source: About ExpressRoute virtual network gateways, VNet-to-VNet and VNet-to-Virtual-WAN connectivity.
func (r *reader) circuits(circuits map[string][]*gateway) {
	ids := make([]string, 0, len(circuits))
	for id := range circuits {
		ids = append(ids, id)
	}
	sort.Strings(ids)
	for _, id := range ids {
		list := circuits[id]
		for i, a := range list {
			for _, b := range list[i+1:] {
				if a.net != b.net && a.remote && b.remote {
					open := ""
					if a.openRemote || b.openRemote {
						open = fmt.Sprintf("allowRemoteVnetTraffic of gateway %q or %q is not known", a.name, b.name)
					}
					r.e.join(&link{a: a, b: b, bgp: true, at: a.at, open: open})
				}
			}
		}
	}
}

func (e *Estate) join(l *link) {
	if l.b == nil && l.site == nil && !l.bgp {
		return
	}
	e.links = append(e.links, l)
	l.a.links = append(l.a.links, l)
	if l.b != nil && l.b != l.a {
		l.b.links = append(l.b.links, l)
	}
}
