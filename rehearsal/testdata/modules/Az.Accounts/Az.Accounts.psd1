@{
    RootModule        = 'Az.Accounts.psm1'
    ModuleVersion     = '5.3.0'
    GUID              = '00000000-0000-0000-0000-000000000001'
    Description       = 'Stands in for Az.Accounts in tests: what it sends goes to the address in VNETLOOM_REHEARSAL.'
    PowerShellVersion = '5.1'
    FunctionsToExport = @('Connect-AzAccount', 'Get-AzAccessToken', 'Get-AzContext', 'Get-AzSubscription', 'Invoke-AzRestMethod', 'Set-AzContext')
    AliasesToExport   = @('Invoke-AzRest', 'Select-AzSubscription')
    CmdletsToExport   = @()
    VariablesToExport = @()
}
