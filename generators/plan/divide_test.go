package plan_test

import (
	"fmt"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
)

// byCount is a measure by which everything is as large as it has resources: a target of another kind than those that there are.
type byCount struct{}

func (byCount) Module(m *plan.Module) plan.Size {
	return plan.Size{Bytes: len(m.Resources), Resources: len(m.Resources)}
}

func (byCount) Least(resources iter.Seq[*plan.Resource]) int {
	n := 0
	for range resources {
		n++
	}
	return n
}

func (byCount) LeastModule(resources iter.Seq[*plan.Resource]) plan.Size {
	n := 0
	for range resources {
		n++
	}
	return plan.Size{Bytes: n, Resources: n}
}

func (c byCount) Root(r *plan.Root) plan.Size {
	s := plan.Size{Bytes: len(r.Groups), Resources: len(r.Groups) + len(r.Modules)}
	for i := range r.Modules {
		s.Bytes += len(r.Modules[i].Resources)
	}
	return s
}

// placed is where a resource of a plan is, and what it is.
type placed struct {
	root, module, at int // module -1 of a resource group of the root
	r                *plan.Resource
}

// placesOf are the places of all resources. Circuits have resource groups that main has too: what is in both is once in what is divided of each.
func placesOf(p *plan.Plan) map[string]placed {
	out := map[string]placed{}
	put := func(root *plan.Root, x placed) {
		key := root.Tenant + " " + root.Whole() + " " + x.r.ID.String()
		if _, twice := out[key]; twice {
			panic(key + " is there twice")
		}
		out[key] = x
	}
	for i := range p.Roots {
		root := &p.Roots[i]
		for j := range root.Groups {
			put(root, placed{i, -1, j, &root.Groups[j]})
		}
		for j := range root.Modules {
			for k := range root.Modules[j].Resources {
				put(root, placed{i, j, k, &root.Modules[j].Resources[k]})
			}
		}
	}
	return out
}

// TestWhatIsDividedIsTheWholeInAnOrderThatItAllows divides every case by several measures: the resources, and the order that they need, are
// those of the whole; nothing of a unit is in two parts of a root; what changes one thing is one after the other; and the plan is as before.
func TestWhatIsDividedIsTheWholeInAnOrderThatItAllows(t *testing.T) {
	dirs, err := filepath.Glob("../../golden/cases/*/intent.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, dirs)
	roots, modules := 0, 0
	for _, file := range dirs {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		if strings.Contains(file, "estate-") { // large ones take long to divide into parts of three
			continue
		}
		p := lower(t, string(text))
		whole, before := placesOf(p), fmt.Sprint(p.Roots)
		for most, by := range map[plan.Limits]plan.Measure{
			{TemplateBytes: 9000, ResourceBytes: 5000, Resources: 6, Outputs: 1, Parameters: 2}: plan.Literal{},
			{TemplateBytes: 8, ResourceBytes: 3}:                                                byCount{},
			{Resources: 3}:                                                                      byCount{},
		} {
			divided := p.Divide(by, most)
			require.Equal(t, before, fmt.Sprint(p.Roots), "%s: the plan is changed", file)
			parts := placesOf(divided)
			require.Equal(t, slices.Sorted(maps.Keys(whole)), slices.Sorted(maps.Keys(parts)), file)
			for key, x := range parts {
				require.True(t, azure.Equal(whole[key].r.Body, x.r.Body), "%s: %s", file, key)
			}
			requireOrder(t, file, divided, parts)
			requireNames(t, file, divided)
			roots += len(divided.Roots) - len(p.Roots)
			for i := range divided.Roots {
				modules += len(divided.Roots[i].Modules)
			}
			for i := range p.Roots {
				modules -= len(p.Roots[i].Modules)
			}
		}
	}
	require.Greater(t, roots, 100)
	require.Greater(t, modules, 300)
}

// requireNames holds that no two deployments to one scope have one name, which Azure does not tell by case: the second would take the place of
// the first. A root's own stands in the subscription of the deployment, as what is nested in it without a subscription.
func requireNames(t *testing.T, file string, p *plan.Plan) {
	t.Helper()
	seen := map[string]bool{}
	one := func(scope, name string) {
		key := strings.ToLower(scope + " " + name)
		require.False(t, seen[key], "%s: two deployments %s", file, key)
		require.Regexp(t, `^[-\w.]{1,64}$`, name, file)
		seen[key] = true
	}
	for i := range p.Roots {
		root := &p.Roots[i]
		if !root.CrossTenant { // else there is none but of its files, which have no names of ours
			one(root.Tenant+"/", p.DeploymentName(root))
			for j := range root.Modules {
				m := &root.Modules[j]
				one(root.Tenant+"/"+m.Scope.Subscription+m.Scope.ResourceGroup, m.Name)
			}
		}
	}
}

// requireOrder holds that what a resource names is before it, that resources of one chain are one after the other, and that a unit is in one
// part of what its stage is divided into.
func requireOrder(t *testing.T, file string, p *plan.Plan, parts map[string]placed) {
	t.Helper()
	earliest := map[plan.ID]placed{}
	for _, x := range parts {
		if at, ok := earliest[x.r.ID]; !ok || x.root < at.root {
			earliest[x.r.ID] = x
		}
	}
	unit := map[string]string{}
	for i := range p.Roots {
		root := &p.Roots[i]
		if root.CrossTenant {
			continue // each module is deployed alone
		}
		position := map[string]int{}
		for j := range root.Modules {
			position[root.Modules[j].Symbol] = j
		}
		waits := make([]map[int]bool, len(root.Modules)) // transitive
		lastOf := map[string]placed{}
		for j := range root.Modules {
			m := &root.Modules[j]
			waits[j] = map[int]bool{}
			for _, symbol := range m.DependsOn {
				n, ok := position[symbol]
				require.True(t, ok && n < j, "%s: %s waits for %s", file, m.Name, symbol)
				waits[j][n] = true
				maps.Copy(waits[j], waits[n])
			}
			inModule := make([]map[plan.ID]bool, len(m.Resources))
			index := map[plan.ID]int{}
			for k := range m.Resources {
				r := &m.Resources[k]
				inModule[k] = map[plan.ID]bool{}
				for _, id := range r.DependsOn {
					n, ok := index[id]
					require.True(t, ok, "%s: %s waits for %s, which is not before it in %s", file, r.ID.Name, id.Name, m.Name)
					inModule[k][id] = true
					maps.Copy(inModule[k], inModule[n])
				}
				index[r.ID] = k
				for _, chain := range r.Chains {
					if b, ok := lastOf[chain]; ok && (b.module == j && !inModule[k][b.r.ID] || b.module != j && !waits[j][b.module]) {
						t.Errorf("%s: %s and %s may be written at once", file, b.r.ID.Name, r.ID.Name)
					}
					lastOf[chain] = placed{i, j, k, r}
				}
				generators.References(r.Body, func(id plan.ID) {
					for ok := true; ok; id, ok = generators.Enclosing(id) {
						at, made := earliest[id]
						if made && (at.root > i || at.root == i && at.module > j) {
							t.Errorf("%s: %s names %s, which is made later", file, r.ID.Name, id.Name)
						}
					}
				})
				key := fmt.Sprint(root.Tenant, " ", root.Whole(), " ", m.Stage, " ", m.Scope.Folder, " ", m.Scope.ResourceGroup, " ", r.Unit)
				if at, ok := unit[key]; ok {
					require.Equal(t, at, root.Name+" "+m.Symbol, "%s: %s is in two parts", file, key)
				}
				unit[key] = root.Name + " " + m.Symbol
			}
		}
	}
}
