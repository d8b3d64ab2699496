package migration

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/topology"
)

func TestWhatDiffersInLettersAloneIsTheSame(t *testing.T) {
	t.Parallel()
	old := &topology.Topology{Networks: []topology.Network{{ID: "b", Name: "vnet-b"}, {ID: "c", Name: "vnet-c"}}, Subnets: []topology.Subnet{
		{ID: "b/Web", Network: "b", Name: "Web", RouteTable: "b"}}, RouteTables: []topology.RouteTable{{ID: "b", Name: "rt-b"}}}
	next := &topology.Topology{Networks: []topology.Network{{ID: "B", Name: "vnet-B"}, {ID: "c", Name: "vnet-c"}}, Subnets: []topology.Subnet{
		{ID: "B/web", Network: "B", Name: "web"}}}
	got := inLettersOf(old, next)
	require.Equal(t, next.Networks, got.Networks)
	require.Equal(t, []topology.Subnet{{ID: "B/web", Network: "B", Name: "web", RouteTable: "B"}}, got.Subnets)
	require.Equal(t, topology.RouteTableID("B"), got.RouteTables[0].ID, "what the old one alone has is of the same network")
	require.Equal(t, topology.NetworkID("b"), old.Networks[0].ID, "the old one itself stays as it is")

	next.Networks[1].ID = "b" // both are in it
	require.Equal(t, old.Networks[0].ID, inLettersOf(old, next).Networks[0].ID)
}
