package bicep

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/templates"
)

// text is a string literal: on one line, whatever is in it. Characters that a reader could not see are escaped by number.
func text(s string) templates.Code { return templates.Code(appendText(nil, s)) }

func appendText(b []byte, s string) []byte {
	b = append(b, '\'')
	for i, r := range s {
		switch {
		case r == '\\' || r == '\'':
			b = append(b, '\\', byte(r))
		case r == '\n':
			b = append(b, '\\', 'n')
		case r == '\r':
			b = append(b, '\\', 'r')
		case r == '\t':
			b = append(b, '\\', 't')
		case r == '$' && strings.HasPrefix(s[i+1:], "{"):
			b = append(b, '\\', '$')
		case generators.Invisible(r):
			b = append(b, `\u{`...)
			b = strconv.AppendInt(b, int64(r), 16)
			b = append(b, '}')
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return append(b, '\'')
}

// comment is a comment of one line.
func comment(s string) templates.Code {
	return templates.Code("// " + strings.Map(func(r rune) rune {
		if generators.Invisible(r) {
			return '\uFFFD'
		}
		return r
	}, s))
}

// isIdentifier tells whether s can stand as a name without quotes.
func isIdentifier(s string) bool {
	if s == "" || s == "true" || s == "false" || s == "null" {
		return false
	}
	for i := range len(s) {
		c := s[i]
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_'
		if !letter && (i == 0 || c < '0' || '9' < c) {
			return false
		}
	}
	return true
}

// A names resolves what a value refers to, to code.
type names interface {
	reference(plan.ID) (string, error)
	subscription(id string) string
	property(plan.Property) (string, error)
	output(plan.ModuleOutput) (string, error)
	secret(plan.Secret) (string, error)
}

// An encoder writes values. The first error stays.
type encoder struct {
	names names
	kind  string   // the type of the resource whose body is written: some suppressions are for one type
	path  []string // keys down to the value, [] for an item
	buf   []byte
	err   error
}

func (e *encoder) fail(err error) {
	if e.err == nil {
		e.err = err
	}
}

// members writes the members of an object, one a line, at this depth, without a line break at the end.
func (e *encoder) members(o plan.Object, depth int) {
	for i, m := range o {
		if i > 0 {
			e.buf = append(e.buf, '\n')
		}
		e.path = append(e.path, m.Key)
		e.suppress(m.Key, m.Value, depth)
		e.indent(depth)
		if isIdentifier(m.Key) {
			e.buf = append(e.buf, m.Key...)
		} else {
			e.string(m.Key)
		}
		e.buf = append(e.buf, ':', ' ')
		e.value(m.Value, depth)
		e.path = e.path[:len(e.path)-1]
	}
}

// value writes a value. Its first line stands where the buffer ends; the others are indented below depth.
func (e *encoder) value(v plan.Value, depth int) {
	switch v := v.(type) {
	case plan.Str:
		e.string(string(v))
	case plan.Int:
		e.buf = strconv.AppendInt(e.buf, int64(v), 10)
	case plan.Bool:
		e.buf = strconv.AppendBool(e.buf, bool(v))
	case plan.List:
		e.list(v, depth)
	case plan.Object:
		if len(v) == 0 {
			e.buf = append(e.buf, '{', '}')
			return
		}
		e.buf = append(e.buf, '{', '\n')
		e.members(v, depth+1)
		e.buf = append(e.buf, '\n')
		e.indent(depth)
		e.buf = append(e.buf, '}')
	case plan.Ref:
		e.code(e.names.reference(plan.ID(v)))
	case plan.Subscription:
		e.code(e.names.subscription(string(v)), nil)
	case plan.Property:
		e.code(e.names.property(v))
	case plan.Secret:
		e.code(e.names.secret(v))
	case plan.ModuleOutput:
		e.code(e.names.output(v))
	default:
		e.fail(fmt.Errorf("value of type %T", v))
	}
}

func (e *encoder) list(v plan.List, depth int) {
	if len(v) == 0 {
		e.buf = append(e.buf, '[', ']')
		return
	}
	e.buf = append(e.buf, '[', '\n')
	e.path = append(e.path, "[]")
	for _, item := range v {
		e.suppress("", item, depth+1)
		e.indent(depth + 1)
		e.value(item, depth+1)
		e.buf = append(e.buf, '\n')
	}
	e.path = e.path[:len(e.path)-1]
	e.indent(depth)
	e.buf = append(e.buf, ']')
}

func (e *encoder) string(s string) {
	if !utf8.ValidString(s) {
		e.fail(fmt.Errorf("string %q: not UTF-8", s))
	}
	e.buf = appendText(e.buf, s)
}

func (e *encoder) code(code string, err error) {
	if err != nil {
		e.fail(err)
	}
	e.buf = append(e.buf, code...)
}

func (e *encoder) indent(depth int) {
	for range depth {
		e.buf = append(e.buf, ' ', ' ')
	}
}

// suppress writes what stands above a line that the compiler would warn about without reason.
func (e *encoder) suppress(key string, v plan.Value, depth int) {
	for _, s := range suppressions {
		if s.applies(e.kind, e.path, key, v) {
			e.indent(depth)
			e.buf = append(append(e.buf, "// "...), s.Reason...)
			e.buf = append(e.buf, '\n')
			e.indent(depth)
			e.buf = append(append(e.buf, "#disable-next-line "...), s.Code...)
			e.buf = append(e.buf, '\n')
		}
	}
}
