package bicep

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestTheLinterPageNamesEveryTestOnce keeps docs/bicep-linter.md and linter_test.go together.
func TestTheLinterPageNamesEveryTestOnce(t *testing.T) {
	page, err := os.ReadFile("../../docs/bicep-linter.md")
	require.NoError(t, err)
	code, err := os.ReadFile("linter_test.go")
	require.NoError(t, err)
	table, _, ok := strings.Cut(string(page), "## Off by default")
	require.True(t, ok)
	var named, written []string
	rows := regexp.MustCompile("(?m)^\\| `([a-z-]+)` \\| (warning|error|info) \\| .* \\| `(TestLinter[A-Za-z]+)` \\|$")
	for _, m := range rows.FindAllStringSubmatch(table, -1) {
		assert.Equal(t, "testlinter"+strings.ReplaceAll(m[1], "-", ""), strings.ToLower(m[3]), "the test is called after the rule")
		named = append(named, m[3])
	}
	for _, m := range regexp.MustCompile(`(?m)^func (TestLinter[A-Za-z]+)\(`).FindAllStringSubmatch(string(code), -1) {
		written = append(written, m[1])
	}
	assert.ElementsMatch(t, written, named)
	_, last, _ := strings.Cut(string(page), "## Suppressions")
	for _, s := range suppressions {
		assert.Contains(t, last, "| `"+s.Code+"` ", "the page has every suppression")
	}
}
