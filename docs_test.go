package vnetloom_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/internal/cli"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/topology"
)

// This file holds README.md and docs/ to what the tool does: generated pages are regenerated, intents are compiled,
// commands are run, and names of tests and files are looked up. UPDATE_GOLDEN=1 go test . -run TestDocs rewrites what is
// generated.

// update tells whether what differs is to be accepted.
func update() bool { return os.Getenv("UPDATE_GOLDEN") != "" }

// checkFile holds a file to its content, or with UPDATE_GOLDEN makes it so.
func checkFile(t *testing.T, file, want string) {
	t.Helper()
	got, err := os.ReadFile(file)
	if update() {
		if string(got) != want {
			require.NoError(t, os.WriteFile(file, []byte(want), 0o644))
		}
		return
	}
	require.NoError(t, err)
	require.Equalf(t, want, string(got), "%s is stale; to accept: UPDATE_GOLDEN=1 go test . -run '%s'", file, t.Name())
}

// pages are README.md, docs/*.md and the records of decisions.
func pages(t *testing.T) []string {
	t.Helper()
	files := []string{"README.md"}
	for _, pattern := range []string{"docs/*.md", "docs/connections/*.md", "docs/adr/*.md"} {
		found, err := filepath.Glob(pattern)
		require.NoError(t, err)
		files = append(files, found...)
	}
	require.Contains(t, files, filepath.Join("docs", "guide.md"))
	return files
}

// A block is a fenced block of a page: what stands behind the opening fence, and the text between the fences.
type block struct {
	file, info, text string
	line             int // of the opening fence
	start, end       int // of the text in the page
}

func (b block) String() string { return fmt.Sprintf("%s:%d", b.file, b.line) }

var fence = regexp.MustCompile("(?ms)^```([^\n`]*)\n(.*?)^```$")

// blocks are the fenced blocks of a page.
func blocks(t *testing.T, file string) []block {
	t.Helper()
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	var out []block
	for _, m := range fence.FindAllSubmatchIndex(content, -1) {
		out = append(out, block{
			file: file, info: strings.TrimSpace(string(content[m[2]:m[3]])), text: string(content[m[4]:m[5]]),
			line: 1 + bytes.Count(content[:m[0]], []byte("\n")), start: m[4], end: m[5],
		})
	}
	return out
}

// eachBlock runs a test on each block of all pages whose fence info is one of those given, and requires that there is one.
func eachBlock(t *testing.T, test func(t *testing.T, b block), infos ...string) {
	t.Helper()
	found := 0
	for _, file := range pages(t) {
		for _, b := range blocks(t, file) {
			if slices.Contains(infos, b.info) {
				found++
				t.Run(b.String(), func(t *testing.T) { test(t, b) })
			}
		}
	}
	require.NotZero(t, found, "no block of %v", infos)
}

// compileIntent compiles an intent to a topology and requires that no stage finds an error.
func compileIntent(t *testing.T, where, text string) *topology.Topology {
	t.Helper()
	intent, found := schema.Load(fstest.MapFS{"intent.yaml": {Data: []byte(text)}}, []string{"intent.yaml"})
	require.Falsef(t, found.HasErrors(), "%s does not load: %v", where, found)
	network, found := topology.Resolve(intent)
	require.Falsef(t, found.HasErrors(), "%s does not resolve: %v", where, found)
	_, found = plan.Lower(network)
	require.Falsef(t, found.HasErrors(), "%s does not lower: %v", where, found)
	return network
}

func TestDocsFencesAreOfKnownKinds(t *testing.T) {
	// A kind that is not here is checked by nobody: `yaml` is compiled, `yaml fragment` and the rest below are not.
	known := []string{"yaml", "yaml fragment", "sh", "console", "pwsh", "derived", "bicep", "json", "powershell", "mermaid", "text", "cue", "go"}
	for _, file := range pages(t) {
		for _, b := range blocks(t, file) {
			require.Containsf(t, known, b.info, "%s: what kind of block is this?", b)
		}
	}
}

func TestDocsIntentsCompile(t *testing.T) {
	eachBlock(t, func(t *testing.T, b block) { compileIntent(t, b.String(), b.text) }, "yaml")
}

// prompt matches what may stand before a command of ours in a block.
var prompt = regexp.MustCompile(`^(?:\$ )?(?:vnetloom|go run \./cmd/vnetloom|go tool vnetloom)(?: |$)(.*)$`)

// exitComment is how a line says that its command fails on purpose.
var exitComment = regexp.MustCompile(`\s+# .*?(?:exit (\d))?$`)

// Commands run in a folder with an intent as a reader has it: intent.yaml, and examples/contoso, golden/migrations and a case of golden/cases beside it.
func TestDocsCommandsRun(t *testing.T) {
	eachBlock(t, func(t *testing.T, b block) {
		if b.file == filepath.Join("docs", "tutorial.md") {
			t.Skip("its blocks are run one after the other by TestTheTutorial of package golden")
		}
		dir := t.TempDir()
		copyTree(t, "examples/contoso", dir)
		for _, folder := range []string{
			"examples/contoso", "examples/deployed", "examples/brownfield", "examples/drift", "examples/templates", "golden/migrations", "golden/cases/er-vpn-backup",
		} {
			if strings.Contains(b.text, folder) {
				copyTree(t, folder, filepath.Join(dir, filepath.FromSlash(folder)))
			}
		}
		t.Chdir(dir)
		said := ""
		for _, line := range strings.Split(b.text, "\n") {
			m := prompt.FindStringSubmatch(line)
			switch {
			case m != nil:
				said = runCommand(t, b, m[1])
			case strings.HasPrefix(line, "mkdir -p "):
				require.NoError(t, os.MkdirAll(filepath.Join(dir, filepath.FromSlash(strings.TrimPrefix(line, "mkdir -p "))), 0o750))
			case b.info == "console" && strings.TrimSpace(line) != "" && !strings.HasPrefix(line, "$ "):
				require.Containsf(t, said, strings.TrimRight(line, " "), "%s: the command does not say this", b)
			default:
				requireOutputFiles(t, b, dir, line)
			}
		}
	}, "sh", "console", "pwsh")
}

// runCommand runs one command line of ours, requires its exit code, and returns all that it printed.
func runCommand(t *testing.T, b block, arguments string) string {
	t.Helper()
	want := "0"
	if m := exitComment.FindStringSubmatchIndex(arguments); m != nil {
		if m[2] >= 0 {
			want = arguments[m[2]:m[3]]
		}
		arguments = arguments[:m[0]]
	}
	arguments, into, piped := strings.Cut(arguments, " > ")
	var out bytes.Buffer
	code := cli.Main(strings.Fields(arguments), strings.NewReader(""), &out, &out)
	require.Equalf(t, want, fmt.Sprint(code), "%s: vnetloom %s\n%s", b, arguments, out.String())
	if piped {
		require.NoError(t, os.WriteFile(strings.TrimSpace(into), out.Bytes(), 0o600))
	}
	return out.String()
}

// outputFile matches a file of the output that a command of Azure's own takes.
var outputFile = regexp.MustCompile(`(?:^|[ /'"])(out/[A-Za-z0-9_./-]+)`)

// requireOutputFiles requires that the emitted files that a line names are there.
func requireOutputFiles(t *testing.T, b block, dir, line string) {
	t.Helper()
	for _, m := range outputFile.FindAllStringSubmatch(line, -1) {
		require.FileExistsf(t, filepath.Join(dir, filepath.FromSlash(m[1])), "%s names a file that is not emitted", b)
	}
}

// copyTree copies a folder with all that is in it.
func copyTree(t *testing.T, from, to string) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(from, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, name)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		if d.IsDir() {
			return os.MkdirAll(target, 0o755)
		}
		content, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		return os.WriteFile(target, content, 0o644)
	}))
}

// Excerpts of the languages are what is emitted for examples/contoso, but for their indentation.
func TestDocsExcerptsAreOfTheOutput(t *testing.T) {
	targets := map[string][]string{"bicep": {"bicep"}, "json": {"arm", "powershell"}, "powershell": {"powershell"}}
	eachBlock(t, func(t *testing.T, b block) {
		excerpt := strings.TrimSpace(unindented(b.text))
		var files []string
		for _, target := range targets[b.info] {
			files = append(files, emittedFiles(t, target)...)
		}
		require.Truef(t, slices.ContainsFunc(files, func(content string) bool {
			return strings.Contains(unindented(content), excerpt)
		}), "%s is in no file of examples/contoso/out/%s", b, strings.Join(targets[b.info], ", "))
	}, "bicep", "json")
}

func unindented(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimSpace(line)
	}
	return strings.Join(lines, "\n")
}

var (
	link     = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading  = regexp.MustCompile(`(?m)^#+ (.+)$`)
	codeSpan = regexp.MustCompile("`[^`\n]*`")
	noAnchor = regexp.MustCompile(`[^a-z0-9 _-]`)
)

// anchors are the places of a page that a link can name, as GitHub makes them.
func anchors(t *testing.T, file string) map[string]bool {
	t.Helper()
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	out := map[string]bool{"": true}
	for _, m := range heading.FindAllStringSubmatch(fence.ReplaceAllString(string(content), ""), -1) {
		out[strings.ReplaceAll(noAnchor.ReplaceAllString(strings.ToLower(m[1]), ""), " ", "-")] = true
	}
	return out
}

func TestDocsLinksLeadSomewhere(t *testing.T) {
	files := pages(t)
	for _, pattern := range []string{"[A-Z]*.md", "examples/*.md", "examples/*/README.md", "examples/templates/*/README.md"} {
		found, err := filepath.Glob(pattern)
		require.NoError(t, err)
		require.NotEmpty(t, found, pattern)
		files = append(files, found...)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		text := codeSpan.ReplaceAllString(fence.ReplaceAllString(string(content), ""), "")
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			target, anchor, _ := strings.Cut(m[1], "#")
			if strings.Contains(target, "://") {
				continue
			}
			to := file
			if target != "" {
				to = filepath.Join(filepath.Dir(file), filepath.FromSlash(target))
			}
			_, err := os.Stat(to)
			require.NoErrorf(t, err, "%s links to %s", file, m[1])
			if anchor != "" {
				require.Truef(t, anchors(t, to)[anchor], "%s links to %s: no such heading", file, m[1])
			}
		}
	}
}

var (
	testName  = regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z0-9_]+)`")
	codeName  = regexp.MustCompile(`\bVL\d{3}\b`)
	goldenDir = regexp.MustCompile("`(golden/[a-z0-9_./-]+)`")
	testFunc  = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)[A-Za-z0-9_]+)\(`)
)

// testNames are the tests of the module by name.
func testNames(t *testing.T) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	require.NoError(t, filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, "_test.go"):
			return nil
		}
		content, err := os.ReadFile(name)
		for _, m := range testFunc.FindAllSubmatch(content, -1) {
			out[string(m[1])] = true
		}
		return err
	}))
	return out
}

// Each trap says Azure's fact, where it is from, what is done here and which test guards it; what it names exists.
func TestDocsTrapsAreGuarded(t *testing.T) {
	content, err := os.ReadFile("docs/azure-traps.md")
	require.NoError(t, err)
	traps := strings.Split(string(content), "\n## ")[1:]
	require.GreaterOrEqual(t, len(traps), 20)
	tests := testNames(t)
	for _, trap := range traps {
		title, body, _ := strings.Cut(trap, "\n")
		for _, part := range []string{"**Azure:**", "**Source:**", "**Here:**", "**Guarded by:**"} {
			require.Equalf(t, 1, strings.Count(body, part), "%q has %s once", title, part)
		}
		_, guards, _ := strings.Cut(body, "**Guarded by:**")
		require.Regexpf(t, testName, guards, "%q names no test", title)
		for _, m := range testName.FindAllStringSubmatch(guards, -1) {
			require.Truef(t, tests[m[1]], "%q names the test %s, which does not exist", title, m[1])
		}
	}
}

func TestDocsNameCodesAndGoldensThatExist(t *testing.T) {
	registry := codes(t)
	for _, file := range pages(t) {
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, id := range codeName.FindAllString(string(content), -1) {
			require.NotNilf(t, registry.ByID(id), "%s names %s", file, id)
		}
		for _, m := range goldenDir.FindAllStringSubmatch(string(content), -1) {
			_, err := os.Stat(m[1])
			require.NoErrorf(t, err, "%s names %s", file, m[1])
		}
	}
}

func TestDocsCommandsOfTheReadmeAreThoseOfTheTool(t *testing.T) {
	var help bytes.Buffer
	require.Zero(t, cli.Main([]string{"--help"}, strings.NewReader(""), &help, &help))
	var want []string
	for _, m := range regexp.MustCompile(`(?m)^  ([a-z][a-z-]*) +[A-Z]`).FindAllStringSubmatch(help.String(), -1) {
		if m[1] != "help" {
			want = append(want, m[1])
		}
	}
	content, err := os.ReadFile("README.md")
	require.NoError(t, err)
	var got []string
	for _, m := range regexp.MustCompile("(?m)^\\| `vnetloom ([a-z-]+)").FindAllStringSubmatch(string(content), -1) {
		got = append(got, m[1])
	}
	sort.Strings(got)
	require.Equal(t, want, got, "the table of commands in README.md")
}
