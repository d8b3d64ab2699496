package golden_test

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/internal/microsofttest"
	"github.com/vnetloom/vnetloom/rehearsal"
)

// An estateOnStore is a root that the engine has deployed into a store.
type estateOnStore struct {
	deployed
	t      *testing.T
	r      *runner
	store  *rehearsal.Store
	before map[string]string // bodies by id, as they were deployed
}

func deployOnStore(t *testing.T, r *runner, d deployed) *estateOnStore {
	t.Helper()
	return deployOnStoreWith(t, r, d, rehearsal.Options{Polls: 1})
}

func deployOnStoreWith(t *testing.T, r *runner, d deployed, options rehearsal.Options) *estateOnStore {
	t.Helper()
	x := &estateOnStore{deployed: d, t: t, r: r, store: rehearsal.New(options)}
	seed(t, x.store, d.plan)
	deployAsTemplate(t, x.store, d, resourcesOfRoot(d.root))
	x.before = x.bodies()
	return x
}

func (x *estateOnStore) bodies() map[string]string {
	out := map[string]string{}
	for _, id := range x.store.IDs() {
		body, _ := x.store.Get(id)
		out[id] = asText(x.t, comparable(map[string]any(body)))
	}
	return out
}

// run runs the engine, which must come to its end.
func (x *estateOnStore) run(j job) outcome {
	x.t.Helper()
	j.Folder = x.folder
	o := x.r.run(x.store, j)
	require.Empty(x.t, o.Error, "%v", o.Errors)
	require.Empty(x.t, o.Errors)
	return o
}

// id is the id of the resource with that last segment.
func (x *estateOnStore) id(name string) string {
	x.t.Helper()
	for _, w := range resourcesOfRoot(x.root) {
		if strings.HasSuffix(w.ID, "/"+name) {
			return w.ID
		}
	}
	require.Fail(x.t, "no resource "+name)
	return ""
}

func (x *estateOnStore) edit(name string, f func(body, properties map[string]any)) {
	x.t.Helper()
	require.NoError(x.t, x.store.Edit(x.id(name), func(b rehearsal.Body) { f(b, b["properties"].(map[string]any)) }))
}

func actions(o outcome) []string {
	var out []string
	for _, c := range o.Changes {
		out = append(out, c.Action+" "+c.Name)
	}
	return out
}

func puts(o outcome) []string {
	var out []string
	for _, w := range o.writes() {
		out = append(out, w.Path[strings.LastIndex(w.Path, "/")+1:])
	}
	return out
}

// TestMicrosoftPowerShellMendsWhatItShould holds what the engine does beside equal bodies, one start for all.
func TestMicrosoftPowerShellMendsWhatItShould(t *testing.T) {
	t.Parallel()
	microsofttest.Needs(t, "pwsh")
	module, all := engineFolder(t, "cases/hub-firewall", "cases/vpn-branches-thirty", "cases/existing-tables-of-created-networks")
	withEngine(t, microsofttest.PowerShell, module, func(t *testing.T, r *runner) {
		firewall := func(t *testing.T) *estateOnStore { return deployOnStore(t, r, all[0]) }
		tunnels := func(t *testing.T) *estateOnStore { return deployOnStore(t, r, all[1]) }

		t.Run("peers are synchronized after a change of an address space", func(t *testing.T) {
			x := firewall(t)
			x.edit("vnet-claims", func(_, p map[string]any) {
				space := p["addressSpace"].(map[string]any)
				space["addressPrefixes"] = append(space["addressPrefixes"].([]any), "10.99.0.0/24")
			})
			learnt := x.run(job{Command: fmt.Sprintf(`foreach ($id in '%s', '%s') { # the halves learn of it
				$half = (Invoke-AzRestMethod -Path "$($id)?api-version=2025-05-01").Content | ConvertFrom-Json
				$body = @{ properties = @{ remoteVirtualNetwork = @{ id = $half.properties.remoteVirtualNetwork.id }; allowForwardedTraffic = $true } }
				$done = Invoke-AzRestMethod -Method PUT -Path "$($id)?api-version=2025-05-01&syncRemoteAddressSpace=true" -Payload ($body | ConvertTo-Json -Depth 9)
				$null = Invoke-AzRestMethod -Uri @($done.Headers.GetValues('Azure-AsyncOperation'))[0]
				(Invoke-AzRestMethod -Path "$($id)?api-version=2025-05-01").Content | ConvertFrom-Json | ForEach-Object { $_.properties.peeringSyncLevel }
			}`, x.id("peer-hub-uks-to-claims"), x.id("peer-claims-to-hub-uks"))})
			require.Equal(t, []string{"FullyInSync", "FullyInSync"}, learnt.Said)
			o := x.run(job{})
			require.Contains(t, actions(o), "Updated vnet-claims")
			require.Contains(t, actions(o), "Synchronized vnet-hub-uks/peer-hub-uks-to-claims")
			require.Equal(t, x.before, x.bodies())
			require.Empty(t, x.run(job{}).writes())
		})
		t.Run("without a sign-in it says so and asks Azure nothing", func(t *testing.T) {
			x := firewall(t)
			for _, context := range []string{"", "@{ Subscription = $null }"} {
				o := x.run(job{Command: fmt.Sprintf(`& (Get-Module Vnetloom.Deploy) {
					function Get-AzContext { %s }
					try { Invoke-VnetloomDeployment -Path '%s' -WhatIf } catch { "$_" } finally { Remove-Item -Path function:Get-AzContext }
				}`, context, x.folder)})
				require.Len(t, o.Said, 1, context)
				require.Contains(t, o.Said[0], "Sign in first (Connect-AzAccount), and set a subscription")
				require.Empty(t, o.Requests)
			}
		})
		t.Run("a half that is disconnected comes before the one that was deleted", func(t *testing.T) {
			x := firewall(t)
			require.NoError(t, x.store.Delete(x.id("peer-hub-uks-to-claims")))
			o := x.run(job{})
			require.ElementsMatch(t, []string{"Updated vnet-claims/peer-claims-to-hub-uks", "Created vnet-hub-uks/peer-hub-uks-to-claims"}, actions(o))
			require.Equal(t, x.before, x.bodies())
		})
		t.Run("what leads to a firewall waits until it is up", func(t *testing.T) {
			x := firewall(t)
			x.edit("vnet-hub-uks", func(_, p map[string]any) {
				for _, s := range p["subnets"].([]any) {
					delete(s.(map[string]any)["properties"].(map[string]any), "routeTable")
				}
			})
			require.NoError(t, x.store.Delete(x.id("afw-hub-uks")))
			o := x.run(job{})
			require.Equal(t, []string{"afw-hub-uks", "vnet-hub-uks"}, puts(o))
		})
		t.Run("so do routes in a table of others, and the subnet gets it after them", func(t *testing.T) {
			x := deployOnStore(t, r, all[2])
			x.edit("vnet-hub", func(_, p map[string]any) {
				for _, s := range p["subnets"].([]any) {
					delete(s.(map[string]any)["properties"].(map[string]any), "routeTable")
				}
			})
			for _, name := range []string{"afw-hub", "pay-10.1.1.0_24", "shop-10.1.0.0_24"} {
				require.NoError(t, x.store.Delete(x.id(name)))
			}
			o := x.run(job{})
			require.Equal(t, []string{"afw-hub", "pay-10.1.1.0_24", "shop-10.1.0.0_24", "vnet-hub"}, puts(o))
			require.Equal(t, x.before, x.bodies())
		})
		t.Run("where the firewall is up, the routes come before the subnet too", func(t *testing.T) {
			x := deployOnStore(t, r, all[2])
			for _, network := range []string{"vnet-hub", "vnet-shop"} {
				x.edit(network, func(_, p map[string]any) {
					for _, s := range p["subnets"].([]any) {
						delete(s.(map[string]any)["properties"].(map[string]any), "routeTable")
					}
				})
			}
			for _, name := range []string{"shop-10.1.0.0_24", "private-10.0.0.0_8"} {
				require.NoError(t, x.store.Delete(x.id(name)))
			}
			require.Equal(t, []string{"shop-10.1.0.0_24", "vnet-hub", "private-10.0.0.0_8", "vnet-shop"}, puts(x.run(job{})))
		})
		t.Run("what others have is kept", func(t *testing.T) {
			x := firewall(t)
			x.edit("vnet-claims", func(b, p map[string]any) {
				b["tags"] = map[string]any{"owner": "others"}
				p["addressSpace"].(map[string]any)["addressPrefixes"] = []any{"10.81.0.0/24"}
				p["subnets"] = append(p["subnets"].([]any), map[string]any{"name": "theirs", "properties": map[string]any{"addressPrefix": "10.81.0.192/27"}})
				p["flowTimeoutInMinutes"] = float64(10)
			})
			require.Empty(t, x.run(job{}).writes(), "what the rows do not speak of is no difference")
			x.edit("vnet-claims", func(_, p map[string]any) { p["dhcpOptions"] = map[string]any{"dnsServers": []any{"192.0.2.1"}} })
			require.Equal(t, []string{"vnet-claims"}, puts(x.run(job{})))
			body, _ := x.store.Get(x.id("vnet-claims"))
			require.Equal(t, "others", body["tags"].(map[string]any)["owner"])
			require.Equal(t, float64(10), valueAt(map[string]any(body), "properties.flowTimeoutInMinutes"))
			require.Len(t, valueAt(map[string]any(body), "properties.subnets"), 4)
			require.Len(t, valueAt(map[string]any(body), "properties.virtualNetworkPeerings"), 1)
		})
		t.Run("lists that are refused are read by groups, and groups resource by resource", func(t *testing.T) {
			x := firewall(t)
			list := regexp.MustCompile(`^/subscriptions/[^/]+/providers/Microsoft\.Network/[A-Za-z]+$`)
			x.store.AddFault(rehearsal.Fault{Method: http.MethodGet, Path: "/subscriptions/" + engineSubscription + "/providers/Microsoft.Network/*",
				Answer: rehearsal.Forbidden("read", "the subscription")})
			o := x.run(job{})
			require.Empty(t, o.writes())
			require.True(t, slices.ContainsFunc(o.Requests, func(q rehearsal.Request) bool { return list.MatchString(q.Path) && q.Status == 403 }))
			require.True(t, slices.ContainsFunc(o.Requests, func(q rehearsal.Request) bool {
				return strings.HasSuffix(q.Path, "/resourceGroups/rg-insurance-net/providers/Microsoft.Network/virtualNetworks") && q.Status == 200
			}))
		})
		t.Run("what may not be read stops the run", func(t *testing.T) {
			x := firewall(t)
			x.store.AddFault(rehearsal.Fault{Method: http.MethodGet, Path: "/subscriptions/*/providers/Microsoft.Network/routeTables*",
				Answer: rehearsal.Forbidden("read", "all")})
			o := r.run(x.store, job{Folder: x.folder})
			require.Contains(t, o.Error, "Cannot be read: ")
			require.Contains(t, o.Error, "AuthorizationFailed")
			require.Empty(t, o.writes())
		})
		t.Run("what passes is tried again, and nothing else", func(t *testing.T) {
			x := firewall(t)
			change := func() {
				x.edit("vnet-claims", func(_, p map[string]any) { p["dhcpOptions"] = map[string]any{"dnsServers": []any{"192.0.2.1"}} })
			}
			for _, passing := range []rehearsal.Refusal{rehearsal.Throttled("s", 0), rehearsal.Busy()} {
				change()
				x.store.AddFault(rehearsal.Fault{Method: http.MethodPut, Times: 2, Answer: passing})
				require.Len(t, x.run(job{}).writes(), 3)
				x.store.ClearFaults()
			}
			change()
			x.store.AddFault(rehearsal.Fault{Method: http.MethodPut, Times: 2, Answer: rehearsal.Refusal{Status: 400, Code: "InUseSubnetCannotBeUpdated", Message: "in use"}})
			o := r.run(x.store, job{Folder: x.folder})
			require.Contains(t, o.Error, "Stopped ")
			require.Contains(t, strings.Join(o.Errors, "\n"), "InUseSubnetCannotBeUpdated in use A subnet in use keeps its prefix")
			require.Len(t, o.writes(), 1)
		})
		t.Run("a resource that changes meanwhile stops the run, and is written by force", func(t *testing.T) {
			x := firewall(t)
			x.edit("vnet-claims", func(_, p map[string]any) { p["dhcpOptions"] = map[string]any{"dnsServers": []any{"192.0.2.1"}} })
			single := x.id("vnet-claims")
			meddle := func(req *http.Request) {
				if strings.EqualFold(req.URL.Path, single) && req.Method == http.MethodGet {
					x.edit("vnet-claims", func(_, p map[string]any) {
						p["subnets"].([]any)[0].(map[string]any)["properties"].(map[string]any)["serviceEndpoints"] = []any{map[string]any{"service": "Microsoft.Sql"}}
					})
				}
			}
			o := r.runWith(x.store, job{Folder: x.folder}, meddle)
			require.Contains(t, o.Error, "has changed since it was compared: ")
			require.Empty(t, o.writes())
			o = r.runWith(x.store, job{Folder: x.folder, Force: true}, meddle)
			require.Empty(t, o.Error)
			require.Equal(t, x.before, x.bodies())
		})
		t.Run("what cannot change in place is said before anything is written", func(t *testing.T) {
			x := firewall(t)
			id := x.id("rt-claims")
			x.edit("vnet-claims", func(_, p map[string]any) {
				for _, s := range p["subnets"].([]any) {
					delete(s.(map[string]any)["properties"].(map[string]any), "routeTable")
				}
			})
			require.NoError(t, x.store.Delete(id))
			require.NoError(t, x.store.Put(id, rehearsal.Body{"location": "northeurope", "properties": rehearsal.Body{}}))
			o := r.run(x.store, job{Folder: x.folder})
			require.Contains(t, o.Error, "Azure cannot change this in place")
			require.Contains(t, o.Error, "rt-claims ~ location: northeurope -> uksouth")
			require.Empty(t, o.writes())
		})
		t.Run("keys are written with their connections, and by -UpdateKeys, and said nowhere", func(t *testing.T) {
			x := tunnels(t)
			con := x.id("con-hub-to-branch-01")
			secrets := secretsOfRoot(x.root)
			require.Empty(t, x.run(job{}).writes(), "no key is asked for")
			x.edit("con-hub-to-branch-01", func(b, _ map[string]any) { b["tags"] = map[string]any{} })
			x.edit("con-hub-to-branch-01", func(_, p map[string]any) { p["enableBgp"] = p["enableBgp"] != true })
			silent := r.run(x.store, job{Folder: x.folder})
			require.Contains(t, silent.Error, "sharedKeyHubBranch01")
			require.Empty(t, silent.writes())
			text := fmt.Sprintf("$DebugPreference = 'Continue'; Invoke-VnetloomDeployment -Path '%s' -Secret $secrets -InformationAction Continue -Verbose", x.folder)
			o := x.run(job{Secrets: secrets, Command: text})
			require.Len(t, o.writes(), 1)
			require.NotContains(t, asText(t, o.Said)+asText(t, o.Changes), "value-of-")
			got, _ := x.store.Secret(con, "properties.sharedKey")
			require.Equal(t, secrets["sharedKeyHubBranch01"], got)
			secrets["sharedKeyHubBranch01"] = "another"
			o = x.run(job{Secrets: secrets, Keys: true})
			require.Len(t, o.writes(), len(secrets))
			got, _ = x.store.Secret(con, "properties.sharedKey")
			require.Equal(t, "another", got)
			x.store.AddFault(rehearsal.Fault{Method: http.MethodPut, Answer: rehearsal.Refusal{Status: 400, Code: "Bad", Message: "the key another is bad"}})
			failed := r.run(x.store, job{Folder: x.folder, Secrets: secrets, Keys: true})
			require.NotContains(t, failed.Error+strings.Join(failed.Errors, ""), "another is bad")
		})
		t.Run("a dry run shows what is not in the rows", func(t *testing.T) {
			x := firewall(t)
			require.NoError(t, x.store.Put(strings.Replace(x.id("rt-claims"), "rt-claims", "rt-other", 1), rehearsal.Body{"location": "uksouth", "properties": rehearsal.Body{}}))
			o := x.run(job{WhatIf: true})
			require.Equal(t, []string{"Other rt-other"}, actions(o))
		})
		t.Run("single resources are read, written and deleted", func(t *testing.T) {
			x := firewall(t)
			id := x.id("rt-claims")
			o := x.run(job{Command: fmt.Sprintf(`(Get-VnetloomResource -Id '%s')['name']`, id)})
			require.Equal(t, []string{"rt-claims"}, o.Said)
			body := fmt.Sprintf(`Set-VnetloomResource -Id '%s' -Body @{ properties = @{ disableBgpRoutePropagation = $false } }`, id)
			require.Empty(t, x.run(job{Command: body + " -WhatIf"}).writes())
			require.Equal(t, []string{"Updated rt-claims"}, actions(x.run(job{Command: body})))
			require.Empty(t, x.run(job{Command: body}).writes())
			peering := x.id("peer-claims-to-hub-uks")
			remove := fmt.Sprintf(`Remove-VnetloomResource -Id '%s' -Confirm:$false`, peering)
			require.Equal(t, []string{"Deleted vnet-claims/peer-claims-to-hub-uks"}, actions(x.run(job{Command: remove})))
			require.Empty(t, x.run(job{Command: remove}).Changes)

			subnet := x.id("vnet-hub-uks") + "/subnets/AzureFirewallManagementSubnet"
			network, _ := x.store.Get(x.id("vnet-hub-uks"))
			properties := bodyProperties(network)
			properties["subnets"] = append(properties["subnets"].([]any), map[string]any{"name": "AzureFirewallManagementSubnet", "properties": map[string]any{"addressPrefix": "10.80.3.192/26"}})
			require.NoError(t, x.store.Put(x.id("vnet-hub-uks"), network))
			remove = fmt.Sprintf(`Remove-VnetloomResource -Id '%s' -Confirm:$false`, subnet)
			require.Equal(t, []string{"Deleted vnet-hub-uks/AzureFirewallManagementSubnet"}, actions(x.run(job{Command: remove})))
			require.Empty(t, x.run(job{Command: remove}).writes(), "it is gone")
		})
		t.Run("resources are deleted in order, those that are named, and none where there is a lock", func(t *testing.T) {
			x := firewall(t)
			network, table := x.id("vnet-policies"), x.id("rt-policies")
			ids := []string{x.id("peer-policies-to-hub-uks"), x.id("peer-hub-uks-to-policies"), network + "/subnets/nothing", network, table}
			remove := func(more string) outcome {
				return x.run(job{Command: fmt.Sprintf("try { '%s' | Remove-VnetloomResource %s } catch { 'ended: ' + $_ }", strings.Join(ids, "', '"), more)})
			}
			deleted := func(o outcome) []string {
				var out []string
				for _, w := range o.writes() {
					out = append(out, w.Path)
				}
				return out
			}
			dry := remove("-WhatIf")
			require.Empty(t, dry.writes())
			require.Len(t, ofAction(dry, "Delete"), 4)

			for _, scope := range []string{table, strings.Split(network, "/providers/")[0], network + "/subnets/web"} {
				lock := scope + "/providers/Microsoft.Authorization/locks/keep"
				require.NoError(t, x.store.Put(lock, rehearsal.Body{"properties": map[string]any{"level": "CanNotDelete"}}))
				o := remove("-Confirm:$false")
				require.Contains(t, strings.Join(o.Said, "\n"), "ended: Nothing is deleted. Remove these locks")
				require.Contains(t, strings.Join(o.Said, "\n"), lock)
				require.Empty(t, o.writes(), scope)
				require.NoError(t, x.store.Delete(lock))
			}
			locks := rehearsal.Fault{Method: http.MethodGet, Path: "*/providers/Microsoft.Authorization/locks", Answer: rehearsal.Forbidden("read", "locks")}
			x.store.AddFault(locks) // who may not read locks hears of them by Azure
			x.store.AddFault(rehearsal.Fault{Method: http.MethodDelete, Path: network, Times: 1, Answer: rehearsal.DeletionLocked(network, network)})
			o := remove("-Confirm:$false")
			require.Contains(t, strings.Join(o.Said, "\n"), "ScopeLocked")
			require.Contains(t, strings.Join(o.Said, "\n"), "Stopped there: 1 resources failed, 1 wait for them.")
			require.Equal(t, []string{ids[0], ids[1], network}, deleted(o))

			require.Equal(t, []string{network, table}, deleted(remove("-Confirm:$false")), "it goes on where it stopped")
			for _, id := range ids {
				_, there := x.store.Get(id)
				require.False(t, there, id)
			}
			require.Empty(t, remove("-Confirm:$false").writes())
		})
	})
}
