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
	}
	if c := n.get("vpnClient"); c != nil {
		g.Client = decodeVPNClient(c)
	}
	if a := n.get("apipa"); a != nil {
		g.APIPA = &APIPA{Element[APIPA]{a}, addresses(a.get("first")), addresses(a.get("second"))}
	}
	return g
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
