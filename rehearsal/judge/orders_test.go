package judge

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/source"
)

const group = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/"

// resource is one of a template. Ids in its text are written as <type/name>.
func resource(kind, name, properties string, dependsOn ...string) string {
	text := `{"type": "Microsoft.Network/` + kind + `", "apiVersion": "2025-05-01", "name": "` + name + `", "location": "westeurope", "properties": {` + properties + `}`
	if len(dependsOn) > 0 {
		text += `, "dependsOn": ["` + group + strings.Join(dependsOn, `", "`+group) + `"]`
	}
	return strings.NewReplacer("<", `{"id": "`+group, ">", `"}`).Replace(text) + "}"
}

func deploymentOf(resources ...string) []rehearsal.Deployment {
	text := `{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0", "resources": [` + strings.Join(resources, ",\n") + `]}`
	return rehearsal.Read([]rehearsal.Deployment{{Name: "main", Template: source.New("main.json", []byte(text)), Subscription: "s", ResourceGroup: "rg", Location: "westeurope"}})
}

func network(name, prefix, subnets string) string {
	return resource("virtualNetworks", name, `"addressSpace": {"addressPrefixes": ["`+prefix+`"]}, "subnets": [`+subnets+`]`, "routeTables/"+name)
}

func subnet(name, prefix, more string) string {
	return `{"name": "` + name + `", "properties": {"addressPrefix": "` + prefix + `"` + more + `}}`
}

func half(from, to string) string {
	return resource("virtualNetworks/virtualNetworkPeerings", from+"/to-"+to, `"remoteVirtualNetwork": <virtualNetworks/`+to+`>, "allowForwardedTraffic": true`,
		"virtualNetworks/"+from, "virtualNetworks/"+to)
}

func table(name, to string) string {
	return resource("routeTables", name, `"routes": [{"name": "r", "properties": {"addressPrefix": "`+to+`", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.0.0.4"}}]`)
}

func rules(policy string) string {
	return resource("firewallPolicies/ruleCollectionGroups", policy+"/all", `"priority": 100, "ruleCollections": [{"ruleCollectionType": "FirewallPolicyFilterRuleCollection",
		"name": "c", "priority": 100, "action": {"type": "Allow"}, "rules": [{"ruleType": "NetworkRule", "name": "r", "ipProtocols": ["Any"], "sourceAddresses": ["*"],
		"destinationAddresses": ["*"], "destinationPorts": ["*"]}]}]`, "firewallPolicies/"+policy)
}

func firewall(policy string, dependsOn ...string) string {
	return resource("azureFirewalls", "fw", `"sku": {"name": "AZFW_VNet", "tier": "Standard"}, "firewallPolicy": <firewallPolicies/`+policy+`>, "ipConfigurations": [{"name": "ip",
		"properties": {"subnet": <virtualNetworks/hub/subnets/AzureFirewallSubnet>, "publicIPAddress": <publicIPAddresses/pip>}}]`,
		append(dependsOn, "firewallPolicies/"+policy)...)
}

// inspected are two spokes behind a firewall with a policy.
func inspected() []string {
	return []string{
		table("hub", "192.0.2.0/24"), table("a", "10.2.0.0/24"), table("b", "10.1.0.0/24"),
		network("hub", "10.0.0.0/24", subnet("AzureFirewallSubnet", "10.0.0.0/26", "")),
		network("a", "10.1.0.0/24", subnet("web", "10.1.0.0/26", `, "routeTable": <routeTables/a>`)),
		network("b", "10.2.0.0/24", subnet("web", "10.2.0.0/26", `, "routeTable": <routeTables/b>`)),
		half("hub", "a"), half("a", "hub"), half("hub", "b"), half("b", "hub"),
		resource("publicIPAddresses", "pip", `"publicIPAllocationMethod": "Static"`),
		resource("firewallPolicies", "old", ""), rules("old"),
		firewall("old", "virtualNetworks/hub", "publicIPAddresses/pip"),
	}
}

// A firewall gets another policy, whose rules nothing makes it wait for: in the declared order and in its reverse they come first, since something
// else that the firewall waits for comes late; in a third order they do not.
func TestAnOrderThatHarmsIsFound(t *testing.T) {
	s := rehearsal.New(rehearsal.Options{})
	require.NoError(t, s.Put("/subscriptions/s/resourceGroups/rg", rehearsal.Body{"location": "westeurope"}))
	result, found := s.Deploy(deploymentOf(inspected()...), rehearsal.Declared)
	require.Empty(t, found)
	require.Empty(t, result.Refused())

	end := func(name string) reachability.Endpoint {
		return reachability.Endpoint{Subnet: strings.ToLower(group + "virtualNetworks/" + name + "/subnets/web")}
	}
	change := func(dependsOn ...string) *Verdict {
		c := &Case{Pairs: []Pair{{Name: "a to b", From: end("a"), To: end("b"), Stands: 1}}, Steps: []Step{{Deploy: deploymentOf(
			resource("routeTables", "late", ""), resource("firewallPolicies", "new", ""), rules("new"), firewall("new", append(dependsOn, "routeTables/late")...))}}}
		c.Was = c.Ways(s, nil)
		c.Will = c.Was
		require.True(t, c.Was[0].Up(), "%+v", c.Was[0])
		require.Len(t, c.Was[0].Via, 1)
		v, err := c.Judge(s)
		require.NoError(t, err)
		require.Empty(t, v.Declared.Refused())
		require.Empty(t, v.Declared.Courses[0].Downs(), "the rules are there before the firewall")
		require.Empty(t, v.Reversed.Courses[0].Downs(), "here too")
		return v
	}
	v := change()
	require.Len(t, v.Harmful, 1)
	downs := v.Harmful[0].Courses[0].Downs()
	require.Len(t, downs, 1)
	require.Equal(t, group+"azureFirewalls/fw", downs[0].From.Write)
	require.Equal(t, group+"firewallPolicies/new/ruleCollectionGroups/all", downs[0].To.Write)

	r := v.Report(&Case{Steps: []Step{{Deploy: deploymentOf(rules("new"))}}}, &Followed{Classes: []Class{{}}})
	require.Len(t, r.Lost, 1)
	require.Equal(t, "harmful", r.Lost[0].Order)
	require.Len(t, r.Lost[0].Slow, 1, "the group of rules takes minutes; the firewall's write is over before it begins")

	require.Empty(t, change("firewallPolicies/new/ruleCollectionGroups/all").Harmful, "where the firewall waits for the rules, no order harms")
}
