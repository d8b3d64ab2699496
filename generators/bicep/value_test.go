package bicep

import (
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
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
		e := &encoder{}
		e.members(plan.Object{{Key: s, Value: plan.Int(1)}}, 0)
		require.NoError(t, e.err)
		lines := strings.Split(string(e.buf), "\n")
		key, ok := strings.CutSuffix(lines[len(lines)-1], ": 1")
		require.True(t, ok)
		if isIdentifier(s) {
			assert.Equal(t, s, key)
		} else {
			assert.Equal(t, s, decodeText(t, key))
		}
	})
}

func encode(t *testing.T, v plan.Value) string {
	t.Helper()
	e := &encoder{}
	e.value(v, 0)
	require.NoError(t, e.err)
	return string(e.buf)
}

func TestValuesAreWrittenOnePerLine(t *testing.T) {
	for name, c := range map[string]struct {
		value plan.Value
		want  string
	}{
		"string":       {plan.Str("it's ${x} $(y)"), `'it\'s \${x} $(y)'`},
		"bracket":      {plan.Str("[starts with bracket]"), `'[starts with bracket]'`},
		"control":      {plan.Str("bell\a"), `'bell\u{7}'`},
		"integer":      {plan.Int(-3), `-3`},
		"boolean":      {plan.Bool(true), `true`},
		"empty list":   {plan.List{}, `[]`},
		"empty object": {plan.Object{}, `{}`},
		"list":         {plan.List{plan.Int(1), plan.Int(2)}, "[\n  1\n  2\n]"},
		"object":       {plan.Object{{Key: "a", Value: plan.Int(1)}, {Key: "b-c", Value: plan.Int(2)}}, "{\n  a: 1\n  'b-c': 2\n}"},
		"keyword key":  {plan.Object{{Key: "true", Value: plan.Int(1)}}, "{\n  'true': 1\n}"},
		"nested": {plan.List{plan.Object{{Key: "a", Value: plan.List{plan.Object{}, plan.List{plan.Str("x")}}}}},
			"[\n  {\n    a: [\n      {}\n      [\n        'x'\n      ]\n    ]\n  }\n]"},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, c.want, encode(t, c.value)) })
	}
}

func TestWhatTheLanguageCannotHoldIsAnError(t *testing.T) {
	for name, v := range map[string]plan.Value{
		"no value":        nil,
		"value not UTF-8": plan.Str("\xff"),
		"key not UTF-8":   plan.Object{{Key: "\xff", Value: plan.Int(1)}},
		"item":            plan.List{nil},
	} {
		t.Run(name, func(t *testing.T) {
			e := &encoder{}
			e.value(v, 0)
			assert.Error(t, e.err)
		})
	}
}

func TestEverySuppressionHasAReasonOfOneLine(t *testing.T) {
	for _, s := range suppressions {
		assert.Regexp(t, `^(BCP[0-9]{3}|[a-z]+(-[a-z]+)+)$`, s.Code)
		assert.Regexp(t, `^[A-Z][^\n]{20,110}\.$`, s.Reason)
		assert.True(t, s.Path != "" || s.Match != nil, "%s: applies to everything", s.Code)
	}
}

func TestSuppressionsApplyToTheirMembersOnly(t *testing.T) {
	body := func(key string) plan.Object {
		return plan.Object{{Key: "properties", Value: plan.Object{{Key: "ipConfigurations", Value: plan.List{plan.Object{
			{Key: "properties", Value: plan.Object{{Key: key, Value: plan.Str("10.0.1.4")}}}}}}}}}
	}
	for _, c := range []struct {
		kind, key string
		want      bool
	}{
		{"Microsoft.Network/azureFirewalls", "privateIPAddress", true},
		{"Microsoft.Network/azureFirewalls", "privateIPAddressX", false},
		{"Microsoft.Network/loadBalancers", "privateIPAddress", false},
	} {
		e := &encoder{kind: c.kind}
		e.members(body(c.key), 0)
		assert.Equal(t, c.want, strings.Contains(string(e.buf), "#disable-next-line BCP073\n        privateIPAddress: "), "%s %s", c.kind, c.key)
		assert.Equal(t, c.want, strings.Contains(string(e.buf), "#disable"), "%s %s", c.kind, c.key)
	}
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
