package azure

var localGatewayType = Type{Name: TypeLocalGateway, API: networkAPI, List: ByGroup, Behaviors: []Behavior{
	{Path: "location", Effect: Fixed, Sure: Documented, Source: "Microsoft Learn, deployment modes"},
	{Path: "tags", Effect: Others, Sure: Documented, Source: "Azure/arm-template-whatif#325",
		Note: "A write replaces all tags: whoever keeps those of others sends them back."},
	{Path: "properties.localNetworkAddressSpace.addressPrefixes", Effect: ItemsDeleted, Sure: Reported, Source: "MicrosoftDocs/azure-docs#38835",
		Note: "A connection need not be removed for it."},
	{Path: "properties.localNetworkAddressSpace.addressPrefixes", Effect: Unordered, Sure: Contested},
	{Path: "properties.localNetworkAddressSpace.addressPrefixes", Effect: Interrupts, Sure: Documented, Source: learnModifySite,
		Note: "Tunnels of connections that use it may drop; for how long, no source says."},
	{Path: "properties.gatewayIpAddress", Effect: Interrupts, Sure: Documented, Source: learnModifySite,
		Note: "Connections that use it make their tunnels anew; for how long, no source says."},
	{Path: "properties.fqdn", Effect: Interrupts, Sure: Documented, Source: learnModifySite,
		Note: "Connections that use it make their tunnels anew; for how long, no source says."},
	{Path: "properties.fqdn", Effect: ResetWhenAbsent, Sure: Documented, Source: "Microsoft Learn, deployment modes"},
	{Path: "properties.bgpSettings", Effect: ResetWhenAbsent, Sure: Documented, Source: "Microsoft Learn, deployment modes", Note: "BGP with the site ends."},
	{Path: "properties.bgpSettings.asn", Effect: Interrupts, Sure: Reported, Source: sessionsAnew,
		Note: "BGP sessions with the site begin anew, and come up once its device has this AS number."},
	{Path: "properties.bgpSettings.bgpPeeringAddress", Effect: Interrupts, Sure: Reported, Source: sessionsAnew,
		Note: "The BGP session with the old address ends; that with the new one comes up once the site's device has it."},
}}

const learnModifySite = "Microsoft Learn, modify local network gateway settings: changes may cause tunnel disconnects and downtime"
