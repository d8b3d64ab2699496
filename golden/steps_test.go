package golden_test

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/generators/steps"
)

func TestEveryStepHasAScriptThatItsPageNames(t *testing.T) {
	t.Parallel()
	dirs, err := filepath.Glob("cases/*")
	require.NoError(t, err)
	scripts := 0
	for _, dir := range dirs {
		e := compiled(t, dir)
		page := strings.ReplaceAll(string(e.files[steps.Target+"/README.md"]), `\`, "")
		found := map[string]bool{}
		for name, content := range e.files {
			script, ok := strings.CutPrefix(name, steps.Target+"/")
			if !ok || script == "README.md" || isEngine(name) {
				continue
			}
			scripts++
			found[script] = true
			require.Contains(t, page, "## "+script+"\n", dir)
			for _, part := range []string{"#Requires -Version 5.1", "SupportsShouldProcess", "Set-StrictMode -Version Latest", ".SYNOPSIS"} {
				require.Contains(t, string(content), part, name)
			}
			// What writes is a cmdlet of Az.Network across tenants, and the engine otherwise.
			across := strings.Contains(string(content), "Az.Network")
			require.Equal(t, !across, strings.Contains(string(content), "Import-Module -Name (Join-Path -Path $PSScriptRoot -ChildPath 'Vnetloom.Deploy/"), name)
			require.Equal(t, across, strings.Contains(string(content), "$Tenants = @("), name)
			require.True(t, strings.Contains(string(content), "@Common") || strings.Contains(string(content), "ShouldProcess("), name)
		}
		require.Len(t, found, len(e.plan.Steps), "%s: a script a step", dir)
		for script := range found {
			requireVariables(t, dir+" "+script, string(e.files[steps.Target+"/"+script]))
		}
		for _, s := range e.plan.Steps {
			end := "-" + s.Name + ".ps1"
			begin := fmt.Sprintf("%02d-", s.Action.Stage())
			n := 0
			for script := range found {
				if strings.HasPrefix(script, begin) && strings.HasSuffix(script, end) {
					n++
				}
			}
			require.Equal(t, 1, n, "%s: the script of step %s", dir, s.Name)
		}
		if len(e.plan.Steps) == 0 {
			require.Empty(t, page, dir)
		}
	}
	require.NotZero(t, scripts)
}

var (
	usedVariable = regexp.MustCompile(`\$([A-Z]\w*)`)
	automatic    = map[string]bool{"ErrorActionPreference": true, "PSCmdlet": true, "WhatIfPreference": true, "InputObject": true, "PSScriptRoot": true,
		"PSBoundParameters": true}
)

// requireVariables holds that a script sets every variable that it reads, as a parameter or by an assignment: in strict mode it stops
// at another.
func requireVariables(t *testing.T, what, script string) {
	t.Helper()
	_, body, found := strings.Cut(script, "#>\n[CmdletBinding")
	require.True(t, found, what)
	for _, m := range usedVariable.FindAllStringSubmatch(body, -1) {
		set := regexp.MustCompile(`(?m)(^\s*|\]|foreach \()\$` + m[1] + `( =| in |,?$|\r?$)`)
		require.Truef(t, automatic[m[1]] || set.MatchString(body), "%s reads $%s and never sets it", what, m[1])
	}
}

// TestACommitDoesNotWaitForProviders: the commit of a manager needs what main makes, and the connections to a circuit of ours come
// days later.
func TestACommitDoesNotWaitForProviders(t *testing.T) {
	e := compile(textIntent(`vnetloom: v1
name: demo
defaults: {location: westeurope}
networkManagers: {avnm: {}}
networks:
  hub: {addressSpace: 10.0.0.0/22, subnets: {GatewaySubnet: 10.0.0.0/26}, gateways: {expressRoute: {}}}
  shop: {addressSpace: 10.1.0.0/24, subnets: {web: 10.1.0.0/26}}
sites: {dc1: {addressSpace: 192.168.0.0/16}}
circuits:
  er: {site: dc1, provider: Equinix, peeringLocation: Amsterdam, bandwidthMbps: 1000, sku: {tier: Standard, family: MeteredData}, managedBy: provider}
connections:
  estate: {kind: hubAndSpoke, hub: hub, spokes: shop, networkManager: avnm}
  er: {kind: expressRoute, circuit: er, members: hub}
`))
	require.Empty(t, e.failure())
	page := string(e.files["steps/README.md"])
	at := 0
	for _, part := range []string{"deploys circuits", "deploys main", "04-commit-avnm.ps1", "deploys connections"} {
		i := strings.Index(page[at:], part)
		require.GreaterOrEqual(t, i, 0, "%s in its place:\n%s", part, page)
		at += i
	}
}
