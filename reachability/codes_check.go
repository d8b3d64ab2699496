package reachability

// Peerings.
var (
	codeOneSided       = catalog.Error("VL660")
	codeOtherHalf      = catalog.Note("VL661")
	codeTransit        = catalog.Error("VL662")
	codePeersOverlap   = catalog.Error("VL663")
	codeHalvesDiffer   = catalog.Error("VL664")
	codeForwarded      = catalog.Error("VL665")
	codeAccessOff      = catalog.Note("VL666")
	codeTransitNothing = catalog.Note("VL667")
	codePeeringState   = catalog.Error("VL668")
	codeNotInSync      = catalog.Error("VL669")
)

// Routes and paths.
var (
	codeNextHop        = catalog.Error("VL670")
	codeOwnNextHop     = catalog.Error("VL671")
	codeNoGateway      = catalog.Error("VL672")
	codeGatewaySubnet  = catalog.Error("VL673")
	codeFirewallSubnet = catalog.Error("VL674")
	codeTableUnused    = catalog.Warning("VL675")
	codeLoop           = catalog.Error("VL676")
	codeBlackHole      = catalog.Warning("VL677")
	codeAsymmetric     = catalog.Error("VL678")
	codeNoReturn       = catalog.Warning("VL679")
)

var codeSession = catalog.Error("VL680")

// What Azure refuses of a deployment, or undoes by it.
var (
	codeTooEarly      = catalog.Error("VL681")
	codeChildDeleted  = catalog.Warning("VL682")
	codeSmallSubnet   = catalog.Error("VL683")
	codeNoTable       = catalog.Error("VL684")
	codeBasicFirewall = catalog.Error("VL685")
	codeHostBits      = catalog.Error("VL686")
	codeSmallHub      = catalog.Error("VL687")
	codeHubAndGateway = catalog.Error("VL688")
	codeNoFirewall    = catalog.Note("VL689")
	codeHopElsewhere  = catalog.Note("VL690")
	codeOnePrefix     = catalog.Error("VL691")
	codeOnePriority   = catalog.Error("VL692")
	codeOnePeering    = catalog.Error("VL693")
	codeOneGateway    = catalog.Error("VL694")
	codeNoPrefix      = catalog.Error("VL695")
)
