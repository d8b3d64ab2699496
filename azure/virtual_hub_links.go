package azure

// The connections of a gateway of a virtual hub are nested rows of the gateway. They stand in its body, since a write of the gateway deletes
// those that it does not name; and each is a resource of its own too, since by some reports it changes by its own writes alone. Both are
// made of the same cells. Source: Azure/bicep-registry-modules, vpn-gateway and express-route-gateway, which do the same; Behaviors of the
// gateways.

// hubLinkColumns begin these rows.
var hubLinkColumns = []Column{{Name: "remote"}, {Name: "remoteAzureName"}, {Name: "remoteResourceGroup"}, {Name: "remoteSubscription"}, {Name: "azureName"},
	{Name: "virtualHubAzureName"}}

// hubLinkName is the name of every connection of a hub's gateway: by its hub, and by what is at the other end.
var hubLinkName = Name{"con-{^name}-to-{remote}", "azureName"}

// noTables says that a connection propagates to labels alone. It stands there although it is empty: whoever sends back what there is, as PowerShell
// does, would else leave the connection propagating to the default table, which Azure has named by its id.
var noTables = Field{"ids", Const{List{}}}

// branchRouting is the routing of what is behind a gateway: associated with the default table, as Azure wants it of all gateways, and
// propagated to the tables of those that it reaches. Source: Microsoft Learn, about virtual hub routing.
func branchRouting(hub Pattern) When {
	return When{Has("labels"), Fields{
		{"associatedRouteTable", id(Reference{Column: "virtualHub", Type: TypeHubRouteTable, Name: hub, Child: []Name{{Pattern: "defaultRouteTable"}}})},
		{"propagatedRouteTables", Fields{{"labels", texts("labels").optional().about("To the tables of these; without them, to the default ones.")}, noTables}},
	}}
}

// The virtual hub of a connection: that of the gateway in whose row it is nested, and that of one by itself.
const (
	hubAround Pattern = "vhub-{^name}"
	hubBeside Pattern = "vhub-{hub}"
)

// rulesAround and rulesBeside are the NAT rules that a tunnel uses: of the gateway in whose row its connection is nested, and of one by itself.
func rulesAround(column string) Node {
	return When{Has("^natRules"), usedRules(column, Own{Resource: "gateway", Type: TypeHubNATRule, Child: []Name{{Pattern: "{it}"}}})}
}

func rulesBeside(column string) Node {
	return usedRules(column, Reference{Column: "gateway", Type: TypeHubNATRule, Name: "vgw-{hub}", Child: []Name{{Pattern: "{it}"}}})
}

// remoteSite is the VPN site that a connection of a hub's VPN gateway leads to.
func remoteSite(kind string, child ...Name) Reference {
	return Reference{Column: "remote", Type: kind, Name: "vst-{remote}", Child: child, Elsewhere: true,
		About: "The site, or the network whose VPN gateway is the site."}
}

// siteLinks are the properties of a connection with a VPN site: a tunnel for each link of the site.
func siteLinks(hub Pattern, rules func(column string) Node) Fields {
	return Fields{
		{"remoteVpnSite", id(remoteSite(TypeHubSite))},
		{"enableInternetSecurity", no},
		{"routingConfiguration", branchRouting(hub)},
		{"trafficSelectorPolicies", trafficSelectors},
		{"vpnLinkConnections", Each{Column: texts("links").about("Of the site, with a tunnel each."), Item: Fields{
			{"name", It{}},
			{"properties", Fields{
				{"vpnSiteLink", id(remoteSite(TypeHubSite+"/vpnSiteLinks", Name{Pattern: "{it}"}))},
				{"vpnConnectionProtocolType", str("IKEv2")},
				{"sharedKey", Key{Column: "sharedKey", About: "The name of the parameter that has it."}},
				{"enableBgp", Flag{Name: "bgp", About: "Its routes are learned by BGP."}},
				{"ipsecPolicies", ipsecPolicies},
				{"ingressNatRules", rules("ingressNatRules")},
				{"egressNatRules", rules("egressNatRules")},
				{"vpnLinkConnectionMode", text("vpnLinkConnectionMode").optional().about("Which side begins: InitiatorOnly is Azure, ResponderOnly the site.")},
				{"dpdTimeoutSeconds", dpdTimeout},
				{"usePolicyBasedTrafficSelectors", When{Has("trafficSelectorPolicies"), yes}},
				{"useLocalAzureIpAddress", privateTunnel},
			}},
		}}},
	}
}

// circuitLink are the properties of a connection with a circuit. The key of an authorization is a parameter, or, where the deployment may read
// it, is read where it is used: so it is in no deployment's history.
func circuitLink(hub Pattern) Fields {
	return Fields{
		{"expressRouteCircuitPeering", id(remoteCircuit("peerings", "AzurePrivatePeering"))},
		{"authorizationKey", First{
			When{Has("authorization"), Read{Of: remoteCircuit("authorizations", "{authorization}"), Path: "authorizationKey"}},
			Key{Column: "authorizationKey", Optional: true, About: "The name of the parameter that has it."},
		}},
		{"routingWeight", Column{Name: "routingWeight", Kind: Integer, Optional: true, About: "Which of several circuits is preferred: the higher."}},
		{"enableInternetSecurity", no},
		{"routingConfiguration", branchRouting(hub)},
	}
}

// remoteCircuit is a part of the circuit that a connection of a hub's ExpressRoute gateway leads to.
func remoteCircuit(part string, name Pattern) Reference {
	return Reference{Column: "remote", Type: TypeCircuit + "/" + part, Name: "erc-{remote}", Child: []Name{{Pattern: name}}, Elsewhere: true,
		About: "The circuit."}
}

// linkOf is a connection as it stands in the body of its gateway.
func linkOf(properties Fields) Fields {
	return Fields{{"name", Text{hubLinkName}}, {"properties", properties}}
}

// linkResource is the same connection as a resource of its own.
func linkResource(kind string, properties Fields, about string) Resource {
	return Resource{Key: "connection", Type: kind, In: "gateway", Each: "connections", Name: hubLinkName, Body: Fields{{"properties", properties}}, About: about}
}

// linkBeside is a connection that is made by itself, at an existing gateway, which is not written.
func linkBeside(kind, gateway string, name Pattern, properties Fields, about string) Resource {
	return Resource{Key: "connection", Type: kind, Parent: &Reference{Column: "gateway", Type: gateway, Name: name}, Name: Name{"con-{hub}-to-{remote}", "azureName"},
		Body: Fields{{"properties", properties}}, About: about}
}

// hubLinkBesideColumns begin the rows of such connections.
var hubLinkBesideColumns = append([]Column{{Name: "hub"}, {Name: "gatewayAzureName"}}, hubLinkColumns...)

// HubSiteConnections are connections with sites at existing VPN gateways of virtual hubs.
var HubSiteConnections = define(Table{
	Name: "hubSiteConnections", One: "hubSiteConnection", About: "Connections with sites, at existing VPN gateways of virtual hubs.", AtOnce: 1,
	Columns:   append(hubLinkBesideColumns[:len(hubLinkBesideColumns):len(hubLinkBesideColumns)], privatePeering),
	Resources: []Resource{linkBeside(TypeHubVPNConnection, TypeHubVPNGateway, "vgw-{hub}", siteLinks(hubBeside, rulesBeside), "Connections with sites.")},
	Seldom:    append([]string{"ingressNatRules", "egressNatRules"}, seldomOfTunnels...),
})

// HubCircuitConnections are connections with circuits at existing ExpressRoute gateways of virtual hubs.
var HubCircuitConnections = define(Table{
	Name: "hubCircuitConnections", One: "hubCircuitConnection", AtOnce: 1,
	About: "Connections with circuits, at existing ExpressRoute gateways of virtual hubs.",
	Columns: append(hubLinkBesideColumns[:len(hubLinkBesideColumns):len(hubLinkBesideColumns)],
		text("authorization").optional().about("The circuit's authorization, whose key is read during the deployment.")),
	Resources: []Resource{linkBeside(TypeHubERConnection, TypeHubERGateway, "ergw-{hub}", circuitLink(hubBeside), "Connections with circuits.")},
})
