package topology

// Routing.
var (
	codeFarHop             = catalog.Error("VL401")
	codeTwoWays            = catalog.Error("VL402")
	codeTransitOverNothing = catalog.Error("VL403")
	codeTransitHop         = catalog.Error("VL404")
	codeNoRoutesHere       = catalog.Error("VL405")
	codeDerivedRoute       = catalog.Error("VL406")
	codeOnPremisesHop      = catalog.Error("VL407")
	codeHopKind            = catalog.Error("VL408")
	codeIPv6Bypass         = catalog.Error("VL409")
	codeHalfInspected      = catalog.Warning("VL410")
	codeUnrouted           = catalog.Warning("VL411")
	codeNoForwarding       = catalog.Error("VL412")
	codeLoop               = catalog.Error("VL413")
	codeHubAsSpoke         = catalog.Error("VL414")
	codePrivateEndpoints   = catalog.Note("VL415")
	codeBastion            = catalog.Warning("VL416")
	codeTransitReturn      = catalog.Error("VL418")
	codeLeftOut            = catalog.Error("VL419")
	codeLateHop            = catalog.Warning("VL420")
	codeNoSiteRules        = catalog.Warning("VL417")

	codeDefaultBesideCircuit = catalog.Warning("VL451")
)

// Limits.
var (
	codeOverLimit = catalog.Error("VL501")
	codeNearLimit = catalog.Warning("VL502")
)
