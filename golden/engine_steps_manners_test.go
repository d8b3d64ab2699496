package golden_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/internal/microsofttest"
	"github.com/vnetloom/vnetloom/rehearsal"
)

// until runs the steps before the first of a kind that fits, and returns that one, ready to be run.
func until[A plan.Action](x *stepRun, fits func(A) bool) *plan.Step {
	x.t.Helper()
	for i := range x.e.plan.Steps {
		s := &x.e.plan.Steps[i]
		if isAcross(s) {
			continue
		}
		x.deployBefore(s.Action.Stage())
		x.seedStep(s)
		if a, ok := s.Action.(A); ok && fits(a) {
			return s
		}
		if a, ok := s.Action.(plan.Connect); ok {
			x.store.SetProvisioned(armID(a.Remote))
		}
		x.run(s, "")
	}
	require.Fail(x.t, "no such step")
	return nil
}

func anyOf[A plan.Action](A) bool { return true }

// neverAnswers leaves every request to the store.
func neverAnswers(http.ResponseWriter, *http.Request) bool { return false }

// refused runs a step that must stop by these words, and write nothing.
func (x *stepRun) refused(s *plan.Step, more, words string) {
	x.t.Helper()
	o := x.tryRun(s, more)
	require.Contains(x.t, o.Error, words)
	require.Empty(x.t, o.stepWrites())
}

func (x *stepRun) set(id, path string, value any) {
	x.t.Helper()
	keys := strings.Split(path, ".")
	require.NoError(x.t, x.store.Edit(id, func(b rehearsal.Body) {
		at := map[string]any(b)
		for _, k := range keys[:len(keys)-1] {
			next, ok := at[k].(map[string]any)
			if !ok {
				next = map[string]any{}
				at[k] = next
			}
			at = next
		}
		at[keys[len(keys)-1]] = value
	}))
}

// TestMicrosoftPowerShellRunsTheStepsBesideOtherOwners holds what a step does where another owner has something else already.
func TestMicrosoftPowerShellRunsTheStepsBesideOtherOwners(t *testing.T) {
	t.Parallel()
	microsofttest.Needs(t, "pwsh")
	module, _ := engineFolder(t)
	withEngine(t, microsofttest.PowerShell, module, func(t *testing.T, r *runner) {
		t.Run("a subnet with another table", func(t *testing.T) {
			x := newStepRun(t, r, "cases/existing-hub-inspection")
			s := until(x, func(a plan.Associate) bool { return a.Subnets[0].RouteTable != plan.ID{} })
			subnets := s.Action.(plan.Associate).Subnets
			last := armID(subnets[len(subnets)-1].Subnet)
			other := "/subscriptions/" + strings.Split(last, "/")[2] + "/resourceGroups/" + strings.Split(last, "/")[4] + "/providers/Microsoft.Network/routeTables/other"
			require.NoError(t, x.store.Put(other, rehearsal.Body{"location": "northeurope", "properties": map[string]any{}}))
			x.set(last, "properties.routeTable", map[string]any{"id": other})
			x.set(last, "properties.serviceEndpoints", []any{map[string]any{"service": "Microsoft.Sql"}})
			x.refused(s, "", "has the routeTable "+other+". Bring what it is for into the intent, then replace it with -Force.")
			o := x.run(s, "-Force -WhatIf")
			require.Empty(t, o.writes())
			require.Len(t, o.Changes, len(subnets))
			require.Len(t, x.run(s, "-Force").Changes, len(subnets))
			x.requireMade(s)
			body, _ := x.store.Get(last)
			require.NotEmpty(t, valueAt(map[string]any(body), "properties.serviceEndpoints"), "what else stands there is kept")
		})
		t.Run("a table that is not deployed", func(t *testing.T) {
			x := newStepRun(t, r, "cases/existing-hub-inspection")
			s := until(x, func(a plan.Associate) bool { return a.Subnets[0].RouteTable != plan.ID{} })
			require.NoError(t, x.store.Delete(armID(s.Action.(plan.Associate).Subnets[0].RouteTable)))
			x.refused(s, "", "does not exist: deploy first.")
			require.Empty(t, x.run(s, "-WhatIf").writes())
		})
		t.Run("routes of another owner", func(t *testing.T) {
			x := newStepRun(t, r, "cases/external-owner")
			s := until(x, anyOf[plan.SetRoutes])
			a := s.Action.(plan.SetRoutes)
			subnet := armID(a.Tables[0].Subnets[0])
			own := strings.Split(subnet, "/providers/")[0] + "/providers/Microsoft.Network/routeTables/own"
			route := func(name, prefix, hop string) map[string]any {
				return map[string]any{"name": name, "properties": map[string]any{"addressPrefix": prefix, "nextHopType": hop}}
			}
			wanted := a.Tables[0].Routes[0]
			network, _ := x.store.Get(armID(a.Network))
			require.NoError(t, x.store.Put(own, rehearsal.Body{"location": network["location"], "tags": map[string]any{"Keys": "theirs"},
				"properties": map[string]any{"routes": []any{route("Count", "192.0.2.0/24", "None"), route("clash", wanted.Prefix, "Internet")}}}))
			x.set(subnet, "properties.routeTable", map[string]any{"id": own})
			x.refused(s, "", "has the route clash of "+wanted.Prefix+", in the place of "+wanted.Name)
			o := x.run(s, "-Force")
			require.NotEmpty(t, o.Changes)
			body, _ := x.store.Get(own)
			names := map[string]bool{}
			for _, one := range valueAt(map[string]any(body), "properties.routes").([]any) {
				names[one.(map[string]any)["name"].(string)] = true
			}
			require.True(t, names["Count"] && names[wanted.Name] && !names["clash"], "%v", names)
			require.Equal(t, "theirs", valueAt(map[string]any(body), "tags.Keys"))
			if !a.Tables[0].Propagate {
				require.Contains(t, strings.Join(o.Said, "\n"), "lets in the routes of the gateway")
				require.Equal(t, []string{"~ disableBgpRoutePropagation: false -> true"}, x.run(s, "-DisableGatewayRoutes").Changes[0].Changes)
			}
			require.Empty(t, x.run(s, "").Changes)
		})
		t.Run("a half under another name, one out of step, and one that is disconnected", func(t *testing.T) {
			x := newStepRun(t, r, "cases/external-owner")
			s := until(x, anyOf[plan.Peer])
			a := s.Action.(plan.Peer)
			id := armID(a.Network) + "/virtualNetworkPeerings/of-another-name"
			require.NoError(t, x.store.Put(id, rehearsal.Body{"properties": map[string]any{"remoteVirtualNetwork": map[string]any{"id": strings.ToUpper(armID(a.Remote))},
				"allowVirtualNetworkAccess": false}}))
			o := x.run(s, "")
			require.Equal(t, []string{"Updated " + a.Network.Name + "/of-another-name"}, actions(o))
			require.Empty(t, x.run(s, "").Changes)
			x.deployBefore(s.Action.Stage() + 1)
			require.Empty(t, x.run(s, "").Changes)
			deleted := 0
			for _, other := range x.store.IDs() {
				leads, _ := valueAt(x.body(other), "properties.remoteVirtualNetwork.id").(string)
				if strings.HasPrefix(strings.ToLower(other), strings.ToLower(armID(a.Remote))+"/") && strings.EqualFold(leads, armID(a.Network)) {
					require.NoError(t, x.store.Delete(other))
					deleted++
				}
			}
			require.Equal(t, 1, deleted)
			x.refused(s, "", "is disconnected: its other half has been deleted. Delete both halves and begin anew.")
		})
		t.Run("the key of a connection, and one that leads elsewhere", func(t *testing.T) {
			x := newStepRun(t, r, "cases/external-owner-vpn")
			s := until(x, func(a plan.Connect) bool { return a.Policy != nil || a.Remote.Type == a.Gateway.Type })
			id := connectionOf(s.Action.(plan.Connect))
			x.run(s, "")
			x.shared["key"] = aKey("another step")
			require.Empty(t, x.run(s, "-WhatIf").writes())
			o := x.run(s, "")
			require.Equal(t, []string{"sharedkey"}, puts(o), "the connection itself is as it should be")
			require.Equal(t, []string{"Updated " + s.Action.(plan.Connect).Name}, actions(o))
			key, _ := x.store.Secret(id, "properties.sharedKey")
			require.Equal(t, aKey("another step"), key)
			require.Empty(t, x.run(s, "").writes())

			x.set(id, "properties.enableBgp", valueAt(x.body(id), "properties.enableBgp") != true)
			require.Len(t, x.run(s, "").writes(), 1)
			empty := r.runVia(x.store, job{Command: strings.Replace(x.command(s, ""), "$secrets['key']", "([securestring]::new())", 1)}, neverAnswers)
			require.Contains(t, empty.Error, "The key is empty.")
			require.Empty(t, empty.Requests)
			x.shared["key"] = aKey("step")

			x.store.AddFault(rehearsal.Fault{Method: "PUT", Path: "*/sharedkey", Answer: rehearsal.Refusal{Status: 400, Code: "Bad", Message: "The key " + aKey("step") + " is bad."}})
			failed := r.runVia(x.store, job{Command: "$Error.Clear(); try { " + x.command(s, "") + " *>&1 } catch { 'ended: ' + $_ }; $Error | ForEach-Object { \"$_\" }", Secrets: x.shared}, neverAnswers)
			require.Contains(t, strings.Join(failed.Said, "\n"), "Bad The key *** is bad.")
			require.NotContains(t, asText(t, failed), `ey\\of-`)
			x.store.ClearFaults()

			body, other := x.body(id), strings.Replace(armID(s.Action.(plan.Connect).Gateway), "vgw-", "vgw-other-", 1)
			require.NoError(t, x.store.Delete(id))
			x.seedID(other)
			require.NoError(t, x.store.Put(id, rehearsal.Body{"location": body["location"], "properties": map[string]any{"connectionType": "Vnet2Vnet", "sharedKey": "x",
				"virtualNetworkGateway1": valueAt(body, "properties.virtualNetworkGateway1"), "virtualNetworkGateway2": map[string]any{"id": other}}}))
			x.refused(s, "", "that leads elsewhere. Delete it, or rename it.")
		})
		t.Run("a role of its own", func(t *testing.T) {
			x := newStepRun(t, r, "cases/partner-tenant")
			s := until(x, func(a plan.Grant) bool { return a.Network != (plan.ID{}) })
			dry := x.run(s, "-CustomRole -WhatIf")
			require.Empty(t, dry.writes())
			require.Len(t, ofAction(dry, "Create"), 2, "the role, and that it is given")
			require.Len(t, x.run(s, "-CustomRole").writes(), 2)
			require.Len(t, x.made, 1)
			network := s.Action.(plan.Grant).Network
			group, _, _ := strings.Cut(armID(network), "/providers/")
			var role struct {
				ID         string
				Properties struct {
					RoleName, Type   string
					AssignableScopes []string
					Permissions      []struct{ Actions, NotActions []string }
				}
			}
			require.NoError(t, json.Unmarshal([]byte(x.made[0]), &role))
			require.Equal(t, "CustomRole", role.Properties.Type)
			require.Equal(t, []string{group}, role.Properties.AssignableScopes)
			require.Contains(t, role.ID, group+"/providers/Microsoft.Authorization/roleDefinitions/")
			require.Equal(t, []string{"Microsoft.Network/virtualNetworks/peer/action", "Microsoft.Network/virtualNetworks/read"}, role.Properties.Permissions[0].Actions)
			require.Contains(t, string(x.given[1].Body), role.ID, "it is the one that is given")
		})
		t.Run("members of a manager's groups", func(t *testing.T) {
			x := newStepRun(t, r, "cases/manager-hub-firewall")
			s := until(x, anyOf[plan.Commit])
			a := s.Action.(plan.Commit)
			group := a.Groups[0]
			stray := armID(group.ID) + "/staticMembers/stray"
			require.NoError(t, x.store.Put(stray, rehearsal.Body{"properties": map[string]any{"resourceId": armID(group.ID)}}))
			dry := x.run(s, "-WhatIf")
			require.Empty(t, dry.stepWrites())
			require.Len(t, ofAction(dry, "Delete"), 1)
			o := x.run(s, "")
			require.Len(t, ofAction(o, "Deleted"), 1)
			_, there := x.store.Get(stray)
			require.False(t, there)
			require.NoError(t, x.store.Delete(fmt.Sprintf("%s/staticMembers/%s", armID(group.ID), group.Members[0])))
			x.refused(s, "", "is not in network group")
		})
		t.Run("a caller who only wants to see", func(t *testing.T) {
			x := newStepRun(t, r, "cases/external-owner")
			s := until(x, anyOf[plan.Peer])
			o := r.runVia(x.store, job{Command: "$WhatIfPreference = $true; " + x.command(s, "")}, neverAnswers)
			require.Empty(t, o.writes())
			require.Len(t, ofAction(o, "Create"), 1)
		})
	})
}
