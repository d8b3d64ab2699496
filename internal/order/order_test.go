package order

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestReduceKeepsOnlyEdgesThatNoPathImplies(t *testing.T) {
	require.Equal(t, [][]int{nil, {0}, {1}, {2}, {1}}, Reduce([][]int{{}, {0}, {0, 1}, {0, 1, 2}, {1}}))
}

func TestReduceOfManyNodesCrossesWordBoundaries(t *testing.T) {
	before := make([][]int, 200)
	for i := 1; i < 200; i++ {
		for p := range i {
			before[i] = append(before[i], p)
		}
	}
	for i, list := range Reduce(before) {
		if i > 0 {
			require.Equal(t, []int{i - 1}, list)
		}
	}
}

func TestReduceRefusesAnEdgeBackwards(t *testing.T) {
	require.Panics(t, func() { Reduce([][]int{{1}, {}}) })
}
