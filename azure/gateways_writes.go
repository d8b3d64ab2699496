package azure

var gatewayType = Type{Name: TypeGateway, API: networkAPI, List: ByGroup, Slow: true,
	Locks: []string{"properties.ipConfigurations[].properties.subnet.id"}, Behaviors: []Behavior{
		{Path: "location", Effect: Fixed, Sure: Documented, Source: "Microsoft Learn, deployment modes"},
		{Path: "tags", Effect: Others, Sure: Documented, Source: "Azure/arm-template-whatif#325",
			Note: "A write replaces all tags: whoever keeps those of others sends them back."},
		{Path: "", Effect: Refused, Code: "AnotherOperationInProgress", Sure: Reported, Source: "Azure/Enterprise-Scale#355",
			Note: "While another gateway or the firewall of the same network is written."},
		{Path: "", Effect: Interrupts, Sure: Contested,
			Note: "A write of equal values puts the gateway in Updating for minutes; whether tunnels drop, no report says."},
		{Path: "properties.gatewayType", Effect: Fixed, Sure: Reported, Source: "terraform-provider-azurerm, ForceNew"},
		{Path: "properties.vpnType", Effect: Fixed, Sure: Reported, Source: "terraform-provider-azurerm, ForceNew"},
		{Path: "properties.vpnGatewayGeneration", Effect: Fixed, Sure: Reported, Source: "terraform-provider-azurerm, ForceNew"},
	}}
