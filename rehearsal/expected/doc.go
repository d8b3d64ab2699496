// Package expected owns the list of changes that somebody else makes to what is deployed, again and again, and that are none of a person: what Azure Policy
// adds, such as tags or a DDoS protection plan. It reads such a list, and tells the entries of a report that are on it from all others.
//
// It knows no policy: what is on the list a person says. It judges no path either, so what a change interrupts stays in the report.
package expected

import (
	"embed"

	"github.com/vnetloom/vnetloom/diag"
)

//go:embed codes/*.md
var codePages embed.FS

var catalog = diag.NewCatalog(codePages)

// Lists of expected changes: VL877 and VL878.
var (
	codeEntry  = catalog.Error("VL877")
	codeUnused = catalog.Note("VL878")
)

// Codes are the diagnostics of this package. What is written about each is codes/<ID>.md.
func Codes() []*diag.Code { return catalog.Codes() }

// CheckCodes says what is wrong with what is written about them.
func CheckCodes() []error { return catalog.Check() }
