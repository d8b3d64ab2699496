package golden_test

import (
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/internal/microsofttest"
)

// randomEstates is the environment variable for how many random estates Microsoft's engine is asked about, and fewRandomEstates without it.
const (
	randomEstates    = "VNETLOOM_RANDOM_ESTATES"
	fewRandomEstates = 50
)

// TestMicrosoftEngineExpandsRandomEstatesToTheARM is TestMicrosoftEngineExpandsTheBicepToTheARM of estates that are drawn at random.
func TestMicrosoftEngineExpandsRandomEstatesToTheARM(t *testing.T) {
	t.Parallel()
	microsofttest.Needs(t, "bicep")
	count := fewRandomEstates
	if text := os.Getenv(randomEstates); text != "" {
		n, err := strconv.Atoi(text)
		require.NoError(t, err, "%s is a number", randomEstates)
		count = n
	}
	draws := []func(*rand.Rand) string{
		randomIntent,
		func(r *rand.Rand) string { return withSites(r, randomIntent(r)) },
		randomWAN,
	}
	root := t.TempDir()
	emissions := map[string]*emission{}
	r := rand.New(rand.NewSource(25)) // the same estates on every run
	for try := 0; len(emissions) < count; try++ {
		require.Less(t, try, 20*count, "nearly every draw is refused")
		e := compile(textIntent(draws[try%len(draws)](r)))
		if e.failure() != "" {
			continue
		}
		name := fmt.Sprintf("estate-%04d", try)
		emissions[name] = e
		writeTree(t, filepath.Join(root, name), nil, e.files)
	}
	engine := microsofttest.Start(t, root)
	for _, name := range sortedNames(emissions) {
		for _, d := range deployables(emissions[name]) {
			arm, bicep := expandBoth(t, engine, filepath.Join(root, name), d)
			if lines := append(snapshotDifferences(arm, bicep), unordered(t, arm, bicep)...); len(lines) > 0 {
				t.Errorf("%s of %s:", d.arm, name)
				report(t, lines)
			}
		}
	}
}

// Every rule of the linter is on, those that are off by default too.
func TestMicrosoftStrictLinterFindsNothingInTheBicep(t *testing.T) {
	t.Parallel()
	microsofttest.Needs(t, "bicep")
	root, _ := written(t)
	config, err := os.ReadFile("../generators/bicep/modules/testdata/bicepconfig.json")
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(root, "bicepconfig.json"), config, 0o600))
	require.Empty(t, microsofttest.Lint(t, root))
}

func TestMicrosoftFormatterLeavesTheBicepAsItIs(t *testing.T) {
	t.Parallel()
	microsofttest.Needs(t, "bicep")
	root, names := written(t)
	engine := microsofttest.Start(t, root)
	for _, name := range names {
		for _, file := range below(t, filepath.Join(root, name, "bicep"), ".bicep") {
			if filepath.Base(filepath.Dir(file)) == "modules" {
				continue // which are formatted where they are printed
			}
			want, err := os.ReadFile(file)
			require.NoError(t, err)
			formatted, err := engine.Format(file)
			require.NoError(t, err)
			require.Equal(t, string(want), formatted, file)
		}
	}
}

// What the linter is told to let pass is counted: in the files of estates nothing but hosts that an intent names, and in modules what their
// own tests count.
func TestMicrosoftLinterIsSilencedForHostsAlone(t *testing.T) {
	t.Parallel()
	root, names := written(t)
	silenced := map[string]int{}
	for _, name := range names {
		for _, file := range below(t, filepath.Join(root, name, "bicep"), ".bicep") {
			content, err := os.ReadFile(file)
			require.NoError(t, err)
			if filepath.Base(filepath.Dir(file)) != "modules" {
				for line := range strings.Lines(string(content)) {
					if rules, is := strings.CutPrefix(strings.TrimSpace(line), "#disable-next-line "); is {
						silenced[rules]++
					}
				}
			}
		}
	}
	require.Equal(t, map[string]int{"no-hardcoded-env-urls": 1}, silenced, "the tenant of vpn-clients-inspected, where Azure wants its address")
}
