package topology

// Existing and external networks: VL346 to VL356.
var (
	codeNoExternalID      = catalog.Error("VL346")
	codeCreatedInExternal = catalog.Error("VL347")
	codeBothExternal      = catalog.Error("VL348")
	codeClassicUse        = catalog.Error("VL349")
	codeClassic           = catalog.Warning("VL350")
	codeNoFirewallAddress = catalog.Error("VL351")
	codeNotWritten        = catalog.Warning("VL352")
	codeExternalRoutes    = catalog.Warning("VL353")
	codeHubOwnership      = catalog.Error("VL356")
	codeUnknownTenant     = catalog.Error("VL357")
	codeNoTenant          = catalog.Error("VL358")
	codeAssumedLink       = catalog.Note("VL359")
	codeNoSubnetForRoutes = catalog.Error("VL354")
)
