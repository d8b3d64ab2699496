package diag

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

const tabWidth = 4

// A cell is what one character of a text takes on a terminal.
type cell struct {
	text  string
	width int
	size  int // in bytes, of the character
}

// cells splits a line into what is shown for each of its characters: a tab is spaces up to the next stop; what could
// move the cursor, hide itself or reorder its neighbours is shown escaped.
func cells(line string) []cell {
	out := make([]cell, 0, len(line))
	column := 0
	for i := 0; i < len(line); {
		r, size := utf8.DecodeRuneInString(line[i:])
		c := cell{text: line[i : i+size], width: runeWidth(r)}
		switch {
		case r == '\t':
			n := tabWidth - column%tabWidth
			c = cell{text: strings.Repeat(" ", n), width: n}
		case r == '#' && commandAnywhere(line[i:]):
			c = escaped(escapeRune(r))
		case r == utf8.RuneError && size == 1:
			c = escaped(fmt.Sprintf(`\x%02x`, line[i]))
		case hidden(r):
			c = escaped(escapeRune(r))
		}
		c.size = size
		out = append(out, c)
		column += c.width
		i += size
	}
	return out
}

func escaped(s string) cell { return cell{text: s, width: len(s)} }

func escapeRune(r rune) string {
	switch {
	case r == '\n':
		return `\n`
	case r == '\r':
		return `\r`
	case r < 0x80:
		return fmt.Sprintf(`\x%02x`, r)
	case r <= 0xffff:
		return fmt.Sprintf(`\u%04x`, r)
	}
	return fmt.Sprintf(`\U%08x`, r)
}

// hidden tells whether a character shows nothing of itself: controls, format characters (among them those that change
// the direction of text), separators other than the space, private and unassigned ones.
func hidden(r rune) bool {
	if r < 0x7f {
		return r < 0x20
	}
	return !unicode.IsGraphic(r) || unicode.In(r, unicode.Zl, unicode.Zp)
}

// commandAnywhere tells whether a text begins with what makes the runner of a pipeline take a command from the middle of a
// line: ##[ of GitHub Actions and Azure Pipelines, ##vso[ of Azure Pipelines.
func commandAnywhere(s string) bool {
	return strings.HasPrefix(s, "##[") || strings.HasPrefix(s, "##vso[")
}

// workflowCommand matches a line that GitHub Actions takes for a command (::error::, ::stop-commands::…), whatever space is
// before it. An address in IPv6 is none: it has one :: at most.
var workflowCommand = regexp.MustCompile(`^[\s\p{Z}]*::[^:].*::`)

// EscapeLine makes a text of anyone's safe to print as one line, or as a part of one: line breaks, and what could move the
// cursor, hide itself, reorder its neighbours or be taken for a command by the runner of a pipeline, are shown escaped. What
// is escaped already stays as it is.
func EscapeLine(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			b.WriteString(`\n`)
		}
		for _, c := range cells(line) {
			b.WriteString(c.text)
		}
	}
	line := b.String()
	if workflowCommand.MatchString(line) {
		return strings.Replace(line, ":", escapeRune(':'), 1)
	}
	return line
}

// EscapeLines is EscapeLine for a text of several lines: its line breaks stay.
func EscapeLines(s string) string {
	lines := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	for i, line := range lines {
		lines[i] = EscapeLine(line)
	}
	return strings.Join(lines, "\n")
}

// plain tells the texts, most of all, that are printed as they are.
func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < 0x20 || c >= 0x7f || c == '#' || c == ':' {
			return false
		}
	}
	return true
}

// wide holds the characters that take two columns: the blocks of East Asian scripts and of pictures.
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x1100, Hi: 0x115f, Stride: 1}, {Lo: 0x231a, Hi: 0x231b, Stride: 1}, {Lo: 0x23e9, Hi: 0x23ec, Stride: 1},
		{Lo: 0x2705, Hi: 0x2705, Stride: 1}, {Lo: 0x274c, Hi: 0x274c, Stride: 1}, {Lo: 0x2e80, Hi: 0x303e, Stride: 1},
		{Lo: 0x3041, Hi: 0x4dbf, Stride: 1}, {Lo: 0x4e00, Hi: 0xa4cf, Stride: 1}, {Lo: 0xa960, Hi: 0xa97f, Stride: 1},
		{Lo: 0xac00, Hi: 0xd7a3, Stride: 1}, {Lo: 0xf900, Hi: 0xfaff, Stride: 1}, {Lo: 0xfe30, Hi: 0xfe6f, Stride: 1},
		{Lo: 0xff00, Hi: 0xff60, Stride: 1}, {Lo: 0xffe0, Hi: 0xffe6, Stride: 1},
	},
	R32: []unicode.Range32{
		{Lo: 0x1f300, Hi: 0x1f64f, Stride: 1}, {Lo: 0x1f680, Hi: 0x1f6ff, Stride: 1}, {Lo: 0x1f900, Hi: 0x1f9ff, Stride: 1},
		{Lo: 0x1fa70, Hi: 0x1faff, Stride: 1}, {Lo: 0x20000, Hi: 0x3fffd, Stride: 1},
	},
}

func runeWidth(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me):
		return 0
	case unicode.Is(wide, r):
		return 2
	}
	return 1
}
