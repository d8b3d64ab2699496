package reachability_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/reachability"
)

// managed is three networks with members in the group g of the manager nm.
func managed(members ...string) *builder {
	b := &builder{}
	for i, n := range []string{"a", "b", "c"} {
		b.network(n, []string{fmt.Sprintf("10.%d.0.0/24", i+1)}, subnet("x", fmt.Sprintf("10.%d.0.0/26", i+1), ""))
	}
	b.add("networkManagers/networkGroups", "nm/g", `"memberType": "VirtualNetwork"`)
	for _, m := range members {
		b.add("networkManagers/networkGroups/staticMembers", "nm/g/"+m, `"resourceId": "[resourceId('Microsoft.Network/virtualNetworks', '`+m+`')]"`)
	}
	return b
}

// configure adds a configuration; flags are topology, hub ("" for none), connectivity, the group's isGlobal, useHubGateway, the configuration's isGlobal.
func configure(b *builder, topology, hub, connectivity, global, gateway, all string) *builder {
	hubs := "[]"
	if hub != "" {
		hubs = `[{"resourceId": "[resourceId('Microsoft.Network/virtualNetworks', '` + hub + `')]", "resourceType": "Microsoft.Network/virtualNetworks"}]`
	}
	return b.add("networkManagers/connectivityConfigurations", "nm/"+strings.ToLower(topology+hub),
		fmt.Sprintf(`"connectivityTopology": %q, "hubs": %s, "isGlobal": %q,
		"appliesToGroups": [{"networkGroupId": "[resourceId('Microsoft.Network/networkManagers/networkGroups', 'nm', 'g')]",`+
			` "groupConnectivity": %q, "isGlobal": %q, "useHubGateway": %q}]`,
			topology, hubs, all, connectivity, global, gateway))
}

func estateOf(t *testing.T, b *builder) *reachability.Estate {
	t.Helper()
	e, found := reachability.Build(b.resources(t))
	require.Empty(t, codes(found))
	return e
}

func hops(e *reachability.Estate, id string) map[string]string {
	out := map[string]string{}
	for _, r := range e.EffectiveRoutes(id) {
		if r.State == "Active" {
			out[r.Prefix.String()] = r.NextHopType
		}
	}
	return out
}

func TestConfigurationsCountAsCommitted(t *testing.T) {
	e := estateOf(t, configure(managed("a", "b"), "HubAndSpoke", "c", "None", "False", "False", "False"))
	require.Equal(t, "VNetPeering", hops(e, subnetID("a", "x"))["10.3.0.0/24"])
	require.Equal(t, reachability.Delivered, between(e, "a/x", "c/x").Back.Outcome)
	require.Equal(t, reachability.Dropped, between(e, "a/x", "b/x").There.Outcome, "spokes are apart")
}

func TestConnectedGroupsHaveTheirOwnRoutes(t *testing.T) {
	for name, b := range map[string]*builder{
		"directly connected spokes": configure(managed("a", "b"), "HubAndSpoke", "c", "DirectlyConnected", "False", "False", "False"),
		"a mesh":                    configure(managed("a", "b"), "Mesh", "", "None", "False", "False", "False"),
	} {
		e := estateOf(t, b)
		require.Equal(t, "ConnectedGroup", hops(e, subnetID("a", "x"))["10.2.0.0/24"], name)
		require.Equal(t, reachability.Delivered, between(e, "a/x", "b/x").There.Outcome, name)
	}
	e := estateOf(t, configure(managed("a", "b"), "Mesh", "", "None", "False", "False", "False").
		network("z", []string{"10.9.0.0/24"}, subnet("x", "10.9.0.0/26", "")).peer("b", "z"))
	require.Equal(t, reachability.Dropped, between(e, "a/x", "z/x").There.Outcome, "a connected group is not transitive")
}

func TestAConnectedGroupIsRegionalUnlessGlobal(t *testing.T) {
	for _, x := range []struct {
		topology, group, all string
		want                 reachability.Outcome
	}{
		{"Mesh", "True", "True", reachability.Delivered}, {"Mesh", "False", "True", reachability.Dropped}, {"Mesh", "True", "False", reachability.Dropped},
		{"HubAndSpoke", "True", "False", reachability.Delivered}, {"HubAndSpoke", "False", "False", reachability.Dropped},
	} {
		hub := ""
		if x.topology == "HubAndSpoke" {
			hub = "c"
		}
		b := configure(managed("a", "b"), x.topology, hub, "DirectlyConnected", x.group, "False", x.all)
		b.parts[1] = strings.Replace(b.parts[1], "westeurope", "northeurope", 1)
		require.Equal(t, x.want, between(estateOf(t, b), "a/x", "b/x").There.Outcome, x)
	}
}

func TestOverlapsInAConnectedGroupAreDropped(t *testing.T) {
	b := configure(managed("a", "b", "d"), "Mesh", "", "None", "False", "False", "False").
		network("d", []string{"10.2.0.0/16", "10.8.0.0/24"}, subnet("y", "10.8.0.0/26", ""))
	routes := hops(estateOf(t, b), subnetID("a", "x"))
	require.NotContains(t, routes, "10.2.0.0/24")
	require.NotContains(t, routes, "10.2.0.0/16")
	require.Equal(t, "ConnectedGroup", routes["10.8.0.0/24"], "the member's other prefix")
}

func TestTheHubsGatewayIsUsedWhereTheConfigurationSaysSo(t *testing.T) {
	for flag, want := range map[string]bool{"True": true, "False": false} {
		b := configure(managed("a"), "HubAndSpoke", "c", "None", "False", flag, "False")
		uses := reachability.Promises{Uses: []reachability.GatewayUse{{Network: networkID("a"), Gateway: networkID("c")}},
			Joins: []reachability.Join{{A: []string{networkID("a")}, B: []string{networkID("c")}}}}
		found := estateOf(t, b).Verify(uses)
		require.Equal(t, want, len(found) == 0, "%s: %v", flag, codes(found))
	}
}

func TestWhoIsInAGroupElsewhereIsNotKnown(t *testing.T) {
	b := configure(managed(), "Mesh", "", "None", "False", "False", "False")
	there := between(estateOf(t, b), "a/x", "b/x").There
	require.Equal(t, reachability.NotKnown, there.Outcome)
	require.Contains(t, there.Why, "the members of network group g are not in the templates")
}

// policy adds a definition with this condition and its assignment, and tags the networks a and b.
func memberPolicy(condition, mode, enforcement string) *builder {
	b := managed()
	for i := range 2 {
		b.parts[i] = strings.Replace(b.parts[i], `"location"`, `"tags": {"Env": "Prod"}, "location"`, 1)
	}
	b.parts = append(b.parts, fmt.Sprintf(`{"type": "Microsoft.Resources/deployments", "apiVersion": "2025-04-01", "name": "policy",`+
		` "location": "westeurope", "subscriptionId": "[subscription().subscriptionId]",
		"properties": {"mode": "Incremental", "expressionEvaluationOptions": {"scope": "inner"},
		"parameters": {"group": {"value": "[resourceId('Microsoft.Network/networkManagers/networkGroups', 'nm', 'g')]"}},`+
		` "template": {"$schema": "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#",
		"contentVersion": "1.0.0.0", "parameters": {"group": {"type": "string"}}, "resources": [
		{"type": "Microsoft.Authorization/policyDefinitions", "apiVersion": "2025-01-01", "name": "p", "properties": {"policyType": "Custom",`+
		` "mode": %q, "policyRule": {"if": %s,
			"then": {"effect": "addToNetworkGroup", "details": {"networkGroupId": "[parameters('group')]"}}}}},
		{"type": "Microsoft.Authorization/policyAssignments", "apiVersion": "2025-01-01", "name": "p", "properties": {"enforcementMode": %q,
			"policyDefinitionId": "[subscriptionResourceId('Microsoft.Authorization/policyDefinitions', 'p')]"}}]}}}`,
		mode, condition, enforcement))
	return configure(b, "Mesh", "", "None", "False", "False", "False")
}

func TestPoliciesPutNetworksIntoGroups(t *testing.T) {
	const data = "Microsoft.Network.Data"
	tagged := `{"allOf": [{"field": "type", "equals": "Microsoft.Network/virtualNetworks"}, {"field": "tags['env']", "equals": "prod"}]}`
	for name, x := range map[string]struct {
		condition, mode, enforcement string
		want                         reachability.Outcome
	}{
		"a tag, in other letters":   {tagged, data, "Default", reachability.Delivered},
		"not enforced":              {tagged, data, "DoNotEnforce", reachability.NotKnown},
		"of another mode":           {tagged, "All", "Default", reachability.NotKnown},
		"one of several values":     {`{"field": "tags.Env", "in": ["dev", "PROD"]}`, data, "Default", reachability.Delivered},
		"not one of several values": {`{"field": "tags[env]", "notIn": ["dev"]}`, data, "Default", reachability.Delivered},
		"either": {`{"anyOf": [{"field": "name", "equals": "z"}, {"field": "name", "contains": "A"}, {"field": "name", "equals": "b"}]}`,
			data, "Default", reachability.Delivered},
		"not the other":       {`{"not": {"field": "name", "equals": "c"}}`, data, "Default", reachability.Delivered},
		"a tag that is there": {`{"field": "tags['env']", "exists": true}`, data, "Default", reachability.Delivered},
		"what nobody knows":   {`{"value": "[subscription().displayName]", "equals": "x"}`, data, "Default", reachability.NotKnown},
	} {
		e, _ := reachability.Build(memberPolicy(x.condition, x.mode, x.enforcement).resources(t))
		there := between(e, "a/x", "b/x").There
		require.Equal(t, x.want, there.Outcome, "%s: %s", name, there.Why)
	}
	e, _ := reachability.Build(memberPolicy(tagged, data, "Default").resources(t))
	require.Equal(t, reachability.Dropped, between(e, "a/x", "c/x").There.Outcome, "who has no tag is not in the group")
}

// commits adds a commit of the manager nm.
func commits(b *builder, name, kind, regions string, configurations ...string) *builder {
	ids := make([]string, len(configurations))
	for i, c := range configurations {
		ids[i] = `"[resourceId('Microsoft.Network/networkManagers/connectivityConfigurations', 'nm', '` + c + `')]"`
	}
	return b.add("networkManagers/commits", "nm/"+name, fmt.Sprintf(`"commitType": %q, "targetLocations": %s, "configurationIds": [%s]`, kind, regions,
		strings.Join(ids, ", ")))
}

// TestCommitsOfTheTemplatesCount: what a commit names is in force in its regions, and nothing else of its manager. Without one everything is.
func TestCommitsOfTheTemplatesCount(t *testing.T) {
	mesh := func() *builder {
		return configure(managed("a", "b"), "Mesh", "", "DirectlyConnected", "True", "False", "True")
	}
	reach := func(b *builder) reachability.Outcome { return between(estateOf(t, b), "a/x", "b/x").There.Outcome }
	require.Equal(t, reachability.Delivered, reach(mesh()))
	require.Equal(t, reachability.Delivered, reach(commits(mesh(), "c", "Connectivity", `["West Europe", "northeurope"]`, "mesh")))
	require.Equal(t, reachability.Dropped, reach(commits(mesh(), "c", "Connectivity", `["northeurope"]`, "mesh")), "another region")
	require.Equal(t, reachability.Dropped, reach(commits(mesh(), "c", "Connectivity", `["westeurope"]`)), "a commit of nothing takes all away")
	require.Equal(t, reachability.Delivered, reach(commits(mesh(), "c", "SecurityAdmin", `["westeurope"]`)), "of another type")
	both := commits(commits(mesh(), "c", "Connectivity", `["westeurope"]`, "mesh"), "d", "Connectivity", `["westeurope"]`, "other")
	require.Equal(t, reachability.NotKnown, reach(both), "the later one counts, and nobody knows which that is")

	star := func() *builder {
		return configure(managed("a", "b"), "HubAndSpoke", "c", "None", "False", "False", "False")
	}
	require.Equal(t, reachability.Delivered, between(estateOf(t, commits(star(), "c", "Connectivity", `["westeurope"]`, "hubandspokec")), "a/x", "c/x").
		Back.Outcome)
	require.Equal(t, reachability.Dropped, between(estateOf(t, commits(star(), "c", "Connectivity", `["westeurope"]`)), "a/x", "c/x").There.Outcome)
}
