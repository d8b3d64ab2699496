package golden_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/source"
)

// Every rule of Azure's writes decides something about a golden: a change of its output, or one by hand, of which the store says one thing by
// the rule, and another once that rule alone is taken out. What is harmful by a rule (refused, reset, deleted, interrupted) passes without
// it; what is no difference by a rule (a default, an order, what Azure sets) is one without it. Rules that decide nothing here are in
// undecided, with the reason. write-mutants.txt has what was found.
func TestEveryWriteRuleDecidesAMutantOfAGolden(t *testing.T) {
	t.Parallel()
	grounds := writeGrounds(t)
	without := map[string][]string{} // names of rules, by what they have in common
	mutants := map[string]string{}
	entries := rehearsal.Entries()
	for _, e := range entries {
		if reason, key := undecidedBy(e); reason != "" {
			without[key] = append(without[key], e.Name)
			if overwritten[e.Name] {
				requireOverwritten(t, grounds, e)
			}
			continue
		}
		if refusedBy[e.Name] != "" {
			continue
		}
		found := decide(grounds, e, trialsOf)
		if found == "" && e.Behavior != nil {
			found = decide(grounds, e, answeredTrials)
		}
		if found == "" {
			t.Errorf("no mutant for %q", e.Name)
		}
		mutants[e.Name] = found
	}
	var report strings.Builder
	for _, e := range entries {
		if by := refusedBy[e.Name]; by != "" {
			require.NotEmptyf(t, mutants[by], "%s: no rule is %q, or it has no mutant", e.Name, by)
			mutants[e.Name] = "as of " + by
		}
		if mutants[e.Name] != "" {
			fmt.Fprintf(&report, "%s\n  %s\n", e.Name, mutants[e.Name])
		}
	}
	for _, key := range slices.Sorted(maps.Keys(undecided)) {
		require.NotEmptyf(t, without[key], "undecided: no rule is %q", key)
		fmt.Fprintf(&report, "\nno mutant: %s.\n  %s\n", undecided[key], strings.Join(without[key], "\n  "))
	}
	if t.Failed() {
		return
	}
	const file = "write-mutants.txt"
	if update() {
		require.NoError(t, os.WriteFile(file, []byte(report.String()), 0o644))
		return
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), report.String(), "to accept: UPDATE_GOLDEN=1 go test ./golden -run %s", t.Name())
}

// ground is a golden that is deployed: what is tried is tried in clones of its store.
type ground struct {
	name    string
	store   *rehearsal.Store
	outputs []engineResource // with bodies as they are written
}

func (g *ground) of(kind string) []engineResource {
	var out []engineResource
	for _, o := range g.outputs {
		if strings.EqualFold(o.Type, kind) {
			out = append(out, o)
		}
	}
	return out
}

// writeGrounds are all goldens but the large ones, the smallest first.
func writeGrounds(t *testing.T) []*ground {
	t.Helper()
	dirs, err := filepath.Glob("cases/*")
	require.NoError(t, err)
	var out []*ground
	for _, dir := range dirs {
		if strings.HasPrefix(filepath.Base(dir), "estate-") {
			continue
		}
		e := compiled(t, dir)
		require.NoError(t, e.err)
		g := &ground{name: filepath.Base(dir), store: rehearsal.New(rehearsal.Options{})}
		seed(t, g.store, e.plan)
		for i := range e.plan.Roots {
			root := &e.plan.Roots[i]
			deployAsTemplate(t, g.store, deployed{root: root}, resourcesOfRoot(root))
			for _, r := range resourcesOfRoot(root) {
				r.Body = asDeployed(g.store, secretsOfRoot(root), r.Body)
				g.outputs = append(g.outputs, r)
			}
		}
		out = append(out, g)
	}
	slices.SortStableFunc(out, func(a, b *ground) int { return len(a.outputs) - len(b.outputs) })
	return out
}

// trial is a mutant: what is done by hand before, and what is asked of the store then. What ask answers is what there is to say against
// the mutant, "" for nothing.
type trial struct {
	what   string
	before func(s *rehearsal.Store) error
	ask    func(s *rehearsal.Store) string
}

// decide finds the first mutant that a rule decides, and says what it is.
func decide(grounds []*ground, e rehearsal.Entry, trialsOf func(rehearsal.Entry, *ground) []trial) string {
	for _, g := range grounds {
		for _, m := range trialsOf(e, g) {
			s := g.store.Clone()
			if m.before != nil {
				if err := m.before(s); err != nil {
					continue
				}
			}
			with, without := m.ask(s.Clone()), m.ask(s.CloneWithout(e.Name))
			switch {
			case lenient(e) && with == "" && without != "":
				return fmt.Sprintf("%s: %s: no difference; without the rule: %s", g.name, m.what, without)
			case !lenient(e) && with != "" && without == "":
				return fmt.Sprintf("%s: %s: %s; without the rule: accepted", g.name, m.what, with)
			}
		}
	}
	return ""
}

// requireOverwritten holds that there are trials of a rule, and that the store says of them the same with and without it.
func requireOverwritten(t *testing.T, grounds []*ground, e rehearsal.Entry) {
	t.Helper()
	tried := 0
	for _, g := range grounds {
		for _, m := range trialsOf(e, g) {
			if tried++; tried > 3 {
				return
			}
			require.Equalf(t, m.ask(g.store.Clone()), m.ask(g.store.CloneWithout(e.Name)), "%s: %s: it is decided", e.Name, m.what)
		}
	}
	require.NotZero(t, tried, e.Name)
}

// lenient tells the rules by which something is no difference, from those by which something is harmed.
func lenient(e rehearsal.Entry) bool {
	return e.Behavior != nil && slices.Contains([]azure.Effect{azure.KeptWhenAbsent, azure.Ignored, azure.ReadOnly, azure.Hidden, azure.Unordered,
		azure.IgnoreCase, azure.Defaults, azure.Mends, azure.Syncs, azure.Apart}, e.Behavior.Effect)
}

// trialsOf are the mutants of a golden that may be decided by a rule.
func trialsOf(e rehearsal.Entry, g *ground) []trial {
	for _, trials := range []map[string]func(*ground) []trial{specialTrials, singleTrials, middleTrials} {
		if special := trials[e.Name]; special != nil {
			return special(g)
		}
	}
	switch {
	case e.Deletion != nil:
		return deletionTrials(e, g)
	case e.Lock != "":
		return lockTrials(e, g)
	case e.Behavior != nil && e.Behavior.Effect != azure.Refused:
		return behaviorTrials(e, g)
	}
	return nil
}

// said is what a write did that somebody would mind: its refusal, what differs, or what it interrupts.
func said(s *rehearsal.Store, id string, body object, api string, of azure.Effect) string {
	was := s.State()
	result, found := s.Deploy([]rehearsal.Deployment{alone(id, body, api)}, rehearsal.Declared)
	if len(found) > 0 || len(result.Steps) != 1 {
		panic(fmt.Sprintf("%s: a mutant is one resource: %v", id, found))
	}
	step := result.Steps[0]
	if step.Refusal != nil {
		return "refused, " + step.Refusal.Code
	}
	switch of {
	case azure.Fixed, azure.Refused:
		return ""
	case azure.Interrupts:
		if len(step.Interrupts) > 0 {
			return "interrupts at " + step.Interrupts[0]
		}
		return ""
	}
	for _, d := range append(step.Differences, rehearsal.Compare(was, s.State())...) {
		if d.Secret { // where a key is from a golden says, and its value a mutant
			continue
		}
		return fmt.Sprintf("%s %s", d.How, cmpOr(d.Path, nameAfter(strings.ToLower(d.ID))))
	}
	return ""
}

func cmpOr(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

// alone is a template of one resource.
func alone(id string, body object, api string) rehearsal.Deployment {
	segments := strings.Split(strings.TrimPrefix(id, "/subscriptions/"), "/")
	d := rehearsal.Deployment{Name: "mutant", Subscription: segments[0], Location: "westeurope"}
	var kind, name string
	rest := segments[1:]
	if len(rest) > 0 && strings.EqualFold(rest[0], "resourceGroups") {
		if len(rest) == 2 {
			kind, name = azure.TypeResourceGroup, rest[1]
		} else {
			d.ResourceGroup = rest[1]
		}
		rest = rest[2:]
	}
	if len(rest) > 2 {
		kind = rest[1]
		for i := 2; i+1 < len(rest); i += 2 {
			kind += "/" + rest[i]
			name = strings.TrimPrefix(name+"/"+rest[i+1], "/")
		}
	}
	if api == "" {
		api = azure.VersionOf(kind)
	}
	resource := object{"type": kind, "name": name, "apiVersion": api}
	for k, v := range body {
		resource[k] = v
	}
	text, err := json.Marshal(object{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
		"contentVersion": "1.0.0.0", "resources": []any{resource}})
	if err != nil {
		panic(err)
	}
	d.Template = source.New("mutant.json", text)
	return d
}
