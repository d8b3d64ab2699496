package golden_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/adopt"
	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// A route that a hand has written on a subnet of a hub is in the imported intent, and stays: on an ordinary subnet as one of the intent, on GatewaySubnet in a
// table that stays another owner's.
func TestRoutesByHandOfAHubAreImported(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"hub-site-inspected", "hub-firewall"} {
		whole := standing(t, compiled(t, "cases/"+name))
		for _, subnets := range [][]string{{"shared"}, {"GatewaySubnet"}, {"shared", "GatewaySubnet"}} {
			for _, hop := range []string{"None", "Internet"} {
				t.Run(name+" "+strings.Join(subnets, "+")+" "+hop, func(t *testing.T) {
					export, added := withRoutesByHand(t, whole, subnets, hop)
					if added == 0 {
						return // it has no such table
					}
					there := answersOf(t, export)
					for _, o := range []adopt.Options{{}, {Creates: func(*template.Resource) bool { return true }}} {
						made := adopt.Import(name, there, o)
						require.Equal(t, added, strings.Count(string(made.Intent), "203.0.113.64/26"), "%s", made.Intent)
						require.Empty(t, changesOfImport(t, name, there, o), "%s", made.Intent)
					}
				})
			}
		}
	}
}

// withRoutesByHand is an export with a route more in the tables of subnets, and in how many it is.
func withRoutesByHand(t *testing.T, export []byte, subnets []string, hop string) ([]byte, int) {
	t.Helper()
	var root any
	require.NoError(t, json.Unmarshal(export, &root))
	var visit func(v any, see func(o map[string]any))
	visit = func(v any, see func(o map[string]any)) {
		switch v := v.(type) {
		case []any:
			for _, item := range v {
				visit(item, see)
			}
		case map[string]any:
			see(v)
			for _, item := range v {
				visit(item, see)
			}
		}
	}
	tables, done := map[string]bool{}, map[string]bool{}
	visit(root, func(o map[string]any) {
		p, _ := o["properties"].(map[string]any)
		if table, ok := p["routeTable"].(map[string]any); ok && p["addressPrefix"] != nil {
			for _, s := range subnets {
				tables[strings.ToLower(table["id"].(string))] = tables[strings.ToLower(table["id"].(string))] || o["name"] == s
			}
		}
	})
	visit(root, func(o map[string]any) {
		id, _ := o["id"].(string)
		if o["type"] != azure.TypeRouteTable || !tables[strings.ToLower(id)] {
			return
		}
		p := o["properties"].(map[string]any)
		list, _ := p["routes"].([]any)
		p["routes"] = append(list, map[string]any{"id": id + "/routes/odd", "name": "odd", "type": azure.TypeRoute,
			"properties": map[string]any{"addressPrefix": "203.0.113.64/26", "nextHopType": hop}})
		done[id] = true
	})
	out, err := json.Marshal(root)
	require.NoError(t, err)
	return out, len(done)
}
