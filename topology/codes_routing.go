package topology

import "github.com/vnetloom/vnetloom/internal/diag"

// Routing.
var (
	codeFarHop = &diag.Code{ID: "VL401", Title: "A next hop that cannot be reached directly",
		Text: "A route to an appliance or firewall works only where its address is in the same network or in one that is directly peered. Azure deploys any other, and drops the packets.", Source: "Virtual network traffic routing: user-defined routes",
		Example: example(hubAndShop + "  hub2:\n    addressSpace: 10.0.4.0/22\n    subnets: {AzureFirewallSubnet: 10.0.4.0/26}\n    firewall: {}\nconnections:\n  estate: {kind: hubAndSpoke, hub: hub2, spokes: shop, inspect: hub/firewall}\n")}
	codeTwoWays = &diag.Code{ID: "VL402", Title: "One spoke's traffic is sent two ways",
		Text:    "A network may be a spoke in several statements, as long as each class of its traffic (between spokes, internet, on-premises) has one next hop.",
		Example: example(hubAndShop + "connections:\n  one: {kind: hubAndSpoke, hub: hub, spokes: shop, inspect: hub/firewall}\n  two: {kind: hubAndSpoke, hub: hub, spokes: shop, inspect: hub/nva1}\n")}
	codeTransitOverNothing = &diag.Code{ID: "VL403", Title: "Transit over a hub that inspects nothing",
		Text: "Peering is not transitive. What one hub's spokes send to another hub's spokes passes the appliances of both hubs, so each must inspect its spokes (`spokeToSpoke` through an appliance or firewall of its own).", Source: "Virtual network peering: not transitive",
		Example: example("networks:\n  hub1: 10.0.0.0/22\n  hub2: 10.0.4.0/22\n  shop: 10.1.0.0/24\n  pay: 10.2.0.0/24\nconnections:\n  one: {kind: hubAndSpoke, hub: hub1, spokes: shop}\n  two: {kind: hubAndSpoke, hub: hub2, spokes: pay}\n  hubs: {kind: mesh, members: [hub1, hub2], transit: true}\n")}
	codeTransitHop = &diag.Code{ID: "VL404", Title: "Transit over a hub with two inspectors",
		Text: "Under transit one appliance or firewall of a hub inspects all its spokes: the way back must pass the same one.",
		Example: example(hubAndShop + `  pay:
    addressSpace: 10.2.0.0/24
    subnets: {web: 10.2.0.0/26}
  hub2:
    addressSpace: 10.0.4.0/22
    subnets: {AzureFirewallSubnet: 10.0.4.0/26}
    firewall: {}
  far:
    addressSpace: 10.3.0.0/24
    subnets: {web: 10.3.0.0/26}
connections:
  one: {kind: hubAndSpoke, hub: hub, spokes: shop, inspect: hub/firewall}
  two: {kind: hubAndSpoke, hub: hub, spokes: pay, inspect: hub/nva1}
  three: {kind: hubAndSpoke, hub: hub2, spokes: far, inspect: hub2/firewall}
  hubs: {kind: mesh, members: [hub, hub2], transit: true}
`)}
	codeNoRoutesHere = &diag.Code{ID: "VL405", Title: "Routes on a subnet that takes none",
		Text: "Reserved subnets get only the tables that are derived for them; a subnet with `routing: none` gets none.", Source: "About VPN Gateway settings: 0.0.0.0/0 and disabled propagation are not supported on GatewaySubnet",
		Example: example("networks:\n  hub:\n    addressSpace: 10.0.0.0/22\n    subnets:\n      GatewaySubnet:\n        prefix: 10.0.0.0/26\n        routes: {out: {prefix: 0.0.0.0/0, via: internet}}\n")}
	codeDerivedRoute = &diag.Code{ID: "VL406", Title: "A hand-written route for a prefix that is routed already",
		Text:    "Hand-written routes stand beside the derived ones. One for a prefix that is derived too is refused.",
		Example: example("networks:\n  hub:\n    addressSpace: 10.0.0.0/22\n    subnets: {AzureFirewallSubnet: 10.0.0.64/26}\n    firewall: {}\n  shop:\n    addressSpace: 10.1.0.0/24\n    subnets:\n      web:\n        prefix: 10.1.0.0/26\n        routes: {lab: {prefix: 10.0.0.0/8, via: internet}}\nconnections:\n  estate: {kind: hubAndSpoke, hub: hub, spokes: shop, inspect: hub/firewall}\n")}
	codeOnPremisesHop = &diag.Code{ID: "VL407", Title: "On-premises traffic is inspected beside its gateway",
		Text:    "The appliance or firewall that inspects on-premises traffic is in the network whose gateway is used: only there can GatewaySubnet send what comes in to it.",
		Example: example(hubAndShop + "  hub2:\n    addressSpace: 10.0.4.0/22\n    subnets: {AzureFirewallSubnet: 10.0.4.0/26}\n    firewall: {}\nconnections:\n  estate: {kind: hubAndSpoke, hub: [hub, hub2], spokes: shop, inspect: hub2/firewall}\n")}
	codeHopKind = &diag.Code{ID: "VL408", Title: "A next hop that this traffic cannot have",
		Text: "`internet`, `onPremises` and `hubSubnets` go through an appliance or a firewall. `spokeToSpoke` may go through a VPN gateway, where on-premises traffic goes straight to the same gateway and no ExpressRoute gateway is beside it.", Source: "Virtual network traffic routing: next hop VirtualNetworkGateway",
		Example: example(hubAndShop + "connections:\n  estate: {kind: hubAndSpoke, hub: hub, spokes: shop, onPremises: hub/vpnGateway}\n")}
	codeIPv6Bypass = &diag.Code{ID: "VL409", Title: "IPv6 would bypass the inspection",
		Text: "A network whose IPv4 traffic is inspected has no IPv6 prefix unless what inspects it has an IPv6 address too. Azure Firewall in a virtual network forwards IPv4.", Source: "Azure Firewall: IPv6",
		Example: example("networks:\n  hub:\n    addressSpace: 10.0.0.0/22\n    subnets: {AzureFirewallSubnet: 10.0.0.64/26}\n    firewall: {}\n  shop:\n    addressSpace: [10.1.0.0/24, \"fd00:db8:1::/48\"]\n    subnets: {web: [10.1.0.0/26, \"fd00:db8:1::/64\"]}\nconnections:\n  estate: {kind: hubAndSpoke, hub: hub, spokes: shop, inspect: hub/firewall}\n")}
	codeHalfInspected = &diag.Code{ID: "VL410", Severity: diag.Warning, Title: "Inspected between spokes, but not with on-premises, or the reverse",
		Text: "The way that is not inspected leads to the same machines.", Example: example(hubAndShop + "connections:\n  estate: {kind: hubAndSpoke, hub: hub, spokes: shop, spokeToSpoke: hub/firewall}\n")}
	codeUnrouted = &diag.Code{ID: "VL411", Severity: diag.Warning, Title: "A subnet without routes in an inspected network",
		Text:    "`routing: none` keeps our table off a subnet whose service forbids it. What reaches that subnet through an appliance does not return through it.",
		Example: example("networks:\n  hub:\n    addressSpace: 10.0.0.0/22\n    subnets: {AzureFirewallSubnet: 10.0.0.64/26}\n    firewall: {}\n  shop:\n    addressSpace: 10.1.0.0/24\n    subnets:\n      web: 10.1.0.0/26\n      gateway: {prefix: 10.1.0.64/26, routing: none}\nconnections:\n  estate: {kind: hubAndSpoke, hub: hub, spokes: shop, inspect: hub/firewall}\n")}
	codeNoForwarding = &diag.Code{ID: "VL412", Title: "A peering refuses the packets that it is to carry",
		Text: "Forwarded traffic must be accepted by the halves over which an appliance, firewall or hub forwards. It is derived; `forwardedTraffic: false` contradicts it there.", Source: "Virtual network peering: allowForwardedTraffic",
		Example: example(hubAndShop + "connections:\n  estate: {kind: hubAndSpoke, hub: hub, spokes: shop, inspect: hub/firewall, forwardedTraffic: false}\n")}
	codeLoop = &diag.Code{ID: "VL413", Title: "An appliance in the subnet that is sent to it",
		Text: "An appliance stands in a subnet whose table does not point to it: what it forwards would come back.", Source: "Virtual network traffic routing",
		Example: example("networks:\n  app:\n    addressSpace: 10.1.0.0/24\n    subnets:\n      web:\n        prefix: 10.1.0.0/26\n        routes: {out: {prefix: 0.0.0.0/0, via: app/proxy}}\n    appliances: {proxy: {privateAddress: 10.1.0.10, subnet: web}}\n")}
	codeHubAsSpoke = &diag.Code{ID: "VL414", Title: "A hub that is an inspected spoke",
		Text:    "A hub's tables and a spoke's tables want opposite things. Hubs are joined to hubs by a mesh or a peering with `transit`.",
		Example: example(hubAndShop + "  hub2: 10.0.4.0/22\n  pay: 10.2.0.0/24\nconnections:\n  one: {kind: hubAndSpoke, hub: hub, spokes: [shop, hub2], inspect: hub/firewall}\n  two: {kind: hubAndSpoke, hub: hub2, spokes: pay}\n")}
	codePrivateEndpoints = &diag.Code{ID: "VL415", Severity: diag.Note, Title: "Summaries do not steer private endpoints",
		Text: "A private endpoint is a /32 route in its network and its peers, and goes before any summary. The subnets of inspected networks have RouteTableEnabled policies, so that a route for the endpoint's own address works where one is written.", Source: "Manage network policies for private endpoints",
		Example: example(hubAndShop + "connections:\n  estate: {kind: hubAndSpoke, hub: hub, spokes: shop, inspect: hub/firewall}\n")}
	codeBastion = &diag.Code{ID: "VL416", Severity: diag.Warning, Title: "Bastion in a hub whose own subnets are inspected",
		Text: "`hubSubnets` through an appliance sends the hub's whole address space through it on the spokes. Azure allows no route table on AzureBastionSubnet, so Bastion's own packets go straight and the answers do not.", Source: "Azure Bastion FAQ: user-defined routes are not supported on AzureBastionSubnet",
		Example: example("networks:\n  hub:\n    addressSpace: 10.0.0.0/22\n    subnets: {AzureFirewallSubnet: 10.0.0.64/26, AzureBastionSubnet: 10.0.0.128/26}\n    firewall: {}\n  shop:\n    addressSpace: 10.1.0.0/24\n    subnets: {web: 10.1.0.0/26}\nconnections:\n  estate: {kind: hubAndSpoke, hub: hub, spokes: shop, hubSubnets: hub/firewall}\n")}
	codeTransitReturn = &diag.Code{ID: "VL418", Title: "Transit sends answers another way",
		Text:    "Under transit the subnet of a hub's appliance has a route for each spoke of the other hub, through the other hub's appliance. So this appliance cannot inspect something else for that spoke: its answers would pass both. The same is so for the other hub's own subnets.",
		Example: example(transitNetworks + "  pay:\n    addressSpace: 10.2.0.0/24\n    subnets: {web: 10.2.0.0/26}\nconnections:\n  weu: {kind: hubAndSpoke, hub: hub-weu, spokes: shop, inspect: hub-weu/firewall}\n  neu: {kind: hubAndSpoke, hub: [hub-neu, hub-weu], spokes: pay, inspect: hub-neu/firewall, internet: hub-weu/firewall}\n  hubs: {kind: mesh, members: [hub-weu, hub-neu], transit: true}\n")}
	codeLeftOut = &diag.Code{ID: "VL419", Severity: diag.Warning, Title: "A peering by subnets cuts other subnets off",
		Text: "Two spokes that are joined through an appliance and peered by subnets beside it: the subnets that take no part have the peering's routes too, and Azure drops what they send over it.", Source: "How to configure subnet peering: limitations",
		Example: example(hubAndShop + "  pay:\n    addressSpace: 10.2.0.0/24\n    subnets: {web: 10.2.0.0/26, data: 10.2.0.64/26}\nconnections:\n  estate: {kind: hubAndSpoke, hub: hub, spokes: [shop, pay], inspect: hub/firewall}\n  straight: {kind: peering, between: [{network: shop, subnets: web}, {network: pay, subnets: data}]}\n")}
	codeLateHop = &diag.Code{ID: "VL420", Severity: diag.Warning, Title: "A next hop that comes up late",
		Text:    "Hubs and what stands in them are made before the networks that are pointed to them. A firewall or appliance in a network that is routed itself is made after all networks.",
		Example: example(hubAndShop + "  sec:\n    addressSpace: 10.2.0.0/24\n    subnets: {AzureFirewallSubnet: 10.2.0.0/26}\n    firewall: {}\nconnections:\n  estate: {kind: hubAndSpoke, hub: hub, spokes: sec, internet: hub/nva1, onPremises: none}\n  out: {kind: hubAndSpoke, hub: hub, spokes: shop, internet: sec/firewall, onPremises: none}\n  beside: {kind: peering, between: [shop, sec]}\n")}
	codeNoSiteRules = &diag.Code{ID: "VL417", Severity: diag.Warning, Title: "On-premises traffic meets a policy without rules for it",
		Text: "Where a firewall with a policy of ours inspects on-premises traffic, the routes lead there, and the policy drops it unless sites are joined to the gateway: rules need their prefixes. A `policy` of your own may have them.", Source: "Azure Firewall rule processing: traffic is denied by default",
		Example: example(hubAndShop + "connections:\n  estate: {kind: hubAndSpoke, hub: hub, spokes: shop, inspect: hub/firewall}\n")}
)

var routingCodes = []*diag.Code{codeFarHop, codeTwoWays, codeTransitOverNothing, codeTransitHop, codeNoRoutesHere, codeDerivedRoute, codeOnPremisesHop, codeHopKind,
	codeIPv6Bypass, codeHalfInspected, codeUnrouted, codeNoForwarding, codeLoop, codeHubAsSpoke, codePrivateEndpoints, codeBastion, codeNoSiteRules, codeTransitReturn, codeLeftOut, codeLateHop}

// Limits.
var (
	codeOverLimit = &diag.Code{ID: "VL501", Title: "More than Azure takes",
		Text: "Azure's limits are in a dated table, `limits`, which an intent may override where Azure has granted more.", Source: "Azure subscription and service limits",
		Example: example("limits: {peeringsPerNetwork: 2}\nnetworks:\n  hub: 10.0.0.0/22\n  a: 10.1.0.0/24\n  b: 10.2.0.0/24\n  c: 10.3.0.0/24\nconnections:\n  estate: {kind: hubAndSpoke, hub: hub, spokes: [a, b, c]}\n")}
	codeNearLimit = &diag.Code{ID: "VL502", Severity: diag.Warning, Title: "Near a limit of Azure's",
		Text: "From 80 % of a limit on.", Source: "Azure subscription and service limits",
		Example: example("limits: {peeringsPerNetwork: 3}\nnetworks:\n  hub: 10.0.0.0/22\n  a: 10.1.0.0/24\n  b: 10.2.0.0/24\n  c: 10.3.0.0/24\nconnections:\n  estate: {kind: hubAndSpoke, hub: hub, spokes: [a, b, c]}\n")}
)

var limitCodes = []*diag.Code{codeOverLimit, codeNearLimit}
