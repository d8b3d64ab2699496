package rehearsal

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
)

const answered = `{"id": "` + provider + `virtualNetworks/a", "name": "a", "type": "Microsoft.Network/virtualNetworks", "location": "westeurope", "etag": "x", "properties": {
	"provisioningState": "Succeeded", "addressSpace": {"addressPrefixes": ["10.0.0.0/24"]},
	"virtualNetworkPeerings": [{"id": "` + provider + `virtualNetworks/a/virtualNetworkPeerings/to-b", "name": "to-b", "properties": {
		"peeringState": "Connected", "remoteVirtualNetwork": {"id": "` + provider + `virtualNetworks/b"}}}],
	"subnets": [{"id": "` + provider + `virtualNetworks/a/subnets/web", "name": "web", "etag": "x", "properties": {"addressPrefix": "10.0.0.0/26",
		"routeTable": {"id": "` + provider + `routeTables/rt"},
		"ipConfigurations": [{"id": "` + provider + `networkInterfaces/nic/ipConfigurations/ip"}]}}]}}`

// What Azure has answered is there as it is: peerings as resources of their own, and of what is named and not held nothing but that it is there, and
// that it uses what it uses.
func TestWhatAzureHasAnsweredIsThere(t *testing.T) {
	body, found := template.ReadAnswers(source.New("a.json", []byte(answered)))
	require.Empty(t, found)
	r, ok := template.OfAnswer(body)
	require.True(t, ok)
	s := New(Options{})
	s.Load([]template.Resource{r})

	half, there := s.Get(provider + "virtualNetworks/a/virtualNetworkPeerings/to-b")
	require.True(t, there)
	require.Equal(t, "Connected", at(half, "properties.peeringState"))
	for _, id := range []string{testGroup, provider + "virtualNetworks/b", provider + "routeTables/rt", provider + "networkInterfaces/nic"} {
		_, there := s.Get(id)
		require.True(t, there, id)
	}
	result := &Result{}
	s.leftBehind(result, nil)
	require.Equal(t, []string{provider + "virtualNetworks/a", provider + "virtualNetworks/a/virtualNetworkPeerings/to-b"}, result.LeftBehind, "what is only named is no concern of templates")

	again := obj{"location": "westeurope", "properties": obj{"addressSpace": obj{"addressPrefixes": []any{"10.0.0.0/24"}},
		"subnets": []any{obj{"name": "web", "properties": obj{"addressPrefix": "10.0.0.0/26", "routeTable": obj{"id": provider + "routeTables/rt"}}}}}}
	step := s.written(provider+"virtualNetworks/a", again, call{})
	require.Nil(t, step.Refusal)
	require.Empty(t, step.Differences, "written as it is, it stays as it is")

	put(again, "properties.subnets", []any{})
	step = s.written(provider+"virtualNetworks/a", again, call{})
	require.NotNil(t, step.Refusal)
	require.Equal(t, "InUseSubnetCannotBeDeleted", step.Refusal.Code)
	require.Contains(t, step.Refusal.Message, "networkinterfaces/nic")
}
