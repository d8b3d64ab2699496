package azure

// Vocabulary is the output's words for properties: by the last word of the path, without id, or by its last words where one
// is not enough, where the column is not called so. It is small on purpose: a word that is not here is Azure's own.
var Vocabulary = map[string]string{
	"addressPrefixes":            "prefixes",
	"addressPrefix":              "prefix",
	"nextHopIpAddress":           "nextHop",
	"destinationPortRanges":      "ports",
	"sourceAddressPrefixes":      "sources",
	"sourceAddressPrefix":        "sourceTag",
	"destinationAddressPrefixes": "destinations",
	"securityRules":              "rules",
	"disableBgpRoutePropagation": "gatewayRoutes",
	"allowForwardedTraffic":      "forwardedTraffic",
	"allowGatewayTransit":        "gatewayTransit",
	"useRemoteGateways":          "remoteGateways",
	"localSubnetNames":           "subnets",
	"remoteSubnetNames":          "remoteSubnets",
	"enableOnlyIPv6Peering":      "ipv6Only",
	"remoteVirtualNetwork":       "remote",
	"serviceName":                "delegation",
	"sku.name":                   "sku",
	"gatewayIpAddress":           "publicAddress",
	"bgpPeeringAddress":          "bgpPeer",
	"virtualNetworkGateway2":     "remote",
	"localNetworkGateway2":       "remote",
	"peer":                       "remote",
	"enableBgp":                  "bgp",
	"expressRouteGatewayBypass":  "fastPath",
	"virtualWan":                 "wan",
}
