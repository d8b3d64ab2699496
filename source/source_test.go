package source

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPositionsCountLinesAndCharacters(t *testing.T) {
	f := New("a.yaml", []byte("name: größe\r\nx: 1\n\nlast"))
	for offset, want := range map[int]Position{-1: {1, 1}, 0: {1, 1}, 6: {1, 7}, 12: {1, 11}, 15: {2, 1}, 999: {4, 5}} {
		require.Equal(t, want, f.Position(offset), offset)
	}
	require.Equal(t, "name: größe", f.Line(1))
	require.Equal(t, "last", f.Line(4))
	require.Empty(t, f.Line(0))
	require.Empty(t, f.Line(5))
	require.Equal(t, 4, f.LineCount())
}

func TestRangesSayWhereTheyAreAndHaveAnOrder(t *testing.T) {
	f, g := New("a", nil), New("b", nil)
	a := Range{File: f, Start: Position{2, 3}}
	require.Equal(t, "a:2:3", a.String())
	require.Equal(t, "a", Range{File: f}.String())
	require.Empty(t, Range{}.String())
	require.True(t, Range{}.IsZero())
	for _, bigger := range []Range{{File: g}, {File: f, Start: Position{2, 4}}, {File: f, Start: Position{3, 1}}} {
		require.True(t, a.Less(bigger))
		require.False(t, bigger.Less(a))
	}
}
