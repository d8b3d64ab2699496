package golden_test

import (
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// hubGateways are the types of gateways of virtual hubs: where their connections stand in their bodies, and the type of these.
var hubGateways = map[string]struct{ list, child string }{
	network + "vpnGateways":          {"connections", network + "vpnGateways/vpnConnections"},
	network + "expressRouteGateways": {"expressRouteConnections", network + "expressRouteGateways/expressRouteConnections"},
}

// A write of a virtual hub's gateway deletes the connections that it does not name. So in whichever root a connection is, the one write of its
// gateway names it, with the same properties, and nothing else.
func TestNoWriteOfAHubsGatewayDeletesAConnection(t *testing.T) {
	t.Parallel()
	dirs, err := filepath.Glob("cases/wan-*")
	require.NoError(t, err)
	seen := &counts{}
	for _, dir := range append(dirs, "connected") {
		files := filesOf(t, dir)
		gateways, children := map[string]*armResource{}, map[string]map[string]any{}
		for _, name := range sortedNames(files) {
			if !strings.HasPrefix(name, "arm/") || !strings.HasSuffix(name, "/main.json") {
				continue
			}
			for _, r := range readARM(t, files[name]).resources {
				if _, ok := hubGateways[r.Type]; ok {
					require.NotContains(t, gateways, r.ID, "two roots write a gateway")
					gateways[r.ID] = r
				}
				for _, g := range hubGateways {
					if r.Type == g.child {
						gateway, connection := path.Dir(path.Dir(r.ID)), path.Base(r.ID)
						if children[gateway] == nil {
							children[gateway] = map[string]any{}
						}
						children[gateway][connection] = r.Properties
					}
				}
			}
		}
		for id := range children {
			require.Contains(t, gateways, id, "a connection whose gateway is written elsewhere")
		}
		for id, g := range gateways {
			seen.add(g.Type, 1)
			named := map[string]any{}
			for _, item := range listOf(g.Properties[hubGateways[g.Type].list]) {
				named[strings.ToLower(textOf(objectOf(item)["name"]))] = objectOf(item)["properties"]
				seen.add(hubGateways[g.Type].child, 1)
			}
			require.Len(t, named, len(children[id]), id)
			for name, properties := range children[id] {
				require.Equal(t, properties, named[name], "%s of %s", name, id)
			}
		}
	}
	for kind, g := range hubGateways {
		require.GreaterOrEqual(t, seen.by[kind], 3, kind)
		require.GreaterOrEqual(t, seen.by[g.child], 3, g.child)
	}
}

// What the provider has done moves a connection, with the gateway of a virtual hub, from one root to another, and changes no resource.
func TestAProvisionedCircuitMovesItsConnectionToMain(t *testing.T) {
	t.Parallel()
	for name, moved := range map[string][]string{
		"er-own-circuit":  {"connections/con-hub-to-er-fra"},
		"wan-own-circuit": {"expressroutegateways/ergw-hub", "expressroutegateways/ergw-hub/expressrouteconnections/con-hub-to-er-fra"},
	} {
		before, after := filesOf(t, "cases/"+name), filesOf(t, "cases/"+name+"-provisioned")
		was, is := placesOf(t, before), placesOf(t, after)
		require.Len(t, is, len(was), "the same resources")
		found := 0
		for id, r := range was {
			require.Contains(t, is, id)
			require.Equal(t, r.resource.Properties, is[id].resource.Properties, id)
			short := id[strings.Index(id, "microsoft.")+len("microsoft.network/"):]
			if r.root != is[id].root {
				require.Equal(t, []string{"connections", "main"}, []string{r.root, is[id].root}, id)
				require.Contains(t, moved, short)
				found++
			}
		}
		require.Equal(t, len(moved), found, name)
	}
}

// inRoot is a resource with the root that it is emitted in.
type inRoot struct {
	root     string
	resource *armResource
}

func placesOf(t *testing.T, files map[string][]byte) map[string]inRoot {
	out := map[string]inRoot{}
	for _, name := range sortedNames(files) {
		if root, ok := strings.CutPrefix(path.Dir(name), "arm/"); ok && path.Base(name) == "main.json" {
			for _, r := range readARM(t, files[name]).resources {
				if !strings.HasSuffix(r.ID, "/outputs") {
					out[r.ID] = inRoot{root, r}
				}
			}
		}
	}
	return out
}
