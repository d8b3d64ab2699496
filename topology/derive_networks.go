package topology

func (r *resolution) addNetworks() {
	for _, n := range r.networks {
		if n.wan != nil {
			continue
		}
		r.topo.Networks = append(r.topo.Networks, Network{
			ID:                 n.id,
			Name:               r.networkName(n),
			ResourceGroup:      n.home().group(),
			Ownership:          n.ownership(),
			Classic:            n.Classic,
			Location:           n.Location,
			Tier:               n.tier(),
			AddressSpace:       n.AddressSpace,
			DNSServers:         n.DNSServers,
			Encryption:         n.Encryption,
			DDoSProtectionPlan: n.DDoSProtectionPlan,
			Tags:               n.Tags,
			LabelTags:          r.labelTags(n),
			Origin:             n.origin("network"),
		})
	}
}
