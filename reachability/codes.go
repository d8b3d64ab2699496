package reachability

import "github.com/vnetloom/vnetloom/diag"

// Promises.
var (
	codeNotReached     = catalog.Error("VL601")
	codeOtherWay       = catalog.Error("VL602")
	codeOtherWayBack   = catalog.Error("VL603")
	codeLeak           = catalog.Error("VL604")
	codeExpectation    = catalog.Error("VL605")
	codeExpectationWay = catalog.Error("VL606")
	codeIsolation      = catalog.Error("VL607")
	codeUndecided      = catalog.Warning("VL608")
	codeGatewayUnused  = catalog.Error("VL610")
	codeWrittenRoute   = catalog.Error("VL611")
	codeLink           = catalog.Error("VL612")
	codePromiseNothing = catalog.Error("VL609")
)

// Reading.
var (
	codeNotRead        = catalog.Warning("VL650")
	codeNotKnown       = catalog.Warning("VL651")
	codeTwice          = catalog.Warning("VL652")
	codeLearnedUnknown = catalog.Note("VL653")
	codeConnectionHalf = catalog.Error("VL654")
)

// What is taken for granted, and what Azure refuses of a network.
var (
	codeConditional    = catalog.Note("VL655")
	codeServiceTag     = catalog.Note("VL656")
	codeSubnetsOverlap = catalog.Error("VL657")
	codeSubnetOutside  = catalog.Error("VL658")
)

// IsUndecided tells of the code of a finding whether it says that a promise cannot be judged.
func IsUndecided(c *diag.Code) bool { return c == codeUndecided || c == codePromiseNothing }
