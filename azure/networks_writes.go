package azure

// Sources that many facts have in common.
const (
	networkSpec        = "azure-rest-api-specs, Microsoft.Network 2025-05-01"
	learnModes         = "Microsoft Learn, deployment modes"
	learnIDs           = "Microsoft Learn, resource ids"
	learnNetwork       = "Microsoft Learn, virtual network"
	learnPeering       = "Microsoft Learn, manage virtual network peering"
	learnSubnetPeering = "Microsoft Learn, subnet peering"
	learnRouting       = "Microsoft Learn, virtual network traffic routing"
	learnGroups        = "Microsoft Learn, network security groups"
)

var resourceGroupType = Type{Name: TypeResourceGroup, API: resourcesAPI, Scope: InSubscription, Behaviors: []Behavior{
	{Path: "location", Effect: Fixed, Sure: Documented, Source: learnModes},
	{Path: "tags", Effect: DeletedWhenAbsent, Sure: Reported, Source: "Azure/azure-cli#11616, Azure/ResourceModules#3336"},
	{Path: "tags", Effect: Others, Sure: Documented, Source: "Azure/arm-template-whatif#325"},
}}

var virtualNetworkType = Type{Name: TypeVirtualNetwork, API: networkAPI, Behaviors: []Behavior{
	{Path: "location", Effect: Fixed, Sure: Documented, Source: learnModes},
	{Path: "tags", Effect: Others, Sure: Documented, Source: "Azure/arm-template-whatif#325",
		Note: "A write replaces all tags: whoever keeps those of others sends them back."},
	{Path: "etag", Effect: ReadOnly, Sure: OneReport, Source: "Azure/azure-rest-api-specs#6789", Note: "It is not honoured in a body."},
	{Path: "properties.addressSpace.addressPrefixes", Effect: Unordered, Sure: Documented, Source: learnNetwork},
	{Path: "properties.addressSpace.addressPrefixes", Effect: Refused, Code: "VnetAddressSpaceOverlapsWithAlreadyPeeredVnet", Sure: Reported,
		Source: "Azure/ResourceModules#731",
		Note:   "A prefix that overlaps that of a peer. Every peer must be synchronized after a change."},
	{Path: "properties.dhcpOptions", Effect: ResetWhenAbsent, Sure: Documented, Source: learnModes},
	{Path: "properties.ddosProtectionPlan", Effect: ResetWhenAbsent, Sure: Documented, Source: learnModes},
	{Path: "properties.ddosProtectionPlan.id", Effect: IgnoreCase, Sure: Documented, Source: learnIDs},
	{Path: "properties.enableDdosProtection", Effect: Defaults, Value: Bool(false), Sure: Documented, Source: networkSpec},
	{Path: "properties.encryption", Effect: ResetWhenAbsent, Sure: Documented, Source: learnModes},
	{Path: "properties.flowTimeoutInMinutes", Effect: ResetWhenAbsent, Sure: Documented, Source: learnModes},
	{Path: "properties.bgpCommunities", Effect: ResetWhenAbsent, Sure: Documented, Source: learnModes},
	{Path: "properties.virtualNetworkPeerings", Effect: KeptWhenAbsent, Sure: Documented, Source: "Azure/arm-template-whatif#281 (2026-08), #314"},
	{Path: "properties.virtualNetworkPeerings", Effect: Ignored, Sure: Documented, Source: "Azure/bicep#7622"},
	{Path: "properties.subnets", Effect: KeptWhenAbsent, Sure: Documented, Source: "Azure/bicep-types-az#1687", Note: "Since API version 2023-11-01."},
	{Path: "properties.subnets", Effect: ItemsDeleted, Code: "InUseSubnetCannotBeDeleted", Sure: Documented,
		Source: "Azure/azure-quickstart-templates#2786, Azure/bicep#4653, #13267",
		Note:   "One in use is not deleted, and the whole write is refused."},
	{Path: "properties.subnets", Effect: Others, Sure: Documented, Source: "Azure/bicep-types-az#1687",
		Note: "Services and other owners add some: whoever keeps them sends them back."},
	{Path: "properties.subnets", Effect: Unordered, By: "name", Sure: Documented, Source: learnNetwork},
	{Path: "properties.subnets[]", Effect: ItemsReplaced, Sure: Reported, Source: "Azure/ALZ-Bicep#512, Azure/terraform-provider-azapi#905"},
	{Path: "properties.subnets[].properties.addressPrefix", Effect: Fixed, Code: "InUsePrefixCannotBeDeleted", Sure: Reported,
		Source: "hashicorp/terraform-provider-azurerm#11211 (2025-06), Azure/azure-cli#15893",
		Note:   "While something in the subnet has an address of it. A prefix more beside it, in addressPrefixes, is taken."},
	{Path: "properties.subnets[].properties.addressPrefix", Effect: OneOf, By: "addressPrefixes", Sure: Documented,
		Source: "azure-rest-api-specs, Microsoft.Network 2025-05-01: SubnetPropertiesFormat has both"},
	{Path: "properties.subnets[].properties.routeTable", Effect: AfterNextHops, Sure: Documented, Source: learnRouting,
		Note: "A route to an address where nothing answers drops the traffic at once."},
	{Path: "properties.subnets[].properties.addressPrefixes", Effect: Unordered, Sure: Documented, Source: learnNetwork},
	{Path: "properties.subnets[].properties.routeTable.id", Effect: IgnoreCase, Sure: Documented, Source: learnIDs},
	{Path: "properties.subnets[].properties.networkSecurityGroup.id", Effect: IgnoreCase, Sure: Documented, Source: learnIDs},
	{Path: "properties.subnets[].properties.networkSecurityGroup", Effect: Refused, Code: "NetworkSecurityGroupCannotBeAttachedToGatewaySubnet", Sure: Reported,
		Source: "Azure-Terraform/terraform-azurerm-virtual-network#18", Note: "On GatewaySubnet."},
	{Path: "properties.subnets[].properties.natGateway.id", Effect: IgnoreCase, Sure: Documented, Source: learnIDs},
	{Path: "properties.subnets[].properties.serviceEndpoints", Effect: Unordered, By: "service", Sure: Documented,
		Source: "Microsoft Learn, virtual network service endpoints"},
	{Path: "properties.subnets[].properties.serviceEndpoints[].locations", Effect: ReadOnly, Sure: Contested, Note: "Azure adds it."},
	{Path: "properties.subnets[].properties.serviceEndpointPolicies", Effect: Others, Sure: Reported, Source: "Azure/ALZ-Bicep#512"},
	{Path: "properties.subnets[].properties.delegations", Effect: Unordered, By: "name", Sure: Documented, Source: "Microsoft Learn, subnet delegation"},
	{Path: "properties.subnets[].properties.defaultOutboundAccess", Effect: Defaults, Value: Bool(true), Sure: Documented,
		Source: "Microsoft Learn, default outbound access",
		Note:   "Before API version 2025-07-01; since then false in networks that are new. Machines that run keep what they have until they are deallocated."},
	{Path: "properties.subnets[].properties.privateEndpointNetworkPolicies", Effect: Defaults, Value: Str("Disabled"), Sure: Documented,
		Source: networkSpec},
	{Path: "properties.subnets[].properties.privateLinkServiceNetworkPolicies", Effect: Defaults, Value: Str("Enabled"), Sure: Documented,
		Source: networkSpec},
}}

var peeringType = Type{Name: TypePeering, API: networkAPI, List: InParent, Inline: "properties.virtualNetworkPeerings",
	Locks: []string{"parent"}, Behaviors: []Behavior{
		{Path: "properties.remoteVirtualNetwork", Effect: Fixed, Sure: Reported, Source: "terraform-provider-azurerm, ForceNew"},
		{Path: "properties.remoteVirtualNetwork.id", Effect: IgnoreCase, Sure: Documented, Source: learnIDs},
		{Path: "properties.peerCompleteVnets", Effect: Fixed, Sure: Reported,
			Source: "terraform-provider-azurerm, ForceNew; Microsoft Learn, subnet peering"},
		{Path: "properties.peerCompleteVnets", Effect: Defaults, Value: Bool(true), Sure: Documented, Source: learnSubnetPeering},
		{Path: "properties.enableOnlyIPv6Peering", Effect: Fixed, Sure: Reported, Source: learnSubnetPeering},
		{Path: "properties.enableOnlyIPv6Peering", Effect: Defaults, Value: Bool(false), Sure: Documented, Source: learnSubnetPeering},
		{Path: "properties.localSubnetNames", Effect: Unordered, Sure: Documented, Source: learnSubnetPeering},
		{Path: "properties.remoteSubnetNames", Effect: Unordered, Sure: Documented, Source: learnSubnetPeering},
		{Path: "properties.allowVirtualNetworkAccess", Effect: Defaults, Value: Bool(true), Sure: Documented, Source: learnPeering},
		{Path: "properties.allowForwardedTraffic", Effect: Defaults, Value: Bool(false), Sure: Documented, Source: learnPeering},
		{Path: "properties.allowGatewayTransit", Effect: Defaults, Value: Bool(false), Sure: Documented, Source: learnPeering},
		{Path: "properties.useRemoteGateways", Effect: Defaults, Value: Bool(false), Sure: Documented, Source: learnPeering},
		{Path: "properties.useRemoteGateways", Effect: Refused, Code: "RemoteVnetHasNoGateways", Passes: true, Sure: Reported,
			Source: "Azure/azure-quickstart-templates#7730, hashicorp/terraform#30569",
			Note:   "While the remote network has no gateway that runs."},
		{Path: "", Effect: Refused, Code: "AnotherPeeringAlreadyReferencesRemoteVnet", Sure: Reported,
			Source: "kyma-project/cloud-manager; Microsoft Learn, how to configure subnet peering (2025-12)",
			Note:   "A second one to the same remote network, by another name; one of subnets too."},
		{Path: "", Effect: Refused, Code: "RemotePeeringIsDisconnected", Sure: Reported,
			Source: "hashicorp/terraform-provider-azurerm#14051, Azure/bicep-registry-modules#6556 (2026-02)",
			Note:   "A half that was deleted, while the other is Disconnected: the other is written or deleted first."},
		{Path: "properties.peeringState", Effect: ReadOnly, Sure: Documented, Source: networkSpec},
		{Path: "properties.localAddressSpace", Effect: ReadOnly, Sure: Reported, Source: "Azure/bicep#18379",
			Note: "What the half has learnt of its own network when it was made or synchronized."},
		{Path: "properties.remoteAddressSpace", Effect: ReadOnly, Sure: Reported, Source: "Azure/bicep#18379", Note: "Likewise of the remote network."},
		{Path: "properties.localVirtualNetworkAddressSpace", Effect: ReadOnly, Sure: Documented, Source: networkSpec},
		{Path: "properties.remoteVirtualNetworkAddressSpace", Effect: ReadOnly, Sure: Documented, Source: networkSpec},
		{Path: "properties.peeringState", Effect: Mends, Value: Str("Disconnected"), Sure: Reported,
			Source: "hashicorp/terraform-provider-azurerm#14051, Azure/bicep-registry-modules#6556 (2026-02)",
			Note:   "The other half was deleted: a write makes this one Initiated, and the other can be made."},
		{Path: "properties.peeringSyncLevel", Effect: Syncs, Value: Str("FullyInSync"), By: "syncRemoteAddressSpace=true", While: "peeringState=Connected", Sure: Documented,
			Source: "Azure/bicep#18379; Microsoft Learn, update the address space of a peered network"},
		{Path: "properties.peeringSyncLevel", Effect: ReadOnly, Sure: Documented, Source: networkSpec,
			Note: "After a change of a remote address space, ?syncRemoteAddressSpace=true mends it, a plain write does not (Azure/bicep#18379)."},
	}}

var routeTableType = Type{Name: TypeRouteTable, API: networkAPI, Behaviors: []Behavior{
	{Path: "location", Effect: Fixed, Sure: Documented, Source: learnModes},
	{Path: "tags", Effect: Others, Sure: Documented, Source: "Azure/arm-template-whatif#325"},
	{Path: "properties.routes", Effect: ItemsDeleted, Sure: Reported, Source: "ansible-collections/azure#1142, giantswarm/azure-operator#239",
		Note: "Those added by hand too."},
	{Path: "properties.routes", Effect: Unordered, By: "name", Sure: Documented, Source: learnRouting},
	{Path: "properties.routes", Effect: AfterNextHops, Sure: Documented, Source: learnRouting},
	{Path: "properties.routes", Effect: Interrupts, Sure: Documented, Source: learnRouting,
		Note: "Traffic takes another way at once, on every subnet that has the table; a route to an address where nothing answers drops it."},
	{Path: "properties.disableBgpRoutePropagation", Effect: Defaults, Value: Bool(false), Sure: Documented, Source: networkSpec},
	{Path: "properties.subnets", Effect: ReadOnly, Sure: Documented, Source: networkSpec},
}}

// routeType is of routes that are written one by one; with a table they are written in its body.
var routeType = Type{Name: TypeRoute, API: networkAPI, List: InParent, Inline: "properties.routes", Locks: []string{"parent"}, Behaviors: []Behavior{
	{Path: "properties.addressPrefix", Effect: AfterNextHops, Sure: Documented, Source: learnRouting},
	{Path: "properties.hasBgpOverride", Effect: ReadOnly, Sure: Documented, Source: networkSpec},
	{Path: "properties.provisioningState", Effect: ReadOnly, Sure: Documented, Source: networkSpec},
}}

// securityRuleType is of rules that are written one by one; with a group they are written in its body. How they are compared stands with the group.
var securityRuleType = Type{Name: TypeSecurityRule, API: networkAPI, List: InParent, Inline: "properties.securityRules", Locks: []string{"parent"}, Behaviors: []Behavior{
	{Path: "properties.provisioningState", Effect: ReadOnly, Sure: Documented, Source: networkSpec},
}}

var securityGroupType = Type{Name: TypeSecurityGroup, API: networkAPI, Behaviors: []Behavior{
	{Path: "location", Effect: Fixed, Sure: Documented, Source: learnModes},
	{Path: "tags", Effect: Others, Sure: Documented, Source: "Azure/arm-template-whatif#325"},
	{Path: "properties.securityRules", Effect: ItemsDeleted, Sure: Reported,
		Source: "Azure/azure-quickstart-templates#2786, Azure-Samples/azure-samples-python-management#148"},
	{Path: "properties.securityRules", Effect: Unordered, By: "name", Sure: Documented, Source: learnGroups},
	{Path: "properties.securityRules[].properties.sourceAddressPrefixes", Effect: Unordered, Sure: Documented, Source: learnGroups},
	{Path: "properties.securityRules[].properties.destinationAddressPrefixes", Effect: Unordered, Sure: Documented, Source: learnGroups},
	{Path: "properties.securityRules[].properties.destinationPortRanges", Effect: Unordered, Sure: Documented, Source: learnGroups},
	{Path: "properties.securityRules[].properties.protocol", Effect: IgnoreCase, Sure: Contested},
	{Path: "properties.defaultSecurityRules", Effect: ReadOnly, Sure: Documented, Source: networkSpec},
	{Path: "properties.subnets", Effect: ReadOnly, Sure: Documented, Source: networkSpec},
	{Path: "properties.networkInterfaces", Effect: ReadOnly, Sure: Documented, Source: networkSpec},
}}
