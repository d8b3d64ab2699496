package azure

// Answered are properties in Azure's answers that no write sets: a template that leaves them out neither resets nor loses them.
type Answered struct {
	Type   string // of a resource or of a part
	Paths  []string
	Source string
}

// ReadOnlyByType is what Azure alone sets, beside ReadOnlyEverywhere, BackReferences and the behaviors of the types, in the order of types.
// Items that have an etag of their own are child resources: their ids and types are Azure's too.
// Source: azure-rest-api-specs, Microsoft.Network 2025-05-01, which has each as readOnly; those that have another Source are not in it at all.
// The private address of a firewall is not among them: it is readOnly too, but another one is news.
var ReadOnlyByType = []Answered{
	{Type: TypeVirtualNetwork, Paths: []string{
		"properties.addressSpace.ipamPoolPrefixAllocations[].allocatedAddressPrefixes", "properties.bgpCommunities.regionalCommunity",
		"properties.defaultPublicNatGateway", "properties.flowLogs",
	}},
	{Type: TypeSubnet, Paths: []string{
		"properties.delegations[].etag", "properties.delegations[].id", "properties.delegations[].properties.actions",
		"properties.delegations[].properties.provisioningState", "properties.delegations[].type", "properties.ipConfigurationProfiles",
		"properties.ipamPoolPrefixAllocations[].allocatedAddressPrefixes", "properties.privateEndpoints", "properties.purpose",
		"properties.resourceNavigationLinks", "properties.serviceAssociationLinks", "properties.serviceEndpoints[].provisioningState",
	}},
	{Type: TypePeering, Paths: []string{
		"properties.remoteBgpCommunities.regionalCommunity", "properties.remoteVirtualNetworkEncryption",
	}},
	{Type: TypeRouteTable + "/routes", Paths: []string{
		"properties.hasBgpOverride",
	}},
	{Type: TypeSecurityGroup, Paths: []string{
		"properties.flowLogs",
	}},
	{Type: TypeGateway, Paths: []string{
		"identity.principalId", "identity.tenantId", "properties.customRoutes.ipamPoolPrefixAllocations[].allocatedAddressPrefixes",
		"properties.inboundDnsForwardingEndpoint", "properties.sku.capacity", "properties.virtualNetworkGatewayPolicyGroups[].etag",
		"properties.virtualNetworkGatewayPolicyGroups[].id", "properties.virtualNetworkGatewayPolicyGroups[].properties.provisioningState",
		"properties.virtualNetworkGatewayPolicyGroups[].properties.vngClientConnectionConfigurations",
		"properties.vpnClientConfiguration.vngClientConnectionConfigurations[].etag",
		"properties.vpnClientConfiguration.vngClientConnectionConfigurations[].id",
		"properties.vpnClientConfiguration.vngClientConnectionConfigurations[].properties.provisioningState",
		"properties.vpnClientConfiguration.vngClientConnectionConfigurations[].properties.vpnClientAddressPool.ipamPoolPrefixAllocations[].allocatedAddressPrefixes",
		"properties.vpnClientConfiguration.vpnClientAddressPool.ipamPoolPrefixAllocations[].allocatedAddressPrefixes",
		"properties.vpnClientConfiguration.vpnClientRevokedCertificates[].etag",
		"properties.vpnClientConfiguration.vpnClientRevokedCertificates[].id",
		"properties.vpnClientConfiguration.vpnClientRevokedCertificates[].properties.provisioningState",
		"properties.vpnClientConfiguration.vpnClientRootCertificates[].etag", "properties.vpnClientConfiguration.vpnClientRootCertificates[].id",
		"properties.vpnClientConfiguration.vpnClientRootCertificates[].properties.provisioningState",
	}},
	{Type: TypeGateway + "/ipConfigurations", Paths: []string{
		"properties.privateIPAddress",
	}},
	{Type: TypeLocalGateway, Paths: []string{
		"properties.bgpSettings.bgpPeeringAddresses[].defaultBgpIpAddresses", "properties.bgpSettings.bgpPeeringAddresses[].tunnelIpAddresses",
		"properties.localNetworkAddressSpace.ipamPoolPrefixAllocations[].allocatedAddressPrefixes",
	}},
	{Type: TypeCircuit, Paths: []string{
		"properties.authorizationStatus", "properties.stag",
	}},
	{Type: TypeCircuit + "/authorizations", Paths: []string{
		"properties.connectionResourceUri",
	}},
	{Type: TypeCircuit + "/peerings", Paths: []string{
		"properties.connections[].etag", "properties.connections[].id", "properties.connections[].properties.circuitConnectionStatus",
		"properties.connections[].properties.ipv6CircuitConnectionConfig.circuitConnectionStatus",
		"properties.connections[].properties.provisioningState", "properties.connections[].type", "properties.expressRouteConnection.id",
		"properties.ipv6PeeringConfig.microsoftPeeringConfig.advertisedPublicPrefixInfo[].validationState",
		"properties.ipv6PeeringConfig.microsoftPeeringConfig.advertisedPublicPrefixesState", "properties.lastModifiedBy",
		"properties.microsoftPeeringConfig.advertisedPublicPrefixInfo[].validationState",
		"properties.microsoftPeeringConfig.advertisedPublicPrefixesState", "properties.peeredConnections",
	}},
	{Type: TypeFirewall, Paths: []string{
		"properties.applicationRuleCollections[].etag", "properties.applicationRuleCollections[].id",
		"properties.applicationRuleCollections[].properties.provisioningState", "properties.managementIpConfiguration.etag",
		"properties.managementIpConfiguration.id", "properties.managementIpConfiguration.properties.privateIPAddress",
		"properties.managementIpConfiguration.properties.provisioningState", "properties.managementIpConfiguration.type",
		"properties.natRuleCollections[].etag", "properties.natRuleCollections[].id",
		"properties.natRuleCollections[].properties.provisioningState", "properties.networkRuleCollections[].etag",
		"properties.networkRuleCollections[].id", "properties.networkRuleCollections[].properties.provisioningState",
	}},
	{Type: TypeFirewallPolicy, Paths: []string{
		"identity.principalId", "identity.tenantId", "properties.size",
	}},
	{Type: TypeRuleCollectionGroup, Paths: []string{
		"properties.size",
	}},
	{Type: TypeLoadBalancer, Paths: []string{
		"properties.inboundNatPools[].etag", "properties.inboundNatPools[].id", "properties.inboundNatPools[].properties.provisioningState",
		"properties.inboundNatPools[].type", "properties.outboundRules[].etag", "properties.outboundRules[].id",
		"properties.outboundRules[].properties.provisioningState", "properties.outboundRules[].type",
	}},
	{Type: TypeLoadBalancer + "/backendAddressPools", Paths: []string{
		"properties.inboundNatRules",
		"properties.loadBalancerBackendAddresses[].properties.inboundNatRulesPortMapping",
		"properties.loadBalancerBackendAddresses[].properties.networkInterfaceIPConfiguration", "properties.outboundRule",
		"properties.outboundRules",
	}},
	{Type: TypeLoadBalancer + "/frontendIPConfigurations", Paths: []string{
		"properties.inboundNatPools", "properties.inboundNatRules", "properties.outboundRules",
	}},
	{Type: TypeVirtualHub, Paths: []string{
		"kind", "properties.bgpConnections", "properties.ipConfigurations", "properties.routeMaps", "properties.virtualHubRouteTableV2s[].etag",
		"properties.virtualHubRouteTableV2s[].id", "properties.virtualHubRouteTableV2s[].properties.provisioningState",
	}},
	{Type: TypeHubVPNGateway, Paths: []string{
		"properties.bgpSettings.bgpPeeringAddresses[].defaultBgpIpAddresses", "properties.bgpSettings.bgpPeeringAddresses[].tunnelIpAddresses",
	}},
	{Type: TypeHubVPNConnection, Paths: []string{
		"properties.egressBytesTransferred", "properties.ingressBytesTransferred", "properties.routingConfiguration.vnetRoutes.bgpConnections",
	}},
	{Type: TypeHubVPNConnection + "/vpnLinkConnections", Paths: []string{
		"properties.egressBytesTransferred", "properties.ingressBytesTransferred",
	}},
	{Type: TypeHubVPNGateway + "/natRules", Paths: []string{
		"properties.egressVpnSiteLinkConnections", "properties.ingressVpnSiteLinkConnections",
	}},
	{Type: TypeHubERConnection, Paths: []string{
		"properties.routingConfiguration.vnetRoutes.bgpConnections",
	}},
	{Type: TypeHubSite, Paths: []string{
		"properties.addressSpace.ipamPoolPrefixAllocations[].allocatedAddressPrefixes",
		"properties.bgpProperties.bgpPeeringAddresses[].defaultBgpIpAddresses",
		"properties.bgpProperties.bgpPeeringAddresses[].tunnelIpAddresses",
	}},
	{Type: TypeHubConnection, Paths: []string{
		"properties.routingConfiguration.vnetRoutes.bgpConnections",
	}},
	{Type: TypePeering, Paths: []string{"properties.remoteGateways", "properties.routeServiceVips"}, Source: answersSeen},
	{Type: TypeGateway, Paths: []string{
		"properties.packetCaptureDiagnosticState", "properties.isMigrateToCSES", "properties.isMigratedLegacySKU",
		"properties.blockUpgradeOfMigratedLegacyGateways", "properties.remoteVirtualNetworkPeerings",
	}, Source: answersSeen},
	{Type: TypeConnection, Paths: []string{"properties.packetCaptureDiagnosticState"}, Source: answersSeen},
}

// answersSeen is of properties that the specification does not have, and so nothing can write.
const answersSeen = "answers of Azure, as NetBrainAPI/NetBrain-Cloud-Data-Retrieve-API-R11.1 shows them, and as exported templates have them"
