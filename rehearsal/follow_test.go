package rehearsal

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
)

func TestAStateIsReadAsTemplatesAre(t *testing.T) {
	s := everything(t)
	byID := map[string]template.Resource{}
	for _, r := range s.State().Resources() {
		byID[r.ID] = r
	}
	half := byID[key(provider+"virtualNetworks/b/virtualNetworkPeerings/to-c")]
	require.Equal(t, "b/to-c", half.Name)
	require.Equal(t, "Microsoft.Network/virtualNetworks/virtualNetworkPeerings", half.Type)
	require.Equal(t, key(provider+"virtualNetworks/c"), half.Properties.Get("remoteVirtualNetwork", "id").String())
	require.Contains(t, byID, key(provider+"vpnGateways/v/vpnConnections/c"), "what a gateway of a hub has within it is a resource too")
	require.NotContains(t, byID, key(provider+"virtualNetworks/a/subnets/web"), "a subnet stands in its network")
	require.Len(t, byID[key(provider+"virtualNetworks/a")].Properties.Get("subnets").List(), 3)
	require.Equal(t, "rg", half.ResourceGroup)
}

func TestATemplateThatWaitsForItselfIsSaid(t *testing.T) {
	const text = `{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0", "resources": [
		{"type": "Microsoft.Network/routeTables", "apiVersion": "2025-05-01", "name": "a", "location": "westeurope", "properties": {},
			"dependsOn": ["[resourceId('Microsoft.Network/routeTables', 'b')]"]},
		{"type": "Microsoft.Network/routeTables", "apiVersion": "2025-05-01", "name": "b", "location": "westeurope", "properties": {},
			"dependsOn": ["[resourceId('Microsoft.Network/routeTables', 'a')]"]},
		{"type": "Microsoft.Network/routeTables", "apiVersion": "2025-05-01", "name": "c", "location": "westeurope", "properties": {}}]}`
	s := New(Options{})
	must(t, s.Put(testGroup, obj{"location": "westeurope"}))
	result, _ := s.Deploy([]Deployment{{Template: source.New("main.json", []byte(text)), Subscription: "s", ResourceGroup: "rg"}}, Declared)
	require.Len(t, result.Steps, 1)
	require.Len(t, result.Unknown, 2)
	require.Contains(t, result.Unknown[0], "it waits for something that waits for it")
}

func TestWhatFollowsARefusalIsNotWritten(t *testing.T) {
	const text = `{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0", "resources": [
		{"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2025-05-01", "name": "n", "location": "westeurope", "properties": {
			"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "subnets": [{"name": "x", "properties": {"addressPrefix": "10.9.0.0/24"}}]}},
		{"type": "Microsoft.Network/routeTables", "apiVersion": "2025-05-01", "name": "after", "location": "westeurope", "properties": {},
			"dependsOn": ["[resourceId('Microsoft.Network/virtualNetworks', 'n')]"]},
		{"type": "Microsoft.Network/routeTables", "apiVersion": "2025-05-01", "name": "beside", "location": "westeurope", "properties": {}}]}`
	s := New(Options{})
	must(t, s.Put(testGroup, obj{"location": "westeurope"}))
	result, found := s.Deploy([]Deployment{{Template: source.New("main.json", []byte(text)), Subscription: "s", ResourceGroup: "rg"}}, Declared)
	require.Empty(t, found)
	require.Len(t, result.Refused(), 1)
	require.Equal(t, "NetcfgSubnetRangeOutsideVnet", result.Refused()[0].Refusal.Code)
	require.Equal(t, []string{provider + "routeTables/after"}, result.Skipped)
	require.Equal(t, []string{testGroup, provider + "routeTables/beside"}, s.IDs())
}
