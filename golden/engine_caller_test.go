package golden_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/internal/microsofttest"
	"github.com/vnetloom/vnetloom/rehearsal"
)

// oddNames is an estate whose names are those of members of dictionaries, or have characters that PowerShell reads in its own way.
const oddNames = `
vnetloom: v1
name: odd
defaults: {location: westeurope, tags: {Keys: k, Values: v, Count: c, "it's $(1) [a] \u2019": "x \"y\" ${z} [b] ü"}}
networks:
  hub:
    resourceGroup: rg(hub)
    addressSpace: 10.0.0.0/22
    tags: {keys: own, Item: i}
    subnets: {Count: 10.0.0.0/26, Keys: 10.0.0.64/26, AzureFirewallSubnet: 10.0.1.0/26}
    firewall: {}
  app: {resourceGroup: rg-app, addressSpace: 10.1.0.0/24, subnets: {Values: 10.1.0.0/26, Keys: 10.1.0.64/26}}
connections:
  apps: {kind: hubAndSpoke, hub: hub, spokes: [app], inspect: hub/firewall}
`

// TestMicrosoftPowerShellBearsItsCaller holds what the engine does with names, preferences and folders of whoever calls it, and with what stands
// between it and Azure.
func TestMicrosoftPowerShellBearsItsCaller(t *testing.T) {
	t.Parallel()
	microsofttest.Needs(t, "pwsh")
	e := compile(textIntent(oddNames))
	require.Empty(t, e.failure())
	module, all := engineFolder(t, "cases/hub-firewall", "cases/er-own-circuit", "cases/wan-own-circuit")
	odd := deployedAlone(t, e)
	withEngine(t, microsofttest.PowerShell, module, func(t *testing.T, r *runner) {
		dns := func(x *estateOnStore) {
			x.edit("vnet-claims", func(_, p map[string]any) { p["dhcpOptions"] = map[string]any{"dnsServers": []any{"192.0.2.1"}} })
		}
		t.Run("names that are members of dictionaries", func(t *testing.T) {
			x := deployOnStoreWith(t, r, odd, rehearsal.Options{Polls: 1})
			require.Empty(t, x.run(job{}).writes(), "it is as a template deploys it")
			fresh := &estateOnStore{deployed: odd, t: t, r: r, store: rehearsal.New(rehearsal.Options{Polls: 1})}
			fresh.run(job{})
			require.Equal(t, x.before, fresh.bodies())
			require.Empty(t, fresh.run(job{}).writes())
			for _, tag := range []string{"Keys", "Values", "Count"} {
				x.edit("vnet-app", func(b, _ map[string]any) { b["tags"].(map[string]any)[tag] = "of others" })
				o := x.run(job{})
				require.Equal(t, []string{"Updated vnet-app"}, actions(o), tag)
				require.Contains(t, o.Changes[0].Changes[0], "~ tags."+tag+": of others -> ")
				require.Equal(t, x.before, x.bodies())
			}
			x.edit("vnet-app", func(_, p map[string]any) { p["subnets"] = p["subnets"].([]any)[:1] })
			require.Equal(t, []string{"Updated vnet-app"}, actions(x.run(job{})))
			require.Equal(t, x.before, x.bodies())
		})
		t.Run("a page of a proxy in place of an answer", func(t *testing.T) {
			x := deployOnStore(t, r, all[0])
			for _, status := range []int{http.StatusOK, http.StatusForbidden, http.StatusNotFound} {
				pages := 0
				page := func(times int) func(http.ResponseWriter, *http.Request) bool {
					pages = times
					return func(w http.ResponseWriter, q *http.Request) bool {
						if pages--; pages < 0 {
							return false
						}
						w.Header().Set("Content-Type", "text/html")
						w.WriteHeader(status)
						_, _ = w.Write([]byte("<!DOCTYPE html>\n<html><head><TITLE> Sign in to the web </TITLE></head><body>{}</body></html>"))
						return true
					}
				}
				dns(x)
				o := r.runVia(x.store, job{Folder: x.folder}, page(3))
				require.Empty(t, o.Error)
				require.Equal(t, []string{"vnet-claims"}, puts(o), status)
				require.Equal(t, x.before, x.bodies())
				o = r.runVia(x.store, job{Folder: x.folder}, page(1000))
				require.Contains(t, o.Error, fmt.Sprintf("NoAnswer Not Azure but something between, such as a proxy, answers with status %d and no JSON. Sign in to the web", status))
				require.Equal(t, 1000-8, pages, "it is asked eight times")
			}
			dns(x)
			pages := 0
			o := r.runVia(x.store, job{Folder: x.folder}, func(w http.ResponseWriter, q *http.Request) bool {
				if q.Method != http.MethodPut || pages > 0 {
					return false
				}
				pages++
				w.WriteHeader(http.StatusOK)
				_, _ = w.Write([]byte("<html></html>"))
				return true
			})
			require.Empty(t, o.Error)
			require.Equal(t, x.before, x.bodies(), "a write that a page answers is no write")
		})
		t.Run("a subscription that cannot be seen is no proof that nothing is there", func(t *testing.T) {
			x := deployOnStore(t, r, all[0])
			for _, path := range []string{"/subscriptions/*", "*/virtualNetworks*", "*/routeTables*", "*/firewallPolicies/*"} {
				x.store.AddFault(rehearsal.Fault{Method: http.MethodGet, Path: path, Answer: rehearsal.Refusal{Status: http.StatusNotFound, Code: "SubscriptionNotFound",
					Message: "The subscription '" + engineSubscription + "' could not be found."}})
				for _, dry := range []bool{true, false} {
					o := r.run(x.store, job{Folder: x.folder, WhatIf: dry})
					require.Contains(t, o.Error, "Cannot be read: /subscriptions/")
					require.Contains(t, o.Error, "SubscriptionNotFound The subscription '"+engineSubscription+"' could not be found. Sign in to the tenant of this subscription")
					require.Empty(t, o.Changes)
					require.Empty(t, o.writes())
				}
				x.store.ClearFaults()
			}
		})
		for _, roots := range [][]deployed{all[1:4], all[4:]} {
			t.Run("a circuit that its provider has not provisioned, "+roots[0].name, func(t *testing.T) {
				require.Len(t, roots, 3)
				x := deployOnStore(t, r, roots[0]) // the circuits
				circuit := ""
				for _, w := range resourcesOfRoot(x.root) {
					if w.Type == azure.TypeCircuit {
						circuit = w.ID
					}
				}
				require.NoError(t, x.store.Delete(circuit))
				said := strings.Join(x.run(job{}).Said, "\n")
				body, _ := x.store.Get(circuit)
				key := valueAt(map[string]any(body), "properties.serviceKey").(string)
				require.Contains(t, said, "serviceKey of "+circuit[strings.LastIndex(circuit, "/")+1:]+": "+key+". Its provider provisions it, by the service key, which is no secret.")
				require.NotContains(t, strings.Join(x.run(job{}).Said, "\n"), key, "an unchanged run says nothing of it")

				deployAsTemplate(t, x.store, roots[1], resourcesOfRoot(roots[1].root))
				x.deployed = roots[2] // the connections
				words := "/" + circuit[strings.LastIndex(circuit, "/")+1:] + " is NotProvisioned. Its provider provisions it, by the service key, which is no secret. Its serviceKey: " + key
				dry := x.run(job{WhatIf: true})
				require.Contains(t, strings.Join(dry.Said, "\n"), words)
				require.Empty(t, dry.writes())
				o := r.run(x.store, job{Folder: x.folder})
				require.Contains(t, o.Error, "Stopped ")
				require.Contains(t, strings.Join(o.Errors, "\n"), words)
				require.Contains(t, strings.Join(o.Errors, "\n"), "Run this again once that is done.")
				for _, w := range o.writes() {
					require.NotContains(t, string(w.Body), circuit)
				}
				for _, id := range x.store.IDs() {
					x.store.SetProvisioned(id)
				}
				x.run(job{})
				require.Empty(t, x.run(job{}).writes())
			})
		}
		t.Run("a caller who only wants to see", func(t *testing.T) {
			x := deployOnStore(t, r, all[0])
			dns(x)
			call := fmt.Sprintf("Invoke-VnetloomDeployment -Path '%s'", x.folder)
			o := x.run(job{Command: "$WhatIfPreference = $true; " + call})
			require.Empty(t, o.writes())
			require.Equal(t, []string{"Update vnet-claims"}, actions(o))
			body := fmt.Sprintf("$WhatIfPreference = $true; Set-VnetloomResource -Id '%s' -Body @{ tags = @{ a = 'b' } }", x.id("vnet-claims"))
			require.Empty(t, x.run(job{Command: body}).writes())
			remove := fmt.Sprintf("$WhatIfPreference = $true; Remove-VnetloomResource -Id '%s'", x.id("peer-claims-to-hub-uks"))
			o = x.run(job{Command: remove})
			require.Empty(t, o.writes())
			require.Len(t, ofAction(o, "Delete"), 1)
			require.Len(t, x.run(job{Command: "$WhatIfPreference = $true; " + call + " -WhatIf:$false"}).writes(), 1, "who says so writes")
			require.Equal(t, x.before, x.bodies())
		})
		t.Run("a caller who does not want to hear of errors", func(t *testing.T) {
			x := deployOnStore(t, r, all[0])
			dns(x)
			for _, silent := range []string{"SilentlyContinue", "Ignore"} {
				for before, after := range map[string]string{"": " -ErrorAction " + silent, "$ErrorActionPreference = '" + silent + "'; ": ""} {
					run := func(call string) outcome {
						return r.run(x.store, job{Command: before + "try { " + call + after + " } catch { 'ended: ' + $_ }"})
					}
					deploy := fmt.Sprintf("Invoke-VnetloomDeployment -Path '%s'", x.folder)
					if silent == "Ignore" && after == "" {
						continue // which no preference may be
					}
					x.store.AddFault(rehearsal.Fault{Method: http.MethodGet, Path: "*/routeTables*", Answer: rehearsal.Forbidden("read", "all")})
					o := run(deploy)
					require.Contains(t, strings.Join(o.Said, "\n"), "ended: Cannot be read: ", before+after)
					require.Empty(t, o.writes())
					x.store.ClearFaults()
					x.store.AddFault(rehearsal.Fault{Method: http.MethodPut, Answer: rehearsal.Forbidden("write", "all")})
					o = run(deploy)
					require.Contains(t, strings.Join(o.Said, "\n"), "AuthorizationFailed")
					require.Contains(t, strings.Join(o.Said, "\n"), "ended: Stopped ")
					require.Len(t, o.writes(), 1)
					o = run(fmt.Sprintf("Set-VnetloomResource -Id '%s' -Body @{ tags = @{ a = 'b' } }", x.id("vnet-claims")))
					require.Contains(t, strings.Join(o.Said, "\n"), "ended: Stopped ")
					x.store.ClearFaults()
					x.store.AddFault(rehearsal.Fault{Method: http.MethodDelete, Answer: rehearsal.Forbidden("delete", "all")})
					o = run(fmt.Sprintf("Remove-VnetloomResource -Confirm:$false -Id '%s', '%s'", x.id("peer-claims-to-hub-uks"), x.id("peer-hub-uks-to-claims")))
					require.Contains(t, strings.Join(o.Said, "\n"), "ended: Stopped ")
					require.Len(t, o.writes(), 1)
					x.store.ClearFaults()
					require.Contains(t, strings.Join(run("Invoke-VnetloomDeployment -Path '/no/such/folder'").Said, "\n"), "ended: ")
				}
			}
		})
		t.Run("ids in another case", func(t *testing.T) {
			x := deployOnStore(t, r, all[0])
			table, half := x.id("rt-claims"), x.id("peer-claims-to-hub-uks")
			set := job{Command: fmt.Sprintf("Set-VnetloomResource -Id '%s' -Body @{ tags = @{ a = 'b' } }", strings.ToUpper(table))}
			require.Len(t, x.run(set).writes(), 1)
			require.Empty(t, x.run(set).writes())
			lock := half[:strings.Index(half, "/virtualNetworkPeerings/")] + "/providers/Microsoft.Authorization/locks/keep"
			require.NoError(t, x.store.Put(lock, rehearsal.Body{"properties": map[string]any{"level": "CanNotDelete"}}))
			remove := job{Command: fmt.Sprintf("Remove-VnetloomResource -Id '%s' -Confirm:$false", strings.ToUpper(half))}
			o := r.run(x.store, remove)
			require.Contains(t, o.Error, "Nothing is deleted. Remove these locks")
			require.Empty(t, o.writes())
			require.NoError(t, x.store.Delete(lock))
			require.Len(t, x.run(remove).writes(), 1)
			_, there := x.store.Get(half)
			require.False(t, there)
		})
		t.Run("an acceptance that does not say where its end is told", func(t *testing.T) {
			x := deployOnStoreWith(t, r, all[0], rehearsal.Options{Polls: 3})
			dns(x)
			o := r.runVia(x.store, job{Folder: x.folder}, func(w http.ResponseWriter, q *http.Request) bool {
				if q.Method != http.MethodPut {
					return false
				}
				x.store.ServeHTTP(httptest.NewRecorder(), q)
				w.WriteHeader(http.StatusAccepted)
				return true
			})
			require.Empty(t, o.Error)
			require.Equal(t, []string{"Updated vnet-claims"}, actions(o))
			require.Len(t, o.writes(), 1)
			require.Equal(t, x.before, x.bodies(), "it waits until the resource says that it is done")
		})
		t.Run("nothing but too many requests", func(t *testing.T) {
			x := deployOnStore(t, r, all[0])
			dns(x)
			x.store.AddFault(rehearsal.Fault{Method: http.MethodPut, Answer: rehearsal.Throttled("s", 0)})
			o := r.run(x.store, job{Folder: x.folder})
			require.Len(t, o.writes(), 8)
			require.Contains(t, strings.Join(o.Errors, "\n"), "It passes by itself: run this again later.")
			x.store.ClearFaults()
			x.store.AddFault(rehearsal.Fault{Method: http.MethodGet, Answer: rehearsal.Throttled("s", 0)})
			o = r.run(x.store, job{Folder: x.folder})
			require.Contains(t, o.Error, "Cannot be read: ")
			require.Len(t, o.Requests, 8, "and no list is taken for empty")
		})
		t.Run("a folder with brackets, and a caller of strict manners", func(t *testing.T) { // the last: it leaves its own engine in the session
			dir := filepath.Join(t.TempDir(), "a [b] 'c' $d")
			x := deployOnStore(t, r, all[0])
			for _, name := range sortedNames(compiled(t, all[0].kase).files) {
				if strings.HasPrefix(name, "powershell/") {
					writeAt(t, filepath.Join(dir, filepath.FromSlash(name)), []byte(compiled(t, all[0].kase).files[name]))
				}
			}
			script := strings.ReplaceAll(filepath.Join(dir, "powershell", "main", "Deploy-Insurance.ps1"), "'", "''")
			dns(x)
			for _, before := range []string{"", "$env:PSModulePath = ''; ", "Set-StrictMode -Version Latest; ", "$WhatIfPreference = $true; "} {
				parameters := " -ThrottleLimit 1 -WhatIf"
				if strings.Contains(before, "WhatIfPreference") {
					parameters = ""
				}
				o := x.run(job{Command: before + "& '" + script + "'" + parameters})
				require.Equal(t, []string{"Update vnet-claims"}, actions(o), before)
				require.Empty(t, o.writes())
			}
			help := strings.Join(x.run(job{Command: "Get-Help '" + script + "' -Full | Out-String -Width 200"}).Said, "\n")
			require.Contains(t, help, "How many writes are under way at a time. Default: 20.")
			require.Empty(t, x.run(job{Command: "$null = & '" + script + "' | Out-Null; $Error.Clear()"}).Changes)
			require.Equal(t, x.before, x.bodies())
		})
	})
}
