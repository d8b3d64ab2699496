package azure

import "strings"

// Inline is a type whose resources stand in a list in the body of their parent, each with its name and properties: subnets in a network.
// What a write of the parent does to them is said by the Behaviors at Path, or by those of the part's own type.
type Inline struct {
	Type    string
	Parent  string
	Path    string // of the list in the parent's body: properties.subnets
	Written bool   // it has a write of its own; else it is written with its parent alone
	Source  string
}

// Inlines are the types that stand in their parents' bodies. The source of each is how Azure's answers and errors write its id.
var Inlines = []Inline{
	{Type: TypeSubnet, Parent: TypeVirtualNetwork, Path: "properties.subnets", Written: true, Source: networkSpec},
	{Type: TypePeering, Parent: TypeVirtualNetwork, Path: "properties.virtualNetworkPeerings", Written: true, Source: networkSpec},
	{Type: TypeRouteTable + "/routes", Parent: TypeRouteTable, Path: "properties.routes", Written: true, Source: networkSpec},
	{Type: TypeSecurityGroup + "/securityRules", Parent: TypeSecurityGroup, Path: "properties.securityRules", Written: true, Source: networkSpec},
	{Type: TypeGateway + "/ipConfigurations", Parent: TypeGateway, Path: "properties.ipConfigurations", Source: networkSpec},
	{Type: TypeGateway + "/natRules", Parent: TypeGateway, Path: "properties.natRules", Written: true, Source: networkSpec},
	{Type: TypeFirewall + "/azureFirewallIpConfigurations", Parent: TypeFirewall, Path: "properties.ipConfigurations",
		Source: "microsoft/AzureTRE#4355, which quotes such an id"},
	{Type: TypeLoadBalancer + "/frontendIPConfigurations", Parent: TypeLoadBalancer, Path: "properties.frontendIPConfigurations", Source: networkSpec},
	{Type: TypeLoadBalancer + "/backendAddressPools", Parent: TypeLoadBalancer, Path: "properties.backendAddressPools", Written: true, Source: networkSpec},
	{Type: TypeLoadBalancer + "/probes", Parent: TypeLoadBalancer, Path: "properties.probes", Source: networkSpec},
	{Type: TypeLoadBalancer + "/loadBalancingRules", Parent: TypeLoadBalancer, Path: "properties.loadBalancingRules", Source: networkSpec},
	{Type: TypeCircuit + "/peerings", Parent: TypeCircuit, Path: "properties.peerings", Written: true, Source: networkSpec},
	{Type: TypeCircuit + "/authorizations", Parent: TypeCircuit, Path: "properties.authorizations", Written: true, Source: networkSpec},
	{Type: TypeHubSite + "/vpnSiteLinks", Parent: TypeHubSite, Path: "properties.vpnSiteLinks", Source: networkSpec},
	{Type: TypeHubVPNConnection, Parent: TypeHubVPNGateway, Path: "properties.connections", Written: true, Source: networkSpec},
	{Type: TypeHubVPNConnection + "/vpnLinkConnections", Parent: TypeHubVPNConnection, Path: "properties.vpnLinkConnections", Source: networkSpec},
	{Type: TypeHubVPNGateway + "/natRules", Parent: TypeHubVPNGateway, Path: "properties.natRules", Written: true, Source: networkSpec},
	{Type: TypeHubERConnection, Parent: TypeHubERGateway, Path: "properties.expressRouteConnections", Written: true, Source: networkSpec},
}

// InlinesOf are the parts of a type.
func InlinesOf(kind string) []Inline {
	var out []Inline
	for _, p := range Inlines {
		if p.Parent == kind {
			out = append(out, p)
		}
	}
	return out
}

// InlineOf finds a part by its type, nil where a type is none.
func InlineOf(kind string) *Inline {
	for i := range Inlines {
		if Inlines[i].Type == kind {
			return &Inlines[i]
		}
	}
	return nil
}

// Segment is the last segment of a part's type, by which its id continues that of its parent: subnets.
func (p *Inline) Segment() string { return p.Type[strings.LastIndexByte(p.Type, '/')+1:] }

// ReadOnlyEverywhere are paths that Azure sets in the body of every resource and of every part.
// Source: azure-rest-api-specs, common types, Resource; Microsoft.Network 2025-05-01.
var ReadOnlyEverywhere = []string{"id", "name", "type", "etag", "systemData", "properties.provisioningState", "properties.resourceGuid"}

// BackReference is where Azure's answer of one resource names those that refer to it.
type BackReference struct {
	Type   string // of the resource or part that is referred to
	Path   string // in its answer
	From   string // the type of what refers: of a resource, or of a part
	Single bool   // one object, not a list
}

// BackReferences are what Azure adds to answers because others refer to a resource. None of them can be written.
// Source: azure-rest-api-specs, Microsoft.Network 2025-05-01, which has each as readOnly.
var BackReferences = []BackReference{
	{Type: TypeRouteTable, Path: "properties.subnets", From: TypeSubnet},
	{Type: TypeSecurityGroup, Path: "properties.subnets", From: TypeSubnet},
	{Type: TypeNATGateway, Path: "properties.subnets", From: TypeSubnet},
	{Type: TypePublicAddress, Path: "properties.ipConfiguration", From: TypeGateway + "/ipConfigurations", Single: true},
	{Type: TypePublicAddress, Path: "properties.ipConfiguration", From: TypeFirewall + "/azureFirewallIpConfigurations", Single: true},
	{Type: TypePublicAddress, Path: "properties.ipConfiguration", From: TypeLoadBalancer + "/frontendIPConfigurations", Single: true},
	{Type: TypeSubnet, Path: "properties.ipConfigurations", From: TypeGateway + "/ipConfigurations"},
	{Type: TypeSubnet, Path: "properties.ipConfigurations", From: TypeFirewall + "/azureFirewallIpConfigurations"},
	{Type: TypeSubnet, Path: "properties.ipConfigurations", From: TypeLoadBalancer + "/frontendIPConfigurations"},
	{Type: TypeLoadBalancer + "/frontendIPConfigurations", Path: "properties.loadBalancingRules", From: TypeLoadBalancer + "/loadBalancingRules"},
	{Type: TypeLoadBalancer + "/backendAddressPools", Path: "properties.loadBalancingRules", From: TypeLoadBalancer + "/loadBalancingRules"},
	{Type: TypeLoadBalancer + "/probes", Path: "properties.loadBalancingRules", From: TypeLoadBalancer + "/loadBalancingRules"},
	{Type: TypeFirewallPolicy, Path: "properties.firewalls", From: TypeFirewall},
	{Type: TypeFirewallPolicy, Path: "properties.childPolicies", From: TypeFirewallPolicy},
	{Type: TypeIPGroup, Path: "properties.firewallPolicies", From: TypeFirewallPolicy}, // by its groups of rules
	{Type: TypeVirtualWAN, Path: "properties.virtualHubs", From: TypeVirtualHub},
	{Type: TypeVirtualWAN, Path: "properties.vpnSites", From: TypeHubSite},
	{Type: TypeVirtualHub, Path: "properties.vpnGateway", From: TypeHubVPNGateway, Single: true},
	{Type: TypeVirtualHub, Path: "properties.expressRouteGateway", From: TypeHubERGateway, Single: true},
	{Type: TypeVirtualHub, Path: "properties.azureFirewall", From: TypeFirewall, Single: true},
}
