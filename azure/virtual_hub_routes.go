package azure

// hubItself is the virtual hub that something belongs to.
var hubItself = Reference{Column: "virtualHub", Type: TypeVirtualHub, Name: "vhub-{hub}"}

// intentTo is a policy of a routing intent: some of the traffic passes the firewall of the hub.
func intentTo(name, destination string) Fields {
	return Fields{
		{"name", str(name)},
		{"destinations", Const{List{Str(destination)}}},
		{"nextHop", Reference{Column: "firewall", Type: TypeFirewall, Name: "afw-{hub}"}},
	}
}

// RoutingIntents say what passes the firewall of a virtual hub. A hub has one, or route tables, never both.
var RoutingIntents = define(Table{
	Name: "routingIntents", One: "routingIntent", About: "What passes the firewalls of virtual hubs.", AtOnce: 1,
	Columns: []Column{{Name: "hub"}, {Name: "virtualHubAzureName"}, {Name: "firewallAzureName"},
		{Name: "privateTraffic", Kind: FlagKind, Default: Bool(false), About: "Between networks and sites."},
		{Name: "internetTraffic", Kind: FlagKind, Default: Bool(false), About: "To the internet."},
	},
	Resources: []Resource{{Key: "routingIntent", Type: TypeRoutingIntent, Parent: &hubItself, Name: Name{Pattern: "routing-intent"}, About: "Routing intents.",
		Body: Fields{{"properties", Fields{
			{"routingPolicies", Items{
				When{Has("privateTraffic"), intentTo("PrivateTraffic", "PrivateTraffic")},
				When{Has("internetTraffic"), intentTo("PublicTraffic", "Internet")},
			}},
		}}},
	}},
})

// HubRouteTables are the route tables of virtual hubs, each with what the networks of some statements reach. Its one route of its own is
// the default route; the others are propagated to its labels.
var HubRouteTables = define(Table{
	Name: "hubRouteTables", One: "hubRouteTable", About: "Route tables of virtual hubs, with what the networks that are associated with them reach.", AtOnce: 1,
	Columns: []Column{{Name: "hub"}, {Name: "virtualHubAzureName"}, {Name: "name"}, {Name: "azureName"}, {Name: "labels"}},
	Resources: []Resource{{Key: "hubRouteTable", Type: TypeHubRouteTable, Parent: &hubItself, Name: Name{"rt-{name}", "azureName"},
		About: "Route tables of virtual hubs.", Body: Fields{{"properties", Fields{
			{"labels", texts("labels").about("Networks of every hub propagate to labels.")},
			{"routes", Items{When{Has("firewall"), Fields{
				{"name", str("internet")},
				{"destinationType", str("CIDR")},
				{"destinations", Const{List{Str("0.0.0.0/0")}}},
				{"nextHopType", str("ResourceId")},
				{"nextHop", Reference{Column: "firewall", Type: TypeFirewall, Name: "afw-{firewall}", Optional: true,
					About: "The hub whose firewall 0.0.0.0/0 leads to; without one there is no such route."}},
			}}}},
		}}},
	}},
})

// HubConnections are the connections of networks with virtual hubs.
var HubConnections = define(Table{
	Name: "hubConnections", One: "hubConnection", About: "Connections of networks with virtual hubs.", AtOnce: 1,
	Columns: []Column{{Name: "hub"}, {Name: "virtualHubAzureName"}, {Name: "remote"}, {Name: "remoteAzureName"}, {Name: "remoteResourceGroup"},
		{Name: "remoteSubscription"}, {Name: "azureName"}, {Name: "enableInternetSecurity"},
		text("routeTable").optional().about("What it is associated with; without one the default table, to which it then propagates."),
		{Name: "routeTableAzureName"}, {Name: "labels"}},
	Resources: []Resource{{Key: "hubConnection", Type: TypeHubConnection, Parent: &hubItself, Name: Name{"con-{remote}", "azureName"},
		About: "Connections of networks.", Body: Fields{{"properties", Fields{
			{"remoteVirtualNetwork", id(Reference{Column: "remote", Type: TypeVirtualNetwork, Name: "vnet-{remote}", Elsewhere: true})},
			{"enableInternetSecurity", Flag{Name: "enableInternetSecurity", About: "The network learns the hub's 0.0.0.0/0."}},
			{"routingConfiguration", When{Has("routeTable"), Fields{
				{"associatedRouteTable", id(Reference{Column: "virtualHub", Type: TypeHubRouteTable, Name: "vhub-{hub}",
					Child: []Name{{"rt-{routeTable}", "routeTableAzureName"}}})},
				{"propagatedRouteTables", Fields{{"labels", texts("labels").optional().about("With routeTable: to the tables of these.")}, noTables}},
			}}},
		}}},
	}},
})
