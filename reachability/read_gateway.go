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
	id, name string
	kind     string // vpn | expressroute
	net      *network
	sub      *subnet // its GatewaySubnet
	remote   bool    // allowRemoteVnetTraffic
	links    []*link
	at       source.Range
	learned  []learned // cache
	done     bool
}

// A site is a local network gateway: what is on the other side of a VPN, by its prefixes.
type site struct {
	id, name string
	prefixes []netip.Prefix
	at       source.Range
}

// A link is a connection that is up, seen from both ends.
type link struct {
	a, b *gateway // b is nil for a site or a circuit
	site *site
	bgp  bool
	at   source.Range
}

// A learned prefix is what a gateway knows from a link.
type learned struct {
	prefix netip.Prefix
	via    *link
	at     source.Range
}

func (r *reader) gatewaysAndConnections() {
	for _, x := range r.byType["virtualnetworkgateways"] {
		g := &gateway{id: x.ID, name: x.Name, kind: strings.ToLower(x.Properties.Get("gatewayType").String()), at: x.At,
			remote: x.Properties.Get("allowRemoteVnetTraffic").True()}
		for _, c := range x.Properties.Get("ipConfigurations").List() {
			if s := r.e.subnets[c.Get("properties", "subnet", "id").ID()]; s != nil {
				g.sub, g.net = s, s.net
			}
		}
		if g.net == nil {
			r.unknown(x.At, fmt.Sprintf("the subnet of gateway %q", x.Name), "the templates do not make it")
			continue
		}
		g.net.gateways = append(g.net.gateways, g)
		r.e.gateways[x.ID] = g
	}
	for _, n := range r.e.networks { // VPN first: it is what a user's route leads to
		sort.SliceStable(n.gateways, func(i, j int) bool { return n.gateways[i].kind == "vpn" && n.gateways[j].kind != "vpn" })
	}
	for _, x := range r.byType["localnetworkgateways"] {
		r.e.sites[x.ID] = &site{id: x.ID, name: x.Name, at: x.At,
			prefixes: r.prefixes(fmt.Sprintf("the prefixes of local network gateway %q", x.Name), x.Properties.Get("localNetworkAddressSpace", "addressPrefixes"), nil)}
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
		g := r.e.gateways[x.Properties.Get("virtualNetworkGateway1", "id").ID()]
		if g == nil {
			r.unknown(x.At, fmt.Sprintf("the gateway of connection %q", x.Name), "the templates do not make it")
			continue
		}
		bgp := x.Properties.Get("enableBgp").True()
		switch strings.ToLower(x.Properties.Get("connectionType").String()) {
		case "ipsec":
			r.siteLink(g, x, bgp, noted)
		case "vnet2vnet":
			to := x.Properties.Get("virtualNetworkGateway2", "id").ID()
			if other := pair[[2]string{to, g.id}]; other != nil {
				r.e.join(&link{a: g, b: r.e.gateways[to], bgp: bgp && other.Properties.Get("enableBgp").True(), at: x.At})
			}
			pair[[2]string{g.id, to}] = x
		case "expressroute":
			if id := x.Properties.Get("peer", "id").ID(); id != "" {
				circuits[id] = append(circuits[id], g)
			}
			r.e.join(&link{a: g, bgp: true, at: x.At})
			r.noteSite(g, x.At, noted)
		}
	}
	for from, x := range pair {
		if pair[[2]string{from[1], from[0]}] == nil && r.e.gateways[from[1]] != nil {
			r.diags.Add(codeConnectionHalf, diag.Diagnostic{Subject: x.At, Summary: fmt.Sprintf("connection %q has no counterpart in the other direction", x.Name),
				Why: "a VNet-to-VNet connection is two resources, one at each gateway", Hint: "add the connection of the other gateway, with the same shared key"})
		}
	}
	r.circuits(circuits)
}

func (r *reader) siteLink(g *gateway, x *template.Resource, bgp bool, noted map[*gateway]bool) {
	s := r.e.sites[x.Properties.Get("localNetworkGateway2", "id").ID()]
	if s == nil {
		r.unknown(x.At, fmt.Sprintf("the local network gateway of connection %q", x.Name), "the templates do not make it")
		return
	}
	r.e.join(&link{a: g, site: s, bgp: bgp, at: x.At})
	if bgp {
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
		Why: "no template says which prefixes the other side announces"})
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
					r.e.join(&link{a: a, b: b, bgp: true, at: a.at})
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

// users are the networks that use a gateway of this network by peering: the other half has useRemoteGateways, this one
// allowGatewayTransit.
// Source: Configure VPN gateway transit for virtual network peering.
func (n *network) users() []*network {
	var out []*network
	for _, h := range n.halves {
		if h.connected() && h.transit && h.mirror.useRemote {
			out = append(out, h.remote)
		}
	}
	return out
}

// usedGateways are the gateways that the network reaches: its own, else those of the network whose gateways it uses.
func (n *network) usedGateways() []*gateway {
	if len(n.gateways) > 0 {
		return n.gateways
	}
	for _, h := range n.halves {
		if h.connected() && h.useRemote && h.mirror.transit {
			return h.remote.gateways
		}
	}
	return nil
}

// prefixesOf are the prefixes that a gateway learns: of its own links, and over links with BGP what stands behind the other
// end. Without BGP a VNet-to-VNet connection carries the prefixes of the network at the other end and no more.
// Source: VPN Gateway FAQ, "VNet-to-VNet connections"; About BGP with VPN Gateway, transit routing.
func (g *gateway) prefixes() []learned {
	if g.done {
		return g.learned
	}
	g.done = true
	have := map[netip.Prefix]bool{}
	add := func(ps []netip.Prefix, via *link, at source.Range) {
		for _, p := range ps {
			if !have[p] && !overlapsExactly(g.net.Prefixes, p) {
				have[p] = true
				g.learned = append(g.learned, learned{p, via, at})
			}
		}
	}
	type step struct {
		at  *gateway
		via *link // the first link from g
	}
	seen := map[*gateway]bool{g: true}
	queue := []step{{at: g}}
	for len(queue) > 0 {
		s := queue[0]
		queue = queue[1:]
		for _, l := range s.at.links {
			via := s.via
			if via == nil {
				via = l
			} else if !l.bgp {
				continue
			}
			if l.site != nil {
				add(l.site.prefixes, via, l.site.at)
				continue
			}
			far := l.b
			if far == s.at {
				far = l.a
			}
			if far == nil || seen[far] {
				continue
			}
			add(far.net.Prefixes, via, l.at)
			if l.bgp {
				for _, u := range far.net.users() {
					add(u.Prefixes, via, l.at)
				}
				seen[far] = true
				queue = append(queue, step{far, via})
			}
		}
	}
	return g.learned
}

func overlapsExactly(own []netip.Prefix, p netip.Prefix) bool {
	for _, o := range own {
		if o == p {
			return true
		}
	}
	return false
}
