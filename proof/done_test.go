package proof_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/proof"
	"github.com/vnetloom/vnetloom/reachability/deployed"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
)

const besideOthers = `vnetloom: v1
name: contoso
subscriptions: {apps: 33333333-3333-3333-3333-333333333333}
defaults: {location: westeurope, subscription: apps, resourceGroup: rg}
networks:
  hub:
    addressSpace: 10.0.0.0/22
    subnets: {AzureFirewallSubnet: 10.0.0.64/26}
    firewall: {}
  legacy: {ownership: existing, azureName: legacy, addressSpace: 10.1.0.0/24, subnets: {app: 10.1.0.0/26}}
  theirs: {ownership: external, azureName: theirs, addressSpace: 10.2.0.0/24, subnets: {app: 10.2.0.0/26}}
connections:
  estate: {kind: hubAndSpoke, hub: hub, spokes: [legacy, theirs], inspect: hub/firewall}
`

const there = "/subscriptions/33333333-3333-3333-3333-333333333333/resourceGroups/rg/providers/Microsoft.Network/"

// deployedNetwork is an answer with a network that has one subnet, written in another case than that of the intent.
func deployedNetwork(name, prefix, subnet string) string {
	return `{"id": "` + there + `virtualNetworks/` + name + `", "name": "` + name + `", "type": "Microsoft.Network/virtualNetworks", "location": "westeurope", "properties": {
		"addressSpace": {"addressPrefixes": ["` + prefix + `", "10.9.0.0/24"]}, "subnets": [{"name": "App", "properties": {"addressPrefix": "` + strings.Replace(prefix, "/24", "/26", 1) + `"` + subnet + `}}]}}`
}

// A step leaves what it does not name: the prefixes of a network, a subnet's own table where routes are added to it, and routes that are there.
func TestStepsAreDoneToWhatWasRead(t *testing.T) {
	table := `{"id": "` + there + `routeTables/own", "name": "own", "type": "Microsoft.Network/routeTables", "location": "westeurope", "properties": {"disableBgpRoutePropagation": false, "routes": [
		{"name": "away", "properties": {"addressPrefix": "203.0.113.0/24", "nextHopType": "None"}},
		{"name": "all", "properties": {"addressPrefix": "0.0.0.0/0", "nextHopType": "Internet"}}]}}`
	own := `, "routeTable": {"id": "` + there + `routeTables/own"}`
	for name, c := range map[string]struct {
		legacy, theirs string                       // what stands in their subnets
		routes         map[string]map[string]string // of their subnets, next hops by prefix, "" for none
	}{
		"none has a table": {"", "", map[string]map[string]string{
			"legacy": {"0.0.0.0/0": "VirtualAppliance", "203.0.113.0/24": ""}, "theirs": {"0.0.0.0/0": "VirtualAppliance", "203.0.113.0/24": ""}}},
		"each has one": {own, own, map[string]map[string]string{ // that of a network that exists is replaced; to another owner's routes are added
			"legacy": {"0.0.0.0/0": "VirtualAppliance", "203.0.113.0/24": ""}, "theirs": {"0.0.0.0/0": "VirtualAppliance", "203.0.113.0/24": "None"}}},
	} {
		t.Run(name, func(t *testing.T) {
			answers, found := deployed.Read([]*source.File{source.New("a.json", []byte(`{"value": [`+deployedNetwork("legacy", "10.1.0.0/24", c.legacy)+","+
				deployedNetwork("theirs", "10.2.0.0/24", c.theirs)+","+table+`]}`))})
			require.Empty(t, found)
			r := compiled(t, besideOthers, compile.Options{Targets: []string{"arm"}})
			emitted, found := proof.Read(r.Files)
			require.Empty(t, found)
			read := append(answers.Resources, emitted...)
			before := make([]*template.Value, len(read))
			for i := range read {
				before[i] = read[i].Properties
			}
			network, _ := r.Proof.Over(read, "", nil)
			for i := range read {
				require.Same(t, before[i], read[i].Properties, "what was read is not written to")
			}
			for _, n := range network.Networks() {
				if n.Name == "legacy" || n.Name == "theirs" {
					require.Len(t, n.Prefixes, 2, "the prefixes of %s are those that were read", n.Name)
				}
			}
			for of, hops := range c.routes {
				subnets, err := network.SubnetsOf(of)
				require.NoError(t, err)
				require.Len(t, subnets, 1, "a step makes no subnet")
				got := map[string]string{}
				for _, route := range network.EffectiveRoutes(subnets[0].ID) {
					if route.Source == "User" && route.State == "Active" {
						got[route.Prefix.String()] = route.NextHopType
					}
				}
				for prefix, hop := range hops {
					require.Equal(t, hop, got[prefix], "%s of %s: %v", prefix, of, got)
				}
			}
		})
	}
}
