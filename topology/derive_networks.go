package topology

func (r *resolution) addNetworks() {
	for _, n := range r.networks {
		if n.wan != nil {
			continue
		}
		r.topo.Networks = append(r.topo.Networks, Network{
			ID: n.id, Name: r.networkName(n), ResourceGroup: resourceGroupID(n), Ownership: n.ownership(), Classic: n.Classic, Location: n.Location, Tier: n.tier(), AddressSpace: n.AddressSpace,
			DNSServers: n.DNSServers, Encryption: n.Encryption, DDoSProtectionPlan: n.DDoSProtectionPlan, Tags: n.Tags, LabelTags: r.labelTags(n), Origin: n.origin("network"),
		})
		for i := range n.Subnets {
			s := &n.Subnets[i]
			r.topo.Subnets = append(r.topo.Subnets, Subnet{
				ID: SubnetID(string(n.id) + "/" + s.Name), Network: n.id, Name: s.Name, Prefixes: s.Prefixes, NetworkSecurityGroup: s.NetworkSecurityGroup,
				NATGateway: s.NATGateway, ServiceEndpoints: s.ServiceEndpoints, Delegation: s.Delegation, DefaultOutboundAccess: s.DefaultOutboundAccess,
				PrivateEndpointNetworkPolicies: s.PrivateEndpointNetworkPolicies, IsEndpoint: n.isEndpoint(s),
				Origin: Origin{Range: s.KeyRange(), Statements: []string{s.Path()}, Rule: "subnet"},
			})
		}
	}
}
