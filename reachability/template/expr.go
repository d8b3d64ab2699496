package template

import (
	"strconv"
	"strings"
)

// exprKind is what an expression is.
type exprKind int

const (
	literalExpr exprKind = iota
	callExpr
	memberExpr // of .name and of [index]
)

// expr is a parsed expression of the template language.
type expr struct {
	kind     exprKind
	literal  *Value
	name     string // of a call, with its namespace
	args     []*expr
	of       *expr // what a member is taken of
	safe     bool  // .? and [?…]
	from, to int   // its bytes in the text of the string
}

// isExpression tells whether a string of a template is an expression, and not text.
func isExpression(s string) bool {
	return len(s) >= 2 && s[0] == '[' && s[len(s)-1] == ']' && s[1] != '['
}

// exprError is why a text is no expression.
type exprError struct {
	from, to int
	message  string
}

type exprParser struct {
	s     string
	i     int
	end   int
	depth int
}

// parseExpression parses a string for which isExpression holds.
func parseExpression(s string) (e *expr, err *exprError) {
	p := &exprParser{s: s, i: 1, end: len(s) - 1}
	defer func() {
		if r := recover(); r != nil {
			x, ok := r.(*exprError)
			if !ok {
				panic(r)
			}
			e, err = nil, x
		}
	}()
	if len(s) > maxExpression*4 {
		p.fail(0, len(s), "the expression is longer than "+strconv.Itoa(maxExpression)+" characters")
	}
	e = p.expression()
	if p.space(); p.i < p.end {
		p.fail(p.i, p.end, "the expression must end here")
	}
	return e, nil
}

func (p *exprParser) fail(from, to int, message string) {
	panic(&exprError{from: from, to: max(to, from+1), message: message})
}

func (p *exprParser) space() {
	for p.i < p.end && strings.IndexByte(" \t\r\n", p.s[p.i]) >= 0 {
		p.i++
	}
}

func (p *exprParser) peek() byte {
	if p.i < p.end {
		return p.s[p.i]
	}
	return 0
}

// take skips white space and then the character c, if it is there.
func (p *exprParser) take(c byte) bool {
	if p.space(); p.peek() == c {
		p.i++
		return true
	}
	return false
}

func (p *exprParser) expression() *expr {
	if p.depth++; p.depth > maxDepth {
		p.fail(p.i, p.end, "the expression is nested deeper than "+strconv.Itoa(maxDepth))
	}
	e := p.primary()
	for chain := 0; ; chain++ {
		if chain > maxDepth {
			p.fail(p.i, p.end, "the expression takes more than "+strconv.Itoa(maxDepth)+" properties one after another")
		}
		switch {
		case p.take('.'):
			e = p.property(e)
		case p.take('['):
			e = p.index(e)
		default:
			p.depth--
			return e
		}
	}
}

func (p *exprParser) property(of *expr) *expr {
	safe := p.take('?')
	p.space()
	from := p.i
	name := p.identifier()
	if name == "" {
		p.fail(p.i, p.i+1, "expected a property name after the dot")
	}
	key := &expr{kind: literalExpr, literal: &Value{Kind: String, Text: name}, from: from, to: p.i}
	return &expr{kind: memberExpr, of: of, args: []*expr{key}, safe: safe, from: of.from, to: p.i}
}

func (p *exprParser) index(of *expr) *expr {
	safe := p.take('?')
	e := &expr{kind: memberExpr, of: of, args: []*expr{p.expression()}, safe: safe, from: of.from}
	if !p.take(']') {
		p.fail(p.i, p.i+1, "expected a closing bracket")
	}
	e.to = p.i
	return e
}

func (p *exprParser) identifier() string {
	from := p.i
	for p.i < p.end && (isLetter(p.s[p.i]) || p.i > from && p.s[p.i] >= '0' && p.s[p.i] <= '9') {
		p.i++
	}
	return p.s[from:p.i]
}

func isLetter(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '$' || c == '#'
}

func (p *exprParser) primary() *expr {
	p.space()
	switch c := p.peek(); {
	case p.i >= p.end:
		p.fail(p.i, p.i+1, "the expression ends where a value is expected")
	case c == '\'':
		return p.quoted()
	case c == '-' || c >= '0' && c <= '9':
		return p.number()
	case isLetter(c):
		return p.call()
	}
	p.fail(p.i, p.i+1, "expected a function, a string in single quotes or a number")
	return nil
}

func (p *exprParser) quoted() *expr {
	from := p.i
	if n := strings.IndexByte(p.s[from+1:p.end], '\''); n >= 0 && (from+n+2 == p.end || p.s[from+n+2] != '\'') { // nothing to replace
		p.i = from + n + 2
		return &expr{kind: literalExpr, literal: &Value{Kind: String, Text: p.s[from+1 : p.i-1]}, from: from, to: p.i}
	}
	var b strings.Builder
	for p.i++; p.i < p.end; p.i++ {
		if p.s[p.i] != '\'' {
			b.WriteByte(p.s[p.i])
			continue
		}
		if p.i++; p.peek() != '\'' {
			return &expr{kind: literalExpr, literal: &Value{Kind: String, Text: b.String()}, from: from, to: p.i}
		}
		b.WriteByte('\'')
	}
	p.fail(from, p.end, "the string is not closed")
	return nil
}

func (p *exprParser) number() *expr {
	from := p.i
	for p.i++; p.i < p.end && (p.s[p.i] >= '0' && p.s[p.i] <= '9' || p.s[p.i] == '.'); p.i++ {
	}
	n, err := strconv.ParseFloat(p.s[from:p.i], 64)
	if err != nil || p.i-from > maxNumberText {
		p.fail(from, p.i, "this is not a number")
	}
	return &expr{kind: literalExpr, literal: &Value{Kind: Number, Number: n}, from: from, to: p.i}
}

func (p *exprParser) call() *expr {
	from := p.i
	name := p.identifier()
	for p.peek() == '.' {
		p.i++
		name += "." + p.identifier()
	}
	e := &expr{kind: callExpr, name: name, from: from}
	if !p.take('(') {
		p.fail(from, p.i, "\""+name+"\" is neither a function call nor a string in single quotes")
	}
	if !p.take(')') {
		e.args = append(e.args, p.expression())
		for p.take(',') {
			e.args = append(e.args, p.expression())
		}
		if !p.take(')') {
			p.fail(p.i, p.i+1, "expected a comma or a closing parenthesis")
		}
	}
	e.to = p.i
	return e
}
