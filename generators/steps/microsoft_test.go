package steps

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/internal/microsofttest"
)

// roleCmdlets stand for the cmdlets of Az that a step of kind grant calls, over what there is in two lists.
const roleCmdlets = `
$roles = @{}; $given = [System.Collections.ArrayList]@()
function Get-AzContext { [pscustomobject]@{ Tenant = @{ Id = 'c0000000-0000-0000-0000-000000000001' } } }
function Set-AzContext { }
function Get-AzRoleDefinition { param($Name) if ($roles[$Name]) { $roles[$Name] } }
function New-AzRoleDefinition { param($InputFile) $d = Get-Content -Raw -LiteralPath $InputFile | ConvertFrom-Json; $roles[$d.Name] = $d; $d }
function Get-AzRoleAssignment { param($ObjectId, $RoleDefinitionName, $Scope) @($given) -eq "$RoleDefinitionName on $Scope" }
function New-AzRoleAssignment { param($ObjectId, $RoleDefinitionName, $Scope) $null = $given.Add("$RoleDefinitionName on $Scope") }
`

// A step of kind grant gives Network Contributor, or on request a role of its own on the network, which it makes once; a dry run does nothing.
func TestMicrosoftPowerShellGivesTheRoleThatIsAskedFor(t *testing.T) {
	p := &plan.Plan{Name: "x", Roots: []plan.Root{{Name: "main"}}, Steps: []plan.Step{{Name: "hub", Title: "T", Why: "W.", Changes: "C.",
		Action: plan.Grant{Network: id("virtualNetworks", "vnet-hub"), Gateway: id("virtualNetworkGateways", "vgw-hub")}}}}
	files, err := New().Generate(p)
	require.NoError(t, err)
	var script string
	for _, f := range files.Files() {
		if strings.HasSuffix(f.Path, ".ps1") {
			script = string(f.Content)
		}
	}
	lines := strings.Split(script, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, "#Requires") {
			lines[i] = ""
		}
	}
	call := func(arguments string) string {
		return "& $step -PrincipalId 11111111-1111-1111-1111-111111111111 " + arguments + " | ForEach-Object { '{0} {1}' -f $_.Action, $_.Kind }\n'given: ' + ($given -join '; ')\n"
	}
	file := filepath.Join(t.TempDir(), "grant.ps1")
	text := roleCmdlets + "$step = {\n" + strings.Join(lines, "\n") + "\n}\n" +
		call("-CustomRole -WhatIf 6>$null") + call("-CustomRole") + call("-CustomRole") + call("") + "$roles.Values.Actions -join ' '\n$roles.Values.AssignableScopes\n"
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	r := microsofttest.PowerShell(t, file)
	require.Empty(t, r.Err)
	const network, gateway = "/subscriptions/" + subscription + "/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet-hub",
		"/subscriptions/" + subscription + "/resourceGroups/rg/providers/Microsoft.Network/virtualNetworkGateways/vgw-hub"
	own, whole := "Peering with vnet-hub in rg on "+network, "Network Contributor on "
	var said []string
	for line := range strings.Lines(r.Out) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "What if:") {
			said = append(said, line)
		}
	}
	require.Equal(t, []string{
		"WhatIf Role", "WhatIf Role assignment", "WhatIf Role assignment", "given:",
		"Created Role", "Created Role assignment", "Created Role assignment", "given: " + own + "; " + whole + gateway,
		"Unchanged Role", "Unchanged Role assignment", "Unchanged Role assignment", "given: " + own + "; " + whole + gateway,
		"Created Role assignment", "Unchanged Role assignment", "given: " + own + "; " + whole + gateway + "; " + whole + network,
		"Microsoft.Network/virtualNetworks/peer/action Microsoft.Network/virtualNetworks/read",
		"/subscriptions/" + subscription + "/resourceGroups/rg",
	}, said)
}
