package modules

import (
	"strings"
	"unicode/utf8"
)

// width is how many columns a line has at most where it can be broken, as bicep format has it.
const width = 120

// Code is an expression, or the value of a declaration. It is laid out as bicep format leaves it: on one line where it fits, else
// broken where that breaks it.
type code interface {
	// flat is the code on one line, and false where it must be broken.
	flat() (string, bool)
	// write writes the code, broken, where the line is indented by so many columns.
	write(w *writer, indent int)
}

type (
	// word is code that is never broken.
	word string

	// object is an object, in which a field may have lines above it. One that is open is always broken.
	object struct {
		fields []field
		open   bool
	}

	// field is a member of an object.
	field struct {
		key   string
		value code
		above []string
	}

	// array is a list.
	array []code

	// call is the call of a function.
	call struct {
		name string
		args []code
	}

	// lambda is a function of one parameter.
	lambda struct {
		param string
		body  code
	}

	// ternary is a choice.
	ternary struct{ cond, yes, no code }

	// sequence is code side by side, none of which is broken at its ends: a prefix, something in parentheses, operands.
	sequence []code

	// loop is a list made by for: head is "for x in xs:", then perhaps a condition.
	loop struct {
		variable string
		over     code
		cond     code // nil for none
		body     code
		open     bool
	}
)

// writer writes code.
type writer struct {
	strings.Builder
	column int
}

func (w *writer) text(s string) {
	w.WriteString(s)
	w.column += utf8.RuneCountInString(s)
}

func (w *writer) line(indent int) {
	w.WriteString("\n" + strings.Repeat(" ", indent))
	w.column = indent
}

// code writes code on the rest of the line where it fits with what must follow on the same line, else broken.
func (w *writer) code(c code, indent, tail int) {
	if s, ok := c.flat(); ok && w.column+utf8.RuneCountInString(s)+tail <= width {
		w.text(s)
		return
	}
	c.write(w, indent)
}

func (c word) flat() (string, bool)   { return string(c), true }
func (c word) write(w *writer, _ int) { w.text(string(c)) }

func (c object) flat() (string, bool) {
	if len(c.fields) == 0 {
		return "{}", true
	}
	if c.open {
		return "", false
	}
	parts := make([]string, len(c.fields))
	for i, f := range c.fields {
		s, ok := f.value.flat()
		if !ok || f.above != nil {
			return "", false
		}
		parts[i] = f.key + ": " + s
	}
	return "{ " + strings.Join(parts, ", ") + " }", true
}

func (c object) write(w *writer, indent int) {
	w.text("{")
	for _, f := range c.fields {
		for _, line := range f.above {
			w.line(indent + 2)
			w.text(line)
		}
		w.line(indent + 2)
		w.text(f.key + ": ")
		w.code(f.value, indent+2, 0)
	}
	w.line(indent)
	w.text("}")
}

func (c array) flat() (string, bool) {
	s, ok := flatAll(c)
	return "[" + s + "]", ok
}

func flatAll(list []code) (string, bool) {
	parts := make([]string, len(list))
	for i, item := range list {
		s, ok := item.flat()
		if !ok {
			return "", false
		}
		parts[i] = s
	}
	return strings.Join(parts, ", "), true
}

func (c array) write(w *writer, indent int) {
	w.text("[")
	for _, item := range c {
		w.line(indent + 2)
		w.code(item, indent+2, 0)
	}
	w.line(indent)
	w.text("]")
}

func (c call) flat() (string, bool) {
	s, ok := flatAll(c.args)
	return c.name + "(" + s + ")", ok
}

// write has three forms: the object that a function makes stands at the end of the line, one call stands in another, or each
// argument has its line.
func (c call) write(w *writer, indent int) {
	w.text(c.name + "(")
	last := c.args[len(c.args)-1]
	if f, ok := last.(lambda); ok {
		if o, isObject := f.body.(object); isObject {
			before, isFlat := flatAll(c.args[:len(c.args)-1])
			head := before + ", " + f.param + " => "
			if isFlat && w.column+utf8.RuneCountInString(head)+1 <= width {
				w.text(head)
				o.write(w, indent)
				w.text(")")
				return
			}
		}
	}
	if inner, ok := last.(call); ok && len(c.args) == 1 {
		inner.write(w, indent)
		w.text(")")
		return
	}
	for i, arg := range c.args {
		w.line(indent + 2)
		w.code(arg, indent+2, 0) // a comma does not count
		if i < len(c.args)-1 {
			w.text(",")
		}
	}
	w.line(indent)
	w.text(")")
}

func (c lambda) flat() (string, bool) {
	s, ok := c.body.flat()
	return c.param + " => " + s, ok
}

func (c lambda) write(w *writer, indent int) {
	w.text(c.param + " =>")
	w.line(indent + 2)
	w.code(c.body, indent+2, 0)
}

func (c ternary) flat() (string, bool) {
	var parts [3]string
	for i, part := range []code{c.cond, c.yes, c.no} {
		s, ok := part.flat()
		if !ok {
			return "", false
		}
		parts[i] = s
	}
	return parts[0] + " ? " + parts[1] + " : " + parts[2], true
}

func (c ternary) write(w *writer, indent int) {
	w.code(c.cond, indent, 0)
	w.line(indent + 2)
	w.text("? ")
	w.code(c.yes, indent+4, 0)
	w.line(indent + 2)
	w.text(": ")
	w.code(c.no, indent+4, 0)
}

func (c sequence) flat() (string, bool) {
	var b strings.Builder
	for _, part := range c {
		s, ok := part.flat()
		if !ok {
			return "", false
		}
		b.WriteString(s)
	}
	return b.String(), true
}

func (c sequence) write(w *writer, indent int) {
	for i, part := range c {
		tail := 0
		if rest, ok := flatAll(c[i+1:]); ok {
			tail = utf8.RuneCountInString(rest)
		}
		w.code(part, indent, tail)
	}
}

func (c loop) head() sequence {
	out := sequence{word("for " + c.variable + " in "), c.over, word(":")}
	if c.cond != nil {
		out = append(out, word(" if ("), c.cond, word(")"))
	}
	return append(out, word(" "))
}

func (c loop) flat() (string, bool) {
	if c.open {
		return "", false
	}
	s, ok := append(c.head(), c.body).flat()
	return "[" + s + "]", ok
}

func (c loop) write(w *writer, indent int) {
	w.text("[")
	w.line(indent + 2)
	head := c.head()
	if s, ok := head.flat(); ok && w.column+utf8.RuneCountInString(s)+1 <= width {
		w.text(s)
	} else {
		head.write(w, indent+2)
	}
	w.code(c.body, indent+2, 0)
	w.line(indent)
	w.text("]")
}
