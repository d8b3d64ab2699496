package topology

import "github.com/vnetloom/vnetloom/internal/diag"

const managedNetworks = `networks:
  hub: 10.0.0.0/22
  shop: {addressSpace: 10.1.0.0/24, labels: {env: prod}}
  pay: {addressSpace: 10.1.1.0/24, labels: {env: prod}}
`

// Virtual Network Manager.
var (
	codeUnknownManager = &diag.Code{ID: "VL370", Title: "A network manager that is not declared",
		Text:    "`networkManager` names a manager of `networkManagers`.",
		Example: example("networkManagers: {avnm: {}}\n" + managedNetworks + "connections:\n  all: {kind: mesh, members: {env: prod}, networkManager: avmn}\n")}
	codeWithoutManager = &diag.Code{ID: "VL371", Title: "What only a network manager has",
		Text:    "`membership` says how networks get into a manager's network group, and `deleteExistingPeering` is a setting of its configurations: without `networkManager` they mean nothing.",
		Example: example(managedNetworks + "connections:\n  all: {kind: mesh, members: {env: prod}, membership: policy}\n")}
	codeUnbuildable = &diag.Code{ID: "VL372", Title: "What a network manager cannot build",
		Text:   "A connectivity configuration makes peerings that take forwarded traffic, or a connected group, which has no peerings. It has no setting for less, and a next hop of a route must be directly peered: so a managed mesh carries no transit.",
		Source: "Connectivity configuration in Azure Virtual Network Manager", Example: example("networkManagers: {avnm: {}}\n" + managedNetworks + "connections:\n  estate: {kind: hubAndSpoke, hub: hub, spokes: {env: prod}, forwardedTraffic: false, networkManager: avnm}\n")}
	codePolicyNames = &diag.Code{ID: "VL373", Title: "A policy that is to find a network by name",
		Text:    "With `membership: policy` the members are selected by labels, which become tags of the networks; an Azure Policy puts networks with these tags into the network group.",
		Example: example("networkManagers: {avnm: {}}\n" + managedNetworks + "connections:\n  all: {kind: mesh, members: [shop, pay], networkManager: avnm, membership: policy}\n")}
	codePolicyFinds = &diag.Code{ID: "VL374", Title: "A policy that finds other networks than the members",
		Text:   "Who is in a network group by policy is decided by tags, in every subscription where it is assigned. The tags of all networks of the intent are held against it, as Azure compares them: it must find the members and nobody else. Networks that are not in the intent it may find too: nobody but their owners can know.",
		Source: "Configuring network groups with Azure Policy in Azure Virtual Network Manager; Azure Policy definition structure: equals is not case sensitive", Example: example("networkManagers: {avnm: {}}\n" + managedNetworks + "  lab: {addressSpace: 10.1.2.0/24, tags: {Env: PROD}}\nconnections:\n  all: {kind: mesh, members: {env: prod}, networkManager: avnm, membership: policy}\n")}
	codeLabelTag = &diag.Code{ID: "VL375", Title: "A label that cannot become a tag",
		Text:    "With `membership: policy` the labels by which a network is selected become its tags. A tag of the network with another value contradicts them, and Azure refuses some values.",
		Example: example("networkManagers: {avnm: {}}\n" + managedNetworks + "  lab: {addressSpace: 10.1.2.0/24, labels: {env: prod}, tags: {env: lab}}\nconnections:\n  all: {kind: mesh, members: {env: prod}, networkManager: avnm, membership: policy}\n")}
	codeOutOfScope = &diag.Code{ID: "VL376", Title: "A network out of its manager's scope",
		Text:   "A network manager manages the subscriptions and management groups of its scope. A network group may hold others; nothing is done to them.",
		Source: "Azure Virtual Network Manager FAQ", Example: example("subscriptions: {prod: 00000000-0000-0000-0000-000000000001, shared: 00000000-0000-0000-0000-000000000002}\nnetworkManagers: {avnm: {subscription: shared, scope: {subscriptions: [shared]}}}\nnetworks:\n  shop: {addressSpace: 10.1.0.0/24, subscription: prod}\n  pay: {addressSpace: 10.1.1.0/24, subscription: shared}\nconnections:\n  all: {kind: mesh, members: [shop, pay], networkManager: avnm}\n")}
	codeOverlapConnected = &diag.Code{ID: "VL377", Title: "Networks of a connected group overlap",
		Text:   "Azure takes overlapping networks into a connected group, unlike into a peering, and drops the packets for the addresses that they share. A statement says that its members reach each other: so their addresses are disjoint.",
		Source: "Limitations with Azure Virtual Network Manager: connected groups", Example: example("networkManagers: {avnm: {}}\nnetworks:\n  shop: 10.1.0.0/16\n  pay: 10.1.4.0/24\nconnections:\n  all: {kind: mesh, members: [shop, pay], networkManager: avnm}\n")}
	codeDeletesPeering = &diag.Code{ID: "VL378", Title: "A manager would delete a peering of the intent",
		Text:   "With `deleteExistingPeering` a manager removes every peering of the networks it manages that none of its configurations says, also those made by hand and later.",
		Source: "Connectivity configuration in Azure Virtual Network Manager", Example: example("networkManagers: {avnm: {}}\n" + managedNetworks + "connections:\n  estate: {kind: hubAndSpoke, hub: hub, spokes: {env: prod}, networkManager: avnm, deleteExistingPeering: true}\n  sales: {kind: peering, between: [shop, pay]}\n")}
	codeManagerCrossing = &diag.Code{ID: "VL380", Title: "A network manager across tenants",
		Text:   "A network manager takes networks of other tenants as static members, never by policy, and only after both tenants have connected its scope: a connection on the manager and one on the subscription of the other tenant, with exactly the same scope, each made by somebody who is known in both tenants. Members can be added only when both are there, which no deployment to one tenant can know. So it is refused; peerings by hand cross tenants, and each tenant may have a manager of its own.",
		Source: "Cross-tenant support in Azure Virtual Network Manager", Example: example("tenants: {contoso: 00000000-0000-0000-0000-00000000000a, fabrikam: 00000000-0000-0000-0000-00000000000b}\nsubscriptions:\n  prod: {id: 00000000-0000-0000-0000-000000000001, tenant: contoso}\n  partner: {id: 00000000-0000-0000-0000-000000000002, tenant: fabrikam}\nnetworkManagers: {avnm: {subscription: prod}}\nnetworks:\n  shop: {addressSpace: 10.1.0.0/24, subscription: prod}\n  theirs: {addressSpace: 10.1.1.0/24, subscription: partner}\nconnections:\n  all: {kind: mesh, members: [shop, theirs], networkManager: avnm}\n")}
	codeCommitResource = &diag.Code{ID: "VL381", Severity: diag.Warning, Title: "A commit that is a resource",
		Text:   "What a network manager is told takes effect when it is committed. By default a companion step commits; with `commit: resource` a resource of the deployment does, networkManagers/commits, which Azure has since API version 2025-07-01 and shows no use of. It names all connectivity configurations of the manager and all its regions, and its forceUpdateTag changes with the content of the configurations: that makes Azure commit again.",
		Source: "azure-mgmt-network reference, CommitProperties: force_update_tag forces the commit to be re-evaluated and redeployed", Example: example("networkManagers: {avnm: {commit: resource}}\n" + managedNetworks + "connections:\n  all: {kind: mesh, members: {env: prod}, networkManager: avnm}\n")}
	codeLargeMesh = &diag.Code{ID: "VL379", Severity: diag.Note, Title: "A mesh of very many peerings",
		Text:    "A full mesh of n networks is n(n-1) halves of peerings, each a resource; one network more adds 2n. A network manager builds the same as one connected group, with one member a network.",
		Example: example("networks:\n  a: 10.0.0.0/24\n  b: 10.0.1.0/24\n  c: 10.0.2.0/24\nlimits: {templateResources: 4}\nconnections:\n  all: {kind: mesh, members: [a, b, c]}\n")}
)

var managerCodes = []*diag.Code{codeUnknownManager, codeWithoutManager, codeUnbuildable, codePolicyNames, codePolicyFinds, codeLabelTag, codeOutOfScope, codeOverlapConnected,
	codeDeletesPeering, codeManagerCrossing, codeLargeMesh, codeCommitResource}
