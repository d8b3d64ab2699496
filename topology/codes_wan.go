package topology

import "github.com/vnetloom/vnetloom/internal/diag"

const twoVirtualHubs = `virtualWans: {wan: {}}
networks:
  hub-weu: {location: westeurope, virtualWan: wan, addressSpace: 10.100.0.0/23, firewall: {}}
  hub-neu: {location: northeurope, virtualWan: wan, addressSpace: 10.100.2.0/23, firewall: {}}
  shop: {addressSpace: 10.1.0.0/24, subnets: {web: 10.1.0.0/26}}
  pay: {addressSpace: 10.1.1.0/24, subnets: {web: 10.1.1.0/26}}
`

const oneVirtualHub = `virtualWans: {wan: {}}
networks:
  hub: {virtualWan: wan, addressSpace: 10.100.0.0/23, firewall: {}, gateways: {vpn: {}}}
  shop: {addressSpace: 10.1.0.0/24, subnets: {web: 10.1.0.0/26}}
`

// Virtual WANs and virtual hubs.
var (
	codeUnknownWAN = &diag.Code{ID: "VL385", Title: "A virtual WAN that is not declared",
		Text: "`virtualWan` of a network names an entry of `virtualWans`, and makes the network a virtual hub of it.", Example: example("networks:\n  hub: {virtualWan: wan, addressSpace: 10.100.0.0/23}\n")}
	codeHubPeered = &diag.Code{ID: "VL386", Title: "A virtual hub where a virtual network is wanted",
		Text: "A virtual hub is Azure's own network and is not peered. Networks are connected with it by a hub-and-spoke; the hubs of one virtual WAN are joined without a statement, and a mesh of them alone is allowed.", Source: "What is Azure Virtual WAN",
		Example: example(oneVirtualHub + "connections:\n  both: {kind: peering, between: [hub, shop]}\n")}
	codeHubKinds = &diag.Code{ID: "VL387", Title: "A spoke of a virtual hub and of a hub that is a virtual network",
		Text:    "A virtual hub routes by what it announces, a hub network by peerings and route tables, and tables go first. So a statement has one kind of hub, and a spoke that is inspected in a hub network is no spoke of a virtual hub.",
		Example: example(twoVirtualHubs + "  old: 10.0.0.0/22\nconnections:\n  estate: {kind: hubAndSpoke, hub: [hub-weu, old], spokes: shop}\n")}
	codeTwoHubs = &diag.Code{ID: "VL388", Title: "A network of two virtual hubs",
		Text: "A network is connected to one virtual hub. It reaches the other hubs of that virtual WAN by it.", Source: "Virtual WAN FAQ",
		Example: example(twoVirtualHubs + "connections:\n  weu: {kind: hubAndSpoke, hub: hub-weu, spokes: shop}\n  neu: {kind: hubAndSpoke, hub: hub-neu, spokes: [shop, pay]}\n")}
	codeHubVia = &diag.Code{ID: "VL389", Title: "Something that a virtual hub does not do",
		Text: "A virtual hub sends traffic through its own firewall or straight. It has no own subnets to inspect, no appliance, no peering flags, and it routes between its spokes by itself.", Source: "How to configure Virtual WAN hub routing intent and routing policies",
		Example: example(oneVirtualHub + "connections:\n  estate: {kind: hubAndSpoke, hub: hub, spokes: shop, hubSubnets: hub/firewall}\n")}
	codeHubContents = &diag.Code{ID: "VL390", Title: "A virtual hub with what only a virtual network has",
		Text: "A virtual hub has a prefix, gateways and a firewall. Subnets, appliances, DNS servers and the like are of virtual networks.", Source: "What is Azure Virtual WAN",
		Example: example("virtualWans: {wan: {}}\nnetworks:\n  hub:\n    virtualWan: wan\n    addressSpace: 10.100.0.0/22\n    subnets: {shared: 10.100.0.0/26}\n")}
	codeHubPrefix = &diag.Code{ID: "VL391", Title: "A virtual hub with a prefix that Azure refuses",
		Text: "A virtual hub has one IPv4 prefix, a /24 or larger. It cannot be changed later.", Source: "Create a virtual hub",
		Example: example("virtualWans: {wan: {}}\nnetworks:\n  hub: {virtualWan: wan, addressSpace: 10.100.0.0/25}\n")}
	codeHubSmall = &diag.Code{ID: "VL392", Severity: diag.Note, Title: "A virtual hub with the smallest prefix",
		Text: "Azure takes a /24 and recommends a /23.", Source: "Virtual WAN FAQ: hub address space",
		Example: example("virtualWans: {wan: {}}\nnetworks:\n  hub: {virtualWan: wan, addressSpace: 10.100.0.0/24}\n")}
	codeHubSpokeGateway = &diag.Code{ID: "VL393", Title: "A spoke of a virtual hub with another gateway",
		Text: "A network with a gateway of its own, or one that uses the gateway of a peered network, cannot be connected to a virtual hub.", Source: "Virtual WAN FAQ; Cross-region connectivity options",
		Example: example("virtualWans: {wan: {}}\nnetworks:\n  hub: {virtualWan: wan, addressSpace: 10.100.0.0/23}\n  shop:\n    addressSpace: 10.1.0.0/24\n    subnets: {GatewaySubnet: 10.1.0.0/27}\n    gateways: {vpn: {}}\nconnections:\n  estate: {kind: hubAndSpoke, hub: hub, spokes: shop}\n")}
	codePrivateHalf = &diag.Code{ID: "VL394", Title: "Half of a virtual hub's private traffic is inspected",
		Text: "A routing intent sends all private traffic of a hub through its firewall: between networks, and with on-premises. The firewall's rules say what passes.", Source: "How to configure Virtual WAN hub routing intent and routing policies",
		Example: example(oneVirtualHub + "connections:\n  estate: {kind: hubAndSpoke, hub: hub, spokes: shop, spokeToSpoke: hub/firewall}\n")}
	codeMixedHubs = &diag.Code{ID: "VL395", Title: "Nothing keeps apart what a hub without inspection connects",
		Text: "What passes between a hub with a routing intent for private traffic and one without passes the firewall of the first, both ways. What stays among hubs without one passes none: so nothing can be kept apart there, and everything that they connect is to be joined.", Source: "How to configure Virtual WAN hub routing intent and routing policies: deploying both secured and regular Virtual WAN hubs",
		Example: example(twoVirtualHubs + "  lab: {addressSpace: 10.1.2.0/24, subnets: {web: 10.1.2.0/26}}\nconnections:\n  weu: {kind: hubAndSpoke, hub: hub-weu, spokes: shop, inspect: hub-weu/firewall}\n  neu: {kind: hubAndSpoke, hub: hub-neu, spokes: [pay, lab], spokeToSpoke: none}\n")}
	codeInternetLocal = &diag.Code{ID: "VL396", Severity: diag.Warning, Title: "Internet traffic is inspected in one hub of a virtual WAN",
		Text: "A hub's default route is for its own spokes: it is not announced to the other hubs.", Source: "How to configure Virtual WAN hub routing intent and routing policies",
		Example: example(twoVirtualHubs + "connections:\n  weu: {kind: hubAndSpoke, hub: hub-weu, spokes: shop, internet: hub-weu/firewall}\n  neu: {kind: hubAndSpoke, hub: hub-neu, spokes: pay}\n")}
	codeBasicWAN = &diag.Code{ID: "VL397", Title: "More than a Basic virtual WAN has",
		Text: "A Basic virtual WAN has site-to-site VPN alone.", Source: "What is Azure Virtual WAN: Basic and Standard",
		Example: example("virtualWans: {wan: {type: Basic}}\nnetworks:\n  hub: {virtualWan: wan, addressSpace: 10.100.0.0/23, firewall: {}}\n")}
	codeHubOverlap = &diag.Code{ID: "VL398", Title: "What a virtual WAN connects overlaps",
		Text: "The prefixes of the virtual hubs of a virtual WAN and of all their spokes are disjoint.", Source: "Virtual WAN FAQ: hub address space",
		Example: example("virtualWans: {wan: {}}\nnetworks:\n  hub: {virtualWan: wan, addressSpace: 10.100.0.0/23}\n  shop: 10.100.1.0/24\nconnections:\n  estate: {kind: hubAndSpoke, hub: hub, spokes: shop}\n")}
	codeHubRegion = &diag.Code{ID: "VL399", Severity: diag.Note, Title: "Two virtual hubs of a virtual WAN in one location",
		Text:    "One hub in a region is the recommendation; several are for more than one hub carries.",
		Example: example("virtualWans: {wan: {}}\nnetworks:\n  hub-1: {virtualWan: wan, addressSpace: 10.100.0.0/23}\n  hub-2: {virtualWan: wan, addressSpace: 10.100.2.0/23}\n")}
	codeHubASN = &diag.Code{ID: "VL441", Title: "A virtual hub with another ASN",
		Text: "The ASN of a virtual hub and its gateways is 65515.", Source: "Virtual WAN FAQ: BGP",
		Example: example("virtualWans: {wan: {}}\nnetworks:\n  hub: {virtualWan: wan, addressSpace: 10.100.0.0/23, gateways: {vpn: {asn: 65010}}}\n")}
	codeHubPublicPrefix = &diag.Code{ID: "VL442", Title: "A prefix outside of RFC 1918 behind a routing intent",
		Text: "A routing intent for private traffic is for the prefixes of RFC 1918. Azure takes others as a static route of the hub's default route table, beside those that the routing intent has put there. A template would write that table whole, and nothing says what becomes of the routes of the routing intent: so it is not done here.", Source: "How to configure Virtual WAN hub routing intent and routing policies",
		Example: example("virtualWans: {wan: {}}\nnetworks:\n  hub: {virtualWan: wan, addressSpace: 10.100.0.0/23, firewall: {}}\n  shop: 100.64.0.0/24\nconnections:\n  estate: {kind: hubAndSpoke, hub: hub, spokes: shop, inspect: hub/firewall}\n")}
	codeHubIPv6 = &diag.Code{ID: "VL443", Title: "An IPv6 prefix behind a virtual hub",
		Text: "A virtual hub carries IPv4. Networks that it joins would reach each other by one family alone.", Source: "Virtual WAN FAQ: IPv6",
		Example: example("virtualWans: {wan: {}}\nnetworks:\n  hub: {virtualWan: wan, addressSpace: 10.100.0.0/23}\n  shop: [10.1.0.0/24, \"fd00:db8:1::/56\"]\nconnections:\n  estate: {kind: hubAndSpoke, hub: hub, spokes: shop}\n")}
	codeHubEnd = &diag.Code{ID: "VL444", Title: "A virtual hub as an end of packets",
		Text:    "Nothing of ours is in a virtual hub that packets could start from or go to.",
		Example: example(oneVirtualHub + "connections:\n  estate: {kind: hubAndSpoke, hub: hub, spokes: shop}\nexpect:\n  in: {from: shop, to: hub}\n")}
	codeHubLink = &diag.Code{ID: "VL445", Title: "A connection that a virtual hub's gateway does not make",
		Text: "The gateways of a virtual hub connect sites, circuits and the VPN gateways of networks. The last take BGP, since nothing else tells either side what is behind the other; every virtual hub has the ASN 65515, so two of them have no BGP with each other; and they are ours, in one tenant. FastPath is not for them, nor circuits of ours in another tenant. `virtualWan` of an `expressRoute` statement is between virtual hubs and networks.", Source: "Connect a VPN Gateway (virtual network gateway) to Virtual WAN",
		Example: example("virtualWans: {wan: {}}\nnetworks:\n  hub: {virtualWan: wan, addressSpace: 10.100.0.0/23, gateways: {vpn: {}}}\n  lab:\n    addressSpace: 10.2.0.0/24\n    subnets: {GatewaySubnet: 10.2.0.0/27}\n    gateways: {vpn: {}}\nconnections:\n  line: {kind: vpn, between: [hub, lab]}\n")}
	codeTwoHomes = &diag.Code{ID: "VL446", Title: "A site at several virtual hubs that inspect",
		Text:    "A site at two virtual hubs learns by BGP which hub is nearer to a network. Without it, and for networks of a third hub, what it sends may pass the firewalls of other hubs than the answers do.",
		Example: example("virtualWans: {wan: {}}\nnetworks:\n  hub-1: {location: westeurope, virtualWan: wan, addressSpace: 10.100.0.0/23, firewall: {}, gateways: {vpn: {}}}\n  hub-2: {location: northeurope, virtualWan: wan, addressSpace: 10.100.2.0/23, firewall: {}, gateways: {vpn: {}}}\n  shop: {addressSpace: 10.1.0.0/24, subnets: {web: 10.1.0.0/26}}\nsites:\n  dc1: {addressSpace: 192.168.0.0/16, vpn: {publicAddress: 203.0.113.10}}\nconnections:\n  one: {kind: hubAndSpoke, hub: hub-1, spokes: shop, inspect: hub-1/firewall}\n  two: {kind: hubAndSpoke, hub: hub-2, inspect: hub-2/firewall}\n  office: {kind: vpn, between: [[hub-1, hub-2], dc1]}\n")}
	codeHubTenant = &diag.Code{ID: "VL447", Title: "A virtual WAN across tenants",
		Text: "A virtual WAN, its hubs and the networks at them are of one tenant. Azure connects networks of other tenants by PowerShell or the Azure CLI alone, which is not in this version.", Source: "Connect cross-tenant virtual networks to a Virtual WAN hub",
		Example: example("tenants: {contoso: 11111111-1111-1111-1111-111111111111, fabrikam: 22222222-2222-2222-2222-222222222222}\nsubscriptions:\n  prod: {id: 33333333-3333-3333-3333-333333333333, tenant: contoso}\n  partner: {id: 44444444-4444-4444-4444-444444444444, tenant: fabrikam}\nvirtualWans: {wan: {subscription: prod}}\nnetworks:\n  hub: {virtualWan: wan, subscription: prod, addressSpace: 10.100.0.0/23}\n  shop: {subscription: partner, resourceGroup: rg-shop, addressSpace: 10.1.0.0/24}\nconnections:\n  estate: {kind: hubAndSpoke, hub: hub, spokes: shop}\n")}
	codeHubScale = &diag.Code{ID: "VL449", Title: "A gateway sized in the words of another kind",
		Text: "A gateway of a virtual network has a SKU, one of a virtual hub has scale units.", Source: "About gateway settings for Virtual WAN",
		Example: example("virtualWans: {wan: {}}\nnetworks:\n  hub: {virtualWan: wan, addressSpace: 10.100.0.0/23, gateways: {vpn: {sku: VpnGw2AZ}}}\n")}
)

var wanCodes = []*diag.Code{codeUnknownWAN, codeHubPeered, codeHubKinds, codeTwoHubs, codeHubVia, codeHubContents, codeHubPrefix, codeHubSmall, codeHubSpokeGateway, codePrivateHalf,
	codeMixedHubs, codeInternetLocal, codeBasicWAN, codeHubOverlap, codeHubRegion, codeHubASN, codeHubPublicPrefix, codeHubIPv6, codeHubEnd, codeHubLink, codeTwoHomes, codeHubTenant, codeHubScale}
