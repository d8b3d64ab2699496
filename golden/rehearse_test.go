package golden_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	compiler "github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/internal/cli"
	"github.com/vnetloom/vnetloom/migration"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/rehearsal/judge"
)

// rehearsedOver is what Azure makes of deploying an intent over another.
func rehearsedOver(t *testing.T, old, next string) *compiler.Rehearsal {
	t.Helper()
	var sides [2]compiler.Network
	for i, text := range []string{old, next} {
		name := []string{"deployed.yaml", "new.yaml"}[i]
		r, err := compiler.Compile(context.Background(), fstest.MapFS{name: {Data: []byte(text)}}, []string{name}, compiler.Options{Targets: []string{}})
		require.NoError(t, err)
		require.Falsef(t, r.Findings.HasErrors(), "%s: %v", name, r.Findings)
		sides[i].Intent = r
	}
	made, err := compiler.Rehearse(context.Background(), sides[0], sides[1], compiler.RehearseOptions{})
	require.NoError(t, err)
	return made
}

// bothStores are the stores of two emissions, each deployed into nothing, what a judge has to know beside them, and the templates of the second.
func bothStores(t *testing.T, old, next *emission) (*judge.Networks, []rehearsal.Deployment) {
	t.Helper()
	facts := migration.FactsOf(old.topology, next.topology)
	n := &judge.Networks{Sites: facts.Sites, Skip: facts.Skip, Appliances: [2][]reachability.Appliance{facts.Appliances, facts.Appliances}}
	var deployments [2][]rehearsal.Deployment
	for i, e := range []*emission{old, next} {
		for _, d := range rehearsed(e) {
			d.Subscription = migration.OwnSubscription
			deployments[i] = append(deployments[i], d)
		}
	}
	stores := [2]**rehearsal.Store{&n.Old, &n.New}
	for i, s := range stores {
		*s = rehearsal.New(rehearsal.Options{})
		require.NoError(t, migration.Stand(*s, old.plan, next.plan))
		(*s).Assume(append(slices.Clone(deployments[0]), deployments[1]...))
		(*s).Deploy(deployments[i], rehearsal.Declared)
	}
	return n, deployments[1]
}

// caseOver is the change from the one to the other for some pairs.
func caseOver(n *judge.Networks, deployments []rehearsal.Deployment, pairs []judge.Pair) *judge.Case {
	c := &judge.Case{Steps: []judge.Step{{Deploy: deployments}}, Pairs: pairs, Sites: n.Sites, Appliances: n.Appliances[0]}
	c.Was, c.Will = c.Ways(n.Old, n.Appliances[0]), c.Ways(n.New, n.Appliances[1])
	return c
}

// courseInWords is what becomes of a pair, without when.
func courseInWords(c *judge.Course) string {
	return fmt.Sprint(c.Promised(), c.Interrupted(), len(c.Bypasses()) > 0, c.Opened() != nil, c.Was.Describe(), c.Will.Describe(), c.Last().Describe())
}

// changesOfATest are two networks each: spokes that get a firewall, lose it, are meshed, leave; and estates drawn at random.
func changesOfATest(t *testing.T) map[string][2]*emission {
	t.Helper()
	inspected := spokesBehindAFirewall(6)
	direct := strings.Replace(inspected, ", inspect: hub/firewall", "", 1)
	fewer := strings.Replace(inspected, "  app-0004: {profile: app, addressSpace: 10.16.4.0/24}\n", "", 1)
	meshed := direct + "  all: {kind: mesh, members: {tier: app}}\n"
	out := map[string][2]*emission{
		"inspection on": {compiledFrom(t, direct), compiledFrom(t, inspected)}, "inspection off": {compiledFrom(t, inspected), compiledFrom(t, direct)},
		"a spoke less": {compiledFrom(t, inspected), compiledFrom(t, fewer)}, "meshed": {compiledFrom(t, direct), compiledFrom(t, meshed)},
		"mesh to firewall": {compiledFrom(t, meshed), compiledFrom(t, inspected)},
	}
	for seed := int64(0); len(out) < 9; seed++ {
		r := rand.New(rand.NewSource(seed))
		a, b := compile(textIntent(withSites(r, randomIntent(r)))), compile(textIntent(withSites(r, randomIntent(r))))
		if a.err == nil && b.err == nil && a.plan != nil && b.plan != nil && !a.found.HasErrors() && !b.found.HasErrors() && len(a.topology.Networks)+len(b.topology.Networks) < 20 {
			out[fmt.Sprint("seed ", seed)] = [2]*emission{a, b}
		}
	}
	return out
}

// What becomes of the pairs of a class is what becomes of those that are followed for it, and what is not looked at for them says nothing: with every
// pair followed, and everything read after each write, it is the same.
func TestThePairsThatAreFollowedStandForTheOthers(t *testing.T) {
	t.Parallel()
	folded := 0
	for name, sides := range changesOfATest(t) {
		n, deployments := bothStores(t, sides[0], sides[1])
		followed := n.Follow()
		classes := map[string]int{}
		var every []judge.Pair
		end := func(id string) reachability.Endpoint {
			if strings.HasPrefix(id, "site:") {
				return reachability.Endpoint{Site: id}
			}
			return reachability.Endpoint{Subnet: id}
		}
		for i, a := range followed.Classes {
			for _, x := range a.Members {
				classes[x] = i
				for j, b := range followed.Classes {
					for _, y := range b.Members {
						if x != y && (a.Networks > 0 || b.Networks > 0) {
							every = append(every, judge.Pair{Name: x + " to " + y, From: end(x), To: end(y), Class: [2]int{i, j}, Inside: networkOfSubnet(x) != "" && networkOfSubnet(x) == networkOfSubnet(y)})
						}
					}
				}
			}
		}
		require.Equal(t, len(every), followed.All, name)
		if len(followed.Left) > 0 {
			folded++
		}
		some := caseOver(n, deployments, followed.Pairs)
		some.Keep = followed.Keep(n)
		all := caseOver(n, deployments, every)
		all.Always = true
		for _, order := range []rehearsal.Order{rehearsal.Declared, rehearsal.Reversed} {
			a, err := some.Run(n.Old.Clone(), order)
			require.NoError(t, err)
			b, err := all.Run(n.Old.Clone(), order)
			require.NoError(t, err)
			require.Equal(t, ofClasses(b), ofClasses(a), "%s, %v", name, order)
		}
	}
	require.GreaterOrEqual(t, folded, 5, "estates in which networks stand for others")
}

// ofClasses are what becomes of pairs, by their class.
func ofClasses(run *judge.Run) map[string][]string {
	out := map[string][]string{}
	for i := range run.Courses {
		c := &run.Courses[i]
		class := fmt.Sprint(c.Class, c.Inside)
		if what := courseInWords(c); !slices.Contains(out[class], what) {
			out[class] = append(out[class], what)
			slices.Sort(out[class])
		}
	}
	return out
}

// What vnetloom rehearse prints of each pair in migrations/ is in its rehearse.txt, and the exit code.
func TestMigrationsAreRehearsed(t *testing.T) {
	t.Parallel()
	for _, dir := range migrationDirs(t) {
		var out bytes.Buffer
		code := cli.Main([]string{"rehearse", dir + "/old.yaml", dir + "/new.yaml", "--skip-migrate"}, strings.NewReader(""), &out, &out)
		got := fmt.Sprintf("%sexit code %d\n", out.String(), code)
		want := filepath.Join(dir, "rehearse.txt")
		if update() {
			require.NoError(t, os.WriteFile(want, []byte(got), 0o644))
			continue
		}
		content, err := os.ReadFile(want)
		require.NoError(t, err)
		require.Equal(t, string(content), got, "to accept: UPDATE_GOLDEN=1 go test ./golden -run TestMigrationsAreRehearsed")
	}
}
