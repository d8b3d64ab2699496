package azure

// NAT rules stand in the body of their gateway, since a write of the gateway deletes those that it does not name (Behaviors of gateways).
// A connection names those that it uses by their ids. Source: the REST API, VirtualNetworkGatewayNatRule and VpnGatewayNatRule.

// natMapping is one side of a rule: a prefix, and ports of it.
func natMapping(prefix, ports, about string) Items {
	return Items{Fields{{"addressSpace", text(prefix).about(about)}, {"portRange", text(ports).optional()}}}
}

// natRules are the rules of a gateway. Instance is the id of the instance that a rule belongs to.
func natRules(instance Node) *Rows {
	return &Rows{
		Column: "natRules", One: "natRule", Optional: true, About: "What the gateway translates on the connections that name it.",
		Columns: []Column{{Name: "name"}, {Name: "mode"}, {Name: "type"}, {Name: "internal"}, {Name: "external"}, {Name: "internalPorts"}, {Name: "externalPorts"},
			text("instance").optional().about("Which of the gateway it belongs to.")},
		Item: Fields{{"name", text("name")}, {"properties", Fields{
			{"mode", text("mode").about("IngressSnat: addresses of sites. EgressSnat: addresses of networks.")},
			{"type", text("type").or(Str("Static"))},
			{"internalMappings", natMapping("internal", "internalPorts", "Before the translation.")},
			{"externalMappings", natMapping("external", "externalPorts", "After the translation.")},
			{"ipConfigurationId", instance},
		}}},
	}
}

// routeTranslation is whether learned and advertised prefixes are translated too.
var routeTranslation = When{Has("natRules"), Flag{Name: "bgpRouteTranslation", About: "Prefixes of BGP are translated too."}}

// Types of NAT rules.
const (
	TypeNATRule    = TypeGateway + "/natRules"
	TypeHubNATRule = TypeHubVPNGateway + "/natRules"
)

// usedRules are the ids of rules of a gateway that a connection uses.
func usedRules(column string, of Node) Each {
	return Each{Column: texts(column).optional(), Item: Fields{{"id", of}}}
}
