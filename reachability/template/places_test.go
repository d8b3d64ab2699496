package template_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
)

const (
	forSubscription = `{"$schema": "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#", "contentVersion": "1.0.0.0", "resources": [GROUPS]}`
	forGroup        = `{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0", "resources": [
		{"type": "Microsoft.Network/virtualNetworks/virtualNetworkPeerings", "apiVersion": "2024-05-01", "name": "shop/to-hub", "properties": {
			"remoteVirtualNetwork": {"id": "/subscriptions/00000000-0000-0000-0000-000000000009/resourceGroups/x/providers/Microsoft.Network/virtualNetworks/hub"}}}MORE]}`
)

func inGroupNamed(group, network string) string {
	return `{"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "` + group + `", "resourceGroup": "` + group + `", "properties": {"mode": "Incremental", "template": {
		"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0", "resources": [
		{"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "` + network + `", "location": "westeurope", "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/24"]}}}]}}}`
}

// A template for a resource group is deployed to the one that has what it adds to; where two have that, or it makes it itself, nobody knows.
func TestATemplateForAGroupIsWhereItAddsTo(t *testing.T) {
	for name, c := range map[string]struct{ groups, more, want string }{
		"one group":   {inGroupNamed("rg-a", "shop"), "", "rg-a"},
		"another one": {inGroupNamed("rg-a", "hub") + "," + inGroupNamed("rg-b", "shop"), "", "rg-b"},
		"two groups":  {inGroupNamed("rg-a", "shop") + "," + inGroupNamed("rg-b", "shop"), "", ""},
		"none":        {inGroupNamed("rg-a", "hub"), "", ""},
		"its own": {inGroupNamed("rg-a", "shop"), `, {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "shop", "location": "westeurope",
			"properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/24"]}}}`, ""},
		"more than the group has": {inGroupNamed("rg-a", "shop"), `, {"type": "Microsoft.Network/virtualNetworks/virtualNetworkPeerings", "apiVersion": "2024-05-01", "name": "mill/to-hub", "properties": {}}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			files := []*source.File{source.New("main.json", []byte(strings.ReplaceAll(forSubscription, "GROUPS", c.groups))), source.New("half.json", []byte(strings.ReplaceAll(forGroup, "MORE", c.more)))}
			for _, subscription := range []string{"", "AAAAAAAA-0000-4000-8000-000000000001"} {
				result, found := template.ReadPlaced(files, template.Options{Subscription: subscription})
				require.False(t, found.HasErrors(), "%v", found)
				seen := false
				for _, x := range result.Resources {
					if x.Name == "shop/to-hub" {
						require.Equal(t, c.want, x.ResourceGroup)
						seen = true
					}
				}
				require.True(t, seen)
			}
		})
	}
}
