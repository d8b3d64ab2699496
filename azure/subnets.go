package azure

import "strings"

// Subnets whose names Azure reserves for its services.
const (
	GatewaySubnet            = "GatewaySubnet"
	FirewallSubnet           = "AzureFirewallSubnet"
	FirewallManagementSubnet = "AzureFirewallManagementSubnet"
	BastionSubnet            = "AzureBastionSubnet"
	RouteServerSubnet        = "RouteServerSubnet"
)

// ReservedSubnet is what Azure says of a subnet whose name it reserves: only its service stands there.
type ReservedSubnet struct {
	Name          string
	Service       string // for a sentence: "needs a /26 or larger"
	Bits          int    // the longest IPv4 prefix that the service fits in
	RouteTable    bool   // Azure takes a route table on it
	SecurityGroup bool   // Azure takes a network security group on it
}

// ReservedSubnets are the reserved subnets.
// Source: Azure Firewall FAQ, "Why does Azure Firewall need a /26 subnet size?"; Azure Bastion configuration settings, "Azure Bastion
// subnet": /26 or larger, no user-defined routes (RouteTableCannotBeAttachedForAzureBastionSubnet); Azure Route Server FAQ; About VPN
// Gateway configuration settings, "Gateway subnet": all gateways but Basic ones require /27 or larger.
var ReservedSubnets = []ReservedSubnet{
	{Name: FirewallSubnet, Service: "Azure Firewall", Bits: 26, RouteTable: true},
	{Name: FirewallManagementSubnet, Service: "the management traffic of Azure Firewall", Bits: 26, RouteTable: true},
	{Name: BastionSubnet, Service: "Azure Bastion", Bits: 26, SecurityGroup: true},
	{Name: RouteServerSubnet, Service: "Azure Route Server", Bits: 27},
	{Name: GatewaySubnet, Service: "a gateway that is not Basic", Bits: 27, RouteTable: true},
}

// Reserved finds what Azure says of a subnet by its name, in any letters; nil where the name is not reserved.
func Reserved(subnet string) *ReservedSubnet {
	for i := range ReservedSubnets {
		if strings.EqualFold(ReservedSubnets[i].Name, subnet) {
			return &ReservedSubnets[i]
		}
	}
	return nil
}

// The types of next hop that a user-defined route may have.
// Source: bicep-types-az, microsoft.network 2025-05-01, RoutePropertiesFormat.
const (
	NextHopAppliance = "VirtualAppliance"
	NextHopGateway   = "VirtualNetworkGateway"
	NextHopLocal     = "VnetLocal"
	NextHopInternet  = "Internet"
	NextHopNone      = "None"
)

// NextHops are these types, in the order in which a sentence lists them.
var NextHops = []string{NextHopInternet, NextHopNone, NextHopAppliance, NextHopGateway, NextHopLocal}
