package reachability

import "github.com/vnetloom/vnetloom/internal/diag"

// Peerings.
var (
	codeOneSided = &diag.Code{ID: "VL660", Title: "A peering has one half",
		Text:    "A peering carries traffic when both networks have their half; until then it is Initiated and makes no routes.",
		Example: snippet("virtualNetworks/virtualNetworkPeerings", `"name": "shop/to-pay"`), Source: sourcePeering + ": Initiated and Connected"}
	codeOtherHalf = &diag.Code{ID: "VL661", Severity: diag.Note, Title: "The other half of a peering is not in the templates",
		Text:    "The remote network is made elsewhere. Until its half is there too the peering is Initiated; here it counts as not there.",
		Example: snippet("virtualNetworks/virtualNetworkPeerings", `"name": "shop/to-partner"`), Source: sourcePeering}
	codeTransit = &diag.Code{ID: "VL662", Title: "A peering uses a gateway that it cannot use",
		Text:    "`useRemoteGateways` needs `allowGatewayTransit` on the other half, a gateway in the other network, none in this one, and no second peering with it. Azure refuses the half otherwise.",
		Example: snippet("virtualNetworks/virtualNetworkPeerings", `"name": "shop/to-hub", "properties": {"useRemoteGateways": true}`), Source: "Azure error RemoteVnetHasNoGateways; " + sourceGateway}
	codePeersOverlap = &diag.Code{ID: "VL663", Title: "Peered networks overlap",
		Text:    "Azure refuses to peer networks with overlapping address spaces, and a network with two others that overlap each other.",
		Example: snippet("virtualNetworks", `"name": "shop", "properties": {"addressSpace": {"addressPrefixes": ["10.1.0.0/16"]}}`) + snippet("virtualNetworks", `"name": "pay", "properties": {"addressSpace": {"addressPrefixes": ["10.1.4.0/24"]}}`), Source: "Azure errors VnetAddressSpacesOverlap, VnetAddressSpaceOverlapsWithAlreadyPeeredVnet"}
	codeHalvesDiffer = &diag.Code{ID: "VL664", Title: "The halves of a peering contradict each other",
		Text:    "Both halves are of whole networks or both of subnets, and then the local subnets of the one are the remote subnets of the other.",
		Example: snippet("virtualNetworks/virtualNetworkPeerings", `"name": "shop/to-pay", "properties": {"peerCompleteVnets": false, "localSubnetNames": ["web"], "remoteSubnetNames": ["sql"]}`), Source: "How to configure subnet peering"}
	codeForwarded = &diag.Code{ID: "VL665", Title: "A peering refuses forwarded traffic that a path needs",
		Text:    "A packet whose source is not in the peered network was forwarded there, by a firewall or appliance. The half of the network that receives it needs `allowForwardedTraffic`.",
		Example: snippet("virtualNetworks/virtualNetworkPeerings", `"name": "shop/to-hub", "properties": {"allowForwardedTraffic": false}`), Source: "Create, change, or delete a virtual network peering: allow forwarded traffic"}
	codeAccessOff = &diag.Code{ID: "VL666", Severity: diag.Note, Title: "A peering without allowVirtualNetworkAccess is no wall",
		Text:    "The flag only takes the remote network out of the service tag VirtualNetwork. Without a security group that decides by it nothing is dropped.",
		Example: snippet("virtualNetworks/virtualNetworkPeerings", `"name": "shop/to-pay", "properties": {"allowVirtualNetworkAccess": false}`), Source: "Create, change, or delete a virtual network peering"}
	codeTransitNothing = &diag.Code{ID: "VL667", Severity: diag.Note, Title: "A peering lends a gateway that is not in the templates",
		Text:    "`allowGatewayTransit` lends the gateway of the network itself. Without one it does nothing, and a peering that uses it is refused. Gateways are not lent on.",
		Example: snippet("virtualNetworks/virtualNetworkPeerings", `"name": "hub/to-shop", "properties": {"allowGatewayTransit": true}`), Source: sourceGateway}
)

var peeringCodes = []*diag.Code{codeOneSided, codeOtherHalf, codeTransit, codePeersOverlap, codeHalvesDiffer, codeForwarded, codeAccessOff, codeTransitNothing}

// Routes and paths.
var (
	codeNextHop = &diag.Code{ID: "VL670", Title: "A next hop cannot be reached",
		Text:    "The address of a VirtualAppliance next hop is in a subnet of the same network or of one that is peered directly, and somebody forwards there: an Azure Firewall by its own address, a load balancer, an interface with `enableIPForwarding`. Packets are dropped otherwise.",
		Example: snippet("routeTables", `"name": "rt-shop", "properties": {"routes": [{"name": "all", "properties": {"addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.9.9.9"}}]}`), Source: sourceRouting + ", User-defined"}
	codeOwnNextHop = &diag.Code{ID: "VL671", Title: "A table leads its own subnet's appliance to itself",
		Text:    "The appliance is in the subnet that the table is on, so what it forwards comes back to it.",
		Example: snippet("routeTables", `"name": "rt-nva"`), Source: sourceRouting + ": deploy a virtual appliance into a different subnet than the resources that route through it"}
	codeNoGateway = &diag.Code{ID: "VL672", Title: "A route leads to a gateway that is not there",
		Text:    "A user's route of type VirtualNetworkGateway leads to a VPN gateway in the network, or in the peered network whose gateway it uses; an ExpressRoute gateway does not count.",
		Example: snippet("routeTables", `"name": "rt-shop", "properties": {"routes": [{"name": "dc", "properties": {"addressPrefix": "10.200.0.0/16", "nextHopType": "VirtualNetworkGateway"}}]}`), Source: sourceRouting + ", User-defined"}
	codeGatewaySubnet = &diag.Code{ID: "VL673", Title: "A table on GatewaySubnet that stops the gateway",
		Text:    "A table on GatewaySubnet has no 0.0.0.0/0 and does not disable the propagation of gateway routes: the gateway does not work otherwise.",
		Example: snippet("routeTables", `"name": "rt-GatewaySubnet", "properties": {"disableBgpRoutePropagation": true}`), Source: sourceRouting + ": the gateway will not function with this setting disabled"}
	codeFirewallSubnet = &diag.Code{ID: "VL674", Title: "A table on AzureFirewallSubnet without 0.0.0.0/0 to Internet",
		Text:    "Azure Firewall needs the internet to work: a table on its subnet has 0.0.0.0/0 with next hop Internet, unless the firewall has a management address of its own. Without a table it must not learn 0.0.0.0/0 from a gateway.",
		Example: snippet("routeTables", `"name": "rt-AzureFirewallSubnet", "properties": {"routes": []}`), Source: "Azure error AzureFirewallSubnetRouteTableMustHaveDefaultRouteToInternet"}
	codeTableUnused = &diag.Code{ID: "VL675", Severity: diag.Warning, Title: "A route table is on no subnet",
		Text:    "Its routes decide nothing. Perhaps a subnet that is made elsewhere is meant to have it.",
		Example: snippet("routeTables", `"name": "rt-forgotten"`)}
	codeLoop = &diag.Code{ID: "VL676", Title: "A packet goes in a circle",
		Text:    "Following the routes the packet comes back to where it was.",
		Example: snippet("routeTables", `"name": "rt-nva"`), Source: sourceRouting}
	codeBlackHole = &diag.Code{ID: "VL677", Severity: diag.Warning, Title: "A route leads to where packets end",
		Text:    "The route steers a prefix of a network of the templates to an inspector that has no route to it: the inspector's own subnet drops it or sends it to the internet.",
		Example: snippet("routeTables", `"name": "rt-shop", "properties": {"routes": [{"name": "far", "properties": {"addressPrefix": "10.9.0.0/24", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.0.0.4"}}]}`), Source: sourceRouting}
	codeAsymmetric = &diag.Code{ID: "VL678", Title: "A path and its way back pass different inspectors",
		Text:    "Firewalls and appliances keep state: the answer must pass those that the question passed, in reverse. Usually one of the two subnets, or GatewaySubnet, lacks a route, or has a more specific one.",
		Example: snippet("routeTables", `"name": "rt-shop"`), Source: "Integrate Azure Firewall with Azure Standard Load Balancer, Asymmetric routing"}
	codeNoReturn = &diag.Code{ID: "VL679", Severity: diag.Warning, Title: "A path has no way back",
		Text:    "Packets arrive, and the answers to them do not.",
		Example: snippet("routeTables", `"name": "rt-pay"`), Source: sourceRouting}
)

var codeSession = &diag.Code{ID: "VL680", Title: "A BGP session that does not come up",
	Text:    "Two ends that are connected with BGP need different ASNs: a gateway to which none is given has 65515. `enableBgp` is set on both gateways, on each of the two connections of a VNet-to-VNet tunnel, and a local network gateway has BGP settings. Otherwise nothing is learned over the connection.",
	Example: snippet("virtualNetworkGateways", `"name": "vgw-hub", "properties": {"enableBgp": true, "bgpSettings": {"asn": 65515}}`), Source: "VPN Gateway FAQ, BGP: different ASNs between what is connected with BGP"}

var routeCodes = []*diag.Code{codeSession, codeNextHop, codeOwnNextHop, codeNoGateway, codeGatewaySubnet, codeFirewallSubnet, codeTableUnused, codeLoop, codeBlackHole, codeAsymmetric, codeNoReturn}
