package golden_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/rehearsal"
)

// goldensPage has a row for each golden: what the store says of its first deployment, of the second, and of changes by hand.
const goldensPage = "../docs/goldens.md"

// contract is what docs/changed-by-hand.md says of a change: by a template, and by the engine.
type contract struct{ template, engine string }

func readContract(t *testing.T) map[string]contract {
	t.Helper()
	page, err := os.ReadFile("../docs/changed-by-hand.md")
	require.NoError(t, err)
	out := map[string]contract{}
	for _, row := range contractRow.FindAllStringSubmatch(string(page), -1) {
		out[row[1]] = contract{row[2], row[3]}
	}
	require.Len(t, out, len(changedByHand), "each row of the page has a change here, and each change a row")
	return out
}

// becomes is what a word of the contract comes to in a store: kept, refused, or as the intent says again.
func becomes(word string) string {
	if word == "kept" || word == "refused" {
		return word
	}
	return "back"
}

// made is a change by hand that was made in a golden.
type made struct {
	name        string
	differences []string // from what was before, by resource and path
	id, key     string   // of a connection, and its key before
}

// makeByHand makes a change at the first resource that takes it, from the one at place on; nil where there is none.
func makeByHand(t *testing.T, s *rehearsal.Store, ids map[string][]string, name string, place int) *made {
	t.Helper()
	change := changedByHand[name]
	for i := range ids[change.kind] {
		id := ids[change.kind][(i+place)%len(ids[change.kind])]
		before, done := s.State(), false
		if err := s.Edit(id, func(b object) { done = change.edit(b) }); err != nil || !done {
			continue
		}
		if change.also != nil {
			require.NoErrorf(t, change.also(s, id), "%s of %s", name, id)
		}
		out := &made{name: name, differences: paths(rehearsal.Compare(before, s.State())), id: id}
		out.key, _ = s.Secret(id, "properties.sharedKey")
		return out
	}
	return nil
}

func paths(found []rehearsal.Difference) []string {
	var out []string
	for _, d := range found {
		out = append(out, strings.ToLower(d.ID)+" "+d.Path)
	}
	return out
}

// cameTo is what became of a change: kept, back, or in part. left is what differs from before all changes.
func (m *made) cameTo(s *rehearsal.Store, left []string) string {
	if len(m.differences) == 0 { // a key
		if now, _ := s.Secret(m.id, "properties.sharedKey"); now == m.key {
			return "kept"
		}
		return "back"
	}
	kept := 0
	for _, d := range m.differences {
		if slices.Contains(left, d) {
			kept++
		}
	}
	switch kept {
	case len(m.differences):
		return "kept"
	case 0:
		return "back"
	}
	return "in part"
}

// byType are the ids of what steps have written, by type.
func byType(steps []rehearsal.Step) map[string][]string {
	out := map[string][]string{}
	for _, step := range steps {
		out[step.Type] = append(out[step.Type], step.ID)
	}
	return out
}

// Each golden is deployed by its templates, again, and after each change by hand that can be made in it.
func TestTheTableOfGoldens(t *testing.T) {
	t.Parallel()
	say := readContract(t)
	dirs, err := filepath.Glob("cases/*")
	require.NoError(t, err)
	var rows strings.Builder
	rows.WriteString("| estate | resources | first | again | by hand: tried | kept | as the intent says | refused |\n|---|---|---|---|---|---|---|---|\n")
	for _, dir := range dirs {
		e := compiled(t, dir)
		roots := rehearsed(e)
		base := rehearsal.New(rehearsal.Options{})
		base.Assume(roots)
		first := deployedCleanly(t, base, roots, rehearsal.Declared)
		reversed := rehearsal.New(rehearsal.Options{})
		reversed.Assume(roots)
		deployedCleanly(t, reversed, roots, rehearsal.Reversed)
		was := base.State()
		again, _ := base.Deploy(roots, rehearsal.Declared)
		require.Empty(t, again.Differences(), dir)
		require.Empty(t, again.Refused(), dir)

		count := map[string]int{}
		tell := func(m *made, came string) {
			require.Equalf(t, becomes(say[m.name].template), came, "%s: %s of %s", dir, m.name, m.id)
			count[came]++
		}
		ids := byType(first.Steps)
		if strings.HasPrefix(filepath.Base(dir), "estate-") { // a large one takes all changes at once, each at a resource of its own
			s, all := base.Clone(), []*made{}
			for _, name := range slices.Sorted(maps.Keys(changedByHand)) {
				if say[name].template != "refused" {
					all = append(all, makeByHand(t, s, ids, name, len(all)))
				}
			}
			second, _ := s.Deploy(roots, rehearsal.Declared)
			require.Empty(t, second.Refused())
			left := paths(rehearsal.Compare(was, s.State()))
			for _, m := range all {
				if m != nil {
					tell(m, m.cameTo(s, left))
				}
			}
		} else {
			for _, name := range slices.Sorted(maps.Keys(changedByHand)) {
				s := base.Clone()
				m := makeByHand(t, s, ids, name, 0)
				if m == nil {
					continue
				}
				second, _ := s.Deploy(roots, rehearsal.Declared)
				if len(second.Refused()) > 0 {
					require.True(t, strings.EqualFold(second.Refused()[0].ID, m.id), "%s: %s", dir, name)
					tell(m, "refused")
					continue
				}
				tell(m, m.cameTo(s, paths(rehearsal.Compare(was, s.State()))))
			}
		}
		fmt.Fprintf(&rows, "| %s | %d | created | unchanged | %d | %d | %d | %d |\n", filepath.Base(dir), len(first.Steps),
			count["kept"]+count["back"]+count["refused"], count["kept"], count["back"], count["refused"])
	}
	checkSection(t, goldensPage, "## Bicep and ARM JSON", rows.String())
}

// checkSection holds the table of a section of a page, or with UPDATE_GOLDEN makes it so.
func checkSection(t *testing.T, file, heading, table string) {
	t.Helper()
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	before, rest, ok := strings.Cut(string(content), heading+"\n")
	require.Truef(t, ok, "%s: no %s", file, heading)
	about, rest, ok := strings.Cut(rest, "| estate |")
	require.Truef(t, ok, "%s: no table below %s", file, heading)
	_, after, more := strings.Cut(rest, "\n\n")
	if more {
		after = "\n" + after
	}
	want := before + heading + "\n" + about + table + after
	if update() {
		require.NoError(t, os.WriteFile(file, []byte(want), 0o644))
		return
	}
	require.Equal(t, want, string(content), "to accept: UPDATE_GOLDEN=1 go test ./golden -run %s", t.Name())
}
