package arm

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/generators/plantest"
)

func generate(t testing.TB, p *plan.Plan) map[string]string {
	t.Helper()
	set, err := New().Generate(p)
	require.NoError(t, err)
	files := map[string]string{}
	for _, f := range set.Files() {
		files[f.Path] = string(f.Content)
	}
	return files
}

// A template is what the tests read of a template.
type template struct {
	Schema         string `json:"$schema"`
	ContentVersion string
	Metadata       struct{ Description string }
	Parameters     map[string]struct{ Type string }
	Resources      []resource
	Outputs        map[string]struct {
		Type  string
		Value any
	}
}

type resource struct {
	Type, APIVersion, Name        string
	SubscriptionID, ResourceGroup string
	Location                      string
	DependsOn                     []string
	Metadata                      struct{ Description string }
	Tags                          map[string]string
	Properties                    struct {
		Mode                        string
		ExpressionEvaluationOptions struct{ Scope string }
		Parameters                  map[string]struct{ Value string }
		Template                    *template
		RemoteVirtualNetwork        struct{ ID string }
		IPConfigurations            []struct {
			Properties struct{ Subnet struct{ ID string } }
		}
		LoadBalancingRules []struct {
			Properties struct{ FrontendIPConfiguration struct{ ID string } }
		}
	}
}

func sample(t *testing.T) *template {
	t.Helper()
	var root template
	require.NoError(t, json.Unmarshal([]byte(generate(t, plantest.Sample())["main/main.json"]), &root))
	return &root
}

// find is a resource by name, among those of a template and of the deployments in it.
func (x *template) find(t *testing.T, name string) resource {
	t.Helper()
	if r, ok := x.lookup(name); ok {
		return r
	}
	require.Fail(t, "no resource", name)
	return resource{}
}

func (x *template) lookup(name string) (resource, bool) {
	for _, r := range x.Resources {
		if r.Name == name {
			return r, true
		}
		if inner := r.Properties.Template; inner != nil {
			if found, ok := inner.lookup(name); ok {
				return found, true
			}
		}
	}
	return resource{}, false
}

func TestTheRootIsASubscriptionTemplateAndItsParameterFileHasNoPlaceForASecret(t *testing.T) {
	files := generate(t, plantest.Sample())
	require.Len(t, files, 5)
	root := sample(t)
	assert.Equal(t, subscriptionSchema, root.Schema)
	assert.Equal(t, "1.0.0.0", root.ContentVersion)
	assert.Equal(t, generators.Header(plantest.Sample().Name), root.Metadata.Description)
	assert.Equal(t, `{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",
  "contentVersion": "1.0.0.0",
  "parameters": {}
}
`, files["main/main.parameters.json"])
}

func TestSecretsStaySecureFromTheRootToTheResource(t *testing.T) {
	text := generate(t, plantest.Sample())["main/main.json"]
	root := sample(t)
	require.Len(t, root.Parameters, 1)
	assert.Equal(t, "securestring", root.Parameters["sharedKeyHubDc1"].Type)
	d := root.find(t, "sample-rg-hub-connection")
	assert.Equal(t, "inner", d.Properties.ExpressionEvaluationOptions.Scope, "an outer scope would write the value into the deployment")
	assert.Equal(t, "[parameters('sharedKeyHubDc1')]", d.Properties.Parameters["sharedKeyHubDc1"].Value)
	assert.Equal(t, "securestring", d.Properties.Template.Parameters["sharedKeyHubDc1"].Type)
	assert.Equal(t, 3, strings.Count(text, `"[parameters('sharedKeyHubDc1')]"`), "the module's argument, and two resources")
	assert.NotContains(t, text, "defaultValue")
	assert.Empty(t, root.find(t, "sample-rg-hub-gateway").Properties.Template.Parameters, "a module without secrets")
}

func TestTheKeyOfAnAuthorizationIsReadWhereItIsUsed(t *testing.T) {
	text := generate(t, plantest.Sample())["connections/main.json"]
	assert.Contains(t, text, `"authorizationKey": "[reference(resourceId(parameters('deploymentSubscriptionId'), 'rg-hub', 'Microsoft.Network/expressRouteCircuits/authorizations', 'erc-fra', 'auth-spoke'), '2025-05-01').authorizationKey]"`)
	assert.NotContains(t, text, "securestring")
}

func TestDeploymentsNestByScope(t *testing.T) {
	root := sample(t)
	d := root.find(t, "sample-rg-hub-hub")
	assert.Equal(t, "Microsoft.Resources/deployments", d.Type)
	assert.Equal(t, "2025-04-01", d.APIVersion)
	assert.Equal(t, "Incremental", d.Properties.Mode)
	assert.Equal(t, "inner", d.Properties.ExpressionEvaluationOptions.Scope)
	assert.Equal(t, groupSchema, d.Properties.Template.Schema)
	assert.Equal(t, "rg-hub", d.ResourceGroup)
	assert.Empty(t, d.SubscriptionID+d.Location)

	d = root.find(t, "sample-prod-rg-spoke-network")
	assert.Equal(t, plantest.Prod, d.SubscriptionID)
	assert.Equal(t, "rg-spoke", d.ResourceGroup)
	assert.Empty(t, d.Location)

	d = root.find(t, "sample-prod-resource-groups")
	assert.Equal(t, plantest.Prod, d.SubscriptionID)
	assert.Empty(t, d.ResourceGroup)
	assert.Equal(t, "[deployment().location]", d.Location)
	assert.Equal(t, subscriptionSchema, d.Properties.Template.Schema)
}

func TestDeploymentsWaitForGroupsAndDeployments(t *testing.T) {
	root := sample(t)
	own := func(name string) string {
		return "[extensionResourceId(format('/subscriptions/{0}/resourceGroups/{1}', subscription().subscriptionId, 'rg-hub'), 'Microsoft.Resources/deployments', '" + name + "')]"
	}
	assert.Equal(t, []string{"[subscriptionResourceId('Microsoft.Resources/resourceGroups', 'rg-hub')]"}, root.find(t, "sample-rg-hub-hub").DependsOn)
	assert.Equal(t, []string{
		"[subscriptionResourceId('" + plantest.Prod + "', 'Microsoft.Resources/deployments', 'sample-prod-resource-groups')]",
		own("sample-rg-hub-firewall"),
	}, root.find(t, "sample-prod-rg-spoke-network").DependsOn)
	assert.Equal(t, []string{
		"[extensionResourceId(format('/subscriptions/{0}/resourceGroups/{1}', '" + plantest.Prod +
			"', 'rg-spoke'), 'Microsoft.Resources/deployments', 'sample-prod-rg-spoke-network')]",
	}, root.find(t, "sample-prod-rg-spoke-lb").DependsOn)
	assert.Equal(t, "subscriptionResourceId('Microsoft.Resources/deployments', 'x')", deploymentID(&plan.Module{Name: "x"}))
}

func TestResourcesWaitForWhatTheyName(t *testing.T) {
	root := sample(t)
	id := func(kind, names string) string {
		return "[resourceId('Microsoft.Network/" + kind + "', " + names + ")]"
	}
	assert.Equal(t, []string{id("routeTables", "'rt-hub'")}, root.find(t, "vnet-hub").DependsOn, "inferred from the body")
	assert.Equal(t, []string{
		id("firewallPolicies", "'afwp-hub'"),
		id("firewallPolicies/ruleCollectionGroups", "'afwp-hub', 'network'"),
		id("ipGroups", "'ipg-hub-spokes'"),
	}, root.find(t, "afwp-hub/network-2").DependsOn, "listed first, then inferred, each once")
	assert.Empty(t, root.find(t, "lb-nva").DependsOn, "not on itself")
	assert.Empty(t, root.find(t, "vnet-hub/peer-hub-to-spoke").DependsOn, "not on what is in other deployments")
}

func TestReferencesAreRelativeToTheTemplate(t *testing.T) {
	root := sample(t)
	assert.Equal(t, "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'vnet-hub', 'AzureFirewallSubnet')]",
		root.find(t, "afw-hub").Properties.IPConfigurations[0].Properties.Subnet.ID, "the same group")
	assert.Equal(t, "[resourceId('rg-other', 'Microsoft.Network/virtualNetworks', 'vnet-hub')]",
		root.find(t, "vnet-hub/peer-hub-to-other").Properties.RemoteVirtualNetwork.ID, "another group of the own subscription")
	assert.Equal(t, "[resourceId('"+plantest.Prod+"', 'rg-spoke', 'Microsoft.Network/virtualNetworks', 'vnet-spoke')]",
		root.find(t, "vnet-hub/peer-hub-to-spoke").Properties.RemoteVirtualNetwork.ID, "a declared subscription")
	assert.Equal(t, "[resourceId('Microsoft.Network/loadBalancers/frontendIPConfigurations', 'lb-nva', 'frontend')]",
		root.find(t, "lb-nva").Properties.LoadBalancingRules[0].Properties.FrontendIPConfiguration.ID, "a part of itself")
}

func TestTheOwnSubscriptionIsAParameterElsewhere(t *testing.T) {
	d := sample(t).find(t, "sample-prod-rg-spoke-return-peering")
	assert.Equal(t, "[subscription().subscriptionId]", d.Properties.Parameters["deploymentSubscriptionId"].Value)
	assert.Equal(t, "string", d.Properties.Template.Parameters["deploymentSubscriptionId"].Type)
	assert.Equal(t, "[resourceId(parameters('deploymentSubscriptionId'), 'rg-hub', 'Microsoft.Network/virtualNetworks', 'vnet-hub')]",
		d.Properties.Template.find(t, "vnet-spoke/peer-spoke-to-hub").Properties.RemoteVirtualNetwork.ID)
}

func TestResourceIDsByScope(t *testing.T) {
	group := func(subscription, group string) plan.Scope {
		return plan.Scope{Subscription: subscription, ResourceGroup: group}
	}
	vnet := func(subscription, group string) plan.ID {
		return plantest.Network(subscription, group, "virtualNetworks", "it's")
	}
	rg := plan.ID{Type: "Microsoft.Resources/resourceGroups", Name: "rg"}
	rgOfA := plan.ID{Subscription: "a", Type: "Microsoft.Resources/resourceGroups", Name: "rg"}
	for _, c := range []struct {
		id    plan.ID
		scope plan.Scope
		want  string
	}{
		{vnet("", "rg"), group("", "rg"), "resourceId('Microsoft.Network/virtualNetworks', 'it''s')"},
		{vnet("", "rg"), group("", "other"), "resourceId('rg', 'Microsoft.Network/virtualNetworks', 'it''s')"},
		{vnet("", "rg"), group("", ""), "resourceId(subscription().subscriptionId, 'rg', 'Microsoft.Network/virtualNetworks', 'it''s')"},
		{vnet("a", "rg"), group("a", "rg"), "resourceId('Microsoft.Network/virtualNetworks', 'it''s')"},
		{vnet("a", "rg"), group("a", "other"), "resourceId('a', 'rg', 'Microsoft.Network/virtualNetworks', 'it''s')"},
		{vnet("a", "rg"), group("b", "rg"), "resourceId('a', 'rg', 'Microsoft.Network/virtualNetworks', 'it''s')"},
		{vnet("", "rg"), group("a", "rg"), "resourceId(parameters('deploymentSubscriptionId'), 'rg', 'Microsoft.Network/virtualNetworks', 'it''s')"},
		{rg, group("", "other"), "subscriptionResourceId('Microsoft.Resources/resourceGroups', 'rg')"},
		{rgOfA, group("a", "other"), "subscriptionResourceId('Microsoft.Resources/resourceGroups', 'rg')"},
		{rgOfA, group("", "other"), "subscriptionResourceId('a', 'Microsoft.Resources/resourceGroups', 'rg')"},
		{rg, group("a", "other"), "subscriptionResourceId(parameters('deploymentSubscriptionId'), 'Microsoft.Resources/resourceGroups', 'rg')"},
	} {
		assert.Equal(t, c.want, resourceID(c.id, c.scope), "%v in %v", c.id, c.scope)
	}
}

func TestOutputsReadPropertiesAndDeployments(t *testing.T) {
	root := sample(t)
	assert.Equal(t, "[reference(resourceId('Microsoft.Network/azureFirewalls', 'afw-hub'), '2025-05-01').ipConfigurations[0].properties.privateIPAddress]",
		root.find(t, "sample-rg-hub-firewall").Properties.Template.Outputs["afwHubAddress"].Value)
	assert.Equal(t, "[resourceId('Microsoft.Network/loadBalancers/backendAddressPools', 'lb-nva', 'backend')]",
		root.find(t, "sample-prod-rg-spoke-lb").Properties.Template.Outputs["lbNvaPool"].Value)
	assert.Equal(t, "object", root.Outputs["firewallAddresses"].Type)
	assert.Equal(t, map[string]any{
		"hub/firewall": "[reference(extensionResourceId(format('/subscriptions/{0}/resourceGroups/{1}', subscription().subscriptionId, 'rg-hub'), " +
			"'Microsoft.Resources/deployments', 'sample-rg-hub-firewall'), '2025-04-01').outputs.afwHubAddress.value]",
	}, root.Outputs["firewallAddresses"].Value)
}

func TestDescriptionsAreMetadata(t *testing.T) {
	root := sample(t)
	assert.Equal(t, "Routes of hub/shared.\nIt's \"quoted\" ${x} [y].", root.find(t, "rt-hub").Metadata.Description)
	assert.Equal(t, "Gateways.", root.find(t, "sample-rg-hub-gateway").Metadata.Description)
}

func TestNastyStringsStayStrings(t *testing.T) {
	tags := sample(t).find(t, "vnet-hub").Tags
	for i, s := range plantest.Nasty {
		key := string(rune('a'+i/10)) + string(rune('0'+i%10))
		assert.Equal(t, s, unescape(tags[key]))
	}
	assert.Contains(t, tags, "[[key]", "Azure evaluates keys too")
	text := generate(t, plantest.Sample())["main/main.json"]
	assert.Contains(t, text, `"<tag> & \"amp\""`, "no HTML escapes")
	assert.Contains(t, text, `"zero\u200bwidth"`)
	assert.Contains(t, text, "Grüße, 世界 🌐")
}

func TestTheLayoutIsTwoSpacesAndStable(t *testing.T) {
	text := generate(t, plantest.Sample())["main/main.json"]
	for line := range strings.SplitSeq(text, "\n") {
		indent := len(line) - len(strings.TrimLeft(line, " "))
		assert.Zero(t, indent%2, line)
		assert.Equal(t, line, strings.TrimRight(line, " "))
	}
	for range 5 {
		assert.Equal(t, text, generate(t, plantest.Sample())["main/main.json"])
	}
}

func TestBrokenPlansAreErrors(t *testing.T) {
	for name, breakIt := range map[string]func(*plan.Root){
		"no such secret":    func(r *plan.Root) { r.Parameters = nil },
		"parameter no name": func(r *plan.Root) { r.Parameters = append(r.Parameters, plan.Parameter{Name: "a-b", Description: "x"}) },
		"parameter twice": func(r *plan.Root) {
			r.Parameters = append(r.Parameters, plan.Parameter{Name: "sharedKeyHUBDc1", Description: "x"})
		},
		"parameter of ours": func(r *plan.Root) {
			r.Parameters = append(r.Parameters, plan.Parameter{Name: "deploymentSubscriptionId", Description: "x"})
		},
		"secret in the root": func(r *plan.Root) {
			r.Groups[0].Body = plan.Object{{Key: "x", Value: plan.Secret{Name: "sharedKeyHubDc1"}}}
		},
		"no such group":     func(r *plan.Root) { r.Modules[1].Scope.GroupSymbol = "rgNone" },
		"no such module":    func(r *plan.Root) { r.Modules[1].DependsOn = []string{"none"} },
		"no such resource":  func(r *plan.Root) { r.Modules[1].Resources[0].DependsOn = []plan.ID{r.Modules[2].Resources[0].ID} },
		"output of nothing": func(r *plan.Root) { r.Outputs[0].Value = plan.ModuleOutput{Module: "none", Output: "x"} },
		"path is code": func(r *plan.Root) {
			r.Modules[3].Outputs[0].Value = plan.Property{Of: r.Modules[3].Resources[5].ID, Path: "x)]"}
		},
		"property of nothing": func(r *plan.Root) {
			r.Modules[3].Outputs[0].Value = plan.Property{Of: r.Modules[2].Resources[0].ID, Path: "x"}
		},
		"name too short": func(r *plan.Root) { r.Modules[6].Resources[0].ID.Name = "peer" },
		"not UTF-8":      func(r *plan.Root) { r.Modules[1].Resources[0].Body = plan.Object{{Key: "x", Value: plan.Str("\xff")}} },
		"no value":       func(r *plan.Root) { r.Modules[1].Resources[0].Body = plan.Object{{Key: "x"}} },
		"root twice":     func(r *plan.Root) { r.Name = "../main" },
	} {
		t.Run(name, func(t *testing.T) {
			p := plantest.Sample()
			breakIt(&p.Roots[0])
			_, err := New().Generate(p)
			assert.Error(t, err)
		})
	}
}

func BenchmarkGenerate(b *testing.B) {
	for name, n := range map[string]int{"100": 100, "1000": 1000, "2000": 2000} {
		p := plantest.Large(n)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := New().Generate(p); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
