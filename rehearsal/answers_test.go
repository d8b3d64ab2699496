package rehearsal

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/azure"
)

// fixture is what an answer of Azure's has of a type, whoever wrote what: the members of a public example, without those of features that
// the resource of the test does not use. [] is the first item of a list.
type fixture struct {
	kind, id string
	source   string // an example in azure-rest-api-specs, specification/network/resource-manager/Microsoft.Network/Network/stable/2025-05-01/examples
	members  string
}

const resourceMembers = "id name type location etag properties.provisioningState "

var fixtures = []fixture{
	{azure.TypeVirtualNetwork, "virtualNetworks/a", "VirtualNetworkGet", resourceMembers + "properties.addressSpace.addressPrefixes properties.subnets[].name " +
		"properties.subnets[].id properties.subnets[].properties.provisioningState properties.subnets[].properties.addressPrefix " +
		"properties.subnets[].properties.ipConfigurations[].id properties.virtualNetworkPeerings"},
	{azure.TypePeering, "virtualNetworks/b/virtualNetworkPeerings/to-c", "VirtualNetworkPeeringGet", "id name properties.allowVirtualNetworkAccess " +
		"properties.allowForwardedTraffic properties.allowGatewayTransit properties.useRemoteGateways properties.remoteVirtualNetwork.id " +
		"properties.remoteAddressSpace.addressPrefixes properties.remoteVirtualNetworkAddressSpace.addressPrefixes properties.peeringState " +
		"properties.peeringSyncLevel properties.provisioningState"},
	{azure.TypeRouteTable, "routeTables/t", "RouteTableGet", resourceMembers + "properties.disableBgpRoutePropagation properties.routes[].name " +
		"properties.routes[].id properties.routes[].properties.provisioningState properties.routes[].properties.addressPrefix properties.routes[].properties.nextHopType"},
	{azure.TypeRoute, "routeTables/t/routes/r", "RouteTableRouteGet", "id name properties.provisioningState properties.addressPrefix properties.nextHopType"},
	{azure.TypeSecurityGroup, "networkSecurityGroups/n", "NetworkSecurityGroupGet", resourceMembers + "properties.securityRules " +
		"properties.defaultSecurityRules[].name properties.defaultSecurityRules[].id properties.defaultSecurityRules[].properties.provisioningState " +
		"properties.defaultSecurityRules[].properties.protocol properties.defaultSecurityRules[].properties.sourcePortRange " +
		"properties.defaultSecurityRules[].properties.destinationPortRange properties.defaultSecurityRules[].properties.sourceAddressPrefix " +
		"properties.defaultSecurityRules[].properties.destinationAddressPrefix properties.defaultSecurityRules[].properties.access " +
		"properties.defaultSecurityRules[].properties.priority properties.defaultSecurityRules[].properties.direction"},
	{azure.TypeSecurityRule, "networkSecurityGroups/n/securityRules/r", "NetworkSecurityGroupRuleGet", "id name properties.provisioningState properties.protocol " +
		"properties.sourceAddressPrefix properties.destinationAddressPrefix properties.sourcePortRange properties.destinationPortRange properties.access " +
		"properties.priority properties.direction"},
	{azure.TypePublicAddress, "publicIPAddresses/i", "PublicIpAddressGet", resourceMembers + "properties.publicIPAddressVersion " +
		"properties.publicIPAllocationMethod properties.idleTimeoutInMinutes properties.ipConfiguration.id properties.ipTags"},
	{azure.TypeGateway, "virtualNetworkGateways/g", "VirtualNetworkGatewayGet", resourceMembers + "properties.resourceGuid properties.ipConfigurations[].name " +
		"properties.ipConfigurations[].id properties.ipConfigurations[].etag properties.ipConfigurations[].properties.provisioningState " +
		"properties.ipConfigurations[].properties.privateIPAllocationMethod properties.ipConfigurations[].properties.publicIPAddress.id " +
		"properties.ipConfigurations[].properties.subnet.id properties.natRules properties.enableBgpRouteTranslationForNat properties.sku.name " +
		"properties.sku.capacity properties.gatewayType properties.enableBgp properties.enablePrivateIpAddress properties.activeActive " +
		"properties.disableIPSecReplayProtection properties.bgpSettings.asn properties.bgpSettings.bgpPeeringAddress properties.bgpSettings.peerWeight " +
		"properties.bgpSettings.bgpPeeringAddresses[].ipconfigurationId properties.bgpSettings.bgpPeeringAddresses[].defaultBgpIpAddresses " +
		"properties.bgpSettings.bgpPeeringAddresses[].customBgpIpAddresses properties.bgpSettings.bgpPeeringAddresses[].tunnelIpAddresses " +
		"properties.allowVirtualWanTraffic properties.allowRemoteVnetTraffic"},
	{azure.TypeLocalGateway, "localNetworkGateways/l", "LocalNetworkGatewayCreate", resourceMembers + "properties.resourceGuid properties.gatewayIpAddress " +
		"properties.localNetworkAddressSpace.addressPrefixes"},
	{azure.TypeConnection, "connections/c", "VirtualNetworkGatewayConnectionGet", resourceMembers + "properties.resourceGuid properties.virtualNetworkGateway1.id " +
		"properties.localNetworkGateway2.id properties.connectionType properties.routingWeight properties.enableBgp properties.useLocalAzureIpAddress " +
		"properties.usePolicyBasedTrafficSelectors properties.ipsecPolicies properties.trafficSelectorPolicies properties.connectionStatus " +
		"properties.ingressBytesTransferred properties.egressBytesTransferred properties.connectionMode"},
	{azure.TypeCircuit, "expressRouteCircuits/e", "ExpressRouteCircuitGet", resourceMembers + "properties.peerings properties.authorizations " +
		"properties.circuitProvisioningState properties.allowClassicOperations properties.serviceKey properties.serviceProviderProvisioningState"},
	{azure.TypeFirewall, "azureFirewalls/n", "AzureFirewallGet", resourceMembers + "properties.sku.name properties.sku.tier properties.threatIntelMode " +
		"properties.ipConfigurations[].name properties.ipConfigurations[].id properties.ipConfigurations[].etag " +
		"properties.ipConfigurations[].properties.provisioningState properties.ipConfigurations[].properties.privateIPAddress " +
		"properties.ipConfigurations[].properties.subnet.id properties.additionalProperties"},
	{azure.TypeFirewallPolicy, "firewallPolicies/p", "FirewallPolicyGet of Microsoft.Network/stable/2023-09-01", resourceMembers + "properties.sku.tier properties.ruleCollectionGroups[].id properties.firewalls[].id"},
	{azure.TypeRuleCollectionGroup, "firewallPolicies/p/ruleCollectionGroups/g", "FirewallPolicyRuleCollectionGroupGet", "id name etag properties.provisioningState " +
		"properties.priority properties.ruleCollections[].name properties.ruleCollections[].rules"},
	{azure.TypeIPGroup, "ipGroups/i", "IpGroupsCreate", resourceMembers + "properties.ipAddresses properties.firewalls properties.firewallPolicies"},
	{azure.TypeLoadBalancer, "loadBalancers/l", "LoadBalancerGet", resourceMembers + "sku.name properties.resourceGuid properties.frontendIPConfigurations[].id " +
		"properties.frontendIPConfigurations[].type properties.frontendIPConfigurations[].etag properties.frontendIPConfigurations[].properties.privateIPAddress " +
		"properties.frontendIPConfigurations[].properties.privateIPAllocationMethod properties.frontendIPConfigurations[].properties.subnet.id " +
		"properties.frontendIPConfigurations[].properties.loadBalancingRules[].id properties.backendAddressPools[].properties.loadBalancingRules[].id " +
		"properties.loadBalancingRules[].id properties.loadBalancingRules[].properties.backendAddressPool.id properties.probes[].properties.loadBalancingRules[].id " +
		"properties.inboundNatRules properties.inboundNatPools"},
	{azure.TypeVirtualWAN, "virtualWans/w", "VirtualWANPut", resourceMembers + "properties.disableVpnEncryption properties.virtualHubs[].id properties.vpnSites[].id properties.type"},
	{azure.TypeVirtualHub, "virtualHubs/h", "VirtualHubGet", resourceMembers + "properties.virtualWan.id properties.virtualHubRouteTableV2s properties.addressPrefix " +
		"properties.sku properties.routingState properties.virtualRouterAsn properties.virtualRouterIps properties.allowBranchToBranchTraffic " +
		"properties.preferredRoutingGateway properties.hubRoutingPreference properties.virtualRouterAutoScaleConfiguration.minCapacity"},
	{azure.TypeHubRouteTable, "virtualHubs/h/hubRouteTables/defaultRouteTable", "HubRouteTableGet", "id etag name type properties.provisioningState properties.routes " +
		"properties.labels properties.associatedConnections properties.propagatingConnections"},
	{azure.TypeHubConnection, "virtualHubs/h/hubVirtualNetworkConnections/c", "HubVirtualNetworkConnectionGet", "name id etag properties.provisioningState " +
		"properties.remoteVirtualNetwork.id properties.enableInternetSecurity properties.routingConfiguration.associatedRouteTable.id " +
		"properties.routingConfiguration.propagatedRouteTables.labels properties.routingConfiguration.propagatedRouteTables.ids[].id " +
		"properties.routingConfiguration.vnetRoutes.staticRoutesConfig.propagateStaticRoutes " +
		"properties.routingConfiguration.vnetRoutes.staticRoutesConfig.vnetLocalRouteOverrideCriteria properties.routingConfiguration.vnetRoutes.staticRoutes"},
	{azure.TypeRoutingIntent, "virtualHubs/h/routingIntent/i", "RoutingIntentGet", "name id etag type properties.provisioningState properties.routingPolicies[].name " +
		"properties.routingPolicies[].destinations properties.routingPolicies[].nextHop"},
	{azure.TypeHubVPNGateway, "vpnGateways/v", "VpnGatewayGet", resourceMembers + "properties.bgpSettings.asn properties.bgpSettings.peerWeight " +
		"properties.bgpSettings.bgpPeeringAddresses[].ipconfigurationId properties.bgpSettings.bgpPeeringAddresses[].customBgpIpAddresses " +
		"properties.bgpSettings.bgpPeeringAddresses[].defaultBgpIpAddresses properties.bgpSettings.bgpPeeringAddresses[].tunnelIpAddresses " +
		"properties.connections[].name properties.connections[].id properties.connections[].etag properties.enableBgpRouteTranslationForNat " +
		"properties.isRoutingPreferenceInternet properties.natRules properties.virtualHub.id"},
	{azure.TypeHubVPNConnection, "vpnGateways/v/vpnConnections/c", "VpnGatewayGet", "id name etag properties.provisioningState properties.enableInternetSecurity " +
		"properties.remoteVpnSite.id properties.routingConfiguration.associatedRouteTable.id properties.routingConfiguration.propagatedRouteTables.ids[].id " +
		"properties.vpnLinkConnections[].name properties.vpnLinkConnections[].id properties.vpnLinkConnections[].etag properties.vpnLinkConnections[].properties.enableBgp " +
		"properties.vpnLinkConnections[].properties.provisioningState properties.vpnLinkConnections[].properties.vpnSiteLink.id"},
	{azure.TypeHubSite, "vpnSites/s", "VpnSitePut", resourceMembers + "properties.virtualWan.id properties.deviceProperties.linkSpeedInMbps properties.isSecuritySite " +
		"properties.vpnSiteLinks[].name properties.vpnSiteLinks[].id properties.vpnSiteLinks[].etag properties.vpnSiteLinks[].type " +
		"properties.vpnSiteLinks[].properties.provisioningState properties.vpnSiteLinks[].properties.ipAddress"},
	{azure.TypeHubERGateway, "expressRouteGateways/x", "ExpressRouteGatewayGet", resourceMembers + "properties.virtualHub.id properties.allowNonVirtualWanTraffic"},
	{azure.TypeHubERConnection, "expressRouteGateways/x/expressRouteConnections/c", "ExpressRouteConnectionGet", "id name properties.provisioningState " +
		"properties.expressRouteCircuitPeering.id properties.enableInternetSecurity properties.expressRouteGatewayBypass properties.enablePrivateLinkFastPath " +
		"properties.routingConfiguration.associatedRouteTable.id properties.routingConfiguration.propagatedRouteTables.labels"},
	{azure.TypeNetworkManager, "networkManagers/m", "NetworkManagerGet", "id name type systemData.createdBy properties.networkManagerScopes.subscriptions properties.networkManagerScopeAccesses " +
		"properties.provisioningState properties.resourceGuid"},
	{azure.TypeNetworkGroup, "networkManagers/m/networkGroups/g", "NetworkManagerGroupPut", "id name type systemData.createdAt properties.provisioningState properties.resourceGuid"},
	{azure.TypeStaticMember, "networkManagers/m/networkGroups/g/staticMembers/s", "NetworkManagerStaticMemberGet", "id name type properties.resourceId"},
	{azure.TypeConnectivityConfiguration, "networkManagers/m/connectivityConfigurations/x", "NetworkManagerConnectivityConfigurationGet", "id name type " +
		"properties.connectivityTopology properties.appliesToGroups[].networkGroupId properties.provisioningState properties.resourceGuid"},
	{azure.TypeCommit, "networkManagers/m/commits/k", "NetworkManagerCommitPost, whose body has the same members", "id name type properties.commitType properties.targetLocations " +
		"properties.configurationIds"},
}

// elsewhere are the types that are not of the network service: where their answers are seen.
var elsewhere = []fixture{
	{azure.TypeResourceGroup, "", "Microsoft Learn, REST API, Resource Groups - Get", "id name type location properties.provisioningState"},
	{azure.TypePolicyDefinition, "", "Microsoft Learn, REST API, Policy Definitions - Get", "id name type properties.policyRule properties.displayName"},
	{azure.TypePolicyAssignment, "", "Microsoft Learn, REST API, Policy Assignments - Get", "id name type properties.policyDefinitionId properties.scope properties.enforcementMode"},
}

// everything is a store with a resource of each type.
func everything(t *testing.T) *Store {
	t.Helper()
	s := securedHub(t)
	for _, w := range []struct {
		id   string
		body obj
	}{
		{"publicIPAddresses/i", west(obj{"publicIPAllocationMethod": "Static"})},
		{"routeTables/t", aTable("10.9.0.0/16", "VirtualNetworkGateway")},
		{"networkSecurityGroups/n", west(obj{})},
		{"networkSecurityGroups/n/securityRules/r", obj{"properties": obj{"protocol": "*", "sourceAddressPrefix": "10.0.0.0/8", "destinationAddressPrefix": "*",
			"sourcePortRange": "*", "destinationPortRange": "80", "access": "Allow", "priority": 130.0, "direction": "Inbound"}}},
		{"virtualNetworkGateways/g", func() obj {
			g := aGateway("a", "Vpn", "VpnGw1AZ")
			properties(objectsAt(g, "properties.ipConfigurations")[0])["publicIPAddress"] = ref("publicIPAddresses/i")
			return g
		}()},
		{"localNetworkGateways/l", west(obj{"gatewayIpAddress": "203.0.113.1", "localNetworkAddressSpace": obj{"addressPrefixes": []any{"192.168.0.0/16"}}})},
		{"connections/c", west(obj{"connectionType": "IPsec", "virtualNetworkGateway1": ref("virtualNetworkGateways/g"), "localNetworkGateway2": ref("localNetworkGateways/l")})},
		{"expressRouteCircuits/e", west(obj{"peerings": []any{obj{"name": "AzurePrivatePeering"}}})},
		{"ipGroups/i", west(obj{"ipAddresses": []any{"10.0.0.0/8"}})},
		{"firewallPolicies/p", west(obj{"sku": obj{"tier": "Standard"}})},
		{"firewallPolicies/p/ruleCollectionGroups/g", obj{"properties": obj{"priority": 100.0, "ruleCollections": []any{obj{"name": "c", "rules": []any{
			obj{"name": "r", "sourceIpGroups": []any{provider + "ipGroups/i"}}}}}}}},
		{"azureFirewalls/n", func() obj {
			f := aFirewall("Standard")
			properties(f)["firewallPolicy"] = ref("firewallPolicies/p")
			return f
		}()},
		{"loadBalancers/l", with(west(obj{"frontendIPConfigurations": []any{obj{"name": "f", "properties": obj{"subnet": ref("virtualNetworks/a/subnets/web")}}},
			"backendAddressPools": []any{obj{"name": "p"}}, "probes": []any{obj{"name": "q"}}, "loadBalancingRules": []any{obj{"name": "r", "properties": obj{
				"frontendIPConfiguration": ref("loadBalancers/l/frontendIPConfigurations/f"), "backendAddressPool": ref("loadBalancers/l/backendAddressPools/p"),
				"probe": ref("loadBalancers/l/probes/q")}}}}), "sku", obj{"name": "Standard"})},
		{"virtualHubs/h/hubVirtualNetworkConnections/c", obj{"properties": obj{"remoteVirtualNetwork": ref("virtualNetworks/d")}}},
		{"virtualHubs/h/routingIntent/i", obj{"properties": obj{"routingPolicies": []any{obj{"name": "Internet", "destinations": []any{"Internet"}, "nextHop": provider + "azureFirewalls/f"}}}}},
		{"vpnSites/s", west(obj{"virtualWan": ref("virtualWans/w"), "vpnSiteLinks": []any{obj{"name": "l", "properties": obj{"ipAddress": "203.0.113.1"}}}})},
		{"vpnGateways/v", west(obj{"virtualHub": ref("virtualHubs/h")})},
		{"vpnGateways/v/vpnConnections/c", obj{"properties": obj{"remoteVpnSite": ref("vpnSites/s"), "vpnLinkConnections": []any{
			obj{"name": "l", "properties": obj{"vpnSiteLink": ref("vpnSites/s/vpnSiteLinks/l")}}}}}},
		{"expressRouteGateways/x", west(obj{"virtualHub": ref("virtualHubs/h")})},
		{"expressRouteGateways/x/expressRouteConnections/c", obj{"properties": obj{"expressRouteCircuitPeering": ref("expressRouteCircuits/e/peerings/AzurePrivatePeering")}}},
		{"networkManagers/m", west(obj{"networkManagerScopes": obj{"subscriptions": []any{"/subscriptions/s"}}, "networkManagerScopeAccesses": []any{"Connectivity"}})},
		{"networkManagers/m/networkGroups/g", obj{"properties": obj{}}},
		{"networkManagers/m/networkGroups/g/staticMembers/s", obj{"properties": obj{"resourceId": provider + "virtualNetworks/c"}}},
		{"networkManagers/m/connectivityConfigurations/x", obj{"properties": obj{"connectivityTopology": "Mesh", "appliesToGroups": []any{
			obj{"networkGroupId": provider + "networkManagers/m/networkGroups/g"}}}}},
		{"networkManagers/m/commits/k", obj{"properties": obj{"commitType": "Connectivity", "targetLocations": []any{"westeurope"},
			"configurationIds": []any{provider + "networkManagers/m/connectivityConfigurations/x"}}}},
	} {
		if strings.HasSuffix(w.id, "hubVirtualNetworkConnections/c") {
			must(t, s.Put(provider+"virtualNetworks/d", aNetwork("10.4.0.0/16")))
		}
		require.NoError(t, s.Put(provider+w.id, w.body), w.id)
	}
	halves(t, s, "b", "c")
	const authorization = "/subscriptions/s/providers/Microsoft.Authorization/"
	must(t, s.Put(authorization+"policyDefinitions/d", obj{"properties": obj{"displayName": "d", "policyRule": obj{}}}))
	must(t, s.Put(authorization+"policyAssignments/a", obj{"properties": obj{"policyDefinitionId": authorization + "policyDefinitions/d"}}))
	return s
}

// member walks a path such as properties.subnets[].name, by the first item of a list; false where a member is not there.
func member(v any, path string) bool {
	for part := range strings.SplitSeq(path, ".") {
		name, list := strings.CutSuffix(part, "[]")
		o, ok := v.(Body)
		if !ok {
			return false
		}
		if v, ok = o[name]; !ok {
			return false
		}
		if list {
			items := anyList(v)
			if len(items) == 0 {
				return false
			}
			v = items[0]
		}
	}
	return true
}

func TestAnswersHaveTheMembersOfAzures(t *testing.T) {
	s := everything(t)
	seen := map[string]bool{azure.TypeDeployment: true} // is never read
	for _, f := range fixtures {
		seen[f.kind] = true
		got, ok := s.Get(provider + f.id)
		require.True(t, ok, f.id)
		for m := range strings.FieldsSeq(f.members) {
			require.Truef(t, member(got, m), "%s has no %s, which %s has", f.id, m, f.source)
		}
	}
	const authorization = "/subscriptions/s/providers/Microsoft.Authorization/"
	for _, f := range elsewhere {
		seen[f.kind] = true
		id := map[string]string{azure.TypeResourceGroup: testGroup, azure.TypePolicyDefinition: authorization + "policyDefinitions/d",
			azure.TypePolicyAssignment: authorization + "policyAssignments/a"}[f.kind]
		got, ok := s.Get(id)
		require.True(t, ok, id)
		for m := range strings.FieldsSeq(f.members) {
			require.Truef(t, member(got, m), "%s has no %s, which %s has", id, m, f.source)
		}
	}
	for _, kind := range azure.Types {
		require.Truef(t, seen[kind.Name], "%s has no fixture", kind.Name)
	}
}

// What is read and written back is no change: nothing that Azure adds is taken for something that was written.
func TestWhatIsReadMayBeWrittenBack(t *testing.T) {
	s := everything(t)
	before := s.State()
	for _, f := range fixtures {
		require.NoError(t, s.Edit(provider+f.id, func(Body) {}), f.id)
	}
	require.Empty(t, Compare(before, s.State()))
}
