// The ARM template of the networks that std.extVar('estate') has: a mesh of `networks`, and `spokes` with their hubs.
local estate = std.extVar('estate');
local tagged = if std.objectHas(estate, 'tags') then { tags: estate.tags } else {};
local body(resources) = {
  '$schema': 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
  contentVersion: '1.0.0.0',
  resources: resources,
};
local deployment(name, group, resources) = {
  type: 'Microsoft.Resources/deployments',
  apiVersion: '2025-04-01',
  name: name,
  resourceGroup: group,
  properties: { expressionEvaluationOptions: { scope: 'inner' }, mode: 'Incremental', template: body(resources) },
};
local inspected(n) = std.objectHas(n, 'firewall');
local tableId(n) = "[resourceId('Microsoft.Network/routeTables', 'rt-%s')]" % n.name;
local route(name, prefix, address) = {
  name: name,
  properties: { addressPrefix: prefix, nextHopType: 'VirtualAppliance', nextHopIpAddress: address },
};
local routeTable(n) = {
  type: 'Microsoft.Network/routeTables',
  apiVersion: '2025-05-01',
  name: 'rt-' + n.name,
  location: n.location,
  properties: {
    disableBgpRoutePropagation: true,
    routes: [
      route('internet-0.0.0.0_0', '0.0.0.0/0', n.firewall),
      route('private-10.0.0.0_8', '10.0.0.0/8', n.firewall),
      route('private-172.16.0.0_12', '172.16.0.0/12', n.firewall),
      route('private-192.168.0.0_16', '192.168.0.0/16', n.firewall),
    ],
  },
} + tagged;
local network(n) = {
  type: 'Microsoft.Network/virtualNetworks',
  apiVersion: '2025-05-01',
  name: 'vnet-' + n.name,
  location: n.location,
  properties: {
    addressSpace: { addressPrefixes: [n.prefix] },
    subnets: [
      {
        name: name,
        properties: { addressPrefix: n.subnets[name] } + (
          if inspected(n)
          then { routeTable: { id: tableId(n) }, defaultOutboundAccess: false, privateEndpointNetworkPolicies: 'RouteTableEnabled' }
          else { defaultOutboundAccess: true }
        ),
      }
      for name in std.objectFields(n.subnets)
    ],
  },
} + tagged + (if inspected(n) then { dependsOn: [tableId(n)] } else {});
local peeringId(from, to) =
  "[resourceId('Microsoft.Network/virtualNetworks/virtualNetworkPeerings', 'vnet-%s', 'peer-%s-to-%s')]" % [from, from, to];
local peering(from, to, group, forwarded, transit, remote, after) = {
  type: 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings',
  apiVersion: '2025-05-01',
  name: 'vnet-%s/peer-%s-to-%s' % [from, from, to],
  properties: {
    remoteVirtualNetwork: { id: "[resourceId(%s'Microsoft.Network/virtualNetworks', 'vnet-%s')]" % [group, to] },
    allowVirtualNetworkAccess: true,
    allowForwardedTraffic: forwarded,
    allowGatewayTransit: transit,
    useRemoteGateways: remote,
  },
} + (if after == null then {} else { dependsOn: [peeringId(from, after)] });
local all = estate.networks + estate.spokes;
local groups = std.set([n.resourceGroup for n in all]);
body(
  [
    deployment('network-' + g, g, std.flattenArrays([
      (if inspected(n) then [routeTable(n)] else []) + [network(n)]
      for n in all
      if n.resourceGroup == g
    ]))
    for g in groups
  ] + [
    local others = [b.name for b in estate.networks if b.name != a.name];
    deployment('mesh-' + a.name, a.resourceGroup, [
      peering(a.name, others[i], '', false, false, false, if i == 0 then null else others[i - 1])
      for i in std.range(0, std.length(others) - 1)
    ])
    for a in estate.networks
  ] + std.flattenArrays([
    local hub = h.name;
    local spokes = [n for n in estate.spokes if n.hub == hub];
    [
      deployment('peering-' + hub, h.resourceGroup, [
        peering(hub, spokes[i].name, "'%s', " % spokes[i].resourceGroup, true, true, false, if i == 0 then null else spokes[i - 1].name)
        for i in std.range(0, std.length(spokes) - 1)
      ]),
      deployment('return-' + hub, h.spokesGroup, [
        peering(n.name, hub, "'%s', " % n.hubGroup, true, false, true, null)
        for n in spokes
      ]),
    ]
    for h in estate.hubs
  ])
)
