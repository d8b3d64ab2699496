package reachability

import (
	"fmt"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// hubGateways reads the gateways of hubs.
func (r *reader) hubGateways() {
	for _, kind := range []string{azure.TypeHubVPNGateway, azure.TypeHubERGateway} {
		for _, x := range r.of(kind) {
			r.on = x
			v := x.Properties.Get("virtualHub", "id")
			h := r.e.hubs[v.ID()]
			if h == nil {
				if v.ID() != "" || !r.notKnown(v, "the virtual hub of gateway %q", x.Name) {
					r.elsewhere(x.At, fmt.Sprintf("the virtual hub of gateway %q", x.Name), "the gateway is ignored")
				}
				continue
			}
			g := &gateway{id: x.ID, name: x.Name, hub: h, kind: "vpn", net: h.sub.net, sub: h.sub, speaker: speaker{asn: 65515}, at: x.At,
				translates: x.Properties.Get("enableBgpRouteTranslationForNat").True()}
			if kind == azure.TypeHubERGateway {
				g.kind, g.others = "expressroute", x.Properties.Get("allowNonVirtualWanTraffic").True()
			}
			g.connectionsUnknown = r.unheld(x, map[string]string{azure.TypeHubVPNGateway: azure.TypeHubVPNConnection, azure.TypeHubERGateway: azure.TypeHubERConnection}[kind])
			h.routingUnknown = first(h.routingUnknown, g.connectionsUnknown)
			h.gateways = append(h.gateways, g)
			r.e.gateways[x.ID] = g
		}
	}
	for _, h := range r.e.hubs {
		sort.Slice(h.gateways, func(i, j int) bool { return h.gateways[i].id < h.gateways[j].id })
	}
}

// hubLinks reads what the gateways of hubs connect: sites by VPN, and circuits.
func (r *connector) hubLinks() {
	sites := map[string]*localGateway{}
	for _, x := range r.of(azure.TypeHubSite) {
		sites[x.ID] = r.vpnSite(x)
	}
	for _, x := range r.of(azure.TypeHubVPNConnection) {
		r.on = x
		g, s := r.e.gateways[parent(x.ID)], sites[x.Properties.Get("remoteVpnSite", "id").ID()]
		if g == nil || g.hub == nil || s == nil {
			r.elsewhere(x.At, fmt.Sprintf("the gateway or VPN site of connection %q", x.Name), "the connection is ignored")
			if g != nil && g.hub != nil {
				why := fmt.Sprintf("the VPN site of connection %q is not in the %s", x.Name, r.e.from)
				g.connectionsUnknown, g.hub.routingUnknown = first(g.connectionsUnknown, why), first(g.hub.routingUnknown, why)
			}
			continue
		}
		l := &link{id: x.ID, name: x.Name, a: g, local: s, site: s.site, at: x.At}
		if r.toNetwork(g, l, s, x) {
			continue
		}
		for _, v := range r.list(x.Properties.Get("vpnLinkConnections"), fmt.Sprintf("the links of connection %q", x.Name)) {
			r.linkBGP(l, x, v)
			r.translate(l, v.Get("properties"), x.Name)
			r.overCircuit(l, v.Get("properties"), s.deviceOf(v.Get("properties", "vpnSiteLink", "id").ID()), x.Name)
		}
		r.selectors(l, x.Properties, x.Name)
		r.overCircuit(l, x.Properties, s.deviceOf(""), x.Name)
		if l.bgp && l.bgpUnknown == "" {
			l.down = session(g.name, g.speaker, s.name, s.speaker)
		}
		r.hubLink(g, l, x)
		if l.bgp && s.site == nil {
			r.noteSite(g, x.At)
		}
	}
	for _, x := range r.of(azure.TypeHubERConnection) {
		r.on = x
		g := r.e.gateways[parent(x.ID)]
		if g == nil || g.hub == nil {
			r.elsewhere(x.At, fmt.Sprintf("the gateway of connection %q", x.Name), "the connection is ignored")
			continue
		}
		id := parent(x.Properties.Get("expressRouteCircuitPeering", "id").ID())
		l := &link{id: x.ID, name: x.Name, a: g, circuit: id, site: r.sites[id], bgp: true, at: x.At}
		l.weigh(r, x.Properties, x.Name)
		if id != "" {
			r.circuits[id] = append(r.circuits[id], l)
		}
		r.hubLink(g, l, x)
		if l.site == nil {
			r.noteSite(g, x.At)
		}
	}
}

func (r *connector) linkBGP(l *link, x *template.Resource, v *template.Value) {
	bgp := v.Get("properties", "enableBgp")
	if r.notKnown(bgp, "enableBgp of connection %q", x.Name) {
		l.bgpUnknown = fmt.Sprintf("enableBgp of connection %q is not known", x.Name)
	}
	l.bgp = l.bgp || bgp.True() || bgp.IsUnknown()
}

// toNetwork takes the links of a connection whose site is the gateway of a network, and tells whether there is one.
func (r *connector) toNetwork(g *gateway, l *link, s *localGateway, x *template.Resource) bool {
	found := false
	for _, v := range r.list(x.Properties.Get("vpnLinkConnections"), fmt.Sprintf("the links of connection %q", x.Name)) {
		id := v.Get("properties", "vpnSiteLink", "id").ID()
		for _, sl := range s.links {
			end := r.farEnd(sl.id, sl.name, sl.address, sl.bgpAddress, sl.speaker)
			if sl.id != id || end == nil || end.gateway.hub != nil {
				continue
			}
			found = true
			one := &link{}
			r.linkBGP(one, x, v)
			r.ofHubs = append(r.ofHubs, &vpnHalf{x: x, gateway: g, site: s.id, end: end, bgp: one.bgp, bgpUnknown: one.bgpUnknown})
		}
	}
	return found
}

func (r *connector) hubLink(g *gateway, l *link, x *template.Resource) {
	r.e.join(l)
	b := &branch{link: l, gateway: g}
	_, b.to = r.hubRoutes(g.hub, x.Properties.Get("routingConfiguration"), x.Name)
	g.hub.branches = append(g.hub.branches, b)
}

// hubBranch makes a link with a network over a circuit a branch of the hub, which propagates as the circuit's connection does.
func (r *connector) hubBranch(own, across *link) {
	h := own.a.hub
	if h == nil {
		return
	}
	for _, b := range h.branches {
		if b.link == own {
			h.branches = append(h.branches, &branch{link: across, gateway: own.a, to: b.to})
			return
		}
	}
}

// vpnSite reads a VPN site: as what a local network gateway is to a network.
func (r *connector) vpnSite(x *template.Resource) *localGateway {
	r.on = x
	s := &localGateway{id: x.ID, name: x.Name, site: r.sites[x.ID], speaker: speaker{off: true}, at: x.At}
	s.prefixes, s.prefixesUnknown = r.prefixes(fmt.Sprintf("the prefixes of VPN site %q", x.Name), x.Properties.Get("addressSpace", "addressPrefixes"), nil)
	for _, v := range r.list(x.Properties.Get("vpnSiteLinks"), fmt.Sprintf("the links of VPN site %q", x.Name)) {
		one := &localGateway{
			id: x.ID + "/vpnsitelinks/" + strings.ToLower(v.Get("name").String()), name: x.Name, speaker: speaker{off: true},
			address: v.Get("properties", "ipAddress"),
		}
		if bgp := v.Get("properties", "bgpProperties"); bgp != nil {
			s.speaker = speaker{asn: int64(number(bgp.Get("asn")))}
			one.speaker, one.bgpAddress = s.speaker, bgp.Get("bgpPeeringAddress")
		}
		s.links = append(s.links, one)
	}
	return s
}
