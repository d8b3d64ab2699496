package page

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/difference"
)

// mostLines is how many entries a section of the text has. The JSON has all of them.
const mostLines = 25

// mostOfAName is how much of a text of anyone's is shown in one place, in characters.
const mostOfAName = 300

// Text is a difference for a terminal. Every text of anyone's is escaped: no control character, and nothing that a pipeline takes for a command.
func Text(r *difference.Report) string {
	var b strings.Builder
	b.WriteString(r.Verdict + "\n")
	for _, s := range Outline(r) {
		b.WriteString("\n" + s.Title + "\n")
		width := 0
		for _, e := range s.Entries {
			width = max(width, utf8.RuneCountInString(e.Label))
		}
		for i, e := range s.Entries {
			if i == mostLines && len(s.Entries) > mostLines+1 {
				fmt.Fprintf(&b, "  … and %d lines more: --format json has all\n", len(s.Entries)-i)
				break
			}
			line := e.Line.in(func(text string) string { return text }, func(text string) string { return text })
			if width > 0 {
				label := e.Label
				if i > 0 && s.Entries[i-1].Label == label {
					label = ""
				}
				line = fmt.Sprintf("%-*s  %s", width, label, line)
			}
			b.WriteString("  " + diag.EscapeLine(line) + "\n")
		}
	}
	return b.String()
}

// in is a line in some form: words and texts of anyone's each by their encoder.
func (l Line) in(words, given func(string) string) string {
	var b strings.Builder
	for _, s := range l {
		if s.Given {
			b.WriteString(given(cut(diag.EscapeLine(cut(s.Text, mostOfAName)), mostOfAName)))
		} else {
			b.WriteString(words(s.Text))
		}
	}
	return b.String()
}
