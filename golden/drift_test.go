package golden_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/internal/cli"
	"github.com/vnetloom/vnetloom/rehearsal"
)

const drift = "../examples/drift/"

// What Azure Policy adds is told from what was changed by hand, by a list: the exports of examples/drift are of one night each.
func TestDriftIsToldFromWhatPolicyAdds(t *testing.T) {
	t.Parallel()
	intent, err := os.ReadFile("cases/hub-site-inspected/intent.yaml")
	require.NoError(t, err)
	requireGolden(t, drift+"intent.yaml", string(intent))
	e := compiled(t, "cases/hub-site-inspected")
	require.NoError(t, e.err)
	s := rehearsal.New(rehearsal.Options{})
	s.Assume(rehearsed(e))
	deployedCleanly(t, s, rehearsed(e), rehearsal.Declared)
	const group = "/subscriptions/" + rehearsedSubscription + "/resourceGroups/rg-platform"
	const platform = group + "/providers/Microsoft.Network/"
	require.NoError(t, s.Put(group, rehearsal.Body{"location": "westeurope"}))
	require.NoError(t, s.Put(platform+"ddosProtectionPlans/ddos", rehearsal.Body{"location": "westeurope", "properties": rehearsal.Body{}}))
	require.NoError(t, s.Put(platform+"networkWatchers/westeurope", rehearsal.Body{"location": "westeurope", "properties": rehearsal.Body{}}))
	edited := 0
	for _, x := range s.State().Resources() {
		switch {
		case strings.HasSuffix(x.Type, "/virtualNetworks"):
			require.NoError(t, s.Edit(x.ID, func(body rehearsal.Body) {
				tags, _ := body["tags"].(rehearsal.Body)
				if tags == nil {
					tags = rehearsal.Body{}
				}
				tags["CostCenter"] = "4711"
				body["tags"] = tags
				p := body["properties"].(rehearsal.Body)
				p["enableDdosProtection"] = true
				p["ddosProtectionPlan"] = rehearsal.Body{"id": platform + "ddosProtectionPlans/ddos"}
			}))
			edited++
		case strings.HasSuffix(x.Type, "/routeTables"):
			require.NoError(t, s.Edit(x.ID, func(body rehearsal.Body) { body["tags"] = rehearsal.Body{"CostCenter": "4711", "team": "shop"} }))
		}
	}
	require.Equal(t, 3, edited)
	withTeam := append(exported(t, s), '\n')
	for _, x := range s.State().Resources() {
		if strings.HasSuffix(x.Type, "/routeTables") {
			require.NoError(t, s.Edit(x.ID, func(body rehearsal.Body) { delete(body["tags"].(rehearsal.Body), "team") }))
		}
	}
	requireGolden(t, drift+"policy.json", string(append(exported(t, s), '\n')))
	const table = "/subscriptions/" + rehearsedSubscription + "/resourceGroups/rg-net/providers/Microsoft.Network/routeTables/rt-shop"
	require.NoError(t, s.Edit(table, func(body rehearsal.Body) {
		p := body["properties"].(rehearsal.Body)
		p["routes"] = append(p["routes"].([]any), rehearsal.Body{"name": "test", "properties": rehearsal.Body{"addressPrefix": "203.0.113.0/24", "nextHopType": "Internet"}})
	}))
	requireGolden(t, drift+"by-hand.json", string(append(exported(t, s), '\n')))

	run := func(args ...string) (code int, out, said string) {
		var stdout, stderr bytes.Buffer
		code = cli.Main(append([]string{"rehearse"}, args...), strings.NewReader(""), &stdout, &stderr)
		return code, stdout.String(), stderr.String()
	}
	list := []string{"--drift", "--expected", drift + "expected.yaml"}
	code, out, said := run(append([]string{drift + "policy.json", drift + "intent.yaml"}, list...)...)
	require.Zero(t, code, out+said)
	require.Empty(t, said, "tags that are expected are no news")
	requireGolden(t, drift+"policy.txt", out)
	code, out, _ = run(append([]string{drift + "by-hand.json", drift + "intent.yaml"}, list...)...)
	require.Equal(t, 4, code, out)
	requireGolden(t, drift+"by-hand.txt", out)
	code, out, said = run(drift+"policy.json", drift+"intent.yaml", "--drift")
	require.Equal(t, 4, code, out)
	require.Contains(t, said, "VL870")

	// Of an object of which one part is expected the rest is not.
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "team.json"), withTeam, 0o600))
	code, out, _ = run(append([]string{filepath.Join(dir, "team.json"), drift + "intent.yaml", "--format", "json"}, list...)...)
	require.Equal(t, 4, code, out)
	var report struct {
		Clean  bool
		Report struct {
			Expected, Reset, Removed []struct{ Path, Reason string }
		}
	}
	require.NoError(t, json.Unmarshal([]byte(out), &report))
	require.False(t, report.Clean)
	paths := map[string]int{}
	for _, x := range append(report.Report.Reset, report.Report.Removed...) {
		paths[x.Path]++
	}
	require.Len(t, paths, 1)
	require.Positive(t, paths["tags.team"])
	for _, x := range report.Report.Expected {
		require.NotEmpty(t, x.Reason)
	}

	// An entry that nothing is about is noted, and one that cannot be read refuses the run.
	stale := filepath.Join(dir, "stale.yaml")
	require.NoError(t, os.WriteFile(stale, []byte("expected: [{type: virtualNetwork, path: tags.x}]\n"), 0o600))
	code, _, said = run(drift+"policy.json", drift+"intent.yaml", "--drift", "--expected", drift+"expected.yaml", "--expected", stale, "-v")
	require.Zero(t, code, said)
	require.Contains(t, said, "note[VL878]")
	for content, want := range map[string]string{
		"expected: [{pth: tags.x}]":              `did you mean "path"?`,
		"expected: [{why: x}]":                   "neither a type nor a path",
		"expected: [{path: 'subnets[*.x'}]":      "it is written as the report shows it",
		"expected: [{path: properties}]":         "every property",
		"expected: [{type: a, type: b}]":         "twice",
		"expected: [{type: 3}]":                  `"type" is a text`,
		"expected: {type: a}":                    "is a list of entries",
		"expcted: []":                            `did you mean "expected"?`,
		"- x":                                    "is a map with the one field",
		"expected: [x]":                          "is a map of type, name, path, why",
		"":                                       "is empty",
		"expected: [":                            "is no YAML",
		"expected: [&a {path: tags.x}, *a]":      "is a map of type, name, path, why",
		"expected: []\nexpected: []":             "two fields",
		"expected: [{path: tags.x, name: ' '}]":  `"name" is empty`,
		"expected: [{type: 'a//b', path: tags}]": "between two / is empty",
	} {
		require.NoError(t, os.WriteFile(stale, []byte(content), 0o600))
		code, _, said = run(drift+"policy.json", drift+"intent.yaml", "--expected", stale)
		require.Equal(t, 3, code, "%s\n%s", content, said)
		require.Contains(t, said, want, content)
		require.Contains(t, said, "VL877", content)
	}
	code, _, said = run(drift+"policy.json", drift+"intent.yaml", "--expected", filepath.Join(dir, "none.yaml"))
	require.Equal(t, 2, code, said)
}
