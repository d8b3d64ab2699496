package resilience_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/resilience"
)

func TestTheWorstThatBecomesOfAPairIsSaid(t *testing.T) {
	cell := func(there, back reachability.Outcome, symmetric bool, way ...string) reachability.Cell {
		return reachability.Cell{Outcome: there, Back: back, Symmetric: symmetric, Inspectors: way, Way: way}
	}
	const yes, no, unknown = reachability.Delivered, reachability.Dropped, reachability.NotKnown
	whole := cell(yes, yes, true, "hub/firewall")
	for name, c := range map[string]struct {
		was, is reachability.Cell
		want    resilience.Effect
	}{
		"nothing":                         {whole, whole, ""},
		"no way there":                    {whole, cell(no, no, true), resilience.Lost},
		"no way back":                     {whole, cell(yes, no, true, "hub/firewall"), resilience.Lost},
		"no answer before either":         {cell(yes, no, true), cell(yes, no, true), ""},
		"past the firewall":               {whole, cell(yes, yes, true), resilience.Uninspected},
		"past it, and asymmetric":         {whole, cell(yes, yes, false), resilience.Uninspected},
		"another way back":                {whole, cell(yes, yes, false, "hub/firewall"), resilience.Asymmetric},
		"by another firewall":             {whole, cell(yes, yes, true, "far/firewall"), resilience.Moved},
		"not known any more":              {whole, cell(unknown, yes, true), resilience.Unknown},
		"whether answers come, not known": {whole, cell(yes, unknown, true, "hub/firewall"), resilience.Unknown},
		"apart, and stays so":             {cell(no, no, true), cell(no, no, true), ""},
		"apart before, joined in it":      {cell(no, no, true), whole, resilience.Opened},
		"not known before":                {cell(unknown, yes, true), whole, ""},
	} {
		require.Equal(t, c.want, resilience.EffectOf(c.was, c.is), name)
	}
}

func TestOfNoNetworkNothingHangs(t *testing.T) {
	e, found := reachability.Build(nil)
	require.Empty(t, found)
	r := resilience.Of(e, nil)
	require.Empty(t, r.Outages)
	require.Zero(t, r.Pairs)
}
