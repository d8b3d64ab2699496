package template

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/source"
)

func TestUnknownNamesStillMeet(t *testing.T) {
	result, found := read(`"parameters": {"prefix": {"type": "string"}}, "variables": {"vnet": "[concat(parameters('prefix'), '-vnet')]"}, "resources": [
	{"type": "Microsoft.Network/routeTables", "apiVersion": "1", "name": "[format('rt-{0}', uniqueString(resourceGroup().id))]"},
	{"type": "Microsoft.Network/virtualNetworks", "apiVersion": "1", "name": "[variables('vnet')]", "dependsOn": ["[format('rt-{0}',` +
		` uniqueString(resourceGroup().id))]"],
	 "properties": {"table": "[resourceId('Microsoft.Network/routeTables', format('rt-{0}', uniqueString(resourceGroup().id)))]",` +
		` "prefix": "[parameters('prefix')]"}},
	{"type": "Microsoft.Network/virtualNetworks/subnets", "apiVersion": "1", "name": "[concat(variables('vnet'), '/web')]",` +
		` "dependsOn": ["[resourceId('Microsoft.Network/virtualNetworks', variables('vnet'))]"]}]`)
	require.Equal(t, []string{"VL707", "VL722", "VL722", "VL722"}, codesOf(found))
	table, vnet, subnet := result.Resources[0], result.Resources[1], result.Resources[2]
	require.Equal(t, "{prefix}-vnet", vnet.Name)
	require.Equal(t, "parameter prefix has no value", vnet.Unknown)
	require.Equal(t, ResourceID("", "", "Microsoft.Network/virtualNetworks/subnets", "{prefix}-vnet/web"), subnet.ID)
	require.Equal(t, []string{vnet.ID}, subnet.DependsOn)
	require.Equal(t, []string{table.ID}, vnet.DependsOn)
	require.True(t, vnet.Properties.Get("table").IsUnknown())
	require.Equal(t, table.ID, vnet.Properties.Get("table").ID())
	require.Equal(t, "<parameter prefix has no value>", show(vnet.Properties.Get("prefix")))
}

func TestParameters(t *testing.T) {
	body := `{` + groupSchema + `, "parameters": {
	  "given": {"type": "string"}, "default": {"type": "string", "defaultValue": "[concat(parameters('given'), '-d')]"},
	  "secret": {"type": "secureString", "defaultValue": "x"}, "vault": {"type": "string"}, "maybe": {"type": "string", "nullable": true},` +
		` "none": {"type": "object"}},
	"resources": [{"type": "A.B/c", "apiVersion": "1", "name": "n", "properties": {"a": "[parameters('given')]", "b": "[parameters('default')]",
	  "c": "[parameters('secret')]", "d": "[parameters('vault')]", "e": "[parameters('maybe')]", "f": "[parameters('none').x]"}}]}`
	values := `{` + parameterSchema + `, "parameters": {"Given": {"value": "[g]"}, "vault": {"reference": {"keyVault": {}}}, "unused": {"value": 1}}}`
	result, found := Read([]*source.File{source.New("main.json", []byte(body))}, Options{Parameters: []*source.File{source.New("p.json", []byte(values))}})
	require.Equal(t, []string{
		`main.json:3:145: note[VL707]: parameter "none" has no value`,
		`p.json:1:211: warning[VL706]: parameter "unused" does not exist in any template`,
	}, errorsOf(found))
	require.Equal(t, `{"a":"[g]","b":"[g]-d","c":<parameter secret is secure, so its value is not known>,`+
		`"d":<parameter vault is a reference to a secret or to another system>,"e":null,"f":<parameter none has no value>}`, show(result.Resources[0].Properties))
}

// A module of Bicep takes its secrets as one object: each is the one that the deployment around was given.
func TestSecretsOfAnObjectAreThoseThatItIsMadeOf(t *testing.T) {
	result, found := read(`"parameters": {"key": {"type": "secureString"}, "plain": {"type": "string", "defaultValue": "p"}},
	"resources": [{"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "d", "properties": {"mode": "Incremental",
	 "expressionEvaluationOptions": {"scope": "inner"},
	 "parameters": {"keys": {"value": {"a": "[parameters('key')]", "b": "[parameters('plain')]", "c": null, "d": [1]}}},
	 "template": {` + groupSchema + `, "parameters": {"keys": {"type": "secureObject"}}, "resources": [
	  {"type": "A.B/c", "apiVersion": "1", "name": "n", "properties": {"a": "[parameters('keys').a]", "b": "[parameters('keys')['b']]",
	   "c": "[parameters('keys').c]", "d": "[parameters('keys').d[0]]", "n": "[length(parameters('keys'))]"}}]}}}]`)
	require.Empty(t, codesOf(found))
	made := result.Resources[slices.IndexFunc(result.Resources, func(r Resource) bool { return r.Type == "A.B/c" })].Properties
	for name, want := range map[string]string{"a": "parameter key", "d": "parameter keys.d[0]"} {
		from, secret := made.Get(name).Secret()
		require.True(t, secret)
		require.Equal(t, want, from)
	}
	from, _ := made.Get("b").Secret()
	require.Regexp(t, `^parameter keys\.b \(value [0-9a-f]{4}\)$`, from, "a value that a template has is not shown")
	require.NotContains(t, show(made), `"p"`)
	require.Equal(t, Null, made.Get("c").Kind)
	require.InDelta(t, 4, made.Get("n").Number, 0)
}

func TestParametersThatAreRefused(t *testing.T) {
	_, found := read(`"parameters": {"size": {"type": "string", "allowedValues": ["S", "L"], "defaultValue": "M"}, "n": {"type": "int",` +
		` "defaultValue": "1"}, "ok": {"type": "string", "allowedValues": ["S"], "defaultValue": "s"}},
	"resources": [{"type": "A.B/c", "apiVersion": "1", "name": "n", "tags": {"a": "[parameters('size')]", "b": "[parameters('n')]", "c": "[parameters('ok')]"}}]`)
	require.Equal(t, []string{
		`main.json:2:88: error[VL708]: parameter "size" does not allow this value`,
		`main.json:2:131: error[VL708]: parameter "n" is a string, but its type is int`,
		`main.json:2:202: error[VL708]: parameter "ok" does not allow this value`,
	}, errorsOf(found))
}

func TestConditions(t *testing.T) {
	result, found := read(`"parameters": {"p": {"type": "bool"}}, "resources": [
	{"type": "A.B/c", "apiVersion": "1", "name": "no", "condition": false, "properties": {"x": "[fail('not evaluated')]"}},
	{"type": "A.B/c", "apiVersion": "1", "name": "yes", "condition": "[equals(1, 1)]", "dependsOn": ["no"]},
	{"type": "Microsoft.Resources/deployments", "apiVersion": "1", "name": "perhaps", "condition": "[parameters('p')]", "properties": {"template": {` +
		groupSchema + `, "resources": [{"type": "A.B/c", "apiVersion": "1", "name": "deep"}]}}}]`)
	require.Equal(t, []string{"VL707"}, codesOf(found))
	require.Len(t, result.Resources, 3)
	require.False(t, result.Resources[0].Conditional)
	require.True(t, result.Resources[1].Conditional)
	require.True(t, result.Resources[2].Conditional)
}

func TestSeveralTemplatesAreOneEstate(t *testing.T) {
	a := source.New("a.json", []byte(`{`+groupSchema+
		`, "resources": [{"type": "A.B/c", "apiVersion": "1", "name": "user", "properties": {"p": "[reference(resourceId('A.B/c', 'made')).q]"}}]}`))
	b := source.New("b.json", []byte(`{`+groupSchema+`, "resources": [{"type": "A.B/c", "apiVersion": "1", "name": "made", "properties": {"q": 7}}]}`))
	result, found := Read([]*source.File{a, b}, Options{})
	require.Empty(t, found)
	require.Equal(t, "7", show(result.Resources[0].Properties.Get("p")))
}

func TestUserFunctions(t *testing.T) {
	functions := `"functions": [{"namespace": "contoso", "members": {"name": {"parameters": [{"name": "a", "type": "string"}, {"name": "b", "type": "int"}],
	  "output": {"type": "string", "value": "[concat(toLower(parameters('a')), '-', parameters('b'))]"}},` +
		` "twice": {"parameters": [{"name": "x", "type": "string"}],
	  "output": {"type": "string", "value": "[contoso.name(parameters('x'), 2)]"}}}}], "variables": {"v": 1},`
	got, found := evaluate(t, "contoso.name('App', 1)", functions)
	require.Empty(t, found)
	require.Equal(t, `"app-1"`, got)
	got, _ = evaluate(t, "Contoso.Twice('A')", functions)
	require.Equal(t, `"a-2"`, got)
	_, found = evaluate(t, "contoso.other()", functions)
	require.Equal(t, []string{"VL713"}, codesOf(found))
}

// What is below an unknown value is unknown, not absent; so is what an answer of reference() does not have.
func TestWhatIsBelowAnUnknownIsUnknown(t *testing.T) {
	result, _ := read(`"parameters": {"p": {"type": "object"}}, "resources": [
	{"type": "A.B/d", "apiVersion": "1", "name": "d", "properties": {"a": {"b": 1}}},
	{"type": "A.B/c", "apiVersion": "1", "name": "n", "properties": {"known": {"x": 1}, "open": "[parameters('p')]",` +
		` "later": "[reference(resourceId('A.B/d', 'd'))]"}}]`)
	p := result.Resources[1].Properties
	require.True(t, p.Get("open", "x", "y").IsUnknown())
	require.Equal(t, "parameter p has no value", p.Get("open", "x").Text)
	require.Equal(t, p.Get("open").At, p.Get("open", "x").At)
	require.Empty(t, p.Get("open", "x").Key, "another part of it is another value")
	require.Equal(t, 1.0, p.Get("later", "a", "b").Number)
	require.True(t, p.Get("later", "a", "c").IsUnknown())
	require.True(t, p.Get("later", "c").IsUnknown())
	require.Nil(t, p.Get("known", "y"))
	require.Nil(t, p.Get("absent", "y"))
	require.Nil(t, p.Get("known", "x", "y"))
}

// What is wrong with a part that may never be deployed or used is no error.
func TestAnErrorUnderAConditionThatIsNotKnown(t *testing.T) {
	const bad = `"[split(null(), '/')[2]]"`
	for name, body := range map[string]string{
		"an existing resource": `"languageVersion": "2.0", "resources": {"other": {"condition": "[equals(parameters('p'), 'own')]", "existing": true,
		  "type": "A.B/c", "apiVersion": "1", "subscriptionId": ` + bad + `, "resourceGroup": ` + bad + `, "name": ` + bad + `}}`,
		"the properties of a resource": `"resources": [{"condition": "[equals(parameters('p'), 'own')]", "type": "A.B/c", "apiVersion": "1", "name": "n",
		  "dependsOn": [` + bad + `], "properties": {"x": ` + bad + `}}]`,
		"a deployment": `"resources": [{"condition": "[equals(parameters('p'), 'own')]", "type": "Microsoft.Resources/deployments", "apiVersion": "1", "name": "n",
		  "properties": {"expressionEvaluationOptions": {"scope": "inner"}, "parameters": {"a": {"value": ` + bad + `}, "b": {"value": 1}}, "template": {` +
			groupSchema + `,
		  "parameters": {"a": {"type": "string"}, "b": {"type": "string"}, "c": {"type": "string"}}, "variables": {"v": ` + bad + `},
		  "resources": [{"type": "A.B/c", "apiVersion": "1", "name": "n", "tags": {"a": "[parameters('a')]", "v": "[variables('v')]"}}],
		  "outputs": {"o": {"type": "string", "value": ` + bad + `}}}}},
		  {"type": "A.B/c", "apiVersion": "1", "name": "m", "tags": {"o": "[reference('n').outputs.o.value]"}}]`,
		"what comes after": `"resources": [{"type": "A.B/c", "apiVersion": "1", "name": "n", "tags": {"a": "[and(equals(parameters('p'), 'own'),` +
			` equals(split(null(), '/'), 1))]"}}]`,
	} {
		_, found := read(`"parameters": {"p": {"type": "string", "allowedValues": ["own", "platform"]}}, ` + body)
		require.False(t, found.HasErrors(), "%s: %v", name, errorsOf(found))
		require.Zero(t, found.Count(diag.Warning), "%s: %v", name, errorsOf(found))
	}
}

// A variable that a part needs which may not be deployed, and one that is, has its error once.
func TestAnErrorIsReportedWhereItCounts(t *testing.T) {
	const uses = `"type": "A.B/c", "apiVersion": "1", "tags": {"v": "[variables('v')]"}`
	_, found := read(`"parameters": {"p": {"type": "bool"}}, "variables": {"v": "[split(null(), '/')]"}, "resources": [
	  {"condition": "[parameters('p')]", "name": "a", ` + uses + `}, {"name": "b", ` + uses + `}, {"name": "c", ` + uses + `}]`)
	require.Equal(t, 1, found.Count(diag.Error), errorsOf(found))
}

func TestFormsOfAParameterFile(t *testing.T) {
	main := source.New("main.json", []byte(`{`+groupSchema+`, "parameters": {"p": {"type": "string"}},
	  "resources": [{"type": "A.B/c", "apiVersion": "1", "name": "[parameters('p')]"}]}`))
	for content, want := range map[string]string{
		`{` + parameterSchema + `, "parameters": {"p": {"value": "x"}}}`: "",
		`{"parameters": {"p": {"value": "x"}}}`:                          "",
		`{"p": {"value": "x"}}`:                                          "",
		`{` + groupSchema + `, "p": {"value": "x"}}`:                     "VL705: the $schema of the file is not that of a parameter file",
		`{"p": "x"}`:                 "VL705: the file is neither a template nor a parameter file",
		`{}`:                         "VL705: the file is neither a template nor a parameter file",
		`["x"]`:                      "VL705: the file is neither a template nor a parameter file",
		`{"parameters": {"p": "x"}}`: `VL705: parameter "p" has neither a value nor a reference`,
	} {
		result, found := Read([]*source.File{main}, Options{Parameters: []*source.File{source.New("p.json", []byte(content))}})
		if want == "" {
			require.Empty(t, errorsOf(found), content)
			require.Equal(t, []string{"x"}, namesOf(result), content)
			continue
		}
		require.Contains(t, summaries(found), want, content)
	}
}
