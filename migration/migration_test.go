package migration

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/rehearsal/judge"
)

var (
	direct  = judge.Way{There: true, Back: true, Same: true}
	through = judge.Way{There: true, Back: true, Same: true, Via: []string{"/providers/Microsoft.Network/azureFirewalls/fw"}}
	odd     = judge.Way{There: true, Back: true}
	apart   = judge.Way{Why: "no route"}
)

func turn(step int, write string, way judge.Way) judge.Turn {
	return judge.Turn{Event: judge.Event{Step: step, Write: write}, Way: way}
}

func builderOf(steps ...Step) *builder {
	return &builder{ground: &ground{each: map[kind]int{}}, isInterrupted: map[int]bool{}, reported: map[string]bool{}, in: Input{Old: Side{Plan: &plan.Plan{}}, New: Side{Plan: &plan.Plan{}}}, out: &Migration{Steps: steps}}
}

func TestAWayThatOpensAPairIsRefused(t *testing.T) {
	b := builderOf(Step{Name: "01-links"}, Step{Name: "02-new"})
	c := &judge.Course{Was: apart, Will: apart, Turns: []judge.Turn{turn(-1, "", apart), turn(0, "/providers/Microsoft.Network/routeTables/rt", direct), turn(1, "x", apart)}}
	b.judgeEnd(c)
	require.Len(t, b.out.Findings, 1)
	require.Equal(t, codeReachable, b.out.Findings[0].Code)
	require.Contains(t, b.out.Findings[0].Summary, "rt in 01-links")
}

func TestAPairThatEndsPastItsFirewallIsAnError(t *testing.T) {
	b := builderOf(Step{Name: "01-new"})
	b.judgeEnd(&judge.Course{Was: direct, Will: through, Turns: []judge.Turn{turn(-1, "", direct)}})
	require.Len(t, b.out.Findings, 1)
	require.Equal(t, codeOtherEnd, b.out.Findings[0].Code)

	b = builderOf(Step{Name: "01-new"})
	b.judgeEnd(&judge.Course{Was: direct, Will: through, Turns: []judge.Turn{turn(-1, "", direct), turn(0, "x", through)}})
	require.Empty(t, b.out.Findings)
}

func TestAWayPastAFirewallIsSaid(t *testing.T) {
	b := builderOf(Step{Name: "01-routes"}, Step{Name: "02-cut"})
	c := &judge.Course{Was: through, Will: apart, Turns: []judge.Turn{turn(-1, "", through), turn(0, "table", direct), turn(1, "half", apart)}}
	b.bypasses(c, c)
	require.Equal(t, "table in 01-routes", b.out.Bypasses[0].From)
	require.Equal(t, "half in 02-cut", b.out.Bypasses[0].To)
	require.Equal(t, through.Via, b.out.Bypasses[0].Past)
	require.Equal(t, codeBypassNoRule, b.out.Findings[0].Code, "no rule forces it")

	within := &judge.Course{Was: through, Will: through, Turns: []judge.Turn{turn(-1, "", through), turn(0, "a", direct), turn(0, "b", through)}}
	b = builderOf(Step{Name: "01-routes"})
	b.bypasses(within, within)
	require.Empty(t, b.out.Findings)
	require.Contains(t, b.out.Bypasses[0].Rule, "one resource at a time")

	for _, c := range []*judge.Course{
		{Was: direct, Will: through, Turns: []judge.Turn{turn(-1, "", direct), turn(0, "x", through)}},
		{Was: through, Will: direct, Turns: []judge.Turn{turn(-1, "", through), turn(0, "x", direct)}},
		{Was: apart, Will: apart, Turns: []judge.Turn{turn(-1, "", direct)}},
	} {
		b := builderOf(Step{Name: "01-routes"}, Step{Name: "02-cut"})
		b.bypasses(c, c)
		require.Empty(t, b.out.Bypasses, "the one or the other network has this way, or neither joins the pair")
	}
}

func TestAnInterruptionNamesItsRule(t *testing.T) {
	steps := []Step{{Name: "01-cut"}, {Name: "02-late-links"}, {Name: "03-new"}}
	refusal := &rehearsal.Refusal{Code: "BadRequest", Message: "it waits", Source: "a book"}
	across := &judge.Course{Was: direct, Will: direct, Turns: []judge.Turn{turn(-1, "", direct), turn(0, "half", apart), turn(1, "connection", direct)}}

	b := builderOf(steps...)
	b.out.Waits = []Wait{{ID: "connection", Until: "02-late-links", Refusal: refusal}}
	b.interruptions(0, []*judge.Course{across}, []*judge.Course{across})
	require.Empty(t, b.out.Findings)
	require.Equal(t, "BadRequest: it waits (a book)", b.out.Interruptions[0].Rule)

	b = builderOf(steps...)
	b.interruptions(0, []*judge.Course{across}, []*judge.Course{across})
	require.Equal(t, codeNoRule, b.out.Findings[0].Code, "two steps, and no refusal between them")

	within := &judge.Course{Was: direct, Will: direct, Turns: []judge.Turn{turn(-1, "", direct), turn(0, "a", odd), turn(0, "b", direct)}}
	never := &judge.Course{Was: direct, Will: direct, Turns: []judge.Turn{turn(-1, "", direct)}}
	b = builderOf(steps...)
	b.interruptions(0, []*judge.Course{within}, []*judge.Course{within})
	require.Empty(t, b.out.Findings)
	require.True(t, b.out.Interruptions[0].Asymmetric)
	require.Contains(t, b.out.Interruptions[0].Rule, "one resource at a time")

	b = builderOf(steps...)
	b.interruptions(0, []*judge.Course{within}, []*judge.Course{never})
	require.Equal(t, codeNoRule, b.out.Findings[0].Code, "the other order does without it")
	b = builderOf(steps...)
	b.interruptions(0, []*judge.Course{never}, []*judge.Course{within})
	require.Equal(t, codeNoRule, b.out.Findings[0].Code, "an interruption that only the other order shows is one")
	b = builderOf(steps...)
	b.interruptions(0, []*judge.Course{never, within}, []*judge.Course{within, never})
	require.Empty(t, b.out.Findings, "the one order interrupts who asks, and the other who is asked")
	require.Empty(t, b.out.Interruptions, "it is said of the direction that the declared order interrupts")
	b.interruptions(0, []*judge.Course{within, never}, []*judge.Course{never, within})
	require.Contains(t, b.out.Interruptions[0].Rule, "one resource at a time")
}

func TestTablesOfBothHaveEachRowOnce(t *testing.T) {
	require.Equal(t, []string{"a", "b", "c"}, united([]string{"a", "b"}, []string{"b", "c"}))
	type row struct{ key, value string }
	key := func(r *row) string { return r.key }
	old, next := []row{{"a", "1"}, {"b", "1"}}, []row{{"b", "2"}, {"c", "2"}}
	require.Equal(t, []row{{"a", "1"}, {"b", "2"}, {"c", "2"}}, both(old, next, key, newer))
	require.Equal(t, []row{{"a", "1"}, {"b", "1"}, {"c", "2"}}, both(old, next, key, older))
	fromOld := func(k string) bool { return k == "b" }
	require.Equal(t, []row{{"b", "1"}, {"c", "2"}}, owned(old, next, key, fromOld), "of each owner the rows of one table")
}

func TestAPairThatTheNewNetworkHasApartMayNotEndJoined(t *testing.T) {
	c := &judge.Course{Was: direct, Will: apart, Turns: []judge.Turn{turn(-1, "", direct)}}
	c.From.Subnet, c.To.Site = "/subscriptions/s/.../virtualNetworks/a/subnets/web", "site:dc1"
	for _, in := range []struct {
		ends  map[string]bool // in the new network
		found int
	}{
		{map[string]bool{lower(c.From.Subnet): true, c.To.Site: true}, 1},
		{map[string]bool{c.To.Site: true}, 0}, // a network that stays, of which the new one says nothing
	} {
		b := builderOf(Step{Name: "01-new"})
		b.newEnds = in.ends
		b.judgeEnd(c)
		require.Len(t, b.out.Findings, in.found)
	}
}
