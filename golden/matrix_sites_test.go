package golden_test

import (
	"context"
	"path/filepath"
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
