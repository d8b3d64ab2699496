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
		gateway := gateways[x.Gateway]
		n := l.networks[x.Hub]
		id := gateway
		r := &staged{stage: azure.StageHubLink, group: n.ResourceGroup, Resource: Resource{Parent: &gateway, Origin: x.Origin}}
		var properties Object
		if x.Circuit == "" {
			id.Type, id.Name = azure.TypeHubVPNConnection, gateway.Name+"/"+x.Name
			s := sites[x.Site]
			r.Description = describe(fmt.Sprintf("Tunnels of %s to %s%s.", x.Hub, s.Site, s.Gateway), x.Origin)
			r.after = append(r.after, l.hubSiteID(s))
			properties = l.vpnConnection(x, s)
		} else {
			id.Type, id.Name = azure.TypeHubERConnection, gateway.Name+"/"+x.Name
			r.Description = describe(fmt.Sprintf("Connection of %s to the circuit %s.", x.Hub, x.Circuit), x.Origin)
			circuit := l.circuits[x.Circuit]
			peering := l.circuitID(circuit)
			peering.Type, peering.Name = azure.TypeCircuit+"/peerings", peering.Name+"/AzurePrivatePeering"
			at := Value(Ref(peering))
			if circuit.ResourceID != "" {
				at = Str(circuit.ResourceID + "/peerings/AzurePrivatePeering")
			} else {
				r.stage = azure.StageHubCircuit
			}
			properties = Object{{Key: "expressRouteCircuitPeering", Value: Object{{Key: "id", Value: at}}}}
			if x.Authorization != "" { // read where it is used, so that it is no parameter and in no deployment's history
				of := l.circuitID(circuit)
				of.Type, of.Name = azure.TypeCircuit+"/authorizations", of.Name+"/"+x.Authorization
				properties = append(properties, Member{Key: "authorizationKey", Value: Property{Of: of, Path: "authorizationKey", APIVersion: azure.VersionOf(of.Type)}})
			}
			if x.Secret != "" {
				properties = append(properties, Member{Key: "authorizationKey", Value: l.secret(x.Secret)})
			}
			properties = append(properties, Member{Key: "enableInternetSecurity", Value: Bool(false)})
			properties = append(properties, l.branchRouting(x)...)
		}
		r.ID, r.Body, r.unit = id, Object{{Key: "properties", Value: properties}}, id.Name
		if r.stage == azure.StageHubCircuit { // another root: nothing of this one is waited for
			r.after = l.ours(r.after)
			l.add(r, "")
			continue
		}
		l.add(r, x.Hub)
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

// vpnConnection are the properties of a connection with a VPN site: it has a connection for each link of the site.
func (l *lowering) vpnConnection(x *topology.HubLink, s *topology.HubSite) Object {
	site := l.hubSiteID(s)
	tunnels := List{}
	for _, name := range SiteLinks(s) {
		link := site
		link.Type, link.Name = azure.TypeHubSite+"/vpnSiteLinks", site.Name+"/"+name
		tunnel := Object{{Key: "vpnSiteLink", Value: Object{{Key: "id", Value: Ref(link)}}}, {Key: "vpnConnectionProtocolType", Value: Str("IKEv2")}, {Key: "sharedKey", Value: l.secret(x.Secret)}, {Key: "enableBgp", Value: Bool(x.BGP)}}
		if x.Policy != nil {
			tunnel = append(tunnel, Member{Key: "ipsecPolicies", Value: List{ipsecPolicy(x.Policy)}})
		}
		tunnels = append(tunnels, Object{{Key: "name", Value: Str(name)}, {Key: "properties", Value: tunnel}})
	}
	properties := Object{{Key: "remoteVpnSite", Value: Object{{Key: "id", Value: Ref(site)}}}, {Key: "enableInternetSecurity", Value: Bool(false)}}
	properties = append(properties, l.branchRouting(x)...)
	return append(properties, Member{Key: "vpnLinkConnections", Value: tunnels})
}

// branchRouting is the routing of what is behind a gateway: with the default table, as Azure wants it of all gateways, and
// propagated to the tables of those that it reaches.
func (l *lowering) branchRouting(x *topology.HubLink) Object {
	if x.Labels == nil {
		return nil
	}
	table := l.hubID(x.Hub)
	table.Type, table.Name = azure.TypeHubRouteTable, table.Name+"/defaultRouteTable"
	return Object{{Key: "routingConfiguration", Value: Object{{Key: "associatedRouteTable", Value: Object{{Key: "id", Value: Ref(table)}}}, {Key: "propagatedRouteTables", Value: Object{{Key: "labels", Value: names(x.Labels)}}}}}}
}
