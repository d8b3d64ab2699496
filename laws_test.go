package vnetloom_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

const module = "github.com/vnetloom/vnetloom"

// A goFile is one Go file of the module. Its room is the folder, with slashes.
type goFile struct {
	room, path string
	test       bool
	imports    []string // paths of other modules
	rooms      []string // imports of our own module
	ast        *ast.File
}

// goFiles are all Go files of the module.
func goFiles(t *testing.T) []goFile {
	t.Helper()
	files, err := parsedOnce()
	require.NoError(t, err)
	return files
}

var parsedOnce = sync.OnceValues(parseGoFiles)

func parseGoFiles() ([]goFile, error) {
	var out []goFile
	set := token.NewFileSet()
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || name == "examples" || name == "benchmarks"): // modules of their own
			return fs.SkipDir
		case d.IsDir() || filepath.Ext(name) != ".go":
			return nil
		}
		parsed, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution|parser.ParseComments)
		if err != nil {
			return err
		}
		f := goFile{room: filepath.ToSlash(filepath.Dir(name)), path: filepath.ToSlash(name), test: strings.HasSuffix(name, "_test.go"), ast: parsed}
		for _, i := range parsed.Imports {
			name := strings.Trim(i.Path.Value, `"`)
			if room, ours := strings.CutPrefix(name, module+"/"); ours {
				f.rooms = append(f.rooms, room)
				continue
			}
			f.imports = append(f.imports, name)
		}
		out = append(out, f)
		return nil
	})
	return out, err
}

// within tells whether an import path is that package or below it.
func within(imported, pkg string) bool {
	return imported == pkg || strings.HasPrefix(imported, pkg+"/")
}

// only are the packages of others that a room must have a reason to use, and the rooms that have one. Where there is none, nobody may.
var only = map[string]map[string]string{
	"cuelang.org/go":                        {"schema": "the intent language is CUE"},
	"github.com/Masterminds/sprig":          {"templates": "it lets through what is deterministic"},
	"github.com/spf13":                      {"internal/cli": "the command line"},
	"github.com/rogpeppe/go-internal":       {"internal/cli": "unified diffs"},
	"github.com/stretchr/testify":           {},
	"github.com/yuin/goldmark":              {}, // only tests ask another reader what Markdown says
	"github.com/santhosh-tekuri/jsonschema": {}, // only tests ask another program what a schema takes
	"golang.org/x/net":                      {}, // only tests ask another program what a page has in it
	"html/template":                         {"report": "names come into a page by its escaping alone"},
	"os": {"internal/cli": "it reads what it is given", "internal/fsatomic": "it writes, all or nothing",
		"cmd/vnetloom": "it hands over arguments, streams and environment"},
	"os/signal":     {"internal/cli": "an interrupt must not leave half an output"},
	"os/exec":       {"internal/cli": "verify of a file in Bicep runs the compiler that is on PATH (ADR 42), and diff reads revisions by git (ADR 44)"}, // nothing else is run: deploying is the business of pipelines
	"io/ioutil":     {},
	"path/filepath": {"internal/cli": "paths of the machine become names", "internal/fsatomic": "names become paths of the machine"},
	"net":           {},
	"net/http":      {"rehearsal": "it is an Azure that scripts under test call, and calls nobody"}, // nothing is fetched
	"log":           {},
	"log/slog":      {},
	"time": {"internal/cli": "it bounds a run of the Bicep compiler, and of git", "compile": "it bounds the evaluation of CUE; no time gets into what it makes",
		"reachability/template": "functions of dates, whose values a template gives", "internal/memfs": "a file's description has a time, which is zero", "internal/gittree": "a file's description has a time, which is zero", "internal/fsatomic": "the age of what a killed run has left"},
	"math/rand":    {},
	"math/rand/v2": {"internal/fsatomic": "names of temporary files"},
}

func TestEachPackageOfOthersIsUsedInItsRoomsOnly(t *testing.T) {
	for _, f := range goFiles(t) {
		if f.test || testHelper(f.room) {
			continue
		}
		for _, i := range f.imports {
			for pkg, rooms := range only {
				matches := within(i, pkg) && strings.Contains(pkg, ".") || i == pkg
				if matches && rooms[f.room] == "" {
					t.Errorf("%s imports %s: only %v may", f.path, i, slices.Sorted(maps.Keys(rooms)))
				}
			}
		}
	}
}

// testHelper tells the rooms that only tests enter; TestTheStreetIsOneWay sees to it that they do.
func testHelper(room string) bool { return strings.HasSuffix(room, "test") }

// street says which rooms a room may enter besides the cellar, which is open to all.
var street = map[string][]string{
	"azure":                    {}, // the table of types: whoever needs a type enters, reachability too, since it is a fact and no judgement
	"schema":                   {},
	"topology":                 {"azure", "schema"}, // of the table it takes names that Azure reserves and words for next hops: what no intent decides
	"generators/plan":          {"azure", "topology"},
	"generators":               {"azure", "generators/plan", "topology"},
	"generators/bicep/modules": {"azure"}, // a module is a function of the table of types alone
	"generators/bicep":         {"azure", "generators", "generators/bicep/modules", "generators/plan", "topology", "templates"},
	"generators/pwsh":          {"generators"},                             // the language of the targets that print scripts
	"templates":                {"azure", "generators", "generators/plan"}, // of generators the mark by which a file is told to be generated

	// The second opinion: nothing of the compiler enters, so it cannot repeat the compiler's mistakes.
	"reachability":          {"azure", "reachability/template"},
	"reachability/template": {"azure"},
	"reachability/deployed": {"azure", "reachability/template"}, // what is deployed, as if a template had made it

	// An intent of what is deployed. It judges nothing: whether the intent makes what is there, its caller finds out.
	"adopt": {"azure", "reachability/template"},

	// A store of resources under Azure's rules of writing. It reads what was emitted and exports of what is deployed: if it knew how a
	// topology is derived or printed, it would judge the compiler by the compiler.
	"rehearsal": {"azure", "reachability/template"},

	// What becomes of pairs while a store is written: the one judge of a migration and of one network over another.
	"rehearsal/judge": {"azure", "rehearsal", "reachability", "reachability/template"},

	// Which entries of a report others make again and again: what a person says of it, and no judgement.
	"rehearsal/expected": {"rehearsal", "rehearsal/judge"},

	// What differs between two networks, for who reviews a change. It is given both as they are judged, and knows no intent and no printer.
	"difference": {"azure", "reachability", "rehearsal", "rehearsal/judge", "resilience"},

	// The same for people, in each form. It says what the data says, and nothing else.
	"difference/page": {"difference", "rehearsal/judge"},

	// What is promised, and what no template has, for the second opinion. Of the generators it knows the contract, and what the file of a
	// step is called; what they print it reads as text.
	"proof": {"azure", "topology", "generators", "generators/plan", "generators/steps", "reachability", "reachability/template"},

	// From one plan to another, in steps that the rehearsal proves: what it compares is what the compiler makes. Who prints the steps enters it.
	"migration": {"azure", "topology", "generators", "generators/plan", "rehearsal", "rehearsal/judge", "reachability", "reachability/template"},

	// Intents to begin with: text, and nothing that compiles it.
	"patterns": {},

	// Pictures of a topology. What a path passes comes in as plain data: a picture judges nothing.
	"picture": {"topology"},

	// What becomes of pairs when one thing fails: it asks the second opinion again, without that thing.
	"resilience": {"reachability"},

	// A page about a network, in HTML: it reads rows, and asks the analysis of what was emitted.
	"report": {"proof", "reachability", "resilience", "topology"},

	// The way in for programs: the order of the stages, and who prints. None of the rooms before it enters it.
	"compile": {"schema", "topology", "generators", "generators/plan", "generators/arm", "generators/bicep", "generators/powershell", "generators/steps", "generators/pack", "templates",
		"generators/removal", "proof", "reachability", "reachability/deployed", "reachability/template", "migration", "rehearsal", "rehearsal/expected", "rehearsal/judge", "difference"},

	// Commands and printing. It enters the compiler by the way in alone, as any other program does, asks the second opinion of templates that
	// nobody compiled, and of the generators knows by what mark an emitted file is told.
	"internal/cli": {"adopt", "difference", "difference/page", "patterns", "compile", "picture", "proof", "report", "reachability", "reachability/deployed", "reachability/template", "generators", "rehearsal", "rehearsal/expected", "rehearsal/judge", "resilience"},
	"cmd/vnetloom": {"internal/cli"},
}

// planned are the walls of rooms that are not built yet. Who builds one moves it to the street.
var planned = map[string][]string{}

// mayEnter are the rooms that a room may enter besides the cellar.
func mayEnter(room string) (rooms []string, known bool) {
	for _, laws := range []map[string][]string{street, planned} {
		if allowed, ok := laws[room]; ok {
			return allowed, true
		}
	}
	if path.Dir(room) == "generators" { // a target, or a picture: never another target
		return []string{"azure", "generators", "generators/plan", "generators/pwsh", "topology", "templates"}, true
	}
	return nil, isCellar(room)
}

// isCellar tells what everybody may enter: what is said and of which place, and what is below all rooms.
func isCellar(room string) bool {
	return room == "diag" || room == "source" || within(room, "internal") && room != "internal/cli"
}

func TestTheStreetIsOneWay(t *testing.T) {
	for _, f := range goFiles(t) {
		allowed, known := mayEnter(f.room)
		if !f.test && !testHelper(f.room) && !known && len(f.rooms) > 0 {
			t.Errorf("%s: no law says which rooms %s may enter", f.path, f.room)
		}
		for _, i := range f.rooms {
			if within(i, "golden") {
				t.Errorf("%s imports golden, which is a test", f.path)
			}
			if f.test || testHelper(f.room) {
				continue
			}
			if testHelper(i) {
				t.Errorf("%s imports %s, which is for tests", f.path, i)
			}
			if !isCellar(i) && !slices.Contains(allowed, i) {
				t.Errorf("%s imports %s: %s may import %v and the cellar", f.path, i, f.room, allowed)
			}
		}
	}
}

func TestTheLawsSpeakOfRoomsThatExist(t *testing.T) {
	exists := func(room string) bool {
		info, err := os.Stat(room)
		return err == nil && info.IsDir()
	}
	known := func(room string) bool {
		_, isPlanned := planned[room]
		return isPlanned || exists(room)
	}
	for room, allowed := range street {
		require.True(t, exists(room), "the street has %s, which does not exist", room)
		for _, name := range allowed {
			require.True(t, known(name), "%s may enter %s, which does not exist", room, name)
		}
	}
	for room, allowed := range planned {
		require.False(t, exists(room), "%s is built: it belongs to the street", room)
		for _, name := range allowed {
			require.True(t, known(name), "%s may enter %s, which does not exist", room, name)
		}
	}
	for pkg, rooms := range only {
		for room := range rooms {
			require.True(t, known(room), "%s may use %s, and does not exist", room, pkg)
		}
	}
}

// azureWords matches the words that the cellar does not know.
var azureWords = regexp.MustCompile(`(?i)azure|vnet|virtual.?network|peering|bicep|powershell|firewall|microsoft|subnet`)

func TestTheCellarKnowsNoAzure(t *testing.T) {
	for _, f := range goFiles(t) {
		if f.test || !isCellar(f.room) || testHelper(f.room) { // what helps tests is below no room
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			text := ""
			switch n := n.(type) {
			case *ast.Ident:
				text = n.Name
			case *ast.BasicLit:
				text = n.Value
			}
			if found := azureWords.FindString(strings.ReplaceAll(text, "vnetloom", "")); found != "" {
				t.Errorf("%s says %q in %s", f.path, found, text)
			}
			return true
		})
	}
}

func TestOnlyTheCommandLinePrints(t *testing.T) {
	for _, f := range goFiles(t) {
		if f.test || f.room == "internal/cli" {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				if pkg, ok := n.X.(*ast.Ident); ok && pkg.Name == "fmt" && strings.HasPrefix(n.Sel.Name, "Print") {
					t.Errorf("%s prints with fmt.%s", f.path, n.Sel.Name)
				}
			case *ast.CallExpr:
				if fun, ok := n.Fun.(*ast.Ident); ok && fun.Name == "println" {
					t.Errorf("%s prints with %s", f.path, fun.Name)
				}
			}
			return true
		})
	}
}

func TestEachRoomSaysWhatItOwns(t *testing.T) {
	documented := map[string]bool{}
	for _, f := range goFiles(t) {
		if !f.test {
			documented[f.room] = documented[f.room] || f.ast.Doc != nil
		}
	}
	for room, ok := range documented {
		if !ok {
			t.Errorf("%s has no package comment", room)
		}
	}
}

func TestNoDependencyIsAddedUnseen(t *testing.T) {
	content, err := os.ReadFile("go.mod")
	require.NoError(t, err)
	require.NotContains(t, string(content), "replace ")
	var direct []string
	for _, m := range regexp.MustCompile(`(?m)^\s*(?:require )?(\S+\.\S+) v\S+$`).FindAllStringSubmatch(string(content), -1) {
		direct = append(direct, m[1])
	}
	require.ElementsMatch(t, []string{
		"cuelang.org/go", "github.com/Masterminds/sprig/v3", "github.com/rogpeppe/go-internal", "github.com/spf13/cobra",
		"github.com/stretchr/testify", "go.yaml.in/yaml/v3", "go4.org/netipx", "github.com/santhosh-tekuri/jsonschema/v6", "github.com/yuin/goldmark",
		"golang.org/x/net",
	}, direct, "a direct dependency needs a decision in docs/adr/")
}

// Continuous integration runs the tests that need programs of Microsoft's as a stage of their own, which finds them by their names. So a
// file whose tests ask such a program has no others: `go test ./...` without these programs leaves out what is meant to be left out.
func TestWhatAsksMicrosoftIsCalledSo(t *testing.T) {
	const helper, prefix = "internal/microsofttest", "TestMicrosoft"
	found := 0
	for _, f := range goFiles(t) {
		asks := f.test && slices.Contains(f.rooms, helper)
		for _, d := range f.ast.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || !f.test || fn.Recv != nil || !strings.HasPrefix(fn.Name.Name, "Test") || f.room == helper {
				continue
			}
			if called := strings.HasPrefix(fn.Name.Name, prefix); called != asks {
				t.Errorf("%s: %s: a test that begins with %s is in a file that imports %s, and no other is", f.path, fn.Name.Name, prefix, helper)
			}
			if asks {
				found++
			}
		}
	}
	require.NotZero(t, found)
}

// Who reads code in two columns, or on a page, sees 160 columns at most. A line that is longer is one in two hundred.
func TestFewLinesAreLongerThan160Columns(t *testing.T) {
	const columns, oneIn = 160, 200
	all, long := 0, map[string]int{}
	for _, f := range goFiles(t) {
		content, err := os.ReadFile(f.path)
		require.NoError(t, err)
		for line := range strings.Lines(string(content)) {
			all++
			if utf8.RuneCountInString(strings.TrimRight(line, "\n")) > columns {
				long[f.room]++
			}
		}
	}
	sum := 0
	for _, n := range long {
		sum += n
	}
	require.LessOrEqual(t, sum*oneIn, all, "%d of %d lines of Go are longer than %d columns, by room: %v", sum, all, columns, long)
}
