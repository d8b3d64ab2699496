package template

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/source"
)

const guid1 = "6f1d2c0a-4b1e-4f53-9d27-1c6f0a9be101"

func TestIDs(t *testing.T) {
	for expression, want := range map[string]string{
		"resourceId('Microsoft.Network/virtualNetworks/subnets', 'App', 'web')": ResourceID("", "",
			"Microsoft.Network/virtualNetworks/subnets", "app/web"),
		"resourceId('RG', 'Microsoft.Network/virtualNetworks', 'app')": ResourceID("", "rg",
			"Microsoft.Network/virtualNetworks", "app"),
		"resourceId('" + guid1 + "', 'rg', 'Microsoft.Network/virtualNetworks', 'app')": ResourceID(guid1, "rg",
			"Microsoft.Network/virtualNetworks", "app"),
		"resourceId(subscription().subscriptionId, resourceGroup().name, 'A.B/c', 'd')": ResourceID("", "", "A.B/c", "d"),
		"concat(resourceGroup().id, '/providers/A.B/c/d')":                              ResourceID("", "", "A.B/c", "d"),
		"subscriptionResourceId('Microsoft.Resources/resourceGroups', 'Rg')":            "/subscriptions/{own}/resourcegroups/rg",
		"subscriptionResourceId('" + guid1 + "', 'A.B/c', 'd')": "/subscriptions/" + guid1 +
			"/providers/a.b/c/d",
		"tenantResourceId('A.B/c', 'd')":                              "/providers/a.b/c/d",
		"managementGroupResourceId('mg', 'A.B/c', 'd')":               "/providers/microsoft.management/managementgroups/mg/providers/a.b/c/d",
		"extensionResourceId(resourceId('A.B/c', 'd'), 'E.F/g', 'h')": ResourceID("", "", "A.B/c", "d") + "/providers/e.f/g/h",
		"extensionResourceId(format('/subscriptions/{0}/resourceGroups/{1}', subscription().subscriptionId, 'rg'), 'A.B/c', 'd')": ResourceID("", "rg", "A.B/c", "d"),
	} {
		got, found := evaluate(t, expression, "")
		require.Empty(t, errorsOf(found), expression)
		require.Equal(t, `"`+want+`"`, got, expression)
	}
}

func TestOptionsNameTheDeployment(t *testing.T) {
	f := source.New("main.json", []byte("{"+groupSchema+", "+inVariable("createArray(resourceGroup().id, resourceGroup().location, resourceId('A.B/c', 'n'))",
		"")+"}"))
	result, found := Read([]*source.File{f}, Options{Subscription: "6F1D2C0A-4b1e-4f53-9d27-1c6f0a9be101", ResourceGroup: "RG", Location: "westeurope"})
	require.Empty(t, found)
	r := result.Resources[0]
	require.Equal(t, ResourceID(guid1, "rg", "A.B/c", "n"), r.ID)
	require.Equal(t, `["/subscriptions/`+guid1+`/resourcegroups/rg","westeurope","`+r.ID+`"]`, show(r.Properties.Get("p")))
	require.Equal(t, []string{guid1, "RG"}, []string{r.Subscription, r.ResourceGroup})
}

// nested makes a nested deployment with an inner and an outer meaning of the same names.
func nested(scope string) string {
	return `"parameters": {"name": {"type": "string", "defaultValue": "outer"}}, "variables": {"v": "of the outer"},
	"resources": [{"type": "Microsoft.Resources/deployments", "apiVersion": "1", "name": "deep", "subscriptionId": "` + guid1 + `", "resourceGroup": "Other",
	  "properties": {"expressionEvaluationOptions": {"scope": "` + scope + `"}, "parameters": {"name": {"value": "[concat('given by ', parameters('name'))]"}},
	    "template": {` + groupSchema + `, "parameters": {"name": {"type": "string"}}, "variables": {"v": "of the inner"},
	      "resources": [{"type": "A.B/c", "apiVersion": "1", "name": "n", "properties": {"p": "[parameters('name')]", "v": "[variables('v')]",` +
		` "id": "[resourceId('A.B/c', 'n')]"}}]}}}]`
}

func TestNestedScopes(t *testing.T) {
	inner := must(t, nested("inner")).Resources
	require.Equal(t, ResourceID(guid1, "other", "Microsoft.Resources/deployments", "deep"), inner[0].ID)
	require.Equal(t, ResourceID(guid1, "other", "A.B/c", "n"), inner[1].ID)
	require.Equal(t, inner[0].ID, inner[1].Deployment)
	require.Equal(t, `{"p":"given by outer","v":"of the inner","id":"`+inner[1].ID+`"}`, show(inner[1].Properties))
	outer := must(t, nested("outer")).Resources
	require.Equal(t, inner[1].ID, outer[1].ID)
	require.Equal(t, `{"p":"outer","v":"of the outer","id":"`+ResourceID("", "", "A.B/c", "n")+`"}`, show(outer[1].Properties))
}

func TestLevelsAndGroups(t *testing.T) {
	body := `{` + subscriptionSchema + `, "resources": [
	{"type": "Microsoft.Resources/resourceGroups", "apiVersion": "1", "name": "Rg", "location": "northeurope"},
	{"type": "Microsoft.Resources/deployments", "apiVersion": "1", "name": "net", "resourceGroup": "rg",` +
		` "dependsOn": ["[subscriptionResourceId('Microsoft.Resources/resourceGroups', 'rg')]"],
	 "properties": {"expressionEvaluationOptions": {"scope": "inner"}, "template": {` + groupSchema + `,
	   "resources": [{"type": "A.B/c", "apiVersion": "1", "name": "n", "location": "[resourceGroup().location]"},
	    {"type": "Microsoft.Authorization/locks", "apiVersion": "1", "name": "l", "scope": "A.B/c/n"},
	    {"type": "A.B/c/providers/locks", "apiVersion": "1", "name": "n/Microsoft.Authorization/m"}]}}},
	{"type": "Microsoft.Resources/deployments", "apiVersion": "1", "name": "group", "location": "westeurope", "scope": "Microsoft.Management/managementGroups/mg",
	 "properties": {"template": {"$schema": "https://schema.management.azure.com/schemas/2019-08-01/managementGroupDeploymentTemplate.json#",` +
		` "resources": [{"type": "A.B/d", "apiVersion": "1", "name": "p"}]}}},
	{"type": "A.B/e", "apiVersion": "1", "name": "s"}]}`
	result, found := Read([]*source.File{source.New("main.json", []byte(body))}, Options{})
	require.Empty(t, errorsOf(found))
	require.Equal(t, []string{
		"/subscriptions/{own}/resourcegroups/rg",
		ResourceID("", "rg", "Microsoft.Resources/deployments", "net"),
		ResourceID("", "rg", "A.B/c", "n"),
		ResourceID("", "rg", "A.B/c", "n") + "/providers/microsoft.authorization/locks/l",
		ResourceID("", "rg", "A.B/c", "n") + "/providers/microsoft.authorization/locks/m",
		"/providers/microsoft.management/managementgroups/mg/providers/microsoft.resources/deployments/group",
		"/providers/microsoft.management/managementgroups/mg/providers/a.b/d/p",
		"/subscriptions/{own}/providers/a.b/e/s",
	}, idsOf(result))
	require.Equal(t, []string{result.Resources[0].ID}, result.Resources[1].DependsOn)
	require.Equal(t, "northeurope", result.Resources[2].Location)
}

func TestOutputsOfNestedDeployments(t *testing.T) {
	result := must(t, `"resources": [
	{"type": "A.B/c", "apiVersion": "1", "name": "user", "properties": {"id": "[reference('net').outputs.vnetId.value]",`+
		` "names": "[reference(resourceId('Microsoft.Resources/deployments', 'net')).outputs.names.value]", "none": "[reference('net').provisioningState]"}},
	{"type": "Microsoft.Resources/deployments", "apiVersion": "1", "name": "net",`+
		` "properties": {"expressionEvaluationOptions": {"scope": "inner"}, "template": {`+groupSchema+`,
	  "resources": [{"type": "A.B/v", "apiVersion": "1", "name": "v"}],
	  "outputs": {"vnetId": {"type": "string", "value": "[resourceId('A.B/v', 'v')]"}, "names": {"type": "array", "copy": {"count": 2,`+
		` "input": "[format('n{0}', copyIndex())]"}},
	    "not": {"type": "string", "condition": false, "value": "[fail('no')]"}}}}}]`)
	user := result.Resources[0]
	require.Equal(t, ResourceID("", "", "A.B/v", "v"), user.Properties.Get("id").String())
	require.Equal(t, `["n0","n1"]`, show(user.Properties.Get("names")))
	require.Contains(t, user.Properties.Get("none").Text, "provisioningState is known only at deployment")
	require.Equal(t, []string{ResourceID("", "", "Microsoft.Resources/deployments", "net")}, user.DependsOn)
}

func TestReferenceTellsWhatIsStated(t *testing.T) {
	p := must(t, `"resources": [
	{"type": "A.B/c", "apiVersion": "1", "name": "n", "location": "westeurope", "properties": {"a": {"b": [1, 2]}}},
	{"type": "A.B/d", "apiVersion": "1", "name": "m", "properties": {
	  "b": "[reference(resourceId('A.B/c', 'n')).a.b[1]]", "full": "[reference('n', '1', 'Full').location]", "not": "[reference('n').a.ip]",
	  "length": "[length(reference('n').a)]", "has": "[contains(reference('n'), 'a')]", "far": "[reference(resourceId('A.B/c', 'other')).a]"}}]`).
		Resources[1].Properties
	require.Equal(t, "2", show(p.Get("b")))
	require.Equal(t, `"westeurope"`, show(p.Get("full")))
	require.Contains(t, show(p.Get("not")), ".a.ip is known only at deployment")
	require.True(t, p.Get("length").IsUnknown())
	require.Equal(t, "true", show(p.Get("has")))
	require.Contains(t, show(p.Get("far")), "a resource that the templates do not create")
}

func TestLinkedTemplates(t *testing.T) {
	link := func(link string) string {
		return `{` + groupSchema + `, "resources": [{"type": "Microsoft.Resources/deployments", "apiVersion": "1", "name": "l",` +
			` "properties": {"templateLink": ` + link + `, "parameters": {"n": {"value": "given"}}}}]}`
	}
	opened := []string{}
	options := Options{Open: func(name string) (*source.File, error) {
		opened = append(opened, name)
		switch name {
		case "sub/a.json":
			return source.New(name, []byte(link(`{"relativePath": "b.json"}`))), nil
		case "sub/b.json":
			return source.New(name, []byte(`{`+groupSchema+
				`, "parameters": {"n": {"type": "string"}}, "resources": [{"type": "A.B/c", "apiVersion": "1", "name": "[parameters('n')]"}]}`)), nil
		case "circle.json":
			return source.New(name, []byte(link(`{"relativePath": "circle.json"}`))), nil
		}
		return nil, errors.New("not there")
	}}
	result, found := Read([]*source.File{source.New("main.json", []byte(link(`{"relativePath": "sub/a.json"}`)))}, options)
	require.Empty(t, errorsOf(found))
	require.Equal(t, ResourceID("", "", "A.B/c", "given"), result.Resources[2].ID)
	require.Equal(t, []string{"sub/a.json", "sub/b.json"}, opened)
	for text, why := range map[string]string{
		`{"relativePath": "none.json"}`: "file none.json cannot be opened",
		`{"uri": "https://x/y.json"}`:   "its template is at a URL",
		`{"id": "/subscriptions/x"}`:    "its template is a template spec",
	} {
		_, found = Read([]*source.File{source.New("main.json", []byte(link(text)))}, options)
		require.Equal(t, []string{"VL730"}, codesOf(found))
		require.Equal(t, why, found[0].Why)
	}
	_, found = Read([]*source.File{source.New("main.json", []byte(link(`{"relativePath": "circle.json"}`)))}, options)
	require.Equal(t, []string{"VL740"}, codesOf(found))
}

// The id of a resource group is its short one, so that ids can be made of it.
func TestTheIDOfAResourceGroup(t *testing.T) {
	for expression, want := range map[string]string{
		"format('{0}/providers/A.B/c/far', subscriptionResourceId('Microsoft.Resources/resourceGroups', 'rg-b'))": ResourceID("", "rg-b", "A.B/c",
			"far"),
		"concat(subscriptionResourceId('" + guid1 + "', 'Microsoft.Resources/resourceGroups', 'rg-b'), '/providers/A.B/c/far')": ResourceID(guid1, "rg-b",
			"A.B/c", "far"),
	} {
		got, found := evaluate(t, expression, "")
		require.Empty(t, found)
		require.Equal(t, quoteJSON(want), got)
	}
}

// What a template sets to null is left out of the resource; whether an answer has it only Azure knows.
func TestAPropertyThatIsNull(t *testing.T) {
	for expression, want := range map[string]string{
		"contains(reference('wall'), 'ways')":                                      "known only at deployment",
		"if(contains(reference('wall'), 'ways'), reference('wall').ways[0].a, '')": "known only at deployment",
		"reference('wall').ways[0].a":                                              "known only at deployment",
		"contains(reference('wall'), 'hub')":                                       "true",
		"contains(reference('wall', '1', 'Full'), 'location')":                     "true",
	} {
		result := must(t, `"resources": [{"type": "A.B/c", "apiVersion": "1", "name": "n", "properties": {"p": "[`+expression+`]"}},
		  {"type": "A.B/w", "apiVersion": "1", "name": "wall", "location": "westeurope", "properties": {"ways": null, "hub": {"id": "x"}}}]`)
		require.Contains(t, show(result.Resources[0].Properties.Get("p")), want, expression)
	}
}

// An id in JSON text is an id, whatever of it is not known.
func TestIDsInJSONText(t *testing.T) {
	const table = "Microsoft.Network/routeTables"
	result, found := read(`"parameters": {"group": {"type": "string"}, "on": {"type": "string", "defaultValue": "on"}}, "resources": [
	  {"type": "A.B/c", "apiVersion": "1", "name": "n", "properties": {
	    "own": "[if(equals(parameters('on'), 'on'), json(concat('{\"id\": \"', resourceId('` + table + `', 'rt'), '\"}')), json('null'))]",
	    "far": "[json(concat('{\"id\": \"', resourceId(parameters('group'), '` + table + `', 'rt'), '\", \"n\": [1]}'))]",
	    "same": "[resourceId(parameters('group'), '` + table + `', 'rt')]",
	    "open": "[json(parameters('group'))]"}}]`)
	require.Equal(t, []string{"VL707"}, codesOf(found))
	p := result.Resources[0].Properties
	require.Equal(t, ResourceID("", "", table, "rt"), p.Get("own", "id").ID())
	require.Equal(t, p.Get("same").ID(), p.Get("far", "id").ID())
	require.NotEmpty(t, p.Get("far", "id").ID())
	require.True(t, p.Get("far", "id").IsUnknown())
	require.Equal(t, "[1]", show(p.Get("far", "n")))
	require.Equal(t, "<parameter group has no value>", show(p.Get("open")))
}

// Azure gives a part of a resource that stands in a list of it the id of the resource, the list and its name.
func TestTheIDOfAPartOfAResource(t *testing.T) {
	const kind = "Microsoft.Network/virtualNetworks"
	id := "reference(resourceId('" + kind + "', 'dock'), '2024-05-01')"
	for expression, want := range map[string]string{
		id + ".subnets[0].id":                                     ResourceID("", "", kind+"/subnets", "dock/oats"),
		"reference('dock').subnets[1].id":                         ResourceID("", "", kind+"/subnets", "dock/mill"),
		"reference('dock', '1', 'Full').properties.subnets[1].id": ResourceID("", "", kind+"/subnets", "dock/mill"),
		"first(" + id + ".subnets).id":                            "",
		id + ".subnets[0].properties.id":                          "",
		id + ".addressSpace.id":                                   "",
	} {
		result := must(t, `"resources": [{"type": "A.B/c", "apiVersion": "1", "name": "n", "properties": {"p": `+quoteJSON("["+expression+"]")+`}},
		  {"type": "`+kind+`", "apiVersion": "1", "name": "dock", "properties": {"addressSpace": {},
		   "subnets": [{"name": "oats", "properties": {"a": 1}}, {"name": "mill", "properties": {}}]}}]`)
		require.Equal(t, want, result.Resources[0].Properties.Get("p").ID(), expression)
	}
}

// The tenant and the name of a deployment are what the caller gives; without them only the deployment knows them.
func TestTheTenantAndTheNameOfADeploymentAreGiven(t *testing.T) {
	for expression, want := range map[string]string{
		"tenant().tenantId":                                         `"22222222-2222-2222-2222-222222222222"`,
		"subscription().tenantId":                                   `"22222222-2222-2222-2222-222222222222"`,
		"base64(concat(subscription().tenantId, '/'))":              `"MjIyMjIyMjItMjIyMi0yMjIyLTIyMjItMjIyMjIyMjIyMjIyLw=="`,
		"format('{0}:{1}', deployment().name, tenant().tenantId)":   `"spring:22222222-2222-2222-2222-222222222222"`,
		"toUpper(deployment().name)":                                `"SPRING"`,
		"if(equals(deployment().name, 'spring'), 'yes', 'no')":      `"yes"`,
		"if(startsWith(tenant().tenantId, '2222'), 'home', 'away')": `"home"`,
	} {
		f := source.New("main.json", []byte("{"+groupSchema+", "+inVariable(expression, "")+"}"))
		for _, given := range []bool{true, false} {
			o := Options{}
			if given {
				o = Options{Tenant: "22222222-2222-2222-2222-222222222222", Name: "spring"}
			}
			r, found := Read([]*source.File{f}, o)
			require.Empty(t, errorsOf(found), expression)
			got := show(r.Resources[0].Properties.Get("p"))
			if given {
				require.Equal(t, want, got, expression)
			} else {
				require.Equal(t, "<", got[:1], "%s is %s", expression, got)
			}
		}
	}
}
