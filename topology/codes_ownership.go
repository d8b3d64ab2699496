package topology

import "github.com/vnetloom/vnetloom/internal/diag"

// theirs is an external network of an example, complete.
const theirs = "subscriptions: {partner: 22222222-2222-2222-2222-222222222222}\nnetworks:\n  hub: {addressSpace: 10.0.0.0/22, resourceGroup: rg-net}\n" +
	"  theirs: {ownership: external, subscription: partner, resourceGroup: rg-theirs, azureName: vnet-theirs, addressSpace: 10.9.0.0/24"

// What exists already, and what is somebody else's: VL346 to VL356.
var (
	codeNoExternalID = &diag.Code{ID: "VL346", Title: "An external network without what its resource id is made of",
		Text:    "Our half of a peering names the other network by its resource id: subscription, resource group and name. Of somebody else's network none of them can be derived.",
		Example: example("networks:\n  hub: 10.0.0.0/22\n  theirs: {ownership: external, addressSpace: 10.9.0.0/24}\nconnections:\n  p: {kind: peering, between: [hub, theirs]}\n")}
	codeOursInExternal = &diag.Code{ID: "VL347", Title: "Something would be made in somebody else's network",
		Text:    "In an external network nothing is ours to write: its gateways and its firewall have `existing: true`, and its appliances no load balancer of ours.",
		Example: example(theirs + ", gateways: {vpn: {}}}\n")}
	codeBothExternal = &diag.Code{ID: "VL348", Title: "Two external networks are joined",
		Text:    "A statement about two networks of others leaves nothing for us to write: neither halves of a peering nor connections. Their owners join them.",
		Example: example(theirs + "}\n  others: {ownership: external, subscription: partner, resourceGroup: rg-others, azureName: vnet-others, addressSpace: 10.10.0.0/24}\nconnections:\n  p: {kind: peering, between: [theirs, others]}\n")}
	codeClassicUse = &diag.Code{ID: "VL349", Title: "A classic network cannot be this",
		Text:    "A network of the classic deployment model is external, is peered whole, and may use the gateway of a Resource Manager network; its own gateway cannot be used, and it is nobody's hub.",
		Example: example("networks:\n  old: {deploymentModel: classic, addressSpace: 10.9.0.0/24}\n"), Source: "Create, change, or delete a virtual network peering: requirements and constraints"}
	codeClassic = &diag.Code{ID: "VL350", Severity: diag.Warning, Title: "A classic network",
		Text:    "Azure has retired the classic deployment model. The peering is configured on the Resource Manager side alone, and cannot be synced after a resize.",
		Example: example("subscriptions: {partner: 22222222-2222-2222-2222-222222222222}\nnetworks:\n  old: {ownership: external, deploymentModel: classic, subscription: partner, resourceGroup: rg-old, azureName: vnet-old, addressSpace: 10.9.0.0/24}\n"), Source: "Create, change, or delete a virtual network peering: requirements and constraints"}
	codeNoFirewallAddress = &diag.Code{ID: "VL351", Title: "A firewall that exists, without its address",
		Text:    "The address of a firewall is the literal of every route through it. That of one that we do not make is not known to us.",
		Example: example("networks:\n  hub:\n    ownership: existing\n    addressSpace: 10.0.0.0/22\n    subnets: {AzureFirewallSubnet: 10.0.0.0/26}\n    firewall: {existing: true}\n")}
	codeNotWritten = &diag.Code{ID: "VL352", Severity: diag.Warning, Title: "A field of a network that is not written",
		Text:    "A network that exists, or is somebody else's, is not written, and neither are its subnets. What the intent says of them is what is there; it changes nothing.",
		Example: example("networks:\n  hub: {ownership: existing, addressSpace: 10.0.0.0/22, dnsServers: 10.0.1.4}\n")}
	codeOwnersRoutes = &diag.Code{ID: "VL353", Severity: diag.Warning, Title: "Routes that somebody else must set",
		Text: "The route tables of an external network are its owner's. The routes that it needs are a step for them; until they are set, its traffic takes another way than the answers, and is dropped or not inspected.",
		Example: example("subscriptions: {partner: 22222222-2222-2222-2222-222222222222}\nnetworks:\n  hub: {addressSpace: 10.0.0.0/22, subnets: {AzureFirewallSubnet: 10.0.0.0/26}, firewall: {}}\n  a: {addressSpace: 10.1.0.0/24, subnets: {web: 10.1.0.0/26}}\n" +
			"  theirs: {ownership: external, subscription: partner, resourceGroup: rg-theirs, azureName: vnet-theirs, addressSpace: 10.9.0.0/24, subnets: {app: 10.9.0.0/26}}\nconnections:\n  e: {kind: hubAndSpoke, hub: hub, spokes: [a, theirs], spokeToSpoke: hub/firewall}\n")}
	codeHubOwnership = &diag.Code{ID: "VL356", Title: "A virtual hub that is not made by us, or has parts that are not",
		Text:    "A virtual hub is made with its gateways, its firewall and its routing; of one that exists its connections and tables cannot be told apart from those of others.",
		Example: example("virtualWans: {wan: {}}\nnetworks:\n  hub: {virtualWan: wan, ownership: existing, addressSpace: 10.100.0.0/23}\n")}
	codeUnknownTenant = &diag.Code{ID: "VL357", Title: "A tenant that is not declared, or declared twice",
		Text:    "`tenant` of a subscription is a name from `tenants`, and each tenant has one name.",
		Example: example("tenants: {contoso: 11111111-0000-0000-0000-000000000001}\nsubscriptions: {prod: {id: 11111111-1111-1111-1111-111111111111, tenant: contosso}}\nnetworks: {hub: 10.0.0.0/22}\n")}
	codeNoTenant = &diag.Code{ID: "VL358", Title: "A network of no known tenant, among several",
		Text: "With more than one tenant there is a deployment for each. A network without a declared subscription, or in one without a tenant, belongs to none of them.",
		Example: example("tenants: {contoso: 11111111-0000-0000-0000-000000000001, fabrikam: 22222222-0000-0000-0000-000000000002}\nsubscriptions:\n  prod: {id: 11111111-1111-1111-1111-111111111111, tenant: contoso}\n  theirs: {id: 22222222-2222-2222-2222-222222222222, tenant: fabrikam}\n" +
			"networks:\n  a: {addressSpace: 10.0.0.0/22, subscription: prod}\n  b: {addressSpace: 10.1.0.0/22, subscription: theirs}\n  c: 10.2.0.0/22\n")}
	codeCrossing = &diag.Code{ID: "VL359", Title: "A site at another owner's gateway",
		Text: "A site that ends at another owner's gateway is between the two of them: the local network gateway and the connection stand beside that gateway, and nothing of it is ours to write. " +
			"A VPN between two networks may end at another owner's gateway, and may cross tenants.",
		Example: example(theirs + ", gateways: {vpn: {existing: true}}}\nsites: {dc: {addressSpace: 192.168.0.0/16, vpn: {publicAddress: 203.0.113.10}}}\nconnections: {v: {kind: vpn, between: [theirs, dc]}}\n")}
	codeNoSubnetForRoutes = &diag.Code{ID: "VL354", Title: "Routes of a network whose subnets are not named",
		Text: "A route table stands on subnets. A network that we do not make may have subnets that the intent does not name: they would get no routes, and nothing would say so.",
		Example: example("networks:\n  hub: {addressSpace: 10.0.0.0/22, subnets: {AzureFirewallSubnet: 10.0.0.0/26}, firewall: {}}\n  a: {addressSpace: 10.1.0.0/24, subnets: {web: 10.1.0.0/26}}\n" +
			"  old: {ownership: existing, addressSpace: 10.9.0.0/24}\nconnections:\n  e: {kind: hubAndSpoke, hub: hub, spokes: [a, old], spokeToSpoke: hub/firewall}\n")}
)

var ownershipCodes = []*diag.Code{codeNoExternalID, codeOursInExternal, codeBothExternal, codeClassicUse, codeClassic, codeNoFirewallAddress, codeNotWritten, codeOwnersRoutes, codeNoSubnetForRoutes, codeHubOwnership, codeUnknownTenant, codeNoTenant, codeCrossing}
