package golden_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// sampleExports are exports by name: those of the importer's tests and of the examples, and what some golden cases deploy.
func sampleExports(t *testing.T, cases ...string) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob("../adopt/testdata/estates/*.json")
	require.NoError(t, err)
	out := map[string][]byte{}
	for _, file := range append(files, "../examples/deployed/estate.json", brownfield+"estate.json") {
		out[file], err = os.ReadFile(file)
		require.NoError(t, err)
	}
	for _, name := range cases {
		out[name] = standing(t, compiled(t, "cases/"+name))
	}
	return out
}

// A part is an object in the properties of a resource of an export.
type part struct {
	resource object // whose part it is: the nearest that has an id and a type
	path     string
	object   object
}

// partsOf are the parts of an export in which a user's properties stand: no references, and nothing that Azure answers alone.
func partsOf(root any) []part {
	var out []part
	var visit func(v any, of object, path string)
	visit = func(v any, of object, path string) {
		switch v := v.(type) {
		case object:
			if v["type"] != nil && v["properties"] != nil && strings.HasPrefix(fmt.Sprint(v["type"]), "Microsoft.Network/") && path == "" {
				of = v
				visit(v["properties"], of, "properties")
				return
			}
			if of != nil && (len(v) > 1 || v["id"] == nil) {
				out = append(out, part{of, path, v})
			}
			for _, k := range slices.Sorted(maps.Keys(v)) {
				at := ""
				if of != nil {
					at = path + "." + k
				}
				visit(v[k], of, at)
			}
		case []any:
			for _, item := range v {
				at := ""
				if of != nil {
					at = path + "[]"
				}
				visit(item, of, at)
			}
		}
	}
	visit(root, nil, "")
	return out
}

// answeredAlone are parts that Azure answers and nobody writes. Source: azure-rest-api-specs, Microsoft.Network: readOnly.
var answeredAlone = []string{
	".localAddressSpace", ".localVirtualNetworkAddressSpace", ".remoteAddressSpace", ".remoteVirtualNetworkAddressSpace", ".extendedLocation",
}

// elsewhere are parts that an export has twice, or that Azure alone answers of one type: connections stand in the body of their gateway too, which counts.
var elsewhere = regexp.MustCompile(`expressRouteGateways/expressRouteConnections |vpnGateways properties.ipConfigurations`)

// Whatever a resource has that the intent has no words for is listed, wherever it stands: a property more is put into one part after another.
// Only of a resource that is used as it is, or that is listed itself, nothing is said.
func TestWhatAnImportLeavesOutIsListed(t *testing.T) {
	t.Parallel()
	exports := sampleExports(t, "access-peering-flows", "er-own-circuit", "firewall-settings", "vpn-nat-overlapping-branches", "wan-own-circuit")
	type place struct {
		part
		export string
		root   any
	}
	kinds := map[string][]place{}
	for _, name := range sortedNames(exports) {
		var root any
		require.NoError(t, json.Unmarshal(exports[name], &root))
		for _, p := range partsOf(root) {
			item := strings.HasSuffix(p.path, "[]") && p.object["properties"] != nil // its properties are a part
			kind := fmt.Sprint(p.resource["type"], " ", p.path)
			if !item && !elsewhere.MatchString(kind) && !slices.ContainsFunc(answeredAlone, func(s string) bool { return strings.HasSuffix(p.path, s) }) {
				kinds[kind] = append(kinds[kind], place{p, name, root})
			}
		}
	}
	r := rand.New(rand.NewSource(20261130))
	told := 0
	for _, kind := range sortedNames(kinds) {
		p := kinds[kind][r.Intn(len(kinds[kind]))]
		p.object["zzUnknown"] = "x"
		content, err := json.Marshal(p.root)
		require.NoError(t, err)
		delete(p.object, "zzUnknown")
		got := importOf(t, p.export, content, "--created", "all")
		short := strings.TrimPrefix(fmt.Sprint(p.resource["type"]), "Microsoft.Network/")
		listed := slices.ContainsFunc(got.Left, func(l struct{ Type, Name, Why string }) bool {
			own := l.Name == p.resource["name"] || strings.HasSuffix(l.Name, "/"+fmt.Sprint(p.resource["name"]))
			return strings.Contains(l.Why, "zzUnknown") || l.Type == short && own
		})
		for _, k := range got.Types {
			if k.Type == short && k.Intent == k.Deployed && p.resource["name"] != "defaultRouteTable" { // every virtual hub has that
				told++
				if !listed {
					t.Errorf("%s: of %v in %s a property more is dropped in silence", kind, p.resource["name"], p.export)
				}
			}
		}
	}
	require.Greater(t, told, 40)
}
