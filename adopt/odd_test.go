package adopt_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A network with a subnet that the language cannot name is not taken over: a write of it would remove the subnet.
func TestANetworkWithASubnetOfAnOddNameExists(t *testing.T) {
	e := &estate{}
	e.network("lab", "10.0.1.0/24", []string{"web 10.0.1.0/26", "data.base 10.0.1.64/26"})
	e.bodies[0]["tags"] = fields{"hidden-link:/subscriptions/x": "y", "env": "lab"}
	intent, text, left := e.imported(t)
	require.Equal(t, "existing", at(intent, "networks", "lab", "ownership"))
	require.Equal(t, map[string]any{"web": "10.0.1.0/26"}, at(intent, "networks", "lab", "subnets"))
	require.Contains(t, text, `# It is used as it is, and not created: its subnet "data.base" has a name that the language does not take.`)
	require.Equal(t, []string{`virtualNetworks lab: its subnet "data.base" has a name that the language does not take`}, left)
	require.Equal(t, map[string]any{"env": "lab"}, at(intent, "defaults", "tags"))
}

// DNAT rules of a firewall are another owner's, and the language has no words for them: they are listed.
func TestDNATRulesAreListed(t *testing.T) {
	e := star()
	e.network("hub-b", "10.5.0.0/22", []string{"AzureFirewallSubnet 10.5.0.64/26"}).firewall("hub-b", "10.5.0.68", "theirs").rules("theirs", "g", "10.0.0.0/8 10.0.0.0/8")
	group := e.bodies[len(e.bodies)-1]["properties"].(fields)
	nat := fields{"name": "in", "ruleType": "NatRule", "ipProtocols": []string{"TCP"}, "sourceAddresses": []string{"*"},
		"destinationAddresses": []string{"203.0.113.7"},
		"destinationPorts":     []string{"443"}, "translatedAddress": "10.0.0.4", "translatedPort": "8443"}
	group["ruleCollections"] = append(group["ruleCollections"].([]fields), fields{"name": "n", "action": fields{"type": "DNAT"}, "rules": []fields{nat, nat}})
	last := len(e.bodies) - 1
	export, err := json.Marshal(fields{"vnetloomExport": 1, "answers": []fields{{"get": idOf("firewallPolicies", "theirs") + "/ruleCollectionGroups", "answer": fields{"value": e.bodies[last:]}},
		{"get": subscription + "/providers/Microsoft.Network/virtualNetworks", "answer": fields{"value": e.bodies[:last]}}}})
	require.NoError(t, err)
	made := importOf(export)
	require.Contains(t, string(made.Intent), "- {from: 10.0.0.0/8, to: 10.0.0.0/8}")
	require.Len(t, made.Left, 1)
	require.Equal(t, "afw-hub-b", made.Left[0].Name)
	require.Equal(t, "2 of its rules are of DNAT, for flows that begin outside: the language has no words for them, and they stay as they are", made.Left[0].Why)
}

// Each peering of which the answer does not say where it leads is listed, however many one network has.
func TestPeeringsThatLeadNowhereAreListedEach(t *testing.T) {
	e := &estate{}
	e.network("a", "10.0.1.0/24", []string{"web 10.0.1.0/26"}, "far", "near")
	for _, half := range e.bodies[0]["properties"].(fields)["virtualNetworkPeerings"].([]fields) {
		half["properties"].(fields)["remoteVirtualNetwork"] = nil
	}
	_, _, left := e.imported(t)
	require.Equal(t, []string{`virtualNetworks a: with which network its peering "to-far" joins it is not in the export`,
		`virtualNetworks a: with which network its peering "to-near" joins it is not in the export`}, left)
}

// A network of the classic model is known by the peering that leads there, whether the export has it or not.
func TestAClassicNetworkIsOneOfOthers(t *testing.T) {
	const id = subscription + "/resourceGroups/Default-Networking/providers/Microsoft.ClassicNetwork/virtualNetworks/old"
	for _, held := range []bool{false, true} {
		e := &estate{}
		e.network("a", "10.0.1.0/24", []string{"web 10.0.1.0/26"}, "old")
		half := e.bodies[0]["properties"].(fields)["virtualNetworkPeerings"].([]fields)[0]["properties"].(fields)
		half["remoteVirtualNetwork"], half["remoteAddressSpace"] = fields{"id": id}, fields{"addressPrefixes": []string{"10.77.0.0/16"}}
		if held {
			e.bodies = append(e.bodies, fields{"id": id, "name": "old", "type": "Microsoft.ClassicNetwork/virtualNetworks", "properties": fields{"addressSpace": fields{"addressPrefixes": []string{"10.77.0.0/16"}}}})
		}
		intent, text, left := e.imported(t)
		require.Empty(t, left)
		require.Equal(t, "classic", at(intent, "networks", "old", "deploymentModel"))
		require.Equal(t, "10.77.0.0/16", at(intent, "networks", "old", "addressSpace"))
		require.Equal(t, held, strings.Contains(text, "is of the classic deployment model"))
	}
}

// Some answers have ids in lower case: what something is called is its name.
func TestANameIsThatOfTheBody(t *testing.T) {
	e := &estate{}
	e.network("Vnet-Barn", "10.0.1.0/24", []string{"web 10.0.1.0/26"})
	e.bodies[0]["id"] = strings.ToLower(e.bodies[0]["id"].(string))
	intent, _, _ := e.imported(t)
	require.Equal(t, "Vnet-Barn", at(intent, "networks", "Vnet-Barn", "azureName"))
}
