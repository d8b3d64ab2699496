package template

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// testdata/measure.txt holds the reader to Microsoft's deployment engine: how many values are as the engine's, how many the reader does not
// know or the engine leaves for the deployment, and how many expressions both refuse. Then it lists what the reader does not know.

const measureFile = "testdata/measure.txt"

// measureOfExpressions is what engine.json says: all that is in it is tested to be so.
func measureOfExpressions(t *testing.T) string {
	t.Helper()
	e := engine(t)
	return fmt.Sprintf("expressions: %d as the engine, %d not known, %d left for the deployment, %d refused by both",
		len(e.Values)-len(notKnown), len(notKnown), len(e.Later), len(e.Refused))
}

// The first line of the measure needs no engine.
func TestTheMeasureCountsTheExpressions(t *testing.T) {
	content, err := os.ReadFile(measureFile)
	require.NoError(t, err)
	first, _, _ := strings.Cut(string(content), "\n")
	require.Equal(t, measureOfExpressions(t), first, "to accept: UPDATE_GOLDEN=1 go test ./reachability/template -run TestMicrosoftEngineExpands, with bicep on PATH")
	for _, expression := range slices.Sorted(maps.Keys(notKnown)) {
		require.Contains(t, string(content), "\n  "+expression+"\n")
	}
}

func requireMeasure(t *testing.T, counts map[string]*measure) {
	t.Helper()
	var lines, unknown []string
	lines = append(lines, measureOfExpressions(t))
	unknown = slices.Sorted(maps.Keys(notKnown))
	for _, kind := range slices.Sorted(maps.Keys(counts)) {
		m := counts[kind]
		lines = append(lines, fmt.Sprintf("%s: %d as the engine, %d not known, %d left for the deployment", kind, m.same, len(m.unknown), m.later))
		unknown = append(unknown, m.unknown...)
	}
	got := strings.Join(lines, "\n") + "\n\nnot known\n"
	for _, u := range unknown {
		got += "  " + u + "\n"
	}
	want, err := os.ReadFile(measureFile)
	if !os.IsNotExist(err) {
		require.NoError(t, err)
		for _, u := range unknown {
			require.Contains(t, string(want), "\n  "+u+"\n", "the engine knows it, and the reader did: the list only gets shorter")
		}
	}
	if os.Getenv("UPDATE_GOLDEN") != "" {
		require.NoError(t, os.WriteFile(measureFile, []byte(got), 0o644))
		return
	}
	require.Equal(t, string(want), got, "to accept: UPDATE_GOLDEN=1 go test ./reachability/template -run %s", t.Name())
}

var called = regexp.MustCompile(`([A-Za-z0-9]+)\(`)

// Each function of the language is held to the engine: in an expression, or in a template of testdata.
func TestEachFunctionIsHeldToTheEngine(t *testing.T) {
	seen := map[string]bool{}
	see := func(text string) {
		for _, m := range called.FindAllStringSubmatch(text, -1) {
			seen[strings.ToLower(m[1])] = true
		}
	}
	e := engine(t)
	for _, expression := range slices.Concat(slices.Collect(maps.Keys(e.Values)), e.Later, e.Refused) {
		see(expression)
	}
	for name := range engineTemplates(t) {
		content, err := os.ReadFile(name)
		require.NoError(t, err)
		see(string(content))
	}
	for name := range functions {
		if why := notHeld[name]; why == "" {
			require.True(t, seen[name], "%s is in no expression of testdata/engine.json and in no template", name)
		} else {
			require.False(t, seen[name], "%s is held to the engine, though %s", name, why)
		}
	}
}

// notHeld are the functions that the engine is not asked about, and why.
var notHeld = map[string]string{}
