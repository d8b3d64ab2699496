package golden_test

import (
	"fmt"
	"math/rand"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators/plan"
)

// A network whose subnets get a table of others waits for every route that is added to it, whatever the order of what does not wait.
func TestNoSubnetHasATableBeforeItsRoutes(t *testing.T) {
	t.Parallel()
	dirs, err := os.ReadDir("cases")
	require.NoError(t, err)
	waits := 0
	for _, d := range dirs {
		if e := compiled(t, "cases/"+d.Name()); e.plan != nil {
			waits += requireRoutesFirst(t, e.plan, d.Name())
		}
	}
	require.Positive(t, waits, "some case has such a table")
}

// The same holds of random estates, some of whose subnets have tables of others.
func TestWhatIsDerivedForTablesOfOthersHoldsWhatIsPromised(t *testing.T) {
	t.Parallel()
	waits := 0
	holds(t, 20261207, 80, 20, func(r *rand.Rand) string {
		text := withTables(r, withSites(r, randomIntent(r)))
		if e := compile(intent{files: fstest.MapFS{"intent.yaml": {Data: []byte(text)}}, names: []string{"intent.yaml"}}); e.plan != nil {
			waits += requireRoutesFirst(t, e.plan, text)
		}
		return text
	})
	require.Greater(t, waits, 20)
}

// A plan without the edge from the routes to a network is noticed.
func TestASubnetThatHasATableBeforeItsRoutesIsNoticed(t *testing.T) {
	t.Parallel()
	for _, file := range []string{azure.StageHub.File(), azure.StageNetwork.File()} {
		p := *compiled(t, "cases/existing-tables-of-created-networks").plan
		p.Roots = slices.Clone(p.Roots)
		for i := range p.Roots {
			root := &p.Roots[i]
			root.Modules = slices.Clone(root.Modules)
			for j := range root.Modules {
				if m := &root.Modules[j]; m.File == file {
					m.DependsOn = nil
				}
			}
		}
		_, late := lateRoutes(&p)
		require.NotEmptyf(t, late, "mutant: %s waits for nothing", file)
	}
}

// requireRoutesFirst counts the pairs of a network and a route of one of its tables.
func requireRoutesFirst(t *testing.T, p *plan.Plan, text string) int {
	t.Helper()
	count, late := lateRoutes(p)
	require.Emptyf(t, late, "written by networks that do not wait for them:\n%s", text)
	return count
}

// lateRoutes counts the pairs of a network and a route of one of its tables, and finds the routes for which their network does not wait.
func lateRoutes(p *plan.Plan) (count int, late []string) {
	for i := range p.Roots {
		before := resourcesBefore(&p.Roots[i])
		routes := map[string][]azure.ID{}
		for _, m := range p.Roots[i].Modules {
			for _, r := range m.Resources {
				if r.ID.Type == azure.TypeRoute {
					routes[strings.ToLower(r.Parent.String())] = append(routes[strings.ToLower(r.Parent.String())], r.ID)
				}
			}
		}
		for _, m := range p.Roots[i].Modules {
			for _, r := range m.Resources {
				for _, table := range tablesOf(r) {
					for _, route := range routes[strings.ToLower(table.String())] {
						count++
						if !before[r.ID][route] {
							late = append(late, r.ID.String()+" < "+route.String())
						}
					}
				}
			}
		}
	}
	return count, late
}

// tablesOf are the tables of the subnets of a network.
func tablesOf(r plan.Resource) []azure.ID {
	if r.ID.Type != azure.TypeVirtualNetwork {
		return nil
	}
	var out []azure.ID
	properties, _ := r.Body.Get("properties").(azure.Object)
	subnets, _ := properties.Get("subnets").(azure.List)
	for _, s := range subnets {
		of, _ := s.(azure.Object).Get("properties").(azure.Object)
		table, _ := of.Get("routeTable").(azure.Object)
		switch id := table.Get("id").(type) {
		case azure.Ref:
			out = append(out, azure.ID(id))
		case azure.Str:
			if parsed, ok := azure.ParseID(string(id), azure.TypeRouteTable); ok {
				out = append(out, parsed)
			}
		}
	}
	return out
}

// resourcesBefore are the resources of a root that have been written when another is begun, in whatever order.
func resourcesBefore(root *plan.Root) map[azure.ID]map[azure.ID]bool {
	modules := map[string]map[azure.ID]bool{} // all that has been written when a module is over
	out := map[azure.ID]map[azure.ID]bool{}
	for _, m := range root.Modules {
		first := map[azure.ID]bool{}
		for _, symbol := range m.DependsOn {
			for id := range modules[symbol] {
				first[id] = true
			}
		}
		all := map[azure.ID]bool{}
		for id := range first {
			all[id] = true
		}
		for _, r := range m.Resources {
			out[r.ID] = map[azure.ID]bool{}
			for id := range first {
				out[r.ID][id] = true
			}
			for _, id := range r.DependsOn {
				out[r.ID][id] = true
				for earlier := range out[id] {
					out[r.ID][earlier] = true
				}
			}
			all[r.ID] = true
		}
		modules[m.Symbol] = all
	}
	return out
}

var someSubnet = regexp.MustCompile(`(GatewaySubnet|own|web|data): (10\.[0-9.]+/[0-9]+)`)

// withTables gives some subnets tables of others, some of them one table.
func withTables(r *rand.Rand, text string) string {
	const subscription = "11111111-1111-1111-1111-111111111111"
	text = strings.Replace(text, "defaults: {", "subscriptions: {prod: "+subscription+"}\ndefaults: {subscription: prod, ", 1)
	return someSubnet.ReplaceAllStringFunc(text, func(s string) string {
		if r.Intn(3) > 0 {
			return s
		}
		name, prefix, _ := strings.Cut(s, ": ")
		return fmt.Sprintf("%s: {prefix: %s, routeTable: /subscriptions/%s/resourceGroups/rg-tables/providers/Microsoft.Network/routeTables/rt-%s%d}",
			name, prefix, subscription, strings.ToLower(name), r.Intn(6))
	})
}
