package microsofttest

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Nothing here needs a program of Microsoft's.

func TestValuesAreWrittenInBicep(t *testing.T) {
	given, err := valuesOf([]byte(`{"parameters": {"text": {"value": "it's ${x} \\ \n"}, "list": {"value": [1, 1.5, true, null]}, "object": {"value": {"a-b": {}}}}}`))
	require.NoError(t, err)
	require.Equal(t, "using './main.json'\nparam list = [\n1\njson('1.5')\ntrue\nnull\n]\nparam object = {\n'a-b': {\n}\n}\n"+
		`param text = 'it\'s \${x} \\ \n'`+"\n", string(bicepparam(given)))
	given, err = valuesOf([]byte(`{"parameters": {"key": {"reference": {"keyVault": {"id": "x"}, "secretName": "y"}}}}`))
	require.NoError(t, err)
	require.Empty(t, given, "a secret of a key vault is not known")
	_, err = valuesOf([]byte(`{"parameters": {"key": {}}}`))
	require.ErrorContains(t, err, "key has neither a value nor a reference")
}

func TestSecureParametersAreRevealedWhereverTheyStand(t *testing.T) {
	tree, err := decode([]byte(`{"parameters": {"a": {"type": "securestring"}, "b": {"type": "string"}}, "resources": [{"properties": {"template": {
		"parameters": {"c": {"type": "secureObject"}}}}}]}`))
	require.NoError(t, err)
	reveal(tree)
	content, err := json.Marshal(tree)
	require.NoError(t, err)
	require.JSONEq(t, `{"parameters": {"a": {"type": "string"}, "b": {"type": "string"}}, "resources": [{"properties": {"template": {
		"parameters": {"c": {"type": "object"}}}}}]}`, string(content))
}

func TestASecretHasOneValueInTheEnvironmentAndAsAParameter(t *testing.T) {
	dir := t.TempDir()
	text := "using './main.bicep'\nparam sharedKeyHub = readEnvironmentVariable('SHARED_KEY_HUB')\nparam b = readEnvironmentVariable( 'B', 'x')\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, "main.bicepparam"), []byte(text), 0o600))
	require.Equal(t, []string{"SHARED_KEY_HUB", "B"}, environmentOf(t, []string{dir}))
	require.Equal(t, secretOf("SHARED_KEY_HUB"), secretOf("sharedKeyHub"))
	require.NotEqual(t, secretOf("sharedKeyHub"), secretOf("sharedKeyHub2"))
}

func TestATemplateSaysWhereItIsDeployed(t *testing.T) {
	of := func(schema string, to Scope) map[string]any {
		metadata, err := metadataOf(map[string]any{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/" + schema}, to)
		require.NoError(t, err)
		return metadata
	}
	require.Equal(t, OwnSubscription, of("subscriptionDeploymentTemplate.json#", Scope{})["subscriptionId"])
	require.NotContains(t, of("subscriptionDeploymentTemplate.json#", Scope{}), "resourceGroup")
	require.Equal(t, "rg", of("deploymentTemplate.json#", Scope{Subscription: "s", ResourceGroup: "rg"})["resourceGroup"])
	require.NotContains(t, of("tenantDeploymentTemplate.json#", Scope{}), "subscriptionId")
	require.Equal(t, OwnManagementGroup, of("managementGroupDeploymentTemplate.json#", Scope{})["managementGroupId"])
	_, err := metadataOf(map[string]any{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#"}, Scope{})
	require.ErrorContains(t, err, "is no template for")
}

func TestAnswersAreReadOneAfterTheOther(t *testing.T) {
	in := bufio.NewReader(strings.NewReader("Content-Length: 22\r\n\r\n{\"id\":7,\"result\":true}Content-Length: 52\r\nX: y\r\n\r\n" +
		`{"id":8,"error":{"message":"a","data":{"message":"b"` + "}}}"))
	a, err := readAnswer(in)
	require.NoError(t, err)
	require.Equal(t, 7, a.ID)
	require.Equal(t, "true", string(a.Result))
	_, err = readAnswer(in)
	require.Error(t, err, "it is three bytes short")
}

func TestAFolderWithoutARootIsAnError(t *testing.T) {
	_, err := (&Engine{}).Folder(t, t.TempDir(), Scope{})
	require.ErrorContains(t, err, "has no main.bicepparam, main.bicep or main.json")
}

func TestAMemberIsRenamedWhereverItStands(t *testing.T) {
	tree, err := decode([]byte(`{"a": [{"b": {"a": 1}}]}`))
	require.NoError(t, err)
	rename(tree, "a", "c")
	require.Equal(t, map[string]any{"c": []any{map[string]any{"b": map[string]any{"c": json.Number("1")}}}}, tree)
}
