package reachability_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/reachability"
)

// Ids are compared in lower case; names are those of the templates.
func TestNamesAreInTheLettersOfTheTemplates(t *testing.T) {
	b := (&builder{}).network("Dock-VNet", []string{"10.0.0.0/16"}, subnet("AzureFirewallSubnet", "10.0.0.0/26", ""), subnet("GatewaySubnet", "10.0.0.64/26", ""),
		subnet("WebSubnet", "10.0.1.0/24", ""), subnet("DataSubnet", "10.0.2.0/24", "")).
		firewall("AFW-Dock", "Dock-VNet", "10.0.0.4").gateway("VGW-Dock", "Dock-VNet", "Vpn").
		add("loadBalancers", "LB-Dock", `"frontendIPConfigurations": [{"name": "f", "properties": {"privateIPAddress": "10.0.1.9", "subnet": `+
			ref("virtualNetworks/subnets", "Dock-VNet", "WebSubnet")+`}}]`)
	e, _ := reachability.Build(b.resources(t))
	var names []string
	for _, s := range e.Subnets() {
		names = append(names, e.Name(s.ID))
	}
	require.Equal(t, []string{"Dock-VNet/AzureFirewallSubnet", "Dock-VNet/DataSubnet", "Dock-VNet/GatewaySubnet", "Dock-VNet/WebSubnet"}, names)
	for id, want := range map[string]string{
		networkID("dock-vnet"): "Dock-VNet", firewallID("afw-dock"): "AFW-Dock", gatewayID("vgw-dock"): "VGW-Dock",
		networkID("dock-vnet") + "#10.0.2.4": "10.0.2.4 in Dock-VNet", "/subscriptions/s/providers/a.b/c/none": "none",
	} {
		require.Equal(t, want, e.Name(id))
	}
}
