package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Every line of the ARM JSON with a name of a resource is explained by the resource of that name; what is no resource is refused.
func TestExplainTakesALineOfTheOutput(t *testing.T) {
	const intent = "../../examples/contoso/intent.yaml"
	run := func(args ...string) (int, string, string) {
		var out, said bytes.Buffer
		code := Main(args, strings.NewReader(""), &out, &said)
		return code, out.String(), said.String()
	}
	file := "../../examples/contoso/out/arm/main/main.json"
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	asked := 0
	for i, line := range strings.Split(string(text), "\n") {
		for _, name := range []string{"rt-shop", "vnet-shop/peer-shop-to-hub", "afw-hub"} {
			if strings.TrimSpace(line) == `"name": "`+name+`",` {
				asked++
				code, out, said := run("explain", file+":"+strconv.Itoa(i+1), intent)
				require.Zero(t, code, said)
				require.Contains(t, strings.SplitN(out, "\n", 2)[0], name[strings.LastIndexByte(name, '/')+1:])
				require.Contains(t, out, "\nfrom:        ")
				require.Contains(t, out, "intent.yaml:")
			}
		}
	}
	require.GreaterOrEqual(t, asked, 3)
	for rows, row := range map[string]string{"bicep/main/estate.bicep": "network: 'shop', remote: 'hub'", "powershell/main/estate.json": `"network": "shop", "remote": "hub"`} {
		text, err := os.ReadFile("../../examples/contoso/out/" + rows)
		require.NoError(t, err)
		before, _, found := strings.Cut(string(text), row)
		require.True(t, found, rows)
		code, out, said := run("explain", "../../examples/contoso/out/"+rows+":"+strconv.Itoa(1+strings.Count(before, "\n")), intent)
		require.Zero(t, code, said)
		require.Contains(t, strings.SplitN(out, "\n", 2)[0], "vnet-shop/virtualNetworkPeerings/peer-shop-to-hub")
		require.Contains(t, out, "intent.yaml:18: estate:")
	}
	for args, want := range map[string]string{file + ":1": "belongs to no resource", file + ":99999": "belongs to no resource", "out/bicep/main/main.bicep:3": "has no rows and no resources",
		"other.json:3": "is no file of the output",
		"../../examples/contoso/out/bicep/main/estate.bicep:41": "belongs to no resource"} {
		code, _, said := run("explain", args, intent)
		require.Equal(t, exitUsage, code, args)
		require.Contains(t, said, want)
	}
	code, out, said := run("explain", "../../examples/contoso/out/bicep/main/estate.bicep:30", intent)
	require.Zero(t, code, said)
	require.Contains(t, out, "routeSets.estate\n\nRows that stand here once, for all that take them. Number of resources: 3.\n\nfrom:        connections.estate\ntaken by:    ")
	changed := filepath.Join(t.TempDir(), "arm", "main", "main.json")
	require.NoError(t, os.MkdirAll(filepath.Dir(changed), 0o750))
	require.NoError(t, os.WriteFile(changed, append(text, ' '), 0o600))
	code, _, said = run("explain", changed+":300", intent)
	require.Equal(t, exitUsage, code)
	require.Contains(t, said, "is not what the intent makes")
}
