package source

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

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

// plainPosition counts from the start of the line.
func plainPosition(content []byte, offset int) Position {
	start := bytes.LastIndexByte(content[:offset], '\n') + 1
	return Position{bytes.Count(content[:offset], []byte("\n")) + 1, utf8.RuneCount(content[start:offset]) + 1}
}

func TestPositionsInLongLinesAreThoseOfCountingFromTheStart(t *testing.T) {
	content := []byte("one\r\n" + strings.Repeat("größe €𝄞\xff\xe2\x82 ", 700) + "\n" + strings.Repeat("x", 3*stride) + "\nlast €")
	f := New("long", content)
	for offset := range len(content) + 1 {
		p := f.Position(offset)
		require.Equal(t, plainPosition(content, offset), p, offset)
		start, end := f.Bounds(p.Line)
		if offset == len(content) || utf8.RuneStart(content[offset]) && content[offset] != '\xff' && start <= offset && offset <= end {
			require.Equal(t, offset, f.Offset(p), offset)
		}
	}
	require.Equal(t, 3, f.Offset(Position{1, 99}), "the end of the line, before its break")
	require.Zero(t, f.Offset(Position{99, 1}))
	require.Equal(t, len(content), f.Offset(Position{4, 99}))
}

func FuzzPosition(f *testing.F) {
	f.Add([]byte("a\nb€\r\n\xff"), 3)
	f.Fuzz(func(t *testing.T, content []byte, offset int) {
		if offset < 0 || offset > len(content) {
			return
		}
		content = bytes.Repeat(append(content, ' '), 300) // several marks
		file := New("f", content)
		p := file.Position(offset)
		require.Equal(t, plainPosition(content, offset), p)
		if _, end := file.Bounds(p.Line); offset <= end && utf8.RuneStart(content[offset]) {
			require.Equal(t, p, file.Position(file.Offset(p)))
		}
	})
}
