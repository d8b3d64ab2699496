package reachability_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/reachability"
)

// Representatives stand for what nothing tells apart; what is different is looked at by itself.
func TestAnExpectationOfManyNoticesTheOnePairThatIsDifferent(t *testing.T) {
	expect := func(missing string) int {
		b := &builder{}
		var all []reachability.Endpoint
		for i := range 6 {
			name := fmt.Sprintf("n%d", i)
			b.network(name, []string{fmt.Sprintf("10.%d.0.0/16", i)}, subnet("web", fmt.Sprintf("10.%d.0.0/24", i), ""),
				subnet("data", fmt.Sprintf("10.%d.1.0/24", i), ""))
			all = append(all, reachability.Endpoint{Subnet: networkID(name)})
		}
		for i := range 6 {
			for j := range i {
				x, y := fmt.Sprintf("n%d", j), fmt.Sprintf("n%d", i)
				if x+y != missing {
					b.peer(x, y)
				}
			}
		}
		found := b.estate(t).Verify(reachability.Promises{Joins: []reachability.Join{},
			Expect: []reachability.Expectation{{Name: "all", From: all, To: all, Reachable: true, AnyVia: true}}})
		n := 0
		for _, d := range found {
			if d.Code.ID == "VL605" {
				n++
			}
		}
		return n
	}
	require.Zero(t, expect(""))
	require.NotZero(t, expect("n1n4"))
	require.NotZero(t, expect("n0n5"))
}
