package rehearsal

import (
	"encoding/json"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
)

const answered = `{"id": "` + provider + `virtualNetworks/a", "name": "a", "type": "Microsoft.Network/virtualNetworks", "location": "westeurope", "etag": "x", "properties": {
	"provisioningState": "Succeeded", "addressSpace": {"addressPrefixes": ["10.0.0.0/24"]},
	"virtualNetworkPeerings": [{"id": "` + provider + `virtualNetworks/a/virtualNetworkPeerings/to-b", "name": "to-b", "properties": {
		"peeringState": "Connected", "remoteVirtualNetwork": {"id": "` + provider + `virtualNetworks/b"}}}],
	"subnets": [{"id": "` + provider + `virtualNetworks/a/subnets/web", "name": "web", "etag": "x", "properties": {"addressPrefix": "10.0.0.0/26",
		"routeTable": {"id": "` + provider + `routeTables/rt"},
		"ipConfigurations": [{"id": "` + provider + `networkInterfaces/nic/ipConfigurations/ip"}]}}]}}`

// What Azure has answered is there as it is: peerings as resources of their own, and of what is named and not held nothing but that it is there, and
// that it uses what it uses.
func TestWhatAzureHasAnsweredIsThere(t *testing.T) {
	body, found := template.ReadAnswers(source.New("a.json", []byte(answered)))
	require.Empty(t, found)
	r, ok := template.OfAnswer(body)
	require.True(t, ok)
	s := New(Options{})
	s.Load([]template.Resource{r})

	half, there := s.Get(provider + "virtualNetworks/a/virtualNetworkPeerings/to-b")
	require.True(t, there)
	require.Equal(t, "Connected", at(half, "properties.peeringState"))
	for _, id := range []string{testGroup, provider + "virtualNetworks/b", provider + "routeTables/rt", provider + "networkInterfaces/nic"} {
		_, there := s.Get(id)
		require.True(t, there, id)
	}
	result := &Result{}
	s.leftBehind(result, nil)
	require.Equal(t, []string{provider + "virtualNetworks/a", provider + "virtualNetworks/a/virtualNetworkPeerings/to-b"}, result.LeftBehind, "what is only named is no concern of templates")

	again := obj{"location": "westeurope", "properties": obj{"addressSpace": obj{"addressPrefixes": []any{"10.0.0.0/24"}},
		"subnets": []any{obj{"name": "web", "properties": obj{"addressPrefix": "10.0.0.0/26", "routeTable": obj{"id": provider + "routeTables/rt"}}}}}}
	step := s.written(provider+"virtualNetworks/a", again, call{})
	require.Nil(t, step.Refusal)
	require.Empty(t, step.Differences, "written as it is, it stays as it is")

	put(again, "properties.subnets", []any{})
	step = s.written(provider+"virtualNetworks/a", again, call{})
	require.NotNil(t, step.Refusal)
	require.Equal(t, "InUseSubnetCannotBeDeleted", step.Refusal.Code)
	require.Contains(t, step.Refusal.Message, "networkinterfaces/nic")
}

// A subnet of an export is in use by what Azure's answer names in it: a network interface, a private endpoint, the link of a service.
func TestWhatAnAnswerNamesInASubnetIsInIt(t *testing.T) {
	for what, in := range map[string]string{
		"networkinterfaces/nic":                      `"ipConfigurations": [{"id": "` + provider + `networkInterfaces/nic/ipConfigurations/ip"}]`,
		"privateendpoints/pe":                        `"privateEndpoints": [{"id": "` + provider + `privateEndpoints/pe"}]`,
		"networkprofiles/np":                         `"ipConfigurationProfiles": [{"id": "` + provider + `networkProfiles/np/containerNetworkInterfaceConfigurations/c/ipConfigurationProfiles/p"}]`,
		"web/serviceassociationlinks/appservicelink": `"serviceAssociationLinks": [{"id": "` + provider + `virtualNetworks/a/subnets/web/serviceAssociationLinks/AppServiceLink"}]`,
		"web/resourcenavigationlinks/l":              `"resourceNavigationLinks": [{"id": "` + provider + `virtualNetworks/a/subnets/web/resourceNavigationLinks/l"}]`,
	} {
		body, found := template.ReadAnswers(source.New("a.json", []byte(`{"id": "`+provider+`virtualNetworks/a", "name": "a", "type": "Microsoft.Network/virtualNetworks", "location": "westeurope",
			"properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/24"]}, "subnets": [{"id": "`+provider+`virtualNetworks/a/subnets/web", "name": "web",
			"properties": {"addressPrefix": "10.0.0.0/26", `+in+`}}]}}`)))
		require.Empty(t, found)
		r, ok := template.OfAnswer(body)
		require.True(t, ok)
		s := New(Options{})
		s.Load([]template.Resource{r})
		write := func(subnets ...any) Step {
			return s.written(provider+"virtualNetworks/a", aNetwork("10.0.0.0/24", subnets...), call{})
		}

		step := write(aSubnet("web", "10.0.0.0/26"))
		require.Nil(t, step.Refusal, what)
		require.Empty(t, step.Differences, what)
		for code, subnets := range map[string][]any{"InUsePrefixCannotBeDeleted": {aSubnet("web", "10.0.0.64/26")}, "InUseSubnetCannotBeDeleted": {}} {
			step = write(subnets...)
			require.NotNil(t, step.Refusal, what)
			require.Equal(t, code, step.Refusal.Code, what)
			require.Contains(t, step.Refusal.Message, what)
			require.Empty(t, step.Vacates)
		}
	}
}

// Where nothing is known to be in a subnet, a write that deletes it or takes a prefix from it says that it has to be empty.
func TestAWriteSaysWhichSubnetsHaveToBeEmpty(t *testing.T) {
	s := base(t)
	must(t, s.Put(provider+"virtualNetworks/c", aNetwork("10.2.0.0/16", aSubnet("web", "10.2.0.0/24"), aSubnet("db", "10.2.1.0/24"), aSubnet("stays", "10.2.2.0/24"))))
	step := s.written(provider+"virtualNetworks/c", aNetwork("10.2.0.0/16", aSubnet("WEB", "10.2.4.0/24"),
		obj{"name": "stays", "properties": obj{"addressPrefixes": []any{"10.2.2.0/24", "10.2.5.0/24"}}}, aSubnet("more", "10.2.6.0/24")), call{})
	require.Nil(t, step.Refusal)
	ps := func(texts ...string) []netip.Prefix { return prefixes(texts) }
	require.Equal(t, []Vacancy{
		{Subnet: provider + "virtualNetworks/c/subnets/web", Was: ps("10.2.0.0/24"), Is: ps("10.2.4.0/24"), Code: "InUsePrefixCannotBeDeleted"},
		{Subnet: provider + "virtualNetworks/c/subnets/db", Was: ps("10.2.1.0/24"), Code: "InUseSubnetCannotBeDeleted"},
	}, step.Vacates)
	step = s.written(provider+"virtualNetworks/c/subnets/stays", obj{"properties": obj{"addressPrefix": "10.2.2.0/24"}}, call{})
	require.Len(t, step.Vacates, 1, "one of two prefixes goes")
	step = s.written(provider+"virtualNetworks/c/subnets/stays", obj{"properties": obj{"addressPrefix": "10.2.2.0/24"}}, call{})
	require.Empty(t, step.Vacates)
}

// What Azure alone sets is neither changed nor reset by a write that leaves it out, and an empty list or object is as good as none. A value is.
func TestWhatAzureAloneFillsInIsNoChange(t *testing.T) {
	subnet := aSubnet("web", "10.2.0.0/26")
	properties(subnet)["delegations"] = []any{obj{"name": "d", "properties": obj{"serviceName": "Microsoft.Web/serverFarms"}}}
	properties(subnet)["serviceEndpoints"] = []any{obj{"service": "Microsoft.Storage"}}
	network := func() Body { return clone(aNetwork("10.2.0.0/16", subnet)) }
	edits := map[string]struct {
		edit func(network, subnet Body)
		news string
	}{
		"flow logs":         {edit: func(n, _ Body) { n["flowLogs"] = []any{obj{"id": "/x"}} }},
		"an empty object":   {edit: func(n, _ Body) { n["dhcpOptions"] = obj{"dnsServers": []any{}} }},
		"the usual":         {edit: func(n, _ Body) { n["privateEndpointVNetPolicies"] = "Disabled" }},
		"a purpose":         {edit: func(_, s Body) { s["purpose"] = "HostedWorkloads" }},
		"an empty list":     {edit: func(_, s Body) { s["ipamPoolPrefixAllocations"] = []any{} }},
		"of an endpoint":    {edit: func(_, s Body) { put(listAt(s, "serviceEndpoints")[0].(Body), "provisioningState", "Succeeded") }},
		"of a delegation":   {edit: func(_, s Body) { put(listAt(s, "delegations")[0].(Body), "properties.actions", []any{"x"}) }},
		"its id and type":   {edit: func(_, s Body) { d := listAt(s, "delegations")[0].(Body); d["id"], d["type"] = "/x", "y" }},
		"another service":   {edit: func(_, s Body) { put(listAt(s, "delegations")[0].(Body), "properties.serviceName", "x") }, news: "properties.subnets[web].properties.delegations[d].properties.serviceName"},
		"servers for names": {edit: func(n, _ Body) { n["dhcpOptions"] = obj{"dnsServers": []any{"192.0.2.53"}} }, news: "properties.dhcpOptions"},
	}
	for name, c := range edits {
		s := base(t)
		answer := network()
		answer["id"] = provider + "virtualNetworks/filled"
		c.edit(properties(answer), properties(objectsAt(answer, "properties.subnets")[0]))
		text, err := json.Marshal(answer)
		require.NoError(t, err)
		body, found := template.ReadAnswers(source.New("a.json", text))
		require.Empty(t, found)
		r, ok := template.OfAnswer(body)
		require.True(t, ok)
		s.Load([]template.Resource{r})
		step := s.written(provider+"virtualNetworks/filled", network(), call{})
		require.Nil(t, step.Refusal, name)
		var news []string
		for _, d := range step.Differences {
			news = append(news, d.Path)
		}
		if c.news == "" {
			require.Empty(t, news, name)
		} else {
			require.Equal(t, []string{c.news}, news, name)
		}
	}
}
