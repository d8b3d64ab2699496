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

// EmptyIsGiven are lists of which an empty one is another than one that is left out, by type, where no behavior says so: no tables instead of the default one.
// Source: azure-rest-api-specs, Microsoft.Network 2025-05-01, RoutingConfiguration; what is left out is reset, as the behaviors of the types say.
var EmptyIsGiven = map[string][]string{
	TypeHubConnection:    {"properties.routingConfiguration.propagatedRouteTables.ids", "properties.routingConfiguration.propagatedRouteTables.labels"},
	TypeHubVPNConnection: {"properties.routingConfiguration.propagatedRouteTables.ids", "properties.routingConfiguration.propagatedRouteTables.labels"},
	TypeHubERConnection:  {"properties.routingConfiguration.propagatedRouteTables.ids", "properties.routingConfiguration.propagatedRouteTables.labels"},
}
