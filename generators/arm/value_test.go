package arm

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/generators/plantest"
)

// isExpression is Azure's rule: a bracket at both ends, and no second one after the first.
func isExpression(s string) bool {
	return len(s) > 1 && s[0] == '[' && s[len(s)-1] == ']' && s[1] != '['
}

// unescape is what Azure reads out of a string that is no expression.
func unescape(s string) string {
	if len(s) > 2 && strings.HasPrefix(s, "[[") && strings.HasSuffix(s, "]") {
		return s[1:]
	}
	return s
}

func seed(f *testing.F) {
	for _, s := range append(plantest.Nasty, "[]", "[", "[[]", "[[[x]]]", "\x00", "\u2028", "\u0085") {
		f.Add(s)
	}
}

func FuzzLiteralsRoundTrip(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			t.Skip("refused by the encoder")
		}
		w := &writer{}
		(&values{writer: w}).value(plan.Str(s))
		require.NoError(t, w.err)
		var read string
		require.NoError(t, json.Unmarshal(w.buf, &read))
		assert.False(t, isExpression(read), "%s", w.buf)
		assert.Equal(t, s, unescape(read))
		assert.NotContains(t, string(w.buf), "\n")
	})
}

func FuzzNamesStayInsideTheirQuotes(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, s string) {
		code := quoted(s)
		require.True(t, len(code) >= 2 && code[0] == '\'' && code[len(code)-1] == '\'')
		inside := code[1 : len(code)-1]
		assert.NotContains(t, strings.ReplaceAll(inside, "''", ""), "'")
		assert.Equal(t, s, strings.ReplaceAll(inside, "''", "'"))
	})
}

func TestBracketsAreEscapedOnlyWhereAzureWouldEvaluate(t *testing.T) {
	for s, want := range map[string]string{
		"[starts with bracket]": "[[starts with bracket]",
		"[only starts":          "[only starts",
		"[]":                    "[[]",
		"[":                     "[",
		"[[twice]]":             "[[[twice]]",
		"x[y]":                  "x[y]",
		"":                      "",
	} {
		assert.Equal(t, want, literal(s), s)
	}
}

func TestValuesAreWrittenOnePerLine(t *testing.T) {
	for name, c := range map[string]struct {
		value plan.Value
		want  string
	}{
		"integer":      {plan.Int(-3), `-3`},
		"boolean":      {plan.Bool(false), `false`},
		"empty list":   {plan.List{}, `[]`},
		"empty object": {plan.Object{}, `{}`},
		"list":         {plan.List{plan.Int(1), plan.Str("[")}, "[\n  1,\n  \"[\"\n]"},
		"order is kept": {plan.Object{{Key: "b", Value: plan.Int(1)}, {Key: "a", Value: plan.List{plan.Object{}, plan.List{}}}},
			"{\n  \"b\": 1,\n  \"a\": [\n    {},\n    []\n  ]\n}"},
	} {
		t.Run(name, func(t *testing.T) {
			w := &writer{}
			(&values{writer: w}).value(c.value)
			require.NoError(t, w.err)
			assert.Equal(t, c.want, string(w.buf))
		})
	}
}
