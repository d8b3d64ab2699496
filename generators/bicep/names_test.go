package bicep

import (
	"fmt"
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
	assert.Equal(t, "alpine-return-peering.", deploymentPrefix("alpine", main, peering))
	assert.Equal(t, "alpine-connections-return-peering.", deploymentPrefix("alpine", other, peering))
	assert.Equal(t, "alpine-return-peering-3.", deploymentPrefix("alpine", main, &loop{stage: azure.StageReturnPeering, round: 3}))
	assert.Equal(t, "alpine-return-peering-chain.", deploymentPrefix("alpine", main, &loop{stage: azure.StageReturnPeering, round: 1, chains: true}))
	long := deploymentPrefix(strings.Repeat("n", 63), main, peering)
	assert.Len(t, long, longestPrefix+1)
	assert.NotEqual(t, long, deploymentPrefix(strings.Repeat("n", 62)+"m", main, peering), "a digest tells them apart")
	assert.NotEqual(t, long, deploymentPrefix(strings.Repeat("n", 63), main, &loop{stage: azure.StagePeering, round: 1}))
}

func TestKeysEndNamesThatAzureTakes(t *testing.T) {
	prefix := strings.Repeat("p", 39) + "."
	l := &loop{stage: azure.StageNetwork}
	place := func(subscription, group string) azure.Place {
		return azure.Place{Subscription: subscription, ResourceGroup: group}
	}
	for _, key := range []string{"rg-a", "rg-(x)", "rg-_x_", strings.Repeat("g", 90), strings.Repeat("g", 89) + "h", "größe"} {
		l.entries = append(l.entries, &entry{key: key, place: place("", "rg")})
	}
	require.NoError(t, noNames().setKeys(l, prefix))
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
	a, b, prod := azure.Place{ResourceGroup: "rg-a"}, azure.Place{ResourceGroup: "rg-b"}, azure.Place{Subscription: "prod", ResourceGroup: "rg-a"}
	require.NoError(t, noNames().setKeys(of(a, b), "x."))
	require.NoError(t, noNames().setKeys(of(a, prod), "x."))
	require.ErrorContains(t, noNames().setKeys(of(a, a), "x."), "one name")
	require.ErrorContains(t, noNames().setKeys(of(a, azure.Place{Subscription: azure.OwnSubscription, ResourceGroup: "RG-A"}), "x."), "one name")
	one := noNames()
	one.subscriptions = map[string]string{"prod": "7ba7", "live": "7BA7"}
	require.ErrorContains(t, one.setKeys(of(prod, azure.Place{Subscription: "live", ResourceGroup: "rg-a"}), "x."), "one name")
	two := noNames()
	require.NoError(t, two.setKeys(of(a), "x-hub-"))
	require.ErrorContains(t, two.setKeys(of(a), "x-hub-"), "one name", "of another loop")
}

func noNames() *deploymentNames { return &deploymentNames{seen: map[string]string{}} }

// TestNoKeyImitatesThePrefixOfAnotherLoop counts the names of all deployments where groups and networks are called as stages, chains and
// rounds are. With a hyphen between prefix and key each case had two deployments of one name.
func TestNoKeyImitatesThePrefixOfAnotherLoop(t *testing.T) {
	stage := `vnetloom: v1
name: contoso
defaults: {location: westeurope, resourceGroup: connection-weu}
virtualWans: {wan: {}}
networks:
  weu: {virtualWan: wan, addressSpace: 10.100.0.0/23}
  app: {addressSpace: 10.1.1.0/24, subnets: {web: 10.1.1.0/26}}
  hub: {addressSpace: 10.1.2.0/24, subnets: {web: 10.1.2.0/26}}
  ops: {addressSpace: 10.1.3.0/24, subnets: {web: 10.1.3.0/26}}
connections:
  apps: {kind: hubAndSpoke, hub: weu, spokes: app}
  own: {kind: hubAndSpoke, hub: hub, spokes: ops}
`
	mesh := "vnetloom: v1\nname: x\ndefaults: {location: westeurope, resourceGroup: chain-f}\nnetworks:\n"
	for i, n := range strings.Fields("a b c d e f") {
		mesh += fmt.Sprintf("  %s: {addressSpace: 10.%d.0.0/24, subnets: {web: 10.%d.0.0/26}}\n", n, i, i)
	}
	mesh += "connections:\n  all: {kind: mesh, members: [a, b, c, d, e, f]}\n"
	rounds := &plan.Plan{Name: "x", Roots: []plan.Root{{Name: mainRoot, Modules: []plan.Module{
		module(azure.StagePeering, "", nil, halves(t, "2-n-11>a")), module(azure.StagePeering, "11", []string{"peering"}, halves(t, "n>b"))}}}}
	for _, c := range []struct {
		plan  *plan.Plan
		twins []string
	}{
		{lowered(t, stage), []string{"contoso-hub.connection-weu", "contoso-hub-connection.weu"}},
		{lowered(t, mesh), []string{"x-return-peering.chain-f", "x-return-peering-chain.f"}},
		{rounds, []string{"x-peering.2-n-11", "x-peering-2.n-11"}},
	} {
		names := namesOf(t, c.plan)
		assert.Subset(t, names, c.twins)
	}
}

// namesOf are the names of the deployments of a plan, of which no two in one scope are one.
func namesOf(t *testing.T, p *plan.Plan) []string {
	t.Helper()
	var out []string
	seen := map[string]bool{}
	for i := range p.Roots {
		root := &p.Roots[i]
		loops, err := loopsOf(root)
		require.NoError(t, err)
		for _, l := range loops {
			prefix := deploymentPrefix(p.Name, root, l)
			require.NoError(t, noNames().setKeys(l, prefix))
			for _, e := range l.entries {
				id := strings.ToLower(e.place.Subscription + "/" + e.place.ResourceGroup + "/" + prefix + e.key)
				assert.False(t, seen[id], id)
				seen[id] = true
				out = append(out, prefix+e.key)
			}
		}
	}
	return out
}
