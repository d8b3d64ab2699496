package azure

const (
	learnVirtualWAN = "Microsoft Learn, about Azure Virtual WAN"
	terraformFixed  = "terraform-provider-azurerm, ForceNew"
	tagsKept        = "A write replaces all tags: whoever keeps those of others sends them back."
)

var virtualWANType = Type{Name: TypeVirtualWAN, API: networkAPI, Behaviors: []Behavior{
	{Path: "location", Effect: Fixed, Sure: Documented, Source: learnModes},
	{Path: "tags", Effect: Others, Sure: Documented, Source: "Azure/arm-template-whatif#325", Note: tagsKept},
	{Path: "properties.type", Effect: IgnoreCase, Sure: Contested},
	{Path: "properties.type", Effect: Refused, Sure: Documented, Source: learnVirtualWAN, Note: "From Standard to Basic. Basic to Standard is taken."},
	{Path: "properties.allowBranchToBranchTraffic", Effect: Defaults, Value: Bool(true), Sure: Documented, Source: networkSpec},
	{Path: "properties.disableVpnEncryption", Effect: ResetWhenAbsent, Sure: Documented, Source: learnModes},
	{Path: "properties.office365LocalBreakoutCategory", Effect: ReadOnly, Sure: Documented, Source: networkSpec},
	{Path: "properties.virtualHubs", Effect: ReadOnly, Sure: Documented, Source: networkSpec},
	{Path: "properties.vpnSites", Effect: ReadOnly, Sure: Documented, Source: networkSpec},
}}

var virtualHubType = Type{Name: TypeVirtualHub, API: networkAPI, Slow: true, Behaviors: []Behavior{
	{Path: "location", Effect: Fixed, Sure: Documented, Source: learnModes},
	{Path: "tags", Effect: Others, Sure: Documented, Source: "Azure/arm-template-whatif#325", Note: tagsKept},
	{Path: "properties.virtualWan", Effect: Fixed, Sure: Reported, Source: terraformFixed},
	{Path: "properties.virtualWan.id", Effect: IgnoreCase, Sure: Documented, Source: learnIDs},
	{Path: "properties.addressPrefix", Effect: Fixed, Sure: Documented, Source: "Azure/azure-powershell#19568"},
	{Path: "properties.sku", Effect: Fixed, Sure: Reported, Source: terraformFixed},
	{Path: "properties.hubRoutingPreference", Effect: Defaults, Value: Str("ExpressRoute"), Sure: Documented, Source: learnModes + "; " + learnHubPreference},
	{Path: "properties.virtualRouterAutoScaleConfiguration", Effect: ResetWhenAbsent, Sure: Documented, Source: learnModes},
	{Path: "properties.routeTable", Effect: ResetWhenAbsent, Sure: Contested, Note: "The old table of the hub itself; no report of it."},
	{Path: "properties.virtualHubRouteTableV2s", Effect: ResetWhenAbsent, Sure: Contested, Note: "Old tables; no report of it."},
	{Path: "properties.routingState", Effect: ReadOnly, Sure: Reported,
		Source: "Azure/azure-rest-api-specs#10391, Azure/terraform-provider-azapi#402",
		Note:   "A write answers that it is done while this is Provisioning. What is written into the hub before it is Provisioned fails, or disturbs it."},
	{Path: "properties.routingState", Effect: Ready, Value: Str("Provisioned"), Sure: Reported,
		Source: "Azure/azure-rest-api-specs#10391, Azure/terraform-provider-azapi#402"},
	{Path: "properties.provisioningState", Effect: ReadOnly, Sure: Documented, Source: networkSpec},
	{Path: "properties.virtualRouterAsn", Effect: ReadOnly, Sure: Contested},
	{Path: "properties.virtualRouterIps", Effect: ReadOnly, Sure: Documented, Source: networkSpec},
	{Path: "properties.azureFirewall", Effect: ReadOnly, Sure: Contested, Note: "Azure keeps it; whether a write without it is one, no report says."},
	{Path: "properties.vpnGateway", Effect: ReadOnly, Sure: Contested, Note: "As azureFirewall."},
	{Path: "properties.expressRouteGateway", Effect: ReadOnly, Sure: Contested, Note: "As azureFirewall."},
}}

const learnHubPreference = "Microsoft Learn, virtual hub routing preference"

var hubVPNGatewayType = Type{Name: TypeHubVPNGateway, API: networkAPI, Slow: true, Locks: []string{"properties.virtualHub.id"}, Behaviors: append([]Behavior{
	{Path: "location", Effect: Fixed, Sure: Documented, Source: learnModes},
	{Path: "tags", Effect: Others, Sure: Documented, Source: "Azure/arm-template-whatif#325", Note: tagsKept},
	{Path: "properties.connections", Effect: DeletedWhenAbsent, Sure: Reported,
		Source: "Azure/ResourceModules#4312, PR 4313, Azure/bicep-registry-modules#2348, Azure/bicep-types-az#2135, Azure/bicep#13533",
		Note: "A write of the gateway deletes its connections, and the tunnels are down until they are made anew. " +
			"Azure/azure-cli#15036 (2020-09) has it that they change by writes of their own alone: the newer reports weigh more."},
	{Path: "properties.natRules", Effect: DeletedWhenAbsent, Sure: Contested},
	{Path: "properties.natRules", Effect: Unordered, By: "name", Sure: Contested},
	{Path: "properties.virtualHub", Effect: Fixed, Sure: Reported, Source: terraformFixed},
	{Path: "properties.virtualHub.id", Effect: IgnoreCase, Sure: Documented, Source: learnIDs},
	{Path: "properties.bgpSettings", Effect: Fixed, Sure: Reported, Source: terraformFixed, Note: "The AS number and the peer weight."},
	{Path: "properties.bgpSettings.bgpPeeringAddress", Effect: ReadOnly, Sure: Documented, Source: networkSpec},
	{Path: "properties.bgpSettings.bgpPeeringAddresses", Effect: ResetWhenAbsent, Sure: Documented, Source: learnModes,
		Note: "Its APIPA addresses; the others are Azure's."},
	{Path: "properties.vpnGatewayScaleUnit", Effect: Interrupts, Sure: Contested, Note: "Tunnels may drop meanwhile; for how long, no source says."},
	{Path: "properties.isRoutingPreferenceInternet", Effect: ResetWhenAbsent, Sure: Documented, Source: learnModes},
	{Path: "properties.enableBgpRouteTranslationForNat", Effect: ResetWhenAbsent, Sure: Documented, Source: learnModes},
	{Path: "properties.ipConfigurations", Effect: ReadOnly, Sure: Documented, Source: networkSpec},
	{Path: "properties.provisioningState", Effect: ReadOnly, Sure: Documented, Source: networkSpec},
}, natRuleBehaviors...)}

var hubERGatewayType = Type{Name: TypeHubERGateway, API: networkAPI, Slow: true, Locks: []string{"properties.virtualHub.id"}, Behaviors: []Behavior{
	{Path: "location", Effect: Fixed, Sure: Documented, Source: learnModes},
	{Path: "tags", Effect: Others, Sure: Documented, Source: "Azure/arm-template-whatif#325", Note: tagsKept},
	{Path: "properties.expressRouteConnections", Effect: DeletedWhenAbsent, Sure: Documented,
		Source: "Azure/bicep-registry-modules, express-route-gateway; Azure/azure-rest-api-specs PR 18417; " +
			"hashicorp/terraform-provider-azurerm#13368, PR 16680; Azure/ALZ-Bicep#740",
		Note: "A write of the gateway, even of its tags, disconnects all its circuits until they are connected anew."},
	{Path: "properties.virtualHub", Effect: Fixed, Sure: Reported, Source: terraformFixed},
	{Path: "properties.virtualHub.id", Effect: IgnoreCase, Sure: Documented, Source: learnIDs},
	{Path: "properties.autoScaleConfiguration.bounds.max", Effect: ResetWhenAbsent, Sure: Documented, Source: learnModes},
	{Path: "properties.allowNonVirtualWanTraffic", Effect: Defaults, Value: Bool(false), Sure: Documented, Source: networkSpec},
	{Path: "properties.provisioningState", Effect: ReadOnly, Sure: Documented, Source: networkSpec},
}}

var hubSiteType = Type{Name: TypeHubSite, API: networkAPI, Behaviors: []Behavior{
	{Path: "location", Effect: Fixed, Sure: Documented, Source: learnModes},
	{Path: "tags", Effect: Others, Sure: Documented, Source: "Azure/arm-template-whatif#325", Note: tagsKept},
	{Path: "properties.virtualWan", Effect: Fixed, Sure: Reported, Source: terraformFixed},
	{Path: "properties.virtualWan.id", Effect: IgnoreCase, Sure: Documented, Source: learnIDs},
	{Path: "properties.addressSpace.addressPrefixes", Effect: ItemsDeleted, Sure: Reported, Source: "MicrosoftDocs/azure-docs#38835",
		Note: "A connection stays while they change."},
	{Path: "properties.addressSpace.addressPrefixes", Effect: Unordered, Sure: Contested},
	{Path: "properties.addressSpace.addressPrefixes", Effect: Interrupts, Sure: Contested,
		Note: "As of a local network gateway, whose tunnels may drop; of sites of a virtual WAN no source says."},
	{Path: "properties.vpnSiteLinks[].properties.ipAddress", Effect: Interrupts, Sure: Contested,
		Note: "Connections that use the link make their tunnels anew; for how long, no source says."},
	{Path: "properties.vpnSiteLinks[].properties.bgpProperties.asn", Effect: Interrupts, Sure: Reported, Source: sessionsAnew,
		Note: "BGP sessions with the site begin anew, and come up once its device has this AS number."},
	{Path: "properties.vpnSiteLinks[].properties.bgpProperties.bgpPeeringAddress", Effect: Interrupts, Sure: Reported, Source: sessionsAnew,
		Note: "The BGP session with the old address ends; that with the new one comes up once the site's device has it."},
	{Path: "properties.vpnSiteLinks", Effect: ItemsDeleted, Sure: Contested, Note: "One that a connection uses is likely to be refused."},
	{Path: "properties.vpnSiteLinks", Effect: Unordered, By: "name", Sure: Contested},
	{Path: "properties.vpnSiteLinks[]", Effect: ItemsReplaced, Sure: Documented, Source: learnModes},
	{Path: "properties.vpnSiteLinks[].properties.bgpProperties", Effect: ResetWhenAbsent, Sure: Documented, Source: learnModes, Note: "BGP with the site ends."},
	{Path: "properties.vpnSiteLinks[].properties.linkProperties", Effect: ResetWhenAbsent, Sure: Documented, Source: learnModes},
	{Path: "properties.deviceProperties", Effect: ResetWhenAbsent, Sure: Documented, Source: learnModes},
	{Path: "properties.o365Policy", Effect: ResetWhenAbsent, Sure: Documented, Source: learnModes},
	{Path: "properties.isSecuritySite", Effect: ResetWhenAbsent, Sure: Documented, Source: learnModes},
	{Path: "properties.provisioningState", Effect: ReadOnly, Sure: Documented, Source: networkSpec},
}}
