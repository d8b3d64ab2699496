package schema

func decodeVPNGateway(n *Node) *VPNGateway {
	g := &VPNGateway{
		Element:      Element[VPNGateway]{n},
		SKU:          n.get("sku").str(),
		ASN:          number(n.get("asn")),
		ActiveActive: truth(n.get("activeActive")),
		Zones:        ints(n.get("zones")),
		ScaleUnits:   int(number(n.get("scaleUnits"))),
		Existing:     truth(n.get("existing")),
		AzureName:    n.get("azureName").str(),
		CustomRoutes: prefixes(n.get("customRoutes")),
		NATRules:     decodeNATRules(n.get("natRules")),
		Translates:   truth(n.get("bgpRouteTranslation")),
	}
	if c := n.get("vpnClient"); c != nil {
		g.Client = decodeVPNClient(c)
	}
	if a := n.get("apipa"); a != nil {
		g.APIPA = &APIPA{Element[APIPA]{a}, addresses(a.get("first")), addresses(a.get("second"))}
	}
	return g
}

func decodeNATRules(n *Node) []NATRule {
	var out []NATRule
	for _, c := range byName(n) {
		rule := NATRule{Element: Element[NATRule]{c}, Name: c.name, Egress: c.get("mode").str() == "egress", Dynamic: c.get("type").str() == "dynamic",
			InternalPorts: c.get("internalPorts").str(), ExternalPorts: c.get("externalPorts").str(), Instance: int(number(c.get("instance")))}
		rule.Internal, rule.External = prefix(c.get("internal")), prefix(c.get("external"))
		out = append(out, rule)
	}
	return out
}

func decodeVPNClient(n *Node) *VPNClient {
	c := &VPNClient{Element: Element[VPNClient]{n}, AddressSpace: prefixes(n.get("addressSpace")), Protocols: texted(n.get("protocols"))}
	if c.Protocols == nil {
		c.Protocols = []string{"OpenVPN"}
	}
	if e := n.get("entra"); e != nil {
		c.Entra = &EntraClients{Element[EntraClients]{e}, e.get("tenant").str(), e.get("audience").str()}
	}
	if x := n.get("certificates"); x != nil {
		c.Certificates = &ClientCertificates{Element[ClientCertificates]{x}, namedTexts(x.get("roots")), namedTexts(x.get("revoked"))}
	}
	if r := n.get("radius"); r != nil {
		c.RADIUS = &RADIUSServer{Element[RADIUSServer]{r}, address(r.get("server")), r.get("keyName").str()}
	}
	return c
}

// namedTexts are the texts of a map, by their names in order.
func namedTexts(n *Node) []NamedText {
	var out []NamedText
	for _, c := range byName(n) {
		out = append(out, NamedText{c.name, c.str()})
	}
	return out
}
