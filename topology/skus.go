package topology

// vpnSKU is what a VPN gateway of a SKU and generation carries.
type vpnSKU struct {
	tunnels   int // site-to-site and network-to-network
	gatewayMb int // aggregate throughput, Mbps
	tunnelMb  int // one tunnel, Mbps
}

// vpnSKUs are of the generation that vpnGeneration chooses. A tunnel carries at most 1.25 Gbps by plan; VpnGw4AZ and 5AZ have been
// measured above it.
// Source: VPN Gateway, "Gateway SKUs by tunnel, connection, and throughput" (azure-docs include, 2026-09); about gateway SKUs,
// 2023-11, for the throughput of one tunnel.
var vpnSKUs = map[string]vpnSKU{
	"Basic":    {10, 100, 100},
	"VpnGw1AZ": {30, 650, 650},
	"VpnGw2AZ": {30, 1250, 1250},
	"VpnGw3AZ": {30, 2500, 1250},
	"VpnGw4AZ": {100, 5000, 1250},
	"VpnGw5AZ": {100, 10000, 1250},
}

// expressRouteSKU is what an ExpressRoute gateway of a SKU carries.
type expressRouteSKU struct {
	gatewayMb int
	circuits  int
	fastPath  bool
}

// Source: About ExpressRoute virtual network gateways, 2026-09.
var expressRouteSKUs = map[string]expressRouteSKU{
	"Standard": {1000, 4, false}, "ErGw1AZ": {1000, 4, false},
	"HighPerformance": {2000, 8, false}, "ErGw2AZ": {2000, 8, false},
	"UltraPerformance": {10000, 16, true}, "ErGw3AZ": {10000, 16, true},
}

// circuitLinks are how many networks a Premium circuit of a bandwidth may be connected to; Local and Standard ones take 10.
// Source: Azure ExpressRoute limits, 2023-10.
func circuitLinks(tier string, bandwidthMbps int) int {
	if tier != "Premium" {
		return 10
	}
	switch {
	case bandwidthMbps <= 50:
		return 20
	case bandwidthMbps <= 200:
		return 25
	case bandwidthMbps <= 500:
		return 40
	case bandwidthMbps <= 1000:
		return 50
	case bandwidthMbps <= 2000:
		return 60
	case bandwidthMbps <= 5000:
		return 75
	}
	return 100
}
