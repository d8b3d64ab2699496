package compile_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/source"
)

// Every resource of an output has a description, a statement and a place in the intent.
func TestReasonsAreThoseOfTheIntent(t *testing.T) {
	const text = `vnetloom: v1
name: demo
defaults: {location: westeurope, resourceGroup: rg-net}
networks:
  hub: {addressSpace: 10.0.0.0/22, subnets: {AzureFirewallSubnet: 10.0.0.0/26}, firewall: {}}
  a: {addressSpace: 10.1.0.0/24, subnets: {web: 10.1.0.0/26}}
connections:
  estate: {kind: hubAndSpoke, hub: hub, spokes: a, inspect: hub/firewall}
`
	got, err := compile.Sources(t.Context(), []*source.File{{Name: "intent.yaml", Content: []byte(text)}}, compile.Options{})
	require.NoError(t, err)
	require.Greater(t, len(got.ResourceNames()), 8)
	for _, name := range got.ResourceNames() {
		reasons := got.Reasons(name)
		require.NotEmpty(t, reasons, name)
		for _, r := range reasons {
			require.NotEmpty(t, r.Description, r.ID)
			require.NotEmpty(t, r.Statements, r.ID)
			require.False(t, r.Place.IsZero(), r.ID)
			require.Equal(t, "main", r.Root)
		}
	}
	tables := got.Reasons("routeTables/RT-A")
	require.Len(t, tables, 1)
	require.Equal(t, []string{"connections.estate"}, tables[0].Statements)
	require.Empty(t, got.Reasons("t-a"), "the end of a name is no name")
	require.Empty(t, got.Reasons(""))
}
