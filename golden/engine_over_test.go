package golden_test

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	compiler "github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/generators/powershell"
	"github.com/vnetloom/vnetloom/internal/microsofttest"
	"github.com/vnetloom/vnetloom/rehearsal"
)

// leftSubnet is a subnet that is in no row any more.
var leftSubnet = regexp.MustCompile(`^properties\.subnets\[[^\]]*\]$`)

// inTheWay is what Azure says of such a subnet, where another needs its prefix, or its network loses it.
var inTheWay = regexp.MustCompile(`NetcfgSubnetRangesOverlap|NetcfgSubnetRangeOutsideVnet`)

// TestMicrosoftPowerShellEndsWhereTheTemplatesEnd deploys one network of each migration over the other, in both directions and without its steps, by the
// engine and as the templates do. Where the templates are not refused, both end at the same: what an intent does not say any more is gone. What the
// engine keeps beside is what docs/powershell.md says, and no more: tags, and subnets that have left the rows.
func TestMicrosoftPowerShellEndsWhereTheTemplatesEnd(t *testing.T) {
	t.Parallel()
	microsofttest.Needs(t, "pwsh")
	dir := t.TempDir()
	sides := map[string][]deployed{}
	var names []string
	for _, name := range migrationsOfOurs(t) {
		for _, side := range []string{"old", "new"} {
			text, err := os.ReadFile(filepath.Join("migrations", name, side+".yaml"))
			require.NoError(t, err)
			r, err := compiler.Compile(context.Background(), fstest.MapFS{"intent.yaml": {Data: text}}, []string{"intent.yaml"}, compiler.Options{Targets: []string{"powershell"}})
			require.NoError(t, err)
			key := name + "/" + side
			writeFiles(t, filepath.Join(dir, key), r.Files)
			for i := range r.Plan.Roots {
				root := &r.Plan.Roots[i]
				sides[key] = append(sides[key], deployed{name: key, folder: filepath.Join(dir, key, "powershell", root.Folder()), plan: r.Plan, root: root})
			}
		}
		names = append(names, name)
	}
	module := filepath.Join(dir, names[0], "old", "powershell", powershell.Module, powershell.Module+".psd1")
	withEngine(t, microsofttest.PowerShell, module, func(t *testing.T, r *runner) {
		for _, name := range names {
			for _, way := range [][2]string{{"old", "new"}, {"new", "old"}} {
				t.Run(name+"/"+way[1], func(t *testing.T) {
					from, to := sides[name+"/"+way[0]], sides[name+"/"+way[1]]
					engine, template := rehearsal.New(rehearsal.Options{Polls: 1}), rehearsal.New(rehearsal.Options{})
					for _, d := range from {
						require.Empty(t, r.run(engine, job{Folder: d.folder, Secrets: secretsOfRoot(d.root)}).Error)
						require.NoError(t, writeAsTemplate(template, secretsOfRoot(d.root), resourcesOfRoot(d.root)))
					}
					for _, d := range to {
						err := writeAsTemplate(template, secretsOfRoot(d.root), resourcesOfRoot(d.root))
						o := r.run(engine, job{Folder: d.folder, Secrets: secretsOfRoot(d.root)})
						switch said := strings.Join(append(o.Errors, o.Error), "\n"); {
						case err != nil && strings.HasPrefix(err.Error(), "InUseSubnetCannotBeDeleted"), inTheWay.MatchString(said): // the engine keeps it
							return
						case err != nil:
							require.NotEmptyf(t, o.Error, "the templates are refused: %v", err)
							return
						default:
							require.Empty(t, said)
						}
					}
					for _, d := range rehearsal.Compare(template.State(), engine.State()) {
						stays := d.How == rehearsal.Created && leftSubnet.MatchString(d.Path) || strings.HasPrefix(d.Path, "tags")
						require.Truef(t, stays, "%s %s %s: %v, by the templates %v", d.How, d.ID, d.Path, d.Is, d.Was)
					}
				})
			}
		}
	})
}
