package template

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLoopsOfResources(t *testing.T) {
	result := must(t, `"resources": [
	{"type": "A.B/c", "apiVersion": "1", "name": "[format('n{0}', copyIndex(1))]", "copy": {"name": "Loop", "count": "[length(range(0, 3))]",`+
		` "mode": "serial", "batchSize": 1},
	 "properties": {"i": "[copyIndex()]", "j": "[copyIndex('loop', 10)]", "copy": [
	   {"name": "inner", "count": 2, "input": {"of": "[copyIndex('inner')]", "in": "[copyIndex()]"}}, {"name": "none", "count": 0, "input": 1}]},
	 "resources": [{"type": "d", "apiVersion": "1", "name": "[concat('child', copyIndex())]"}]},
	{"type": "A.B/c", "apiVersion": "1", "name": "after", "dependsOn": ["loop"]}]`)
	require.Equal(t, []string{
		ResourceID("", "", "A.B/c", "n1"), ResourceID("", "", "A.B/c/d", "n1/child0"), ResourceID("", "", "A.B/c", "n2"),
		ResourceID("", "", "A.B/c/d", "n2/child1"), ResourceID("", "", "A.B/c", "n3"), ResourceID("", "", "A.B/c/d", "n3/child2"),
		ResourceID("", "", "A.B/c", "after"),
	}, idsOf(result))
	require.Equal(t, `{"i":1,"j":11,"inner":[{"of":0,"in":1},{"of":1,"in":1}],"none":[]}`, show(result.Resources[2].Properties))
	require.Len(t, result.Resources[6].DependsOn, 3)
	require.Equal(t, []string{ResourceID("", "", "A.B/c", "n1")}, result.Resources[2].DependsOn, "the loop is serial")
}

func TestBatchesOfSerialLoops(t *testing.T) {
	for mode, want := range map[string]map[string][]string{
		``:                                   {"n0": nil, "n2": nil, "n4": nil},
		`, "mode": "parallel"`:               {"n0": nil, "n2": nil, "n4": nil},
		`, "mode": "Serial"`:                 {"n0": nil, "n2": {"n0"}, "n4": {"n2"}},
		`, "mode": "serial", "batchSize": 2`: {"n0": nil, "n2": {"n0"}, "n4": {"n2"}},
		`, "mode": "serial", "batchSize": 3`: {"n0": nil, "n2": nil, "n4": {"n0", "n2"}},
	} { // those with an odd number are not made
		result := must(t, `"resources": [{"type": "A.B/c", "apiVersion": "1", "name": "[format('n{0}', copyIndex())]",`+
			` "condition": "[equals(mod(copyIndex(), 2), 0)]", "copy": {"name": "l", "count": 5`+mode+`}}]`)
		require.Len(t, result.Resources, 3, mode)
		for _, r := range result.Resources {
			var ids []string
			for _, name := range want[r.Name] {
				ids = append(ids, ResourceID("", "", "A.B/c", name))
			}
			require.Equal(t, ids, r.DependsOn, "%s with %s", r.Name, mode)
		}
	}
}

func TestLoopsOfVariables(t *testing.T) {
	const variables = `"variables": {"copy": [{"name": "list", "count": 3, "input": "[concat('a', copyIndex('list', 1))]"}],` +
		` "object": {"fixed": 1, "copy": [{"name": "made", "count": 2, "input": "[copyIndex('made')]"}]}},`
	got, found := evaluate(t, "createArray(variables('list'), variables('object'))", variables)
	require.Empty(t, errorsOf(found))
	require.Equal(t, `[["a1","a2","a3"],{"fixed":1,"made":[0,1]}]`, got)
}

func TestLoopsThatAreNotValid(t *testing.T) {
	for count, want := range map[string]string{
		`801`:                   `error[VL720]: loop "l" has 801 iterations; Azure allows 800`,
		`-1`:                    `error[VL720]: the count of loop "l" is negative`,
		`"x"`:                   `error[VL720]: the count of loop "l" is a string, not a whole number`,
		`"[parameters('n')]"`:   `warning[VL721]: the count of loop "l" is not known, so its resources are missing`,
		`1000000000000000000.5`: `error[VL720]: loop "l" has 1000000000000000000 iterations; Azure allows 800`,
	} {
		result, found := read(`"parameters": {"n": {"type": "int"}}, "resources": [{"type": "A.B/c", "apiVersion": "1", "name": "n",` +
			` "copy": {"name": "l", "count": ` + count + `}}, {"type": "A.B/c", "apiVersion": "1", "name": "m", "dependsOn": ["l"]}]`)
		require.Contains(t, errorsOf(found)[len(found)-1], want[:20])
		require.Contains(t, errorsOf(found)[len(found)-1], want)
		require.Len(t, result.Resources, 1)
	}
}

func TestSymbolicNames(t *testing.T) {
	result := must(t, `"languageVersion": "2.0", "resources": {
	"hub": {"existing": true, "type": "A.B/c", "apiVersion": "1", "name": "hub", "subscriptionId": "`+guid1+`", "resourceGroup": "rg"},
	"spokes": {"copy": {"name": "spokes", "count": 2}, "type": "A.B/c", "apiVersion": "1", "name": "[format('s{0}', copyIndex())]",`+
		` "properties": {"i": "[copyIndex()]"}},
	"hub::peer": {"type": "A.B/c/d", "apiVersion": "1", "name": "hub/peer", "scope": "[resourceInfo('hub').id]", "dependsOn": ["hub"]},
	"user": {"type": "A.B/e", "apiVersion": "1", "name": "u", "dependsOn": ["spokes", "spokes[1]"], "properties": {
	  "one": "[reference('spokes[1]').i]", "all": "[map(references('spokes'), lambda('s', lambdaVariables('s').i))]",`+
		` "hub": "[reference('hub').x]", "id": "[resourceInfo('hub').id]"}}}`)
	require.True(t, result.Resources[0].Existing)
	require.Equal(t, ResourceID(guid1, "rg", "A.B/c", "hub"), result.Resources[0].ID)
	user := result.Resources[4]
	require.Equal(t, []string{ResourceID("", "", "A.B/c", "s0"), ResourceID("", "", "A.B/c", "s1"), ResourceID(guid1, "rg", "A.B/c", "hub")}, user.DependsOn)
	require.Equal(t, "1", show(user.Properties.Get("one")))
	require.Equal(t, "[0,1]", show(user.Properties.Get("all")))
	require.Contains(t, user.Properties.Get("hub").Text, "refers to an existing resource")
	require.Equal(t, result.Resources[0].ID, user.Properties.Get("id").String())
}

func TestChildren(t *testing.T) {
	result := must(t, `"resources": [{"type": "A.B/c", "apiVersion": "1", "name": "p", "resources": [
	  {"type": "d", "apiVersion": "1", "name": "one", "dependsOn": ["p"], "resources": [{"type": "e", "apiVersion": "1", "name": "deep"}]},
	  {"type": "A.B/c/d", "apiVersion": "1", "name": "p/two"},
	  {"type": "Microsoft.Authorization/locks", "apiVersion": "1", "name": "lock"}]},
	{"type": "A.B/c/d", "apiVersion": "1", "name": "p/three", "dependsOn": ["A.B/c/p", "p/one"]}]`)
	p := ResourceID("", "", "A.B/c", "p")
	require.Equal(t, []string{p, p + "/d/one", p + "/d/one/e/deep", p + "/d/two", p + "/providers/microsoft.authorization/locks/lock", p + "/d/three"},
		idsOf(result))
	require.Equal(t, []string{p, p + "/d/one"}, result.Resources[5].DependsOn)
	require.Equal(t, "A.B/c/d/e", result.Resources[2].Type)
	require.Equal(t, "p/one/deep", result.Resources[2].Name)
}
