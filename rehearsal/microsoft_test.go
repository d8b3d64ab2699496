package rehearsal_test

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/internal/microsofttest"
	"github.com/vnetloom/vnetloom/rehearsal"
)

// accounts is what a script under test imports in place of Az.Accounts.
const accounts = `
param([string]$Module, [string]$Address)
$ErrorActionPreference = 'Stop'
$env:VNETLOOM_REHEARSAL = $Address
$env:VNETLOOM_REHEARSAL_SUBSCRIPTION = '11111111-1111-1111-1111-111111111111'
$env:VNETLOOM_REHEARSAL_TENANT = 'home'
Import-Module -Name $Module
$at = '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-hub'
$network = "$at/providers/Microsoft.Network/virtualNetworks/vnet-a?api-version=2025-05-01"
$body = @{ location = 'westeurope'; properties = @{ addressSpace = @{ addressPrefixes = @('10.0.0.0/16') } } } | ConvertTo-Json -Depth 9
function Say([string]$what, $value) { '{0}: {1}' -f $what, $value }

$WhatIfPreference = $true
Say 'read in a dry run' (Invoke-AzRestMethod -Path $network).StatusCode
try { $null = Invoke-AzRestMethod -Path $network -Method PUT -Payload $body; Say 'written in a dry run' 'yes' }
catch { Say 'written in a dry run' $_.Exception.GetType().Name }
$made = Invoke-AzRestMethod -Path $network -Method PUT -Payload $body -WhatIf:$false -Confirm:$false
$WhatIfPreference = $false
Say 'made' ('{0} {1} {2}' -f $made.StatusCode, $made.Method, ($made.Content | ConvertFrom-Json).name)
$poll = @($made.Headers.GetValues('Azure-AsyncOperation'))[0]
Say 'waits' @($made.Headers.GetValues('Retry-After'))[0]
Say 'polled' ((Invoke-AzRestMethod -Uri $poll).Content | ConvertFrom-Json).status
Say 'refused' ((Invoke-AzRestMethod -Path "$at/providers/Microsoft.Network/virtualNetworks/none?api-version=2025-05-01").Content | ConvertFrom-Json).error.code
Say 'by parameters' (Invoke-AzRestMethod -ResourceGroupName rg-hub -ResourceProviderName Microsoft.Network -ResourceType virtualNetworks -Name vnet-a -ApiVersion 2025-05-01).StatusCode
Say 'secret' ((Invoke-AzRestMethod -Uri 'https://kv.vault.azure.net/secrets/key?api-version=7.4' -ResourceId 'https://vault.azure.net').Content | ConvertFrom-Json).value
Say 'context' (Get-AzContext).Subscription.Id
$null = Set-AzContext -Subscription '22222222-2222-2222-2222-222222222222' -Tenant 'abroad'
Say 'another' ('{0} {1}' -f (Get-AzContext).Subscription.Id, (Get-AzContext).Tenant.Id)
Say 'token' (Get-AzAccessToken -TenantId 'other').Token.GetType().Name
`

func TestMicrosoftPowerShellReachesTheStoreByTheCmdletsOfAzAccounts(t *testing.T) {
	s := rehearsal.New(rehearsal.Options{RetryAfter: 3})
	require.NoError(t, s.Put(group, obj{"location": "westeurope"}))
	s.SetVaultSecret("kv", "key", "s3cret")
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	module, err := filepath.Abs("testdata/modules/Az.Accounts/Az.Accounts.psd1")
	require.NoError(t, err)
	script := filepath.Join(t.TempDir(), "accounts.ps1")
	require.NoError(t, os.WriteFile(script, []byte(accounts), 0o600))
	run := microsofttest.PowerShell(t, script, "-Module", module, "-Address", server.URL)
	require.Zero(t, run.Code, run.Err)
	var said []string
	for line := range strings.Lines(run.Out) {
		if !strings.HasPrefix(line, "What if: ") {
			said = append(said, strings.TrimRight(line, "\r\n"))
		}
	}
	require.Equal(t, []string{
		"read in a dry run: 404",
		"written in a dry run: NullReferenceException",
		"made: 201 PUT vnet-a",
		"waits: 3",
		"polled: Succeeded",
		"refused: ResourceNotFound",
		"by parameters: 200",
		"secret: s3cret",
		"context: 11111111-1111-1111-1111-111111111111",
		"another: 22222222-2222-2222-2222-222222222222 abroad",
		"token: SecureString",
	}, said)
}
