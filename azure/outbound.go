package azure

import "strings"

// OutboundAccess says what a subnet's defaultOutboundAccess is, whatever the routes of its network are.
type OutboundAccess struct {
	Subnet    string // a reserved name; "" for a delegated subnet
	Delegated bool
	Value     bool
	Source    string
	Note      string // a sentence
}

// OutboundAccesses hold under both of Azure's defaults: true before API version 2025-07-01, and since then false in networks that are new.
// What stands in these subnets is Azure's own, or its service's, and has its own way to the internet: the value changes nothing there. So
// it is what Azure had when these services were written for them, and what an estate of the older default has.
// Source of the defaults: Azure networking blog, private subnets by default in Azure virtual networks (2026-04).
var OutboundAccesses = []OutboundAccess{
	{Subnet: GatewaySubnet, Value: true, Source: learnOutbound, Note: "A gateway has public addresses of its own, or needs none."},
	{Subnet: FirewallSubnet, Value: true, Source: learnOutbound + "; Azure Firewall FAQ: 0.0.0.0/0 with next hop Internet is required there",
		Note: "In a private subnet routes with next hop Internet do not work without a public address, and a firewall may have such routes alone."},
	{Subnet: FirewallManagementSubnet, Value: true, Source: learnOutbound + "; Azure Firewall management NIC: 0.0.0.0/0 with next hop Internet",
		Note: "Likewise."},
	{Subnet: BastionSubnet, Value: true, Source: learnOutbound, Note: "Bastion calls public endpoints of Azure."},
	{Subnet: RouteServerSubnet, Value: true, Source: learnOutbound, Note: "A route server has a public address of its own."},
	{Delegated: true, Value: true, Source: learnOutbound,
		Note: "Private subnets are not applicable to delegated subnets: the service manages its way out. Whether each service takes false is not documented."},
}

const learnOutbound = "Microsoft Learn, default outbound access in Azure (2026-01), limitations of private subnets"

// OutboundAccessOf finds what is said of a subnet, by its name in any letters or because it is delegated; nil where its routes decide.
func OutboundAccessOf(subnet, delegation string) *OutboundAccess {
	for i := range OutboundAccesses {
		if o := &OutboundAccesses[i]; o.Delegated && delegation != "" || o.Subnet != "" && strings.EqualFold(o.Subnet, subnet) {
			return o
		}
	}
	return nil
}
