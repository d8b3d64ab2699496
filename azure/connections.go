package azure

// ipsecPolicies is the one IPsec/IKE policy that a connection may have: Azure wants all its fields, in a list of one.
var ipsecPolicies = &Rows{
	Column: "ipsecPolicies", One: "ipsecPolicy", Optional: true, About: "In place of Azure's default proposals: one.",
	Columns: []Column{
		{Name: "ikeEncryption"}, {Name: "ikeIntegrity"}, {Name: "dhGroup"}, {Name: "ipsecEncryption"}, {Name: "ipsecIntegrity"}, {Name: "pfsGroup"},
		{Name: "saLifeTimeSeconds"}, {Name: "saDataSizeKilobytes"},
	},
	Item: Fields{
		{"saLifeTimeSeconds", Column{Name: "saLifeTimeSeconds", Kind: Integer}},
		{"saDataSizeKilobytes", Column{Name: "saDataSizeKilobytes", Kind: Integer}},
		{"ipsecEncryption", text("ipsecEncryption")},
		{"ipsecIntegrity", text("ipsecIntegrity")},
		{"ikeEncryption", text("ikeEncryption")},
		{"ikeIntegrity", text("ikeIntegrity")},
		{"dhGroup", text("dhGroup")},
		{"pfsGroup", text("pfsGroup")},
	},
}

// trafficSelectors are what a policy-based tunnel carries: each local prefix with each remote one.
var trafficSelectors = &Rows{
	Column: "trafficSelectorPolicies", One: "trafficSelector", Optional: true, About: "For a policy-based device, in place of any to any.",
	Columns: []Column{{Name: "local"}, {Name: "remote"}},
	Item: Fields{
		{"localAddressRanges", texts("local").about("Of networks.")},
		{"remoteAddressRanges", texts("remote").about("Of the site.")},
	},
}

// dpdTimeout is of a tunnel with a site.
var dpdTimeout = Column{Name: "dpdTimeoutSeconds", Kind: Integer, Optional: true, About: "After how many seconds without an answer the site counts as down."}

// privateTunnel says that a tunnel with a site runs from the gateway's private address, over the private peering of a circuit.
// Source: Configure a Site-to-Site VPN connection over ExpressRoute private peering.
var privateTunnel = When{Has("privatePeering"), yes}

// privatePeering is the column that says it.
var privatePeering = Column{Name: "privatePeering", Kind: FlagKind, Default: Bool(false), About: "It runs over the private peering of a circuit."}

// seldomOfTunnels are columns of tunnels of virtual hubs that few have.
var seldomOfTunnels = []string{"vpnLinkConnectionMode", "dpdTimeoutSeconds", "trafficSelectorPolicies", "privatePeering"}

// connectionColumns begin the rows of all connections.
var connectionColumns = []Column{{Name: "network"}, {Name: "gatewayAzureName"}, {Name: "remote"}, {Name: "azureName"}, {Name: "location"}, {Name: "tags"}}

// connectionName is the name of every connection: by its network, and by what is at the other end.
var connectionName = Name{"con-{network}-to-{remote}", "azureName"}

// ownGateway is the VPN gateway that a connection stands at.
var ownGateway = Reference{Column: "gateway", Type: TypeGateway, Name: "vgw-{network}"}

// ownNATRule is a rule of that gateway, in an Each of names.
var ownNATRule = Reference{Column: "gateway", Type: TypeNATRule, Name: "vgw-{network}", Child: []Name{{Pattern: "{it}"}}}

// tunnel is the body of a connection of a VPN gateway: what is at the other end, and the rest that all have.
func tunnel(kind string, ends ...Field) Fields {
	properties := Fields{{"connectionType", str(kind)}}
	properties = append(properties, ends...)
	properties = append(properties,
		Field{"sharedKey", Key{Column: "sharedKey", About: "The name of the parameter that has it."}},
		Field{"enableBgp", Flag{Name: "bgp", About: "Its routes are learned by BGP."}},
		Field{"ipsecPolicies", ipsecPolicies},
	)
	return Fields{{"location", Location{}}, {"tags", Tags{}}, {"properties", properties}}
}

// ownBGPAddress is the address of its own that an instance of the gateway speaks BGP from over a connection. An instance is known by its IP configuration.
func ownBGPAddress(configuration Pattern, address Node) Fields {
	of := ownGateway
	of.Type, of.Child = TypeGateway+"/ipConfigurations", []Name{{Pattern: configuration}}
	return Fields{{"ipConfigurationId", of}, {"customBgpIpAddress", address}}
}

// NetworkConnections are the connections of the VPN gateways of two networks: one for each direction.
var NetworkConnections = define(Table{
	Name: "networkConnections", One: "networkConnection", About: "Connections of the VPN gateways of two networks, one for each direction.", AtOnce: 1,
	Columns: connectionColumns,
	Resources: []Resource{{Key: "connection", Type: TypeConnection, Name: connectionName, About: "Connections between networks.",
		Body: tunnel("Vnet2Vnet",
			Field{"virtualNetworkGateway1", id(ownGateway)},
			Field{"virtualNetworkGateway2", id(Reference{
				Column: "remote", Type: TypeGateway, Name: "vgw-{remote}", Elsewhere: true,
				About: "The network of the other gateway."})},
		)}},
})

// SiteConnections are the connections of the VPN gateways of networks with sites, and with instances of the gateways of virtual hubs.
// Azure cannot change their protocol later.
var SiteConnections = define(Table{
	Name: "siteConnections", One: "siteConnection", About: "Connections of the VPN gateways of networks with what a local network gateway stands for.",
	AtOnce: 1,
	Columns: append(connectionColumns[:len(connectionColumns):len(connectionColumns)],
		text("customBgpIpAddress").optional().about("Which of its own addresses (APIPA) the gateway speaks BGP from."),
		text("secondCustomBgpIpAddress").optional().about("That of the second instance."), privatePeering),
	Resources: []Resource{{Key: "connection", Type: TypeConnection, Name: connectionName, About: "Connections with sites.",
		Body: tunnel("IPsec",
			Field{"connectionProtocol", str("IKEv2")},
			Field{"virtualNetworkGateway1", id(ownGateway)},
			Field{"localNetworkGateway2", id(Reference{
				Column: "remote", Type: TypeLocalGateway, Name: "lgw-{network}-{remote}", About: "The site, or the instance of a virtual hub's gateway."})},
			Field{"ingressNatRules", usedRules("ingressNatRules", ownNATRule)},
			Field{"egressNatRules", usedRules("egressNatRules", ownNATRule)},
			Field{"connectionMode", text("connectionMode").optional().about("Which side begins: InitiatorOnly is Azure, ResponderOnly the site.")},
			Field{"dpdTimeoutSeconds", dpdTimeout},
			Field{"useLocalAzureIpAddress", privateTunnel},
			Field{"usePolicyBasedTrafficSelectors", When{Has("trafficSelectorPolicies"), yes}},
			Field{"trafficSelectorPolicies", trafficSelectors},
			Field{"gatewayCustomBgpIpAddresses", When{Has("customBgpIpAddress"), Items{
				ownBGPAddress("ipconfig1", text("customBgpIpAddress").optional()),
				When{Has("secondCustomBgpIpAddress"), ownBGPAddress("ipconfig2", Text{Name{Pattern: "{secondCustomBgpIpAddress}"}})},
			}}},
		)}},
	Seldom: []string{"ingressNatRules", "egressNatRules", "connectionMode", "dpdTimeoutSeconds", "trafficSelectorPolicies", "customBgpIpAddress",
		"secondCustomBgpIpAddress", "privatePeering"},
})

// CircuitConnections are the connections of ExpressRoute gateways with circuits. The key of an authorization is a parameter, or, where the
// deployment may read it, is read where it is used: so it is in no deployment's history.
var CircuitConnections = define(Table{
	Name: "circuitConnections", One: "circuitConnection", About: "Connections of the ExpressRoute gateways of networks with circuits.", AtOnce: 1,
	Columns: append(connectionColumns[:len(connectionColumns):len(connectionColumns)],
		text("authorization").optional().about("The circuit's authorization, whose key is read during the deployment.")),
	Resources: []Resource{{Key: "connection", Type: TypeConnection, Name: connectionName, About: "Connections with circuits.", Body: Fields{
		{"location", Location{}},
		{"tags", Tags{}},
		{"properties", Fields{
			{"connectionType", str("ExpressRoute")},
			{"virtualNetworkGateway1", id(Reference{Column: "gateway", Type: TypeGateway, Name: "ergw-{network}"})},
			{"peer", id(Reference{Column: "remote", Type: TypeCircuit, Name: "erc-{remote}", Elsewhere: true, About: "The circuit."})},
			{"authorizationKey", First{
				When{Has("authorization"), Read{Path: "authorizationKey", Of: Reference{
					Column: "remote", Type: TypeCircuit + "/authorizations", Name: "erc-{remote}", Child: []Name{{Pattern: "{authorization}"}},
					Elsewhere: true, About: "The circuit."}}},
				Key{Column: "authorizationKey", Optional: true, About: "The name of the parameter that has it."},
			}},
			{"routingWeight", Column{Name: "routingWeight", Kind: Integer, Optional: true, About: "Which of several circuits is preferred: the higher."}},
			{"expressRouteGatewayBypass", Flag{Name: "fastPath", About: "The data path bypasses the gateway."}},
		}},
	}}},
})
