package topology

import "github.com/vnetloom/vnetloom/internal/diag"

const hubAndTwo = `networks:
  hub:
    addressSpace: 10.0.0.0/22
    subnets: {AzureFirewallSubnet: 10.0.0.64/26, shared: 10.0.1.0/26}
    firewall: {}
  shop:
    addressSpace: 10.1.0.0/24
    subnets: {web: 10.1.0.0/26}
  pay:
    addressSpace: 10.1.1.0/24
    subnets: {data: 10.1.1.0/26}
`

// Access.
var (
	codeOwnSecurityGroup = &diag.Code{ID: "VL361", Title: "A subnet of a closed connection has a security group of the user's",
		Text:    "`access: closed`, or a list of flows, is made by a security group on the members' subnets. A subnet has one: where it is the user's, nothing would be closed.",
		Example: example("networks:\n  shop:\n    addressSpace: 10.1.0.0/24\n    subnets:\n      web: {prefix: 10.1.0.0/26, networkSecurityGroup: /subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg-shop/providers/Microsoft.Network/networkSecurityGroups/nsg-web}\n  pay:\n    addressSpace: 10.1.1.0/24\n    subnets: {data: 10.1.1.0/26}\nconnections:\n  sales: {kind: peering, between: [shop, pay], access: closed}\n"), Source: "Network security groups: a subnet is associated with none or one"}
	codeFlowEnds = &diag.Code{ID: "VL362", Title: "A flow whose ends are not those of its connection",
		Text:    "The list of a connection is about what the connection joins: each flow goes from one member to another, or to or from the internet, and not within one network.",
		Example: example(hubAndTwo + "connections:\n  sales: {kind: peering, between: [shop, pay], access: {sql: {from: hub/shared, to: pay/data, ports: tcp/1433}}}\n")}
	codeFlowNoPath = &diag.Code{ID: "VL363", Title: "A flow that no path carries",
		Text:    "The ends of a flow are members of its connection, and the connection does not join them with each other: two spokes without `spokeToSpoke`, a subnet outside of a peering by subnets, packets from the internet whose answers pass an inspector.",
		Example: example(hubAndTwo + "connections:\n  estate: {kind: hubAndSpoke, hub: hub, spokes: [shop, pay], access: {sql: {from: shop/web, to: pay/data, ports: tcp/1433}}}\n")}
	codeNoProtection = &diag.Code{ID: "VL364", Severity: diag.Note, Title: "Public addresses without a DDoS protection plan",
		Text: "Gateways and firewalls have public addresses. A DDoS protection plan on their network covers these. It is said once for the whole intent.", Source: "Azure DDoS Protection overview",
		Example: example(hubAndTwo)}
	codeHalfEncrypted = &diag.Code{ID: "VL365", Severity: diag.Warning, Title: "One side of a peering encrypts",
		Text: "Virtual network encryption covers a peering only where both networks have it (and machines of sizes that take part). AllowUnencrypted lets the rest pass in clear.", Source: "What is Azure Virtual Network encryption",
		Example: example("networks:\n  shop: {addressSpace: 10.1.0.0/24, encryption: true}\n  pay: 10.1.1.0/24\nconnections:\n  sales: {kind: peering, between: [shop, pay]}\n")}
	codePlainFirewall = &diag.Code{ID: "VL366", Severity: diag.Note, Title: "A firewall whose traffic is not encrypted",
		Text: "In a network with encryption, traffic of Azure Firewall Premium is encrypted, that of the other tiers is not.", Source: "What is Azure Virtual Network encryption",
		Example: example("networks:\n  hub:\n    addressSpace: 10.0.0.0/22\n    encryption: true\n    subnets: {AzureFirewallSubnet: 10.0.0.64/26}\n    firewall: {}\n")}
	codeNamesClosed = &diag.Code{ID: "VL368", Severity: diag.Warning, Title: "A network's DNS servers are closed to it",
		Text: "`access` closes the connection over which a network asks its DNS servers, and no flow lets the questions pass.", Source: "Name resolution for resources in Azure virtual networks: custom DNS servers",
		Example: example("networks:\n  hub:\n    addressSpace: 10.0.0.0/22\n    subnets: {shared: 10.0.1.0/26}\n  shop:\n    addressSpace: 10.1.0.0/24\n    dnsServers: 10.0.1.4\n    subnets: {web: 10.1.0.0/26}\nconnections:\n  estate: {kind: hubAndSpoke, hub: hub, spokes: shop, access: closed}\n")}
	codeFlowTwice = &diag.Code{ID: "VL369", Severity: diag.Warning, Title: "A flow is listed twice",
		Text:    "A flow lies within another one of the same connection: its ends and its ports are among the other's. Removing it would change nothing, which somebody will not expect.",
		Example: example(hubAndTwo + "connections:\n  sales:\n    kind: peering\n    between: [shop, pay]\n    access:\n      all: {from: shop, to: pay, ports: tcp/1-65535}\n      sql: {from: shop/web, to: pay/data, ports: tcp/1433}\n")}
	codeICMPv6 = &diag.Code{ID: "VL430", Severity: diag.Warning, Title: "A flow lists icmp between networks with IPv6",
		Text: "Network security groups do not know ICMPv6: a rule for Icmp matches that of IPv4.", Source: "What is IPv6 for Azure Virtual Network: limitations",
		Example: example("networks:\n  shop:\n    addressSpace: [10.1.0.0/24, \"fd00:1::/48\"]\n    subnets: {web: [10.1.0.0/26, \"fd00:1:0:1::/64\"]}\n  pay:\n    addressSpace: [10.1.1.0/24, \"fd00:2::/48\"]\n    subnets: {data: [10.1.1.0/26, \"fd00:2:0:1::/64\"]}\nconnections:\n  sales: {kind: peering, between: [shop, pay], access: {ping: {from: shop, to: pay, ports: icmp}}}\n")}
	codeAccessOfDefault = &diag.Code{ID: "VL431", Title: "Access of a connection to the site that takes the default",
		Text:    "A `vpn` or `expressRoute` is closed by the prefixes of what it joins. What leaves for the internet by its site, under forced tunnelling or because the site announces the default, has none of these: it would pass.",
		Example: example(hubAndShop + "sites:\n  dc1: {addressSpace: 192.168.0.0/16, defaultRoute: true, vpn: {publicAddress: 203.0.113.10}}\nconnections:\n  office: {kind: vpn, between: [hub, dc1], access: closed}\n")}
	codeAccessOfHub = &diag.Code{ID: "VL432", Title: "Access of a connection to a virtual hub",
		Text:    "Hubs of one virtual WAN join each other's networks. Closing one connection of it would close half of a pair.",
		Example: example("virtualWans: {wan: {}}\nnetworks:\n  vhub: {virtualWan: wan, addressSpace: 10.100.0.0/23}\n  shop:\n    addressSpace: 10.1.0.0/24\n    subnets: {web: 10.1.0.0/26}\nconnections:\n  estate: {kind: hubAndSpoke, hub: vhub, spokes: shop, access: closed}\n")}
	codeNotClosable = &diag.Code{ID: "VL433", Title: "Nothing of ours can close this",
		Text:    "A closed pair is closed by a security group on the subnets of one of its ends at least. In an external network nothing is ours, and in one that exists a group stands on the subnets that the intent names.",
		Example: example("networks:\n  shop: {ownership: existing, addressSpace: 10.1.0.0/24}\n  pay: {ownership: existing, addressSpace: 10.1.1.0/24}\nconnections:\n  sales: {kind: peering, between: [shop, pay], access: closed}\n")}
	codeFlowStopped = &diag.Code{ID: "VL434", Severity: diag.Warning, Title: "A flow that another connection on its way closes",
		Text:    "What passes several connections in a row, such as a spoke's `hubAndSpoke` and the `vpn` behind the hub's gateway, passes where each of them lets it. A flow that one of them lists passes nothing where another one has an `access` without it.",
		Example: example(hubAndShop + "sites:\n  dc1: {addressSpace: 192.168.0.0/16, vpn: {publicAddress: 203.0.113.10}}\nconnections:\n  estate: {kind: hubAndSpoke, hub: hub, spokes: shop, access: closed}\n  office: {kind: vpn, between: [hub, dc1], access: {web: {from: dc1, to: shop, ports: tcp/443}}}\n")}
	codeEndpointsOpen = &diag.Code{ID: "VL367", Severity: diag.Warning, Title: "Private endpoints in a closed subnet are open",
		Text: "Security groups apply to private endpoints only where the subnet's `privateEndpointNetworkPolicies` has them. Without it in the intent, subnets with a group of ours get it.", Source: "Manage network policies for private endpoints",
		Example: example("networks:\n  shop:\n    addressSpace: 10.1.0.0/24\n    subnets:\n      web: {prefix: 10.1.0.0/26, privateEndpointNetworkPolicies: Disabled}\n  pay:\n    addressSpace: 10.1.1.0/24\n    subnets: {data: 10.1.1.0/26}\nconnections:\n  sales: {kind: peering, between: [shop, pay], access: closed}\n")}
)

var accessCodes = []*diag.Code{codeOwnSecurityGroup, codeFlowEnds, codeFlowNoPath, codeNoProtection, codeHalfEncrypted, codePlainFirewall, codeEndpointsOpen, codeNamesClosed, codeFlowTwice, codeICMPv6, codeAccessOfDefault, codeAccessOfHub, codeNotClosable, codeFlowStopped}
