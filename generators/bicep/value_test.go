package bicep

import (
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plantest"
)

// decodeText reads a string literal as the compiler's lexer does, and refuses interpolation.
func decodeText(t *testing.T, code string) string {
	t.Helper()
	require.True(t, len(code) >= 2 && code[0] == '\'' && code[len(code)-1] == '\'', "quotes: %s", code)
	var out strings.Builder
	for rest := code[1 : len(code)-1]; rest != ""; {
		r, n := utf8.DecodeRuneInString(rest)
		switch {
		case r == '\'' || r == '\n' || r == '\r' || strings.HasPrefix(rest, "${"):
			require.Fail(t, "breaks out", "%s at %s", code, rest)
		case r != '\\':
			out.WriteRune(r)
		case strings.HasPrefix(rest, `\u{`):
			end := strings.IndexByte(rest, '}')
			require.Positive(t, end, code)
			point, err := strconv.ParseInt(rest[3:end], 16, 32)
			require.NoError(t, err, code)
			out.WriteRune(rune(point))
			n = end + 1
		default:
			plain, ok := map[byte]byte{'\\': '\\', '\'': '\'', 'n': '\n', 'r': '\r', 't': '\t', '$': '$'}[rest[1]]
			require.True(t, ok, "escape in %s", code)
			out.WriteByte(plain)
			n = 2
		}
		rest = rest[n:]
	}
	return out.String()
}

func FuzzTextRoundTrips(f *testing.F) {
	for _, s := range append(plantest.Nasty, "// at the start", "$$${{", "\x00", "\u2028", "\u0085") {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			t.Skip("refused by the encoder")
		}
		assert.Equal(t, s, decodeText(t, string(text(s))))
	})
}

func FuzzCommentsStayOnTheirLine(f *testing.F) {
	for _, s := range plantest.Nasty {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c := string(comment(s))
		assert.True(t, strings.HasPrefix(c, "// "))
		for _, r := range c {
			assert.False(t, generators.Invisible(r))
		}
	})
}

func FuzzKeysAreIdentifiersOrQuoted(f *testing.F) {
	for _, s := range append(plantest.Nasty, "a", "_a1", "1a", "true", "null", "if", "a-b", "é") {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			t.Skip("refused by the encoder")
		}
		d := &data{}
		key := d.key(s)
		require.NoError(t, d.err)
		if isIdentifier(s) {
			assert.Equal(t, s, key)
		} else {
			assert.Equal(t, s, decodeText(t, key))
		}
	})
}

func TestEnvironmentHostsAreFoundAsWords(t *testing.T) {
	for s, want := range map[string]bool{
		"https://login.microsoftonline.com/x": true,
		"LOGIN.microsoftonline.com":           true,
		"xlogin.microsoftonline.com":          false,
		"login.microsoftonline.community":     false,
		"blob.core.windows.net":               true,
		"acore.windows.net.core.windows.net":  true,
		"schema.management.azure.com":         false,
		"example.com":                         false,
	} {
		assert.Equal(t, want, hasEnvironmentHost(s), s)
	}
}
