package golden_test

import (
	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/arm"
	"github.com/vnetloom/vnetloom/generators/bicep"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/generators/powershell"
	"github.com/vnetloom/vnetloom/generators/steps"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/topology"
)

// The stages, for tests that change what is between them.
var (
	load    = schema.Load
	resolve = topology.Resolve
	lower   = plan.Lower
)

func printers() []generators.Generator {
	return []generators.Generator{bicep.New(), arm.New(), powershell.New(), steps.New()}
}
