package arm

import (
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/vnetloom/vnetloom/generators"
)

// A writer appends JSON, two spaces a level, one member or item a line. The first error stays.
type writer struct {
	buf   []byte
	depth int
	err   error
}

func (w *writer) fail(format string, args ...any) {
	if w.err == nil {
		w.err = fmt.Errorf(format, args...)
	}
}

// next starts the line of the next member or item. Only an opening bracket ends in a bracket here: a value that is a string
// ends in a quote.
func (w *writer) next() {
	if last := w.buf[len(w.buf)-1]; last != '{' && last != '[' {
		w.buf = append(w.buf, ',')
	}
	w.line()
}

func (w *writer) line() {
	w.buf = append(w.buf, '\n')
	for range w.depth {
		w.buf = append(w.buf, ' ', ' ')
	}
}

func (w *writer) open(bracket byte) {
	w.buf = append(w.buf, bracket)
	w.depth++
}

func (w *writer) close(bracket byte) {
	w.depth--
	if last := w.buf[len(w.buf)-1]; last != '{' && last != '[' {
		w.line()
	}
	w.buf = append(w.buf, bracket)
}

// object writes an object whose members are written by members.
func (w *writer) object(members func()) {
	w.open('{')
	members()
	w.close('}')
}

// list writes an array of n items.
func (w *writer) list(n int, item func(i int)) {
	w.open('[')
	for i := range n {
		w.next()
		item(i)
	}
	w.close(']')
}

// key starts a member. The key is a literal: Azure evaluates keys too.
func (w *writer) key(k string) {
	w.next()
	w.quote(literal(k))
	w.buf = append(w.buf, ':', ' ')
}

// text writes a member whose value is a literal string.
func (w *writer) text(key, s string) {
	w.key(key)
	w.quote(literal(s))
}

// code writes a member whose value is an expression, without its brackets.
func (w *writer) code(key, expr string) {
	w.key(key)
	w.expr(expr)
}

func (w *writer) expr(expr string) { w.quote("[" + expr + "]") }

func (w *writer) int(n int64) { w.buf = strconv.AppendInt(w.buf, n, 10) }

func (w *writer) bool(v bool) { w.buf = strconv.AppendBool(w.buf, v) }

const hex = "0123456789abcdef"

// quote writes a JSON string. Angle brackets and ampersands stay as they are; what a reader could not see is escaped.
func (w *writer) quote(s string) {
	w.buf = append(w.buf, '"')
	plain := plainLetters(s)
	w.buf = append(w.buf, s[:plain]...)
	if s = s[plain:]; !utf8.ValidString(s) {
		w.fail("string %q: not UTF-8", s)
	}
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			w.buf = append(w.buf, '\\', byte(r))
		case r == '\n':
			w.buf = append(w.buf, '\\', 'n')
		case r == '\r':
			w.buf = append(w.buf, '\\', 'r')
		case r == '\t':
			w.buf = append(w.buf, '\\', 't')
		case generators.Invisible(r): // all of them are in the basic plane
			w.buf = append(w.buf, '\\', 'u', hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15])
		default:
			w.buf = utf8.AppendRune(w.buf, r)
		}
	}
	w.buf = append(w.buf, '"')
}

// plainLetters is how many bytes a string begins with that stand for themselves: of almost all it is all.
func plainLetters(s string) int {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return i
		}
	}
	return len(s)
}
