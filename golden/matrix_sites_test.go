package golden_test

import (
	"context"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	compiler "github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/reachability"
)

// What the matrix says of a class and a site holds for every subnet of the class: it is compared with a trace of each, in both directions.
func TestTheMatrixSaysOfEverySiteWhatTracesSay(t *testing.T) {
	dirs, err := filepath.Glob("cases/*")
	require.NoError(t, err)
	traced := 0
	for _, dir := range dirs {
		in := readIntent(t, dir)
		r, err := compiler.Compile(context.Background(), in.files, in.names, compiler.Options{Targets: []string{}})
		require.NoError(t, err, dir)
		if r.Topology == nil || len(r.Topology.Sites) == 0 {
			continue
		}
		network, _ := r.Proof.Analysis()
		m := network.MatrixWithSites(network.Promises.Appliances)
		for _, c := range m.Cells {
			from, to := m.Classes[c.From], m.Classes[c.To]
			if from.Site == "" && to.Site == "" {
				continue
			}
			for i := range max(len(from.Subnets), len(to.Subnets)) {
				a, b := reachability.Endpoint{Site: from.Site}, reachability.Endpoint{Site: to.Site}
				if from.Site == "" {
					a.Subnet = from.Subnets[i]
				} else {
					b.Subnet = to.Subnets[i]
				}
				tr := network.Trace(a, b, reachability.Flow{}, network.Promises.Appliances)
				require.Equal(t, c.Outcome, tr.There.Outcome, "%s: %v to %v: %s, %s", dir, a, b, c.Why, tr.There.Why)
				require.Equal(t, c.Inspectors, tr.There.Inspectors(), "%s: %v to %v", dir, a, b)
				traced++
			}
		}
	}
	require.Greater(t, traced, 200)
}

// What the matrix says of two classes within one network holds for each pair of their subnets that is of one network; and of the others it
// speaks in a cell of their own. All pairs stand in it, each once.
func TestTheMatrixSaysOfEveryPairWithinANetworkWhatItsTraceSays(t *testing.T) {
	dirs, err := filepath.Glob("cases/*")
	require.NoError(t, err)
	traced, told := 0, 0
	for _, dir := range dirs {
		in := readIntent(t, dir)
		r, err := compiler.Compile(context.Background(), in.files, in.names, compiler.Options{Targets: []string{}})
		require.NoError(t, err, dir)
		if r.Proof == nil {
			continue
		}
		network, _ := r.Proof.Analysis()
		m := network.MatrixWithSites(network.Promises.Appliances)
		counted := map[[2]string]bool{}
		inside := map[[2]int]reachability.Cell{}
		for _, c := range m.Cells {
			from, to := m.Classes[c.From], m.Classes[c.To]
			pairs := 0
			for _, a := range from.Subnets {
				for _, b := range to.Subnets {
					if a == b || (networkOfSubnet(a) == networkOfSubnet(b)) != c.Within {
						continue
					}
					pairs++
					require.False(t, counted[[2]string{a, b}], "%s: %s to %s stands in two cells", dir, a, b)
					counted[[2]string{a, b}] = true
					if !c.Within {
						continue
					}
					tr := network.Trace(reachability.Endpoint{Subnet: a}, reachability.Endpoint{Subnet: b}, reachability.Flow{}, network.Promises.Appliances)
					require.Equal(t, c.Outcome, tr.There.Outcome, "%s: %s to %s: %s, %s", dir, a, b, c.Why, tr.There.Why)
					require.Equal(t, c.Inspectors, tr.There.Inspectors(), "%s: %s to %s", dir, a, b)
					traced++
				}
			}
			if len(from.Subnets) > 0 && len(to.Subnets) > 0 {
				require.Equal(t, pairs, c.Pairs, "%s: %s to %s", dir, from.Name, to.Name)
			}
			if other, both := inside[[2]int{c.From, c.To}]; both && !slices.Equal(other.Inspectors, c.Inspectors) {
				told++
			}
			if c.Within {
				inside[[2]int{c.From, c.To}] = c
			}
		}
		subnets := 0
		for _, c := range m.Classes {
			subnets += len(c.Subnets)
		}
		require.Len(t, counted, subnets*(subnets-1), dir)
	}
	require.Greater(t, traced, 100)
	require.Positive(t, told, "of some classes the firewall is between networks alone")
}
