package azure

// VirtualWANs are virtual WANs, whose hubs reach each other.
var VirtualWANs = define(Table{
	Name: "virtualWans", One: "virtualWan", About: "Virtual WANs, whose hubs reach each other.",
	Columns: []Column{{Name: "name"}, {Name: "azureName"}, {Name: "location"}, {Name: "tags"}, {Name: "type"}, {Name: "branchToBranch"}},
	Resources: []Resource{{Key: "virtualWan", Type: TypeVirtualWAN, Name: Name{"vwan-{name}", "azureName"}, About: "Virtual WANs.", Body: Fields{
		{"location", Location{}},
		{"tags", Tags{}},
		{"properties", Fields{
			{"type", text("type").or(Str("Standard"))},
			{"allowBranchToBranchTraffic", Flag{Name: "branchToBranch", Default: true, About: "Sites reach each other through the hubs."}},
		}},
	}}},
})

// VirtualHubs are the hubs of virtual WANs, without what stands in them: Azure makes that later, one after the other.
var VirtualHubs = define(Table{
	Name: "virtualHubs", One: "virtualHub", About: "Virtual hubs.",
	Columns: []Column{{Name: "name"}, {Name: "azureName"}, {Name: "location"}, {Name: "tags"}, {Name: "wan"}, {Name: "wanAzureName"}, {Name: "wanResourceGroup"},
		{Name: "wanSubscription"}, {Name: "prefix"}, {Name: "sku"}, {Name: "hubRoutingPreference"}},
	Resources: []Resource{{Key: "virtualHub", Type: TypeVirtualHub, Name: Name{"vhub-{name}", "azureName"}, About: "Virtual hubs.", Body: Fields{
		{"location", Location{}},
		{"tags", Tags{}},
		{"properties", Fields{
			{"virtualWan", id(Reference{Column: "wan", Type: TypeVirtualWAN, Name: "vwan-{wan}", Elsewhere: true})},
			{"addressPrefix", text("prefix")},
			{"sku", text("sku").or(Str("Standard")).about("That of its virtual WAN.")},
			{"hubRoutingPreference", text("hubRoutingPreference").or(Str("ExpressRoute")).about(
				"Which of several routes with the same prefix it prefers: ExpressRoute, VpnGateway or ASPath.")},
		}},
	}}},
	Outputs: []Output{{Name: "virtualHubs", One: "virtualHub", About: "Ids of the virtual hubs.", Item: Fields{{"name", text("name")}, ownID("virtualHub")}}},
})

// hubGatewayColumns begin the rows of the gateways of virtual hubs, by the names of their hubs.
var hubGatewayColumns = []Column{{Name: "name"}, {Name: "azureName"}, {Name: "virtualHubAzureName"}, {Name: "location"}, {Name: "tags"}, {Name: "scaleUnits"}}

// hubOfGateway is the virtual hub that a gateway stands in.
var hubOfGateway = Reference{Column: "virtualHub", Type: TypeVirtualHub, Name: "vhub-{name}"}

// hubASN is that of all VPN gateways of virtual hubs: Azure knows no other. Source: Microsoft Learn, about BGP and virtual WAN.
const hubASN = 65515

// HubVPNGateways are the VPN gateways of virtual hubs, each with its connections: a tunnel for each link of a site.
var HubVPNGateways = define(Table{
	Name: "hubVpnGateways", One: "hubVpnGateway", About: "VPN gateways of virtual hubs with their connections, each by the name of its hub.", AtOnce: 1,
	Columns: hubGatewayColumns,
	Resources: []Resource{
		{Key: "gateway", Type: TypeHubVPNGateway, Name: Name{"vgw-{name}", "azureName"}, About: "VPN gateways.", Body: Fields{
			{"location", Location{}},
			{"tags", Tags{}},
			{"properties", Fields{
				{"virtualHub", id(hubOfGateway)},
				{"vpnGatewayScaleUnit", Column{Name: "scaleUnits", Kind: Integer, About: "Of 500 Mbps each."}},
				{"bgpSettings", Const{Object{{"asn", Int(hubASN)}}}},
				{"enableBgpRouteTranslationForNat", routeTranslation},
				{"natRules", natRules(text("instance").optional())},
				{"connections", &Rows{Column: "connections", One: "siteConnection", About: "With sites.",
					Columns: append(hubLinkColumns[:len(hubLinkColumns):len(hubLinkColumns)], privatePeering),
					Item:    linkOf(siteLinks(hubAround, rulesAround))}},
			}},
		}},
		linkResource(TypeHubVPNConnection, siteLinks(hubAround, rulesAround), "Connections with sites."),
	},
	Seldom: []string{"natRules"},
	Outputs: []Output{{Name: "hubVpnGateways", One: "hubVpnGateway", About: "Ids of the VPN gateways of virtual hubs, and the addresses of their two instances.",
		Item: Fields{
			{"name", text("name")},
			ownID("gateway"),
			{"publicAddresses", Items{instanceAddress("0", "tunnelIpAddresses"), instanceAddress("1", "tunnelIpAddresses")}},
			{"bgpAddresses", Items{instanceAddress("0", "defaultBgpIpAddresses"), instanceAddress("1", "defaultBgpIpAddresses")}},
		}}},
})

// HubExpressRouteGateways are the ExpressRoute gateways of virtual hubs, each with its connections.
var HubExpressRouteGateways = define(Table{
	Name: "hubExpressRouteGateways", One: "hubExpressRouteGateway", AtOnce: 1,
	About:   "ExpressRoute gateways of virtual hubs with their connections, each by the name of its hub.",
	Columns: hubGatewayColumns,
	Resources: []Resource{
		{Key: "gateway", Type: TypeHubERGateway, Name: Name{"ergw-{name}", "azureName"}, About: "ExpressRoute gateways.", Body: Fields{
			{"location", Location{}},
			{"tags", Tags{}},
			{"properties", Fields{
				{"virtualHub", id(hubOfGateway)},
				{"autoScaleConfiguration", Fields{{"bounds", Fields{
					{"min", Column{Name: "scaleUnits", Kind: Integer, About: "At least so many, of 2 Gbps each."}},
				}}}},
				{"allowNonVirtualWanTraffic", Flag{Name: "allowNonVirtualWanTraffic",
					About: "Networks outside of the virtual WAN reach the hub by a circuit of their own too."}},
				{"expressRouteConnections", &Rows{Column: "connections", One: "circuitConnection", About: "With circuits.",
					Columns: append(hubLinkColumns[:len(hubLinkColumns):len(hubLinkColumns)],
						text("authorization").optional().about("The circuit's authorization, whose key is read during the deployment.")),
					Item: linkOf(circuitLink(hubAround))}},
			}},
		}},
		linkResource(TypeHubERConnection, circuitLink(hubAround), "Connections with circuits."),
	},
	Outputs: []Output{{Name: "hubExpressRouteGateways", One: "hubExpressRouteGateway", About: "Ids of the ExpressRoute gateways of virtual hubs.",
		Item: Fields{{"name", text("name")}, ownID("gateway")}}},
})

// VPNSites are places outside as the VPN gateways of virtual hubs see them, each with one link.
var VPNSites = define(Table{
	Name: "vpnSites", One: "vpnSite", About: "Sites as the VPN gateways of virtual hubs see them.",
	Columns: []Column{{Name: "name"}, {Name: "azureName"}, {Name: "location"}, {Name: "tags"}, {Name: "wan"}, {Name: "wanAzureName"},
		{Name: "publicAddress"}, {Name: "fqdn"}, {Name: "prefixes"}, {Name: "asn"}, {Name: "bgpPeer"}},
	Resources: []Resource{{Key: "vpnSite", Type: TypeHubSite, Name: Name{"vst-{name}", "azureName"}, About: "VPN sites.", Body: Fields{
		{"location", Location{}},
		{"tags", Tags{}},
		{"properties", Fields{
			{"virtualWan", id(Reference{Column: "wan", Type: TypeVirtualWAN, Name: "vwan-{wan}"})},
			{"addressSpace", Fields{{"addressPrefixes", texts("prefixes").or(List{}).about("Behind the site; with BGP none, it advertises them.")}}},
			{"vpnSiteLinks", Items{Fields{
				{"name", str(SiteLink)},
				{"properties", Fields{
					{"fqdn", text("fqdn").optional().about("In place of publicAddress.")},
					{"ipAddress", text("publicAddress").optional().about("Of the site's device.")},
					{"bgpProperties", When{Has("asn"), Fields{
						{"asn", Column{Name: "asn", Kind: Integer, Optional: true, About: "Of the site; without one there is no BGP."}},
						{"bgpPeeringAddress", text("bgpPeer").optional().about("With asn: the address that the site peers with.")},
					}}},
				}},
			}}},
		}},
	}}},
})

// SiteLink is the one link of a VPN site of a place outside, and of the connection that uses it.
const SiteLink = "link"
