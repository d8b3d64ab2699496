package bicep

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/generators/plantest"
)

// generate is the content of the files by path.
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

func TestEachScopeAndStageHasItsFile(t *testing.T) {
	files := generate(t, plantest.Sample())
	var paths []string
	for path := range files {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	assert.Equal(t, []string{
		"README.md",
		"connections/main.bicep",
		"connections/main.bicepparam",
		"connections/prod/rg-spoke/connection.bicep",
		"main/default/rg-hub/connection.bicep",
		"main/default/rg-hub/firewall.bicep",
		"main/default/rg-hub/gateway.bicep",
		"main/default/rg-hub/hub.bicep",
		"main/default/rg-hub/local-gateway.bicep",
		"main/default/rg-hub/peering.bicep",
		"main/main.bicep",
		"main/main.bicepparam",
		"main/prod/resource-groups.bicep",
		"main/prod/rg-spoke/network.bicep",
		"main/prod/rg-spoke/return-peering.bicep",
		"main/prod/rg-spoke/spoke-load-balancer.bicep",
	}, paths)
	header := "// " + generators.Header(plantest.Sample().Name) + "\n\n"
	for path, text := range files {
		if path == generators.ReadmeFile {
			continue
		}
		assert.True(t, strings.HasPrefix(text, header), path)
		assert.False(t, strings.HasSuffix(text, "\n\n"), "%s: an empty line at the end", path)
		assert.NotContains(t, text, "\n\n\n", path)
		assert.NotContains(t, text, " \n", "%s: space at the end of a line", path)
	}
}

func TestAFileReadsAsIfWrittenByHand(t *testing.T) {
	text := generate(t, plantest.Sample())["main/prod/rg-spoke/return-peering.bicep"]
	_, text, _ = strings.Cut(text, "\n\n")
	assert.Equal(t, `// Deployed by main.bicep to the resource group rg-spoke of the subscription prod.
metadata description = 'Peerings.'

@description('The deployment\'s own subscription, which holds what this file refers to.')
param deploymentSubscriptionId string

resource vnetHub 'Microsoft.Network/virtualNetworks@2025-05-01' existing = {
  name: 'vnet-hub'
  scope: resourceGroup(deploymentSubscriptionId, 'rg-hub')
}

resource vnetSpoke 'Microsoft.Network/virtualNetworks@2025-05-01' existing = {
  name: 'vnet-spoke'
}

@description('Half of a peering (connections.estate).')
resource peerSpokeToHub 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2025-05-01' = {
  parent: vnetSpoke
  name: 'peer-spoke-to-hub'
  properties: {
    remoteVirtualNetwork: {
      id: vnetHub.id
    }
    allowVirtualNetworkAccess: true
    allowForwardedTraffic: true
    allowGatewayTransit: false
    useRemoteGateways: true
  }
}
`, text)
}

// find is the declaration of a symbol in a file of the sample.
func find(t *testing.T, path, symbol string) *statement {
	t.Helper()
	s := readBicep(path, generate(t, plantest.Sample())[path])
	for _, d := range s.statements {
		if d.name == symbol {
			return d
		}
	}
	require.Fail(t, "no declaration", "%s in %s", symbol, path)
	return nil
}

// words are the items of a list, as written.
func words(n *node) []string {
	var list []string
	if n != nil {
		for _, item := range n.items {
			list = append(list, item.text)
		}
	}
	return list
}

func TestWhatIsElsewhereIsDeclaredAsExisting(t *testing.T) {
	const path = "main/default/rg-hub/peering.bicep"
	other := find(t, path, "vnetSpoke")
	assert.True(t, other.existing)
	scope := other.value.get("scope")
	assert.Equal(t, []string{"'" + plantest.Prod + "'", "'rg-spoke'"}, words(scope), "another subscription")
	assert.Equal(t, []string{"'rg-other'"}, words(find(t, path, "vnetHubRgOther").value.get("scope")), "a name that is taken, in another group")
	assert.Nil(t, find(t, path, "vnetHub").value.get("scope"), "the file's own group")
	subnet := find(t, "main/default/rg-hub/firewall.bicep", "vnetHubAzureFirewallSubnet")
	assert.Equal(t, "vnetHub", subnet.value.get("parent").text)
	assert.Equal(t, "'AzureFirewallSubnet'", subnet.value.get("name").text)
	assert.Equal(t, "'Microsoft.Network/virtualNetworks/subnets@2025-05-01'", subnet.kind)
}

func TestSecretsAreSecureParametersAllTheWay(t *testing.T) {
	files := generate(t, plantest.Sample())
	description, err := strings.CutPrefix(string(text(plantest.Sample().Roots[0].Parameters[0].Description)), "'")
	require.True(t, err)
	declaration := "\n@secure()\n@description('" + description + ")\nparam sharedKeyHubDc1 string\n"
	assert.Contains(t, files["main/main.bicep"], declaration)
	assert.Contains(t, files["main/default/rg-hub/connection.bicep"], declaration)
	assert.Contains(t, files["main/main.bicep"], "  params: {\n    sharedKeyHubDc1: sharedKeyHubDc1\n  }\n")
	assert.Contains(t, files["main/default/rg-hub/connection.bicep"], "\n    sharedKey: sharedKeyHubDc1\n")
	assert.NotContains(t, files["main/default/rg-hub/gateway.bicep"], "param ", "a module without secrets")
	_, rest, _ := strings.Cut(files["main/main.bicepparam"], "\n\n")
	assert.Equal(t, `using './main.bicep'

// Secrets come from the environment, and stand in no file.

// Shared key of the tunnel of hub to dc1: it's ${x} $(y) #> {{z}}.
param sharedKeyHubDc1 = readEnvironmentVariable('SHARED_KEY_HUB_DC1')
`, rest)
	_, rest, _ = strings.Cut(files["connections/main.bicepparam"], "\n\n")
	assert.Equal(t, "using './main.bicep'\n", rest, "a root without secrets")
}

func TestTheKeyOfAnAuthorizationIsReadOfAnExistingResource(t *testing.T) {
	text := generate(t, plantest.Sample())["connections/prod/rg-spoke/connection.bicep"]
	assert.Contains(t, text, "authorizations@2025-05-01' existing = {\n  parent: ercFra\n  name: 'auth-spoke'\n}\n")
	assert.Contains(t, text, "\n    authorizationKey: ercFraAuthSpoke.properties.authorizationKey\n")
}

func TestEachParameterHasAnEnvironmentVariableOfItsOwn(t *testing.T) {
	assert.Equal(t, "SHARED_KEY_HUB_DC1", environmentVariable("sharedKeyHubDc1"))
	assert.Equal(t, "A_7BA7", environmentVariable("a_7ba7"))
	assert.Equal(t, "N1_AB", environmentVariable("n1AB"))
	p := plantest.Sample()
	p.Roots[0].Parameters = append(p.Roots[0].Parameters, plan.Parameter{Name: "shared_keyHubDc1", Description: "x"})
	_, err := New().Generate(p)
	assert.ErrorContains(t, err, "SHARED_KEY_HUB_DC1")
}

func TestExistingDeclarationsComeFirst(t *testing.T) {
	for path, text := range generate(t, plantest.Sample()) {
		if strings.HasSuffix(path, ".bicep") {
			written := false
			for _, d := range readBicep(path, text).of("resource") {
				assert.False(t, d.existing && written, "%s: %s", path, d.name)
				written = written || !d.existing
			}
		}
	}
}

func TestAResourceNamesItsOwnPartsWithoutItsSymbol(t *testing.T) {
	text := generate(t, plantest.Sample())["main/prod/rg-spoke/spoke-load-balancer.bicep"]
	assert.Contains(t, text, "id: resourceId('Microsoft.Network/loadBalancers/frontendIPConfigurations', 'lb-nva', 'frontend')\n")
	assert.Contains(t, text, "id: resourceId('Microsoft.Network/loadBalancers/probes', 'lb-nva', 'probe')\n")
	assert.NotContains(t, text, "lbNva.id")
}

func TestDependsOnHoldsOnlyWhatSymbolsDoNotSay(t *testing.T) {
	const path = "main/default/rg-hub/firewall.bicep"
	assert.Equal(t, []string{"ipgHubSpokes"}, words(find(t, path, "afwpHub").value.get("dependsOn")), "nothing names it")
	assert.Empty(t, words(find(t, path, "afwpHubNetwork").value.get("dependsOn")), "the parent and the body say it")
	assert.Equal(t, []string{"afwpHubNetwork"}, words(find(t, path, "afwpHubNetwork2").value.get("dependsOn")))
	assert.Equal(t, []string{"afwpHubNetwork2"}, words(find(t, path, "afwHub").value.get("dependsOn")))
	assert.Equal(t, []string{"hub", "gatewayHub"}, words(find(t, "main/main.bicep", "firewallHub").value.get("dependsOn")))
}

func TestModulesDeployToTheirScope(t *testing.T) {
	scope := func(symbol string) *node { return find(t, "main/main.bicep", symbol).value.get("scope") }
	assert.Equal(t, "rgHub", scope("hub").text, "a group of the root")
	assert.Equal(t, []string{"'" + plantest.Prod + "'"}, words(scope("groupsProd")))
	assert.Equal(t, []string{"'" + plantest.Prod + "'", "'rg-spoke'"}, words(scope("network")))
	assert.Equal(t, "resourceGroup('rg-x')", string(moduleScope(plan.Scope{ResourceGroup: "rg-x"})))
	assert.Empty(t, moduleScope(plan.Scope{}))
}

func TestOutputsReadPropertiesAndModules(t *testing.T) {
	files := generate(t, plantest.Sample())
	assert.Contains(t, files["main/default/rg-hub/firewall.bicep"],
		"@description('Private address of afw-hub.')\noutput afwHubAddress string = afwHub.properties.ipConfigurations[0].properties.privateIPAddress\n")
	assert.Contains(t, files["main/prod/rg-spoke/spoke-load-balancer.bicep"], "' existing = {\n  parent: lbNva\n  name: 'backend'\n}\n",
		"a part of a resource of the file")
	assert.Contains(t, files["main/prod/rg-spoke/spoke-load-balancer.bicep"], "output lbNvaPool string = lbNvaBackend.id\n")
	assert.Contains(t, files["main/main.bicep"], "output firewallAddresses object = {\n  'hub/firewall': firewallHub.outputs.afwHubAddress\n}\n")
}

func TestNastyStringsStayStrings(t *testing.T) {
	tags := find(t, "main/default/rg-hub/hub.bicep", "vnetHub").value.get("tags")
	require.Greater(t, len(tags.items), len(plantest.Nasty))
	for i, s := range plantest.Nasty {
		assert.Equal(t, s, decodeText(t, tags.items[i].text))
	}
}

func TestTheOutputIsTheSameEveryTime(t *testing.T) {
	for range 5 {
		assert.Equal(t, generate(t, plantest.Sample()), generate(t, plantest.Sample()))
	}
}

func TestASpokeMoreChangesOnlyItsOwnLines(t *testing.T) {
	all := generate(t, plantest.Large(21))
	for _, spoke := range []int{0, 9, 20} {
		p := plantest.Large(21)
		for _, m := range p.Roots[0].Modules[1:] { // two resources a spoke in each
			m.Resources = slices.Delete(m.Resources, 2*spoke, 2*spoke+2)
		}
		p.Roots[0].Modules[1].Resources = p.Roots[0].Modules[1].Resources[:40]
		p.Roots[0].Modules[2].Resources = p.Roots[0].Modules[2].Resources[:40]
		for path, text := range generate(t, p) {
			assert.True(t, onlyAdds(text, all[path]), "%s without spoke %d", path, spoke)
		}
	}
}

// onlyAdds tells whether b has all lines of a in their order.
func onlyAdds(a, b string) bool {
	lines := strings.Split(b, "\n")
	for line := range strings.SplitSeq(a, "\n") {
		i := slices.Index(lines, line)
		if i < 0 {
			return false
		}
		lines = lines[i+1:]
	}
	return true
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
		"symbol twice":        func(r *plan.Root) { r.Modules[1].Resources[0].Symbol = "vnetHub" },
		"symbol no name":      func(r *plan.Root) { r.Modules[1].Resources[0].Symbol = "1x" },
		"symbol of function":  func(r *plan.Root) { r.Modules[1].Symbol = "resourceGroup" },
		"module symbol twice": func(r *plan.Root) { r.Modules[1].Symbol = "rgHub" },
		"no such group":       func(r *plan.Root) { r.Modules[1].Scope.GroupSymbol = "rgNone" },
		"no such module":      func(r *plan.Root) { r.Modules[1].DependsOn = []string{"none"} },
		"no such output":      func(r *plan.Root) { r.Modules[3].Outputs = nil },
		"path is code": func(r *plan.Root) {
			r.Modules[3].Outputs[0].Value = plan.Property{Of: r.Modules[3].Resources[5].ID, Path: "x; y"}
		},
		"name too short":   func(r *plan.Root) { r.Modules[6].Resources[0].ID.Name = "peer" },
		"waits for itself": func(r *plan.Root) { r.Modules[1].Resources[0].DependsOn = []plan.ID{r.Modules[1].Resources[0].ID} },
		"names itself": func(r *plan.Root) {
			r.Modules[1].Resources[0].Body = plan.Object{{Key: "id", Value: plan.Ref(r.Modules[1].Resources[0].ID)}}
		},
		"file twice":       func(r *plan.Root) { r.Modules[2].File = "HUB" },
		"folder goes up":   func(r *plan.Root) { r.Modules[2].Scope.Folder = ".." },
		"unknown provider": func(r *plan.Root) { r.Modules[1].Resources[1].Body[2].Value = plan.Ref{Type: "Contoso.X/y", Name: "z"} },
		"output type":      func(r *plan.Root) { r.Outputs[0].Type = "any" },
		"reference in the root": func(r *plan.Root) {
			r.Groups[0].Body = plan.Object{{Key: "managedBy", Value: plan.Ref(r.Modules[1].Resources[0].ID)}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := plantest.Sample()
			breakIt(&p.Roots[0])
			_, err := New().Generate(p)
			assert.Error(t, err)
		})
	}
}

func TestSymbolsOfExistingResourcesAreDistinct(t *testing.T) {
	symbols := map[string]bool{"vnetHub": true, "resourceGroup": true}
	id := plantest.Network("", "rg-a", "virtualNetworks", "vnet-hub")
	assert.Equal(t, "vnetHubRgA", existingSymbol(symbols, id, "prod"))
	assert.Equal(t, "vnetHubRgAProd", existingSymbol(symbols, id, "prod"))
	assert.Equal(t, "vnetHubRgAProd2", existingSymbol(symbols, id, "prod"))
	assert.Equal(t, "existing10Net", camel("10-net"))
	assert.Equal(t, "existing", camel("網"))
	assert.Equal(t, "resourceGroupRgA", existingSymbol(symbols, plantest.Network("", "rg-a", "virtualNetworks", "resourceGroup"), ""))
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
