package template

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/vnetloom/vnetloom/source"
)

// parser reads JSON as Azure does: with comments and with line breaks inside strings. It keeps the place of everything.
type parser struct {
	file   *source.File
	b      []byte
	i      int
	at     source.Position // of byte i
	depth  int
	keys   map[string]string // the keys that there were, each once
	budget *budget
	slips

	block   []Value  // where the next values are put: one by one, each would be an allocation
	members []Member // of the objects that are open, those of the outer ones first
	items   []*Value // of the arrays that are open, likewise
}

// blockOf is how many values a block has.
const blockOf = 64

// slips are called for what Azure reads though it is no good JSON. They may be nil.
type slips struct {
	duplicate func(at, first source.Range, key string) // a key that its object has already
	comma     func(at source.Range, what string)       // a comma behind the last part of an array or an object
}

// syntaxError is why a file is no JSON; it stops the parser.
type syntaxError struct {
	at      source.Range
	message string
	limit   bool
}

// parseJSON reads a text whose places are those of a file. Exactly one of its results is nil.
func parseJSON(f *source.File, text []byte, b *budget, s slips) (v *Value, err *syntaxError) {
	p := &parser{file: f, b: text, at: source.Position{Line: 1, Column: 1}, keys: map[string]string{}, budget: b, slips: s}
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(*syntaxError)
			if !ok {
				panic(r)
			}
			v, err = nil, e
		}
	}()
	switch {
	case len(p.b) > b.fileBytes:
		p.limit("the file is larger than " + strconv.Itoa(b.fileBytes>>20) + " MiB")
	case !utf8.Valid(p.b):
		p.fail("the file is not valid UTF-8")
	}
	if len(p.b) >= 3 && string(p.b[:3]) == "\xef\xbb\xbf" {
		p.skip(3)
	}
	p.space()
	v = p.value()
	p.space()
	if p.i < len(p.b) {
		p.fail("text after the end of the JSON value")
	}
	return v, nil
}

func (p *parser) fail(message string) {
	panic(&syntaxError{at: source.Range{File: p.file, Start: p.at, End: p.at}, message: message})
}

func (p *parser) limit(message string) {
	panic(&syntaxError{at: source.Range{File: p.file, Start: p.at, End: p.at}, message: message, limit: true})
}

// skip moves n bytes on and keeps count of lines and columns.
func (p *parser) skip(n int) {
	for range n {
		switch c := p.b[p.i]; {
		case c == '\n':
			p.at.Line++
			p.at.Column = 1
		case c&0xC0 != 0x80:
			p.at.Column++
		}
		p.i++
	}
}

func (p *parser) peek() byte {
	if p.i < len(p.b) {
		return p.b[p.i]
	}
	return 0
}

// space skips white space and comments.
func (p *parser) space() {
	for p.i < len(p.b) {
		switch c := p.b[p.i]; {
		case c == '\n':
			p.i++
			p.at = source.Position{Line: p.at.Line + 1, Column: 1}
		case c == ' ' || c == '\t' || c == '\r':
			p.i++
			p.at.Column++
		case c == '/' && p.i+1 < len(p.b) && p.b[p.i+1] == '/':
			for p.i < len(p.b) && p.b[p.i] != '\n' {
				p.skip(1)
			}
		case c == '/' && p.i+1 < len(p.b) && p.b[p.i+1] == '*':
			p.comment()
		default:
			return
		}
	}
}

func (p *parser) comment() {
	start := p.at
	p.skip(2)
	for p.i+1 < len(p.b) {
		if p.b[p.i] == '*' && p.b[p.i+1] == '/' {
			p.skip(2)
			return
		}
		p.skip(1)
	}
	p.at = start
	p.fail("the comment is not closed")
}

func (p *parser) value() *Value {
	if p.budget.values--; p.budget.values < 0 {
		p.limit("the files hold more than " + strconv.Itoa(maxValues) + " values")
	}
	if p.depth++; p.depth > maxNesting {
		p.limit("values are nested deeper than " + strconv.Itoa(maxNesting))
	}
	if len(p.block) == 0 {
		p.block = make([]Value, blockOf)
	}
	v := &p.block[0]
	p.block, v.offset = p.block[1:], p.i
	start := p.at
	switch c := p.peek(); {
	case p.i >= len(p.b):
		p.fail("a value is missing at the end of the file")
	case c == '{':
		p.object(v)
	case c == '[':
		p.array(v)
	case c == '"':
		v.Kind, v.Text = String, p.text()
	case c == '-' || c >= '0' && c <= '9':
		p.number(v)
	default:
		p.word(v)
	}
	p.depth--
	v.At = source.Range{File: p.file, Start: start, End: p.at}
	return v
}

func (p *parser) word(v *Value) {
	for word, kind := range map[string]Kind{"null": Null, "true": Bool, "false": Bool} {
		if len(p.b)-p.i >= len(word) && string(p.b[p.i:p.i+len(word)]) == word {
			v.Kind, v.Bool = kind, word == "true"
			p.skip(len(word))
			return
		}
	}
	r, _ := utf8.DecodeRune(p.b[p.i:])
	p.fail("a value cannot begin with " + strconv.QuoteRune(r))
}

func (p *parser) number(v *Value) {
	end := p.i
	for end < len(p.b) && isNumber(p.b[end]) {
		end++
	}
	text := string(p.b[p.i:min(end, p.i+maxNumberText)])
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || end-p.i > maxNumberText {
		p.fail("this is not a number: " + strconv.Quote(text))
	}
	v.Kind, v.Number, v.Float = Number, n, strings.ContainsAny(text, ".eE")
	p.skip(end - p.i)
}

func isNumber(c byte) bool {
	return c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E'
}

func (p *parser) array(v *Value) {
	v.Kind = Array
	from := len(p.items)
	p.skip(1)
	for first := true; ; first = false {
		p.space()
		if p.ends(first, ']', "array") {
			break
		}
		p.items = append(p.items, p.value())
		if !p.more(']', "array") {
			break
		}
	}
	v.Items, p.items = cut(p.items, from)
	p.skip(1)
}

func (p *parser) object(v *Value) {
	v.Kind = Object
	var seen memberIndex
	from := len(p.members)
	p.skip(1)
	for first := true; ; first = false {
		p.space()
		if p.ends(first, '}', "object") {
			break
		}
		if p.peek() != '"' {
			p.fail("expected a key in quotes")
		}
		start := p.at
		key := p.key()
		at := source.Range{File: p.file, Start: start, End: p.at}
		p.space()
		if p.peek() != ':' {
			p.fail("expected a colon after the key")
		}
		p.skip(1)
		p.space()
		p.member(from, &seen, Member{Key: key, KeyAt: at, Value: p.value()})
		if !p.more('}', "object") {
			break
		}
	}
	v.Members, p.members = cut(p.members, from)
	p.skip(1)
}

// cut copies what is on a stack from there on, nil where that is nothing, and takes it off.
func cut[T any](stack []T, from int) (top, rest []T) {
	top = append(top, stack[from:]...)
	clear(stack[from:])
	return top, stack[:from]
}

// ends tells whether an array or an object ends where another part could begin. Behind a comma that is reported, but read:
// Azure's own reader takes it.
func (p *parser) ends(first bool, end byte, what string) bool {
	if p.peek() != end {
		return false
	}
	if !first && p.comma != nil {
		p.comma(source.Range{File: p.file, Start: p.at, End: p.at}, what)
	}
	return true
}

// more stands at the end of a member or an item, and tells whether a comma follows.
func (p *parser) more(end byte, what string) bool {
	p.space()
	switch p.peek() {
	case end:
		return false
	case ',':
		p.skip(1)
		return true
	}
	p.fail("expected a comma or the end of the " + what)
	return false
}
