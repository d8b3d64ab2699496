package schema

import (
	"fmt"
	"path"
	"strconv"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/ast/astutil"
	"cuelang.org/go/cue/token"
)

// CUE bounds how often a text is repeated, and not how long it is: a text of a million repetitions, repeated a million times, is one allocation of a
// terabyte, which ends the program before anybody can watch its memory. So what makes a long text of short ones at once takes short ones, and few.
const (
	maxRepeated = 4096 // bytes of a text that is repeated or put in the place of something, and how often
	maxListed   = 64   // values of a list that is repeated, and how often
	maxJoined   = 256  // bytes of each text that is joined: there may be a million of these
)

// bounds are the builtin functions of CUE that repeat, by package and name, with what becomes of their arguments.
var bounds = map[string][]func(ast.Expr) ast.Expr{
	"strings.Repeat":  {short(maxRepeated), few(maxRepeated)},
	"strings.Replace": {short(maxRepeated), nil, short(maxRepeated)},
	"strings.Join":    {allShort, short(maxJoined)},
	"list.Repeat":     {short(maxListed), few(maxListed)},
}

// bound makes the repetitions of a file errors where they are too long, and the multiplication of anything but numbers.
func bound(file *ast.File) {
	imported := map[string]string{} // paths by the names that the file has for them
	for spec := range file.ImportSpecs() {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		name := path.Base(p)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		imported[name] = p
	}
	astutil.Apply(file, nil, func(c astutil.Cursor) bool {
		switch n := c.Node().(type) {
		case *ast.BinaryExpr:
			if n.Op == token.MUL {
				n.X, n.Y = aNumber(n.X), aNumber(n.Y)
			}
		case *ast.CallExpr:
			function, ok := n.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			pkg, ok := function.X.(*ast.Ident)
			if !ok {
				return true
			}
			name, _, _ := ast.LabelName(function.Sel)
			for i, bounded := range bounds[imported[pkg.Name]+"."+name] {
				if bounded != nil && i < len(n.Args) {
					n.Args[i] = bounded(n.Args[i])
				}
			}
		}
		return true
	})
}

// aNumber is a value that is a number.
func aNumber(x ast.Expr) ast.Expr {
	return &ast.ParenExpr{X: &ast.BinaryExpr{X: x, Op: token.AND, OpPos: x.Pos(), Y: ast.NewIdent("__number")}}
}

func few(most int) func(ast.Expr) ast.Expr {
	return func(x ast.Expr) ast.Expr {
		return where(x, func(v ast.Expr) ast.Expr { return v }, most, "it is repeated more than %d times")
	}
}

func short(most int) func(ast.Expr) ast.Expr {
	return func(x ast.Expr) ast.Expr {
		return where(x, length, most, "what is repeated, or put in, is longer than %d")
	}
}

// allShort are the values of a list, each of them short.
func allShort(x ast.Expr) ast.Expr {
	v := ast.NewIdent("_each")
	one := where(v, length, maxJoined, "what is joined is longer than %d")
	each := []ast.Clause{&ast.ForClause{Value: ast.NewIdent(v.Name), Source: x}}
	return ast.NewList(&ast.Comprehension{Clauses: each, Value: embedding(&ast.EmbedDecl{Expr: one})})
}

func length(v ast.Expr) ast.Expr { return ast.NewCall(ast.NewIdent("__len"), v) }

// where is x where its measure is at most so much, and an error elsewhere:
//
//	[for v in [x] {if measure(v) <= most {v}, if measure(v) > most {error("…")}}][0]
//
// An argument such as x & strings.MaxRunes(most) does not do: CUE calls the function before it asks a validator.
func where(x ast.Expr, measure func(ast.Expr) ast.Expr, most int, format string) ast.Expr {
	v := func() *ast.Ident { return ast.NewIdent("_value") }
	branch := func(op token.Token, is ast.Expr) ast.Decl {
		limit := ast.NewLit(token.INT, strconv.Itoa(most))
		when := &ast.IfClause{Condition: ast.NewBinExpr(op, measure(v()), limit)}
		return &ast.Comprehension{Clauses: []ast.Clause{when}, Value: embedding(&ast.EmbedDecl{Expr: is})}
	}
	function := ast.NewIdent("__error")
	function.NamePos = x.Pos()
	refused := ast.NewCall(function, ast.NewString(fmt.Sprintf(format, most)))
	list := ast.NewList(&ast.Comprehension{Clauses: []ast.Clause{&ast.ForClause{Value: v(), Source: ast.NewList(x)}},
		Value: embedding(branch(token.LEQ, v()), branch(token.GTR, refused))})
	list.Lbrack = x.Pos()
	return &ast.IndexExpr{X: list, Index: ast.NewLit(token.INT, "0")}
}

func embedding(what ...ast.Decl) ast.Expr { return &ast.StructLit{Elts: what} }
