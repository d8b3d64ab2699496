package templates

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/template"
	"text/template/parse"

	"github.com/Masterminds/sprig/v3"

	"github.com/vnetloom/vnetloom/diag"
)

// A checker follows what every value of a template is: what is printed is text of the template itself, a number, or what an encoder has made.
// A template that is used with several types is followed with each.
type checker struct {
	templates *template.Template
	files     files
	encoders  []string // of the language; none where views have code alone
	found     Errors

	done  map[instance]bool
	under []string // names of the templates that are being followed
}

type instance struct {
	name string
	dot  *Type
}

// A frame is a template that is followed.
type frame struct {
	*checker
	parsed   string // under which name its file was parsed
	dot, top *Type
	vars     []variable
	assigned map[string]bool // variables that are given another value later
}

type variable struct {
	name string
	of   *Type
}

func (c *checker) add(parsed string, at parse.Node, hint, format string, args ...any) {
	e := c.files.at(parsed, int(at.Position()))
	e.Message, e.Hint = fmt.Sprintf(format, args...), hint
	for _, other := range c.found {
		if other.Error() == e.Error() {
			return
		}
	}
	c.found = append(c.found, e)
}

// follow follows a template with what its dot is.
func (c *checker) follow(name string, dot *Type) {
	t := c.templates.Lookup(name)
	if t == nil || t.Tree == nil || c.done[instance{name, dot}] {
		return
	}
	c.done[instance{name, dot}] = true
	c.under = append(c.under, name)
	f := &frame{checker: c, parsed: t.ParseName, dot: dot, top: dot, vars: []variable{{"$", dot}}, assigned: map[string]bool{}}
	assignments(t.Root, f.assigned)
	f.list(t.Root)
	c.under = c.under[:len(c.under)-1]
}

// assignments finds the variables that are assigned to.
func assignments(n parse.Node, into map[string]bool) {
	pipe := func(p *parse.PipeNode) {
		if p != nil && p.IsAssign {
			for _, v := range p.Decl {
				into[v.Ident[0]] = true
			}
		}
	}
	branch := func(b *parse.BranchNode) {
		pipe(b.Pipe)
		assignments(b.List, into)
		if b.ElseList != nil {
			assignments(b.ElseList, into)
		}
	}
	switch n := n.(type) {
	case *parse.ListNode:
		for _, one := range n.Nodes {
			assignments(one, into)
		}
	case *parse.ActionNode:
		pipe(n.Pipe)
	case *parse.IfNode:
		branch(&n.BranchNode)
	case *parse.WithNode:
		branch(&n.BranchNode)
	case *parse.RangeNode:
		branch(&n.BranchNode)
	}
}

func (f *frame) list(l *parse.ListNode) {
	if l == nil {
		return
	}
	for _, n := range l.Nodes {
		f.node(n)
	}
}

func (f *frame) node(n parse.Node) {
	switch n := n.(type) {
	case *parse.TextNode, *parse.CommentNode, *parse.BreakNode, *parse.ContinueNode:
	case *parse.ActionNode:
		if t := f.pipe(n.Pipe); t != nil && len(n.Pipe.Decl) == 0 {
			f.prints(n, t)
		}
	case *parse.IfNode:
		f.scoped(func() { f.pipe(n.Pipe); f.list(n.List) }, func() { f.pipe(n.Pipe); f.list(n.ElseList) })
	case *parse.WithNode:
		f.scoped(func() {
			if t := f.pipe(n.Pipe); t != nil {
				f.dot = t
				f.list(n.List)
			}
		}, func() { f.pipe(n.Pipe); f.list(n.ElseList) })
	case *parse.RangeNode:
		f.scoped(func() { f.ranges(n) }, func() { f.list(n.ElseList) })
	case *parse.TemplateNode:
		f.call(n)
	default:
		f.add(f.parsed, n, "", "%s cannot stand here", n)
	}
}

// scoped follows the branches of an action, each with the dot and the variables as they are before it.
func (f *frame) scoped(branches ...func()) {
	dot, vars := f.dot, len(f.vars)
	for _, b := range branches {
		b()
		f.dot, f.vars = dot, f.vars[:vars]
	}
}

func (f *frame) ranges(n *parse.RangeNode) {
	decl := n.Pipe.Decl
	t := f.commands(n.Pipe)
	switch {
	case t == nil:
		return
	case t.kind != kindList:
		f.add(f.parsed, n.Pipe, "a range goes over a list, so it has an end", "a range over %s", t)
		return
	}
	of := []*Type{t.elem}
	if len(decl) == 2 {
		of = []*Type{NumberType, t.elem}
	}
	for i, v := range decl {
		if !n.Pipe.IsAssign {
			f.vars = append(f.vars, variable{v.Ident[0], of[i]})
		} else if !f.assigns(n.Pipe, v.Ident[0], of[i]) {
			return
		}
	}
	f.dot = t.elem
	f.list(n.List)
}

// prints refuses what may not be printed as it is.
func (f *frame) prints(n *parse.ActionNode, t *Type) {
	switch t.kind {
	case kindConst, kindCode, kindNumber, kindFlag:
	case kindText:
		hint := "the views of this template have no text that is not encoded"
		if len(f.encoders) > 0 {
			hint = "end it with an encoder: " + hole(n.Pipe, f.encoders[0])
		}
		f.add(f.parsed, n, hint, "a text of the intent is printed as it is, without an encoder of the language")
	default:
		f.add(f.parsed, n, "", "%s cannot be printed", t)
	}
}

func hole(p *parse.PipeNode, encoder string) string {
	return "{{ " + p.String() + " | " + encoder + " }}"
}

func (f *frame) call(n *parse.TemplateNode) {
	dot := noType
	if n.Pipe != nil {
		if dot = f.pipe(n.Pipe); dot == nil {
			return
		}
	}
	if t := f.templates.Lookup(n.Name); t == nil || t.Tree == nil {
		var names []string
		for _, t := range f.templates.Templates() {
			names = append(names, t.Name())
		}
		f.add(f.parsed, n, diag.DidYouMean(n.Name, names, ""), "there is no template %q", n.Name)
		return
	}
	if slices.Contains(f.under, n.Name) {
		f.add(f.parsed, n, "a template that uses itself may have no end: range over a list instead", "the template %q uses itself, by %s", n.Name, strings.Join(append(f.under, n.Name), " -> "))
		return
	}
	f.follow(n.Name, dot)
}

// pipe is what a pipeline gives, nil where it is wrong.
func (f *frame) pipe(p *parse.PipeNode) *Type {
	if p == nil {
		return noType
	}
	t := f.commands(p)
	if t == nil || len(p.Decl) == 0 {
		return t
	}
	v := p.Decl[0]
	if !p.IsAssign {
		of := t
		if f.assigned[v.Ident[0]] && of.kind == kindConst {
			of = TextType // another text may be in it
		}
		f.vars = append(f.vars, variable{v.Ident[0], of})
		return t
	}
	if !f.assigns(p, v.Ident[0], t) {
		return nil
	}
	return t
}

// assigns refuses to give a variable a value of another type: it may be printed elsewhere as what it was.
func (f *frame) assigns(at parse.Node, name string, t *Type) bool {
	of := f.variable(name)
	if of != nil && !of.same(t) && (of.kind != kindText || t.kind != kindConst) {
		f.add(f.parsed, at, "", "%s is %s, and is given %s", name, of, t)
		return false
	}
	return true
}

func (f *frame) variable(name string) *Type {
	for i := len(f.vars) - 1; i >= 0; i-- {
		if f.vars[i].name == name {
			return f.vars[i].of
		}
	}
	return nil
}

func (f *frame) commands(p *parse.PipeNode) *Type {
	var t *Type
	for i, c := range p.Cmds {
		if t = f.command(c, t, i > 0); t == nil {
			return nil
		}
	}
	return t
}

func (f *frame) command(c *parse.CommandNode, before *Type, piped bool) *Type {
	first := c.Args[0]
	if id, ok := first.(*parse.IdentifierNode); ok {
		var args []*Type
		for _, a := range c.Args[1:] {
			t := f.argument(a)
			if t == nil {
				return nil
			}
			args = append(args, t)
		}
		if piped {
			args = append(args, before)
		}
		return f.calls(id, args)
	}
	if len(c.Args) > 1 || piped {
		f.add(f.parsed, first, "", "%s is no function", first)
		return nil
	}
	return f.argument(first)
}

func (f *frame) argument(n parse.Node) *Type {
	switch n := n.(type) {
	case *parse.DotNode:
		return f.dot
	case *parse.StringNode:
		return constType
	case *parse.BoolNode:
		return FlagType
	case *parse.NumberNode:
		if n.IsInt {
			return NumberType
		}
		f.add(f.parsed, n, "", "%s is no whole number", n)
	case *parse.FieldNode:
		return f.fields(n, f.dot, n.Ident)
	case *parse.VariableNode:
		if of := f.variable(n.Ident[0]); of != nil {
			return f.fields(n, of, n.Ident[1:])
		}
	case *parse.ChainNode:
		if of := f.argument(n.Node); of != nil {
			return f.fields(n, of, n.Field)
		}
	case *parse.PipeNode:
		return f.pipe(n)
	case *parse.IdentifierNode:
		return f.calls(n, nil)
	default:
		f.add(f.parsed, n, "", "%s cannot stand here", n)
	}
	return nil
}

func (f *frame) fields(n parse.Node, of *Type, names []string) *Type {
	for _, name := range names {
		if of.kind != kindStruct {
			f.add(f.parsed, n, "", "%s has no field: %s is %s", n, strings.TrimSuffix(n.String(), "."+name), of)
			return nil
		}
		next := of.field(name)
		if next == nil {
			f.add(f.parsed, n, diag.DidYouMean(name, of.fieldNames(), "it has "+strings.Join(of.fieldNames(), ", ")), "%s has no field %q", of, name)
			return nil
		}
		of = next
	}
	return of
}

func (f *frame) calls(id *parse.IdentifierNode, args []*Type) *Type {
	if slices.Contains(f.encoders, id.Ident) {
		return f.typed(id, &Function{Name: id.Ident, params: []param{printed}, result: always(typeCode)}, args)
	}
	of := functionsByName[id.Ident]
	if of == nil {
		message, hint := refusedFunction(id.Ident)
		if _, refused := sprig.TxtFuncMap()[id.Ident]; !refused && len(f.encoders) > 0 {
			if close := diag.Closest(id.Ident, append(slices.Sorted(maps.Keys(functionsByName)), f.encoders...)); close != "" {
				hint = `did you mean "` + close + `"?`
			}
			hint += "; the encoders here are " + strings.Join(f.encoders, ", ")
		}
		f.add(f.parsed, id, hint, "%s", message)
		return nil
	}
	return f.typed(id, of, args)
}

func (f *frame) typed(id *parse.IdentifierNode, of *Function, args []*Type) *Type {
	least := len(of.params)
	if len(args) < least || len(args) > least && !of.variadic {
		f.add(f.parsed, id, of.Usage(), "%s is given %d arguments", of.Name, len(args))
		return nil
	}
	for i, a := range args {
		p := of.params[min(i, len(of.params)-1)]
		if !slices.Contains(p.kinds, a.kind) {
			f.add(f.parsed, id, "", "argument %d of %s is %s, where %s is wanted", i+1, of.Name, a, p.what)
			return nil
		}
	}
	if of.Name == "join" && args[1].elem.kind >= kindFlag || of.Name == "sortAlpha" && args[0].elem.kind > kindText {
		f.add(f.parsed, id, "", "%s is given %s", of.Name, args[len(args)-1])
		return nil
	}
	return of.result(args)
}
