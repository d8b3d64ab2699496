package topology

// What is there already: VL471 to VL478, and VL356 of virtual hubs.
var (
	codeCannotExist      = catalog.Error("VL471")
	codeExistsBetweenNew = catalog.Warning("VL472")
	codeUnknownPair      = catalog.Error("VL473")
	codeUnknownTable     = catalog.Error("VL474")
	codeTablePropagation = catalog.Warning("VL475")
	codeGroupUndeclared  = catalog.Error("VL476")
	codeSharedTable      = catalog.Error("VL477")
	codeWrittenWhole     = catalog.Error("VL478")
)
