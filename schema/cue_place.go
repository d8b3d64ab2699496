package schema

import (
	"strings"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/token"

	"github.com/vnetloom/vnetloom/source"
)

// positions are the places that a value comes from: its own, and those of what is unified in it.
func positions(v cue.Value) []token.Pos {
	var all []token.Pos
	add := func(v cue.Value) {
		if field, ok := v.Source().(*ast.Field); ok {
			all = append(all, field.Value.Pos())
		}
		all = append(all, v.Pos())
	}
	add(v)
	if op, args := v.Expr(); op == cue.AndOp {
		for _, arg := range args {
			add(arg)
		}
	}
	return all
}

// places finds where a value stands in a user's file, and its key. own is false when this schema alone gave the value.
func (e *evaluator) places(v cue.Value) (key, val source.Range, own bool) {
	foreign := false
	sources := []cue.Value{v}
	if op, args := v.Expr(); op == cue.AndOp {
		sources = append(sources, args...)
	}
	for _, s := range sources {
		at := s.Pos()
		if field, ok := s.Source().(*ast.Field); ok {
			if key.IsZero() {
				key = e.user(field.Label.Pos(), e.keys, true)
			}
			at = field.Value.Pos()
		}
		if val.IsZero() {
			val = e.user(at, e.values, false)
		}
		foreign = foreign || strings.HasPrefix(at.Filename(), schemaPath+"/")
	}
	return key, val, !val.IsZero() || !key.IsZero() || !foreign
}

// user is the range that begins at a position in a file of the user's; the zero range where it is elsewhere.
func (e *evaluator) user(pos token.Pos, index map[place]*Node, key bool) source.Range {
	if !pos.IsValid() {
		return source.Range{}
	}
	name, offset := pos.Filename(), pos.Offset()
	if n := index[place{name, offset}]; n != nil {
		if key {
			return n.key
		}
		return n.rng
	}
	file := e.file(name)
	loc := e.locators[name]
	if file == nil {
		return source.Range{}
	}
	if loc == nil {
		loc = newLocator(file.Content)
		e.locators[name] = loc
	}
	offset = min(offset, len(loc.content))
	return loc.span(file, offset, loc.cueEnd(offset))
}

// file is a file of the user's by name: an input, or one that an input imports.
func (e *evaluator) file(name string) *source.File {
	if f := e.packager.files[name]; f != nil {
		return f
	}
	for _, in := range e.inputs {
		if in.file.Name == name {
			return in.file
		}
	}
	return nil
}

// cueEnd is the offset behind the CUE that begins at the offset: a string, a bracket's line, or a word.
func (l *locator) cueEnd(offset int) int {
	content := l.content
	if offset >= len(content) {
		return len(content)
	}
	switch c := content[offset]; c {
	case '"', '\'':
		return l.quotedEnd(offset)
	case '{', '[', '(':
		return l.lineEnd(offset)
	}
	end := offset
	for end < len(content) && !strings.ContainsRune(" \t\r\n,:?!]})&|", rune(content[end])) {
		end++
	}
	return max(end, offset+1)
}
