package bicep

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators/plan"
)

func TestDeploymentsAreCalledByTheIntentTheRootAndTheStage(t *testing.T) {
	main, other := &plan.Root{Name: "main"}, &plan.Root{Name: "connections"}
	peering := &loop{stage: azure.StageReturnPeering, round: 1}
	assert.Equal(t, "alpine-return-peering-", deploymentPrefix("alpine", main, peering))
	assert.Equal(t, "alpine-connections-return-peering-", deploymentPrefix("alpine", other, peering))
	assert.Equal(t, "alpine-return-peering-3-", deploymentPrefix("alpine", main, &loop{stage: azure.StageReturnPeering, round: 3}))
	assert.Equal(t, "alpine-return-peering-chain-", deploymentPrefix("alpine", main, &loop{stage: azure.StageReturnPeering, round: 1, chains: true}))
	long := deploymentPrefix(strings.Repeat("n", 63), main, peering)
	assert.Len(t, long, longestPrefix+1)
	assert.NotEqual(t, long, deploymentPrefix(strings.Repeat("n", 62)+"m", main, peering), "a digest tells them apart")
	assert.NotEqual(t, long, deploymentPrefix(strings.Repeat("n", 63), main, &loop{stage: azure.StagePeering, round: 1}))
}

func TestKeysEndNamesThatAzureTakes(t *testing.T) {
	prefix := strings.Repeat("p", 39) + "-"
	l := &loop{stage: azure.StageNetwork}
	place := func(subscription, group string) azure.Place {
		return azure.Place{Subscription: subscription, ResourceGroup: group}
	}
	for _, key := range []string{"rg-a", "rg-(x)", "rg-_x_", strings.Repeat("g", 90), strings.Repeat("g", 89) + "h", "größe"} {
		l.entries = append(l.entries, &entry{key: key, place: place("", "rg")})
	}
	require.NoError(t, l.setKeys(prefix))
	seen := map[string]bool{}
	for _, e := range l.entries {
		assert.LessOrEqual(t, len(prefix+e.key), longestDeployment)
		assert.Regexp(t, `^[-A-Za-z0-9._]+$`, e.key)
		assert.False(t, seen[e.key], e.key)
		seen[e.key] = true
	}
	assert.Equal(t, "rg-a", l.entries[0].key)
	assert.Equal(t, "rg-_x_", l.entries[2].key)
	assert.Regexp(t, `^rg-_x_-[0-9a-f]{8}$`, l.entries[1].key)
	assert.Regexp(t, `^g{15}-[0-9a-f]{8}$`, l.entries[3].key)
}

func TestTwoDeploymentsOfOneNameAreRefusedInOneScopeAlone(t *testing.T) {
	of := func(places ...azure.Place) *loop {
		l := &loop{stage: azure.StageNetwork}
		for i, p := range places {
			l.entries = append(l.entries, &entry{key: []string{"Apps", "apps"}[i], place: p})
		}
		return l
	}
	a, b := azure.Place{ResourceGroup: "rg-a"}, azure.Place{ResourceGroup: "rg-b"}
	require.NoError(t, of(a, b).setKeys("x-"))
	require.NoError(t, of(a, azure.Place{Subscription: "prod", ResourceGroup: "rg-a"}).setKeys("x-"))
	require.ErrorContains(t, of(a, a).setKeys("x-"), "one name")
}
