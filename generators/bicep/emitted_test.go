package bicep

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/generators/plantest"
)

var emittedOnce struct {
	sync.Once
	sources []*source
}

// emitted are all Bicep files that the rules are checked on.
func emitted(t *testing.T) []*source {
	t.Helper()
	emittedOnce.Do(func() { emittedOnce.sources = readEmitted(t) })
	require.NotEmpty(t, emittedOnce.sources)
	return emittedOnce.sources
}

func readEmitted(t *testing.T) []*source {
	t.Helper()
	var sources []*source
	for _, p := range []struct {
		name  string
		files func() map[string]string
	}{
		{"sample", func() map[string]string { return generate(t, plantest.Sample()) }},
		{"large", func() map[string]string { return generate(t, plantest.Large(130)) }},
	} {
		for path, text := range p.files() {
			if strings.HasSuffix(path, ".bicep") {
				sources = append(sources, readBicep(p.name+"/"+path, text))
			}
		}
	}
	goldens, err := filepath.Glob("../../golden/cases/*/want/bicep")
	require.NoError(t, err)
	for _, dir := range goldens {
		require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(path) != ".bicep" {
				return err
			}
			text, err := os.ReadFile(path)
			sources = append(sources, readBicep(path, string(text)))
			return err
		}))
	}
	slices.SortFunc(sources, func(a, b *source) int { return strings.Compare(a.path, b.path) })
	return sources
}

// each runs a rule on every file.
func each(t *testing.T, rule func(*testing.T, *source)) {
	t.Helper()
	for _, s := range emitted(t) {
		t.Run(s.path, func(t *testing.T) { rule(t, s) })
	}
}

// noKeyword requires that no declaration is of a kind.
func noKeyword(keyword string) func(*testing.T, *source) {
	return func(t *testing.T, s *source) { assert.Empty(t, s.of(keyword)) }
}

// noCall requires that no function is called whose name matches.
func noCall(pattern string) func(*testing.T, *source) {
	name := regexp.MustCompile("^(?i:" + pattern + ")$")
	return func(t *testing.T, s *source) {
		s.all(func(_ *statement, n *node) {
			if n.isCall {
				assert.NotRegexp(t, name, n.base.text, "line %d", n.line)
			}
		})
	}
}

// noKey requires that no member has a key that matches.
func noKey(pattern string) func(*testing.T, *source) {
	key := regexp.MustCompile("^(?i:" + pattern + ")$")
	return func(t *testing.T, s *source) {
		s.all(func(_ *statement, n *node) {
			for _, k := range n.keys {
				assert.NotRegexp(t, key, k, "line %d", n.line)
			}
		})
	}
}

// atMost requires that a file has no more statements of a kind.
func atMost(limit int, keyword string) func(*testing.T, *source) {
	return func(t *testing.T, s *source) { assert.LessOrEqual(t, len(s.of(keyword)), limit) }
}
