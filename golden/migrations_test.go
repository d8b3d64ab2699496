package golden_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/rehearsal/judge"
)

// A migration is two intents: what is deployed, and what is deployed over it, without anybody between who knows better. What Azure makes
// of that, by its rules of writing, is in want.txt: what is refused, reset, removed and left behind, and what becomes of each pair of
// subnets. In migrations/<name>, migration.md says what is to be seen.
func TestMigrationsDoWhatTheyDo(t *testing.T) {
	t.Parallel()
	dirs, err := filepath.Glob("migrations/*")
	require.NoError(t, err)
	require.NotEmpty(t, dirs)
	for _, dir := range dirs {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			about, err := os.ReadFile(filepath.Join(dir, "migration.md"))
			require.NoError(t, err)
			require.NotEmpty(t, strings.TrimSpace(string(about)))
			got := migrated(t, readSide(t, dir, "old.yaml"), readSide(t, dir, "new.yaml"))
			want := filepath.Join(dir, "want.txt")
			if update() {
				require.NoError(t, os.WriteFile(want, []byte(got), 0o644))
				return
			}
			content, err := os.ReadFile(want)
			require.NoError(t, err)
			require.Equal(t, string(content), got, "to accept: UPDATE_GOLDEN=1 go test ./golden -run %s", t.Name())
		})
	}
}

func readSide(t *testing.T, dir, name string) *emission {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, name))
	require.NoError(t, err)
	return compiledFrom(t, string(text))
}

// migrated deploys one emission into nothing and another over it, and says what that did.
func migrated(t *testing.T, old, next *emission) string {
	t.Helper()
	s := rehearsal.New(rehearsal.Options{})
	s.Assume(rehearsed(old)) // what exists
	deployedCleanly(t, s, rehearsed(old), rehearsal.Declared)
	s.Assume(rehearsed(next))
	pairs := pairsOf(s)
	change := judge.Case{Steps: []judge.Step{{Deploy: rehearsed(next)}}, Pairs: pairs}
	run, err := change.Run(s, rehearsal.Declared)
	require.NoError(t, err)
	result := run.Results[0]
	require.Empty(t, result.Unknown)
	var b strings.Builder
	created := 0
	for _, step := range result.Steps {
		if step.Created {
			created++
		}
		if step.Refusal != nil {
			fmt.Fprintf(&b, "refused %s: %s\n", briefly(step.ID), step.Refusal.Code)
		}
		for _, d := range step.Differences {
			path := d.Path
			if !strings.EqualFold(d.ID, step.ID) {
				path = briefly(d.ID) + " " + path
			}
			fmt.Fprintf(&b, "%s %s: %s\n", d.How, briefly(step.ID), path)
		}
		for _, i := range step.Interrupts {
			fmt.Fprintf(&b, "interrupts %s: %s\n", briefly(step.ID), i)
		}
	}
	for _, id := range result.Skipped {
		fmt.Fprintf(&b, "not written %s\n", briefly(id))
	}
	for _, id := range result.LeftBehind {
		fmt.Fprintf(&b, "left behind %s\n", briefly(id))
	}
	for _, id := range s.IDs() {
		half, _ := s.Get(id)
		if level, _ := bodyProperties(half)["peeringSyncLevel"].(string); level != "" && level != "FullyInSync" {
			fmt.Fprintf(&b, "not in sync %s: %s\n", briefly(id), level)
		}
	}
	for i := range run.Courses {
		fmt.Fprintf(&b, "%s: %s\n", run.Courses[i].Name, told(&run.Courses[i]))
	}
	return fmt.Sprintf("%d written, %d of them new\n%s", len(result.Steps), created, b.String())
}

// pairsOf are all pairs of subnets that workloads may be in, by the order of their ids.
func pairsOf(s *rehearsal.Store) []judge.Pair {
	estate, _ := reachability.Build(s.State().Resources())
	var out []judge.Pair
	subnets := slices.DeleteFunc(estate.Subnets(), func(n reachability.Subnet) bool {
		return strings.HasPrefix(nameAfter(n.ID), "azure") || strings.HasPrefix(nameAfter(n.ID), "gateway")
	})
	for i, a := range subnets {
		for _, b := range subnets[i+1:] {
			out = append(out, judge.Pair{Name: briefly(a.ID) + " to " + briefly(b.ID), From: reachability.Endpoint{Subnet: a.ID},
				To: reachability.Endpoint{Subnet: b.ID}})
		}
	}
	return out
}

func nameAfter(id string) string { return id[strings.LastIndexByte(id, '/')+1:] }

// briefly is an id without what all ids of a migration have in common: vnet-hub/subnets/shared.
func briefly(id string) string {
	lower := strings.ToLower(id)
	_, after, ok := strings.Cut(lower, "/providers/microsoft.network/")
	if !ok {
		return nameAfter(lower)
	}
	_, name, _ := strings.Cut(after, "/")
	return name
}

// told is what becomes of a pair, in words.
func told(c *judge.Course) string {
	var parts []string
	for _, change := range c.Turns {
		way := "apart"
		switch {
		case change.Way.Joined() && change.Way.Same && len(change.Way.Via) == 0:
			way = "joined"
		case change.Way.Joined() && change.Way.Same:
			way = "joined by " + strings.Join(brieflyAll(change.Way.Via), ", ")
		case change.Way.Joined():
			way = "asymmetric"
		}
		if change.Step >= 0 {
			way = "then after " + briefly(change.Write) + " " + way
		}
		parts = append(parts, way)
	}
	return strings.Join(parts, ", ")
}

func brieflyAll(ids []string) []string {
	var out []string
	for _, id := range ids {
		out = append(out, briefly(id))
	}
	return out
}
