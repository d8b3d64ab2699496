package azure

// AnsweredDefault is a value that Azure answers at a path where nothing is written: it is no news, and a template that leaves it out resets nothing.
// Unlike a behavior that Defaults, templates and intents are not held to it.
type AnsweredDefault struct {
	Type   string
	Path   string
	Value  Value
	Source string
}

// AnsweredDefaults are such values, in the order of types.
var AnsweredDefaults = []AnsweredDefault{
	{TypeVirtualNetwork, "properties.privateEndpointVNetPolicies", Str("Disabled"), answersSeen},
	{TypePeering, "properties.doNotVerifyRemoteGateways", Bool(false), answersSeen},
	{TypeGateway, "properties.enablePrivateIpAddress", Bool(false), answersSeen},
	{TypeGateway, "properties.enableBgpRouteTranslationForNat", Bool(false), answersSeen},
	{TypeGateway, "properties.disableIPSecReplayProtection", Bool(false), answersSeen},
	{TypeGateway, "properties.enableHighBandwidthVpnGateway", Bool(false), answersSeen},
	{TypeGateway, "properties.virtualNetworkGatewayMigrationStatus", Object{{"phase", Str("None")}, {"state", Str("None")}}, answersSeen},
	{TypeConnection, "properties.authenticationType", Str("PSK"), answersSeen},
	{TypeConnection, "properties.routingWeight", Int(0), answersSeen},
	{TypeConnection, "properties.useLocalAzureIpAddress", Bool(false), answersSeen},
	{TypeConnection, "properties.usePolicyBasedTrafficSelectors", Bool(false), answersSeen},
	{TypeConnection, "properties.enablePrivateLinkFastPath", Bool(false), answersSeen},
	{TypeConnection, "properties.dpdTimeoutSeconds", Int(0), answersSeen},
}
