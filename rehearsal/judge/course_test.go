package judge

import (
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	up   = Way{There: true, Back: true, Same: true}
	down = Way{Why: "no route"}
	odd  = Way{There: true, Back: true, Via: []string{"fw"}}
	fw   = Way{There: true, Back: true, Same: true, Via: []string{"fw"}, Returns: []string{"fw"}}
)

func at(step int, way Way) Turn { return Turn{Event{step, "w"}, way} }

func TestACourseSaysWhenAPairWasApart(t *testing.T) {
	c := Course{Was: up, Will: fw, Turns: []Turn{at(-1, up), at(0, down), at(1, odd), at(2, fw)}}
	require.Equal(t, []Down{{c.Turns[1], &c.Turns[3]}}, c.Downs(), "from the first write to the one that ends it, whatever was between")
	require.True(t, c.Interrupted())
	require.Equal(t, []string{"fw"}, c.NewInspectors())

	odds := Course{Turns: []Turn{at(-1, up), at(0, odd), at(1, fw)}}
	require.Equal(t, []Down{{odds.Turns[1], &odds.Turns[2]}}, odds.Downs(), "what is asymmetric is no way")
	require.False(t, (&Course{Turns: []Turn{at(-1, down), at(0, up)}}).Interrupted(), "what was apart is not interrupted")
	forGood := Course{Turns: []Turn{at(-1, up), at(0, down)}}
	require.Equal(t, []Down{{From: forGood.Turns[1]}}, forGood.Downs())
	require.True(t, forGood.Interrupted())
	require.False(t, forGood.Last().Joined())
}

func TestACourseSaysWhatNeitherNetworkJoins(t *testing.T) {
	c := Course{Was: down, Will: down, Turns: []Turn{at(-1, down), at(0, up), at(1, down)}}
	require.Equal(t, &c.Turns[1], c.Opened())
	require.Nil(t, (&Course{Was: down, Will: up, Turns: c.Turns}).Opened())
	require.Nil(t, (&Course{Was: down, Will: down, Turns: c.Turns[:1]}).Opened())
}

func TestACourseSaysWhatPassesAFirewallBy(t *testing.T) {
	c := Course{Was: fw, Will: down, Turns: []Turn{at(-1, fw), at(0, up), at(1, down)}}
	require.Equal(t, []Bypass{{c.Turns[1], &c.Turns[2], []string{"fw"}}}, c.Bypasses())
	answers := Way{Back: true}
	c = Course{Was: fw, Will: down, Turns: []Turn{at(-1, fw), at(0, answers), at(1, down)}}
	require.Equal(t, []Bypass{{c.Turns[1], &c.Turns[2], []string{"fw"}}}, c.Bypasses(), "packets from the other end arrive")
	for _, c := range []Course{
		{Was: up, Will: fw, Turns: []Turn{at(-1, up), at(0, fw)}},
		{Was: fw, Will: up, Turns: []Turn{at(-1, fw), at(0, up)}},
		{Was: down, Will: down, Turns: []Turn{at(-1, up)}},
	} {
		require.Empty(t, c.Bypasses(), "the one or the other network has this way, or neither joins the pair")
	}
}
