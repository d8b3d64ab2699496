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
		l.add(&staged{stage: azure.StageHubSite, group: w.ResourceGroup, unit: string(s.ID), after: []ID{l.wanID(w)},
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

// lowerHubLinks makes the connections of hubs' gateways, one after the other with all else that changes the hub. Those to a
// circuit of ours are another root's: they need the provider to have provisioned it.
func (l *lowering) lowerHubLinks() {
	gateways := map[topology.GatewayID]ID{}
	for i := range l.t.HubGateways {
		g := &l.t.HubGateways[i]
		kind := azure.TypeHubVPNGateway
		if g.ExpressRoute {
			kind = azure.TypeHubERGateway
		}
		gateways[g.ID] = l.id(l.networks[g.Hub], kind, g.Name)
	}
	sites := map[topology.LocalGatewayID]*topology.HubSite{}
	for i := range l.t.HubSites {
		sites[l.t.HubSites[i].ID] = &l.t.HubSites[i]
	}
	for _, x := range l.hubLinks() {
		f := l.hubFacts(x.Hub)
		f["gateway"], f["azureName"] = azure.To{ID: gateways[x.Gateway]}, Str(x.Name)
		f.Texts("labels", x.Labels)
		if x.Circuit == "" {
			l.addSiteLink(x, sites[x.Site], f)
		} else {
			l.addCircuitLink(x, f)
		}
	}
}

// hubLinks are the connections of hubs' gateways: those with sites before those with circuits, as they are made.
func (l *lowering) hubLinks() []*topology.HubLink {
	var sites, circuits []*topology.HubLink
	for i := range l.t.HubLinks {
		if x := &l.t.HubLinks[i]; x.Circuit == "" {
			sites = append(sites, x)
		} else {
			circuits = append(circuits, x)
		}
	}
	return append(sites, circuits...)
}

// addSiteLink makes a connection with a VPN site: a tunnel for each link of the site.
func (l *lowering) addSiteLink(x *topology.HubLink, s *topology.HubSite, f azure.Facts) {
	f["remote"], f["links"] = azure.To{ID: l.hubSiteID(s), Name: l.nameOfSite(s)}, names(SiteLinks(s))
	f["sharedKey"], f["bgp"] = Str(l.secrets[x.Secret]), Bool(x.BGP)
	if x.Policy != nil {
		f["ipsecPolicies"] = ipsecFacts(x.Policy)
	}
	made := l.row(azure.HubVPNConnections, l.placeOfHub(x.Hub), f).resource("connection",
		describe(fmt.Sprintf("Tunnels of %s to %s%s.", x.Hub, s.Site, s.Gateway), x.Origin), x.Origin)
	l.add(&staged{stage: azure.StageHubLink, group: l.networks[x.Hub].ResourceGroup, unit: made.ID.Name, after: []ID{l.hubSiteID(s)}, Resource: made}, x.Hub)
}

// addCircuitLink makes a connection with a circuit. One that exists is named by its whole id.
func (l *lowering) addCircuitLink(x *topology.HubLink, f azure.Facts) {
	exists := l.circuits[x.Circuit].ResourceID != ""
	f["remote"] = azure.To{ID: l.circuitOf(x.Circuit), Name: string(x.Circuit), Outside: exists}
	f.Text("authorization", x.Authorization)
	f.Text("authorizationKey", l.secrets[x.Secret])
	made := l.row(azure.HubCircuitConnections, l.placeOfHub(x.Hub), f).resource("connection",
		describe(fmt.Sprintf("Connection of %s to the circuit %s.", x.Hub, x.Circuit), x.Origin), x.Origin)
	r := &staged{stage: azure.StageHubLink, group: l.networks[x.Hub].ResourceGroup, unit: made.ID.Name, Resource: made}
	if !exists { // another root: nothing of this one is waited for
		r.stage = azure.StageHubCircuit
		l.add(r, "")
		return
	}
	l.add(r, x.Hub)
}

// nameOfSite is the name of a VPN site in the intent: that of a place outside, or of the network whose gateway it is.
func (l *lowering) nameOfSite(s *topology.HubSite) string {
	if s.Gateway != "" {
		return string(l.gateways[s.Gateway].Network)
	}
	return string(s.Site)
}
