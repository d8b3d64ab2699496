package golden_test

import (
	"fmt"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/rehearsal"
)

// middleTrials are mutants of the rules about what stands beside something in the middle of a change alone.
var middleTrials = map[string]func(g *ground) []trial{
	"virtualNetworkGateways: gateway beside a remote one": func(g *ground) []trial {
		var out []trial
		for _, r := range g.of(azure.TypePeering) {
			if bodyProperties(r.Body.(object))["useRemoteGateways"] != true {
				continue
			}
			network := parentID(r.ID)
			out = append(out, trial{what: briefly(network) + ": a gateway of its own, by hand, beside that of its peer",
				before: func(s *rehearsal.Store) error {
					return s.Edit(network, func(b object) {
						moreSpace(false)(b)
						adds("subnets", object{"name": "GatewaySubnet", "properties": object{"addressPrefix": "192.0.2.0/26"}})(b)
					})
				},
				ask: func(s *rehearsal.Store) string {
					return refusedCode(gatewayOf(s, network, "Vpn", "VpnGw1AZ", false))
				}})
		}
		return out
	},
	"connections: tunnels of a VPN gateway": besideByHand("a VPN gateway of 30 tunnels, and one more", func(s *rehearsal.Store, network string) error {
		return tunnelsByHand(s, network, 30)
	}, func(s *rehearsal.Store, network string) error { return tunnelByHand(s, network, 30) }),
	"virtualNetworkGateways: tunnels of a VPN gateway that becomes active-active": besideByHand("a VPN gateway of 16 tunnels, which becomes active-active",
		func(s *rehearsal.Store, network string) error { return tunnelsByHand(s, network, 16) },
		func(s *rehearsal.Store, network string) error {
			return gatewayOf(s, network, "Vpn", "VpnGw1AZ", true)
		}),
	"connections: circuits of an ExpressRoute gateway": besideByHand("an ExpressRoute gateway with four circuits, and a fifth", func(s *rehearsal.Store, network string) error {
		return circuitsByHand(s, network, 4)
	}, func(s *rehearsal.Store, network string) error { return circuitByHand(s, network, 4, 4, false) }),
	"connections: FastPath at a small gateway": besideByHand("an ExpressRoute gateway ErGw1AZ, and FastPath", func(s *rehearsal.Store, network string) error {
		return circuitsByHand(s, network, 0)
	}, func(s *rehearsal.Store, network string) error { return circuitByHand(s, network, 0, 0, true) }),
	"connections: networks of a circuit": besideByHand("a circuit with ten networks, and an eleventh", func(s *rehearsal.Store, network string) error {
		for i := range 10 {
			if err := networkOfCircuit(s, network, i); err != nil {
				return err
			}
		}
		return nil
	}, func(s *rehearsal.Store, network string) error { return networkOfCircuit(s, network, 10) }),
	"loadBalancers: address of a load balancer": second(azure.TypeLoadBalancer),
	"virtualHubs/hubVirtualNetworkConnections: network overlaps at a virtual hub": func(g *ground) []trial {
		var out []trial
		for _, r := range g.of(azure.TypeHubConnection) {
			out = append(out, trial{what: briefly(r.ID) + ": beside it that of a network made by hand that overlaps",
				before: func(s *rehearsal.Store) error { return copyNetwork(s, remoteID(r), "by-hand") },
				ask: func(s *rehearsal.Store) string {
					return refusedCode(s.Put(parentID(r.ID)+"/hubVirtualNetworkConnections/more", object{"properties": object{
						"remoteVirtualNetwork": object{"id": remoteID(r) + "by-hand"}}}))
				}})
		}
		return out
	},
	"virtualNetworks: address space overlaps at a virtual hub": eachOutput(azure.TypeVirtualNetwork, "the prefix of a virtual hub too", nil, func(g *ground, b object) bool {
		space, _ := bodyProperties(b)["addressSpace"].(object)
		list, _ := space["addressPrefixes"].([]any)
		for _, hub := range g.of(azure.TypeVirtualHub) {
			if prefix := bodyProperties(hub.Body.(object))["addressPrefix"]; prefix != nil && len(list) > 0 {
				space["addressPrefixes"] = append(list, prefix)
				return true
			}
		}
		return false
	}),
	"azureFirewalls: firewall in a Basic virtual WAN":                   inBasicByHand("azureFirewalls"),
	"expressRouteGateways: ExpressRoute gateway in a Basic virtual WAN": inBasicByHand("expressRouteGateways"),
	"p2sVpnGateways: point-to-site gateway in a Basic virtual WAN":      inBasicByHand("p2sVpnGateways"),
}

// besideByHand are mutants of a network that is made by hand beside each of a golden, with a GatewaySubnet.
func besideByHand(what string, before, ask func(s *rehearsal.Store, network string) error) func(g *ground) []trial {
	return func(g *ground) []trial {
		var out []trial
		for _, r := range g.of(azure.TypeVirtualNetwork) {
			network := siblingID(r.ID, "virtualNetworks", "by-hand")
			out = append(out, trial{what: briefly(r.ID) + ": beside it a network by hand with " + what,
				before: func(s *rehearsal.Store) error {
					if err := networkByHand(s, network, "192.0.2.0/24"); err != nil {
						return err
					}
					return before(s, network)
				},
				ask: func(s *rehearsal.Store) string { return refusedCode(ask(s, network)) }})
		}
		return out
	}
}

func networkByHand(s *rehearsal.Store, id, prefix string) error {
	return s.Put(id, object{"location": "westeurope", "properties": object{"addressSpace": object{"addressPrefixes": []any{prefix}},
		"subnets": []any{object{"name": "GatewaySubnet", "properties": object{"addressPrefix": prefix[:len(prefix)-len("24")] + "26"}}}}})
}

func gatewayOf(s *rehearsal.Store, network, kind, sku string, activeActive bool) error {
	return s.Put(siblingID(network, "virtualNetworkGateways", nameAfter(network)), object{"location": "westeurope", "properties": object{
		"gatewayType": kind, "sku": object{"name": sku}, "activeActive": activeActive, "ipConfigurations": []any{object{"name": "ip", "properties": object{
			"subnet": object{"id": network + "/subnets/GatewaySubnet"}}}}}})
}

// tunnelsByHand makes a VPN gateway in a network, with so many tunnels.
func tunnelsByHand(s *rehearsal.Store, network string, n int) error {
	if err := gatewayOf(s, network, "Vpn", "VpnGw1AZ", false); err != nil {
		return err
	}
	for i := range n {
		if err := tunnelByHand(s, network, i); err != nil {
			return err
		}
	}
	return nil
}

func tunnelByHand(s *rehearsal.Store, network string, i int) error {
	site := siblingID(network, "localNetworkGateways", fmt.Sprintf("by-hand-%d", i))
	if err := s.Put(site, object{"location": "westeurope", "properties": object{"gatewayIpAddress": fmt.Sprintf("198.51.100.%d", i+1),
		"localNetworkAddressSpace": object{"addressPrefixes": []any{fmt.Sprintf("198.18.%d.0/24", i)}}}}); err != nil {
		return err
	}
	return s.Put(siblingID(network, "connections", nameAfter(site)), object{"location": "westeurope", "properties": object{"connectionType": "IPsec",
		"virtualNetworkGateway1": object{"id": siblingID(network, "virtualNetworkGateways", nameAfter(network))}, "localNetworkGateway2": object{"id": site}}})
}

// circuitsByHand makes an ExpressRoute gateway in a network, with so many circuits.
func circuitsByHand(s *rehearsal.Store, network string, n int) error {
	if err := gatewayOf(s, network, "ExpressRoute", "ErGw1AZ", false); err != nil {
		return err
	}
	for i := range n {
		if err := circuitByHand(s, network, i, i, false); err != nil {
			return err
		}
	}
	return nil
}

// circuitByHand connects the gateway of a network with a circuit.
func circuitByHand(s *rehearsal.Store, network string, name, circuit int, fastPath bool) error {
	id := siblingID(network, "expressRouteCircuits", fmt.Sprintf("by-hand-%d", circuit))
	if _, there := s.Get(id); !there {
		if err := s.Put(id, object{"location": "westeurope", "sku": object{"name": "Standard_MeteredData", "tier": "Standard", "family": "MeteredData"},
			"properties": object{"serviceProviderProperties": object{"serviceProviderName": "p", "peeringLocation": fmt.Sprint("place ", circuit), "bandwidthInMbps": 50.0}}}); err != nil {
			return err
		}
	}
	return s.Put(siblingID(network, "connections", fmt.Sprintf("by-hand-%d", name)), object{"location": "westeurope", "properties": object{"connectionType": "ExpressRoute",
		"virtualNetworkGateway1": object{"id": siblingID(network, "virtualNetworkGateways", nameAfter(network))}, "peer": object{"id": id}, "expressRouteGatewayBypass": fastPath}})
}

// networkOfCircuit connects one network more, with a gateway of its own, with the first circuit.
func networkOfCircuit(s *rehearsal.Store, beside string, i int) error {
	network := siblingID(beside, "virtualNetworks", fmt.Sprintf("by-hand-%d", i))
	if err := networkByHand(s, network, fmt.Sprintf("198.18.%d.0/24", i)); err != nil {
		return err
	}
	if err := gatewayOf(s, network, "ExpressRoute", "ErGw1AZ", false); err != nil {
		return err
	}
	return circuitByHand(s, network, i, 0, false)
}

// inBasicByHand are mutants of a virtual WAN of the type Basic with a hub, made by hand beside each of a golden, in which no such thing stands.
func inBasicByHand(kind string) func(g *ground) []trial {
	return func(g *ground) []trial {
		var out []trial
		for _, r := range g.of(azure.TypeVirtualWAN) {
			wan, hub := siblingID(r.ID, "virtualWans", "by-hand"), siblingID(r.ID, "virtualHubs", "by-hand")
			out = append(out, trial{what: briefly(r.ID) + ": beside it a Basic one by hand, with one of " + kind,
				before: func(s *rehearsal.Store) error {
					if err := s.Put(wan, object{"location": "westeurope", "properties": object{"type": "Basic"}}); err != nil {
						return err
					}
					return s.Put(hub, object{"location": "westeurope", "properties": object{"virtualWan": object{"id": wan}, "addressPrefix": "192.0.2.0/24", "sku": "Basic"}})
				},
				ask: func(s *rehearsal.Store) string {
					return refusedCode(s.Put(siblingID(r.ID, kind, "by-hand"), object{"location": "westeurope", "sku": object{"name": "AZFW_Hub"},
						"properties": object{"virtualHub": object{"id": hub}}}))
				}})
		}
		return out
	}
}
