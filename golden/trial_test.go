package golden_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/azure"
)

// The trial of examples/trial is what users run in a subscription of their own. Here it runs against the store, under the real PowerShell.

var trialEstates = []string{"peering", "manager", "virtual-wan", "hub-firewall", "vpn"}

// A trialRule is a write rule as the script tries it: it writes a resource without what stands at the path.
type trialRule struct {
	Order  int      `json:"order"`
	Type   string   `json:"type"`
	API    string   `json:"api"`
	Slow   bool     `json:"slow"`
	Path   string   `json:"path"`
	Effect string   `json:"effect"`
	As     []string `json:"as"`   // what the script sees where the rule holds
	Open   []string `json:"open"` // and what says neither: what is kept may be what it is reset to
	Sure   string   `json:"sure"`
	Source string   `json:"source"`
}

// leftOut are the effects that a write without the path shows, with what the script may see.
var leftOut = map[azure.Effect]struct {
	word     string
	as, open []string
}{
	azure.KeptWhenAbsent:    {"kept", []string{"kept"}, []string{}},
	azure.ResetWhenAbsent:   {"reset", []string{"reset", "deleted"}, []string{"kept"}},
	azure.DeletedWhenAbsent: {"deleted", []string{"deleted", "reset"}, []string{}},
	azure.Defaults:          {"Azure's default", []string{"reset", "deleted"}, []string{"kept"}},
	azure.Others:            {"removed, though others add to it", []string{"deleted", "reset"}, []string{}},
}

// trialRules are the rules that can be tried, the least sure first.
func trialRules() []trialRule {
	words := []string{azure.Documented: "documented", azure.Reported: "reported", azure.OneReport: "one report", azure.Contested: "contested"}
	out := []trialRule{}
	seen := map[string]bool{}
	for sure := azure.Contested; sure >= azure.Documented; sure-- {
		for _, t := range azure.Types {
			for _, b := range t.Behaviors {
				effect, can := leftOut[b.Effect]
				if !can || b.Sure != sure || b.Path == "" || b.Path == "properties" || strings.Contains(b.Path, "[]") || t.Scope != azure.InGroup || b.Effect == azure.Others && b.Path != "tags" ||
					seen[t.Name+b.Path] {
					continue
				}
				seen[t.Name+b.Path] = true
				out = append(out, trialRule{len(out), t.Name, t.API, t.Slow, b.Path, effect.word, effect.as, effect.open, words[sure], b.Source})
			}
		}
	}
	return out
}

func TestTheTrialTriesTheWriteRulesOfTheTable(t *testing.T) {
	requireFile(t, "../examples/trial/rules.json", asIndented(t, trialRules()))
}

func asIndented(t *testing.T, v any) []byte {
	t.Helper()
	text, err := json.MarshalIndent(v, "", " ")
	require.NoError(t, err)
	return append(text, '\n')
}

// requireFile holds a file to its content, or writes it.
func requireFile(t *testing.T, file string, want []byte) {
	t.Helper()
	if update() {
		require.NoError(t, os.WriteFile(file, want, 0o644))
	}
	have, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), string(have), "to accept: UPDATE_GOLDEN=1 go test ./golden -run Trial")
}
