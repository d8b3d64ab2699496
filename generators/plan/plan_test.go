package plan_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/generators/arm"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/topology"
)

// lower compiles an intent to its plan.
func lower(t *testing.T, text string) *plan.Plan {
	t.Helper()
	in, diags := schema.Load(fstest.MapFS{"intent.yaml": {Data: []byte(text)}}, []string{"intent.yaml"})
	require.False(t, diags.HasErrors(), "%v", diags)
	topo, diags := topology.Resolve(in)
	require.False(t, diags.HasErrors(), "%v", diags)
	p, diags := plan.Lower(topo)
	require.False(t, diags.HasErrors(), "%v", diags)
	return p
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(text)
}

func TestModulesComeAfterWhatTheyWaitForAndResourcesToo(t *testing.T) {
	for _, name := range []string{"transit-appliances", "subscriptions-three", "resource-groups-mixed", "estate-200"} {
		root := lower(t, read(t, "../../golden/cases/"+name+"/intent.yaml")).Roots[0]
		seen := map[string]bool{}
		names := map[string]bool{}
		for _, m := range root.Modules {
			require.False(t, seen[m.Symbol], "symbols are distinct")
			require.False(t, names[m.Name], "deployment names are distinct")
			require.LessOrEqual(t, len(m.Name), 64, m.Name)
			for _, d := range m.DependsOn {
				require.True(t, seen[d], "%s waits for %s, which comes later", m.Name, d)
			}
			seen[m.Symbol], names[m.Name] = true, true
			made := map[plan.ID]bool{}
			for _, r := range m.Resources {
				for _, d := range r.DependsOn {
					require.True(t, made[d], "%s waits for %s, which comes later", r.ID.Name, d.Name)
				}
				require.NotEmpty(t, r.Description)
				require.NotEmpty(t, r.Origin.Statements, r.ID.Name)
				made[r.ID] = true
			}
		}
	}
}

func TestLongNamesMakeDeploymentNamesThatAzureTakesAndThatStayApart(t *testing.T) {
	long := strings.Repeat("n", 50)
	p := lower(t, fmt.Sprintf("vnetloom: v1\nname: %s\ndefaults: {location: westeurope}\nnetworks:\n  a: {addressSpace: 10.0.0.0/24, resourceGroup: rg-%s-1}\n  b: {addressSpace: 10.0.1.0/24, resourceGroup: rg-%s-2}\n", long, long, long))
	require.Len(t, p.Roots[0].Modules, 2)
	a, b := p.Roots[0].Modules[0].Name, p.Roots[0].Modules[1].Name
	require.NotEqual(t, a, b)
	require.LessOrEqual(t, len(a), 64)
	require.Regexp(t, `^[-\w._()]+$`, a)
}

func TestSymbolsOfNamesThatDifferOnlyInPunctuationStayApart(t *testing.T) {
	p := lower(t, "vnetloom: v1\nname: x\ndefaults: {location: westeurope}\nnaming: {network: \"{name}\"}\nnetworks:\n"+
		"  aa: {addressSpace: 10.0.0.0/24, resourceGroup: a-b}\n  bb: {addressSpace: 10.0.1.0/24, resourceGroup: a_b}\n"+
		"  cc: {addressSpace: 10.0.2.0/24, resourceGroup: module}\n  dd: {addressSpace: 10.0.3.0/24, resourceGroup: 9to5}\n")
	symbols := map[string]bool{}
	for _, r := range p.Roots[0].Groups {
		require.Regexp(t, `^[a-z][A-Za-z0-9_]*$`, r.Symbol)
		symbols[r.Symbol] = true
	}
	require.Len(t, symbols, 4)
	require.False(t, symbols["module"], "a word of Bicep is no symbol")
}

func TestTheEstimateOfATemplateIsNearItsSize(t *testing.T) {
	for _, name := range []string{"estate-200", "hub-firewall-on-premises", "mesh-five", "profiles-twelve", "vpn-branches-thirty"} {
		p := lower(t, read(t, "../../golden/cases/"+name+"/intent.yaml"))
		set, err := arm.New().Generate(p)
		require.NoError(t, err)
		for _, f := range set.Files() {
			root, ok := strings.CutSuffix(f.Path, "/main.json")
			for i := range p.Roots {
				if ok && p.Roots[i].Name == root {
					var compact bytes.Buffer
					require.NoError(t, json.Compact(&compact, f.Content))
					require.InEpsilon(t, compact.Len(), plan.TemplateBytes(&p.Roots[i]), 0.10, "%s %s", name, root)
				}
			}
		}
	}
}

func TestEveryResourceTypeHasOneAPIVersion(t *testing.T) {
	versions := map[string]string{}
	for _, m := range lower(t, read(t, "../../golden/cases/estate-200/intent.yaml")).Roots[0].Modules {
		for _, r := range m.Resources {
			provider, _, _ := strings.Cut(r.ID.Type, "/")
			if versions[provider] == "" {
				versions[provider] = r.APIVersion
			}
			require.Equal(t, versions[provider], r.APIVersion, r.ID.Type)
		}
	}
	require.Equal(t, "2025-05-01", versions["Microsoft.Network"])
}
