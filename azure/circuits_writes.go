package azure

const learnAuthorizations = "Microsoft Learn, connect a virtual network to an ExpressRoute circuit: connect a virtual network in a different subscription"

const otherAddresses = "The BGP session of this link ends, and comes up once the edge router has an address of the new prefix."

var circuitType = Type{Name: TypeCircuit, API: networkAPI, Behaviors: []Behavior{
	{Path: "location", Effect: Fixed, Sure: Documented, Source: "Microsoft Learn, deployment modes"},
	{Path: "tags", Effect: Others, Sure: Documented, Source: "Azure/arm-template-whatif#325",
		Note: "A write replaces all tags: whoever keeps those of others sends them back."},
	{Path: "properties.serviceProviderProperties.serviceProviderName", Effect: Fixed, Sure: Reported, Source: "terraform-provider-azurerm, ForceNew"},
	{Path: "properties.serviceProviderProperties.peeringLocation", Effect: Fixed, Sure: Reported, Source: "terraform-provider-azurerm, ForceNew"},
	{Path: "properties.serviceProviderProperties.bandwidthInMbps", Effect: Refused, Sure: Reported,
		Source: "terraform-provider-azurerm, CustomizeDiff; MSOpenTech/azure-xplat-cli#566", Note: "It does not go down."},
	{Path: "properties.peerings", Effect: ItemsReplaced, Sure: Contested,
		Source: "terraform-provider-azurerm, express_route_circuit_resource.go: it reads the circuit and sends all of it back"},
	{Path: "properties.peerings", Effect: DeletedWhenAbsent, Sure: Contested,
		Note: "No source says that they stay. A private peering that the provider has made is in no template: a second write may take it away, or be refused."},
	{Path: "properties.peerings", Effect: Filled, Sure: Documented, Source: "Microsoft Learn, create and modify peering for an ExpressRoute circuit",
		Note: "The provider configures the private peering of a circuit of layer 3."},
	{Path: "properties.peerings", Effect: Unordered, By: "name", Sure: Contested},
	{Path: "properties.peerings[].properties.vlanId", Effect: Interrupts, Sure: Contested,
		Note: "Frames of the old VLAN are not taken any more: both links are down until the provider, or the edge routers, have the new one."},
	{Path: "properties.peerings[].properties.peerASN", Effect: Interrupts, Sure: Reported, Source: sessionsAnew,
		Note: "Both BGP sessions begin anew, and come up once the edge routers have this AS number."},
	{Path: "properties.peerings[].properties.primaryPeerAddressPrefix", Effect: Interrupts, Sure: Reported, Source: sessionsAnew, Note: otherAddresses},
	{Path: "properties.peerings[].properties.secondaryPeerAddressPrefix", Effect: Interrupts, Sure: Reported, Source: sessionsAnew, Note: otherAddresses},
	{Path: "properties.authorizations", Effect: ItemsReplaced, Sure: Contested,
		Source: "terraform-provider-azurerm, express_route_circuit_resource.go: it reads the circuit and sends all of it back"},
	{Path: "properties.authorizations", Effect: DeletedWhenAbsent, Sure: Contested, Note: "No source says that they stay."},
	{Path: "properties.authorizations", Effect: Filled, Sure: Documented, Source: learnAuthorizations},
	{Path: "properties.authorizations", Effect: Others, Sure: Documented, Source: learnAuthorizations,
		Note: "The owner of the circuit makes one for each connection from another subscription: whoever keeps them sends them back."},
	{Path: "properties.authorizations", Effect: Unordered, By: "name", Sure: Contested},
	{Path: "properties.authorizations[].properties.authorizationKey", Effect: ReadOnly, Sure: Contested,
		Note: "Azure makes it, and whoever may read the circuit reads it."},
	{Path: "properties.serviceKey", Effect: ReadOnly, Sure: Documented, Source: "azure-rest-api-specs, Microsoft.Network 2025-05-01"},
	{Path: "properties.serviceProviderProvisioningState", Effect: ReadOnly, Sure: Documented, Source: "azure-rest-api-specs, Microsoft.Network 2025-05-01",
		Note: "The provider sets it."},
	{Path: "properties.serviceProviderProvisioningState", Effect: Provided, Value: Str("Provisioned"), By: "properties.serviceKey", Sure: Documented,
		Source: "Microsoft Learn, ExpressRoute workflows for circuit provisioning and circuit states",
		Note:   "Its provider provisions it, by the service key, which is no secret."},
	{Path: "properties.circuitProvisioningState", Effect: ReadOnly, Sure: Documented, Source: "azure-rest-api-specs, Microsoft.Network 2025-05-01"},
}}
