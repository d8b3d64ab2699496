package reachability_test

import (
	"fmt"

	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
)

const oneSided = `{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0",
  "resources": [
    {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "vnet-hub",
     "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/22"]}}},
    {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "vnet-shop",
     "properties": {"addressSpace": {"addressPrefixes": ["10.1.0.0/24"]}}},
    {"type": "Microsoft.Network/virtualNetworks/virtualNetworkPeerings", "apiVersion": "2024-05-01", "name": "vnet-hub/shop",
     "properties": {"remoteVirtualNetwork": {"id": "[resourceId('Microsoft.Network/virtualNetworks', 'vnet-shop')]"}}}
  ]
}`

// A template of anyone's is read, and its network judged.
func ExampleBuild() {
	read, found := template.Read([]*source.File{source.New("main.json", []byte(oneSided))}, template.Options{})
	network, more := reachability.Build(read.Resources)
	found = append(append(found, more...), network.Check()...)
	for _, d := range found {
		fmt.Println(d.Severity, d.Code.ID, d.Subject)
	}
	// Output:
	// error VL660 main.json:9:110
}
