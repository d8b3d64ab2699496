package azure

// gatewaySubnet is the reference to the subnet of a gateway: column networkAzureName, where the network's name is another than its pattern's.
var gatewaySubnet = Reference{Column: "network", Type: TypeSubnet, Name: "vnet-{name}", Child: []Name{{Pattern: GatewaySubnet}}}

// gatewaySKU is the size of a gateway, which Azure wants as its name and as its tier.
var gatewaySKU = Fields{{"name", text("sku")}, {"tier", text("sku")}}

// vpnAddress is an IP configuration of a VPN gateway, with a public address of the row.
func vpnAddress(name, address string) Fields {
	return Fields{{"name", str(name)}, {"properties", Fields{
		{"privateIPAllocationMethod", str("Dynamic")},
		{"subnet", id(gatewaySubnet)},
		{"publicIPAddress", id(Own{Resource: address})},
	}}}
}

// apipa is the addresses for BGP of each instance that has some, by its IP configuration.
var apipa = &Rows{
	Column: "bgpPeeringAddresses", One: "bgpPeeringAddress", Optional: true, About: "Addresses of its own for BGP (APIPA).",
	Columns: []Column{{Name: "ipconfiguration"}},
	Item: Fields{
		{"ipconfigurationId", Own{Resource: "gateway", Type: TypeGateway + "/ipConfigurations", Child: []Name{{Pattern: "{ipconfiguration}"}}}},
		{"customBgpIpAddresses", texts("customBgpIpAddresses")},
	},
}

// vpnClients is point-to-site: where the clients are, and how they sign in.
var vpnClients = Fields{
	{"vpnClientAddressPool", Fields{{"addressPrefixes", texts("clientPrefixes").optional().about("Where the clients are; without any there is no point-to-site.")}}},
	{"vpnClientProtocols", texts("vpnClientProtocols").optional()},
	{"vpnAuthenticationTypes", Items{
		When{Has("aadTenant"), str("AAD")}, When{Has("rootCertificates"), str("Certificate")}, When{Has("radiusServerAddress"), str("Radius")},
	}},
	{"aadTenant", text("aadTenant").optional()},
	{"aadAudience", text("aadAudience").optional()},
	{"aadIssuer", text("aadIssuer").optional()},
	{"vpnClientRootCertificates", &Rows{Column: "rootCertificates", One: "rootCertificate", Optional: true,
		Columns: []Column{{Name: "name"}},
		Item:    Fields{{"name", text("name")}, {"properties", Fields{{"publicCertData", text("publicCertData")}}}}}},
	{"vpnClientRevokedCertificates", &Rows{Column: "revokedCertificates", One: "revokedCertificate", Optional: true,
		Columns: []Column{{Name: "name"}},
		Item:    Fields{{"name", text("name")}, {"properties", Fields{{"thumbprint", text("thumbprint")}}}}}},
	{"radiusServerAddress", text("radiusServerAddress").optional()},
	{"radiusServerSecret", Key{Column: "radiusServerSecret", Optional: true, About: "The name of the parameter that has it."}},
}

// VPNGateways are the VPN gateways of networks, each with its public addresses: two where it is active-active.
var VPNGateways = define(Table{
	Name: "vpnGateways", One: "vpnGateway", About: "VPN gateways of virtual networks, each with its public addresses.",
	Columns: []Column{
		{Name: "name"}, {Name: "azureName"}, {Name: "location"}, {Name: "tags"}, {Name: "sku"}, {Name: "vpnGatewayGeneration"}, {Name: "zones"}, {Name: "asn"},
		{Name: "activeActive"}, {Name: "gatewayDefaultSite"},
		{Name: "enablePrivateIpAddress", Kind: FlagKind, Default: Bool(false), About: "Its instances have private addresses too, for tunnels over a circuit."},
	},
	Resources: []Resource{
		{Key: "publicAddress", Type: TypePublicAddress, Name: Name{"pip-vgw-{name}", "publicAddressAzureName"}, Body: publicAddress,
			About: "Public addresses of the gateways."},
		{Key: "secondPublicAddress", Type: TypePublicAddress, If: Has("activeActive"), Name: Name{"pip-vgw-{name}-2", "secondPublicAddressAzureName"},
			Body: publicAddress, About: "Public addresses of second instances."},
		{Key: "gateway", Type: TypeGateway, Name: Name{"vgw-{name}", "azureName"}, About: "VPN gateways.", Body: Fields{
			{"location", Location{}},
			{"tags", Tags{}},
			{"properties", Fields{
				{"gatewayType", str("Vpn")},
				{"vpnType", str("RouteBased")},
				{"vpnGatewayGeneration", text("vpnGatewayGeneration")},
				{"sku", gatewaySKU},
				{"activeActive", Flag{Name: "activeActive", About: "Both instances carry traffic, each with a public address."}},
				{"enablePrivateIpAddress", When{Has("enablePrivateIpAddress"), yes}},
				{"enableBgp", First{When{Has("asn"), yes}, no}},
				{"bgpSettings", When{Has("asn"), Fields{
					{"asn", Column{Name: "asn", Kind: Integer, Optional: true, About: "Its AS number; without one there is no BGP."}},
					{"bgpPeeringAddresses", apipa},
				}}},
				{"vpnClientConfiguration", When{Has("clientPrefixes"), vpnClients}},
				{"customRoutes", When{Has("customRoutes"), Fields{{"addressPrefixes", texts("customRoutes").optional().about("Of the clients, beside those of the networks.")}}}},
				{"enableBgpRouteTranslationForNat", routeTranslation},
				{"natRules", natRules(When{Has("instance"), Own{Resource: "gateway", Type: TypeGateway + "/ipConfigurations", Child: []Name{{Pattern: "{instance}"}}}})},
				{"gatewayDefaultSite", id(Reference{Column: "gatewayDefaultSite", Type: TypeLocalGateway, Name: "lgw-{name}-{gatewayDefaultSite}", Optional: true,
					About: "The site that takes what no other tunnel does: forced tunnelling without BGP."})},
				{"ipConfigurations", Items{vpnAddress("ipconfig1", "publicAddress"), When{Has("activeActive"), vpnAddress("ipconfig2", "secondPublicAddress")}}},
			}},
		}},
	},
	Outputs: []Output{{Name: "vpnGateways", One: "vpnGateway", About: "Ids of the VPN gateways, and the addresses of their instances.", Item: Fields{
		{"name", text("name")},
		ownID("gateway"),
		{"publicAddresses", Items{readOf("publicAddress", "ipAddress"), When{Has("activeActive"), readOf("secondPublicAddress", "ipAddress")}}},
		{"bgpAddresses", When{Has("asn"), Items{instanceAddress("0", "defaultBgpIpAddresses"),
			When{Has("activeActive"), instanceAddress("1", "defaultBgpIpAddresses")}}}},
	}}},
	Seldom: []string{"bgpPeeringAddresses", "clientPrefixes", "vpnClientProtocols", "aadTenant", "aadAudience", "aadIssuer", "rootCertificates",
		"revokedCertificates", "radiusServerAddress", "radiusServerSecret", "customRoutes", "natRules", "enablePrivateIpAddress"},
})

// ExpressRouteGateways are the ExpressRoute gateways of networks; Azure assigns their public addresses.
var ExpressRouteGateways = define(Table{
	Name: "expressRouteGateways", One: "expressRouteGateway", About: "ExpressRoute gateways of virtual networks.",
	Columns: []Column{{Name: "name"}, {Name: "azureName"}, {Name: "location"}, {Name: "tags"}, {Name: "sku"}},
	Resources: []Resource{{Key: "gateway", Type: TypeGateway, Name: Name{"ergw-{name}", "azureName"}, About: "ExpressRoute gateways.", Body: Fields{
		{"location", Location{}},
		{"tags", Tags{}},
		{"properties", Fields{
			{"gatewayType", str("ExpressRoute")},
			{"vpnType", str("RouteBased")},
			{"vpnGatewayGeneration", str("None")},
			{"sku", gatewaySKU},
			{"allowRemoteVnetTraffic", Flag{Name: "allowRemoteVnetTraffic", About: "Networks reach other networks by a circuit."}},
			{"allowVirtualWanTraffic", Flag{Name: "allowVirtualWanTraffic", About: "The network and virtual WANs reach each other by a circuit."}},
			{"ipConfigurations", Items{Fields{{"name", str("ipconfig1")}, {"properties", Fields{
				{"privateIPAllocationMethod", str("Dynamic")},
				{"subnet", id(gatewaySubnet)},
			}}}}},
		}},
	}}},
	Outputs: []Output{{Name: "expressRouteGateways", One: "expressRouteGateway", About: "Ids of the ExpressRoute gateways.",
		Item: Fields{{"name", text("name")}, ownID("gateway")}}},
})

// instanceAddress is an address of an instance of the gateway of a row: tunnelIpAddresses, defaultBgpIpAddresses.
// Source: the REST API of VpnGateways and VirtualNetworkGateways, IPConfigurationBgpPeeringAddress.
func instanceAddress(instance, which string) Read {
	return readOf("gateway", Pattern("bgpSettings.bgpPeeringAddresses["+instance+"]."+which+"[0]"))
}
