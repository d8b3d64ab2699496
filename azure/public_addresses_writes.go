package azure

var publicAddressType = Type{Name: TypePublicAddress, API: networkAPI, Behaviors: []Behavior{
	{Path: "location", Effect: Fixed, Sure: Documented, Source: "Microsoft Learn, deployment modes"},
	{Path: "tags", Effect: Others, Sure: Documented, Source: "Azure/arm-template-whatif#325",
		Note: "A write replaces all tags: whoever keeps those of others sends them back."},
	{Path: "zones", Effect: Fixed, Code: "ResourceAvailabilityZonesCannotBeModified", Sure: Reported,
		Source: "Azure/AzOps#701, Azure/azure-cli#16653, Azure/azure-powershell#13656, Azure/bicep-registry-modules#2702",
		Note:   "To leave them out is a change too."},
	{Path: "zones", Effect: Unordered, Sure: Contested},
	{Path: "sku.name", Effect: Fixed, Sure: Reported, Source: "terraform-provider-azurerm, ForceNew"},
	{Path: "sku.tier", Effect: Fixed, Sure: Reported, Source: "terraform-provider-azurerm, ForceNew"},
	{Path: "properties.publicIPAddressVersion", Effect: Fixed, Sure: Reported, Source: "terraform-provider-azurerm, ForceNew"},
	{Path: "properties.dnsSettings", Effect: ResetWhenAbsent, Sure: Documented, Source: "Microsoft Learn, deployment modes"},
	{Path: "properties.idleTimeoutInMinutes", Effect: ResetWhenAbsent, Sure: Documented, Source: "Microsoft Learn, deployment modes"},
	{Path: "properties.ipAddress", Effect: ReadOnly, Sure: Documented, Source: "azure-rest-api-specs, Microsoft.Network 2025-05-01"},
	{Path: "properties.ipConfiguration", Effect: ReadOnly, Sure: Documented, Source: "azure-rest-api-specs, Microsoft.Network 2025-05-01"},
}}
