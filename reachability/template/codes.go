package template

// The files and their outer form.
var (
	codeJSON             = catalog.Error("VL701")
	codeDuplicateKey     = catalog.Warning("VL702")
	codeComma            = catalog.Warning("VL709")
	codeSchema           = catalog.Error("VL703")
	codeForm             = catalog.Error("VL704")
	codeParameterFile    = catalog.Error("VL705")
	codeParameterUnused  = catalog.Warning("VL706")
	codeParameterNone    = catalog.Note("VL707")
	codeParameterRefused = catalog.Error("VL708")
	codeLinked           = catalog.Warning("VL730")
	codeOtherProvider    = catalog.Warning("VL731")
	codeLimit            = catalog.Error("VL740")
)
