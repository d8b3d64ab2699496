package golden_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/internal/microsofttest"
	"github.com/vnetloom/vnetloom/rehearsal"
)

// everyStream is a command that deploys, and says whatever anybody could see of it: all streams, what a transcript has, and every error
// with what its record has. The arguments are the file of the transcript, the folder of the data, and more parameters.
const everyStream = `
$Error.Clear()
$null = Start-Transcript -Path '%[1]s'
$DebugPreference = 'Continue'
try { Invoke-VnetloomDeployment -Path '%[2]s' %[3]s -Verbose -Debug -InformationAction Continue *>&1 } catch { 'ended: ' + $_ }
$null = Stop-Transcript
Get-Content -Raw -LiteralPath '%[1]s'
foreach ($one in @($Error)) {
    Format-List -InputObject $one -Property * -Force | Out-String -Width 4096
    if ($one -is [System.Management.Automation.ErrorRecord]) {
        $one.Exception | Format-List -Property * -Force | Out-String -Width 4096
        $one.InvocationInfo.BoundParameters | ConvertTo-Json -Depth 4 -WarningAction SilentlyContinue
        $one.TargetObject | Out-String
    }
}
`

// aKey has characters that JSON escapes.
func aKey(name string) string { return `k"ey\of-` + name }

// TestMicrosoftPowerShellKeepsSecrets holds where keys come from, when they are asked for, and that no run shows one: not of a vault, not in
// a failing write, and not where a connection breaks.
func TestMicrosoftPowerShellKeepsSecrets(t *testing.T) {
	t.Parallel()
	microsofttest.Needs(t, "pwsh")
	module, all := engineFolder(t, "cases/vpn-key-vault")
	require.Len(t, all, 1)
	vaultSecrets := map[string]string{"sharedKeyHubDc1": "", "sharedKeyHubDc2": "vpn-dc2", "authorizationKeyHubLine": "line-key"}
	withEngine(t, microsofttest.PowerShell, module, func(t *testing.T, r *runner) {
		fresh := func(t *testing.T) *estateOnStore {
			x := &estateOnStore{deployed: all[0], t: t, r: r, store: rehearsal.New(rehearsal.Options{Polls: 1})}
			seed(t, x.store, x.plan)
			for _, p := range x.root.Parameters {
				x.store.SetVaultSecret(p.Vault.Name, p.SecretName, aKey(p.SecretName))
			}
			return x
		}
		watched := func(x *estateOnStore, parameters string, before func(*http.Request)) outcome {
			command := fmt.Sprintf(everyStream, filepath.Join(x.t.TempDir(), "transcript"), x.folder, parameters)
			if before == nil {
				before = func(*http.Request) {}
			}
			o := r.runWith(x.store, job{Command: command, Secrets: map[string]string{"given": aKey("given")}}, before)
			shown := strings.Join(o.Said, "\n") + asText(x.t, o.Changes) + o.Error + strings.Join(o.Errors, "\n")
			for _, part := range []string{`ey\of-`, `ey\\of-`, `"ey`} {
				require.NotContains(x.t, shown, part)
			}
			require.Contains(x.t, shown, "PowerShell transcript start")
			return o
		}
		vaults := func(o outcome) []string {
			var out []string
			for _, q := range o.Requests {
				if strings.HasSuffix(q.Host, ".vault.azure.net") {
					out = append(out, q.Path)
				}
			}
			slices.Sort(out)
			return out
		}
		want := []string{"/secrets/" + all[0].root.Parameters[0].SecretName}
		for _, p := range all[0].root.Parameters[1:] {
			want = append(want, "/secrets/"+p.SecretName)
		}
		slices.Sort(want)
		require.Len(t, want, len(vaultSecrets))

		t.Run("of a vault, written with their connections", func(t *testing.T) {
			x := fresh(t)
			o := watched(x, "", nil)
			require.Equal(t, want, vaults(o))
			got, _ := x.store.Secret(x.id("con-hub-to-dc2"), "properties.sharedKey")
			require.Equal(t, aKey("vpn-dc2"), got)
			require.Empty(t, vaults(watched(x, "", nil)), "an unchanged run asks for none")
			require.Empty(t, vaults(watched(x, "-WhatIf", nil)), "a dry run asks for none")

			x.store.SetVaultSecret(x.root.Parameters[0].Vault.Name, "vpn-dc2", aKey("another"))
			keys := watched(x, "-UpdateKeys", nil)
			require.NotEmpty(t, keys.writes())
			for _, w := range keys.writes() {
				require.True(t, strings.HasSuffix(w.Path, "/sharedkey"), w.Path)
			}
			got, _ = x.store.Secret(x.id("con-hub-to-dc2"), "properties.sharedKey")
			require.Equal(t, aKey("another"), got)
		})
		t.Run("one that is given is not read", func(t *testing.T) {
			x := fresh(t)
			name := ""
			for _, p := range x.root.Parameters {
				if p.SecretName == "vpn-dc2" {
					name = p.Name
				}
			}
			o := watched(x, "-Secret @{ "+name+" = $secrets['given'] }", nil)
			require.Len(t, vaults(o), len(want)-1)
			got, _ := x.store.Secret(x.id("con-hub-to-dc2"), "properties.sharedKey")
			require.Equal(t, aKey("given"), got)
		})
		t.Run("of a vault in another cloud", func(t *testing.T) {
			x := fresh(t)
			command := fmt.Sprintf(`& (Get-Module Vnetloom.Deploy) {
				function Get-AzContext {
					$context = (Az.Accounts\Get-AzContext).PSObject.Copy()
					$context.Environment = @{ AzureKeyVaultDnsSuffix = 'vault.usgovcloudapi.net'; AzureKeyVaultServiceEndpointResourceId = 'https://vault.usgovcloudapi.net' }
					$context
				}
				try { Invoke-VnetloomDeployment -Path '%s' } finally { Remove-Item -Path function:Get-AzContext }
			}`, x.folder)
			hosts := map[string]bool{}
			o := r.runVia(x.store, job{Command: command}, func(w http.ResponseWriter, q *http.Request) bool {
				if strings.HasPrefix(q.URL.Path, "/secrets/") {
					hosts[q.Host] = true
					_, _ = fmt.Fprintf(w, `{"value": %q}`, aKey(strings.TrimPrefix(q.URL.Path, "/secrets/")))
					return true
				}
				return false
			})
			require.Empty(t, o.Error)
			require.Equal(t, map[string]bool{x.root.Parameters[0].Vault.Name + ".vault.usgovcloudapi.net": true}, hosts)
			got, _ := x.store.Secret(x.id("con-hub-to-dc2"), "properties.sharedKey")
			require.Equal(t, aKey("vpn-dc2"), got)
		})
		t.Run("a secret that is empty stops the run before a write", func(t *testing.T) {
			x := fresh(t)
			x.store.SetVaultSecret(x.root.Parameters[0].Vault.Name, "vpn-dc2", "")
			o := watched(x, "", nil)
			require.Empty(t, o.writes())
			require.Regexp(t, `ended: Nothing is written: the secret sharedKey\w+ is empty\.`, strings.Join(o.Said, "\n"))
		})
		t.Run("a vault that refuses stops the run before a write", func(t *testing.T) {
			x := fresh(t)
			x.store.AddFault(rehearsal.Fault{Path: "/secrets/*", Answer: rehearsal.VaultForbidden("vault")})
			o := watched(x, "", nil)
			require.Empty(t, o.writes())
			require.Contains(t, strings.Join(o.Said, "\n"), "Forbidden Caller is not authorized to perform action on resource.")
			require.Contains(t, strings.Join(o.Said, "\n"), "Give the account the rights that the message names.")
		})
		t.Run("a secret that is missing stops the run before a write", func(t *testing.T) {
			x := fresh(t)
			x.store.AddFault(rehearsal.Fault{Path: "/secrets/vpn-dc2", Answer: rehearsal.Refusal{Status: http.StatusNotFound, Code: "SecretNotFound",
				Message: "A secret with (name/id) vpn-dc2 was not found in this key vault."}})
			o := watched(x, "", nil)
			require.Empty(t, o.writes())
			require.Contains(t, strings.Join(o.Said, "\n"), "/secrets/vpn-dc2: SecretNotFound")
		})
		t.Run("a refusal that repeats a key", func(t *testing.T) {
			x := fresh(t)
			x.store.AddFault(rehearsal.Fault{Method: http.MethodPut, Path: "*/connections/con-hub-to-dc2",
				Answer: rehearsal.Refusal{Status: 400, Code: "InvalidRequestFormat", Message: "Cannot parse: " + aKey("vpn-dc2") + `, or {"sharedKey":"k\"ey\\of-vpn-dc2"}`}})
			o := watched(x, "", nil)
			require.Contains(t, strings.Join(o.Said, "\n"), "InvalidRequestFormat Cannot parse: ***, or")
		})
		t.Run("a connection that breaks while a key is written", func(t *testing.T) {
			x := fresh(t)
			left := 2
			o := watched(x, "", func(q *http.Request) {
				if q.Method == http.MethodPut && strings.Contains(q.URL.Path, "/connections/") && left > 0 {
					left--
					panic(http.ErrAbortHandler)
				}
			})
			require.NotContains(t, strings.Join(o.Said, "\n"), "ended: ")
			require.Zero(t, left)
			require.Empty(t, x.run(job{}).writes())
		})
		t.Run("a cmdlet that fails while a key is written", func(t *testing.T) {
			x := fresh(t)
			broken := `& (Get-Module Vnetloom.Deploy) { function script:Invoke-AzRestMethod { [CmdletBinding()] param($Method, $Path, $Uri, $ResourceId, $Payload, $WhatIf, $Confirm)
				if ($Method -eq 'PUT' -and $Path -like '*/connections/*') { 
					$PSCmdlet.ThrowTerminatingError([System.Management.Automation.ErrorRecord]::new([System.ArgumentException]::new('no such thing'), 'x', 'NotSpecified', $Payload))
				}
				 Az.Accounts\Invoke-AzRestMethod @PSBoundParameters } }
			`
			command := broken + fmt.Sprintf(everyStream, filepath.Join(t.TempDir(), "transcript"), x.folder, "") + "\n& (Get-Module Vnetloom.Deploy) { Remove-Item -Path Function:Invoke-AzRestMethod }"
			o := r.run(x.store, job{Command: command})
			shown := strings.Join(o.Said, "\n") + o.Error
			require.Contains(t, shown, "no such thing")
			require.NotContains(t, shown, `ey\of-`)
			require.NotContains(t, shown, `ey\\of-`)
		})
	})
}
