// Package pwsh owns how values are written in PowerShell: literals and comments, for every generator that prints scripts.
//
// It knows PowerShell and neither plans nor networks. The printers of scripts enter.
package pwsh

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/vnetloom/vnetloom/generators"
)

// Quote is a string literal. It is single-quoted, where PowerShell expands nothing; each of the five characters that
// PowerShell takes for a single quotation mark is doubled. Control characters are refused. Other characters that a reader
// would not see, or that turn the text around them, are written by number: ('a' + [char]0x202E + 'b').
func Quote(s string) (string, error) {
	if !utf8.ValidString(s) {
		return "", fmt.Errorf("string %q: not UTF-8", s)
	}
	var b strings.Builder
	b.WriteByte('\'')
	numbered := false
	for _, r := range s {
		switch {
		case unicode.IsControl(r):
			return "", fmt.Errorf("string %q: the control character U+%04X cannot stand in a script", s, r)
		case generators.Invisible(r):
			fmt.Fprintf(&b, "' + [char]0x%04X + '", r)
			numbered = true
			continue
		case isQuote(r):
			b.WriteRune(r)
		}
		b.WriteRune(r)
	}
	b.WriteByte('\'')
	if numbered {
		return "(" + b.String() + ")", nil
	}
	return b.String(), nil
}

// isQuote tells what ends a single-quoted string.
func isQuote(r rune) bool {
	return r == '\'' || '\u2018' <= r && r <= '\u201B'
}

// Comment is the text of a comment: one line that ends no block comment and is not the head of a signature block.
func Comment(s string) string {
	s = strings.Map(func(r rune) rune {
		if generators.Invisible(r) || r == utf8.RuneError {
			return ' '
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	s = strings.ReplaceAll(s, "#>", "# >")
	s = strings.ReplaceAll(s, "<#", "< #")
	if strings.HasPrefix(strings.ToLower(s), "sig ") {
		s = "- " + s
	}
	return s
}

// Boolean is a boolean literal.
func Boolean(b bool) string {
	if b {
		return "$true"
	}
	return "$false"
}

// Integer is a number literal.
func Integer(n int64) string { return strconv.FormatInt(n, 10) }

// WithMark puts a byte order mark before a script that is not ASCII. Without it, Windows PowerShell takes the file for the
// system's code page, reads some letters as quotation marks, and a string ends early.
func WithMark(text []byte) []byte {
	for _, b := range text {
		if b >= 0x80 {
			return append([]byte("\xEF\xBB\xBF"), text...)
		}
	}
	return text
}
