package azure

import (
	"slices"
	"strings"
)

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

// A ManagedService is a service that stands in subnets of its users and that Azure manages there: what it needs of a security group.
type ManagedService struct {
	Title       string
	Delegations []string // of its subnets
	Words       []string // that name its subnets, in lower case and without signs between letters
	Rule        string   // the word for the rule that lets in what manages it
	SourceTag   string   // of what manages it
	Port        string   // where that comes in, by TCP
	Needs       string   // what it needs to send to, for a sentence
}

// ManagedServices are the services that stop behind a group which blocks what manages them. Both need the internet: what they call has
// addresses that change.
// Source: Application Gateway infrastructure configuration, "Network security groups": GatewayManager to 65200-65535, and outbound
// internet connectivity can't be blocked; Virtual network configuration reference: API Management, "Required ports".
var ManagedServices = []ManagedService{
	{Title: "Application Gateway", Delegations: []string{"Microsoft.Network/applicationGateways"},
		Words: []string{"agw", "appgw", "appgateway", "applicationgateway"},
		Rule:  "gateway-manager", SourceTag: "GatewayManager", Port: "65200-65535", Needs: "the internet: Azure Monitor, Key Vault, certificate revocation lists"},
	{Title: "API Management", Delegations: []string{"Microsoft.ApiManagement/service"}, Words: []string{"apim", "apimanagement"},
		Rule: "api-management", SourceTag: "ApiManagement", Port: "3443", Needs: "Azure Storage, SQL, Key Vault and Azure Monitor, at their public addresses"},
}

// Holds tells whether a subnet is one of the service, by its delegation or by its name.
func (s *ManagedService) Holds(subnet, delegation string) bool {
	for _, d := range s.Delegations {
		if strings.EqualFold(d, delegation) {
			return true
		}
	}
	words := strings.FieldsFunc(strings.ToLower(subnet), func(r rune) bool { return r < 'a' || r > 'z' })
	whole := strings.Join(words, "")
	for _, word := range s.Words {
		if slices.Contains(words, word) || strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(whole, "snet"), "subnet"), "subnet") == word {
			return true
		}
	}
	return false
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
