package vnetloom_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/vnetloom/vnetloom"

// A goFile is one Go file of the module. Its room is the folder, with slashes.
type goFile struct {
	room, path string
	test       bool
	imports    []string // of our own module: the room
	ast        *ast.File
}

// goFiles parses every Go file of the module.
func goFiles(t *testing.T) []goFile {
	t.Helper()
	var out []goFile
	set := token.NewFileSet()
	require.NoError(t, filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata"):
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
			f.imports = append(f.imports, strings.TrimPrefix(strings.Trim(i.Path.Value, `"`), module+"/"))
		}
		out = append(out, f)
		return nil
	}))
	return out
}

// within tells whether an import path is that package or below it.
func within(imported, pkg string) bool {
	return imported == pkg || strings.HasPrefix(imported, pkg+"/")
}

func isOurs(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	return slices.Contains([]string{"schema", "topology", "generators", "templates", "golden", "reachability", "azure", "diag", "source", "internal", "cmd"}, first)
}

func TestEachPackageOfOthersIsUsedInItsRoomsOnly(t *testing.T) {
	only := map[string][]string{
		"cuelang.org/go":                  {"schema"},
		"github.com/Masterminds/sprig":    {"templates"},
		"github.com/spf13":                {"internal/cli"},
		"github.com/rogpeppe/go-internal": {"internal/cli"},
		"github.com/stretchr/testify":     {},
		"os":                              {"internal/cli", "internal/fsatomic", "cmd/vnetloom"},
		"os/signal":                       {"internal/cli"},
		"os/exec":                         {},
		"io/ioutil":                       {},
		"path/filepath":                   {"internal/cli", "internal/fsatomic"},
		"net":                             {},
		"net/http":                        {},
		"log":                             {},
		"log/slog":                        {},
		"time":                            {"internal/cli"},
		"math/rand":                       {},
		"math/rand/v2":                    {"internal/fsatomic"},
	}
	for _, f := range goFiles(t) {
		if f.test {
			continue
		}
		for _, i := range f.imports {
			for pkg, rooms := range only {
				matches := within(i, pkg) && strings.Contains(pkg, ".") || i == pkg
				if matches && !slices.Contains(rooms, f.room) && !testHelper(f.room) {
					t.Errorf("%s imports %s: only %v may", f.path, i, rooms)
				}
			}
		}
	}
}

// testHelper tells the rooms that only tests enter; TestTheStreetIsOneWay sees to it that they do.
func testHelper(room string) bool { return strings.HasSuffix(room, "test") }

func TestTheStreetIsOneWay(t *testing.T) {
	may := map[string][]string{
		"azure":           {}, // the table of types: whoever needs it may enter, and it enters nowhere
		"schema":          {"internal"},
		"topology":        {"schema", "internal"},
		"generators/plan": {"azure", "topology", "internal"},
		"generators":      {"azure", "generators/plan", "topology", "internal"},
		"generators/pwsh": {"generators"}, // the language of the targets that print scripts
		"templates":       {"generators", "generators/plan", "internal"},
		"cmd/vnetloom":    {"internal/cli"},
	}
	for _, f := range goFiles(t) {
		for _, i := range f.imports {
			if !isOurs(i) {
				continue
			}
			if within(i, "golden") {
				t.Errorf("%s imports golden, which is a test", f.path)
			}
			if f.test {
				continue
			}
			if testHelper(i) && !testHelper(f.room) {
				t.Errorf("%s imports %s, which is for tests", f.path, i)
			}
			if i == "diag" || i == "source" { // what is said, and where: everybody's words
				continue
			}
			allowed, ok := may[f.room]
			switch {
			case testHelper(f.room):
				continue
			case ok:
			case path.Dir(f.room) == "generators": // a target, or a picture
				allowed = []string{"azure", "generators", "generators/plan", "generators/pwsh", "topology", "templates", "internal"}
			case f.room == "internal/cli":
				continue
			case within(f.room, "reachability"): // the second opinion: nothing of the compiler
				allowed = []string{"azure", "internal", "reachability", "reachability/template"}
			case within(f.room, "internal"), f.room == "diag", f.room == "source":
				allowed = []string{"internal"}
			}
			if !slices.ContainsFunc(allowed, func(a string) bool {
				return i == a || a == "internal" && within(i, a) && i != "internal/cli" || f.room == "cmd/vnetloom" && i == a
			}) {
				t.Errorf("%s imports %s: %s may import %v", f.path, i, f.room, allowed)
			}
		}
	}
}

// azure matches the words that the cellar does not know.
var azure = regexp.MustCompile(`(?i)azure|vnet|virtual.?network|peering|bicep|powershell|firewall|microsoft|subnet`)

func TestTheCellarKnowsNoAzure(t *testing.T) {
	for _, f := range goFiles(t) {
		if f.test || !within(f.room, "internal") && f.room != "diag" && f.room != "source" || f.room == "internal/cli" {
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
			if found := azure.FindString(strings.ReplaceAll(text, "vnetloom", "")); found != "" {
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
		"github.com/stretchr/testify", "go.yaml.in/yaml/v3", "go4.org/netipx",
	}, direct, "a direct dependency needs a decision in docs/adr/")
}
