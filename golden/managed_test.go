package golden_test

import (
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators/arm"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
	"github.com/vnetloom/vnetloom/topology"
)

// textIntent is an intent of one file.
func textIntent(text string) intent {
	return intent{files: fstest.MapFS{"intent.yaml": {Data: []byte(text)}}, names: []string{"intent.yaml"}}
}

// managedEstate is an estate of spokes on hubs with a gateway each, or with no hub a mesh. With a manager it builds everything.
func managedEstate(spokes, hubs int, manager bool) string {
	var b strings.Builder
	b.WriteString("vnetloom: v1\nname: estate\ndefaults: {location: westeurope, subscription: core}\n")
	b.WriteString("subscriptions: {core: 6f1d2c0a-4b1e-4f53-9d27-1c6f0a9be101, apps: 6f1d2c0a-4b1e-4f53-9d27-1c6f0a9be102}\n")
	by := ""
	if manager {
		b.WriteString("networkManagers: {avnm: {}}\n")
		by = ", networkManager: avnm"
	}
	b.WriteString("profiles:\n  app: {subscription: apps, subnets: {web: +0/26}}\nnetworks:\n")
	for h := range hubs {
		fmt.Fprintf(&b, "  hub-%d:\n    addressSpace: 10.0.%d.0/22\n    subnets: {GatewaySubnet: 10.0.%d.0/26, shared: 10.0.%d.0/24}\n    gateways: {vpn: {asn: %d}}\n", h+1, 4*h, 4*h, 4*h+1, 65001+h)
	}
	for s := range spokes {
		fmt.Fprintf(&b, "  app-%04d: {profile: app, addressSpace: 10.%d.%d.0/24, resourceGroup: rg-apps, labels: {hub: h%d}}\n", s+1, 1+s/250, s%250, s*max(hubs, 1)/spokes+1)
	}
	b.WriteString("connections:\n")
	for h := range hubs {
		fmt.Fprintf(&b, "  estate-%d: {kind: hubAndSpoke, hub: hub-%d, spokes: {hub: h%d}%s}\n", h+1, h+1, h+1, by)
	}
	if hubs == 0 {
		fmt.Fprintf(&b, "  all: {kind: mesh, members: {hub: h1}%s}\n", by)
	}
	return b.String()
}

// lines counts the lines of the files of a target.
func lines(e *emission, target string) int {
	n := 0
	for name, content := range e.files {
		if strings.HasPrefix(name, target+"/") {
			n += strings.Count(string(content), "\n")
		}
	}
	return n
}

func countType(p *plan.Plan, kind string) (n, largest int) {
	for i := range p.Roots {
		for j := range p.Roots[i].Modules {
			m := &p.Roots[i].Modules[j]
			of := 0
			for k := range m.Resources {
				if m.Resources[k].ID.Type == kind {
					of++
				}
			}
			if of > 0 {
				n, largest = n+of, max(largest, len(m.Resources))
			}
		}
	}
	return n, largest
}

// TestAManagerTakesAThousandSpokes: what would be 2,000 halves of peerings over hubs of 500 is a thousand members, in deployments
// that Azure takes, and the second opinion proves it. The guide has the numbers of lines.
func TestAManagerTakesAThousandSpokes(t *testing.T) {
	t.Parallel()
	text := managedEstate(1000, 1, true)
	e := compile(textIntent(text))
	require.Empty(t, e.failure())
	halves, _ := countType(e.plan, azure.TypePeering)
	require.Zero(t, halves)
	members, largest := countType(arm.Divide(e.plan), azure.TypeStaticMember)
	require.Equal(t, 1000, members)
	require.LessOrEqual(t, largest, 800, "resources of a deployment")
	require.Len(t, e.topology.Configurations, 1)

	byHand := managedEstate(1000, 4, false)
	hand := compile(textIntent(byHand))
	require.Empty(t, hand.failure())
	halves, _ = countType(hand.plan, azure.TypePeering)
	require.Equal(t, 2000, halves)

	over := compile(textIntent(managedEstate(1000, 1, false)))
	require.Contains(t, over.text(), "network \"hub-1\" has 1000 peerings; the limit is 500")
	require.Contains(t, over.text(), "write `networkManager: avnm` in \"estate-1\", and once `networkManagers: {avnm: {}}`")

	checkGuide(t, []string{linesRow("1,000 spokes on one hub, by a manager", text, e), linesRow("1,000 spokes over four hubs, by hand", byHand, hand)})
}

// linesRow is a row of the guide's table: lines of intent, and of each target to the thousand.
func linesRow(what, text string, e *emission) string {
	row := fmt.Sprintf("| %s | %s |", what, thousands(strings.Count(text, "\n")))
	for _, target := range []string{"bicep", "arm", "powershell"} {
		row += fmt.Sprintf(" %s |", thousands((lines(e, target)+500)/1000*1000))
	}
	return row
}

// checkGuide holds rows of a table of the guide, and writes them with UPDATE_GOLDEN.
func checkGuide(t *testing.T, rows []string) {
	t.Helper()
	const page = "../docs/guide.md"
	guide, err := os.ReadFile(page)
	require.NoError(t, err)
	text := string(guide)
	for _, row := range rows {
		first, _, _ := strings.Cut(strings.TrimPrefix(row, "| "), " |")
		i := strings.Index(text, "| "+first+" |")
		require.GreaterOrEqual(t, i, 0, "the table of the guide has no row %q", first)
		end := i + strings.IndexByte(text[i:], '\n')
		if os.Getenv("UPDATE_GOLDEN") == "" {
			require.Equal(t, row, text[i:end], "docs/guide.md is stale; to accept: UPDATE_GOLDEN=1 go test ./golden -run TestAManagerTakes")
		}
		text = text[:i] + row + text[end:]
	}
	if text != string(guide) {
		require.NoError(t, os.WriteFile(page, []byte(text), 0o644))
	}
}

func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}

// TestAMeshOf250IsOneConnectedGroup: 62,250 halves of peerings by hand; one network more is over Azure's limit.
func TestAMeshOf250IsOneConnectedGroup(t *testing.T) {
	t.Parallel()
	e := compile(textIntent(managedEstate(250, 0, true)))
	require.Empty(t, e.failure())
	members, _ := countType(e.plan, azure.TypeStaticMember)
	require.Equal(t, 250, members)
	require.Len(t, e.topology.Configurations, 1)
	require.Equal(t, []string{"VL355", "VL502"}, e.codes(), "it rests on the commit, and is near the limit")

	more := compile(textIntent(managedEstate(251, 0, true)))
	require.Equal(t, []string{"VL501"}, more.codes())
	hand := compile(textIntent(managedEstate(60, 0, false)))
	require.Empty(t, hand.failure())
	require.Contains(t, hand.text(), "joins each of 60 networks with every other without a network manager: 3540 peerings in all, in at least 5 deployments of 800 resources")
}

// TestOneMoreMemberAddsItsOwnLines: a network more in a managed mesh takes no line of another away.
func TestOneMoreMemberAddsItsOwnLines(t *testing.T) {
	before := readIntent(t, filepath.Join("cases", "manager-mesh"))
	text := string(before.files["intent.yaml"].Data)
	after := strings.Replace(strings.Replace(text, "  west:", "  mid: {addressSpace: 10.60.9.0/24, subnets: {web: 10.60.9.0/26}}\n  west:", 1), "[north, ", "[mid, north, ", 1)
	require.NotEqual(t, text, after)
	old, next := compiled(t, filepath.Join("cases", "manager-mesh")), compile(textIntent(after))
	require.Empty(t, old.failure()+next.failure())
	require.Equal(t, sortedNames(old.files), sortedNames(next.files), "no file comes or goes")
	for name, content := range next.files {
		for _, line := range strings.Split(string(diff.Diff("", old.files[name], "", content)), "\n") {
			require.Falsef(t, strings.HasPrefix(line, "-") && !strings.HasPrefix(line, "---"), "%s: a line of something else goes: %s", name, line)
		}
	}
}

// reaches is every ordered pair of subnets with what happens on the way, read from what is emitted.
func reaches(t *testing.T, e *emission) map[string]string {
	t.Helper()
	read, found := template.Read([]*source.File{source.New("main.json", e.files["arm/main/main.json"])}, template.Options{})
	require.False(t, found.HasErrors())
	estate, found := reachability.Build(read.Resources)
	require.False(t, found.HasErrors())
	out := map[string]string{}
	for _, a := range estate.Subnets() {
		for _, b := range estate.Subnets() {
			if a.ID != b.ID {
				w := estate.Trace(reachability.Endpoint{Subnet: a.ID}, reachability.Endpoint{Subnet: b.ID}, reachability.Flow{}, nil)
				out[a.ID+" > "+b.ID] = fmt.Sprint(w.There.Outcome, w.There.Inspectors(), w.Back.Outcome, w.Back.Inspectors())
			}
		}
	}
	return out
}

// TestByHandAndByAManagerIsTheSameNetwork: who builds a connection changes no path.
func TestByHandAndByAManagerIsTheSameNetwork(t *testing.T) {
	t.Parallel()
	dirs, err := filepath.Glob("cases/manager-*")
	require.NoError(t, err)
	require.NotEmpty(t, dirs)
	for _, dir := range dirs {
		text := string(readIntent(t, dir).files["intent.yaml"].Data)
		byHand := strings.NewReplacer(", networkManager: avnm", "", "    networkManager: avnm\n", "", "    membership: policy\n", "").Replace(text)
		managed, hand := compiled(t, dir), compile(textIntent(byHand))
		require.Empty(t, managed.failure()+hand.failure(), dir)
		require.Empty(t, hand.topology.Configurations, dir)
		require.Equal(t, reaches(t, hand), reaches(t, managed), dir)
	}
}

// TestACommitNamesEveryConfigurationInEveryRegion: a commit replaces what is in force in a region.
func TestACommitNamesEveryConfigurationInEveryRegion(t *testing.T) {
	dirs, err := filepath.Glob("cases/manager-*")
	require.NoError(t, err)
	for _, dir := range dirs {
		e := compiled(t, dir)
		if e.topology.NetworkManagers[0].Commit != "" {
			continue // TestACommitResource has it
		}
		var commits []plan.Commit
		for _, s := range e.plan.Steps {
			if c, ok := s.Action.(plan.Commit); ok {
				commits = append(commits, c)
			}
		}
		require.Len(t, commits, len(e.topology.NetworkManagers), dir)
		configurations, _ := countType(e.plan, azure.TypeConnectivityConfiguration)
		require.Len(t, commits[0].Configurations, configurations, dir)
		regions := map[string]bool{}
		managed := map[string]bool{}
		for _, g := range e.topology.NetworkGroups {
			for _, n := range g.Members {
				managed[string(n)] = true
			}
		}
		for _, c := range e.topology.Configurations {
			managed[string(c.Hub)] = true
		}
		for _, n := range e.topology.Networks {
			if managed[string(n.ID)] {
				regions[n.Location] = true
			}
		}
		require.Equal(t, sortedNames(regions), commits[0].Regions, dir)
		script := string(e.files["steps/04-commit-avnm.ps1"])
		for _, c := range e.topology.Configurations {
			require.Contains(t, script, "/connectivityConfigurations/"+c.Name+"'", dir)
		}
	}
}

// commitOf is the commit of a plan that is a resource.
func commitOf(t *testing.T, text string) plan.Object {
	t.Helper()
	e := compile(textIntent(text))
	require.Empty(t, e.failure())
	for i := range e.plan.Roots {
		for _, m := range e.plan.Roots[i].Modules {
			for _, r := range m.Resources {
				if r.ID.Type == azure.TypeCommit {
					require.Equal(t, "2025-07-01", r.APIVersion)
					return r.Body.Get("properties").(plan.Object)
				}
			}
		}
	}
	t.Fatal("no commit")
	return nil
}

// TestACommitResource is the goal state: it names what a step would, and its tag changes when a configuration does, and only then.
func TestACommitResource(t *testing.T) {
	const dir = "cases/manager-commit-resource"
	text := string(readIntent(t, dir).files["intent.yaml"].Data)
	byStep := compile(textIntent(strings.Replace(text, ", commit: resource", "", 1)))
	require.Empty(t, byStep.failure())
	var step plan.Commit
	for _, s := range byStep.plan.Steps {
		step, _ = s.Action.(plan.Commit)
	}
	commit := commitOf(t, text)
	var ids, regions plan.List
	for _, id := range step.Configurations {
		ids = append(ids, plan.Ref(id))
	}
	for _, region := range step.Regions {
		regions = append(regions, plan.Str(region))
	}
	require.Len(t, ids, 2)
	require.Equal(t, ids, commit.Get("configurationIds"))
	require.Equal(t, regions, commit.Get("targetLocations"))
	require.Equal(t, plan.Str("Connectivity"), commit.Get("commitType"))

	tag := commit.Get("forceUpdateTag")
	require.Regexp(t, "^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", string(tag.(plan.Str)))
	for change, changes := range map[[2]string]bool{
		{"sites:", "  yacht: {subscription: apps, resourceGroup: rg-apps, addressSpace: 10.91.2.0/24, labels: {env: prod}}\nsites:"}: false, // a member more
		{"tenant", "tenant"}: false, // nothing
		{"networkManager: avnm}", "networkManager: avnm, deleteExistingPeering: true}"}: true,
		{"spokes: {env: prod}", "spokes: {env: prod}, spokeToSpoke: direct"}:            true,
		{"gateways: {vpn: {asn: 65090}}", "gateways: {vpn: {asn: 65091}}"}:              false,
	} {
		changed := strings.Replace(text, change[0], change[1], 1)
		if strings.HasPrefix(change[0], "sites") { // it stands under networks
			changed = strings.Replace(text, "resourceGroups:", strings.TrimSuffix(change[1], "sites:")+"resourceGroups:", 1)
		}
		if strings.Contains(change[1], "spokeToSpoke") {
			changed = strings.Replace(changed, "  spokes: {from: ticket, to: cargo, reachable: false}\n", "", 1)
		}
		require.Equal(t, changes, commitOf(t, changed).Get("forceUpdateTag") != tag, "%s", change[1])
	}
}

// withManagers hands hub-and-spokes and meshes of a random intent to a network manager, and puts some members into other regions.
func withManagers(r *rand.Rand, text string) string {
	networks, connections, _ := strings.Cut(text, "connections:\n")
	lines := strings.Split(strings.TrimSuffix(connections, "\n"), "\n")
	for i, line := range lines {
		managed := strings.Contains(line, "kind: hubAndSpoke") || strings.Contains(line, "kind: mesh") && !strings.Contains(line, "transit")
		if managed && r.Intn(3) > 0 {
			lines[i] = strings.TrimSuffix(line, "}") + ", networkManager: avnm}"
		}
	}
	if r.Intn(2) == 0 {
		networks = strings.Replace(networks, "  s00: {", "  s00: {location: northeurope, ", 1)
	}
	return strings.Replace(networks, "networks:\n", "networkManagers: {avnm: {}}\nnetworks:\n", 1) + "connections:\n" + strings.Join(lines, "\n") + "\n"
}

// TestWhatManagersBuildHoldsWhatIsPromised derives estates drawn at random in which network managers build some connections.
func TestWhatManagersBuildHoldsWhatIsPromised(t *testing.T) {
	t.Parallel()
	holds(t, 20261123, 300, 100, func(r *rand.Rand) string { return withManagers(r, randomIntent(r)) })
	holds(t, 20261124, 200, 60, func(r *rand.Rand) string { return withManagers(r, withSites(r, randomIntent(r))) })
}

// TestByHandAndByAManagerIsTheSameRandomNetwork: of random estates too, with every route table.
func TestByHandAndByAManagerIsTheSameRandomNetwork(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewSource(20261125))
	compared := 0
	for range 120 {
		text := withManagers(r, randomIntent(r))
		managed, hand := compile(textIntent(text)), compile(textIntent(strings.ReplaceAll(text, ", networkManager: avnm", "")))
		if len(managed.topologyConfigurations()) == 0 || managed.failure() != "" || hand.failure() != "" {
			continue
		}
		compared++
		byHand, byManager := reaches(t, hand), reaches(t, managed)
		require.Len(t, byManager, len(byHand))
		for pair, want := range byHand {
			if got := byManager[pair]; got != want {
				// What a hub forwards into a connected group is not known. Nobody is promised it: one of the two ways fails by hand too.
				require.Truef(t, strings.Contains(got, "not known") && strings.Contains(want, "dropped"), "%s: by hand %s, by the manager %s\n%s", pair, want, got, text)
			}
		}
	}
	require.Greater(t, compared, 30)
}

func (e *emission) topologyConfigurations() []topology.ConnectivityConfiguration {
	if e.topology == nil {
		return nil
	}
	return e.topology.Configurations
}
