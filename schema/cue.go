package schema

import (
	"path"
	"strings"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/cuecontext"
	"cuelang.org/go/cue/errors"
	"cuelang.org/go/cue/token"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/source"
)

// An evaluator unifies inputs by CUE and makes a tree of the value, with the places that the user wrote.
type evaluator struct {
	*loader
	packager *packager
	whole    cue.Value
	values   map[place]*Node // of YAML and JSON, by the place of the value
	keys     map[place]*Node // likewise, by that of the key
	locators map[string]*locator
}

// A place is a byte of a file.
type place struct {
	file   string
	offset int
}

// evaluate unifies all inputs by CUE, so that what CUE says of a value holds for YAML and JSON too. CUE's evaluator may
// panic on broken input: that is an error of the input.
func (l *loader) evaluate() (root *Node) {
	defer func() {
		if r := recover(); r != nil {
			root = nil
			l.diags.Add(codeCUE, diag.Diagnostic{Summary: "CUE cannot evaluate the intent", Subject: firstLine(l.inputs[0].file),
				Hint: "simplify the CUE; where it is right, please report it"})
		}
	}()
	e := &evaluator{loader: l, values: map[place]*Node{}, keys: map[place]*Node{}, locators: map[string]*locator{}}
	for _, in := range l.inputs {
		e.locators[in.file.Name] = newLocator(in.file.Content)
	}
	e.packager = newPackager(l)
	value, ok := e.unify()
	if !ok {
		return nil
	}
	e.whole = value
	if err := value.Validate(cue.Concrete(true)); err != nil {
		e.explain(err)
		return nil
	}
	root = e.node(value, 0)
	if root != nil {
		l.noteSecrets(root, language().intent, false)
		root.rng = firstLine(l.inputs[0].file)
	}
	return root
}

// unify builds the packages, one for each folder, and the data, and unifies them.
func (e *evaluator) unify() (cue.Value, bool) {
	context := cuecontext.New()
	value := context.CompileString("{}")
	byFolder := map[string][]*input{}
	var folders []string
	for _, in := range e.inputs {
		if in.format != formatCUE {
			if tree := e.parse(in); tree != nil {
				file := token.NewFile(in.file.Name, -1, len(in.file.Content)+1)
				value = value.Unify(context.BuildExpr(e.expression(tree, file)))
			}
			continue
		}
		dir := path.Dir(in.path)
		if byFolder[dir] == nil {
			folders = append(folders, dir)
		}
		byFolder[dir] = append(byFolder[dir], in)
	}
	for _, dir := range folders {
		inst := e.packager.instance(dir, byFolder[dir])
		if inst.Err != nil {
			e.explain(inst.Err)
			continue
		}
		built := context.BuildInstance(inst)
		if err := built.Err(); err != nil && !built.Exists() {
			e.explain(err)
			continue
		}
		value = value.Unify(built)
	}
	return value, !e.diags.HasErrors()
}

// expression is a tree as CUE syntax, with places.
func (e *evaluator) expression(n *Node, file *token.File) ast.Expr {
	pos := func(r source.Range, index map[place]*Node) token.Pos {
		if r.IsZero() {
			return token.NoPos
		}
		offset := e.locators[file.Name()].at(r.Start.Line, r.Start.Column)
		if _, taken := index[place{file.Name(), offset}]; !taken {
			index[place{file.Name(), offset}] = n
		}
		return file.Pos(offset, token.NoRelPos)
	}
	at := pos(n.rng, e.values)
	switch n.kind {
	case kindMap:
		s := &ast.StructLit{Lbrace: at}
		for _, c := range n.children {
			n = c
			label := ast.NewString(c.name)
			label.ValuePos = pos(c.key, e.keys)
			s.Elts = append(s.Elts, &ast.Field{Label: label, Value: e.expression(c, file)})
		}
		return s
	case kindList:
		list := &ast.ListLit{Lbrack: at}
		for _, c := range n.children {
			list.Elts = append(list.Elts, e.expression(c, file))
		}
		return list
	case kindNull:
		return &ast.BasicLit{Kind: token.NULL, Value: "null", ValuePos: at}
	case kindBool:
		lit := ast.NewBool(n.text == "true")
		lit.ValuePos = at
		return lit
	case kindInt, kindFloat:
		return numeral(n, at)
	}
	lit := ast.NewString(n.text)
	lit.ValuePos = at
	return lit
}

// numeral is a number as CUE syntax. The language takes no fractions: any one stands for all, to be refused by its type.
func numeral(n *Node, at token.Pos) ast.Expr {
	digits, negative := strings.CutPrefix(n.text, "-")
	lit := &ast.BasicLit{Kind: token.INT, Value: digits, ValuePos: at}
	if n.kind == kindFloat || digits == "" || strings.Trim(digits, "0123456789") != "" {
		lit.Kind, lit.Value, negative = token.FLOAT, "0.5", false
	}
	if negative {
		return &ast.UnaryExpr{Op: token.SUB, OpPos: at, X: lit}
	}
	return lit
}

// node makes a tree of a value; nil for what this schema alone put there: that comes again, when profiles are applied.
func (e *evaluator) node(v cue.Value, depth int) *Node {
	v, _ = v.Default()
	key, val, own := e.places(v)
	if !own && depth > 0 {
		return nil
	}
	e.budget.take(1)
	if e.budget.spent() || depth > maxDepth {
		e.tooLarge(val, "the intent has too many values or is nested too deeply", "")
		return nil
	}
	n := &Node{key: key, rng: val}
	switch v.Kind() {
	case cue.NullKind:
		n.kind = kindNull
	case cue.BoolKind:
		b, _ := v.Bool()
		n.kind, n.text = kindBool, map[bool]string{true: "true", false: "false"}[b]
		n.raw = e.written(v, n.text)
	case cue.IntKind:
		i, _ := v.Int(nil)
		n.kind, n.text = kindInt, i.String()
		n.raw = e.written(v, n.text)
	case cue.FloatKind, cue.NumberKind:
		b, _ := v.MarshalJSON()
		n.kind, n.raw = kindFloat, string(b)
	case cue.StringKind:
		n.kind, n.quoted = kindString, true
		n.text, _ = v.String()
	case cue.BytesKind:
		b, _ := v.Bytes()
		n.kind, n.text = kindString, string(b)
	case cue.ListKind:
		e.list(n, v, depth)
	case cue.StructKind:
		e.structure(n, v, depth)
	default:
		e.explain(errors.Newf(v.Pos(), "%s is not concrete", v.Path()))
	}
	return n
}

// written is a number or a boolean as a YAML or JSON file has it.
func (e *evaluator) written(v cue.Value, text string) string {
	for _, p := range positions(v) {
		if n := e.values[place{p.Filename(), p.Offset()}]; n != nil && n.raw != "" {
			return n.raw
		}
	}
	return text
}

func (e *evaluator) list(n *Node, v cue.Value, depth int) {
	n.kind = kindList
	items, _ := v.List()
	for items.Next() {
		c := e.node(items.Value(), depth+1)
		if c == nil && !e.budget.spent() {
			c = e.foreign(items.Value(), depth+1)
		}
		if c != nil {
			c.key = source.Range{}
			if c.rng.IsZero() {
				c.rng = n.rng
			}
			n.children = append(n.children, c)
		}
	}
}

// foreign makes a node of an item that has no place of the user's, in a list that has.
func (e *evaluator) foreign(v cue.Value, depth int) *Node {
	if v.Kind()&(cue.StructKind|cue.ListKind) != 0 {
		return nil
	}
	text, _ := v.String()
	return &Node{kind: kindString, text: text}
}

func (e *evaluator) structure(n *Node, v cue.Value, depth int) {
	n.kind = kindMap
	fields, err := v.Fields()
	if err != nil {
		return
	}
	for fields.Next() {
		c := e.node(fields.Value(), depth+1)
		if c == nil {
			continue
		}
		c.name = fields.Selector().Unquoted()
		if c.key.IsZero() {
			c.key = n.key
		}
		if c.rng.IsZero() {
			c.rng = c.key
		}
		n.children = append(n.children, c)
	}
}
