# Tests of the engine's parts, by Pester. Whole runs, against a store of Azure's resources, are in golden/. The folder of this file has all files
# of the module, and a module Az.Accounts is loaded.

BeforeAll {
    Import-Module -Name (Join-Path -Path $PSScriptRoot -ChildPath 'Vnetloom.Deploy.psd1') -Force
}

Describe 'what is read' {
    It 'keeps text that looks like a date' {
        InModuleScope Vnetloom.Deploy { (ConvertFrom-JsonText '{"tag": "2026-01-01T00:00:00Z"}')['tag'] | Should -BeExactly '2026-01-01T00:00:00Z' }
    }
    It 'finds the type and the parent of an id' {
        InModuleScope Vnetloom.Deploy {
            $id = '/subscriptions/s/resourceGroups/g/providers/microsoft.network/VIRTUALNETWORKS/v/virtualNetworkPeerings/p'
            Get-TypeOfId $id | Should -BeExactly 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings'
            [ResourceId]::Parent($id) | Should -Be '/subscriptions/s/resourceGroups/g/providers/microsoft.network/VIRTUALNETWORKS/v'
            [ResourceId]::Parent([ResourceId]::Parent($id)) | Should -Be ''
            Get-TypeOfId '/subscriptions/s/resourceGroups/g' | Should -Be 'Microsoft.Resources/resourceGroups'
        }
    }
    It 'says Azure''s code and words of a refusal' {
        InModuleScope Vnetloom.Deploy {
            $problem = Get-Problem (ConvertFrom-JsonText '{"error": {"code": "A", "message": "b", "details": [{"code": "C", "message": "d"}]}}') 409
            $problem.Code, $problem.Message, $problem.Status | Should -Be 'A', 'b C: d', 409
            (Get-Problem @{} 503).Code | Should -Be '503'
        }
    }
}

Describe 'what passes by itself' {
    It '<Code> with <Status>: <Passes>' -TestCases @(
        @{ Code = 'AnotherOperationInProgress'; Status = 409; Passes = $true }, @{ Code = 'X'; Status = 429; Passes = $true }
        @{ Code = 'X'; Status = 503; Passes = $true }, @{ Code = 'InUseSubnetCannotBeUpdated'; Status = 400; Passes = $false }, @{ Code = 'X'; Status = 409; Passes = $false }
    ) {
        param($Code, $Status, $Passes)
        InModuleScope Vnetloom.Deploy -Parameters @{ Problem = @{ Code = $Code; Status = $Status }; Passes = $Passes } { Test-Passing $Problem | Should -Be $Passes }
    }
}

Describe 'comparison of <Type>' -ForEach @(
    @{ Type = 'routeTables'; Want = '{"properties": {"routes": [{"name": "a", "properties": {"addressPrefix": "10.0.0.0/8"}}]}}'
        Have = '{"properties": {"routes": [{"name": "A", "properties": {"addressPrefix": "10.0.0.0/8", "provisioningState": "Succeeded"}}]}}'; Text = @() }
    @{ Type = 'routeTables'; Want = '{"properties": {"routes": []}}'; Have = '{"properties": {"routes": [{"name": "a", "properties": {"addressPrefix": "10.0.0.0/8"}}]}}'
        Text = @('- routes[a]: name a, addressPrefix 10.0.0.0/8') }
    @{ Type = 'virtualNetworks'; Want = '{"location": "westeurope", "tags": {"a": "1"}}'; Have = '{"location": "West Europe", "tags": {"A": "1", "b": "2"}}'; Text = @() }
    @{ Type = 'virtualNetworks'; Want = '{"properties": {"subnets": [{"name": "s", "properties": {"addressPrefix": "10.0.0.0/24", "addressPrefixes": null}}]}}'
        Have = '{"properties": {"subnets": [{"name": "s", "properties": {"addressPrefixes": ["10.0.0.0/24"]}}, {"name": "theirs"}]}}'; Text = @() }
    @{ Type = 'virtualNetworks'; Want = '{"properties": {"subnets": [{"name": "s", "properties": {"routeTable": {"id": "/subscriptions/s/rt-web"}}}]}}'
        Have = '{"properties": {"subnets": [{"name": "s", "properties": {"routeTable": {"id": "/subscriptions/s/rt-old"}}}]}}'
        Text = @('~ subnets[s].routeTable: rt-old -> rt-web') }
    @{ Type = 'virtualNetworks'; Want = '{"properties": {"dhcpOptions": null, "enableDdosProtection": null}}'
        Have = '{"properties": {"dhcpOptions": {"dnsServers": []}, "enableDdosProtection": false}}'; Text = @() }
    @{ Type = 'virtualNetworkGateways'; Want = '{"properties": {"bgpSettings": null, "enableBgp": false}}'; Have = '{"properties": {"bgpSettings": {"asn": 65515}}}'; Text = @() }
) {
    It 'finds: <Text>' {
        InModuleScope Vnetloom.Deploy -Parameters @{ Case = $_ } {
            $found = [System.Collections.Generic.List[object]]::new()
            $rules = $script:Table['types']['Microsoft.Network/' + $Case.Type]['rules']
            [Comparison]::Body((ConvertFrom-JsonText $Case.Want), (ConvertFrom-JsonText $Case.Have), $rules, '', $found)
            @($found | ForEach-Object { $_.Text }) | Should -Be $Case.Text
        }
    }
}

Describe 'what is written' {
    It 'is what there is, with what is wanted over it, and without what Azure sets' {
        InModuleScope Vnetloom.Deploy {
            $rules = $script:Table['types']['Microsoft.Network/virtualNetworks']['rules']
            $have = ConvertFrom-JsonText '{"etag": "x", "tags": {"b": "2"}, "properties": {"flowTimeoutInMinutes": 10, "virtualNetworkPeerings": [{}],
                "subnets": [{"name": "s", "properties": {"serviceEndpointPolicies": [{"id": "p"}], "natGateway": {"id": "n"}}}, {"name": "theirs"}]}}'
            $want = ConvertFrom-JsonText '{"tags": {"a": "1"}, "properties": {"subnets": [{"name": "s", "properties": {"natGateway": null}}]}}'
            ConvertTo-Json -InputObject (Join-Value $want $have $rules @{}) -Depth 9 -Compress | Should -Be ('{"tags":{"b":"2","a":"1"},"properties":' +
                '{"flowTimeoutInMinutes":10,"subnets":[{"name":"s","properties":{"serviceEndpointPolicies":[{"id":"p"}]}},{"name":"theirs"}]}}')
        }
    }
    It 'has a secret only where it is put in' {
        InModuleScope Vnetloom.Deploy {
            $key = [System.Tuple[string, string]]::new('key', 'sharedKey')
            Get-Text $key | Should -Be '(secret)'
            Get-Text @{ name = 'a'; properties = @{ authorizationKey = 'x' } } | Should -Match 'authorizationKey \(secret\)'
            (Get-Leaf @{ properties = @{ list = @(@{ key = $key }) } }).Item2 | Should -Be 'sharedKey'
            Join-Value $key $null $null @{ sharedKey = (ConvertTo-SecureString -String 'x' -AsPlainText -Force) } | Should -Be 'x'
        }
    }
}

Describe 'the module' {
    It 'exports what its manifest says, each with help' {
        $manifest = Import-PowerShellDataFile -Path (Join-Path -Path $PSScriptRoot -ChildPath 'Vnetloom.Deploy.psd1')
        $exported = (Get-Module -Name Vnetloom.Deploy).ExportedFunctions.Keys | Sort-Object
        $exported | Should -Be ($manifest.FunctionsToExport | Sort-Object)
        foreach ($name in $exported) {
            $help = Get-Help -Name $name
            $help.Synopsis | Should -Not -BeNullOrEmpty
            $help.examples | Should -Not -BeNullOrEmpty
            foreach ($parameter in $help.parameters.parameter | Where-Object { $_.name -notin 'WhatIf', 'Confirm' }) { $parameter.description | Should -Not -BeNullOrEmpty }
        }
    }
    It 'has no syntax that Windows PowerShell 5.1 has not: <_>' -TestCases @('Vnetloom.Deploy.psm1', 'Shapes.ps1') {
        $tree = [System.Management.Automation.Language.Parser]::ParseFile((Join-Path -Path $PSScriptRoot -ChildPath $_), [ref]$null, [ref]$null)
        $newer = $tree.FindAll({
                $node = $args[0]
                $node -is [System.Management.Automation.Language.TernaryExpressionAst] -or $node -is [System.Management.Automation.Language.PipelineChainAst] -or
                ($node -is [System.Management.Automation.Language.MemberExpressionAst] -and $node.NullConditional) -or
                ($node -is [System.Management.Automation.Language.BinaryExpressionAst] -and $node.Operator -eq 'QuestionQuestion') -or
                ($node -is [System.Management.Automation.Language.AssignmentStatementAst] -and $node.Operator -eq 'QuestionQuestionEquals')
            }, $true)
        $newer | Should -BeNullOrEmpty
    }
}
