package azure

// learnHubRouting has that a connection without a routing configuration is associated with the default table and propagates to it.
const learnHubRouting = "Microsoft Learn, about virtual hub routing"

// What Azure has by itself in the routing configuration of a connection: the hub's default table and its label; with routing intent it propagates to
// the table that is called None. Of an id it is the end that says so.
var (
	hubTable = Behavior{Path: "properties.routingConfiguration.associatedRouteTable.id", Effect: Filled, Value: List{Str("/hubRouteTables/defaultRouteTable")},
		Sure: Documented, Source: learnHubRouting}
	hubLabels = Behavior{Path: "properties.routingConfiguration.propagatedRouteTables.labels", Effect: Filled, Value: List{Str("default"), Str("none")},
		Sure: Reported, Source: learnHubRouting + "; Azure/Azure-Landing-Zones#451 (2025-03)"}
	hubTables = Behavior{Path: "properties.routingConfiguration.propagatedRouteTables.ids[].id", Effect: Filled,
		Value: List{Str("/hubRouteTables/defaultRouteTable"), Str("/hubRouteTables/noneRouteTable")}, Sure: Reported,
		Source: learnHubRouting + "; Azure/Azure-Landing-Zones#451 (2025-03)"}
)

const learnRoutingIntent = "Microsoft Learn, how to configure routing intent (2025-08)"

var routingIntentType = Type{Name: TypeRoutingIntent, API: networkAPI, List: ByParent, Locks: []string{"parent"}, Behaviors: []Behavior{
	{Path: "", Effect: Refused, Sure: Documented, Source: learnRoutingIntent,
		Note: "Without a firewall in the hub, beside route tables of its own, or beside static routes to connections in the default table. " +
			"With over 90 % of 600 prefixes in the networks of the hub it may fail."},
	{Path: "properties.routingPolicies", Effect: ItemsDeleted, Sure: Documented, Source: learnModes},
	{Path: "properties.routingPolicies", Effect: Unordered, By: "name", Sure: Contested},
	{Path: "properties.routingPolicies", Effect: Interrupts, Sure: Contested,
		Note: "All connections of the hub learn other routes; for how long, no source says."},
	{Path: "properties.routingPolicies[].nextHop", Effect: IgnoreCase, Sure: Documented, Source: learnIDs},
	{Path: "properties.provisioningState", Effect: ReadOnly, Sure: Documented, Source: networkSpec},
}}

var hubRouteTableType = Type{Name: TypeHubRouteTable, API: networkAPI, List: ByParent, Locks: []string{"parent"}, Behaviors: []Behavior{
	{Path: "properties.labels", Effect: ItemsDeleted, Sure: Documented, Source: learnModes},
	{Path: "properties.labels", Effect: Unordered, Sure: Contested},
	{Path: "properties.routes", Effect: ItemsDeleted, Sure: Documented, Source: "MicrosoftDocs/azure-docs#120809, hashicorp/terraform-provider-azurerm#10039",
		Note: "Those added by hand too: it has caused an outage."},
	{Path: "properties.routes", Effect: Unordered, By: "name", Sure: Contested},
	{Path: "properties.routes", Effect: Interrupts, Sure: Documented, Source: "MicrosoftDocs/azure-docs#120809"},
	{Path: "properties.routes[].nextHop", Effect: IgnoreCase, Sure: Documented, Source: learnIDs},
	{Path: "properties.associatedConnections", Effect: ReadOnly, Sure: Documented, Source: networkSpec},
	{Path: "properties.propagatingConnections", Effect: ReadOnly, Sure: Documented, Source: networkSpec},
	{Path: "properties.provisioningState", Effect: ReadOnly, Sure: Documented, Source: networkSpec},
}}

// hubConnectionType locks the network too: a connection while its subnets are written conflicts. Several connections of a hub may be
// written at once since 2021 (hashicorp/terraform-provider-azurerm#13258), but not while anything else changes the hub.
var hubConnectionType = Type{Name: TypeHubConnection, API: networkAPI, List: ByParent, Slow: true,
	Locks: []string{"parent", "properties.remoteVirtualNetwork.id"}, Behaviors: []Behavior{
		{Path: "", Effect: Refused, Code: "AnotherOperationInProgress", Passes: true, Sure: Reported, Source: "hashicorp/terraform-provider-azurerm#12998",
			Note: "While subnets of the network are written."},
		{Path: "", Effect: Refused, Code: "HubBgpConnectionParentHubMustHaveProvisionedRoutingState", Passes: true, Sure: Reported,
			Source: "Azure/azure-rest-api-specs#10391, Azure/terraform-provider-azapi#402",
			Note:   "While the hub's routingState is not Provisioned. The code is that of a BGP connection."},
		{Path: "properties.remoteVirtualNetwork", Effect: Fixed, Sure: Reported, Source: terraformFixed,
			Note: "A network is at one hub only, and has no gateway of its own."},
		{Path: "properties.remoteVirtualNetwork.id", Effect: IgnoreCase, Sure: Documented, Source: learnIDs},
		{Path: "properties.enableInternetSecurity", Effect: Defaults, Value: Bool(false), Sure: Contested},
		{Path: "properties.routingConfiguration", Effect: Filled, Sure: Documented, Source: learnHubRouting},
		hubTable, hubLabels, hubTables,
		{Path: "properties.routingConfiguration", Effect: ResetWhenAbsent, Sure: Contested,
			Note: "With routing intent Azure itself sets it (Azure/terraform-azurerm-lz-vending#289): it is no difference there."},
		{Path: "properties.routingConfiguration.associatedRouteTable.id", Effect: IgnoreCase, Sure: Documented, Source: learnIDs},
		{Path: "properties.routingConfiguration.propagatedRouteTables.labels", Effect: ItemsDeleted, Sure: Documented, Source: learnModes},
		{Path: "properties.routingConfiguration.propagatedRouteTables.labels", Effect: Unordered, Sure: Contested},
		{Path: "properties.routingConfiguration.propagatedRouteTables.ids", Effect: ResetWhenAbsent, Sure: Documented, Source: learnModes},
		{Path: "properties.routingConfiguration.vnetRoutes", Effect: ResetWhenAbsent, Sure: Documented, Source: learnModes,
			Note: "Static routes, and how they are propagated."},
		{Path: "properties.routingConfiguration.inboundRouteMap", Effect: ResetWhenAbsent, Sure: Documented, Source: learnModes},
		{Path: "properties.routingConfiguration.outboundRouteMap", Effect: ResetWhenAbsent, Sure: Documented, Source: learnModes},
		{Path: "properties.allowHubToRemoteVnetTransit", Effect: Ignored, Sure: Documented, Source: networkSpec, Note: "Deprecated."},
		{Path: "properties.allowRemoteVnetToUseHubVnetGateways", Effect: Ignored, Sure: Documented, Source: networkSpec, Note: "Deprecated."},
		{Path: "properties.provisioningState", Effect: ReadOnly, Sure: Documented, Source: networkSpec},
	}}
