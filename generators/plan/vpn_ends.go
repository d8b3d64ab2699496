package plan

import (
	"fmt"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/topology"
)

// lowerVPNEnds makes what the VPN gateways of networks and of virtual hubs are told of each other: to the network local network
// gateways, one for each instance of the hub's gateway; to the hub a VPN site with a link for each instance of the network's.
// Azure gives the addresses when it makes the gateways, so they are read from them, each pair of addresses from one entry of
// bgpPeeringAddresses: no order of instances is assumed that both gateways would have to share.
// Source: the REST API of VpnGateways and VirtualNetworkGateways, IPConfigurationBgpPeeringAddress; Connect a VPN Gateway (virtual
// network gateway) to Virtual WAN.
func (l *lowering) lowerVPNEnds() {
	hubGateways := map[topology.GatewayID]ID{}
	for i := range l.t.HubGateways {
		g := &l.t.HubGateways[i]
		hubGateways[g.ID] = l.id(l.networks[g.Hub], azure.TypeHubVPNGateway, g.Name)
	}
	for i := range l.t.LocalGateways {
		if g := &l.t.LocalGateways[i]; g.HubGateway != "" {
			l.addHubInstance(g, hubGateways[g.HubGateway])
		}
	}
	for i := range l.t.HubSites {
		if s := &l.t.HubSites[i]; s.Gateway != "" {
			after := []ID{l.wanID(l.wanOf(s.WAN))}
			for _, x := range l.t.HubLinks {
				if x.Site == s.ID {
					after = append(after, hubGateways[x.Gateway])
				}
			}
			l.addGatewaySite(s, l.gatewayID(l.gateways[s.Gateway]), after)
		}
	}
}

// address is the public address of an instance of a gateway, and bgpAddress that of its BGP.
func address(gateway ID, instance int) Property {
	return Property{Of: gateway, Path: fmt.Sprintf("bgpSettings.bgpPeeringAddresses[%d].tunnelIpAddresses[0]", instance), APIVersion: azure.VersionOf(gateway.Type)}
}

func bgpAddress(gateway ID, instance int) Property {
	return Property{Of: gateway, Path: fmt.Sprintf("bgpSettings.bgpPeeringAddresses[%d].defaultBgpIpAddresses[0]", instance), APIVersion: azure.VersionOf(gateway.Type)}
}

// addHubInstance makes the local network gateway for an instance of a virtual hub's gateway. Those of one network are made one after
// the other, as all are.
func (l *lowering) addHubInstance(g *topology.LocalGateway, gateway ID) {
	n := l.networks[g.Network]
	r := &staged{stage: azure.StageVPNEnd, group: n.ResourceGroup, after: []ID{gateway}, Resource: Resource{ID: l.id(n, azure.TypeLocalGateway, g.Name), Origin: g.Origin,
		Description: describe(fmt.Sprintf("Instance %d of %s as the VPN gateway of %s sees it.", g.Instance, g.HubGateway, g.Network), g.Origin),
		Body: withTags(Object{{Key: "location", Value: Str(n.Location)}}, n.Tags, Object{{Key: "gatewayIpAddress", Value: address(gateway, g.Instance)},
			{Key: "localNetworkAddressSpace", Value: Object{{Key: "addressPrefixes", Value: List{}}}},
			{Key: "bgpSettings", Value: Object{{Key: "asn", Value: Int(g.ASN)}, {Key: "bgpPeeringAddress", Value: bgpAddress(gateway, g.Instance)}}}})}}
	for i := range l.t.Gateways { // a connection's local network gateway changes its gateway too
		if own := &l.t.Gateways[i]; own.Network == g.Network && !own.ExpressRoute {
			r.after = append(r.after, l.gatewayID(own))
		}
	}
	if before, ok := l.localGatewaysOf[g.Network]; ok {
		r.after = append(r.after, before)
	}
	l.localGateways[g.ID], l.localGatewaysOf[g.Network] = r.ID, r.ID
	l.add(r, "")
}

// addGatewaySite makes the VPN site for the VPN gateway of a network.
func (l *lowering) addGatewaySite(s *topology.HubSite, gateway ID, after []ID) {
	w := l.wanOf(s.WAN)
	id := l.wanID(w)
	list := List{}
	for i, name := range SiteLinks(s) {
		list = append(list, Object{{Key: "name", Value: Str(name)}, {Key: "properties", Value: Object{{Key: "ipAddress", Value: address(gateway, i)},
			{Key: "bgpProperties", Value: Object{{Key: "asn", Value: Int(s.ASN)}, {Key: "bgpPeeringAddress", Value: bgpAddress(gateway, i)}}}}}})
	}
	l.add(&staged{stage: azure.StageVPNEnd, group: w.ResourceGroup, after: append(after, gateway), Resource: Resource{ID: l.hubSiteID(s), Origin: s.Origin,
		Description: describe(fmt.Sprintf("%s as the virtual hubs of %s see it.", s.Gateway, s.WAN), s.Origin),
		Body: withTags(Object{{Key: "location", Value: Str(w.Location)}}, w.Tags, Object{{Key: "virtualWan", Value: Object{{Key: "id", Value: Ref(id)}}}, {Key: "addressSpace", Value: Object{{Key: "addressPrefixes", Value: List{}}}},
			{Key: "vpnSiteLinks", Value: list}})}}, "")
}
