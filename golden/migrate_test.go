package golden_test

import (
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	compiler "github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/migration"
)

// What vnetloom migrate makes of each pair in migrations/ is in its migrate.txt: the steps, what waits and why, what is interrupted and by which
// rule, what is refused. No step of it is refused, and nothing is left behind, unless the whole way is refused.
func TestMigrationsAreMadeInSteps(t *testing.T) {
	t.Parallel()
	for _, dir := range migrationDirs(t) {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			m := migrationOf(t, dir)
			got := toldMigration(m.Migration)
			if m.Migration.Findings.HasErrors() {
				require.Empty(t, m.Files, "nothing is written of a way that is refused")
			} else {
				requireWholeMigration(t, m)
			}
			want := filepath.Join(dir, "migrate.txt")
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

func migrationDirs(t *testing.T) []string {
	t.Helper()
	dirs, err := filepath.Glob("migrations/*/old.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, dirs)
	for i := range dirs {
		dirs[i] = filepath.Dir(dirs[i])
	}
	return dirs
}

// requireWholeMigration holds the files of a migration to what it says: each step has those of its kind, and the page names each.
func requireWholeMigration(t *testing.T, m *compiler.Migrated) {
	t.Helper()
	files := map[string]string{}
	for _, f := range m.Files {
		files[f.Path] = string(f.Content)
	}
	page := files["README.md"]
	for i := range m.Migration.Steps {
		s := &m.Migration.Steps[i]
		_, section, there := strings.Cut(page, "\n## "+s.Name+"\n")
		require.True(t, there, s.Name)
		section, _, _ = strings.Cut(section, "\n## ")
		require.Contains(t, section, "\nBefore the next step: ")
		require.Contains(t, section, "\nThe way back: ")
		for _, id := range slices.Concat(s.Created, s.Changed, s.Remove, s.Synchronize) {
			require.Contains(t, section, "\n- "+migration.Brief(id)+"\n")
		}
		if s.Plan != nil && len(s.Plan.Roots) > 0 {
			for _, target := range []string{"arm", "bicep", "powershell"} {
				for j := range s.Plan.Roots {
					root := &s.Plan.Roots[j]
					if root.CrossTenant { // its modules are deployed one by one
						continue
					}
					require.Contains(t, files, path.Join(s.Name, target, root.Tenant, root.Name, map[string]string{"arm": "main.json", "bicep": "main.bicep", "powershell": "estate.json"}[target]))
				}
			}
		}
		for _, id := range append(append([]string{}, s.Remove...), s.Synchronize...) {
			rest := strings.TrimPrefix(id, "/subscriptions/"+migration.OwnSubscription)
			var scripts int
			for name, content := range files {
				if (strings.HasPrefix(name, s.Name+"/Remove-") || strings.HasPrefix(name, s.Name+"/remove-") || strings.HasPrefix(name, s.Name+"/Sync-") ||
					strings.HasPrefix(name, s.Name+"/sync-")) && strings.Contains(content, rest+"'") {
					scripts++
				}
			}
			require.Equalf(t, 2, scripts, "%s is in the script and in the commands of %s", id, s.Name)
		}
	}
	require.Contains(t, files, m.Migration.Steps[m.Migration.Whole()].Name+"/powershell/Vnetloom.Deploy/Vnetloom.Deploy.psm1", "the engine that removals use")
}

var madeMigrations sync.Map // by folder: *compiler.Migrated

func migrationOf(t *testing.T, dir string) *compiler.Migrated {
	t.Helper()
	if known, ok := madeMigrations.Load(dir); ok {
		return known.(*compiler.Migrated)
	}
	texts := textsOf(t, dir)
	m := migrationBetween(t, texts[0], texts[1])
	madeMigrations.Store(dir, m)
	return m
}

// textsOf are the two intents of a migration.
func textsOf(t *testing.T, dir string) (texts [2]string) {
	t.Helper()
	for i, name := range []string{"old.yaml", "new.yaml"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		texts[i] = string(text)
	}
	return texts
}

func migrationBetween(t *testing.T, old, next string, deleteNetworks ...string) *compiler.Migrated {
	t.Helper()
	sides := bothSides(t, old, next)
	m, err := compiler.Migrate(context.Background(), sides[0], sides[1], compiler.Options{}, deleteNetworks...)
	require.NoError(t, err)
	return m
}

func bothSides(t *testing.T, old, next string) [2]*compiler.Result {
	t.Helper()
	var sides [2]*compiler.Result
	for i, text := range []string{old, next} {
		name := []string{"old.yaml", "new.yaml"}[i]
		var err error
		sides[i], err = compiler.Compile(context.Background(), fstest.MapFS{name: {Data: []byte(text)}}, []string{name}, compiler.Options{Targets: []string{}})
		require.NoError(t, err)
		require.Falsef(t, sides[i].Findings.HasErrors(), "%s: %v", name, sides[i].Findings)
	}
	return sides
}

// toldMigration is a migration in lines.
func toldMigration(m *migration.Migration) string {
	var b strings.Builder
	for i := range m.Steps {
		s := &m.Steps[i]
		fmt.Fprintf(&b, "%s: %d", s.Name, s.Writes)
		if s.Slow {
			b.WriteString(", slow")
		}
		b.WriteString("\n")
		if s.Plan != nil {
			for j := range s.Plan.Steps {
				fmt.Fprintf(&b, "  then %s\n", s.Plan.Steps[j].Title)
			}
		}
		for _, id := range s.Synchronize {
			fmt.Fprintf(&b, "  synchronize %s\n", migration.Brief(id))
		}
		for _, id := range s.Remove {
			fmt.Fprintf(&b, "  delete %s\n", migration.Brief(id))
		}
	}
	for _, w := range m.Waits {
		fmt.Fprintf(&b, "waits until %s: %s: %s\n", w.Until, migration.Brief(w.ID), w.Refusal.Code)
	}
	for _, id := range m.Kept {
		fmt.Fprintf(&b, "stays %s\n", migration.Brief(id))
	}
	for _, pair := range m.Begin {
		fmt.Fprintf(&b, "begins anew: %s\n", pair)
	}
	for _, d := range m.Findings {
		fmt.Fprintf(&b, "%s %s", d.Code.ID, d.Summary)
		if d.Why != "" {
			fmt.Fprintf(&b, ". %s", d.Why)
		}
		b.WriteString("\n")
	}
	fmt.Fprintf(&b, "%d pairs that both join, %d of them interrupted; without steps %d, and %d past what inspects them\n", m.Pairs, m.Interrupted, m.Naive.Interruptions, m.Naive.Uninspected)
	return b.String()
}

// The table of docs/migrations.md: each pair, deployed over the old one, and by the steps.
func TestDocsMigrations(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("<!-- Made by golden/migrate_test.go: UPDATE_GOLDEN=1 go test ./golden -run TestDocsMigrations -->\n# Migrations that are rehearsed\n\n" +
		"Each is two intents in [golden/migrations](../golden/migrations). *Over the old one* is what Azure, by its rules of writing, makes of deploying the\n" +
		"second over the first as it is; *by the steps* what is left of that with `vnetloom migrate`. Pairs are pairs of subnets that both intents join: those that\n" +
		"are without a way for a time or for good, and those that end past a firewall which the new intent has on their way. No step is\n" +
		"refused by the rules, and nothing stays but networks that nobody has asked to delete.\n\n" +
		"| migration | over the old one: refused | left behind | interrupted | past the firewall | by the steps | interrupted | by which rule, or why it is refused |\n" +
		"|---|---:|---:|---:|---:|---|---:|---|\n")
	for _, dir := range migrationDirs(t) {
		m := migrationOf(t, dir).Migration
		n := m.Naive
		by, why := strings.TrimSuffix(fmt.Sprintf("%d steps", len(m.Steps)), map[bool]string{true: "s"}[len(m.Steps) == 1]), ""
		if m.Findings.HasErrors() {
			by, why = "refused", m.Findings.Without(diag.Warning)[0].Summary
		}
		for _, i := range m.Interruptions {
			why = i.Rule
		}
		fmt.Fprintf(&b, "| %s | %d | %d | %d | %d | %s | %d | %s |\n", filepath.Base(dir), len(n.Refused)+n.Skipped, len(n.LeftBehind), n.Interruptions, n.Uninspected, by,
			m.Interrupted, why)
	}
	const page = "../docs/migrations.md"
	if update() {
		require.NoError(t, os.WriteFile(page, []byte(b.String()), 0o644))
		return
	}
	content, err := os.ReadFile(page)
	require.NoError(t, err)
	require.Equal(t, string(content), b.String(), "to accept: UPDATE_GOLDEN=1 go test ./golden -run TestDocsMigrations")
}
