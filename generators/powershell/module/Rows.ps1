using namespace System.Collections
using namespace System.Collections.Generic

# A resource: what is wanted of it, and of which row; what there is of it; and how far its write is. What is called for each resource is a method, here
# and below: a function takes six times as long.
class Resource {
    [string]$Id; [string]$Type; [IDictionary]$Body; [string]$Stage # a $null in a body is what the row leaves out
    [int]$Row; [string]$Key; [string[]]$After                      # which row, the key in its table, and those of the same row that come first
    [bool]$Found; [object]$Changes; [bool]$First; [bool]$Postpone; [string]$Query
    [object]$Send; [object]$Answer                                 # in place of the body: Method, Path, Payload; and what Azure answers
    [string]$Action; [bool]$Removed; [object[]]$Waits; [string[]]$Locks; [int]$AtOnce
    [bool]$Running; [bool]$Done; [bool]$Failed; [string]$Operation; [int]$Tries; [datetime]$Due
}

# The place of the rows of a group, and what the script blocks of Shapes.ps1 make there.
class RowGroup {
    [object]$Estate; [string]$Own # the subscription of what names none
    [string]$Stage; [string]$Location; [string]$Group
    [string]$Subscription; [string]$Prefix # its path, and what ids begin with
    [List[object]]$Made; [object]$Last; [int]$Row

    [void] Add([string]$Id, [string]$Type, [object]$Body, [object]$From, [string]$As, [object]$After) {
        if (-not [object]::ReferenceEquals($From, $this.Last)) { $this.Last = $From; $this.Row = $this.Made.Count }
        $item = [Resource]::new()
        $item.Id = $Id; $item.Type = $Type; $item.Body = $Body; $item.Stage = $this.Stage; $item.Row = $this.Row; $item.Key = $As; $item.After = $After
        $this.Made.Add($item)
    }

    # The path of a subscription by its name in the data: what is no such name is a UUID itself.
    [string] SubscriptionPath([string]$Name) {
        if (-not $Name -or $Name -eq 'default') { return '/subscriptions/' + $this.Own }
        $known = $this.Estate['subscriptions']
        if ($null -ne $known -and $known[$Name]) { return '/subscriptions/' + $known[$Name] }
        return '/subscriptions/' + $Name
    }

    # What an id begins with: of a reference that may lead to another subscription or group than the row's own.
    [string] Place([string]$OtherSubscription, [string]$OtherGroup) {
        $path, $name = $this.Subscription, $this.Group
        if ($OtherSubscription) { $path = $this.SubscriptionPath($OtherSubscription) }
        if ($OtherGroup) { $name = $OtherGroup }
        return $path + '/resourceGroups/' + $name + '/providers/'
    }

    # The rows of sets of the estate, then a row's own.
    [object] Rows([string]$Kind, [object]$Names, [object]$More) {
        $all = [List[object]]::new()
        foreach ($name in $Names) { $all.AddRange([object[]]$this.Estate[$Kind][$name]) }
        if ($null -ne $More) { $all.AddRange([object[]]$More) }
        return $all
    }

    # The tags of a row: its own, else those of all, and those of a column beside them.
    [object] Tags([object]$First, [object]$More) {
        if ($null -eq $First) { $First = $this.Estate['tags'] }
        $all = $First
        if ($null -ne $More) {
            $all = [ordered]@{}
            foreach ($tags in $First, $More) { if ($null -ne $tags) { foreach ($key in $tags.get_Keys()) { $all[$key] = $tags[$key] } } }
        }
        if ($null -ne $all -and $all.get_Count() -gt 0) { return $all } else { return $null }
    }
}

# All resources of the data, in the order of their stages.
function Expand-Estate($Estate, [string]$Own) {
    $table = $script:Table
    $list = [List[object]]::new()
    $rest = [List[string]]@($Estate['stages'].get_Keys())
    foreach ($stage in $table['stages']) {
        [void]$rest.Remove($stage['name'])
        foreach ($group in $Estate['stages'][$stage['name']]) {
            $context = [RowGroup]@{ Estate = $Estate; Own = $Own; Stage = $stage['name']; Location = $group['location']; Group = $group['resourceGroup']; Made = $list }
            $context.Subscription = $context.SubscriptionPath($group['subscription'])
            $context.Prefix = $context.Subscription + '/providers/'
            if ($context.Group) { $context.Prefix = $context.Subscription + '/resourceGroups/' + $context.Group + '/providers/' }
            foreach ($name in $group.get_Keys()) {
                if ($name -notin 'subscription', 'resourceGroup', 'location' -and $stage['tables'] -notcontains $name) { $rest.Add("$name in " + $stage['name']) }
            }
            foreach ($name in $stage['tables']) {
                if ($null -eq $group[$name]) { continue }
                & $script:Shapes[$name] $group[$name] $context
            }
        }
    }
    $Estate.Remove('stages') # the rows are most of what is in memory
    if ($rest.Count -gt 0) { throw ('The data has what this engine does not know: {0}. Take both from one version.' -f ($rest -join ', ')) }
    return , $list
}
