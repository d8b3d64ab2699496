package plan

import (
	"fmt"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/topology"
)

// What the VPN gateways of networks and of virtual hubs are told of each other: the hub a VPN site with a link for each instance of the network's
// gateway, the network local network gateways, one for each instance of the hub's. Azure gives the addresses when it makes the gateways,
// so they are read from them: the network's gateway comes first, then the site, then the hub's gateway with its connections, then the rest.
// Source: Connect a VPN Gateway (virtual network gateway) to Virtual WAN.

// lowerGatewaySites makes the VPN sites of networks.
func (l *lowering) lowerGatewaySites() {
	for i := range l.t.HubSites {
		if s := &l.t.HubSites[i]; s.Gateway != "" {
			l.addGatewaySite(s, l.gatewayID(l.gateways[s.Gateway]))
		}
	}
}

// lowerHubInstances makes the local network gateways of the instances of hubs' gateways.
func (l *lowering) lowerHubInstances() {
	hubGateways := map[topology.GatewayID]*topology.HubGateway{}
	for i := range l.t.HubGateways {
		hubGateways[l.t.HubGateways[i].ID] = &l.t.HubGateways[i]
	}
	for i := range l.t.LocalGateways {
		if g := &l.t.LocalGateways[i]; g.HubGateway != "" {
			l.addHubInstance(g, hubGateways[g.HubGateway])
		}
	}
}

func (l *lowering) hubVPNGatewayID(g *topology.HubGateway) ID {
	return l.id(l.networks[g.Hub], azure.TypeHubVPNGateway, g.Name)
}

// addHubInstance makes the local network gateway for an instance of a virtual hub's gateway. Those of one network are made one after
// the other, as all are.
func (l *lowering) addHubInstance(g *topology.LocalGateway, hub *topology.HubGateway) {
	n := l.networks[g.Network]
	f := factsOf(n.Location, n.Tags)
	f["network"], f["azureName"], f["instance"], f["asn"] = Str(g.Network), Str(g.Name), Int(g.Instance), Int(g.ASN)
	gateway := l.hubVPNGatewayID(hub)
	f["hub"] = azure.To{ID: gateway, Name: string(hub.Hub)}
	r := &staged{stage: azure.StageHubInstance, group: n.ResourceGroup, after: []ID{gateway},
		Resource: l.row(azure.HubInstances, l.place(n.ResourceGroup), f).resource("localGateway",
			describe(fmt.Sprintf("Instance %d of %s as the VPN gateway of %s sees it.", g.Instance, g.HubGateway, g.Network), g.Origin), g.Origin)}
	for i := range l.t.Gateways { // a connection's local network gateway changes its gateway too
		if own := &l.t.Gateways[i]; own.Network == g.Network && !own.ExpressRoute {
			r.after = append(r.after, l.gatewayID(own))
		}
	}
	if before, ok := l.localGatewaysOf[g.Network]; ok {
		r.after = append(r.after, before)
	}
	l.localGateways[g.ID] = r.ID
	if !g.Existing {
		l.localGatewaysOf[g.Network] = r.ID
	}
	l.addUnless(g.Existing, r, "")
}

// addGatewaySite makes the VPN site for the VPN gateway of a network.
func (l *lowering) addGatewaySite(s *topology.HubSite, gateway ID) {
	w := l.wanOf(s.WAN)
	f := factsOf(w.Location, w.Tags)
	f["name"], f["azureName"], f["asn"], f["activeActive"] = Str(l.gateways[s.Gateway].Network), Str(s.Name), Int(s.ASN), Bool(s.Instances > 1)
	f["wan"], f["gateway"] = azure.To{ID: l.wanID(w), Name: string(w.ID)}, azure.To{ID: gateway}
	l.addUnless(s.Existing, &staged{stage: azure.StageGatewaySite, group: w.ResourceGroup, after: []ID{l.wanID(w), gateway},
		Resource: l.row(azure.GatewaySites, l.place(w.ResourceGroup), f).resource("site",
			describe(fmt.Sprintf("%s as the virtual hubs of %s see it.", s.Gateway, s.WAN), s.Origin), s.Origin)}, "")
}
