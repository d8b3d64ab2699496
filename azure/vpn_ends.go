package azure

// peeringAddress is an address of an instance of a gateway, which Azure gives it when it makes it. Both addresses of an instance are read
// from one entry of bgpPeeringAddresses: no order of instances is assumed that two gateways would have to share.
// Source: the REST API of VpnGateways and VirtualNetworkGateways, IPConfigurationBgpPeeringAddress.
func peeringAddress(gateway Reference, instance, which string) Read {
	return Read{Of: gateway, Path: Pattern("bgpSettings.bgpPeeringAddresses[" + instance + "]." + which + "[0]")}
}

// hubGateway is the VPN gateway of a virtual hub.
var hubGateway = Reference{Column: "hub", Type: TypeHubVPNGateway, Name: "vgw-{hub}", Elsewhere: true}

// HubInstances are the instances of the VPN gateways of virtual hubs as the VPN gateways of networks see them, by the addresses that Azure
// has given them.
var HubInstances = define(Table{
	Name: "hubInstances", One: "hubInstance", About: "Instances of the VPN gateways of virtual hubs as the VPN gateways of networks see them.", AtOnce: 1,
	Columns: []Column{{Name: "network"}, {Name: "hub"}, {Name: "instance", Kind: Integer, About: "Of the hub's gateway: 0 or 1."},
		{Name: "azureName"}, {Name: "location"}, {Name: "tags"}},
	Resources: []Resource{{Key: "localGateway", Type: TypeLocalGateway, Name: Name{"lgw-{network}-{hub}-{instance}", "azureName"},
		About: "Local network gateways.", Body: Fields{
			{"location", Location{}},
			{"tags", Tags{}},
			{"properties", Fields{
				{"gatewayIpAddress", peeringAddress(hubGateway, "{instance}", "tunnelIpAddresses")},
				{"localNetworkAddressSpace", Fields{{"addressPrefixes", Const{List{}}}}},
				{"bgpSettings", Fields{
					{"asn", Column{Name: "asn", Kind: Integer, About: "Of the virtual hub."}},
					{"bgpPeeringAddress", peeringAddress(hubGateway, "{instance}", "defaultBgpIpAddresses")},
				}},
			}},
		}}},
})

// networkGateway is the VPN gateway of a network.
var networkGateway = Reference{Column: "gateway", Type: TypeGateway, Name: "vgw-{name}", Elsewhere: true}

// gatewayLink is the link of a VPN site for an instance of the VPN gateway of a network.
func gatewayLink(instance string) Fields {
	return Fields{{"name", str("instance-" + instance)}, {"properties", Fields{
		{"ipAddress", peeringAddress(networkGateway, instance, "tunnelIpAddresses")},
		{"bgpProperties", Fields{
			{"asn", Column{Name: "asn", Kind: Integer, About: "Of the network's gateway."}},
			{"bgpPeeringAddress", peeringAddress(networkGateway, instance, "defaultBgpIpAddresses")},
		}},
	}}}
}

// GatewaySites are the VPN gateways of networks as virtual hubs see them, by the addresses that Azure has given them.
var GatewaySites = define(Table{
	Name: "gatewaySites", One: "gatewaySite", About: "VPN gateways of networks as virtual hubs see them.",
	Columns: []Column{{Name: "name"}, {Name: "azureName"}, {Name: "location"}, {Name: "tags"}, {Name: "wan"}, {Name: "asn"},
		{Name: "activeActive", Kind: FlagKind, Default: Bool(false), About: "The network's gateway has two instances, each with a link."}},
	Resources: []Resource{{Key: "site", Type: TypeHubSite, Name: Name{"vst-{name}", "azureName"}, About: "VPN sites.", Body: Fields{
		{"location", Location{}},
		{"tags", Tags{}},
		{"properties", Fields{
			{"virtualWan", id(Reference{Column: "wan", Type: TypeVirtualWAN, Name: "vwan-{wan}"})},
			{"addressSpace", Fields{{"addressPrefixes", Const{List{}}}}},
			{"vpnSiteLinks", Items{gatewayLink("0"), When{Has("activeActive"), gatewayLink("1")}}},
		}},
	}}},
})
