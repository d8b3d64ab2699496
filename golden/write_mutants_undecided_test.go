package golden_test

import (
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/rehearsal"
)

// refusedBy is for what the table of types says is refused the rule that refuses it, whose mutant is one of both.
var refusedBy = map[string]string{
	"virtualNetworks properties.addressSpace.addressPrefixes: refused, VnetAddressSpaceOverlapsWithAlreadyPeeredVnet":                    "virtualNetworks: address space overlaps a peer",
	"virtualNetworks properties.subnets[].properties.networkSecurityGroup: refused, NetworkSecurityGroupCannotBeAttachedToGatewaySubnet": "virtualNetworks: security group on GatewaySubnet",
	"virtualNetworks/virtualNetworkPeerings properties.useRemoteGateways: refused, RemoteVnetHasNoGateways":                              "virtualNetworks/virtualNetworkPeerings: remote network without a gateway",
	"virtualNetworks/virtualNetworkPeerings: refused, AnotherPeeringAlreadyReferencesRemoteVnet":                                         "virtualNetworks/virtualNetworkPeerings: peering beside another",
	"virtualNetworks/virtualNetworkPeerings: refused, RemotePeeringIsDisconnected":                                                       "virtualNetworks/virtualNetworkPeerings: other half disconnected",
	"virtualNetworkGateways: refused, AnotherOperationInProgress":                                                                        "virtualNetworkGateways: locks properties.ipConfigurations[].properties.subnet.id",
	"virtualNetworkGateways properties.sku.name: refused, CrossSeriesOrCrossGatewayGenenrationResizeNotSupported":                        "virtualNetworkGateways: series of a VPN gateway",
	"virtualNetworkGateways properties.sku.name: refused":                                                                                "virtualNetworkGateways: size of an ExpressRoute gateway",
	"connections: refused, AnotherOperationInProgress":                                                                                   "connections: locks properties.virtualNetworkGateway1.id",
	"expressRouteCircuits properties.serviceProviderProperties.bandwidthInMbps: refused":                                                 "expressRouteCircuits: bandwidth down",
	"azureFirewalls: refused, AnotherOperationInProgress":                                                                                "azureFirewalls: locks properties.ipConfigurations[].properties.subnet.id",
	"azureFirewalls properties.sku.tier: refused":                                                                                        "azureFirewalls: policy of a higher tier",
	"azureFirewalls properties.managementIpConfiguration: refused, AzureFirewallManagementIpConfigCannotBeAdded":                         "azureFirewalls: management address added",
	"firewallPolicies properties.threatIntelMode: refused":                                                                               "firewallPolicies: threat intelligence less strict than in the base policy",
	"firewallPolicies properties.basePolicy: refused":                                                                                    "firewallPolicies: base policy of another location",
	"firewallPolicies/ruleCollectionGroups: refused, FirewallPolicyUpdateFailed":                                                         "firewallPolicies/ruleCollectionGroups: locks parent",
	"ipGroups: refused, IpGroupsUpdateFailed":                                                                                            "ipGroups: IP group beside many",
	"virtualWans properties.type: refused":                                                                                               "virtualWans: virtual WAN to Basic",
	"virtualHubs/routingIntent: refused":                                                                                                 "virtualHubs/routingIntent: routing intent without a firewall",
	"virtualHubs/hubVirtualNetworkConnections: refused, AnotherOperationInProgress":                                                      "virtualHubs/hubVirtualNetworkConnections: locks properties.remoteVirtualNetwork.id",
	"virtualHubs/hubVirtualNetworkConnections: refused, HubBgpConnectionParentHubMustHaveProvisionedRoutingState":                        "virtualHubs/hubVirtualNetworkConnections: hub not provisioned",
}

// undecided are the rules of which no mutant is decided by the store, by name or by what they have in common, and why.
var undecided = map[string]string{
	"others add":             "not of Azure: what whoever sends back what others added has to look at. The engine does; a template replaces it",
	"filled":                 "not of Azure's writes: where the engine compares with what it reads. The store fills it at each write",
	"after next hops":        "an order, which the plan, the engine and migrations keep, and of which the rehearsal tells the ways between two writes",
	"provided":               "what others bring: the engine waits for it. A store has it from the first write on",
	"one of two":             "how it may be read: the engine compares by it",
	"ids, case ignored":      "the store compares all ids so",
	"names, unordered":       "the store tells items that have names apart by these, in all lists",
	"overwritten, read-only": "the store sets it anew at each write, whatever is given",

	"virtualNetworkGateways: interrupts":                                                "of a write that changes nothing the store reports nothing; examples/trial asks Azure",
	"networkManagers/networkGroups/staticMembers: interrupts":                           "what becomes of the ways of a member that comes or goes the judge finds",
	"networkManagers/connectivityConfigurations properties: kept when left out":         "what is in force stands in the manager, which commits alone change",
	"expressRouteGateways/expressRouteConnections: locks parent":                        "it stands in the body of its gateway: a write of it is one of the gateway",
	"networkSecurityGroups/securityRules: locks parent":                                 "it stands in the body of its group: a write of it is one of the group",
	"routeTables/routes: locks parent":                                                  "it stands in the body of its table: a write of it is one of the table",
	"vpnGateways/vpnConnections: locks parent":                                          "it stands in the body of its gateway: a write of it is one of the gateway",
	"loadBalancers properties.frontendIPConfigurations: refused":                        "a rule that names a frontend which is not there: InvalidResourceReference, of all types",
	"expressRouteGateways/expressRouteConnections: refused, AnotherOperationInProgress": "it stands in the body of its gateway: a write of it is one of the gateway",
}

// overwritten are the rules of what the store sets at each write. Each has trials, of which the store says the same by the rule and without it.
var overwritten = map[string]bool{
	"virtualNetworks/virtualNetworkPeerings properties.peeringState: read-only":                            true,
	"networkSecurityGroups properties.defaultSecurityRules: read-only":                                     true,
	"virtualNetworkGateways properties.bgpSettings.bgpPeeringAddress: read-only":                           true,
	"virtualNetworkGateways properties.bgpSettings.bgpPeeringAddresses[].defaultBgpIpAddresses: read-only": true,
	"virtualNetworkGateways properties.bgpSettings.bgpPeeringAddresses[].tunnelIpAddresses: read-only":     true,
	"connections properties.connectionStatus: read-only":                                                   true,
	"connections properties.ingressBytesTransferred: read-only":                                            true,
	"connections properties.egressBytesTransferred: read-only":                                             true,
	"loadBalancers properties.loadBalancingRules[].properties.backendAddressPools: read-only":              true,
	"virtualHubs properties.virtualRouterAsn: read-only":                                                   true,
	"virtualHubs properties.virtualRouterIps: read-only":                                                   true,
	"vpnGateways properties.ipConfigurations: read-only":                                                   true,
	"vpnGateways/vpnConnections properties.connectionStatus: read-only":                                    true,
	"networkManagers/networkGroups/staticMembers properties.region: read-only":                             true,
	"policyAssignments properties.scope: read-only":                                                        true,
}

func undecidedBy(e rehearsal.Entry) (reason, key string) {
	if reason := undecided[e.Name]; reason != "" {
		return reason, e.Name
	}
	if e.Behavior == nil {
		return "", ""
	}
	switch b := e.Behavior; b.Effect {
	case azure.Others, azure.Filled, azure.AfterNextHops, azure.OneOf, azure.Provided:
		key = b.Effect.String()
	case azure.IgnoreCase:
		if last := b.Path[strings.LastIndexByte(b.Path, '.')+1:]; last != "protocol" && last != "type" {
			key = "ids, case ignored"
		}
	case azure.Unordered:
		if b.By == "name" {
			key = "names, unordered"
		}
	case azure.ReadOnly:
		if overwritten[e.Name] {
			key = "overwritten, read-only"
		}
	}
	return undecided[key], key
}
