package golden_test

import (
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/stretchr/testify/require"
)

// TestOneMoreSpokeChangesItsOwnLinesAndItsHubsHalves adds a spoke in the middle of the estate of 200 and counts, file by
// file, the lines that come and the lines that go. Exact prefixes of the new spoke may come into the tables and IP groups
// of its own hub and, under transit, of the others; nothing else of another network may move.
func TestOneMoreSpokeChangesItsOwnLinesAndItsHubsHalves(t *testing.T) {
	t.Parallel()
	before := readIntent(t, filepath.Join("cases", "estate-200"))
	text := string(before.files["intent.yaml"].Data)
	// Its prefix is the lowest of its region: JSON moves a comma when a list gets a new last item.
	const neighbour = "  app-weu-025:"
	require.Contains(t, text, neighbour)
	after := intent{names: before.names, files: fstest.MapFS{"intent.yaml": {
		Data: []byte(strings.Replace(text, neighbour, "  app-weu-024b: {profile: app-weu, addressSpace: 10.16.0.0/24}\n"+neighbour, 1))}}}
	old, next := compiled(t, filepath.Join("cases", "estate-200")), compile(after)
	require.NoError(t, old.err)
	require.NoError(t, next.err)
	require.Equal(t, sortedNames(old.files), sortedNames(next.files), "no file comes or goes")

	got := map[string][2]int{} // file -> lines that come, lines that go
	for name, content := range next.files {
		if string(old.files[name]) == string(content) {
			continue
		}
		var come, gone int
		for _, line := range strings.Split(string(diff.Diff("", old.files[name], "", content)), "\n") {
			switch {
			case strings.HasPrefix(line, "+++"), strings.HasPrefix(line, "---"):
			case strings.HasPrefix(line, "+"):
				come++
			case strings.HasPrefix(line, "-"):
				gone++
				require.Regexp(t, `peer-?hub-?weu-?to-?app-?weu-?024'?|peerHubWeuToAppWeu024$`, strings.TrimSpace(line[1:]), "%s: a line of something else goes", name)
			}
		}
		got[name] = [2]int{come, gone}
	}
	require.Equal(t, map[string][2]int{
		"arm/main/main.json":          {201, 1},
		"bicep/main/estate.bicep":     {28, 0}, // the network with its subnets, two halves; its prefix once in routes, of its own hub and under transit of the three others
		"powershell/main/estate.json": {31, 0},
	}, got)
}
