// Package removal prints what deletes resources one after the other, and what brings peerings up to an address space: a script for the
// engine of the PowerShell target, and the same as commands of the Azure CLI.
//
// It prints the ids that it is given, in their order, and decides nothing. An id whose subscription is Own is in the subscription that the
// script is run for.
package removal

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/pwsh"
)

// A Removal is what is printed.
type Removal struct {
	Intent      string   // by whose name the files are known
	Title       string   // what it does, without a full stop
	Own         string   // the UUID that stands for the subscription of the run
	Module      string   // path of the engine from the folder of the scripts
	Synchronize []string // ids of halves of peerings, before anything is deleted
	Delete      []string // ids, in order
}

// The files of a removal.
const (
	Script   = "Remove-Resources.ps1"
	Commands = "remove-resources.sh"
)

// Names of the files where nothing is deleted.
const (
	SyncScript   = "Sync-Peerings.ps1"
	SyncCommands = "sync-peerings.sh"
)

// Files are the names of the two files of a removal: the script and the commands.
func (r *Removal) Files() (script, commands string) {
	if len(r.Delete) == 0 {
		return SyncScript, SyncCommands
	}
	return Script, Commands
}

// Print prints both files. An error is an id that a language cannot hold.
func (r *Removal) Print() (*generators.FileSet, error) {
	script, err := r.script()
	if err != nil {
		return nil, err
	}
	commands, err := r.commands()
	if err != nil {
		return nil, err
	}
	files := &generators.FileSet{}
	scriptName, commandsName := r.Files()
	if err := files.Add(scriptName, pwsh.WithMark([]byte(script))); err != nil {
		return nil, err
	}
	return files, files.Add(commandsName, []byte(commands))
}

func (r *Removal) script() (string, error) {
	module, err := pwsh.Quote(r.Module)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, `# %s
#Requires -Version 5.1
#Requires -Modules @{ ModuleName = 'Az.Accounts'; ModuleVersion = '2.7.0' }

<#
.SYNOPSIS
%s.

.DESCRIPTION
What does not exist any more is passed over, so it may be stopped and run again. Each deletion is confirmed; -Confirm:$false confirms all,
and -WhatIf shows them. Sign in first: Connect-AzAccount.
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'High')]
[OutputType('Vnetloom.Change')]
param([string]$SubscriptionId)

$ErrorActionPreference = 'Stop'
Import-Module -Name (Join-Path -Path $PSScriptRoot -ChildPath %s)
if (-not $SubscriptionId) { $SubscriptionId = (Get-AzContext).Subscription.Id }
[void]$PSBoundParameters.Remove('SubscriptionId')
`, pwsh.Comment(generators.Header(r.Intent)), pwsh.Comment(r.Title), module)
	for _, id := range r.Synchronize {
		text, err := r.expression(id)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "Set-VnetloomResource -Id %s -Body @{ properties = @{} } @PSBoundParameters\n", text)
	}
	if slices.ContainsFunc(r.Delete, isSubnet) {
		fmt.Fprintf(&b, removeSubnet, azure.VersionOf(azure.TypeVirtualNetwork))
	}
	for i := 0; i < len(r.Delete); {
		if isSubnet(r.Delete[i]) {
			text, err := r.expression(r.Delete[i])
			if err != nil {
				return "", err
			}
			fmt.Fprintf(&b, "Remove-Subnet @PSBoundParameters -Id %s\n", text)
			i++
			continue
		}
		b.WriteString("Remove-VnetloomResource @PSBoundParameters -Id @(\n")
		for ; i < len(r.Delete) && !isSubnet(r.Delete[i]); i++ {
			text, err := r.expression(r.Delete[i])
			if err != nil {
				return "", err
			}
			fmt.Fprintf(&b, "    %s\n", text)
		}
		b.WriteString(")\n")
	}
	return b.String(), nil
}

// isSubnet tells a subnet, which is a part of its network and no resource of the engine's.
func isSubnet(id string) bool {
	parts := strings.Split(id, "/")
	return len(parts) > 2 && strings.EqualFold(parts[len(parts)-2], "subnets")
}

const removeSubnet = `
function Remove-Subnet {
    <#
    .SYNOPSIS
    Deletes a subnet, and waits until it does not exist any more. What Azure refuses ends the script.
    #>
    [CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'High')]
    param([Parameter(Mandatory = $true)] [string]$Id)

    $path = $Id + '?api-version=%s'
    if ((Invoke-AzRestMethod -Method GET -Path $path).StatusCode -eq 404) { return }
    if (-not $PSCmdlet.ShouldProcess($Id, 'Delete')) { return }
    $answer = Invoke-AzRestMethod -Method DELETE -Path $path -Confirm:$false
    if ($answer.StatusCode -ge 300) { throw ('{0} is not deleted: {1}' -f $Id, $answer.Content) }
    for ($tries = 0; (Invoke-AzRestMethod -Method GET -Path $path).StatusCode -ne 404; $tries++) {
        if ($tries -ge 300) { throw ('{0} still exists after ten minutes.' -f $Id) }
        Start-Sleep -Seconds 2
    }
}

`

// expression is an id in PowerShell.
func (r *Removal) expression(id string) (string, error) {
	rest, own := strings.CutPrefix(id, "/subscriptions/"+r.Own+"/")
	if !own {
		return pwsh.Quote(id)
	}
	text, err := pwsh.Quote("/" + rest)
	return "('/subscriptions/' + $SubscriptionId + " + text + ")", err
}

func (r *Removal) commands() (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, `#!/bin/sh
# %s
#
# %s. The first argument is the subscription, without one that of the Azure CLI. Nothing is asked before a deletion.
set -eu
subscription="${1:-$(az account show --query id --output tsv)}"
`, pwsh.Comment(generators.Header(r.Intent)), pwsh.Comment(r.Title))
	for _, id := range r.Synchronize {
		text, err := r.word(id)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "az network vnet peering sync --ids %s --output none\n", text)
	}
	for _, id := range r.Delete {
		text, err := r.word(id)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "az resource delete --ids %s --output none\n", text)
	}
	return b.String(), nil
}

// word is an id as one word of a shell: what is the user's stands between quotation marks in which nothing has a meaning.
func (r *Removal) word(id string) (string, error) {
	for _, c := range id {
		if c == '\'' || c < ' ' || generators.Invisible(c) {
			return "", fmt.Errorf("id %q: a character that no id has", id)
		}
	}
	if rest, own := strings.CutPrefix(id, "/subscriptions/"+r.Own+"/"); own {
		return `"/subscriptions/$subscription"'/` + rest + `'`, nil
	}
	return "'" + id + "'", nil
}
