package adopt_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// What the intent does not say is listed as what it is, with why it stays.
func TestWhatHasNoWordsIsListedAsWhatItIs(t *testing.T) {
	e := &estate{}
	e.network("hub", "10.0.0.0/22", []string{"AzureFirewallSubnet 10.0.0.64/26", "nva 10.0.1.0/26"}, "a", "b").firewall("hub", "10.0.0.68", "child").rules("child", "mine", "10.0.0.0/8 10.0.0.0/8")
	e.network("a", "10.4.0.0/24", []string{"web 10.4.0.0/26 rt-a"}, "hub").network("b", "10.5.0.0/24", []string{"web 10.5.0.0/26 rt-a"}, "hub")
	e.table("rt-a", "all 10.0.0.0/8 VirtualAppliance 10.0.1.4")
	for _, b := range e.bodies {
		if b["name"] == "child" {
			b["properties"] = fields{"basePolicy": refTo("firewallPolicies", "base")}
		}
	}
	e.rules("base", "all", "10.0.0.0/8 10.0.0.0/8").rules("alone", "all", "10.0.0.0/8 10.0.0.0/8")
	nic := func(name, network, subnet, address string, more fields) {
		body := fields{"ipConfigurations": []fields{{"name": "ip", "properties": fields{"privateIPAddress": address,
			"subnet": fields{"id": idOf("virtualNetworks", network) + "/subnets/" + subnet}}}}}
		for k, v := range more {
			body[k] = v
		}
		e.add("networkInterfaces", name, body)
	}
	nic("nic-nva", "hub", "nva", "10.0.1.4", nil)
	nic("nic-web", "a", "web", "10.4.0.4", nil)
	nic("nic-elsewhere", "a", "web", "10.0.1.4", nil) // that address is the appliance's in the hub alone
	nic("nic-endpoint", "a", "web", "10.4.0.5", fields{"privateEndpoint": refTo("privateEndpoints", "pe")})
	_, text, left := e.imported(t)
	require.Contains(t, text, "10.0.1.4")
	require.Equal(t, []string{
		"firewallPolicies alone: no firewall that the intent has uses it, and it stays as it is",
		`firewallPolicies base: it is the base policy of "child", which inherits its rules, and it stays as it is`,
		`firewallPolicies/ruleCollectionGroups alone/all: it is of policy "alone", which stays as it is`,
		`firewallPolicies/ruleCollectionGroups base/all: it is of policy "base", which stays as it is`,
		"networkInterfaces nic-elsewhere: it is an interface of a machine, of which the intent has none, and it stays as it is",
		"networkInterfaces nic-endpoint: it is the interface that Azure made for a private endpoint, of which the intent has none, and it stays as it is",
		"networkInterfaces nic-nva: it is an interface of appliance hub/appliance, which the intent knows by its address 10.0.1.4, and it stays as it is",
		"networkInterfaces nic-web: it is an interface of a machine, of which the intent has none, and it stays as it is",
	}, left)
}
