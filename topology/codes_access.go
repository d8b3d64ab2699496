package topology

// Access.
var (
	codeOwnSecurityGroup = catalog.Error("VL361")
	codeFlowEnds         = catalog.Error("VL362")
	codeFlowNoPath       = catalog.Error("VL363")
	codeNoProtection     = catalog.Note("VL364")
	codeHalfEncrypted    = catalog.Warning("VL365")
	codePlainFirewall    = catalog.Note("VL366")
	codeNamesClosed      = catalog.Warning("VL368")
	codeFlowTwice        = catalog.Warning("VL369")
	codeICMPv6           = catalog.Warning("VL430")
	codeAccessOfDefault  = catalog.Error("VL431")
	codeAccessOfHub      = catalog.Error("VL432")
	codeNotClosable      = catalog.Error("VL433")
	codeFlowStopped      = catalog.Warning("VL434")
	codeEndpointsOpen    = catalog.Warning("VL367")
	codeServiceClosed    = catalog.Error("VL382")
	codeUnroutedClosed   = catalog.Warning("VL383")
	codeBastionClosed    = catalog.Warning("VL436")
	codeNoGroup          = catalog.Warning("VL439")
)
