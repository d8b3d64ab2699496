package rehearsal

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// vpnTunnels are how many tunnels a VPN gateway of a size has, by its size without AZ. Source: Microsoft Learn, about gateway SKUs (2026-09).
var vpnTunnels = map[string]int{"Basic": 10, "VpnGw1": 30, "VpnGw2": 30, "VpnGw3": 30, "VpnGw4": 100, "VpnGw5": 100}

// gatewayCircuits are how many circuits an ExpressRoute gateway of a size is connected to. Of ErGwScale it depends on its units.
// Source: Microsoft Learn, about ExpressRoute virtual network gateways (2026-09).
var gatewayCircuits = map[string]int{"Standard": 4, "ErGw1AZ": 4, "HighPerformance": 8, "ErGw2AZ": 8, "UltraPerformance": 16, "ErGw3AZ": 16}

// withoutFastPath are the sizes of ExpressRoute gateways that have no FastPath. Source: the same.
var withoutFastPath = []string{"Standard", "HighPerformance", "ErGw1AZ", "ErGw2AZ"}

// circuitsOfPlace is how many circuits of one peering location a network is connected to. Source: Microsoft Learn, ExpressRoute FAQ.
const circuitsOfPlace = 4

// circuitNetworks are how many networks a circuit is connected to: Premium ones by their bandwidth, the largest first, others 10.
// Source: Microsoft Learn, ExpressRoute limits.
var circuitNetworks = []struct{ above, networks int }{{5000, 100}, {2000, 75}, {1000, 60}, {500, 50}, {200, 40}, {50, 25}, {0, 20}}

const circuitNetworksStandard = 10

// connectionsFrom are the bodies of the connections of a gateway, as the first of the two that a connection names: what is written comes last.
func (s *Store) connectionsFrom(w *write, gateway string) []Body {
	var out []Body
	for _, user := range s.users(w, gateway) {
		r := s.resources[user.root]
		if r != nil && r.kind == azure.TypeConnection && r.key != w.key && key(textAt(r.body, ownGateway)) == key(gateway) {
			out = append(out, r.body)
		}
	}
	if w.kind == azure.TypeConnection && key(textAt(w.body, ownGateway)) == key(gateway) {
		out = append(out, w.body)
	}
	return out
}

func instancesOf(gateway Body) int {
	if boolAt(gateway, "properties.activeActive") {
		return 2
	}
	return 1
}

// tunnelsOf is how many tunnels a gateway has: each of its instances to each site, and to each instance of other gateways.
func (s *Store) tunnelsOf(gateway Body, connections []Body) int {
	n := 0
	for _, c := range connections {
		ends := 1
		if other := s.resources[key(textAt(c, "properties.virtualNetworkGateway2.id"))]; other != nil {
			ends = instancesOf(other.body)
		}
		n += instancesOf(gateway) * ends
	}
	return n
}

// overTunnels refuses a connection more, and a gateway that becomes active-active, where its gateway has more tunnels then than its size has.
func overTunnels(s *Store, w *write) []any {
	id, gateway := w.id, w.body
	if w.kind == azure.TypeConnection {
		of := s.resources[key(textAt(w.body, ownGateway))]
		if of == nil || !w.created || of.assumed {
			return nil
		}
		id, gateway = of.id, of.body
	} else if w.old == nil || instancesOf(w.old) >= instancesOf(w.body) {
		return nil
	}
	size := textAt(gateway, "properties.sku.name")
	most, known := vpnTunnels[strings.TrimSuffix(size, "AZ")]
	if !known || !strings.EqualFold(textAt(gateway, "properties.gatewayType"), "Vpn") {
		return nil
	}
	if n := s.tunnelsOf(gateway, s.connectionsFrom(w, id)); n > most {
		return []any{w.id, id, n, size, most}
	}
	return nil
}

// circuitGateway is the ExpressRoute gateway of a connection to a circuit, nil of other connections.
func (s *Store) circuitGateway(w *write) *resource {
	if textAt(w.body, "properties.peer.id") == "" {
		return nil
	}
	return s.resources[key(textAt(w.body, ownGateway))]
}

func overCircuits(s *Store, w *write) []any {
	gateway := s.circuitGateway(w)
	if gateway == nil || !w.created {
		return nil
	}
	connections := s.connectionsFrom(w, gateway.id)
	size := textAt(gateway.body, "properties.sku.name")
	if most, known := gatewayCircuits[size]; known && len(connections) > most {
		return []any{w.id, gateway.id, len(connections), most}
	}
	place := func(connection Body) string {
		circuit := s.resources[key(textAt(connection, "properties.peer.id"))]
		if circuit == nil {
			return ""
		}
		return textAt(circuit.body, "properties.serviceProviderProperties.peeringLocation")
	}
	here := place(w.body)
	if n := len(slices.DeleteFunc(connections, func(c Body) bool { return place(c) != here })); here != "" && n > circuitsOfPlace {
		return []any{w.id, gateway.id, n, circuitsOfPlace}
	}
	return nil
}

func overNetworks(s *Store, w *write) []any {
	circuit := s.resources[key(textAt(w.body, "properties.peer.id"))]
	if circuit == nil || circuit.assumed || !w.created {
		return nil
	}
	most := circuitNetworksStandard
	if strings.EqualFold(textAt(circuit.body, "sku.tier"), "Premium") {
		bandwidth, _ := at(circuit.body, "properties.serviceProviderProperties.bandwidthInMbps").(float64)
		for _, of := range circuitNetworks {
			if int(bandwidth) > of.above || of.above == 0 {
				most = of.networks
				break
			}
		}
	}
	n := 1
	for _, user := range s.users(w, circuit.id) {
		if r := s.resources[user.root]; r != nil && r.kind == azure.TypeConnection && r.key != w.key {
			n++
		}
	}
	if n > most {
		return []any{w.id, circuit.id, n, most}
	}
	return nil
}

func fastPathAtSmall(s *Store, w *write) []any {
	gateway := s.circuitGateway(w)
	if gateway == nil || !boolAt(w.body, "properties.expressRouteGatewayBypass") {
		return nil
	}
	if size := textAt(gateway.body, "properties.sku.name"); slices.Contains(withoutFastPath, size) {
		return []any{w.id, gateway.id, size}
	}
	return nil
}
