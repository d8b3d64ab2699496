package schema

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/build"
	"cuelang.org/go/cue/errors"
	"cuelang.org/go/cue/parser"
	"cuelang.org/go/cue/token"

	"github.com/vnetloom/vnetloom/source"
)

// schemaPath is the import path of this schema for users' CUE.
const schemaPath = "github.com/vnetloom/vnetloom/schema"

// maxSyntaxDepth bounds the nesting of CUE syntax, which the evaluator follows by recursion.
const maxSyntaxDepth = 500

// A packager loads CUE packages from the file system that the loader was given: those of the user's own module, those
// vendored under its cue.mod, and this schema. It has no registry, no network and no cache, so nothing else can be had.
type packager struct {
	*loader
	context *build.Context
	files   map[string]*source.File // of the user, by the name that positions have
	open    map[string]bool         // import paths being loaded
	left    int                     // bytes of CUE that may still be read
}

func newPackager(l *loader) *packager {
	p := &packager{loader: l, files: map[string]*source.File{}, open: map[string]bool{}, left: maxCUEBytes}
	p.context = build.NewContext(build.Loader(p.load("", "")))
	return p
}

// instance makes a package of the input files that stand in one folder.
func (p *packager) instance(dir string, inputs []*input) *build.Instance {
	root, module := p.module(dir)
	inst := p.context.NewInstance(dir, p.load(root, module))
	for _, in := range inputs {
		p.files[in.file.Name] = in.file
		p.left -= len(in.file.Content)
		p.add(inst, in.file.Name, in.file.Content)
	}
	for _, in := range inputs {
		hideSecrets(in.file)
	}
	if inst.Err == nil {
		if err := inst.Complete(); err != nil {
			inst.Err = errors.Append(inst.Err, errors.Promote(err, ""))
		}
	}
	return inst
}

// add parses a file into the package.
func (p *packager) add(inst *build.Instance, name string, content []byte) {
	if textDepth(content) > maxSyntaxDepth {
		inst.ReportError(errors.Newf(token.NoPos, "%s: nested too deeply", name))
		return
	}
	file, err := parser.ParseFile(name, content)
	if err != nil {
		inst.ReportError(errors.Promote(err, ""))
		return
	}
	if syntaxDepth(file) > maxSyntaxDepth {
		inst.ReportError(errors.Newf(file.Pos(), "the intent is nested too deeply"))
		return
	}
	p.noteSyntax(file)
	bound(file)
	if err := inst.AddSyntax(file); err != nil {
		inst.ReportError(err)
	}
}

// textDepth estimates, before CUE's parser follows it by recursion, how deep a text nests: brackets, and labels in a row
// (a: b: c: 1). It skips strings and comments as far as they can be told without parsing.
func textDepth(content []byte) int {
	var outer []int // labels in a row around each open bracket
	row, depth, deepest := 0, 0, 0
	last := byte('\n')
	for i := 0; i < len(content); i++ {
		b := content[i]
		switch b {
		case '"':
			for i++; i < len(content) && content[i] != '"' && content[i] != '\n'; i++ {
				if content[i] == '\\' {
					i++
				}
			}
		case '/':
			if i+1 < len(content) && content[i+1] == '/' {
				if j := bytes.IndexByte(content[i:], '\n'); j >= 0 {
					i += j - 1
				} else {
					i = len(content)
				}
				b = last
			}
		case '{', '[', '(':
			outer, row = append(outer, row), 0
			depth++
		case '}', ']', ')':
			if len(outer) > 0 {
				depth -= 1 + row
				row, outer = outer[len(outer)-1], outer[:len(outer)-1]
			}
		case ':':
			row++
			depth++
		case ',':
			depth, row = depth-row, 0
		case '\n':
			if last != ':' {
				depth, row = depth-row, 0
			}
		}
		deepest = max(deepest, depth)
		if b > ' ' {
			last = b
		}
	}
	return deepest
}

func syntaxDepth(file *ast.File) int {
	depth, deepest := 0, 0
	ast.Walk(file, func(ast.Node) bool {
		depth++
		deepest = max(deepest, depth)
		return deepest <= maxSyntaxDepth
	}, func(ast.Node) { depth-- })
	return deepest
}

// maxFolders bounds how far up a module is looked for. Above "." is "..", which most file systems do not have.
const maxFolders = 100

// module finds the module that a folder belongs to: its root and its path; "." and "" where there is none.
func (p *packager) module(dir string) (root, module string) {
	for range maxFolders {
		if content, err := p.readImport(path.Join(dir, "cue.mod/module.cue")); err == nil {
			return dir, moduleName(content)
		}
		dir = source.Parent(dir)
	}
	return ".", ""
}

// moduleName is the field module of a module file, without its major version.
func moduleName(content []byte) string {
	file, err := parser.ParseFile("module.cue", content)
	if err != nil {
		return ""
	}
	for _, decl := range file.Decls {
		field, ok := decl.(*ast.Field)
		if !ok {
			continue
		}
		if name, _, _ := ast.LabelName(field.Label); name == "module" {
			if lit, ok := field.Value.(*ast.BasicLit); ok {
				if l, ok := scalarLiteral(lit); ok {
					name, _, _ := strings.Cut(l.text, "@")
					return name
				}
			}
		}
	}
	return ""
}

// load returns the function that finds imports of a module's packages. It answers nil for CUE's own packages.
func (p *packager) load(root, module string) build.LoadFunc {
	return func(pos token.Pos, importPath string) *build.Instance {
		plain, qualifier := splitImport(importPath)
		if first, _, _ := strings.Cut(plain, "/"); !strings.Contains(first, ".") {
			return nil
		}
		inst := p.context.NewInstance(plain, p.load(root, module))
		if p.open[importPath] {
			inst.Err = errors.Newf(pos, "import cycle: %q imports itself", plain)
			return inst
		}
		p.open[importPath] = true
		defer delete(p.open, importPath)
		if plain == schemaPath {
			for _, name := range sourceNames() {
				content, _ := Files.ReadFile(name)
				p.add(inst, schemaPath+"/"+name, content)
			}
		} else {
			p.fill(inst, pos, root, module, plain, qualifier)
		}
		if inst.Err == nil {
			if err := inst.Complete(); err != nil {
				inst.Err = errors.Append(inst.Err, errors.Promote(err, ""))
			}
		}
		return inst
	}
}

// splitImport separates the path of an import from its version and from the package name behind a colon.
func splitImport(importPath string) (plain, qualifier string) {
	plain, qualifier, _ = strings.Cut(importPath, ":")
	plain, _, _ = strings.Cut(plain, "@")
	return plain, qualifier
}

// fill adds the files of an imported package of the user's.
func (p *packager) fill(inst *build.Instance, pos token.Pos, root, module, plain, qualifier string) {
	if qualifier == "" {
		qualifier = path.Base(plain)
	}
	for _, dir := range folders(root, module, plain) {
		entries, _ := fs.ReadDir(p.fsys, dir)
		for _, entry := range entries {
			if !isPackageFile(entry.Name()) {
				continue
			}
			name := path.Join(dir, entry.Name())
			content, err := p.readImport(name)
			if err != nil {
				inst.ReportError(errors.Newf(pos, "%s: %v", name, err))
				return
			}
			clause, err := parser.ParseFile(name, content, parser.PackageClauseOnly)
			if err != nil || clause.PackageName() == qualifier {
				file := source.New(name, content)
				p.files[name] = file
				p.add(inst, name, content)
				hideSecrets(file)
				p.imported = append(p.imported, file)
			}
		}
		if len(inst.Files) > 0 || inst.Err != nil {
			return
		}
	}
	inst.ReportError(errors.Newf(pos, "package %q is neither in the module of the intent nor this schema; modules are not fetched", plain))
}

// isPackageFile tells whether CUE takes a file of that name for one of the folder's package.
func isPackageFile(name string) bool {
	return strings.HasSuffix(name, ".cue") && !strings.HasPrefix(name, ".") && !strings.HasPrefix(name, "_") &&
		!strings.HasSuffix(name, "_tool.cue") && !strings.HasSuffix(name, "_test.cue")
}

// folders are where a package may be: in the module itself, or vendored.
func folders(root, module, plain string) []string {
	var all []string
	if module != "" && plain == module {
		all = append(all, root)
	} else if rest, ok := strings.CutPrefix(plain, module+"/"); ok && module != "" {
		all = append(all, path.Join(root, rest))
	}
	for _, vendored := range []string{"pkg", "gen", "usr"} {
		all = append(all, path.Join(root, "cue.mod", vendored, plain))
	}
	return all
}

func (p *packager) readImport(name string) ([]byte, error) {
	f, err := p.fsys.Open(name)
	if err != nil {
		return nil, fmt.Errorf("%s", reason(err))
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, int64(max(p.left, 0))+1))
	if err != nil {
		return nil, err
	}
	if p.left -= len(content); p.left < 0 {
		return nil, fmt.Errorf("the CUE of the intent and what it imports is more than %d MiB", maxCUEBytes>>20)
	}
	return content, nil
}
