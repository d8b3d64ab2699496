metadata description = 'Resource groups, as the platform team of Contoso writes them.'

targetScope = 'subscription'

import { tagsOf } from 'functions.bicep'

@description('A resource group, with tags of its own or those of all.')
type resourceGroupRow = {
  name: string
  location: string
  tags: { *: string }?
}

@export()
type resourceGroupGroup = { key: string, subscription: string?, resourceGroups: resourceGroupRow[]? }

@description('The rows of one nested deployment.')
param group resourceGroupGroup

@description('Tags of what has none of its own.')
param tags { *: string }

@description('Resource groups.')
resource resourceGroups 'Microsoft.Resources/resourceGroups@2025-04-01' = [
  for row in group.?resourceGroups ?? []: {
    name: row.name
    location: row.location
    tags: tagsOf(row.?tags, tags)
  }
]

@description('Ids of the resource groups, for the budgets that are set on them elsewhere.')
output ids string[] = [for (row, i) in group.?resourceGroups ?? []: resourceGroups[i].id]
