package rehearsal

import (
	"fmt"
	"testing"
)

// scenariosOfMiddles are those of what stands beside something in the middle of a change alone.
var scenariosOfMiddles = map[string]func(t *testing.T) (*Store, last){
	"gateway beside a remote one": func(t *testing.T) (*Store, last) {
		s := base(t)
		must(t, s.Put(provider+"virtualNetworkGateways/g", aGateway("a", "Vpn", "VpnGw1AZ")))
		halves(t, s, "a", "b", "allowGatewayTransit")
		must(t, s.Put(provider+"virtualNetworks/b/virtualNetworkPeerings/to-a", aHalf("a", "useRemoteGateways")))
		return s, func(s *Store) error {
			return s.Put(provider+"virtualNetworkGateways/h", aGateway("b", "Vpn", "VpnGw1AZ"))
		}
	},
	"tunnels of a VPN gateway": func(t *testing.T) (*Store, last) {
		s := base(t)
		gateway := aGateway("a", "Vpn", "VpnGw1AZ")
		properties(gateway)["activeActive"] = true
		must(t, s.Put(provider+"virtualNetworkGateways/g", gateway))
		for i := range 15 {
			must(t, aTunnel(s, i))
		}
		must(t, aTunnel(s, 3)) // the same again
		return s, func(s *Store) error { return aTunnel(s, 15) }
	},
	"tunnels of a VPN gateway that becomes active-active": func(t *testing.T) (*Store, last) {
		s := base(t)
		must(t, s.Put(provider+"virtualNetworkGateways/g", aGateway("a", "Vpn", "VpnGw1AZ")))
		for i := range 16 {
			must(t, aTunnel(s, i))
		}
		return s, func(s *Store) error {
			gateway := aGateway("a", "Vpn", "VpnGw1AZ")
			properties(gateway)["activeActive"] = true
			return s.Put(provider+"virtualNetworkGateways/g", gateway)
		}
	},
	"circuits of an ExpressRoute gateway": func(t *testing.T) (*Store, last) {
		s := base(t)
		must(t, s.Put(provider+"virtualNetworkGateways/g", aGateway("a", "ExpressRoute", "ErGw1AZ")))
		for i := range 4 {
			must(t, toCircuit(s, fmt.Sprintf("c%d", i), "g", aCircuit(t, s, i, "Standard", 50), false))
		}
		fifth := aCircuit(t, s, 4, "Standard", 50)
		return s, func(s *Store) error { return toCircuit(s, "c4", "g", fifth, false) }
	},
	"networks of a circuit": func(t *testing.T) (*Store, last) {
		s := base(t)
		circuit := aCircuit(t, s, 0, "Standard", 1000)
		for i := range 11 {
			name := fmt.Sprintf("n%d", i)
			must(t, s.Put(provider+"virtualNetworks/"+name, aNetwork(fmt.Sprintf("10.10.%d.0/24", i), aSubnet("GatewaySubnet", fmt.Sprintf("10.10.%d.0/27", i)))))
			must(t, s.Put(provider+"virtualNetworkGateways/"+name, aGateway(name, "ExpressRoute", "ErGw1AZ")))
			if i < 10 {
				must(t, toCircuit(s, name, name, circuit, false))
			}
		}
		return s, func(s *Store) error { return toCircuit(s, "n10", "n10", circuit, false) }
	},
	"FastPath at a small gateway": func(t *testing.T) (*Store, last) {
		s := base(t)
		must(t, s.Put(provider+"virtualNetworkGateways/g", aGateway("a", "ExpressRoute", "ErGw3AZ")))
		must(t, s.Put(provider+"virtualNetworkGateways/h", aGateway("b", "ExpressRoute", "ErGw1AZ")))
		circuit := aCircuit(t, s, 0, "Standard", 1000)
		must(t, toCircuit(s, "c", "g", circuit, true))
		must(t, toCircuit(s, "d", "h", circuit, false))
		return s, func(s *Store) error { return toCircuit(s, "d", "h", circuit, true) }
	},
	"address of a load balancer": func(t *testing.T) (*Store, last) {
		s := base(t)
		must(t, aBalancer(s, "l", "10.0.2.4"))
		must(t, aBalancer(s, "l", "10.0.2.4")) // the same again
		must(t, aBalancer(s, "m", "10.0.2.5"))
		return s, func(s *Store) error { return aBalancer(s, "n", "10.0.2.4") }
	},
	"network overlaps at a virtual hub": func(t *testing.T) (*Store, last) {
		s := hubWith(t)
		must(t, connect(s, "h", "c"))
		must(t, connect(s, "h", "c")) // the same again
		must(t, s.Put(provider+"virtualNetworks/d", aNetwork("10.2.128.0/17")))
		return s, func(s *Store) error { return connect(s, "h", "d") }
	},
	"address space overlaps at a virtual hub": func(t *testing.T) (*Store, last) {
		s := hubWith(t)
		must(t, connect(s, "h", "c"))
		must(t, s.Put(provider+"virtualNetworks/c", aNetwork("10.3.0.0/16")))
		return s, func(s *Store) error { return s.Put(provider+"virtualNetworks/c", aNetwork("10.96.0.0/12")) }
	},
	"firewall in a Basic virtual WAN":              inBasic("azureFirewalls"),
	"ExpressRoute gateway in a Basic virtual WAN":  inBasic("expressRouteGateways"),
	"point-to-site gateway in a Basic virtual WAN": inBasic("p2sVpnGateways"),
}

// inBasic is a Basic virtual WAN with a hub, and the write of what stands in no such hub.
func inBasic(kind string) func(t *testing.T) (*Store, last) {
	return func(t *testing.T) (*Store, last) {
		s := base(t)
		must(t, s.Put(provider+"virtualWans/w", west(obj{"type": "Basic"})))
		must(t, s.Put(provider+"virtualHubs/h", west(obj{"virtualWan": ref("virtualWans/w"), "addressPrefix": "10.100.0.0/23", "sku": "Basic"})))
		must(t, s.Put(provider+"vpnGateways/v", west(obj{"virtualHub": ref("virtualHubs/h")})))
		return s, func(s *Store) error {
			return s.Put(provider+kind+"/x", with(west(obj{"virtualHub": ref("virtualHubs/h")}), "sku", obj{"name": "AZFW_Hub"}))
		}
	}
}

// aTunnel connects the gateway g with a site of its own.
func aTunnel(s *Store, i int) error {
	name := fmt.Sprintf("s%d", i)
	if err := s.Put(provider+"localNetworkGateways/"+name, west(obj{"gatewayIpAddress": fmt.Sprintf("203.0.113.%d", i+1),
		"localNetworkAddressSpace": obj{"addressPrefixes": []any{fmt.Sprintf("192.168.%d.0/24", i)}}})); err != nil {
		return err
	}
	return s.Put(provider+"connections/"+name, west(obj{"connectionType": "IPsec", "virtualNetworkGateway1": ref("virtualNetworkGateways/g"),
		"localNetworkGateway2": ref("localNetworkGateways/" + name)}))
}

// aCircuit makes a circuit, each at a peering location of its own.
func aCircuit(t *testing.T, s *Store, i int, tier string, bandwidth float64) string {
	t.Helper()
	name := fmt.Sprintf("expressRouteCircuits/e%d", i)
	must(t, s.Put(provider+name, with(west(obj{"serviceProviderProperties": obj{"serviceProviderName": "p", "peeringLocation": fmt.Sprintf("place %d", i),
		"bandwidthInMbps": bandwidth}}), "sku", obj{"name": tier + "_MeteredData", "tier": tier, "family": "MeteredData"})))
	return name
}

func toCircuit(s *Store, name, gateway, circuit string, fastPath bool) error {
	return s.Put(provider+"connections/"+name, west(obj{"connectionType": "ExpressRoute", "virtualNetworkGateway1": ref("virtualNetworkGateways/" + gateway),
		"peer": ref(circuit), "expressRouteGatewayBypass": fastPath}))
}

func aBalancer(s *Store, name, address string) error {
	return s.Put(provider+"loadBalancers/"+name, with(west(obj{"frontendIPConfigurations": []any{obj{"name": "f", "properties": obj{
		"privateIPAddress": address, "privateIPAllocationMethod": "Static", "subnet": ref("virtualNetworks/a/subnets/web")}}}}), "sku", obj{"name": "Standard"}))
}
