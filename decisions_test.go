package vnetloom_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestDocsDecisionsAreNumberedOnce holds the names of decisions to their headings: a number is one decision's.
func TestDocsDecisionsAreNumberedOnce(t *testing.T) {
	files, err := filepath.Glob("docs/adr/[0-9]*.md")
	require.NoError(t, err)
	require.Greater(t, len(files), 30)
	taken := map[int]string{}
	for _, file := range files {
		number, err := strconv.Atoi(filepath.Base(file)[:4])
		require.NoError(t, err, file)
		require.Emptyf(t, taken[number], "%s has its number too", file)
		taken[number] = file
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Truef(t, strings.HasPrefix(string(content), fmt.Sprintf("# %d. ", number)), "the heading of %s has another number", file)
	}
}
