package golden_test

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/internal/microsofttest"
	"github.com/vnetloom/vnetloom/rehearsal"
)

// TestMicrosoftPowerShellDeploysEveryGolden runs the engine for every root of every case against a store, which then has what a store has
// into which the bodies of the plan are written, as the ARM JSON does. Every second root is cut off half-way and run again.
func TestMicrosoftPowerShellDeploysEveryGolden(t *testing.T) {
	t.Parallel()
	microsofttest.Needs(t, "pwsh")
	module, all := engineFolder(t, everyEstate(t)...)
	withEngine(t, microsofttest.PowerShell, module, func(t *testing.T, r *runner) {
		var engine, template *rehearsal.Store
		for i, d := range all {
			if i == 0 || all[i-1].kase != d.kase {
				engine, template = rehearsal.New(rehearsal.Options{Polls: 1, Routing: 1}), rehearsal.New(rehearsal.Options{})
				seed(t, engine, d.plan)
				seed(t, template, d.plan)
			}
			t.Run(d.name, func(t *testing.T) {
				want := resourcesOfRoot(d.root)
				missing := 0 // what a root before it has not made
				for _, w := range want {
					if _, there := engine.Get(w.ID); !there {
						missing++
					}
				}
				deployAsTemplate(t, template, d, want)

				dry := r.run(engine, job{Folder: d.folder, WhatIf: true})
				require.Empty(t, dry.Error)
				require.Empty(t, dry.writes(), "a dry run writes nothing")
				require.Len(t, ofAction(dry, "Create"), missing, "a dry run says what would be created")

				if i%2 == 1 && missing > 2 {
					engine.AddFault(rehearsal.Fault{Method: http.MethodPut, Skip: missing / 2, Answer: rehearsal.Forbidden("write", "rg")})
					cut := r.run(engine, job{Folder: d.folder, Secrets: secretsOfRoot(d.root)})
					require.Contains(t, cut.Error, "Stopped ")
					require.NotEmpty(t, cut.Errors)
					engine.ClearFaults()
				}
				first := r.run(engine, job{Folder: d.folder, Secrets: secretsOfRoot(d.root)})
				require.Empty(t, first.Error, "%v", first.Errors)
				require.Empty(t, first.Errors)
				requireSameState(t, template, engine)

				again := r.run(engine, job{Folder: d.folder}) // without a secret
				require.Empty(t, again.Error)
				require.Empty(t, again.Changes, "a second run changes nothing")
				require.Empty(t, again.writes(), "a second run writes nothing")
				require.Empty(t, slices.DeleteFunc(r.run(engine, job{Folder: d.folder, WhatIf: true}).Changes, func(c change) bool { return c.Action == "Other" }))

				editAndMend(t, r, engine, template, d, i)
				for _, w := range want { // before the connections are deployed, the provider has done their part
					require.Equal(t, w.Type == azure.TypeCircuit, engine.SetProvisioned(w.ID) && template.SetProvisioned(w.ID))
				}
			})
		}
	})
}

func ofAction(o outcome, action string) []change {
	return slices.DeleteFunc(slices.Clone(o.Changes), func(c change) bool { return c.Action != action })
}

// deployAsTemplate writes the bodies of a root into a store, each once what it names is there.
func deployAsTemplate(t *testing.T, s *rehearsal.Store, d deployed, want []engineResource) {
	t.Helper()
	require.NoError(t, writeAsTemplate(s, secretsOfRoot(d.root), want))
}

// waits are the refusals of what names something that is written later.
var waits = regexp.MustCompile(`^(InvalidResourceReference|ReferencedResourceNotProvisioned|ParentResourceNotFound|ResourceGroupNotFound|RemoteVnetHasNoGateways|AnotherOperationInProgress)`)

// writeAsTemplate writes them, each once what it names is there. An error is Azure's refusal.
func writeAsTemplate(s *rehearsal.Store, secrets map[string]string, want []engineResource) error {
	for rest := want; len(rest) > 0; {
		var later []engineResource
		var last error
		for _, w := range rest {
			switch err := s.Put(w.ID, asDeployed(s, secrets, w.Body).(map[string]any)); {
			case err == nil:
			case waits.MatchString(err.Error()):
				later, last = append(later, w), err
			default:
				return err
			}
		}
		if len(later) == len(rest) {
			return last
		}
		rest = later
	}
	return nil
}

// requireSameState holds one store to another: the same resources with the same bodies, but for what Azure numbers.
func requireSameState(t *testing.T, want, have *rehearsal.Store) {
	t.Helper()
	lower := func(s *rehearsal.Store) []string {
		var out []string
		for _, id := range s.IDs() {
			out = append(out, strings.ToLower(id))
		}
		return out
	}
	require.Equal(t, lower(want), lower(have))
	for _, id := range want.IDs() {
		w, _ := want.Get(id)
		h, _ := have.Get(id)
		require.Equal(t, asText(t, comparable(map[string]any(w))), asText(t, comparable(map[string]any(h))), id)
	}
}

// numbered are what a store numbers in the order in which it makes resources.
var numbered = map[string]bool{"etag": true, "resourceGuid": true, "serviceKey": true, "authorizationKey": true, "ipAddress": true, "tunnelIpAddresses": true,
	"gatewayIpAddress": true, "publicIpAddress": true, "privateIPAddress": true, "virtualRouterIps": true}

// comparable is a body without what is numbered, with lists of named things by name.
func comparable(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for key, value := range v {
			if !numbered[key] {
				out[key] = comparable(value)
			}
		}
		return out
	case []any:
		out := []any{}
		for _, item := range v {
			out = append(out, comparable(item))
		}
		slices.SortStableFunc(out, func(a, b any) int { return strings.Compare(lowerName(a), lowerName(b)) })
		return out
	}
	return v
}

func lowerName(v any) string {
	switch v := v.(type) {
	case map[string]any:
		for _, key := range []string{"name", "id"} {
			if name, ok := v[key].(string); ok {
				return strings.ToLower(name)
			}
		}
		return fmt.Sprint(v)
	}
	return fmt.Sprint(v)
}

// An edit is something that somebody does by hand to a resource of a type. It tells whether it could.
type edit struct {
	kind string
	what string // in the change that mends it
	do   func(properties map[string]any) bool
}

var edits = []edit{
	{azure.TypePeering, "allowForwardedTraffic", func(p map[string]any) bool {
		now, _ := p["allowForwardedTraffic"].(bool)
		p["allowForwardedTraffic"] = !now
		return true
	}},
	{azure.TypeRouteTable, "+ routes[", func(p map[string]any) bool {
		routes, _ := p["routes"].([]any)
		if len(routes) > 0 {
			p["routes"] = routes[1:]
		}
		return len(routes) > 0
	}},
	{azure.TypeVirtualNetwork, "dhcpOptions", func(p map[string]any) bool {
		p["dhcpOptions"] = map[string]any{"dnsServers": []any{"192.0.2.1"}}
		return true
	}},
	{azure.TypeSecurityGroup, "access", func(p map[string]any) bool {
		delete(p, "defaultSecurityRules")
		rules, _ := p["securityRules"].([]any)
		if len(rules) == 0 {
			return false
		}
		inner := rules[0].(map[string]any)["properties"].(map[string]any)
		inner["access"] = map[string]string{"Allow": "Deny", "Deny": "Allow"}[inner["access"].(string)]
		return true
	}},
}

// editAndMend changes one resource by hand, and adds a tag to another: the next run mends the one by one write, and keeps the other.
func editAndMend(t *testing.T, r *runner, engine, template *rehearsal.Store, d deployed, turn int) {
	t.Helper()
	byType := map[string][]string{}
	for _, w := range resourcesOfRoot(d.root) {
		byType[w.Type] = append(byType[w.Type], w.ID)
	}
	for n := range edits {
		e := edits[(turn+n)%len(edits)]
		if len(byType[e.kind]) == 0 {
			continue
		}
		id, done := byType[e.kind][turn%len(byType[e.kind])], false
		require.NoError(t, engine.Edit(id, func(b rehearsal.Body) { done = e.do(b["properties"].(map[string]any)) }))
		if !done {
			continue
		}
		dry := r.run(engine, job{Folder: d.folder, WhatIf: true})
		require.Empty(t, dry.Error)
		require.Len(t, ofAction(dry, "Update"), 1)
		require.Contains(t, strings.Join(ofAction(dry, "Update")[0].Changes, "\n"), e.what)
		mended := r.run(engine, job{Folder: d.folder, Secrets: secretsOfRoot(d.root)})
		require.Empty(t, mended.Error, "%v", mended.Errors)
		require.Len(t, mended.writes(), 1)
		requireSameState(t, template, engine)
		return
	}
}
