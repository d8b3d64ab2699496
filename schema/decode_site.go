package schema

func decodeSite(n *Node) Site {
	s := Site{
		Element:      Element[Site]{n},
		Name:         n.name,
		AddressSpace: prefixes(n.get("addressSpace")),
		Labels:       stringMap(n.get("labels")),
		DefaultRoute: truth(n.get("defaultRoute")),
		BGP:          decodeBGP(n.get("bgp")),
	}
	if v := n.get("vpn"); v != nil {
		s.VPN = &SiteVPN{Element[SiteVPN]{v}, address(v.get("publicAddress")), v.get("fqdn").str(), number(v.get("asn")), address(v.get("bgpPeer")),
			v.get("azureName").str()}
	}
	return s
}

func decodeCircuit(n *Node) Circuit {
	c := Circuit{
		Element:           Element[Circuit]{n},
		Name:              n.name,
		Site:              n.get("site").str(),
		ID:                n.get("id").str(),
		Provider:          n.get("provider").str(),
		PeeringLocation:   n.get("peeringLocation").str(),
		BandwidthMbps:     int(number(n.get("bandwidthMbps"))),
		Tier:              n.get("sku").get("tier").str(),
		Family:            n.get("sku").get("family").str(),
		ManagedByProvider: n.get("managedBy") != nil,
		Provisioned:       truth(n.get("provisioned")),
		Location:          n.get("location").str(),
		Subscription:      n.get("subscription").str(),
		ResourceGroup:     n.get("resourceGroup").str(),
		Tags:              stringMap(n.get("tags")),
	}
	if p := n.get("privatePeering"); p != nil {
		c.PrivatePeering = &PrivatePeering{Element[PrivatePeering]{p}, number(p.get("peerAsn")), int(number(p.get("vlanId"))),
			prefix(p.get("primary")), prefix(p.get("secondary"))}
	}
	return c
}

// decodeBGP reads `bgp` of a site or a connection; nil where it is not given.
func decodeBGP(n *Node) *BGP {
	if n == nil {
		return nil
	}
	return &BGP{Element: Element[BGP]{n}, Advertise: prefixes(n.get("advertise")), Receive: prefixes(n.get("receive")), Prepend: given(n.get("prepend")),
		LocalPreference: given(n.get("localPreference")), PeerAPIPA: address(n.get("peerApipa")), APIPA: addresses(n.get("apipa"))}
}

// given is a number, nil where it is not given.
func given(n *Node) *int64 {
	if n == nil {
		return nil
	}
	out := number(n)
	return &out
}

func decodeVPN(c *Connection, n *Node) {
	for _, end := range n.get("between").list(kindList) {
		c.Ends = append(c.Ends, decodeMembers(end))
	}
	c.BandwidthMbps = int(number(n.get("bandwidthMbps")))
	c.OverCircuit = n.get("overCircuit").str()
	c.ConnectionMode, c.DPDTimeoutSeconds = n.get("connectionMode").str(), int(number(n.get("dpdTimeoutSeconds")))
	decodeSelectors(c, n.get("trafficSelectors"))
	c.BGP = decodeBGP(n.get("bgp"))
	if p := n.get("ipsec"); p != nil {
		c.IPsec = &IPsecPolicy{Element[IPsecPolicy]{p}, p.get("ikeEncryption").str(), p.get("ikeIntegrity").str(), p.get("dhGroup").str(),
			p.get("ipsecEncryption").str(), p.get("ipsecIntegrity").str(), p.get("pfsGroup").str(),
			int(number(p.get("saLifetimeSeconds"))), int(number(p.get("saDataSizeKilobytes")))}
	}
}

// decodeSelectors reads `trafficSelectors`: a truth value, or selectors, one or many.
func decodeSelectors(c *Connection, n *Node) {
	items := n.list(kindList)
	if n != nil && n.kind == kindMap {
		items = []*Node{n}
	}
	for _, x := range items {
		c.TrafficSelectors = append(c.TrafficSelectors, TrafficSelector{Element[TrafficSelector]{x}, prefixes(x.get("local")), prefixes(x.get("remote"))})
	}
	c.PolicyBased = len(items) > 0 || n != nil && n.kind == kindBool && truth(n)
}
