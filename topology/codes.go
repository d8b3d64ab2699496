package topology

import "github.com/vnetloom/vnetloom/internal/diag"

// Codes are the diagnostics of this package: VL21x-VL22x addresses, VL3xx networks and connections, VL4xx routing, VL5xx limits.
func Codes() []*diag.Code {
	var all []*diag.Code
	for _, list := range [][]*diag.Code{addressCodes, networkCodes, siteCodes, ownershipCodes, accessCodes, wanCodes, routingCodes, limitCodes, managerCodes} {
		all = append(all, list...)
	}
	return all
}

// example makes a whole intent of the part that matters.
func example(body string) string {
	return "vnetloom: v1\nname: contoso\ndefaults: {location: westeurope}\n" + body
}

// Addresses.
var (
	codeSubnetOutside = &diag.Code{ID: "VL210", Title: "A subnet is not inside its network",
		Text:    "Every prefix of a subnet lies inside one prefix of its network's address space. Azure refuses anything else.",
		Example: example("networks:\n  app:\n    addressSpace: 10.1.0.0/24\n    subnets: {web: 10.1.1.0/26}\n"), Source: "Azure error NetcfgInvalidSubnet"}
	codeSubnetOverlap = &diag.Code{ID: "VL211", Title: "Two subnets of a network overlap",
		Text:    "Subnets of one network are disjoint.",
		Example: example("networks:\n  app:\n    addressSpace: 10.1.0.0/24\n    subnets: {web: 10.1.0.0/25, data: 10.1.0.64/26}\n"), Source: "Azure error NetcfgSubnetRangesOverlap"}
	codeOwnOverlap = &diag.Code{ID: "VL212", Title: "Two prefixes of a network overlap",
		Text:    "The prefixes of an address space are disjoint.",
		Example: example("networks:\n  app: [10.1.0.0/16, 10.1.4.0/24]\n"), Source: "Azure Resource Manager, virtualNetworks"}
	codeDisallowed = &diag.Code{ID: "VL213", Title: "An address that no virtual network may have",
		Text:    "Azure keeps multicast, broadcast, loopback, link-local addresses and 168.63.129.16 for itself; and a network has at least one IPv4 prefix.",
		Example: example("networks:\n  app: 169.254.0.0/20\n"), Source: "Azure Virtual Network FAQ: address ranges that cannot be used"}
	codeSubnetSize = &diag.Code{ID: "VL214", Title: "A subnet of a size that Azure refuses",
		Text:    "An IPv4 prefix of a subnet is a /29 or larger, since Azure keeps five addresses; an IPv6 prefix is exactly a /64.",
		Example: example("networks:\n  app:\n    addressSpace: 10.1.0.0/24\n    subnets: {web: 10.1.0.0/30}\n"), Source: "Azure Virtual Network FAQ"}
	codeReservedSize = &diag.Code{ID: "VL215", Title: "A reserved subnet is too small",
		Text:    "AzureFirewallSubnet and AzureFirewallManagementSubnet are a /26 or larger; a GatewaySubnet with both a VPN and an ExpressRoute gateway a /27 or larger.",
		Example: example("networks:\n  hub:\n    addressSpace: 10.0.0.0/22\n    subnets: {AzureFirewallSubnet: 10.0.0.0/27}\n    firewall: {}\n"), Source: "Azure Firewall and ExpressRoute gateway documentation"}
	codeSmallGatewaySubnet = &diag.Code{ID: "VL216", Severity: diag.Warning, Title: "GatewaySubnet is smaller than recommended",
		Text:    "Azure recommends a /27 or larger. A smaller one may not hold an active-active gateway or a second one, and it cannot grow while a gateway is in it.",
		Example: example("networks:\n  hub:\n    addressSpace: 10.0.0.0/22\n    subnets: {GatewaySubnet: 10.0.0.0/28}\n    gateways: {vpn: {}}\n"), Source: "About ExpressRoute virtual network gateways"}
	codeReservedName = &diag.Code{ID: "VL217", Title: "A reserved subnet name in other letters",
		Text:    "Azure's services look for their subnet by its exact name.",
		Example: example("networks:\n  hub:\n    addressSpace: 10.0.0.0/22\n    subnets: {gatewaySubnet: 10.0.0.0/26}\n"), Source: "VPN Gateway documentation"}
	codeBadAddress = &diag.Code{ID: "VL218", Title: "An address that is not usable where it stands",
		Text:    "The address of a firewall or an appliance is in its subnet, is not one of the five that Azure keeps, and is nobody else's. Every route to it is written with this address.",
		Example: example("networks:\n  hub:\n    addressSpace: 10.0.0.0/22\n    subnets: {nva: 10.0.2.0/24}\n    appliances: {nva1: {privateAddress: 10.0.2.2, subnet: nva}}\n"), Source: "Azure Virtual Network FAQ"}
	codeOverlap = &diag.Code{ID: "VL220", Title: "Peered networks overlap",
		Text:    "No prefix of a network, IPv4 or IPv6, may overlap one of a network that it is peered with.",
		Example: example("networks:\n  shop: 10.1.0.0/16\n  pay: 10.1.4.0/24\nconnections:\n  sales: {kind: peering, between: [shop, pay]}\n"), Source: "Azure error VnetAddressSpacesOverlap"}
	codeOverlapBehind = &diag.Code{ID: "VL221", Title: "Networks that are peered with the same network overlap",
		Text:    "Azure refuses a peering whose remote network overlaps any other network that is peered already. So all spokes of a hub are disjoint, even where they do not reach each other.",
		Example: example("networks:\n  hub: 10.0.0.0/22\n  shop: 10.1.0.0/16\n  pay: 10.1.4.0/24\nconnections:\n  estate: {kind: hubAndSpoke, hub: hub, spokes: [shop, pay]}\n"), Source: "Azure error VnetAddressSpaceOverlapsWithAlreadyPeeredVnet"}
	codeOverlapRouted = &diag.Code{ID: "VL222", Title: "Networks that are reached from one place overlap",
		Text:    "Two networks that a third reaches by different ways, through hubs with transit or by a peering beside them, have disjoint addresses. Azure would deploy it, and send packets to the more specific one.",
		Example: example(transitNetworks + "  pay:\n    addressSpace: 10.1.4.0/24\nconnections:\n  weu: {kind: hubAndSpoke, hub: hub-weu, spokes: shop, spokeToSpoke: hub-weu/firewall}\n  neu: {kind: hubAndSpoke, hub: hub-neu, spokes: pay, spokeToSpoke: hub-neu/firewall}\n  hubs: {kind: mesh, members: [hub-weu, hub-neu], transit: true}\n"), Source: "route selection by the longest prefix"}
	codeSubnetPeerOverlap = &diag.Code{ID: "VL223", Title: "A peered subnet lies in a prefix that both networks have",
		Text:    "In a peering by subnets the networks may overlap elsewhere, but the address prefix of a network that contains a peered subnet must not overlap any prefix of the other network.",
		Example: example("networks:\n  app:\n    addressSpace: 10.1.0.0/16\n    subnets: {web: 10.1.0.0/24}\n  data:\n    addressSpace: [10.1.0.0/16, 10.7.0.0/24]\n    subnets: {sql: 10.7.0.0/26}\nconnections:\n  partner: {kind: peering, between: [{network: app, subnets: web}, {network: data, subnets: sql}]}\n"), Source: "How to configure subnet peering"}
)

const transitNetworks = `networks:
  hub-weu:
    addressSpace: 10.0.0.0/22
    subnets: {AzureFirewallSubnet: 10.0.0.0/26}
    firewall: {}
  hub-neu:
    addressSpace: 10.0.4.0/22
    subnets: {AzureFirewallSubnet: 10.0.4.0/26}
    firewall: {}
  shop:
    addressSpace: 10.1.0.0/16
    subnets: {web: 10.1.0.0/24}
`

var addressCodes = []*diag.Code{codeSubnetOutside, codeSubnetOverlap, codeOwnOverlap, codeDisallowed, codeSubnetSize, codeReservedSize,
	codeSmallGatewaySubnet, codeReservedName, codeBadAddress, codeOverlap, codeOverlapBehind, codeOverlapRouted, codeSubnetPeerOverlap}

const hubAndShop = `networks:
  hub:
    addressSpace: 10.0.0.0/22
    subnets: {GatewaySubnet: 10.0.0.0/26, AzureFirewallSubnet: 10.0.0.64/26, nva: 10.0.1.0/26}
    gateways: {vpn: {}}
    firewall: {}
    appliances: {nva1: {privateAddress: 10.0.1.4, subnet: nva}}
  shop:
    addressSpace: 10.1.0.0/24
    subnets: {web: 10.1.0.0/26}
`

// Networks and connections.
var (
	codeUnknownNetwork = &diag.Code{ID: "VL301", Title: "A network that is not declared",
		Text: "Connections name networks of `networks`.", Example: example("networks:\n  shop: 10.1.0.0/24\n  pay: 10.1.1.0/24\nconnections:\n  sales: {kind: peering, between: [shop, payy]}\n")}
	codeUnknownPart = &diag.Code{ID: "VL302", Title: "A part that the network does not have",
		Text: "A next hop is `network/part`: an appliance of the network, `firewall`, `vpnGateway`.", Example: example(hubAndShop + "connections:\n  estate: {kind: hubAndSpoke, hub: hub, spokes: shop, inspect: hub/nva2}\n")}
	codeUnknownSubnet = &diag.Code{ID: "VL303", Title: "A subnet that the network does not have",
		Text:    "A peering by subnets and an appliance name subnets of their network.",
		Example: example("networks:\n  hub:\n    addressSpace: 10.0.0.0/22\n    subnets: {untrust: 10.0.2.0/24}\n    appliances: {nva1: {privateAddress: 10.0.2.4, subnet: trust}}\n")}
	codeNoMatch = &diag.Code{ID: "VL304", Title: "A selector matches nothing",
		Text: "A selector names labels that a network must all have. One that selects no network is a slip: it is refused, so that nobody believes in a connection that is not there.", Example: example("networks:\n  hub: 10.0.0.0/22\n  shop: {addressSpace: 10.1.0.0/24, labels: {env: prod}}\nconnections:\n  estate: {kind: hubAndSpoke, hub: hub, spokes: {env: production}}\n")}
	codeTooFew = &diag.Code{ID: "VL305", Title: "A connection that joins nothing",
		Text: "A mesh has at least two members, a peering two different ends, a hub-and-spoke a spoke beside its hubs.", Example: example("networks:\n  shop: 10.1.0.0/24\nconnections:\n  all: {kind: mesh, members: [shop]}\n")}
	codeContradiction = &diag.Code{ID: "VL306", Title: "Two statements about one pair contradict each other",
		Text: "Azure takes one peering for a pair of networks. Equal statements about a pair merge; statements that differ in flags, in whose gateway is used, in whole or by subnet, or in what may pass (`access`) are refused.", Source: "Azure error AnotherPeeringAlreadyReferencesRemoteVnet",
		Example: example("networks:\n  shop: 10.1.0.0/24\n  pay: 10.1.1.0/24\nconnections:\n  all: {kind: mesh, members: [shop, pay]}\n  sales: {kind: peering, between: [shop, pay], forwardedTraffic: true}\n")}
	codeNoSubnet = &diag.Code{ID: "VL307", Title: "A gateway or firewall without its subnet",
		Text: "A gateway stands in GatewaySubnet, a firewall in AzureFirewallSubnet, and the management interface of a Basic firewall in AzureFirewallManagementSubnet.", Example: example("networks:\n  hub:\n    addressSpace: 10.0.0.0/22\n    gateways: {vpn: {}}\n")}
	codeNoGateway = &diag.Code{ID: "VL308", Title: "A gateway that is not there is used",
		Text: "A network uses the gateway of a network that it is peered with and that has one.", Source: "Azure error RemoteVnetHasNoGateways",
		Example: example("networks:\n  hub: 10.0.0.0/22\n  shop: 10.1.0.0/24\nconnections:\n  estate: {kind: hubAndSpoke, hub: hub, spokes: shop, useGatewayOf: hub}\n")}
	codeOwnAndRemote = &diag.Code{ID: "VL309", Title: "A network with a gateway would use a remote one",
		Text: "A network has one gateway to the outside: its own, or that of one peer.", Source: "Virtual network peering: gateways and on-premises connectivity",
		Example: example(hubAndShop + "  pay:\n    addressSpace: 10.2.0.0/24\n    subnets: {GatewaySubnet: 10.2.0.0/27}\n    gateways: {vpn: {}}\nconnections:\n  estate: {kind: hubAndSpoke, hub: hub, spokes: [shop, pay]}\n")}
	codeTwoRemote = &diag.Code{ID: "VL310", Title: "A network would use two remote gateways",
		Text: "At most one peering of a network has useRemoteGateways.", Source: "Virtual network peering",
		Example: example(hubAndShop + "  hub2:\n    addressSpace: 10.0.4.0/22\n    subnets: {GatewaySubnet: 10.0.4.0/26}\n    gateways: {vpn: {}}\nconnections:\n  one: {kind: hubAndSpoke, hub: hub, spokes: shop}\n  two: {kind: hubAndSpoke, hub: hub2, spokes: shop}\n")}
	codeWhichGateway = &diag.Code{ID: "VL311", Title: "Several hubs have a gateway",
		Text:    "Where more than one hub of a hub-and-spoke has a gateway, `useGatewayOf` says which the spokes use.",
		Example: example(hubAndShop + "  hub2:\n    addressSpace: 10.0.4.0/22\n    subnets: {GatewaySubnet: 10.0.4.0/26}\n    gateways: {vpn: {}}\nconnections:\n  estate: {kind: hubAndSpoke, hub: [hub, hub2], spokes: shop}\n")}
	codeRetiredSKU = &diag.Code{ID: "VL312", Title: "A retired gateway SKU",
		Text: "Azure makes no new gateways of these SKUs; the zone-redundant ones take their place in every region.", Source: "VPN Gateway SKU consolidation and migration",
		Example: example("networks:\n  hub:\n    addressSpace: 10.0.0.0/22\n    subnets: {GatewaySubnet: 10.0.0.0/26}\n    gateways: {vpn: {sku: VpnGw2}}\n")}
	codeNoLocation = &diag.Code{ID: "VL313", Title: "A network without a location",
		Text: "The location stands at the network, its profile, its resource group, or in `defaults`.", Example: "vnetloom: v1\nname: contoso\nnetworks:\n  shop: 10.1.0.0/24\n"}
	codeGroupLocation = &diag.Code{ID: "VL314", Title: "A resource group without a location",
		Text: "A resource group is where `resourceGroups` says, else in `defaults.location`, else where all its networks are.", Example: "vnetloom: v1\nname: contoso\nnetworks:\n  shop: {addressSpace: 10.1.0.0/24, location: westeurope}\n  pay: {addressSpace: 10.1.1.0/24, location: northeurope}\n"}
	codeBadName = &diag.Code{ID: "VL315", Title: "A name that Azure refuses",
		Text: "Names are made by the patterns of `naming`. A virtual network's name has 2 to 64 characters, those of the other resources 1 to 80: letters, digits, `_`, `.` and `-`.", Source: "Naming rules and restrictions for Azure resources; Azure error InvalidResourceName",
		Example: example("naming: {network: \"{name}\"}\nnetworks:\n  a: 10.1.0.0/24\n")}
	codeNameCollision = &diag.Code{ID: "VL316", Title: "Two things with one name",
		Text: "What is of one kind and in one place has distinct names, without regard to case.", Example: example("naming: {network: vnet-contoso}\nnetworks:\n  shop: 10.1.0.0/24\n  pay: 10.1.1.0/24\n")}
	codePlaceholder = &diag.Code{ID: "VL317", Title: "A placeholder that says nothing",
		Text: "Each kind of name has its own placeholders; one that has no value there is refused.", Example: example("naming: {network: \"vnet-{subscription}-{name}\"}\nnetworks:\n  shop: 10.1.0.0/24\n")}
	codeAllowList = &diag.Code{ID: "VL318", Severity: diag.Warning, Title: "Subnet peering needs an allow-listed subscription",
		Text: "Azure offers peering by subnets to subscriptions that Microsoft has registered on request.", Source: "How to configure subnet peering",
		Example: example("networks:\n  app:\n    addressSpace: 10.1.0.0/24\n    subnets: {web: 10.1.0.0/26}\n  data:\n    addressSpace: 10.2.0.0/24\n    subnets: {sql: 10.2.0.0/26}\nconnections:\n  partner: {kind: peering, between: [{network: app, subnets: web}, {network: data, subnets: sql}]}\n")}
	codeEnvironments = &diag.Code{ID: "VL319", Severity: diag.Warning, Title: "Different environments are joined straight",
		Text:    "A mesh, or spokes that are joined straight, whose label `env` differs: nothing inspects what passes between, say, development and production.",
		Example: example("networks:\n  shop-dev: {addressSpace: 10.1.0.0/24, labels: {env: dev}}\n  shop: {addressSpace: 10.1.1.0/24, labels: {env: prod}}\nconnections:\n  all: {kind: mesh, members: [shop, shop-dev]}\n")}
	codeSubnetPeering = &diag.Code{ID: "VL321", Title: "A peering by subnets that is not whole",
		Text: "Both ends name subnets, or neither; `ipv6Only` is for a peering by subnets that all have IPv6.", Source: "How to configure subnet peering",
		Example: example("networks:\n  app:\n    addressSpace: 10.1.0.0/24\n    subnets: {web: 10.1.0.0/26}\n  data: 10.2.0.0/24\nconnections:\n  partner: {kind: peering, between: [{network: app, subnets: web}, data]}\n")}
	codeExpect = &diag.Code{ID: "VL323", Title: "An expectation that cannot be checked",
		Text:    "`expect` is about packets between networks of the intent, and from them to the internet; it counts the way out, and what comes back.",
		Example: example("networks:\n  shop: 10.1.0.0/24\nexpect:\n  in: {from: internet, to: shop}\n")}
	codeSameSubscription = &diag.Code{ID: "VL324", Title: "Two names for one subscription",
		Text:    "Each subscription is declared once. With two names, two resources of one name could be taken for different ones.",
		Example: example("subscriptions:\n  prod: 00000000-0000-0000-0000-000000000001\n  shared: 00000000-0000-0000-0000-000000000001\nnetworks:\n  shop: {addressSpace: 10.1.0.0/24, subscription: prod}\n")}
	codeReservedASN = &diag.Code{ID: "VL325", Title: "A reserved ASN",
		Text: "Some autonomous system numbers are Azure's or IANA's, and no gateway may have them.", Source: "VPN Gateway FAQ: BGP",
		Example: example("networks:\n  hub:\n    addressSpace: 10.0.0.0/22\n    subnets: {GatewaySubnet: 10.0.0.0/26}\n    gateways: {vpn: {asn: 12076}}\n")}
	codeSecurityGroupHere = &diag.Code{ID: "VL322", Title: "A security group where none may be",
		Text: "Azure does not support network security groups on GatewaySubnet, AzureFirewallSubnet, AzureFirewallManagementSubnet and RouteServerSubnet.", Source: "About VPN Gateway settings; Azure Firewall FAQ",
		Example: example("networks:\n  hub:\n    addressSpace: 10.0.0.0/22\n    subnets:\n      GatewaySubnet:\n        prefix: 10.0.0.0/26\n        networkSecurityGroup: /subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Network/networkSecurityGroups/nsg\n")}
)

var networkCodes = []*diag.Code{codeUnknownNetwork, codeUnknownPart, codeUnknownSubnet, codeNoMatch, codeTooFew, codeContradiction, codeNoSubnet, codeNoGateway,
	codeOwnAndRemote, codeTwoRemote, codeWhichGateway, codeRetiredSKU, codeNoLocation, codeGroupLocation, codeBadName, codeNameCollision, codePlaceholder, codeAllowList,
	codeEnvironments, codeSubnetPeering, codeSecurityGroupHere, codeExpect, codeSameSubscription, codeReservedASN}
