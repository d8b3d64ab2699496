package template

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/source"
)

// Templates as others write them.

func TestAnIDIsReadOutOfJSONThatIsPutTogether(t *testing.T) {
	result := must(t, `"resources": [{"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "v", "properties": {"subnets": [{"name": "web",
		"properties": {"addressPrefix": "10.0.0.0/24", "routeTable": "[json(concat('{\"id\":\"', resourceId('Microsoft.Network/routeTables', 'rt-mill'), '\"}'))]"}}]}}]`)
	table := result.Resources[0].Properties.Get("subnets").List()[0].Get("properties", "routeTable", "id")
	require.Equal(t, ResourceID("", "", "Microsoft.Network/routeTables", "rt-mill"), table.ID())
}

// Two deployments of which the names are partly unknown are two: what one gives the other is no circle, also where each reads what a third has of
// a deployment that no template has.
func TestDeploymentsOfUnknownNamesNeedNotThemselves(t *testing.T) {
	nested := func(name, parameters, inside string) string {
		return `{"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "` + name + `", "location": "westeurope", "properties": {"mode": "Incremental",
			"expressionEvaluationOptions": {"scope": "inner"}, "parameters": {` + parameters + `}, "template": {` + subscriptionSchema + `, ` + inside + `}}}`
	}
	const net = `reference(extensionResourceId('/subscriptions/00000000-0000-0000-0000-000000000009/resourceGroups/rg-barn', 'Microsoft.Resources/deployments', 'net'), '2022-09-01').outputs`
	const barn = `reference(subscriptionResourceId('Microsoft.Resources/deployments', 'barn'), '2022-09-01').outputs`
	inner := func(suffix string) string {
		return `"parameters": {"suffix": {"type": "string"}, "of": {"type": "string"}}, "resources": [` +
			nested(`[format('`+suffix+`-{0}', parameters('suffix'))]`, `"of": {"value": "[parameters('of')]"}`,
				`"parameters": {"of": {"type": "string"}}, "resources": [{"type": "Microsoft.Resources/resourceGroups", "apiVersion": "2022-09-01", "name": "rg-`+suffix+`",
				"location": "westeurope", "tags": {"of": "[parameters('of')]"}}]`) + `]`
	}
	body := "{" + subscriptionSchema + `, "parameters": {"suffix": {"type": "string"}}, "resources": [` +
		nested("barn", "", `"resources": [], "outputs": {"id": {"type": "string", "value": "[`+net+`.id.value]"}, "name": {"type": "string", "value": "[`+net+`.name.value]"}}`) + `,` +
		nested("[format('there-{0}', parameters('suffix'))]", `"suffix": {"value": "[parameters('suffix')]"}, "of": {"value": "[`+barn+`.name.value]"}`, inner("there")) + `,` +
		nested("[format('back-{0}', parameters('suffix'))]", `"suffix": {"value": "[parameters('suffix')]"}, "of": {"value": "[`+barn+`.id.value]"}`, inner("back")) + `]}`
	result, found := Read([]*source.File{source.New("main.json", []byte(body))}, Options{})
	require.Equal(t, []string{"VL707"}, codesOf(found), "the suffix has no value: a note")
	var groups []string
	for _, r := range result.Resources {
		if r.Type == "Microsoft.Resources/resourceGroups" {
			groups = append(groups, r.Name)
			require.True(t, r.Body.Get("tags", "of").IsUnknown())
		}
	}
	require.Equal(t, []string{"rg-there", "rg-back"}, groups)
}
