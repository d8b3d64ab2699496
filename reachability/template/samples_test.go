package template

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/source"
)

// TestOurOwnTemplates reads what this project emits: the samples, and the golden cases where they are at hand.
func TestOurOwnTemplates(t *testing.T) {
	names, err := filepath.Glob(filepath.Join("testdata", "own-*.json"))
	require.NoError(t, err)
	require.NotEmpty(t, names)
	golden, err := filepath.Glob(filepath.Join("..", "..", "golden", "cases", "*", "want", "arm", "main", "main.json"))
	require.NoError(t, err)
	for _, name := range append(names, golden...) {
		content, err := os.ReadFile(name)
		require.NoError(t, err)
		result, found := Read([]*source.File{source.New(name, content)}, Options{Location: "westeurope"})
		require.Empty(t, errorsOf(found), name)
		require.NotEmpty(t, result.Resources, name)
		checkInvariants(t, result)
		for _, r := range result.Resources {
			require.Empty(t, r.Unknown, name)
			requireKnown(t, name, r.Body)
			for _, id := range r.DependsOn {
				require.Contains(t, idsOf(result), id, name)
			}
		}
	}
}

// requireKnown holds a value to have nothing unknown in it but secrets, which nobody reads, and what Azure gives: addresses of gateways, keys of
// authorizations.
func requireKnown(t *testing.T, name string, v *Value) {
	t.Helper()
	if strings.HasSuffix(v.Text, " is secure, so its value is not known") {
		return
	}
	if _, path, ok := v.ReadFrom(); ok && (strings.HasPrefix(path, "bgpSettings.bgpPeeringAddresses[") || path == "authorizationKey") {
		return
	}
	require.False(t, v.IsUnknown(), "%s: %s: %s", name, v.At, v.Text)
	for _, item := range v.Items {
		requireKnown(t, name, item)
	}
	for _, m := range v.Members {
		requireKnown(t, name, m.Value)
	}
}

// checkInvariants holds a result to what its consumers rely on.
func checkInvariants(t *testing.T, result *Result) {
	t.Helper()
	for _, r := range result.Resources {
		require.NotEmpty(t, r.Type)
		require.NotEmpty(t, r.Name)
		require.Equal(t, strings.ToLower(r.ID), r.ID)
		require.NotNil(t, r.Body)
		if r.ResourceGroup != "" && r.Unknown == "" && !strings.Contains(r.ID, "/providers/microsoft.authorization/") && r.Body.Get("scope") == nil {
			require.Equal(t, ResourceID(r.Subscription, r.ResourceGroup, r.Type, r.Name), r.ID)
		}
	}
}

func TestASampleIsReadWhole(t *testing.T) {
	result, found := Read([]*source.File{sample(t, "own-peering.json")}, Options{})
	require.Empty(t, found)
	var peering *Resource
	for i := range result.Resources {
		if strings.HasSuffix(result.Resources[i].Type, "virtualNetworkPeerings") {
			peering = &result.Resources[i]
			break
		}
	}
	require.NotNil(t, peering)
	remote := peering.Properties.Get("remoteVirtualNetwork", "id").ID()
	require.Contains(t, idsOf(result), remote)
	require.NotEmpty(t, peering.Deployment)
	require.Equal(t, "testdata", filepath.Dir(filepath.Join("testdata", peering.At.File.Name)))
}

// TestABicepStyleSample reads a template as bicep build writes it: symbolic names, loops and modules.
func TestABicepStyleSample(t *testing.T) {
	result, found := Read([]*source.File{sample(t, "symbolic.json")}, Options{Location: "westeurope"})
	require.Empty(t, errorsOf(found))
	checkInvariants(t, result)
	byName := map[string]Resource{}
	for _, r := range result.Resources {
		byName[r.Name] = r
	}
	hub := byName["vnet-hub"]
	require.Equal(t, `["10.0.0.0/26","10.0.0.64/26"]`, show(hub.Properties.Get("addressPrefixes")))
	spoke := byName["vnet-spoke1"]
	require.Equal(t, "westeurope", spoke.Location)
	require.Equal(t, "10.1.1.0/24", spoke.Properties.Get("addressSpace", "addressPrefixes").List()[0].String())
	peering := byName["vnet-spoke1/to-hub"]
	require.Equal(t, hub.ID, peering.Properties.Get("remoteVirtualNetwork", "id").ID())
	require.Contains(t, peering.DependsOn, spoke.ID)
}
