package migration

import (
	"embed"

	"github.com/vnetloom/vnetloom/diag"
)

//go:embed codes/*.md
var codePages embed.FS

var catalog = diag.NewCatalog(codePages)

// What is found of a migration: VL850 to VL866.
var (
	codeOldRefused = catalog.Error("VL850")
	codeRefused    = catalog.Error("VL851")
	codeLeftBehind = catalog.Error("VL852")
	codeReachable  = catalog.Error("VL853")
	codeOtherEnd   = catalog.Error("VL854")
	codeNoRule     = catalog.Error("VL855")

	codeBypassNoRule = catalog.Error("VL861")
	codeScope        = catalog.Error("VL863")
	codeAbsent       = catalog.Error("VL864")
	codeEndOfSearch  = catalog.Error("VL866")

	codeInterrupted = catalog.Warning("VL856")
	codeDisturbed   = catalog.Warning("VL857")
	codeReplaced    = catalog.Warning("VL859")
	codeKept        = catalog.Warning("VL858")
	codeBypassed    = catalog.Warning("VL860")
	codeVacate      = catalog.Warning("VL862")
	codeBeside      = catalog.Warning("VL865")
)

// Codes are the diagnostics of this package. What is written about each is codes/<ID>.md.
func Codes() []*diag.Code { return catalog.Codes() }

// CheckCodes says what is wrong with what is written about them.
func CheckCodes() []error { return catalog.Check() }
