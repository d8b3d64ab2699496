package bicep

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/vnetloom/vnetloom/generators"
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
