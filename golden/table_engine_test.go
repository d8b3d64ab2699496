package golden_test

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/internal/microsofttest"
	"github.com/vnetloom/vnetloom/rehearsal"
)

// refusedEnough is in how many goldens a change is tried that the engine has refused: each takes runs of its own.
const refusedEnough = 3

// TestMicrosoftPowerShellTableOfGoldens runs the engine for every golden: into nothing, again, and after changes by hand, all at once but those
// that are refused.
func TestMicrosoftPowerShellTableOfGoldens(t *testing.T) {
	t.Parallel()
	microsofttest.Needs(t, "pwsh")
	say := readContract(t)
	module, all := engineFolder(t, everyCase(t)...)
	var rows strings.Builder
	rows.WriteString("| estate | resources | first | again | by hand: tried | kept | as the intent says | refused |\n|---|---|---|---|---|---|---|---|\n")
	refused := map[string]int{}
	withEngine(t, microsofttest.PowerShell, module, func(t *testing.T, r *runner) {
		for from := 0; from < len(all); {
			to := from
			for to < len(all) && all[to].kase == all[from].kase {
				to++
			}
			roots := all[from:to]
			from = to
			name := path.Base(roots[0].kase)
			store, ids, written := rehearsal.New(rehearsal.Options{Polls: 1}), map[string][]string{}, 0
			seed(t, store, roots[0].plan)
			for _, d := range roots {
				for _, w := range resourcesOfRoot(d.root) {
					ids[w.Type] = append(ids[w.Type], w.ID)
					written++
				}
				require.Empty(t, r.run(store, job{Folder: d.folder, Secrets: secretsOfRoot(d.root)}).Error, d.name)
				for _, w := range resourcesOfRoot(d.root) {
					store.SetProvisioned(w.ID) // where it is a circuit: the connections come once its provider has done their part
				}
			}
			again := func(s *rehearsal.Store) string {
				for _, d := range roots {
					if o := r.run(s, job{Folder: d.folder, Secrets: secretsOfRoot(d.root)}); o.Error != "" {
						return o.Error
					}
				}
				return ""
			}
			unchanged := func(s *rehearsal.Store) {
				for _, d := range roots {
					o := r.run(s, job{Folder: d.folder})
					require.Empty(t, o.Error, d.name)
					require.Empty(t, o.writes(), d.name)
				}
			}
			unchanged(store)
			was := store.State()
			count := map[string]int{}
			s, made := store.Clone(), []*made{}
			for _, change := range slices.Sorted(maps.Keys(changedByHand)) {
				if say[change].engine == "refused" {
					if refused[change] < refusedEnough {
						alone := store.Clone()
						if m := makeByHand(t, alone, ids, change, 0); m != nil {
							require.NotEmptyf(t, again(alone), "%s: %s of %s", name, change, m.id)
							refused[change]++
							count["refused"]++
						}
					}
					continue
				}
				if m := makeByHand(t, s, ids, change, len(made)); m != nil {
					made = append(made, m)
				}
			}
			require.Empty(t, again(s), name)
			left := paths(rehearsal.Compare(was, s.State()))
			for _, m := range made {
				came := m.cameTo(s, left)
				require.Equalf(t, becomes(say[m.name].engine), came, "%s: %s of %s: %v of %v", name, m.name, m.id, m.differences, left)
				count[came]++
				left = slices.DeleteFunc(left, func(d string) bool { return slices.Contains(m.differences, d) })
			}
			require.Empty(t, left, "%s: the run has changed something else", name)
			unchanged(s)
			fmt.Fprintf(&rows, "| %s | %d | created | unchanged | %d | %d | %d | %d |\n", name, written,
				count["kept"]+count["back"]+count["refused"], count["kept"], count["back"], count["refused"])
		}
	})
	if !t.Failed() && !t.Skipped() {
		checkSection(t, goldensPage, "## PowerShell", rows.String())
	}
}
