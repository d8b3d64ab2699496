package schema

import (
	"embed"
	"io/fs"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/format"
	"cuelang.org/go/cue/literal"
	"cuelang.org/go/cue/parser"
	"cuelang.org/go/cue/token"
)

// Files are the CUE files of the schema, the single source of the language.
//
//go:embed *.cue
var Files embed.FS

func sourceNames() []string {
	names, _ := fs.Glob(Files, "*.cue")
	return names
}

// A grammar is the compiled schema.
type grammar struct {
	intent    *shape
	defs      map[string]*shape
	order     []string // of the definitions, as they stand
	locations map[string]Location
}

// language is the compiled schema of this package. A schema that does not compile is a bug that the tests find.
var language = sync.OnceValue(func() *grammar { return compile(Files, sourceNames()) })

// compile compiles the files of a schema.
func compile(files fs.ReadFileFS, names []string) *grammar {
	c := &compiler{fields: map[string]*ast.Field{}, g: &grammar{defs: map[string]*shape{}, locations: map[string]Location{}}}
	for _, name := range names {
		text, _ := files.ReadFile(name)
		file, err := parser.ParseFile(name, text, parser.ParseComments)
		if err != nil {
			panic(err)
		}
		c.collect(file)
	}
	for _, name := range c.g.order {
		c.def(name)
	}
	c.g.intent = c.g.defs["Intent"]
	return c.g
}

// A compiler turns the syntax of the schema to shapes. It knows the subset of CUE that the schema is written in.
type compiler struct {
	fields map[string]*ast.Field // the definitions by name without "#"
	g      *grammar
}

func (c *compiler) collect(file *ast.File) {
	for _, decl := range file.Decls {
		field, ok := decl.(*ast.Field)
		if !ok {
			continue
		}
		name, _, _ := ast.LabelName(field.Label)
		if def, ok := strings.CutPrefix(name, "#"); ok {
			c.fields[def] = field
			c.g.order = append(c.g.order, def)
		} else if name == "locations" {
			c.collectLocations(field.Value)
		}
	}
}

func (c *compiler) collectLocations(expr ast.Expr) {
	table, ok := expr.(*ast.StructLit)
	if !ok {
		return
	}
	for _, decl := range table.Elts {
		field := decl.(*ast.Field)
		name, _, _ := ast.LabelName(field.Label)
		zones := field.Value.(*ast.StructLit).Elts[0].(*ast.Field).Value.(*ast.BasicLit)
		c.g.locations[name] = Location{Zones: zones.Kind == token.TRUE}
	}
}

// def is the shape of a definition, the same one every time.
func (c *compiler) def(name string) *shape {
	if s, ok := c.g.defs[name]; ok {
		return s
	}
	field := c.fields[name]
	if field == nil {
		return &shape{op: opUnknown, from: "#" + name}
	}
	c.g.defs[name] = &shape{op: opUnknown, from: "recursive #" + name}
	s := c.expr(field.Value)
	if s.name != "" { // an alias of another definition
		copied := *s
		s = &copied
	}
	s.name, s.doc = name, comment(field)
	for _, a := range field.Attrs {
		s.attribute(a)
	}
	c.g.defs[name] = s
	return s
}

func (s *shape) attribute(a *ast.Attribute) {
	name, body := a.Split()
	switch name {
	case "what":
		s.what, _ = literal.Unquote(body)
	case "short":
		s.short = body
	case "check":
		s.checks = append(s.checks, body)
	case "example":
		for _, word := range words(body) {
			text, _ := literal.Unquote(word)
			s.examples = append(s.examples, text)
		}
	case "unique":
		s.unique = true
	case "nonempty":
		s.nonempty = true
	case "later":
		s.later = addWords(s.later, body)
	}
}

func addWords(m map[string]bool, body string) map[string]bool {
	if m == nil {
		m = map[string]bool{}
	}
	for _, w := range words(body) {
		m[w] = true
	}
	return m
}

func words(body string) []string {
	var all []string
	for _, w := range strings.Split(body, ",") {
		all = append(all, strings.TrimSpace(w))
	}
	return all
}

func comment(n ast.Node) string {
	for _, group := range ast.Comments(n) {
		if group.Doc {
			return strings.TrimSpace(group.Text())
		}
	}
	return ""
}

func opaque(expr ast.Node) *shape {
	text, _ := format.Node(expr)
	return &shape{op: opUnknown, from: string(text)}
}

func (c *compiler) expr(expr ast.Expr) *shape {
	switch x := expr.(type) {
	case *ast.ParenExpr:
		return c.expr(x.X)
	case *ast.Ident:
		return c.ident(x)
	case *ast.BasicLit:
		if l, ok := scalarLiteral(x); ok {
			return &shape{op: opScalar, kind: l.kind, literals: []string{l.text}}
		}
	case *ast.SelectorExpr:
		if pkg, ok := x.X.(*ast.Ident); ok && pkg.Name == "net" {
			if name, _, _ := ast.LabelName(x.Sel); name == "IP" || name == "IPCIDR" {
				return &shape{op: opScalar, kind: kindString, network: name}
			}
		}
	case *ast.UnaryExpr:
		return c.unary(x)
	case *ast.BinaryExpr:
		switch x.Op {
		case token.OR:
			return c.union(x)
		case token.AND:
			return c.both(x)
		}
	case *ast.StructLit:
		return c.structure(x)
	case *ast.ListLit:
		return c.list(x)
	}
	return opaque(expr)
}

func (c *compiler) ident(x *ast.Ident) *shape {
	switch x.Name {
	case "string":
		return &shape{op: opScalar, kind: kindString}
	case "int":
		return &shape{op: opScalar, kind: kindInt}
	case "bool":
		return &shape{op: opScalar, kind: kindBool}
	}
	if name, ok := strings.CutPrefix(x.Name, "#"); ok {
		return c.def(name)
	}
	return opaque(x)
}

func scalarLiteral(x *ast.BasicLit) (scalar, bool) {
	switch x.Kind {
	case token.STRING:
		text, err := literal.Unquote(x.Value)
		return scalar{kindString, text}, err == nil
	case token.INT:
		return scalar{kindInt, x.Value}, true
	case token.TRUE, token.FALSE:
		return scalar{kindBool, x.Value}, true
	}
	return scalar{}, false
}

func (c *compiler) unary(x *ast.UnaryExpr) *shape {
	lit, ok := x.X.(*ast.BasicLit)
	if !ok {
		return opaque(x)
	}
	l, _ := scalarLiteral(lit)
	switch x.Op {
	case token.MAT:
		if re, err := regexp.Compile(l.text); err == nil && l.kind == kindString {
			return &shape{op: opScalar, kind: kindString, pattern: re}
		}
	case token.GEQ, token.LEQ:
		if i, err := strconv.ParseInt(l.text, 10, 64); err == nil && l.kind == kindInt {
			if x.Op == token.GEQ {
				return &shape{op: opScalar, kind: kindInt, min: &i}
			}
			return &shape{op: opScalar, kind: kindInt, max: &i}
		}
	}
	return opaque(x)
}

// both is the conjunction of two sets of constraints on scalars of one kind.
func (c *compiler) both(x *ast.BinaryExpr) *shape {
	a, b := c.expr(x.X), c.expr(x.Y)
	if a.op != opScalar || b.op != opScalar || a.kind != b.kind || a.literals != nil || b.literals != nil ||
		a.pattern != nil && b.pattern != nil || a.network != "" && b.network != "" {
		return opaque(x)
	}
	s := *a
	s.name = ""
	if b.pattern != nil {
		s.pattern = b.pattern
	}
	if b.network != "" {
		s.network = b.network
	}
	if b.min != nil {
		s.min = b.min
	}
	if b.max != nil {
		s.max = b.max
	}
	return &s
}

func (c *compiler) list(x *ast.ListLit) *shape {
	s := &shape{op: opList}
	for _, e := range x.Elts {
		if ellipsis, ok := e.(*ast.Ellipsis); ok {
			if ellipsis.Type == nil {
				return opaque(x)
			}
			s.rest = c.expr(ellipsis.Type)
			continue
		}
		s.items = append(s.items, c.expr(e))
	}
	return s
}
