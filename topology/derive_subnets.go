package topology

import (
	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/internal/ipnet"
	"github.com/vnetloom/vnetloom/schema"
)

// subnetDrafts are the subnets in the making.
type subnetDrafts struct {
	subnets []*subnetDraft // by network, then as in the intent
}

// subnetDraft is a subnet of a virtual network in the making: passes set what stands on it, and addSubnets makes it a row.
type subnetDraft struct {
	*schema.Subnet
	network   *network
	table     *tableDraft     // nil for none
	inspected bool            // its network has derived routes
	group     SecurityGroupID // derived, "" for none
	closed    bool            // by that group
}

// draftSubnets begins the subnets.
func (r *resolution) draftSubnets() {
	for _, n := range r.networks {
		if n.wan != nil {
			continue
		}
		for i := range n.Subnets {
			r.subnets = append(r.subnets, &subnetDraft{Subnet: &n.Subnets[i], network: n})
		}
	}
}

// endpointPolicies are the network policies for private endpoints: as given, else those that make derived tables and groups that close hold for
// them. On a subnet that is not written nothing is set.
func (s *subnetDraft) endpointPolicies() string {
	routed := s.inspected && !reserved(s.Name)
	switch {
	case s.PrivateEndpointNetworkPolicies != "" || s.network.ownership() != Created:
		return s.PrivateEndpointNetworkPolicies
	case routed && s.closed:
		return "Enabled"
	case s.closed:
		return "NetworkSecurityGroupEnabled"
	case routed:
		return "RouteTableEnabled"
	}
	return ""
}

// outboundAccess says whether machines without another way out get Azure's own: as given, else as the table of reserved and delegated subnets
// says, else not where the internet is inspected. A route with next hop Internet needs it: in a private subnet it drops. On a
// subnet that is not written nothing is set.
// Source: Microsoft Learn, default outbound access in Azure (2026-01), limitations of private subnets.
func (s *subnetDraft) outboundAccess() *bool {
	if s.DefaultOutboundAccess != nil || s.network.ownership() != Created {
		return s.DefaultOutboundAccess
	}
	value := !s.leavesInspected()
	if row := azure.OutboundAccessOf(s.Name, s.Delegation); row != nil {
		value = row.Value
	}
	return &value
}

// leavesInspected tells whether all that the subnet sends to the internet goes through a firewall, an appliance or a gateway: by the
// default route of its table, or of the virtual hub that the network is connected to.
func (s *subnetDraft) leavesInspected() bool {
	way, _ := s.network.wayOut()
	inspected := way != nil && s.network.policy.internet == nil // by the virtual hub, which tells every subnet
	if s.table == nil {
		return inspected
	}
	for prefix, route := range s.table.routes {
		switch {
		case route.NextHop == Internet:
			return false
		case prefix == ipnet.DefaultIPv4:
			inspected = route.NextHop == VirtualAppliance || route.NextHop == VirtualNetworkGateway
		}
	}
	return inspected
}

// addSubnets makes the rows of the subnets, when everything that stands on them is known.
func (r *resolution) addSubnets() {
	for _, s := range r.subnets {
		n := s.network
		row := Subnet{
			ID: SubnetID(string(n.id) + "/" + s.Name), Network: n.id, Name: s.Name, Prefixes: s.Prefixes,
			NetworkSecurityGroup: s.NetworkSecurityGroup, SecurityGroup: s.group, GivenRouteTable: s.Subnet.RouteTable,
			SubnetSettings: s.SubnetSettings, IsEndpoint: n.isEndpoint(s.Subnet),
			Origin: Origin{Range: s.KeyRange(), Statements: []string{s.Path()}, Rule: "subnet"},
		}
		row.PrivateEndpointNetworkPolicies = s.endpointPolicies()
		row.DefaultOutboundAccess = s.outboundAccess()
		if s.table != nil {
			row.RouteTable = s.table.id
		}
		r.topo.Subnets = append(r.topo.Subnets, row)
	}
}
