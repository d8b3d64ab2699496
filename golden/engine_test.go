package golden_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/generators/powershell"
	"github.com/vnetloom/vnetloom/internal/microsofttest"
)

// The subscription of rows that name none.
const engineSubscription = "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa"

// A deployed is a root that the engine deploys.
type deployed struct {
	name   string // of the case and of the root
	kase   string
	folder string // with estate.json
	plan   *plan.Plan
	root   *plan.Root
}

// engineFolder writes the engine and the data of all roots of all cases below a folder. It returns the path of the module.
func engineFolder(t *testing.T, cases ...string) (string, []deployed) {
	t.Helper()
	dir := t.TempDir()
	files, err := powershell.Engine()
	require.NoError(t, err)
	for name, content := range files {
		writeAt(t, filepath.Join(dir, name), content)
	}
	var out []deployed
	for _, c := range cases {
		e := compiled(t, c)
		for i := range e.plan.Roots {
			root := &e.plan.Roots[i]
			if root.CrossTenant {
				continue
			}
			data, err := powershell.Data(e.plan, root)
			require.NoError(t, err, "%s %s", c, root.Name)
			d := deployed{kase: c, name: path.Base(c) + "/" + root.Folder(), folder: filepath.Join(dir, "data", path.Base(c), root.Folder()), plan: e.plan, root: root}
			writeAt(t, filepath.Join(d.folder, "estate.json"), data)
			out = append(out, d)
		}
	}
	return filepath.Join(dir, powershell.Module, powershell.Module+".psd1"), out
}

func writeAt(t *testing.T, name string, content []byte) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o700))
	require.NoError(t, os.WriteFile(name, content, 0o600))
}

// everyEstate are all cases, and the intents beyond them.
func everyEstate(t *testing.T) []string { return append(everyCase(t), "beyond", "connected") }

// engineResource is a resource as the engine makes it.
type engineResource struct {
	ID, Type, Stage string
	Body            any
}

const expandScript = `
param([string]$Accounts, [string]$Module, [string]$List)
$ErrorActionPreference = 'Stop'
Import-Module $Accounts
Import-Module $Module
& (Get-Module Vnetloom.Deploy) {
    foreach ($folder in [System.IO.File]::ReadAllLines($args[0])) {
        $estate = ConvertFrom-JsonText ([System.IO.File]::ReadAllText("$folder/estate.json"))
        $items = Expand-Estate $estate 'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa'
        $out = foreach ($item in $items) { [ordered]@{ ID = $item.Id; Type = $item.Type; Stage = $item.Stage; Body = $item.Body } }
        ConvertTo-Json -InputObject @($out) -Depth 100 -Compress
    }
} $List
`

// TestMicrosoftPowerShellExpandsRowsAsThePlanDoes holds that the engine makes of the rows what the plan has: the same resources in the same
// stages, with the same bodies. One process expands all.
func TestMicrosoftPowerShellExpandsRowsAsThePlanDoes(t *testing.T) {
	t.Parallel()
	microsofttest.Needs(t, "pwsh")
	module, all := engineFolder(t, everyEstate(t)...)
	script, list := filepath.Join(t.TempDir(), "expand.ps1"), filepath.Join(t.TempDir(), "list")
	writeAt(t, script, []byte(expandScript))
	var folders strings.Builder
	for _, d := range all {
		folders.WriteString(d.folder + "\n")
	}
	writeAt(t, list, []byte(folders.String()))
	accounts, err := filepath.Abs("../rehearsal/testdata/modules/Az.Accounts/Az.Accounts.psd1")
	require.NoError(t, err)
	run := microsofttest.PowerShell(t, script, "-Accounts", accounts, "-Module", module, "-List", list)
	require.Empty(t, run.Err)
	require.Zero(t, run.Code)
	lines := strings.Split(strings.TrimSpace(run.Out), "\n")
	require.Len(t, lines, len(all))
	for i, d := range all {
		var made []engineResource
		require.NoError(t, json.Unmarshal([]byte(lines[i]), &made), d.name)
		want := map[string]engineResource{}
		for _, r := range resourcesOfRoot(d.root) {
			want[r.ID] = r
		}
		require.Len(t, made, len(want), d.name)
		for _, m := range made {
			m.Body = withoutNull(m.Body)
			w, ok := want[m.ID]
			require.True(t, ok, "%s: no resource %s", d.name, m.ID)
			inOrder(w.Body, "")
			inOrder(m.Body, "")
			require.Equal(t, asText(t, w), asText(t, m), "%s", d.name)
		}
	}
}

func asText(t *testing.T, v any) string {
	t.Helper()
	b, err := json.MarshalIndent(v, "", " ")
	require.NoError(t, err)
	return string(b)
}

// withoutNull drops what the engine knows to be left out.
func withoutNull(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			if value == nil {
				delete(v, key)
				continue
			}
			v[key] = withoutNull(value)
		}
	case []any:
		for i := range v {
			v[i] = withoutNull(v[i])
		}
	}
	return v
}

// inOrder sorts the lists that are sets to Azure, and that literal bodies have in the order of their prefixes.
func inOrder(v any, key string) {
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			inOrder(value, key)
		}
	case []any:
		for _, item := range v {
			inOrder(item, "")
		}
		if key == "routes" || key == "ipAddresses" {
			slices.SortFunc(v, func(a, b any) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
		}
	}
}

// resourcesOfRoot are the resources of the plan as the engine has them.
func resourcesOfRoot(root *plan.Root) []engineResource {
	var out []engineResource
	add := func(stage azure.Stage, r *plan.Resource) {
		out = append(out, engineResource{ID: armID(r.ID), Type: r.ID.Type, Stage: stage.File(), Body: plainBody(r.Body)})
	}
	for i := range root.Groups {
		add(azure.StageGroups, &root.Groups[i])
	}
	for i := range root.Modules {
		for j := range root.Modules[i].Resources {
			add(root.Modules[i].Stage, &root.Modules[i].Resources[j])
		}
	}
	return out
}

func armID(id azure.ID) string {
	if id.Subscription == "" {
		id.Subscription = engineSubscription
	}
	if id.Type == azure.TypeResourceGroup {
		return "/subscriptions/" + id.Subscription + "/resourceGroups/" + id.Name
	}
	return id.String()
}

// plainBody is a value as JSON has it.
func plainBody(v azure.Value) any {
	switch v := v.(type) {
	case azure.Str:
		return string(v)
	case azure.Int:
		return float64(v)
	case azure.Bool:
		return bool(v)
	case azure.List:
		out := []any{}
		for _, item := range v {
			out = append(out, plainBody(item))
		}
		return out
	case azure.Object:
		out := map[string]any{}
		for _, m := range v {
			out[m.Key] = plainBody(m.Value)
		}
		return out
	case azure.Ref:
		return armID(azure.ID(v))
	case azure.Subscription:
		if v == "" {
			v = engineSubscription
		}
		return "/subscriptions/" + string(v)
	case azure.Secret:
		return map[string]any{"Item1": "key", "Item2": v.Name}
	case azure.Property:
		return map[string]any{"Item1": "read", "Item2": armID(v.Of), "Item3": v.Path}
	}
	panic(fmt.Sprintf("a %T", v))
}
