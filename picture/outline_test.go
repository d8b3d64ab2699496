package picture

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What lines of the two languages look like: a text is never anything else than a text.
var (
	mermaidQuoted = `"(?:[A-Za-z0-9 .,:/\-_()·…→←↔×–]|#[0-9]+;|<br>)*"`
	mermaidLine   = regexp.MustCompile(`^ *(?:flowchart TB|end|subgraph g\d+ \[` + mermaidQuoted + `\]|n\d+(?:\[|\[\[|\(\[|\{\{)` + mermaidQuoted +
		`(?:\]|\]\]|\]\)|\}\})(?::::(?:hub|fw))?|n\d+ (?:---|===|-\.-|==>)(?:\|` + mermaidQuoted + `\|)? n\d+|linkStyle \d+ stroke:#[0-9a-f]{6}|classDef (?:hub|fw) [a-z0-9#:,-]+)$`)

	dotQuoted = `"(?:[^"\\\n]|\\[\\"n])*"`
	dotAttr   = `[a-z]+=(?:[A-Za-z0-9]+|` + dotQuoted + `)`
	dotLine   = regexp.MustCompile(`^ *(?:// .*|digraph ` + dotQuoted + ` \{|\}|subgraph cluster\d+ \{|label=` + dotQuoted + `; labeljust=l; color=` + dotQuoted +
		`|(?:graph|node|edge|n\d+|n\d+ -> n\d+) \[` + dotAttr + `(?:, ` + dotAttr + `)*\])$`)
)

func TestMermaidAndDOTHaveEveryBoxAndLine(t *testing.T) {
	for _, dir := range goldenCases(t) {
		p := New(topologyOf(t, dir), nil)
		mermaid, dot := string(p.Mermaid()), string(p.DOT())
		for i, line := range strings.Split(strings.TrimRight(mermaid, "\n"), "\n") {
			if i > 0 {
				require.Regexp(t, mermaidLine, line, dir)
			}
		}
		for _, line := range strings.Split(strings.TrimRight(dot, "\n"), "\n") {
			require.Regexp(t, dotLine, line, dir)
		}
		require.Equal(t, strings.Count(mermaid, "subgraph "), strings.Count(mermaid, "\n"+"  end")+strings.Count(mermaid, "   end"), dir)
		require.Equal(t, strings.Count(dot, "{\n"), strings.Count(dot, "}\n"), dir)
		for n, id := range p.ids() {
			require.Regexp(t, `(?m)^ *`+id+`[\[({]`, mermaid, "%s: %s", dir, n.id)
			require.Regexp(t, `(?m)^ *`+id+` \[`, dot, "%s: %s", dir, n.id)
		}
		require.Equal(t, len(p.lines), strings.Count(dot, " -> n"), dir)
	}
}
