package yamlfmt

import (
	"strings"
)

// A flow is a value in flow style, as tokens.
type flow struct {
	props  string
	tokens []token
	rows   int // how many lines it has
}

type token struct {
	kind tokenKind
	text string // of scalars and comments
}

type tokenKind uint8

const (
	scalarToken tokenKind = iota
	openToken
	closeToken
	commaToken
	colonToken
	commentToken
	lineToken // the end of a line; blank lines between make two
)

// flowValue reads a value in flow style that begins on the line.
func (p *parser) flowValue(e *entry, props, text string) error {
	f := &flow{props: props, rows: 1}
	line, depth, at := p.at, 0, 0
	for {
		if at == len(text) {
			if p.at++; p.at == len(p.lines) {
				return p.syntax(line, "a bracket is not closed")
			}
			f.add(lineToken, "")
			f.rows++
			text, at = p.lines[p.at], 0
			continue
		}
		switch c := text[at]; {
		case c == ' ' || c == '\t':
			at++
		case c == '{' || c == '[':
			f.add(openToken, string(c))
			depth++
			at++
		case c == '}' || c == ']':
			f.add(closeToken, string(c))
			at++
			if depth--; depth == 0 {
				return p.flowEnd(e, f, text[at:])
			}
		case c == ',':
			f.add(commaToken, ",")
			at++
		case c == '#' && (at == 0 || text[at-1] == ' ' || text[at-1] == '\t'):
			f.add(commentToken, strings.TrimRight(text[at:], " \t"))
			at = len(text)
		case c == '"' || c == '\'':
			scalar, rest, err := p.flowQuoted(text[at:], c)
			if err != nil {
				return err
			}
			f.add(scalarToken, scalar)
			text, at = rest, 0
		case c == ':' && (at+1 == len(text) || strings.IndexByte(" \t,{}[]", text[at+1]) >= 0 || f.behindJSON()):
			f.add(colonToken, ":")
			at++
		default:
			end := plainEnd(text, at)
			f.add(scalarToken, strings.TrimRight(text[at:end], " \t"))
			at = end
		}
	}
}

// behindJSON tells whether a colon may follow without a space: behind quotes and brackets.
func (f *flow) behindJSON() bool {
	if len(f.tokens) == 0 {
		return false
	}
	last := f.tokens[len(f.tokens)-1]
	return last.kind == closeToken || last.kind == scalarToken && (last.text[0] == '"' || last.text[0] == '\'')
}

func (f *flow) add(kind tokenKind, text string) { f.tokens = append(f.tokens, token{kind, text}) }

// plainEnd is where a plain scalar in a flow ends.
func plainEnd(text string, at int) int {
	for i := at; i < len(text); i++ {
		switch c := text[i]; {
		case strings.IndexByte(",{}[]", c) >= 0:
			return i
		case c == ':' && i > at && (i+1 == len(text) || strings.IndexByte(" \t,{}[]", text[i+1]) >= 0):
			return i
		case c == '#' && i > at && (text[i-1] == ' ' || text[i-1] == '\t'):
			return i
		}
	}
	return len(text)
}

// flowQuoted reads a scalar in quotes, which may have several lines: its text, and what stands behind it.
func (p *parser) flowQuoted(text string, quote byte) (scalar, rest string, err error) {
	line := p.at
	at := 1
	for {
		if end := closing(text, at, quote); end >= 0 {
			return scalar + text[:end+1], text[end+1:], nil
		}
		scalar += text + "\n"
		if p.at++; p.at == len(p.lines) {
			return "", "", p.syntax(line, "a quote is not closed")
		}
		text, at = p.lines[p.at], 0
	}
}

func (p *parser) flowEnd(e *entry, f *flow, rest string) error {
	rest = strings.TrimSpace(rest)
	if rest != "" && rest[0] != '#' {
		return p.syntax(p.at, "something stands behind a bracket")
	}
	e.flow, e.note = f, rest
	p.at++
	return nil
}

// A value is a value of a flow on one line.
type value struct {
	text  string // of a scalar, with its properties; of a map or list, its properties
	open  string // "{" or "[", "" for a scalar
	pairs []pair
}

type pair struct {
	key, value *value // key nil: an item
	bare       bool   // a key without a colon
}

// tree is a flow on one line without comments as a tree; nil where it is none.
func (f *flow) tree() *value {
	for _, t := range f.tokens {
		if t.kind == lineToken || t.kind == commentToken || strings.Contains(t.text, "\n") {
			return nil
		}
	}
	r := &flowReader{tokens: f.tokens}
	v := r.value()
	if v == nil || r.at != len(r.tokens) {
		return nil
	}
	if v.text == "" {
		v.text = strings.TrimRight(f.props, " \t")
	}
	return v
}

type flowReader struct {
	tokens []token
	at     int
}

func (r *flowReader) is(kind tokenKind) bool {
	return r.at < len(r.tokens) && r.tokens[r.at].kind == kind
}

// value reads a scalar, a map or a list; nil where there is none.
func (r *flowReader) value() *value {
	v := &value{}
	if r.is(scalarToken) {
		v.text = r.tokens[r.at].text
		r.at++
	}
	if !r.is(openToken) {
		if v.text == "" {
			return nil
		}
		return v
	}
	v.open = r.tokens[r.at].text
	r.at++
	for !r.is(closeToken) {
		p := r.pair(v.open == "{")
		if p == nil {
			return nil
		}
		v.pairs = append(v.pairs, *p)
		switch {
		case r.is(commaToken):
			r.at++
		case !r.is(closeToken):
			return nil
		}
	}
	r.at++
	return v
}

func (r *flowReader) pair(inMap bool) *pair {
	first := r.value()
	if first == nil {
		return nil
	}
	if !r.is(colonToken) {
		if inMap {
			return &pair{key: first, bare: true}
		}
		return &pair{value: first}
	}
	r.at++
	out := &pair{key: first}
	if r.is(scalarToken) || r.is(openToken) {
		if out.value = r.value(); out.value == nil {
			return nil
		}
	}
	return out
}
