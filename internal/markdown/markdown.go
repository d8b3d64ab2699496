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
	fence := strings.Repeat("`", 1+longestRun(s))
	if len(fence) > 1 || s[0] == ' ' || s[len(s)-1] == ' ' {
		return fence + " " + s + " " + fence
	}
	return fence + s + fence
}

// Block is a text of several lines as a block of code.
func Block(s string) string {
	fence := strings.Repeat("`", max(3, 1+longestRun(s)))
	return fence + "text\n" + strings.TrimRight(diag.EscapeLines(s), "\n") + "\n" + fence + "\n"
}

// longestRun is how many backticks a text has in a row.
func longestRun(s string) int {
	longest, run := 0, 0
	for _, r := range s {
		if run++; r != '`' {
			run = 0
		}
		longest = max(longest, run)
	}
	return longest
}
