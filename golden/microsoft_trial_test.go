package golden_test

import (
	"encoding/json"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/internal/microsofttest"
	"github.com/vnetloom/vnetloom/rehearsal"
)

// trialReport is what the script writes.
type trialReport []struct {
	Estate string
	Error  string
	Runs   []struct {
		What, Error string
		Changes     []struct{ Action, Type, Name, ID string }
	}
	Compared []struct {
		What string
		Same bool
	}
	Exported int
	Rules    []struct {
		Observed, Code, Detail string
		ID                     string
		Rule                   trialRule
	}
}

func TestMicrosoftTheTrialRunsAsItWouldInASubscription(t *testing.T) {
	t.Parallel()
	microsofttest.Needs(t, "pwsh")
	generated, report := t.TempDir(), t.TempDir()
	for _, name := range trialEstates {
		for version, file := range map[string]string{"first": name + ".yaml", "changed": name + ".changed.yaml"} {
			text, err := os.ReadFile("../examples/trial/estates/" + file)
			require.NoError(t, err)
			e := compile(textIntent(string(text)))
			require.Empty(t, e.failure(), file)
			for _, path := range sortedNames(e.files) {
				if strings.HasPrefix(path, "powershell/") {
					writeAt(t, filepath.Join(generated, name, version, filepath.FromSlash(path)), []byte(e.files[path]))
				}
			}
		}
	}
	s := rehearsal.New(rehearsal.Options{Polls: 1, Routing: 1})
	server := httptest.NewServer(s)
	defer server.Close()
	accounts, err := filepath.Abs("../rehearsal/testdata/modules/Az.Accounts/Az.Accounts.psd1")
	require.NoError(t, err)
	trial, err := filepath.Abs("../examples/trial/Invoke-Trial.ps1")
	require.NoError(t, err)
	around := filepath.Join(t.TempDir(), "around.ps1")
	writeAt(t, around, []byte(`
param([string]$Accounts, [string]$Trial, [string]$Address, [string]$Generated, [string]$Report)
$ErrorActionPreference = 'Stop'
$env:VNETLOOM_REHEARSAL = $Address
$env:VNETLOOM_REHEARSAL_SUBSCRIPTION = '`+rehearsedSubscription+`'
$env:VNETLOOM_REHEARSAL_TENANT = ''
Import-Module $Accounts
& $Trial -SubscriptionId '`+rehearsedSubscription+`' -Generated $Generated -Report $Report -PollSeconds 0 -WhatIf
Write-Output 'DRY ENDED'
& $Trial -SubscriptionId '`+rehearsedSubscription+`' -Generated $Generated -Report $Report -PollSeconds 0 -Slow -Confirm:$false | Out-String -Width 200
`))
	run := microsofttest.PowerShell(t, around, "-Accounts", accounts, "-Trial", trial, "-Address", server.URL, "-Generated", generated, "-Report", report)
	require.Empty(t, run.Err, run.Out)
	require.Zero(t, run.Code, run.Out)
	dry, _, ended := strings.Cut(run.Out, "DRY ENDED")
	require.True(t, ended)
	require.Equal(t, len(trialEstates), strings.Count(dry, "What if"), "a dry run says what it would do with each estate")

	text, err := os.ReadFile(filepath.Join(report, "report.json"))
	require.NoError(t, err)
	var got trialReport
	require.NoError(t, json.Unmarshal(text, &got))
	require.Len(t, got, len(trialEstates))
	expected := map[string]map[string][]string{}
	tried := map[string]bool{}
	for _, estate := range got {
		require.Empty(t, estate.Error, estate.Estate)
		require.Len(t, estate.Runs, 4, estate.Estate)
		runs := map[string][]string{}
		for _, r := range estate.Runs {
			require.Empty(t, r.Error, "%s %s", estate.Estate, r.What)
			runs[r.What] = []string{}
			for _, c := range r.Changes {
				runs[r.What] = append(runs[r.What], c.Action+" "+c.Type+" "+c.Name)
			}
			slices.Sort(runs[r.What])
		}
		expected[estate.Estate] = runs
		require.NotEmpty(t, runs["first"])
		require.NotEmpty(t, runs["changed"], "%s: a change changes something", estate.Estate)
		require.Empty(t, runs["again"], "%s: a second deployment changes nothing", estate.Estate)
		require.Empty(t, runs["changed, again"], estate.Estate)
		require.Positive(t, estate.Exported)
		for _, r := range estate.Rules {
			tried[r.Rule.Type+" "+r.Rule.Path] = tried[r.Rule.Type+" "+r.Rule.Path] || slices.Contains(r.Rule.As, r.Observed)
			require.Contains(t, append(slices.Clone(r.Rule.As), r.Rule.Open...), r.Observed, "%s %s %s: the store does as its rules say; %s %s", estate.Estate, r.ID, r.Rule.Path, r.Code, r.Detail)
		}
	}
	decided := slices.DeleteFunc(sortedNames(tried), func(rule string) bool { return !tried[rule] })
	require.GreaterOrEqual(t, len(decided), 12, "the estates have what the rules are about: %d of %d", len(decided), len(tried))
	requireFile(t, "../examples/trial/expected.json", asIndented(t, expected))
	if !update() {
		for _, estate := range got {
			for _, c := range estate.Compared {
				require.True(t, c.Same, "%s %s", estate.Estate, c.What)
			}
		}
	}
	for _, id := range s.IDs() {
		require.NotContains(t, strings.ToLower(id), "rg-vnetloom-trial", "what was deployed is deleted")
	}
}
