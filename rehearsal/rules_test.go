package rehearsal

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/azure"
)

const (
	testGroup = "/subscriptions/s/resourceGroups/rg"
	provider  = testGroup + "/providers/Microsoft.Network/"
)

type obj = Body

func ref(name string) obj { return obj{"id": provider + name} }

func west(properties obj) obj { return obj{"location": "westeurope", "properties": properties} }

func with(b obj, k string, v any) obj { b[k] = v; return b }

func aNetwork(prefix string, subnets ...any) obj {
	return west(obj{"addressSpace": obj{"addressPrefixes": []any{prefix}}, "subnets": subnets})
}

func aSubnet(name, prefix string) obj {
	return obj{"name": name, "properties": obj{"addressPrefix": prefix}}
}

func aHalf(remote string, flags ...string) obj {
	p := obj{"remoteVirtualNetwork": ref("virtualNetworks/" + remote)}
	for _, f := range flags {
		p[f] = true
	}
	return obj{"properties": p}
}

func aGateway(network, kind, sku string) obj {
	return west(obj{"gatewayType": kind, "sku": obj{"name": sku}, "ipConfigurations": []any{obj{"name": "default", "properties": obj{
		"subnet": ref("virtualNetworks/" + network + "/subnets/GatewaySubnet")}}}})
}

func aFirewall(tier string) obj {
	return west(obj{"sku": obj{"name": "AZFW_VNet", "tier": tier}, "ipConfigurations": []any{obj{"name": "ip", "properties": obj{
		"subnet": ref("virtualNetworks/a/subnets/AzureFirewallSubnet")}}}})
}

func aTable(prefix, hop string) obj {
	return west(obj{"routes": []any{obj{"name": "r", "properties": obj{"addressPrefix": prefix, "nextHopType": hop}}}})
}

// base is a store with the networks a (10.0.0.0/16), b (10.1.0.0/16) and c (10.2.0.0/16); a and b have a GatewaySubnet.
func base(t *testing.T) *Store {
	t.Helper()
	s := New(Options{})
	must(t, s.Put(testGroup, obj{"location": "westeurope"}))
	must(t, s.Put(provider+"virtualNetworks/a", aNetwork("10.0.0.0/16", aSubnet("GatewaySubnet", "10.0.0.0/27"),
		aSubnet("AzureFirewallSubnet", "10.0.1.0/26"), aSubnet("web", "10.0.2.0/24"))))
	must(t, s.Put(provider+"virtualNetworks/b", aNetwork("10.1.0.0/16", aSubnet("GatewaySubnet", "10.1.0.0/27"))))
	must(t, s.Put(provider+"virtualNetworks/c", aNetwork("10.2.0.0/16")))
	return s
}

func must(t *testing.T, err error) {
	t.Helper()
	require.NoError(t, err)
}

// halves peers two networks.
func halves(t *testing.T, s *Store, a, b string, flags ...string) {
	t.Helper()
	must(t, s.Put(provider+"virtualNetworks/"+a+"/virtualNetworkPeerings/to-"+b, aHalf(b, flags...)))
	must(t, s.Put(provider+"virtualNetworks/"+b+"/virtualNetworkPeerings/to-"+a, aHalf(a)))
}

// hubWith is a store with a virtual WAN, a hub, and the networks of base.
func hubWith(t *testing.T) *Store {
	t.Helper()
	s := base(t)
	must(t, s.Put(provider+"virtualWans/w", west(obj{"type": "Standard"})))
	must(t, s.Put(provider+"virtualHubs/h", west(obj{"virtualWan": ref("virtualWans/w"), "addressPrefix": "10.100.0.0/23", "sku": "Standard"})))
	return s
}

// last is the write that a rule refuses, after what was there before it.
type last func(s *Store) error

// scenarios are for each rule a store and the write that the rule refuses, and that nothing else refuses.
var scenarios = map[string]func(t *testing.T) (*Store, last){
	"subnet left out": func(t *testing.T) (*Store, last) {
		s := base(t)
		must(t, s.Put(provider+"virtualNetworkGateways/g", aGateway("a", "Vpn", "VpnGw1AZ")))
		return s, func(s *Store) error {
			return s.Put(provider+"virtualNetworks/a", aNetwork("10.0.0.0/16", aSubnet("web", "10.0.2.0/24")))
		}
	},
	"subnet outside": func(t *testing.T) (*Store, last) {
		return base(t), func(s *Store) error {
			return s.Put(provider+"virtualNetworks/b/subnets/x", aSubnet("x", "10.9.0.0/24"))
		}
	},
	"subnets overlap": func(t *testing.T) (*Store, last) {
		return base(t), func(s *Store) error {
			return s.Put(provider+"virtualNetworks/b/subnets/x", aSubnet("x", "10.1.0.0/24"))
		}
	},
	"security group on GatewaySubnet": func(t *testing.T) (*Store, last) {
		s := base(t)
		must(t, s.Put(provider+"networkSecurityGroups/n", west(obj{})))
		return s, func(s *Store) error {
			return s.Put(provider+"virtualNetworks/b/subnets/GatewaySubnet", obj{"properties": obj{"addressPrefix": "10.1.0.0/27", "networkSecurityGroup": ref("networkSecurityGroups/n")}})
		}
	},
	"address space by an old version": func(t *testing.T) (*Store, last) {
		s := base(t)
		halves(t, s, "b", "c")
		return s, func(s *Store) error {
			return byVersion(s, provider+"virtualNetworks/c", aNetwork("10.2.0.0/15"), "2020-11-01")
		}
	},
	"address space overlaps a peer": func(t *testing.T) (*Store, last) {
		s := base(t)
		halves(t, s, "b", "c")
		return s, func(s *Store) error { return s.Put(provider+"virtualNetworks/c", aNetwork("10.1.128.0/17")) }
	},
	"peering beside a network manager's": func(t *testing.T) (*Store, last) {
		return managed(t), func(s *Store) error { return s.Put(provider+"virtualNetworks/b/virtualNetworkPeerings/p", aHalf("c")) }
	},
	"peers overlap": func(t *testing.T) (*Store, last) {
		s := base(t)
		must(t, s.Put(provider+"virtualNetworks/d", aNetwork("10.1.64.0/18")))
		return s, func(s *Store) error { return s.Put(provider+"virtualNetworks/b/virtualNetworkPeerings/p", aHalf("d")) }
	},
	"peer overlaps another peer": func(t *testing.T) (*Store, last) {
		s := base(t)
		must(t, s.Put(provider+"virtualNetworks/d", aNetwork("10.2.64.0/18")))
		halves(t, s, "b", "c")
		return s, func(s *Store) error { return s.Put(provider+"virtualNetworks/d/virtualNetworkPeerings/p", aHalf("b")) }
	},
	"peering beside another": func(t *testing.T) (*Store, last) {
		s := base(t)
		halves(t, s, "b", "c")
		return s, func(s *Store) error {
			return s.Put(provider+"virtualNetworks/b/virtualNetworkPeerings/again", aHalf("c"))
		}
	},
	"other half disconnected": func(t *testing.T) (*Store, last) {
		s := base(t)
		halves(t, s, "b", "c")
		must(t, s.Delete(provider+"virtualNetworks/b/virtualNetworkPeerings/to-c"))
		return s, func(s *Store) error {
			return s.Put(provider+"virtualNetworks/b/virtualNetworkPeerings/to-c", aHalf("c"))
		}
	},
	"remote network without a gateway": func(t *testing.T) (*Store, last) {
		return base(t), func(s *Store) error {
			return s.Put(provider+"virtualNetworks/c/virtualNetworkPeerings/p", aHalf("a", "useRemoteGateways"))
		}
	},
	"gateway transit not allowed": func(t *testing.T) (*Store, last) {
		s := base(t)
		must(t, s.Put(provider+"virtualNetworkGateways/g", aGateway("a", "Vpn", "VpnGw1AZ")))
		must(t, s.Put(provider+"virtualNetworks/a/virtualNetworkPeerings/to-c", aHalf("c")))
		return s, func(s *Store) error {
			return s.Put(provider+"virtualNetworks/c/virtualNetworkPeerings/to-a", aHalf("a", "useRemoteGateways"))
		}
	},
	"gateway transit withdrawn": func(t *testing.T) (*Store, last) {
		s := base(t)
		must(t, s.Put(provider+"virtualNetworkGateways/g", aGateway("a", "Vpn", "VpnGw1AZ")))
		must(t, s.Put(provider+"virtualNetworks/a/virtualNetworkPeerings/to-c", aHalf("c", "allowGatewayTransit")))
		must(t, s.Put(provider+"virtualNetworks/c/virtualNetworkPeerings/to-a", aHalf("a", "useRemoteGateways")))
		return s, func(s *Store) error {
			return s.Put(provider+"virtualNetworks/a/virtualNetworkPeerings/to-c", aHalf("c"))
		}
	},
	"second gateway": func(t *testing.T) (*Store, last) {
		s := base(t)
		must(t, s.Put(provider+"virtualNetworkGateways/g", aGateway("a", "Vpn", "VpnGw1AZ")))
		must(t, s.Put(provider+"virtualNetworkGateways/h", aGateway("b", "Vpn", "VpnGw1AZ")))
		return s, func(s *Store) error {
			return s.Put(provider+"virtualNetworks/b/virtualNetworkPeerings/p", aHalf("a", "useRemoteGateways"))
		}
	},
	"policy of a higher tier": func(t *testing.T) (*Store, last) {
		s := base(t)
		must(t, s.Put(provider+"firewallPolicies/p", west(obj{"sku": obj{"tier": "Premium"}})))
		return s, func(s *Store) error {
			f := aFirewall("Standard")
			properties(f)["firewallPolicy"] = ref("firewallPolicies/p")
			return s.Put(provider+"azureFirewalls/f", f)
		}
	},
	"threat intelligence less strict than in the base policy": func(t *testing.T) (*Store, last) {
		s := base(t)
		must(t, s.Put(provider+"firewallPolicies/base", west(obj{"threatIntelMode": "Deny"})))
		return s, func(s *Store) error {
			return s.Put(provider+"firewallPolicies/p", west(obj{"threatIntelMode": "Alert", "basePolicy": ref("firewallPolicies/base")}))
		}
	},
	"base policy of another location": func(t *testing.T) (*Store, last) {
		s := base(t)
		must(t, s.Put(provider+"firewallPolicies/base", obj{"location": "northeurope", "properties": obj{}}))
		return s, func(s *Store) error {
			return s.Put(provider+"firewallPolicies/p", west(obj{"basePolicy": ref("firewallPolicies/base")}))
		}
	},
	"management address added": func(t *testing.T) (*Store, last) {
		s := base(t)
		must(t, s.Put(provider+"azureFirewalls/f", aFirewall("Standard")))
		return s, func(s *Store) error {
			f := aFirewall("Standard")
			properties(f)["managementIpConfiguration"] = obj{"name": "m", "properties": obj{"subnet": ref("virtualNetworks/a/subnets/web")}}
			return s.Put(provider+"azureFirewalls/f", f)
		}
	},
	"default route of AzureFirewallSubnet": func(t *testing.T) (*Store, last) {
		s := base(t)
		must(t, s.Put(provider+"routeTables/t", aTable("0.0.0.0/0", "VirtualNetworkGateway")))
		must(t, s.Put(provider+"virtualNetworks/a/subnets/AzureFirewallSubnet", obj{"properties": obj{"addressPrefix": "10.0.1.0/26", "routeTable": ref("routeTables/t")}}))
		return s, func(s *Store) error { return s.Put(provider+"azureFirewalls/f", aFirewall("Standard")) }
	},
	"series of a VPN gateway":         resized("Vpn", "VpnGw2", "VpnGw1", "VpnGw2", "VpnGw2AZ"),
	"smaller VPN gateway":             resized("Vpn", "VpnGw1AZ", "VpnGw1AZ", "VpnGw2AZ"),
	"size of an ExpressRoute gateway": resized("ExpressRoute", "ErGw1AZ", "ErGw1AZ", "ErGw2AZ", "ErGw1AZ", "ErGw3AZ"),
	"NAT rule left out": func(t *testing.T) (*Store, last) {
		s := base(t)
		g := aGateway("a", "Vpn", "VpnGw2AZ")
		properties(g)["natRules"] = []any{obj{"name": "n", "properties": obj{"mode": "EgressSnat"}}}
		must(t, s.Put(provider+"virtualNetworkGateways/g", g))
		must(t, s.Put(provider+"localNetworkGateways/l", west(obj{})))
		must(t, s.Put(provider+"connections/c", west(obj{"connectionType": "IPsec", "virtualNetworkGateway1": ref("virtualNetworkGateways/g"),
			"localNetworkGateway2": ref("localNetworkGateways/l"), "egressNatRules": []any{ref("virtualNetworkGateways/g/natRules/n")}})))
		return s, func(s *Store) error {
			return s.Put(provider+"virtualNetworkGateways/g", aGateway("a", "Vpn", "VpnGw2AZ"))
		}
	},
	"default route at an ExpressRoute gateway": func(t *testing.T) (*Store, last) {
		s := base(t)
		must(t, s.Put(provider+"routeTables/t", aTable("0.0.0.0/0", "Internet")))
		must(t, s.Put(provider+"virtualNetworks/a/subnets/GatewaySubnet", obj{"properties": obj{"addressPrefix": "10.0.0.0/27", "routeTable": ref("routeTables/t")}}))
		return s, func(s *Store) error {
			return s.Put(provider+"virtualNetworkGateways/g", aGateway("a", "ExpressRoute", "ErGw1AZ"))
		}
	},
	"bandwidth down": func(t *testing.T) (*Store, last) {
		s := base(t)
		circuit := func(mbps float64) obj {
			return west(obj{"serviceProviderProperties": obj{"serviceProviderName": "p", "peeringLocation": "l", "bandwidthInMbps": mbps}})
		}
		must(t, s.Put(provider+"expressRouteCircuits/e", circuit(200)))
		must(t, s.Put(provider+"expressRouteCircuits/e", circuit(500)))
		return s, func(s *Store) error { return s.Put(provider+"expressRouteCircuits/e", circuit(200)) }
	},
	"virtual WAN to Basic": func(t *testing.T) (*Store, last) {
		return hubWith(t), func(s *Store) error { return s.Put(provider+"virtualWans/w", west(obj{"type": "Basic"})) }
	},
	"hub not provisioned": func(t *testing.T) (*Store, last) {
		s := hubWith(t)
		s.resources[key(provider+"virtualHubs/h")].routing = 1
		return s, func(s *Store) error { return connect(s, "h", "c") }
	},
	"network at another hub": func(t *testing.T) (*Store, last) {
		s := hubWith(t)
		must(t, s.Put(provider+"virtualHubs/i", west(obj{"virtualWan": ref("virtualWans/w"), "addressPrefix": "10.101.0.0/23"})))
		must(t, connect(s, "i", "c"))
		return s, func(s *Store) error { return connect(s, "h", "c") }
	},
	"network with a gateway at a hub": func(t *testing.T) (*Store, last) {
		s := hubWith(t)
		must(t, s.Put(provider+"virtualNetworkGateways/g", aGateway("a", "Vpn", "VpnGw1AZ")))
		return s, func(s *Store) error { return connect(s, "h", "a") }
	},
	"routing intent without a firewall": func(t *testing.T) (*Store, last) {
		s := hubWith(t)
		must(t, s.Put(provider+"azureFirewalls/f", aFirewall("Standard"))) // of a network
		return s, func(s *Store) error { return intent(s) }
	},
	"routing intent beside route tables": func(t *testing.T) (*Store, last) {
		s := securedHub(t)
		must(t, s.Put(provider+"virtualHubs/h/hubRouteTables/own", obj{"properties": obj{}}))
		return s, intent
	},
	"routing intent beside static routes": func(t *testing.T) (*Store, last) {
		s := securedHub(t)
		must(t, connect(s, "h", "c"))
		must(t, s.Put(provider+"virtualHubs/h/hubRouteTables/defaultRouteTable", obj{"properties": obj{"labels": []any{"default"}, "routes": []any{
			obj{"name": "r", "destinations": []any{"10.9.0.0/16"}, "nextHop": provider + "virtualHubs/h/hubVirtualNetworkConnections/c"}}}}))
		return s, intent
	},
	"route table beside routing intent": func(t *testing.T) (*Store, last) {
		s := securedHub(t)
		must(t, intent(s))
		return s, func(s *Store) error {
			return s.Put(provider+"virtualHubs/h/hubRouteTables/own", obj{"properties": obj{}})
		}
	},
	"two rules at one priority": func(t *testing.T) (*Store, last) {
		s := base(t)
		rule := func(direction string) obj {
			return obj{"properties": obj{"priority": 2000.0, "direction": direction, "access": "Deny", "protocol": "*"}}
		}
		must(t, s.Put(provider+"networkSecurityGroups/g", west(obj{})))
		must(t, s.Put(provider+"networkSecurityGroups/g/securityRules/owner", rule("Inbound")))
		must(t, s.Put(provider+"networkSecurityGroups/g/securityRules/out", rule("Outbound")))
		return s, func(s *Store) error {
			return s.Put(provider+"networkSecurityGroups/g/securityRules/added", rule("inbound"))
		}
	},
	"two routes for one prefix": func(t *testing.T) (*Store, last) {
		s := base(t)
		route := func(prefix string) obj { return obj{"properties": obj{"addressPrefix": prefix, "nextHopType": "None"}} }
		must(t, s.Put(provider+"routeTables/t", west(obj{})))
		must(t, s.Put(provider+"routeTables/t/routes/owner", route("10.9.0.0/16")))
		must(t, s.Put(provider+"routeTables/t/routes/owner", route("10.9.0.0/16"))) // again: it is the same one
		must(t, s.Put(provider+"routeTables/t/routes/longer", route("10.9.0.0/17")))
		must(t, s.Put(provider+"routeTables/t/routes/tag", route("AzureMonitor")))
		return s, func(s *Store) error { return s.Put(provider+"routeTables/t/routes/added", route("10.9.0.0/16")) }
	},
	"static route beside routing intent": func(t *testing.T) (*Store, last) {
		s := securedHub(t)
		must(t, connect(s, "h", "c"))
		must(t, intent(s))
		return s, func(s *Store) error {
			return s.Put(provider+"virtualHubs/h/hubRouteTables/defaultRouteTable", obj{"properties": obj{"labels": []any{"default"}, "routes": []any{
				obj{"name": "r", "destinations": []any{"10.9.0.0/16"}, "nextHop": provider + "virtualHubs/h/hubVirtualNetworkConnections/c"}}}})
		}
	},
	"link of a site left out": func(t *testing.T) (*Store, last) {
		s := hubWith(t)
		site := func(links ...any) obj {
			return west(obj{"virtualWan": ref("virtualWans/w"), "vpnSiteLinks": links})
		}
		link := obj{"name": "l", "properties": obj{"ipAddress": "203.0.113.1"}}
		must(t, s.Put(provider+"vpnSites/s", site(link)))
		must(t, s.Put(provider+"vpnGateways/v", west(obj{"virtualHub": ref("virtualHubs/h")})))
		must(t, s.Put(provider+"vpnGateways/v/vpnConnections/c", obj{"properties": obj{"remoteVpnSite": ref("vpnSites/s"), "vpnLinkConnections": []any{
			obj{"name": "l", "properties": obj{"vpnSiteLink": ref("vpnSites/s/vpnSiteLinks/l")}}}}}))
		return s, func(s *Store) error { return s.Put(provider+"vpnSites/s", site()) }
	},
	"IP group beside many": func(t *testing.T) (*Store, last) {
		s := base(t)
		var groups []any
		for i := range azure.IPGroupsAtOnce + 1 {
			groups = append(groups, fmt.Sprintf("%sipGroups/g%d", provider, i))
			must(t, s.Put(groups[i].(string), west(obj{"ipAddresses": []any{"10.0.0.0/16"}})))
		}
		must(t, s.Put(provider+"firewallPolicies/p", west(obj{"sku": obj{"tier": "Standard"}})))
		must(t, s.Put(provider+"firewallPolicies/p/ruleCollectionGroups/g", obj{"properties": obj{"priority": float64(100), "ruleCollections": []any{
			obj{"name": "c", "rules": []any{obj{"name": "r", "sourceIpGroups": groups}}}}}}))
		for _, id := range groups[1:] {
			p, _ := parsePlace(id.(string))
			_, refusal := s.put(p, west(obj{"ipAddresses": []any{"10.0.0.0/8"}}), call{remote: true})
			require.Nil(t, refusal, "so many at a time are taken")
		}
		return s, func(s *Store) error {
			return s.Put(groups[0].(string), west(obj{"ipAddresses": []any{"10.1.0.0/15"}}))
		}
	},
	"gateway beside another": func(t *testing.T) (*Store, last) {
		s := base(t)
		must(t, s.Put(provider+"virtualNetworkGateways/g", aGateway("a", "Vpn", "VpnGw1AZ")))
		must(t, s.Put(provider+"virtualNetworkGateways/e", aGateway("a", "ExpressRoute", "ErGw1AZ"))) // of the other type
		must(t, s.Put(provider+"virtualNetworkGateways/h", aGateway("b", "Vpn", "VpnGw1AZ")))         // of another network
		return s, func(s *Store) error {
			return s.Put(provider+"virtualNetworkGateways/i", aGateway("a", "Vpn", "VpnGw1AZ"))
		}
	},
	"gateway that stands alone": func(t *testing.T) (*Store, last) {
		s := base(t)
		must(t, s.Put(provider+"virtualNetworkGateways/g", aGateway("a", "Vpn", "Basic")))
		must(t, s.Put(provider+"virtualNetworkGateways/g", aGateway("a", "Vpn", "Basic"))) // the same again
		must(t, s.Put(provider+"virtualNetworkGateways/h", aGateway("b", "Vpn", "VpnGw1AZ")))
		must(t, s.Put(provider+"virtualNetworkGateways/i", aGateway("b", "ExpressRoute", "ErGw1AZ"))) // beside one that is no Basic
		return s, func(s *Store) error {
			return s.Put(provider+"virtualNetworkGateways/e", aGateway("a", "ExpressRoute", "ErGw1AZ"))
		}
	},
	"two gateways in a small GatewaySubnet": func(t *testing.T) (*Store, last) {
		s := base(t)
		must(t, s.Put(provider+"virtualNetworks/c/subnets/GatewaySubnet", aSubnet("GatewaySubnet", "10.2.0.0/28")))
		must(t, s.Put(provider+"virtualNetworkGateways/g", aGateway("c", "ExpressRoute", "ErGw1AZ")))
		return s, func(s *Store) error {
			return s.Put(provider+"virtualNetworkGateways/h", aGateway("c", "Vpn", "VpnGw1AZ"))
		}
	},
	"connection beside another": func(t *testing.T) (*Store, last) {
		s := base(t)
		must(t, s.Put(provider+"virtualNetworkGateways/g", aGateway("a", "Vpn", "VpnGw1AZ")))
		must(t, s.Put(provider+"virtualNetworkGateways/h", aGateway("b", "Vpn", "VpnGw1AZ")))
		device := func(name, prefix string) {
			must(t, s.Put(provider+"localNetworkGateways/"+name, west(obj{"gatewayIpAddress": "203.0.113.10",
				"localNetworkAddressSpace": obj{"addressPrefixes": []any{prefix}}})))
		}
		device("one", "192.168.0.0/16")
		device("again", "192.168.0.0/16")
		device("other", "172.16.0.0/16") // behind the same public address
		to := func(gateway, site string) obj {
			return west(obj{"connectionType": "IPsec", "virtualNetworkGateway1": ref("virtualNetworkGateways/" + gateway),
				"localNetworkGateway2": ref("localNetworkGateways/" + site)})
		}
		must(t, s.Put(provider+"connections/c", to("g", "one")))
		must(t, s.Put(provider+"connections/c", to("g", "one"))) // the same again
		must(t, s.Put(provider+"connections/d", to("h", "one")))
		must(t, s.Put(provider+"connections/e", to("g", "other")))
		return s, func(s *Store) error { return s.Put(provider+"connections/f", to("g", "again")) }
	},
	"VPN connection beside another in a hub": func(t *testing.T) (*Store, last) {
		s := hubWith(t)
		must(t, s.Put(provider+"vpnSites/s", west(obj{"virtualWan": ref("virtualWans/w")})))
		must(t, s.Put(provider+"vpnGateways/v", west(obj{"virtualHub": ref("virtualHubs/h")})))
		to := obj{"properties": obj{"remoteVpnSite": ref("vpnSites/s")}}
		must(t, s.Put(provider+"vpnGateways/v/vpnConnections/c", clone(to)))
		must(t, s.Put(provider+"vpnGateways/v/vpnConnections/c", clone(to)))
		return s, func(s *Store) error { return s.Put(provider+"vpnGateways/v/vpnConnections/d", clone(to)) }
	},
	"ExpressRoute connection beside another in a hub": func(t *testing.T) (*Store, last) {
		s := hubWith(t)
		must(t, s.Put(provider+"expressRouteGateways/e", west(obj{"virtualHub": ref("virtualHubs/h")})))
		to := obj{"properties": obj{"expressRouteCircuitPeering": ref("expressRouteCircuits/x/peerings/AzurePrivatePeering")}}
		must(t, s.Exists(provider+"expressRouteCircuits/x", west(obj{"peerings": []any{obj{"name": "AzurePrivatePeering"}}})))
		must(t, s.Put(provider+"expressRouteGateways/e/expressRouteConnections/c", clone(to)))
		return s, func(s *Store) error {
			return s.Put(provider+"expressRouteGateways/e/expressRouteConnections/d", clone(to))
		}
	},
	"firewall beside another": func(t *testing.T) (*Store, last) {
		s := base(t)
		must(t, s.Put(provider+"azureFirewalls/f", aFirewall("Standard")))
		must(t, s.Put(provider+"azureFirewalls/f", aFirewall("Standard"))) // the same again
		return s, func(s *Store) error { return s.Put(provider+"azureFirewalls/g", aFirewall("Standard")) }
	},
	"firewall beside another in a hub":     besideInHub("azureFirewalls"),
	"VPN gateway beside another":           besideInHub("vpnGateways"),
	"ExpressRoute gateway beside another":  besideInHub("expressRouteGateways"),
	"point-to-site gateway beside another": besideInHub("p2sVpnGateways"),
	"routing intent beside another": func(t *testing.T) (*Store, last) {
		s := securedHub(t)
		must(t, intent(s))
		return s, func(s *Store) error {
			return s.Put(provider+"virtualHubs/h/routingIntent/j", obj{"properties": obj{"routingPolicies": []any{
				obj{"name": "Private", "destinations": []any{"PrivateTraffic"}, "nextHop": provider + "azureFirewalls/f"}}}})
		}
	},
	"Bastion beside another": func(t *testing.T) (*Store, last) {
		s := base(t)
		must(t, s.Put(provider+"virtualNetworks/c/subnets/AzureBastionSubnet", aSubnet("AzureBastionSubnet", "10.2.0.0/26")))
		bastion := func(s *Store, name string) error {
			return s.Put(provider+"bastionHosts/"+name, west(obj{"ipConfigurations": []any{obj{"name": "ip", "properties": obj{
				"subnet": ref("virtualNetworks/c/subnets/AzureBastionSubnet")}}}}))
		}
		must(t, bastion(s, "x"))
		must(t, s.Put(provider+"bastionHosts/developer", west(obj{"virtualNetwork": ref("virtualNetworks/c")})))
		return s, func(s *Store) error { return bastion(s, "y") }
	},
	"Route Server beside another": func(t *testing.T) (*Store, last) {
		s := base(t)
		must(t, s.Put(provider+"virtualNetworks/c/subnets/RouteServerSubnet", aSubnet("RouteServerSubnet", "10.2.0.0/26")))
		server := func(s *Store, name string) error {
			if err := s.Put(provider+"virtualHubs/"+name, west(obj{"sku": "Standard"})); err != nil {
				return err
			}
			return s.Put(provider+"virtualHubs/"+name+"/ipConfigurations/ip", obj{"properties": obj{"subnet": ref("virtualNetworks/c/subnets/RouteServerSubnet")}})
		}
		must(t, server(s, "x"))
		return s, func(s *Store) error { return server(s, "y") }
	},
}

// resized is a gateway that takes some sizes, one after the other, and the write of one that it does not take after the last of these.
func resized(kind, refused string, taken ...string) func(t *testing.T) (*Store, last) {
	return func(t *testing.T) (*Store, last) {
		s := base(t)
		for _, sku := range taken {
			must(t, s.Put(provider+"virtualNetworkGateways/g", aGateway("a", kind, sku)))
		}
		return s, func(s *Store) error {
			return s.Put(provider+"virtualNetworkGateways/g", aGateway("a", kind, refused))
		}
	}
}

func TestWhichSizesAGatewayTakes(t *testing.T) {
	for _, c := range []struct {
		kind, was string
		taken     []string
		refused   []string
	}{
		{"Vpn", "Basic", nil, []string{"VpnGw1", "VpnGw1AZ", "Standard"}},
		{"Vpn", "Standard", []string{"HighPerformance"}, []string{"Basic", "VpnGw1", "VpnGw1AZ"}},
		{"Vpn", "VpnGw2", []string{"VpnGw3", "VpnGw2AZ", "VpnGw5AZ"}, []string{"VpnGw1", "VpnGw1AZ", "Basic", "Standard"}},
		{"Vpn", "VpnGw2AZ", []string{"VpnGw3AZ", "VpnGw5AZ"}, []string{"VpnGw1AZ", "VpnGw2", "VpnGw3", "Basic"}},
		{"ExpressRoute", "Standard", []string{"HighPerformance", "UltraPerformance"}, []string{"ErGw1AZ", "ErGwScale"}},
		{"ExpressRoute", "HighPerformance", []string{"Standard", "UltraPerformance"}, []string{"ErGw2AZ"}},
		{"ExpressRoute", "UltraPerformance", nil, []string{"Standard", "HighPerformance", "ErGw3AZ"}},
		{"ExpressRoute", "ErGw1AZ", []string{"ErGw2AZ", "ErGw3AZ", "ErGwScale"}, []string{"Standard"}},
		{"ExpressRoute", "ErGw2AZ", []string{"ErGw1AZ", "ErGw3AZ", "ErGwScale"}, []string{"HighPerformance"}},
		{"ExpressRoute", "ErGw3AZ", []string{"ErGwScale"}, []string{"ErGw1AZ", "ErGw2AZ", "UltraPerformance"}},
		{"ExpressRoute", "ErGwScale", nil, []string{"ErGw1AZ", "ErGw3AZ", "Standard"}},
	} {
		s := base(t)
		must(t, s.Put(provider+"virtualNetworkGateways/g", aGateway("a", c.kind, c.was)))
		for _, sku := range append(c.taken, c.was) {
			require.NoErrorf(t, s.Clone().Put(provider+"virtualNetworkGateways/g", aGateway("a", c.kind, sku)), "%s to %s", c.was, sku)
		}
		for _, sku := range c.refused {
			require.Errorf(t, s.Clone().Put(provider+"virtualNetworkGateways/g", aGateway("a", c.kind, sku)), "%s to %s", c.was, sku)
		}
	}
}

// besideInHub is a virtual hub with one resource of a type, beside one of another hub, and the write of a second one.
func besideInHub(kind string) func(t *testing.T) (*Store, last) {
	put := func(s *Store, name, hub string) error {
		return s.Put(provider+kind+"/"+name, with(west(obj{"virtualHub": ref("virtualHubs/" + hub)}), "sku", obj{"name": "AZFW_Hub"}))
	}
	return func(t *testing.T) (*Store, last) {
		s := hubWith(t)
		must(t, s.Put(provider+"virtualHubs/i", west(obj{"virtualWan": ref("virtualWans/w"), "addressPrefix": "10.101.0.0/23"})))
		must(t, put(s, "x", "h"))
		must(t, put(s, "y", "i"))
		must(t, put(s, "x", "h")) // the same again
		return s, func(s *Store) error { return put(s, "z", "h") }
	}
}

func connect(s *Store, hub, network string) error {
	return s.Put(provider+"virtualHubs/"+hub+"/hubVirtualNetworkConnections/"+network, obj{"properties": obj{"remoteVirtualNetwork": ref("virtualNetworks/" + network)}})
}

func intent(s *Store) error {
	return s.Put(provider+"virtualHubs/h/routingIntent/i", obj{"properties": obj{"routingPolicies": []any{
		obj{"name": "Internet", "destinations": []any{"Internet"}, "nextHop": provider + "azureFirewalls/f"}}}})
}

func securedHub(t *testing.T) *Store {
	t.Helper()
	s := hubWith(t)
	must(t, s.Put(provider+"azureFirewalls/f", west(obj{"sku": obj{"name": "AZFW_Hub", "tier": "Standard"}, "virtualHub": ref("virtualHubs/h"),
		"hubIPAddresses": obj{"publicIPs": obj{"count": float64(1)}}})))
	return s
}

func byVersion(s *Store, id string, body obj, version string) error {
	p, _ := parsePlace(id)
	if _, refusal := s.put(p, body, call{api: version}); refusal != nil {
		return refusal
	}
	return nil
}

// Each rule refuses its write, and without the rule the write passes: so it is the rule that refuses, and not another.
func TestEachRuleRefusesWhatNothingElseDoes(t *testing.T) {
	scenarios := maps.Clone(scenarios)
	maps.Copy(scenarios, scenariosOfMiddles)
	for i := range Rules {
		rule := &Rules[i]
		build := scenarios[rule.Name]
		if build == nil {
			t.Errorf("rule %q has no scenario", rule.Name)
			continue
		}
		s, do := build(t)
		var refusal *Refusal
		require.Truef(t, errors.As(do(s), &refusal), "%s: it is not refused", rule.Name)
		require.Equal(t, cmp.Or(rule.Code, "BadRequest"), refusal.Code, rule.Name)
		require.Equal(t, rule.Source, refusal.Source, rule.Name)
		require.NotContains(t, refusal.Message, "%!", rule.Name)

		s, do = build(t)
		s.tables = tablesWithout([]string{ruleName(rule)})
		require.NoErrorf(t, do(s), "%s: taken out, and something else refuses", rule.Name)
	}
	require.Len(t, scenarios, len(Rules))
}

// What the table of types says is refused is refused by a rule, or by what holds a resource while it is written.
func TestEachRefusalOfTheTableIsARule(t *testing.T) {
	held := map[string]string{ // by what a type locks
		"AnotherOperationInProgress": "TestAWriteOnWhatAnotherHoldsIsRefused", "FirewallPolicyUpdateFailed": "the policy is held: AnotherOperationInProgress",
		"HubBgpConnectionParentHubMustHaveProvisionedRoutingState": ""}
	byType := map[string]int{}
	for _, r := range Rules {
		byType[r.Type]++
	}
	for _, kind := range azure.Types {
		for _, b := range kind.Behaviors {
			if b.Effect != azure.Refused {
				continue
			}
			if _, ok := held[b.Code]; ok {
				continue
			}
			if kind.Name == azure.TypeLoadBalancer { // a frontend that a rule of the same write names is a reference to nothing
				continue
			}
			require.NotZerof(t, byType[kind.Name], "%s: %s %s is in the table, and no rule refuses it", kind.Name, b.Path, b.Note)
		}
	}
}

// Of two networks Azure has one peering in each direction, of all subnets or of some: by another name it is a second one, which
// goes in once the first is deleted.
func TestOnePeeringToANetwork(t *testing.T) {
	t.Parallel()
	s := base(t)
	halves(t, s, "b", "c")
	for _, to := range []struct{ from, remote string }{{"b", "c"}, {"c", "b"}} {
		id := provider + "virtualNetworks/" + to.from + "/virtualNetworkPeerings/again"
		old := provider + "virtualNetworks/" + to.from + "/virtualNetworkPeerings/to-" + to.remote
		some := aHalf(to.remote)
		properties(some)["peerCompleteVnets"] = false
		for _, half := range []obj{aHalf(to.remote), some} {
			var r *Refusal
			require.ErrorAs(t, s.Put(id, half), &r)
			require.Equal(t, "AnotherPeeringAlreadyReferencesRemoteVnet", r.Code)
			require.Equal(t, old, r.InTheWay)
		}
		must(t, s.Put(old, aHalf(to.remote))) // the same again is no second one
	}
	for _, id := range []string{"b/virtualNetworkPeerings/to-c", "c/virtualNetworkPeerings/to-b"} {
		must(t, s.Delete(provider+"virtualNetworks/"+id))
	}
	must(t, s.Put(provider+"virtualNetworks/b/virtualNetworkPeerings/again", aHalf("c")))
	must(t, s.Put(provider+"virtualNetworks/c/virtualNetworkPeerings/again", aHalf("b")))
}
