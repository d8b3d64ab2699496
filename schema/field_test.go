package schema

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestExplainFindsEveryField(t *testing.T) {
	for _, path := range FieldPaths() {
		f, hint, ok := Explain(path)
		require.True(t, ok, "%s: %s", path, hint)
		require.Equal(t, path, f.Path)
		if !strings.HasSuffix(path, ".kind") {
			require.NotEmpty(t, f.Doc, path)
		}
		require.NotEmpty(t, f.Takes, path)
	}
	require.Greater(t, len(FieldPaths()), 200)
}

func TestExplainSaysWhatAFieldIs(t *testing.T) {
	f, _, ok := Explain("connections.hubAndSpoke.inspect")
	require.True(t, ok)
	require.Equal(t, []string{"spokeToSpoke", "internet", "onPremises"}, f.Means)
	require.Contains(t, f.Derives, "GatewaySubnet")
	require.Equal(t, []string{"hub/firewall", "hub/nva"}, f.Examples)

	f, _, ok = Explain("networks.*.gateways.vpn")
	require.True(t, ok)
	require.Equal(t, "networks.gateways.vpn", f.Path)
	require.NotEmpty(t, f.Fields)

	f, _, ok = Explain("connections")
	require.True(t, ok)
	require.Len(t, f.Fields, 5, "the kinds")

	f, _, ok = Explain("")
	require.True(t, ok)
	require.Equal(t, "vnetloom", f.Fields[0].Path)
	require.True(t, f.Fields[0].Required)
}

func TestExplainNamesWhatThereIs(t *testing.T) {
	for path, want := range map[string]string{
		"connections.hubAndSpoke.inspects": `did you mean "inspect"?`,
		"connections.star":                 "the fields of connections are peering, mesh, hubAndSpoke, vpn, expressRoute",
		"network":                          `did you mean "networks"?`,
		"name.first":                       "name has no fields",
	} {
		_, hint, ok := Explain(path)
		require.False(t, ok, path)
		require.Equal(t, want, hint)
	}
}

// Whoever has read a field in an intent knows its name alone: every field is found by the end of its path.
func TestExplainCompletesTheEndOfAPath(t *testing.T) {
	for _, path := range FieldPaths() {
		name := path[strings.LastIndexByte(path, '.')+1:]
		require.Contains(t, FieldsNamed(name), path)
		require.Contains(t, FieldsNamed(strings.ToUpper(path)), path)
	}
	require.Empty(t, FieldsNamed("nspect"), "a name is whole")
	for path, want := range map[string]string{
		"inspect":             `did you mean "connections.hubAndSpoke.inspect"?`,
		"hubAndSpoke.inspect": `did you mean "connections.hubAndSpoke.inspect"?`,
		"hubAndSpoke":         `did you mean "connections.hubAndSpoke"?`,
	} {
		_, hint, ok := Explain(path)
		require.False(t, ok, path)
		require.Equal(t, want, hint)
	}
}
