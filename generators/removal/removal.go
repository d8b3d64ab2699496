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
	if len(r.Delete) == 0 {
		return b.String(), nil
	}
	b.WriteString("Remove-VnetloomResource @PSBoundParameters -Id @(\n")
	for _, id := range r.Delete {
		text, err := r.expression(id)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "    %s\n", text)
	}
	b.WriteString(")\n")
	return b.String(), nil
}

// expression is an id in PowerShell.
func (r *Removal) expression(id string) (string, error) {
	rest, own := strings.CutPrefix(id, "/subscriptions/"+r.Own+"/")
	if !own {
		return pwsh.Quote(id)
	}
	text, err := pwsh.Quote("/" + rest)
	return "('/subscriptions/' + $SubscriptionId + " + text + ")", err
}

// NeedsSubscription tells whether the commands need the subscription of the run as their argument: some id is in it.
func (r *Removal) NeedsSubscription() bool {
	return slices.ContainsFunc(slices.Concat(r.Synchronize, r.Delete), func(id string) bool { return strings.HasPrefix(id, "/subscriptions/"+r.Own+"/") })
}

func (r *Removal) commands() (string, error) {
	var b strings.Builder
	argument, read := "", ""
	if r.NeedsSubscription() {
		argument = "\n# The argument is the id of the subscription that the network is deployed to."
		read = `subscription="${1:?give the id of the subscription that the network is deployed to}"` + "\n"
	}
	fmt.Fprintf(&b, `#!/bin/sh
# %s
#
# %s.%s
# Each command names its subscription, whichever the Azure CLI is set to. Nothing is asked before a deletion.
set -eu
%s`, pwsh.Comment(generators.Header(r.Intent)), pwsh.Comment(r.Title), argument, read)
	for _, list := range []struct {
		command string
		ids     []string
	}{{"az network vnet peering sync", r.Synchronize}, {"az resource delete", r.Delete}} {
		for _, id := range list.ids {
			subscription, word, err := r.words(id)
			if err != nil {
				return "", err
			}
			fmt.Fprintf(&b, "%s --subscription %s --ids %s --output none\n", list.command, subscription, word)
		}
	}
	return b.String(), nil
}

// words are the subscription of an id, and the id, each as one word of a shell: what is the user's stands between quotation marks in which nothing
// has a meaning.
func (r *Removal) words(id string) (subscription, word string, err error) {
	for _, c := range id {
		if c == '\'' || c < ' ' || generators.Invisible(c) {
			return "", "", fmt.Errorf("id %q: a character that no id has", id)
		}
	}
	if rest, own := strings.CutPrefix(id, "/subscriptions/"+r.Own+"/"); own {
		return `"$subscription"`, `"/subscriptions/$subscription"'/` + rest + `'`, nil
	}
	of, _, _ := strings.Cut(strings.TrimPrefix(id, "/subscriptions/"), "/")
	return "'" + of + "'", "'" + id + "'", nil
}
