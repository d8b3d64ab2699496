package golden_test

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/internal/microsofttest"
	"github.com/vnetloom/vnetloom/rehearsal"
)

// The engine runs in one process of PowerShell, which asks for its next job, does it against a store, and tells what came of it. So all
// goldens take one start.

// A job is one run of the engine.
type job struct {
	Folder  string            `json:"folder"`
	Address string            `json:"address"`
	Secrets map[string]string `json:"secrets"`
	WhatIf  bool              `json:"whatIf"`
	Force   bool              `json:"force"`
	Keys    bool              `json:"keys"`
	Command string            `json:"command"` // in place of a deployment
}

// An outcome is what came of a job.
type outcome struct {
	Changes  []change
	Error    string // by which it ended, "" for none
	Errors   []string
	Said     []string // of all other streams
	Requests []rehearsal.Request
}

type change struct {
	Name, Type, Action, ID string
	Changes                []string
}

func (o outcome) writes() []rehearsal.Request {
	return slices.DeleteFunc(slices.Clone(o.Requests), func(r rehearsal.Request) bool { return r.Method == http.MethodGet })
}

const jobScript = `
param([string]$Accounts, [string]$Module, [string]$Control)
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$env:VNETLOOM_REHEARSAL_SUBSCRIPTION = 'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa'
$env:VNETLOOM_REHEARSAL_TENANT = ''
Import-Module $Accounts
Import-Module $Module
& (Get-Module Vnetloom.Deploy) { $script:PollSeconds = 0; $script:RetrySeconds = 0 }
while ($true) {
    $job = Invoke-RestMethod -Uri "$Control/next"
    if ($job -eq 'end') { break }
    $env:VNETLOOM_REHEARSAL = $job.address
    $failure = ''
    $problems = @()
    $all = @()
    $secrets = @{}
    foreach ($one in $job.secrets.PSObject.Properties) { $secrets[$one.Name] = ConvertTo-SecureString -String $one.Value -AsPlainText -Force }
    try {
        if ($job.command) { $all = @(& ([scriptblock]::Create($job.command)) 2>&1 3>&1 4>&1 5>&1 6>&1) }
        else {
            $all = @(Invoke-VnetloomDeployment -Path $job.folder -Secret $secrets -WhatIf:$job.whatIf -Force:$job.force -UpdateKeys:$job.keys -InformationAction Continue -ErrorVariable problems 2>&1 3>&1 4>&1 5>&1 6>&1)
        }
    }
    catch { $failure = "$_" }
    $out = @{
        Error = $failure
        Errors = @($problems | Where-Object { "$_" -ne $failure } | ForEach-Object { "$_" })
        Changes = @($all | Where-Object { $_.PSObject.TypeNames -contains 'Vnetloom.Change' })
        Said = @($all | Where-Object { $_.PSObject.TypeNames -notcontains 'Vnetloom.Change' } | ForEach-Object { "$_" })
    }
    $null = Invoke-RestMethod -Uri "$Control/done" -Method POST -Body (ConvertTo-Json -InputObject $out -Depth 9 -Compress) -ContentType 'application/json; charset=utf-8'
}
`

// runner drives the process.
type runner struct {
	t       *testing.T
	jobs    chan any
	results chan outcome
}

// run does a job against a store.
func (r *runner) run(s *rehearsal.Store, j job) outcome {
	return r.runWith(s, j, func(*http.Request) {})
}

// runWith does a job against a store, while somebody does something before each request.
func (r *runner) runWith(s *rehearsal.Store, j job, before func(*http.Request)) outcome {
	return r.runVia(s, j, func(_ http.ResponseWriter, req *http.Request) bool {
		before(req)
		return false
	})
}

// runVia does a job against a store, of which somebody else may answer requests: who tells so.
func (r *runner) runVia(s *rehearsal.Store, j job, answer func(http.ResponseWriter, *http.Request) bool) outcome {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if !answer(w, req) {
			s.ServeHTTP(w, req)
		}
	}))
	defer server.Close()
	j.Address = server.URL
	if j.Secrets == nil {
		j.Secrets = map[string]string{}
	}
	s.ForgetRequests()
	r.jobs <- j
	o := <-r.results
	o.Requests = s.Requests()
	return o
}

// powerShell is microsofttest.PowerShell, which only a file with tests that ask Microsoft's programs may name.
type powerShell func(t testing.TB, script string, args ...string) microsofttest.Run

// withEngine starts PowerShell with the engine, and drives it. What drive requires ends drive alone.
func withEngine(t *testing.T, start powerShell, module string, drive func(t *testing.T, r *runner)) {
	t.Helper()
	r := &runner{t: t, jobs: make(chan any), results: make(chan outcome)}
	var begin sync.Once // when PowerShell has started: where there is none, nothing is driven
	control := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		begin.Do(func() {
			go func() {
				defer func() { r.jobs <- "end" }()
				t.Run("runs", func(t *testing.T) { drive(t, r) })
			}()
		})
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		if strings.HasSuffix(req.URL.Path, "/next") {
			_ = json.NewEncoder(w).Encode(<-r.jobs)
			return
		}
		var o outcome
		text, err := io.ReadAll(req.Body)
		if err == nil {
			err = json.Unmarshal(text, &o)
		}
		if err != nil {
			o.Error = err.Error()
		}
		r.results <- o
	}))
	defer control.Close()
	accounts, err := filepath.Abs("../rehearsal/testdata/modules/Az.Accounts/Az.Accounts.psd1")
	require.NoError(t, err)
	script := filepath.Join(t.TempDir(), "jobs.ps1")
	writeAt(t, script, []byte(jobScript))
	run := start(t, script, "-Accounts", accounts, "-Module", module, "-Control", control.URL)
	require.Empty(t, run.Err)
	require.Zero(t, run.Code, run.Out)
}

// withEngines drives several PowerShells at once, each with its share of the names: one of them uses one processor.
func withEngines(t *testing.T, module string, names []string, drive func(t *testing.T, r *runner, names []string)) {
	t.Helper()
	t.Run("parts", func(t *testing.T) {
		for share := range slices.Chunk(names, (len(names)+2)/3) {
			t.Run(share[0], func(t *testing.T) {
				t.Parallel()
				withEngine(t, microsofttest.PowerShell, module, func(t *testing.T, r *runner) { drive(t, r, share) })
			})
		}
	})
}

// secretsOfRoot are values for the secrets of a root.
func secretsOfRoot(root *plan.Root) map[string]string {
	out := map[string]string{}
	for _, p := range root.Parameters {
		out[p.Name] = "value-of-" + p.Name
	}
	return out
}

// seed puts into a store what resources name and the plan does not make: networks that exist, their subnets, gateways, and whatever else.
func seed(t *testing.T, s *rehearsal.Store, p *plan.Plan) {
	t.Helper()
	made := map[string]bool{}
	named := map[string]bool{}
	for i := range p.Roots {
		for _, r := range resourcesOfRoot(&p.Roots[i]) {
			made[strings.ToLower(r.ID)] = true
			if r.Type != azure.TypeResourceGroup {
				named[r.ID] = true
			}
			idsIn(r.Body, named)
		}
	}
	groups, parts := map[string]bool{}, map[string][][2]string{} // by resource: the parts that are named, with their types
	var whole []string
	for _, id := range slices.Sorted(maps.Keys(named)) {
		before, after, ok := strings.Cut(id, "/providers/")
		if !ok || strings.Count(before, "/") < 4 {
			continue
		}
		groups[before] = true
		segments := strings.Split(after, "/")
		top := before + "/providers/" + strings.Join(segments[:3], "/")
		if made[strings.ToLower(top)] {
			continue
		}
		if !slices.Contains(whole, top) {
			whole = append(whole, top)
		}
		if len(segments) > 4 && !slices.Contains(parts[top], [2]string{segments[3], segments[4]}) {
			parts[top] = append(parts[top], [2]string{segments[3], segments[4]})
		}
	}
	for _, group := range slices.Sorted(maps.Keys(groups)) {
		if !made[strings.ToLower(group)] {
			require.NoError(t, s.Put(group, rehearsal.Body{"location": "westeurope"}))
		}
	}
	for n, top := range whole {
		require.NoError(t, s.Exists(top, seedBody(p, top, n, parts[top])), top)
		s.SetProvisioned(top) // a circuit that exists
	}
}

// seedBody is a resource of another owner as it stands: where the plan has it.
func seedBody(p *plan.Plan, id string, n int, parts [][2]string) rehearsal.Body {
	properties := rehearsal.Body{}
	if strings.Contains(id, "/virtualNetworks/") {
		properties["addressSpace"] = rehearsal.Body{"addressPrefixes": []any{fmt.Sprintf("100.%d.%d.0/24", 64+n/250, n%250)}}
	}
	for i, p := range parts {
		inner := rehearsal.Body{}
		if p[0] == "subnets" {
			inner["addressPrefix"] = fmt.Sprintf("100.%d.%d.%d/27", 64+n/250, n%250, 32*i)
		}
		list, _ := properties[p[0]].([]any)
		properties[p[0]] = append(list, rehearsal.Body{"name": p[1], "properties": inner})
	}
	return rehearsal.Body{"location": standingLocation(p, id), "properties": properties}
}

// standingLocation is where a resource of another owner stands: as the plan says; a route table as the network that has it on a subnet. Of what the
// plan knows by its id alone, such as a circuit, nobody asks.
func standingLocation(p *plan.Plan, id string) string {
	for _, r := range p.Standing {
		body, _ := plainBody(r.Body).(map[string]any)
		location, ok := body["location"].(string)
		named := map[string]bool{}
		idsIn(body, named)
		if ok && (strings.EqualFold(armID(r.ID), id) || named[id] && strings.Contains(id, "/routeTables/")) {
			return location
		}
	}
	return "westeurope"
}

func idsIn(v any, into map[string]bool) {
	switch v := v.(type) {
	case string:
		if strings.HasPrefix(v, "/subscriptions/") {
			into[v] = true
		}
	case map[string]any:
		for _, one := range v {
			idsIn(one, into)
		}
	case []any:
		for _, one := range v {
			idsIn(one, into)
		}
	}
}

// asDeployed is a body as a template deploys it now: with the values that are read of other resources, and with secrets.
func asDeployed(s *rehearsal.Store, secrets map[string]string, v any) any {
	switch v := v.(type) {
	case map[string]any:
		if v["Item1"] == "key" {
			return secrets[v["Item2"].(string)]
		}
		if v["Item1"] == "read" {
			body, _ := s.Get(v["Item2"].(string))
			return valueAt(map[string]any(body)["properties"], v["Item3"].(string))
		}
		out := map[string]any{}
		for key, value := range v {
			out[key] = asDeployed(s, secrets, value)
		}
		return out
	case []any:
		out := []any{}
		for _, value := range v {
			out = append(out, asDeployed(s, secrets, value))
		}
		return out
	}
	return v
}

func valueAt(v any, path string) any {
	for _, step := range strings.FieldsFunc(path, func(c rune) bool { return strings.ContainsRune(".[]", c) }) {
		switch x := v.(type) {
		case map[string]any:
			v = x[step]
		case []any:
			n, err := strconv.Atoi(step)
			if err != nil || n >= len(x) {
				return nil
			}
			v = x[n]
		default:
			return nil
		}
	}
	return v
}
