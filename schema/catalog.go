package schema

import (
	"embed"

	"github.com/vnetloom/vnetloom/diag"
)

//go:embed codes/*.md
var codePages embed.FS

var catalog = diag.NewCatalog(codePages)

// Codes are the diagnostics of this package: VL1xx the language, VL201 to VL209 addresses. What is written about each is codes/<ID>.md.
func Codes() []*diag.Code { return catalog.Codes() }

// CheckCodes says what is wrong with what is written about them.
func CheckCodes() []error { return catalog.Check() }
