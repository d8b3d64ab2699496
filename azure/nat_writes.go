package azure

const (
	anotherRule      = "Write a rule of another name beside it, let the connections use that one, and then remove it."
	flowsByAddress   = "RFC 9293, 4: a connection is identified by a pair of sockets; Microsoft Learn, about NAT on Azure VPN Gateway"
	flowsThroughRule = "Flows through connections that use the rule end. The rules and routes of the other side must know the new addresses."
)

// natRuleBehaviors are what the gateways of networks and of virtual hubs do with what they translate.
var natRuleBehaviors = []Behavior{
	{Path: "properties.natRules[].properties.mode", Effect: Fixed, Sure: Reported, Source: terraformFixed, Note: anotherRule},
	{Path: "properties.natRules[].properties.type", Effect: Fixed, Sure: Reported, Source: terraformFixed, Note: anotherRule},
	{Path: "properties.natRules[].properties.internalMappings", Effect: Interrupts, Sure: Reported, Source: flowsByAddress, Note: flowsThroughRule},
	{Path: "properties.natRules[].properties.externalMappings", Effect: Interrupts, Sure: Reported, Source: flowsByAddress, Note: flowsThroughRule},
	{Path: "properties.natRules[].properties.ipConfigurationId", Effect: Interrupts, Sure: Reported, Source: flowsByAddress,
		Note: "The other instance translates: flows through the one that did end."},
	{Path: "properties.enableBgpRouteTranslationForNat", Effect: Interrupts, Sure: Contested,
		Note: "Prefixes are learned and advertised under other addresses; for how long flows end, no source says."},
}
