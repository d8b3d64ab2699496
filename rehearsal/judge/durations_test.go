package judge

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/azure"
)

// inSeconds are the types of the table that Azure writes in seconds: what has no duration of its own is here, so that a new type is thought of.
var inSeconds = []string{
	azure.TypeResourceGroup, azure.TypeDeployment, azure.TypeVirtualNetwork, azure.TypeSubnet, azure.TypePeering, azure.TypeRouteTable, azure.TypeRoute, azure.TypeSecurityGroup, azure.TypePublicAddress,
	azure.TypeLocalGateway, azure.TypeLoadBalancer, azure.TypeVirtualWAN, azure.TypeHubSite, azure.TypeNetworkManager, azure.TypeNetworkGroup,
	azure.TypeStaticMember, azure.TypeConnectivityConfiguration, azure.TypePolicyDefinition, azure.TypePolicyAssignment,
	azure.TypeSecurityRule,
}

func TestEveryTypeHasADuration(t *testing.T) {
	for _, kind := range azure.Types {
		_, has := durations[kind.Name]
		require.NotEqualf(t, has, slices.Contains(inSeconds, kind.Name), "%s has a duration, or is one of those that take seconds", kind.Name)
		if kind.Slow {
			require.GreaterOrEqual(t, DurationOf(kind.Name).Made, Minutes, kind.Name)
		}
	}
	require.Equal(t, Duration{}, DurationOf("Microsoft.Network/somethingNew"), "the default is seconds")
}
