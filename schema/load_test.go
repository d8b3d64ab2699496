package schema

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"os"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/vnetloom/vnetloom/diag"
)

// files makes a file system of names and texts in turn.
func files(pairs ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		fsys[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return fsys
}

func loadText(name, text string) (*Intent, diag.List) { return Load(files(name, text), []string{name}) }

func mustLoad(t *testing.T, name, text string) *Intent {
	t.Helper()
	in, list := loadText(name, text)
	require.NotNil(t, in, "%v", list)
	return in
}

// shown is an intent without its places, for comparison.
func shown(t *testing.T, in *Intent) string {
	t.Helper()
	in.SourceNames = nil
	text, err := json.MarshalIndent(in, "", " ")
	require.NoError(t, err)
	return string(text)
}

func fullYAML(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile("testdata/full.yaml")
	require.NoError(t, err)
	return string(text)
}

func toJSON(t testing.TB, text string) string {
	t.Helper()
	var v map[string]any
	require.NoError(t, yaml.Unmarshal([]byte(text), &v))
	out, err := json.MarshalIndent(v, "", "  ")
	require.NoError(t, err)
	return string(out)
}

func TestJSONMeansWhatYAMLMeans(t *testing.T) {
	fromYAML := shown(t, mustLoad(t, "a.yaml", fullYAML(t)))
	assert.Equal(t, fromYAML, shown(t, mustLoad(t, "a.json", toJSON(t, fullYAML(t)))))
	want, err := os.ReadFile("testdata/full.json")
	if os.Getenv("UPDATE_GOLDEN") != "" {
		require.NoError(t, os.WriteFile("testdata/full.json", []byte(fromYAML+"\n"), 0o644))
		return
	}
	require.NoError(t, err)
	assert.Equal(t, string(want), fromYAML+"\n")
}

func TestAPathOutsideOfTheFileSystemIsCalledSo(t *testing.T) {
	for given, says := range map[string]string{"/tmp/intent.yaml": "is absolute", "../intent.yaml": "leads out of the file system"} {
		_, found := Load(fstest.MapFS{}, []string{given})
		require.Len(t, found, 1)
		require.Equal(t, "VL101", found[0].Code.ID)
		require.Equal(t, fmt.Sprintf("path %q %s", given, says), found[0].Summary)
		require.Equal(t, "write it relative to the file system, with slashes", found[0].Hint)
	}
}

func TestAShortIntentIsFilled(t *testing.T) {
	in := mustLoad(t, "a.yaml", "vnetloom: v1\nname: demo\nnetworks: {a: 10.0.0.0/16, b: 10.1.0.0/16}\nconnections: {ab: {kind: peering, between: [a, b]}}\n")
	require.Len(t, in.Networks, 2)
	a := in.Networks[0]
	assert.Equal(t, []netip.Prefix{netip.MustParsePrefix("10.0.0.0/16")}, a.AddressSpace)
	assert.Equal(t, "rg-demo", a.ResourceGroup)
	assert.Equal(t, "", a.Location)
	assert.Equal(t, 500, in.Limits.Most(LimitsField.PeeringsPerNetwork))
	assert.Equal(t, "peer-{local}-to-{remote}", in.Naming.Pattern(NamingField.Peering))
	assert.Len(t, in.Naming.Patterns, 25)
	assert.Len(t, in.Limits, 24)
	assert.True(t, in.Locations["westeurope"].Zones)
	assert.Equal(t, "open", in.Connections[0].Access)
	assert.Nil(t, in.Connections[0].Transit)
}

func TestElementsKnowWhereTheyStand(t *testing.T) {
	in := mustLoad(t, "a.yaml", fullYAML(t))
	hub := in.Networks[0]
	require.Equal(t, "hub", hub.Name)
	assert.Equal(t, "networks.hub", hub.Path())
	assert.Equal(t, "a.yaml:21:3", hub.KeyRange().String())
	assert.Equal(t, 6, hub.KeyRange().End.Column)
	assert.Equal(t, "a.yaml:22:33", hub.At(NetworkField.AddressSpace, 1).String())
	assert.Equal(t, "a.yaml:48:18", hub.VPN.At(VPNGatewayField.SKU).String())
	assert.True(t, hub.Given(NetworkField.Firewall))
	assert.True(t, hub.Firewall.Given(FirewallField.Tier))
	assert.False(t, hub.ExpressRoute.Given(ExpressRouteGatewayField.SKU))
	assert.False(t, hub.Given(NetworkField.Location))
	assert.Equal(t, "a.yaml:4:13", hub.At(NetworkField.Location).String(), "the place of the default")
	assert.Equal(t, "networks.hub.subnets.shared.routes.lab", hub.Subnets[3].Routes[0].Path())
	shop := in.Networks[5]
	require.Equal(t, "shop", shop.Name)
	assert.True(t, shop.Given(NetworkField.Labels), "a profile counts as given")
	assert.Equal(t, "a.yaml:16:20", shop.Subnets[1].At(SubnetField.Prefix).String(), "the place in the profile")
	var none Element[Network]
	assert.True(t, none.At(NetworkField.Firewall).IsZero())
	assert.True(t, none.KeyRange().IsZero())
	assert.False(t, none.Given(NetworkField.Firewall))
	assert.Equal(t, "", none.Path())
}

func TestInspectStandsForThreeFields(t *testing.T) {
	in := mustLoad(t, "a.yaml", fullYAML(t))
	estate := in.Connections[2]
	require.Equal(t, "estate", estate.Name)
	assert.Equal(t, "hub/firewall", estate.SpokeToSpoke.Ref())
	assert.Equal(t, "through", estate.OnPremises.Mode)
	assert.Equal(t, "direct", estate.Internet.Mode, "given itself")
	assert.Equal(t, "direct", estate.HubSubnets.Mode)
	assert.True(t, estate.Given(ConnectionField.SpokeToSpoke))
	assert.Equal(t, estate.At(ConnectionField.Inspect), estate.SpokeToSpoke.Range())
}

func TestProfilesStandBetweenTheNetworkAndTheDefaults(t *testing.T) {
	in := mustLoad(t, "a.yaml", `vnetloom: v1
name: demo
defaults: {location: westeurope, tags: {a: default, b: default, c: default}}
profiles:
  app:
    location: northeurope
    tags: {a: profile, b: profile}
    firewall: {tier: Premium}
    labels: {env: prod}
    subnets: {web: {prefix: +0/26, routing: none}, data: +64/26}
networks:
  one: {profile: app, addressSpace: 10.0.0.0/24, tags: {a: network}, firewall: {publicAddresses: 3}}
  two: {profile: app, addressSpace: [fd00::/56, 10.0.0.0/24], location: uksouth, subnets: {web: {prefix: "fd00:0:0:1::/64"}, data: "fd00:0:0:2::/64"}}
`)
	one, two := in.Networks[0], in.Networks[1]
	assert.Equal(t, "northeurope", one.Location)
	assert.Equal(t, "uksouth", two.Location)
	assert.Equal(t, map[string]string{"a": "network", "b": "profile", "c": "default"}, one.Tags)
	assert.Equal(t, "Premium", one.Firewall.Tier)
	assert.Equal(t, 3, one.Firewall.PublicAddresses)
	assert.Equal(t, "10.0.0.64/26", one.Subnets[0].Prefixes[0].String())
	assert.Equal(t, "none", two.Subnets[1].Routing, "maps merge deep")
	assert.Equal(t, "fd00:0:0:1::/64", two.Subnets[1].Prefixes[0].String())
}

func TestTheLocationFallsBackToTheResourceGroup(t *testing.T) {
	in := mustLoad(t, "a.yaml", `vnetloom: v1
name: demo
defaults: {location: westeurope, resourceGroup: RG-North}
resourceGroups: {rg-north: {location: northeurope}}
networks: {a: 10.0.0.0/16, b: {addressSpace: 10.1.0.0/16, resourceGroup: other}}
`)
	assert.Equal(t, "northeurope", in.Networks[0].Location)
	assert.Equal(t, "westeurope", in.Networks[1].Location)
}

func TestFilesUnify(t *testing.T) {
	fsys := files(
		"a/hub.yaml", "vnetloom: v1\nname: demo\nnetworks: {hub: {addressSpace: 10.0.0.0/16}}\n",
		"a/app.json", `{"name": "demo", "networks": {"hub": {"labels": {"env": "shared"}}, "app": "10.1.0.0/16"}}`,
		"a/sub/ignored.yaml", "nonsense: true\n", "a/readme.md", "hello")
	in, list := Load(fsys, []string{"a"})
	require.NotNil(t, in, "%v", list)
	assert.Equal(t, []string{"a/app.json", "a/hub.yaml"}, in.SourceNames)
	assert.Equal(t, map[string]string{"env": "shared"}, in.Networks[1].Labels)

	_, list = Load(files("a.yaml", "vnetloom: v1\nname: one\n", "b.yaml", "name: two\n"), []string{"b.yaml", "a.yaml"})
	require.Len(t, list, 1)
	assert.Equal(t, "VL105", list[0].Code.ID)
	assert.Equal(t, "a.yaml:2:7", list[0].Subject.String())
	assert.Equal(t, "b.yaml:1:7", list[0].Related[0].Range.String())
	assert.Contains(t, list[0].Summary, `"two"`)
}

func TestYAMLAliasesAndMergeKeysAreExpanded(t *testing.T) {
	in := mustLoad(t, "a.yaml", `vnetloom: v1
name: demo
networks:
  a: &a {addressSpace: 10.0.0.0/16, labels: &l {env: prod}}
  b: {<<: *a, addressSpace: 10.1.0.0/16}
  c: {addressSpace: 10.2.0.0/16, labels: *l}
`)
	assert.Equal(t, "10.1.0.0/16", in.Networks[1].AddressSpace[0].String())
	assert.Equal(t, map[string]string{"env": "prod"}, in.Networks[1].Labels)
	assert.Equal(t, map[string]string{"env": "prod"}, in.Networks[2].Labels)
	assert.Equal(t, "networks.c.labels", in.Networks[2].node.get("labels").path())
}

func TestTagsAboutSecretsAreTaken(t *testing.T) {
	in := mustLoad(t, "a.yaml", "vnetloom: v1\nname: demo\nnetworks:\n  a:\n    addressSpace: 10.0.0.0/16\n    tags: {secretRotation: weekly, tokenExpiry: 2027-01-01, hasPassword: true, password: none, passwords: \"no\", monkey: eats}\n")
	require.Len(t, in.Networks[0].Tags, 6)
}

func TestAValueThatCouldBeASecretIsNotShown(t *testing.T) {
	_, found := Load(fstest.MapFS{"a.yaml": {Data: []byte("vnetloom: v1\nname: demo\nnetworks: {a: {addressSpace: 10.0.0.0/16, tags: {password: hunter2}}}\n")}}, []string{"a.yaml"})
	require.True(t, found.HasErrors())
	for _, d := range found {
		require.NotContains(t, d.Summary+d.Label+d.Why+d.Hint+string(d.Subject.File.Content), "hunter2")
	}
}
