package schema

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/format"
	"cuelang.org/go/cue/parser"
)

// CUE is the language as one file of CUE, the package schema. Under cue.mod/pkg/github.com/vnetloom/vnetloom/schema of a module, that
// module's packages import it without a registry.
func CUE() []byte {
	var clause, body bytes.Buffer
	imports := map[string]bool{}
	for _, name := range append([]string{"intent.cue"}, slices.DeleteFunc(sourceNames(), func(name string) bool { return name == "intent.cue" })...) {
		text, _ := Files.ReadFile(name)
		file, err := parser.ParseFile(name, text, parser.ParseComments)
		if err != nil {
			panic(err) // TestTheWholeSchemaCompiles
		}
		end := 0 // of the package clause and the imports, with what stands before them
		for _, decl := range file.Decls {
			switch d := decl.(type) {
			case *ast.Package:
				end = d.End().Offset()
			case *ast.ImportDecl:
				for _, spec := range d.Specs {
					imports[spec.Path.Value] = true
				}
				end = d.End().Offset()
			}
		}
		if clause.Len() == 0 {
			clause.Write(text[:end])
		}
		body.WriteString("\n")
		body.Write(bytes.TrimLeft(text[end:], "\n"))
	}
	for _, path := range slices.Sorted(maps.Keys(imports)) {
		clause.WriteString("\n\nimport " + path)
	}
	out, err := format.Source(append(append(clause.Bytes(), '\n'), body.Bytes()...))
	if err != nil {
		panic(err)
	}
	return []byte(strings.TrimLeft(string(out), "\n"))
}
