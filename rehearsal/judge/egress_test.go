package judge

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/rehearsal"
)

// Subnets that all tables and rules treat alike leave by NAT gateways of their own: what is said of one is not said of the other.
func TestASubnetLeavesByItsOwnNATGateway(t *testing.T) {
	const group = "/subscriptions/s/resourceGroups/rg"
	const provider = group + "/providers/Microsoft.Network/"
	type obj = rehearsal.Body
	network := func(s *rehearsal.Store, name, prefix, nat string) {
		subnet := obj{"addressPrefix": prefix}
		if nat != "" {
			subnet["natGateway"] = obj{"id": provider + "natGateways/" + nat}
		}
		require.NoError(t, s.Put(provider+"virtualNetworks/"+name, obj{"location": "westeurope", "properties": obj{"addressSpace": obj{"addressPrefixes": []any{prefix}},
			"subnets": []any{obj{"name": "web", "properties": subnet}}}}))
	}
	start := rehearsal.New(rehearsal.Options{})
	require.NoError(t, start.Put(group, obj{"location": "westeurope"}))
	for _, name := range []string{"nat-a", "nat-b"} {
		require.NoError(t, start.Put(provider+"publicIPAddresses/pip-"+name, obj{"location": "westeurope", "properties": obj{}}))
		require.NoError(t, start.Put(provider+"natGateways/"+name, obj{"location": "westeurope", "properties": obj{
			"publicIpAddresses": []any{obj{"id": provider + "publicIPAddresses/pip-" + name}}}}))
	}
	network(start, "a", "10.0.0.0/24", "nat-a")
	network(start, "b", "10.1.0.0/24", "nat-b")
	network(start, "c", "10.2.0.0/24", "")
	after := start.Clone()
	network(after, "b", "10.1.0.0/24", "")
	network(after, "c", "10.2.0.0/24", "nat-a")

	followed := (&Networks{Old: start, New: after}).Follow()
	require.Len(t, followed.Classes, 1, "no table or rule tells them apart")
	found, err := (&Case{}).Egress(start, after, after, followed, nil)
	require.NoError(t, err)
	var said []string
	for _, e := range found {
		require.Equal(t, 1, e.From.Members)
		said = append(said, Short(e.From.End)+": "+e.Was.Describe()+" -> "+e.Is.Describe())
	}
	require.Equal(t, []string{"b/web: by nat-b (pip-nat-b) -> directly", "c/web: directly -> by nat-a (pip-nat-a)"}, said)

	known := func(Pair) bool { return false }
	found, err = (&Case{}).Egress(start, after, after, followed, known)
	require.NoError(t, err)
	require.Empty(t, found, "of which nothing is known nothing is said")
}
