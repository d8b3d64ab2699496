package plan

// The API versions: one for each provider, but for a type that is newer. Microsoft.Network 2025-05-01 is stable in the Bicep types and the ARM schemas
// and has every property that is emitted here.
const (
	networkAPI   = "2025-05-01"
	commitAPI    = "2025-07-01" // of Microsoft.Network/networkManagers/commits, which is in no earlier one
	policyAPI    = "2025-01-01"
	resourcesAPI = "2024-11-01"
	// DeploymentsAPI is the version of Microsoft.Resources/deployments, which only ARM JSON writes down.
	DeploymentsAPI = "2025-04-01"
	// NetworkAPI is the version by which companion steps read and write.
	NetworkAPI = networkAPI
)

// The resource types that are emitted.
const (
	TypeResourceGroup       = "Microsoft.Resources/resourceGroups"
	typeClassicNetwork      = "Microsoft.ClassicNetwork/virtualNetworks"
	TypeVirtualNetwork      = "Microsoft.Network/virtualNetworks"
	TypeSubnet              = "Microsoft.Network/virtualNetworks/subnets"
	TypePeering             = "Microsoft.Network/virtualNetworks/virtualNetworkPeerings"
	TypeRouteTable          = "Microsoft.Network/routeTables"
	TypeSecurityGroup       = "Microsoft.Network/networkSecurityGroups"
	TypePublicAddress       = "Microsoft.Network/publicIPAddresses"
	TypeGateway             = "Microsoft.Network/virtualNetworkGateways"
	TypeLocalGateway        = "Microsoft.Network/localNetworkGateways"
	TypeConnection          = "Microsoft.Network/connections"
	TypeCircuit             = "Microsoft.Network/expressRouteCircuits"
	TypeFirewall            = "Microsoft.Network/azureFirewalls"
	TypeFirewallPolicy      = "Microsoft.Network/firewallPolicies"
	TypeRuleCollectionGroup = "Microsoft.Network/firewallPolicies/ruleCollectionGroups"
	TypeIPGroup             = "Microsoft.Network/ipGroups"
	TypeLoadBalancer        = "Microsoft.Network/loadBalancers"
	TypeVirtualWAN          = "Microsoft.Network/virtualWans"
	TypeVirtualHub          = "Microsoft.Network/virtualHubs"
	TypeHubVPNGateway       = "Microsoft.Network/vpnGateways"
	TypeHubERGateway        = "Microsoft.Network/expressRouteGateways"
	TypeRoutingIntent       = "Microsoft.Network/virtualHubs/routingIntent"
	TypeHubRouteTable       = "Microsoft.Network/virtualHubs/hubRouteTables"
	TypeHubSite             = "Microsoft.Network/vpnSites"
	TypeHubVPNConnection    = "Microsoft.Network/vpnGateways/vpnConnections"
	TypeHubERConnection     = "Microsoft.Network/expressRouteGateways/expressRouteConnections"
	TypeHubConnection       = "Microsoft.Network/virtualHubs/hubVirtualNetworkConnections"

	TypeNetworkManager            = "Microsoft.Network/networkManagers"
	TypeNetworkGroup              = "Microsoft.Network/networkManagers/networkGroups"
	TypeStaticMember              = "Microsoft.Network/networkManagers/networkGroups/staticMembers"
	TypeConnectivityConfiguration = "Microsoft.Network/networkManagers/connectivityConfigurations"
	TypeCommit                    = "Microsoft.Network/networkManagers/commits"
	TypePolicyDefinition          = "Microsoft.Authorization/policyDefinitions"
	TypePolicyAssignment          = "Microsoft.Authorization/policyAssignments"
)
