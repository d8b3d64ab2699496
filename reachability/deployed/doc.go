// Package deployed owns the reading of what is deployed: of answers that Azure has given, it makes the resources that package
// template makes of templates.
//
// It reads three forms of a file, told apart by what stands in it: the export of the script that Script prints, with what was asked
// for and what was refused; lists and bodies as Azure Resource Manager answers them, also from Azure Resource Graph; and what the
// commands of az print, which leave the level "properties" out. It asks nobody: a person runs the script.
//
// What the files do not hold is not claimed: a list of children that was not asked for, or was refused, is a value that is not known,
// with the reason, in the properties of the parent. Keys are read as asterisks.
package deployed

import (
	"embed"

	"github.com/vnetloom/vnetloom/diag"
)

//go:embed codes/*.md
var codePages embed.FS

var catalog = diag.NewCatalog(codePages)

// Codes are the diagnostics of this package: VL76x.
func Codes() []*diag.Code { return catalog.Codes() }

// CheckCodes says what is wrong with what is written about them.
func CheckCodes() []error { return catalog.Check() }

var (
	codeForm    = catalog.Error("VL760")
	codeRefused = catalog.Warning("VL761")
	codeCut     = catalog.Warning("VL762")
	codeTwice   = catalog.Note("VL763")
)
