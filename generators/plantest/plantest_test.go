package plantest_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/generators/plantest"
)

// What printers are tested with is a plan that could be deployed: symbols of a root differ, and modules wait for modules before them.
func TestThePlansHangTogether(t *testing.T) {
	for name, p := range map[string]*plan.Plan{"sample": plantest.Sample(), "none": plantest.Large(0), "large": plantest.Large(250)} {
		require.NotEmpty(t, p.Roots, name)
		for _, root := range p.Roots {
			symbols, resources := map[string]bool{}, map[string]bool{}
			for _, m := range root.Modules {
				require.False(t, symbols[m.Symbol], "%s: module %s twice", name, m.Symbol)
				for _, on := range m.DependsOn {
					require.True(t, symbols[on], "%s: module %s waits for %s, which is not before it", name, m.Symbol, on)
				}
				symbols[m.Symbol] = true
				for _, r := range m.Resources {
					require.False(t, resources[m.Symbol+"."+r.Symbol], "%s: %s twice", name, r.Symbol)
					resources[m.Symbol+"."+r.Symbol] = true
				}
			}
		}
	}
}

func TestALargePlanHasWhatItSays(t *testing.T) {
	count := 0
	for _, m := range plantest.Large(250).Roots[0].Modules {
		count += len(m.Resources)
	}
	require.Equal(t, 1+4*250, count, "the hub, and of each spoke a table, a network and two halves")
}
