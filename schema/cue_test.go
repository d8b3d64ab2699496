package schema

import (
	"strings"
	"testing"

	"cuelang.org/go/encoding/yaml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cuelang.org/go/cue/format"
)

func fullCUE(t testing.TB, preamble string) string {
	t.Helper()
	file, err := yaml.Extract("full.yaml", fullYAML(t))
	require.NoError(t, err)
	text, err := format.Node(file)
	require.NoError(t, err)
	return preamble + string(text)
}

func TestCUEMeansWhatYAMLMeans(t *testing.T) {
	want := shown(t, mustLoad(t, "a.yaml", fullYAML(t)))
	assert.Equal(t, want, shown(t, mustLoad(t, "a.cue", fullCUE(t, ""))))
	withSchema := fullCUE(t, "package intent\nimport \"github.com/vnetloom/vnetloom/schema\"\nschema.#Intent\n")
	assert.Equal(t, want, shown(t, mustLoad(t, "a.cue", withSchema)))
	in, list := Load(files("a.yaml", fullYAML(t), "b.cue", "name: \"contoso\"\n"), []string{"a.yaml", "b.cue"})
	require.NotNil(t, in, "%v", list)
	assert.Equal(t, want, shown(t, in), "YAML by way of CUE")
}

func TestCUEPackagesComputeAndImport(t *testing.T) {
	fsys := files(
		"estate/a.cue", `package estate
import "strings"
import "github.com/vnetloom/vnetloom/schema"
schema.#Intent & {
	vnetloom: "v1"
	name:     strings.ToLower("DEMO")
	networks: {for i in [1, 2] {"s\(i)": {addressSpace: "10.\(i).0.0/16", profile: "app"}}}
}
`,
		"estate/b.cue", "package estate\nprofiles: app: firewall: tier: \"Premium\"\nnetworks: s1: firewall: {}\n",
		"estate/c.yaml", "networks:\n  s2:\n    labels: {env: prod}\n")
	in, list := Load(fsys, []string{"estate"})
	require.NotNil(t, in, "%v", list)
	assert.Equal(t, "demo", in.Name)
	require.Len(t, in.Networks, 2)
	assert.Equal(t, "Premium", in.Networks[0].Firewall.Tier, "the profile wins over the default of the schema that CUE filled in")
	assert.Equal(t, map[string]string{"env": "prod"}, in.Networks[1].Labels)
	assert.Equal(t, "estate/b.cue:3:25", in.Networks[0].At(NetworkField.Firewall).String())
	assert.Equal(t, "estate/c.yaml:3:19", in.Networks[1].node.get("labels").get("env").rng.String())
	assert.Equal(t, "estate/a.cue:7:54", in.Networks[1].At(NetworkField.AddressSpace).String())
	assert.False(t, in.Networks[0].Firewall.Given(FirewallField.PublicAddresses))
}

func TestCUEModulesOfTheUserWorkOffline(t *testing.T) {
	module := "module: \"example.com/net@v0\"\nlanguage: version: \"v0.12.0\"\n"
	fsys := files(
		"net/cue.mod/module.cue", module,
		"net/common/common.cue", "package common\n#Space: \"10.7.0.0/16\"\n",
		"net/estate/a.cue", `package estate
import "example.com/net/common"
import s "github.com/vnetloom/vnetloom/schema"
s.#Intent
vnetloom: "v1"
name: "demo"
networks: hub: addressSpace: common.#Space
`)
	in, list := Load(fsys, []string{"net/estate"})
	require.NotNil(t, in, "%v", list)
	assert.Equal(t, "10.7.0.0/16", in.Networks[0].AddressSpace[0].String())
	_, list = loadText("a.cue", "import \"example.org/other\"\nvnetloom: \"v1\"\nname: other.x\n")
	require.NotEmpty(t, list)
	assert.Equal(t, "VL122", list[0].Code.ID)
	assert.Contains(t, list[0].Summary, "modules are not fetched")
	assert.Equal(t, "a.cue:1:8", list[0].Subject.String())
	cycle := files("cue.mod/module.cue", module, "a/a.cue", "package a\nimport \"example.com/net/b\"\nx: b.x\n",
		"b/b.cue", "package b\nimport \"example.com/net/a\"\nx: a.x\n")
	_, list = Load(cycle, []string{"a"})
	require.NotEmpty(t, list)
}

func TestCUEConstraintsApplyToYAML(t *testing.T) {
	fsys := files("a.yaml", head+"networks:\n  hub: {addressSpace: 10.0.0.0/16, location: uksouth}\n",
		"b.cue", "networks: [string]: {location?: \"westeurope\", ...}\n")
	_, list := Load(fsys, []string{"a.yaml", "b.cue"})
	require.NotEmpty(t, list)
	assert.Equal(t, "VL122", list[0].Code.ID)
	assert.Equal(t, "a.yaml:4:46", list[0].Subject.String(), "%v", list)
}

func TestCUEErrorsAreInTheLanguagesWords(t *testing.T) {
	intent := "import \"github.com/vnetloom/vnetloom/schema\"\nschema.#Intent\nvnetloom: \"v1\"\nname: \"demo\"\n"
	for text, want := range map[string][2]string{
		"networks: hub: {addressSpace: \"10.0.0.0/16\", firewall: tier: \"Premum\"}\n": {"a.cue:5:62", `"Standard"`},
		"conections: {}\n": {"a.cue:5:1", "does not exist"},
		"networks: hub: {addressSpace: \"10.0.0.0/16\", gateways: vpn: asn: 0}\n": {"a.cue:5:66", "4294967295"},
		"networks: hub: addressSpace: string\n":                                   {"a.cue:5:30", "networks.hub"},
	} {
		in, list := loadText("a.cue", intent+text)
		require.Nil(t, in)
		require.NotEmpty(t, list)
		assert.Equal(t, want[0], list[0].Subject.String(), "%v", list)
		assert.Contains(t, list[0].Summary, want[1])
	}
	_, list := loadText("a.cue", "vnetloom: \"v1\"\nname: \"demo\"\nnetworks: hub: {adressSpace: \"10.0.0.0/16\"}\n")
	require.Len(t, list, 1)
	assert.Equal(t, "VL106", list[0].Code.ID)
	assert.Equal(t, "a.cue:3:17", list[0].Subject.String())
	_, list = loadText("a.cue", "vnetloom: \"v1\"\nname: [\n")
	require.NotEmpty(t, list)
	_, list = loadText("a.cue", "vnetloom: \"v1\"\nname: \"x\"\nsharedKey: \"hunter2\" & \"hunter3\"\n")
	for _, d := range list {
		assert.NotContains(t, d.Summary+string(d.Subject.File.Content), "hunter")
	}
}

func TestHostileCUEIsBounded(t *testing.T) {
	for name, text := range map[string]string{
		"labels in a row": strings.Repeat("a: ", 300000) + "1",
		"parentheses":     "a: " + strings.Repeat("(", 300000),
		"lists":           "a: " + strings.Repeat("[", 9000) + strings.Repeat("]", 9000),
		"operators":       "a: 1" + strings.Repeat("+1", 100000),
		"a cycle":         "b: {c: b}\n",
	} {
		in, list := loadText("a.cue", text)
		require.Nil(t, in, name)
		require.NotEmpty(t, list, name)
		assert.Equal(t, "VL122", list[0].Code.ID, name)
	}
}
