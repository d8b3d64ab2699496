package page

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/difference"
)

// A failure is said with what becomes of the pairs; a warning with its code; names are code.
func TestFailuresAndWarningsAreSaid(t *testing.T) {
	end := func(name string) difference.Ends {
		return difference.Ends{Parts: []difference.Part{{Of: "site", Name: name}}, Networks: []string{name}}
	}
	r := &difference.Report{Verdict: "x",
		Failures: []difference.FailureChange{{Change: difference.Worse, Kind: "circuit", Name: "er-ams", From: end("shop"), To: end("@dc1"), Both: true, Pairs: 2, Was: "kept", Is: "uninspected"}},
		Warnings: []difference.Note{{Code: "VL337", Summary: "site \"<b>\" depends"}}}
	require.Equal(t, "<!-- vnetloom diff -->\n**x**\n\n#### When one thing fails\n\n- **worse** `shop` ↔ `@dc1`, while circuit `er-ams` is down: kept → not inspected\n"+
		"\n#### Warnings of NEW that OLD does not have\n\n- **VL337** `site \"<b>\" depends`\n", Markdown(r))
	require.Contains(t, Text(r), "worse  shop <-> @dc1, while circuit er-ams is down: kept -> not inspected\n")
}
