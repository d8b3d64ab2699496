package golden_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	compiler "github.com/vnetloom/vnetloom/compile"
	differing "github.com/vnetloom/vnetloom/difference"
	"github.com/vnetloom/vnetloom/internal/cli"
)

// What vnetloom diff prints of each pair in migrations/ is in its diff.txt, and the exit code.
func TestMigrationsAreCompared(t *testing.T) {
	t.Parallel()
	for _, dir := range migrationDirs(t) {
		var out, reported bytes.Buffer
		code := cli.Main([]string{"diff", dir + "/old.yaml", dir + "/new.yaml", "--skip-migrate"}, strings.NewReader(""), &out, &reported)
		requireText(t, filepath.Join(dir, "diff.txt"), fmt.Sprintf("%sexit code %d\n", out.String(), code))
	}
}

// The comments of pull requests with changes of different kinds are in diff.md, with what the steps of a migration do.
func TestCommentsOfPullRequests(t *testing.T) {
	t.Parallel()
	kinds := []string{"access-closed", "circuit-added", "gateway-size", "hub-to-manager", "inspection-on", "partner-joins", "site-moved", "space-grown", "spoke-added", "spoke-removed", "static-to-bgp", "subnet-renamed"}
	found, err := filepath.Glob("migrations/*/diff.md")
	require.NoError(t, err)
	require.Len(t, found, len(kinds))
	for _, kind := range kinds {
		dir := filepath.Join("migrations", kind)
		var out, reported bytes.Buffer
		code := cli.Main([]string{"diff", dir + "/old.yaml", dir + "/new.yaml", "--format", "markdown"}, strings.NewReader(""), &out, &reported)
		require.Equal(t, 4, code, kind)
		requireText(t, filepath.Join(dir, "diff.md"), out.String())
	}
}

func requireText(t *testing.T, file, got string) {
	t.Helper()
	if update() {
		require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
		return
	}
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(content), got, "to accept: UPDATE_GOLDEN=1 go test ./golden -run %s", t.Name())
}

// sideOf compiles the intent in a file, anew each time.
func sideOf(t *testing.T, file string) compiler.Network {
	t.Helper()
	r, err := compiler.Compile(context.Background(), os.DirFS(filepath.Dir(file)), []string{filepath.Base(file)}, compiler.Options{Targets: []string{}})
	require.NoError(t, err)
	require.Falsef(t, r.Findings.HasErrors(), "%s: %v", file, r.Findings)
	return compiler.Network{Intent: r}
}

func differenceOf(t *testing.T, old, next compiler.Network) *differing.Report {
	t.Helper()
	report, err := compiler.Diff(context.Background(), old, next, compiler.DiffOptions{SkipRehearsal: true})
	require.NoError(t, err)
	return report
}

// An intent differs from itself in nothing, compiled twice; from nothing in all that it has.
func TestAnIntentDiffersFromItselfInNothingAndFromNothingInAll(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("cases/*/intent.yaml")
	require.NoError(t, err)
	require.Greater(t, len(files), 70)
	for _, file := range files {
		t.Run(filepath.Base(filepath.Dir(file)), func(t *testing.T) {
			t.Parallel()
			a := sideOf(t, file)
			same := differenceOf(t, a, sideOf(t, file))
			require.Truef(t, same.Equal, "%+v", same)

			all := differenceOf(t, compiler.Network{}, a)
			require.False(t, all.Equal)
			topo := a.Intent.Topology
			named := map[string]bool{}
			for _, n := range all.Networks {
				require.Contains(t, []differing.Change{differing.Added, differing.Changed}, n.Change)
				named[n.Name] = true
			}
			for i := range topo.Networks {
				if n := &topo.Networks[i]; n.Ownership == "created" && !n.Classic {
					require.Truef(t, named[string(n.ID)], "%s is not said to be added", n.ID)
				}
			}
			require.Len(t, all.Promises, len(topo.Expectations)+len(topo.Isolations))
			require.Zero(t, all.Counts.Lost)
			for _, r := range all.Resources {
				require.NotEqual(t, differing.Gone, r.Change, r.ID)
			}
			none := differenceOf(t, a, compiler.Network{})
			require.Equal(t, all.Counts.Gained, none.Counts.Lost)
			require.Zero(t, none.Counts.Gained)
		})
	}
}

// A promise about a failure that is taken out with what kept it is broken, though no path differs while nothing has failed.
func TestAPromiseAboutAFailureIsBrokenWithItsBackup(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("cases/er-vpn-backup/intent.yaml")
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "intent.yaml")
	without := regexp.MustCompile(`(?m), backupBy: backup|^  backup: \{kind: vpn.*\n|^  .*when:.*\n`).ReplaceAllString(string(text), "")
	require.NoError(t, os.WriteFile(file, []byte(without), 0o600))
	r := differenceOf(t, sideOf(t, "cases/er-vpn-backup/intent.yaml"), sideOf(t, file))
	require.Empty(t, r.Paths)
	var got []string
	for _, p := range r.Promises {
		got = append(got, string(p.Change)+" "+p.Name)
	}
	require.Equal(t, []string{"broken backup", "broken backup-of-the-gateway", "gone nothing-left"}, got)
	require.Contains(t, r.Promises[0].Was, "while er-ams is down")
}

// What is gained from A to B is lost from B to A, and what takes another path takes the first one back.
func TestTheWayBackIsTheOppositeOfTheWayThere(t *testing.T) {
	t.Parallel()
	for _, dir := range migrationDirs(t) {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			a, b := sideOf(t, dir+"/old.yaml"), sideOf(t, dir+"/new.yaml")
			require.Equal(t, flattened(differenceOf(t, a, b), false), flattened(differenceOf(t, b, a), true))
		})
	}
}

// flattened are the changes of paths, one line for each pair of networks, turned round where they are those of the way back.
func flattened(r *differing.Report, back bool) []string {
	var out []string
	for i := range r.Paths {
		p := &r.Paths[i]
		change, was, is, wasLet, isLet := p.Change, inWords(p.Was), inWords(p.Is), p.WasLet, p.IsLet
		if back {
			was, is, wasLet, isLet = is, was, isLet, wasLet
			change = map[differing.Change]differing.Change{differing.Lost: differing.Gained, differing.Gained: differing.Lost}[change]
			if change == "" {
				change = p.Change
			}
		}
		for _, from := range p.From.Networks {
			for _, to := range p.To.Networks {
				ends := []string{from, to}
				if p.Both {
					slices.Sort(ends)
				}
				out = append(out, fmt.Sprint(change, " ", ends, " ", p.Both, " ", was, " -> ", is, " ", wasLet, " -> ", isLet))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// inWords are ways without the reasons.
func inWords(list []differing.Way) string {
	var out []string
	for _, w := range list {
		out = append(out, fmt.Sprint(w.Reach, w.Via, w.Back, w.Out))
	}
	slices.Sort(out)
	return strings.Join(out, "|")
}
