package vnetloom_test

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/internal/cli"
	"github.com/vnetloom/vnetloom/picture"
)

// connectionPages are the pages of the kinds of connections: each has the smallest intent, and how it is changed later.
func connectionPages(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("docs/connections/*.md")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	return files
}

// What a page says is made of its smallest intent is what is made; its picture is drawn of it; and what a deployment of the changed one does
// is what the rehearsal says.
func TestDocsConnections(t *testing.T) {
	for _, file := range connectionPages(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			var intents []string
			for _, b := range blocks(t, file) {
				if b.info == "yaml" {
					intents = append(intents, b.text)
				}
			}
			require.Len(t, intents, 2, "the smallest intent, and a change of it")
			r, err := compile.Compile(context.Background(), fstest.MapFS{"intent.yaml": {Data: []byte(intents[0])}}, []string{"intent.yaml"}, compile.Options{})
			require.NoError(t, err)
			require.NotNil(t, r.Files, "%v", r.Findings)
			name := strings.TrimSuffix(filepath.Base(file), ".md")
			checkFile(t, filepath.Join("docs", "pictures", "connection-"+name+".svg"), string(picture.New(r.Topology, nil).SVG()))
			checkPart(t, file, "made", madeOf(t, r))
			checkPart(t, file, "change", changeOf(t, intents))
		})
	}
}

// madeOf says what an intent makes: what is derived, the resources by type, and the rows of the connections in the Bicep.
func madeOf(t *testing.T, r *compile.Result) string {
	t.Helper()
	var b strings.Builder
	if text := derived(r.Topology); text != "" {
		fmt.Fprintf(&b, "```derived\n%s```\n\n", text)
	}
	count := map[string]int{}
	for i := range r.Plan.Roots {
		for j := range r.Plan.Roots[i].Modules {
			for _, res := range r.Plan.Roots[i].Modules[j].Resources {
				_, short, _ := strings.Cut(res.ID.Type, "/")
				count[short]++
			}
		}
	}
	var list []string
	for _, kind := range slices.Sorted(maps.Keys(count)) {
		list = append(list, fmt.Sprintf("%d `%s`", count[kind], kind))
	}
	fmt.Fprintf(&b, "Resources: %s.\n", strings.Join(list, ", "))
	for _, f := range r.Files {
		if f.Path != "bicep/main/estate.bicep" {
			continue
		}
		var rows []string
		for line := range strings.Lines(string(f.Content)) {
			if strings.Contains(line, "// connections.") && strings.Contains(line, "{ ") {
				rows = append(rows, strings.TrimSpace(line))
			}
		}
		if len(rows) > 0 {
			fmt.Fprintf(&b, "\nRows of the Bicep output, `estate.bicep`:\n\n```text\n%s\n```\n", strings.Join(rows[:min(len(rows), 6)], "\n"))
		}
	}
	return b.String()
}

// changeOf is what the rehearsal prints of one intent over another.
func changeOf(t *testing.T, intents []string) string {
	t.Helper()
	dir := t.TempDir()
	for i, name := range []string{"old.yaml", "new.yaml"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(intents[i]), 0o600))
	}
	var out, said bytes.Buffer
	code := cli.Main([]string{"rehearse", filepath.Join(dir, "old.yaml"), filepath.Join(dir, "new.yaml"), "--skip-migrate"}, strings.NewReader(""), &out, &said)
	require.Contains(t, []int{0, 4}, code, said.String())
	return "```text\n" + strings.TrimSpace(out.String()) + "\n```\n"
}

// What a spoke more costs, in lines of the intent and of each output.
func TestDocsComparisonCountsASpokeMore(t *testing.T) {
	intent, err := os.ReadFile("examples/contoso/intent.yaml")
	require.NoError(t, err)
	const last = "  reports: {profile: app, addressSpace: 10.1.2.0/24}\n"
	require.Contains(t, string(intent), last)
	more := strings.Replace(string(intent), last, last+"  news:    {profile: app, addressSpace: 10.1.3.0/24}\n", 1)
	lines := func(text string) (files map[string]map[string]int) {
		r, err := compile.Compile(context.Background(), fstest.MapFS{"intent.yaml": {Data: []byte(text)}}, []string{"intent.yaml"}, compile.Options{})
		require.NoError(t, err)
		require.NotEmpty(t, r.Files)
		files = map[string]map[string]int{"intent.yaml": count(text)}
		for _, f := range r.Files {
			files[f.Path] = count(string(f.Content))
		}
		return files
	}
	before, after := lines(string(intent)), lines(more)
	var b strings.Builder
	b.WriteString("| | lines added or changed | files |\n|---|---:|---:|\n")
	for _, of := range []struct{ name, prefix string }{{"intent", "intent.yaml"}, {"Bicep", "bicep/"}, {"ARM JSON", "arm/"}, {"PowerShell", "powershell/"}} {
		added, changed := 0, 0
		for path, text := range after {
			if !strings.HasPrefix(path, of.prefix) {
				continue
			}
			n := 0
			for line, times := range text {
				n += max(times-before[path][line], 0)
			}
			if added += n; n > 0 {
				changed++
			}
		}
		fmt.Fprintf(&b, "| %s | %d | %d |\n", of.name, added, changed)
	}
	checkPart(t, "docs/comparison.md", "spoke", b.String())
}

// count is how often each line of a text is there.
func count(text string) map[string]int {
	out := map[string]int{}
	for line := range strings.Lines(text) {
		out[line]++
	}
	return out
}
