package azure

// Circuits are the ExpressRoute circuits that are created. Peering and authorizations stand in the circuit itself: one write is the whole of
// it, and none takes the peering away before it is given again. An authorization that exists keeps its key; as a resource of its own it
// could not be written twice (Azure/azure-cli#1194).
var Circuits = define(Table{
	Name: "circuits", One: "circuit", About: "ExpressRoute circuits.",
	Columns: []Column{{Name: "name"}, {Name: "azureName"}, {Name: "location"}, {Name: "tags"}, {Name: "serviceProviderName"}, {Name: "peeringLocation"},
		{Name: "bandwidthInMbps"}, {Name: "tier"}, {Name: "family"},
		{Name: "peerASN"}, {Name: "vlanId"}, {Name: "primaryPeerAddressPrefix"}, {Name: "secondaryPeerAddressPrefix"}, {Name: "authorizations"}},
	Resources: []Resource{{Key: "circuit", Type: TypeCircuit, Name: Name{"erc-{name}", "azureName"},
		About: "Circuits, each with its private peering and its authorizations.", Body: Fields{
			{"location", Location{}},
			{"tags", Tags{}},
			{"sku", Fields{{"name", Text{Name{Pattern: "{tier}_{family}"}}}, {"tier", text("tier")}, {"family", text("family")}}},
			{"properties", Fields{
				{"serviceProviderProperties", Fields{
					{"serviceProviderName", text("serviceProviderName")},
					{"peeringLocation", text("peeringLocation")},
					{"bandwidthInMbps", Column{Name: "bandwidthInMbps", Kind: Integer}},
				}},
				{"peerings", When{Has("peerASN"), Items{Fields{{"name", str("AzurePrivatePeering")}, {"properties", Fields{
					{"peeringType", str("AzurePrivatePeering")},
					{"peerASN", Column{Name: "peerASN", Kind: Integer, Optional: true, About: "Of the private peering; without it the provider configures the peering."}},
					{"vlanId", Column{Name: "vlanId", Kind: Integer, Optional: true, About: "With peerASN: the VLAN of the private peering,"}},
					{"primaryPeerAddressPrefix", text("primaryPeerAddressPrefix").optional().about("its primary link, a /30,")},
					{"secondaryPeerAddressPrefix", text("secondaryPeerAddressPrefix").optional().about("and its secondary one.")},
				}}}}}},
				{"authorizations", Each{Column: texts("authorizations").optional().about("With which other subscriptions connect."), Item: Fields{{"name", It{}}}}},
			}},
		}}},
	// A service key is no secret: it is given to the provider, and nobody connects by it. Source: Microsoft Learn, ExpressRoute circuits and peering.
	Outputs: []Output{{Name: "circuits", One: "circuit", About: "Ids of the circuits, and the service keys by which their providers provision them.",
		Item: Fields{{"name", text("name")}, ownID("circuit"), {"serviceKey", readOf("circuit", "serviceKey")}}}},
})
