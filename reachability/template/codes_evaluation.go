package template

// What is computed.
var (
	codeSyntax      = catalog.Error("VL710")
	codeExpression  = catalog.Error("VL711")
	codeFunction    = catalog.Warning("VL712")
	codeUndefined   = catalog.Error("VL713")
	codeCircle      = catalog.Error("VL714")
	codeCircular    = catalog.Error("VL715")
	codeCopy        = catalog.Error("VL720")
	codeCopyUnknown = catalog.Warning("VL721")
	codeName        = catalog.Note("VL722")
	codeDependsOn   = catalog.Warning("VL723")
	codeTwice       = catalog.Warning("VL724")

	codeParameterMissing = catalog.Error("VL725")
)
