package pwsh

import (
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/generators"
)

// unquote reads a single-quoted string as PowerShell does; the rest is what stands behind it.
func unquote(t *testing.T, s string) (value, rest string) {
	t.Helper()
	require.True(t, strings.HasPrefix(s, "'"))
	runes := []rune(s)
	var b strings.Builder
	for i := 1; i < len(runes); i++ {
		if isQuote(runes[i]) {
			if i+1 == len(runes) || !isQuote(runes[i+1]) {
				return b.String(), string(runes[i+1:])
			}
			i++
		}
		b.WriteRune(runes[i])
	}
	t.Fatalf("%s: never ends", s)
	return "", ""
}

func TestQuotationMarksAreDoubled(t *testing.T) {
	for in, want := range map[string]string{
		"":                      "''",
		"it's ${x} $(y) `n":     "'it''s ${x} $(y) `n'",
		"\u2018\u2019":          "'\u2018\u2018\u2019\u2019'",
		"\u201A\u201B":          "'\u201A\u201A\u201B\u201B'",
		"a \"b\" \u201Cc\u201D": "'a \"b\" \u201Cc\u201D'",
	} {
		got, err := Quote(in)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

func TestControlsAreRefusedAndWhatAReaderCannotSeeIsNumbered(t *testing.T) {
	for _, in := range []string{"a\nb", "a\rb", "a\x00b", "a\u0085b", "a\x7Fb", "\xFF"} {
		_, err := Quote(in)
		require.Error(t, err, "%q", in)
	}
	for _, r := range []rune{0x2028, 0x202E, 0x200B, 0xFEFF} {
		got, err := Quote("a" + string(r) + "b")
		require.NoError(t, err)
		require.Equal(t, fmt.Sprintf("('a' + [char]0x%04X + 'b')", r), got)
	}
}

func TestACommentStaysAComment(t *testing.T) {
	for in, want := range map[string]string{
		"one\ntwo\r\nthree":            "one two three",
		"ends #> here <# there":        "ends # > here < # there",
		"SIG # Begin signature block":  "- SIG # Begin signature block",
		"sig  #  Begin":                "- sig # Begin",
		"bidi \u202E mark\u2028second": "bidi mark second",
	} {
		require.Equal(t, want, Comment(in))
	}
}

func FuzzQuote(f *testing.F) {
	for _, seed := range []string{"'", "''", "\u2019); Remove-Item", "a'\u2018b", "\u201B"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q, err := Quote(s)
		if err != nil {
			bad := !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl)
			require.True(t, bad, "%q is refused", s)
			return
		}
		require.False(t, strings.ContainsFunc(q, generators.Invisible))
		if strings.ContainsFunc(s, generators.Invisible) {
			return
		}
		value, rest := unquote(t, q)
		require.Equal(t, s, value)
		require.Empty(t, rest)
	})
}

func FuzzComment(f *testing.F) {
	f.Add("a\n#> b")
	f.Add("<#>")
	f.Add("##>>")
	f.Fuzz(func(t *testing.T, s string) {
		c := Comment(s)
		require.False(t, strings.ContainsFunc(c, generators.Invisible))
		require.NotContains(t, c, "#>")
		require.NotContains(t, c, "<#")
		require.False(t, strings.HasPrefix(strings.ToLower(c), "sig"+" "))
	})
}
