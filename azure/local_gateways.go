package azure

// LocalGateways are sites as the VPN gateways of networks see them.
var LocalGateways = define(Table{
	Name: "localGateways", One: "localGateway", About: "Sites as the VPN gateways of networks see them.", AtOnce: 1,
	Columns: []Column{{Name: "network"}, {Name: "site"}, {Name: "azureName"}, {Name: "location"}, {Name: "tags"}, {Name: "publicAddress"},
		{Name: "fqdn"}, {Name: "prefixes"}, {Name: "asn"}, {Name: "bgpPeer"}},
	Resources: []Resource{{Key: "localGateway", Type: TypeLocalGateway, Name: Name{"lgw-{network}-{site}", "azureName"},
		About: "Local network gateways.", Body: Fields{
			{"location", Location{}},
			{"tags", Tags{}},
			{"properties", Fields{
				{"fqdn", text("fqdn").optional().about("In place of publicAddress.")},
				{"gatewayIpAddress", text("publicAddress").optional().about("Of the site's device.")},
				{"localNetworkAddressSpace", Fields{{"addressPrefixes", texts("prefixes").or(List{}).about("Behind the site; with BGP none, it advertises them.")}}},
				{"bgpSettings", When{Has("asn"), Fields{
					{"asn", Column{Name: "asn", Kind: Integer, Optional: true, About: "Of the site; without one there is no BGP."}},
					{"bgpPeeringAddress", text("bgpPeer").optional().about("With asn: the address that the site peers with.")},
				}}},
			}},
		}}},
})
