#Requires -Version 7.2
#Requires -Modules @{ ModuleName = 'Az.Accounts'; ModuleVersion = '2.7.0' }

<#
.SYNOPSIS
Deploys small estates into a subscription of yours, compares what Azure does with the rehearsal, and deletes them.

.DESCRIPTION
For each estate: deploy, deploy again, change it, deploy again, export, try the write rules on what is there, delete its resource group. The
group is deleted whatever happens before; -Delete alone deletes what an earlier run has left. Sign in first: Connect-AzAccount.

It needs Contributor on the subscription, or on the resource groups rg-vnetloom-trial-<estate>, made before. README.md says what it costs.

.PARAMETER SubscriptionId
The subscription. Use one that holds nothing else.
.PARAMETER Estate
Which of the estates, all where it is left out.
.PARAMETER Generated
A folder with the output of each estate, <estate>/first and <estate>/changed. Without it, vnetloom makes the output.
.PARAMETER Vnetloom
The command.
.PARAMETER Location
Where, in place of westeurope.
.PARAMETER Report
The folder of the report.
.PARAMETER Hours
After so many hours nothing more is begun but to delete.
.PARAMETER Slow
Tries the write rules on gateways, firewalls and virtual hubs too: each write takes minutes.
.PARAMETER Delete
Deletes the resource groups of the estates, and does nothing else.
.EXAMPLE
./Invoke-Trial.ps1 -SubscriptionId <uuid> -WhatIf

Says what would be done. Nothing is asked of Azure.
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'High')]
param(
    [Parameter(Mandatory = $true)] [ValidatePattern('^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$')] [string]$SubscriptionId,
    [ValidateSet('peering', 'hub-firewall', 'vpn', 'virtual-wan', 'manager')] [string[]]$Estate = @('peering', 'manager', 'virtual-wan', 'hub-firewall', 'vpn'),
    [string]$Generated,
    [string]$Vnetloom = 'vnetloom',
    [string]$Location = 'westeurope',
    [string]$Report = 'trial',
    [double]$Hours = 4,
    [switch]$Slow,
    [switch]$Delete,
    [int]$PollSeconds = 15
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$Deadline = [datetime]::UtcNow.AddHours($Hours)
$ResourcesApi = '2025-04-01'

function Invoke-Azure([string]$Method, [string]$Path, $Body) {
    # One request. Returns the status and what was answered.
    $payload = if ($null -ne $Body) { ConvertTo-Json -InputObject $Body -Depth 64 -Compress }
    $answer = if ($payload) { Invoke-AzRestMethod -Method $Method -Path $Path -Payload $payload -WhatIf:$false -Confirm:$false }
    else { Invoke-AzRestMethod -Method $Method -Path $Path -WhatIf:$false -Confirm:$false }
    $content = if ($answer.Content) { ConvertFrom-Json -InputObject $answer.Content -AsHashtable -Depth 64 }
    $code = if ($answer.StatusCode -ge 400 -and $content -and $content.Contains('error')) { [string]$content['error']['code'] } else { '' }
    return @{ Status = [int]$answer.StatusCode; Content = $content; Code = $code }
}

function Get-At($Value, [string]$Path) {
    # What stands at a path of keys, $null for nothing.
    foreach ($key in $Path.Split('.')) {
        if ($Value -isnot [System.Collections.IDictionary] -or -not $Value.Contains($key)) { return $null }
        $Value = $Value[$key]
    }
    return , $Value
}

function Get-Plain($Value) {
    # A value without what each write changes, its keys in order.
    if ($Value -is [System.Collections.IDictionary]) {
        $out = [ordered]@{}
        foreach ($key in @($Value.Keys | Sort-Object)) {
            if ($key -notin @('etag', 'provisioningState')) { $out[$key] = Get-Plain $Value[$key] }
        }
        return $out
    }
    if ($Value -is [array]) { return , @(foreach ($item in $Value) { Get-Plain $item }) }
    return $Value
}

function Get-Text($Value) {
    # Text by which two values are the same.
    if ($null -eq $Value) { return '' }
    return ConvertTo-Json -InputObject (Get-Plain $Value) -Depth 64 -Compress
}

function Wait-Resource([string]$Path) {
    # The resource once no write of it is under way.
    while ($true) {
        $answer = Invoke-Azure 'GET' $Path
        $state = [string](Get-At $answer.Content 'properties.provisioningState')
        if ($answer.Status -ge 400 -or $state -notin @('Updating', 'Creating', 'Accepted', 'Deleting')) { return $answer }
        if ([datetime]::UtcNow -gt $Deadline.AddHours(1)) { throw ('{0} is {1}: the time is over.' -f $Path, $state) }
        Start-Sleep -Seconds $PollSeconds
    }
}

function Test-Rule($Rule, [string]$Id) {
    # Writes a resource without what stands at the path of the rule, sees what becomes of it, and writes it back.
    $path = '{0}?api-version={1}' -f $Id, $Rule['api']
    $before = (Wait-Resource $path).Content
    $had = Get-At $before $Rule['path']
    if ($null -eq $had -or (Get-Text $had) -in @('[]', '{}', '""')) { return $null } # of nothing one cannot see what becomes
    $body = ConvertFrom-Json -InputObject (ConvertTo-Json -InputObject $before -Depth 64) -AsHashtable -Depth 64
    $body.Remove('etag')
    $keys = $Rule['path'].Split('.')
    $parent = if ($keys.Count -eq 1) { $body } else { Get-At $body ($keys[0..($keys.Count - 2)] -join '.') }
    $parent.Remove($keys[-1])
    $answer = Invoke-Azure 'PUT' $path $body
    $found = @{ rule = $Rule; id = $Id; code = $answer.Code; observed = 'refused'; detail = '' }
    if ($answer.Status -lt 400) {
        $after = Get-At (Wait-Resource $path).Content $Rule['path']
        $found['observed'] = if ($null -eq $after) { 'deleted' } elseif ((Get-Text $after) -eq (Get-Text $had)) { 'kept' } else { 'reset' }
        if ($found['observed'] -eq 'reset') { $found['detail'] = Get-Text $after }
        $before.Remove('etag')
        $back = Invoke-Azure 'PUT' $path $before
        if ($back.Status -ge 400) { Write-Warning ('{0} was not written back: {1}' -f $Id, $back.Code) }
        $null = Wait-Resource $path
    }
    return $found
}

function Get-Verdict($Found) {
    # Whether what was seen is as the rule says. What is kept may be what it is reset to.
    if ($Found['observed'] -in $Found['rule']['as']) { return 'as the rule' }
    if ($Found['observed'] -in $Found['rule']['open']) { return 'open: kept, or this is the default' }
    return '**differs**'
}

function Get-Output([string]$Name, [string]$Version) {
    # The folder with the PowerShell output of an estate.
    if ($Generated) { return Join-Path -Path $Generated -ChildPath $Name -AdditionalChildPath $Version, 'powershell' }
    $file = if ($Version -eq 'first') { "$Name.yaml" } else { "$Name.$Version.yaml" }
    $text = Get-Content -Raw -LiteralPath (Join-Path -Path $PSScriptRoot -ChildPath 'estates' -AdditionalChildPath $file)
    $folder = Join-Path -Path $Report -ChildPath 'output' -AdditionalChildPath $Name, $Version
    $null = New-Item -ItemType Directory -Force -Path $folder
    $intent = Join-Path -Path $folder -ChildPath 'intent.yaml'
    Set-Content -LiteralPath $intent -Value $text.Replace('location: westeurope', "location: $Location")
    & $Vnetloom generate $intent --target powershell --out $folder | Out-Host
    if ($LASTEXITCODE -ne 0) { throw ('{0} generate ended with {1}.' -f $Vnetloom, $LASTEXITCODE) }
    return Join-Path -Path $folder -ChildPath 'powershell'
}

function Invoke-Run([string]$What, [string]$Folder, [hashtable]$Secret, [switch]$Dry) {
    # One deployment: what it has changed, and how long it took.
    Write-Host ('  {0} ...' -f $What)
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    $run = [ordered]@{ what = $What; seconds = 0; changes = @(); error = '' }
    try {
        $changes = @(Invoke-VnetloomDeployment -Path (Join-Path -Path $Folder -ChildPath 'main') -SubscriptionId $SubscriptionId -Secret $Secret -WhatIf:$Dry -Confirm:$false |
                Where-Object { $_.Action -ne 'Other' })
        $run['changes'] = @($changes | ForEach-Object { [ordered]@{ action = $_.Action; type = $_.Type; name = $_.Name; id = $_.Id; changes = @($_.Changes | Where-Object { $_ }) } })
    }
    catch { $run['error'] = "$_" }
    $run['seconds'] = [int]$clock.Elapsed.TotalSeconds
    return $run
}

function Get-Expected([string]$Name) {
    # What the rehearsal says that each deployment changes: lines of action, type and name.
    $all = Get-Content -Raw -LiteralPath (Join-Path -Path $PSScriptRoot -ChildPath 'expected.json') | ConvertFrom-Json -AsHashtable
    if ($all.Contains($Name)) { return $all[$Name] }
    return @{}
}

function Compare-Run($Run, [string[]]$Expected) {
    # What Azure changed and the rehearsal did not, and the other way.
    $have = @($Run['changes'] | ForEach-Object { '{0} {1} {2}' -f $_['action'], $_['type'], $_['name'] })
    return [ordered]@{
        onlyAzure     = @($have | Where-Object { $_ -notin $Expected })
        onlyRehearsal = @($Expected | Where-Object { $_ -notin $have })
    }
}

function Remove-Estate([string]$Name) {
    # Deletes the resource group of an estate; a network manager first, with what it has in force.
    $group = '/subscriptions/{0}/resourcegroups/rg-vnetloom-trial-{1}' -f $SubscriptionId, $Name
    if ((Invoke-Azure 'GET' ('{0}?api-version={1}' -f $group, $ResourcesApi)).Status -eq 404) { return }
    if ($Name -eq 'manager') {
        $manager = '{0}/providers/Microsoft.Network/networkManagers/vnm-avnm?api-version=2025-05-01' -f $group
        $null = Invoke-Azure 'DELETE' "$manager&force=true"
        while ((Invoke-Azure 'GET' $manager).Status -lt 400 -and [datetime]::UtcNow -lt $Deadline.AddHours(1)) { Start-Sleep -Seconds $PollSeconds }
    }
    $answer = Invoke-Azure 'DELETE' ('{0}?api-version={1}' -f $group, $ResourcesApi)
    if ($answer.Status -ge 400 -and $answer.Status -ne 404) { throw ('{0} is not deleted: {1}. Delete it by hand: it costs money.' -f $group, $answer.Code) }
    while ((Invoke-Azure 'GET' ('{0}?api-version={1}' -f $group, $ResourcesApi)).Status -lt 400) {
        if ([datetime]::UtcNow -gt $Deadline.AddHours(2)) { throw ('{0} is still there. Delete it by hand: it costs money.' -f $group) }
        Start-Sleep -Seconds $PollSeconds
    }
    Write-Host ('  deleted {0}' -f $group)
}

function Invoke-Estate([string]$Name, $Rules) {
    # All that is done with one estate, but for the deletion.
    $out = [ordered]@{ estate = $Name; runs = @(); compared = @(); exported = 0; rules = @() }
    $first, $changed = (Get-Output $Name 'first'), (Get-Output $Name 'changed')
    Import-Module -Name (Join-Path -Path $first -ChildPath 'Vnetloom.Deploy') -Force
    $key = [guid]::NewGuid().ToString('N')
    $secret = @{}
    $estate = Get-Content -Raw -LiteralPath (Join-Path -Path $first -ChildPath 'main' -AdditionalChildPath 'estate.json') | ConvertFrom-Json -AsHashtable -Depth 64
    foreach ($one in @(if ($estate.Contains('secrets')) { $estate['secrets'].Keys })) {
        $secret[$one] = ConvertTo-SecureString -String $key -AsPlainText -Force
    }
    $expected = Get-Expected $Name
    foreach ($step in @(@('first', $first, $false), @('again', $first, $false), @('changed', $changed, $false), @('changed, again', $changed, $true))) {
        if ([datetime]::UtcNow -gt $Deadline) { $out['runs'] += [ordered]@{ what = $step[0]; seconds = 0; changes = @(); error = 'the time is over' }; break }
        $run = Invoke-Run -What $step[0] -Folder $step[1] -Secret $secret -Dry:$step[2]
        $out['runs'] += $run
        $difference = Compare-Run $run @($expected[$step[0]])
        $out['compared'] += [ordered]@{ what = $step[0]; difference = $difference; same = -not $run['error'] -and $difference['onlyAzure'].Count + $difference['onlyRehearsal'].Count -eq 0 }
        if ($run['error']) { break }
    }
    $ids = @($out['runs'] | ForEach-Object { $_['changes'] } | ForEach-Object { $_['id'] } | Where-Object { $_ } | Sort-Object -Unique)
    $bodies = @(foreach ($id in $ids) { @{ id = $id; body = Get-VnetloomResource -Id $id } })
    $out['exported'] = @($bodies | Where-Object { $_.body }).Count
    ConvertTo-Json -InputObject $bodies -Depth 64 | Set-Content -LiteralPath (Join-Path -Path $Report -ChildPath "$Name.export.json")
    foreach ($rule in $Rules) {
        if ($rule['slow'] -and -not $Slow) { continue }
        foreach ($one in @($bodies | Where-Object { $_.body -and $_.body['type'] -eq $rule['type'] } | Select-Object -First 1)) {
            if ([datetime]::UtcNow -gt $Deadline) { break }
            $found = Test-Rule $rule $one.id
            if ($found) { $out['rules'] += $found }
        }
    }
    return $out
}

$rules = @(Get-Content -Raw -LiteralPath (Join-Path -Path $PSScriptRoot -ChildPath 'rules.json') | ConvertFrom-Json -AsHashtable)
$results = @()
foreach ($name in $Estate) {
    $group = "rg-vnetloom-trial-$name"
    if ($Delete) {
        if ($PSCmdlet.ShouldProcess($group, 'Delete the resource group')) { Remove-Estate $name }
        continue
    }
    if (-not $PSCmdlet.ShouldProcess("$group in $SubscriptionId", 'Deploy an estate, deploy it again, change it, try the write rules, and delete the resource group')) { continue }
    $null = New-Item -ItemType Directory -Force -Path $Report
    Write-Host $name
    try { $results += Invoke-Estate $name $rules }
    catch {
        Write-Warning ('{0}: {1}' -f $name, $_)
        $results += [ordered]@{ estate = $name; runs = @(); compared = @(); exported = 0; rules = @(); error = "$_" }
    }
    finally { Remove-Estate $name }
}
if ($results.Count -eq 0) { return }

ConvertTo-Json -InputObject @($results) -Depth 64 | Set-Content -LiteralPath (Join-Path -Path $Report -ChildPath 'report.json')
$lines = @('| sure | type | path | the rule | Azure | |', '|---|---|---|---|---|---|')
$lines += foreach ($found in @($results | ForEach-Object { $_['rules'] } | Sort-Object { $_['rule']['order'] })) {
    $rule = $found['rule']
    $seen = if ($found['code']) { '{0} `{1}`' -f $found['observed'], $found['code'] } else { $found['observed'] }
    '| {0} | {1} | `{2}` | left out: {3} | {4} | {5} |' -f $rule['sure'], $rule['type'], $rule['path'], $rule['effect'], $seen, (Get-Verdict $found)
}
Set-Content -LiteralPath (Join-Path -Path $Report -ChildPath 'rules.md') -Value $lines
foreach ($result in $results) {
    [pscustomobject]@{
        Estate        = $result['estate']
        Deployments   = @($result['runs']).Count
        Failed        = @($result['runs'] | Where-Object { $_['error'] }).Count
        AsRehearsed   = @($result['compared'] | Where-Object { $_['same'] }).Count
        Exported      = $result['exported']
        Rules         = @($result['rules']).Count
        RulesDiffer   = @($result['rules'] | Where-Object { (Get-Verdict $_) -eq '**differs**' }).Count
    }
}
