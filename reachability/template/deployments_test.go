package template

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// module is a nested deployment of inner scope with parameters and the rest of its template.
func module(name, parameters, rest string) string {
	return `{"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "` + name + `", "properties": {"mode": "Incremental",
	  "expressionEvaluationOptions": {"scope": "inner"}, "parameters": {` + parameters + `}, "template": {` + groupSchema + `, ` + rest + `}}}`
}

// What a deployment outputs is all in its template: it can be counted, filtered and looked through.
func TestTheOutputsOfADeploymentAreKnownWhole(t *testing.T) {
	plan := module("plan", "", `"resources": [], "outputs": {
	  "nets": {"type": "array", "value": [{"n": "dock", "p": "10.9.0.0/24"}, {"n": "pier", "p": "10.8.0.0/24"}]},
	  "tags": {"type": "object", "value": {"b": 1, "a": 2}}}`)
	for expression, want := range map[string]string{
		"length(reference('plan').outputs.nets.value)":                                                                              `2`,
		"first(reference('plan').outputs.nets.value).n":                                                                             `"dock"`,
		"join(map(reference('plan').outputs.nets.value, lambda('x', lambdaVariables('x').n)), '+')":                                 `"dock+pier"`,
		"filter(reference('plan').outputs.nets.value, lambda('x', equals(lambdaVariables('x').n, 'pier')))":                         `[{"n":"pier","p":"10.8.0.0/24"}]`,
		"contains(reference('plan').outputs.tags.value, 'c')":                                                                       `false`,
		"items(reference('plan').outputs.tags.value)[0].key":                                                                        `"a"`,
		"equals(reference('plan').outputs.tags.value, createObject('a', 2, 'b', 1))":                                                `true`,
		"contains(reference('plan').outputs, 'none')":                                                                               `false`,
		"string(reference(resourceId('Microsoft.Resources/deployments', 'plan'), '2022-09-01').outputs.tags.value)":                 `"{\"b\":1,\"a\":2}"`,
		"reference(resourceId('Microsoft.Resources/deployments', 'plan'), '2022-09-01', 'Full').properties.outputs.nets.value[1].p": `"10.8.0.0/24"`,
	} {
		result := must(t, `"resources": [`+plan+`, {"type": "A.B/c", "apiVersion": "1", "name": "n", "properties": {"p": `+quoteJSON("["+expression+"]")+`}}]`)
		require.Equal(t, want, show(result.Resources[1].Properties.Get("p")), expression)
	}
}

func TestALoopOverTheOutputOfADeployment(t *testing.T) {
	plan := module("plan", "", `"resources": [], "outputs": {"nets": {"type": "array", "value": ["dock", "pier"]}}`)
	nets := module("nets", `"names": {"value": "[reference(resourceId('Microsoft.Resources/deployments', 'plan')).outputs.nets.value]"}`,
		`"parameters": {"names": {"type": "array"}}, "resources": [{"type": "A.B/c", "apiVersion": "1", "name": "[parameters('names')[copyIndex()]]",
		 "copy": {"name": "each", "count": "[length(parameters('names'))]"}}]`)
	result := must(t, `"resources": [`+nets+`, `+plan+`]`)
	require.Equal(t, []string{"nets", "dock", "pier", "plan"}, namesOf(result))
}

// The engine refuses what an output does not have.
func TestAnOutputThatDoesNotExist(t *testing.T) {
	_, found := read(`"resources": [` + module("plan", "", `"resources": [], "outputs": {"nets": {"type": "int", "value": 1}}`) +
		`, {"type": "A.B/c", "apiVersion": "1", "name": "n", "properties": {"p": "[reference('plan').outputs.net.value]"}}]`)
	require.Equal(t, []string{`VL711: the object has no property "net"; did you mean "nets"?`}, summaries(found))
}

// The value of a variable is evaluated where the variable is; what has two brackets is evaluated in the deployment.
func TestATemplateInAVariable(t *testing.T) {
	variables := `"parameters": {"site": {"type": "string", "defaultValue": "dock"}}, "variables": {"one": {` + groupSchema + `,
	  "parameters": {"n": {"type": "string", "defaultValue": "[[toUpper('x')]"}}, "resources": [
	  {"type": "A.B/c", "apiVersion": "1", "name": "[parameters('site')]", "properties": {"n": "[[parameters('n')]"}}]}}, `
	for properties, want := range map[string]string{
		`"template": "[variables('one')]", "expressionEvaluationOptions": {"scope": "inner"}`:                                                 `"X"`,
		`"template": "[variables('one')]", "parameters": {"n": {"value": "y"}}, "expressionEvaluationOptions": {"scope": "inner"}`:            `"y"`,
		`"template": "[if(equals(parameters('site'), 'dock'), variables('one'), null())]", "expressionEvaluationOptions": {"scope": "inner"}`: `"X"`,
	} {
		result := must(t, variables+`"resources": [{"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "d", "properties": {`+
			properties+`}}]`)
		require.Equal(t, []string{"d", "dock"}, namesOf(result), properties)
		require.Equal(t, want, show(result.Resources[1].Properties.Get("n")), properties)
	}
}

func TestATemplateThatIsNotKnown(t *testing.T) {
	for template, why := range map[string]string{
		`"[parameters('t')]"`: "its template is not known: parameter t has no value",
		`"text"`:              "its template is not an object",
	} {
		_, found := read(`"parameters": {"t": {"type": "object"}}, "resources": [
		{"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "d", "properties": {"template": ` + template + `}}]`)
		require.Contains(t, summaries(found), `VL730: the template of deployment "d" is not known, so its resources are missing`)
		require.Equal(t, why, found[len(found)-1].Why)
	}
}

func TestALoopMakesTheValueOfAParameter(t *testing.T) {
	result := must(t, `"variables": {"rooms": [{"n": "alpha", "p": 1}, {"n": "beta", "p": 2}]}, "resources": [`+
		module("net", `"rooms": {"copy": [{"name": "value", "count": "[length(variables('rooms'))]",
		 "input": "[createObject('name', variables('rooms')[copyIndex('value')].n, 'of', copyIndex('value', 1))]"}]}`,
			`"parameters": {"rooms": {"type": "array"}}, "resources": [{"type": "A.B/c", "apiVersion": "1", "name": "n",`+
				` "properties": {"p": "[parameters('rooms')]"}}]`)+`]`)
	require.Equal(t, `[{"name":"alpha","of":1},{"name":"beta","of":2}]`, show(result.Resources[1].Properties.Get("p")))
}

// A parameter of a deployment may be an object with a key "copy" that is no loop.
func TestAParameterThatIsNoLoop(t *testing.T) {
	result := must(t, `"resources": [`+module("net", `"copy": {"value": [1]}`,
		`"parameters": {"copy": {"type": "array"}}, "resources": [{"type": "A.B/c", "apiVersion": "1", "name": "n",`+
			` "properties": {"p": "[parameters('copy')]"}}]`)+`]`)
	require.Equal(t, `[1]`, show(result.Resources[1].Properties.Get("p")))
}

// While the outputs of one deployment are computed, what it refers to is looked for in others, of which one waits for these outputs.
func TestAReferenceToElsewhereIsNoCircle(t *testing.T) {
	output := func(id string) string {
		return `"resources": [], "outputs": {"name": {"type": "string", "value": "[reference(` + id + `).outputs.name.value]"}}`
	}
	waits := module("there", `"name": {"value": "[reference('spoke').outputs.name.value]"}`, `"parameters": {"name": {"type": "string"}}, "resources": [`+
		module("[parameters('name')]", "", `"resources": [{"type": "A.B/c", "apiVersion": "1", "name": "deep"}]`)+`]`)
	known := module("net", "", `"resources": [], "outputs": {"name": {"type": "string", "value": "dock"}}`)
	id := "resourceId('Microsoft.Resources/deployments', 'net')"

	result := must(t, `"resources": [`+module("spoke", "", output(id))+`, `+waits+`]`)
	require.Regexp(t, `^\[spoke there {member.*} deep\]$`, fmt.Sprint(namesOf(result)))

	result = must(t, `"resources": [`+module("spoke", "", output(id))+`, `+waits+`, `+module("outer", "", `"resources": [`+known+`]`)+`]`)
	require.Equal(t, []string{"spoke", "there", "dock", "deep", "outer", "net"}, namesOf(result))
}

func TestDeploymentsThatNeedEachOther(t *testing.T) {
	needs := func(name, other string) string {
		return module(name, `"x": {"value": "[reference('`+other+`').outputs.y.value]"}`,
			`"parameters": {"x": {"type": "string"}}, "resources": [], "outputs": {"y": {"type": "string", "value": "[parameters('x')]"}}`)
	}
	_, found := read(`"resources": [` + needs("a", "b") + `, ` + needs("b", "a") + `, {"type": "A.B/c", "apiVersion": "1", "name": "n",
	  "properties": {"p": "[reference('a').outputs.y.value]"}}]`)
	require.Equal(t, []string{"VL714"}, codesOf(found))
}
