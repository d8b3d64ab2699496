package bicep

import (
	"fmt"
	"regexp"
	"strings"
)

// This file reads Bicep back: a small tokenizer and parser for the subset that we write. The tests of the linter's rules ask
// what it found, so that they do not depend on how the printer made it.

// A node is an expression.
type node struct {
	kind   string // string, word, object, array, access
	text   string // string: the code with quotes; word: the name, number or keyword; access: after the base
	base   *node  // access: what is accessed
	items  []*node
	keys   []string // object
	quoted []bool   // object: whether the key is
	isCall bool     // access: items are arguments
	line   int
}

// A statement is a declaration of a file.
type statement struct {
	keyword    string // resource module param output metadata targetScope using
	name       string
	kind       string // the string after the name, or the type of an output or parameter
	existing   bool
	value      *node
	decorators map[string]*node
	line       int
}

// A source is a file that was read.
type source struct {
	path       string
	text       string
	statements []*statement
	disabled   map[int]string // line -> code that a pragma above it disables
	reasons    map[int]string // line -> comment above that pragma
}

type token struct {
	text string
	line int
}

var tokens = regexp.MustCompile(`\n|'(?:[^'\\\n]|\\.)*'|[A-Za-z_][A-Za-z0-9_]*|-?[0-9]+|[{}\[\]():.,=@]|[ \t]+|//[^\n]*|#[^\n]*`)

type reader struct {
	tokens []token
	at     int
}

// readBicep panics on what is not in the subset.
func readBicep(path, text string) *source {
	s := &source{path: path, text: text, disabled: map[int]string{}, reasons: map[int]string{}}
	r := &reader{}
	line, pos, comment := 1, 0, ""
	for _, span := range tokens.FindAllStringIndex(text, -1) {
		if span[0] != pos {
			panic(fmt.Sprintf("%s:%d: %q is no token", path, line, text[pos:span[0]]))
		}
		pos = span[1]
		switch t := text[span[0]:span[1]]; {
		case t == "\n":
			if n := len(r.tokens); n > 0 && r.tokens[n-1].text != "\n" { // no token for a line without code
				r.tokens = append(r.tokens, token{t, line})
			}
			line++
		case strings.HasPrefix(t, "//"):
			comment = strings.TrimPrefix(t, "// ")
		case strings.HasPrefix(t, "#"):
			s.disabled[line+1] = strings.TrimPrefix(t, "#disable-next-line ")
			s.reasons[line+1] = comment
		case strings.TrimSpace(t) != "":
			r.tokens = append(r.tokens, token{t, line})
			comment = ""
		}
	}
	if pos != len(text) {
		panic(fmt.Sprintf("%s:%d: %q is no token", path, line, text[pos:]))
	}
	for r.at < len(r.tokens) {
		s.statements = append(s.statements, r.statement())
	}
	return s
}

func (r *reader) peek() string {
	if r.at < len(r.tokens) {
		return r.tokens[r.at].text
	}
	return ""
}

func (r *reader) next() token {
	r.at++
	return r.tokens[r.at-1]
}

func (r *reader) want(text string) {
	if t := r.next(); t.text != text {
		panic(fmt.Sprintf("line %d: %q, want %q", t.line, t.text, text))
	}
}

func (r *reader) statement() *statement {
	d := &statement{decorators: map[string]*node{}}
	for r.peek() == "@" {
		r.at++
		name := r.next().text
		r.want("(")
		d.decorators[name] = &node{}
		if r.peek() != ")" {
			d.decorators[name] = r.expression()
		}
		r.want(")")
		r.want("\n")
	}
	t := r.next()
	d.keyword, d.line = t.text, t.line
	switch d.keyword {
	case "targetScope":
		r.want("=")
		d.value = r.expression()
	case "using":
		d.value = r.expression()
	case "metadata":
		d.name = r.next().text
		r.want("=")
		d.value = r.expression()
	case "param":
		d.name = r.next().text
		if r.peek() == "=" { // in a parameter file
			r.at++
			d.value = r.expression()
		} else {
			d.kind = r.next().text
		}
	case "resource", "module", "output":
		d.name, d.kind = r.next().text, r.next().text
		if r.peek() == "existing" {
			r.at++
			d.existing = true
		}
		r.want("=")
		d.value = r.expression()
	default:
		panic(fmt.Sprintf("line %d: %q", t.line, t.text))
	}
	r.want("\n")
	return d
}

func (r *reader) expression() *node {
	t := r.next()
	n := &node{kind: "word", text: t.text, line: t.line}
	switch {
	case t.text[0] == '\'':
		n.kind = "string"
	case t.text == "{":
		n.kind = "object"
		r.object(n)
	case t.text == "[":
		n.kind = "array"
		r.array(n)
	}
	for {
		switch r.peek() {
		case ".":
			r.at++
			n = &node{kind: "access", text: r.next().text, base: n, line: t.line}
		case "[":
			r.at++
			n = &node{kind: "access", text: "[]", base: n, items: []*node{r.expression()}, line: t.line}
			r.want("]")
		case "(":
			r.at++
			n = &node{kind: "access", base: n, isCall: true, line: t.line}
			for r.peek() != ")" {
				n.items = append(n.items, r.expression())
				if r.peek() == "," {
					r.at++
				}
			}
			r.at++
		default:
			return n
		}
	}
}

func (r *reader) object(n *node) {
	if r.peek() == "}" {
		r.at++
		return
	}
	r.want("\n")
	for r.peek() != "}" {
		key := r.next().text
		n.keys = append(n.keys, strings.Trim(key, "'"))
		n.quoted = append(n.quoted, key[0] == '\'')
		r.want(":")
		n.items = append(n.items, r.expression())
		r.want("\n")
	}
	r.at++
}

func (r *reader) array(n *node) {
	if r.peek() == "]" {
		r.at++
		return
	}
	r.want("\n")
	for r.peek() != "]" {
		n.items = append(n.items, r.expression())
		r.want("\n")
	}
	r.at++
}

// walk calls visit with n and all below it.
func (n *node) walk(visit func(*node)) {
	if n == nil {
		return
	}
	visit(n)
	n.base.walk(visit)
	for _, item := range n.items {
		item.walk(visit)
	}
}

// get is the member of that key, or nil.
func (n *node) get(key string) *node {
	for i, k := range n.keys {
		if k == key {
			return n.items[i]
		}
	}
	return nil
}

// all calls visit with every expression of the file.
func (s *source) all(visit func(*statement, *node)) {
	for _, d := range s.statements {
		d.value.walk(func(n *node) { visit(d, n) })
		for _, v := range d.decorators {
			v.walk(func(n *node) { visit(d, n) })
		}
	}
}

// of are the statements with a keyword.
func (s *source) of(keyword string) []*statement {
	var found []*statement
	for _, d := range s.statements {
		if d.keyword == keyword {
			found = append(found, d)
		}
	}
	return found
}

// uses are the symbols of the file that an expression names.
func (s *source) uses(n *node, skip *node) map[string]bool {
	symbols, used := map[string]bool{}, map[string]bool{}
	for _, d := range s.statements {
		if d.keyword == "resource" || d.keyword == "module" || d.keyword == "param" {
			symbols[d.name] = true
		}
	}
	var visit func(*node)
	visit = func(n *node) {
		if n == nil || n == skip {
			return
		}
		if n.kind == "word" && symbols[n.text] {
			used[n.text] = true
		}
		visit(n.base)
		for _, item := range n.items {
			visit(item)
		}
	}
	visit(n)
	return used
}
