package topology

// Virtual Network Manager.
var (
	codeUnknownManager   = catalog.Error("VL370")
	codeWithoutManager   = catalog.Error("VL371")
	codeUnbuildable      = catalog.Error("VL372")
	codePolicyNames      = catalog.Error("VL373")
	codePolicyFinds      = catalog.Error("VL374")
	codeLabelTag         = catalog.Error("VL375")
	codeOutOfScope       = catalog.Error("VL376")
	codeOverlapConnected = catalog.Error("VL377")
	codeDeletesPeering   = catalog.Error("VL378")
	codeManagerCrossing  = catalog.Error("VL380")
	codeCommitResource   = catalog.Warning("VL381")
	codeLargeMesh        = catalog.Note("VL379")
)
