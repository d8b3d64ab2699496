package golden_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/adopt"
	compiler "github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/migration"
	"github.com/vnetloom/vnetloom/reachability"
	answered "github.com/vnetloom/vnetloom/reachability/deployed"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/source"
)

// changedByImports are the cases whose imported intents do not stand for what is there, and why. The list may only get shorter.
var changedByImports = map[string][2]string{ // what exists, what is taken over
	"classic-peer":              {"", "the rehearsal answers no address space of a classic network: its peering is left out"},
	"existing-virtual-wan":      {"", "its firewall has no public address in the rehearsal, of which an intent creates one"},
	"forced-vpn-beside-circuit": {"", "what a site advertises by BGP is not in an export, its default route neither, and no route table leads there"},
	"manager-commit-resource":   {connectedGroup, ""},
	"manager-hub-spoke-direct":  {connectedGroup, ""},
	"manager-isolated-clusters": {connectedGroup, ""},
	"manager-mesh":              {connectedGroup, ""},
	"manager-mesh-policy":       {connectedGroup, ""},
	"manager-two-regions":       {connectedGroup, ""},
}

const connectedGroup = "nothing is written; routes that a connected group gives stand as those of peerings"

// What every case deploys is exported and imported. The intent that says of all of it that it exists writes nothing; the one that takes all of it over
// changes nothing. Either has the same effective routes and the same matrix as what is there.
func TestImportedEstatesChangeNothing(t *testing.T) {
	t.Parallel()
	dirs, err := filepath.Glob("cases/*")
	require.NoError(t, err)
	var rows strings.Builder
	clean := [2]int{}
	for _, dir := range dirs {
		name := filepath.Base(dir)
		there := answersOf(t, standing(t, compiled(t, dir)))
		row := []string{"`" + name + "`"}
		for i, o := range []adopt.Options{{}, {Creates: func(*template.Resource) bool { return true }}} {
			got, why := changesOfImport(t, name, there, o), changedByImports[name][i]
			switch {
			case len(got) == 0 && why == "":
				clean[i]++
				row = append(row, "nothing")
			case why == "":
				require.Failf(t, name, "%v\n%s", []string{"existing", "created"}[i], strings.Join(got, "\n"))
			default:
				require.NotEmptyf(t, got, "%s: it stands in changedByImports, and nothing changes any more", name)
				row = append(row, why)
			}
		}
		if row[1] != "nothing" || row[2] != "nothing" {
			fmt.Fprintf(&rows, "| %s |\n", strings.Join(row, " | "))
		}
	}
	text := fmt.Sprintf("Of %d golden cases, %d change nothing as what exists, and %d as what is created. The others:\n\n| case | changed, as existing | changed, as created |\n|---|---|---|\n%s",
		len(dirs), clean[0], clean[1], rows.String())
	requirePart(t, "../docs/deployed.md", "imported", text)
}

// requirePart holds a generated part of a page to what it should be.
func requirePart(t *testing.T, file, part, want string) {
	t.Helper()
	bytes, err := os.ReadFile(file)
	require.NoError(t, err)
	content := string(bytes)
	begin, end := "<!-- "+part+": made by go test -->\n", "<!-- /"+part+" -->"
	before, rest, ok := strings.Cut(content, begin)
	require.True(t, ok, "%s has no part %s", file, part)
	have, after, ok := strings.Cut(rest, end)
	require.True(t, ok)
	if update() && have != want {
		require.NoError(t, os.WriteFile(file, []byte(before+begin+want+end+after), 0o644))
		return
	}
	require.Equal(t, want, have, "to accept: UPDATE_GOLDEN=1 go test ./golden -run %s", t.Name())
}

// standing is the export of what a case deploys: its templates, then its companion steps, beside what it says is there already.
func standing(t *testing.T, e *emission) []byte {
	t.Helper()
	require.NoError(t, e.err)
	s := rehearsal.New(rehearsal.Options{})
	require.NoError(t, migration.Stand(s, e.plan))
	roots := rehearsed(e)
	for i := range roots { // steps are in the subscription that a deployment without one is to
		if roots[i].Subscription == rehearsedSubscription {
			roots[i].Subscription = migration.OwnSubscription
		}
	}
	s.Assume(roots)
	deployedCleanly(t, s, roots, rehearsal.Declared)
	if companions := migration.RunCompanions(e.plan); companions != nil {
		require.NoError(t, companions(s))
	}
	return exported(t, s)
}

// answersOf are the resources of an export.
func answersOf(t *testing.T, export []byte) []template.Resource {
	t.Helper()
	there, found := answered.Read([]*source.File{source.New("export.json", export)})
	require.Empty(t, found)
	return there.Resources
}

// changesOfImport is what deploying an imported intent over what is there changes, and where the two are not the same.
func changesOfImport(t *testing.T, name string, there []template.Resource, o adopt.Options) []string {
	t.Helper()
	made := adopt.Import(name, there, o)
	intent, err := compiler.Compile(t.Context(), fstest.MapFS{"intent.yaml": {Data: made.Intent}}, []string{"intent.yaml"}, compiler.Options{Targets: []string{}})
	require.NoError(t, err)
	if intent.Findings.HasErrors() || intent.Plan == nil {
		return []string{fmt.Sprint(intent.Findings)}
	}
	is, was := compiler.Network{Intent: intent}, compiler.Network{Deployed: there}
	over, err := compiler.Rehearse(t.Context(), was, is, compiler.RehearseOptions{SkipMigrate: true})
	require.NoError(t, err)
	var out []string
	add := func(what string, list any) {
		if text := fmt.Sprint(list); text != "[]" {
			out = append(out, what+" "+text)
		}
	}
	r := over.Report
	add("created", r.Created)
	add("changed", r.Changed)
	add("begin", r.Begin)
	if !r.Clean() {
		add("reset", r.Reset)
		add("removed", r.Removed)
		add("refused", r.Refused)
		add("left behind", r.LeftBehind)
		out = append(out, fmt.Sprint("not clean: ", r.Disturbed, r.NotInSync, r.Lost, r.Bypassed, r.Opened, r.Ends))
	}
	if o.Creates == nil {
		require.Zero(t, r.Writes, name)
	}
	alone, err := compiler.Alone(t.Context(), was, is)
	require.NoError(t, err)
	return append(out, otherRoutes(there, alone)...)
}

// otherRoutes are the subnets and pairs of which two estates say different things.
func otherRoutes(was, is []template.Resource) []string {
	before, _ := reachability.Build(was)
	after, _ := reachability.Build(is)
	var out []string
	for _, subnet := range before.Subnets() {
		if routeLines(before.EffectiveRoutes(subnet.ID)) != routeLines(after.EffectiveRoutes(subnet.ID)) {
			out = append(out, "routes of "+subnet.ID)
		}
	}
	want, got := pairsOfMatrix(before.Matrix(nil)), pairsOfMatrix(after.Matrix(nil))
	for _, pair := range sortedNames(want) {
		if want[pair] != got[pair] {
			out = append(out, fmt.Sprintf("%s: %s, and was %s", pair, got[pair], want[pair]))
		}
	}
	return slices.Compact(out)
}
