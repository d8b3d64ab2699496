package cli

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Every way to standard output is the screen, and every way to standard error is a diagnostic: both escape. What stands
// here is how it could be gone around.
func TestNothingIsPrintedButByTheScreenAndAsDiagnostics(t *testing.T) {
	entries, err := os.ReadDir(".")
	require.NoError(t, err)
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") || e.Name() == "screen.go" {
			continue
		}
		content, err := os.ReadFile(e.Name())
		require.NoError(t, err)
		require.Empty(t, goneAround(t, e.Name(), string(content)))
	}
	for _, bad := range []string{
		`fmt.Println(x)`, `fmt.Fprintf(a.stdout.w, "%s", x)`, `fmt.Fprint(w, x)`, `io.WriteString(w, x)`, `io.Copy(w, x)`, `print(x)`,
		`os.Stdout.WriteString(x)`, `a.stderr.Write(x)`, `w := a.stdout.w`, `other.SetErr(a.stderr)`, `a.stdout.line(x)`, `a.stdout.line("a" + x)`,
		`(screen{w: w}).line("x")`, `template.Execute(os.Stderr, x)`, `a.stdin.(io.Writer).Write(x)`,
	} {
		require.NotEmpty(t, goneAround(t, "bad.go", "package cli\nfunc f() {\n"+bad+"\n}\n"), bad)
	}
	require.NotEmpty(t, goneAround(t, "bad.go", "package cli\nimport \"text/tabwriter\"\n"))
	require.NotEmpty(t, goneAround(t, "bad.go", "package cli\nimport f \"fmt\"\n"))
}

// goneAround finds what prints without the screen.
func goneAround(t *testing.T, name, content string) []string {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, content, parser.SkipObjectResolution)
	require.NoError(t, err)
	var out []string
	refuse := func(n ast.Node) { out = append(out, set.Position(n.Pos()).String()) }
	for _, i := range file.Imports {
		printers := []string{`"text/tabwriter"`, `"encoding/json"`, `"bufio"`, `"log"`, `"text/template"`}
		if i.Name != nil && i.Name.Name != "_" || slices.Contains(printers, i.Path.Value) {
			refuse(i)
		}
	}
	allowed := map[ast.Node]bool{} // seen as what they may be
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			called := sourceOf(content, set, n.Fun)
			for _, arg := range n.Args {
				argument := sourceOf(content, set, arg)
				if called == "root.SetOut" && argument == "a.stdout.w" || called == "root.SetErr" && argument == "stderr" ||
					(called == "isTerminal" || strings.HasPrefix(called, "diag.Write")) && argument == "a.stderr" {
					allowed[arg] = true
				}
			}
			switch {
			case called == "print" || called == "println" || strings.HasPrefix(called, "fmt.Print"),
				strings.HasPrefix(called, "io.Write") || strings.HasPrefix(called, "io.Copy"):
				refuse(n)
			case strings.HasPrefix(called, "fmt.Fprint"): // into a text that is being made
				if u, ok := n.Args[0].(*ast.UnaryExpr); !ok || u.Op != token.AND {
					refuse(n)
				}
			case strings.HasSuffix(called, ".Write") && called != "t.Writer.Write":
				refuse(n)
			case strings.HasSuffix(called, "stdout.line"):
				if _, ok := n.Args[0].(*ast.BasicLit); !ok {
					refuse(n)
				}
			}
		case *ast.SelectorExpr:
			switch sourceOf(content, set, n) {
			case "os.Stdout", "os.Stderr", "a.stderr", "a.stdout.w":
				if !allowed[n] {
					refuse(n)
				}
			}
		case *ast.CompositeLit:
			if n.Type != nil && sourceOf(content, set, n.Type) == "screen" && !strings.Contains(sourceOf(content, set, n), "screen{w: out}") {
				refuse(n)
			}
		}
		return true
	})
	return out
}

func sourceOf(content string, set *token.FileSet, n ast.Node) string {
	return content[set.Position(n.Pos()).Offset:set.Position(n.End()).Offset]
}

// A record of CSV is one line, and no cell is a formula for a spreadsheet.
func TestCSVHasNoFormulas(t *testing.T) {
	var b strings.Builder
	(screen{w: &b}).csv([][]string{{"=1+1", " =1+1", "\t@SUM(1)", "a\n=1+1", "-2", "+3", "plain, with a comma", `"quoted"`}})
	require.Equal(t, `'=1+1,' =1+1,'    @SUM(1),a\n=1+1,'-2,'+3,"plain, with a comma","""quoted"""`+"\n", b.String())
}
