package golden_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/adopt"
	"github.com/vnetloom/vnetloom/azure"
	compiler "github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/reachability"
	answered "github.com/vnetloom/vnetloom/reachability/deployed"
	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/rehearsal/judge"
	"github.com/vnetloom/vnetloom/source"
)

// An estate is rehearsed over its own export: nothing changes. Without some list of the export nothing changes either that is known, and what is not is said.
func TestWhatAnExportLacksIsNoChange(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"hub-site-inspected", "access-closed-firewall-flows", "wan-sites", "manager-mesh-policy"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := compiled(t, "cases/"+name)
			require.NoError(t, e.err)
			s := rehearsal.New(rehearsal.Options{})
			s.Assume(rehearsed(e))
			deployedCleanly(t, s, rehearsed(e), rehearsal.Declared)
			whole := exported(t, s)
			require.Empty(t, changesOf(rehearsedOverExport(t, whole, e)))
			notHeld := 0
			for _, lacking := range lackingExports(t, whole) {
				report := rehearsedOverExport(t, lacking.content, e)
				require.Empty(t, changesOf(report), lacking.name)
				notHeld += len(report.NotHeld)
				require.Equal(t, len(report.NotHeld) == 0, report.Clean(), lacking.name)
			}
			require.Greater(t, notHeld, 5)
		})
	}
}

func rehearsedOverExport(t *testing.T, export []byte, e *emission) *judge.Report {
	t.Helper()
	there, _ := answered.Read([]*source.File{source.New("export.json", export)})
	made, err := compiler.Rehearse(context.Background(), compiler.Network{Deployed: there.Resources}, compiler.Network{Templates: rehearsed(e)}, compiler.RehearseOptions{SkipMigrate: true})
	require.NoError(t, err)
	return made.Report
}

// changesOf are what a report claims to be otherwise.
func changesOf(r *judge.Report) []string {
	out := []string{}
	for _, m := range r.Created {
		out = append(out, "created "+m.ID)
	}
	for word, list := range map[string][]judge.Change{"changed": r.Changed, "reset": r.Reset, "removed": r.Removed} {
		for _, c := range list {
			out = append(out, word+" "+c.ID+" "+c.Path)
		}
	}
	for _, x := range r.Refused {
		out = append(out, "refused "+x.ID+" "+x.Code)
	}
	for _, id := range r.LeftBehind {
		out = append(out, "left behind "+id)
	}
	for _, x := range r.Lost {
		out = append(out, "lost "+x.From.End+" "+x.To.End+" "+x.Why)
	}
	for _, x := range r.Opened {
		out = append(out, "opened "+x.From.End+" "+x.To.End+" "+x.Why)
	}
	for _, x := range r.Bypassed {
		out = append(out, "bypassed "+x.From.End+" "+x.To.End+" "+x.Why)
	}
	for _, x := range r.Ends {
		out = append(out, "ends "+x.From.End+" "+x.To.End+" "+x.Why)
	}
	return out
}

// A peering that Azure says is Disconnected joins nothing: not in the matrix, where another network is like it but for that; not in what import writes;
// and not in a rehearsal.
func TestADisconnectedPeeringJoinsNothing(t *testing.T) {
	t.Parallel()
	e := compiled(t, "cases/hub-site-inspected")
	require.NoError(t, e.err)
	s := rehearsal.New(rehearsal.Options{})
	s.Assume(rehearsed(e))
	deployedCleanly(t, s, rehearsed(e), rehearsal.Declared)
	const half = "peer-hub-to-pay"
	content := disconnected(t, exported(t, s), half)
	there, found := answered.Read([]*source.File{source.New("export.json", content)})
	require.Empty(t, found)

	estate, _ := reachability.Build(there.Resources)
	said := false
	for _, d := range estate.Check() {
		said = said || d.Code.ID == "VL668" && strings.Contains(d.Summary, half)
	}
	require.True(t, said)
	ways := pairsOfMatrix(estate.Matrix(nil))
	checked := 0
	for pair, how := range ways {
		switch pay := strings.Contains(pair, "/vnet-pay/"); {
		case pay && strings.Contains(pair, "vnet-hub/"):
			require.NotContains(t, how, "delivered", pair)
			checked++
		case strings.Contains(pair, "/vnet-shop/") && strings.Contains(pair, "vnet-hub/"):
			require.Contains(t, how, "delivered", pair)
			checked++
		}
	}
	require.GreaterOrEqual(t, checked, 4)

	made := adopt.Import("x", there.Resources, adopt.Options{})
	listed := false
	for _, left := range made.Left {
		listed = listed || strings.Contains(left.Why, `"`+half+`" is Disconnected`)
	}
	require.True(t, listed)
	require.NotContains(t, string(made.Intent), "spokes: [pay, shop]")

	report := rehearsedOverExport(t, content, e)
	require.Empty(t, report.Lost, "what was not joined is not lost")
	require.Len(t, report.Changed, 1, "%+v", report)
	require.Contains(t, report.Changed[0].ID, half)
	require.Equal(t, "Disconnected", report.Changed[0].Was)
}

// disconnected is an export in which a half of a peering is Disconnected.
func disconnected(t *testing.T, export []byte, name string) []byte {
	t.Helper()
	var out any
	require.NoError(t, json.Unmarshal(export, &out))
	found := 0
	var visit func(v any)
	visit = func(v any) {
		switch x := v.(type) {
		case []any:
			for _, item := range x {
				visit(item)
			}
		case map[string]any:
			if x["name"] == name && x["type"] == azure.TypePeering {
				x["properties"].(map[string]any)["peeringState"] = "Disconnected"
				found++
			}
			for _, item := range x {
				visit(item)
			}
		}
	}
	visit(out)
	require.Positive(t, found)
	content, err := json.Marshal(out)
	require.NoError(t, err)
	return content
}
