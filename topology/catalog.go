package topology

import (
	"embed"

	"github.com/vnetloom/vnetloom/diag"
)

//go:embed codes/*.md
var codePages embed.FS

var catalog = diag.NewCatalog(codePages)

// Codes are the diagnostics of this package: VL21x-VL22x addresses, VL3xx networks and connections, VL4xx routing, VL5xx limits. What is written
// about each is codes/<ID>.md.
func Codes() []*diag.Code { return catalog.Codes() }

// CheckCodes says what is wrong with what is written about them.
func CheckCodes() []error { return catalog.Check() }
