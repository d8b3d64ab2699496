package rehearsal_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/rehearsal"
)

const (
	sub        = "/subscriptions/11111111-1111-1111-1111-111111111111"
	group      = sub + "/resourceGroups/rg-hub"
	networking = group + "/providers/Microsoft.Network/"
	api        = "?api-version=2025-05-01"
)

// wire is a store behind HTTP.
type wire struct {
	t      *testing.T
	url    string
	tenant string
	extra  http.Header
}

func serve(t *testing.T, s *rehearsal.Store) *wire {
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return &wire{t: t, url: server.URL}
}

// answer is what came back.
type answer struct {
	status  int
	headers http.Header
	body    rehearsal.Body
}

func (w *wire) do(method, path string, body any) answer {
	w.t.Helper()
	var in io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		require.NoError(w.t, err)
		in = bytes.NewReader(text)
	}
	req, err := http.NewRequest(method, w.url+strings.TrimPrefix(path, rehearsal.Manager), in)
	require.NoError(w.t, err)
	req.Host = "management.azure.com"
	req.Header.Set("Authorization", "Bearer tenant:"+w.tenant)
	for k, v := range w.extra {
		req.Header[k] = v
	}
	got, err := http.DefaultClient.Do(req)
	require.NoError(w.t, err)
	defer func() { _ = got.Body.Close() }()
	out := answer{status: got.StatusCode, headers: got.Header}
	text, err := io.ReadAll(got.Body)
	require.NoError(w.t, err)
	if len(text) > 0 {
		require.NoError(w.t, json.Unmarshal(text, &out.body))
	}
	return out
}

// code is the error that an answer has, "" for none.
func (a answer) code() string {
	e, _ := a.body["error"].(rehearsal.Body)
	code, _ := e["code"].(string)
	return code
}

func (w *wire) get(path string) answer { w.t.Helper(); return w.do(http.MethodGet, path, nil) }
func (w *wire) put(path string, body any) answer {
	w.t.Helper()
	return w.do(http.MethodPut, path, body)
}
func (w *wire) delete(path string) answer { w.t.Helper(); return w.do(http.MethodDelete, path, nil) }
func (w *wire) post(path string, body any) answer {
	w.t.Helper()
	return w.do(http.MethodPost, path, body)
}

// wait polls an operation until it is over, and gives its last status and how often it was asked for.
func (w *wire) wait(a answer) (rehearsal.Body, int) {
	w.t.Helper()
	at := a.headers.Get("Azure-AsyncOperation")
	require.NotEmpty(w.t, at)
	for n := 1; n < 50; n++ {
		got := w.get(at)
		require.Equal(w.t, http.StatusOK, got.status)
		if got.body["status"] != "InProgress" {
			return got.body, n
		}
		require.NotEmpty(w.t, got.headers.Get("Retry-After"))
	}
	w.t.Fatal("it does not end")
	return nil, 0
}

type obj = rehearsal.Body

func network(prefix string, subnets ...any) obj {
	return obj{"location": "westeurope", "properties": obj{"addressSpace": obj{"addressPrefixes": []any{prefix}}, "subnets": subnets}}
}

func subnet(name, prefix string) obj {
	return obj{"name": name, "properties": obj{"addressPrefix": prefix}}
}

func id(id string) obj { return obj{"id": id} }

// hub is a store with a group and a network with two subnets.
func hub(t *testing.T, o rehearsal.Options) *rehearsal.Store {
	s := rehearsal.New(o)
	require.NoError(t, s.Put(group, obj{"location": "westeurope"}))
	require.NoError(t, s.Put(networking+"virtualNetworks/vnet-hub", network("10.0.0.0/16", subnet("GatewaySubnet", "10.0.0.0/27"), subnet("web", "10.0.1.0/24"))))
	return s
}

func TestAWriteIsAcceptedPolledAndThenThere(t *testing.T) {
	s := hub(t, rehearsal.Options{RetryAfter: 7})
	w := serve(t, s)
	made := w.put(networking+"virtualNetworks/vnet-b"+api, network("10.1.0.0/16"))
	require.Equal(t, http.StatusCreated, made.status)
	require.Equal(t, "7", made.headers.Get("Retry-After"))
	require.Equal(t, "Updating", made.body["properties"].(obj)["provisioningState"])
	status, polls := w.wait(made)
	require.Equal(t, "Succeeded", status["status"])
	require.Equal(t, 1, polls)
	got := w.get(strings.ToUpper(networking) + "VIRTUALNETWORKS/VNET-B" + api)
	require.Equal(t, http.StatusOK, got.status)
	require.Equal(t, networking+"virtualNetworks/vnet-b", got.body["id"])
	require.Equal(t, "Microsoft.Network/virtualNetworks", got.body["type"])
	require.Equal(t, "Succeeded", got.body["properties"].(obj)["provisioningState"])
	require.Equal(t, http.StatusOK, w.put(networking+"virtualNetworks/vnet-b"+api, network("10.1.0.0/16")).status)
}

func TestAGatewayTakesLongerAndHoldsItsNetwork(t *testing.T) {
	s := hub(t, rehearsal.Options{Polls: 4})
	require.NoError(t, s.Put(networking+"publicIPAddresses/pip", obj{"location": "westeurope", "sku": obj{"name": "Standard"}, "properties": obj{"publicIPAllocationMethod": "Static"}}))
	w := serve(t, s)
	made := w.put(networking+"virtualNetworkGateways/vgw"+api, gateway())
	require.Equal(t, http.StatusCreated, made.status)
	busy := w.put(networking+"virtualNetworks/vnet-hub/subnets/web"+api, subnet("web", "10.0.1.0/24"))
	require.Equal(t, http.StatusConflict, busy.status)
	require.Equal(t, "AnotherOperationInProgress", busy.code())
	status, polls := w.wait(made)
	require.Equal(t, "Succeeded", status["status"])
	require.Equal(t, 3, polls, "what was refused meanwhile counts as time")
	got := w.get(networking + "virtualNetworkGateways/vgw" + api).body["properties"].(obj)
	require.Equal(t, "10.0.0.30", got["bgpSettings"].(obj)["bgpPeeringAddress"])
	address := w.get(networking + "publicIPAddresses/pip" + api).body["properties"].(obj)
	require.Regexp(t, `^20\.`, address["ipAddress"])
	require.Equal(t, []any{address["ipAddress"]}, got["bgpSettings"].(obj)["bgpPeeringAddresses"].([]any)[0].(obj)["tunnelIpAddresses"])
	require.Equal(t, networking+"virtualNetworkGateways/vgw/ipConfigurations/default", address["ipConfiguration"].(obj)["id"])
}

func gateway() obj {
	return obj{"location": "westeurope", "properties": obj{"gatewayType": "Vpn", "vpnType": "RouteBased", "sku": obj{"name": "VpnGw1AZ", "tier": "VpnGw1AZ"},
		"ipConfigurations": []any{obj{"name": "default", "properties": obj{"subnet": id(networking + "virtualNetworks/vnet-hub/subnets/GatewaySubnet"),
			"publicIPAddress": id(networking + "publicIPAddresses/pip")}}}}}
}

func TestListsArePagedAndNarrowed(t *testing.T) {
	s := hub(t, rehearsal.Options{PageSize: 2})
	for i := range 4 {
		require.NoError(t, s.Put(fmt.Sprintf("%svirtualNetworks/vnet-%d", networking, i), network(fmt.Sprintf("10.%d.0.0/16", i+1))))
	}
	other := sub + "/resourceGroups/rg-other"
	require.NoError(t, s.Put(other, obj{"location": "westeurope"}))
	require.NoError(t, s.Put(other+"/providers/Microsoft.Network/virtualNetworks/vnet-x", network("10.9.0.0/16")))
	w := serve(t, s)
	count := func(path string) (items, pages int) {
		for path != "" {
			got := w.get(path)
			require.Equal(t, http.StatusOK, got.status)
			pages++
			items += len(got.body["value"].([]any))
			path, _ = got.body["nextLink"].(string)
			require.True(t, path == "" || strings.HasPrefix(path, rehearsal.Manager+"/"))
		}
		return items, pages
	}
	items, pages := count(sub + "/providers/Microsoft.Network/virtualNetworks" + api)
	require.Equal(t, []int{6, 3}, []int{items, pages})
	items, _ = count(networking + "virtualNetworks" + api)
	require.Equal(t, 5, items)
	items, _ = count(networking + "virtualNetworks/vnet-hub/subnets" + api)
	require.Equal(t, 2, items)
	items, _ = count(sub + "/resourceGroups" + api)
	require.Equal(t, 2, items)
	items, _ = count(sub + "/resources" + api)
	require.Equal(t, 6, items)
	require.Equal(t, http.StatusNotFound, w.get(sub+"/resourceGroups/rg-none/providers/Microsoft.Network/virtualNetworks"+api).status)
}

func TestRefusalsHaveAzuresForm(t *testing.T) {
	s := hub(t, rehearsal.Options{})
	w := serve(t, s)
	for _, c := range []struct {
		name, method, path string
		body               any
		status             int
		code               string
	}{
		{"no version", http.MethodGet, networking + "virtualNetworks/vnet-hub", nil, 400, "MissingApiVersionParameter"},
		{"no such resource", http.MethodGet, networking + "virtualNetworks/no" + api, nil, 404, "ResourceNotFound"},
		{"no such part", http.MethodGet, networking + "virtualNetworks/vnet-hub/subnets/no" + api, nil, 404, "NotFound"},
		{"no such group", http.MethodPut, sub + "/resourceGroups/no/providers/Microsoft.Network/virtualNetworks/x" + api, network("10.2.0.0/16"), 404, "ResourceGroupNotFound"},
		{"no parent", http.MethodPut, networking + "virtualNetworks/no/subnets/x" + api, subnet("x", "10.2.0.0/24"), 404, "ParentResourceNotFound"},
		{"no location", http.MethodPut, networking + "virtualNetworks/x" + api, obj{"properties": obj{}}, 400, "LocationRequired"},
		{"another location", http.MethodPut, networking + "virtualNetworks/vnet-hub" + api, obj{"location": "northeurope", "properties": obj{}}, 409, "InvalidResourceLocation"},
		{"another location of a group", http.MethodPut, group + api, obj{"location": "northeurope"}, 409, "InvalidResourceGroupLocation"},
		{"a reference to nothing", http.MethodPut, networking + "virtualNetworks/vnet-hub/subnets/web" + api,
			obj{"properties": obj{"addressPrefix": "10.0.1.0/24", "routeTable": id(networking + "routeTables/no")}}, 400, "InvalidResourceReference"},
		{"no object", http.MethodPut, networking + "virtualNetworks/x" + api, []any{}, 400, "InvalidRequestContent"},
		{"a list is not written", http.MethodPut, networking + "virtualNetworks" + api, obj{}, 405, "HttpMethodNotAllowed"},
	} {
		got := w.do(c.method, c.path, c.body)
		require.Equal(t, c.status, got.status, c.name)
		require.Equal(t, c.code, got.code(), c.name)
		require.NotEmpty(t, got.body["error"].(obj)["message"], c.name)
	}
	require.Equal(t, http.StatusNoContent, w.delete(networking+"virtualNetworks/no"+api).status)
	last := s.Requests()[len(s.Requests())-2]
	require.Equal(t, []any{"PUT", 405, "HttpMethodNotAllowed"}, []any{last.Method, last.Status, last.Code})
}

func TestFaultsAnswerInsteadOfTheStore(t *testing.T) {
	s := hub(t, rehearsal.Options{})
	w := serve(t, s)
	at := networking + "virtualNetworks/vnet-hub" + api
	s.AddFault(rehearsal.Fault{Method: "GET", Path: "*/virtualNetworks/*", Skip: 1, Times: 1, Answer: rehearsal.Throttled("s", 9)})
	require.Equal(t, http.StatusOK, w.get(at).status)
	throttled := w.get(at)
	require.Equal(t, http.StatusTooManyRequests, throttled.status)
	require.Equal(t, "9", throttled.headers.Get("Retry-After"))
	require.Equal(t, http.StatusOK, w.get(at).status)

	s.AddFault(rehearsal.Fault{Method: "GET", Path: sub + "/providers/Microsoft.Network/virtualNetworks", Answer: rehearsal.Forbidden("Microsoft.Network/virtualNetworks/read", sub)})
	require.Equal(t, "AuthorizationFailed", w.get(sub+"/providers/microsoft.network/virtualNetworks"+api).code())
	require.Equal(t, http.StatusOK, w.get(networking+"virtualNetworks"+api).status)
	s.ClearFaults()

	s.AddFault(rehearsal.Fault{Method: "PUT", Times: 1, Operation: true, Answer: rehearsal.Busy()})
	made := w.put(networking+"virtualNetworks/vnet-b"+api, network("10.1.0.0/16"))
	require.Equal(t, http.StatusCreated, made.status)
	status, _ := w.wait(made)
	require.Equal(t, "Failed", status["status"])
	require.Equal(t, "AnotherOperationInProgress", status["error"].(obj)["code"])
	require.Equal(t, "Failed", w.get(networking + "virtualNetworks/vnet-b" + api).body["properties"].(obj)["provisioningState"])

	s.AddFault(rehearsal.Fault{Method: "PUT", Times: 1, Done: true, Answer: rehearsal.Refusal{Status: 503, Code: "ServiceUnavailable"}})
	require.Equal(t, 503, w.put(networking+"virtualNetworks/vnet-c"+api, network("10.2.0.0/16")).status)
	require.Equal(t, http.StatusOK, w.get(networking+"virtualNetworks/vnet-c"+api).status, "it was done nevertheless")
}

func TestADeletionTakesItsTimeToo(t *testing.T) {
	s := hub(t, rehearsal.Options{})
	w := serve(t, s)
	gone := w.delete(networking + "virtualNetworks/vnet-hub" + api)
	require.Equal(t, http.StatusAccepted, gone.status)
	require.Equal(t, http.StatusNoContent, w.get(gone.headers.Get("Location")).status)
	require.Equal(t, http.StatusNotFound, w.get(networking+"virtualNetworks/vnet-hub"+api).status)

	all := w.delete(group + api)
	require.Equal(t, http.StatusAccepted, all.status)
	for w.get(all.headers.Get("Location")).status == http.StatusAccepted {
	}
	require.Empty(t, s.IDs())
}

func TestTheKeyOfAConnectionIsReadAndSetByAPathOfItsOwn(t *testing.T) {
	s := hub(t, rehearsal.Options{})
	require.NoError(t, s.Put(networking+"publicIPAddresses/pip", obj{"location": "westeurope", "properties": obj{"publicIPAllocationMethod": "Static"}}))
	require.NoError(t, s.Put(networking+"virtualNetworkGateways/vgw", gateway()))
	require.NoError(t, s.Put(networking+"localNetworkGateways/lgw", obj{"location": "westeurope", "properties": obj{"gatewayIpAddress": "203.0.113.1"}}))
	connection := func(key string) obj {
		return obj{"location": "westeurope", "properties": obj{"connectionType": "IPsec", "sharedKey": key,
			"virtualNetworkGateway1": id(networking + "virtualNetworkGateways/vgw"), "localNetworkGateway2": id(networking + "localNetworkGateways/lgw")}}
	}
	w := serve(t, s)
	at := networking + "connections/con"
	made := w.put(at+api, connection("first"))
	require.Equal(t, http.StatusCreated, made.status)
	require.NotContains(t, made.body["properties"], "sharedKey")
	w.wait(made)
	require.Equal(t, "first", w.get(at + "/sharedkey" + api).body["value"])
	w.wait(w.put(at+api, connection("second")))
	require.Equal(t, "first", w.get(at + "/sharedkey" + api).body["value"], "another key in the body of a connection that exists is not taken")
	w.wait(w.put(at+"/sharedkey"+api, obj{"value": "third"}))
	require.Equal(t, "third", w.get(at + "/sharedkey" + api).body["value"])
	key, ok := s.Secret(at, "properties.sharedKey")
	require.True(t, ok)
	require.Equal(t, "third", key)
}

func TestATokenIsForATenantAndWhatLeadsToAnotherNeedsTwo(t *testing.T) {
	const abroad = "/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/rg-far"
	s := hub(t, rehearsal.Options{Tenants: map[string]string{"11111111-1111-1111-1111-111111111111": "home", "22222222-2222-2222-2222-222222222222": "abroad"}})
	require.NoError(t, s.Put(abroad, obj{"location": "westeurope"}))
	far := abroad + "/providers/Microsoft.Network/virtualNetworks/vnet-far"
	require.NoError(t, s.Put(far, network("10.7.0.0/16")))
	w := serve(t, s)
	w.tenant = "home"
	require.Equal(t, "InvalidAuthenticationTokenTenant", w.get(far+api).code())
	half := obj{"properties": obj{"remoteVirtualNetwork": id(far)}}
	refused := w.put(networking+"virtualNetworks/vnet-hub/virtualNetworkPeerings/p"+api, half)
	require.Equal(t, http.StatusForbidden, refused.status)
	require.Equal(t, "LinkedAuthorizationFailed", refused.code())
	w.extra = http.Header{"X-Ms-Authorization-Auxiliary": {"Bearer tenant:abroad"}}
	require.Equal(t, http.StatusCreated, w.put(networking+"virtualNetworks/vnet-hub/virtualNetworkPeerings/p"+api, half).status)
}

func TestAVaultGivesItsSecrets(t *testing.T) {
	s := rehearsal.New(rehearsal.Options{})
	s.SetVaultSecret("kv-hub", "key", "s3cret")
	w := serve(t, s)
	ask := func(name string) *http.Response {
		req, err := http.NewRequest(http.MethodGet, w.url+"/secrets/"+name+"?api-version=7.4", nil)
		require.NoError(t, err)
		req.Host = "kv-hub.vault.azure.net"
		req.Header.Set("Authorization", "Bearer tenant:")
		got, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		t.Cleanup(func() { _ = got.Body.Close() })
		return got
	}
	text, err := io.ReadAll(ask("key").Body)
	require.NoError(t, err)
	require.Contains(t, string(text), `"value":"s3cret"`)
	require.Equal(t, http.StatusNotFound, ask("other").StatusCode)
}

func TestACommitBringsConfigurationsIntoForce(t *testing.T) {
	s := rehearsal.New(rehearsal.Options{})
	require.NoError(t, s.Put(group, obj{"location": "westeurope"}))
	manager := networking + "networkManagers/nm"
	require.NoError(t, s.Put(manager, obj{"location": "westeurope", "properties": obj{}}))
	require.NoError(t, s.Put(manager+"/connectivityConfigurations/mesh", obj{"properties": obj{"connectivityTopology": "Mesh"}}))
	w := serve(t, s)
	got := w.post(manager+"/commit"+api, obj{"commitType": "Connectivity", "targetLocations": []any{"westeurope"},
		"configurationIds": []any{manager + "/connectivityConfigurations/mesh"}})
	require.Equal(t, http.StatusAccepted, got.status)
	require.Equal(t, http.StatusNoContent, w.get(got.headers.Get("Location")).status)
	require.Equal(t, []string{manager + "/connectivityConfigurations/mesh"}, s.Deployed(manager, "westeurope", "Connectivity"))
	status := w.post(manager+"/listDeploymentStatus"+api, obj{"regions": []any{"westeurope"}, "deploymentTypes": []any{"Connectivity"}})
	require.Equal(t, "Deployed", status.body["value"].([]any)[0].(obj)["deploymentStatus"])
	require.Equal(t, "InvalidResourceReference", w.post(manager+"/commit"+api, obj{"commitType": "Connectivity", "targetLocations": []any{"westeurope"},
		"configurationIds": []any{manager + "/connectivityConfigurations/none"}}).code())
}
