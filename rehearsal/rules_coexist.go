package rehearsal

import (
	"slices"
	"strings"
)

// besideGateway finds the gateway of another type that stands where a new one is to: a VPN gateway and an ExpressRoute gateway share GatewaySubnet.
func (s *Store) besideGateway(w *write) (other *resource, subnet string) {
	if !w.created {
		return nil, ""
	}
	for _, config := range objectsAt(w.body, "properties.ipConfigurations") {
		subnet := textAt(config, "properties.subnet.id")
		for _, user := range s.users(w, subnet) {
			if other := s.resources[user.root]; other != nil && other.kind == w.kind && !ofOneGatewayType(w.body, other.body) {
				return other, subnet
			}
		}
	}
	return nil, ""
}

func notCoexisting(s *Store, w *write) []any {
	other, _ := s.besideGateway(w)
	if other == nil || !standsAlone(w.body) && !standsAlone(other.body) {
		return nil
	}
	return []any{w.id, other.id}
}

// gatewayBesideRemote refuses a gateway in a network that uses that of a peer, or those of a virtual hub.
func gatewayBesideRemote(s *Store, w *write) []any {
	if !w.created {
		return nil
	}
	for _, config := range objectsAt(w.body, "properties.ipConfigurations") {
		network, _, _ := strings.Cut(textAt(config, "properties.subnet.id"), "/subnets/")
		for _, half := range s.halves(network) {
			if boolAt(half.body, "properties.useRemoteGateways") {
				return []any{w.id, half.id, "uses the gateway of its peer"}
			}
		}
		for _, connection := range s.connectionsOf(w, network) {
			return []any{w.id, connection.id, "connects the network with a virtual hub"}
		}
	}
	return nil
}

// standsAlone tells a gateway that Azure does not take beside one of the other type.
func standsAlone(gateway Body) bool {
	return strings.EqualFold(textAt(gateway, "properties.gatewayType"), "Vpn") &&
		(strings.EqualFold(textAt(gateway, "properties.sku.name"), "Basic") || strings.EqualFold(textAt(gateway, "properties.vpnType"), "PolicyBased"))
}

// twoGatewaysBits is the longest prefix of a GatewaySubnet with two gateways.
const twoGatewaysBits = 27

func twoGatewaysInSmall(s *Store, w *write) []any {
	other, id := s.besideGateway(w)
	if other == nil {
		return nil
	}
	small := ""
	for _, p := range subnetPrefixes(s.part(key(id))) {
		switch {
		case !p.Addr().Is4():
		case p.Bits() <= twoGatewaysBits:
			return nil
		default:
			small = p.String()
		}
	}
	if small == "" {
		return nil
	}
	return []any{w.id, other.id, id, small}
}

// connectionBeside refuses a connection that leads from the same gateway to the same circuit, gateway or device of a site as another.
func connectionBeside(s *Store, w *write) []any {
	if !w.created {
		return nil
	}
	ends := s.endsOf(w.body)
	for _, user := range s.users(w, textAt(w.body, ownGateway)) {
		other := s.resources[user.root]
		if other == nil || other.kind != w.kind || key(textAt(other.body, ownGateway)) != key(textAt(w.body, ownGateway)) {
			continue
		}
		if sharesEnd(ends, s.endsOf(other.body)) {
			return []any{w.id, other.id}
		}
	}
	return nil
}

const ownGateway = "properties.virtualNetworkGateway1.id"

// endsOf are where a connection of a gateway leads, of a virtual hub's too: ids, and the devices of a site.
func (s *Store) endsOf(connection Body) []string {
	var out []string
	for _, path := range []string{"properties.peer.id", "properties.virtualNetworkGateway2.id", "properties.expressRouteCircuitPeering.id"} {
		out = append(out, key(textAt(connection, path)))
	}
	if site := s.resources[key(textAt(connection, "properties.localNetworkGateway2.id"))]; site != nil {
		out = append(out, site.key, deviceOf(site.body, at(site.body, "properties"), "gatewayIpAddress", "localNetworkAddressSpace", "bgpSettings"))
	}
	if site := s.resources[key(textAt(connection, "properties.remoteVpnSite.id"))]; site != nil {
		out = append(out, site.key)
		for _, link := range objectsAt(site.body, "properties.vpnSiteLinks") {
			out = append(out, deviceOf(site.body, at(link, "properties"), "ipAddress", "addressSpace", "bgpProperties"))
		}
	}
	return out
}

// deviceOf is a device as what stands for a site describes it: by its public address or name, the prefixes behind it, and its BGP address. Two sites behind one
// public address are two.
func deviceOf(site Body, link any, address, prefixes, bgp string) string {
	b := asBody(link)
	public := textAt(b, address) + textAt(b, "fqdn")
	if public == "" {
		return ""
	}
	behind := textsAt(site, "properties."+prefixes+".addressPrefixes")
	slices.Sort(behind)
	return strings.ToLower(strings.Join(append(behind, textAt(b, bgp+".bgpPeeringAddress"), public), " "))
}

// sharesEnd tells whether two connections lead to one.
func sharesEnd(a, b []string) bool {
	return slices.ContainsFunc(a, func(end string) bool { return end != "" && slices.Contains(b, end) })
}

// hubConnectionBeside refuses the same of a gateway of a virtual hub, whose connections stand in its body.
func hubConnectionBeside(list, segment string) func(*Store, *write) []any {
	return func(s *Store, w *write) []any {
		had := map[string]bool{}
		gateway := w.root
		if was := s.resources[w.root]; was != nil {
			gateway = was.id
			for _, c := range objectsAt(was.body, list) {
				had[strings.ToLower(textAt(c, "name"))] = true
			}
		}
		connections := objectsAt(w.rootBody, list)
		for _, made := range connections {
			if had[strings.ToLower(textAt(made, "name"))] {
				continue
			}
			for _, other := range connections {
				name := textAt(other, "name")
				if !strings.EqualFold(name, textAt(made, "name")) && sharesEnd(s.endsOf(made), s.endsOf(other)) {
					return []any{gateway + "/" + segment + "/" + textAt(made, "name"), gateway + "/" + segment + "/" + name}
				}
			}
		}
		return nil
	}
}
