@{
    RootModule        = 'Vnetloom.Deploy.psm1'
    ModuleVersion     = '1.0.0'
    GUID              = '5d6b8a0e-6c0f-4b9f-9a53-0f5c8f6d2b71'
    Author            = 'vnetloom'
    Copyright         = 'See the LICENSE of vnetloom.'
    Description       = 'Brings Azure to the rows of an estate that vnetloom has compiled.'
    PowerShellVersion = '5.1'
    # Invoke-AzRestMethod has -Uri and -ResourceId since Az.Accounts 2.7.0 (its ChangeLog; Azure/azure-powershell#16534).
    RequiredModules   = @(@{ ModuleName = 'Az.Accounts'; ModuleVersion = '2.7.0' })
    FunctionsToExport = @('Invoke-VnetloomDeployment', 'Get-VnetloomResource', 'Set-VnetloomResource', 'Remove-VnetloomResource')
    CmdletsToExport   = @()
    VariablesToExport = @()
    AliasesToExport   = @()
    FileList          = @('Vnetloom.Deploy.psd1', 'Vnetloom.Deploy.psm1', 'types.json')
}
