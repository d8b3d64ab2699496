package rehearsal

import (
	"cmp"
	"fmt"

	"github.com/vnetloom/vnetloom/azure"
)

// Rule is what Azure refuses when a resource is written, beyond what the table of types says of single paths: what must exist or be up,
// what must fit together, what must be in the same write.
type Rule struct {
	Name    string // a few words, of which each rule has others
	Type    string // that is written
	Code    string // Azure's, "" where no source shows it: the store then says BadRequest
	When    string // a sentence
	Message string // Azure's words, or the store's where Quoted is false; the verbs are filled in
	Quoted  bool
	Source  string
	Sure    azure.Certainty
	single  bool                       // Azure takes one: the second argument of the message is the id of the other
	check   func(*Store, *write) []any // the arguments of the message where the write is refused, else nil
}

// ruled is what the rules refuse.
func (s *Store) ruled(w *write) *Refusal {
	for i := range Rules {
		r := &Rules[i]
		if r.Type != w.kind && r.Type != w.rootKind || s.tables.without[ruleName(r)] {
			continue
		}
		if args := r.check(s, w); args != nil {
			return r.refuse(args)
		}
	}
	return nil
}

func (r *Rule) refuse(args []any) *Refusal {
	out := refuse(codeUnchangeable, "", "", "", "")
	out.Code, out.Message, out.Source, out.Sure = cmp.Or(r.Code, "BadRequest"), fmt.Sprintf(r.Message, args...), r.Source, r.Sure
	if r.single {
		out.InTheWay, _ = args[1].(string)
	}
	return out
}

// afterwards is what a write changes elsewhere.
func (s *Store) afterwards(w *write) {
	switch w.kind {
	case azure.TypePeering:
		s.turn(s.resources[w.key], connected)
	case azure.TypeCommit:
		if manager := s.resources[key(w.parent())]; manager != nil {
			s.deploy(manager, asBody(w.body["properties"]))
		}
	}
}

// Rules are all of them, in the order in which they are asked.
var Rules = []Rule{
	{Name: "subnet left out", Type: azure.TypeVirtualNetwork, Code: "InUseSubnetCannotBeDeleted", Quoted: true, Sure: azure.Documented,
		When:    "A network is written with a list of subnets that lacks one in use. Nothing of the write is done.",
		Message: "Subnet %s is in use by %s and cannot be deleted. In order to delete the subnet, delete all the resources within the subnet. See aka.ms/deletesubnet.",
		Source:  "Azure/azure-quickstart-templates#2786, Azure/bicep#4653, #13267", check: subnetLeftOut},
	{Name: "subnet outside", Type: azure.TypeVirtualNetwork, Code: "NetcfgSubnetRangeOutsideVnet", Quoted: true, Sure: azure.Reported,
		When:    "A subnet is outside of the address space, also one that the write does not name and that stays.",
		Message: "Subnet '%s' is not valid because its IP address range is outside the IP address range of virtual network '%s'.",
		Source:  "MicrosoftDocs/azure-docs PR 123869", check: subnetOutside},
	{Name: "subnets overlap", Type: azure.TypeVirtualNetwork, Code: "NetcfgSubnetRangesOverlap", Quoted: true, Sure: azure.Reported,
		When:    "Two subnets overlap.",
		Message: "Subnet '%s' is not valid because its IP address range overlaps with that of an existing subnet in virtual network '%s'.",
		Source:  "MicrosoftDocs/azure-docs PR 123869", check: subnetsOverlap},
	{Name: "security group on GatewaySubnet", Type: azure.TypeVirtualNetwork, Code: "NetworkSecurityGroupCannotBeAttachedToGatewaySubnet", Sure: azure.Reported,
		When:    "GatewaySubnet has a network security group.",
		Message: "Network security group %s cannot be attached to GatewaySubnet of %s.",
		Source:  "Azure-Terraform/terraform-azurerm-virtual-network#18, MicrosoftDocs/azure-docs#71802", check: groupOnGatewaySubnet},
	{Name: "two rules at one priority", Type: azure.TypeSecurityGroup, Code: "SecurityRuleConflict", Quoted: true, Sure: azure.Reported,
		When:    "Two security rules of a group have one priority and one direction, whoever has written them.",
		Message: "Security rule %s conflicts with rule %s. Rules cannot have the same Priority and Direction. To learn more, see aka.ms/nsgrules.",
		Source:  "hashicorp/terraform-provider-azurerm#11137, Azure/aks-engine#2106", check: rulesAtOnePriority},
	{Name: "two routes for one prefix", Type: azure.TypeRouteTable, Code: "RouteConflict", Quoted: true, Sure: azure.Reported,
		When:    "Two routes of a table have one prefix, or one service tag, under two names, whoever has written them.",
		Message: "Route: %s conflicts with Route: %s. Routes cannot have the same AddressPrefix.",
		Source:  "kubernetes-sigs/cloud-provider-azure#657", check: routesForOnePrefix},
	{Name: "address space by an old version", Type: azure.TypeVirtualNetwork, Code: "MinimumApiVersionNotSpecifiedForAddressSpaceUpdateInPeeredVnet", Sure: azure.Reported,
		When:    "The address space of a network with peerings changes in a write of an API version before 2021-01-01.",
		Message: "The address space of %s, which is peered, cannot change by API version %s.",
		Source:  "Azure/Enterprise-Scale#1967", check: spaceByOldVersion},
	{Name: "address space overlaps a peer", Type: azure.TypeVirtualNetwork, Code: "VnetAddressSpaceOverlapsWithAlreadyPeeredVnet", Sure: azure.Reported,
		When:    "The address space of a network with peerings changes, and overlaps that of a peer, or of another peer of a peer.",
		Message: "Address space of %s overlaps with address space of virtual network %s already peered. Overlapping address prefixes: %s.",
		Source:  "Azure/ResourceModules#731", check: spaceOverlapsPeer},
	{Name: "peering beside another", Type: azure.TypePeering, Code: "AnotherPeeringAlreadyReferencesRemoteVnet", Quoted: true, Sure: azure.Reported,
		When:    "The network has another peering to the same remote network: by another name a peering is a second one. One of subnets too is one of the two networks.",
		Message: "Peering %[2]s already references remote virtual network %[3]s. Cannot add another peering %[1]s referencing the same remote virtual network.",
		Source:  "kyma-project/cloud-manager; Microsoft Learn, how to configure subnet peering (2025-12)", single: true, check: peeringBesidePeering},
	{Name: "peering beside a network manager's", Type: azure.TypePeering, Code: "AnotherPeeringAlreadyReferencesRemoteVnet", Sure: azure.Contested,
		When: "A half is made between two networks that a network manager has peered: a hub, and a member of a group, of a hub-and-spoke configuration in force. " +
			"Peerings that were there before stay, and the manager makes none beside them; of those that come later no page says anything. " +
			"A member leaves its group first.",
		Message: "Peering %[1]s cannot be added: configuration %[3]s of a network manager has a peering to the same remote virtual network, " +
			"by member %[2]s of its group.",
		Source: "no page says it of a manager's; of two peerings kyma-project/cloud-manager; Microsoft Learn, Azure Virtual Network Manager FAQ",
		single: true, check: besideManaged},
	{Name: "peers overlap", Type: azure.TypePeering, Code: "VnetAddressSpacesOverlap", Sure: azure.Reported,
		When:    "The address spaces of the two networks overlap.",
		Message: "Cannot create or update peering %s. Virtual networks %s and %s cannot be peered because their address spaces overlap. Overlapping address prefixes: %s.",
		Source:  "Azure/ResourceModules#731", check: peersOverlap},
	{Name: "peer overlaps another peer", Type: azure.TypePeering, Code: "VnetAddressSpaceOverlapsWithAlreadyPeeredVnet", Quoted: true, Sure: azure.Reported,
		When: "The address space of the network overlaps that of another peer of the remote network.",
		Message: "Cannot create or update peering %s. Virtual networks %s and %s cannot be peered because address space of the first virtual network " +
			"overlaps with address space of virtual network %s already peered with the second virtual network. Overlapping address prefixes: %s.",
		Source: "Azure/ResourceModules#731, microsoft/AzureTRE#4641", check: peerOverlapsThird},
	{Name: "other half disconnected", Type: azure.TypePeering, Code: "RemotePeeringIsDisconnected", Quoted: true, Sure: azure.Reported,
		When: "A half is made while the other half is Disconnected, because this one was deleted. The other is written or deleted first.",
		Message: "Cannot create or update peering %s because remote peering %s referencing parent virtual network %s is in Disconnected state. Update or re-create " +
			"the remote peering to get it back to Initiated state. Peering gets Disconnected when remote vnet or remote peering is deleted and re-created.",
		Source: "hashicorp/terraform-provider-azurerm#14051, Azure/bicep-registry-modules#6556 (2026-02)", check: mirrorDisconnected},
	{Name: "remote network without a gateway", Type: azure.TypePeering, Code: "RemoteVnetHasNoGateways", Quoted: true, Sure: azure.Reported,
		When: "useRemoteGateways while the remote network has no gateway that is there.",
		Message: "Peering %s cannot have UseRemoteGateway flag set to true because remote virtual network %s referenced by the peering does not have " +
			"any gateways.",
		Source: "hashicorp/terraform#30569, Azure/terraform-azurerm-lz-vending#398, Azure/azure-quickstart-templates#7730", check: remoteWithoutGateway},
	{Name: "gateway transit not allowed", Type: azure.TypePeering, Quoted: true, Sure: azure.OneReport,
		When:    "useRemoteGateways while the other half is there and has allowGatewayTransit false.",
		Message: "Peering %s cannot have UseRemoteGateways flag set to true, because corresponding remote peering %s has AllowGatewayTransit flag set to false.",
		Source:  "hashicorp/terraform#20298 (2019-02); Microsoft Learn, manage virtual network peering", check: transitNotAllowed},
	{Name: "gateway transit withdrawn", Type: azure.TypePeering, Sure: azure.Contested,
		When:    "allowGatewayTransit false while the other half has useRemoteGateways. No report of it is known: by symmetry with the rule before.",
		Message: "Peering %s cannot have AllowGatewayTransit flag set to false, because corresponding remote peering %s has UseRemoteGateways flag set to true.",
		Source:  "none", check: transitWithdrawn},
	{Name: "second gateway", Type: azure.TypePeering, Sure: azure.Documented,
		When:    "useRemoteGateways in a network that has a gateway itself, another peering with useRemoteGateways, or a connection with a virtual hub.",
		Message: "Peering %s cannot have UseRemoteGateways flag set to true, because virtual network %s already has %s.",
		Source:  "Microsoft Learn, manage virtual network peering; hashicorp/terraform-provider-azurerm#2872", check: secondGateway},
	{Name: "policy of a higher tier", Type: azure.TypeFirewall, Sure: azure.Documented,
		When:    "The tier of a firewall is lower than that of its policy.",
		Message: "Azure Firewall %s of tier %s cannot use firewall policy %s of tier %s.",
		Source:  learnChangeSKU, check: policyOfHigherTier},
	{Name: "threat intelligence less strict than in the base policy", Type: azure.TypeFirewallPolicy, Sure: azure.Documented,
		When:    "threatIntelMode of a firewall policy is less strict than that of its base policy: Off, Alert, Deny.",
		Message: "Threat intelligence of firewall policy %s is %s, less strict than in base policy %s, where it is %s.",
		Source:  "Microsoft Learn, Azure Firewall Manager policy overview (2025-07)", check: lessStrictThanBase},
	{Name: "base policy of another location", Type: azure.TypeFirewallPolicy, Sure: azure.Documented,
		When:    "The base policy of a firewall policy is in another location.",
		Message: "Firewall policy %s is in %s, and base policy %s is in %s.",
		Source:  "Microsoft Learn, Azure Firewall policy (2025-07)", check: baseElsewhere},
	{Name: "management address added", Type: azure.TypeFirewall, Code: "AzureFirewallManagementIpConfigCannotBeAdded", Sure: azure.Reported,
		When:    "A management address is added to a firewall that runs.",
		Message: "Management IP configuration cannot be added to Azure Firewall %s.",
		Source:  "Azure/ALZ-Bicep#1097 (2025-11)", check: managementAdded},
	{Name: "default route of AzureFirewallSubnet", Type: azure.TypeFirewall, Code: "AzureFirewallSubnetRouteTableMustHaveDefaultRouteToInternet", Sure: azure.OneReport,
		When: "AzureFirewallSubnet has a route table without a route of 0.0.0.0/0 to Internet, and the firewall has no management address. " +
			"When Azure looks is contested: here, when the firewall is written.",
		Message: "Route table %s of AzureFirewallSubnet must have a default route to Internet.",
		Source:  "aztfmod/terraform-azurerm-caf#868", check: firewallSubnetRoutes},
	{Name: "series of a VPN gateway", Type: azure.TypeGateway, Code: "CrossSeriesOrCrossGatewayGenenrationResizeNotSupported", Sure: azure.Reported,
		When: "A VPN gateway goes from one series, or generation, to another: Basic to any, Standard to VpnGw1AZ, or from one with zones to one without. " +
			"VpnGw1 to VpnGw1AZ or to a larger one of its generation is taken.",
		Message: "Virtual network gateway %s cannot be resized from %s to %s.",
		Source:  "hashicorp/terraform-provider-azurerm#5535; " + learnUpgradeSKU, check: gatewaySeries},
	{Name: "smaller VPN gateway", Type: azure.TypeGateway, Sure: azure.Documented,
		When:    "A VPN gateway goes to a smaller size of its series. Older pages had it that it may; here it is deleted and created anew.",
		Message: "Virtual network gateway %s cannot be resized from %s to the smaller %s.",
		Source:  learnUpgradeSKU + ": no downgrade without a new gateway; against it Resize-AzVirtualNetworkGateway, example 1", check: vpnGatewayDown},
	{Name: "size of an ExpressRoute gateway", Type: azure.TypeGateway, Sure: azure.Documented,
		When: "An ExpressRoute gateway goes between the series with zones and the one without, or to a smaller size. " +
			"Taken is a larger size of the series, ErGwScale of those with zones, HighPerformance to Standard and ErGw2AZ to ErGw1AZ.",
		Message: "ExpressRoute gateway %s cannot be resized from %s to %s.",
		Source: "Microsoft Learn, about ExpressRoute virtual network gateways (2023-11), about ExpressRoute scalable gateway (2025-11); " +
			"hashicorp/terraform-provider-azurerm#20007, PR 31628 (2026-06)", check: circuitGatewaySize},
	{Name: "NAT rule left out", Type: azure.TypeGateway, Sure: azure.Reported,
		When:    "A NAT rule is left out that a connection uses.",
		Message: "NAT rule %s cannot be deleted, because connection %s uses it.",
		Source:  "hashicorp/terraform-provider-azurerm#25683", check: natRuleLeftOut},
	{Name: "default route at an ExpressRoute gateway", Type: azure.TypeGateway, Sure: azure.Documented,
		When:    "An ExpressRoute gateway is made where GatewaySubnet has a route of 0.0.0.0/0.",
		Message: "ExpressRoute gateway %s cannot be created: the route table of GatewaySubnet has a route of 0.0.0.0/0.",
		Source:  "Microsoft Learn, about ExpressRoute virtual network gateways (2026-09)", check: defaultRouteAtGateway},
	{Name: "bandwidth down", Type: azure.TypeCircuit, Sure: azure.Reported,
		When:    "The bandwidth of a circuit goes down.",
		Message: "The bandwidth of ExpressRoute circuit %s cannot go down from %v to %v.",
		Source:  "terraform-provider-azurerm, CustomizeDiff; MSOpenTech/azure-xplat-cli#566", check: bandwidthDown},
	{Name: "virtual WAN to Basic", Type: azure.TypeVirtualWAN, Sure: azure.Documented,
		When:    "A virtual WAN goes from Standard to Basic.",
		Message: "Virtual WAN %s cannot change from Standard to Basic.",
		Source:  "Microsoft Learn, about Azure Virtual WAN", check: wanDown},
	{Name: "hub not provisioned", Type: azure.TypeHubConnection, Code: "HubBgpConnectionParentHubMustHaveProvisionedRoutingState", Sure: azure.Reported,
		When:    "A connection is written while the routingState of the virtual hub is not Provisioned. The code is that of a BGP connection.",
		Message: "Virtual hub %s must have a Provisioned routing state.",
		Source:  "Azure/azure-rest-api-specs#10391, Azure/terraform-provider-azapi#402", check: hubNotProvisioned},
	{Name: "network at another hub", Type: azure.TypeHubConnection, Sure: azure.Reported,
		When:    "The network is connected with another virtual hub.",
		Message: "Virtual network %s is already connected by %s.",
		Source:  "MicrosoftDocs/azure-docs PR 79893", check: atAnotherHub},
	{Name: "network with a gateway at a hub", Type: azure.TypeHubConnection, Sure: azure.Documented,
		When:    "The network has a gateway of its own, or uses that of a peer.",
		Message: "Virtual network %s cannot be connected with a virtual hub, because it has %s.",
		Source:  "Microsoft Learn, Virtual WAN FAQ; azure-docs PR 79893", check: networkWithGateway},
	{Name: "routing intent without a firewall", Type: azure.TypeRoutingIntent, Sure: azure.Documented,
		When:    "The next hop of routing intent is a firewall that is not in the hub.",
		Message: "Routing intent %s: next hop %s is not in the virtual hub.",
		Source:  learnIntent, check: intentWithoutFirewall},
	{Name: "routing intent beside route tables", Type: azure.TypeRoutingIntent, Sure: azure.Documented,
		When:    "The hub has route tables of its own.",
		Message: "Routing intent %s cannot be used beside route table %s.",
		Source:  learnIntent, check: intentBesideTables},
	{Name: "routing intent beside static routes", Type: azure.TypeRoutingIntent, Sure: azure.Documented,
		When:    "The default table of the hub has a static route to a connection.",
		Message: "Routing intent %s cannot be used beside static route %s of the default route table.",
		Source:  learnIntent, check: intentBesideRoutes},
	{Name: "route table beside routing intent", Type: azure.TypeHubRouteTable, Sure: azure.Documented,
		When:    "A route table of a hub of its own is written while the hub has routing intent.",
		Message: "Route table %s cannot be used beside routing intent %s.",
		Source:  learnIntent, check: tableBesideIntent},
	{Name: "static route beside routing intent", Type: azure.TypeHubRouteTable, Sure: azure.Documented,
		When:    "The default table of a hub with routing intent gets a static route to a connection.",
		Message: "Static route %s of the default route table cannot be used beside routing intent %s.",
		Source:  learnIntent, check: routeBesideIntent},
	{Name: "link of a site left out", Type: azure.TypeHubSite, Sure: azure.Contested,
		When:    "A link is left out that a connection uses.",
		Message: "Link %s cannot be deleted, because %s uses it.",
		Source:  "terraform-provider-azurerm, ForceNew", check: siteLinkLeftOut},
	{Name: "IP group beside many", Type: azure.TypeIPGroup, Code: "IpGroupsUpdateFailed", Sure: azure.Documented,
		When:    "An IP group is written while 20 others are that the same firewall policy uses.",
		Message: "IP group %s cannot be updated while %s and others are, as many as Azure takes at a time of policy %s.",
		Source:  "Microsoft Learn, IP Groups in Azure Firewall, Parallel IP Group updates; hashicorp/terraform-provider-azurerm#19843 (2023: one), #32241 (2026: 20)",
		check:   groupBesideGroups},
	{Name: "gateway beside another", Type: azure.TypeGateway, Sure: azure.Documented,
		When:    "The network has another gateway of the same type, VPN or ExpressRoute: by another name a gateway is a second one. One of each is taken.",
		Message: "Virtual network gateway %s cannot be created: %s, of the same type, is in %s already.",
		Source: "Microsoft Learn, about ExpressRoute virtual network gateways (2023-11) and VPN Gateway FAQ: one per type; MicrosoftDocs/azure-docs#46399; " +
			"MicrosoftDocs/architecture-center#1529", single: true, check: beside(onSubnets, ofOneGatewayType)},
	{Name: "gateway that stands alone", Type: azure.TypeGateway, Sure: azure.Documented,
		When:    "A VPN gateway and an ExpressRoute gateway are to be in one network, and the VPN gateway has the SKU Basic or is policy-based.",
		Message: "Virtual network gateway %s cannot be created beside %s: a Basic or policy-based VPN gateway has no ExpressRoute gateway beside it.",
		Source:  learnCoexist, single: true, check: notCoexisting},
	{Name: "two gateways in a small GatewaySubnet", Type: azure.TypeGateway, Sure: azure.Documented,
		When:    "A VPN gateway and an ExpressRoute gateway are to be in one GatewaySubnet that is smaller than a /27.",
		Message: "Virtual network gateway %s cannot be created beside %s: %s is a %s, and two gateways need a /27 or larger.",
		Source:  learnCoexist, single: true, check: twoGatewaysInSmall},
	{Name: "gateway beside a remote one", Type: azure.TypeGateway, Sure: azure.Contested,
		When: "The network uses the gateway of a peer, or is connected with a virtual hub. Of the other order, useRemoteGateways in a network with a gateway, " +
			"a page says that it is refused; of this one none does.",
		Message: "Virtual network gateway %s cannot be created: %s %s, and a network has one gateway to the outside.",
		Source:  "Microsoft Learn, manage virtual network peering, requirements and constraints; Virtual WAN FAQ", single: true, check: gatewayBesideRemote},
	{Name: "tunnels of a VPN gateway", Type: azure.TypeConnection, Sure: azure.Documented,
		When:    "A VPN gateway gets a connection by which it has more tunnels than its size has: each of its instances has one to each site, and to each instance of another gateway.",
		Message: overTunnelsMessage, Source: learnGatewaySKUs, check: overTunnels},
	{Name: "tunnels of a VPN gateway that becomes active-active", Type: azure.TypeGateway, Sure: azure.Documented,
		When:    "A VPN gateway becomes active-active, and has more tunnels then than its size has.",
		Message: overTunnelsMessage, Source: learnGatewaySKUs, check: overTunnels},
	{Name: "circuits of an ExpressRoute gateway", Type: azure.TypeConnection, Sure: azure.Documented,
		When:    "An ExpressRoute gateway is connected to more circuits than its size takes, or to more than four of one peering location.",
		Message: "Connection %s cannot be created: ExpressRoute gateway %s would have %d circuits, more than the %d that it takes.",
		Source:  "Microsoft Learn, about ExpressRoute virtual network gateways (2026-09); ExpressRoute FAQ", check: overCircuits},
	{Name: "networks of a circuit", Type: azure.TypeConnection, Sure: azure.Documented,
		When:    "A circuit is connected to more networks than its tier and bandwidth take.",
		Message: "Connection %s cannot be created: ExpressRoute circuit %s would have %d networks, more than the %d that it takes.",
		Source:  "Microsoft Learn, ExpressRoute limits", check: overNetworks},
	{Name: "FastPath at a small gateway", Type: azure.TypeConnection, Sure: azure.Documented,
		When:    "A connection has FastPath, and its ExpressRoute gateway is smaller than UltraPerformance or ErGw3AZ.",
		Message: "Connection %s cannot have FastPath at ExpressRoute gateway %s of size %s.",
		Source:  "Microsoft Learn, about ExpressRoute FastPath", check: fastPathAtSmall},
	{Name: "address of a load balancer", Type: azure.TypeLoadBalancer, Code: "PrivateIPAddressIsAllocated", Sure: azure.Reported,
		When:    "A frontend is at an address of its subnet that another load balancer has.",
		Message: "Load balancer %[1]s cannot be created: %[2]s has the private address %[3]s already.",
		Source:  "Microsoft Learn, manage Azure private endpoints; Azure/sap-hana#552 of two frontends of one", single: true, check: addressTaken},
	{Name: "network overlaps at a virtual hub", Type: azure.TypeHubConnection, Sure: azure.Reported,
		When:    "The network overlaps the prefix of the virtual hub, or another network of the hub: under the hood a connection is a peering.",
		Message: "Virtual network %s cannot be connected with %s: it overlaps %s. Overlapping address prefixes: %s.",
		Source:  learnHubPeering, check: networkOverlapsAtHub},
	{Name: "address space overlaps at a virtual hub", Type: azure.TypeVirtualNetwork, Code: "VnetAddressSpaceOverlapsWithAlreadyPeeredVnet", Sure: azure.Reported,
		When:    "The address space of a network that is connected with a virtual hub changes, and overlaps the prefix of the hub, or another network of it.",
		Message: "Address space of %s overlaps with that of %s, both at virtual hub %s. Overlapping address prefixes: %s.",
		Source:  learnHubPeering, check: spaceOverlapsAtHub},
	{Name: "firewall in a Basic virtual WAN", Type: azure.TypeFirewall, Sure: azure.Documented,
		When:    "A firewall is made in a hub of a virtual WAN of the type Basic.",
		Message: "Azure Firewall %s cannot be created in a hub of virtual WAN %s, which is Basic.",
		Source:  learnBasicWAN, check: inBasicWAN},
	{Name: "ExpressRoute gateway in a Basic virtual WAN", Type: azure.TypeHubERGateway, Sure: azure.Documented,
		When:    "An ExpressRoute gateway is made in a hub of a virtual WAN of the type Basic.",
		Message: "ExpressRoute gateway %s cannot be created in a hub of virtual WAN %s, which is Basic.",
		Source:  learnBasicWAN, check: inBasicWAN},
	{Name: "point-to-site gateway in a Basic virtual WAN", Type: azure.TypePointToSiteGateway, Sure: azure.Documented,
		When:    "A point-to-site gateway is made in a hub of a virtual WAN of the type Basic.",
		Message: "Point-to-site gateway %s cannot be created in a hub of virtual WAN %s, which is Basic.",
		Source:  learnBasicWAN, check: inBasicWAN},
	{Name: "connection beside another", Type: azure.TypeConnection, Sure: azure.Contested,
		When:    "A gateway has another connection to the same circuit, gateway or device of a site: by another name a connection is a second one.",
		Message: connectionMessage, Source: noPageOfConnections, single: true, check: connectionBeside},
	{Name: "VPN connection beside another in a hub", Type: azure.TypeHubVPNGateway, Sure: azure.Contested,
		When:    "The VPN gateway of a virtual hub has another connection to the same site, or to the same device by another site.",
		Message: connectionMessage, Source: noPageOfConnections, single: true, check: hubConnectionBeside("properties.connections", "vpnConnections")},
	{Name: "ExpressRoute connection beside another in a hub", Type: azure.TypeHubERGateway, Sure: azure.Contested,
		When:    "The ExpressRoute gateway of a virtual hub has another connection to the same circuit.",
		Message: connectionMessage, Source: noPageOfConnections, single: true,
		check: hubConnectionBeside("properties.expressRouteConnections", "expressRouteConnections")},
	{Name: "firewall beside another", Type: azure.TypeFirewall, Sure: azure.Documented,
		When:    "The network has another firewall: by another name a firewall is a second one.",
		Message: "Azure Firewall %s cannot be created: %s is in %s already.",
		Source:  "Microsoft Learn, Azure Firewall limits: MicrosoftDocs/azure-docs PR 125139 (2024-12), #46926", single: true, check: beside(onSubnets, anyOf)},
	{Name: "firewall beside another in a hub", Type: azure.TypeFirewall, Sure: azure.Documented,
		When:    "The virtual hub has another firewall.",
		Message: "Azure Firewall %s cannot be created: %s is in %s already.",
		Source:  oneOfAHub, single: true, check: beside(inHub, anyOf)},
	{Name: "VPN gateway beside another", Type: azure.TypeHubVPNGateway, Sure: azure.Documented,
		When:    "The virtual hub has another VPN gateway.",
		Message: "VPN gateway %s cannot be created: %s is in %s already.",
		Source:  oneOfAHub, single: true, check: beside(inHub, anyOf)},
	{Name: "ExpressRoute gateway beside another", Type: azure.TypeHubERGateway, Sure: azure.Documented,
		When:    "The virtual hub has another ExpressRoute gateway.",
		Message: "ExpressRoute gateway %s cannot be created: %s is in %s already.",
		Source:  oneOfAHub, single: true, check: beside(inHub, anyOf)},
	{Name: "point-to-site gateway beside another", Type: azure.TypePointToSiteGateway, Sure: azure.Documented,
		When:    "The virtual hub has another point-to-site gateway.",
		Message: "Point-to-site gateway %s cannot be created: %s is in %s already.",
		Source:  oneOfAHub, single: true, check: beside(inHub, anyOf)},
	{Name: "routing intent beside another", Type: azure.TypeRoutingIntent, Sure: azure.Documented,
		When:    "The virtual hub has another routing intent: by another name it is a second one.",
		Message: "Routing intent %s cannot be created: %s is in %s already.",
		Source:  learnIntent + ": a hub has at most one routing policy for internet traffic and one for private traffic", single: true, check: intentBesideIntent},
	{Name: "Bastion beside another", Type: azure.TypeBastion, Sure: azure.Contested,
		When:    "The network has another Bastion, in AzureBastionSubnet. One of the Developer tier stands in no subnet, and is not looked at.",
		Message: "Bastion %s cannot be created: %s is in %s already.",
		Source:  "no page says it; as of a firewall, whose subnet too is its own", single: true, check: beside(onSubnets, anyOf)},
	{Name: "Route Server beside another", Type: azure.TypeRouteServerAddress, Sure: azure.Documented,
		When:    "The network has another Route Server, in RouteServerSubnet.",
		Message: "Route Server %s cannot be created: %s is in %s already.",
		Source:  "Microsoft Learn, Azure Route Server FAQ: one in a virtual network", single: true, check: beside("properties.subnet.id", anyOf)},
}

const (
	oneOfAHub           = "azure-rest-api-specs, Microsoft.Network 2025-05-01: VirtualHubProperties has one of each kind"
	learnUpgradeSKU     = "Microsoft Learn, upgrade a VPN Gateway SKU (2026-03)"
	connectionMessage   = "Connection %s cannot be created: %s leads from the same gateway to the same end already."
	noPageOfConnections = "no page says it; as of a peering"
	learnGatewaySKUs    = "Microsoft Learn, about gateway SKUs: site-to-site and VNet-to-VNet tunnels (2026-09)"
	overTunnelsMessage  = "%s cannot be written: VPN gateway %s would have %d tunnels, and %s has %d."
	learnHubPeering     = "MicrosoftDocs/azure-docs#107338 (Microsoft, 2023-03); Microsoft Learn, about virtual hub settings"
	learnBasicWAN       = "Microsoft Learn, about Azure Virtual WAN: Basic is of site-to-site VPN alone"
	learnCoexist        = "Microsoft Learn, configure ExpressRoute and site-to-site coexisting connections, limits and limitations"
	learnChangeSKU      = "Microsoft Learn, change the SKU of Azure Firewall (2026-02)"
	learnIntent         = "Microsoft Learn, how to configure routing intent (2025-08)"
)
