package schema

import (
	"regexp/syntax"
	"strconv"
	"strings"
	"unicode"
)

// portable is a pattern in what Go's regular expressions and ECMAScript's have in common: no flags, and characters themselves for escapes
// by number. A pattern that has more is a bug of the schema, which a test finds.
func portable(pattern string) string {
	tree, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		panic(err)
	}
	var b strings.Builder
	writePattern(&b, tree)
	return b.String()
}

func writePattern(b *strings.Builder, re *syntax.Regexp) {
	switch re.Op {
	case syntax.OpLiteral:
		for _, r := range re.Rune {
			if re.Flags&syntax.FoldCase != 0 && unicode.ToLower(r) != unicode.ToUpper(r) {
				b.WriteString("[" + string(unicode.ToUpper(r)) + string(unicode.ToLower(r)) + "]")
				continue
			}
			writeRune(b, r, `\.+*?()|[]{}^$`)
		}
	case syntax.OpCharClass:
		writeClass(b, re.Rune)
	case syntax.OpBeginText:
		b.WriteByte('^')
	case syntax.OpEndText:
		b.WriteByte('$')
	case syntax.OpCapture, syntax.OpConcat, syntax.OpAlternate:
		open, between := "", ""
		if re.Op != syntax.OpConcat {
			open = "(?:"
		}
		b.WriteString(open)
		for i, sub := range re.Sub {
			if i > 0 {
				if re.Op == syntax.OpAlternate {
					between = "|"
				}
				b.WriteString(between)
			}
			writePattern(b, sub)
		}
		if open != "" {
			b.WriteByte(')')
		}
	case syntax.OpStar, syntax.OpPlus, syntax.OpQuest, syntax.OpRepeat:
		writeRepeated(b, re)
	case syntax.OpEmptyMatch:
	default:
		panic("schema: a pattern with " + re.Op.String())
	}
}

// writeRune writes a character of a pattern, with a backslash before those that mean something.
func writeRune(b *strings.Builder, r rune, special string) {
	if strings.ContainsRune(special, r) {
		b.WriteByte('\\')
	}
	b.WriteRune(r)
}

// writeClass writes ranges of characters. Those that go on to the end of Unicode are written as what they leave out.
func writeClass(b *strings.Builder, ranges []rune) {
	b.WriteByte('[')
	if n := len(ranges); n > 0 && ranges[n-1] == unicode.MaxRune {
		b.WriteByte('^')
		var rest []rune
		next := rune(0)
		for i := 0; i < n; i += 2 {
			if ranges[i] > next {
				rest = append(rest, next, ranges[i]-1)
			}
			next = ranges[i+1] + 1
		}
		ranges = rest
	}
	for i := 0; i < len(ranges); i += 2 {
		writeRune(b, ranges[i], `\]^-[`)
		if ranges[i+1] > ranges[i]+1 {
			b.WriteByte('-')
		}
		if ranges[i+1] > ranges[i] {
			writeRune(b, ranges[i+1], `\]^-[`)
		}
	}
	b.WriteByte(']')
}

func writeRepeated(b *strings.Builder, re *syntax.Regexp) {
	sub := re.Sub[0]
	single := sub.Op == syntax.OpCharClass || sub.Op == syntax.OpLiteral && len(sub.Rune) == 1 || sub.Op == syntax.OpCapture
	if !single {
		b.WriteString("(?:")
	}
	writePattern(b, sub)
	if !single {
		b.WriteByte(')')
	}
	switch {
	case re.Op == syntax.OpStar:
		b.WriteByte('*')
	case re.Op == syntax.OpPlus:
		b.WriteByte('+')
	case re.Op == syntax.OpQuest:
		b.WriteByte('?')
	case re.Max == re.Min:
		b.WriteString("{" + strconv.Itoa(re.Min) + "}")
	case re.Max < 0:
		b.WriteString("{" + strconv.Itoa(re.Min) + ",}")
	default:
		b.WriteString("{" + strconv.Itoa(re.Min) + "," + strconv.Itoa(re.Max) + "}")
	}
}
