package markdown

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCodeIsOneSpanWhateverTheText(t *testing.T) {
	for text, want := range map[string]string{
		"":                        "",
		" \t ":                    "",
		"vnet-hub":                "`vnet-hub`",
		"@team](http://e) <b>":    "`@team](http://e) <b>`",
		" a":                      "`  a `", // Markdown takes one blank from each end
		"a`b":                     "`` a`b ``",
		"`":                       "`` ` ``",
		"a``b```c":                "```` a``b```c ````",
		"two\nlines":              "`two\\nlines`",
		"turned \u202e around":    "`turned \\u202e around`",
		"\x1b[31mred\x00":         "`\\x1b[31mred\\x00`",
		"\U0001f600 shows itself": "`\U0001f600 shows itself`",
	} {
		require.Equal(t, want, Code(text), "%q", text)
	}
}

func TestBlockIsLongerThanAnyFenceInIt(t *testing.T) {
	require.Equal(t, "```text\na\nb\n```\n", Block("a\nb\n\n"))
	got := Block("a\n`````\n</details>\r\n@team")
	require.True(t, strings.HasPrefix(got, "``````text\n"), got)
	require.True(t, strings.HasSuffix(got, "\n``````\n"), got)
	require.Equal(t, 1, strings.Count(got, "``````text"))
	require.NotContains(t, got, "\r")
}
