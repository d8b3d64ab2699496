package golden_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/internal/microsofttest"
	"github.com/vnetloom/vnetloom/rehearsal"
)

const (
	ownersGroup   = "/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/rg-alpine-net"
	ownersNetwork = ownersGroup + "/providers/Microsoft.Network/virtualNetworks/vnet-tickets"
	newTable      = ownersGroup + "/providers/Microsoft.Network/routeTables/rt-tickets"
	ownTable      = ownersGroup + "/providers/Microsoft.Network/routeTables/rt-own"
)

// ownersStore has the network of another owner, whose subnets have his table where it has routes, and none where it is nil.
func ownersStore(t *testing.T, table object) *rehearsal.Store {
	t.Helper()
	s := rehearsal.New(rehearsal.Options{Polls: 1})
	require.NoError(t, s.Put(ownersGroup, object{"location": "westeurope"}))
	subnets := []any{}
	for i, name := range []string{"app", "data"} {
		properties := object{"addressPrefix": fmt.Sprintf("10.9.0.%d/26", 64*i), "serviceEndpoints": []any{object{"service": "Microsoft.Storage"}}}
		if table != nil {
			properties["routeTable"] = object{"id": ownTable}
		}
		subnets = append(subnets, object{"name": name, "properties": properties})
	}
	if table != nil {
		require.NoError(t, s.Put(ownTable, object{"location": "westeurope", "tags": object{"owner": "alpine"}, "properties": table}))
	}
	require.NoError(t, s.Put(ownersNetwork, object{"location": "westeurope", "properties": object{"addressSpace": object{"addressPrefixes": []any{"10.9.0.0/24"}}, "subnets": subnets}}))
	return s
}

func aRoute(name, prefix, hop, address string) object {
	p := object{"addressPrefix": prefix, "nextHopType": hop}
	if address != "" {
		p["nextHopIpAddress"] = address
	}
	return object{"name": name, "properties": p}
}

// routesOf are the routes of a table: name, prefix and where to; and whether it lets in what a gateway learns.
func routesOf(t *testing.T, s *rehearsal.Store, id string) (out []string, learns bool) {
	t.Helper()
	table, there := s.Get(id)
	require.True(t, there, id)
	for _, item := range itemsOf(table, "routes") {
		p := bodyProperties(item.(object))
		to := p["nextHopIpAddress"]
		if to == nil {
			to = p["nextHopType"]
		}
		out = append(out, fmt.Sprintf("%s %s %s", item.(object)["name"], p["addressPrefix"], to))
	}
	slices.Sort(out)
	return out, bodyProperties(table)["disableBgpRoutePropagation"] != true
}

var routesOfStep = []string{"private-10.0.0.0_8 10.0.0.0/8 10.0.0.68", "private-172.16.0.0_12 172.16.0.0/12 10.0.0.68", "private-192.168.0.0_16 192.168.0.0/16 10.0.0.68"}

// TestMicrosoftPowerShellSetsTheRoutesOfAnOwner runs the step that adds routes to the tables of another owner: where there is no table, where one
// has routes of its own, and where one lets in what a gateway learns.
func TestMicrosoftPowerShellSetsTheRoutesOfAnOwner(t *testing.T) {
	t.Parallel()
	microsofttest.Needs(t, "pwsh")
	e := compiled(t, "cases/external-owner")
	content := e.files["steps/07-set-routes-tickets.ps1"]
	require.NotEmpty(t, content)
	dir := newStepRun(t, nil, "cases/external-owner").dir
	script, learning := filepath.Join(dir, "set-routes.ps1"), filepath.Join(dir, "learning.ps1")
	writeAt(t, script, content)
	const off, on = "Propagate = $false", "Propagate = $true"
	require.Equal(t, 1, strings.Count(string(content), off))
	writeAt(t, learning, []byte(strings.Replace(string(content), off, on, 1)))
	module, _ := engineFolder(t)
	withEngine(t, microsofttest.PowerShell, module, func(t *testing.T, r *runner) {
		run := func(s *rehearsal.Store, file, options string) outcome {
			return r.run(s, job{Command: fmt.Sprintf("& '%s' %s", file, options)})
		}
		unchanged := func(s *rehearsal.Store, file, options string) {
			again := run(s, file, options)
			require.Empty(t, again.Error)
			require.Empty(t, again.writes())
			require.Empty(t, again.Changes)
		}

		s := ownersStore(t, nil)
		dry := run(s, script, "-WhatIf")
		require.Empty(t, dry.Error)
		require.Empty(t, dry.writes(), "a dry run writes nothing")
		require.Empty(t, run(s, script, "").Error)
		routes, learns := routesOf(t, s, newTable)
		require.Equal(t, routesOfStep, routes)
		require.False(t, learns, "a table that is new lets in nothing that a gateway learns")
		for _, subnet := range []string{"app", "data"} {
			body, _ := s.Get(ownersNetwork + "/subnets/" + subnet)
			require.True(t, strings.EqualFold(newTable, bodyProperties(body)["routeTable"].(object)["id"].(string)))
			require.Len(t, itemsOf(body, "serviceEndpoints"), 1, "what the subnet has besides stays")
		}
		unchanged(s, script, "")

		own := aRoute("to-lab", "203.0.113.0/24", "None", "")
		s = ownersStore(t, object{"routes": []any{own}})
		first := run(s, script, "")
		require.Empty(t, first.Error)
		require.Contains(t, strings.Join(first.Said, "\n"), "rt-own lets in the routes of the gateway")
		routes, learns = routesOf(t, s, ownTable)
		require.Equal(t, append(slices.Clone(routesOfStep), "to-lab 203.0.113.0/24 None"), routes)
		require.True(t, learns, "never switched off unasked")
		table, _ := s.Get(ownTable)
		require.Equal(t, object{"owner": "alpine"}, table["tags"])
		_, there := s.Get(newTable)
		require.False(t, there, "the owner's table is the one")
		unchanged(s, script, "")
		require.Empty(t, run(s, script, "-DisableGatewayRoutes").Error)
		_, learns = routesOf(t, s, ownTable)
		require.False(t, learns)
		unchanged(s, script, "")

		for _, c := range []struct {
			name  string
			route object
		}{
			{"of the same prefix", aRoute("inner", "10.0.0.0/8", "VirtualAppliance", "10.9.0.4")},
			{"of the same name", aRoute("private-10.0.0.0_8", "10.64.0.0/10", "VirtualAppliance", "10.9.0.4")},
		} {
			s = ownersStore(t, object{"disableBgpRoutePropagation": true, "routes": []any{c.route, own}})
			before := s.State()
			stopped := run(s, script, "")
			require.Contains(t, stopped.Error, "rt-own has the route", c.name)
			require.Contains(t, stopped.Error, "With -Force it is replaced.", c.name)
			require.Empty(t, stopped.writes(), c.name)
			require.Empty(t, rehearsal.Compare(before, s.State()), c.name)
			forced := run(s, script, "-Force")
			require.Empty(t, forced.Error, c.name)
			require.NotContains(t, strings.Join(forced.Said, "\n"), "lets in", c.name)
			routes, _ = routesOf(t, s, ownTable)
			require.Equal(t, append(slices.Clone(routesOfStep), "to-lab 203.0.113.0/24 None"), routes, c.name)
			unchanged(s, script, "")
		}

		s = ownersStore(t, object{"routes": []any{aRoute("mine", "10.0.0.0/8", "VirtualAppliance", "10.0.0.68")}})
		require.Empty(t, run(s, script, "").Error)
		routes, _ = routesOf(t, s, ownTable)
		require.Equal(t, append([]string{"mine 10.0.0.0/8 10.0.0.68"}, routesOfStep[1:]...), routes, "a route that leads there already is enough")

		s = ownersStore(t, object{"disableBgpRoutePropagation": true, "routes": []any{own}})
		require.Empty(t, run(s, learning, "").Error)
		_, learns = routesOf(t, s, ownTable)
		require.True(t, learns, "where these routes need what the gateway learns, it is let in")
		unchanged(s, learning, "")

		s = rehearsal.New(rehearsal.Options{})
		require.Contains(t, run(s, script, "").Error, "does not exist")
	})
}
