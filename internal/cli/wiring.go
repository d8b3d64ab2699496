package cli

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

// production are the rooms themselves.
func production() stages {
	return stages{
		load:       bounded(schema.Load, loadTime, loadMemory),
		resolve:    topology.Resolve,
		lower:      plan.Lower,
		generators: []generators.Generator{bicep.New(), arm.New(), powershell.New()},
		companion:  steps.New(),
		prove:      proof.Prove,
		codes:      [][]*diag.Code{schema.Codes(), topology.Codes(), plan.Codes(), template.Codes(), reachability.Codes(), proof.Codes()},
	}
}
