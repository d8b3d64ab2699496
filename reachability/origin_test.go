package reachability

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/reachability/template"
)

// What is missing from an export is not missing from templates: a message says which, and what to do there.
func TestMessagesNameWhatWasRead(t *testing.T) {
	for _, c := range []struct {
		want     origin
		deployed []bool
		hint     string
	}{
		{fromTemplates, nil, "template"},
		{fromTemplates, []bool{false, false}, "template"},
		{fromExports, []bool{true}, "export"},
		{fromBoth, []bool{true, false}, "template"},
	} {
		var res []template.Resource
		for _, d := range c.deployed {
			res = append(res, template.Resource{Deployed: d})
		}
		got := originOf(res)
		require.Equal(t, c.want, got)
		require.Equal(t, c.hint, got.add("template", "export"))
	}
}
