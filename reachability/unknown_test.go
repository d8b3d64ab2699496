package reachability_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
)

// everything is a small estate with all that is read: two hubs by VPN, a firewall with and one without a policy, a load
// balancer, a network interface, spokes behind each, a site, a security group, a peering by subnets.
func everything() *builder {
	b := &builder{}
	b.add("networkSecurityGroups", "nsg", `"securityRules": [{"name": "r", "properties": {"priority": 100, "direction": "Inbound",`+
		` "access": "Deny", "protocol": "*", "sourceAddressPrefix": "10.9.0.0/16", "sourcePortRange": "*", "destinationAddressPrefix": "*",`+
		` "destinationPortRange": "*"}}, {"name": "s", "properties": {"priority": 200, "direction": "Inbound", "access": "Deny",`+
		` "protocol": "Tcp", "sourceAddressPrefixes": ["10.3.0.0/16"], "sourcePortRange": "*", "destinationAddressPrefixes": ["10.1.0.0/24"],`+
		` "destinationPortRanges": ["22", "80-90"]}}]`)
	b.table("rt", false, "0.0.0.0/0 VirtualAppliance 10.0.1.4")
	b.table("rt2", true, "10.1.0.0/16 VirtualAppliance 10.0.2.10", "10.3.0.0/16 VirtualAppliance 10.0.2.11", "192.168.0.0/24 VirtualNetworkGateway")
	b.table("rt4", true, "10.0.0.0/8 VirtualAppliance 10.5.1.4")
	b.network("hub", []string{"10.0.0.0/16"}, subnet("GatewaySubnet", "10.0.0.0/27", ""), subnet("AzureFirewallSubnet", "10.0.1.0/26", ""),
		subnet("nva", "10.0.2.0/26", ""), subnet("shared", "10.0.3.0/26", ""))
	b.network("far", []string{"10.5.0.0/16"}, subnet("GatewaySubnet", "10.5.0.0/27", ""), subnet("AzureFirewallSubnet", "10.5.1.0/26", ""),
		subnet("f", "10.5.2.0/24", ""))
	b.network("spoke", []string{"10.1.0.0/16"}, `{"name": "a", "properties": {"addressPrefix": "10.1.0.0/24", "routeTable": `+ref("routeTables", "rt")+
		`, "networkSecurityGroup": `+ref("networkSecurityGroups", "nsg")+`}}`)
	b.network("spoke2", []string{"10.2.0.0/16"}, subnet("b", "10.2.0.0/24", "rt2"))
	b.network("spoke3", []string{"10.3.0.0/16"}, `{"name": "c", "properties": {"addressPrefix": "10.3.0.0/24", "networkSecurityGroup": `+
		ref("networkSecurityGroups", "nsg")+`}}`)
	b.network("spoke4", []string{"10.6.0.0/16"}, subnet("d", "10.6.0.0/24", "rt4"))
	b.network("part", []string{"10.7.0.0/16"}, subnet("in", "10.7.0.0/24", ""), subnet("out", "10.7.1.0/24", ""))
	for _, s := range []string{"spoke", "spoke2", "spoke3"} {
		b.add("virtualNetworks/virtualNetworkPeerings", "hub/to-"+s, `"allowVirtualNetworkAccess": true, "allowForwardedTraffic": true, "allowGatewayTransit": `+
			fmt.Sprint(s != "spoke3")+`, "remoteVirtualNetwork": `+ref("virtualNetworks", s))
		b.add("virtualNetworks/virtualNetworkPeerings", s+"/to-hub", `"allowVirtualNetworkAccess": true, "allowForwardedTraffic": true, "useRemoteGateways": `+
			fmt.Sprint(s != "spoke3")+`, "remoteVirtualNetwork": `+ref("virtualNetworks", "hub"))
	}
	b.peer("far", "spoke4", "allowForwardedTraffic")
	for _, p := range [][2]string{{"spoke3", "part"}, {"part", "spoke3"}} {
		names := map[string]string{"spoke3": `["c"]`, "part": `["in"]`}
		b.add("virtualNetworks/virtualNetworkPeerings", p[0]+"/to-"+p[1], `"peerCompleteVnets": false, "enableOnlyIPv6Peering": false, "localSubnetNames": `+
			names[p[0]]+`, "remoteSubnetNames": `+names[p[1]]+`, "remoteVirtualNetwork": `+ref("virtualNetworks", p[1]))
	}
	b.gateway("vgw", "hub", "Vpn").gateway("vgw5", "far", "Vpn")
	b.add("localNetworkGateways", "lgw", `"localNetworkAddressSpace": {"addressPrefixes": ["192.168.0.0/24"]}`)
	b.add("connections", "cn", `"connectionType": "IPsec", "enableBgp": false, "virtualNetworkGateway1": `+ref("virtualNetworkGateways", "vgw")+
		`, "localNetworkGateway2": `+ref("localNetworkGateways", "lgw"))
	for _, p := range [][2]string{{"vgw", "vgw5"}, {"vgw5", "vgw"}} {
		b.add("connections", "cn-"+p[0], `"connectionType": "Vnet2Vnet", "enableBgp": true, "virtualNetworkGateway1": `+ref("virtualNetworkGateways", p[0])+
			`, "virtualNetworkGateway2": `+ref("virtualNetworkGateways", p[1]))
	}
	b.add("ipGroups", "g", `"ipAddresses": ["10.1.0.0/16"]`).add("ipGroups", "h", `"ipAddresses": ["10.2.0.0/16", "10.3.0.0/16"]`)
	b.add("firewallPolicies", "base", `"snat": {"privateRanges": ["10.0.0.0/8"]}`)
	b.add("firewallPolicies", "pol", `"basePolicy": `+ref("firewallPolicies", "base"))
	group := func(name string) string { return "[\"[resourceId('Microsoft.Network/ipGroups', '" + name + "')]\"]" }
	b.add("firewallPolicies/ruleCollectionGroups", "pol/rcg",
		`"priority": 100, "ruleCollections": [{"ruleCollectionType": "FirewallPolicyFilterRuleCollection", "name": "d", "priority": 90,`+
			` "action": {"type": "Deny"}, "rules": [{"ruleType": "NetworkRule", "name": "no", "ipProtocols": ["Any"],`+
			` "sourceAddresses": ["10.1.0.0/16"], "destinationAddresses": ["10.3.0.0/16"], "destinationPorts": ["*"]}]},
	  {"ruleCollectionType": "FirewallPolicyFilterRuleCollection", "name": "c", "priority": 100, "action": {"type": "Allow"},`+
			` "rules": [{"ruleType": "NetworkRule", "name": "r", "ipProtocols": ["Any"], "sourceIpGroups": `+group("g")+`, "destinationIpGroups": `+group("h")+
			`, "destinationPorts": ["*"]}]}]`)
	b.add("azureFirewalls", "afw", `"firewallPolicy": `+ref("firewallPolicies", "pol")+
		`, "ipConfigurations": [{"name": "a", "properties": {"privateIPAddress": "10.0.1.4", "subnet": `+
		ref("virtualNetworks/subnets", "hub", "AzureFirewallSubnet")+`}}]`)
	b.add("azureFirewalls", "classic", `"networkRuleCollections": [{"name": "n", "properties": {"priority": 100, "action": {"type": "Allow"},`+
		` "rules": [{"name": "r", "protocols": ["Any"], "sourceAddresses": ["10.6.0.0/16"], "destinationAddresses": ["10.5.0.0/16"],`+
		` "destinationPorts": ["*"]}]}}], "ipConfigurations": [{"name": "a", "properties": {"privateIPAddress": "10.5.1.4", "subnet": `+
		ref("virtualNetworks/subnets", "far", "AzureFirewallSubnet")+`}}]`)
	b.add("loadBalancers", "lb", `"frontendIPConfigurations": [{"name": "f", "properties": {"privateIPAddress": "10.0.2.10", "subnet": `+
		ref("virtualNetworks/subnets", "hub", "nva")+`}}]`)
	return b.add("networkInterfaces", "nic",
		`"enableIPForwarding": true, "ipConfigurations": [{"name": "f", "properties": {"privateIPAddress": "10.0.2.11", "subnet": `+
			ref("virtualNetworks/subnets", "hub", "nva")+`}}]`)
}

// answers are who reaches whom: outcome and inspectors, and whether something open decides, by the names of subnets.
type answer struct {
	text string
	open bool
}

func answers(e *reachability.Estate) map[string]answer {
	out := map[string]answer{}
	var subnets []reachability.Subnet
	for _, s := range e.Subnets() {
		if !strings.HasPrefix(s.Name, "Azure") && s.Name != "GatewaySubnet" && s.Name != "nva" {
			subnets = append(subnets, s)
		}
	}
	for _, a := range subnets {
		for _, b := range append(slices.Clone(subnets), reachability.Subnet{}) {
			to, name := reachability.Endpoint{Subnet: b.ID}, b.Name
			if b.ID == "" {
				to, name = reachability.Endpoint{Internet: true}, "internet"
			}
			if a.ID == b.ID {
				continue
			}
			tr := e.Trace(reachability.Endpoint{Subnet: a.ID}, to, reachability.Flow{}, nil)
			for i, p := range []reachability.Path{tr.There, tr.Back} {
				if i == 1 && tr.There.Outcome != reachability.Delivered {
					continue
				}
				out[fmt.Sprintf("%s > %s %d", a.Name, name, i)] = answer{fmt.Sprint(p.Outcome, p.Inspectors()),
					p.Outcome == reachability.NotKnown || p.Open || tr.There.Open}
			}
		}
	}
	return out
}

// placesIn are the paths of all values below a value.
func placesIn(v any, at []any) [][]any {
	out := [][]any{at}
	deeper := func(step any, x any) { out = append(out, placesIn(x, append(slices.Clone(at), step))...) }
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			deeper(k, x)
		}
	case []any:
		for i, x := range v {
			deeper(i, x)
		}
	}
	return out
}

// replace puts a value at a place; it changes what it is given.
func replace(v any, at []any, by any) any {
	if len(at) == 0 {
		return by
	}
	switch v := v.(type) {
	case map[string]any:
		v[at[0].(string)] = replace(v[at[0].(string)], at[1:], by)
	case []any:
		v[at[0].(int)] = replace(v[at[0].(int)], at[1:], by)
	}
	return v
}

func readText(t testing.TB, text string) (*reachability.Estate, diag.List) {
	t.Helper()
	res, diags := template.Read([]*source.File{source.New("estate.json", []byte(text))}, template.Options{})
	require.False(t, diags.HasErrors(), "%v", diags)
	return reachability.Build(res.Resources)
}

// Each property in turn becomes a parameter without a value. What Build or Check says of it names it as not known, and no
// answer that it could change is given for certain.
func TestUnknownValuesStayUnknown(t *testing.T) {
	text := everything().text()
	e, diags := readText(t, text)
	require.Empty(t, diags)
	base, baseErrors := answers(e), codes(errorsIn(e.Check()))
	parse := func() (out map[string]any) {
		require.NoError(t, json.Unmarshal([]byte(text), &out))
		return out
	}
	n := 0
	for i, r := range parse()["resources"].([]any) {
		r := r.(map[string]any)
		for _, at := range placesIn(r["properties"], []any{"properties"}) {
			last := at[len(at)-1]
			if last == "name" || last == "ruleCollectionType" { // these decide nothing
				continue
			}
			n++
			t.Run(fmt.Sprint(r["name"], at), func(t *testing.T) {
				whole := parse()
				whole["parameters"] = map[string]any{"x": map[string]any{"type": "object"}}
				replace(whole["resources"].([]any)[i], at, "[parameters('x')]")
				changed, err := json.Marshal(whole)
				require.NoError(t, err)
				e, diags := readText(t, string(changed))
				check := e.Check()
				require.Contains(t, codes(append(diags, check...)), "VL651", "nothing is said of it")
				for where, got := range answers(e) {
					if want, ok := base[where]; ok && want.text != got.text && !got.open {
						t.Errorf("%s: %s, with a value that is not known %s", where, want.text, got.text)
					}
				}
				for _, d := range errorsIn(check) {
					if !slices.Contains(baseErrors, d.Code.ID) {
						t.Errorf("for certain: %v", d)
					}
				}
			})
		}
	}
	require.Greater(t, n, 250)
}

func errorsIn(l diag.List) (out diag.List) {
	for _, d := range l {
		if d.Severity == diag.Error {
			out = append(out, d)
		}
	}
	return out
}
