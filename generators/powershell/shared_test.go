package powershell

import (
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/generators/plantest"
)

// The shared sample has tags with control characters, which PowerShell is not given.
func TestTheSharedPlansArePrinted(t *testing.T) {
	_, err := New().Generate(plantest.Sample())
	require.ErrorContains(t, err, "control character")

	p := plantest.Sample()
	for i := range p.Roots[0].Modules {
		for j := range p.Roots[0].Modules[i].Resources {
			r := &p.Roots[0].Modules[i].Resources[j]
			r.Body = withoutControls(r.Body).(plan.Object)
		}
	}
	p.Roots = p.Roots[:1]
	s := generate(t, p)
	require.Contains(t, s, "'it''s ${x} $(y)' = 'key'")
	require.Contains(t, s, "= ('right' + [char]0x202E + 'to left')")
}

func TestStagesInPartsArePrinted(t *testing.T) {
	require.Contains(t, generate(t, plantest.Large(250)), "Name = 'vnet-249'")
}

func withoutControls(v plan.Value) plan.Value {
	switch v := v.(type) {
	case plan.Object:
		for i := range v {
			v[i].Value = withoutControls(v[i].Value)
		}
	case plan.List:
		for i := range v {
			v[i] = withoutControls(v[i])
		}
	case plan.Str:
		return plan.Str(strings.Map(func(r rune) rune {
			if unicode.IsControl(r) {
				return -1
			}
			return r
		}, string(v)))
	}
	return v
}
