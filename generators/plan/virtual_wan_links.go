package plan

import (
	"fmt"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/topology"
)

// SiteLinks are the names of a VPN site's links: one for each address of the other side.
func SiteLinks(s *topology.HubSite) []string {
	if s.Gateway == "" {
		return []string{azure.SiteLink}
	}
	var out []string
	for i := range s.Instances {
		out = append(out, fmt.Sprintf("instance-%d", i))
	}
	return out
}

// lowerHubSites makes the VPN sites of virtual WANs.
func (l *lowering) lowerHubSites() {
	for i := range l.t.HubSites {
		s := &l.t.HubSites[i]
		if s.Gateway != "" {
			continue // of a later stage
		}
		w := l.wanOf(s.WAN)
		l.addUnless(s.Existing, &staged{stage: azure.StageHubSite, group: w.ResourceGroup, unit: string(s.ID), after: []ID{l.wanID(w)},
			Resource: l.row(azure.VPNSites, l.place(w.ResourceGroup), l.siteFacts(s, w)).resource("vpnSite",
				describe(fmt.Sprintf("Site %s as the virtual hubs of %s see it.", s.Site, s.WAN), s.Origin), s.Origin)}, "")
	}
}

func (l *lowering) siteFacts(s *topology.HubSite, w *topology.VirtualWAN) azure.Facts {
	f := factsOf(w.Location, w.Tags)
	f["name"], f["azureName"], f["wan"], f["prefixes"] = Str(s.Site), Str(s.Name), l.toWAN(s.WAN), prefixes(s.Prefixes)
	if s.FQDN != "" {
		f["fqdn"] = Str(s.FQDN)
	} else {
		f["publicAddress"] = Str(s.PublicAddress.String())
	}
	if s.ASN != 0 {
		f["asn"], f["bgpPeer"] = Int(s.ASN), Str(s.BGPPeer.String())
	}
	return f
}

// toWAN is a virtual WAN, for what refers to it.
func (l *lowering) toWAN(id topology.VirtualWANID) azure.To {
	return azure.To{ID: l.wanID(l.wanOf(id)), Name: string(id)}
}

func (l *lowering) wanOf(id topology.VirtualWANID) *topology.VirtualWAN {
	for i := range l.t.VirtualWANs {
		if l.t.VirtualWANs[i].ID == id {
			return &l.t.VirtualWANs[i]
		}
	}
	return &topology.VirtualWAN{}
}

func (l *lowering) wanID(w *topology.VirtualWAN) ID {
	s := l.scopes[w.ResourceGroup]
	return ID{Subscription: s.Subscription, ResourceGroup: s.ResourceGroup, Type: azure.TypeVirtualWAN, Name: w.Name}
}

func (l *lowering) hubSiteID(s *topology.HubSite) ID {
	id := l.wanID(l.wanOf(s.WAN))
	id.Type, id.Name = azure.TypeHubSite, s.Name
	return id
}

// lowerHubGateways makes the gateways of virtual hubs, each with its connections: they stand in its body, and are resources of their own as
// well. So what they name comes first: sites, the tables that they propagate to, and the gateways of networks whose addresses a site has.
// A gateway is written by one root alone, since a write deletes the connections that it does not name: where one of its circuits waits for its
// provider, the root behind, with all of them.
func (l *lowering) lowerHubGateways() {
	links := map[topology.GatewayID][]*topology.HubLink{}
	for i := range l.t.HubLinks {
		x := &l.t.HubLinks[i]
		links[x.Gateway] = append(links[x.Gateway], x)
	}
	for _, expressRoute := range []bool{false, true} {
		for i := range l.t.HubGateways {
			switch g := &l.t.HubGateways[i]; {
			case g.ExpressRoute != expressRoute:
			case g.Existing:
				l.addHubLinks(g, links[g.ID])
			default:
				l.addHubGateway(g, links[g.ID])
			}
		}
	}
}

// addHubGateway makes a gateway and its connections, one after the other with all else that changes the hub.
func (l *lowering) addHubGateway(g *topology.HubGateway, links []*topology.HubLink) {
	n := l.networks[g.Hub]
	sentence := fmt.Sprintf("VPN gateway of virtual hub %s.", n.ID)
	if g.ExpressRoute {
		sentence = fmt.Sprintf("ExpressRoute gateway of virtual hub %s.", n.ID)
	}
	in, changes := azure.StageHubGateway, g.Hub
	var after []ID
	connections := azure.Nested{}
	for _, x := range links {
		c, before := l.linkFacts(g, x)
		after = append(after, before...)
		if x.Circuit != "" && l.unprovisioned(x.Circuit) { // another root: nothing of this one is waited for
			in, changes = azure.StageHubCircuit, ""
		}
		connections = append(connections, c)
	}
	row := l.hubGatewayRow(g, connections)
	add := func(r Resource, after []ID) {
		l.add(&staged{stage: in, group: n.ResourceGroup, unit: string(g.Hub), chains: []string{"gateway " + string(g.ID)}, after: after, Resource: r}, changes)
	}
	gateway := row.resource("gateway", describe(sentence, g.Origin), g.Origin)
	add(gateway, after)
	for i, x := range links {
		add(row.nth("connection", i, describe(l.linkSentence(x), x.Origin), x.Origin), []ID{gateway.ID})
	}
}

// hubGatewayRow makes the row of a gateway of a virtual hub.
func (l *lowering) hubGatewayRow(g *topology.HubGateway, connections azure.Nested) *madeRow {
	n := l.networks[g.Hub]
	f := factsOf(n.Location, n.Tags)
	f["name"], f["azureName"], f["virtualHub"] = Str(g.Hub), Str(g.Name), azure.To{ID: l.hubID(g.Hub)}
	f["scaleUnits"], f["connections"] = Int(g.ScaleUnits), connections
	if g.ExpressRoute {
		f["allowNonVirtualWanTraffic"] = Bool(g.NonVirtualWANs)
		return l.row(azure.HubExpressRouteGateways, l.place(n.ResourceGroup), f)
	}
	natFacts(f, g.NAT, func(instance int) string { return fmt.Sprintf("Instance%d", instance-1) }) // Azure counts those of a virtual hub from 0
	return l.row(azure.HubVPNGateways, l.place(n.ResourceGroup), f)
}

// linkFacts are a connection of a gateway, and what comes before it.
func (l *lowering) linkFacts(g *topology.HubGateway, x *topology.HubLink) (azure.Facts, []ID) {
	f := azure.Facts{"azureName": Str(x.Name), "virtualHub": azure.To{ID: l.hubID(g.Hub)}}
	f.Texts("labels", x.Labels)
	if x.Circuit == "" {
		return f, []ID{l.siteLinkFacts(f, x)}
	}
	l.circuitLinkFacts(f, x)
	return f, nil
}

// addHubLinks makes the connections of a gateway that stands, one by one: a write of the gateway would delete those that it does not name.
func (l *lowering) addHubLinks(g *topology.HubGateway, links []*topology.HubLink) {
	n := l.networks[g.Hub]
	kind, table := azure.TypeHubVPNGateway, azure.HubSiteConnections
	if g.ExpressRoute {
		kind, table = azure.TypeHubERGateway, azure.HubCircuitConnections
	}
	l.stands(l.hubGatewayRow(g, azure.Nested{}).resource("gateway", "", g.Origin))
	for _, x := range links {
		f, after := l.linkFacts(g, x)
		f["hub"], f["gateway"] = Str(g.Hub), azure.To{ID: l.id(n, kind, g.Name)}
		in, changes := azure.StageHubLink, g.Hub
		if x.Circuit != "" && l.unprovisioned(x.Circuit) {
			in, changes = azure.StageHubCircuitLink, ""
		}
		l.addUnless(x.Existing, &staged{stage: in, group: n.ResourceGroup, unit: string(x.ID), chains: []string{"gateway " + string(g.ID)}, after: after,
			Resource: l.row(table, l.place(n.ResourceGroup), f).resource("connection", describe(l.linkSentence(x), x.Origin), x.Origin)}, changes)
	}
}

// siteLinkFacts are a connection with a VPN site, which is returned: a tunnel for each link of the site.
func (l *lowering) siteLinkFacts(f azure.Facts, x *topology.HubLink) ID {
	s := l.hubSite(x.Site)
	f["remote"], f["links"] = azure.To{ID: l.hubSiteID(s), Name: l.nameOfSite(s)}, names(SiteLinks(s))
	f["sharedKey"], f["bgp"] = l.keyOf(x.Secret), Bool(x.BGP)
	usedNATFacts(f, x.NATRules)
	negotiatedFacts(f, &x.Tunnel, "vpnLinkConnectionMode")
	if x.Policy != nil {
		f["ipsecPolicies"] = ipsecFacts(x.Policy)
	}
	return l.hubSiteID(s)
}

// circuitLinkFacts are a connection with a circuit. One that exists is named by its whole id.
func (l *lowering) circuitLinkFacts(f azure.Facts, x *topology.HubLink) {
	f["remote"] = azure.To{ID: l.circuitOf(x.Circuit), Name: string(x.Circuit), Outside: l.circuits[x.Circuit].ResourceID != ""}
	if x.RoutingWeight != 0 {
		f["routingWeight"] = Int(x.RoutingWeight)
	}
	f.Text("authorization", x.Authorization)
	f.Text("authorizationKey", l.secrets[x.Secret])
}

func (l *lowering) linkSentence(x *topology.HubLink) string {
	if x.Circuit != "" {
		return fmt.Sprintf("Connection of %s to the circuit %s.", x.Hub, x.Circuit)
	}
	s := l.hubSite(x.Site)
	return fmt.Sprintf("Tunnels of %s to %s%s.", x.Hub, s.Site, s.Gateway)
}

func (l *lowering) hubSite(id topology.LocalGatewayID) *topology.HubSite {
	for i := range l.t.HubSites {
		if l.t.HubSites[i].ID == id {
			return &l.t.HubSites[i]
		}
	}
	return &topology.HubSite{}
}

// nameOfSite is the name of a VPN site in the intent: that of a place outside, or of the network whose gateway it is.
func (l *lowering) nameOfSite(s *topology.HubSite) string {
	if s.Gateway != "" {
		return string(l.gateways[s.Gateway].Network)
	}
	return string(s.Site)
}
