package diag

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/source"
)

// hostile are texts that do something to a terminal, or to the runner of a pipeline, when they are printed as they are.
var hostile = []string{
	"s\x1b[2J\x1b[31mALL GOOD\n::error::EVIL\n::stop-commands::x",
	"::set-output name=x::y", " \t::add-mask::a", "\u00a0::error file=a::b", "\r\n::error::x",
	"##[error]x", "a ##[group]b", "##vso[task.setvariable variable=a]b", "###[x", "\u009b31m", "a\u202eb", "a\u2028b",
	"\x7f", "\x00", "a\xffb", "\ufeff::debug::x",
}

// requireHarmless requires that no line of what was printed does anything.
func requireHarmless(t *testing.T, printed string) {
	t.Helper()
	for _, line := range strings.Split(printed, "\n") {
		for _, r := range line {
			require.False(t, hidden(r), "%q in %q", r, line)
		}
		require.NotRegexp(t, `^[\s\p{Z}]*::[^:].*::`, line)
		require.NotContains(t, line, "##[")
		require.NotContains(t, line, "##vso[")
	}
}

func TestNoTextOfAnyoneDoesAnythingWhenItIsPrinted(t *testing.T) {
	for _, s := range hostile {
		f := source.New(s, []byte(s))
		d := Diagnostic{
			Code: overlap, Summary: s, Subject: source.Range{File: f, Start: source.Position{Line: 1, Column: 1}}, Label: s, Why: s, Hint: s,
			Related: []Related{{source.Range{File: f}, s}, {source.Range{}, s}},
		}
		beyond := d
		beyond.Subject.Start.Line = 99
		l := List{d, beyond}
		var b bytes.Buffer
		require.NoError(t, WriteText(&b, l, false))
		requireHarmless(t, b.String())

		b.Reset()
		require.NoError(t, WriteJSON(&b, l))
		requireHarmless(t, b.String())
		var got struct{ Summary string }
		require.NoError(t, json.NewDecoder(&b).Decode(&got))
		require.Equal(t, strings.ToValidUTF8(s, "\ufffd"), got.Summary, "who reads the JSON gets what was there")

		b.Reset()
		require.NoError(t, WriteGitHub(&b, l))
		lines := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
		require.Len(t, lines, 2)
		for _, line := range lines {
			require.True(t, strings.HasPrefix(line, "::error "), line)
			properties, message, found := strings.Cut(strings.TrimPrefix(line, "::"), "::")
			require.True(t, found)
			requireHarmless(t, properties)
			requireHarmless(t, strings.ReplaceAll(message, "%0A", "\n"))
		}
	}
}

func TestWhatIsHarmlessIsPrintedAsItIs(t *testing.T) {
	for _, s := range []string{
		"", "vnet-hub/web", "::/0", "::ffff:10.0.0.1", "fd00::/8 -> fd01::/8", "10.0.0.0/8 ::1", "größe 網絡 🌐", "# comment", "##x[", `a\nb`, ": :: :",
	} {
		require.Equal(t, s, EscapeLine(s))
		require.Equal(t, s, EscapeLines(s))
	}
	for _, s := range hostile {
		require.Equal(t, EscapeLine(s), EscapeLine(EscapeLine(s)), "what is escaped stays as it is")
	}
	require.Equal(t, "a\nb", EscapeLines("a\r\nb"))
}

func FuzzEscape(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		requireHarmless(t, EscapeLines(s))
		line := EscapeLine(s)
		requireHarmless(t, line)
		require.NotContains(t, line, "\n")
		require.Equal(t, line, EscapeLine(line))
		encoded, err := EncodeJSON([]string{s}, "  ")
		require.NoError(t, err)
		requireHarmless(t, string(encoded))
		var back []string
		require.NoError(t, json.Unmarshal(encoded, &back))
		require.Equal(t, string([]rune(s)), back[0])
	})
}

func TestAtMostAHundredOfOneCodeArePrinted(t *testing.T) {
	other := NewCode("VL202", Warning, Page{Title: "other"})
	var l List
	for i := range 250 {
		l.Add(overlap, Diagnostic{Summary: fmt.Sprintf("s%d", i)})
		if i < Most {
			l.Add(other, Diagnostic{Summary: "other"})
		}
		l = append(l, Diagnostic{Summary: "the tool itself"})
	}
	l = append(l, Diagnostic{Code: overlap, Severity: Warning, Summary: "a warning is not hidden by errors"})

	var b bytes.Buffer
	require.NoError(t, WriteText(&b, l, false))
	require.Equal(t, Most+1, strings.Count(b.String(), "error[VL201]: "))
	require.Contains(t, b.String(), "error[VL201]: s99\n")
	require.NotContains(t, b.String(), "s100")
	require.Equal(t, Most, strings.Count(b.String(), "warning[VL202]: "), "as many as are printed are not counted")
	require.Equal(t, 250, strings.Count(b.String(), "error: the tool itself"))
	require.Contains(t, b.String(), "is not hidden")
	require.True(t, strings.HasSuffix(b.String(), "\n\nerror[VL201]: and 150 more\n\n250 errors, 101 warnings\n"), b.String()[b.Len()-200:])

	b.Reset()
	require.NoError(t, WriteJSON(&b, l))
	last := `{"severity":"error","code":"VL201","title":"address spaces overlap","summary":"and 150 more","more":150}`
	require.True(t, strings.HasSuffix(b.String(), "\n"+last+"\n"))
	require.Equal(t, 1, strings.Count(b.String(), `"more"`))
	require.Equal(t, 2*Most+250+2, strings.Count(b.String(), "\n"))

	b.Reset()
	require.NoError(t, WriteGitHub(&b, l))
	require.True(t, strings.HasSuffix(b.String(), "\n::error title=VL201::and 150 more\n"))
	require.Equal(t, 2*Most+250+2, strings.Count(b.String(), "\n"))
}

func TestALongLineIsShownAsAShortOneAroundThePlace(t *testing.T) {
	for _, unit := range []string{"a", "é", "網", "e\u0301", "\x1b", "\t", "🌐", "\xff"} {
		for _, before := range []int{0, 1, 50, 119, 1000, 5000} {
			content := strings.Repeat(unit, before) + "HERE" + strings.Repeat(unit, 5000)
			f := source.New("f", []byte(content))
			line, columns, marked := excerpt(source.Range{File: f, Start: f.Position(before * len(unit)), End: f.Position(before*len(unit) + 4)})
			all, width := cells(line), 0
			for i, c := range all {
				if width == columns && c.text == "H" {
					require.Equal(t, "HERE", all[i].text+all[i+1].text+all[i+2].text+all[i+3].text)
					break
				}
				width += c.width
			}
			require.Equal(t, columns, width, "%q %d", unit, before)
			require.Equal(t, 4, marked)
			require.True(t, strings.HasSuffix(line, "…"))
			require.Equal(t, before > 500, strings.HasPrefix(line, "…") && before > 500)
		}
	}
}

// oneLine are n diagnostics about a line of 8n bytes, and the time that it takes to find and print them all.
func oneLine(n int) time.Duration {
	f := source.New("f", bytes.Repeat([]byte(`"key":1,`), n))
	start := time.Now()
	for i := range n {
		d := Diagnostic{Code: overlap, Summary: "s", Subject: source.Range{File: f, Start: f.Position(8 * i), End: f.Position(8*i + 5)}}
		p := &printer{}
		p.diagnostic(d) // each of them: Most is not what makes it linear
	}
	return time.Since(start)
}

// Twice the line with twice the diagnostics takes twice the time: the ratio of the shortest times is 2; where each
// diagnostic reads its line from the start, it is 4.
func BenchmarkDiagnosticsOfOneLine(b *testing.B) {
	one, two := time.Hour, time.Hour
	for b.Loop() {
		for range 3 {
			one, two = min(one, oneLine(2_000)), min(two, oneLine(4_000))
		}
	}
	b.ReportMetric(float64(two)/float64(one), "ratio")
}
