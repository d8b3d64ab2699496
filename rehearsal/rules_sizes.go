package rehearsal

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// vpnSizes are the sizes of VPN gateways between which one is resized, each series from the smallest on. With zones they are called so and AZ.
// Source: Microsoft Learn, upgrade a VPN Gateway SKU (2026-03); of the old ones: VPN Gateway legacy SKUs.
var vpnSizes = [][]string{{"VpnGw1", "VpnGw2", "VpnGw3", "VpnGw4", "VpnGw5"}, {"Standard", "HighPerformance"}, {"Basic"}}

// circuitSizes are those of ExpressRoute gateways.
// Source: Microsoft Learn, about ExpressRoute virtual network gateways (2023-11).
var circuitSizes = [][]string{{"ErGw1AZ", "ErGw2AZ", "ErGw3AZ", "ErGwScale"}, {"Standard", "HighPerformance", "UltraPerformance"}}

// circuitsDown are the smaller sizes that an ExpressRoute gateway takes, by the larger ones. Source: the same.
var circuitsDown = map[string]string{"HighPerformance": "Standard", "ErGw2AZ": "ErGw1AZ"}

// sizeOf is the series of a size and its place in it; -1 of one that is not known.
func sizeOf(series [][]string, sku string) (in, place int) {
	for i, sizes := range series {
		if j := slices.IndexFunc(sizes, func(s string) bool { return strings.EqualFold(s, sku) }); j >= 0 {
			return i, j
		}
	}
	return -1, -1
}

// skus are the SKU of a gateway before a write and after it; false where it is new or of another kind.
func skus(w *write, gatewayType string) (was, is string, ok bool) {
	was, is = textAt(w.old, "properties.sku.name"), textAt(w.body, "properties.sku.name")
	return was, is, w.kind == azure.TypeGateway && w.old != nil && was != "" && is != "" && was != is && textAt(w.body, "properties.gatewayType") == gatewayType
}

// vpnResize is from which size to which a VPN gateway goes, in which series each is, and whether it has zones; false where it goes nowhere.
func vpnResize(w *write) (from, to [2]int, zones [2]bool, ok bool) {
	was, is, ok := skus(w, "Vpn")
	if !ok {
		return from, to, zones, false
	}
	was, zones[0] = strings.CutSuffix(was, "AZ")
	is, zones[1] = strings.CutSuffix(is, "AZ")
	from[0], from[1] = sizeOf(vpnSizes, was)
	to[0], to[1] = sizeOf(vpnSizes, is)
	return from, to, zones, from[0] >= 0 && to[0] >= 0
}

func gatewaySeries(_ *Store, w *write) []any {
	from, to, zones, ok := vpnResize(w)
	if !ok || from[0] == to[0] && (zones[1] || !zones[0]) {
		return nil
	}
	was, is, _ := skus(w, "Vpn")
	return []any{w.id, was, is}
}

func vpnGatewayDown(_ *Store, w *write) []any {
	from, to, zones, ok := vpnResize(w)
	if !ok || from[0] != to[0] || zones[0] && !zones[1] || to[1] >= from[1] {
		return nil
	}
	was, is, _ := skus(w, "Vpn")
	return []any{w.id, was, is}
}

func circuitGatewaySize(_ *Store, w *write) []any {
	was, is, ok := skus(w, "ExpressRoute")
	series, from := sizeOf(circuitSizes, was)
	other, to := sizeOf(circuitSizes, is)
	if !ok || series < 0 || other < 0 || series == other && to > from || circuitsDown[was] == is {
		return nil
	}
	return []any{w.id, was, is}
}
