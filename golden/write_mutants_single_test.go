package golden_test

import (
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/rehearsal"
)

// singleTrials are mutants of the rules by which Azure takes one resource of a kind in one place.
var singleTrials = map[string]func(g *ground) []trial{
	"virtualNetworkGateways: gateway beside another":                        second(azure.TypeGateway),
	"virtualNetworkGateways: gateway that stands alone":                     besideGateway("Basic", "192.0.2.0/26"),
	"virtualNetworkGateways: two gateways in a small GatewaySubnet":         besideGateway("VpnGw1AZ", "192.0.2.0/28"),
	"connections: connection beside another":                                second(azure.TypeConnection),
	"vpnGateways: VPN connection beside another in a hub":                   secondIn(azure.TypeHubVPNGateway, "connections"),
	"expressRouteGateways: ExpressRoute connection beside another in a hub": secondIn(azure.TypeHubERGateway, "expressRouteConnections"),
	"azureFirewalls: firewall beside another":                               second(azure.TypeFirewall),
	"azureFirewalls: firewall beside another in a hub":                      second(azure.TypeFirewall),
	"vpnGateways: VPN gateway beside another":                               second(azure.TypeHubVPNGateway),
	"expressRouteGateways: ExpressRoute gateway beside another":             second(azure.TypeHubERGateway),
	"virtualHubs/routingIntent: routing intent beside another":              second(azure.TypeRoutingIntent),
	"p2sVpnGateways: point-to-site gateway beside another": twoByHand(azure.TypeVirtualHub, "p2sVpnGateways", func(r engineResource) object {
		return object{"virtualHub": object{"id": r.ID}}
	}),
	"bastionHosts: Bastion beside another": twoByHand(azure.TypeVirtualNetwork, "bastionHosts", func(r engineResource) object {
		return object{"ipConfigurations": []any{object{"name": "ip", "properties": object{"subnet": object{"id": r.ID + "/subnets/AzureBastionSubnet"}}}}}
	}),
	"virtualHubs/ipConfigurations: Route Server beside another": func(g *ground) []trial {
		var out []trial
		for _, r := range g.of(azure.TypeVirtualNetwork) {
			server := func(s *rehearsal.Store, name string) error {
				hub := siblingID(r.ID, "virtualHubs", name)
				if err := s.Put(hub, object{"location": r.Body.(object)["location"], "properties": object{"sku": "Standard"}}); err != nil {
					return err
				}
				return s.Put(hub+"/ipConfigurations/ip", object{"properties": object{"subnet": object{"id": r.ID + "/subnets/RouteServerSubnet"}}})
			}
			out = append(out, trial{what: briefly(r.ID) + ": a Route Server more, beside one by hand",
				before: func(s *rehearsal.Store) error {
					if err := s.Edit(r.ID, func(b object) {
						moreSpace(false)(b)
						adds("subnets", object{"name": "RouteServerSubnet", "properties": object{"addressPrefix": "192.0.2.0/26"}})(b)
					}); err != nil {
						return err
					}
					return server(s, "by-hand")
				},
				ask: func(s *rehearsal.Store) string { return refusedCode(server(s, "more")) }})
		}
		return out
	},
}

// second are mutants that make each output of a type once more, by another name.
func second(kind string) func(g *ground) []trial {
	return func(g *ground) []trial {
		var out []trial
		for _, r := range g.of(kind) {
			id := r.ID[:strings.LastIndexByte(r.ID, '/')] + "/more"
			out = append(out, trial{what: briefly(r.ID) + ": once more, by the name more",
				ask: func(s *rehearsal.Store) string { return said(s, id, copied(r.Body).(object), "", azure.Refused) }})
		}
		return out
	}
}

// twoByHand are mutants that make a resource beside one that was made by hand, each where an output of a type is.
func twoByHand(at, kind string, properties func(engineResource) object) func(g *ground) []trial {
	return func(g *ground) []trial {
		var out []trial
		for _, r := range g.of(at) {
			put := func(s *rehearsal.Store, name string) error {
				return s.Put(siblingID(r.ID, kind, name), object{"location": r.Body.(object)["location"], "properties": properties(r)})
			}
			out = append(out, trial{what: briefly(r.ID) + ": two of " + kind,
				before: func(s *rehearsal.Store) error { return put(s, "by-hand") },
				ask:    func(s *rehearsal.Store) string { return refusedCode(put(s, "more")) }})
		}
		return out
	}
}

// besideGateway are mutants that make a VPN gateway beside an ExpressRoute gateway by hand, in a network of its own.
func besideGateway(size, prefix string) func(g *ground) []trial {
	return func(g *ground) []trial {
		var out []trial
		for _, r := range g.of(azure.TypeVirtualNetwork) {
			put := func(s *rehearsal.Store, kind, sku string) error {
				return s.Put(siblingID(r.ID, "virtualNetworkGateways", kind), object{"location": r.Body.(object)["location"], "properties": object{
					"gatewayType": kind, "sku": object{"name": sku}, "ipConfigurations": []any{object{"name": "ip", "properties": object{
						"subnet": object{"id": siblingID(r.ID, "virtualNetworks", "by-hand") + "/subnets/GatewaySubnet"}}}}}})
			}
			out = append(out, trial{what: briefly(r.ID) + ": beside it a network with an ExpressRoute gateway, and then a VPN gateway " + size + " in " + prefix,
				before: func(s *rehearsal.Store) error {
					err := s.Put(siblingID(r.ID, "virtualNetworks", "by-hand"), object{"location": r.Body.(object)["location"], "properties": object{
						"addressSpace": object{"addressPrefixes": []any{"192.0.2.0/24"}},
						"subnets":      []any{object{"name": "GatewaySubnet", "properties": object{"addressPrefix": prefix}}}}})
					if err != nil {
						return err
					}
					return put(s, "ExpressRoute", "ErGw1AZ")
				},
				ask: func(s *rehearsal.Store) string { return refusedCode(put(s, "Vpn", size)) }})
		}
		return out
	}
}

// secondIn are mutants that give each gateway of a virtual hub a connection once more, by another name.
func secondIn(kind, list string) func(g *ground) []trial {
	return eachOutput(kind, "a connection once more, by the name more", nil, func(_ *ground, b object) bool {
		all, _ := bodyProperties(b)[list].([]any)
		if len(all) == 0 {
			return false
		}
		more := copied(all[0]).(object)
		more["name"] = "more"
		bodyProperties(b)[list] = append(all, more)
		return true
	})
}
