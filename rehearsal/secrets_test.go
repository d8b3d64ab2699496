package rehearsal

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/source"
)

// No body has a key, and templates say where it is from: from another secret of a vault, another vault, another parameter or another value of a file it may be
// another key, and the tunnel is down until both ends have it. The same place again is the same key.
func TestAKeyFromElsewhereMayBeAnother(t *testing.T) {
	t.Parallel()
	const vault = `"reference": {"keyVault": {"id": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/`
	ways := map[string][2]string{ // parameter of the template, its value in the file
		"parameter key":                      {"key", ""},
		"parameter other":                    {"other", ""},
		"secret psk of key vault a":          {"key", vault + `A"}, "secretName": "psk"}`},
		"secret psk of key vault b":          {"key", vault + `b"}, "secretName": "psk"}`},
		"secret new of key vault a":          {"other", vault + `a"}, "secretName": "new"}`},
		"secret psk of key vault a, version": {"key", vault + `a"}, "secretName": "psk", "secretVersion": "1"}`},
		"parameter key (value bb4e)":         {"key", `"value": "foo1"`},
		"parameter key (value 844b)":         {"key", `"value": "bar2"`},
	}
	deployed := func(s *Store, way [2]string, nested bool) *Result {
		connection := `{"type": "Microsoft.Network/connections", "apiVersion": "2025-05-01", "name": "c", "location": "westeurope", "properties": {"connectionType": "IPsec",
			"virtualNetworkGateway1": {"id": "` + provider + `virtualNetworkGateways/g"}, "localNetworkGateway2": {"id": "` + provider + `localNetworkGateways/l"},
			"sharedKey": "[parameters('` + way[0] + `')]"}}`
		if nested { // by a module whose parameter is called otherwise
			connection = `{"type": "Microsoft.Resources/deployments", "apiVersion": "2025-04-01", "name": "m", "properties": {"mode": "Incremental", "expressionEvaluationOptions": {"scope": "inner"},
				"parameters": {"inner": {"value": "[parameters('` + way[0] + `')]"}}, "template": {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
				"contentVersion": "1.0.0.0", "parameters": {"inner": {"type": "securestring"}}, "resources": [` + connection[:len(connection)-len(way[0]+"')]\"}}")] + `inner')]"}}]}}}`
		}
		template := `{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",
			"parameters": {"` + way[0] + `": {"type": "securestring"}}, "resources": [` + connection + `]}`
		file := `{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#", "contentVersion": "1.0.0.0", "parameters": {`
		if way[1] != "" {
			file += `"` + way[0] + `": {` + way[1] + `}`
		}
		result, found := s.Deploy([]Deployment{{Name: "main", Template: source.New("main.json", []byte(template)), Subscription: "s", ResourceGroup: "rg", Location: "westeurope",
			Parameters: []*source.File{source.New("main.parameters.json", []byte(file+`}}`))}}}, Declared)
		require.Empty(t, found)
		require.Empty(t, result.Refused())
		require.Empty(t, result.Unknown)
		return result
	}
	for was, a := range ways {
		s := base(t)
		must(t, s.Put(provider+"virtualNetworkGateways/g", aGateway("a", "Vpn", "VpnGw2AZ")))
		must(t, s.Put(provider+"localNetworkGateways/l", west(obj{})))
		deployed(s, a, false)
		before := s.State()
		for is, b := range ways {
			for _, nested := range []bool{false, true} {
				over := s.Clone()
				result := deployed(over, b, nested)
				found := result.Differences()
				if was == is {
					require.Empty(t, found, "%s again", was)
					continue
				}
				require.Len(t, found, 1, "%s, then %s", was, is)
				require.True(t, found[0].Secret)
				require.Equal(t, "properties.sharedKey", found[0].Path)
				require.Contains(t, found[0].Was, was)
				require.Contains(t, found[0].Is, is)
				step := result.Steps[len(result.Steps)-1]
				require.Len(t, step.Interrupts, 1)
				require.Empty(t, Compare(before, over.State()), "no body has it")
			}
		}
	}
}

// What a state is compared by has the secrets apart.
func TestSecretsOfTwoStates(t *testing.T) {
	t.Parallel()
	with := func(key string) State {
		s := base(t)
		must(t, s.Put(provider+"virtualNetworkGateways/g", aGateway("a", "Vpn", "VpnGw2AZ")))
		must(t, s.Put(provider+"localNetworkGateways/l", west(obj{})))
		must(t, s.Put(provider+"connections/c", west(obj{"connectionType": "IPsec", "virtualNetworkGateway1": ref("virtualNetworkGateways/g"),
			"localNetworkGateway2": ref("localNetworkGateways/l"), "sharedKey": key})))
		return s.State()
	}
	require.Equal(t, []Difference{{ID: provider + "connections/c", Path: "properties.sharedKey", How: Changed, Was: "a", Is: "b", Secret: true}}, CompareSecrets(with("a"), with("b")))
	require.Empty(t, CompareSecrets(with("a"), with("a")))
	require.Empty(t, CompareSecrets(with("a"), with(SecretThatIsThere)))
}
