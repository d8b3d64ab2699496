package adopt

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/reachability/template"
)

// A gateway or a firewall of a created network is used as it is, and not created, where a write of it would change what the language has no
// words for: Azure would refuse it, or reset what is there.

// createdSKUs are the SKUs of gateways that an intent creates; the others are retired.
var createdSKUs = map[string]bool{"VpnGw1AZ": true, "VpnGw2AZ": true, "VpnGw3AZ": true, "VpnGw4AZ": true, "VpnGw5AZ": true, "Basic": true,
	"ErGw1AZ": true, "ErGw2AZ": true, "ErGw3AZ": true}

// retiredSKUs are those that the language has for gateways that exist.
var retiredSKUs = map[string]bool{"VpnGw1": true, "VpnGw2": true, "VpnGw3": true, "VpnGw4": true, "VpnGw5": true, "Standard": true, "HighPerformance": true,
	"UltraPerformance": true}

// keepsGateway is why a gateway is used as it is, "" where it can be created.
func (im *importer) keepsGateway(n *network, x *template.Resource) string {
	p := x.Properties
	configurations := p.Get("ipConfigurations").List()
	switch sku := p.Get("sku", "name").String(); {
	case !sameGroup(n.x, x):
		return "it is in another resource group than its network"
	case !createdSKUs[sku]:
		return "its SKU is " + sku
	}
	if why := im.wordlessNATRule(x); why != "" {
		return why
	}
	if why := vpnClients(object(), p); why != "" {
		return "its vpnClientConfiguration has " + why
	}
	if why := othersNames(configurations); why != "" {
		return why
	}
	if strings.EqualFold(p.Get("gatewayType").String(), "ExpressRoute") {
		return ""
	}
	_, why := im.zonesOf(n, configurations)
	return why
}

// keepsFirewall is why the firewall of a network is used as it is, "" where it can be created.
func (im *importer) keepsFirewall(n *network, x *template.Resource) string {
	p := x.Properties
	configurations := p.Get("ipConfigurations").List()
	switch m := p.Get("managementIpConfiguration"); {
	case !sameGroup(n.x, x):
		return "it is in another resource group than its network"
	case p.Get("firewallPolicy", "id").ID() == "":
		return "it has no firewall policy"
	case m != nil && m.Get("name").String() != "management":
		return fmt.Sprintf("its management configuration is called %q", m.Get("name").String())
	case m != nil:
		if _, why := im.zonesOf(n, []*template.Value{m}); why != "" {
			return why
		}
	}
	if why := othersNames(configurations); why != "" {
		return why
	}
	zones, why := im.zonesOf(n, configurations)
	if own := texts(x.Body.Get("zones")); why == "" && !slices.Equal(slices.Sorted(slices.Values(own)), zones) {
		why = "its zones are not those of its public address"
	}
	return why
}

// othersNames is which IP configuration has another name than a created one would have: its name cannot be changed.
func othersNames(configurations []*template.Value) string {
	for i, c := range configurations {
		if name := c.Get("name").String(); name != fmt.Sprintf("ipconfig%d", i+1) {
			return fmt.Sprintf("its IP configuration is called %q", name)
		}
	}
	return ""
}

// zonesOf are the zones of the public addresses of some configurations, or why they cannot be created as they are.
func (im *importer) zonesOf(n *network, configurations []*template.Value) (zones []string, why string) {
	for i, c := range configurations {
		x := im.byID[c.Get("properties", "publicIPAddress", "id").ID()]
		if x == nil {
			return nil, "its public address is not in the export"
		}
		of := slices.Sorted(slices.Values(texts(x.Body.Get("zones"))))
		switch {
		case !sameGroup(n.x, x):
			return nil, "its public address is in another resource group than its network"
		case i > 0 && !slices.Equal(of, zones):
			return nil, "its public addresses are in different zones"
		}
		zones = of
	}
	if len(zones) == 0 {
		return nil, "its public address is in no zone"
	}
	for _, z := range zones {
		if !slices.Contains([]string{"1", "2", "3"}, z) {
			return nil, fmt.Sprintf("its public address is in zone %q", z)
		}
	}
	return zones, ""
}

// sameGroup tells whether two resources are in one resource group.
func sameGroup(a, b *template.Resource) bool { return groupOf(a) == groupOf(b) }

// writeZones writes zones that are not all three.
func writeZones(out *tree, zones []string) {
	if len(zones) == 0 || slices.Equal(zones, []string{"1", "2", "3"}) {
		return
	}
	node := list(zones)
	for _, n := range node.Content {
		n.Tag, n.Style = "!!int", 0
	}
	out.put("zones", node)
}
