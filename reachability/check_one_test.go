package reachability_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/reachability"
)

func TestOneOfEachIsTaken(t *testing.T) {
	rule := func(name, direction, priority string) string {
		return `{"name": "` + name + `", "properties": {"protocol": "*", "access": "Allow", "direction": "` + direction + `", "priority": ` + priority +
			`, "sourceAddressPrefix": "*", "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": "*"}}`
	}
	gateways := func(kinds ...string) *builder {
		b := (&builder{}).network("a", []string{"10.1.0.0/24"}, subnet("GatewaySubnet", "10.1.0.0/27", ""))
		for i, kind := range kinds {
			b.gateway("gw"+string(rune('a'+i)), "a", kind, asn(65010+i))
		}
		return b
	}
	for name, x := range map[string]struct {
		b    *builder
		want []string
	}{
		"one priority": {two("").add("networkSecurityGroups", "n", `"securityRules": [`+rule("x", "Inbound", "100")+`]`).
			add("networkSecurityGroups/securityRules", "n/y", `"protocol": "*", "access": "Deny", "direction": "inbound", "priority": 100`), []string{"VL692"}},
		"two directions": {two("").add("networkSecurityGroups", "n", `"securityRules": [`+rule("x", "Inbound", "100")+`, `+rule("y", "Outbound", "100")+`]`), nil},
		"two priorities": {two("").add("networkSecurityGroups", "n", `"securityRules": [`+rule("x", "Inbound", "100")+`, `+rule("y", "Inbound", "101")+`]`), nil},
		"two peerings": {two("").peer("a", "b").add("virtualNetworks/virtualNetworkPeerings", "a/again",
			`"allowVirtualNetworkAccess": true, "remoteVirtualNetwork": `+ref("virtualNetworks", "b")), []string{"VL693"}},
		"two VPN gateways": {gateways("Vpn", "vpn"), []string{"VL694"}},
		"one of each":      {gateways("Vpn", "ExpressRoute"), nil},
	} {
		require.Equal(t, x.want, codes(x.b.estate(t).Check()), name)
	}
}

func TestPrefixesThatNoNetworkHas(t *testing.T) {
	for prefix, want := range map[string][]string{"10.0.0.0/33": {"VL695"}, "10.0.0.0": {"VL695"}, "224.0.0.0/24": {"VL695"}, "169.254.0.0/24": {"VL695"},
		"127.0.0.0/8": {"VL695"}, "168.63.129.0/24": {"VL695"}, "100.64.0.0/16": nil, "fd00::/48": nil} {
		_, diags := reachability.Build((&builder{}).network("a", []string{"10.1.0.0/24", prefix}).resources(t))
		require.Equal(t, want, codes(diags), prefix)
	}
}
