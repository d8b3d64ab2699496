package golden_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	compiler "github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/internal/microsofttest"
	"github.com/vnetloom/vnetloom/rehearsal"
)

// The steps of a migration are run as its README says, by the real PowerShell: the old network is deployed by the engine, then each step by its
// script, deletions and synchronizations too. What is there then is what the new network makes where nothing was, but for tags, of which the engine takes
// none away.
func TestMicrosoftPowerShellRunsMigrations(t *testing.T) {
	t.Parallel()
	microsofttest.Needs(t, "pwsh")
	names := migrationsOfOurs(t)
	dir := t.TempDir()
	ways, secrets := map[string]*compiler.Migrated{}, map[string]map[string]string{}
	for _, name := range names {
		from := filepath.Join("migrations", name)
		ways[name], secrets[name] = migrationOf(t, from), map[string]string{}
		writeFiles(t, filepath.Join(dir, name), ways[name].Files)
		for _, side := range []string{"old", "new"} {
			text, err := os.ReadFile(filepath.Join(from, side+".yaml"))
			require.NoError(t, err)
			r, err := compiler.Compile(context.Background(), fstest.MapFS{"intent.yaml": {Data: text}}, []string{"intent.yaml"}, compiler.Options{Targets: []string{"powershell"}})
			require.NoError(t, err)
			writeFiles(t, filepath.Join(dir, name, side), r.Files)
			for i := range r.Plan.Roots {
				maps.Copy(secrets[name], secretsOfRoot(&r.Plan.Roots[i]))
			}
		}
	}
	module := filepath.Join(dir, names[0], "old", "powershell", "Vnetloom.Deploy", "Vnetloom.Deploy.psd1")
	withEngines(t, module, names, func(t *testing.T, r *runner, names []string) {
		for _, name := range names {
			t.Run(name, func(t *testing.T) {
				s, target := rehearsal.New(rehearsal.Options{Polls: 1}), rehearsal.New(rehearsal.Options{Polls: 1})
				run := func(s *rehearsal.Store, j job) outcome {
					j.Secrets = secrets[name]
					o := r.run(s, j)
					require.Emptyf(t, o.Error, "%s%s: %v", j.Folder, j.Command, o.Errors)
					require.Empty(t, o.Errors)
					return o
				}
				run(s, job{Folder: filepath.Join(dir, name, "old", "powershell", "main")})
				run(target, job{Folder: filepath.Join(dir, name, "new", "powershell", "main")})
				steps := ways[name].Migration.Steps
				for i := range steps {
					step := &steps[i]
					if step.Plan != nil {
						run(s, job{Folder: filepath.Join(dir, name, step.Name, "powershell", "main")})
					}
					for _, script := range []string{"Sync-Peerings.ps1", "Remove-Resources.ps1"} {
						path := filepath.Join(dir, name, step.Name, script)
						if _, err := os.Stat(path); err != nil {
							continue
						}
						command := fmt.Sprintf("& '%s' -Confirm:$false", path)
						require.Empty(t, run(s, job{Command: fmt.Sprintf("& '%s' -WhatIf", path)}).writes(), "-WhatIf writes nothing")
						require.Len(t, run(s, job{Command: command}).writes(), len(step.Remove)+len(step.Synchronize))
						require.Empty(t, run(s, job{Command: command}).writes(), "a second run has nothing to do")
					}
				}
				require.Empty(t, run(s, job{Folder: filepath.Join(dir, name, "new", "powershell", "main")}).writes(), "the new network is there")
				kept := map[string]bool{}
				for _, id := range ways[name].Migration.Kept {
					_, rest, _ := strings.Cut(strings.ToLower(id), "/resourcegroups/")
					kept[rest] = true
				}
				for _, d := range rehearsal.Compare(target.State(), s.State()) {
					_, rest, _ := strings.Cut(strings.ToLower(d.ID), "/resourcegroups/")
					require.Truef(t, kept[rest] || d.Path == "tags", "%s %s %s: %v, wanted %v", d.How, d.ID, d.Path, d.Is, d.Was)
				}
			})
		}
	})
}

// migrationsOfOurs are the migrations in which nothing is of other owners: that would have to be in the store before.
func migrationsOfOurs(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, d := range migrationDirs(t) {
		old, err := os.ReadFile(filepath.Join(d, "old.yaml"))
		require.NoError(t, err)
		text, err := os.ReadFile(filepath.Join(d, "new.yaml"))
		require.NoError(t, err)
		if !regexp.MustCompile(`tenants:|ownership: (existing|external)|existing: true|/subscriptions/`).Match(append(old, text...)) {
			names = append(names, filepath.Base(d))
		}
	}
	return names
}

func writeFiles(t *testing.T, dir string, files []generators.File) {
	t.Helper()
	require.NotEmpty(t, files)
	for _, f := range files {
		writeAt(t, filepath.Join(dir, filepath.FromSlash(f.Path)), f.Content)
	}
}
