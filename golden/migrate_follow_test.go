package golden_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	compiler "github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/migration"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/rehearsal/judge"
)

// After a write, a deletion or a synchronization only the pairs are looked at whose packets pass what it touches. The way is the same where every pair is looked at.
func TestAMigrationIsTheSameWhereEveryPairIsLookedAt(t *testing.T) {
	t.Parallel()
	for _, dir := range migrationDirs(t) {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			texts := textsOf(t, dir)
			sides := bothSides(t, texts[0], texts[1])
			in := compiler.MigrationInput(context.Background(), sides[0], sides[1])
			in.Always = true
			all, err := migration.New(in)
			require.NoError(t, err)
			require.Equal(t, toldMigration(migrationOf(t, dir).Migration), toldMigration(all))
		})
	}
}

// Networks that are alike stand for each other on the way too: with every pair of subnets and sites followed, and everything read after each write, no other pairs
// are interrupted, opened or led past a firewall by the steps, in either order.
func TestTheStepsOfAMigrationDoToEveryPairWhatIsSaid(t *testing.T) {
	t.Parallel()
	inspected := spokesBehindAFirewall(6)
	direct := strings.Replace(inspected, ", inspect: hub/firewall", "", 1)
	meshed := direct + "  all: {kind: mesh, members: {tier: app}}\n"
	fewer := strings.Replace(inspected, "  app-0004: {profile: app, addressSpace: 10.16.4.0/24}\n", "", 1)
	managed := strings.Replace(strings.Replace(direct, "spokes: {tier: app}", "spokes: {tier: app}, spokeToSpoke: direct, networkManager: avnm", 1), "networks:", "networkManagers: {avnm: {}}\nnetworks:", 1)
	alone := managed[:strings.Index(managed, "sites:")] + "connections:\n" + managed[strings.Index(managed, "  apps: {kind"):strings.Index(managed, "  dc1: {kind")]
	for name, texts := range map[string][2]string{
		"to a manager, without the site": {inspected, alone},
		"inspection on":                  {direct, inspected}, "inspection off": {inspected, direct}, "mesh to firewall": {meshed, inspected}, "firewall to mesh": {inspected, meshed},
		"a spoke more": {fewer, inspected}, "a spoke less": {inspected, fewer}, "firewall to manager": {inspected, managed}, "manager to firewall": {managed, inspected},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sides := bothSides(t, texts[0], texts[1])
			in := compiler.MigrationInput(context.Background(), sides[0], sides[1])
			m, err := migration.New(in)
			require.NoError(t, err)
			require.Empty(t, m.Findings.Without(diag.Warning), "no error")
			requireOfEveryPair(t, in, m)
		})
	}
}

func requireOfEveryPair(t *testing.T, in migration.Input, m *migration.Migration) {
	t.Helper()
	n, c := everyPair(t, in, m)
	interrupted := map[string]bool{}
	for _, order := range []rehearsal.Order{rehearsal.Declared, rehearsal.Reversed} {
		run, err := c.Run(n.Old.Clone(), order)
		require.NoError(t, err)
		require.Empty(t, run.Refused())
		for i := range run.Courses {
			course := &run.Courses[i]
			require.Nil(t, course.Opened(), course.Name)
			require.Equal(t, len(m.Bypasses) > 0, len(course.Bypasses()) > 0, course.Name)
			if course.Promised() && course.Interrupted() {
				ends := []string{fmt.Sprint(course.From), fmt.Sprint(course.To)}
				slices.Sort(ends)
				interrupted[strings.Join(ends, " ")] = true
			}
			if course.Will.Joined() || networkOfSubnet(course.From.Subnet) != networkOfSubnet(course.To.Subnet) { // a network that nobody has asked to delete stays, in itself
				require.Equal(t, course.Will.Describe(), course.Last().Describe(), course.Name)
			}
		}
	}
	require.Len(t, interrupted, m.Interrupted)
}

// everyPair is the change of the steps for every pair of subnets and sites, with both networks.
func everyPair(t *testing.T, in migration.Input, m *migration.Migration) (*judge.Networks, *judge.Case) {
	t.Helper()
	old, next := in.Old.Topology, in.New.Topology
	facts := migration.FactsOf(old, next)
	n := &judge.Networks{Sites: facts.Sites, Skip: facts.Skip, Apart: facts.Apart,
		Appliances: [2][]reachability.Appliance{migration.FactsOf(old).Appliances, migration.FactsOf(next).Appliances}}
	stores := [2]**rehearsal.Store{&n.Old, &n.New}
	for i, side := range []migration.Side{in.Old, in.New} {
		s := rehearsal.New(migration.StoreOf(old, next))
		require.NoError(t, migration.Stand(s, in.Old.Plan, in.New.Plan))
		for _, of := range []migration.Side{in.Old, in.New} {
			printed, err := in.Print(of.Plan)
			require.NoError(t, err)
			s.Assume(printed)
		}
		printed, err := in.Print(side.Plan)
		require.NoError(t, err)
		s.Deploy(printed, rehearsal.Declared)
		if companions := migration.RunCompanions(side.Plan); companions != nil {
			require.NoError(t, companions(s))
		}
		*stores[i] = s
	}
	c := &judge.Case{Sites: n.Sites, Appliances: facts.Appliances, Always: true}
	var ends []reachability.Endpoint
	for _, class := range n.Follow().Classes {
		for _, id := range class.Members {
			if class.Networks == 0 {
				ends = append(ends, reachability.Endpoint{Site: id})
				continue
			}
			ends = append(ends, reachability.Endpoint{Subnet: id})
		}
	}
	for _, a := range ends {
		for _, b := range ends {
			if a != b && (a.Site == "" || b.Site == "") {
				c.Pairs = append(c.Pairs, judge.Pair{Name: fmt.Sprint(a, " to ", b), From: a, To: b})
			}
		}
	}
	c.Meant(n.Old, n.New, n.Appliances[0], n.Appliances[1])
	for i := range m.Steps {
		s := &m.Steps[i]
		step := judge.Step{Synchronize: s.Synchronize, Delete: s.Remove}
		if s.Plan != nil {
			var err error
			step.Deploy, err = in.Print(s.Plan)
			require.NoError(t, err)
			step.Companions = migration.RunCompanions(s.Plan)
		}
		c.Steps = append(c.Steps, step)
	}
	return n, c
}
