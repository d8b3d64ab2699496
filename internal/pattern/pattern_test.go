package pattern_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/internal/pattern"
)

func TestAnExpressionIsCompiledOnce(t *testing.T) {
	number := pattern.Lazy(`^[0-9]+$`)
	require.True(t, number().MatchString("42"))
	require.False(t, number().MatchString("x"))
	require.Same(t, number(), number())
}

// No run finds that an expression is none: this test does, in all sources.
func TestEveryExpressionOfTheSourcesCompiles(t *testing.T) {
	found := 0
	require.NoError(t, filepath.WalkDir("../..", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if f, ok := call.Fun.(*ast.SelectorExpr); !ok || f.Sel.Name != "Lazy" {
				return true
			}
			literal, ok := call.Args[0].(*ast.BasicLit)
			require.Truef(t, ok, "%s: an expression is written where it is compiled", name)
			expression, err := strconv.Unquote(literal.Value)
			require.NoError(t, err)
			_, err = regexp.Compile(expression)
			require.NoErrorf(t, err, name)
			found++
			return true
		})
		return nil
	}))
	require.Greater(t, found, 20)
}
