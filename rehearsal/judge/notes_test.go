package judge

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhatIsBeyondTheBoundsIsSaid(t *testing.T) {
	r := &Report{}
	require.Empty(t, r.Notes())
	r.Orders.Untried, r.Pairs.Beyond = 3, 7
	found := r.Notes()
	require.Len(t, found, 2)
	require.Contains(t, found[0].Summary, "3 writes or classes of pairs")
	require.Contains(t, found[1].Summary, "7 classes of pairs")
	for _, d := range found {
		require.Equal(t, codeBounds, d.Code)
	}
}

func TestAMigrationIsNamedWhereItDoesBetter(t *testing.T) {
	lost := &Report{Lost: []Loss{{Alike: Alike{Pairs: 2}, Until: &Moment{}, Slow: []Made{{Takes: Minutes}}}}}
	require.Len(t, lost.Migrates(Migration{Steps: 3}), 1)
	require.Len(t, lost.Migrates(Migration{Steps: 3, Interrupted: 2}), 1, "as many, and for seconds")
	require.Empty(t, lost.Migrates(Migration{Steps: 3, Interrupted: 2, Slow: true}))
	require.Empty(t, (&Report{Reset: []Change{{}}}).Migrates(Migration{Steps: 1}), "it resets too")
	require.Len(t, (&Report{LeftBehind: []string{"x"}}).Migrates(Migration{Steps: 2}), 1)
}
