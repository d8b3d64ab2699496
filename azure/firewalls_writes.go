package azure

// Sources that many facts of firewalls have in common.
const (
	learnFirewallSKU = "Microsoft Learn, change the SKU of Azure Firewall (2026-02)"
	forceNew         = "terraform-provider-azurerm, ForceNew"
	tagsSource       = "Azure/arm-template-whatif#325"
)

var firewallType = Type{Name: TypeFirewall, API: networkAPI, Slow: true, Locks: []string{"properties.firewallPolicy.id", "properties.ipConfigurations[].properties.subnet.id"}, Behaviors: []Behavior{
	{Path: "", Effect: Refused, Code: "AnotherOperationInProgress", Sure: Reported, Source: "Azure/Enterprise-Scale#355",
		Note: "While a gateway of the same network is written."},
	{Path: "location", Effect: Fixed, Sure: Documented, Source: learnModes},
	{Path: "tags", Effect: Others, Sure: Documented, Source: tagsSource},
	{Path: "zones", Effect: Fixed, Sure: Contested, Source: forceNew + "; MicrosoftDocs/azure-docs#119341", Note: "Newer documents may allow it."},
	{Path: "zones", Effect: Unordered, Sure: Contested},
	{Path: "properties.sku.name", Effect: Fixed, Sure: Reported, Source: forceNew},
	{Path: "properties.sku.tier", Effect: Refused, Sure: Documented, Source: learnFirewallSKU,
		Note: "Lower than that of its policy. It changes in place and without downtime otherwise."},
	{Path: "properties.ipConfigurations", Effect: ItemsDeleted, Sure: Reported, Source: "Azure/bicep#10990, Azure/missionlz#1214",
		Note: "Addresses added by hand too; one that a DNAT rule uses is refused."},
	{Path: "properties.ipConfigurations", Effect: Interrupts, Empty: true, Sure: Documented, Source: "Azure/azure-sdk-for-python#46306 (2026-04)",
		Note: "Empty or missing, without a virtual hub, the firewall is deallocated: all traffic through it stops."},
	{Path: "properties.ipConfigurations", Effect: Unordered, By: "name", Sure: Contested},
	{Path: "properties.ipConfigurations[].properties.subnet", Effect: Fixed, Sure: Reported, Source: forceNew},
	{Path: "properties.ipConfigurations[].properties.subnet.id", Effect: IgnoreCase, Sure: Documented, Source: learnIDs},
	{Path: "properties.ipConfigurations[].properties.publicIPAddress.id", Effect: IgnoreCase, Sure: Documented, Source: learnIDs},
	{Path: "properties.managementIpConfiguration", Effect: Refused, Code: "AzureFirewallManagementIpConfigCannotBeAdded", Sure: Reported,
		Source: "Azure/ALZ-Bicep#1097 (2025-11)", Note: "Added to a firewall that runs."},
	{Path: "properties.managementIpConfiguration.properties.subnet.id", Effect: IgnoreCase, Sure: Documented, Source: learnIDs},
	{Path: "properties.managementIpConfiguration.properties.publicIPAddress.id", Effect: IgnoreCase, Sure: Documented, Source: learnIDs},
	{Path: "properties.virtualHub", Effect: Fixed, Sure: Reported, Source: forceNew},
	{Path: "properties.virtualHub.id", Effect: IgnoreCase, Sure: Documented, Source: learnIDs},
	{Path: "properties.hubIPAddresses.privateIPAddress", Effect: ReadOnly, Sure: Documented, Source: networkSpec},
	{Path: "properties.hubIPAddresses.publicIPs.addresses", Effect: KeptWhenAbsent, Sure: Contested, Note: "Azure gives as many as their count."},
	{Path: "properties.firewallPolicy.id", Effect: IgnoreCase, Sure: Documented, Source: learnIDs},
	{Path: "properties.ipGroups", Effect: ReadOnly, Sure: Documented, Source: networkSpec},
}}

var firewallPolicyType = Type{Name: TypeFirewallPolicy, API: networkAPI, Behaviors: []Behavior{
	{Path: "location", Effect: Fixed, Sure: Documented, Source: learnModes},
	{Path: "tags", Effect: Others, Sure: Documented, Source: tagsSource},
	{Path: "properties.sku.tier", Effect: Fixed, Code: "FirewallPolicySkuChangeDisallowed", Sure: Documented,
		Source: learnFirewallSKU + "; MicrosoftDocs/azure-docs#88954", Note: "A new policy is made and put on the firewall."},
	{Path: "properties.threatIntelWhitelist", Effect: ResetWhenAbsent, Sure: Documented, Source: learnModes},
	{Path: "properties.intrusionDetection", Effect: ResetWhenAbsent, Sure: Documented, Source: learnModes},
	{Path: "properties.threatIntelMode", Effect: Refused, Sure: Documented, Source: "Microsoft Learn, Azure Firewall Manager policy overview (2025-07)",
		Note: "Less strict than that of the base policy, or Off where that is on."},
	{Path: "properties.dnsSettings", Effect: ResetWhenAbsent, Sure: Documented, Source: learnModes},
	{Path: "properties.dnsSettings.enableProxy", Effect: Defaults, Value: Bool(false), Sure: Documented, Source: networkSpec},
	{Path: "properties.snat", Effect: ResetWhenAbsent, Sure: Documented, Source: learnModes},
	{Path: "properties.snat.privateRanges", Effect: Unordered, Sure: Contested},
	{Path: "properties.basePolicy", Effect: ResetWhenAbsent, Sure: Documented, Source: learnModes},
	{Path: "properties.basePolicy", Effect: Refused, Sure: Documented, Source: "Microsoft Learn, Azure Firewall policy (2025-07)",
		Note: "Of another location."},
	{Path: "properties.basePolicy.id", Effect: IgnoreCase, Sure: Documented, Source: learnIDs},
	{Path: "properties.insights", Effect: ResetWhenAbsent, Sure: Documented, Source: learnModes},
	{Path: "properties.insights.logAnalyticsResources.defaultWorkspaceId.id", Effect: IgnoreCase, Sure: Documented, Source: learnIDs},
	{Path: "properties.transportSecurity", Effect: ResetWhenAbsent, Sure: Documented, Source: learnModes},
	{Path: "properties.ruleCollectionGroups", Effect: KeptWhenAbsent, Sure: Documented, Source: learnModes + "; Azure/ResourceModules#1325",
		Note: "They are resources of their own."},
	{Path: "properties.ruleCollectionGroups", Effect: ReadOnly, Sure: Documented, Source: networkSpec},
	{Path: "properties.firewalls", Effect: ReadOnly, Sure: Documented, Source: networkSpec},
	{Path: "properties.childPolicies", Effect: ReadOnly, Sure: Documented, Source: networkSpec},
}}

var ruleCollectionGroupType = Type{Name: TypeRuleCollectionGroup, API: networkAPI, List: ByParent, Locks: []string{"parent"}, Behaviors: []Behavior{
	{Path: "", Effect: Refused, Code: "FirewallPolicyUpdateFailed", Passes: true, Sure: Reported,
		Source: "Azure/bicep#1013, hashicorp/terraform-provider-azurerm#15440, Azure/ResourceModules#1325",
		Note:   "While another group of the policy, or the policy itself, is written: it is Updating until each firewall has it."},
	{Path: "properties.ruleCollections", Effect: ItemsDeleted, Sure: Reported, Source: "hashicorp/terraform-provider-azurerm#22371"},
	{Path: "properties.ruleCollections[].rules", Effect: ItemsDeleted, Sure: Reported, Source: "hashicorp/terraform-provider-azurerm#22371"},
	{Path: "properties.ruleCollections[].rules[].ipProtocols", Effect: Unordered, Sure: Contested},
	{Path: "properties.ruleCollections[].rules[].sourceIpGroups", Effect: Unordered, Sure: Contested},
	{Path: "properties.ruleCollections[].rules[].sourceIpGroups[]", Effect: IgnoreCase, Sure: Documented, Source: learnIDs},
	{Path: "properties.ruleCollections[].rules[].sourceAddresses", Effect: Unordered, Sure: Contested},
	{Path: "properties.ruleCollections[].rules[].destinationIpGroups", Effect: Unordered, Sure: Contested},
	{Path: "properties.ruleCollections[].rules[].destinationIpGroups[]", Effect: IgnoreCase, Sure: Documented, Source: learnIDs},
	{Path: "properties.ruleCollections[].rules[].destinationAddresses", Effect: Unordered, Sure: Contested},
	{Path: "properties.ruleCollections[].rules[].destinationPorts", Effect: Unordered, Sure: Contested},
}}

var ipGroupType = Type{Name: TypeIPGroup, API: networkAPI, AtOnce: IPGroupsAtOnce, Behaviors: []Behavior{
	{Path: "location", Effect: Fixed, Sure: Documented, Source: learnModes},
	{Path: "tags", Effect: Others, Sure: Documented, Source: tagsSource},
	{Path: "", Effect: Refused, Code: "IpGroupsUpdateFailed", Passes: true, Sure: Documented,
		Source: "Microsoft Learn, IP Groups in Azure Firewall, Parallel IP Group updates; hashicorp/terraform-provider-azurerm#19843 (2023: one), #32241 (2026: 20)",
		Note:   "While 20 others that the same policy uses are written."},
	{Path: "properties.ipAddresses", Effect: ItemsDeleted, Sure: Documented, Source: "Microsoft Learn, IP Groups in Azure Firewall",
		Note: "A rule whose group is emptied is skipped."},
	{Path: "properties.ipAddresses", Effect: Unordered, Sure: Documented, Source: "Microsoft Learn, IP Groups in Azure Firewall"},
	{Path: "properties.firewalls", Effect: ReadOnly, Sure: Documented, Source: networkSpec},
	{Path: "properties.firewallPolicies", Effect: ReadOnly, Sure: Documented, Source: networkSpec},
}}
