package schema

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

// TestAPrefixIsReadOnce: what the checks judged is what the intent gets.
func TestAPrefixIsReadOnce(t *testing.T) {
	may := map[string][]string{"ParsePrefix": {"Node.prefix"}, "ParseAddr": {"Node.address", "addressHint"}} // the hint reads a part of a wrong text
	entries, err := os.ReadDir(".")
	require.NoError(t, err)
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, e.Name(), nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, d := range file.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			name := fn.Name.Name
			if fn.Recv != nil {
				if star, ok := fn.Recv.List[0].Type.(*ast.StarExpr); ok {
					if id, ok := star.X.(*ast.Ident); ok {
						name = id.Name + "." + name
					}
				}
			}
			ast.Inspect(fn, func(n ast.Node) bool {
				sel, ok := n.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				if pkg, ok := sel.X.(*ast.Ident); ok && pkg.Name == "netip" && may[sel.Sel.Name] != nil {
					require.Containsf(t, may[sel.Sel.Name], name, "%s: netip.%s", set.Position(sel.Pos()), sel.Sel.Name)
				}
				return true
			})
		}
	}
}

// TestALoadedTreeKnowsItsParents: every node of a loaded tree has its parent and its name, though it is adopted before it is filled.
func TestALoadedTreeKnowsItsParents(t *testing.T) {
	text, err := os.ReadFile("testdata/full.yaml")
	require.NoError(t, err)
	for _, fsys := range []fstest.MapFS{files("a.yaml", string(text)), files("a.yaml", string(text), "b.cue", "vnetloom: \"v1\"\n")} {
		in, found := Load(fsys, slices.Sorted(maps.Keys(fsys)))
		require.Falsef(t, found.HasErrors(), "%v", found)
		nodes := 0
		var walk func(n *Node)
		walk = func(n *Node) {
			nodes++
			for i, c := range n.children {
				require.Same(t, n, c.parent, c.path())
				if n.kind == kindList {
					require.Equal(t, strconv.Itoa(i), c.name, n.path())
				}
				walk(c)
			}
		}
		walk(in.node)
		require.Greater(t, nodes, 300)
	}
}
