package golden_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/rehearsal"
)

func marshalled(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// specialTrials are mutants of rules about more than one path: what must exist, be up or fit together, and what is secret.
var specialTrials = map[string]func(g *ground) []trial{
	"routeTables properties.routes: interrupts": func(g *ground) []trial {
		var out []trial
		for _, r := range g.of(azure.TypeRouteTable) {
			out = append(out, trial{what: briefly(r.ID) + ": a route more, to an address where nothing answers", ask: func(s *rehearsal.Store) string {
				body := copied(r.Body).(object)
				adds("routes", object{"name": "more", "properties": object{"addressPrefix": "198.51.100.0/24", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "192.0.2.1"}})(body)
				return said(s, r.ID, body, "", azure.Interrupts)
			}})
		}
		return out
	},
	"vpnGateways/vpnConnections properties.vpnLinkConnections[].properties.sharedKey: interrupts": func(g *ground) []trial {
		var out []trial
		for _, r := range g.of(azure.TypeHubVPNConnection) {
			out = append(out, trial{what: briefly(r.ID) + ": with another key", ask: func(s *rehearsal.Store) string {
				body := copied(r.Body).(object)
				for _, link := range itemsOf(body, "vpnLinkConnections") {
					bodyProperties(link.(object))["sharedKey"] = "another"
				}
				if found := said(s, r.ID, body, "", azure.Interrupts); strings.Contains(found, "until the other end has it too") { // any change of a link may drop its tunnel
					return found
				}
				return ""
			}})
		}
		return out
	},
	"networkSecurityGroups: two rules at one priority": eachOutput(azure.TypeSecurityGroup, "a rule more, at the priority of another", nil, func(_ *ground, b object) bool {
		for _, r := range itemsOf(b, "securityRules") {
			p := bodyProperties(r.(object))
			return adds("securityRules", object{"name": "more", "properties": object{"priority": p["priority"], "direction": p["direction"], "access": "Deny", "protocol": "*",
				"sourcePortRange": "*", "sourceAddressPrefix": "192.0.2.0/24", "destinationPortRange": "*", "destinationAddressPrefix": "*"}})(b)
		}
		return false
	}),
	"routeTables: two routes for one prefix": eachOutput(azure.TypeRouteTable, "a route more, for the prefix of another", nil, func(_ *ground, b object) bool {
		for _, r := range itemsOf(b, "routes") {
			return adds("routes", object{"name": "more", "properties": object{"addressPrefix": bodyProperties(r.(object))["addressPrefix"], "nextHopType": "None"}})(b)
		}
		return false
	}),
	"virtualNetworks: subnet left out": eachOutput(azure.TypeVirtualNetwork, "without GatewaySubnet", nil, func(_ *ground, b object) bool {
		list := itemsOf(b, "subnets")
		bodyProperties(b)["subnets"] = slices.DeleteFunc(list, func(s any) bool { return s.(object)["name"] == "GatewaySubnet" })
		return len(itemsOf(b, "subnets")) < len(list)
	}),
	"virtualNetworks: subnet outside": eachOutput(azure.TypeVirtualNetwork, "a subnet more, outside of the address space", nil, func(_ *ground, b object) bool {
		return adds("subnets", object{"name": "more", "properties": object{"addressPrefix": "192.0.2.0/26"}})(b)
	}),
	"virtualNetworks: subnets overlap": eachOutput(azure.TypeVirtualNetwork, "a subnet more, of the prefix of another", nil, func(_ *ground, b object) bool {
		for _, s := range itemsOf(b, "subnets") {
			if prefix := bodyProperties(s.(object))["addressPrefix"]; prefix != nil {
				return adds("subnets", object{"name": "more", "properties": object{"addressPrefix": prefix}})(b)
			}
		}
		return false
	}),
	"virtualNetworks: security group on GatewaySubnet": eachOutput(azure.TypeVirtualNetwork, "a security group on GatewaySubnet", nil, func(g *ground, b object) bool {
		groups := g.of(azure.TypeSecurityGroup)
		for _, s := range itemsOf(b, "subnets") {
			if s := s.(object); s["name"] == "GatewaySubnet" && len(groups) > 0 {
				bodyProperties(s)["networkSecurityGroup"] = object{"id": groups[0].ID}
				return true
			}
		}
		return false
	}),
	"virtualNetworks: address space by an old version": func(g *ground) []trial {
		var out []trial
		for _, r := range g.of(azure.TypeVirtualNetwork) {
			out = append(out, trial{what: briefly(r.ID) + ": a prefix more, by API version 2020-11-01", ask: func(s *rehearsal.Store) string {
				body := copied(r.Body).(object)
				moreSpace(false)(body)
				return said(s, r.ID, body, "2020-11-01", azure.Refused)
			}})
		}
		return out
	},
	"virtualNetworks: address space overlaps a peer": func(g *ground) []trial {
		return eachOutput(azure.TypeVirtualNetwork, "the address space of a peer too", nil, func(g *ground, b object) bool {
			own, _ := bodyProperties(b)["addressSpace"].(object)
			for _, other := range g.of(azure.TypeVirtualNetwork) {
				space, _ := bodyProperties(other.Body.(object))["addressSpace"].(object)
				if list, _ := space["addressPrefixes"].([]any); len(list) > 0 && marshalled(space) != marshalled(own) {
					own["addressPrefixes"] = append(own["addressPrefixes"].([]any), list...)
					return true
				}
			}
			return false
		})(g)
	},
	"virtualNetworks/virtualNetworkPeerings: peers overlap": eachPeering("peered with a network made by hand that overlaps",
		func(g *ground, s *rehearsal.Store, r engineResource) error {
			return copyNetwork(s, parentID(r.ID), "by-hand")
		},
		func(g *ground, r engineResource) (string, object) {
			return parentID(r.ID) + "/virtualNetworkPeerings/more", object{"properties": object{"remoteVirtualNetwork": object{"id": parentID(r.ID) + "by-hand"}}}
		}),
	"virtualNetworks/virtualNetworkPeerings: peer overlaps another peer": eachPeering("peered with a network made by hand that overlaps another peer",
		func(g *ground, s *rehearsal.Store, r engineResource) error {
			return copyNetwork(s, remoteID(r), "by-hand")
		},
		func(g *ground, r engineResource) (string, object) {
			return remoteID(r) + "by-hand/virtualNetworkPeerings/more", object{"properties": object{"remoteVirtualNetwork": object{"id": parentID(r.ID)}}}
		}),
	"virtualNetworks/virtualNetworkPeerings: peering beside another": eachPeering("by another name beside it", nil,
		func(_ *ground, r engineResource) (string, object) { return r.ID + "-again", copied(r.Body).(object) }),
	"virtualNetworks/virtualNetworkPeerings: peering beside a network manager's": managedByHand,
	"virtualNetworks/virtualNetworkPeerings: other half disconnected": eachPeering("after somebody has deleted it",
		func(g *ground, s *rehearsal.Store, r engineResource) error { return s.Delete(r.ID) }, asItIs),
	"virtualNetworks/virtualNetworkPeerings: remote network without a gateway": eachPeering("with useRemoteGateways, after transit is allowed by hand",
		func(g *ground, s *rehearsal.Store, r engineResource) error { return setTransit(g, s, r, true) },
		func(g *ground, r engineResource) (string, object) { return r.ID, flagged(r, "useRemoteGateways", true) }),
	"virtualNetworks/virtualNetworkPeerings: gateway transit not allowed": eachPeering("with useRemoteGateways, after transit is taken away by hand",
		func(g *ground, s *rehearsal.Store, r engineResource) error {
			if bodyProperties(r.Body.(object))["useRemoteGateways"] != true {
				return errNone
			}
			if err := s.Put(r.ID, flagged(r, "useRemoteGateways", false)); err != nil {
				return err
			}
			return setTransit(g, s, r, false)
		}, asItIs),
	"virtualNetworks/virtualNetworkPeerings: gateway transit withdrawn": eachPeering("without allowGatewayTransit", nil,
		func(g *ground, r engineResource) (string, object) {
			return r.ID, flagged(r, "allowGatewayTransit", false)
		}),
	"virtualNetworks/virtualNetworkPeerings: second gateway": eachPeering("with useRemoteGateways, after it is taken away and a gateway is made by hand in its own network",
		func(g *ground, s *rehearsal.Store, r engineResource) error {
			if bodyProperties(r.Body.(object))["useRemoteGateways"] != true {
				return errNone
			}
			if err := s.Edit(r.ID, func(b object) { bodyProperties(b)["useRemoteGateways"] = false }); err != nil {
				return err
			}
			return gatewayByHand(g, s, parentID(r.ID))
		}, asItIs),

	"azureFirewalls: policy of a higher tier": eachOutput(azure.TypeFirewall, "with a policy of a higher tier", putPolicy("Premium", "", ""), func(g *ground, b object) bool {
		bodyProperties(b)["firewallPolicy"] = object{"id": policyByHand(g)}
		sku, _ := bodyProperties(b)["sku"].(object)
		return sku["tier"] == "Standard"
	}),
	"firewallPolicies: threat intelligence less strict than in the base policy": eachOutput(azure.TypeFirewallPolicy, "alerts, below a base policy that denies",
		putPolicy("Standard", "Deny", ""), func(g *ground, b object) bool {
			bodyProperties(b)["basePolicy"], bodyProperties(b)["threatIntelMode"] = object{"id": policyByHand(g)}, "Alert"
			return true
		}),
	"firewallPolicies: base policy of another location": eachOutput(azure.TypeFirewallPolicy, "below a base policy of another location",
		putPolicy("Standard", "", "australiaeast"), func(g *ground, b object) bool {
			bodyProperties(b)["basePolicy"] = object{"id": policyByHand(g)}
			return true
		}),
	"azureFirewalls: management address added": eachOutput(azure.TypeFirewall, "with a management address", nil, func(_ *ground, b object) bool {
		configs := itemsOf(b, "ipConfigurations")
		if len(configs) == 0 || bodyProperties(b)["managementIpConfiguration"] != nil {
			return false
		}
		bodyProperties(b)["managementIpConfiguration"] = copied(configs[0])
		return true
	}),
	"azureFirewalls: default route of AzureFirewallSubnet": func(g *ground) []trial {
		return eachOutput(azure.TypeFirewall, "as it is, after a default route to the gateways by hand", func(g *ground, s *rehearsal.Store) error {
			return defaultRouteByHand(g, s, "AzureFirewallSubnet")
		}, func(*ground, object) bool { return true })(g)
	},

	"virtualNetworkGateways: series of a VPN gateway":         eachOutput(azure.TypeGateway, "of another series", nil, gatewaySKU("Vpn", "VpnGw3")),
	"virtualNetworkGateways: smaller VPN gateway":             eachOutput(azure.TypeGateway, "of a smaller size", nil, gatewaySKU("Vpn", "VpnGw1AZ")),
	"virtualNetworkGateways: size of an ExpressRoute gateway": eachOutput(azure.TypeGateway, "of another series", nil, gatewaySKU("ExpressRoute", "UltraPerformance")),
	"virtualNetworkGateways: NAT rule left out": eachOutput(azure.TypeGateway, "as it is, after a NAT rule by hand that a connection uses", func(g *ground, s *rehearsal.Store) error {
		for _, c := range g.of(azure.TypeConnection) {
			gateway, _ := bodyProperties(c.Body.(object))["virtualNetworkGateway1"].(object)
			id, _ := gateway["id"].(string)
			if id == "" {
				continue
			}
			if err := s.Edit(id, func(b object) {
				bodyProperties(b)["natRules"] = []any{object{"name": "by-hand", "properties": object{}}}
			}); err != nil {
				return err
			}
			return s.Edit(c.ID, func(b object) { bodyProperties(b)["egressNatRules"] = []any{object{"id": id + "/natRules/by-hand"}} })
		}
		return errNone
	}, func(*ground, object) bool { return true }),
	"virtualNetworkGateways: default route at an ExpressRoute gateway": eachOutput(azure.TypeGateway, "made again, after a default route by hand", func(g *ground, s *rehearsal.Store) error {
		for _, kind := range []string{azure.TypePeering, azure.TypeConnection, azure.TypeGateway} {
			for _, r := range g.of(kind) {
				if err := s.Delete(r.ID); err != nil {
					return err
				}
			}
		}
		return defaultRouteByHand(g, s, "GatewaySubnet")
	}, func(_ *ground, b object) bool { return bodyProperties(b)["gatewayType"] == "ExpressRoute" }),
	"expressRouteCircuits: bandwidth down": eachOutput(azure.TypeCircuit, "of a lower bandwidth", nil, func(_ *ground, b object) bool {
		provider, _ := bodyProperties(b)["serviceProviderProperties"].(object)
		if provider == nil {
			return false
		}
		provider["bandwidthInMbps"] = 10.0
		return true
	}),
	"virtualWans: virtual WAN to Basic":                             eachOutput(azure.TypeVirtualWAN, "Basic", nil, func(_ *ground, b object) bool { bodyProperties(b)["type"] = "Basic"; return true }),
	"virtualHubs/hubVirtualNetworkConnections: hub not provisioned": func(g *ground) []trial { return whileProvisioning(g) },
	"virtualHubs properties.routingState: ready":                    func(g *ground) []trial { return whileProvisioning(g) },
	"virtualHubs/hubVirtualNetworkConnections: network at another hub": func(g *ground) []trial {
		var out []trial
		for _, r := range g.of(azure.TypeHubConnection) {
			for _, hub := range g.of(azure.TypeVirtualHub) {
				if strings.EqualFold(hub.ID, parentID(r.ID)) {
					continue
				}
				out = append(out, trial{what: briefly(r.ID) + ": at another hub too", ask: func(s *rehearsal.Store) string {
					body := object{"properties": object{"remoteVirtualNetwork": bodyProperties(r.Body.(object))["remoteVirtualNetwork"]}}
					return said(s, hub.ID+"/hubVirtualNetworkConnections/more", body, "", azure.Refused)
				}})
			}
		}
		return out
	},
	"virtualHubs/hubVirtualNetworkConnections: network with a gateway at a hub": func(g *ground) []trial {
		var out []trial
		for _, r := range g.of(azure.TypeHubConnection) {
			remote, _ := bodyProperties(r.Body.(object))["remoteVirtualNetwork"].(object)
			network, _ := remote["id"].(string)
			out = append(out, trial{what: briefly(r.ID) + ": as it is, after it is deleted and a gateway is made by hand in its network",
				before: func(s *rehearsal.Store) error {
					if err := s.Delete(r.ID); err != nil {
						return err
					}
					return gatewayByHand(g, s, network)
				},
				ask: func(s *rehearsal.Store) string { return said(s, r.ID, copied(r.Body).(object), "", azure.Refused) }})
		}
		return out
	},
	"virtualHubs/routingIntent: routing intent without a firewall": eachOutput(azure.TypeRoutingIntent, "to a firewall of another hub", nil, func(g *ground, b object) bool {
		for _, p := range itemsOf(b, "routingPolicies") {
			for _, f := range g.of(azure.TypeFirewall) {
				if hop := p.(object)["nextHop"].(string); !strings.EqualFold(f.ID, hop) {
					p.(object)["nextHop"] = f.ID
					return true
				}
			}
		}
		return false
	}),
	"virtualHubs/routingIntent: routing intent beside route tables": eachOutput(azure.TypeRoutingIntent, "made again, after a route table by hand in the hub", func(g *ground, s *rehearsal.Store) error {
		if err := withoutIntents(g, s); err != nil {
			return err
		}
		return eachHub(g, func(id string) error { return s.Put(id+"/hubRouteTables/by-hand", object{"properties": object{}}) })
	}, func(*ground, object) bool { return true }),
	"virtualHubs/routingIntent: routing intent beside static routes": eachOutput(azure.TypeRoutingIntent, "made again, after a static route by hand", func(g *ground, s *rehearsal.Store) error {
		if err := withoutIntents(g, s); err != nil {
			return err
		}
		for _, c := range g.of(azure.TypeHubConnection) {
			if err := s.Edit(parentID(c.ID)+"/hubRouteTables/defaultRouteTable", func(b object) {
				bodyProperties(b)["routes"] = []any{object{"name": "by-hand", "destinations": []any{"192.0.2.0/24"}, "nextHop": c.ID}}
			}); err != nil {
				return err
			}
		}
		return nil
	}, func(*ground, object) bool { return true }),
	"virtualHubs/hubRouteTables: route table beside routing intent": func(g *ground) []trial {
		var out []trial
		for _, r := range g.of(azure.TypeRoutingIntent) {
			out = append(out, trial{what: briefly(r.ID) + ": a route table by hand in its hub", ask: func(s *rehearsal.Store) string {
				return said(s, parentID(r.ID)+"/hubRouteTables/by-hand", object{"properties": object{}}, "", azure.Refused)
			}})
		}
		return out
	},
	"virtualHubs/hubRouteTables: static route beside routing intent": func(g *ground) []trial {
		var out []trial
		for _, r := range g.of(azure.TypeRoutingIntent) {
			for _, c := range g.of(azure.TypeHubConnection) {
				if !strings.EqualFold(parentID(c.ID), parentID(r.ID)) {
					continue
				}
				out = append(out, trial{what: briefly(r.ID) + ": a static route by hand in the default table of its hub", ask: func(s *rehearsal.Store) string {
					return said(s, parentID(r.ID)+"/hubRouteTables/defaultRouteTable", object{"properties": object{"labels": []any{"default"}, "routes": []any{
						object{"name": "by-hand", "destinationType": "CIDR", "destinations": []any{"192.0.2.0/24"}, "nextHopType": "ResourceId", "nextHop": c.ID}}}}, "", azure.Refused)
				}})
			}
		}
		return out
	},
	"vpnSites: link of a site left out": eachOutput(azure.TypeHubSite, "without links", nil, func(_ *ground, b object) bool {
		had := len(itemsOf(b, "vpnSiteLinks")) > 0
		bodyProperties(b)["vpnSiteLinks"] = []any{}
		return had
	}),
	"ipGroups: IP group beside many": func(g *ground) []trial {
		var out []trial
		for _, rules := range g.of(azure.TypeRuleCollectionGroup) {
			for _, own := range g.of(azure.TypeIPGroup) {
				if strings.Contains(marshalled(rules.Body), own.ID) {
					out = append(out, besideGroups(rules, own))
				}
			}
		}
		return out
	},

	"natGateways: not deleted while in use": func(g *ground) []trial {
		var out []trial
		for _, r := range g.of(azure.TypeVirtualNetwork) {
			id := siblingID(r.ID, "natGateways", "by-hand")
			out = append(out, trial{what: briefly(r.ID) + ": after a NAT gateway by hand on a subnet, which is deleted", before: func(s *rehearsal.Store) error {
				if err := s.Put(id, object{"location": r.Body.(object)["location"], "properties": object{}}); err != nil {
					return err
				}
				return s.Edit(r.ID, func(b object) {
					firstOf("subnets", func(p object) bool { p["natGateway"] = object{"id": id}; return true })(b)
				})
			}, ask: func(s *rehearsal.Store) string { return refusedCode(s.Delete(id)) }})
		}
		return out
	},
	"virtualNetworks/virtualNetworkPeerings properties.peeringState: mended": eachPeering("and then the other half, which somebody has deleted", func(g *ground, s *rehearsal.Store, r engineResource) error {
		return s.Delete(mirrorOf(g, r).ID)
	}, nil),
	"virtualNetworks/virtualNetworkPeerings properties.peeringSyncLevel: synchronized": func(g *ground) []trial {
		var out []trial
		for _, r := range g.of(azure.TypePeering) {
			out = append(out, trial{what: briefly(r.ID) + ": synchronized, after a prefix more by hand", before: func(s *rehearsal.Store) error {
				return s.Edit(remoteID(r), func(b object) { moreSpace(false)(b) })
			}, ask: func(s *rehearsal.Store) string {
				if err := s.Synchronize(r.ID); err != nil {
					return err.Error()
				}
				half, _ := s.Get(r.ID)
				if level := bodyProperties(half)["peeringSyncLevel"]; level != "FullyInSync" {
					return level.(string)
				}
				return ""
			}})
		}
		return out
	},
	"firewallPolicies properties.dnsSettings.enableProxy: default": func(g *ground) []trial {
		var out []trial
		for _, r := range g.of(azure.TypeFirewallPolicy) {
			body := copied(r.Body).(object)
			bodyProperties(body)["dnsSettings"] = object{"servers": []any{"192.0.2.53"}}
			out = append(out, trial{what: briefly(r.ID) + ": with DNS servers, and so by hand",
				before: func(s *rehearsal.Store) error { return s.Put(r.ID, body) },
				ask:    func(s *rehearsal.Store) string { return said(s, r.ID, body, "", azure.Defaults) }})
		}
		return out
	},
	"connections properties.sharedKey: secret": eachKey("with its key", nil, keyAfter),
	"connections properties.sharedKey: ignored": eachKey("with another key", nil, func(s *rehearsal.Store, r engineResource, b object) string {
		bodyProperties(b)["sharedKey"] = "another"
		return keyAfter(s, r, b)
	}),
	"connections properties.sharedKey: kept when left out": eachKey("without its key", nil, func(s *rehearsal.Store, r engineResource, b object) string {
		delete(bodyProperties(b), "sharedKey")
		return keyAfter(s, r, b)
	}),
	"connections properties.sharedKey: set apart": eachKey("its key by /sharedkey", nil, func(s *rehearsal.Store, r engineResource, _ object) string {
		if code := asked(s, http.MethodPut, r.ID+"/sharedkey", object{"value": "another"}); code != "" {
			return code
		}
		if key, _ := s.Secret(r.ID, "properties.sharedKey"); key != "another" {
			return "the key is as before"
		}
		return ""
	}),
}
