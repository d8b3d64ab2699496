package schema

import (
	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/literal"
	"cuelang.org/go/cue/token"
)

// structure compiles a struct: fields, embedded definitions, a pattern of keys, attributes.
func (c *compiler) structure(x *ast.StructLit) *shape {
	s := &shape{op: opStruct, byName: map[string]*shapeField{}}
	for _, decl := range x.Elts {
		switch d := decl.(type) {
		case *ast.Attribute:
			s.attribute(d)
		case *ast.EmbedDecl:
			if !s.embed(c.expr(d.Expr)) {
				return opaque(x)
			}
		case *ast.CommentGroup:
		case *ast.Field:
			if !c.member(s, d) {
				return opaque(x)
			}
		default:
			return opaque(x)
		}
	}
	if s.keys != nil && len(s.fields) > 0 {
		return opaque(x)
	}
	return s
}

func (s *shape) embed(e *shape) bool {
	if e.op != opStruct || e.keys != nil {
		return false
	}
	for _, f := range e.fields {
		s.addField(f)
	}
	for w := range e.later {
		s.later = addWords(s.later, w)
	}
	return true
}

func (s *shape) addField(f *shapeField) {
	s.fields = append(s.fields, f)
	s.byName[f.name] = f
}

func (c *compiler) member(s *shape, d *ast.Field) bool {
	if pattern, ok := d.Label.(*ast.ListLit); ok {
		if len(pattern.Elts) != 1 || s.keys != nil {
			return false
		}
		s.keys, s.values = c.expr(pattern.Elts[0]), c.expr(d.Value)
		return true
	}
	name, _, err := ast.LabelName(d.Label)
	if err != nil {
		return false
	}
	value := c.expr(d.Value)
	f := &shapeField{
		name: name, shape: value, doc: comment(d), def: value.defaultLit,
		required: d.Constraint == token.NOT, optional: d.Constraint == token.OPTION,
	}
	own := *value // attributes of the field apply to this use of the type
	for _, a := range d.Attrs {
		switch key, body := a.Split(); key {
		case "means":
			f.means = words(body)
		case "derives":
			f.derives, _ = literal.Unquote(body)
		default:
			own.attribute(a)
			f.shape = &own
		}
	}
	f.implied = !f.required && !f.optional && f.def == nil && value.op == opStruct
	if !f.required && !f.optional && f.def == nil && !f.implied {
		return false // a regular field without a default would be incomplete
	}
	s.addField(f)
	return true
}

// union compiles a disjunction to the most telling of its forms: literals of one kind together, a struct with its short
// form, one or many, structs with a tag; else plain alternatives.
func (c *compiler) union(x *ast.BinaryExpr) *shape {
	var alts []*shape
	var def *scalar
	var flatten func(e ast.Expr) bool
	flatten = func(e ast.Expr) bool {
		if b, ok := e.(*ast.BinaryExpr); ok && b.Op == token.OR {
			return flatten(b.X) && flatten(b.Y)
		}
		if u, ok := e.(*ast.UnaryExpr); ok && u.Op == token.MUL {
			lit, ok := u.X.(*ast.BasicLit)
			if !ok || def != nil {
				return false
			}
			l, ok := scalarLiteral(lit)
			def, e = &l, u.X
			if !ok {
				return false
			}
		}
		alts = append(alts, c.expr(e))
		return true
	}
	if !flatten(x) {
		return opaque(x)
	}
	s := joinAlternatives(alts)
	s.defaultLit = def
	return s
}

func joinAlternatives(alts []*shape) *shape {
	alts = joinLiterals(alts)
	if len(alts) == 1 {
		copied := *alts[0]
		copied.name = ""
		return &copied
	}
	if s := oneOrMany(alts); s != nil {
		return s
	}
	if s := shortOrStruct(alts); s != nil {
		return s
	}
	if s := tagged(alts); s != nil {
		return s
	}
	return &shape{op: opUnion, alts: alts}
}

// joinLiterals makes one alternative of the literals of each kind, and drops those that the bare kind covers.
func joinLiterals(alts []*shape) []*shape {
	var out []*shape
	byKind := map[kind]*shape{}
	whole := map[kind]bool{}
	for _, a := range alts {
		if a.op == opScalar && a.literals == nil && a.pattern == nil && a.network == "" && a.min == nil && a.max == nil {
			whole[a.kind] = true
		}
	}
	for _, a := range alts {
		if a.op != opScalar || a.literals == nil || a.name != "" {
			out = append(out, a)
			continue
		}
		if whole[a.kind] {
			continue
		}
		if s := byKind[a.kind]; s != nil {
			s.addLiterals(a.literals)
			continue
		}
		s := &shape{op: opScalar, kind: a.kind}
		s.addLiterals(a.literals)
		byKind[a.kind] = s
		out = append(out, s)
	}
	return out
}

func (s *shape) addLiterals(texts []string) {
	for _, t := range texts {
		if !contains(s.literals, t) {
			s.literals = append(s.literals, t)
		}
	}
}

func contains(list []string, text string) bool {
	for _, t := range list {
		if t == text {
			return true
		}
	}
	return false
}

// oneOrMany recognises T | [...T] and T | [T, ...T], T being a definition.
func oneOrMany(alts []*shape) *shape {
	if len(alts) != 2 || alts[0].name == "" || alts[1].op != opList || alts[1].rest != alts[0] {
		return nil
	}
	for _, item := range alts[1].items {
		if item != alts[0] {
			return nil
		}
	}
	if len(alts[1].items) > 1 {
		return nil
	}
	return &shape{op: opMany, rest: alts[0], items: alts[1].items}
}

// shortOrStruct recognises T | S, S having a field that is short for it and T its type.
func shortOrStruct(alts []*shape) *shape {
	if len(alts) != 2 || alts[1].op != opStruct || alts[1].short == "" {
		return nil
	}
	field := alts[1].byName[alts[1].short]
	if field == nil || field.shape != alts[0] {
		return nil
	}
	return alts[1]
}

// tagged recognises structs that differ in the one literal of a required field.
func tagged(alts []*shape) *shape {
	s := &shape{op: opTagged, alts: alts, byTag: map[string]*shape{}, tag: "kind"}
	for _, a := range alts {
		if a.op != opStruct || a.byName[s.tag] == nil || !a.byName[s.tag].required || len(a.byName[s.tag].shape.literals) != 1 {
			return nil
		}
		word := a.byName[s.tag].shape.literals[0]
		s.byTag[word] = a
		s.tags = append(s.tags, word)
	}
	return s
}
