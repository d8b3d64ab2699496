package golden_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	compiler "github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/source"
)

// rehearsedSubscription is what is deployed to where an intent names no subscription.
const rehearsedSubscription = "aaaaaaaa-0000-4000-8000-000000000001"

// rehearsed are the templates of an emission, in the order in which they are deployed: root after root, and of one whose files are
// deployed alone the files.
func rehearsed(e *emission) []rehearsal.Deployment {
	var out []rehearsal.Deployment
	roots := e.armRoots()
	for i := range roots {
		folder := "arm/" + roots[i].Folder() + "/"
		if content := e.files[folder+"main.json"]; content != nil {
			out = append(out, rehearsal.Deployment{Name: roots[i].Folder(), Template: source.New(folder+"main.json", content),
				Parameters:   []*source.File{source.New(folder+"main.parameters.json", e.files[folder+"main.parameters.json"])},
				Subscription: rehearsedSubscription, Location: "westeurope"})
			continue
		}
		for _, name := range sortedNames(e.files) {
			if to := e.alone[name]; to != nil && strings.HasPrefix(name, folder) {
				out = append(out, rehearsal.Deployment{Name: strings.TrimPrefix(name, "arm/"), Template: source.New(name, e.files[name]),
					Subscription: to.Subscription, ResourceGroup: to.ResourceGroup, Location: "westeurope"})
			}
		}
	}
	return out
}

// deployedCleanly deploys templates, none of which is refused or has a value that nobody knows.
func deployedCleanly(t *testing.T, s *rehearsal.Store, roots []rehearsal.Deployment, order rehearsal.Order) *rehearsal.Result {
	t.Helper()
	result, found := s.Deploy(roots, order)
	for _, d := range found { // secrets have no value, and the location of a deployment is that of the store
		require.Containsf(t, d.Summary, "has no value", "%v", d)
	}
	for _, step := range result.Refused() {
		require.NoErrorf(t, step.Refusal, "%s: %s", step.Deployment, step.ID)
	}
	require.Empty(t, result.Skipped)
	require.Empty(t, result.Unknown)
	require.Empty(t, result.LeftBehind)
	return result
}

// Every estate is deployed into nothing without a refusal, in either order of its writes, and makes the same; deployed again, whole or
// root by root, it changes nothing.
func TestEveryEstateIsDeployedTwiceAsItIsDeployedOnce(t *testing.T) {
	t.Parallel()
	dirs, err := filepath.Glob("cases/*")
	require.NoError(t, err)
	for _, dir := range dirs {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			e := compiled(t, dir)
			require.NoError(t, e.err)
			roots := rehearsed(e)
			s := rehearsal.New(rehearsal.Options{})
			s.Assume(roots)
			deployedCleanly(t, s, roots, rehearsal.Declared)
			was := s.State()
			second := deployedCleanly(t, s, roots, rehearsal.Declared)
			for _, step := range second.Steps {
				require.Falsef(t, step.Created || len(step.Differences) > 0, "%s: %s is made again, or changed: %v", step.Deployment, step.ID, step.Differences)
			}
			require.Empty(t, rehearsal.Compare(was, s.State()))
			requireStill(t, e)

			reversed := rehearsal.New(rehearsal.Options{})
			reversed.Assume(roots)
			deployedCleanly(t, reversed, roots, rehearsal.Reversed)
			require.Empty(t, rehearsal.Compare(was, reversed.State()), "the other order makes something else")
		})
	}
}

// requireStill holds that the judge finds nothing to say of an estate that is deployed over itself, whole and each root alone.
func requireStill(t *testing.T, e *emission) {
	t.Helper()
	estate := compiler.Network{Intent: &compiler.Result{Topology: e.topology, Plan: e.plan}}
	roots, err := compiler.RootsOf(t.Context(), estate)
	require.NoError(t, err)
	alone := [][]string{nil}
	for _, root := range roots {
		if len(roots) > 1 {
			alone = append(alone, []string{root})
		}
	}
	for _, only := range alone {
		made, err := compiler.Rehearse(t.Context(), estate, estate, compiler.RehearseOptions{Only: only})
		require.NoError(t, err)
		require.Empty(t, made.Notes, only)
		r := made.Report
		require.Truef(t, r.Clean(), "%v: %+v", only, r)
		require.Empty(t, r.Created, only)
		require.Empty(t, r.Changed, only)
		require.Empty(t, r.Begin, only)
		require.NotZero(t, r.Writes, only)
	}
}
