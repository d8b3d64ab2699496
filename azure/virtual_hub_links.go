package azure

// hubLinkColumns begin the rows of the connections of hubs' gateways.
var hubLinkColumns = []Column{{Name: "hub"}, {Name: "gatewayAzureName"}, {Name: "virtualHubAzureName"}, {Name: "remote"}, {Name: "remoteAzureName"},
	{Name: "remoteResourceGroup"}, {Name: "remoteSubscription"}, {Name: "azureName"}}

// hubLinkName is the name of every connection of a hub's gateway: by its hub, and by what is at the other end.
var hubLinkName = Name{"con-{hub}-to-{remote}", "azureName"}

// branchRouting is the routing of what is behind a gateway: associated with the default table, as Azure wants it of all gateways, and
// propagated to the tables of those that it reaches. Source: Microsoft Learn, about virtual hub routing.
var branchRouting = When{Has("labels"), Fields{
	{"associatedRouteTable", id(Reference{Column: "virtualHub", Type: TypeHubRouteTable, Name: "vhub-{hub}", Child: []Name{{Pattern: "defaultRouteTable"}}})},
	{"propagatedRouteTables", Fields{{"labels", texts("labels").optional().about("To the tables of these; without them, to the default ones.")}}},
}}

// remoteSite is the VPN site that a connection of a hub's VPN gateway leads to.
func remoteSite(kind string, child ...Name) Reference {
	return Reference{Column: "remote", Type: kind, Name: "vst-{remote}", Child: child, Elsewhere: true,
		About: "The site, or the network whose VPN gateway is the site."}
}

// HubVPNConnections are the connections of the VPN gateways of virtual hubs with VPN sites: a tunnel for each link of the site.
var HubVPNConnections = define(Table{
	Name: "hubVpnConnections", One: "hubVpnConnection", About: "Connections of the VPN gateways of virtual hubs with VPN sites.", Serial: true,
	Columns: hubLinkColumns,
	Resources: []Resource{{Key: "connection", Type: TypeHubVPNConnection, Name: hubLinkName, About: "Connections with sites.",
		Parent: &Reference{Column: "gateway", Type: TypeHubVPNGateway, Name: "vgw-{hub}"},
		Body: Fields{{"properties", Fields{
			{"remoteVpnSite", id(remoteSite(TypeHubSite))},
			{"enableInternetSecurity", no},
			{"routingConfiguration", branchRouting},
			{"vpnLinkConnections", Each{texts("links").about("Of the site, with a tunnel each."), Fields{
				{"name", It{}},
				{"properties", Fields{
					{"vpnSiteLink", id(remoteSite(TypeHubSite+"/vpnSiteLinks", Name{Pattern: "{it}"}))},
					{"vpnConnectionProtocolType", str("IKEv2")},
					{"sharedKey", Key{Column: "sharedKey", About: "The name of the parameter that has it."}},
					{"enableBgp", Flag{Name: "bgp", About: "Its routes are learned by BGP."}},
					{"ipsecPolicies", ipsecPolicies},
				}},
			}}},
		}}},
	}},
})

// HubCircuitConnections are the connections of the ExpressRoute gateways of virtual hubs with circuits. The key of an authorization is a
// parameter, or, where the deployment may read it, is read where it is used: so it is in no deployment's history.
var HubCircuitConnections = define(Table{
	Name: "hubCircuitConnections", One: "hubCircuitConnection", About: "Connections of the ExpressRoute gateways of virtual hubs with circuits.", Serial: true,
	Columns: append(hubLinkColumns[:len(hubLinkColumns):len(hubLinkColumns)],
		text("authorization").optional().about("The circuit's authorization, whose key is read during the deployment.")),
	Resources: []Resource{{Key: "connection", Type: TypeHubERConnection, Name: hubLinkName, About: "Connections with circuits.",
		Parent: &Reference{Column: "gateway", Type: TypeHubERGateway, Name: "ergw-{hub}"},
		Body: Fields{{"properties", Fields{
			{"expressRouteCircuitPeering", id(remoteCircuit("peerings", "AzurePrivatePeering"))},
			{"authorizationKey", First{
				When{Has("authorization"), Read{Of: remoteCircuit("authorizations", "{authorization}"), Path: "authorizationKey"}},
				Key{Column: "authorizationKey", Optional: true, About: "The name of the parameter that has it."},
			}},
			{"enableInternetSecurity", no},
			{"routingConfiguration", branchRouting},
		}}},
	}},
})

// remoteCircuit is a part of the circuit that a connection of a hub's ExpressRoute gateway leads to.
func remoteCircuit(part string, name Pattern) Reference {
	return Reference{Column: "remote", Type: TypeCircuit + "/" + part, Name: "erc-{remote}", Child: []Name{{Pattern: name}}, Elsewhere: true,
		About: "The circuit."}
}
