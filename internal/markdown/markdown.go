// Package markdown owns texts of anyone's in Markdown. Everybody may enter.
package markdown

import (
	"strings"

	"github.com/vnetloom/vnetloom/diag"
)

// Code is a text as code on one line: nothing in it is a link, a mention, HTML or another mark. A text without anything to show is "".
func Code(s string) string {
	if s = diag.EscapeLine(s); strings.TrimSpace(s) == "" {
		return ""
	}
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if len(fence) > 1 || s[0] == ' ' || s[len(s)-1] == ' ' {
		return fence + " " + s + " " + fence
	}
	return fence + s + fence
}

// Block is a text of several lines as a block of code.
func Block(s string) string {
	fence := "```"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	return fence + "text\n" + strings.TrimRight(diag.EscapeLines(s), "\n") + "\n" + fence + "\n"
}
