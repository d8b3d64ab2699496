package golden_test

import (
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/arm"
	"github.com/vnetloom/vnetloom/generators/bicep"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/generators/powershell"
	"github.com/vnetloom/vnetloom/generators/steps"
	"github.com/vnetloom/vnetloom/proof"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/topology"
)

// The stages, in the order of the street.
var (
	load    = schema.Load
	resolve = topology.Resolve
	lower   = plan.Lower
	prove   = proof.Prove
)

func printers() []generators.Generator {
	return []generators.Generator{bicep.New(), arm.New(), powershell.New(), steps.New()}
}

func codes() [][]*diag.Code {
	return [][]*diag.Code{schema.Codes(), topology.Codes(), plan.Codes(), template.Codes(), reachability.Codes(), proof.Codes()}
}
