package azure

import "strings"

// The resource types that are written, and those that rows name.
const (
	TypeResourceGroup       = "Microsoft.Resources/resourceGroups"
	TypeDeployment          = "Microsoft.Resources/deployments"
	TypeClassicNetwork      = "Microsoft.ClassicNetwork/virtualNetworks"
	TypeVirtualNetwork      = "Microsoft.Network/virtualNetworks"
	TypeSubnet              = "Microsoft.Network/virtualNetworks/subnets"
	TypePeering             = "Microsoft.Network/virtualNetworks/virtualNetworkPeerings"
	TypeRouteTable          = "Microsoft.Network/routeTables"
	TypeRoute               = "Microsoft.Network/routeTables/routes"
	TypeSecurityGroup       = "Microsoft.Network/networkSecurityGroups"
	TypeNATGateway          = "Microsoft.Network/natGateways"
	TypeDDoSProtectionPlan  = "Microsoft.Network/ddosProtectionPlans"
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

// Types that are never written, and that whoever reads templates must tell apart.
const (
	TypeKeyVault              = "Microsoft.KeyVault/vaults"
	TypeWorkspace             = "Microsoft.OperationalInsights/workspaces"
	TypeManagementGroup       = "Microsoft.Management/managementGroups"
	TypeSecurityRule          = "Microsoft.Network/networkSecurityGroups/securityRules"
	TypeNetworkInterface      = "Microsoft.Network/networkInterfaces"
	TypeBastion               = "Microsoft.Network/bastionHosts"
	TypeRouteServerAddress    = "Microsoft.Network/virtualHubs/ipConfigurations" // a Route Server is a virtual hub with one
	TypePointToSiteGateway    = "Microsoft.Network/p2sVpnGateways"
	TypeHubAppliance          = "Microsoft.Network/networkVirtualAppliances"
	TypeVirtualRouter         = "Microsoft.Network/virtualRouters"
	TypeScopeConnection       = "Microsoft.Network/networkManagers/scopeConnections"
	TypeAddressPool           = "Microsoft.Network/networkManagers/ipamPools"
	TypeAddressPoolAllocation = "Microsoft.Network/networkManagers/ipamPools/staticCidrs"
)

// Provider begins the names of the types of networking.
const Provider = "Microsoft.Network/"

// ListOf is the property of a parent that lists its children of a type: it is called as the type's last word, subnets.
func ListOf(child string) string { return child[strings.LastIndexByte(child, '/')+1:] }

// The API versions. Each is stable in the Bicep types and the ARM schemas and has every property that is written.
const (
	// networkAPI is the newest before 2025-07-01, from which on the subnets of a new network have no default outbound access unless
	// they ask for it. Source: Microsoft Learn, default outbound access in Azure (2025).
	networkAPI = "2025-05-01"
	// commitAPI is the first version that has commits as resources.
	commitAPI    = "2025-07-01"
	policyAPI    = "2025-03-01"
	resourcesAPI = "2025-04-01"
	// deploymentsAPI is of nested deployments, which only a literal template writes down.
	deploymentsAPI = "2025-04-01"
)

// Types is the table of types, in the order of their names here.
var Types = []*Type{
	&resourceGroupType,
	{Name: TypeDeployment, API: deploymentsAPI},
	&virtualNetworkType,
	&peeringType,
	&routeTableType,
	&routeType,
	&securityGroupType,
	&securityRuleType,
	&publicAddressType,
	&gatewayType,
	&localGatewayType,
	&connectionType,
	&circuitType,
	&firewallType,
	&firewallPolicyType,
	&ruleCollectionGroupType,
	&ipGroupType,
	&loadBalancerType,
	&virtualWANType,
	&virtualHubType,
	&hubVPNGatewayType,
	&hubERGatewayType,
	&routingIntentType,
	&hubRouteTableType,
	&hubSiteType,
	&hubVPNConnectionType,
	&hubERConnectionType,
	&hubConnectionType,
	&networkManagerType,
	&networkGroupType,
	&staticMemberType,
	&connectivityConfigurationType,
	&commitType,
	&policyDefinitionType,
	&policyAssignmentType,
}

var byName = func() map[string]*Type {
	out := make(map[string]*Type, len(Types))
	for _, t := range Types {
		out[t.Name] = t
	}
	return out
}()

// TypeOf finds a type by its name, nil where it is none that is written.
func TypeOf(name string) *Type { return byName[name] }

// VersionOf is the API version by which a resource is read: that of its type, of what it is a part of, or of its provider.
func VersionOf(name string) string {
	for kind := name; ; {
		if t := byName[kind]; t != nil {
			return t.API
		}
		i := strings.LastIndexByte(kind, '/')
		if i < 0 {
			return networkAPI
		}
		kind = kind[:i]
	}
}
