package golden_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators/bicep"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/internal/microsofttest"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
)

// What Microsoft's own programs say of everything that is emitted: of all cases whole, also of those that keep a sample only. They run
// where bicep and pwsh are on PATH.

// written writes what is emitted for every case, the intent beyond them and the connections made by hand below one folder, and returns
// the folder and the names below it.
func written(t *testing.T) (string, []string) {
	t.Helper()
	root := t.TempDir()
	var names []string
	for _, dir := range append(everyCase(t), "beyond", "connected") {
		name := filepath.Base(dir)
		writeTree(t, filepath.Join(root, name), nil, filesOf(t, dir))
		names = append(names, name)
	}
	return root, names
}

// below are the files below a folder with one of the endings.
func below(t *testing.T, dir string, endings ...string) []string {
	t.Helper()
	var out []string
	require.NoError(t, filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() && slices.Contains(endings, filepath.Ext(name)) {
			out = append(out, name)
		}
		return err
	}))
	require.NotEmpty(t, out)
	return out
}

func TestMicrosoftLinterFindsNothingInTheBicep(t *testing.T) {
	t.Parallel()
	microsofttest.Needs(t, "bicep")
	root, _ := written(t)
	require.Empty(t, microsofttest.Lint(t, root))
}

func TestMicrosoftParserReadsEveryScript(t *testing.T) {
	t.Parallel()
	microsofttest.Needs(t, "pwsh")
	root, _ := written(t)
	require.Empty(t, microsofttest.Parse(t, below(t, root, ".ps1", ".psd1", ".psm1")))
}

// TestMicrosoftCompilerNeedsNoKeys compiles parameter files as a pipeline does that has no key and no right to a key vault. What it makes Azure
// refuses: an empty key is shorter than the template takes.
func TestMicrosoftCompilerNeedsNoKeys(t *testing.T) {
	t.Parallel()
	microsofttest.Needs(t, "bicep")
	e := microsofttest.Start(t)
	stored, empty := 0, 0
	for _, name := range []string{"vpn-key-vault", "vpn-sites-active-active"} {
		dir := t.TempDir()
		writeTree(t, dir, nil, filesOf(t, "cases/"+name))
		template, parameters, err := e.BuildParameters(filepath.Join(dir, "bicep", "main", "main.bicepparam"))
		require.NoError(t, err, name)
		declared := objectOf(decodeObject(template)["parameters"])
		given := objectOf(decodeObject(parameters)["parameters"])
		require.Len(t, given, len(declared), name)
		for key, p := range given {
			require.Equal(t, json.Number("1"), objectOf(declared[key])["minLength"], key)
			if reference, ok := objectOf(p)["reference"]; ok {
				arm := objectOf(decodeObject(filesOf(t, "cases/"+name)["arm/main/main.parameters.json"])["parameters"])
				require.Equal(t, objectOf(arm[key])["reference"], reference, key)
				stored++
				continue
			}
			require.Equal(t, "", objectOf(p)["value"], key)
			empty++
		}
	}
	require.NotZero(t, stored)
	require.NotZero(t, empty)
}

// A deployable is what is deployed at once: a root, or a file that is deployed alone to a resource group.
type deployable struct {
	arm, bicep string // path in the target: a folder, or a file without its ending
	alone      bool
	scope      microsofttest.Scope
}

func deployables(e *emission) []deployable {
	var out []deployable
	for _, name := range sortedNames(e.files) {
		rest, ok := strings.CutPrefix(name, "arm/")
		stem, isJSON := strings.CutSuffix(rest, ".json")
		switch {
		case !ok || !isJSON || strings.HasSuffix(stem, ".parameters"):
		case path.Base(stem) == "main":
			out = append(out, deployable{arm: path.Dir(stem), bicep: path.Dir(stem)})
		case e.alone[name] != nil:
			to := e.alone[name]
			out = append(out, deployable{arm: stem, bicep: stem, alone: true, scope: microsofttest.Scope{Subscription: to.Subscription,
				ResourceGroup: to.ResourceGroup}})
		}
	}
	return out
}

// TestMicrosoftEngineExpandsTheBicepToTheARM holds, root by root, that Microsoft's deployment engine makes the same of the Bicep and of the
// ARM JSON: the same resources, with the same properties, and the same outputs; and that what waits in the ARM JSON waits in what the
// compiler makes of the Bicep. How the files of a root are arranged is no matter.
func TestMicrosoftEngineExpandsTheBicepToTheARM(t *testing.T) {
	t.Parallel()
	microsofttest.Needs(t, "bicep")
	root, names := written(t)
	engine := microsofttest.Start(t, root)
	t.Run("roots", func(t *testing.T) {
		for _, name := range names {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				e := compiled(t, map[bool]string{true: name, false: "cases/" + name}[name == "beyond" || name == "connected"])
				for _, d := range deployables(e) {
					if !d.alone && !slices.Contains(dividedAlike(e), d.arm) {
						continue
					}
					arm, bicep := expandBoth(t, engine, filepath.Join(root, name), d)
					report(t, snapshotDifferences(arm, bicep))
					report(t, unordered(t, arm, bicep))
					if !d.alone {
						require.Len(t, arm.Resources, resourcesOf(e, d.arm), "resources of %s", d.arm)
					}
				}
				if name == "hub-divided" {
					require.NotContains(t, dividedAlike(e), "networks", "the case in which each target is divided by itself")
				}
				report(t, dividedDifferences(t, engine, filepath.Join(root, name), e))
			})
		}
	})
}

// dividedAlike are the folders of the roots of which both targets have the same, with all other parts of what it is a part of: each target divides
// by its own measure.
func dividedAlike(e *emission) []string {
	arms, biceps := wholesOf(e.armRoots()), wholesOf(bicep.Divide(e.plan).Roots)
	var out []string
	for whole, folders := range arms {
		if slices.Equal(folders, biceps[whole]) {
			out = append(out, folders...)
		}
	}
	return out
}

// wholesOf are the folders of roots, by what they are parts of.
func wholesOf(roots []plan.Root) map[string][]string {
	out := map[string][]string{}
	for i := range roots {
		if root := &roots[i]; !root.CrossTenant {
			out[root.Tenant+"/"+root.Whole()] = append(out[root.Tenant+"/"+root.Whole()], root.Folder())
		}
	}
	return out
}

// dividedDifferences holds what the targets divide each in its way: all parts together are the same resources, and nothing is deployed twice.
func dividedDifferences(t *testing.T, engine *microsofttest.Engine, dir string, e *emission) []string {
	t.Helper()
	var lines []string
	alike := dividedAlike(e)
	biceps := wholesOf(bicep.Divide(e.plan).Roots)
	for whole, folders := range wholesOf(e.armRoots()) {
		if slices.Contains(alike, folders[0]) {
			continue
		}
		all := [2]*microsofttest.Snapshot{{Resources: map[string]microsofttest.Resource{}}, {Resources: map[string]microsofttest.Resource{}}}
		for i, target := range []string{"arm", "bicep"} {
			for _, folder := range [2][]string{folders, biceps[whole]}[i] {
				made, err := engine.Folder(t, filepath.Join(dir, target, folder), microsofttest.Scope{})
				require.NoError(t, err)
				sortRoutes(made)
				for id, r := range made.Resources {
					require.NotContains(t, all[i].Resources, id, "%s makes it twice", target)
					all[i].Resources[id] = r
				}
				if target == "bicep" {
					_, err := evaluateCompiled(made)
					require.NoError(t, err, folder)
				}
			}
		}
		require.NotEmpty(t, all[0].Resources)
		lines = append(lines, snapshotDifferences(all[0], all[1])...)
	}
	return lines
}

// resourcesOf is how many resources the plan has in a root.
func resourcesOf(e *emission, folder string) int {
	n := 0
	roots := e.armRoots()
	for i := range roots {
		if root := &roots[i]; root.Folder() == folder {
			n += len(root.Groups)
			for j := range root.Modules {
				n += len(root.Modules[j].Resources)
			}
		}
	}
	return n
}

func expandBoth(t *testing.T, engine *microsofttest.Engine, dir string, d deployable) (arm, bicep *microsofttest.Snapshot) {
	t.Helper()
	expand, ends := engine.Folder, [2]string{}
	if d.alone {
		expand, ends = engine.File, [2]string{".json", ".bicepparam"}
	}
	arm, err := expand(t, filepath.Join(dir, "arm", d.arm)+ends[0], d.scope)
	require.NoError(t, err)
	report(t, readerDifferences(t, arm, d))
	bicep, err = expand(t, filepath.Join(dir, "bicep", d.bicep)+ends[1], d.scope)
	require.NoError(t, err)
	sortRoutes(arm)
	sortRoutes(bicep)
	return arm, bicep
}

// sortRoutes sorts the routes of route tables: Azure takes them as a set, and where several statements give a table routes, the rows of Bicep have
// them by statement.
func sortRoutes(s *microsofttest.Snapshot) {
	for _, r := range s.Resources {
		if properties, _ := r.Body["properties"].(map[string]any); r.Type == azure.TypeRouteTable {
			routes, _ := properties["routes"].([]any)
			slices.SortFunc(routes, func(a, b any) int { return strings.Compare(routeName(a), routeName(b)) })
		}
	}
}

func routeName(route any) string {
	o, _ := route.(map[string]any)
	name, _ := o["name"].(string)
	return name
}

// snapshotDifferences says how two snapshots differ, a line for each property.
func snapshotDifferences(arm, bicep *microsofttest.Snapshot) []string {
	var lines []string
	ids := maps.Clone(arm.Resources)
	maps.Copy(ids, bicep.Resources)
	for _, id := range sortedNames(ids) {
		a, inARM := arm.Resources[id]
		b, inBicep := bicep.Resources[id]
		switch {
		case !inARM:
			lines = append(lines, fmt.Sprintf("%s: only the Bicep has it", b.ID))
		case !inBicep:
			lines = append(lines, fmt.Sprintf("%s: only the ARM JSON has it", a.ID))
		default:
			compareValues("", a.Body, b.Body, func(path string, x, y any) {
				lines = append(lines, fmt.Sprintf("%s: %s: ARM JSON has %s, Bicep has %s", a.ID, path, brief(x), brief(y)))
			})
		}
	}
	compareValues("outputs", outputItems(arm.Outputs), outputItems(bicep.Outputs), func(path string, x, y any) {
		lines = append(lines, fmt.Sprintf("%s: ARM JSON has %s, Bicep has %s", path, brief(x), brief(y)))
	})
	return lines
}

// noMember is a member of an object in an expression that is not there: Bicep writes null for it.
var noMember = regexp.MustCompile(`'\w+', null\(\), |, '\w+', null\(\)`)

// outputItems are the items of each output, without the lists in which they stand: in ARM JSON one for each module, in Bicep one for each entry,
// of which a module may be several. Where items are known only when they are deployed, the engine gives one expression.
func outputItems(outputs map[string]any) map[string]any {
	out := map[string]any{}
	for name, lists := range outputs {
		var items []any
		switch lists := lists.(type) {
		case []any:
			for _, list := range lists {
				items = append(items, listOf(list)...)
			}
		case string:
			for _, list := range elements(strings.TrimSuffix(strings.TrimPrefix(lists, "["), "]")) {
				for _, item := range elements(list) {
					items = append(items, noMember.ReplaceAllString(item, ""))
				}
			}
		}
		slices.SortFunc(items, func(a, b any) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
		out[name] = items
	}
	return out
}

// elements are the arguments of a createArray() in an expression, or else the expression itself.
func elements(code string) []string {
	inner, called := strings.CutPrefix(code, "createArray(")
	inner, closed := strings.CutSuffix(inner, ")")
	switch {
	case !called || !closed:
		return []string{code}
	case inner == "":
		return nil
	}
	var out []string
	depth, start, quoted := 0, 0, false
	for i, c := range inner {
		switch {
		case c == '\'':
			quoted = !quoted // two in a row are one in the text
		case quoted:
		case c == '(' || c == '[' || c == '{':
			depth++
		case c == ')' || c == ']' || c == '}':
			depth--
		case c == ',' && depth == 0:
			out = append(out, strings.TrimSpace(inner[start:i]))
			start = i + 1
		}
	}
	return append(out, strings.TrimSpace(inner[start:]))
}

// unordered says which resources the Bicep may deploy at once, of which one waits for the other in the ARM JSON.
func unordered(t *testing.T, arm, bicep *microsofttest.Snapshot) []string {
	t.Helper()
	a, err := evaluateARM([][]byte{arm.Template}, template.Options{})
	require.NoError(t, err)
	b, err := evaluateCompiled(bicep)
	if err != nil { // such as two deployments of one name in one scope: the compiler and the engine are blind to them
		return []string{err.Error()}
	}
	var lines []string
	for _, second := range a.resources {
		for _, first := range a.resources {
			x, y := b.byID[first.ID], b.byID[second.ID]
			if a.before(first, second) && (x == nil || y == nil || !b.before(x, y)) {
				if x != nil && y != nil && x.item == y.item && oneAfterTheOther(first.Type, second.Type) && b.before(y, x) {
					continue
				}
				lines = append(lines, fmt.Sprintf("%s waits for %s in the ARM JSON, and not in the Bicep", second.ID, first.ID))
			}
		}
	}
	return lines
}

// oneAfterTheOther tells which resources wait for each other only because a gateway takes one change at a time: which of two connections is
// first says nothing where one nested deployment makes both. The modules have those between networks first, ARM JSON those of the plan.
func oneAfterTheOther(first, second string) bool {
	return strings.EqualFold(first, azure.TypeConnection) && strings.EqualFold(second, azure.TypeConnection)
}

// evaluateCompiled is evaluateARM of what the Bicep compiler has made of a root. In it a resource may wait for one that exists, or for one of
// which the condition is false: Azure waits for neither.
func evaluateCompiled(s *microsofttest.Snapshot) (*armTemplate, error) {
	var given template.Options
	if s.Values != nil {
		given.Parameters = []*source.File{source.New("main.parameters.json", s.Values)}
	}
	read, found := template.Read([]*source.File{source.New("main.json", s.Template)}, given)
	if found.HasErrors() {
		return nil, fmt.Errorf("the reader finds errors: %v", found)
	}
	made := map[string]string{} // the deployment of each resource and deployment that is made
	for i := range read.Resources {
		if x := &read.Resources[i]; !x.Existing {
			made[x.ID] = x.Deployment
		}
	}
	a := newTemplate()
	for i := range read.Resources {
		x := &read.Resources[i]
		x.DependsOn = slices.DeleteFunc(x.DependsOn, func(id string) bool {
			deployment, is := made[id]
			return !is || deployment != x.Deployment
		})
	}
	if err := a.order(read.Resources); err != nil {
		return nil, err
	}
	for i := range read.Resources {
		if x := &read.Resources[i]; x.Type != deploymentType && !x.Existing {
			if err := a.add(x); err != nil {
				return nil, err
			}
		}
	}
	return a, nil
}

// The comparison has to be able to fail: each change of the Bicep is seen, or refused by the compiler.
func TestMicrosoftEngineSeesEachChangeOfTheBicep(t *testing.T) {
	t.Parallel()
	microsofttest.Needs(t, "bicep")
	engine := microsofttest.Start(t)
	for _, c := range []struct{ what, dir, file, old, new string }{
		{"a next hop", "cases/hub-firewall", "main/estate.bicep", "nextHop: '10.80.0.4'", "nextHop: '10.80.0.5'"},
		{"a flag", "cases/hub-firewall", "main/estate.bicep", "{ network: 'hub-uks', remote: 'claims' }", "{ network: 'hub-uks', remote: 'claims', forwardedTraffic: false }"},
		{"a name", "cases/hub-firewall", "main/estate.bicep", "        prefixes: ['10.80.0.0/22']\n", "        azureName: 'vnet-hub-ukw'\n        prefixes: ['10.80.0.0/22']\n"},
		{"a row", "cases/hub-firewall", "main/estate.bicep", "      { network: 'claims', remote: 'hub-uks' } // connections.estate\n", ""},
		{"an order", "cases/hub-firewall", "main/main.bicep", "    dependsOn: [network]\n", ""},
		{"an order in a module", "cases/hub-firewall", "main/modules/peering.bicep", "@batchSize(1)\n", ""},
		{"an order of halves", "cases/mesh-five", "main/main.bicep", "    dependsOn: [peering]\n", "    dependsOn: [network]\n"},
		{"one name for two deployments", "cases/mesh-five", "main/main.bicep", "'trading-peering.${group.key}'", "'trading-peering'"},
		{"a loop left out", "cases/hub-firewall", "main/main.bicep", "module returnPeering", "module returnPeering"},
		{"an output", "cases/hub-firewall", "main/main.bicep", "output firewalls", "output addresses"},
		{"an API version", "cases/hub-firewall", "main/modules/network.bicep", "routeTables@20", "routeTables@19"},
		{"another secret", "connected", "main/main.bicep", "sharedKeyHubDc1: sharedKeyHubDc1", "sharedKeyHubDc1: sharedKeyHubDc2"},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			writeTree(t, dir, nil, filesOf(t, c.dir))
			file := filepath.Join(dir, "bicep", filepath.FromSlash(c.file))
			content, err := os.ReadFile(file)
			require.NoError(t, err)
			changed := strings.Replace(string(content), c.old, c.new, 1)
			if c.old == c.new { // the whole statement goes
				before, rest, _ := strings.Cut(string(content), c.old)
				_, after, _ := strings.Cut(rest, "\n]\n")
				changed = before[:strings.LastIndex(before, "@description")] + after
			}
			require.NotEqual(t, string(content), changed)
			require.NoError(t, os.WriteFile(file, []byte(changed), 0o600))
			arm, err := engine.Folder(t, filepath.Join(dir, "arm/main"), microsofttest.Scope{})
			require.NoError(t, err)
			bicep, err := engine.File(t, filepath.Join(dir, "bicep/main/main.bicep"), microsofttest.Scope{})
			if err == nil { // else the compiler refuses it
				require.NotEmpty(t, append(snapshotDifferences(arm, bicep), unordered(t, arm, bicep)...))
			}
		})
	}
}
