package diag

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/source"
)

var overlap = NewCode("VL201", Error, Page{Title: "address spaces overlap"})

// at is the range of the first occurrence of what in the file.
func at(f *source.File, what string) source.Range {
	i := bytes.Index(f.Content, []byte(what))
	return source.Range{File: f, Start: f.Position(i), End: f.Position(i + len(what))}
}

func text(t *testing.T, l ...Diagnostic) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, WriteText(&b, l, false))
	return b.String()
}

func sample() Diagnostic {
	f := source.New("estate.yaml", []byte(strings.Repeat("\n", 8)+"    web: 10.1.0.0/16\n\n\n\n\n  addressSpace: 10.1.0.0/15\n"))
	return Diagnostic{
		Code: overlap, Summary: `spoke "pay" overlaps spoke "web", and both are peered with "hub-weu"`,
		Subject: at(f, "10.1.0.0/15"), Label: "contains 10.1.0.0/16",
		Related: []Related{{at(f, "10.1.0.0/16"), `"web" has 10.1.0.0/16`}},
		Why:     "Azure refuses the second peering\n(VnetAddressSpaceOverlapsWithAlreadyPeeredVnet)",
		Hint:    "the next free /16 is 10.4.0.0/16",
	}
}

func TestTextShowsTheLineThePlaceAndTheReason(t *testing.T) {
	require.Equal(t, `error[VL201]: spoke "pay" overlaps spoke "web", and both are peered with "hub-weu"
  --> estate.yaml:14:17
   |
14 |   addressSpace: 10.1.0.0/15
   |                 ^^^^^^^^^^^ contains 10.1.0.0/16
   = note: estate.yaml:9:10: "web" has 10.1.0.0/16
   = why:  Azure refuses the second peering
           (VnetAddressSpaceOverlapsWithAlreadyPeeredVnet)
   = help: the next free /16 is 10.4.0.0/16

1 error
`, text(t, sample()))
}

func TestTextSeparatesAndCountsDiagnostics(t *testing.T) {
	warn := Diagnostic{Code: overlap, Severity: Warning, Summary: "one"}
	require.Equal(t, `warning[VL201]: one

warning[VL201]: one

error[VL201]: two
  = help: do this

1 error, 2 warnings
`, text(t, warn, warn, Diagnostic{Code: overlap, Summary: "two", Hint: "do this"}))
	require.Empty(t, text(t))
}

func TestTextOfTheToolItselfHasNoCodeAndIsNotCounted(t *testing.T) {
	require.Equal(t, "error: the disk is full\n", text(t, Diagnostic{Summary: "the disk is full"}))
}

func TestTextAlignsLineNumbersOfAnyWidth(t *testing.T) {
	for line, want := range map[int]string{
		1:    "error: x\n --> a:1:1\n  |\n1 | here\n  | ^^^^\n",
		100:  "error: x\n   --> a:100:1\n    |\n100 | here\n    | ^^^^\n",
		1000: "error: x\n    --> a:1000:1\n     |\n1000 | here\n     | ^^^^\n",
	} {
		f := source.New("a", []byte(strings.Repeat("\n", line-1)+"here"))
		require.Equal(t, want, text(t, Diagnostic{Summary: "x", Subject: at(f, "here")}))
	}
}

func TestTextPutsCaretsUnderWhatTheyMean(t *testing.T) {
	for name, test := range map[string]struct{ line, what, want string }{
		"after a tab":                  {"\tkey: value", "value", "    key: value\n         ^^^^^"},
		"after a tab inside the line":  {"ab\tkey", "key", "ab  key\n    ^^^"},
		"after wide characters":        {"網絡: x", "x", "網絡: x\n      ^"},
		"under wide characters":        {"a: 網絡", "網絡", "a: 網絡\n   ^^^^"},
		"after combining characters":   {"e\u0301e\u0301: x", "x", "e\u0301e\u0301: x\n    ^"},
		"after a terminal escape":      {"a\x1b[31m: x", "x", "a\\x1b[31m: x\n           ^"},
		"after a change of direction":  {"a\u202e: x", "x", "a\\u202e: x\n         ^"},
		"after bytes that are no text": {"a\xff: x", "x", "a\\xff: x\n       ^"},
	} {
		t.Run(name, func(t *testing.T) {
			f := source.New("f", []byte(test.line+"\n"))
			got := text(t, Diagnostic{Summary: "s", Subject: at(f, test.what)})
			lines := strings.Split(got, "\n")
			require.Equal(t, test.want, strings.TrimPrefix(lines[3], "1 | ")+"\n"+strings.TrimPrefix(lines[4], "  | "))
		})
	}
}

func TestTextShowsThePartOfALongLineThatMatters(t *testing.T) {
	for name, before := range map[string]int{"at its start": 0, "in its middle": 5000, "at its end": 9990} {
		t.Run(name, func(t *testing.T) {
			f := source.New("f", []byte(strings.Repeat("a", before)+"HERE"+strings.Repeat("b", 9990-before)))
			lines := strings.Split(text(t, Diagnostic{Summary: "s", Subject: at(f, "HERE"), Label: "label"}), "\n")
			shown, carets := []rune(lines[3]), []rune(lines[4])
			require.LessOrEqual(t, len(shown), maxLine+len("1 | "))
			require.Greater(t, len(shown), maxLine/2)
			first := strings.IndexRune(lines[4], '^')
			require.Equal(t, "HERE", string(shown[first:first+4]))
			require.Equal(t, "^^^^ label", string(carets[first:]))
		})
	}
	f := source.New("f", []byte(strings.Repeat("a", 500)))
	lines := strings.Split(text(t, Diagnostic{Summary: "s", Subject: source.Range{File: f, Start: f.Position(0), End: f.Position(500)}}), "\n")
	require.Equal(t, maxLine-2, strings.Count(lines[4], "^"), "a place that is longer than what is shown")
}

func TestTextStandsPlacesThatAreOdd(t *testing.T) {
	f := source.New("f", []byte("short\n  second: {\n  a\n}\n"))
	place := func(sl, sc, el, ec int) source.Range {
		return source.Range{File: f, Start: source.Position{Line: sl, Column: sc}, End: source.Position{Line: el, Column: ec}}
	}
	for name, test := range map[string]struct {
		r    source.Range
		want string
	}{
		"no line":                 {place(0, 0, 0, 0), " --> f\n"},
		"a line beyond":           {place(99, 1, 99, 2), " --> f:99:1\n"},
		"a column beyond":         {place(1, 80, 1, 90), " --> f:1:80\n  |\n1 | short\n  |      ^\n"},
		"a point":                 {place(1, 2, 1, 2), " --> f:1:2\n  |\n1 | short\n  |  ^\n"},
		"no end":                  {place(1, 2, 0, 0), " --> f:1:2\n  |\n1 | short\n  |  ^\n"},
		"no column":               {place(1, 0, 1, 0), " --> f:1:0\n  |\n1 | short\n  | ^\n"},
		"several lines":           {place(2, 3, 4, 2), " --> f:2:3\n  |\n2 |   second: {\n  |   ^^^^^^^^^\n"},
		"an end before":           {place(2, 3, 1, 2), " --> f:2:3\n  |\n2 |   second: {\n  |   ^\n"},
		"the line after the last": {place(5, 1, 5, 1), " --> f:5:1\n  |\n5 |\n  | ^\n"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, "error: s\n"+test.want, text(t, Diagnostic{Summary: "s", Subject: test.r}))
		})
	}
}

func TestTextKeepsSummariesOnOneLineAndFreeOfEscapes(t *testing.T) {
	f := source.New("f\x1b]0;x\a.yaml", []byte("a\n"))
	got := text(t, Diagnostic{
		Summary: "a\nb\x1b[2J", Subject: at(f, "a"), Label: "l\n\x07", Why: "w\x1b", Hint: "h\u2066",
		Related: []Related{{source.Range{}, "r\x9b\u009b"}},
	})
	for _, r := range got {
		require.False(t, r != '\n' && hidden(r), "%q in %q", r, got)
	}
	require.Contains(t, got, `error: a\nb\x1b[2J`)
}

func TestTextInColorIsTheSameText(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, WriteText(&b, List{sample()}, true))
	colored := b.String()
	require.Contains(t, colored, red+"error[VL201]"+reset)
	plain := colored
	for _, escape := range []string{bold, red, yellow, cyan, blue, reset} {
		plain = strings.ReplaceAll(plain, escape, "")
	}
	require.Equal(t, text(t, sample()), plain)
}

func FuzzText(f *testing.F) {
	f.Add("addressSpace: 10.0.0.0/8", 0, 3, 1, 9)
	f.Add("\t網\x1b\u0301\n", 1, 1, 9, 0)
	f.Fuzz(func(t *testing.T, content string, sl, sc, el, ec int) {
		file := source.New("f", []byte(content))
		r := source.Range{File: file, Start: source.Position{Line: sl, Column: sc}, End: source.Position{Line: el, Column: ec}}
		got := text(t, Diagnostic{Code: overlap, Summary: content, Subject: r, Label: content, Why: content})
		for _, c := range got {
			if c != '\n' && hidden(c) {
				t.Fatalf("%q in %q", c, got)
			}
		}
	})
}
