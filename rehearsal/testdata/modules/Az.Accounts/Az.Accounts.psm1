# Stands in for Az.Accounts where scripts run against a store of package rehearsal. The parameters and their sets are those of the real
# cmdlets (Az.Accounts of Az 16.2.0), and so is what they return and when they ask: a GET does not ask -WhatIf or -Confirm, every other
# method does, and where it is not done the real cmdlet fails for want of a response.
# Source: Azure/azure-powershell, src/Accounts/Accounts/Rest/InvokeAzRestMethodCommand.cs, Models/PSHttpResponse.cs.
#
# What it needs is in the environment: VNETLOOM_REHEARSAL, the address of the store; VNETLOOM_REHEARSAL_SUBSCRIPTION and
# VNETLOOM_REHEARSAL_TENANT, the context that a session begins with. Where the first is missing nothing is sent.

Set-StrictMode -Version 3.0
Add-Type -AssemblyName System.Net.Http

$script:Client = [System.Net.Http.HttpClient]::new()
$script:Client.Timeout = [timespan]::FromSeconds(60)

function New-Context {
    param([string]$SubscriptionId, [string]$TenantId)
    $context = [pscustomobject]@{
        PSTypeName         = 'Microsoft.Azure.Commands.Profile.Models.Core.PSAzureContext'
        Name               = $SubscriptionId
        Account            = [pscustomobject]@{ Id = 'somebody@contoso.example'; Type = 'User' }
        Environment        = [pscustomobject]@{
            Name                                     = 'AzureCloud'
            ResourceManagerUrl                       = 'https://management.azure.com/'
            ActiveDirectoryServiceEndpointResourceId = 'https://management.core.windows.net/'
            AzureKeyVaultDnsSuffix                   = 'vault.azure.net'
            AzureKeyVaultServiceEndpointResourceId   = 'https://vault.azure.net'
        }
        Subscription       = [pscustomobject]@{ Id = $SubscriptionId; Name = $SubscriptionId; TenantId = $TenantId; State = 'Enabled' }
        Tenant             = [pscustomobject]@{ Id = $TenantId }
        TokenCache         = $null
        VersionProfile     = $null
        ExtendedProperties = @{}
    }
    return $context
}

$script:Context = $null
if ($env:VNETLOOM_REHEARSAL_SUBSCRIPTION) {
    $script:Context = New-Context -SubscriptionId $env:VNETLOOM_REHEARSAL_SUBSCRIPTION -TenantId $env:VNETLOOM_REHEARSAL_TENANT
}

function Resolve-Tenant {
    # The tenant of a subscription, as the store knows it: "subscription=tenant;..." in VNETLOOM_REHEARSAL_TENANTS, else that of the session.
    param([string]$SubscriptionId)
    foreach ($pair in "$env:VNETLOOM_REHEARSAL_TENANTS" -split ';') {
        $subscription, $tenant = $pair -split '=', 2
        if ($subscription -and $subscription -eq $SubscriptionId) {
            return $tenant
        }
    }
    return "$env:VNETLOOM_REHEARSAL_TENANT"
}

function Get-Context {
    param($Given)
    $context = if ($null -ne $Given) { $Given } else { $script:Context }
    if ($null -eq $context) {
        throw [System.Management.Automation.PSInvalidOperationException]::new('Run Connect-AzAccount to login.')
    }
    return $context
}

function Connect-AzAccount {
    [CmdletBinding(SupportsShouldProcess = $true)]
    param([string]$Subscription, [string]$Tenant)
    if ($PSCmdlet.ShouldProcess('AzureCloud', 'log in')) {
        if (-not $Subscription) { $Subscription = $env:VNETLOOM_REHEARSAL_SUBSCRIPTION }
        if (-not $Tenant) { $Tenant = Resolve-Tenant -SubscriptionId $Subscription }
        $script:Context = New-Context -SubscriptionId $Subscription -TenantId $Tenant
        return [pscustomobject]@{ Context = $script:Context }
    }
}

function Get-AzContext {
    [CmdletBinding(DefaultParameterSetName = 'GetSingleContext')]
    param(
        [Alias('AzContext', 'AzureRmContext', 'AzureCredential')] $DefaultProfile,
        [Parameter(ParameterSetName = 'GetSingleContext', Position = 0)] [string]$Name,
        [Parameter(Mandatory = $true, ParameterSetName = 'ListAllContexts')] [switch]$ListAvailable,
        [Parameter(ParameterSetName = 'ListAllContexts')] [switch]$RefreshContextFromTokenCache
    )
    if ($null -ne $DefaultProfile) { return $DefaultProfile }
    return $script:Context
}

function Set-AzContext {
    [CmdletBinding(SupportsShouldProcess = $true, DefaultParameterSetName = 'Context')]
    [Alias('Select-AzSubscription')]
    param(
        [Parameter(Mandatory = $true, ParameterSetName = 'Context', Position = 0, ValueFromPipeline = $true)] $Context,
        [Parameter(Mandatory = $true, ParameterSetName = 'SubscriptionObject', ValueFromPipeline = $true)] $SubscriptionObject,
        [Parameter(Mandatory = $true, ParameterSetName = 'TenantObject', ValueFromPipeline = $true)] $TenantObject,
        [Parameter(ParameterSetName = 'Subscription', Position = 0)] [Alias('SubscriptionId', 'SubscriptionName')] [string]$Subscription,
        [Parameter(ParameterSetName = 'Subscription')] [Parameter(Mandatory = $true, ParameterSetName = 'TenantOnly')] [Alias('Domain', 'TenantId')] [string]$Tenant,
        [Alias('AzContext', 'AzureRmContext', 'AzureCredential')] $DefaultProfile,
        [System.Collections.Generic.IDictionary[string, string]]$ExtendedProperty,
        [switch]$Force,
        [string]$Name,
        [ValidateSet('Process', 'CurrentUser')] [string]$Scope
    )
    # A compiled cmdlet sees the preferences of who calls it; a function of a module has to ask for them.
    if (-not $PSBoundParameters.ContainsKey('WhatIf')) { $WhatIfPreference = $PSCmdlet.SessionState.PSVariable.GetValue('WhatIfPreference') }
    if (-not $PSBoundParameters.ContainsKey('Confirm')) { $ConfirmPreference = $PSCmdlet.SessionState.PSVariable.GetValue('ConfirmPreference') }
    $next = switch ($PSCmdlet.ParameterSetName) {
        'Context' { $Context }
        'SubscriptionObject' { New-Context -SubscriptionId $SubscriptionObject.Id -TenantId $SubscriptionObject.TenantId }
        'TenantObject' { New-Context -SubscriptionId (Get-Context).Subscription.Id -TenantId $TenantObject.Id }
        default {
            $id = if ($Subscription) { $Subscription } else { (Get-Context).Subscription.Id }
            $of = if ($Tenant) { $Tenant } else { Resolve-Tenant -SubscriptionId $id }
            New-Context -SubscriptionId $id -TenantId $of
        }
    }
    if ($PSCmdlet.ShouldProcess($next.Name, 'set the current context')) {
        $script:Context = $next
        return $next
    }
}

function Get-AzSubscription {
    [CmdletBinding(DefaultParameterSetName = 'ListByIdInTenant')]
    param(
        [Parameter(ParameterSetName = 'ListByIdInTenant', Position = 0)] [string[]]$SubscriptionId,
        [Parameter(ParameterSetName = 'ListByNameInTenant', Position = 0)] [string[]]$SubscriptionName,
        [string]$TenantId,
        [switch]$AsJob,
        [Alias('AzContext', 'AzureRmContext', 'AzureCredential')] $DefaultProfile
    )
    $ids = if ($SubscriptionId) { $SubscriptionId } elseif ($SubscriptionName) { $SubscriptionName } else { @((Get-Context).Subscription.Id) }
    foreach ($id in $ids) {
        [pscustomobject]@{ Id = $id; Name = $id; TenantId = (Resolve-Tenant -SubscriptionId $id); State = 'Enabled' }
    }
}

function Get-AzAccessToken {
    [CmdletBinding(DefaultParameterSetName = 'KnownResourceTypeName')]
    param(
        [switch]$AsSecureString,
        [Alias('AzContext', 'AzureRmContext', 'AzureCredential')] $DefaultProfile,
        [Parameter(ParameterSetName = 'KnownResourceTypeName')] [string]$ResourceTypeName,
        [Parameter(Mandatory = $true, ParameterSetName = 'ResourceUrl')] [Alias('Resource', 'ResourceUri')] [string]$ResourceUrl,
        [string]$TenantId
    )
    $tenant = if ($TenantId) { $TenantId } else { (Get-Context -Given $DefaultProfile).Tenant.Id }
    [pscustomobject]@{
        # Since Az.Accounts 5.0 the token is a SecureString, with the switch and without it.
        Token     = ConvertTo-SecureString -String "tenant:$tenant" -AsPlainText -Force
        ExpiresOn = [datetimeoffset]::new(2030, 1, 1, 0, 0, 0, [timespan]::Zero)
        TenantId  = $tenant
        UserId    = 'somebody@contoso.example'
        Type      = 'Bearer'
    }
}

function Send-Request {
    param([string]$Method, [uri]$Uri, [string]$Payload, $Context)
    if (-not $env:VNETLOOM_REHEARSAL) {
        throw [System.InvalidOperationException]::new('VNETLOOM_REHEARSAL has no address: this Az.Accounts stands in for the real one in tests, and sends nothing to Azure.')
    }
    $request = [System.Net.Http.HttpRequestMessage]::new([System.Net.Http.HttpMethod]::new($Method), $env:VNETLOOM_REHEARSAL.TrimEnd('/') + $Uri.PathAndQuery)
    $request.Headers.Host = $Uri.Host
    $request.Headers.Authorization = [System.Net.Http.Headers.AuthenticationHeaderValue]::new('Bearer', "tenant:$($Context.Tenant.Id)")
    if ($Payload) {
        $request.Content = [System.Net.Http.StringContent]::new($Payload, [System.Text.Encoding]::UTF8, 'application/json')
    }
    $response = $script:Client.SendAsync($request).GetAwaiter().GetResult()
    [pscustomobject]@{
        PSTypeName = 'Microsoft.Azure.Commands.Profile.Models.PSHttpResponse'
        Headers    = $response.Headers
        Version    = $response.Version.ToString()
        StatusCode = [int]$response.StatusCode
        Method     = $Method
        RequestUri = $Uri.AbsoluteUri
        Content    = $response.Content.ReadAsStringAsync().GetAwaiter().GetResult()
    }
}

function Invoke-AzRestMethod {
    [CmdletBinding(SupportsShouldProcess = $true, DefaultParameterSetName = 'ByPath')]
    [Alias('Invoke-AzRest')]
    param(
        [Parameter(ParameterSetName = 'ByParameters')] [ValidateNotNullOrEmpty()] [string]$SubscriptionId,
        [Parameter(ParameterSetName = 'ByParameters')] [ValidateNotNullOrEmpty()] [string]$ResourceGroupName,
        [Parameter(ParameterSetName = 'ByParameters')] [ValidateNotNullOrEmpty()] [string]$ResourceProviderName,
        [Parameter(ParameterSetName = 'ByParameters')] [ValidateNotNullOrEmpty()] [string[]]$ResourceType,
        [Parameter(ParameterSetName = 'ByParameters')] [ValidateNotNullOrEmpty()] [string[]]$Name,
        [Parameter(Mandatory = $true, ParameterSetName = 'ByPath')] [ValidateNotNullOrEmpty()] [string]$Path,
        [Parameter(Mandatory = $true, ParameterSetName = 'ByParameters')] [ValidateNotNullOrEmpty()] [string]$ApiVersion,
        [Parameter(Mandatory = $true, ParameterSetName = 'ByURI', Position = 1)] [ValidateNotNullOrEmpty()] [uri]$Uri,
        [Parameter(ParameterSetName = 'ByURI')] [ValidateNotNullOrEmpty()] [uri]$ResourceId,
        [ValidateSet('GET', 'POST', 'PUT', 'PATCH', 'DELETE', IgnoreCase = $true)] [ValidateNotNullOrEmpty()] [string]$Method = 'GET',
        [ValidateNotNullOrEmpty()] [string]$Payload,
        [switch]$AsJob,
        [switch]$WaitForCompletion,
        [string]$PollFrom,
        [string]$FinalResultFrom,
        [switch]$Paginate,
        [string]$NextLinkName = 'nextLink',
        [string]$PageableItemName = 'value',
        [int]$MaxPageSize = [int]::MaxValue,
        [Alias('AzContext', 'AzureRmContext', 'AzureCredential')] $DefaultProfile
    )
    # A compiled cmdlet sees the preferences of who calls it; a function of a module has to ask for them.
    if (-not $PSBoundParameters.ContainsKey('WhatIf')) { $WhatIfPreference = $PSCmdlet.SessionState.PSVariable.GetValue('WhatIfPreference') }
    if (-not $PSBoundParameters.ContainsKey('Confirm')) { $ConfirmPreference = $PSCmdlet.SessionState.PSVariable.GetValue('ConfirmPreference') }
    if ($AsJob -or $WaitForCompletion -or $Paginate) {
        throw [System.NotSupportedException]::new('The Az.Accounts of tests has no -AsJob, -WaitForCompletion and -Paginate.')
    }
    $context = Get-Context -Given $DefaultProfile
    $target = switch ($PSCmdlet.ParameterSetName) {
        'ByURI' {
            if ($Uri.Host -ne 'management.azure.com' -and -not $Uri.Host.EndsWith('.vault.azure.net') -and -not $ResourceId) {
                throw [System.ArgumentException]::new('Cannot find resource id(audience) for authentication')
            }
            if ($ResourceId -and $ResourceId.OriginalString -eq $context.Environment.ActiveDirectoryServiceEndpointResourceId -and $Uri.Host -ne 'management.azure.com') {
                throw [System.ArgumentException]::new('The resource ID of Azure Resource Manager cannot be used for other endpoint. Please make sure to input the correct resource ID that matches the request URI.')
            }
            $Uri
        }
        'ByParameters' {
            $of = if ($SubscriptionId) { $SubscriptionId } else { $context.Subscription.Id }
            $text = "/subscriptions/$of"
            if ($ResourceGroupName) { $text += "/resourceGroups/$ResourceGroupName" }
            if ($ResourceProviderName) { $text += "/providers/$ResourceProviderName" }
            for ($i = 0; $i -lt @($ResourceType).Count; $i++) {
                $text += "/$($ResourceType[$i])"
                if ($null -ne $Name -and $i -ne $Name.Count) { $text += "/$($Name[$i])" }
            }
            [uri]"https://management.azure.com$text`?api-version=$ApiVersion"
        }
        default { [uri]('https://management.azure.com/' + $Path.TrimStart('/')) }
    }
    $verb = $Method.ToUpperInvariant()
    if ($verb -ne 'GET' -and -not $PSCmdlet.ShouldProcess($target.PathAndQuery, $verb)) {
        throw [System.NullReferenceException]::new('Object reference not set to an instance of an object.')
    }
    return Send-Request -Method $verb -Uri $target -Payload $Payload -Context $context
}

Export-ModuleMember -Function Connect-AzAccount, Get-AzAccessToken, Get-AzContext, Get-AzSubscription, Invoke-AzRestMethod, Set-AzContext -Alias Invoke-AzRest, Select-AzSubscription
