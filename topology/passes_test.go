package topology

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// source is the package's own syntax and types; what it imports is not looked into.
type ownSource struct {
	set   *token.FileSet
	files map[string]*ast.File // by name
	info  *types.Info
	pkg   *types.Package
}

type noImports struct{}

func (noImports) Import(path string) (*types.Package, error) {
	p := types.NewPackage(path, filepath.Base(path))
	p.MarkComplete()
	return p, nil
}

func readOwnSource(t *testing.T) *ownSource {
	t.Helper()
	s := &ownSource{set: token.NewFileSet(), files: map[string]*ast.File{}, info: &types.Info{
		Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{}}}
	names, err := fs.Glob(os.DirFS("."), "*.go")
	require.NoError(t, err)
	var list []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(s.set, name, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		s.files[name], list = f, append(list, f)
	}
	config := types.Config{Importer: noImports{}, Error: func(error) {}} // of what is imported, nothing is known
	s.pkg, _ = config.Check("topology", s.set, list, s.info)
	return s
}

// fieldOf is the struct of the package, as Type.field, that an expression writes a field of; "" for none.
func (s *ownSource) fieldOf(e ast.Expr) string {
	for {
		switch x := e.(type) {
		case *ast.ParenExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.SelectorExpr:
			if sel := s.info.Selections[x]; sel != nil && sel.Kind() == types.FieldVal {
				if owner := s.ownerOf(sel.Obj()); owner != "" {
					return owner + "." + sel.Obj().Name()
				}
			}
			return ""
		default:
			return ""
		}
	}
}

func (s *ownSource) ownerOf(field types.Object) string {
	scope := s.pkg.Scope()
	for _, name := range scope.Names() {
		st, ok := scope.Lookup(name).Type().Underlying().(*types.Struct)
		if _, isType := scope.Lookup(name).(*types.TypeName); !ok || !isType {
			continue
		}
		for i := range st.NumFields() {
			if st.Field(i) == field {
				return name
			}
		}
	}
	return ""
}

// fieldWrites calls f for each field of a struct of the package that a file sets, changes or deletes from.
func (s *ownSource) fieldWrites(f func(file, field string, at token.Position)) {
	for name, file := range s.files {
		ast.Inspect(file, func(n ast.Node) bool {
			var written []ast.Expr
			switch x := n.(type) {
			case *ast.AssignStmt:
				if x.Tok != token.DEFINE {
					written = x.Lhs
				}
			case *ast.IncDecStmt:
				written = []ast.Expr{x.X}
			case *ast.CallExpr:
				if id, ok := x.Fun.(*ast.Ident); ok && (id.Name == "delete" || id.Name == "clear") {
					written = x.Args[:1]
				}
			}
			for _, e := range written {
				if field := s.fieldOf(e); field != "" {
					f(name, field, s.set.Position(e.Pos()))
				}
			}
			return true
		})
	}
}

// isState tells whether a struct holds what passes find out: unexported, and not a row.
func isState(field string) bool { return !ast.IsExported(field) }

func TestEachFieldIsWrittenByOneFile(t *testing.T) {
	s := readOwnSource(t)
	writers := map[string]map[string]bool{}
	s.fieldWrites(func(file, field string, _ token.Position) {
		if isState(field) {
			if writers[field] == nil {
				writers[field] = map[string]bool{}
			}
			writers[field][file] = true
		}
	})
	require.Greater(t, len(writers), 60)
	for _, field := range slices.Sorted(maps.Keys(writers)) {
		if files := writers[field]; len(files) > 1 {
			t.Errorf("%s is written in %v: one pass owns a field", field, slices.Sorted(maps.Keys(files)))
		}
	}
}

func TestChecksOnlyRead(t *testing.T) {
	s := readOwnSource(t)
	declaredIn := map[string]string{} // type -> file
	for name, file := range s.files {
		for _, d := range file.Decls {
			if g, ok := d.(*ast.GenDecl); ok {
				for _, spec := range g.Specs {
					if ts, ok := spec.(*ast.TypeSpec); ok {
						declaredIn[ts.Name.Name] = name
					}
				}
			}
		}
	}
	s.fieldWrites(func(file, field string, at token.Position) {
		owner, _, _ := strings.Cut(field, ".")
		if strings.HasPrefix(file, "check_") && !strings.HasPrefix(declaredIn[owner], "check_") {
			t.Errorf("%s writes %s: a check only reads", at, field)
		}
	})
}

// Severities of the codes by the names of their variables.
func (s *ownSource) severities() map[string]string {
	out := map[string]string{}
	for _, file := range s.files {
		ast.Inspect(file, func(n ast.Node) bool {
			v, ok := n.(*ast.ValueSpec)
			if !ok || len(v.Names) != 1 || len(v.Values) != 1 {
				return true
			}
			call, ok := v.Values[0].(*ast.CallExpr)
			if !ok {
				return true
			}
			if sel, ok := call.Fun.(*ast.SelectorExpr); ok {
				if x, ok := sel.X.(*ast.Ident); ok && x.Name == "catalog" {
					out[v.Names[0].Name] = sel.Sel.Name
				}
			}
			return true
		})
	}
	return out
}

func TestPassesRefuseAndChecksReport(t *testing.T) {
	s := readOwnSource(t)
	severities := s.severities()
	require.NotEmpty(t, severities)
	said := map[string]int{}
	for name, file := range s.files {
		check := strings.HasPrefix(name, "check_")
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || sel.Sel.Name != "refuse" && sel.Sel.Name != "report" {
				return true
			}
			said[sel.Sel.Name]++
			at := s.set.Position(call.Pos())
			switch {
			case check && sel.Sel.Name == "refuse":
				t.Errorf("%s: a check reports, a pass refuses", at)
			case !check && sel.Sel.Name == "report":
				t.Errorf("%s: a pass refuses what it cannot go on with; what could be made and should not is a check's", at)
			case !check:
				if code, ok := call.Args[0].(*ast.Ident); ok && severities[code.Name] != "" && severities[code.Name] != "Error" {
					t.Errorf("%s: %s is a %s: a pass goes on, so a check says it", at, code.Name, severities[code.Name])
				}
			}
			return true
		})
	}
	require.Greater(t, said["report"], 100)
	require.Greater(t, said["refuse"], 30)
}
