package golden_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/generators/powershell"
	"github.com/vnetloom/vnetloom/internal/microsofttest"
	"github.com/vnetloom/vnetloom/rehearsal"
)

// spokesOfTheirOwn is an estate whose spokes have a subscription each, and two resource groups.
func spokesOfTheirOwn(spokes int) string {
	var b strings.Builder
	b.WriteString("vnetloom: v1\nname: own\ndefaults: {location: westeurope}\nsubscriptions:\n  platform: 11111111-0000-4000-8000-000000000000\n")
	for i := range spokes {
		fmt.Fprintf(&b, "  s%d: 22222222-0000-4000-8000-%012d\n", i, i)
	}
	b.WriteString("networks:\n  hub: {subscription: platform, resourceGroup: rg-hub, addressSpace: 10.0.0.0/22, subnets: {GatewaySubnet: 10.0.0.0/26, AzureFirewallSubnet: 10.0.0.64/26}, " +
		"gateways: {vpn: {}}, firewall: {}}\n")
	for i := range spokes {
		fmt.Fprintf(&b, "  app-%d: {subscription: s%d, resourceGroup: rg-%d, addressSpace: 10.1.%d.0/24, subnets: {web: 10.1.%d.0/26}}\n", i, i, i, i, i)
	}
	b.WriteString("connections:\n  apps: {kind: hubAndSpoke, hub: hub, spokes: [")
	for i := range spokes {
		fmt.Fprintf(&b, "app-%d, ", i)
	}
	return strings.TrimSuffix(b.String(), ", ") + "], inspect: hub/firewall}\n"
}

// deployedAlone is the root of an estate that has only one.
func deployedAlone(t *testing.T, e *emission) deployed {
	t.Helper()
	require.Len(t, e.plan.Roots, 1)
	data, err := powershell.Data(e.plan, &e.plan.Roots[0])
	require.NoError(t, err)
	d := deployed{name: "alone", folder: t.TempDir(), plan: e.plan, root: &e.plan.Roots[0]}
	writeAt(t, filepath.Join(d.folder, "estate.json"), data)
	return d
}

// listsOf are the paths by which the resources of a root are read, each with how many resources it has: a list for each type and
// subscription, for each type and group where Azure has none of a subscription, and for each parent where it has none of a group.
func listsOf(t *testing.T, s *rehearsal.Store, resources []engineResource) map[string]int {
	t.Helper()
	lists := map[string]int{}
	of := func(id, kind string) string {
		about := azure.TypeOf(kind)
		scope := strings.Join(strings.Split(id, "/")[:3], "/")
		switch {
		case kind == azure.TypeResourceGroup:
			return scope + "/resourcegroups"
		case about.List == azure.ByParent:
			return id[:strings.LastIndexByte(id, '/')]
		case about.List == azure.ByGroup:
			scope, _, _ = strings.Cut(id, "/providers/")
		}
		return scope + "/providers/" + kind
	}
	for _, r := range resources {
		id, kind := r.ID, r.Type
		require.NotEqual(t, azure.Singly, azure.TypeOf(kind).List)
		if azure.TypeOf(kind).List == azure.InParent {
			kind = kind[:strings.LastIndexByte(kind, '/')]
			id = strings.Join(strings.Split(id, "/")[:9], "/")
		}
		lists[strings.ToLower(of(id, kind))] = 0
	}
	for _, id := range s.IDs() {
		kind := kindOfID(id)
		if azure.TypeOf(kind) == nil || azure.TypeOf(kind).List == azure.InParent {
			continue
		}
		if at := strings.ToLower(of(id, kind)); lists[at] >= 0 {
			if _, read := lists[at]; read {
				lists[at]++
			}
		}
	}
	return lists
}

// kindOfID is the type of an id.
func kindOfID(id string) string {
	_, after, ok := strings.Cut(id, "/providers/")
	if !ok {
		return azure.TypeResourceGroup
	}
	segments := strings.Split(after, "/")
	kind := segments[0]
	for i := 1; i < len(segments); i += 2 {
		kind += "/" + segments[i]
	}
	return kind
}

// TestMicrosoftPowerShellReadsByLists holds how many requests an unchanged run sends: the lists of its resources, each once and page by page.
// Where a subscription refuses its lists they are those of its groups; where a group refuses, each of its resources is read.
func TestMicrosoftPowerShellReadsByLists(t *testing.T) {
	t.Parallel()
	microsofttest.Needs(t, "pwsh")
	const spokes = 7
	e := compile(textIntent(spokesOfTheirOwn(spokes)))
	require.Empty(t, e.failure())
	module, _ := engineFolder(t)
	d := deployedAlone(t, e)
	root := d.root
	withEngine(t, microsofttest.PowerShell, module, func(t *testing.T, r *runner) {
		for _, size := range []int{100, 2} {
			t.Run(strconv.Itoa(size)+" a page", func(t *testing.T) {
				x := deployOnStoreWith(t, r, d, rehearsal.Options{Polls: 1, PageSize: size})
				lists := listsOf(t, x.store, resourcesOfRoot(root))
				want := 0
				for _, n := range lists {
					want += max(1, (n+size-1)/size)
				}
				o := x.run(job{})
				require.Empty(t, o.writes())
				require.Len(t, o.Requests, want)
				for _, q := range o.Requests {
					require.Contains(t, lists, strings.ToLower(q.Path))
				}
				if size == 100 { // groups, networks, route tables; the hub's own
					require.Len(t, lists, 3*spokes+len(listsOf(t, x.store, resourcesIn(root, "11111111-0000-4000-8000-000000000000"))))
				}
			})
		}
		single := regexp.MustCompile(`/providers/Microsoft\.Network/[A-Za-z]+/[^/]+$`)
		t.Run("by groups, and one by one", func(t *testing.T) {
			x := deployOnStoreWith(t, r, d, rehearsal.Options{Polls: 1})
			const refused = "/subscriptions/22222222-0000-4000-8000-000000000003"
			forbid := func(path string) {
				x.store.AddFault(rehearsal.Fault{Method: http.MethodGet, Path: path, Answer: rehearsal.Forbidden("Microsoft.Network/read", refused)})
			}
			forbid(refused + "/providers/Microsoft.Network/*")
			o := x.run(job{})
			require.Empty(t, o.writes())
			require.Equal(t, []string{"rg-3/routeTables", "rg-3/virtualNetworks"}, readAt(o, refused, func(path string) bool { return !single.MatchString(path) }))

			forbid(refused + "/resourceGroups/rg-3/providers/Microsoft.Network/routeTables")
			forbid(refused + "/resourceGroups/rg-3/providers/Microsoft.Network/virtualNetworks")
			o = x.run(job{})
			require.Empty(t, o.writes())
			require.Equal(t, []string{"rg-3/routeTables/rt-app-3", "rg-3/virtualNetworks/vnet-app-3"}, readAt(o, refused, single.MatchString))
			for _, q := range o.Requests { // those of the others are read as ever
				require.True(t, q.Status == http.StatusOK || strings.HasPrefix(q.Path, refused), q.Path)
			}
		})
	})
}

// resourcesIn are the resources of a root that are in a subscription.
func resourcesIn(root *plan.Root, subscription string) []engineResource {
	return slices.DeleteFunc(resourcesOfRoot(root), func(r engineResource) bool { return !strings.HasPrefix(r.ID, "/subscriptions/"+subscription+"/") })
}

// readAt are the paths in groups of a subscription that were read and fit, sorted, without what all have.
func readAt(o outcome, subscription string, fits func(path string) bool) []string {
	var out []string
	for _, q := range o.Requests {
		group, ok := strings.CutPrefix(q.Path, subscription+"/resourceGroups/")
		if ok && q.Status == http.StatusOK && fits(q.Path) {
			out = append(out, strings.Replace(group, "providers/Microsoft.Network/", "", 1))
		}
	}
	slices.Sort(out)
	return out
}

const sizeScript = `
param([string]$Accounts, [string]$Module, [string]$Folder, [string]$Address)
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$env:VNETLOOM_REHEARSAL = $Address
$env:VNETLOOM_REHEARSAL_SUBSCRIPTION = 'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa'
$env:VNETLOOM_REHEARSAL_TENANT = ''
Import-Module $Accounts
Import-Module $Module
$process = [System.Diagnostics.Process]::GetCurrentProcess()
function Get-Time { $process.Refresh(); return $process.TotalProcessorTime.TotalMilliseconds }
$start = Get-Time
$changes = @(Invoke-VnetloomDeployment -Path $Folder)
$end = Get-Time
$memory = $process.PeakWorkingSet64
$floor = & (Get-Module Vnetloom.Deploy) { # the same answers and rows, read and nothing else
    $lists = [System.IO.File]::ReadAllLines($args[0] + '/lists')
    $begin = Get-Time
    $null = ConvertFrom-JsonText ([System.IO.File]::ReadAllText($args[0] + '/estate.json'))
    foreach ($path in $lists) {
        while ($path) { $path = [string](Send-Request 'GET' $path).Body['nextLink'] }
    }
    (Get-Time) - $begin
} $Folder
ConvertTo-Json -Compress -InputObject @{ Changes = $changes.Count; Start = $start; Run = $end - $start; Floor = $floor; Memory = $memory }
`

// TestMicrosoftPowerShellReadsAThousandSpokes measures an unchanged run of 1,000 spokes in a process of its own. -v prints the figures, of
// which docs/powershell.md has the ratio: the processor's time of the run by that of reading the same answers as JSON. VNETLOOM_INTENT is
// another intent to measure.
func TestMicrosoftPowerShellReadsAThousandSpokes(t *testing.T) {
	t.Parallel()
	microsofttest.Needs(t, "pwsh")
	text := []byte(estateText(1000))
	if name := os.Getenv("VNETLOOM_INTENT"); name != "" {
		var err error
		text, err = os.ReadFile(name)
		require.NoError(t, err)
	}
	e := compile(textIntent(string(text)))
	require.Empty(t, e.failure())
	module, _ := engineFolder(t)
	d := deployedAlone(t, e)
	x := deployOnStoreWith(t, nil, d, rehearsal.Options{})
	resources := resourcesOfRoot(d.root)
	var paths strings.Builder
	for at := range listsOf(t, x.store, resources) {
		kind := kindOfID(at + "/x")
		if strings.HasSuffix(at, "/resourcegroups") {
			kind = azure.TypeResourceGroup
		}
		paths.WriteString(at + "?api-version=" + versionOf(t, kind) + "\n")
	}
	writeAt(t, filepath.Join(d.folder, "lists"), []byte(paths.String()))
	server := httptest.NewServer(x.store)
	defer server.Close()
	x.store.ForgetRequests()
	accounts, err := filepath.Abs("../rehearsal/testdata/modules/Az.Accounts/Az.Accounts.psd1")
	require.NoError(t, err)
	script := filepath.Join(t.TempDir(), "size.ps1")
	writeAt(t, script, []byte(sizeScript))
	run := microsofttest.PowerShell(t, script, "-Accounts", accounts, "-Module", module, "-Folder", d.folder, "-Address", server.URL)
	require.Empty(t, run.Err)
	var got struct{ Changes, Start, Run, Floor, Memory float64 }
	require.NoError(t, json.Unmarshal([]byte(run.Out), &got), run.Out)
	requests := len(x.store.Requests()) / 2 // the floor sends them again
	n := float64(len(resources))
	t.Logf("%.0f resources, %d requests; processor's time: %.2f ms a resource with the start of PowerShell, %.2f ms without; %.1f times the reading of the same JSON; %.0f MB",
		n, requests, (got.Start+got.Run)/n, got.Run/n, got.Run/got.Floor, got.Memory/(1<<20))
	require.Zero(t, got.Changes)
	require.LessOrEqual(t, requests, 80)
	require.Less(t, got.Run/got.Floor, 12.0)
	require.Less(t, got.Memory/(1<<20), 450.0)
}

// versionOf is the API version of a type whose name may be in lower case.
func versionOf(t *testing.T, kind string) string {
	t.Helper()
	for _, about := range azure.Types {
		if strings.EqualFold(about.Name, kind) {
			return about.API
		}
	}
	require.Fail(t, "no type "+kind)
	return ""
}
