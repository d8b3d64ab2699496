package compile

import (
	"slices"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/migration"
	"github.com/vnetloom/vnetloom/proof"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/reachability/deployed"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/rehearsal/expected"
	"github.com/vnetloom/vnetloom/rehearsal/judge"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/topology"
)

// Codes are the codes of every diagnostic that a compilation or a reading of templates reports, room by room.
func Codes() []*diag.Code {
	return slices.Concat(schema.Codes(), topology.Codes(), plan.Codes(), template.Codes(), deployed.Codes(), reachability.Codes(), proof.Codes(), migration.Codes(),
		judge.Codes(), expected.Codes())
}

// CheckCodes says what is wrong with what is written about them.
func CheckCodes() []error {
	var out []error
	for _, check := range []func() []error{
		schema.CheckCodes, topology.CheckCodes, plan.CheckCodes, template.CheckCodes, deployed.CheckCodes, reachability.CheckCodes, proof.CheckCodes, migration.CheckCodes, judge.CheckCodes, expected.CheckCodes,
	} {
		out = append(out, check()...)
	}
	return out
}
