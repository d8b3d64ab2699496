package azure

// Sources that many facts of network managers have in common.
const (
	learnCommits = "Microsoft Learn, configuration deployments in Azure Virtual Network Manager"
	managerChild = "azure-rest-api-specs, Microsoft.Network 2025-05-01: each is a resource"
	policySpec   = "azure-rest-api-specs, Microsoft.Authorization 2025-01-01"
)

var networkManagerType = Type{Name: TypeNetworkManager, API: networkAPI, Behaviors: []Behavior{
	{Path: "location", Effect: Fixed, Sure: Documented, Source: learnModes},
	{Path: "tags", Effect: Others, Sure: Documented, Source: tagsSource},
	{Path: "", Effect: KeptWhenAbsent, Sure: Documented, Source: managerChild, Note: "Groups and configurations are resources of their own, and stay."},
	{Path: "properties.networkManagerScopes.subscriptions", Effect: ItemsDeleted, Sure: Documented, Source: learnModes},
	{Path: "properties.networkManagerScopes.subscriptions", Effect: Unordered, Sure: Contested},
	{Path: "properties.networkManagerScopes.managementGroups", Effect: ItemsDeleted, Sure: Documented, Source: learnModes},
	{Path: "properties.networkManagerScopes.managementGroups", Effect: Unordered, Sure: Contested},
	{Path: "properties.networkManagerScopes.crossTenantScopes", Effect: ReadOnly, Sure: Documented, Source: networkSpec},
	{Path: "properties.networkManagerScopeAccesses", Effect: ItemsDeleted, Sure: Documented, Source: learnModes},
	{Path: "properties.networkManagerScopeAccesses", Effect: Unordered, Sure: Contested},
}}

var networkGroupType = Type{Name: TypeNetworkGroup, API: networkAPI, List: ByParent, Behaviors: []Behavior{
	{Path: "properties.memberType", Effect: Fixed, Sure: Reported, Source: forceNew},
	{Path: "", Effect: KeptWhenAbsent, Sure: Documented, Source: managerChild, Note: "Its members are resources of their own, and stay."},
}}

var staticMemberType = Type{Name: TypeStaticMember, API: networkAPI, List: ByParent, Behaviors: []Behavior{
	{Path: "properties.resourceId", Effect: Fixed, Sure: Reported, Source: forceNew},
	{Path: "properties.resourceId", Effect: IgnoreCase, Sure: Documented, Source: learnIDs},
	{Path: "", Effect: Interrupts, Sure: Documented, Source: learnCommits, Note: "A member that comes or goes is joined or apart at once, without a commit."},
	{Path: "properties.region", Effect: ReadOnly, Sure: Documented, Source: networkSpec},
}}

var connectivityConfigurationType = Type{Name: TypeConnectivityConfiguration, API: networkAPI, List: ByParent, Behaviors: []Behavior{
	{Path: "properties", Effect: KeptWhenAbsent, Sure: Documented, Source: learnCommits, Note: "What is in force changes only with a new commit."},
	{Path: "properties.hubs[].resourceId", Effect: IgnoreCase, Sure: Documented, Source: learnIDs},
	{Path: "properties.appliesToGroups", Effect: ItemsDeleted, Sure: Documented, Source: learnModes},
	{Path: "properties.appliesToGroups[].networkGroupId", Effect: IgnoreCase, Sure: Documented, Source: learnIDs},
	{Path: "properties.deleteExistingPeering", Effect: Interrupts, Sure: Documented,
		Source: "Azure/bicep-registry-modules, avm/res/network/network-manager; MicrosoftDocs/azure-docs#124584",
		Note:   "True removes, once committed, every peering of the members that the configuration does not have."},
}}

var commitType = Type{Name: TypeCommit, API: commitAPI, List: ByParent, Behaviors: []Behavior{
	{Path: "properties.configurationIds", Effect: ItemsDeleted, Sure: Documented, Source: learnCommits,
		Note: "A commit replaces the set of configurations of its type in its regions."},
	{Path: "properties.configurationIds", Effect: Unordered, Sure: Contested},
	{Path: "properties.configurationIds[]", Effect: IgnoreCase, Sure: Documented, Source: learnIDs},
	{Path: "properties.targetLocations", Effect: Unordered, Sure: Contested},
	{Path: "properties.forceUpdateTag", Effect: Interrupts, Sure: OneReport, Source: "azure-mgmt-network, force_update_tag",
		Note: "Another one commits anew: what the configurations change takes effect."},
}}

var policyDefinitionType = Type{Name: TypePolicyDefinition, API: policyAPI, Scope: InSubscription, List: Singly, Behaviors: []Behavior{
	{Path: "properties.policyRule.then.details.networkGroupId", Effect: IgnoreCase, Sure: Documented, Source: learnIDs},
	{Path: "properties.metadata", Effect: ReadOnly, Sure: Contested, Note: "Azure notes there who made it, and when."},
	{Path: "properties.version", Effect: ReadOnly, Sure: Contested},
	{Path: "properties.versions", Effect: ReadOnly, Sure: Contested},
}}

var policyAssignmentType = Type{Name: TypePolicyAssignment, API: policyAPI, Scope: InSubscription, List: Singly, Behaviors: []Behavior{
	{Path: "properties.policyDefinitionId", Effect: IgnoreCase, Sure: Documented, Source: learnIDs},
	{Path: "properties.enforcementMode", Effect: Defaults, Value: Str("Default"), Sure: Documented, Source: policySpec},
	{Path: "properties.scope", Effect: ReadOnly, Sure: Documented, Source: policySpec},
	{Path: "properties.metadata", Effect: ReadOnly, Sure: Contested, Note: "Azure notes there who made it, and when."},
}}
