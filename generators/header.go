package generators

import "strings"

// Header is the sentence that every emitted file carries, without comment marks: tools recognize generated files by it, and
// OriginOf those of vnetloom. It names the intent by its name, and depends on nothing else: not on what the intent's files
// are called, how many they are, or where the command runs. It is one line.
func Header(intent string) string {
	return strings.Map(func(r rune) rune {
		if Invisible(r) {
			return '\uFFFD'
		}
		return r
	}, headerBegin+intentWord+intent+headerEnd)
}

// MarkdownHeader is the header as a page in Markdown has it: a comment of HTML, which no name ends.
func MarkdownHeader(intent string) string {
	return "<!-- " + strings.ReplaceAll(Header(intent), "-->", "-- >") + " -->"
}

// Invisible tells the characters that a reader of the output would not see, or that would change how the text around them
// looks: controls, zero-width and bidirectional marks, line and paragraph separators. The list is fixed, so that the output
// does not depend on the Unicode tables of the Go release.
func Invisible(r rune) bool {
	switch {
	case r < 0x20, 0x7F <= r && r <= 0x9F:
		return true
	case r == 0xAD, r == 0x61C, r == 0x180E, r == 0xFEFF:
		return true
	case 0x200B <= r && r <= 0x200F, 0x2028 <= r && r <= 0x202E, 0x2060 <= r && r <= 0x206F:
		return true
	}
	return false
}
