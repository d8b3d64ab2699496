package golden_test

import (
	"context"
	"maps"
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	compiler "github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/diag"
)

// From a network to itself there is nothing to do: one step, which writes nothing, and nothing to say.
func TestTheWayToTheSameNetworkIsNoWay(t *testing.T) {
	t.Parallel()
	dirs, err := filepath.Glob("cases/*")
	require.NoError(t, err)
	for _, dir := range dirs {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			in := readIntent(t, dir)
			r, err := compiler.Compile(context.Background(), in.files, in.names, compiler.Options{Targets: []string{}, SkipProof: true})
			require.NoError(t, err)
			if len(r.Topology.Networks) > 30 {
				t.Skip("pairs of subnets grow with the square of an estate")
			}
			m, err := compiler.Migrate(context.Background(), r, r, compiler.Options{Targets: []string{}})
			require.NoError(t, err)
			require.Len(t, m.Migration.Steps, 1)
			require.Zero(t, m.Migration.Steps[0].Writes)
			require.Empty(t, m.Migration.Findings)
			require.Empty(t, m.Migration.Interruptions)
		})
	}
}

// mayBeFound are the findings of a way between two estates drawn at random: that it is refused with Azure's reason, that it would open a pair
// for a time, and warnings. Whatever else is found is a defect of the steps: so is VL861, a time past a firewall that no rule forces.
var mayBeFound = map[string]bool{"VL851": true, "VL853": true, "VL856": true, "VL860": true, "VL857": true, "VL858": true, "VL859": true}

func TestTheWayBetweenRandomEstatesIsRightOrRefused(t *testing.T) {
	t.Parallel()
	ways, refused := waysBetweenRandom(t, 12, 200, []int64{278}, mayBeFound, func(draw func(*rand.Rand) string) func(*rand.Rand) string { return draw })
	require.Less(t, refused*4, ways, "most of the ways can be gone")
}

// So it is where some connections and networks exist already, by either intent: what they say of these may contradict each other, and is then refused (VL864).
func TestTheWayBetweenRandomEstatesThatExistIsRightOrRefused(t *testing.T) {
	t.Parallel()
	found := maps.Clone(mayBeFound)
	found["VL864"] = true
	waysBetweenRandom(t, 6, 60, []int64{75, 79, 87, 102}, found, func(draw func(*rand.Rand) string) func(*rand.Rand) string {
		return func(r *rand.Rand) string { return withExisting(r, draw(r)) }
	})
}

// waysBetweenRandom makes ways between estates drawn at random: so many of them, or by make long so many; and those of seeds that once found a defect.
func waysBetweenRandom(t *testing.T, most, long int, once []int64, mayBeFound map[string]bool, as func(func(*rand.Rand) string) func(*rand.Rand) string) (ways, refused int) {
	if os.Getenv("VNETLOOM_ESTATES") != "" { // make long
		most = long
	}
	made := func(seed int64) {
		if way, is := wayBetweenRandom(t, seed, mayBeFound, as); way {
			ways++
			if is {
				refused++
			}
		}
	}
	for _, seed := range once {
		made(seed)
	}
	require.Equal(t, len(once), ways, "seeds that once found a defect make a way")
	for seed := int64(0); ways < most+len(once); seed++ {
		made(seed)
	}
	return ways, refused
}

// wayBetweenRandom makes the way between the two estates of a seed, if there is one, and tells whether it is refused.
func wayBetweenRandom(t *testing.T, seed int64, mayBeFound map[string]bool, as func(func(*rand.Rand) string) func(*rand.Rand) string) (made, refused bool) {
	r := rand.New(rand.NewSource(seed))
	draw := as([]func(*rand.Rand) string{
		randomIntent,
		func(r *rand.Rand) string { return withSites(r, randomIntent(r)) },
		func(r *rand.Rand) string { return withMore(r, withSites(r, randomIntent(r))) },
	}[seed%3])
	var sides [2]*compiler.Result
	for i := range sides {
		var err error
		sides[i], err = compiler.Compile(context.Background(), fstest.MapFS{"i.yaml": {Data: []byte(draw(r))}}, []string{"i.yaml"},
			compiler.Options{Targets: []string{}, SkipProof: true})
		require.NoError(t, err)
	}
	if sides[0].Plan == nil || sides[1].Plan == nil || len(sides[0].Topology.Networks) > 8 {
		return false, false
	}
	m, err := compiler.Migrate(context.Background(), sides[0], sides[1], compiler.Options{Targets: []string{}})
	require.NoErrorf(t, err, "seed %d", seed)
	for _, d := range m.Migration.Findings {
		require.Truef(t, mayBeFound[d.Code.ID], "seed %d: %s %s: %s", seed, d.Code.ID, d.Summary, d.Why)
	}
	refused = m.Migration.Findings.HasErrors()
	if slices.ContainsFunc(m.Migration.Findings, func(d diag.Diagnostic) bool { return d.Code.ID == "VL864" }) {
		return true, refused // what else is wrong follows from that
	}
	for _, i := range m.Migration.Interruptions {
		require.NotEmptyf(t, i.Rule, "seed %d: %s", seed, i.Pair)
	}
	for _, x := range m.Migration.Bypasses {
		require.NotEmptyf(t, x.Rule, "seed %d: %s", seed, x.Pair)
	}
	return true, refused
}
