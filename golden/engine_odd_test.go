package golden_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/internal/microsofttest"
	"github.com/vnetloom/vnetloom/rehearsal"
)

// otherWords is a value as Azure may have it: ids in another case, sets in another order, and what nobody has asked for.
func otherWords(v any, key string) any {
	switch v := v.(type) {
	case string:
		if key == "id" && strings.HasPrefix(v, "/subscriptions/") {
			return strings.Replace(strings.ToUpper(v), "/SUBSCRIPTIONS/", "/subscriptions/", 1)
		}
	case map[string]any:
		for k, one := range v {
			v[k] = otherWords(one, k)
		}
		if key != "tags" {
			v["somethingNew"] = map[string]any{"of": []any{"Azure"}}
		}
	case []any:
		for i := range v {
			v[i] = otherWords(v[i], "")
		}
		if slices.Contains([]string{"subnets", "routes", "addressPrefixes", "ipAddresses", "virtualNetworkPeerings"}, key) {
			slices.Reverse(v)
		}
	}
	return v
}

// burst is the most writes that were sent without a look at an operation between them.
func burst(o outcome) int {
	most, now := 0, 0
	for _, q := range o.Requests {
		switch {
		case q.Method == http.MethodPut:
			now++
			most = max(most, now)
		case strings.Contains(q.Path, "/operations/"):
			now = 0
		}
	}
	return most
}

// TestMicrosoftPowerShellBearsWhatAzureAnswers holds what the engine does when Azure answers late, not at all, in other words or against it.
func TestMicrosoftPowerShellBearsWhatAzureAnswers(t *testing.T) {
	t.Parallel()
	microsofttest.Needs(t, "pwsh")
	module, all := engineFolder(t, "cases/hub-firewall")
	withEngine(t, microsofttest.PowerShell, module, func(t *testing.T, r *runner) {
		dns := func(x *estateOnStore) {
			x.edit("vnet-claims", func(_, p map[string]any) { p["dhcpOptions"] = map[string]any{"dnsServers": []any{"192.0.2.1"}} })
		}
		t.Run("bodies in other words are no difference", func(t *testing.T) {
			x := deployOnStore(t, r, all[0])
			o := r.runVia(x.store, job{Folder: x.folder}, func(w http.ResponseWriter, q *http.Request) bool {
				rec := httptest.NewRecorder()
				x.store.ServeHTTP(rec, q)
				var body struct{ Value []map[string]any }
				if json.Unmarshal(rec.Body.Bytes(), &body) != nil || q.Method != http.MethodGet {
					return false
				}
				for _, one := range body.Value {
					one["properties"] = otherWords(one["properties"], "properties")
				}
				_ = json.NewEncoder(w).Encode(map[string]any{"value": body.Value})
				return true
			})
			require.Empty(t, o.Error)
			require.Empty(t, o.Changes)
			require.Empty(t, o.writes())
		})
		t.Run("what has failed is written again", func(t *testing.T) {
			x := deployOnStore(t, r, all[0])
			x.edit("peer-claims-to-hub-uks", func(_, p map[string]any) { p["allowForwardedTraffic"] = false })
			x.store.AddFault(rehearsal.Fault{Method: http.MethodPut, Path: "*/virtualNetworkPeerings/*", Times: 1, Operation: true,
				Answer: rehearsal.Refusal{Status: 400, Code: "NetcfgInvalidPeering", Message: "It cannot be."}})
			o := r.run(x.store, job{Folder: x.folder})
			require.Contains(t, o.Error, "Stopped ")
			require.Contains(t, strings.Join(o.Errors, "\n"), "NetcfgInvalidPeering It cannot be.")
			o = x.run(job{WhatIf: true})
			require.Len(t, ofAction(o, "Update"), 1)
			require.Contains(t, strings.Join(o.Changes[0].Changes, "\n"), "~ provisioningState: Failed -> Succeeded")
			x.run(job{})
			require.Equal(t, x.before, x.bodies())
		})
		t.Run("an operation of others that does not end", func(t *testing.T) {
			x := deployOnStore(t, r, all[0])
			dns(x)
			x.store.AddFault(rehearsal.Fault{Method: http.MethodPut, Answer: rehearsal.Busy()})
			o := r.run(x.store, job{Folder: x.folder})
			require.Contains(t, o.Error, "Stopped ")
			require.Contains(t, strings.Join(o.Errors, "\n"), "It passes by itself: run this again later.")
			require.Len(t, o.writes(), 8)
		})
		t.Run("as long as Azure asks", func(t *testing.T) {
			x := deployOnStore(t, r, all[0])
			dns(x)
			for _, method := range []string{http.MethodGet, http.MethodPut} {
				x.store.AddFault(rehearsal.Fault{Method: method, Times: 1, Answer: rehearsal.Throttled("s", 1)})
			}
			began := time.Now()
			require.Len(t, x.run(job{}).writes(), 2)
			require.GreaterOrEqual(t, time.Since(began), 2*time.Second)
		})
		t.Run("an operation that cannot be looked at is looked at again", func(t *testing.T) {
			x := deployOnStore(t, r, all[0])
			dns(x)
			x.store.AddFault(rehearsal.Fault{Method: http.MethodGet, Path: "*/operations/*", Times: 2, Answer: rehearsal.Throttled("s", 0)})
			require.Len(t, x.run(job{}).writes(), 1, "and not written again")
			require.Equal(t, x.before, x.bodies())
		})
		t.Run("a precondition that fails is not tried again", func(t *testing.T) {
			x := deployOnStore(t, r, all[0])
			dns(x)
			x.store.AddFault(rehearsal.Fault{Method: http.MethodPut, Answer: rehearsal.Refusal{Status: http.StatusPreconditionFailed, Code: "PreconditionFailed", Message: "Its etag is another."}})
			o := r.run(x.store, job{Folder: x.folder})
			require.Contains(t, strings.Join(o.Errors, "\n"), "PreconditionFailed Its etag is another.")
			require.Len(t, o.writes(), 1)
		})
		t.Run("a token that ends meanwhile", func(t *testing.T) {
			x := deployOnStore(t, r, all[0])
			dns(x)
			expired := rehearsal.Refusal{Status: http.StatusUnauthorized, Code: "ExpiredAuthenticationToken", Message: "The access token expiry UTC time is earlier than now."}
			for _, f := range []rehearsal.Fault{{Method: http.MethodGet, Skip: 3, Answer: expired}, {Method: http.MethodPut, Answer: expired}} {
				x.store.AddFault(f)
				o := r.run(x.store, job{Folder: x.folder})
				require.Contains(t, o.Error+strings.Join(o.Errors, "\n"), "Sign in again, by Connect-AzAccount")
				x.store.ClearFaults()
			}
			x.run(job{})
			require.Equal(t, x.before, x.bodies())
		})
		t.Run("connections that break", func(t *testing.T) {
			x := deployOnStore(t, r, all[0])
			dns(x)
			n := 0
			o := r.runWith(x.store, job{Folder: x.folder}, func(q *http.Request) {
				if n++; n%5 == 2 || q.Method == http.MethodPut && n < 60 && n%2 == 0 {
					panic(http.ErrAbortHandler)
				}
			})
			require.Empty(t, o.Error)
			require.Equal(t, x.before, x.bodies())
		})
		t.Run("a list without what is there", func(t *testing.T) {
			x := deployOnStore(t, r, all[0])
			hidden := func(w http.ResponseWriter, q *http.Request) bool {
				if !strings.HasSuffix(strings.ToLower(q.URL.Path), "/providers/microsoft.network/routetables") {
					return false
				}
				w.Header().Set("Content-Type", "application/json")
				_, _ = w.Write([]byte(`{"value": []}`))
				return true
			}
			o := r.runVia(x.store, job{Folder: x.folder}, hidden)
			require.Empty(t, o.Error)
			require.Empty(t, o.writes(), "it is as it should be")
			x.edit("rt-claims", func(_, p map[string]any) { p["routes"] = []any{} })
			o = r.runVia(x.store, job{Folder: x.folder}, hidden)
			require.Contains(t, o.Error, "rt-claims was not there when it was compared, and is now, with other values: + routes[")
			require.Empty(t, o.writes())
			require.Empty(t, r.runVia(x.store, job{Folder: x.folder, Force: true}, hidden).Error)
			require.Equal(t, x.before, x.bodies())
		})
		t.Run("one write at a time, or several", func(t *testing.T) {
			for limit, want := range map[int]int{1: 1, 20: 2} {
				x := deployOnStore(t, r, all[0])
				dns(x)
				x.edit("vnet-policies", func(_, p map[string]any) { p["dhcpOptions"] = map[string]any{"dnsServers": []any{"192.0.2.1"}} })
				o := x.run(job{Command: fmt.Sprintf("Invoke-VnetloomDeployment -Path '%s' -ThrottleLimit %d", x.folder, limit)})
				require.Equal(t, want, burst(o))
				require.Equal(t, x.before, x.bodies())
			}
		})
		t.Run("-Confirm asks about what interrupts, and about nothing else", func(t *testing.T) {
			x := deployOnStore(t, r, all[0])
			confirm := job{Command: fmt.Sprintf("try { Invoke-VnetloomDeployment -Path '%s' -Confirm } catch { 'ended: ' + $_ }", x.folder)}
			dns(x)
			require.Len(t, x.run(confirm).writes(), 1)
			x.edit("rt-claims", func(_, p map[string]any) { p["routes"] = p["routes"].([]any)[1:] })
			o := x.run(confirm) // where nobody can be asked, asking ends the run
			require.Empty(t, o.writes())
			require.Contains(t, strings.Join(o.Said, "\n"), "ended: ")
			require.Contains(t, strings.Join(o.Said, "\n"), "NonInteractive")
			o = x.run(job{WhatIf: true})
			require.Contains(t, strings.Join(o.Said, "\n"), "Interrupts: Traffic takes another way at once, on every subnet that has the table")
		})
	})
}
