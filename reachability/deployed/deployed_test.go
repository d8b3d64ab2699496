package deployed

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
)

const (
	subscription = "/subscriptions/00000000-0000-0000-0000-000000000001"
	networks     = subscription + "/resourceGroups/rg-shop/providers/Microsoft.Network/virtualNetworks"
)

func read(t *testing.T, contents ...string) (map[string]template.Resource, []string) {
	t.Helper()
	var files []*source.File
	for i, c := range contents {
		files = append(files, source.New([]string{"a.json", "b.json"}[i], []byte(c)))
		require.True(t, Holds([]byte(c)), c)
	}
	result, found := Read(files)
	out := map[string]template.Resource{}
	for _, x := range result.Held() {
		out[x.ID] = x
	}
	var said []string
	for _, d := range found {
		said = append(said, d.Code.ID+" "+d.Summary)
	}
	return out, said
}

// The same network as Azure answers it, as Resource Graph prints it in two forms, and as az prints it.
// Sources of the shapes: REST API, Virtual Networks, Get; Azure Resource Graph, Working with large data sets (objectArray and table);
// Azure CLI, az network vnet show and az network vnet list, sample output.
var forms = map[string]string{
	"answer": `{"id": "` + networks + `/vnet-shop", "name": "vnet-shop", "type": "Microsoft.Network/virtualNetworks", "location": "westeurope",
		"tags": {"env": "prod"}, "etag": "W/\"1\"",
		"properties": {"provisioningState": "Succeeded", "addressSpace": {"addressPrefixes": ["10.1.0.0/24"]},
			"subnets": [{"id": "` + networks + `/vnet-shop/subnets/web", "name": "web", "etag": "W/\"1\"",
				"properties": {"addressPrefix": "10.1.0.0/26", "routeTable": {"id": "` + subscription + `/resourceGroups/rg-shop/providers/Microsoft.Network/routeTables/rt"}}}],
			"virtualNetworkPeerings": []}}`,
	"list": `{"value": [{{answer}}]}`,
	"graph": `{"count": 1, "total_records": 1, "skip_token": null, "data": [{"id": "` + networks + `/vnet-shop", "name": "vnet-shop",
		"type": "microsoft.network/virtualnetworks", "tenantId": "t", "kind": "", "location": "westeurope", "resourceGroup": "rg-shop",
		"subscriptionId": "00000000-0000-0000-0000-000000000001", "managedBy": "", "sku": null, "plan": null, "tags": {"env": "prod"}, "identity": null,
		"zones": null, "extendedLocation": null,
		"properties": {"provisioningState": "Succeeded", "addressSpace": {"addressPrefixes": ["10.1.0.0/24"]},
			"subnets": [{"id": "` + networks + `/vnet-shop/subnets/web", "name": "web", "type": "Microsoft.Network/virtualNetworks/subnets",
				"properties": {"addressPrefix": "10.1.0.0/26", "routeTable": {"id": "` + subscription + `/resourceGroups/rg-shop/providers/Microsoft.Network/routeTables/rt"}}}],
			"virtualNetworkPeerings": []}}]}`,
	"graph table": `{"totalRecords": 1, "data": {"columns": [{"name": "id", "type": "string"}, {"name": "type", "type": "string"}, {"name": "location", "type": "string"},
		{"name": "tags", "type": "object"}, {"name": "properties", "type": "object"}],
		"rows": [["` + networks + `/vnet-shop", "microsoft.network/virtualnetworks", "westeurope", {"env": "prod"},
			{"addressSpace": {"addressPrefixes": ["10.1.0.0/24"]}, "subnets": [{"id": "` + networks + `/vnet-shop/subnets/web", "name": "web",
				"properties": {"addressPrefix": "10.1.0.0/26", "routeTable": {"id": "` + subscription + `/resourceGroups/rg-shop/providers/Microsoft.Network/routeTables/rt"}}}]}]]}}`,
	"az": `[{"addressSpace": {"addressPrefixes": ["10.1.0.0/24"]}, "bgpCommunities": null, "enableDdosProtection": false, "etag": "W/\"1\"",
		"id": "` + networks + `/vnet-shop", "location": "westeurope", "name": "vnet-shop", "provisioningState": "Succeeded", "resourceGroup": "rg-shop",
		"subnets": [{"addressPrefix": "10.1.0.0/26", "delegations": [], "etag": "W/\"1\"", "id": "` + networks + `/vnet-shop/subnets/web", "name": "web",
			"natGateway": null, "resourceGroup": "rg-shop", "type": "Microsoft.Network/virtualNetworks/subnets",
			"routeTable": {"id": "` + subscription + `/resourceGroups/rg-shop/providers/Microsoft.Network/routeTables/rt", "resourceGroup": "rg-shop"}}],
		"tags": {"env": "prod"}, "type": "Microsoft.Network/virtualNetworks", "virtualNetworkPeerings": []}]`,
}

func TestEveryFormOfANetworkIsTheSameNetwork(t *testing.T) {
	for name, content := range forms {
		t.Run(name, func(t *testing.T) {
			found, said := read(t, strings.ReplaceAll(content, "{{answer}}", forms["answer"]))
			require.Empty(t, said)
			require.Len(t, found, 1)
			x := found[strings.ToLower(networks)+"/vnet-shop"]
			require.Equal(t, azure.TypeVirtualNetwork, x.Type)
			require.Equal(t, "vnet-shop", x.Name)
			require.Equal(t, "rg-shop", x.ResourceGroup)
			require.Equal(t, "westeurope", x.Location)
			require.True(t, x.Deployed)
			require.Equal(t, "prod", x.Body.Get("tags", "env").String())
			require.Equal(t, "10.1.0.0/24", x.Properties.Get("addressSpace", "addressPrefixes").List()[0].String())
			subnet := x.Properties.Get("subnets").List()[0]
			require.Equal(t, "web", subnet.Get("name").String())
			require.Equal(t, "10.1.0.0/26", subnet.Get("properties", "addressPrefix").String())
			require.Equal(t, strings.ToLower(subscription)+"/resourcegroups/rg-shop/providers/microsoft.network/routetables/rt",
				subnet.Get("properties", "routeTable", "id").ID())
		})
	}
}

// What az leaves out is put where it was: a sku of a gateway stands below its properties, that of an address beside them.
func TestWhatAzPrintsHasItsSKUWhereAzureHasIt(t *testing.T) {
	group := subscription + "/resourceGroups/rg/providers/Microsoft.Network/"
	found, said := read(t, `[{"id": "`+group+`virtualNetworkGateways/vgw", "name": "vgw", "type": "Microsoft.Network/virtualNetworkGateways",
		"sku": {"name": "VpnGw1AZ", "tier": "VpnGw1AZ"}, "gatewayType": "Vpn", "ipConfigurations": [{"id": "`+group+`virtualNetworkGateways/vgw/ipConfigurations/a",
		"name": "a", "subnet": {"id": "`+networks+`/hub/subnets/GatewaySubnet", "resourceGroup": "rg-shop"}}]},
		{"id": "`+group+`virtualWans/wan", "name": "wan", "type": "Microsoft.Network/virtualWans", "typePropertiesType": "Standard"},
		{"id": "`+group+`publicIPAddresses/pip", "name": "pip", "type": "Microsoft.Network/publicIPAddresses", "sku": {"name": "Standard"}, "ipAddress": "203.0.113.1"}]`)
	require.Empty(t, said)
	gateway := found[strings.ToLower(group+"virtualNetworkGateways/vgw")]
	require.Equal(t, "VpnGw1AZ", gateway.Properties.Get("sku", "name").String())
	require.Equal(t, strings.ToLower(networks)+"/hub/subnets/gatewaysubnet", gateway.Properties.Get("ipConfigurations").List()[0].Get("properties", "subnet", "id").ID())
	require.Equal(t, "Standard", found[strings.ToLower(group+"virtualWans/wan")].Properties.Get("type").String())
	require.Equal(t, "Standard", found[strings.ToLower(group+"publicIPAddresses/pip")].Body.Get("sku", "name").String())
}

// A list of a subscription is known where an export holds it to its last page. Of files that are no export nothing is known but what stands in them.
func TestListsAreKnownWhereTheyAreHeld(t *testing.T) {
	firewalls := subscription + "/providers/Microsoft.Network/azureFirewalls"
	export := func(more string) string {
		return `{"vnetloomExport": 1, "answers": [{"get": "` + subscription + `/resourcegroups", "answer": {"value": []}}` + more + `]}`
	}
	for name, c := range map[string]struct{ content, why string }{
		"held":           {export(`, {"get": "` + firewalls + `", "answer": {"value": []}}`), ""},
		"refused":        {export(`, {"get": "` + firewalls + `", "refused": "AuthorizationFailed"}`), "Azure refused the list (AuthorizationFailed)"},
		"not registered": {export(`, {"get": "` + firewalls + `", "refused": "SubscriptionNotRegistered"}`), ""},
		"not asked for":  {export(""), "it was not asked for"},
		"the first page": {export(`, {"get": "` + firewalls + `", "answer": {"value": [], "nextLink": "https://next"}}`), "its last page is missing"},
		"an answer":      {forms["answer"], "it was not asked for"},
		"graph":          {forms["graph"], "it was not asked for"},
		"graph table":    {forms["graph table"], "it was not asked for"},
		"az":             {forms["az"], "it was not asked for"},
	} {
		t.Run(name, func(t *testing.T) {
			result, _ := Read([]*source.File{source.New("a.json", []byte(c.content))})
			why := ""
			for _, x := range result.Resources {
				if x.Lacks != "" && x.Type == azure.TypeFirewall {
					require.Equal(t, strings.ToLower(firewalls), x.ID)
					why = x.Lacks
				}
			}
			require.Contains(t, why, c.why)
			require.Equal(t, c.why == "", why == "", why)
		})
	}
}

// What Azure Resource Graph and az add to a body is not of it: a rehearsal would take it for a change.
func TestABodyIsWhatAzureAnswers(t *testing.T) {
	for name, content := range forms {
		found, _ := read(t, strings.ReplaceAll(content, "{{answer}}", forms["answer"]))
		for _, key := range []string{"tenantId", "subscriptionId", "resourceGroup", "sku", "zones", "kind", "managedBy", "identity", "plan", "extendedLocation"} {
			require.Nil(t, found[strings.ToLower(networks)+"/vnet-shop"].Body.Get(key), "%s: %s", name, key)
		}
	}
}

// A list of children is known where an export holds it, and nowhere else: not where it was refused, and not of an answer by itself.
func TestChildrenAreKnownWhereTheirListIsHeld(t *testing.T) {
	policy := subscription + "/resourceGroups/rg/providers/Microsoft.Network/firewallPolicies/p"
	body := `{"id": "` + policy + `", "name": "p", "type": "Microsoft.Network/firewallPolicies", "properties": {"sku": {"tier": "Standard"}}}`
	lists := func(more string) string {
		return `{"vnetloomExport": 1, "answers": [{"get": "` + subscription + `/providers/Microsoft.Network/firewallPolicies", "answer": {"value": [` + body + `]}}` + more + `]}`
	}
	children := policy + "/ruleCollectionGroups"
	for name, c := range map[string]struct {
		content, why string
		said         int
	}{
		"held":           {lists(`, {"get": "` + children + `", "answer": {"value": []}}`), "", 0},
		"refused":        {lists(`, {"get": "` + children + `", "refused": "AuthorizationFailed"}`), "Azure refused the list (AuthorizationFailed)", 1},
		"there are none": {lists(`, {"get": "` + children + `", "refused": "ResourceNotFound"}`), "", 0},
		"not asked for":  {lists(""), "it was not asked for", 0},
		"an answer":      {body, "it was not asked for", 0},
		"the first page": {lists(`, {"get": "` + children + `", "answer": {"value": [], "nextLink": "https://next"}}`), "its last page is missing", 0},
		"all pages":      {lists(`, {"get": "` + children + `", "answer": {"value": [], "nextLink": "https://next"}}, {"get": "` + children + `", "answer": {"value": []}}`), "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			found, said := read(t, c.content)
			require.Len(t, said, c.said)
			v := found[strings.ToLower(policy)].Properties.Get("ruleCollectionGroups")
			require.Equal(t, c.why != "", v.IsUnknown())
			if c.why != "" {
				require.Contains(t, v.Text, c.why)
			}
		})
	}
}

// Keys are neither in the values nor in the text that is shown of the file; tags are not in the text.
func TestKeysOfAnExportAreHidden(t *testing.T) {
	const key = "9f1c77aa-not-for-anyone"
	content := `{"id": "` + subscription + `/resourceGroups/rg/providers/Microsoft.Network/expressRouteCircuits/er", "tags": {"owner": "Ada \"L\" Lovelace"},
		"properties": {"serviceKey": "` + key + `", "authorizations": [{"properties": {"authorizationKey": "` + key + `", "vpnClientConfiguration": {"radiusServerSecret": "` + key + `"}}}]}}`
	result, found := Read([]*source.File{source.New("a.json", []byte(content))})
	require.Empty(t, found)
	x := result.Resources[0]
	require.Equal(t, strings.Repeat("*", len(key)), x.Properties.Get("serviceKey").String())
	shown := string(x.At.File.Content)
	require.NotContains(t, shown, key)
	require.NotContains(t, shown, "Lovelace")
	require.Len(t, shown, len(content))
	require.Equal(t, `Ada "L" Lovelace`, x.Body.Get("tags", "owner").String())
}

func TestWhatIsNoAnswerIsToldApart(t *testing.T) {
	for _, content := range []string{"", "x", "[1]", `{"vnetloom": "v1"}`, `{"$schema": "x", "id": "/subscriptions/a"}`, `{"networks": {}}`, `{"id": "shop"}`,
		`{"value": 3}`, `[{"name": "x"}]`, `{"value": [{"name": "x"}]}`} {
		require.False(t, Holds([]byte(content)), content)
	}
	require.True(t, Holds([]byte(`[]`)), "an empty list is a list")
	require.True(t, Holds([]byte(`{"answers": null, "vnetloomExport": 1}`)), "an export without answers")
	require.False(t, Holds([]byte(`{"answers": "none", "vnetloomExport": 1}`)))
}

func TestWhatCannotBeReadIsSaid(t *testing.T) {
	_, said := read(t, `{"vnetloomExport": 2}`)
	require.Equal(t, []string{"VL760 the export is of another version than 1"}, said)
	_, said = read(t, `{"value": [], "nextLink": "https://next"}`)
	require.Equal(t, []string{"VL762 the export is not whole"}, said)
	_, said = read(t, `{"data": [], "skip_token": "abc"}`)
	require.Equal(t, []string{"VL762 the export is not whole"}, said)
	found, said := read(t, forms["answer"], strings.ReplaceAll(forms["answer"], "10.1.0.0/24", "10.1.0.0/23"))
	require.Equal(t, []string{`VL763 "vnet-shop" is in two files`}, said)
	require.Equal(t, "10.1.0.0/23", found[strings.ToLower(networks)+"/vnet-shop"].Properties.Get("addressSpace", "addressPrefixes").List()[0].String())
}

// The script asks for the lists of every type of networking that is written, and is a script.
func TestTheScriptAsksForEveryType(t *testing.T) {
	script := string(Script())
	for _, x := range azure.Types {
		if strings.HasPrefix(x.Name, azure.Provider) && x.List != azure.InParent && x.List != azure.Singly {
			require.Contains(t, script, " "+x.Name+" "+x.API+"\n")
		}
	}
	require.NotContains(t, script, "{{")
	for _, verb := range []string{"--method put", "--method post", "--method delete", "--method patch"} {
		require.NotContains(t, strings.ToLower(script), verb)
	}
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no sh on this machine")
	}
	check := exec.Command(shell, "-n")
	check.Stdin = strings.NewReader(script)
	out, err := check.CombinedOutput()
	require.NoError(t, err, string(out))
}

func FuzzRead(f *testing.F) {
	for _, content := range forms {
		f.Add([]byte(strings.ReplaceAll(content, "{{answer}}", forms["answer"])))
	}
	f.Add([]byte(`{"vnetloomExport": 1, "answers": [{"get": "/a", "refused": "X"}, {"answer": []}, 3]}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		Holds(content)
		result, _ := Read([]*source.File{source.New("a.json", content)})
		for _, x := range result.Resources {
			if x.ID == "" || x.Name == "" || !strings.Contains(x.Type, "/") {
				t.Fatalf("a resource without a name: %+v", x)
			}
		}
	})
}

// A broken export is told by its beginning, so that the reader says where it breaks; what was asked for is a path, and nothing else.
func TestAnExportThatBreaksOffIsAnExport(t *testing.T) {
	for _, content := range []string{
		`{"answers": [{"answer": {"value": [{"id": "/subscriptions/x`, `{"answers": [{"get": "/subscriptions/x", "answer": {"value": [@`, `{"answers": [], "vnetloomExport": 1`,
	} {
		require.True(t, Holds([]byte(content)), content)
		_, found := Read([]*source.File{source.New("a.json", []byte(content))})
		require.Len(t, found, 1)
		require.Equal(t, "VL701", found[0].Code.ID, content)
	}
	for _, content := range []string{`{"answers": {}}`, `{"answers": [1]}`, `{"answers": [{"x": 1}]}`, `{"answers"`} {
		require.False(t, Holds([]byte(content)), content)
	}
	_, said := read(t, `{"vnetloomExport": 1, "answers": [{"get": "/subscriptions/x\nname: y/providers/Microsoft.Network/virtualWans", "answer": {"value": []}}]}`)
	require.Equal(t, []string{"VL760 an answer does not say what was asked for"}, said)
}
