package topology

import "github.com/vnetloom/vnetloom/schema"

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

// endpointPolicies are the network policies for private endpoints: as given, else those that make derived tables and groups hold for
// them. On a subnet that is not written nothing is set.
func (s *subnetDraft) endpointPolicies() string {
	routed := s.inspected && !reserved(s.Name)
	switch {
	case s.PrivateEndpointNetworkPolicies != "" || s.network.ownership() != Created:
		return s.PrivateEndpointNetworkPolicies
	case routed && s.group != "":
		return "Enabled"
	case s.group != "":
		return "NetworkSecurityGroupEnabled"
	case routed:
		return "RouteTableEnabled"
	}
	return ""
}

// addSubnets makes the rows of the subnets, when everything that stands on them is known.
func (r *resolution) addSubnets() {
	for _, s := range r.subnets {
		n := s.network
		row := Subnet{
			ID: SubnetID(string(n.id) + "/" + s.Name), Network: n.id, Name: s.Name, Prefixes: s.Prefixes,
			NetworkSecurityGroup: s.NetworkSecurityGroup, SecurityGroup: s.group,
			SubnetSettings: s.SubnetSettings, IsEndpoint: n.isEndpoint(s.Subnet),
			Origin: Origin{Range: s.KeyRange(), Statements: []string{s.Path()}, Rule: "subnet"},
		}
		row.PrivateEndpointNetworkPolicies = s.endpointPolicies()
		if s.table != nil {
			row.RouteTable = s.table.id
		}
		r.topo.Subnets = append(r.topo.Subnets, row)
	}
}
