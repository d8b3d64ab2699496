package azure

import (
	"iter"
	"slices"
	"strings"
)

// Pattern is a text with columns in it: vnet-{name}. {^name} is a column of the row around, {it} the string of an Each, and
// {prefix|letters} a prefix in letters that Azure takes for a name: 10.0.0.0_8 for 10.0.0.0/8.
type Pattern string

// Part is a part of a pattern: text, or a column.
type Part struct {
	Text    string // where Column is ""
	Column  string // "it" for the string of an Each
	Outer   bool   // a column of the row around
	Letters bool
}

// Parts are the parts of a pattern, in order.
func (p Pattern) Parts() []Part { return slices.Collect(p.parts()) }

func (p Pattern) parts() iter.Seq[Part] {
	return func(yield func(Part) bool) {
		rest := string(p)
		for {
			before, after, found := strings.Cut(rest, "{")
			if before != "" && !yield(Part{Text: before}) || !found {
				return
			}
			var word string
			word, rest, _ = strings.Cut(after, "}")
			var part Part
			part.Column, part.Outer = strings.CutPrefix(word, "^")
			part.Column, part.Letters = strings.CutSuffix(part.Column, "|letters")
			if !yield(part) {
				return
			}
		}
	}
}

// mentions tells whether a column of the same row is in the pattern.
func (p Pattern) mentions(column string) bool {
	for part := range p.parts() {
		if part.Column == column && !part.Outer {
			return true
		}
	}
	return false
}

// letters are those that Azure takes for the name of a route, in place of those of a prefix.
var letters = strings.NewReplacer("/", "_", ":", ".")

// Letters is a prefix in letters that Azure takes for a name.
func Letters(prefix string) string { return letters.Replace(prefix) }
