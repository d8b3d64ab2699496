# Vnetloom.Deploy brings Azure to the rows of an estate, by Az.Accounts alone.
#
# It knows no resource type: types.json, which is Azure's table of types and the shapes of the rows, says how a row becomes a body, which list
# holds a resource, what is compared, what is kept, what waits for what. It reads by list, compares what is wanted within what is there,
# reads each resource again before it writes it, starts the writes of a stage together, and waits for them. A secret is in memory only:
# no stream, no message and no error has one. Shapes are made code, a cell of a row never is.

Set-StrictMode -Version 1.0

$script:Table = $null       # types.json, once it is read
$script:Blocks = @{}        # the code of tables of rows, made of their shapes
$script:Requests = 0        # sent since the last start
$script:PollSeconds = 10    # between two looks at what Azure works on, where it names no time
$script:RetrySeconds = 15   # before the first of several tries
$script:MostTries = 8
$script:Postpone = $false   # leaves out what leads traffic to a next hop that is not up yet
$script:Values = @{}        # resources that are read for a value in others, by id
$script:JsonOptions = @{}
if ($PSVersionTable.PSVersion -ge [version]'7.5') { $script:JsonOptions['DateKind'] = 'String' } # a tag that looks like a date stays text

# ---- Data ----

# JSON as dictionaries and arrays, whatever its size: ConvertFrom-Json of Windows PowerShell stops at 2 MB, and knows no -AsHashtable.
function ConvertFrom-JsonText([string]$Text) {
    if ($PSVersionTable.PSVersion.Major -ge 6) { return ConvertFrom-Json -InputObject $Text -AsHashtable -Depth 100 -NoEnumerate @script:JsonOptions }
    Add-Type -AssemblyName System.Web.Extensions
    $reader = New-Object -TypeName System.Web.Script.Serialization.JavaScriptSerializer
    $reader.MaxJsonLength = [int]::MaxValue
    $reader.RecursionLimit = 100
    return , $reader.DeserializeObject($Text)
}

# The table of types. The rules of a type become a tree along the paths of its body.
function Get-TypeTable {
    if ($null -ne $script:Table) { return $script:Table }
    $table = ConvertFrom-JsonText ([System.IO.File]::ReadAllText((Join-Path -Path $PSScriptRoot -ChildPath 'types.json')))
    foreach ($type in $table['types'].Values) {
        $rules = @{}
        foreach ($effect in $type.Keys) {
            if ($type[$effect] -isnot [System.Collections.IDictionary]) { continue }
            foreach ($path in $type[$effect].Keys) {
                $rule = $rules
                foreach ($step in $path.Replace('[]', '.[]').Split([char[]]'.', [System.StringSplitOptions]::RemoveEmptyEntries)) {
                    if ($null -eq $rule[$step]) { $rule[$step] = @{} }
                    $rule = $rule[$step]
                }
                $rule['!' + $effect] = $type[$effect][$path]
            }
        }
        $type['rules'] = $rules
    }
    $script:Table = $table
    return $table
}

# ---- Rows to resources ----
# The shapes of a table become one script block, which makes all resources of a row. A scope is the variable of the row in which a node
# looks for cells, with the column that the row stands in, and the scope around it. $c is the context: the place of the rows, and the data.

function Get-Literal($Value) {
    if ($null -eq $Value) { return '$null' }
    if ($Value -is [bool]) { return '$' + $Value.ToString().ToLowerInvariant() }
    if ($Value -is [string]) { return "'" + [System.Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent($Value) + "'" }
    if ($Value -is [System.Collections.IDictionary]) {
        return '([ordered]@{' + (@(foreach ($key in $Value.Keys) { (Get-Literal $key) + '=' + (Get-Literal $Value[$key]) }) -join ';') + '})'
    }
    if ($Value -is [System.Collections.IList]) { return '@(' + (@(foreach ($item in $Value) { Get-Literal $item }) -join ',') + ')' }
    return [string]$Value
}

function Get-Cell($Scope, [string]$Column) { return $Scope.Var + '[' + (Get-Literal $Column) + ']' }

function Get-PatternCode([string]$Pattern, $Scope) {
    $code = foreach ($part in [regex]::Matches($Pattern, '\{(\^?)(\w+)(\|letters)?\}|[^{}]+')) {
        $column = $part.Groups[2].Value
        if ($column -eq '') { Get-Literal $part.Value; continue }
        $row = $Scope
        if ($part.Groups[1].Value) { $row = $Scope.Outer }
        $cell = '$it'
        if ($column -ne 'it') { $cell = Get-Cell $row $column }
        if ($part.Groups[3].Success) { $cell = "([string]$cell).Replace('/','_').Replace(':','.')" }
        $cell
    }
    return "(''+" + ($code -join '+') + ')'
}

function Get-ConditionCode($Condition, $Scope) {
    $code = foreach ($column in $Condition['any']) {
        $row = $Scope
        if ($column.StartsWith('^')) { $row = $Scope.Outer }
        $cell = Get-Cell $row $column.TrimStart('^')
        if ($Condition['is']) { "($cell -is [string] -and $cell -ceq " + (Get-Literal $Condition['is']) + ')' }
        else { "(`$null -ne $cell -and ($cell -isnot [bool] -or $cell))" }
    }
    $code = '(' + ($code -join ' -or ') + ')'
    if ($Condition['not']) { return "(-not $code)" }
    return $code
}

function Add-Code($Writer, [string]$Line) { [void]$Writer.Text.AppendLine($Line) }

function New-Variable($Writer, [string]$Value) {
    $name = '$v' + $Writer.Next++
    Add-Code $Writer "$name = $Value"
    return $name
}

function Add-NameCode($Writer, $Name, $Scope) {
    $pattern = Get-PatternCode $Name['pattern'] $Scope
    if (-not $Name['override']) { return $pattern }
    $out = New-Variable $Writer (Get-Cell $Scope $Name['override'])
    Add-Code $Writer "if (-not $out) { $out = $pattern }"
    return $out
}

# The code of an id: what it begins with, then the last segments of the type, each with its name.
function Get-IdCode([string]$Start, [string]$Type, [string[]]$Name) {
    $segments = $Type.Split('/')
    $at = $segments.Count - $Name.Count
    return $Start + (@(foreach ($one in $Name) { "+'/" + $segments[$at++] + "/'+" + $one }) -join '')
}

function Add-ReferenceCode($Writer, $Node, $Scope) {
    $column = $Node['reference']
    $cell = Get-Cell $Scope $column
    $out = New-Variable $Writer '$null'
    if ($Node['optional']) { Add-Code $Writer "if (`$null -ne $cell) {" }
    $place = '$c.Prefix'
    if ($Node['elsewhere']) {
        $place = New-Variable $Writer ('Get-Place $c ' + (Get-Cell $Scope ($column + 'Subscription')) + ' ' + (Get-Cell $Scope ($column + 'ResourceGroup')))
    }
    if ($Node['name']) { $name = Add-NameCode $Writer @{ pattern = $Node['name']; override = $column + 'AzureName' } $Scope }
    elseif ($column -eq 'it') { $name = '$it' } else { $name = $cell }
    $names = @($name) + @(foreach ($child in $Node['child']) { Add-NameCode $Writer $child $Scope })
    Add-Code $Writer ("$out = " + (Get-IdCode ($place + '+' + (Get-Literal $Node['type'].Split('/')[0])) $Node['type'] $names))
    if ($Node['optional']) { Add-Code $Writer '}' }
    return $out
}

# The id of a resource that the row makes: below that of its parent, where it has one.
function Add-IdentityCode($Writer, $Resource, $Scope) {
    $name = Add-NameCode $Writer $Resource['name'] $Scope
    $type = $Resource['type']
    if ($type -eq 'Microsoft.Resources/resourceGroups') { return New-Variable $Writer "`$c.Subscription+'/resourceGroups/'+$name" }
    $start = '$c.Prefix+' + (Get-Literal $type.Split('/')[0])
    if ($Resource['parent']) { $start = Add-ReferenceCode $Writer $Resource['parent'] $Scope }
    elseif ($Resource['in']) { $start = Add-OwnCode $Writer @{ own = $Resource['in'] } $Scope }
    return New-Variable $Writer (Get-IdCode $start $type $name)
}

function Add-OwnCode($Writer, $Node, $Scope) {
    foreach ($resource in $Writer.Resources) { if ($resource['key'] -eq $Node['own']) { break } }
    $at = $Scope
    while ($at.Rows -ne [string]$resource['each']) { $at = $at.Outer }
    $id = Add-IdentityCode $Writer $resource $at
    if (-not $Node['child']) { return $id }
    return New-Variable $Writer (Get-IdCode $id $Node['type'] @(foreach ($child in $Node['child']) { Add-NameCode $Writer $child $Scope }))
}

# A list with an item for each of others: those of a column, or of sets of the estate and of a column.
function Add-LoopCode($Writer, [string]$List, $Item, $Scope, [string]$Variable) {
    $out = New-Variable $Writer '$null'
    Add-Code $Writer "if (`$null -ne $List) { $out = [System.Collections.Generic.List[object]]::new(); foreach ($Variable in $List) {"
    $value = Add-NodeCode $Writer $Item $Scope
    Add-Code $Writer "if (`$null -ne $value) { $out.Add($value) } } }"
    return $out
}

# The statements that make what a node makes, and then the variable or expression that is it: $null for nothing.
function Add-NodeCode($Writer, $Node, $Scope) {
    foreach ($kind in $Node.Keys) { break } # the first key
    $given = $Node[$kind]
    switch ($kind) {
        'const' { return Get-Literal $given }
        'text' { return Add-NameCode $Writer $given $Scope }
        'reference' { return Add-ReferenceCode $Writer $Node $Scope }
        'own' { return Add-OwnCode $Writer $Node $Scope }
        'it' { return '$it' }
        'tags' { return '(Join-Tag $c ' + (Get-Cell $Scope 'tags') + ' ' + (Get-Cell $Scope ([string]$Node['and'])) + ')' }
        'subscriptionId' { if ($given) { return "(Get-SubscriptionPath `$c $(Get-Cell $Scope $given))" } else { return '(Get-SubscriptionPath $c $it)' } }
        'each' { return Add-LoopCode $Writer (Add-NodeCode $Writer $given $Scope) $Node['item'] $Scope '$it' }
        'column' {
            if (-not $Node.Contains('default')) { return Get-Cell $Scope $given }
            $out = New-Variable $Writer (Get-Cell $Scope $given)
            $condition = "`$null -eq $out"
            if ($Node['defaultIf']) { $condition += ' -and ' + (Get-ConditionCode @{ any = @($Node['defaultIf']) } $Scope) }
            Add-Code $Writer "if ($condition) { $out = $(Get-Literal $Node['default']) }"
        }
        'flag' {
            $out = New-Variable $Writer (Get-Cell $Scope $given)
            Add-Code $Writer "if (`$null -eq $out) { $out = $(Get-Literal ([bool]$Node['default'])) }"
            if ($Node.Contains('yes')) { Add-Code $Writer "if ($out) { $out = $(Get-Literal $Node['yes']) } else { $out = $(Get-Literal $Node['no']) }" }
        }
        'fields' {
            $out = New-Variable $Writer '[ordered]@{}'
            foreach ($key in $given.Keys) {
                $value = Add-NodeCode $Writer $given[$key] $Scope
                Add-Code $Writer "$out['$key'] = $value"
            }
        }
        { $_ -in 'items', 'concat' } {
            $out = New-Variable $Writer '[System.Collections.Generic.List[object]]::new()'
            $method = @{ items = 'Add('; concat = 'AddRange([object[]]' }[$kind]
            foreach ($one in $given) {
                $value = Add-NodeCode $Writer $one $Scope
                Add-Code $Writer "if (`$null -ne $value) { $out.$method$value) }"
            }
        }
        'first' {
            $out = New-Variable $Writer '$null'
            foreach ($one in $given) {
                Add-Code $Writer "if (`$null -eq $out) {"
                Add-Code $Writer "$out = $(Add-NodeCode $Writer $one $Scope) }"
            }
        }
        'when' {
            $out = New-Variable $Writer '$null'
            Add-Code $Writer "if ($(Get-ConditionCode $given $Scope)) {"
            Add-Code $Writer "$out = $(Add-NodeCode $Writer $Node['then'] $Scope) }"
        }
        'rows' {
            $list = Get-Cell $Scope $given
            if ($Node['from']) { $list = New-Variable $Writer ("Join-Set `$c '" + $Node['sets'] + "' " + (Get-Cell $Scope $Node['from']) + " $list") }
            $inner = @{ Var = '$r' + $Writer.Next++; Rows = $given; Outer = $Scope }
            return Add-LoopCode $Writer $list $Node['item'] $inner $inner.Var
        }
        'location' {
            $out = New-Variable $Writer (Get-Cell $Scope 'location')
            Add-Code $Writer "if (-not $out) { $out = `$c.Location }"
        }
        'key' {
            $out = New-Variable $Writer '$null'
            $cell = Get-Cell $Scope $given
            Add-Code $Writer "if ($cell) { $out = [System.Tuple[string,string]]::new('key', $cell) }"
        }
        'read' {
            $of = Add-NodeCode $Writer $Node['of'] $Scope
            $out = New-Variable $Writer '$null'
            Add-Code $Writer "if (`$null -ne $of) { $out = [System.Tuple[string,string,string]]::new('read', $of, $(Get-PatternCode $given $Scope)) }"
        }
        default { throw 'types.json has a shape that this engine does not know: take both from one version.' }
    }
    return $out
}

# The script block that makes the resources of a row: of the row, of the context of its group, and into a list.
function Get-RowBlock([string]$Name) {
    if ($null -ne $script:Blocks[$Name]) { return $script:Blocks[$Name] }
    $writer = @{ Text = [System.Text.StringBuilder]::new(); Next = 1; Resources = (Get-TypeTable)['tables'][$Name] }
    Add-Code $writer 'param($r0, $c, $list)'
    foreach ($resource in $writer.Resources) {
        $scope = @{ Var = '$r0'; Rows = ''; Outer = $null }
        $close = ''
        if ($resource['each']) {
            $scope = @{ Var = '$r' + $writer.Next++; Rows = $resource['each']; Outer = $scope }
            Add-Code $writer "foreach ($($scope.Var) in `$r0['$($resource['each'])']) {"
            $close = '}'
        }
        if ($resource['if']) {
            Add-Code $writer "if ($(Get-ConditionCode $resource['if'] $scope)) {"
            $close += '}'
        }
        $id = Add-IdentityCode $writer $resource $scope
        $body = Add-NodeCode $writer $resource['body'] $scope
        Add-Code $writer "`$list.Add(@{Id=$id;Type='$($resource['type'])';Body=$body;Stage=`$c.Stage;Row=`$r0;Key='$($resource['key'])';After=$(Get-Literal @($resource['after']))}) $close"
    }
    $script:Blocks[$Name] = [scriptblock]::Create($writer.Text.ToString())
    return $script:Blocks[$Name]
}

# The path of a subscription by its name in the data: what is no such name is a UUID itself.
function Get-SubscriptionPath($Context, $Name) {
    if (-not $Name -or $Name -eq 'default') { return '/subscriptions/' + $Context.Own }
    $known = $Context.Estate['subscriptions']
    if ($null -ne $known -and $known[$Name]) { return '/subscriptions/' + $known[$Name] }
    return '/subscriptions/' + $Name
}

# What an id begins with: of a reference that may lead to another subscription or group than the row's own.
function Get-Place($Context, $Subscription, $Group) {
    if (-not $Group) { $Group = $Context.Group }
    if (-not $Subscription) { return $Context.Subscription + '/resourceGroups/' + $Group + '/providers/' }
    return (Get-SubscriptionPath $Context $Subscription) + '/resourceGroups/' + $Group + '/providers/'
}

# The rows of sets of the estate, then a row's own.
function Join-Set($Context, [string]$Kind, $Names, $Own) {
    $all = [System.Collections.Generic.List[object]]::new()
    foreach ($name in $Names) { $all.AddRange([object[]]$Context.Estate[$Kind][$name]) }
    if ($null -ne $Own) { $all.AddRange([object[]]$Own) }
    return , $all
}

# The tags of a row: its own, else those of all, and those of a column beside them.
function Join-Tag($Context, $Own, $More) {
    if ($null -eq $Own) { $Own = $Context.Estate['tags'] }
    if ($null -ne $More) {
        $all = [ordered]@{}
        foreach ($tags in @($Own, $More)) { if ($null -ne $tags) { foreach ($key in $tags.Keys) { $all[$key] = $tags[$key] } } }
        $Own = $all
    }
    if ($null -ne $Own -and $Own.Count -gt 0) { return $Own }
}

# All resources of the data, in the order of their stages: Id, Type, Body, Stage; the row, the key in its table, and the keys that come first. A $null in a body is what a row leaves out.
function Expand-Estate($Estate, [string]$Own) {
    $table = Get-TypeTable
    $list = [System.Collections.Generic.List[object]]::new()
    $rest = [System.Collections.Generic.List[string]]@($Estate['stages'].Keys)
    foreach ($stage in $table['stages']) {
        [void]$rest.Remove($stage['name'])
        foreach ($group in $Estate['stages'][$stage['name']]) {
            $context = @{ Estate = $Estate; Own = $Own; Stage = $stage['name']; Location = $group['location']; Group = $group['resourceGroup'] }
            $context.Subscription = Get-SubscriptionPath $context $group['subscription']
            $context.Prefix = $context.Subscription + '/providers/'
            if ($context.Group) { $context.Prefix = $context.Subscription + '/resourceGroups/' + $context.Group + '/providers/' }
            foreach ($name in $group.Keys) {
                if ($name -notin 'subscription', 'resourceGroup', 'location' -and $stage['tables'] -notcontains $name) { $rest.Add("$name in " + $stage['name']) }
            }
            foreach ($name in $stage['tables']) {
                if ($null -eq $group[$name]) { continue }
                $block = Get-RowBlock $name
                foreach ($row in $group[$name]) { & $block $row $context $list }
            }
        }
    }
    if ($rest.Count -gt 0) { throw ('The data has what this engine does not know: {0}. Take both from one version.' -f ($rest -join ', ')) }
    return , $list
}

# ---- Azure ----

function Get-Header($Response, [string]$Name) {
    foreach ($header in $Response.Headers) { if ($header.Key -eq $Name) { return [string]@($header.Value)[0] } }
    return ''
}

# One request. -Debug of Az.Accounts prints bodies, so it is off; so is -WhatIf, by which it fails (Azure/azure-powershell#26693).
function Send-Request([string]$Method, [string]$Path, [string]$Payload, [string]$Audience) {
    $request = @{ Method = $Method; WhatIf = $false; Confirm = $false; Debug = $false; Verbose = $false; ErrorAction = 'Stop' }
    if ($Path.StartsWith('/')) { $request['Path'] = $Path } else { $request['Uri'] = $Path }
    if ($Audience) { $request['ResourceId'] = $Audience }
    if ($Payload) { $request['Payload'] = $Payload }
    $script:Requests++
    return Invoke-AzRestMethod @request
}

# Seconds that Azure asks to wait, else those given.
function Get-Wait($Response, [int]$Seconds) {
    $asked = 0
    if ([int]::TryParse((Get-Header $Response 'Retry-After'), [ref]$asked)) { return $asked }
    return $Seconds
}

# Azure's code and message, of a refusal or of an operation that has failed.
function Get-Problem([string]$Content, [int]$Status) {
    $problem = $null
    if ($Content.TrimStart().StartsWith('{')) { $problem = (ConvertFrom-JsonText $Content)['error'] }
    if ($problem -isnot [System.Collections.IDictionary]) { return @{ Code = [string]$Status; Message = ''; Status = $Status } }
    $message = [string]$problem['message']
    foreach ($detail in $problem['details']) { if ($null -ne $detail) { $message += ' ' + $detail['code'] + ': ' + $detail['message'] } }
    return @{ Code = [string]$problem['code']; Message = $message; Status = $Status }
}

# Tells whether a problem passes by itself: too many requests, a service that is away, or another operation that runs.
function Test-Passing($Problem) {
    return $Problem.Status -in 408, 429, 500, 502, 503, 504 -or (Get-TypeTable)['passing'] -contains $Problem.Code
}

# Azure's problem in words, with what to do about it.
function Get-ProblemText([string]$Id, $Problem) {
    $advice = 'Mend what the message names, and run this again.'
    switch ($Problem.Code) {
        { $_ -in 'AuthorizationFailed', 'LinkedAuthorizationFailed', '403' } { $advice = 'Give the account the rights that the message names.' }
        'ScopeLocked' { $advice = 'Remove the lock, or leave the resource as it is.' }
        'InUseSubnetCannotBeUpdated' { $advice = 'A subnet in use keeps its prefix: empty it, or keep the prefix in the intent.' }
        'InUseSubnetCannotBeDeleted' { $advice = 'A subnet in use cannot go: empty it first.' }
        'RequestDisallowedByPolicy' { $advice = 'An Azure Policy refuses it.' }
        default { if (Test-Passing $Problem) { $advice = 'It passes by itself: run this again later.' } }
    }
    return '{0}: {1} {2} {3}' -f $Id, $Problem.Code, $Problem.Message, $advice
}

# The answer of a GET: Status, Body of 200. What passes by itself is asked again; every other answer is the caller's.
function Read-Azure([string]$Path, [string]$Audience) {
    for ($try = 1; ; $try++) {
        $response = Send-Request 'GET' $Path '' $Audience
        $status = [int]$response.StatusCode
        if ($status -eq 200) { return @{ Status = 200; Body = ConvertFrom-JsonText $response.Content } }
        $problem = Get-Problem $response.Content $status
        if ($try -ge $script:MostTries -or -not (Test-Passing $problem)) { return @{ Status = $status; Problem = $problem } }
        Start-Sleep -Seconds (Get-Wait $response ([Math]::Min(60, $script:RetrySeconds * $try)))
    }
}

# The path of a request for a resource: by the API version of its type, or of what it is a part of.
function Get-ResourcePath([string]$Id, [string]$Type) {
    $types = (Get-TypeTable)['types']
    while (-not $types.Contains($Type) -and $Type.Contains('/')) { $Type = $Type.Substring(0, $Type.LastIndexOf('/')) }
    if (-not $types.Contains($Type)) { $Type = 'Microsoft.Network/virtualNetworks' }
    return $Id + '?api-version=' + $types[$Type]['api']
}

# The type of an id, written as the table writes it.
function Get-TypeOfId([string]$Id) {
    if ($Id -notmatch '/providers/') { return 'Microsoft.Resources/resourceGroups' }
    $tail = $Id.Substring($Id.LastIndexOf('/providers/') + 11).Split('/')
    $type = $tail[0] + '/' + (@(for ($i = 1; $i -lt $tail.Count; $i += 2) { $tail[$i] }) -join '/')
    foreach ($known in (Get-TypeTable)['types'].Keys) { if ($known -eq $type) { return $known } }
    return $type
}

# A resource as it is now, $null where it does not exist. What may not be read stops everything: it is no proof that nothing is there.
function Read-Resource([string]$Id, [string]$Type) {
    $answer = Read-Azure (Get-ResourcePath $Id $Type)
    if ($answer.Status -eq 200) { return $answer.Body }
    if ($answer.Status -ne 404) { throw ('Cannot be read: ' + (Get-ProblemText $Id $answer.Problem)) }
}

# A value that Azure sets, by the id of its resource and the path below its properties; $null where it is not there yet.
function Resolve-Value($Read) {
    if (-not $script:Values.ContainsKey($Read.Item2)) { $script:Values[$Read.Item2] = Read-Resource $Read.Item2 (Get-TypeOfId $Read.Item2) }
    $value = $script:Values[$Read.Item2]
    foreach ($step in [regex]::Matches('properties.' + $Read.Item3, '\[(\d+)\]|[^.\[\]]+')) {
        if ($null -eq $value) { return $null }
        if ($step.Groups[1].Success) { $value = @($value)[[int]$step.Groups[1].Value] } else { $value = $value[$step.Value] }
    }
    return $value
}

# ---- Comparison ----

# Tells what Azure may leave out as well: nothing, false, and lists and objects of it.
function Test-Empty($Value) {
    if ($Value -is [System.Collections.IDictionary]) { $Value = $Value.Values }
    elseif ($Value -isnot [System.Collections.IList]) { return $null -eq $Value -or $Value -eq '' -or ($Value -is [bool] -and -not $Value) }
    foreach ($one in $Value) { if (-not (Test-Empty $one)) { return $false } }
    return $true
}

# A value in a message: an id by its name, a list by its items, a secret not at all.
function Get-Text($Value) {
    if ($null -eq $Value) { return 'none' }
    if ($Value -is [bool]) { return $Value.ToString().ToLowerInvariant() }
    if ($Value -is [string]) { if ($Value.StartsWith('/subscriptions/')) { return $Value.Substring($Value.LastIndexOf('/') + 1) } else { return $Value } }
    if ($Value -is [System.Tuple[string, string]]) { return '(secret)' }
    if ($Value -is [System.Tuple[string, string, string]]) { return '(of ' + (Get-Text $Value.Item2) + ')' }
    if ($Value -is [System.Collections.IDictionary]) {
        $parts = foreach ($key in $Value.Keys) {
            if ($null -eq $Value[$key] -or $key -match '^(etag|type|provisioningState)$' -or ($key -eq 'id' -and $Value.Count -gt 1)) { continue }
            if ($key -in 'properties', 'id') { Get-Text $Value[$key] } else { $key + ' ' + (Get-Text $Value[$key]) }
        }
        return $parts -join ', '
    }
    if ($Value -is [System.Collections.IList]) { return '[' + (@(foreach ($item in $Value) { Get-Text $item }) -join ', ') + ']' }
    return [string]$Value
}

function Add-Change($Found, [string]$Path, $Old, $New) {
    $words = ($Path -replace '(^|(?<=\.))properties\.', '') -replace '\.id$', ''
    if ($null -eq $Old) { $text = '+ {0}: {1}' -f $words, (Get-Text $New) }
    elseif ($null -eq $New) { $text = '- {0}: {1}' -f $words, (Get-Text $Old) }
    else { $text = '~ {0}: {1} -> {2}' -f $words, (Get-Text $Old), (Get-Text $New) }
    $Found.Add(@{ Path = $Path; Text = $text })
}

# Tells whether a value is as wanted. Ids have no case, and places no spaces.
function Test-Same($Want, $Have, $Rule, [string]$Key) {
    if ($null -eq $Have) {
        if ($null -ne $Rule -and $Rule.ContainsKey('!defaults')) { return $Rule['!defaults'] -eq $Want }
        return Test-Empty $Want
    }
    if ($Want -isnot [string] -or $Want.StartsWith('/') -or ($null -ne $Rule -and $Rule.ContainsKey('!ignoreCase'))) { return $Have -eq $Want }
    return $Have -ceq $Want -or ($Key -eq 'location' -and ([string]$Have).Replace(' ', '') -eq $Want.Replace(' ', ''))
}

# Tells whether what the row leaves out stays as it is.
function Test-Kept($Rule) { return $Rule.ContainsKey('!kept') -or $Rule.ContainsKey('!others') -or $Rule.ContainsKey('!fixed') -or $Rule.ContainsKey('!filled') }

function Compare-List($Want, $Have, $Rule, [string]$Path, $Found) {
    $by = $null
    $inner = $null
    $keep = $false
    if ($null -ne $Rule) { $inner = $Rule['[]']; $by = $Rule['!unordered']; $keep = $Rule.ContainsKey('!others') }
    $Have = @($Have)
    if ($by) {
        $there = @{}
        foreach ($one in $Have) { if ($null -ne $one) { $there[[string]$one[$by]] = $one } }
        foreach ($one in $Want) {
            $name = [string]$one[$by]
            if ($there.ContainsKey($name)) { Compare-Body $one $there[$name] $inner "$Path[$name]" $Found } else { Add-Change $Found "$Path[$name]" $null $one }
            $there.Remove($name)
        }
        if (-not $keep) { foreach ($name in @($there.Keys | Sort-Object)) { Add-Change $Found "$Path[$name]" $there[$name] $null } }
        return
    }
    $Want = @(foreach ($one in $Want) { if ($one -is [System.Tuple[string, string, string]]) { Resolve-Value $one } else { , $one } })
    if ($null -ne $by) {
        foreach ($one in $Want) { if ($Have -notcontains $one) { Add-Change $Found $Path $null $one } }
        if (-not $keep) { foreach ($one in $Have) { if ($null -ne $one -and $Want -notcontains $one) { Add-Change $Found $Path $one $null } } }
        return
    }
    if ($Want.Count -ne $Have.Count -or ($Have.Count -eq 1 -and $null -eq $Have[0])) {
        if ($Want.Count -gt 0 -or $null -ne $Have[0]) { Add-Change $Found $Path $Have $Want }
        return
    }
    for ($i = 0; $i -lt $Want.Count; $i++) {
        if ($Want[$i] -is [System.Collections.IDictionary]) { Compare-Body $Want[$i] $Have[$i] $inner "$Path[$i]" $Found }
        elseif (-not (Test-Same $Want[$i] $Have[$i] $inner '')) { Add-Change $Found $Path $Have $Want; return }
    }
}

# Finds what of a wanted object is not so in the one that is there. What the wanted one does not speak of is not looked at; its $null is what
# the row leaves out, and what Azure then has by itself is no difference.
function Compare-Body($Want, $Have, $Rules, [string]$Path, $Found) {
    foreach ($key in $Want.Keys) {
        $w = $Want[$key]
        $h = $null
        if ($null -ne $Have) { $h = $Have[$key] }
        if ([object]::Equals($w, $h)) { continue }
        if ($w -is [System.Collections.IDictionary] -and $null -ne $h -and $w.Count -eq 1 -and $w['id'] -is [string] -and $w['id'] -eq $h['id']) { continue }
        if ($w -is [System.Tuple[string, string]]) { continue }
        $rule = $null
        if ($null -ne $Rules) { $rule = $Rules[$key] }
        if ($null -ne $rule) {
            if ($rule.ContainsKey('!hidden') -or $rule.ContainsKey('!readOnly') -or $rule.ContainsKey('!ignored')) { continue }
            if ($script:Postpone -and $rule.ContainsKey('!afterNextHops')) { continue }
        }
        $at = $key
        if ($Path) { $at = $Path + '.' + $key }
        if ($w -is [System.Tuple[string, string, string]]) {
            $value = Resolve-Value $w
            if ($null -eq $value) { Add-Change $Found $at $h $w; continue }
            $w = $value
        }
        if ($null -eq $w) {
            if (Test-Empty $h) { continue }
            if ($null -ne $rule) {
                if (Test-Kept $rule) { continue }
                if ($rule.ContainsKey('!defaults') -and $rule['!defaults'] -eq $h) { continue }
                if ($rule.ContainsKey('!listOf') -and $null -ne $Want[$rule['!listOf']]) { continue }
            }
            Add-Change $Found $at $h $null
        }
        elseif ($w -is [System.Collections.IDictionary]) {
            if ($null -eq $h -and $w.Count -eq 1 -and $w['id']) { Add-Change $Found $at $null $w; continue }
            if ($null -ne $h -and $null -ne $rule -and $rule.ContainsKey('!others')) { # names of tags have no case
                $tags = $h
                $h = @{}
                foreach ($name in $tags.Keys) { $h[$name] = $tags[$name] }
            }
            Compare-Body $w $h $rule $at $Found
        }
        elseif ($w -is [System.Collections.IList]) { Compare-List $w $h $rule $at $Found }
        elseif (-not (Test-Same $w $h $rule $key)) {
            if ($null -eq $h -and $null -ne $rule -and $rule.ContainsKey('!oneOf')) { # a list of one says the same
                $several = @($Have[$rule['!oneOf']])
                if ($several.Count -eq 1 -and $several[0] -eq $w) { continue }
            }
            Add-Change $Found $at $h $w
        }
    }
}

# The changes that bring a resource to the data, and what else a write of it mends.
function Get-Change($Item, $Have) {
    $rules = (Get-TypeTable)['types'][$Item.Type]['rules']
    $found = [System.Collections.Generic.List[object]]::new()
    $Item.Query = ''
    Compare-Body $Item.Body $Have $rules '' $found
    $properties = $Have['properties']
    if ($null -eq $properties) { return , $found }
    if ($properties['provisioningState'] -eq 'Failed') { Add-Change $found 'properties.provisioningState' 'Failed' 'Succeeded' }
    foreach ($key in $Item.States) {
        $rule = $rules['properties'][$key]
        if ($rule.ContainsKey('!mends') -and $properties[$key] -eq $rule['!mends']) {
            $Item.First = $true
            Add-Change $found ('properties.' + $key) $properties[$key] 'written again'
        }
        $sync = $rule['!syncs']
        if ($null -ne $sync -and $properties[$key] -and $properties[$key] -ne $sync['value'] -and $properties[$sync['while']] -eq $sync['is']) {
            $Item.Query = '&' + $sync['query']
            Add-Change $found ('properties.' + $key) $properties[$key] $sync['value']
        }
    }
    return , $found
}

# What the table says of the changed paths under an effect: notes of what interrupts; or, of what cannot change in place, the changes.
function Get-Affected($Item, [string]$Effect) {
    $paths = (Get-TypeTable)['types'][$Item.Type][$Effect]
    if ($null -eq $paths) { return }
    foreach ($change in $Item.Changes) {
        $plain = ($change.Path -replace '\[[^\]]*\]', '[]') + '.'
        foreach ($path in $paths.Keys) {
            if ($path -ne '' -and -not $plain.StartsWith($path + '.') -and -not $plain.StartsWith($path + '[]')) { continue }
            if ($Effect -eq 'fixed') { $change.Text } else { $paths[$path] }
        }
    }
}

# ---- What there is ----

# The path of the list that holds a resource: of its subscription, of its group, or of its parent; '' where there is none.
function Get-ListPath([string]$Id, [string]$Type, [string]$Listing) {
    $parts = $Id.Split('/')
    $tail = '?api-version=' + (Get-TypeTable)['types'][$Type]['api']
    if ($Type -eq 'Microsoft.Resources/resourceGroups') { return '/subscriptions/' + $parts[2] + '/resourcegroups' + $tail }
    switch ($Listing) {
        'parent' { return $Id.Substring(0, $Id.LastIndexOf('/')) + $tail }
        'group' { return ($parts[0..4] -join '/') + '/providers/' + $Type + $tail }
        'singly' { return '' }
    }
    return '/subscriptions/' + $parts[2] + '/providers/' + $Type + $tail
}

# Compares a resource with what is wanted of it, and those that stand in its body.
function Set-Present($State, $Have, [string]$Type) {
    $item = $null
    if ($State.ById.TryGetValue([string]$Have['id'], [ref]$item)) {
        $item.Found = $true
        $item.Changes = Get-Change $item $Have
    }
    elseif ($State.Extra) {
        $parts = ([string]$Have['id']).Split('/')
        if ($parts.Count -gt 8 -and $State.Groups.ContainsKey($parts[2] + '/' + $parts[4])) { $State.Others.Add(@{ Id = $Have['id']; Type = $Type; Changes = @() }) }
    }
    $child = $State.Inline[$Type]
    if ($null -eq $child -or $null -eq $Have['properties']) { return }
    foreach ($one in $Have['properties'][$child.Key]) { if ($null -ne $one) { Set-Present $State $one $child.Type } }
}

# Reads a list, page by page. It returns the status: 200; 403; 404 where the place does not exist.
function Read-List($State, [string]$Path, [string]$Type) {
    while ($Path) {
        $answer = Read-Azure $Path
        if ($answer.Status -in 403, 404) { return $answer.Status }
        if ($answer.Status -ne 200) { throw ('Cannot be read: ' + (Get-ProblemText $Path $answer.Problem)) }
        foreach ($one in $answer.Body['value']) { Set-Present $State $one $Type }
        $Path = [string]$answer.Body['nextLink']
    }
    return 200
}

# Reads what there is of all items: by the lists of the table; by group where a subscription refuses its list; singly where a group does.
function Read-Present($State) {
    $types = (Get-TypeTable)['types']
    $lists = [ordered]@{}
    foreach ($item in $State.Items) {
        $id = $item.Id
        $type = $item.Type
        if ($types[$type]['list'] -eq 'inline') { # in the body of the parent
            $id = Get-ParentId $id
            $type = $type.Substring(0, $type.LastIndexOf('/'))
            $State.Inline[$type] = @{ Type = $item.Type; Key = $types[$item.Type]['inline'].Split('.')[-1] }
        }
        $path = Get-ListPath $id $type ([string]$types[$type]['list'])
        if (-not $lists.Contains($path)) { $lists[$path] = @{ Type = $type; Items = [System.Collections.Generic.List[object]]::new() } }
        $lists[$path].Items.Add($item)
    }
    $done = 0
    foreach ($path in $lists.Keys) {
        $list = $lists[$path]
        Write-Progress -Activity $State.Title -Status ('Read ' + $list.Type) -PercentComplete (100 * $done++ / $lists.Count)
        if ($path -and (Read-List $State $path $list.Type) -ne 403) { continue }
        $groups = [ordered]@{}
        foreach ($item in $list.Items) {
            $of = ''
            if ($path -and -not $types[$list.Type]['list'] -and -not $types[$list.Type]['scope']) { $of = Get-ListPath $item.Id $list.Type 'group' }
            if (-not $groups.Contains($of)) { $groups[$of] = [System.Collections.Generic.List[object]]::new() }
            $groups[$of].Add($item)
        }
        foreach ($group in $groups.Keys) {
            if ($group -and (Read-List $State $group $list.Type) -ne 403) { continue }
            foreach ($item in $groups[$group]) {
                $have = Read-Resource $item.Id $item.Type
                if ($null -ne $have) { Set-Present $State $have $item.Type }
            }
        }
    }
}

# ---- Writing ----

# What is written: what is there, without what Azure sets by itself, and over it what is wanted. So a write loses nothing that the data does
# not speak of. A secret is put in here, and nowhere else.
function Join-Value($Want, $Have, $Rule, $Secret) {
    if ($Want -is [System.Tuple[string, string]]) { return Get-Plain $Secret[$Want.Item2] }
    if ($Want -is [System.Tuple[string, string, string]]) {
        $value = Resolve-Value $Want
        if ($null -eq $value) { throw ('{0} has no {1} yet: it is written once that is there.' -f $Want.Item2, $Want.Item3) }
        return $value
    }
    if ($Want -is [System.Collections.IList]) { return , (Join-List $Want $Have $Rule $Secret) }
    if ($Want -isnot [System.Collections.IDictionary]) { return $Want }
    $out = [ordered]@{}
    if ($Have -is [System.Collections.IDictionary]) {
        foreach ($key in $Have.Keys) {
            $inner = $null
            if ($null -ne $Rule) { $inner = $Rule[$key] }
            if ($key -in 'etag', 'provisioningState', 'resourceGuid', 'systemData') { continue }
            if ($null -eq $inner -or -not ($inner.ContainsKey('!readOnly') -or $inner.ContainsKey('!ignored'))) { $out[$key] = $Have[$key] }
        }
    }
    foreach ($key in $Want.Keys) {
        $inner = @{}
        if ($null -ne $Rule -and $null -ne $Rule[$key]) { $inner = $Rule[$key] }
        if ($script:Postpone -and $inner.ContainsKey('!afterNextHops')) { continue }
        if ($null -eq $Want[$key]) {
            if (-not (Test-Kept $inner)) { $out.Remove($key) }
            continue
        }
        $old = $null
        if ($null -ne $Have) { $old = $Have[$key] }
        $out[$key] = Join-Value $Want[$key] $old $inner $Secret
    }
    return $out
}

function Join-List($Want, $Have, $Rule, $Secret) {
    $out = [System.Collections.Generic.List[object]]::new()
    $by = $null
    $inner = $null
    if ($null -ne $Rule) { $by = $Rule['!unordered']; $inner = $Rule['[]'] }
    $there = @{}
    if ($by) { foreach ($one in $Have) { $there[[string]$one[$by]] = $one } }
    foreach ($one in $Want) {
        $old = $null
        if ($by) { $old = $there[[string]$one[$by]]; $there.Remove([string]$one[$by]) }
        $out.Add((Join-Value $one $old $inner $Secret))
    }
    if ($null -eq $Rule -or -not $Rule.ContainsKey('!others')) { return , $out }
    foreach ($one in $Have) { if (($by -and $there.ContainsKey([string]$one[$by])) -or (-not $by -and $Want -notcontains $one)) { $out.Add($one) } }
    return , $out
}

# All ids in a body, each with those above it: a part of a resource belongs to it.
function Get-NamedId($Value, $Ids) {
    if ($Value -is [System.Collections.IDictionary]) { foreach ($one in $Value.Values) { Get-NamedId $one $Ids } }
    elseif ($Value -is [System.Collections.IList]) { foreach ($one in $Value) { Get-NamedId $one $Ids } }
    elseif ($Value -is [System.Tuple[string, string, string]]) { Get-NamedId $Value.Item2 $Ids }
    elseif ($Value -is [string] -and $Value.StartsWith('/subscriptions/')) { for ($id = $Value; $id; $id = Get-ParentId $id) { $Ids[$id] = $true } }
}

# The resource that a resource is a child or a part of, '' for none.
function Get-ParentId([string]$Id) {
    $parent = $Id.Substring(0, $Id.LastIndexOf('/', $Id.LastIndexOf('/') - 1))
    if ($parent -match '/providers/[^/]+/[^/]+/[^/]+') { return $parent }
    return ''
}

# The values at a path of a body.
function Get-At($Value, [string]$Path) {
    $values = @($Value)
    foreach ($step in $Path.Replace('[]', '').Split('.')) { $values = @(foreach ($one in $values) { foreach ($inner in $one[$step]) { if ($null -ne $inner) { $inner } } }) }
    return $values
}

# Reads a resource again, and writes it where it still differs as it did when it was compared.
function Start-Write($State, $Item) {
    $rules = (Get-TypeTable)['types'][$Item.Type]['rules']
    $have = Read-Resource $Item.Id $Item.Type
    $Item.Action = 'Created'
    $script:Postpone = $Item.Postpone -and $null -ne $have
    try {
        if ($null -ne $have) {
            $before = @(foreach ($change in $Item.Changes) { $change.Text })
            $changes = Get-Change $Item $have
            $ours = $Item.Tries -gt 0 -or $State.Written.ContainsKey($Item.Id) -or $State.Force
            if (-not $Item.Found -and -not $ours) { throw ('{0} was not there when it was compared, and is now. Run this again, or with -Force.' -f $Item.Id) }
            foreach ($change in $changes) {
                if ($ours -or $before -contains $change.Text -or $Item.States -contains $change.Path.Substring($change.Path.LastIndexOf('.') + 1)) { continue }
                throw ('{0} has changed since it was compared: {1}. Run this again, or with -Force.' -f $Item.Id, $change.Text)
            }
            if ($changes.Count -eq 0) { $Item.Done = $true; $Item.Action = ''; return }
            if (-not $Item.Postpone) { $Item.Changes = $changes }
            $Item.Action = 'Updated'
            if ($Item.Query -and $changes.Count -eq 1) { $Item.Action = 'Synchronized' }
        }
        elseif ($Item.Found -and -not $State.Force) { throw ('{0} was there when it was compared, and is gone. Run this again, or with -Force.' -f $Item.Id) }
        $body = Join-Value $Item.Body $have $rules $State.Secret
    }
    finally { $script:Postpone = $false }
    foreach ($key in 'id', 'name', 'type') { $body.Remove($key) }
    $script:Values.Clear()
    Send-Write $State $Item 'PUT' ((Get-ResourcePath $Item.Id $Item.Type) + $Item.Query) (ConvertTo-Json -InputObject $body -Depth 100 -Compress)
}

function Send-Write($State, $Item, [string]$Method, [string]$Path, [string]$Payload) {
    $State.Writes++
    $Item.Running = $true
    $Item.Operation = ''
    Receive-Answer $State $Item (Send-Request $Method $Path $Payload)
}

# What an answer to a write, or to a look at its operation, means: done, not yet, again later, or failed.
function Receive-Answer($State, $Item, $Answer) {
    $status = [int]$Answer.StatusCode
    $content = [string]$Answer.Content
    $body = @{}
    if ($content.TrimStart().StartsWith('{')) { $body = ConvertFrom-JsonText $content }
    $looked = $Item.Operation -ne ''
    $now = [string]$body['status']
    if (-not $looked) { $Item.Operation = Get-Header $Answer 'Azure-AsyncOperation' }
    if (-not $looked -and -not $Item.Operation -and $status -eq 202) { $Item.Operation = Get-Header $Answer 'Location' }
    if ($null -ne $body['properties'] -and -not $now) { $now = [string]$body['properties']['provisioningState'] }
    if ($status -ge 300 -or $now -in 'Failed', 'Canceled') {
        if (-not $Item.Removed -or $status -ne 404) { Receive-Problem $State $Item (Get-Problem $content $status) $Answer; return }
        $now = 'Succeeded'
    }
    $going = $status -eq 202 -or ($now -and $now -ne 'Succeeded') -or (-not $looked -and $Item.Operation)
    if (-not $going) { # a virtual hub is there long before it routes
        $ready = (Get-TypeTable)['types'][$Item.Type]['ready']
        if ($null -ne $ready -and -not $Item.Removed) {
            $have = Read-Resource $Item.Id $Item.Type
            foreach ($path in $ready.Keys) {
                $value = @(Get-At $have $path)[0]
                if ($value -eq 'Failed') { Receive-Problem $State $Item @{ Code = 'Failed'; Message = "Its $path is Failed: reset it."; Status = 0 } $Answer; return }
                if ($value -ne $ready[$path]) { $going = $true; $Item.Operation = '' }
            }
        }
    }
    $Item.Done = -not $going
    $Item.Running = [bool]$going
    if ($going -and -not $Item.Operation) { $Item.Operation = Get-ResourcePath $Item.Id $Item.Type }
    $Item.Due = [datetime]::UtcNow.AddSeconds((Get-Wait $Answer $script:PollSeconds))
}

# A problem of a write: it is tried again where it passes by itself, so often; else the resource has failed.
function Receive-Problem($State, $Item, $Problem, $Answer) {
    $Item.Running = $false
    $Item.Tries++
    if ($Item.Tries -lt $script:MostTries -and (Test-Passing $Problem)) {
        $Item.Due = [datetime]::UtcNow.AddSeconds((Get-Wait $Answer ([Math]::Min(300, $script:RetrySeconds * [Math]::Pow(2, $Item.Tries - 1)))))
        return
    }
    $Item.Failed = $true
    $State.Failures++
    $text = Get-ProblemText $Item.Id $Problem
    foreach ($secret in $State.Secret.Values) { $text = $text.Replace((Get-Plain $secret), '***') }
    Write-Error -Message $text -Category InvalidResult -ErrorId $Problem.Code -TargetObject $Item.Id -ErrorAction Continue
}

# Writes items together: each once what it names is written and what it locks is free, so many at a time. It returns what was done.
function Invoke-Write($State, $Items, [string]$Status) {
    $byId = [System.Collections.Generic.Dictionary[string, object]]::new([System.StringComparer]::OrdinalIgnoreCase)
    foreach ($item in $Items) { $byId[$item.Id] = $item }
    foreach ($item in $Items) {
        $item.Done = $item.Failed = $item.Running = $false
        $item.Tries = 0
        $item.Due = [datetime]::MinValue
        $ids = [System.Collections.Generic.Dictionary[string, bool]]::new([System.StringComparer]::OrdinalIgnoreCase)
        Get-NamedId $item.Body $ids
        Get-NamedId (Get-ParentId $item.Id) $ids
        $item.Waits = @(foreach ($id in $ids.Keys) { if ($id -ne $item.Id -and $byId.ContainsKey($id)) { $byId[$id] } })
        if ($item.After) { $item.Waits += @($Items | Where-Object { $item.After -contains $_.Key -and [object]::ReferenceEquals($_.Row, $item.Row) }) }
        $item.Locks = @($item.Id) + @(foreach ($path in (Get-TypeTable)['types'][$item.Type]['locks']) {
                if ($path -eq 'parent') { Get-ParentId $item.Id } elseif ($null -ne $path) { Get-At $item.Body $path }
            })
    }
    $held = [System.Collections.Generic.HashSet[string]]::new([System.StringComparer]::OrdinalIgnoreCase)
    $open = @($Items)
    $running = 0
    while ($open.Count -gt 0) {
        $due = [datetime]::MaxValue
        $moved = $false
        foreach ($item in $open) {
            if ($item.Due -gt [datetime]::UtcNow) { if ($item.Due -lt $due) { $due = $item.Due }; continue }
            $was = $item.Running
            if ($was) { Receive-Answer $State $item (Send-Request 'GET' $item.Operation) }
            elseif (@($item.Waits | Where-Object { $_.Failed }).Count -gt 0) { $item.Failed = $true; $State.Skipped++ }
            elseif ($running -ge $State.ThrottleLimit -or @($item.Waits | Where-Object { -not $_.Done }).Count -gt 0) { continue }
            elseif (@($item.Locks | Where-Object { $held.Contains($_) }).Count -gt 0) { continue }
            elseif ($item.Send) { Send-Write $State $item $item.Send.Method $item.Send.Path $item.Send.Payload }
            else { Start-Write $State $item }
            $moved = $true
            if ($item.Running -and -not $was) { $running++; $held.UnionWith([string[]]$item.Locks) }
            if ($was -and -not $item.Running) { $running--; $held.ExceptWith([string[]]$item.Locks) }
            if (-not $item.Done) { continue }
            $State.Written[$item.Id] = $true
            if (-not $item.Postpone -and $item.Action) { Write-Change $item $item.Action }
        }
        $open = @($open | Where-Object { -not $_.Done -and -not $_.Failed })
        Write-Progress -Activity $State.Title -Status ('{0}: {1} of {2} done' -f $Status, ($Items.Count - $open.Count), $Items.Count)
        if ($moved -or $open.Count -eq 0) { continue }
        if ($due -eq [datetime]::MaxValue) { throw ('{0} and others wait for each other.' -f $open[0].Id) }
        Start-Sleep -Milliseconds ([Math]::Max(1, [Math]::Min(60000, ($due - [datetime]::UtcNow).TotalMilliseconds)))
    }
}

# What is done to a resource, as an object and in words.
function Write-Change($Item, [string]$Action) {
    $name = $Item.Id.Substring($Item.Id.LastIndexOf('/') + 1)
    $parent = Get-ParentId $Item.Id
    if ($parent) { $name = $parent.Substring($parent.LastIndexOf('/') + 1) + '/' + $name }
    $changes = [string[]]@(foreach ($change in $Item.Changes) { if ($null -ne $change) { $change.Text } })
    Write-Information -MessageData ((@('{0} {1} {2}' -f $Action, $Item.Type.Split('/')[-1], $name) + $changes) -join "`n    ")
    [pscustomobject]@{ PSTypeName = 'Vnetloom.Change'; Name = $name; Type = $Item.Type; Action = $Action; Changes = $changes; Id = $Item.Id }
}

# Stops before a stage where one before it has failed.
function Assert-Whole($State, [string]$Before) {
    if ($State.Failures -eq 0) { return }
    throw ('Stopped {0}: {1} resources failed, {2} wait for them. Mend what the errors name, and run this again: it goes on where it stopped.' -f $Before,
        $State.Failures, $State.Skipped)
}

# Writes stage by stage: one begins when those before it are whole. What leads traffic to a next hop that is made waits until that is up.
function Invoke-Stage($State, $Work) {
    $byStage = @{}
    foreach ($item in $Work) {
        if ($null -eq $byStage[$item.Stage]) { $byStage[$item.Stage] = [System.Collections.Generic.List[object]]::new() }
        $byStage[$item.Stage].Add($item)
    }
    $types = (Get-TypeTable)['types']
    $stages = @((Get-TypeTable)['stages'])
    $last = -1
    for ($i = 0; $i -lt $stages.Count; $i++) {
        if ($stages[$i]['nextHops'] -and @($byStage[$stages[$i]['name']] | Where-Object { $null -ne $_ -and -not $_.Found }).Count -gt 0) { $last = $i }
    }
    $first = @($Work | Where-Object { $_.First })
    if ($first.Count -gt 0) { Invoke-Write $State $first 'What a write mends' }
    $later = @()
    for ($i = 0; $i -lt $stages.Count; $i++) {
        Assert-Whole $State ('before the stage ' + $stages[$i]['name'])
        $items = @(foreach ($item in $byStage[$stages[$i]['name']]) { if ($null -ne $item -and -not $State.Written.ContainsKey($item.Id)) { $item } })
        $items += @(Get-Resync $State $stages[$i]['name'])
        if ($i -lt $last) {
            $wait = @($items | Where-Object { $_.Found -and $null -ne $types[$_.Type]['afterNextHops'] })
            foreach ($item in $wait) { $item.Postpone = $true }
            $later += $wait
        }
        if ($items.Count -gt 0) { Invoke-Write $State $items $stages[$i]['about'] }
        if ($i -ne $last -or $later.Count -eq 0) { continue }
        Assert-Whole $State 'before what leads traffic to it'
        foreach ($item in $later) { $item.Postpone = $false }
        Invoke-Write $State $later 'What leads traffic to next hops'
    }
    Assert-Whole $State 'at the end'
}

# Resources of a stage, as the data says, that another write has put out of step: halves of peerings of a network that was written.
function Get-Resync($State, [string]$Stage) {
    if ($State.Written.Count -eq 0) { return }
    foreach ($item in $State.Items) {
        if ($item.Stage -ne $Stage -or -not $item.Found -or $item.Changes.Count -gt 0 -or $null -eq (Get-TypeTable)['types'][$item.Type]['syncs']) { continue }
        $ids = @{}
        Get-NamedId $item.Body $ids
        Get-NamedId $item.Id $ids
        if (@($ids.Keys | Where-Object { $State.Written.ContainsKey($_) }).Count -eq 0) { continue }
        $have = Read-Resource $item.Id $item.Type
        if ($null -ne $have) { $item.Changes = Get-Change $item $have }
        if ($item.Changes.Count -gt 0) { $item }
    }
}

# ---- Secrets ----

function Get-Plain($Secret) { return [System.Net.NetworkCredential]::new('', $Secret).Password }

# The names of the secrets in a body.
function Get-SecretName($Value) {
    if ($Value -is [System.Tuple[string, string]]) { return $Value.Item2 }
    if ($Value -is [System.Collections.IDictionary]) { $Value = $Value.Values } elseif ($Value -isnot [System.Collections.IList]) { return }
    foreach ($one in $Value) { Get-SecretName $one }
}

# The secrets of some names: given; of a key vault; of the environment, where that is asked for; else asked for, all of them together.
function Read-Secret([string[]]$Name, $Given, $Estate, [bool]$FromEnvironment) {
    $secrets = @{}
    $ask = [ordered]@{}
    foreach ($one in $Name) {
        $text = $null
        $about = $null
        if ($null -ne $Estate['secrets']) { $about = $Estate['secrets'][$one] }
        if ($Given.ContainsKey($one)) { $secrets[$one] = [securestring]$Given[$one]; continue }
        if ($about -is [System.Collections.IDictionary]) {
            $answer = Read-Azure ($about['uri'] + '?api-version=7.4') $about['audience']
            if ($answer.Status -ne 200) { throw ('Cannot be read: ' + (Get-ProblemText $about['uri'] $answer.Problem)) }
            $text = $answer.Body['value']
        }
        elseif ($FromEnvironment) { $text = [System.Environment]::GetEnvironmentVariable([regex]::Replace($one, '(?<=[^A-Z_])(?=[A-Z])', '_').ToUpperInvariant()) }
        if ($text) { $secrets[$one] = [System.Net.NetworkCredential]::new('', $text).SecurePassword } else { $ask[$one] = [string]$about }
    }
    if ($ask.Count -gt 0) { Write-Information -MessageData ('Secrets that are written: ' + ($ask.Keys -join ', ')) }
    foreach ($one in $ask.Keys) {
        try { $secrets[$one] = Read-Host -AsSecureString -Prompt ('{0} ({1})' -f $one, $ask[$one]) }
        catch { throw ('Secrets are written, and nobody can be asked for them: {0}. Give them by -Secret, or by -SecretFromEnvironment.' -f ($ask.Keys -join ', ')) }
        if ($secrets[$one].Length -eq 0) { throw ('Secret {0} is empty.' -f $one) }
    }
    return $secrets
}

# Writes the keys of connections by the operation that Azure has for it.
function Update-Key($State) {
    $items = foreach ($item in $State.Items) {
        $apart = (Get-TypeTable)['types'][$item.Type]['apart']
        if ($null -eq $apart -or -not $item.Found -or $State.Written.ContainsKey($item.Id)) { continue }
        foreach ($path in $apart.Keys) {
            $key = @(Get-At $item.Body $path)[0]
            if ($key -isnot [System.Tuple[string, string]]) { continue }
            $payload = ConvertTo-Json -Compress -InputObject @{ value = Get-Plain $State.Secret[$key.Item2] }
            @{ Id = $item.Id; Type = $item.Type; Body = $item.Body; Changes = @(@{ Text = '~ ' + $path.Split('.')[-1] }); Action = 'Updated'
                Send = @{ Method = 'PUT'; Path = Get-ResourcePath ($item.Id + '/' + $apart[$path]) $item.Type; Payload = $payload }
            }
        }
    }
    if ($null -ne $items) { Invoke-Write $State @($items) 'Keys' }
    Assert-Whole $State 'at the keys'
}

# ---- What may be called ----

function New-State([string]$Title, $Items, [bool]$Force, [int]$ThrottleLimit) {
    $state = @{
        Title = $Title; Items = $Items; Force = $Force; ThrottleLimit = $ThrottleLimit; Secret = @{}; Inline = @{}; Groups = @{}; Extra = $false
        Writes = 0; Failures = 0; Skipped = 0; Others = [System.Collections.Generic.List[object]]::new()
        ById = [System.Collections.Generic.Dictionary[string, object]]::new([System.StringComparer]::OrdinalIgnoreCase)
        Written = [System.Collections.Generic.Dictionary[string, bool]]::new([System.StringComparer]::OrdinalIgnoreCase)
    }
    $states = @{}
    foreach ($item in $Items) {
        if ($state.ById.ContainsKey($item.Id)) { throw ('{0} stands in the data twice.' -f $item.Id) }
        $state.ById[$item.Id] = $item
        if ($null -eq $states[$item.Type]) {
            $type = (Get-TypeTable)['types'][$item.Type]
            $states[$item.Type] = @(foreach ($effect in 'mends', 'syncs') { if ($null -ne $type[$effect]) { $type[$effect].Keys -replace '^properties\.', '' } })
        }
        $item.States = $states[$item.Type]
        $item.Found = $item.First = $item.Postpone = $false
        $item.Query = ''
        $parts = $item.Id.Split('/')
        if ($parts.Count -gt 5) { $state.Groups[$parts[2] + '/' + $parts[4]] = $true }
    }
    return $state
}

# Stops before anything is written where something differs that Azure cannot change in place.
function Assert-Possible($Items) {
    $refused = @(foreach ($item in $Items) { if ($item.Found) { foreach ($text in @(Get-Affected $item 'fixed' | Select-Object -Unique)) { $item.Id + ' ' + $text } } })
    if ($refused.Count -eq 0) { return }
    $message = "Azure cannot change this in place: delete the resource and what depends on it, or correct the intent.`n" + ($refused -join "`n")
    if (-not $WhatIfPreference) { throw $message }
    Write-Warning -Message $message
}

function Invoke-VnetloomDeployment {
    <#
    .SYNOPSIS
    Brings Azure to the rows of an estate.

    .DESCRIPTION
    Reads what there is by lists, compares it with the rows, and writes what is missing or differs: stage by stage, and together what may run
    together. It may be stopped and run again at any time. What the rows do not speak of is kept: tags, subnets, peerings, members of pools.
    Each resource is read again before it is written; one that has changed since it was compared stops the run.

    .PARAMETER Path
    The folder with estate.json.

    .PARAMETER SubscriptionId
    The subscription of the rows that name none. Default: that of the current context.

    .PARAMETER Secret
    Secrets by their names in the rows, each a SecureString. What is needed and not given is asked for, all together. A run that writes nothing
    with a secret in it needs none.

    .PARAMETER SecretFromEnvironment
    Takes secrets that are not given from environment variables: sharedKeyHubDc1 from SHARED_KEY_HUB_DC1.

    .PARAMETER UpdateKeys
    Writes the keys of all connections: Azure does not show them, so they are not compared.

    .PARAMETER Force
    Writes resources that have changed since they were compared, too.

    .PARAMETER ThrottleLimit
    How many writes may be under way at a time.

    .OUTPUTS
    Vnetloom.Change, for each resource that is written: Name, Type, Action, Changes, Id. With -WhatIf for each that would be (Create, Update),
    and for each in a resource group of the rows that is not in the rows (Other).

    .EXAMPLE
    Invoke-VnetloomDeployment -Path ./main -WhatIf

    Shows property by property what would be written. It needs no secret, and no right but to read.
    #>
    [CmdletBinding(SupportsShouldProcess = $true)]
    [OutputType('Vnetloom.Change')]
    param(
        [Parameter(Mandatory = $true, Position = 0)] [string]$Path,
        [ValidatePattern('^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$')] [string]$SubscriptionId,
        [hashtable]$Secret = @{}, [switch]$SecretFromEnvironment, [switch]$UpdateKeys, [switch]$Force,
        [ValidateRange(1, 200)] [int]$ThrottleLimit = 20
    )

    if ($WhatIfPreference -and -not $PSBoundParameters.ContainsKey('InformationAction')) { $InformationPreference = 'Continue' }
    $file = Join-Path -Path (Resolve-Path -LiteralPath $Path).ProviderPath -ChildPath 'estate.json'
    $estate = ConvertFrom-JsonText ([System.IO.File]::ReadAllText($file))
    if (-not $SubscriptionId) { $SubscriptionId = [string](Get-AzContext).Subscription.Id }
    $script:Requests = 0
    $script:Values = @{}
    $state = New-State ('Deploy ' + $estate['name']) (Expand-Estate $estate $SubscriptionId) $Force $ThrottleLimit
    $state.Extra = [bool]$WhatIfPreference
    Read-Present $state
    $work = @(foreach ($item in $state.Items) { if (-not $item.Found -or $item.Changes.Count -gt 0) { $item } })
    $same = $state.Items.Count - $work.Count
    Assert-Possible $work
    $yes = $no = $false
    $work = @(foreach ($item in $work) {
            $notes = @()
            if ($item.Found) { $notes = @(Get-Affected $item 'interrupts' | Select-Object -Unique) }
            if ($WhatIfPreference) { foreach ($note in $notes) { Write-Information -MessageData ('Interrupts: ' + $note) } }
            elseif ($notes.Count -gt 0 -and $PSBoundParameters['Confirm']) {
                $question = "{0}`n{1}`n{2}" -f $item.Id, (@($item.Changes | ForEach-Object { $_.Text }) -join "`n"), ($notes -join ' ')
                if (-not $PSCmdlet.ShouldContinue($question, 'This may interrupt traffic. Write it?', [ref]$yes, [ref]$no)) { continue }
            }
            $item
        })
    if ($WhatIfPreference) {
        foreach ($item in $work) { Write-Change $item @('Create', 'Update')[[int]$item.Found] }
        foreach ($item in $state.Others) { Write-Change $item 'Other' }
    }
    else {
        $carriers = $work
        if ($UpdateKeys) { $carriers = $state.Items }
        $names = @(foreach ($item in $carriers) { Get-SecretName $item.Body }) | Sort-Object -Unique
        if ($names) { $state.Secret = Read-Secret $names $Secret $estate $SecretFromEnvironment }
        Invoke-Stage $state $work
        if ($UpdateKeys) { Update-Key $state }
    }
    Write-Progress -Activity $state.Title -Completed
    Write-Information -MessageData ('{0} resources: {1} as the rows say, {2} differ; {3} writes, {4} requests.' -f $state.Items.Count, $same,
        ($state.Items.Count - $same), $state.Writes, $script:Requests)
}

function Get-VnetloomResource {
    <#
    .SYNOPSIS
    Reads a resource as Azure has it, as dictionaries and lists: nothing where it does not exist.

    .PARAMETER Id
    The resource's id.

    .EXAMPLE
    (Get-VnetloomResource -Id $id)['properties']['provisioningState']
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory = $true, ValueFromPipeline = $true, ValueFromPipelineByPropertyName = $true)] [string]$Id)

    process { Read-Resource $Id (Get-TypeOfId $Id) }
}

function Set-VnetloomResource {
    <#
    .SYNOPSIS
    Brings one resource to a body: what differs is written, and what the body does not speak of is kept.

    .PARAMETER Id
    The resource's id. Its type is one that the table of types has.

    .PARAMETER Body
    What is wanted, as dictionaries and lists: location, tags, properties.

    .PARAMETER Force
    Writes a resource that changes meanwhile, too.

    .EXAMPLE
    Set-VnetloomResource -Id $id -Body @{ properties = @{ allowGatewayTransit = $true } } -WhatIf
    #>
    [CmdletBinding(SupportsShouldProcess = $true)]
    [OutputType('Vnetloom.Change')]
    param(
        [Parameter(Mandatory = $true)] [string]$Id,
        [Parameter(Mandatory = $true)] [System.Collections.IDictionary]$Body,
        [switch]$Force
    )

    $item = @{ Id = $Id; Type = Get-TypeOfId $Id; Body = $Body; Stage = '' }
    if (-not (Get-TypeTable)['types'].Contains($item.Type)) { throw ('{0}: the table of types has no type {1}.' -f $Id, $item.Type) }
    $state = New-State ('Set ' + $Id) @($item) $Force 1
    $have = Read-Resource $Id $item.Type
    if ($null -ne $have) { Set-Present $state $have $item.Type }
    if ($item.Found -and $item.Changes.Count -eq 0) { return }
    Assert-Possible @($item)
    $action = @('Create', 'Update')[[int]$item.Found]
    if (-not $PSCmdlet.ShouldProcess($Id, $action)) { Write-Change $item $action; return }
    Invoke-Write $state @($item) $Id
    Assert-Whole $state 'there'
}

function Remove-VnetloomResource {
    <#
    .SYNOPSIS
    Deletes resources, and only those, in the order in which they are given; each is confirmed.

    .DESCRIPTION
    What does not exist needs no deletion. A lock is respected: Azure's refusal stops the run.

    .PARAMETER Id
    The ids, in order.

    .EXAMPLE
    Remove-VnetloomResource -Id $peering, $network
    #>
    [CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'High')]
    [OutputType('Vnetloom.Change')]
    param([Parameter(Mandatory = $true, ValueFromPipeline = $true, ValueFromPipelineByPropertyName = $true)] [string[]]$Id)

    process {
        foreach ($one in $Id) {
            $item = @{ Id = $one; Type = Get-TypeOfId $one; Body = @{}; Action = 'Deleted'; Removed = $true }
            $item.Send = @{ Method = 'DELETE'; Path = Get-ResourcePath $one $item.Type; Payload = '' }
            if ($null -eq (Read-Resource $one $item.Type) -or -not $PSCmdlet.ShouldProcess($one, 'Delete')) { continue }
            $state = New-State ('Delete ' + $one) @() $false 1
            Invoke-Write $state @($item) $one
            Assert-Whole $state 'there'
        }
    }
}

Export-ModuleMember -Function Invoke-VnetloomDeployment, Get-VnetloomResource, Set-VnetloomResource, Remove-VnetloomResource
