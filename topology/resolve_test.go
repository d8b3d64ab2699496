package topology

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// resolve loads and resolves an intent; the diagnostics are those of both.
func resolve(t *testing.T, text string) (*Topology, diag.List) {
	t.Helper()
	in, diags := schema.Load(fstest.MapFS{"intent.yaml": {Data: []byte(text)}}, []string{"intent.yaml"})
	require.Falsef(t, diags.HasErrors(), "the intent does not load: %v", diags)
	return Resolve(in)
}

func mustResolve(t *testing.T, text string) *Topology {
	t.Helper()
	topo, diags := resolve(t, text)
	require.Falsef(t, diags.HasErrors(), "%v", diags)
	return topo
}

func TestEveryCodesExampleShowsTheCode(t *testing.T) {
	for _, code := range Codes() {
		t.Run(code.ID, func(t *testing.T) {
			_, diags := resolve(t, code.Example())
			found := false
			for _, d := range diags {
				found = found || d.Code == code
				require.NotEmpty(t, d.Summary)
				require.NotEmpty(t, d.Hint, d.Summary)
				require.False(t, d.Subject.IsZero(), d.Summary)
			}
			require.Truef(t, found, "%v", diags)
		})
	}
}
